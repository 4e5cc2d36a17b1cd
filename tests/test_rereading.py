"""After a keystroke a file is read as if it were read whole: data, places and complaints, whatever was typed."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.reading import rereading
from gbo_policy.reading.rereading import KeystrokeReader
from gbo_policy.reading.source import read
from tests.conftest import cases
from tests.styled_yaml import DATA, KEYS, styled

SECTIONS = st.dictionaries(
    st.sampled_from(["flows", "events", "agreement", "waivers"]),
    st.one_of(st.lists(st.dictionaries(KEYS, DATA, min_size=1, max_size=3), min_size=1, max_size=3), DATA),
    min_size=1,
)
TYPED = st.one_of(
    st.sampled_from(["\n", "\n\n", " ", "x", "- ", "  - x: 1\n", "#", ": ", "[", "]", '"', "'", "|", "---\n", "\t", "\n- x", "id: 1\n", "é", "a: b\n"]),
    st.text(max_size=3),
)  # fmt: skip


def same(found: Any, wanted: Any) -> bool:
    return json.dumps(found[0]) == json.dumps(wanted[0]) and found[1] == wanted[1]


@cases(40, 4000)
@given(st.data(), SECTIONS)
def test_what_is_read_after_each_keystroke_is_what_reading_the_whole_file_gives(
    draw: st.DataObject, data: Any
) -> None:
    text = draw.draw(styled(data))
    reader = KeystrokeReader()
    assert same(reader.read(text.encode(), "f.yaml"), read(text.encode(), "f.yaml"))
    for _ in range(4):
        start = draw.draw(st.integers(0, len(text)))
        end = draw.draw(st.integers(start, min(start + 6, len(text))))
        new = (text[:start] + draw.draw(TYPED) + text[end:]).encode(errors="ignore")
        assert same(reader.read(new, "f.yaml"), read(new, "f.yaml"))
        text = draw.draw(st.sampled_from([text, new.decode()]))


def test_only_the_item_that_changed_is_parsed(monkeypatch: Any) -> None:
    items = "".join(f"  - id: stroom-{n}\n    title: over {n}\n    data: [health]\n" for n in range(200))
    text = f"flows:\n{items}events:\n  - id: e\n"
    reader, sizes = KeystrokeReader(), []
    reader.read(text.encode(), "f.yaml")

    def counting(content: bytes, file: str) -> Any:
        sizes.append(len(content))
        return read(content, file)

    monkeypatch.setattr(rereading, "read", counting)
    for old, typed in (("over 100", "over iets"), ("over iets", "over\n      iets"), ("id: e", "id: e2")):
        text = text.replace(old, typed)
        assert same(reader.read(text.encode(), "f.yaml"), read(text.encode(), "f.yaml"))
    assert len(sizes) == 3
    assert max(sizes) < 100

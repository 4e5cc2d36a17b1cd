"""Declarations as objects and as text, spoilt at random: an error in sentences or a judgement, with either
reader of YAML alike.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError
from gbo_policy.judging.rejudge import basis_of, judge_again
from gbo_policy.logic.verdict import Verdict
from tests.attack import attack, run
from tests.conftest import FIXTURES
from tests.kit import AS_OF, change, complete, written
from tests.test_laws import PACK

TEXTS = [p.read_bytes() for p in sorted((FIXTURES / "compliant").rglob("*.yaml"))]
BASIS = basis_of(AsOf.of_day(AS_OF), PACK.norms, "received", [], [])
ODD: list[Any] = [
    None, True, 0, -1, 10**18, 1.5, "", " ", "none", "None", "nee", "-", "0", "\u200b", "\u202e", "<<", "=1+1", "::error::",
    "2026-02-30", "2026-03-29T02:30", "9999-12-31", [], {}, [None], [[]], {"x": None}, ["none"], "x" * 3000,
]  # fmt: skip
BYTES = [b"\0", b"\t", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"&a ", b"*a", b"!!x ", b"<<: ", b"- ", b": ", b"{", b"[", b"'", b'"', b"#", b"|", b"\r", b"---\n", b"%", b"? "]  # fmt: skip


def outcome(content: dict[str, bytes]) -> Any:
    """Judge declarations: the verdict, or the codes and places of what is wrong; nothing else may come of
    them.
    """
    try:
        return judge_again(content, PACK, BASIS).report.verdict
    except PolicyError as error:
        return [(p.code, p.location, *(p.sentence(lang) for lang in ("nl", "en"))) for p in error.problems]


def ends_well(found: Any) -> bool:
    """Tell whether it is a verdict, or errors of which each is a sentence in both languages."""
    return isinstance(found, Verdict) or (bool(found) and all(all(one[2:]) for one in found))


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of everything in an object."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in children:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = list(places(complete()))


@attack(ci=60, nightly=100_000)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_objects_with_odd_values_end_in_a_sentence_or_a_verdict(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    data = complete()
    for path, value in changes:
        here: Any = data
        try:
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    assert ends_well(outcome({"a.yaml": json.dumps(data).encode()}))


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw the text of a declaration with a few bytes put in or taken out."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        at, some = draw(st.integers(0, len(text))), draw(st.sampled_from(BYTES))
        text = text[:at] + some + text[at:] if draw(st.booleans()) else text[:at] + text[at + len(some) :]
    return text


@attack(ci=40, nightly=100_000)
@given(text=spoilt())
def test_spoilt_text_ends_in_a_sentence_or_a_verdict(text: bytes) -> None:
    assert ends_well(outcome({"a.yaml": text}))


@attack(ci=10, nightly=5_000)
@given(text=spoilt())
def test_the_reader_without_c_is_as_strict(text: bytes) -> None:
    """Both readers of YAML take the same texts, and what they take they judge alike."""
    with_c = outcome({"a.yaml": text})
    kept = yaml.CBaseLoader
    try:
        del yaml.CBaseLoader
        without = outcome({"a.yaml": text})
    finally:
        yaml.CBaseLoader = kept
    assert isinstance(with_c, list) == isinstance(without, list)
    if not isinstance(with_c, list):
        assert with_c == without


@pytest.mark.parametrize("command", ["report .", "write advice . --flow stroom"])
def test_a_title_as_long_as_a_cell_is_written_in_a_pdf(tmp_path: Path, command: str) -> None:
    data = change(complete(), {"agreement.title": "Overeenkomst " * 2_520, "flows.0.title": "x" * 32_760})
    (tmp_path / "a.yaml").write_text(written(data), encoding="utf-8")
    code, said = run(
        [*command.split(), "--as-of", "2026-03-01", "--format", "pdf", "--output", "r.pdf"], tmp_path
    )
    assert code == 0, said
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")

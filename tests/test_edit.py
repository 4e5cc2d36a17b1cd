"""Values of a text are changed in place: the data are those meant, and outside the change every byte stays."""

from __future__ import annotations

import copy
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gbo_policy.basics.digest import digest
from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.steps import Steps
from gbo_policy.editors.edit import REMOVED, Edit, Insert, edited
from gbo_policy.editors.saving import opened, save
from gbo_policy.reading.source import Mark, read
from tests.conftest import FIXTURES, cases
from tests.styled_yaml import DATA, FILES, KEYS, styled


def data_of(text: str, name: str = "f.yaml") -> Any:
    documents, problems = read(text.encode(), name)
    assert problems == [], text
    return documents[0][0]


def places(data: Any, path: Steps = ()) -> list[Steps]:
    """Give the path of everything in some data, itself first."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(p for step, value in inner for p in places(value, (*path, step)))]


def at(data: Any, path: Steps) -> Any:
    for step in path:
        data = data[step]
    return data


def changed(data: Any, edit: Edit) -> Any:
    """Make an edit in plain data, as its description says."""
    if not edit.path:
        return edit.value
    made = copy.deepcopy(data)
    above, last = at(made, edit.path[:-1]), edit.path[-1]
    if edit.value is REMOVED:
        del above[last]
    elif isinstance(edit.value, Insert):
        above.insert(last, edit.value.value)
    elif isinstance(above, list) and last == len(above):
        above.append(edit.value)
    else:
        above[last] = edit.value
    return made


@st.composite
def edits(draw: Any, data: Any) -> Edit:
    """Make one edit that fits the data: a value, a key more, an item more, or one less."""
    path = draw(st.sampled_from(places(data)))
    here, value = at(data, path), draw(DATA)
    if isinstance(here, dict) and draw(st.booleans()):
        return Edit((*path, draw(KEYS)), value)
    if isinstance(here, list) and draw(st.booleans()):
        number = draw(st.integers(0, len(here)))
        return Edit((*path, number), value if number == len(here) else Insert(value))
    if path and draw(st.integers(0, 2)) == 0:
        return Edit(path, REMOVED)
    return Edit(path, value if path else {"heel": value})


def positions(mark: Mark) -> list[int]:
    """Give where every key and every value of some marks stands, packed."""
    if isinstance(mark, int):
        return [mark]
    if isinstance(mark[1], dict):
        return [mark[0], *(p for at, inner in mark[1].values() for p in (at, *positions(inner)))]
    return [mark[0], *(p for inner in mark[1] for p in positions(inner))]


def line_of(packed: int) -> int:
    return packed >> 24


def around(text: str, path: Steps) -> tuple[str, str]:
    """Give the lines that surely lie before a value and what introduces it, and those that surely lie after
    it.
    """
    root = read(text.encode(), "f.yaml")[0][0][1]
    mark = root
    for step in path:
        mark = mark[1][step][1] if isinstance(mark[1], dict) else mark[1][step]
    own, every = positions(mark), positions(root)
    lines = text.splitlines(keepends=True) if "\u2028" not in text else []
    before = max((line_of(p) for p in every if p < min(own)), default=0)
    after = min((line_of(p) for p in every if p > max(own)), default=len(lines))
    return "".join(lines[:before]), "".join(lines[after + 1 :])


@cases(40, 4000)
@given(st.data(), FILES)
def test_an_edit_gives_the_data_meant_and_keeps_the_lines_around_it(draw: st.DataObject, data: Any) -> None:
    text = draw.draw(styled(data))
    assert data_of(text) == data
    edit = draw.draw(edits(data))
    made = edited(text, [edit])
    assert repr(data_of(made)) == repr(changed(data, edit)) or data_of(made) == changed(data, edit)
    there = edit.path in places(data) and edit.value is not REMOVED
    before, after = around(text, edit.path if there else edit.path[:-1])
    assert made.startswith(before)
    assert made.endswith(after)
    if "\r\n" in text:
        assert made.count("\n") - made.count("\r\n") <= 0


@cases(25, 3000)
@given(st.data(), FILES)
def test_another_word_in_the_place_of_one_changes_its_characters_alone(
    draw: st.DataObject, data: Any
) -> None:
    text = draw.draw(styled(data))
    words = [p for p in places(data) if isinstance(at(data, p), str) and "\n" not in at(data, p)]
    assume(words)
    path = draw.draw(st.sampled_from(words))
    made = edited(text, [Edit(path, "gewijzigd-woord")])
    assert at(data_of(made), path) == "gewijzigd-woord"
    start, _, end = made.partition("gewijzigd-woord")
    start, end = start.rstrip("'\""), end.lstrip("'\"")
    assert text.startswith(start)
    assert text.endswith(end)
    gone = text[len(start) : len(text) - len(end)]
    assert "#" not in gone or "#" in at(data, path)
    assert gone.count("\n") == 0


@cases(20, 2000)
@given(st.data(), FILES)
def test_several_edits_are_made_one_after_the_other(draw: st.DataObject, data: Any) -> None:
    text, wanted, todo = draw.draw(styled(data)), data, []
    for _ in range(draw.draw(st.integers(2, 4))):
        todo.append(draw.draw(edits(wanted)))
        wanted = changed(wanted, todo[-1])
    assert data_of(edited(text, todo)) == wanted


@given(st.data(), FILES)
def test_an_edit_to_what_is_there_already_changes_nothing(draw: st.DataObject, data: Any) -> None:
    text = draw.draw(styled(data))
    path = draw.draw(st.sampled_from(places(data)))
    assert edited(text, [Edit(path, at(data, path))]) == text


FLOWS = """\
# over dit bestand
flows:
  # de eerste
  - id: een  # waarom
    purposes:
      - refer   # verwijzing
      - clarify-need
    channel: 'post'

  - id: twee
    note: |
      een
      twee

events: []
"""


def test_an_item_keeps_its_comments_when_another_is_put_before_it_and_after_it() -> None:
    made = edited(
        FLOWS,
        [Edit(("flows", 0, "purposes"), ["refer", "explore-rights", "clarify-need", "orienting-advice"])],
    )
    assert made == FLOWS.replace(
        "verwijzing\n      - clarify-need\n",
        "verwijzing\n      - explore-rights\n      - clarify-need\n      - orienting-advice\n",
    )  # fmt: skip


def test_what_is_added_has_the_form_of_what_stands_beside_it() -> None:
    made = edited(
        FLOWS,
        [
            Edit(("flows", 2), {"id": "drie", "purposes": ["refer"]}),
            Edit(("flows", 0, "channel"), "nee, dank u"),
            Edit(("flows", 0, "starts_on"), "2026-03-01"),
            Edit(("events", 0), {"id": "e", "note": "a\nb\n"}),
        ],
    )
    assert made == FLOWS.replace("'post'", "'nee, dank u'\n    starts_on: 2026-03-01").replace(
        "      twee\n", "      twee\n\n  - id: drie\n    purposes:\n      - refer\n"
    ).replace("events: []\n", "events:\n  - id: e\n    note: |\n      a\n      b\n")


def test_the_last_of_a_list_and_of_a_mapping_leaves_an_empty_one() -> None:
    assert (
        edited(FLOWS, [Edit(("flows",), [])]).replace("\n", "")
        == "# over dit bestandflows: []  # de eersteevents: []"
    )
    assert edited("a:\n  b: 1 # x\nc: 2\n", [Edit(("a", "b"), REMOVED)]) == "a: {}\nc: 2\n"
    assert edited('{"a": [1]}', [Edit(("a", 0), REMOVED)], name="f.json") == '{"a": []}'


def test_json_stays_json_with_its_own_escapes() -> None:
    text = '{\n  "a": "\\ud83d\\ude00",\n  "b": [\n    1\n  ]\n}\n'
    made = edited(text, [Edit(("b", 1), {"c": "é"}), Edit(("d",), True)], name="f.json")
    assert made == (
        '{\n  "a": "\\ud83d\\ude00",\n  "b": [\n    1,\n    {\n      "c": "é"\n    }\n  ],\n  "d": true\n}\n'
    )


def test_a_key_is_added_with_all_that_lies_between_and_to_a_file_that_holds_nothing() -> None:
    assert edited("", [Edit(("events", 0, "id"), "e")]) == "events:\n  - id: e\n"
    assert edited("# leeg\n", [Edit(("a",), 1)]) == "# leeg\na: 1\n"
    assert edited("a:\n", [Edit(("a", "b", 0), "c")]) == "a:\n  b:\n    - c\n"


def test_the_second_document_of_a_file_is_changed_alone() -> None:
    assert edited("a: 1\n---\na: 2\n", [Edit(("a",), 3, 1)]) == "a: 1\n---\na: 3\n"


@pytest.mark.parametrize(
    "edit", [Edit(("b", "c"), REMOVED), Edit(("a", 5), "x"), Edit(("a", "x"), "y"), Edit(("c", 0), "x")]
)
def test_a_path_that_names_nothing_is_refused(edit: Edit) -> None:
    with pytest.raises(KeyError):
        edited("a: [1]\nc: woord\n", [edit])


def test_a_text_that_is_not_well_formed_is_not_changed() -> None:
    with pytest.raises(PolicyError) as wrong:
        edited("a: [1\n", [Edit(("a",), 1)], name="f.yaml")
    assert [p.code for p in wrong.value.problems] == ["yaml-syntax"]


def test_what_cannot_be_changed_in_place_is_told_and_nothing_else_happens() -> None:
    with pytest.raises(PolicyError) as wrong:
        edited("? a\n: 1\n? b\n: 2\n", [Edit(("b",), REMOVED)], name="f.yaml")
    assert [(p.code, p.word) for p in wrong.value.problems] == [("cannot-edit", "b")]


@pytest.mark.parametrize("file", sorted(FIXTURES.rglob("*.yaml"))[::9])
def test_every_word_of_a_real_file_can_be_changed_and_changed_back(file: Path) -> None:
    text = file.read_bytes().decode()
    data = data_of(text)
    words = [p for p in places(data) if isinstance(at(data, p), str)]
    there = edited(text, [Edit(p, "een ander woord") for p in words])
    assert {at(data_of(there), p) for p in words} == {"een ander woord"}
    assert edited(there, [Edit(p, at(data, p)) for p in words]).count("#") == text.count("#")


def test_a_file_is_written_whole_and_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_bytes(b"a: 1\r\n")
    file.chmod(0o640)
    link.symlink_to(file)
    text, old = opened(link)
    save(link, old, text.replace("1", "2"))
    assert file.read_bytes() == b"a: 2\r\n"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: 1\n")
    for old in (digest(b"a: 0\n"), None):
        with pytest.raises(PolicyError) as refused:
            save(file, old, "a: 2\n")
        assert [p.code for p in refused.value.problems] == ["changed-meanwhile"]
    assert file.read_bytes() == b"a: 1\n"
    save(tmp_path / "new.yaml", None, "a: 3\n")
    assert (tmp_path / "new.yaml").read_bytes() == b"a: 3\n"

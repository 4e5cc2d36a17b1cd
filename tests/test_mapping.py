"""The mapping file: what it may say, and every way to get it wrong, at its place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gbo_policy.basics.problems import PolicyError
from gbo_policy.reading.date_pattern import strptime_of
from gbo_policy.reading.mapping import BY_ID, BY_NUMBER, Constant, TableMapping, read_mapping

OURS = ("id", "at", "sender", "recipient_kind", "purposes", "need_to_know")


def written(folder: Path, text: str) -> TableMapping:
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, OURS, {"need_to_know"})


def test_everything_that_a_mapping_may_say(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        """
        columns: {id: Volgnummer, sender: 12, recipient_kind: {constant: staff}, need_to_know: {constant: true}}
        separator: ", "
        dates: {pattern: dd/mm/jjjj uu:mm, zone: UTC}
        encoding: Windows-1252
        values:
          purposes: {Doorverwijzing: refer, onbekend: null}
          need_to_know: {ja: true, nee: false}
        parties: {CAW Waasland: caw}
        """,
    )
    assert found.theirs == {"id": "Volgnummer", "sender": "12"}
    assert found.constants == {"recipient_kind": Constant("staff"), "need_to_know": Constant(value=True)}
    assert (found.separator, found.pattern, found.zone) == (", ", "%d/%m/%Y %H:%M", "UTC")
    assert found.encoding == "windows-1252"
    assert [found.word("purposes", w) for w in ("Doorverwijzing ", "onbekend", "iets")] == [
        "refer",
        None,
        "iets",
    ]
    assert found.word("need_to_know", "ja") is True
    assert found.word("sender", "CAW Waasland", party=True) == "caw"
    assert found.word("purposes", "CAW Waasland") == "CAW Waasland"
    assert found.split("a, b, ") == ["a", "b"]
    assert found.digest.startswith("sha256:")


def test_a_mapping_that_says_little_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    found = written(tmp_path, "parties: enterprise_number")
    assert (found.parties, found.columns, found.pattern) == (BY_NUMBER, {}, None)
    assert written(tmp_path, "dates: yyyy-mm-dd").parties == BY_ID


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("colums: {id: x}", 1, "unknown key `colums`"),
        ("columns:\n  idd: x", 2, "unknown key `idd`"),
        ("columns:\n  id: {constante: x}", 2, "unknown key `constante`"),
        ("columns:\n  id: [x]", 2, "is not text"),
        ("columns:\n  need_to_know: {constant: ja}", 2, "`ja` is not true or false"),
        ("values:\n  need_to_know:\n    ja: ja", 3, "`ja` is not true or false"),
        ("values:\n  purposes:\n    a: true", 3, "`true` is not text"),
        ("values: x", 1, "`x` is not keys with values"),
        ("encoding: latin-9", 1, "`latin-9` is not known"),
        ("parties: naam", 1, "`naam` is not known"),
        ("dates: {pattern: dd/mm}", 1, "`dd/mm` is not a pattern of dates"),
        ("dates: {pattern: dd/mm/yy}", 1, "`dd/mm/yy` is not a pattern of dates"),
        ("dates: {zone: Brussel}", 1, "`Brussel` is not a time zone"),
        ("separator: ''", 1, "is not text"),
        ("separator: ;\n---\ndates: x", 3, "a second document"),
        ("- a", 1, "a mapping holds keys with values"),
        ("", 1, "a mapping holds keys with values"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    with pytest.raises(PolicyError) as caught:
        written(tmp_path, text)
    (found,) = caught.value.problems
    assert sentence in found.sentence("en")
    assert found.location is not None
    assert found.location.line == line


def test_a_mapping_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml", OURS)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("dd/mm/yyyy hh:mm", "05/02/2026 09:07"),
        ("DD-MM-JJJJ UU:MM:SS", "05-02-2026 09:07:00"),
        ("yyyymmddhhmm", "202602050907"),
        ("%d %m %Y %H%M", "05 02 2026 0907"),
        ("yyyy-mm-ddThh:mm", "2026-02-05T09:07"),
    ],
)
def test_a_pattern_is_that_of_people(pattern: str, text: str) -> None:
    made = strptime_of(pattern)
    assert made is not None
    assert datetime.strptime(text, made) == datetime(2026, 2, 5, 9, 7)


@pytest.mark.parametrize("pattern", ["dd/mm/yy", "dag/maand/jaar", "hh:mm", "%d/%m/%y", "dd/mm/yyyy %H", ""])
def test_what_names_no_whole_day_is_no_pattern(pattern: str) -> None:
    assert strptime_of(pattern) is None

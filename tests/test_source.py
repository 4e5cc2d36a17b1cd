"""The reader against PyYAML's own composer, scalar by scalar and place by place; and everything that it
refuses.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from gbo_policy.basics.problems import Location, Problem
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import MAX_BYTES, MAX_DEPTH, location, read

# plain scalars that YAML 1.2's core schema does not leave as text, as far as a declaration needs them
CORE = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
CORE |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}  # type: ignore[dict-item]


def one(text: str, **more: Any) -> Any:
    documents, problems = read(text.encode(), "f.yaml", **more)
    assert problems == []
    assert len(documents) == 1
    return documents[0][0]


def wrong(content: str | bytes) -> list[tuple[str, int, int, object]]:
    """Give code, line, column and word of every problem."""
    _, problems = read(content if isinstance(content, bytes) else content.encode(), "f.yaml")
    return [(p.code, *_place(p), p.words.get("word")) for p in problems]


def _place(problem: Problem) -> tuple[int, int]:
    assert problem.location is not None
    assert problem.location.file == "f.yaml"
    return problem.location.line, problem.location.column


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "no",
            "yes",
            "on",
            "null",
            "~",
            "true",
            "False",
            "0123456789",
            "12",
            "-5",
            "1.5",
            "0x1F",
            "2026-03-01",
            "13.5",
            "a: b",
            "# x",
            "é ü",
            "👍",
            "",
            " ",
        ]
    ),
)
data = st.recursive(
    st.one_of(words, st.none(), st.booleans(), st.integers(0, 10**12)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=12,
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 4]),
        "width": st.sampled_from([20, 80, 1000]),
    },
    optional={"default_style": st.sampled_from(['"', "'"]), "explicit_start": st.just(True)},
)


def texts(value: Any) -> Any:
    """Turn every scalar into text: in quotes, PyYAML would give any other a tag."""
    if isinstance(value, dict):
        return {k: texts(v) for k, v in value.items()}
    return [texts(v) for v in value] if isinstance(value, list) else str(value)


def oracle(node: yaml.Node) -> tuple[Any, Any]:
    """Give data and the places of all keys and values, as PyYAML's composer tells them."""
    at = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.MappingNode):
        pairs = [
            (k.value, (k.start_mark.line + 1, k.start_mark.column + 1), *oracle(v)) for k, v in node.value
        ]
        return {k: v for k, _, v, _ in pairs}, (at, {k: (p, m) for k, p, _, m in pairs})
    if isinstance(node, yaml.SequenceNode):
        items = [oracle(v) for v in node.value]
        return [v for v, _ in items], (at, [m for _, m in items])
    if node.style is not None:
        return node.value, at
    number = node.value.isascii() and node.value.isdigit() and str(int(node.value)) == node.value
    return CORE.get(node.value, int(node.value) if number else node.value), at


def places(mark: Any) -> Any:
    """Unpack marks as the oracle gives them, by way of ``Place``."""
    here = Place("f", mark).at()
    at = here.line, here.column
    if isinstance(mark, int):
        return at
    if isinstance(mark[1], dict):
        return at, {
            k: ((p := Place("f", (0, {k: (k_at, m)})).at([k])).line and (p.line, p.column), places(m))
            for k, (k_at, m) in mark[1].items()
        }
    return at, [places(m) for m in mark[1]]


@given(data, styles)
def test_data_and_places_are_those_of_pyyaml_s_composer(value: Any, style: dict[str, Any]) -> None:
    text = yaml.dump(texts(value) if "default_style" in style else value, Dumper=_Dumper, **style)
    documents, problems = read(text.encode(), "f.yaml")
    assert problems == []
    wanted, where = oracle(yaml.compose(text, Loader=yaml.SafeLoader))
    assert documents[0][0] == wanted
    assert places(documents[0][1]) == where


@given(data, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_json(value: Any, indent: int | str | None, ascii_: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    # JSON lets these stand raw, YAML does not
    assume(not any("\x7f" <= c < "\xa0" or c in "\ufeff\ufffe\uffff\u2028\u2029" for c in text))
    documents, problems = read(text.encode(), "f.json")
    assert problems == []
    assert documents[0][0] == value


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        *CORE.items(),
        # words, not truth values
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("n", "n"), ("y", "y"),
        ("tRUE", "tRUE"), ("nULL", "nULL"), ('"true"', "true"), ("'null'", "null"), ('"12"', "12"),
        ("0", 0), ("12", 12), ("2026", 2026), ("0123456789", "0123456789"), ("010", "010"), ("1_000", "1_000"),
        ("0123.456.789", "0123.456.789"), ("13.5", "13.5"), ("13.10", "13.10"), ("1:30", "1:30"), ("0o17", "0o17"),
        ("2026-03-01", "2026-03-01"), ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"), ("-3", "-3"), ("+3", "+3"),
        ("1e3", "1e3"), (".inf", ".inf"), ("<<", "<<"), ("=", "="), ("9" * 18, int("9" * 18)), ("9" * 30, "9" * 30), ("١٢", "١٢"),
    ],
)  # fmt: skip
def test_scalars(scalar: str, value: object) -> None:
    found = one(f"a: {scalar}\n")["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("1.5", 1.5),
        ("-3", -3),
        ("-0.25", -0.25),
        ("12", 12),
        ("13.", "13."),
        ("01.5", "01.5"),
        ('"1.5"', "1.5"),
    ],
)
def test_decimals_are_numbers_only_where_asked_for(scalar: str, value: object) -> None:
    found = one(f"a: {scalar}\n", decimals=True)["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00\uD83D\uDE00x"', "😀😀x"),
        (r'"\\ud83d\\ude00"', r"\ud83d\ude00"),  # an escaped backslash, and letters
        (r'"\\\ud83d\ude00"', "\\😀"),
        (r'"x\/y\u00e9\n"', "x/yé\n"),
    ],
)
def test_json_s_escapes(text: str, value: str) -> None:
    assert read(text.encode(), "f.json")[0][0][0] == value == json.loads(text)


def test_a_key_is_text_whatever_it_looks_like() -> None:
    assert one("{1: a, true: b, ~: c, 13.5: d, no: e}") == {
        "1": "a",
        "true": "b",
        "null": "c",
        "13.5": "d",
        "no": "e",
    }


def test_several_documents_each_with_its_own_places() -> None:
    documents, problems = read(b"a: 1\n---\nb: 2\n---\n", "f.yaml")
    assert problems == []
    assert [d for d, _ in documents] == [{"a": 1}, {"b": 2}, None]
    assert Place("f.yaml", documents[1][1]).at(["b"], value=True) == Location("f.yaml", 3, 4)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only a comment\n", b"\xef\xbb\xbf"])
def test_an_empty_file_holds_nothing(content: bytes) -> None:
    documents, problems = read(content, "f.yaml")
    assert problems == []
    assert [d for d, _ in documents if d is not None] == []


def test_a_byte_order_mark_moves_no_column() -> None:
    documents, _ = read(b"\xef\xbb\xbfa: 1\n", "f.yaml")
    assert documents[0][0] == {"a": 1}
    assert Place("f.yaml", documents[0][1]).at(["a"]) == Location("f.yaml", 1, 1)


def test_the_place_of_a_path_is_that_of_its_deepest_part_that_is_there() -> None:
    documents, _ = read(b"a:\n  - b: 1\n    c: {d: 2}\n", "f.yaml")
    place = Place("f.yaml", documents[0][1])
    assert [
        (place.at(p).line, place.at(p).column)
        for p in ([], ["a"], ["a", 0], ["a", 0, "c"], ["a", 0, "c", "d"])
    ] == [(1, 1), (1, 1), (2, 5), (3, 5), (3, 9)]
    assert [
        (place.at(p, value=True).line, place.at(p, value=True).column) for p in (["a"], ["a", 0, "c", "d"])
    ] == [(2, 3), (3, 12)]
    assert place.at(["a", 0, "x", "y"]) == place.at(["a", 0])
    assert place.at(["a", 7]) == place.at(["a"])
    assert place.at(["a", 0, "c", "d", "e"]) == place.at(["a", 0, "c", "d"])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: &x 1\nb: *x\n", [("yaml-alias", 1, 4, "&x"), ("yaml-alias", 2, 4, "*x")]),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", [("yaml-alias", 1, 4, "&x"), ("yaml-alias", 3, 7, "*x")]),
        ("- &x [*x]\n", [("yaml-alias", 1, 3, "&x"), ("yaml-alias", 1, 7, "*x")]),
        ("a: !!str 1\n", [("yaml-tag", 1, 4, "!!str")]),
        ("a: !mine {b: 1}\n", [("yaml-tag", 1, 4, "!mine")]),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            [("yaml-tag", 1, 4, "!!python/object/apply:os.system")],
        ),
        ("a: ! x\n", [("yaml-tag", 1, 4, "!")]),
        ("? [a, b]\n: 1\n", [("yaml-key", 1, 3, None)]),
        ("{a: 1}: 2\n", [("yaml-key", 1, 1, None)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3, 1, "a")]),
        ("a: {x: 1, x: 2}\n", [("duplicate-key", 1, 11, "x")]),
        ('true: 1\n"true": 2\n', [("duplicate-key", 2, 1, "true")]),
        (
            "a: 1\na: 2\nb: *x\nb: !t 1\n",
            [
                ("duplicate-key", 2, 1, "a"),
                ("yaml-alias", 3, 4, "*x"),
                ("yaml-tag", 4, 4, "!t"),
                ("duplicate-key", 4, 1, "b"),
            ],
        ),
    ],
)
def test_what_is_refused_is_told_in_one_go(text: str, problems: list[Any]) -> None:
    assert wrong(text) == problems


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("a: [1, 2\n", "yaml-syntax", 1),
        ("a:\n\t- b\n", "yaml-syntax", 2),
        ("a: b: c\n", "yaml-syntax", 1),
        ("a: 'x\n", "yaml-syntax", 1),
        ("a: 1\n b: 2\n", "yaml-syntax", 2),
        ("%YAML 3.0\n---\na: 1\n", "yaml-syntax", 1),
        ("a: @x\n", "yaml-syntax", 1),
        (b"a: \xff\xfe\n", "not-text", 1),
        (b"a: 1\nb: \xe9t\xe9\n", "not-text", 2),
        ("a: 1\n".encode("utf-16"), "not-text", 1),
        ("a: 1\n".encode("utf-16-le"), "not-text", 1),
        (b"a: 1\nb: x\0y\n", "not-text", 2),
        (b"a: \x07\n", "control-character", 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-text", 1),
        (b"PK\x03\x04\x14\0\x06\0", "not-text", 1),
        (bytes(range(256)), "not-text", None),
    ],
)
def test_what_is_no_yaml_or_no_text_is_told_with_its_line(
    content: str | bytes, code: str, line: int | None
) -> None:
    found = wrong(content)
    assert [f[0] for f in found] == [code]
    assert line is None or found[0][1] == line


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    documents, problems = read(content, "f.yaml")
    assert (
        documents
        or problems
        or not content.strip(b"\n\r\t #\xef\xbb\xbf")
        or content.lstrip().startswith((b"#", b"%", b"\xef\xbb\xbf", b"."))
    )


@pytest.mark.parametrize(("deep", "flow"), [(MAX_DEPTH, True), (MAX_DEPTH, False)])
def test_forty_levels_are_read_and_one_more_is_refused(deep: int, flow: bool) -> None:
    def nest(n: int) -> str:
        return "[" * n + "]" * n if flow else "".join(" " * i + "a:\n" for i in range(n))

    assert wrong(nest(deep)) == []
    (found,) = wrong(nest(deep + 1))
    assert found[:3] == (("too-deep", 1, deep + 1) if flow else ("too-deep", deep + 1, deep + 1))


@pytest.fixture(params=["the parser in C", "the parser in Python"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML is also built without libyaml; the two look ahead, and limit depth, each in its own way."""
    if request.param == "the parser in Python":
        monkeypatch.delattr(yaml, "CBaseLoader")


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 1_000_000, (1, 41)),
        ("[\n" * 100_000, (41, 1)),
        ('{"a":' * 100_000, (1, 201)),
        ("[{a: " * 100_000, (1, 101)),
        ("- " * 100_000, (1, 81)),
        ("? " * 100_000, (1, 81)),
        ("a: é\r\nb: " + "[" * 2000, (2, 43)),
        ("\ufeff" + "[" * 2000, (1, 41)),
        ("[" * 60 + "\t}", (1, 41)),  # what is wrong further on does not hide it
    ],
)
def test_a_bomb_is_refused_at_the_level_that_is_too_deep(text: str, place: tuple[int, int]) -> None:
    assert [p[:3] for p in wrong(text)] == [("too-deep", *place)]


@pytest.mark.usefixtures("either_parser")
def test_a_bomb_hides_nothing_that_stands_before_it() -> None:
    assert [p[:2] for p in wrong("a: 1\na: 2\nb: " + "[" * 2000)] == [("duplicate-key", 2), ("too-deep", 3)]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("text", [f'"{"[" * 3000}"', f"a # {'[' * 3000}", f"a{'[' * 3000}"])
def test_brackets_in_a_text_or_a_comment_nest_nothing(text: str) -> None:
    assert wrong(text) == []


def test_five_megabytes_are_read_and_one_byte_more_is_not() -> None:
    text = b"a: " + b"x" * (MAX_BYTES - 3)
    assert wrong(text) == []
    (found,) = read(text + b"x", "f.yaml")[1]
    assert (found.code, found.location, found.words["most"]) == ("too-large", Location("f.yaml"), "5")


CAUSES: list[tuple[str, int, int, str]] = [
    ("a:\n\tb: 1\n", 2, 1, "a tab"),
    ("a: 1\n\tb: 1\n", 2, 1, "a tab"),
    ("a:\n  - b\n \t- c\n", 3, 2, "a tab"),
    ("a:\u00a0x\nb: 1\n", 1, 3, "not an ordinary space"),
    ("a: 1\nb:\u202fx\nc: 2\n", 2, 3, "not an ordinary space"),
    ("a: “x: y”\n", 1, 4, "typographic"),
    ("a: 1\nb: ‘x: y’\n", 2, 4, "typographic"),
    ("a: [“x”, “y: z”, q: r: s]\n", 1, 5, "typographic"),
    ("a:x\nb: 1\n", 1, 1, "did you mean `a: x`?"),
    ("flows:\n  - id: x\n    title:geen\n    sender: caw\n", 3, 5, "did you mean `title: geen`?"),
    ("a: 'x\nb: 1\nc: 2\n", 1, 4, "not closed"),
    ('b: 1\na: "x\nc: 2\n', 2, 4, "not closed"),
    ("a: [1, 2\nb: 1\n", 1, 4, "bracket"),
    ("a: {x: 1\nb: 2\n", 1, 4, "bracket"),
    ("a: x: y\n", 1, 5, "holds a colon"),
    ("b: 1\na: @x\n", 2, 4, "cannot begin with this character"),
    ("b: 1\na: `x`\n", 2, 4, "cannot begin with this character"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "line up"),
    ("a: 'x' y\n", 1, 8, "quotation marks that end too early"),
    ('a: "x\\q"\n', 1, 6, "escape"),
    ("a: - b\n", 1, 4, "next line"),
    ("a: 1\na b\n", 2, 1, "no `key: value`"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), CAUSES)
def test_what_is_no_yaml_is_said_at_its_cause_in_the_user_s_language(
    text: str, line: int, column: int, said: str
) -> None:
    (found,) = read(text.encode(), "f.yaml")[1]
    assert found.code == "yaml-syntax"
    assert found.location == Location("f.yaml", line, column)
    assert said in found.sentence("en")
    assert found.sentence("nl").startswith("dit is geen geldige YAML: ")
    assert not {"while", "mapping", "expected", "token"} & set(found.sentence("nl").split())


@pytest.mark.parametrize("old", ["\u2028", "\u2029", "\x85"])
def test_what_ended_a_line_in_yaml_1_1_ends_none(old: str) -> None:
    text = f"# note{old}a: 1\nb: x{old}y # z{old}c: 2\n'k{old}': 3\nd: \ue000\n"
    ((data, mark),), problems = read(text.encode(), "f.yaml")
    assert not problems
    assert data == {"b": f"x{old}y", f"k{old}": 3, "d": "\ue000"}
    assert location("f.yaml", mark[1]["d"][0]) == Location("f.yaml", 4, 1)


@pytest.mark.parametrize(
    ("character", "name"),
    [("\x0c", "U+000C (form feed)"), ("\x7f", "U+007F (delete)"), ("\x1b", "U+001B (escape)")],
)
def test_a_control_character_is_named_as_what_it_is(character: str, name: str) -> None:
    (found,) = read(f"a: 1\nb: x{character}y\n".encode(), "f.yaml")[1]
    assert (found.code, found.location) == ("control-character", Location("f.yaml", 2, 5))
    assert found.sentence("en").startswith(name)

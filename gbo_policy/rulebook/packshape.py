"""The shape of a pack's data files, as far as the program relies on it; what it does not read may be added freely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.terms.values import Flag, Slug, shown, wrong


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True, defer_build=True)


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise wrong("wrong-type", shown(value), expected="a whole number")


Whole = Annotated[int, BeforeValidator(_whole)]
Mode = Literal["received", "posted", "third-working-day"]


class _Label(_Part):
    en: str
    nl: str


class _About(_Part):
    id: Slug
    version: str
    title: _Label


class _Sentence(_Part):
    id: str
    text: _Label
    rules: tuple[str, ...] = ()
    unchecked: _Label | None = None


class _Clause(_Part):
    clause: str
    title: _Label
    sentences: tuple[_Sentence, ...]


class _Clauses(_Part):
    clauses: tuple[_Clause, ...]


class _Norm(_Label):
    expected: Whole
    outer: Whole
    unit: Literal["days", "hours"]


class _NoticeGiven(_Label):
    default: Mode
    choices: tuple[Mode, ...]


class _Norms(_Part):
    __pydantic_extra__: dict[str, _Norm]
    cure_days: _Norm  # the ladder of article 9 rests on it, whatever the rules


class _Parameters(_Part):
    norms: _Norms
    notice_given: _NoticeGiven


class _Purposes(_Part):
    permitted: dict[str, _Label]
    known: dict[str, _Label]


class _Category(_Label):
    special: Flag


class _Categories(_Part):
    permitted: dict[str, _Category]
    known: dict[str, _Label]


class _Countries(_Part):
    inside: tuple[str, ...]
    unsettled: tuple[str, ...]
    outside: tuple[str, ...]
    aliases: dict[str, str]
    groups: tuple[str, ...]


class _Term(_Label):
    clause: str
    subject: tuple[str, ...]
    events: tuple[str, ...] = ()


class _Vocabulary(_Part):
    __pydantic_extra__: dict[str, dict[str, _Label]]
    purposes: _Purposes
    categories: _Categories
    bases: dict[str, _Label]
    base_aliases: dict[str, str]
    countries: _Countries
    terms: dict[str, _Term]


_SHAPES: dict[str, type[_Part]] = {
    "about": _About,
    "clauses": _Clauses,
    "vocabulary": _Vocabulary,
    "parameters": _Parameters,
}


def check_part(part: str, data: Any, place: Place) -> Iterator[Problem]:
    """Find all that is wrong with the shape of one data file; ``part`` is about, clauses, vocabulary or parameters."""
    if not isinstance(data, dict):
        yield problem("not-a-mapping", place.at(), found=shown(data))
        return
    try:
        _SHAPES[part].model_validate(data)
    except ValidationError as error:
        yield from translate(error, place, _SHAPES[part])
        return
    if part == "parameters":
        for name, norm in data["norms"].items():
            if norm["expected"] > norm["outer"]:
                where = place.at(["norms", name, "expected"], value=True)
                yield problem(
                    "norm-order", where, setting=name, expected=norm["expected"], outer=norm["outer"]
                )
    if part == "clauses":
        for i, clause in enumerate(data["clauses"]):
            for j, sentence in enumerate(clause["sentences"]):
                if not sentence.get("rules") and not sentence.get("unchecked"):
                    yield problem(
                        "pack-unchecked", place.at(["clauses", i, "sentences", j]), word=sentence["id"]
                    )

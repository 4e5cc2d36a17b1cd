"""The shape of a pack's data files: a key that the program does not read is an error, since nothing would come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from gbo_policy.agreement.obligation import Means
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.terms.particulars import Start
from gbo_policy.terms.values import Flag, Slug, shown, wrong


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, defer_build=True)


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise wrong("wrong-type", shown(value), expected="a whole number")


def _at_least_one(value: Any) -> int:
    if (number := _whole(value)) < 1:
        raise wrong("wrong-type", shown(value), expected="a whole number")
    return number


def _like(pattern: str, code: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise wrong(code, shown(value), known=[])
        return value

    return check


# whether there is such a scheme, and such a country, is asked of the libraries, once, when the pack is compiled
Scheme = Annotated[str, BeforeValidator(_like(r"[a-z]{2}\.[a-z0-9]+", "unknown-scheme"))]
CountryCode = Annotated[str, BeforeValidator(_like(r"[A-Z]{2}", "unknown-country"))]
Whole = Annotated[int, BeforeValidator(_whole)]
Mode = Literal["received", "posted", "third-working-day"]


class _Label(_Part):
    en: str
    nl: str


class _Slip(_Label):
    clause: str


class _Notice(_Part):
    clause: str
    means: Means
    months: Whole
    starts: Start
    presumed_receipt: Annotated[int, BeforeValidator(_at_least_one)]


class _Steps(_Part):
    cure: str
    improvement: str
    security: tuple[str, ...]


class _Agreement(_Part):
    lead: str
    number: Scheme
    holidays: CountryCode
    notice: _Notice
    ladder: _Steps
    supervision: str


class _About(_Part):
    id: Slug
    version: str
    date: str | None = None
    title: _Label
    source: _Label | None = None
    agreement: _Agreement
    slips: tuple[_Slip, ...] = ()


class _Unchecked(_Label):
    kind: Literal["declaration", "power", "human", "definition", "law"] | None = None


class _Sentence(_Part):
    id: str
    text: _Label
    rules: tuple[str, ...] = ()
    unchecked: _Unchecked | None = None


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
    rules: tuple[str, ...] = ()


class _NoticeGiven(_Label):
    default: Mode
    choices: tuple[Mode, ...]


class _Parameters(_Part):
    norms: dict[str, _Norm]
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
    purposes: _Purposes
    categories: _Categories
    bases: dict[str, _Label]
    base_aliases: dict[str, str]
    countries: _Countries
    terms: dict[str, _Term]
    roles: dict[str, _Label]
    authorities: dict[str, _Label]
    kinds: dict[str, _Label] = {}
    means: dict[str, _Label] = {}
    verdicts: dict[str, _Label] = {}
    severities: dict[str, _Label] = {}
    states: dict[str, _Label] = {}


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

"""The shape of a pack's data files: a key that the program does not read is an error, since nothing would
come of it.
"""

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
from gbo_policy.terms.values import LONGEST_NORM, Flag, Slug, shown, wrong


class _PartShape(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, defer_build=True)


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise wrong("wrong-type", shown(value), expected="a whole number")


def _norm(value: Any) -> int:
    if (number := _whole(value)) > LONGEST_NORM:
        raise wrong("not-in-range", shown(value), most=LONGEST_NORM)
    return number


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


# whether there is such a scheme, and such a country, is asked of the libraries, once, when the pack is
# compiled
Scheme = Annotated[str, BeforeValidator(_like(r"[a-z]{2}\.[a-z0-9]+", "unknown-scheme"))]
CountryCode = Annotated[str, BeforeValidator(_like(r"[A-Z]{2}", "unknown-country"))]
Whole = Annotated[int, BeforeValidator(_norm)]
Mode = Literal["received", "posted", "third-working-day"]


class _LabelShape(_PartShape):
    en: str
    nl: str


class _SlipShape(_LabelShape):
    clause: str


class _NoticeShape(_PartShape):
    clause: str
    means: Means
    months: Whole
    starts: Start
    presumed_receipt: Annotated[int, BeforeValidator(_at_least_one)]


class _StepsShape(_PartShape):
    cure: str
    improvement: str
    security: tuple[str, ...]


class _AgreementShape(_PartShape):
    lead: str
    number: Scheme
    holidays: CountryCode
    notice: _NoticeShape
    ladder: _StepsShape
    processors: str
    supervision: str


class _AboutShape(_PartShape):
    id: Slug
    version: str
    date: str | None = None
    title: _LabelShape
    source: _LabelShape | None = None
    agreement: _AgreementShape
    slips: tuple[_SlipShape, ...] = ()


class _UncheckedShape(_LabelShape):
    kind: Literal["declaration", "power", "human", "definition", "law"] | None = None


class _SentenceShape(_PartShape):
    id: str
    text: _LabelShape
    rules: tuple[str, ...] = ()
    held: Literal["decides", "asks", "form"] = "decides"
    part_of: str | None = None
    unchecked: _UncheckedShape | None = None


class _ClauseShape(_PartShape):
    clause: str
    title: _LabelShape
    sentences: tuple[_SentenceShape, ...]


class _ClausesShape(_PartShape):
    clauses: tuple[_ClauseShape, ...]


class _NormShape(_LabelShape):
    name: _LabelShape | None = None
    expected: Whole
    outer: Whole
    unit: Literal["days", "hours"]
    rules: tuple[str, ...] = ()


class _NoticeGivenShape(_LabelShape):
    default: Mode
    choices: tuple[Mode, ...]


class _ParametersShape(_PartShape):
    norms: dict[str, _NormShape]
    notice_given: _NoticeGivenShape


class _PurposesShape(_PartShape):
    permitted: dict[str, _LabelShape]
    known: dict[str, _LabelShape]


class _CategoryShape(_LabelShape):
    special: Flag


class _CategoriesShape(_PartShape):
    permitted: dict[str, _CategoryShape]
    known: dict[str, _LabelShape]


class _CountriesShape(_PartShape):
    inside: tuple[str, ...]
    unsettled: tuple[str, ...]
    outside: tuple[str, ...]
    aliases: dict[str, str]
    groups: tuple[str, ...]


class _TermShape(_LabelShape):
    name: _LabelShape | None = None
    clause: str
    subject: tuple[str, ...]
    events: tuple[str, ...] = ()


class _NextStepShape(_LabelShape):
    on: _LabelShape | None = None


class _VocabularyShape(_PartShape):
    purposes: _PurposesShape
    categories: _CategoriesShape
    bases: dict[str, _LabelShape]
    base_aliases: dict[str, str]
    countries: _CountriesShape
    terms: dict[str, _TermShape]
    roles: dict[str, _LabelShape]
    authorities: dict[str, _LabelShape]
    kinds: dict[str, _LabelShape] = {}
    means: dict[str, _LabelShape] = {}
    verdicts: dict[str, _LabelShape] = {}
    severities: dict[str, _LabelShape] = {}
    states: dict[str, _LabelShape] = {}
    next_steps: dict[str, _NextStepShape] = {}


_SHAPES: dict[str, type[_PartShape]] = {
    "about": _AboutShape,
    "clauses": _ClausesShape,
    "vocabulary": _VocabularyShape,
    "parameters": _ParametersShape,
}


def check_part(part: str, data: Any, place: Place) -> Iterator[Problem]:
    """Find all that is wrong with the shape of one data file; ``part`` is about, clauses, vocabulary or
    parameters.
    """
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

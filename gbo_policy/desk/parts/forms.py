"""Any thing of the workspace as a form, made from its model: every key with its question, and what the form
says back into data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from gbo_policy.basics.problems import Problem
from gbo_policy.basics.translate import begun, mark, say
from gbo_policy.declarations.model.agreement import CLAUSE_OF_EFFECT, Effect
from gbo_policy.declarations.shapes import close, faults
from gbo_policy.declarations.workspace import Place
from gbo_policy.desk.parts.asking import UNSURE
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, whole_number
from gbo_policy.desk.parts.shapes_asked import AskedShape, shape_of
from gbo_policy.reading.source import read
from gbo_policy.reporting.content.spoken import for_a_person, without_keys
from gbo_policy.terms.country_names import countries, countries_named, country, country_named
from gbo_policy.terms.values import NONE, near_none

_LONG = {
    "facts",
    "cause",
    "consequences",
    "reasons",
    "reply",
    "plan",
    "notes",
    "note",
    "purpose",
    "says",
    "notice",
}
_OF_CLAUSES = ("clause", "ground")  # of which one clause of the agreement, or one event, is chosen
_FEW = 5  # so many choices still stand side by side
# words that stand in files, as a person says them
_SAID = {
    "separate": mark("on its own"),
    "joint": mark("jointly with others"),
    "undertaking": mark("an undertaking"),
    "statute": mark("a statute"),
    "confidentiality": mark("confidentiality: somebody saw them"),
    "integrity": mark("integrity: they were changed"),
    "availability": mark("availability: they were lost or out of reach"),
    "unlikely": mark("a risk is unlikely"),
    "risk": mark("there is a risk"),
    "high-risk": mark("there is a high risk"),
    "dpo": mark("through its data protection officer"),
    "other": mark("otherwise"),
    "accepted": mark("accepts it"),
    "contested": mark("contested", "position"),
    "met": mark("met", "assessment"),
    "not-met": mark("not met", "assessment"),
    "union": mark("the European Union"),
    "member-state": mark("Belgium, Flanders or another member state"),
    "access": mark("access", "right"),
    "rectification": mark("rectification"),
    "erasure": mark("erasure"),
    "restriction": mark("restriction of processing"),
    "portability": mark("portability"),
    "objection": mark("objection"),
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One key as a form asks it. ``how`` is none, given or empty (not known); ``rows`` are the parts of a
    list, the last one blank.
    """

    name: str
    key: str
    label: str
    shape: AskedShape
    value: Any = ""
    how: str = ""
    options: tuple[tuple[str, str], ...] = ()
    fields: tuple[FormField, ...] = ()
    rows: tuple[tuple[FormField, ...], ...] = ()
    wrong: str = ""
    long: bool = False

    @property
    def side_by_side(self) -> bool:
        """Whether its choices stand beside each other."""
        return 0 < len(self.options) <= _FEW


@dataclass(frozen=True, slots=True)
class FormMaker:
    """Makes the form of a thing: names and labels of the case, and what is wrong with what was filled in."""

    case: DeskCase
    lang: str
    wrong: Mapping[tuple[Any, ...], str] = field(default_factory=dict)

    def fields(
        self,
        model: type[BaseModel],
        data: Mapping[str, Any],
        *,
        skip: tuple[str, ...] = (),
        at: tuple[Any, ...] = (),
    ) -> tuple[FormField, ...]:
        """Give the fields of a model, filled in with what is known."""
        made = []
        for name, info in model.model_fields.items():
            key = info.alias or name
            shape = shape_of(info)
            if key in skip or key == "labels" or shape.kind == "skip":
                continue
            told = say(self.lang, info.description) if info.description else key
            label, here = asked_of(told, shape, self.lang), (*at, key)
            out = _of_other_clauses(data) if shape.model is Effect else ()
            made.append(self._field(key, label, shape, data.get(key), here, out))
        return tuple(sorted(made, key=lambda f: f.key == "note"))  # what may be added comes last

    def _field(
        self,
        key: str,
        label: str,
        shape: AskedShape,
        value: Any,
        at: tuple[Any, ...],
        skip: tuple[str, ...] = (),
    ) -> FormField:
        name = ".".join(("f", *map(str, at)))
        how = "" if value is None else NONE if value in (NONE, []) else "given"
        made = FormField(
            name,
            key,
            label,
            shape,
            how=how,
            options=self._options(key, shape),
            wrong=self.wrong.get(at, ""),
            long=key in _LONG,
            value=self._shown(shape, value),
        )
        if shape.kind == "group" and shape.model is not None:
            inner = value if isinstance(value, dict) else {}
            return replace(made, fields=self.fields(shape.model, inner, skip=skip, at=at))
        if shape.kind == "items" and shape.model is not None:
            given = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
            model, entries = shape.model, [*(g if isinstance(g, dict) else {} for g in given), {}]
            return replace(
                made, rows=tuple(self.fields(model, g, at=(*at, i)) for i, g in enumerate(entries))
            )
        return made

    def _shown(self, shape: AskedShape, value: Any) -> Any:
        if shape.kind in ("lines", "codes", "many"):
            given = [str(v) for v in value] if isinstance(value, list) else []
            if shape.kind == "codes":
                return countries_named(given, self.lang)
            return given if shape.kind == "many" else "\n".join(given)
        if shape.kind == "country" and isinstance(value, str):
            return country_named(value, self.lang)
        if shape.kind in ("group", "items") or (value == NONE and shape.none):
            return ""
        return "" if value is None else value

    def _options(self, key: str, shape: AskedShape) -> tuple[tuple[str, str], ...]:
        if key == "processor":
            return tuple((p.id, p.name or p.id) for p in self.case.workspace.processors.values())
        if shape.kind == "party" or shape.section == "party":
            return tuple((p.id, p.name or p.id) for p in self.case.workspace.parties.values())
        vocabulary = self.case.report.pack.vocabulary
        if shape.section and shape.section != "choice":
            raw = vocabulary.raw[shape.section]
            words = [*raw["permitted"], *raw["known"]] if "permitted" in raw else list(raw)
            return tuple((w, vocabulary.label(shape.section, w, self.lang)) for w in words)
        if key in _OF_CLAUSES:
            return (*(self._events() if key == "ground" else ()), *self._clauses())
        return tuple((w, self._said(w, key)) for w in shape.words)

    def _events(self) -> tuple[tuple[str, str], ...]:
        """Give what is on record, the newest first, as a choice."""
        words = self.case.words
        shown = [(e.id, f"{words.event_type(e.type)} ({e.id})") for e in self.case.workspace.events]
        return tuple(reversed(shown))

    def _clauses(self) -> tuple[tuple[str, str], ...]:
        pack = self.case.report.pack
        return tuple((c, self.case.words.clause_head(c)) for c in pack.clause_numbers if c[:1].isdigit())

    def _said(self, word: str, key: str) -> str:
        if word == "contested" and key == "outcome":
            return say(self.lang, "contested")
        if word in _SAID:
            return say(self.lang, _SAID[word])
        if word == NONE:
            return say(self.lang, "none")
        for section in ("means", "kinds"):
            if (told := self.case.report.pack.vocabulary.label(section, word, self.lang)) != word:
                return told
        return word


def _of_other_clauses(departure: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the effects that a departure on its clause cannot have; none while its clause is not chosen."""
    clause = departure.get("clause")
    return tuple(name for name, of in CLAUSE_OF_EFFECT.items() if of != clause) if clause else ()


_CLAUSE = re.compile(r"\s*\([^()]*\d[^()]*\)")
_FILE_WORD = re.compile(r"\s*\([a-z-]+\)")


def asked_of(told: str, shape: AskedShape, lang: str) -> str:
    """Make of what a key means a label for a person: without the words that only a file has; clauses stay."""
    text = for_a_person(told, lang)
    if shape.words or shape.section:
        clauses = "".join(_CLAUSE.findall(text))
        text = _FILE_WORD.sub("", text.partition(":")[0])
        text += clauses if clauses and clauses not in text else ""
    return begun(text)


def read_form(
    call: Call,
    model: type[BaseModel],
    old: Mapping[str, Any],
    *,
    skip: tuple[str, ...] = (),
    at: tuple[Any, ...] = (),
    both: list[tuple[Any, ...]] | None = None,
) -> dict[str, Any]:
    """Read a form back into data: what it does not ask stays, what is not known is left out.

    Where something is filled in and it is also ticked that there is none, what is filled in is kept, and its
    place put into ``both``.
    """
    both = [] if both is None else both
    made = dict(old)
    for name, info in model.model_fields.items():
        key, shape = info.alias or name, shape_of(info)
        if key in skip or key == "labels" or shape.kind == "skip":
            continue
        value = _value(call, shape, (*at, key), old.get(key), both)
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value
    return made


def _value(call: Call, shape: AskedShape, at: tuple[Any, ...], old: Any, both: list[tuple[Any, ...]]) -> Any:
    how = call.text(f"{_name(at)}.how")
    if how == UNSURE:
        return None
    if how != NONE:
        return _given(call, shape, at, old, both)
    if shape.kind not in ("many", "items", "lines", "codes"):
        return NONE
    given = _given(call, shape, at, old, both) or []
    if all(one in _list(old) for one in given):
        return []  # at most what stood there before, which goes
    both.append(at)
    return given


def _name(at: tuple[Any, ...]) -> str:
    return ".".join(("f", *map(str, at)))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _given(call: Call, shape: AskedShape, at: tuple[Any, ...], old: Any, both: list[tuple[Any, ...]]) -> Any:
    """Read what was filled in."""
    text = call.text(_name(at))
    match shape.kind:
        case "group":
            kept = old if isinstance(old, dict) else {}
            return read_form(call, shape.model, kept, at=at, both=both) or None  # type: ignore[arg-type]
        case "items":
            return _rows(call, shape, at, old, both)
        case "many":
            return _in_order(call.texts(_name(at)), old) or None
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()] or None
        case "codes":
            return countries(text) or None
        case "flag":
            return {"yes": True, "no": False}.get(text)
    return _scalar(shape, text)


def _scalar(shape: AskedShape, text: str) -> Any:
    if text in ("", UNSURE):
        return None
    if shape.kind == "country":
        return country(text)
    if shape.kind == "number" or (shape.kind == "choice" and text.isdigit()):
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text
    return NONE if shape.kind == "text" and near_none(text) else text


def _in_order(words: list[str], old: Any) -> list[str]:
    """Keep the order in which they stood, so that nothing changes that nobody changed."""
    before = old if isinstance(old, list) else []
    return sorted(words, key=lambda w: before.index(w) if w in before else len(before))


def _rows(
    call: Call, shape: AskedShape, at: tuple[Any, ...], old: Any, both: list[tuple[Any, ...]]
) -> list[Any] | None:
    name, before = _name(at), _list(old)
    number = whole_number(call.text(f"{name}.rows")) or 0
    made = []
    for i in range(min(number, 500)):
        if call.text(f"{name}.{i}.gone"):
            continue
        kept = before[i] if i < len(before) and isinstance(before[i], dict) else {}
        row = read_form(call, shape.model, kept, at=(*at, i), both=both)  # type: ignore[arg-type]
        if row:
            made.append(row)
    return made or None


def _wrong(problem: Problem, case: DeskCase) -> str:
    """Say what is wrong with one field, as a person at a form needs it."""
    if problem.code == "missing-key":
        return say(case.lang, "This is needed; fill it in.")
    return without_keys(problem.sentence(case.lang), case, case.lang)


def wrong_in(model: type[BaseModel], data: Mapping[str, Any], case: DeskCase) -> dict[tuple[Any, ...], str]:
    """Give what is wrong with data by the path of each key, as the files' reader would say it."""
    ((plain, marks),), _ = read(json.dumps(data).encode(), "form.json")
    try:
        model.model_validate(plain, context=case.report.pack.vocabulary)
    except ValidationError as error:
        found = faults(error, Place("", marks), model, close)
        return {tuple(f.path): _wrong(f.problem, case) for f in found}
    return {}

"""JSON Schema (2020-12) of a workspace file and of a rule file, made from the models and a pack's words: for editors.

A schema says what can be said of one file alone. It is never stricter than the program, and as strict as a schema can be about words,
shapes and keys; references, duplicates and the order of dates stay the program's.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type, kinds
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.events.non_compliance import NonCompliance
from gbo_policy.agreement.register import Event
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Agreement, Effect
from gbo_policy.declarations.model.assessment import Assessment, AssessmentSubject, Waiver
from gbo_policy.declarations.model.flow import (
    FIELDS_OF_KIND,
    EveryOf,
    FlowsByRole,
    Item,
    Parties,
    Recipient,
    RecipientsByRole,
)
from gbo_policy.editors.key_meanings import both, described
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rulefile import NormUse, RuleFile
from gbo_policy.terms import values as base
from gbo_policy.terms.kinds import Kind, Type

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
_DATE = f"[0-9]{{4}}-{_DAY}"
_HOUR = "(?:[01][0-9]|2[0-3])"
_MOMENT = (
    rf"{_DATE}[Tt ]{_HOUR}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,6}})?)? ?(?:[Zz]|[+-]{_HOUR}:?[0-5][0-9])?"
)
_NUMBER = r"(?:[0-9]{4}\.[0-9]{3}\.[0-9]{3}|[0-9]{10})"
_TEXT: Schema = {"type": ["string", "number"]}  # a number is read as text
_NULL: Schema = {"type": "null"}
_NONE: Schema = {"const": base.NONE}
# the vocabulary's sections whose words the models list themselves
_LISTED = ("kinds", "means", "severities", "verdicts")
_FACTS: dict[Type, Schema] = {
    Type.TEXT: {"type": "string"},
    Type.BOOL: {"type": "boolean"},
    Type.NUMBER: {"type": "number"},
    Type.DATE: {"type": "string", "pattern": f"^{_DATE}$"},
    Type.MOMENT: {"type": "string"},
    Type.TEXTS: {"type": "array", "items": {"type": "string"}},
}


def workspace_schema(pack: Pack) -> Schema:
    """Give the schema of one file of a workspace."""
    writer = _SchemaWriter(pack)
    sections = {
        "agreement": (
            writer.shape(Agreement),
            mark("the agreement: its parties, processors and formalities; one a workspace"),
        ),
        "flows": (_list(writer.of(FlowsByRole)), mark("declared exchanges of personal data")),
        "events": (_list(writer.event()), mark("the register of what happened")),
        "assessments": (
            _list(writer.of(Assessment)),
            mark("human judgements on the agreement's open terms"),
        ),
        "waivers": (_list(writer.of(Waiver)), mark("decisions to live with a finding until a date")),
    }
    properties = {
        name: _any([part, _NULL]) | {"description": both(told)} for name, (part, told) in sections.items()
    }
    shape = {"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": False}
    return _document("gbo-policy: workspace", shape, writer)


def rule_schema(pack: Pack) -> Schema:
    """Give the schema of one rule file."""
    writer = _SchemaWriter(pack)
    shape = writer.shape(RuleFile)
    both = [("review", "review_message"), ("review_message", "review")]
    conditions = [
        _when({a: {"not": _NULL}}, {"required": [b], "properties": {b: {"not": _NULL}}}) for a, b in both
    ]
    conditions.append(
        _when({"severity": {"const": "critical"}}, {"properties": {"waivable": {"const": False}}})
    )
    conditions.append(_when({"against": _NULL}, {"properties": {"sanction": _NULL}}))
    conditions.extend(_when({"for_each": {"const": name}}, _facts(kind)) for name, kind in kinds().items())
    return _document("gbo-policy: rule", shape | {"allOf": conditions}, writer)


def _document(title: str, shape: Schema, writer: _SchemaWriter) -> Schema:
    return {"$schema": _DIALECT, "title": title, **shape, "$defs": dict(sorted(writer.defs.items()))}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _any(parts: Iterable[Schema]) -> Schema:
    flat: list[Schema] = []
    for part in parts:
        flat.extend(p for p in (part["anyOf"] if list(part) == ["anyOf"] else [part]) if p not in flat)
    if len(flat) == 1:
        return flat[0]
    if len(flat) == 2 and flat[1] == _NULL and "type" in flat[0] and "enum" not in flat[0]:
        return _nullable(flat[0])
    return {"anyOf": flat}


def _nullable(part: Schema) -> Schema:
    """Accept null besides, without a choice: an error inside then stays where it is."""
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return part | {"type": [*kinds, "null"]}


def _when(properties: Mapping[str, Schema], then: Schema) -> Schema:
    return {"if": {"required": list(properties), "properties": dict(properties)}, "then": then}


def _facts(kind: Kind) -> Schema:
    """Say which facts a rule for ``kind`` may name."""
    facts = {f.name: _any([_FACTS[f.type], _NULL]) | {"description": both(f.told)} for f in kind.fields}
    parties = [f.name for f in kind.fields if f.actor]
    given = {"properties": facts, "additionalProperties": False}
    return {
        "properties": {
            "against": {"enum": [*parties, None]},
            "norm": {"anyOf": [_NULL, {"properties": {"from": {"enum": list(facts)}}}]},
            "cases": {"propertyNames": {"enum": list(facts)}},
            "tests": {"items": {"properties": {"given": given}}},
        }
    }


class _SchemaWriter:
    """Turns annotations into schemas; named ones go to ``defs`` and are referred to."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.vocabulary = pack, pack.vocabulary
        self.defs: dict[str, Schema] = {}
        self.shapes: dict[Any, tuple[str, Callable[[], Schema]]] = {
            base.Slug: (
                "Slug",
                lambda: _any(
                    [
                        _like("[A-Za-z0-9][A-Za-z0-9._-]*", mark("a short name without blanks")),
                        _whole(0),
                    ]
                ),
            ),
            base.FlowName: (
                "FlowName",
                lambda: _any(
                    [
                        _like(
                            "[A-Za-z0-9][A-Za-z0-9._-]*(?:@[A-Za-z0-9][A-Za-z0-9._-]*)?",
                            mark("a short name without blanks"),
                        ),
                        _whole(0),
                    ]
                ),
            ),
            Parties: (
                "Parties",
                lambda: _any([self.of(base.PartyId), _list(self.of(base.PartyId)), self.of(EveryOf)]),
            ),
            base.PartyId: (
                "PartyId",
                lambda: _any(
                    [
                        _like(
                            "[A-Za-z0-9][A-Za-z0-9._-]*",
                            mark("the id of a core actor, or its enterprise number"),
                        ),
                        _whole(0),
                    ]
                ),
            ),
            base.EnterpriseNumber: (
                "EnterpriseNumber",
                self.number,
            ),
            base.Date: (
                "Date",
                lambda: {"format": "date"} | _like(_DATE, mark("a date, as 2026-03-01")),
            ),
            base.Moment: (
                "Moment",
                lambda: _like(_MOMENT, mark("a moment, as 2026-03-01T09:30")),
            ),
            base.DateOrMoment: ("DateOrMoment", lambda: _any([self.of(base.Date), self.of(base.Moment)])),
            base.DateOrNone: ("DateOrNone", lambda: _any([_NONE, self.of(base.Date)])),
            base.MomentOrNone: ("MomentOrNone", lambda: _any([_NONE, self.of(base.Moment)])),
            base.Flag: ("Flag", lambda: {"type": "boolean"}),
            base.Email: (
                "Email",
                lambda: _any([_NONE, _like(r"[^@\s]+@[^@\s]+", mark("an e-mail address"))]),
            ),
            base.Url: (
                "Url",
                lambda: _any(
                    [_NONE, _like(r"https?://[^\s/]+\S*", mark("an address that starts with https://"))]
                ),
            ),
            base.Count: ("Count", lambda: {"type": "integer", "minimum": 0}),
            base.Text: ("Text", lambda: _saying(0)),
            base.ListedText: ("ListedText", lambda: _saying(1)),
            base.Article: ("Article", lambda: {"enum": list(range(32, 37))}),
            base.Role: ("Role", lambda: self.words(self.vocabulary.words("role"), "roles")),
            base.Authority: (
                "Authority",
                lambda: self.words(self.vocabulary.words("authority"), "authorities"),
            ),
            base.Purpose: ("Purpose", lambda: self.word_or_other("purpose", "purposes")),
            base.Category: ("Category", lambda: self.word_or_other("category", "categories")),
            base.Basis: ("Basis", lambda: self.words(self.vocabulary.words("basis"), "bases")),
            base.Country: ("Country", self.country),
        }
        clauses = pack.clause_numbers
        heads = list(dict.fromkeys([*clauses, *(c.partition(".")[0] for c in clauses)]))
        # keys whose words only the pack knows
        self.keys: dict[tuple[type, str], Schema] = {
            (Assessment, "term"): self.words(self.vocabulary.words("term"), "terms"),
            (Waiver, "rule"): {
                "enum": [r.id for r in pack.rules],
                "enumDescriptions": [f"{r.title.en} — {r.title.nl}" for r in pack.rules],
            },
            (NonCompliance, "clause"): {"anyOf": [{"enum": [*heads, base.NONE]}, {"type": "number"}, _NULL]},
            (RuleFile, "for_each"): {"enum": list(kinds())},
            (NormUse, "parameter"): {"enum": list(pack.norms)},
            (Effect, "notice_months"): {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 120}, _NULL]},
        }
        self.more: dict[type, Callable[[], Schema]] = {
            RecipientsByRole: _recipient,
            AssessmentSubject: _subject,
            Assessment: self.assessment,
        }

    def of(self, kind: Any) -> Schema:
        """Give the schema of an annotation. TypeError for one that no model has used so far."""
        if kind in self.shapes:
            return self.ref(*self.shapes[kind])
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is Annotated:
            return self.item() if arguments[0] is Item else self.of(arguments[0])
        if origin in (typing.Union, types.UnionType):
            return _any([self.of(a) for a in arguments])
        if origin is Literal:
            return self.literal(arguments)
        if origin is tuple:
            return _list(self.of(arguments[0]))
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.ref(kind.__name__, lambda: self.shape(kind))
        count: Schema = {"type": "integer", "minimum": 0, "maximum": 100_000}
        plain: dict[Any, Schema] = {str: _TEXT, int: count, types.NoneType: _NULL, Any: {}}
        if kind in plain:
            return plain[kind]
        raise TypeError(kind)

    def ref(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.defs:
            self.defs[name] = {}  # a shape may name itself
            self.defs[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def shape(self, model: type[BaseModel]) -> Schema:
        hints = typing.get_type_hints(model, include_extras=True)
        properties: dict[str, Schema] = {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            made = self.keys.get((model, key)) or self.of(hints[name])
            filled = any(
                getattr(m, "min_length", 0) for m in field.metadata
            )  # not with blanks, which are stripped
            properties[key] = (
                made | ({"pattern": r"\S"} if filled else {}) | {"description": described(model, key)}
            )
        required = [f.alias or n for n, f in model.model_fields.items() if f.is_required()]
        shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return (
            shape
            | ({"required": required} if required else {})
            | (self.more[model]() if model in self.more else {})
        )

    def words(self, words: Iterable[str], section: str) -> Schema:
        """List words, each with what it means in both languages where the pack says."""
        listed = list(words)
        texts = [[self.vocabulary.label(section, w, lang) for lang in ("en", "nl")] for w in listed]
        meanings = ["" if both == [w, w] else " — ".join(both) for w, both in zip(listed, texts, strict=True)]
        return {"enum": listed} | ({"enumDescriptions": meanings} if any(meanings) else {})

    def literal(self, words: tuple[Any, ...]) -> Schema:
        if len(words) == 1:
            return {"const": words[0]}
        section = next((s for s in _LISTED if set(words) <= set(self.vocabulary.raw.get(s, ()))), "")
        return self.words(words, section)

    def word_or_other(self, section: str, labels: str) -> Schema:
        other = {
            "type": "object",
            "properties": {"other": {"type": "string"}},
            "required": ["other"],
            "additionalProperties": False,
        }
        return _any([self.words(self.vocabulary.words(section), labels), other])

    def number(self) -> Schema:
        if not self.vocabulary.particulars.number.startswith("be."):
            return _TEXT
        written = _like(_NUMBER, mark("ten digits, as 0412.345.678"))
        return _any([_NONE, written, _whole(10**8, 10**10)])

    def country(self) -> Schema:
        words = self.vocabulary.words("country")
        any_case = "|".join("".join(f"[{c}{c.lower()}]" for c in w) for w in words)
        return _any([{"enum": words}, {"type": "string", "pattern": f"^(?:{any_case})$"}])

    def item(self) -> Schema:
        """A category alone, or with what more is known of it."""
        return _any([self.of(base.Category), self.of(Item)])

    def event(self) -> Schema:
        def shape() -> Schema:
            labels = [both(event_type(word).label) for word in event_types()]
            meaning = described(Event, "type")
            kinds = {"enum": event_types(), "enumDescriptions": labels, "description": meaning}
            branches = [
                _when({"type": {"const": word}}, self.of(event_type(word).model)) for word in event_types()
            ]
            return {
                "type": "object",
                "properties": {"type": kinds},
                "required": ["id", "type"],
                "allOf": branches,
            }

        return self.ref("Event", shape)

    def assessment(self) -> Schema:
        terms = self.vocabulary.raw["terms"]
        subjects = {
            t: {"anyOf": [{"required": [kind]} for kind in about["subject"]]} for t, about in terms.items()
        }
        return {
            "allOf": [
                _when({"term": {"const": t}}, {"properties": {"subject": s}}) for t, s in subjects.items()
            ]
        }


def _saying(least: int) -> Schema:
    """Give the schema of a text, or a number read as one, that is no near miss of ``none``; ``least`` characters long."""
    words = "|".join(_any_case(word) for word in base.NEAR_NONE)
    nothing = rf"^(?!none$)\s*(?:(?:{words})\.?|[\u00ad\u200b-\u200f\u2060\u2800\u3164\ufeff]+)\s*$"
    refused: list[Schema] = [{"const": 0}, {"type": "string", "pattern": nothing}]
    refused += [{"type": "string", "pattern": r"^\s*$"}] if least else []
    return {**_TEXT, "not": {"anyOf": refused}}


def _any_case(word: str) -> str:
    """Write a word as a pattern that takes it in capitals too."""
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else rf"\{c}" if c in "./?-" else c for c in word)


def _like(pattern: str, form: str) -> Schema:
    """Text of a form; editors say the form in words instead of the pattern."""
    return {"type": "string", "pattern": f"^{pattern}$", "patternErrorMessage": both(form)}


def _whole(least: int, below: int | None = None) -> Schema:
    return {"type": "integer", "minimum": least} | ({} if below is None else {"exclusiveMaximum": below})


def _recipient() -> Schema:
    """What a kind has no use for may only be null."""
    branches = []
    for kind, own in FIELDS_OF_KIND.items():
        not_here = _NULL | {"errorMessage": both(mark("not for a recipient of kind `{kind}`"), kind=kind)}
        foreign = sorted(Recipient.model_fields.keys() - own)
        branches.append(_when({"kind": {"const": kind}}, {"properties": dict.fromkeys(foreign, not_here)}))
    return {"allOf": branches}


def _subject() -> Schema:
    """Exactly one of the kinds; a recipient goes with its flow."""
    kinds = [name for name in AssessmentSubject.model_fields if name != "recipient"]
    return {"oneOf": [{"required": [kind]} for kind in kinds], "dependentRequired": {"recipient": ["flow"]}}

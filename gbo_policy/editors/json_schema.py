"""JSON Schema (2020-12) of a workspace file and of a rule file, made from the models and a pack's words: for
editors.

A schema says what can be said of one file alone. It is never stricter than the program, and as strict as a
schema can be about words, shapes and keys; references, duplicates and the order of dates stay the program's.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type, kinds
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.register import Event
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment, AssessmentSubject
from gbo_policy.declarations.model.flow import (
    FIELDS_OF_KIND,
    Item,
    Recipient,
)
from gbo_policy.declarations.model.flow_by_role import FlowsByRole, RecipientsByRole
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.editors.key_meanings import both, described
from gbo_policy.editors.schema_parts import (
    DATE,
    NOTHING,
    NULL,
    NUMBER,
    TEXT,
    Schema,
    any_of,
    like,
    list_of,
    when,
    whole,
)
from gbo_policy.editors.value_shapes import keys_of_pack, value_shapes
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rulefile import RuleFile
from gbo_policy.terms import values as base
from gbo_policy.terms.kinds import Kind, Type

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# the vocabulary's sections whose words the models list themselves
_LISTED = ("kinds", "means", "severities", "verdicts")
_FACTS: dict[Type, Schema] = {
    Type.TEXT: {"type": "string"},
    Type.BOOL: {"type": "boolean"},
    Type.NUMBER: {"type": "number"},
    Type.DATE: {"type": "string", "pattern": f"^{DATE}$"},
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
        "flows": (list_of(writer.of(FlowsByRole)), mark("declared exchanges of personal data")),
        "events": (list_of(writer.event()), mark("the register of what happened")),
        "assessments": (
            list_of(writer.of(Assessment)),
            mark("human judgements on the agreement's open terms"),
        ),
        "waivers": (list_of(writer.of(Waiver)), mark("decisions to live with a finding until a date")),
    }
    properties = {
        name: any_of([part, NULL]) | {"description": both(told)} for name, (part, told) in sections.items()
    }
    shape = {"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": False}
    return _document("gbo-policy: workspace", shape, writer)


def rule_schema(pack: Pack) -> Schema:
    """Give the schema of one rule file."""
    writer = _SchemaWriter(pack)
    shape = writer.shape(RuleFile)
    both = [("review", "review_message"), ("review_message", "review")]
    conditions = [
        when({a: {"not": NULL}}, {"required": [b], "properties": {b: {"not": NULL}}}) for a, b in both
    ]
    conditions.append(
        when({"severity": {"const": "critical"}}, {"properties": {"waivable": {"const": False}}})
    )
    conditions.append(when({"against": NULL}, {"properties": {"sanction": NULL}}))
    conditions.extend(when({"for_each": {"const": name}}, _facts(kind)) for name, kind in kinds().items())
    return _document("gbo-policy: rule", shape | {"allOf": conditions}, writer)


def _document(title: str, shape: Schema, writer: _SchemaWriter) -> Schema:
    return {"$schema": _DIALECT, "title": title, **shape, "$defs": dict(sorted(writer.defs.items()))}


def _facts(kind: Kind) -> Schema:
    """Say which facts a rule for ``kind`` may name."""
    facts = {f.name: any_of([_FACTS[f.type], NULL]) | {"description": both(f.told)} for f in kind.fields}
    parties = [f.name for f in kind.fields if f.actor]
    given = {"properties": facts, "additionalProperties": False}
    return {
        "properties": {
            "against": {"enum": [*parties, None]},
            "norm": {"anyOf": [NULL, {"properties": {"from": {"enum": list(facts)}}}]},
            "tests": {"items": {"properties": {"given": given}}},
        }
    }


class _SchemaWriter:
    """Turns annotations into schemas; named ones go to ``defs`` and are referred to."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.vocabulary = pack, pack.vocabulary
        self.defs: dict[str, Schema] = {}
        self.shapes = value_shapes(self)
        self.keys = keys_of_pack(self)
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
            return any_of([self.of(a) for a in arguments])
        if origin is Literal:
            return self.literal(arguments)
        if origin is tuple:
            return list_of(self.of(arguments[0]))
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.ref(kind.__name__, lambda: self.shape(kind))
        count: Schema = {"type": "integer", "minimum": 0, "maximum": 100_000}
        plain: dict[Any, Schema] = {str: TEXT, int: count, types.NoneType: NULL, Any: {}}
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
            # not with blanks, which are stripped
            filled = any(getattr(m, "min_length", 0) for m in field.metadata)
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
        return any_of([self.words(self.vocabulary.words(section), labels), other])

    def number(self) -> Schema:
        if not self.vocabulary.particulars.number.startswith("be."):
            return TEXT
        written = like(NUMBER, mark("ten digits, as 0412.345.678"))
        return any_of([NOTHING, written, whole(10**8, 10**10)])

    def country(self) -> Schema:
        words = self.vocabulary.words("country")
        any_case = "|".join("".join(f"[{c}{c.lower()}]" for c in w) for w in words)
        return any_of([{"enum": words}, {"type": "string", "pattern": f"^(?:{any_case})$"}])

    def item(self) -> Schema:
        """A category alone, or with what more is known of it."""
        return any_of([self.of(base.Category), self.of(Item)])

    def event(self) -> Schema:
        def shape() -> Schema:
            labels = [both(event_type(word).label) for word in event_types()]
            meaning = described(Event, "type")
            kinds = {"enum": event_types(), "enumDescriptions": labels, "description": meaning}
            branches = [
                when({"type": {"const": word}}, self.of(event_type(word).model)) for word in event_types()
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
                when({"term": {"const": t}}, {"properties": {"subject": s}}) for t, s in subjects.items()
            ]
        }


def _recipient() -> Schema:
    """What a kind has no use for may only be null."""
    branches = []
    for kind, own in FIELDS_OF_KIND.items():
        not_here = NULL | {"errorMessage": both(mark("not for a recipient of kind `{kind}`"), kind=kind)}
        foreign = sorted(Recipient.model_fields.keys() - own)
        branches.append(when({"kind": {"const": kind}}, {"properties": dict.fromkeys(foreign, not_here)}))
    return {"allOf": branches}


def _subject() -> Schema:
    """Exactly one of the kinds; a recipient goes with its flow."""
    kinds = [name for name in AssessmentSubject.model_fields if name != "recipient"]
    return {"oneOf": [{"required": [kind]} for kind in kinds], "dependentRequired": {"recipient": ["flow"]}}

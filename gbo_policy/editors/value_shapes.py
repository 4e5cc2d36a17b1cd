"""The schema of each type of value that models use, and of the keys whose words only a pack knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from gbo_policy.agreement.events import kinds
from gbo_policy.agreement.events.non_compliance import NonCompliance
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Effect
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow_by_role import EveryOf, Parties
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.editors.schema_parts import (
    DATE,
    MOMENT,
    NAME,
    NOTHING,
    NULL,
    Schema,
    any_of,
    like,
    list_of,
    saying,
    whole,
)
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rulefile import NormUse, RuleFile
from gbo_policy.terms import values as base
from gbo_policy.terms.vocabulary import Vocabulary

Shapes = Mapping[Any, tuple[str, Callable[[], Schema]]]


class Writing(Protocol):
    """What a table of shapes needs of the writer that it is for."""

    pack: Pack
    vocabulary: Vocabulary

    def of(self, kind: Any) -> Schema:
        """Give the schema of an annotation."""

    def words(self, words: Iterable[str], section: str) -> Schema:
        """List words with their meanings."""

    def word_or_other(self, section: str, labels: str) -> Schema:
        """List words, and a text for any other."""

    def number(self) -> Schema:
        """Give the form of an enterprise number."""

    def country(self) -> Schema:
        """Give the words for countries."""


def value_shapes(writer: Writing) -> Shapes:
    """Give, for each type of value, the name of its definition and what makes it."""
    return {**_names(writer), **_times(writer), **_texts(), **_listed(writer)}


def _name(pattern: str, form: str) -> Schema:
    return any_of([like(pattern, form), whole(0)])


def _names(writer: Writing) -> Shapes:
    short, party = (
        mark("a short name without blanks"),
        mark("the id of a core actor, or its enterprise number"),
    )
    own, every = base.PartyId, EveryOf
    return {
        base.Slug: ("Slug", lambda: _name(NAME, short)),
        base.FlowName: ("FlowName", lambda: _name(f"{NAME}(?:@{NAME})?", short)),
        base.PartyId: ("PartyId", lambda: _name(NAME, party)),
        Parties: ("Parties", lambda: any_of([writer.of(own), list_of(writer.of(own)), writer.of(every)])),
        base.EnterpriseNumber: ("EnterpriseNumber", writer.number),
    }


def _times(writer: Writing) -> Shapes:
    date, moment = mark("a date, as 2026-03-01"), mark("a moment, as 2026-03-01T09:30")
    return {
        base.Date: ("Date", lambda: {"format": "date"} | like(DATE, date)),
        base.Moment: ("Moment", lambda: like(MOMENT, moment)),
        base.DateOrMoment: ("DateOrMoment", lambda: any_of([writer.of(base.Date), writer.of(base.Moment)])),
        base.DateOrNone: ("DateOrNone", lambda: any_of([NOTHING, writer.of(base.Date)])),
        base.MomentOrNone: ("MomentOrNone", lambda: any_of([NOTHING, writer.of(base.Moment)])),
    }


def _texts() -> Shapes:
    address, web = mark("an e-mail address"), mark("an address that starts with https://")
    return {
        base.Flag: ("Flag", lambda: {"type": "boolean"}),
        base.Count: ("Count", lambda: {"type": "integer", "minimum": 0}),
        base.Article: ("Article", lambda: {"enum": list(range(32, 37))}),
        base.Email: ("Email", lambda: any_of([NOTHING, like(r"[^@\s]+@[^@\s]+", address)])),
        base.Url: ("Url", lambda: any_of([NOTHING, like(r"https?://[^\s/]+\S*", web)])),
        base.Text: ("Text", lambda: saying(0)),
        base.ListedText: ("ListedText", lambda: saying(1)),
        base.RecipientName: ("RecipientName", lambda: any_of([saying(1), {"enum": [base.FIRST, 0]}])),
        # the phrases that say that there is no law are told by the program alone
        base.Provision: ("Text", lambda: saying(0)),
        base.ListedProvision: ("ListedText", lambda: saying(1)),
    }


def _listed(writer: Writing) -> Shapes:
    words, known = writer.words, writer.vocabulary.words
    return {
        base.Role: ("Role", lambda: words([*known("role"), base.PARTNER], "roles")),
        base.Authority: ("Authority", lambda: words(known("authority"), "authorities")),
        base.Basis: ("Basis", lambda: words(known("basis"), "bases")),
        base.Purpose: ("Purpose", lambda: writer.word_or_other("purpose", "purposes")),
        base.Category: ("Category", lambda: writer.word_or_other("category", "categories")),
        base.Country: ("Country", writer.country),
    }


def keys_of_pack(writer: Writing) -> Mapping[tuple[type, str], Schema]:
    """Give the schemas of the keys, by model and key, whose words only the pack knows."""
    pack = writer.pack
    clauses = pack.clause_numbers
    heads = list(dict.fromkeys([*clauses, *(c.partition(".")[0] for c in clauses)]))
    rules = {
        "enum": [r.id for r in pack.rules],
        "enumDescriptions": [f"{r.title.en} — {r.title.nl}" for r in pack.rules],
    }
    said = {"allOf": [writer.of(base.Text), {"not": NOTHING}]}  # `none` waives nothing
    return {
        (Assessment, "term"): writer.words(writer.vocabulary.words("term"), "terms"),
        (Waiver, "rule"): rules,
        (Waiver, "reason"): said,
        (Waiver, "approved_by"): said,
        (NonCompliance, "clause"): {"anyOf": [{"enum": [*heads, base.NONE]}, {"type": "number"}, NULL]},
        (RuleFile, "for_each"): {"enum": list(kinds())},
        (NormUse, "parameter"): {"enum": list(pack.norms)},
        (Effect, "notice_months"): {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 120}, NULL]},
    }

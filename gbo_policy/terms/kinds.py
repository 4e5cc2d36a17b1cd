"""The kinds of fact rows and their typed fields: the only words a rule may use.

A row is flat. Each field has one type; an absent value is unknown (``None`` in the row), a moment is in UTC. ``source`` is the path that a user
writes in the workspace, relative to the subject, or with ``agreement.``, ``parties.``, ``processors.`` or ``events.`` in front;
it is empty for a field that is derived from several. ``term`` names the open term that an assessment answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark, say


class Type(Enum):
    """The value types of fact fields."""

    TEXT = "text"
    BOOL = "bool"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TEXTS = "list of text"


TEXT, BOOL, NUMBER, DATE = Type.TEXT, Type.BOOL, Type.NUMBER, Type.DATE
MOMENT, TEXTS = Type.MOMENT, Type.TEXTS


class Field(NamedTuple):
    """One typed fact of a kind: its name, where a user states it, and what it means (a message)."""

    name: str
    type: Type
    source: str
    told: str
    term: str | None = None
    none: bool = False  # false means that the user wrote `none`
    actor: bool = False  # names core actors, so that a rule may be held against them

    def meaning(self, lang: str) -> str:
        """Say what it means, in ``lang`` (nl or en)."""
        return say(lang, self.told)


@dataclass(frozen=True)
class Kind:
    """A kind of row: ``name`` as in a rule's ``for_each``, and its fields in row order."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {field.name: i for i, field in enumerate(self.fields)}

    @cached_property
    def _alone(self) -> frozenset[str]:
        sources = Counter(field.source for field in self.fields if field.source)
        return frozenset(field.name for field in self.fields if sources[field.source] == 1)

    @cached_property
    def _steps(self) -> dict[str, Steps]:
        # a source is keys of the models alone, never an id, so its dots are all between steps
        return {field.name: tuple((field.source or field.name).split(".")) for field in self.fields}

    def field(self, name: str) -> Field:
        """Give the field called ``name``; KeyError when there is none."""
        return self.fields[self._positions[name]]

    def has(self, name: str) -> bool:
        """Tell whether there is a field called ``name``."""
        return name in self._positions

    def alone(self, name: str) -> bool:
        """Tell whether a user states the field called ``name`` by a key of its own, that no other field comes from."""
        return name in self._alone

    def steps(self, name: str) -> Steps:
        """Give the path of the key that states the field called ``name``; of a derived field, its own name."""
        return self._steps[name]

    def index(self, name: str) -> int:
        """Give the position of the field called ``name`` in a row; KeyError when there is none."""
        return self._positions[name]

    def to_data(self) -> list[list[object]]:
        """Write the fields as plain data for the cache."""
        return [[f.name, f.type.value, *f[2:]] for f in self.fields]

    @staticmethod
    def from_data(name: str, data: Sequence[Sequence[Any]]) -> Kind:
        """Read a kind back from ``to_data``; any TypeError or ValueError means that it is not one."""
        return Kind(name, tuple(Field(field, Type(of), *rest) for field, of, *rest in data))


def term_field(name: str, term: str, told: str) -> Field:
    """Make the field of an open term that an assessment answers."""
    return Field(name, TEXT, "", told, term)


_CLOCKS = {
    "days": (mark("days from the start to the as-of date"), mark("days until it was done, or until now")),
    "hours": (mark("hours from the start to the as-of date"), mark("hours until it was done, or until now")),
}


# Beside its own facts, each row about an event says how the agreement stood on the day of the event.
LIFE = Field("life", TEXT, "", "the agreement on that day: before, running, disputed or ended")


def clock_fields(unit: str) -> tuple[Field, ...]:
    """Make the fields that tell how long something is open, in ``days`` or ``hours``."""
    since, taken = _CLOCKS[unit]
    return (
        Field("open", BOOL, "", "not yet done on the as-of date"),
        Field(f"{unit}_since", NUMBER, "", since),
        Field(f"{unit}_taken", NUMBER, "", taken),
    )


def judged_fields(unit: str) -> tuple[Field, ...]:
    """Make the fields of a clock whose delay somebody may have judged, in ``days`` or ``hours``."""
    return (
        *clock_fields(unit),
        Field("outlived", BOOL, "", "still open after the day of the judgement of its delay"),
        Field(
            "runs_from",
            DATE if unit == "days" else MOMENT,
            "",
            "from when the house norm counts: the start, or that judgement",
        ),
    )


_AGREEMENT = Kind(
    "agreement",
    (
        Field("id", TEXT, "id", "the agreement"),
        Field("caws", TEXTS, "parties", "the CAWs among the parties", actor=True),
        Field("missing_roles", TEXTS, "parties", "roles that no party has"),
        Field("in_force", BOOL, "", "in force on the as-of date"),
        Field("in_force_from", DATE, "", "date of the last signature"),
        Field("days_in_force", NUMBER, "", "days since entry into force"),
        Field(
            "signatories_named", BOOL, "signatures", "each signature names its signatory, with the function"
        ),
        Field(
            "published",
            BOOL,
            "publication",
            "published by the as-of date",
            none=True,
        ),
        Field("published_by_caw", BOOL, "", "published by a CAW"),
        Field("published_by_each", BOOL, "", "published by each CAW"),
        Field("on_own_website", BOOL, "", "each CAW published it on its own website"),
        Field(
            "measures_agreed",
            BOOL,
            "specific_measures",
            "specific measures are agreed",
            none=True,
        ),
    ),
)

_PARTY = Kind(
    "party",
    (
        Field("id", TEXT, "id", "the core actor", actor=True),
        Field("role", TEXT, "role", "caw, ocmw or dmw"),
        Field("name", TEXT, "name", "its name"),
        Field("enterprise_number", TEXT, "enterprise_number", "its enterprise number"),
        Field("number_valid", BOOL, "enterprise_number", "the number's check digits are right"),
        Field("registered_office", TEXT, "registered_office", "its registered office"),
        Field("controller", TEXT, "controller", "separate or joint controller"),
        Field(
            "has_dpo",
            BOOL,
            "dpo",
            "it names a data protection officer",
            none=True,
        ),
        Field("dpo_name", TEXT, "dpo.name", "the DPO's name"),
        Field("dpo_email", TEXT, "dpo.email", "the DPO's e-mail address"),
        Field("collection_purpose", TEXT, "collection.purpose", "why it first collects data"),
        Field("collection_bases", TEXTS, "collection.legal_basis", "legal bases of its collection"),
        Field("collection_provisions", TEXTS, "collection.provisions", "provisions it collects under"),
        Field("measures", TEXTS, "security.measures", "its security measures"),
        term_field(
            "appropriate_measures",
            "appropriate-measures",
            "whether the measures are appropriate: met, not-met, contested or unassessed",
        ),
        Field("open_findings", TEXTS, "", "security findings not yet remedied, and not contested"),
        Field("contested_findings", TEXTS, "", "security findings not yet remedied that it contests"),
        Field(
            "informs_clients",
            BOOL,
            "informs_clients",
            "it informs clients of their rights",
            none=True,
        ),
        Field("flow_down", BOOL, "flow_down", "its duties bind those under its authority"),
        Field("confidentiality", TEXT, "confidentiality", "undertaking, statute or none"),
        Field("supervisory_authority", TEXT, "supervisory_authority", "gba or vtc"),
        Field("any_signed", BOOL, "agreement.signatures", "somebody has signed"),
        Field("first_signed_on", DATE, "agreement.signatures", "date of the first signature"),
        Field("advice_given", BOOL, "agreement.dpo_advice", "its own DPO has given advice", none=True),
        Field("advice_on", DATE, "", "date of that advice"),
    ),
)

_PROCESSOR = Kind(
    "processor",
    (
        Field("id", TEXT, "id", "the processor"),
        Field("name", TEXT, "name", "its name"),
        Field("users", TEXTS, "used_by", "core actors that use it", actor=True),
        Field("sufficient_guarantees", BOOL, "sufficient_guarantees", "it offers sufficient guarantees"),
        term_field(
            "guarantees_assessed",
            "sufficient-guarantees",
            "whether its guarantees suffice: met, not-met, contested or unassessed",
        ),
    ),
)

_USE = Kind(
    "processor-use",
    (
        Field("id", TEXT, "id", "the processor"),
        Field("name", TEXT, "name", "its name"),
        Field("user", TEXT, "used_by", "a core actor that uses it", actor=True),
        Field("used", BOOL, "used_by", "some core actor uses it"),
        Field("in_a_flow", BOOL, "", "a declared flow sends data to it for this user"),
        Field(
            "not_told",
            TEXTS,
            "listed_with",
            "other core actors that have not had this user's overview naming it",
            actor=True,
        ),
        Field("has_agreement", BOOL, "", "this user has a processing agreement with it", none=True),
        Field("agreement_signed_on", DATE, "", "when it was signed"),
        Field("agreement_ended", BOOL, "", "it had ended before the as-of date"),
        Field("judged_on", DATE, "", "the as-of date"),
        Field("leaves_eea", BOOL, "countries", "it stores data, or gives access, outside the EEA"),
        Field("countries_outside", TEXTS, "countries", "those countries outside the EEA"),
        Field("countries_unsettled", TEXTS, "countries", "countries of unsettled standing"),
    ),
)

_FLOW = Kind(
    "flow",
    (
        Field("id", TEXT, "id", "the flow"),
        Field("title", TEXT, "title", "its title"),
        Field("status", TEXT, "status", "proposed or active"),
        Field("sender", TEXT, "sender", "who sends", actor=True),
        Field("purposes", TEXTS, "purposes", "what it is for"),
        Field("agreed_purposes", TEXTS, "agreement.departures", "purposes that the signed text adds"),
        Field("purpose_stated", BOOL, "purposes", "some purpose is stated"),
        Field("data", TEXTS, "data", "categories of data"),
        Field("agreed_categories", TEXTS, "agreement.departures", "categories that the signed text adds"),
        Field("data_stated", BOOL, "data", "some category of data is stated"),
        Field("recipients_stated", BOOL, "recipients", "recipients are stated"),
        Field("involved_person_data", TEXTS, "data", "data on involved persons beyond their contact data"),
        Field("has_authentic_source", BOOL, "data", "some item comes from an authentic source"),
        Field("source_authorised", BOOL, "data", "each authentic source has its authorisation"),
        Field("legal_basis", TEXTS, "legal_basis", "legal bases of the communication"),
        term_field(
            "necessity",
            "necessity",
            "whether the data are needed for the purposes: met, not-met, contested or unassessed",
        ),
        term_field(
            "data_quality",
            "data-quality",
            "whether the quality of the data is assured: met, not-met, contested or unassessed",
        ),
        Field(
            "only_legal_obligation",
            BOOL,
            "",
            "an obliging law covers all its recipients, the sender's own processors aside",
        ),
        Field("channel", TEXT, "channel", "how it is sent"),
        Field("format", TEXT, "format", "in what format"),
        Field("measures_agreed", BOOL, "agreement.specific_measures", "channels or formats are agreed"),
        Field("agreed_channels", TEXTS, "", "the agreed channels"),
        Field("agreed_formats", TEXTS, "", "the agreed formats"),
        Field("channel_agreed", BOOL, "channel", "the channel is an agreed one"),
        Field("format_agreed", BOOL, "format", "the format is an agreed one"),
        Field("starts_on", DATE, "starts_on", "first day"),
        Field("ends_on", DATE, "ends_on", "last day"),
        Field("judged_on", DATE, "starts_on", "the day it is judged on"),
        Field("all_signed", BOOL, "agreement.signatures", "all core actors have signed"),
        Field("in_force_from", DATE, "agreement.signatures", "date of the last signature"),
        Field("end_state", TEXT, "", "the agreement on that day: running, disputed or ended"),
        Field("effect_doubtful", BOOL, "", "whether a notice ended it can be read both ways"),
        Field("ended_from", DATE, "", "the day from which it has ended"),
        Field("declared", BOOL, "", "a logged exchange that names the flow it was sent under"),
        Field("beyond_purposes", TEXTS, "", "its purposes that the flow does not declare"),
        Field("beyond_data", TEXTS, "", "its data that the flow does not declare"),
        Field("beyond_recipient", TEXTS, "", "its sender or recipient, if the flow does not declare it"),
    ),
)

_RECIPIENT = Kind(
    "recipient",
    (
        Field("id", TEXT, "", "the recipient"),
        Field("flow", TEXT, "id", "the flow"),
        Field("sender", TEXT, "sender", "who sends", actor=True),
        Field(
            "answerable",
            TEXTS,
            "",
            "who answers for where the data go: the sender, and another core actor whose processor it is",
            actor=True,
        ),
        Field("kind", TEXT, "kind", "kind of recipient"),
        Field("name", TEXT, "name", "what to call it"),
        Field("party", TEXT, "party", "the core actor whose staff it is", actor=True),
        Field("core_actor", BOOL, "party", "that party is a core actor of the agreement"),
        Field("need_to_know", BOOL, "need_to_know", "it needs the data"),
        Field(
            "obligation_obliges",
            BOOL,
            "",
            "Union or member-state law obliges the sender to communicate to this recipient",
        ),
        Field("relies_on_obligation", BOOL, "", "5.2 would bar it, or a country, but for an obliging law"),
        Field("leaves_eea", BOOL, "", "some country is outside the EEA"),
        Field("countries_outside", TEXTS, "", "the countries outside the EEA"),
        Field("countries_covered", BOOL, "", "an obliging law covers each country outside the EEA"),
        Field("countries_barred", TEXTS, "", "countries outside the EEA that no obliging law covers"),
        Field("countries_unsettled", TEXTS, "", "countries of unsettled standing"),
        Field(
            "notice_forbidden",
            BOOL,
            "",
            "the law forbids telling the others",
        ),
        Field(
            "told_in_time",
            BOOL,
            "",
            "every other core actor was told before the first day, or could still be",
        ),
        Field("not_notified", TEXTS, "", "core actors not told by the first day", actor=True),
        Field("notified_on_first_day", TEXTS, "", "core actors told on the first day itself"),
        Field("starts_on", DATE, "starts_on", "the first day of the flow"),
        Field("processor", TEXT, "processor", "the processor"),
        Field("on_behalf_of", TEXT, "on_behalf_of", "the core actor it works for", actor=True),
        Field(
            "has_agreement",
            BOOL,
            "",
            "there is a processing agreement",
            none=True,
        ),
        Field("agreement_signed_on", DATE, "", "when it was signed"),
        Field("agreement_ended", BOOL, "", "it had ended before the day judged"),
        Field("judged_on", DATE, "starts_on", "the day judged"),
        Field("suspended_by_sender", BOOL, "", "the sender's suspension against it runs"),
        Field("suspending_sender", BOOL, "", "its suspension against the sender runs"),
        Field("ceased_by_sender", BOOL, "", "the sender has ceased communication to it"),
        Field("ceasing_sender", BOOL, "", "it has ceased communication to the sender"),
    ),
)


_WAIVER = Kind(
    "waiver",
    (
        Field("id", TEXT, "", "the waiver's place in the list"),
        Field("rule", TEXT, "rule", "the rule that it is about"),
        Field("clause", TEXT, "rule", "that rule's clause"),
        Field("severity", TEXT, "rule", "that rule's severity"),
        Field("about", TEXT, "subject", "the subject that it is about"),
        Field("approved_on", DATE, "approved_on", "date of approval"),
        Field("expires_on", DATE, "expires_on", "last day"),
        Field("approved", BOOL, "approved_on", "approved by the as-of date"),
        Field("expired", BOOL, "expires_on", "past its last day"),
        Field("allowed", BOOL, "rule", "the rule can be waived"),
        Field("matches", BOOL, "subject", "there is a finding that it covers"),
    ),
)

_BASELINE = Kind(
    "baseline",
    (
        Field("id", TEXT, "", "its file"),
        Field("expires_on", DATE, "expires_on", "last day"),
        Field("expired", BOOL, "expires_on", "past its last day"),
        Field("refused", TEXTS, "findings", "findings in it that no baseline may hold"),
    ),
)

# the kinds of what is declared; those of events are with their types
KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (_AGREEMENT, _PARTY, _PROCESSOR, _USE, _FLOW, _RECIPIENT, _WAIVER, _BASELINE)
}

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
    """One typed fact of a kind: its name, where a user states it, and what it means in both languages."""

    name: str
    type: Type
    source: str
    en: str
    nl: str
    term: str | None = None
    none: bool = False  # false means that the user wrote `none`


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


def term_field(name: str, term: str, en: str, nl: str) -> Field:
    """Make the field of an open term that an assessment answers."""
    return Field(
        name,
        TEXT,
        "",
        f"{en}: met, not-met, contested or unassessed",
        f"{nl}: met, not-met, contested of unassessed",
        term,
    )


def clock_fields(unit: str) -> tuple[Field, ...]:
    """Make the fields that tell how long something is open, in ``days`` or ``hours``."""
    nl = {"days": "dagen", "hours": "uren"}[unit]
    return (
        Field("open", BOOL, "", "not yet done on the as-of date", "nog niet gedaan op de peildatum"),
        Field(
            f"{unit}_since",
            NUMBER,
            "",
            f"{unit} from the start to the as-of date",
            f"{nl} van het begin tot de peildatum",
        ),
        Field(
            f"{unit}_taken",
            NUMBER,
            "",
            f"{unit} until it was done, or until now",
            f"{nl} tot het gedaan was, of tot nu",
        ),
    )


_AGREEMENT = Kind(
    "agreement",
    (
        Field("id", TEXT, "id", "the agreement", "de overeenkomst"),
        Field("caw", TEXT, "", "the CAW, when there is exactly one", "het CAW, als er precies één is"),
        Field("missing_roles", TEXTS, "parties", "roles that no party has", "rollen die geen partij heeft"),
        Field("in_force", BOOL, "", "in force on the as-of date", "in werking op de peildatum"),
        Field("in_force_from", DATE, "", "date of the last signature", "datum van de laatste handtekening"),
        Field("days_in_force", NUMBER, "", "days since entry into force", "dagen sinds de inwerkingtreding"),
        Field("any_signed", BOOL, "signatures", "somebody has signed", "iemand heeft ondertekend"),
        Field(
            "first_signed_on",
            DATE,
            "signatures",
            "date of the first signature",
            "datum van de eerste handtekening",
        ),
        Field(
            "published",
            BOOL,
            "publication",
            "published by the as-of date",
            "bekendgemaakt op de peildatum",
            none=True,
        ),
        Field("published_by", TEXT, "publication.by", "who published it", "wie ze bekendmaakte"),
        Field(
            "published_by_caw", BOOL, "publication.by", "published by the CAW", "bekendgemaakt door het CAW"
        ),
        Field(
            "advice_given",
            BOOL,
            "dpo_advice",
            "a DPO has given advice",
            "een functionaris heeft advies gegeven",
            none=True,
        ),
        Field("advice_by", TEXT, "dpo_advice.by", "whose DPO gave advice", "wiens functionaris advies gaf"),
        Field(
            "advice_by_caw",
            BOOL,
            "dpo_advice.by",
            "the CAW's DPO gave it",
            "de functionaris van het CAW gaf het",
        ),
        Field("advice_on", DATE, "dpo_advice.given_on", "date of the advice", "datum van het advies"),
        Field(
            "measures_agreed",
            BOOL,
            "specific_measures",
            "specific measures are agreed",
            "specifieke maatregelen zijn afgesproken",
            none=True,
        ),
    ),
)

_PARTY = Kind(
    "party",
    (
        Field("id", TEXT, "id", "the core actor", "de kernactor"),
        Field("role", TEXT, "role", "caw, ocmw or dmw", "caw, ocmw of dmw"),
        Field("name", TEXT, "name", "its name", "de naam"),
        Field(
            "enterprise_number", TEXT, "enterprise_number", "its enterprise number", "het ondernemingsnummer"
        ),
        Field(
            "number_valid",
            BOOL,
            "enterprise_number",
            "the number's check digits are right",
            "het controlegetal van het nummer klopt",
        ),
        Field(
            "registered_office",
            TEXT,
            "registered_office",
            "its registered office",
            "de maatschappelijke zetel",
        ),
        Field(
            "controller",
            TEXT,
            "controller",
            "separate or joint controller",
            "afzonderlijk (separate) of gezamenlijk (joint) verantwoordelijk",
        ),
        Field(
            "has_dpo",
            BOOL,
            "dpo",
            "it names a data protection officer",
            "er is een functionaris voor gegevensbescherming",
            none=True,
        ),
        Field("dpo_name", TEXT, "dpo.name", "the DPO's name", "naam van de functionaris"),
        Field("dpo_email", TEXT, "dpo.email", "the DPO's e-mail address", "e-mailadres van de functionaris"),
        Field(
            "collection_purpose",
            TEXT,
            "collection.purpose",
            "why it first collects data",
            "waarvoor het oorspronkelijk inzamelt",
        ),
        Field(
            "collection_bases",
            TEXTS,
            "collection.legal_basis",
            "legal bases of its collection",
            "rechtsgronden van de inzameling",
        ),
        Field(
            "collection_provisions",
            TEXTS,
            "collection.provisions",
            "provisions it collects under",
            "bepalingen waarop de inzameling steunt",
        ),
        Field("measures", TEXTS, "security.measures", "its security measures", "de beveiligingsmaatregelen"),
        term_field(
            "appropriate_measures",
            "appropriate-measures",
            "whether the measures are appropriate",
            "of de maatregelen passend zijn",
        ),
        Field(
            "open_findings",
            TEXTS,
            "",
            "security findings not yet remedied",
            "nog niet verholpen beveiligingsvaststellingen",
        ),
        Field(
            "informs_clients",
            BOOL,
            "informs_clients",
            "it informs clients of their rights",
            "het informeert cliënten over hun rechten",
            none=True,
        ),
        Field(
            "flow_down",
            BOOL,
            "flow_down",
            "its duties bind those under its authority",
            "de plichten gelden ook voor wie onder zijn gezag werkt",
        ),
        Field(
            "confidentiality",
            TEXT,
            "confidentiality",
            "undertaking, statute or none",
            "verbintenis (undertaking), wet (statute) of none",
        ),
        Field("supervisory_authority", TEXT, "supervisory_authority", "gba or vtc", "gba of vtc"),
    ),
)

_PROCESSOR = Kind(
    "processor",
    (
        Field("id", TEXT, "id", "the processor", "de verwerker"),
        Field("name", TEXT, "name", "its name", "de naam"),
        Field("users", TEXTS, "used_by", "core actors that use it", "kernactoren die er een beroep op doen"),
        Field(
            "sufficient_guarantees",
            BOOL,
            "sufficient_guarantees",
            "it offers sufficient guarantees",
            "hij biedt afdoende garanties",
        ),
        term_field(
            "guarantees_assessed",
            "sufficient-guarantees",
            "whether its guarantees suffice",
            "of de garanties afdoende zijn",
        ),
        Field(
            "not_told",
            TEXTS,
            "listed_with",
            "other core actors without an overview naming it",
            "andere kernactoren zonder overzicht met deze verwerker",
        ),
    ),
)

_FLOW = Kind(
    "flow",
    (
        Field("id", TEXT, "id", "the flow", "de gegevensstroom"),
        Field("title", TEXT, "title", "its title", "de titel"),
        Field("status", TEXT, "status", "proposed or active", "voorgenomen (proposed) of lopend (active)"),
        Field("sender", TEXT, "sender", "who sends", "wie meedeelt"),
        Field("purposes", TEXTS, "purposes", "what it is for", "waarvoor"),
        Field("data", TEXTS, "data", "categories of data", "categorieën van gegevens"),
        Field(
            "involved_person_data",
            TEXTS,
            "data",
            "data on involved persons beyond their contact data",
            "gegevens over betrokken personen buiten hun contactgegevens",
        ),
        Field(
            "has_authentic_source",
            BOOL,
            "data",
            "some item comes from an authentic source",
            "een gegeven komt uit een authentieke bron",
        ),
        Field(
            "source_authorised",
            BOOL,
            "data",
            "each authentic source has its authorisation",
            "voor elke authentieke bron is er een machtiging",
        ),
        Field(
            "legal_basis",
            TEXTS,
            "legal_basis",
            "legal bases of the communication",
            "rechtsgronden van de mededeling",
        ),
        term_field(
            "necessity",
            "necessity",
            "whether the data are needed for the purposes",
            "of de gegevens nodig zijn voor de doeleinden",
        ),
        term_field(
            "data_quality",
            "data-quality",
            "whether the quality of the data is assured",
            "of de kwaliteit van de gegevens verzekerd is",
        ),
        Field(
            "only_legal_obligation",
            BOOL,
            "",
            "all its recipients rest on 5.2's legal obligation",
            "alle ontvangers steunen op de wettelijke verplichting van 5.2",
        ),
        Field("channel", TEXT, "channel", "how it is sent", "het kanaal"),
        Field("format", TEXT, "format", "in what format", "het formaat"),
        Field(
            "measures_agreed",
            BOOL,
            "agreement.specific_measures",
            "channels or formats are agreed",
            "kanalen of formaten zijn afgesproken",
        ),
        Field(
            "channel_agreed",
            BOOL,
            "channel",
            "the channel is an agreed one",
            "het kanaal is een afgesproken kanaal",
        ),
        Field(
            "format_agreed",
            BOOL,
            "format",
            "the format is an agreed one",
            "het formaat is een afgesproken formaat",
        ),
        Field("starts_on", DATE, "starts_on", "first day", "eerste dag"),
        Field("ends_on", DATE, "ends_on", "last day", "laatste dag"),
        Field("judged_on", DATE, "starts_on", "the day it is judged on", "de dag waarop ze beoordeeld wordt"),
        Field(
            "all_signed",
            BOOL,
            "agreement.signatures",
            "all core actors have signed",
            "alle kernactoren hebben ondertekend",
        ),
        Field(
            "in_force_from",
            DATE,
            "agreement.signatures",
            "date of the last signature",
            "datum van de laatste handtekening",
        ),
        Field(
            "end_state",
            TEXT,
            "",
            "the agreement on that day: running, disputed or ended",
            "de overeenkomst op die dag: lopend (running), betwistbaar (disputed) of beëindigd (ended)",
        ),
        Field(
            "ended_from", DATE, "", "the day from which it has ended", "de dag vanaf wanneer ze beëindigd is"
        ),
        Field(
            "declared",
            BOOL,
            "",
            "a logged exchange that names the flow it was sent under",
            "een gelogde uitwisseling die haar gegevensstroom noemt",
        ),
        Field(
            "beyond_purposes",
            TEXTS,
            "",
            "its purposes that the flow does not declare",
            "doeleinden die de gegevensstroom niet aangeeft",
        ),
        Field(
            "beyond_data",
            TEXTS,
            "",
            "its data that the flow does not declare",
            "gegevens die de gegevensstroom niet aangeeft",
        ),
        Field(
            "beyond_recipient",
            TEXTS,
            "",
            "its sender or recipient, if the flow does not declare it",
            "afzender of ontvanger die de gegevensstroom niet aangeeft",
        ),
    ),
)

_RECIPIENT = Kind(
    "recipient",
    (
        Field("id", TEXT, "", "the recipient", "de ontvanger"),
        Field("flow", TEXT, "id", "the flow", "de gegevensstroom"),
        Field("sender", TEXT, "sender", "who sends", "wie meedeelt"),
        Field("kind", TEXT, "kind", "kind of recipient", "soort ontvanger"),
        Field("name", TEXT, "name", "what to call it", "hoe hij heet"),
        Field("party", TEXT, "party", "the core actor whose staff it is", "de kernactor van het personeel"),
        Field(
            "core_actor",
            BOOL,
            "party",
            "that party is a core actor of the agreement",
            "die partij is een kernactor van de overeenkomst",
        ),
        Field("need_to_know", BOOL, "need_to_know", "it needs the data", "hij heeft de gegevens nodig"),
        Field(
            "obligation_obliges",
            BOOL,
            "",
            "Union or member-state law obliges the sender",
            "het Unierecht of het recht van een lidstaat verplicht de afzender",
        ),
        Field("leaves_eea", BOOL, "", "some country is outside the EEA", "een land ligt buiten de EER"),
        Field("countries_outside", TEXTS, "", "the countries outside the EEA", "de landen buiten de EER"),
        Field(
            "countries_unsettled",
            TEXTS,
            "",
            "countries of unsettled standing",
            "landen waarvan het statuut niet vaststaat",
        ),
        Field(
            "notice_forbidden",
            BOOL,
            "legal_obligation.notice_forbidden_by",
            "the law forbids telling the others",
            "de wet verbiedt de kennisgeving",
        ),
        Field(
            "not_notified",
            TEXTS,
            "legal_obligation.notified",
            "core actors not told before the start",
            "kernactoren die niet vooraf verwittigd zijn",
        ),
        Field("processor", TEXT, "processor", "the processor", "de verwerker"),
        Field(
            "on_behalf_of",
            TEXT,
            "on_behalf_of",
            "the core actor it works for",
            "de kernactor waarvoor hij werkt",
        ),
        Field(
            "has_agreement",
            BOOL,
            "",
            "there is a processing agreement",
            "er is een verwerkersovereenkomst",
            none=True,
        ),
        Field("agreement_signed_on", DATE, "", "when it was signed", "wanneer ze getekend is"),
        Field(
            "agreement_ended", BOOL, "", "it had ended before the day judged", "ze was voordien al afgelopen"
        ),
        Field("judged_on", DATE, "starts_on", "the day judged", "de dag van beoordeling"),
        Field(
            "suspended_by_sender",
            BOOL,
            "",
            "the sender's suspension against it runs",
            "de opschorting door de afzender tegen hem loopt",
        ),
        Field(
            "suspending_sender",
            BOOL,
            "",
            "its suspension against the sender runs",
            "zijn opschorting tegen de afzender loopt",
        ),
        Field(
            "ceased_by_sender",
            BOOL,
            "",
            "the sender has ceased communication to it",
            "de afzender heeft de mededeling aan hem stopgezet",
        ),
        Field(
            "ceasing_sender",
            BOOL,
            "",
            "it has ceased communication to the sender",
            "hij heeft de mededeling aan de afzender stopgezet",
        ),
    ),
)


_WAIVER = Kind(
    "waiver",
    (
        Field("id", TEXT, "", "the waiver's place in the list", "de plaats van de afwijking in de lijst"),
        Field("rule", TEXT, "rule", "the rule that it is about", "de regel waarover ze gaat"),
        Field("clause", TEXT, "rule", "that rule's clause", "de clausule van die regel"),
        Field("severity", TEXT, "rule", "that rule's severity", "de ernst van die regel"),
        Field("about", TEXT, "subject", "the subject that it is about", "het onderwerp waarover ze gaat"),
        Field("approved_on", DATE, "approved_on", "date of approval", "datum van goedkeuring"),
        Field("expires_on", DATE, "expires_on", "last day", "laatste dag"),
        Field("approved", BOOL, "approved_on", "approved by the as-of date", "goedgekeurd op de peildatum"),
        Field("expired", BOOL, "expires_on", "past its last day", "voorbij de laatste dag"),
        Field("allowed", BOOL, "rule", "the rule can be waived", "van de regel kan afgeweken worden"),
        Field(
            "matches",
            BOOL,
            "subject",
            "there is a finding that it covers",
            "er is een bevinding waarop ze slaat",
        ),
    ),
)

_BASELINE = Kind(
    "baseline",
    (
        Field("id", TEXT, "", "its file", "het bestand"),
        Field("expires_on", DATE, "expires_on", "last day", "laatste dag"),
        Field("expired", BOOL, "expires_on", "past its last day", "voorbij de laatste dag"),
        Field(
            "refused",
            TEXTS,
            "findings",
            "findings in it that no baseline may hold",
            "bevindingen erin die geen nulmeting mag bevatten",
        ),
    ),
)

# the kinds of what is declared; those of events are with their types
KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (_AGREEMENT, _PARTY, _PROCESSOR, _FLOW, _RECIPIENT, _WAIVER, _BASELINE)
}

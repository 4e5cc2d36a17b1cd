"""A flow, or a logged exchange, as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, LABELS, TEXT, TEXTS, Field, Kind, term_field
from gbo_policy.terms.rows.logged import DAY, TO

KIND = Kind(
    "flow",
    (
        Field("id", TEXT, "id", "the flow", logged=("flow",)),
        Field("title", TEXT, "title", "its title", logged=("flow",)),
        Field("status", TEXT, "status", "proposed or active", logged=()),
        Field("sender", TEXT, "sender", "who sends", actor=True, logged=("sender", "flow")),
        Field("purposes", TEXTS, "purposes", "what it is for", logged=("purposes", "flow")),
        Field(
            "agreed_purposes", TEXTS, "agreement.departures", "purposes that the signed text adds", logged=()
        ),
        Field("purpose_stated", BOOL, "purposes", "some purpose is stated", logged=("purposes", "flow")),
        Field("data", TEXTS, "data", "categories of data", logged=("data", "flow")),
        Field(
            "agreed_categories",
            TEXTS,
            "agreement.departures",
            "categories that the signed text adds",
            logged=(),
        ),
        Field("data_stated", BOOL, "data", "some category of data is stated", logged=("data", "flow")),
        Field("recipients_stated", BOOL, "recipients", "recipients are stated", logged=()),
        Field(
            "involved_person_data",
            TEXTS,
            "data",
            "data on involved persons beyond their contact data",
            logged=("data", "flow"),
        ),
        Field(
            "has_authentic_source",
            BOOL,
            "data",
            "some item comes from an authentic source",
            logged=("data", "flow"),
        ),
        Field(
            "source_authorised",
            BOOL,
            "data",
            "each authentic source has its authorisation",
            logged=("data", "flow", *DAY),
        ),
        Field(
            "legal_basis",
            TEXTS,
            "legal_basis",
            "legal bases of the communication",
            logged=("legal_basis", "flow"),
        ),
        term_field(
            "necessity",
            "necessity",
            "whether the data are needed for the purposes: met, not-met, contested or unassessed",
            logged=(*TO, *DAY),
        ),
        term_field(
            "data_quality",
            "data-quality",
            "whether the quality of the data is assured: met, not-met, contested or unassessed",
            logged=("flow", *DAY),
        ),
        Field(
            "only_legal_obligation",
            BOOL,
            "",
            "an obliging law covers all its recipients, the sender's own processors aside",
            logged=("sender", *TO, "obligation_obliges"),
        ),
        Field("channel", TEXT, "channel", "how it is sent", logged=("channel", "flow")),
        Field("format", TEXT, "format", "in what format", logged=("format", "flow")),
        Field(
            "measures_agreed",
            BOOL,
            "agreement.specific_measures",
            "channels or formats are agreed",
            logged=(),
        ),
        Field("agreed_channels", TEXTS, "", "the agreed channels", logged=()),
        Field("agreed_formats", TEXTS, "", "the agreed formats", logged=()),
        Field("channel_agreed", BOOL, "channel", "the channel is an agreed one", logged=("channel", "flow")),
        Field("format_agreed", BOOL, "format", "the format is an agreed one", logged=("format", "flow")),
        Field("starts_on", DATE, "starts_on", "first day", logged=DAY),
        Field("ends_on", DATE, "ends_on", "last day", logged=DAY),
        Field("judged_on", DATE, "starts_on", "the day it is judged on", logged=DAY),
        Field(
            "all_signed",
            BOOL,
            "agreement.signatures",
            "all core actors have signed",
            logged=("sender", *TO, *DAY),
        ),
        Field(
            "in_force_from",
            DATE,
            "agreement.signatures",
            "date of the last signature",
            logged=("sender", *TO, *DAY),
        ),
        Field(
            "no_longer_bound",
            TEXTS,
            "",
            "core actors that it joins and that had left the agreement before the day judged",
            actor=True,
            logged=("sender", *TO, *DAY),
        ),
        Field(
            "end_state",
            TEXT,
            "",
            "the agreement on that day: running, disputed or ended",
            logged=("sender", *TO, *DAY),
        ),
        Field(
            "effect_doubtful",
            BOOL,
            "",
            "whether a notice ended it can be read both ways",
            logged=("sender", *TO, *DAY),
        ),
        Field("ended_from", DATE, "", "the day from which it has ended", logged=DAY),
        Field(
            "declared", BOOL, "", "a logged exchange that names the flow it was sent under", logged=("flow",)
        ),
        Field(
            "beyond_purposes",
            TEXTS,
            "",
            "its purposes that the flow does not declare",
            logged=("purposes", "flow"),
        ),
        Field("beyond_data", TEXTS, "", "its data that the flow does not declare", logged=("data", "flow")),
        Field(
            "beyond_recipient",
            TEXTS,
            "",
            "its sender or recipient, if the flow does not declare it",
            logged=("sender", *TO),
        ),
        LABELS,
    ),
)

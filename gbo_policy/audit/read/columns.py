"""The columns of an exchange log, and which of them each fact of a flow or recipient comes from."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class LogColumn(Enum):
    """The types of a log's columns; the value is the word for it in a sentence."""

    TEXT = "text"
    MOMENT = "a timestamp"
    TEXTS = "a list of text"
    FLAG = "true or false"


COLUMNS: dict[str, LogColumn] = {
    "id": LogColumn.TEXT,
    "at": LogColumn.MOMENT,
    "sender": LogColumn.TEXT,
    "recipient_kind": LogColumn.TEXT,
    "recipient": LogColumn.TEXT,
    "on_behalf_of": LogColumn.TEXT,
    "purposes": LogColumn.TEXTS,
    "data": LogColumn.TEXTS,
    "legal_basis": LogColumn.TEXTS,
    "storage": LogColumn.TEXTS,
    "access": LogColumn.TEXTS,
    "need_to_know": LogColumn.FLAG,
    "obligation_obliges": LogColumn.FLAG,
    "channel": LogColumn.TEXT,
    "format": LogColumn.TEXT,
    "flow": LogColumn.TEXT,
}
REQUIRED = ("id", "at")
FACT_COLUMNS = tuple(c for c in COLUMNS if c not in REQUIRED)
SEGMENT = "segment"  # the stretch of days in which nothing that a fact reads changes; it stands for `at`

_TO = ("recipient_kind", "recipient", "on_behalf_of", "flow")
_PLACES = (*_TO, "storage", "access")
_DAY = (SEGMENT,)

# What the log leaves unsaid comes from the declared flow, so `flow` is nearly everywhere. A fact that is not listed is taken to come from
# all columns: slower, never wrong.
_SOURCES: dict[str, tuple[str, ...]] = {
    "id": ("flow",),
    "flow": ("flow",),
    "title": ("flow",),
    "status": (),
    "sender": ("sender", "flow"),
    "purposes": ("purposes", "flow"),
    "data": ("data", "flow"),
    "involved_person_data": ("data", "flow"),
    "has_authentic_source": ("data", "flow"),
    "source_authorised": ("data", "flow", *_DAY),
    "agreed_purposes": (),
    "agreed_categories": (),
    "agreed_channels": (),
    "agreed_formats": (),
    "purpose_stated": ("purposes", "flow"),
    "data_stated": ("data", "flow"),
    "recipients_stated": (),
    "legal_basis": ("legal_basis", "flow"),
    "necessity": (*_TO, *_DAY),
    "data_quality": ("flow", *_DAY),
    "only_legal_obligation": ("sender", *_TO, "obligation_obliges"),
    "channel": ("channel", "flow"),
    "format": ("format", "flow"),
    "measures_agreed": (),
    "channel_agreed": ("channel", "flow"),
    "format_agreed": ("format", "flow"),
    "starts_on": _DAY,
    "ends_on": _DAY,
    "judged_on": _DAY,
    "all_signed": _DAY,
    "in_force_from": _DAY,
    "end_state": ("sender", *_TO, *_DAY),
    "effect_doubtful": ("sender", *_TO, *_DAY),
    "ended_from": _DAY,
    "declared": ("flow",),
    "beyond_purposes": ("purposes", "flow"),
    "beyond_data": ("data", "flow"),
    "beyond_recipient": ("sender", *_TO),
    "kind": _TO,
    "name": _TO,
    "party": _TO,
    "core_actor": _TO,
    "processor": _TO,
    "on_behalf_of": _TO,
    "need_to_know": (*_TO, "need_to_know"),
    "answerable": ("sender", *_TO),
    "obligation_obliges": ("obligation_obliges", *_TO),
    "relies_on_obligation": (*_PLACES, "obligation_obliges"),
    "notice_forbidden": ("obligation_obliges", *_TO),
    "told_in_time": ("sender", *_TO, "obligation_obliges", *_DAY),
    "not_notified": ("sender", *_TO, "obligation_obliges", *_DAY),
    "notified_on_first_day": ("sender", *_TO, "obligation_obliges", *_DAY),
    "countries_covered": (*_PLACES, "obligation_obliges"),
    "countries_barred": (*_PLACES, "obligation_obliges"),
    "leaves_eea": _PLACES,
    "countries_outside": _PLACES,
    "countries_unsettled": (*_PLACES, "obligation_obliges"),
    "has_agreement": _TO,
    "agreement_signed_on": _TO,
    "agreement_ended": (*_TO, *_DAY),
    **dict.fromkeys(
        ("suspended_by_sender", "suspending_sender", "ceased_by_sender", "ceasing_sender"),
        ("sender", *_TO, *_DAY),
    ),
}
WHO = ("sender", *_TO)


def sources(field: str) -> frozenset[str]:
    """Give the columns (and the segment) that a fact of a flow or recipient comes from."""
    return frozenset(_SOURCES.get(field, (*FACT_COLUMNS, SEGMENT)))


def parts(fields: Iterable[str]) -> dict[frozenset[str], tuple[str, ...]]:
    """Group fields by the columns that they come from; those whose columns lie within another group's join that group."""
    wanted = sorted(set(fields), key=lambda f: (-len(sources(f)), sorted(sources(f)), f))
    grouped: dict[frozenset[str], list[str]] = {}
    for field in wanted:
        home = next((columns for columns in grouped if sources(field) <= columns), sources(field))
        grouped.setdefault(home, []).append(field)
    return {columns: tuple(fields) for columns, fields in grouped.items()}

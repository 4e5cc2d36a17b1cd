"""A disclosure of the data to somebody (5.2, 14.3)."""

from collections.abc import Iterator
from typing import Any, Literal, get_args

from gbo_policy.agreement.obligation import BARRED, ObligationOrNone, RecipientKind, obliging
from gbo_policy.agreement.register import Drawn, Event, EventRow, EventType, Seen, Timed
from gbo_policy.agreement.telling import Teller, notice_forbidden, told_before
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.basics.translate import mark
from gbo_policy.logic.kleene import every
from gbo_policy.terms.kinds import BOOL, DATE, LABELS, LIFE, TEXT, TEXTS, Field, Kind
from gbo_policy.terms.values import Date, PartyId, Text, key


class Disclosure(Event):
    """A disclosure of the data to somebody (5.2, 14.3)."""

    type: Literal["disclosure"]
    party: PartyId | None = key(
        "the core actor that disclosed (5.2, 14.3)", asks=mark("which core actor disclosed the data?")
    )
    on: Date | None = key("date", asks=mark("on which day were the data disclosed?"))
    to: Text | None = key("to whom", asks=mark("to whom were the data disclosed?"))
    to_kind: RecipientKind | None = key(
        "kind of recipient",
        asks=mark(
            "what is that recipient: `staff`, `processor`, `third-party`, `international-organisation` or"
            " `data-subject`?"
        ),
    )
    legal_obligation: ObligationOrNone | None = key("provision of law that obliges it, or none")


_AT: Steps = ("legal_obligation",)

KIND = Kind(
    "disclosure",
    (
        Field("id", TEXT, "id", "the disclosure"),
        Field("party", TEXT, "party", "who disclosed", actor=True),
        LIFE,
        LABELS,
        Field("on", DATE, "on", "when"),
        Field("to", TEXT, "to", "to whom"),
        Field("to_kind", TEXT, "to_kind", "kind of recipient", words=get_args(RecipientKind)),
        Field("obligation_obliges", BOOL, "", "Union or member-state law obliges it"),
        Field("relies_on_obligation", BOOL, "", "5.2 would bar it but for an obliging law"),
        Field("notice_forbidden", BOOL, "", "the law forbids telling the others"),
        Field("told_in_time", BOOL, "", "no other core actor was told only after that day, or never"),
        Field("not_notified", TEXTS, "", "core actors not told by that day", actor=True),
        Field("notified_on_the_day", TEXTS, "", "core actors told on that very day"),
        Field(
            "not_bound_yet",
            TEXTS,
            "",
            "core actors not told, which had joined and were not bound yet",
            actor=True,
        ),
        Field("name_agreed", BOOL, "to", "a recorded departure lets this recipient receive"),
    ),
)


def facts(event: Disclosure, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    obliges, paths = obliging(event.legal_obligation)
    told = {
        "id": event.id,
        "party": event.party,
        "on": event.on,
        "to": event.to,
        "to_kind": event.to_kind,
        "obligation_obliges": obliges,
        "name_agreed": seen.agreed_recipient(event.to),
    }
    notice, origins = _notice(event, obliges, paths, seen)
    yield EventRow(KIND, told | notice, {"obligation_obliges": paths} | origins)


def _notice(event: Disclosure, obliges: bool | None, paths: Paths, seen: Seen) -> Timed:
    """Give whether it relies on an obligation, and whom its party told of that before."""
    obligation, at = event.legal_obligation, _AT
    barred = None if event.to_kind is None else event.to_kind in BARRED
    if seen.agreed_recipient(event.to):  # who may receive anyway needs no law
        barred = False
    forbidden, forbidden_paths = notice_forbidden(obligation, at)
    # what is in the register has happened, unless its day is not known: then nobody can tell what came before
    begun = None if event.on is None else True
    told = told_before(obligation, at, Teller(event.party, event.on, begun, ("party", "on")), seen)
    facts: dict[str, Any] = {
        "relies_on_obligation": every([barred, obliges]),
        "notice_forbidden": forbidden,
        "told_in_time": told.in_time,
        "not_notified": told.not_notified,
        "notified_on_the_day": told.on_first_day,
        "not_bound_yet": told.not_bound_yet,
    }
    unsaid = (*(from_key("to_kind") if barred is None else ()), *(paths if obliges is None else ()))
    return facts, {
        "relies_on_obligation": unsaid or paths,
        "notice_forbidden": forbidden_paths,
        "told_in_time": told.paths,
        "not_notified": told.paths,
        "notified_on_the_day": told.paths,
        "not_bound_yet": told.paths,
    }


TYPE = EventType(
    model=Disclosure,
    label=mark("disclosure"),
    kinds=(KIND,),
    facts=facts,
    happens=("on",),
    parties=("party", "legal_obligation.notified.party"),
    once=("legal_obligation.notified.party",),
    held_from=lambda kind, value, read, seen: value("on"),
    drawn=Drawn(dots=("on",)),
    rank=8,
)

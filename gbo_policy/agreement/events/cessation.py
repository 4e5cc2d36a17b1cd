"""One party ceases its communication to another for good (9)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from gbo_policy.agreement.clocks import done_on
from gbo_policy.agreement.events._grounds import GROUND, ground_of, stated_ground
from gbo_policy.agreement.events._shortcomings import REASONABLE
from gbo_policy.agreement.register import Drawn, Event, EventRow, EventType, Seen
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import BOOL, DATE, LABELS, LIFE, NUMBER, TEXT, Field, Kind, term_field
from gbo_policy.terms.values import Date, DateOrNone, PartyId, Text, key


class Cessation(Event):
    """One party ceases its communication to another for good (9)."""

    type: Literal["cessation"]
    by: PartyId | None = key(
        "the core actor that ceases (9)", asks=mark("which core actor ceases its communication?")
    )
    against: PartyId | None = key(
        "the core actor to which it ceases to send", asks=mark("towards which core actor?")
    )
    ground: Text | None = key(
        "the ground: a clause, or an event of the register",
        asks=mark(
            "which shortcoming is its ground? the id of a `non-compliance` or a `security-finding`, whose"
            " `remedied_on` says when it was put right; or a clause; `none` if it has none"
        ),
    )
    notified_on: DateOrNone | None = key(
        "date of the notice, or none",
        asks=mark("on which day was the other core actor given notice? `none` if it was not"),
    )
    effective_on: Date | None = key("date of effect", asks=mark("from which day does it take effect?"))
    resumed_on: DateOrNone | None = key("day from which communication was resumed; none or absent: not")


SECURITY = "security-finding"  # its reasonable term is another one

KIND = Kind(
    "cessation",
    (
        Field("id", TEXT, "id", "the cessation"),
        Field("by", TEXT, "by", "who ceases", actor=True),
        Field("against", TEXT, "against", "against whom", actor=True),
        LIFE,
        LABELS,
        *GROUND,
        Field("notified", BOOL, "notified_on", "notice was given", none=True),
        Field("notified_on", DATE, "notified_on", "date of the notice"),
        Field("effective_on", DATE, "effective_on", "date of effect"),
        Field("ground_found_on", DATE, "", "when its ground was found"),
        Field("security_ground", BOOL, "ground", "its ground is a security finding (7.2)"),
        Field("term_from", DATE, "", "the day from which the reasonable term counts"),
        Field("days_to_effect", NUMBER, "", "days of the reasonable term up to the effect"),
        Field(
            "outlived",
            BOOL,
            "",
            "its ground was judged to be put right in time, and was still open after that day",
        ),
        Field("ground_remedied", BOOL, "", "its ground was remedied by the day on which it took effect"),
        Field("stands", BOOL, "resumed_on", "communication was not resumed by the as-of date"),
        REASONABLE,
        term_field("ground_term", "reasonable-term", "the reasonable-term assessment of the ground itself"),
    ),
)


def in_effect(event: Cessation, day: date | None, as_of: AsOf) -> tuple[bool | None, bool | None]:
    """Tell whether it stands on ``day``, until communication is resumed, and whether its notice came before
    its effect.
    """
    notified, effect = event.notified_on, event.effective_on
    resumed = done_on(event.resumed_on, as_of)
    if day is None:
        stands = None
    else:
        stands = False if resumed and day >= resumed else None if effect is None else effect <= day
    if not isinstance(notified, date):
        return stands, None if notified is None else False
    # on the very day, days do not show that it did not
    return stands, None if effect is None else notified <= effect


def facts(event: Cessation, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    kind, ground, kind_paths = ground_of(event.ground, event.against, event.effective_on, seen)
    found = ground if isinstance(ground, Shortcoming) else None
    own, own_paths = seen.assessed("reasonable-term", "event", event.id)
    ground_term, term_paths = (
        seen.assessed("reasonable-term", "event", found.id) if found else ("unassessed", ())
    )
    notified_on = done_on(event.notified_on, seen.as_of)
    effective, found_on = event.effective_on, found.found_on if found else None
    judged_on = max(seen.assessed_on(term_paths)) if ground_term == "met" else None
    outlived = _outlived(found, judged_on, effective, seen)
    counts_from = judged_on if outlived else found_on
    told = {
        "id": event.id,
        "by": event.by,
        "against": event.against,
        "ground": stated_ground(event.ground, seen),
        "ground_kind": kind,
        "notified": None if event.notified_on is None else notified_on is not None,
        "notified_on": notified_on,
        "effective_on": effective,
        "stands": done_on(event.resumed_on, seen.as_of) is None,
        "ground_found_on": found_on,
        "security_ground": None if kind is None else found is not None and found.type == SECURITY,
        "term_from": counts_from,
        "days_to_effect": None
        if effective is None or counts_from is None
        else (effective - counts_from).days,
        "outlived": outlived,
        "ground_remedied": _remedied_before(found, effective, seen),
        "reasonable_term": own,
        "ground_term": ground_term,
    }
    found_paths = from_key("events", found.id, "found_on") if found else from_key("ground")
    remedied = from_key("events", found.id, "remedied_on") if found else from_key("ground")
    origins: dict[str, Paths] = {
        "ground_kind": kind_paths,
        "ground_found_on": found_paths,
        "security_ground": kind_paths,
        "term_from": term_paths if outlived else found_paths,
        "days_to_effect": term_paths if outlived else found_paths,
        "outlived": remedied,
        "ground_remedied": remedied,
    }
    origins |= {"reasonable_term": own_paths} if own_paths else {}
    origins |= {"ground_term": term_paths} if term_paths else {}
    yield EventRow(KIND, told, origins)


def _outlived(
    found: Shortcoming | None, judged_on: date | None, effective: date | None, seen: Seen
) -> bool | None:
    """Tell whether the ground was still open after the day on which somebody judged that it was being put
    right in time: that covers what had happened by its day, and the cessation is of a later one.
    """
    if found is None or judged_on is None or effective is None or judged_on >= effective:
        return False
    if found.remedied_on is None:
        return None
    done = done_on(found.remedied_on, seen.as_of)
    return done is None or done > judged_on


def _remedied_before(found: Shortcoming | None, effective: date | None, seen: Seen) -> bool | None:
    if found is None or found.remedied_on is None:
        return None
    done = done_on(found.remedied_on, seen.as_of)
    # on the very day of effect, days do not show which came first
    return False if done is None else None if effective is None else done <= effective


TYPE = EventType(
    model=Cessation,
    label=mark("cessation of communication"),
    kinds=(KIND,),
    facts=facts,
    happens=("notified_on", "effective_on"),  # with its notice or its effect, whichever is first
    bearer="by",
    order=(("effective_on", "resumed_on"),),
    parties=("by", "against"),
    sides=("by", "against"),
    grounds=("ground",),
    needed=("by", "against", "notified_on", "effective_on"),
    held_from=lambda kind, value, read, seen: value("effective_on"),
    decides_from="effective_on",
    bears_on_flows=True,
    drawn=Drawn(("effective_on", "resumed_on"), "ceased", ("notified_on",), lifted=True),
    rank=3,
)

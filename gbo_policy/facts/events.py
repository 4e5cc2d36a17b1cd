"""Facts on the events of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from gbo_policy.basics import calendar
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.declarations.model.event import (
    AssistanceRequest,
    Breach,
    BreachNotice,
    Cessation,
    Disclosure,
    Event,
    NonCompliance,
    OverviewRequest,
    RightsRequest,
    SecurityFinding,
    Suspension,
    Termination,
)
from gbo_policy.facts.context import UNASSESSED, Context, cure_keys, cure_of
from gbo_policy.facts.flows import obliging
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.terms.kinds import KINDS

Made = tuple[dict[str, Any], dict[str, Paths]]


def event_rows(event: Event, context: Context) -> Iterator[Row]:
    """Give the row of an event; a breach has a row for each core actor affected as well."""
    facts, origins = _MAKERS[event.type](event, context)
    yield row(KINDS[event.type], Subject("event", event.id), {"id": event.id, **facts}, origins)
    if isinstance(event, Breach):
        yield from _notice_rows(event, context)


def _clock(context: Context, unit: str, start: Any, done: Any, names: tuple[str, str]) -> Made:
    """Time a duty: whether it is open, how long since its start, and how long it took or has taken so far."""
    as_of = context.as_of
    now: Any = as_of.moment if unit == "hours" else as_of.day
    elapsed: Callable[[Any, Any], float] = (
        calendar.hours_between if unit == "hours" else lambda a, b: (b - a).days
    )
    origins: dict[str, Paths] = {
        f"{unit}_since": from_key(names[0]),
        "open": from_key(names[1]),
        f"{unit}_taken": from_key(names[1]),
    }
    since = None if start is None else elapsed(start, now)
    if done == "none" or (done is not None and not as_of.reached(done)):
        return {"open": True, f"{unit}_since": since, f"{unit}_taken": since}, origins
    if done is None:
        return {"open": None, f"{unit}_since": since, f"{unit}_taken": None}, origins
    if start is None:
        origins[f"{unit}_taken"] = from_key(names[0])
    return {
        "open": False,
        f"{unit}_since": since,
        f"{unit}_taken": None if start is None else elapsed(start, done),
    }, origins


def _done_on(done: date | str | None, context: Context) -> date | None:
    return done if isinstance(done, date) and context.as_of.reached(done) else None


def _request(event: OverviewRequest | AssistanceRequest, context: Context) -> Made:
    clock, origins = _clock(
        context, "days", event.requested_on, event.answered_on, ("requested_on", "answered_on")
    )
    facts = {
        "by": event.by,
        "to": event.to,
        "requested_on": event.requested_on,
        "answered_on": _done_on(event.answered_on, context),
        **clock,
    }
    return (facts | {"article": event.article} if isinstance(event, AssistanceRequest) else facts), origins


def _shortcoming(event: SecurityFinding | NonCompliance, context: Context) -> Made:
    clock, origins = _clock(context, "days", event.found_on, event.remedied_on, ("found_on", "remedied_on"))
    term, paths = context.assessed("reasonable-term", "event", event.id)
    facts = {
        "party": event.party,
        "found_on": event.found_on,
        "remedied_on": _done_on(event.remedied_on, context),
        "reasonable_term": term,
        **clock,
    }
    facts |= {"plan": event.plan} if isinstance(event, SecurityFinding) else {"clause": event.clause}
    return facts, origins | ({"reasonable_term": paths} if paths else {})


# whose duty an event is about
_BEARER = {
    "overview-request": "to",
    "assistance-request": "to",
    "suspension": "by",
    "cessation": "by",
    "termination": "by",
}


def _ground(event: Suspension | Cessation, context: Context) -> tuple[str | None, Event | None, Paths]:
    """Tell what kind of ground a measure states, the event it points to, and what says so or would."""
    if event.ground is None or event.ground == "none":
        return event.ground, None, from_key("ground")
    if event.ground not in context.recorded:
        return "clause", None, from_key("ground")
    found = context.event_by_id.get(event.ground)
    if found is None:  # an event that has not happened yet as of this moment
        return None, None, from_key("ground")
    key = _BEARER.get(found.type, "party")
    bearer: str | None = getattr(found, key)
    if bearer is None or event.against is None:
        return None, found, from_key("events", found.id, key) if bearer is None else from_key("against")
    if bearer != event.against or _in_order(found, context):
        return "unrelated", found, from_key("ground")
    return (
        "non-compliance" if isinstance(found, SecurityFinding | NonCompliance) else "other-duty",
        found,
        from_key("ground"),
    )


def _in_order(event: Event, context: Context) -> bool:
    """Tell whether the facts show that an event is no failure of whom it is about: a notice of good form, a request answered in time."""
    if isinstance(event, Termination):
        return any(e.valid for e in context.ends if e.event.id == event.id)
    if isinstance(event, RightsRequest) and event.received_on is not None:
        answered = _done_on(event.answered_on, context)
        return answered is not None and answered <= calendar.month_deadline(event.received_on, 1)[0]
    return False


def _suspension(event: Suspension, context: Context) -> Made:
    kind, found, paths = _ground(event, context)
    day = context.as_of.day
    done = cure_of(found)
    remedied_on = _done_on(done, context)
    remedied: bool | None = None if done is None else remedied_on is not None and remedied_on < day
    if remedied is None and kind == "unrelated":
        remedied = False
    cure_paths: Paths = (
        from_key("ground")
        if found is None
        else tuple(("events", found.id, k) for k in cure_keys(found)) or from_key("ground")
    )
    facts = {
        "by": event.by,
        "against": event.against,
        "since": event.from_,
        "ground": event.ground,
        "ground_kind": kind,
        "running": context.runs(event, day),
        "ground_remedied": remedied,
        "ground_remedied_on": remedied_on,
    }
    origins = {"ground_kind": paths, "ground_remedied": cure_paths, "ground_remedied_on": cure_paths}
    known = event.lifted_on is not None and event.from_ is None
    origins["running"] = from_key("from") if known else from_key("lifted_on")
    return facts, origins


def _cessation(event: Cessation, context: Context) -> Made:
    kind, ground, kind_paths = _ground(event, context)
    found = ground if isinstance(ground, SecurityFinding | NonCompliance) else None
    own, own_paths = context.assessed("reasonable-term", "event", event.id)
    ground_term, term_paths = (
        context.assessed("reasonable-term", "event", found.id) if found else (UNASSESSED, ())
    )
    notified_on = _done_on(event.notified_on, context)
    effective, found_on = event.effective_on, found.found_on if found else None
    facts = {
        "by": event.by,
        "against": event.against,
        "ground": event.ground,
        "ground_kind": kind,
        "notified": None if event.notified_on is None else notified_on is not None,
        "notified_on": notified_on,
        "effective_on": effective,
        "ground_found_on": found_on,
        "days_to_effect": None if effective is None or found_on is None else (effective - found_on).days,
        "ground_remedied": _remedied_before(found, effective, context),
        "reasonable_term": own,
        "ground_term": ground_term,
    }
    found_paths = from_key("events", found.id, "found_on") if found else from_key("ground")
    remedied = from_key("events", found.id, "remedied_on") if found else from_key("ground")
    origins: dict[str, Paths] = {
        "ground_kind": kind_paths,
        "ground_found_on": found_paths,
        "days_to_effect": found_paths,
        "ground_remedied": remedied,
    }
    origins |= {"reasonable_term": own_paths} if own_paths else {}
    return facts, origins | ({"ground_term": term_paths} if term_paths else {})


def _remedied_before(
    found: SecurityFinding | NonCompliance | None, effective: date | None, context: Context
) -> bool | None:
    if found is None or found.remedied_on is None:
        return None
    done = _done_on(found.remedied_on, context)
    return False if done is None else None if effective is None else done < effective


def _rights(event: RightsRequest, context: Context) -> Made:
    as_of = context.as_of
    answered = _done_on(event.answered_on, context)
    open_ = None if event.answered_on is None else answered is None
    facts: dict[str, Any] = {
        "party": event.party,
        "received_on": event.received_on,
        "answered_on": answered,
        "open": open_,
    }
    origins: dict[str, Paths] = {"open": from_key("answered_on")}
    if event.received_on is None:
        nothing: dict[str, Any] = dict.fromkeys(("due_on", "in_time", "in_time_rolled"))
        return facts | nothing, origins | dict.fromkeys(nothing, from_key("received_on"))
    first, third = (calendar.month_deadline(event.received_on, n) for n in (1, 3))
    extension = _extended(event, first[0], context)
    settled = answered or as_of.day
    for name, i in (("in_time", 0), ("in_time_rolled", 1)):
        facts[name] = _in_time(
            settled, first[i], third[i], _extended(event, first[i], context), said=open_ is not None
        )
    over = facts["in_time_rolled"] is False  # then it is too late even if it was extended
    facts["due_on"] = (
        third[0] if extension or (extension is None and over) else None if extension is None else first[0]
    )
    missing = from_key("answered_on") if open_ is None else ()
    missing += from_key("extended_on") if extension is None else ()
    names = ("due_on", "in_time", "in_time_rolled")
    answer = from_key("answered_on")
    return facts, origins | {name: missing if facts[name] is None else answer for name in names}


def _extended(event: RightsRequest, first: date, context: Context) -> bool | None:
    """Tell whether the term was extended by the last day of the first month; None when it is not said."""
    if event.extended_on is None:
        return None
    when = _done_on(event.extended_on, context)
    return when is not None and when <= first


def _in_time(settled: date, first: date, third: date, extended: bool | None, *, said: bool) -> bool | None:
    """Tell whether a request was answered, or is still open, in time; ``said``: whether it is known if it was answered."""
    if settled <= first:
        return True  # whatever is not said, it cannot be late yet
    if settled > third and said:
        return False
    if extended is None:
        return None
    if settled <= (third if extended else first):
        return True
    return False if said else None


def _breach(event: Breach, context: Context) -> Made:
    clock, origins = _clock(
        context, "hours", event.aware_at, event.consulted_at, ("aware_at", "consulted_at")
    )
    outcome, paths = context.assessed("immediate-consultation", "event", event.id)
    facts = {
        "party": event.party,
        "during_communication": event.during_communication,
        "aware_at": _brussels(event.aware_at),
        "consultation": outcome,
        **clock,
    }
    return facts, origins | ({"consultation": paths} if paths else {})


def _brussels(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(BRUSSELS).isoformat(timespec="minutes")


def _notice_rows(event: Breach, context: Context) -> Iterator[Row]:
    outcome, paths = context.assessed("undue-delay", "event", event.id)
    base = {
        "breach": event.id,
        "party": event.party,
        "aware_at": _brussels(event.aware_at),
        "undue_delay": outcome,
    }
    origins: dict[str, Paths] = {"undue_delay": paths} if paths else {}
    others = (
        None
        if event.affects is None or (event.affects and event.party is None)
        else [p for p in event.affects if p != event.party]
    )
    if not others:
        blank = dict.fromkeys(("affected", "open", "hours_since", "hours_taken", "via_dpo"))
        facts = {**blank, **base, "id": event.id, "affects_others": None if others is None else False}
        unsaid = from_key("affects") if event.affects is None else from_key("party")
        origins |= dict.fromkeys(("affects_others", *blank), unsaid)
        yield row(KINDS["notice"], Subject("event", event.id), facts, origins)
        return
    for party in sorted(others):
        clock, more = _told(party, event, context)
        facts = {**base, "id": f"{event.id}/{party}", "affected": party, "affects_others": True, **clock}
        yield row(KINDS["notice"], Subject("notice", f"{event.id}/{party}", event.id), facts, origins | more)


def _told(party: str, event: Breach, context: Context) -> Made:
    """When an affected core actor was told through the DPO; otherwise whether it was told at all."""
    names = ("aware_at", "notified")
    if event.notified is None:
        clock, origins = _clock(context, "hours", event.aware_at, None, names)
        return clock | {"via_dpo": None}, origins
    entries = [
        (i, n)
        for i, n in enumerate(event.notified)
        if n.party in (party, None) and (n.at is None or context.as_of.reached(n.at))
    ]
    sure = [n for _, n in entries if n.party is not None and n.at is not None and n.via is not None]
    through, other = _earliest(sure, "dpo"), _earliest(sure, "other")
    unsure = [(i, n) for i, n in entries if n not in sure and _may_decide(n, through)]
    done: Any = None if unsure else through or other or "none"
    clock, origins = _clock(context, "hours", event.aware_at, done, names)
    paths = tuple(
        ("notified", i, key) for i, n in unsure for key in ("party", "at", "via") if getattr(n, key) is None
    )
    origins |= {"via_dpo": paths, "open": paths, "hours_taken": paths} if unsure else {}
    via = True if through is not None else None if unsure else other is None
    return clock | {"via_dpo": via}, origins


def _may_decide(notice: BreachNotice, through: datetime | None) -> bool:
    """Tell whether a notice of which something is unknown may have been the first one through the DPO, or the only one."""
    return through is None or (notice.via != "other" and (notice.at is None or notice.at < through))


def _earliest(entries: list[BreachNotice], via: str) -> datetime | None:
    return min((n.at for n in entries if n.via == via and n.at is not None), default=None)


def _termination(event: Termination, context: Context) -> Made:
    facts = {
        "by": event.by,
        "sent_on": event.sent_on,
        "means": event.means,
        "not_addressed": context.not_addressed(event),
    }
    return facts, {
        "not_addressed": from_key("by")
        if facts["not_addressed"] is None and event.addressed_to is not None
        else from_key("addressed_to")
    }


def _disclosure(event: Disclosure, context: Context) -> Made:
    obliges, paths = obliging(event.legal_obligation)
    facts = {
        "party": event.party,
        "on": event.on,
        "to": event.to,
        "to_kind": event.to_kind,
        "obligation_obliges": obliges,
        "end_state": context.end_state(event.on),
    }
    return facts, {
        "obligation_obliges": paths,
        "end_state": context.end_paths if event.on else from_key("on"),
    }


_MAKERS: dict[str, Callable[[Any, Context], Made]] = {
    "overview-request": _request,
    "assistance-request": _request,
    "security-finding": _shortcoming,
    "non-compliance": _shortcoming,
    "suspension": _suspension,
    "cessation": _cessation,
    "rights-request": _rights,
    "breach": _breach,
    "termination": _termination,
    "disclosure": _disclosure,
}

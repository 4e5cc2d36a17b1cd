"""Deadlines as an iCalendar file: stable identifiers, so that importing it again updates what is there."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from gbo_policy import __version__
from gbo_policy.basics.discovery import require_library
from gbo_policy.basics.moments import AsOf, iso
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import say
from gbo_policy.over_time.deadlines import Deadline

if TYPE_CHECKING:
    from icalendar import Event as Entry

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def calendar_file(found: list[Deadline], agreement: str, as_of: AsOf, lang: str) -> str:
    """Write deadlines as iCalendar. Raises PolicyError when the extra `ics` is not installed.

    Stamps come from the as-of moment, not from the clock, so the same input gives the same file; a later
    as-of counts as newer.
    """
    require_library("--format ics", "icalendar", "ics")
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//gbo-policy//{__version__}//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say(lang, "Deadlines of {agreement}", agreement=agreement))
    for one in found:
        first = say(lang, "expected: {what}", what=one.what.in_(lang)) if _rests(one) else one.what.in_(lang)
        calendar.add_component(_entry(one, one.expected, first, agreement, as_of, lang))
        if one.outer is not None and (_rests(one) or one.source == "law"):
            last = say(lang, "at the latest: {what}", what=one.what.in_(lang))
            calendar.add_component(_entry(one, one.outer, last, f"{agreement}|outer", as_of, lang))
    lines = str(calendar.to_ical(), "utf-8").split("\r\n")
    return "\r\n".join(map(no_order, lines))


def _rests(one: Deadline) -> bool:
    """Tell whether a clock rests on a house norm, or on a term in its place: then the calendar says when it
    is expected, and when it is late.
    """
    return one.source in {"norm", "agreed"}


def _entry(one: Deadline, due: date, what: str, scope: str, as_of: AsOf, lang: str) -> Entry:
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{hashlib.sha256(f'{scope}|{one.key}'.encode()).hexdigest()[:32]}@gbo-policy")
    stamp = as_of.moment.replace(microsecond=0)
    entry.add("dtstamp", stamp)
    entry.add("sequence", max(0, int((stamp - _EPOCH).total_seconds() // 60)))
    entry.add("summary", f"{what} — {one.by or '?'}")
    entry.add("description", _description(one, lang))
    if isinstance(due, datetime):
        entry.add("dtstart", due.astimezone(UTC))
        entry.add("dtend", due.astimezone(UTC) + timedelta(minutes=30))
    else:
        entry.add("dtstart", due)
        entry.add("dtend", due + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", ["gbo-policy", one.source])
    return entry


def _description(one: Deadline, lang: str) -> str:
    parts = [
        (say(lang, "clause"), one.clause),
        (say(lang, "by"), one.by),
        (say(lang, "to"), ", ".join(one.to)),
        (say(lang, "since"), _iso(one.since)),
        (say(lang, "at the latest"), _iso(one.outer)),
        (say(lang, "rests on"), one.source),
    ]
    return "\n".join(f"{name}: {value}" for name, value in parts if value)


def _iso(moment: date | None) -> str | None:
    if isinstance(moment, datetime):
        return iso(moment)  # read beside the declarations, that speak of Brussels
    return None if moment is None else moment.isoformat()

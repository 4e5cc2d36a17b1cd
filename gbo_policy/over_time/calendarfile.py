"""Deadlines as an iCalendar file: stable identifiers, so that importing it again updates what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy import __version__
from gbo_policy.basics.discovery import require_library
from gbo_policy.basics.moments import AsOf, iso
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import say
from gbo_policy.over_time.deadlines import SOURCES, Deadline, cited

if TYPE_CHECKING:
    from icalendar import Event as Entry

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class ClockNames(NamedTuple):
    """What a calendar calls one clock: what is due, by whom and to whom."""

    what: str
    by: str
    to: str


def by_ids(one: Deadline, lang: str) -> ClockNames:
    """Call all as the files do."""
    return ClockNames(one.what.in_(lang), one.by or "", ", ".join(one.to))


def calendar_file(
    found: list[Deadline],
    agreement: str,
    as_of: AsOf,
    lang: str,
    called: Callable[[Deadline, str], ClockNames] = by_ids,
) -> str:
    """Write deadlines as iCalendar. Raises PolicyError when the extra `ics` is not installed.

    Stamps come from the as-of moment, not from the clock, so the same input gives the same file; a later
    as-of counts as newer. ``called`` says what to call a clock; its identifier stays.
    """
    require_library("--format ics", "icalendar", "ics")
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//gbo-policy//{__version__}//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say(lang, "Deadlines of {agreement}", agreement=agreement))
    for one in found:
        names = called(one, lang)
        first = say(lang, "expected: {what}", what=names.what) if one.by_norm else names.what
        made = names._replace(what=first)
        calendar.add_component(_entry(one, one.expected, made, agreement, as_of, lang))
        if one.outer is not None and (one.by_norm or one.source == "law"):
            made = names._replace(what=say(lang, "at the latest: {what}", what=names.what))
            calendar.add_component(_entry(one, one.outer, made, f"{agreement}|outer", as_of, lang))
    lines = str(calendar.to_ical(), "utf-8").split("\r\n")
    return "\r\n".join(map(no_order, lines))


def _entry(one: Deadline, due: date, names: ClockNames, scope: str, as_of: AsOf, lang: str) -> Entry:
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{hashlib.sha256(f'{scope}|{one.key}'.encode()).hexdigest()[:32]}@gbo-policy")
    stamp = as_of.moment.replace(microsecond=0)
    entry.add("dtstamp", stamp)
    entry.add("sequence", max(0, int((stamp - _EPOCH).total_seconds() // 60)))
    entry.add("summary", f"{names.what} — {names.by or '?'}")
    entry.add("description", _description(one, names, lang))
    if isinstance(due, datetime):
        entry.add("dtstart", due.astimezone(UTC))
        entry.add("dtend", due.astimezone(UTC) + timedelta(minutes=30))
    else:
        entry.add("dtstart", due)
        entry.add("dtend", due + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", ["gbo-policy", one.source])
    return entry


def _description(one: Deadline, names: ClockNames, lang: str) -> str:
    parts = [
        (say(lang, "clause"), one.clause and cited(one.clause, lang)),
        (say(lang, "by"), names.by),
        (say(lang, "to"), names.to),
        (say(lang, "since"), _iso(one.since)),
        (say(lang, "at the latest"), _iso(one.outer)),
        (say(lang, "rests on"), say(lang, SOURCES[one.source])),
    ]
    return "\n".join(f"{name}: {value}" for name, value in parts if value)


def _iso(moment: date | None) -> str | None:
    if isinstance(moment, datetime):
        return iso(moment)  # read beside the declarations, that speak of Brussels
    return None if moment is None else moment.isoformat()

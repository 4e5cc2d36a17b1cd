"""Prior notice of a legal obligation (5.2): whom the sender told of it before the flow began."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from gbo_policy.agreement.obligation import Notified, Obligation
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.facts.context import Context
from gbo_policy.facts.obligations import Relied


class Told(NamedTuple):
    """Whether every other core actor was told before the first day; who was not, and who on that very day.

    ``in_time`` is False only where the first day has come and somebody had not been told by then.
    """

    in_time: bool | None
    paths: Paths
    not_notified: tuple[str, ...] | None
    on_first_day: tuple[str, ...]


def notice_forbidden(relied: Relied) -> tuple[bool | None, Paths]:
    """Tell whether the law forbids to tell the others, and the path that says so."""
    obligation = relied.obligation
    if not isinstance(obligation, Obligation):
        return (None if obligation is None else False), (relied.at,)
    forbidden = obligation.notice_forbidden_by
    return (forbidden != "none" if forbidden else None), ((*relied.at, "notice_forbidden_by"),)


def told_before(
    relied: Relied, sender: str | None, start: date | None, begun: bool | None, context: Context
) -> Told:
    """Find whom a sender told before ``start``; ``begun`` says whether that day has come."""
    obligation = relied.obligation
    at: Steps = (*relied.at, "notified")
    others = context.others(sender)
    if not isinstance(obligation, Obligation):
        known = obligation is not None and others is not None
        return Told(False if known and begun else None, (relied.at,), None, ())
    if others is None or obligation.notified is None:
        return Told(None, (at,) if others is not None else from_key("sender"), None, ())
    entries = {n.party: (i, n) for i, n in enumerate(obligation.notified)}
    judged = {p: _judge(entries, p, start, context) for p in others}
    missed = tuple(p for p, v in judged.items() if v in ("late", "open"))
    same = tuple(p for p, v in judged.items() if v == "same-day")
    if missed:
        unsaid = from_key("starts_on") if start is None else (at,)
        return Told(False if begun else None, (at,) if begun else unsaid, missed, same)
    unknown = [p for p, v in judged.items() if v == "unknown"]
    if unknown:
        undated = tuple(
            (*at, entries[p][0], "at") for p in unknown if p in entries and entries[p][1].at is None
        )
        return Told(None, undated or (from_key("starts_on") if start is None else (at,)), None, same)
    return Told(True, (at,), (), same)


def _judge(
    entries: dict[str | None, tuple[int, Notified]], party: str, start: date | None, context: Context
) -> str:
    """Say of one core actor: told, same-day, late, open (not told so far) or unknown."""
    if party not in entries:
        return "unknown" if None in entries else "open"
    when = entries[party][1].at
    if when is None or start is None:
        return "unknown"
    if not context.as_of.reached(when):
        return "open"
    day = when.astimezone(BRUSSELS).date() if isinstance(when, datetime) else when
    return "told" if day < start else "same-day" if day == start else "late"

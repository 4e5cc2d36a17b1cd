"""Prior notice of a legal obligation (5.2): whom a core actor told of it before it communicated the data."""

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.agreement.obligation import Notified, Obligation
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.steps import Paths, Steps, from_key

if TYPE_CHECKING:  # of the register: start-up counts
    from gbo_policy.agreement.register import Seen


_BEST_FIRST = ("told", "same-day", "unknown", "late", "open")


class Teller(NamedTuple):
    """Who has to tell, before which day, and the keys that say so; ``begun`` says whether that day has
    come.
    """

    party: str | None
    day: date | None
    begun: bool | None
    keys: tuple[str, str] = ("sender", "starts_on")


class Told(NamedTuple):
    """Whether every other core actor was told before the first day; who was not, and who on that very day.

    ``in_time`` is False only where the first day has come and somebody had not been told by then.
    ``not_bound_yet``: who was not told either, and had joined without being bound yet.
    """

    in_time: bool | None
    paths: Paths
    not_notified: tuple[str, ...] | None
    on_first_day: tuple[str, ...]
    not_bound_yet: tuple[str, ...] = ()


def notice_forbidden(obligation: Obligation | str | None, at: Steps) -> tuple[bool | None, Paths]:
    """Tell whether the law at ``at`` forbids to tell the others, and the path that says so."""
    if not isinstance(obligation, Obligation):
        return (None if obligation is None else False), (at,)
    forbidden = obligation.notice_forbidden_by
    return (forbidden != "none" if forbidden else None), ((*at, "notice_forbidden_by"),)


def told_before(obligation: Obligation | str | None, above: Steps, teller: Teller, seen: "Seen") -> Told:
    """Find whom a core actor told of the obligation at ``above`` before the day."""
    at: Steps = (*above, "notified")
    others, begun = seen.to_tell(teller.party, teller.day), teller.begun
    if not isinstance(obligation, Obligation):
        known = obligation is not None and others is not None
        return Told(False if known and begun else None, (above,), None, ())
    if others is None or obligation.notified is None:
        return Told(None, (at,) if others is not None else from_key(teller.keys[0]), None, ())
    entries = {n.party: (i, n) for i, n in enumerate(obligation.notified)}
    judged = {p: _reached(entries, p, teller.day, seen) for p in others}
    untold = tuple(p for p, v in judged.items() if v in ("late", "open"))
    early = seen.not_bound_yet(teller.day)
    apart = tuple(p for p in untold if p in early)
    missed = tuple(p for p in untold if p not in early)
    same = tuple(p for p, v in judged.items() if v == "same-day")
    undatable = from_key(teller.keys[1]) if teller.day is None else (at,)
    if notices := seen.doubtful(missed, teller.day):
        return Told(None, notices, None, same, apart)
    if missed:
        return Told(False if begun else None, (at,) if begun else undatable, missed, same, apart)
    unknown = [p for p, v in judged.items() if v == "unknown"]
    if unknown:
        undated = tuple(
            (*at, entries[p][0], "at") for p in unknown if p in entries and entries[p][1].at is None
        )
        return Told(None, undated or undatable, None, same, apart)
    return Told(True, (at,), (), same, apart)


def _reached(
    entries: dict[str | None, tuple[int, Notified]], party: str, start: date | None, seen: "Seen"
) -> str:
    """Say of one core actor what ``_judge`` does; what reached all whose heir by law it is, reached it.

    Of one that may not have gone by then that is not known.
    """
    own, day = _judge(entries, party, start, seen), start or seen.as_of.day
    before = seen.before(party, start)
    had = [_reached(entries, p, start, seen) for p in before]
    if any(seen.stands_for(p, day) == p for p in before):
        had.append("unknown")
    theirs = max(had, key=_BEST_FIRST.index, default=own)
    return min(own, theirs, key=_BEST_FIRST.index)


def _judge(
    entries: dict[str | None, tuple[int, Notified]], party: str, start: date | None, seen: "Seen"
) -> str:
    """Say of one core actor: told, same-day, late, open (not told so far) or unknown."""
    if party not in entries:
        return "unknown" if None in entries else "open"
    when = entries[party][1].at
    if when is None or start is None:
        return "unknown"
    if not seen.as_of.reached(when):
        return "open"
    day = when.astimezone(BRUSSELS).date() if isinstance(when, datetime) else when
    return "told" if day < start else "same-day" if day == start else "late"

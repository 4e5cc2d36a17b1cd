"""Whom a sender told of the law that it relies on (5.2), also where two laws oblige it to the same: the text
does not say whether notice of one of them is enough.
"""

from __future__ import annotations

from typing import NamedTuple

from gbo_policy.agreement.telling import Teller, Told, notice_forbidden, told_before
from gbo_policy.basics.steps import Paths
from gbo_policy.facts.context import Context
from gbo_policy.facts.obligations import Relied


class NoticeOfLaw(NamedTuple):
    """Whether the others were told, whether the law forbids to tell them, and whether they were told of one
    of two laws alone.
    """

    told: Told
    forbidden: bool | None
    forbidden_paths: Paths
    one_of_two: bool = False


def notice_of(relied: Relied, teller: Teller, context: Context) -> NoticeOfLaw:
    """Find whom a sender told of the law that it relies on, or of either of two."""
    first = _notice(relied, teller, context)
    if relied.other is None:
        return first
    second = _notice(relied.other, teller, context)
    (one, paths), (two, more) = _kept(first), _kept(second)
    forbidden = bool(first.forbidden and second.forbidden)
    day = tuple(dict.fromkeys((*_on_first_day(first), *_on_first_day(second))))
    untold = first if one is False else second
    apart = tuple(dict.fromkeys((*first.told.not_bound_yet, *second.told.not_bound_yet)))
    told = Told(None, (), untold.told.not_notified, day, apart)
    if one is two:
        found = told._replace(in_time=one, paths=(*paths, *more))
    elif None in (one, two):
        found = told._replace(paths=paths if one is None else more)
    elif relied.other.obliges:
        # one reading asks for notice of a law that obliges, the other of each
        return NoticeOfLaw(told._replace(in_time=True, paths=untold.told.paths), False, (), one_of_two=True)
    else:
        found = told._replace(paths=relied.other.paths)
    return NoticeOfLaw(found, forbidden, first.forbidden_paths)


def _notice(relied: Relied, teller: Teller, context: Context) -> NoticeOfLaw:
    told = told_before(relied.obligation, relied.at, teller, context)
    return NoticeOfLaw(told, *notice_forbidden(relied.obligation, relied.at))


def _kept(notice: NoticeOfLaw) -> tuple[bool | None, Paths]:
    """Tell whether what 5.2 asks of one law was done, or whether that law itself forbids it."""
    if notice.forbidden or notice.told.in_time:
        return True, notice.told.paths
    if notice.told.in_time is None or notice.forbidden is False:
        return notice.told.in_time, notice.told.paths
    return None, notice.forbidden_paths


def _on_first_day(notice: NoticeOfLaw) -> tuple[str, ...]:
    return () if notice.forbidden else notice.told.on_first_day

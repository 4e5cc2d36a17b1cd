"""The life of the agreement: when it began to bind, and on which days a notice of termination has ended it,
or may have (14).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.facts.binding import Bound, Signatures
from gbo_policy.logic.kleene import every
from gbo_policy.terms.particulars import Particulars
from gbo_policy.terms.values import PARTNER

if TYPE_CHECKING:
    from gbo_policy.agreement.ending import Notice
    from gbo_policy.agreement.events.termination import Termination

EFFECT = "notice-effect"  # the term for a notice whose effect can be read both ways

_SIGNED = from_key("agreement", "signatures")

State = Literal["before", "running", "disputed", "ended", "over"]


class Living(Protocol):
    """The workspace as of a moment, as far as the life of the agreement asks for it."""

    @property
    def as_of(self) -> AsOf:
        """The moment judged by."""

    @property
    def notice_given(self) -> str:
        """When a notice counts as given."""

    @property
    def particulars(self) -> Particulars:
        """What the pack says of notices and holidays."""

    @property
    def own_notice(self) -> bool:
        """Whether the signed text says of notice something of its own that the pack cannot read."""

    @property
    def terminations(self) -> "tuple[Termination, ...]":
        """The notices of termination in the register."""

    @property
    def ends(self) -> "tuple[End, ...]":
        """The same, with the days that follow from them."""

    @property
    def roles(self) -> Mapping[str, str | None]:
        """The role of each core actor."""

    @property
    def signatures(self) -> Signatures:
        """The signatures, and whom they bind."""

    def bound(self, *concerned: str | None, on: date | None = None) -> Bound:
        """Tell whether the agreement binds by what is signed as of the moment."""

    def others(self, *than: str | None, on: date | None = None) -> tuple[str, ...] | None:
        """Give the core actors other than ``than`` on a day; None when either is unknown."""

    def assessed(self, term: str, kind: str, key: str) -> tuple[str | None, Paths]:
        """Give the outcome of the assessment that counts, and its path."""


class Life(NamedTuple):
    """How the agreement stands on a day; None: unknown.

    ``disputed``: readings differ on it, and ``terms`` are the open terms that settle it, if one does.
    ``paths``: what says so, or would. ``doubts``: why it can be read both ways what a notice ended.
    """

    state: State | None
    paths: Paths = ()
    terms: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class End(NamedTuple):
    """A notice of termination and the days that follow from it.

    ``valid``: whether it ends the agreement; None where that is unknown or can be read both ways. ``doubts``:
    why it is the latter. ``missing``: the facts that would tell. ``alone``: another core actor of the same
    role stays, so that it ends the agreement for the one that leaves, and for the others that can be read
    both ways; ``for_all``: somebody has recorded which; ``roles``: what leaves open whether one does.
    ``own_words``: the signed text has its own words on notice, so that it may have ended from the day it was
    sent.
    """

    event: "Termination"
    valid: bool | None
    notice: "Notice | None"
    missing: Paths = ()
    doubts: tuple[str, ...] = ()
    alone: bool = False
    for_all: bool | None = True
    roles: Paths = ()
    own_words: bool = False

    def on(self, day: date | None, parties: Iterable[str | None]) -> Life:
        """Tell how the agreement stands between some core actors on ``day``, as far as this notice goes;
        None: on some day.
        """
        if self.valid is False:
            return Life("running")
        here: Paths = (("events", self.event.id),)
        if day is None or self.notice is None:
            return Life(None, self.missing or here)
        if day < (self.notice.sent_on if self.own_words else self.notice.ended_from):
            return Life("running")
        if self.missing:
            return Life(None, self.missing)
        itself = self.event.by in set(parties)
        if self.roles and not itself:
            return Life(None, self.roles)
        leaves = not self.alone or itself
        others = ("others-stay",) if not leaves and self.for_all is None else ()
        if not leaves and self.for_all is False:
            return Life("running")
        if doubts := (*self.doubts, *others):
            return Life("disputed", here, (EFFECT,), doubts)
        return Life("ended" if day >= self.notice.certainly_ended_from else "disputed", here)


def ends(context: Living) -> "tuple[End, ...]":
    """Give every notice of termination in the register as of the moment."""
    found = [_end(e, context) for e in context.terminations]
    return tuple(_alone(end, found, context) for end in found)


def _alone(end: End, notices: Sequence[End], context: Living) -> End:
    """Tell of a notice whether another core actor of the same role stays, or may; then somebody's word counts
    on what it ends.
    """
    stay = _staying(end, notices, context)
    role = context.roles.get(end.event.by or "")
    left = context.signatures.gone(end.event.sent_on, (end.event.by,))
    if role == PARTNER or left:
        # no core actor, or none any more: whatever its notice ended, it ended for itself
        return end._replace(alone=True, for_all=False)
    if any(role is not None and context.roles[k] == role for k in stay):
        return end._replace(alone=True)
    unsaid = [end.event.by] if role is None else [k for k in stay if context.roles[k] is None]
    roles = tuple(("parties", k, "role") for k in unsaid if k is not None and stay)
    return end._replace(for_all=True, roles=() if end.for_all is True else roles)


def _end(event: "Termination", context: Living) -> End:
    from gbo_policy.agreement.ending import termination  # only where there is a notice
    from gbo_policy.agreement.events.termination import not_addressed

    others = context.others(event.by, on=event.sent_on)
    missed = not_addressed(event, context)
    effect = context.assessed(EFFECT, "event", event.id)[0]
    form = None if event.means is None else event.means == context.particulars.notice.means
    # the text names no nullity for a notice in another form or given too early: that it ended nothing is one
    # reading of two
    held = {
        "form": form,
        "addressed": None if missed is None else not missed,
        "early": _bound(event, context),
        "departure": not context.own_notice,
        "partner": context.roles.get(event.by or "") != PARTNER,
    }
    good = every(list(held.values()))
    keys = ("by", "sent_on") if good is False else ("by", "sent_on", "means", "addressed_to")
    missing: Paths = tuple(("events", event.id, k) for k in keys if getattr(event, k) is None)
    if event.sent_on is None or not others:
        return End(event, None, None, missing or from_key("agreement", "parties"))
    received = {
        r.party: r.on for r in event.received or () if r.on is not None and context.as_of.reached(r.on)
    }
    days = {p: received.get(p) for p in others}
    notice = termination(event.sent_on, days, context.notice_given, context.particulars)
    known = {"met": True, "not-met": False}.get(effect or "")
    if good is False:
        doubts = tuple(why for why, kept in held.items() if kept is False) if known is None else ()
        own_words = known is None and context.own_notice
        return End(event, known, notice, missing, doubts, for_all=known, own_words=own_words)
    if good is None:
        missing = missing or context.bound().paths
    return End(event, good, notice, missing, for_all=known)


def _bound(event: "Termination", context: Living) -> bool | None:
    """Tell whether the agreement was in force for whoever sent a notice on the day of it."""
    day = event.sent_on
    bound = context.bound(event.by, on=day)
    if day is None or bound.since is None:
        return None if day is None else bound.all_signed
    return day >= bound.since


def _staying(end: End, notices: Sequence[End], context: Living) -> list[str]:
    """Give the core actors other than the one that leaves that are bound on the first day after."""
    by, day = end.event.by, None if end.notice is None else end.notice.ended_from
    others = [k for k in context.roles if k != by]
    if day is None:
        return others
    there = context.others(by, on=day)
    gone = {n.event.by for n in notices if _over(n, day)}
    return [
        k
        for k in others
        if (there is None or k in there)
        and k not in gone
        and context.bound(k, on=day).all_signed is not False
    ]


def _over(end: End, day: date) -> bool:
    """Tell whether a notice that stands has ended the agreement for its sender by ``day``."""
    # months are read alike for every notice: which of two ends first does not depend on the reading
    return end.valid is True and not end.missing and end.notice is not None and end.notice.ended_from <= day


def leavers(context: Living, day: date) -> dict[str, bool]:
    """Tell of whom a notice has ended the agreement, or may have, while it runs on between the others: True
    where that is beyond doubt on ``day``.
    """
    found = {
        end.event.by: end.on(day, (end.event.by,)).state
        for end in context.ends
        if end.alone and end.event.by is not None
    }
    return {by: state == "ended" for by, state in found.items() if state != "running"}


# of several notices the one that ends most prevails; what is unknown comes before what is read both ways
_WEIGHT: Sequence[State | None] = ("ended", None, "disputed", "running")


def standing(context: Living, day: date | None, parties: Iterable[str | None] = ()) -> Life:
    """Tell whether the agreement runs between some core actors on ``day``; None: on a day that is not
    known.
    """
    concerned = tuple(parties)
    if gone := context.signatures.gone(day, concerned):
        return Life("ended", tuple(("parties", p, "until") for p in gone))
    return by_notice(context, day, concerned)


def by_notice(context: Living, day: date | None, parties: tuple[str | None, ...]) -> Life:
    """Tell the same, as far as notices of termination go."""
    found = [end.on(day, parties) for end in context.ends]
    state: State | None = next((s for s in _WEIGHT if any(f.state == s for f in found)), "running")
    alike = [f for f in found if f.state == state and state != "running"]
    paths = tuple(dict.fromkeys(p for f in alike for p in f.paths))
    # a day on which only readings of the six months differ is settled by a reading, and no notice-effect is
    # asked for
    terms = tuple(dict.fromkeys(t for f in alike for t in f.terms))
    return Life(state, paths, terms, tuple(dict.fromkeys(d for f in alike for d in f.doubts)))


def life(context: Living, day: date | None, key: str, parties: Iterable[str | None] = ()) -> Life:
    """Tell how the agreement stands on the day of an event; ``key`` is what the event says its day by."""
    concerned = tuple(parties)
    bound = context.bound(*concerned, on=day)
    if bound.all_signed is False:
        return Life("before", bound.paths)
    if bound.all_signed is None or bound.since is None:
        return Life(None, bound.paths)
    if day is None:
        return Life(None, from_key(key))
    if day < bound.since:
        return Life("before", from_key("agreement", "signatures"))
    found = standing(context, day, concerned)
    # that it runs follows from the signatures, and from there being no notice
    return found if found.paths or found.state != "running" else found._replace(paths=_SIGNED)

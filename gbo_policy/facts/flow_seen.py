"""What a flow and its recipients have in common: the day judged, whether it runs, and what law lets it leave
the circle.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.facts.context import Context
from gbo_policy.facts.countries import Countries, countries
from gbo_policy.facts.lifetime import Life, State
from gbo_policy.facts.obligations import Relied, relied_on
from gbo_policy.terms.kinds import OVER

_WHOSE = {"staff": "party", "processor": "on_behalf_of"}  # what says which core actor a recipient joins


def unsaid_side(recipient: Recipient) -> str | None:
    """Give the key that would say which core actor a recipient joins; None where that is said, or none is."""
    if recipient.kind not in (*_WHOSE, None) or (recipient.party or recipient.on_behalf_of) is not None:
        return None
    return _WHOSE.get(recipient.kind or "", "kind")


# of several recipients the one for which the agreement binds most decides for the flow as a whole
_MOST_BOUND: Sequence[State | None] = ("running", None, "disputed", "before", "ended", OVER)


class _FlowSeenFields(NamedTuple):
    flow: Flow
    context: Context
    starts_on: date | None
    judged_on: date | None
    begun: bool | None
    prospective: bool
    over: bool


class FlowSeen(_FlowSeenFields):
    """What a flow and its recipients have in common; what takes work is found when it is first asked for."""

    @cached_property
    def relied(self) -> tuple[Relied, ...]:
        """The obligation that counts for each recipient."""
        return relied_on(self.flow)

    @cached_property
    def countries(self) -> tuple[Countries, ...]:
        """Where the data of each recipient go."""
        pairs = zip(self.flow.recipients or (), self.relied, strict=True)
        return tuple(countries(r, self.flow, one, self.context) for r, one in pairs)

    @cached_property
    def joined(self) -> tuple[str | None, ...]:
        """The core actors that the flow joins: who sends, whose staff receives, and for whom a processor
        works.
        """
        return self.flow.sender, *(r.party or r.on_behalf_of for r in self.flow.recipients or ())

    @cached_property
    def unsaid(self) -> Paths:
        """What leaves open whom the flow joins."""
        if self.flow.recipients is None:
            return from_key("recipients")
        found = from_key("sender") if self.flow.sender is None else ()
        keys = enumerate(map(unsaid_side, self.flow.recipients))
        return (*found, *(("recipients", i, key) for i, key in keys if key is not None))

    @cached_property
    def may_join(self) -> tuple[str | None, ...]:
        """The core actors that the flow may join: any of them where that is left open."""
        return (*self.joined, *self.context.workspace.parties) if self.unsaid else self.joined

    @cached_property
    def life(self) -> Life:
        """How the agreement stands between those whom the flow joins."""
        found = self.context.ending(self.judged_on, *self.joined)
        if self.unsaid and self.context.ending(self.judged_on, *self.may_join) != found:
            return Life(None, self.unsaid)
        return found

    @cached_property
    def standings(self) -> tuple[Life, ...]:
        """The same for rules that bind while the agreement runs, between the sender and each recipient: it
        may run for one and have ended for another.
        """
        whole, recipients = self._held(self.life, self.joined), self.flow.recipients or ()
        if len(recipients) == 1 or whole.state == "running":
            return (whole,) * len(recipients)
        return tuple(self._held(*self._between(one)) for one in recipients)

    @cached_property
    def standing(self) -> Life:
        """The same for the flow as a whole: what binds between the sender and some recipient binds it."""
        found = self.standings or (self._held(self.life, self.joined),)
        state = next(s for s in _MOST_BOUND if any(one.state == s for one in found))
        alike = [one for one in found if one.state == state]
        return Life(
            state,
            tuple(dict.fromkeys(path for one in alike for path in one.paths)),
            tuple(dict.fromkeys(term for one in alike for term in one.terms)),
            tuple(dict.fromkeys(doubt for one in alike for doubt in one.doubts)),
        )

    def _between(self, recipient: Recipient) -> tuple[Life, tuple[str | None, ...]]:
        """Tell how the agreement stands between the sender and whom one recipient joins, and who that is."""
        joined = self.flow.sender, recipient.party or recipient.on_behalf_of
        found = self.context.ending(self.judged_on, *joined)
        if self.flow.sender is None or unsaid_side(recipient) is not None:
            anybody = (*joined, *self.context.workspace.parties)
            if self.context.ending(self.judged_on, *anybody) != found:
                return Life(None, self.unsaid), joined
        return found, joined

    def _held(self, life: Life, joined: tuple[str | None, ...]) -> Life:
        """Tell how it stands for what binds while it runs."""
        # a flow that began while the agreement ran was bound by it; one that began after its end never was
        start = self.starts_on
        late = start is not None and self.context.standing(start, *joined).state == "ended"
        return life._replace(state=OVER) if late else life


def judged_day(flow: Flow, today: date) -> date | None:
    """Move the as-of date into a flow's own period; None when it does not say when it starts."""
    if flow.starts_on is None:
        return None
    day = max(flow.starts_on, today)
    return min(day, flow.ends_on) if isinstance(flow.ends_on, date) else day


def share(flow: Flow, context: Context) -> FlowSeen:
    """Find what the rows of a flow have in common."""
    today = context.as_of.day
    proposed, start = flow.status == "proposed", flow.starts_on
    return FlowSeen(
        flow=flow,
        context=context,
        starts_on=start,
        judged_on=judged_day(flow, today),
        begun=False if proposed else None if start is None else start <= today,
        prospective=proposed or (start is not None and start > today),
        over=isinstance(flow.ends_on, date) and flow.ends_on < today,
    )


def standing_paths(shared: FlowSeen, life: Life) -> Paths:
    """Give what says how the agreement stands on the day that a flow is judged, or would."""
    if shared.starts_on is None:
        return from_key("starts_on")
    return life.paths or from_key("agreement", "signatures")

"""Who uses which processor, as flows show it, and a log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.basics.steps import Paths, from_key

if TYPE_CHECKING:
    from gbo_policy.declarations.model.flow import Flow, Recipient
    from gbo_policy.declarations.workspace import Use


class PossibleUse(NamedTuple):
    """A use of a processor that a flow may show: None for the processor or the user that it leaves open, and
    what would settle it.
    """

    processor: str | None
    user: str | None
    paths: Paths


def may_be_processor(recipient: Recipient) -> bool:
    """Tell whether a recipient is a processor, as far as is said: of no other kind is it said which one, or
    for whom it receives.
    """
    said = recipient.processor is not None or recipient.on_behalf_of is not None
    return said or recipient.kind == "processor"


class Uses:
    """The uses of processors that flows show, or may, and a log."""

    def __init__(self, flows: tuple[Flow, ...], today: date, logged: frozenset[Use] = frozenset()) -> None:
        """Take the declared flows, of which those that run on the as-of date show a use, and what a log
        shows, of whatever day.
        """
        self.flows, self.today, self.logged = flows, today, logged

    @cached_property
    def received_for(self) -> dict[str, set[str]]:
        """For each processor, the core actors on whose behalf it receives in a flow that runs, or a log."""
        found = defaultdict[str, set[str]](set)
        for _, processor, user in self._shown():
            found[processor].add(user)
        for name, party in self.logged:
            if name is not None and party is not None:
                found[name].add(party)
        return found

    @cached_property
    def declared_for(self) -> frozenset[tuple[str, str]]:
        """The processors that some flow names, running or not, each with the core actor on whose behalf it
        receives.
        """
        return frozenset(
            (r.processor, r.on_behalf_of)
            for flow in self.flows
            for r in flow.recipients or ()
            if r.processor is not None and r.on_behalf_of is not None
        )

    @cached_property
    def possible(self) -> tuple[PossibleUse, ...]:
        """The uses that flows, or rows of a log, would show if what they leave open were known."""
        return (*self._possible(), *self._possible_in_log())

    def bearing_on(self, flow_id: str) -> tuple[Flow, ...]:
        """Give a flow, and of the others as many as its facts rest on: one for each use of a processor, shown
        or possible.
        """
        others = {(p, u): f.id for f, p, u in self._shown() if f.id != flow_id}
        open_ = (str(path[1]) for use in self._possible() for path in use.paths)
        kept = {flow_id, *others.values(), *open_}
        return tuple(f for f in self.flows if f.id in kept)

    def _running(self) -> Iterator[Flow]:
        """Give the flows that run, or may: of some nobody says since when."""
        for flow in self.flows:
            over = isinstance(flow.ends_on, date) and flow.ends_on < self.today
            ahead = flow.starts_on is not None and flow.starts_on > self.today
            if not (flow.status == "proposed" or over or ahead):
                yield flow

    def _shown(self) -> Iterator[tuple[Flow, str, str]]:
        for flow in self._running():
            for one in flow.recipients or () if flow.starts_on is not None else ():
                if one.processor is not None and one.on_behalf_of is not None:
                    yield flow, one.processor, one.on_behalf_of

    def _possible(self) -> Iterator[PossibleUse]:
        for flow in self._running():
            undated = from_key("flows", flow.id, "starts_on") if flow.starts_on is None else ()
            for i, one in enumerate(flow.recipients or ()):
                if may_be_processor(one):
                    open_ = [key for key in ("processor", "on_behalf_of") if getattr(one, key) is None]
                    paths = (*undated, *(("flows", flow.id, "recipients", i, key) for key in open_))
                    if paths:
                        yield PossibleUse(one.processor, one.on_behalf_of, paths)

    def _possible_in_log(self) -> Iterator[PossibleUse]:
        for processor, user in sorted(self.logged, key=repr):
            said = {"processor": processor, "on_behalf_of": user}
            if paths := tuple((key,) for key, value in said.items() if value is None):
                yield PossibleUse(processor, user, paths)

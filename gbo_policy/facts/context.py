"""What facts of every kind need to know: signatures, the end of the agreement, assessments, and who suspends
whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from gbo_policy.agreement.events import happened, shortcomings
from gbo_policy.basics.calendar import PublicHolidays
from gbo_policy.basics.folding import folded
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.steps import Paths
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.assessed_things import AssessedThings, assessed_things, entries_of
from gbo_policy.facts.binding import Bound, Signatures, is_member
from gbo_policy.facts.departures import Departures, departures
from gbo_policy.facts.lifetime import End, Life, by_notice, ends, leavers, life, standing
from gbo_policy.facts.measured import MeasuresTaken
from gbo_policy.facts.uses import Uses
from gbo_policy.logic.kleene import every
from gbo_policy.terms.kinds import OVER
from gbo_policy.terms.particulars import Particulars
from gbo_policy.terms.values import PARTNER
from gbo_policy.terms.vocabulary import Vocabulary

if TYPE_CHECKING:  # the register's models are made only where there is one: start-up counts
    from gbo_policy.agreement.events.security_finding import SecurityFinding
    from gbo_policy.agreement.events.termination import Termination
    from gbo_policy.agreement.register import Event

UNASSESSED = "unassessed"
_OF_FLOWS = ("uses",)  # what a context works out of the flows


class _ContextFields(NamedTuple):
    workspace: Workspace
    as_of: AsOf
    vocabulary: Vocabulary
    notice_given: str


class Context(_ContextFields):
    """A workspace as of a moment, with the pack's words and how a notice counts as given."""

    def with_flows_of(self, workspace: Workspace) -> Context:
        """Give the same of a workspace in which only flows are others; what does not depend on flows is not
        worked out again.
        """
        made = self._replace(workspace=workspace)
        vars(made).update({k: v for k, v in vars(self).items() if k not in _OF_FLOWS})
        return made

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The register as of the moment."""
        return tuple(e for e in self.workspace.events if happened(e, self.as_of))

    def _of_type(self, name: str) -> Iterator[Any]:
        return (e for e in self.events if e.type == name)

    @cached_property
    def departures(self) -> Departures:
        """What the signed text adds to the model, as far as the departures state an effect."""
        return departures(self.workspace.agreement)

    def agreed_recipient(self, name: str | None) -> bool | None:
        """Tell whether the signed text lets somebody of that name receive, whom the model bars (5.2); None
        where it may.
        """
        if not self.departures.recipients:
            return False
        return None if name in (None, "", "none") else folded(name or "") in self.departures.recipients

    @cached_property
    def party_ids(self) -> tuple[str, ...] | None:
        """The ids of the core actors on the as-of date; None when the agreement does not say who they are."""
        return self._members(self.as_of.day)

    def _members(self, day: date) -> tuple[str, ...] | None:
        parties = self.workspace.parties
        return (
            None
            if self.workspace.agreement.parties is None
            else tuple(k for k, p in parties.items() if is_member(p, day))
        )

    def others(self, *than: str | None, on: date | None = None) -> tuple[str, ...] | None:
        """Give the core actors other than ``than`` on a day, or else on the as-of date; None when either is
        unknown. Who stands in the place of one by law is no other.
        """
        ids = self._members(on) if on is not None else self.party_ids
        if ids is None or None in than:
            return None
        itself = {*than, *(self.stands_for(p, on or self.as_of.day) for p in than if p is not None)}
        return tuple(p for p in ids if p not in itself)

    def to_tell(self, by: str | None, on: date | None) -> tuple[str, ...] | None:
        """Give the other core actors whom ``by`` has to tell on a day, or else on the as-of date; None when
        it is not known who they are. One whom a notice has taken out beyond doubt need not be told.
        """
        others, gone = self.others(by, on=on), self._leavers(on)
        return others and tuple(p for p in others if gone.get(p) is not True)

    def not_bound_yet(self, on: date | None) -> frozenset[str]:
        """Give the core actors that have joined by a day, or else by the as-of date, and are not bound on it
        yet: whether they had to be told can be read both ways.
        """
        return self.signatures.not_bound_yet(on or self.as_of.day, self.as_of.day)

    def doubtful(self, parties: Collection[str], on: date | None) -> Paths:
        """Give the notices that say of all of ``parties`` whether they still had to be told, and can be read
        both ways; none where somebody had to be told in any case.
        """
        if not self._leavers(on).keys() >= set(parties):
            return ()
        return tuple(("events", e.id) for e in self.terminations if e.by in parties)

    def _leavers(self, day: date | None) -> Mapping[str, bool]:
        return leavers(self, day or self.as_of.day) if self.terminations else {}

    @cached_property
    def signatures(self) -> Signatures:
        """The signatures, and whom they bind."""
        return Signatures(self.workspace.agreement)

    def before(self, party: str, day: date | None) -> tuple[str, ...]:
        """Give those in whose place a core actor came by law, but for who was still there beside it on a day,
        or else on the as-of date.
        """
        return self.signatures.before(party, day or self.as_of.day)

    def heir_from(self, party: str) -> date | None:
        """Give the day from which another stands in the place of a core actor, where that is said."""
        return self.signatures.heir_from(party)

    def stands_for(self, party: str, day: date) -> str:
        """Give who stands in the place of a core actor on a day: itself, or who took over from it by law."""
        return self.signatures.stands_for(party, day)

    def one_by_law(self, party: str, day: date | None) -> frozenset[str]:
        """Give a core actor with those that are one with it by law on a day, or else on the as-of date."""
        return self.signatures.one_by_law(party, day or self.as_of.day)

    def bound(self, *concerned: str | None, on: date | None = None) -> Bound:
        """Tell whether the agreement binds, on a day or else on the as-of date, by what is signed as of
        then.
        """
        return self.signatures.bound(on or self.as_of.day, self.as_of.day, concerned)

    @cached_property
    def signed_on(self) -> tuple[date, ...]:
        """The dates of the signatures set by the as-of date, in order."""
        dates = (s.signed_on for s in self.workspace.agreement.signatures or ())
        return tuple(sorted(d for d in dates if d is not None and d <= self.as_of.day))

    @cached_property
    def all_signed(self) -> bool | None:
        """Whether every core actor that has to has signed by the as-of date."""
        return self.bound().all_signed

    @cached_property
    def in_force_from(self) -> date | None:
        """The date of the last signature, once all have signed."""
        return self.bound().since

    @property
    def unsigned(self) -> Paths:
        """The paths that leave open, or deny, that all have signed."""
        return self.signatures.unsigned

    @property
    def undated(self) -> Paths:
        """The paths of signatures of which the day is not said."""
        return self.signatures.undated

    @cached_property
    def uses(self) -> Uses:
        """Who uses which processor, as flows show it."""
        return Uses(self.workspace.flows, self.as_of.day, self.workspace.logged_uses)

    @property
    def roles(self) -> Mapping[str, str | None]:
        """The role of each core actor."""
        return {k: p.role for k, p in self.workspace.parties.items()}

    @cached_property
    def partners(self) -> frozenset[str]:
        """Those whom a departure may let receive, who are no core actors."""
        return frozenset(k for k, role in self.roles.items() if role == PARTNER)

    @cached_property
    def terminations(self) -> tuple[Termination, ...]:
        """The notices of termination in the register."""
        return tuple(self._of_type("termination"))

    @property
    def own_notice(self) -> bool:
        """Whether the signed text says of notice something of its own that the pack cannot read."""
        clause = self.vocabulary.particulars.notice.clause
        about = {clause, clause.partition(".")[0]}
        return any(d.clause in about and not d.known for d in self.workspace.agreement.departures or ())

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """Every notice of termination in the register."""
        return ends(self)

    @property
    def particulars(self) -> Particulars:
        """What the pack says of notices and holidays, with the months of notice that the signed text says."""
        said, months = self.vocabulary.particulars, self.departures.notice_months
        return said if months is None else said._replace(notice=said.notice._replace(months=months))

    @property
    def holidays(self) -> PublicHolidays:
        """The public holidays that are no working days."""
        return self.vocabulary.particulars.holidays

    def authority_of(self, party: str | None) -> str | None:
        """Give the authority that supervises a core actor, as far as that is known."""
        found = self.workspace.parties.get(party or "")
        return None if found is None else found.supervisory_authority

    def valid_notice(self, event: str) -> bool:
        """Tell whether the event called ``event`` is a notice of termination of good form."""
        return any(e.valid for e in self.ends if e.event.id == event)

    @cached_property
    def ended_from(self) -> date | None:
        """The day from which a notice ends the agreement for all (reading A), which may lie ahead."""
        return min((e.notice.ended_from for e in self._sure), default=None)

    @cached_property
    def certainly_ended_from(self) -> date | None:
        """The day from which a notice ends the agreement for all on every reading, which may lie ahead."""
        return min((e.notice.certainly_ended_from for e in self._sure), default=None)

    @cached_property
    def _sure(self) -> tuple[Any, ...]:
        return tuple(e for e in self.ends if e.valid and e.for_all and e.notice)

    def standing(self, day: date | None, *parties: str | None) -> Life:
        """Tell whether the agreement runs between some core actors on ``day``, once it has begun; None: on a
        day not known.
        """
        return standing(self, day, parties)

    def ran_on(self, day: date, *parties: str | None) -> tuple[str | None, Paths, tuple[str, ...]]:
        """Tell how the agreement stood between some core actors on a day, once it had begun."""
        found = standing(self, day, parties)
        return found.state, found.paths, found.terms

    def holding(self, *parties: str | None) -> Life:
        """Tell whether what some core actors declare is still held against the agreement on the as-of
        date.
        """
        found = self.standing(self.as_of.day, *parties)
        return found._replace(state=OVER) if found.state == "ended" else found

    def ending(self, day: date | None, *parties: str | None) -> Life:
        """Tell whether a notice of termination has ended the agreement between some core actors on
        ``day``.
        """
        return by_notice(self, day, parties)

    def life(self, day: date | None, key: str, *parties: str | None) -> Life:
        """Tell how the agreement stands between some core actors on the day that an event says by ``key``."""
        return life(self, day, key, parties)

    def in_force_between(self, *parties: str | None) -> bool | None:
        """Tell whether the agreement is in force between some core actors on the as-of date."""
        state = self.standing(self.as_of.day, *parties).state
        return every(
            [self.bound(*parties).all_signed, None if state in (None, "disputed") else state == "running"]
        )

    @cached_property
    def in_force(self) -> bool | None:
        """Whether the agreement is in force on the as-of date."""
        return self.in_force_between()

    @cached_property
    def _recorded(self) -> AssessedThings:
        return assessed_things(self.workspace.assessments, self.as_of)

    def _names(self, kind: str, key: str) -> tuple[str, ...]:
        """Give the ids that an assessment may name: of a flow also the one that it was written under."""
        if kind != "flow":
            return (key,)
        made, written = self.workspace.made, self.workspace.written
        return (*(() if key in made else (key,)), *((written[key],) if key in written else ()))

    def assessed(
        self,
        term: str,
        kind: str,
        key: str,
        recipients: Iterable[str] = ("",),
        rule: str = "",
        on: date | None = None,
    ) -> tuple[str | None, Paths]:
        """Give the outcome of the newest assessment that still counts, or ``unassessed``, and the path of the
        assessment. ``on`` is the day judged, where it is not the as-of date: that of a flow lies in its own
        period, and until then it has to hold.

        Two of the same day that disagree are contested: neither prevails. One without a day or a name may be
        the newest: where it says something else the outcome is unknown, and the paths are what it leaves
        unsaid. So it is where the newest does not say until when it holds.
        """
        names = self._names(kind, key)
        entries = [e for one in recipients for e in entries_of(self._recorded, term, rule, kind, names, one)]
        signed = [(i, a) for i, a in entries if not a.unsaid]
        outcome, paths = self._newest(signed, on or self.as_of.day)
        last = max((a.on for _, a in signed if a.on), default=date.min)
        unsure = [
            (i, a) for i, a in entries if a.unsaid and a.outcome != outcome and (a.on is None or a.on >= last)
        ]
        if unsure:
            return None, tuple(("assessments", i, k) for i, a in unsure for k in a.unsaid)
        return outcome, paths

    def _newest(self, entries: list[tuple[int, Assessment]], day: date) -> tuple[str | None, Paths]:
        if not entries:
            return UNASSESSED, ()
        newest = max(a.on for _, a in entries if a.on)
        last = [(i, a) for i, a in entries if a.on == newest]
        if any(a.review_by is not None and a.review_by < day for _, a in last):
            return UNASSESSED, tuple(("assessments", i, "review_by") for i, _ in last)
        if unbounded := tuple(("assessments", i, "review_by") for i, a in last if a.review_by is None):
            return None, unbounded
        outcomes = {a.outcome for _, a in last}
        return (outcomes.pop() if len(outcomes) == 1 else "contested"), tuple(
            ("assessments", i, "outcome") for i, _ in last
        )

    def assessed_on(self, paths: Paths) -> tuple[date, ...]:
        """Give the days of the assessments among some paths, in their order."""
        return tuple(a.on for a in self.assessments_at(paths) if a.on is not None)

    def assessments_at(self, paths: Paths) -> tuple[Assessment, ...]:
        """Give the assessments among some paths, in their order."""
        found = []
        for path in paths:
            match path:
                case ("assessments", int() as index, *_):
                    found.append(self.workspace.assessments[index])
        return tuple(found)

    @cached_property
    def findings(self) -> dict[str | None, list[SecurityFinding]]:
        """The security findings by party."""
        found = defaultdict(list)
        for event in self._of_type("security-finding"):
            found[event.party].append(event)
        return found

    def starts_on(self, flow: str) -> date | None:
        """Give the first day of the flow called ``flow``; None when it does not say."""
        found = self.workspace.flow_by_id.get(flow)
        return None if found is None else found.starts_on

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The ids of all events in the file, those after the as-of moment too."""
        return frozenset(e.id for e in self.workspace.events)

    @cached_property
    def open_shortcomings(self) -> Mapping[str | None, Sequence[Event]]:
        """What finds a core actor falling short and was not put right before the as-of date, by that core
        actor; under None where it does not say whose it is.
        """
        found: dict[str | None, list[Event]] = defaultdict(list)
        for one in sorted(shortcomings(tuple(self.event_by_id.values())), key=lambda e: e.id):
            done = one.remedied_on
            # on the very day on which it was put right nobody had to have acted on it
            if not (isinstance(done, date) and done < self.as_of.day):
                found[one.party].append(one)
        return found

    @cached_property
    def event_by_id(self) -> dict[str, Event]:
        """The register as of the moment, by id."""
        return {e.id: e for e in self.events}

    @cached_property
    def measures_taken(self) -> MeasuresTaken:
        """The suspensions and cessations between core actors (9)."""
        return MeasuresTaken(self.event_by_id, self.as_of)

"""Checks across a workspace that no single model can make: references, sides, dates in order, fields of a
recipient's kind.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of, values_at
from gbo_policy.agreement.obligation import Obligation
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.folding import same_but_for_form
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.basics.steps import Step, Steps
from gbo_policy.declarations.doubts import UNNAMED, Doubts
from gbo_policy.declarations.model.agreement import CLAUSE_OF_EFFECT, Agreement, Effect, Processor
from gbo_policy.declarations.model.assessment import READING, Assessment, AssessmentSubject
from gbo_policy.declarations.model.flow import FIELDS_OF_KIND, Flow
from gbo_policy.declarations.workspace import Place, Workspace
from gbo_policy.terms.vocabulary import Vocabulary

if TYPE_CHECKING:  # made only where there are events: start-up counts
    from gbo_policy.agreement.register import Event


def entries(part: Any, key: str) -> list[tuple[Steps, Any]]:
    """Give what stands under a key that holds one thing, a list of them or `none`, each with its path."""
    if part is None or part == "none":
        return []
    return [((key, i), one) for i, one in enumerate(part)] if isinstance(part, tuple) else [((key,), part)]


class _Dated(NamedTuple):
    """A key with a date, and what stands there."""

    path: Steps
    value: object


MOST_LISTED = 20


class _ReferenceChecker:
    def __init__(
        self, workspace: Workspace, vocabulary: Vocabulary, clauses: Sequence[str], doubts: Doubts
    ) -> None:
        self.workspace, self.vocabulary = workspace, vocabulary
        self.clauses = {*clauses, *(c.partition(".")[0] for c in clauses)}
        self.ids: dict[str, Sequence[str]] = {
            "party": list(workspace.parties),
            "processor": sorted(workspace.processors),
            "flow": [*(f.id for f in workspace.flows), *workspace.made],
            "event": [e.id for e in workspace.events],
        }
        self.events = {e.id: e for e in workspace.events}
        self.sets = {kind: frozenset(ids) for kind, ids in self.ids.items()}
        self.doubts = doubts
        self.ids = {kind: [i for i in ids if not i.startswith(UNNAMED)] for kind, ids in self.ids.items()}
        self.endings: dict[str, list[str]] = {}
        self.found: list[Problem] = []

    def close(self, kind: str, word: str) -> Sequence[str]:
        """Give the ids that a message can list: all of a few; of many, those that begin or end most like
        ``word``.
        """
        known = self.ids[kind]
        if len(known) <= MOST_LISTED:
            return known
        if kind not in self.endings:
            self.endings[kind] = sorted(w[::-1] for w in known)
        return list(
            dict.fromkeys(
                (*_around(word, known), *(w[::-1] for w in _around(word[::-1], self.endings[kind])))
            )
        )

    def refer(self, kind: str, word: str | None, place: Place, path: Sequence[Step]) -> None:
        if word is None or word in self.sets[kind]:
            return
        known = self.close(kind, word)
        where = place.at(path, value=True)
        if (same := same_but_for_form(word, self.ids[kind])) is not None:
            self.found.append(problem("differs-in-form", where, word=word, what=kind, guess=same))
            return
        self.found.append(_dangling(word, kind, known, where))

    def refer_all(
        self, kind: str, words: Iterable[str | None] | None, place: Place, path: Sequence[Step], key: str = ""
    ) -> None:
        seen: set[str] = set()
        for i, word in enumerate(words or ()):
            where: list[Step] = [*path, i, key] if key else [*path, i]
            self.refer(kind, word, place, where)
            if word is not None and word in seen:
                self.found.append(problem("twice", place.at(where, value=True), word=word))
            seen.add(word or "")

    def ordered(self, place: Place, first: _Dated, later: _Dated) -> None:
        a, b = _day_or_moment(first.value), _day_or_moment(later.value)
        if a is None or b is None:
            return
        if isinstance(a, datetime) != isinstance(b, datetime):
            a, b = _brussels_day(a), _brussels_day(b)
        if b < a:
            where = place.at(later.path, value=True)
            words = {
                "earlier": first.path[-1],
                "later": later.path[-1],
                "first": _iso(a),
                "second": _iso(b),
            }
            self.found.append(problem("dates-reversed", where, **words))

    def circles(self) -> None:
        """Tell of core actors that went into one another, each circle once."""
        parties, done = self.workspace.parties, set[str]()
        for name in parties:
            chain: list[str] = []
            one: str | None = name
            while one in parties and one not in done:
                done.add(one)
                chain.append(one)
                one = parties[one].successor
            if one in chain[:-1]:
                place = self.workspace.places["party", chain[-1]]
                self.found.append(problem("successor-circle", place.at(["successor"], value=True), word=one))

    def agreement(self) -> None:
        agreement = self.workspace.agreement
        place = self.workspace.places["agreement", agreement.id]
        for key in ("dpo_advice", "publication"):
            part = getattr(agreement, key)
            for path, one in entries(part, key):
                self.refer("party", one.by, place, [*path, "by"])
        for party in self.workspace.parties.values():
            at = self.workspace.places["party", party.id]
            self.refer("party", party.successor, at, ["successor"])
            if party.successor == party.id:
                self.found.append(problem("same-party", at.at(["successor"], value=True), word=party.id))
            self.ordered(at, _Dated(("since",), party.since), _Dated(("until",), party.until))
        self.circles()
        self.departures(agreement, place)
        self.refer_all("party", (s.party for s in agreement.signatures or ()), place, ["signatures"], "party")
        for processor in self.workspace.processors.values():
            where = self.workspace.places["processor", processor.id]
            self.refer_all("party", processor.used_by, where, ["used_by"])
            self.listed(processor, where)
            self.refer_all(
                "party", (a.party for a in processor.agreements or ()), where, ["agreements"], "party"
            )
            for i, one in enumerate(processor.agreements or ()):
                begins = _Dated(("agreements", i, "signed_on"), one.signed_on)
                self.ordered(where, begins, _Dated(("agreements", i, "ends_on"), one.ends_on))
            signed = _Dated(("agreement_signed_on",), processor.agreement_signed_on)
            self.ordered(where, signed, _Dated(("agreement_ends_on",), processor.agreement_ends_on))

    def departures(self, agreement: Agreement, place: Place) -> None:
        """Check that each departure is on a clause, and each of its effects on the clause that it is
        about.
        """
        self.stated_once(agreement, place)
        for i, one in enumerate(agreement.departures or ()):
            path: Steps = ("departures", i)
            if one.clause not in self.clauses:
                where = place.at([*path, "clause"], value=True)
                self.found.append(problem("unknown-clause", where, word=one.clause, guess=None, what=""))
                continue
            if one.effect is not None:
                self.refer_all("party", one.effect.partners, place, [*path, "effect", "partners"])
            self.agreed(one.effect, place, (*path, "effect", "parameters"))
            for name in one.effect.stated if one.effect is not None else ():
                if (clause := CLAUSE_OF_EFFECT.get(name, one.clause)) != one.clause:
                    where = place.at([*path, "effect", name])
                    self.found.append(
                        problem("effect-clause", where, word=name, clause=clause, found=one.clause)
                    )

    def stated_once(self, agreement: Agreement, place: Place) -> None:
        """Check that no two departures give one term another number: which of them stands first decides
        nothing.
        """
        first: dict[Steps, tuple[object, Steps]] = {}
        for i, one in enumerate(agreement.departures or ()):
            for name, value in one.effect.terms if one.effect is not None else ():
                path: Steps = ("departures", i, "effect", *name)
                given, where = first.setdefault(name, (value, path))
                if given != value:
                    words = {"word": name[-1], "first": place.at(where)}
                    self.found.append(problem("effect-twice", place.at(path), **words))

    def agreed(self, effect: Effect | None, place: Place, path: Steps) -> None:
        """Check that each term that the parties agreed is a norm of the pack, and its two numbers in
        order.
        """
        known = self.vocabulary.norms
        for name, term in ((effect and effect.parameters) or {}).items():
            where = place.at([*path, name])
            if name not in known:
                words = {"known": listed(known), "guess": nearest(name, known)}
                self.found.append(problem("unknown-word", where, word=name, **words))
            elif term.expected > term.outer:
                limits = {"expected": term.expected, "outer": term.outer}
                self.found.append(problem("norm-order", where, word=name, setting=name, **limits))

    def listed(self, processor: Processor, where: Place) -> None:
        """Check who received the overview; the same party may receive it from several users."""
        seen: set[tuple[str, str | None]] = set()
        for i, entry in enumerate(processor.listed_with or ()):
            self.refer("party", entry.party, where, ["listed_with", i, "party"])
            self.refer("party", entry.by, where, ["listed_with", i, "by"])
            if entry.party is not None and (entry.party, entry.by) in seen:
                place = where.at(["listed_with", i, "party"], value=True)
                self.found.append(problem("twice", place, word=entry.party))
            seen.add((entry.party or "", entry.by))

    def flow(self, flow: Flow) -> None:
        place = self.workspace.places["flow", flow.id]
        self.refer("party", flow.sender, place, ["sender"])
        before = len(self.found)
        for i, recipient in enumerate(flow.recipients or ()):
            path: list[Step] = ["recipients", i]
            self.refer("party", recipient.party, place, [*path, "party"])
            self.refer("processor", recipient.processor, place, [*path, "processor"])
            self.refer("party", recipient.on_behalf_of, place, [*path, "on_behalf_of"])
            if recipient.kind is not None:
                for key in sorted(recipient.model_fields_set - FIELDS_OF_KIND[recipient.kind]):
                    if getattr(recipient, key) is not None:
                        self.found.append(
                            problem("foreign-field", place.at([*path, key]), word=key, kind=recipient.kind)
                        )
            self.obligation(recipient.legal_obligation, place, path)
        if len(self.found) > before:  # a name of theirs may be meant otherwise
            self.doubts.flows.add(flow.id)
        self.obligation(flow.legal_obligation, place)
        self.covers(flow, place)
        self.ordered(place, _Dated(("starts_on",), flow.starts_on), _Dated(("ends_on",), flow.ends_on))

    def obligation(self, obligation: object, place: Place, above: Sequence[Step] = ()) -> None:
        if isinstance(obligation, Obligation):
            self.refer_all(
                "party",
                (n.party for n in obligation.notified or ()),
                place,
                [*above, "legal_obligation", "notified"],
                "party",
            )

    def covers(self, flow: Flow, place: Place) -> None:
        """Check that an obligation covers only recipients that the flow has."""
        if not isinstance(flow.legal_obligation, Obligation) or flow.recipients is None:
            return
        known = [name for i in range(len(flow.recipients)) for name in names_of(flow, i)]
        for i, word in enumerate(flow.legal_obligation.covers or ()):
            if word not in known:
                where = place.at(["legal_obligation", "covers", i], value=True)
                words = [name for name in known if not name.isdigit()]
                self.found.append(_dangling(word, "recipient", words, where))

    def event(self, event: "Event") -> None:
        place, kind = self.workspace.places["event", event.id], event_type(event.type)
        for name in kind.parties:
            self.named(event, name, place, once=name in kind.once)
        for name in kind.processors:
            self.refer("processor", value_of(event, name), place, [name])
        if kind.sides is not None:
            one, other = (value_of(event, side) for side in kind.sides)
            if one is not None and one == other:
                self.found.append(problem("same-party", place.at([kind.sides[1]], value=True), word=one))
        for first, later in kind.order:
            for path, value in values_at(event, later):
                self.ordered(place, _Dated((first,), value_of(event, first)), _Dated(path, value))
        for name in kind.clauses:
            self.clause(value_of(event, name), name, place)
        for name in kind.grounds:
            self.clause(value_of(event, name), name, place, own=event.id)

    def named(self, event: "Event", name: str, place: Place, *, once: bool) -> None:
        seen: set[str] = set()
        for path, word in values_at(event, name):
            self.refer("party", word, place, path)
            if once and word is not None and word in seen:
                self.found.append(problem("twice", place.at(path, value=True), word=word))
            seen.add(word or "")

    def clause(self, word: str | None, name: str, place: Place, own: str | None = None) -> None:
        """Check what names a clause, or in the event called ``own`` a clause or another event."""
        if word is None or word == "none" or word in self.clauses:
            return
        if word == own:
            self.found.append(problem("own-ground", place.at([name], value=True), word=word))
            return
        if own is not None and word in self.sets["event"]:
            return
        guess = nearest(word, self.close("event", word)) if own is not None else None
        where, what = place.at([name], value=True), "event" if own is not None else ""
        self.found.append(problem("unknown-clause", where, word=word, guess=guess, what=what))

    def assessment(self, index: int, assessment: Assessment) -> None:
        place = self.workspace.places["assessment", str(index)]
        terms = self.vocabulary.raw["terms"]
        self.subject(assessment.subject, place)
        if assessment.term not in terms:
            words = {
                "word": assessment.term,
                "known": listed(list(terms)),
                "guess": nearest(assessment.term, list(terms)),
            }
            self.found.append(problem("unknown-word", place.at(["term"], value=True), **words))
            return
        if (assessment.rule is None) is (assessment.term == READING):
            code = "reading-rule" if assessment.term == READING else "rule-not-here"
            self.found.append(problem(code, place.at(["term"], value=True), word=assessment.term))
        about = terms[assessment.term]
        kind, key = assessment.subject.key()
        allowed = list(about["subject"])
        fits = kind in allowed
        if kind == "event" and fits and key in self.events and key not in self.doubts.untyped:
            event = self.events[key]
            allowed = list(about.get("events", (event.type,)))
            fits = event.type in allowed
        if kind and not fits:
            self.found.append(
                problem("wrong-subject", place.at(["subject"]), word=assessment.term, known=listed(allowed))
            )

    def subject(self, subject: AssessmentSubject, place: Place) -> None:
        given = subject.model_fields_set
        if empty := sorted(key for key in given if getattr(subject, key) is None):
            self.found += [problem("null-subject", place.at(["subject", key]), word=key) for key in empty]
            return
        if (len(given) != 1 and given != {"flow", "recipient"}) or given == {"recipient"}:
            self.found.append(problem("one-subject", place.at(["subject"])))
            return
        kind, key = subject.key()
        if kind == "agreement":
            if key != self.workspace.agreement.id:
                where = place.at(["subject", "agreement"], value=True)
                self.found.append(_dangling(key, kind, [self.workspace.agreement.id], where))
        elif kind:
            self.refer(kind, key, place, ["subject", kind])
        self.recipient(subject, place)

    def recipients(self, flow: str) -> list[str]:
        one = self.workspace.flow_by_id[flow]
        return [name for i in range(len(one.recipients or ())) for name in names_of(one, i)]

    def unknown_rule(self, word: str, rules: Sequence[str], place: Place) -> None:
        where, known = place.at(["rule"], value=True), list(rules)
        self.found.append(
            problem("unknown-rule", where, word=word, known=listed(known), guess=nearest(word, known))
        )

    def recipient(self, subject: AssessmentSubject, place: Place) -> None:
        if subject.recipient is None or subject.flow not in self.sets["flow"]:
            return
        flows = self.workspace.flows_named(subject.flow)
        if self.doubts.flows.intersection((subject.flow, *flows)):
            return
        known = [name for flow in flows for name in self.recipients(flow)]
        if subject.flow in self.workspace.made:  # a number would name another recipient in each
            known = [name for name in dict.fromkeys(known) if not name.isdigit()]
        if subject.recipient not in known:
            where, words = place.at(["subject", "recipient"], value=True), {"word": subject.recipient}
            if (same := same_but_for_form(subject.recipient, known)) is not None:
                self.found.append(problem("differs-in-form", where, **words, what="recipient", guess=same))
            else:
                self.found.append(_dangling(subject.recipient, "recipient", known, where))


def _dangling(word: str, what: str, known: Sequence[str], where: Location) -> Problem:
    """Say that a name is nobody's, with the names that there are."""
    if not known:
        return problem("dangling-none", where, word=word, what=what)
    return problem("dangling", where, word=word, what=what, known=listed(known), guess=nearest(word, known))


def names_of(flow: Flow, index: int) -> list[str]:
    """Give the names by which a subject may call the recipient at ``index`` of ``flow``: its index, party,
    processor or name.
    """
    recipient = (flow.recipients or ())[index]
    return [str(index), *(n for n in (recipient.party, recipient.processor, recipient.name) if n)]


def check(
    workspace: Workspace,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    doubts: Doubts,
    rules: Sequence[str] | None = None,
) -> list[Problem]:
    """Find every reference to nothing, contradiction of sides and impossible order of dates in a workspace.

    What would only follow from an error that is told, as ``doubts`` has it, is left out; ``rules`` are those
    that a waiver or a reading may name.
    """
    checker = _ReferenceChecker(workspace, vocabulary, clauses, doubts)
    checker.agreement()
    for flow in workspace.flows:
        checker.flow(flow)
    for event in workspace.events:
        checker.event(event)
    for i, assessment in enumerate(workspace.assessments):
        checker.assessment(i, assessment)
        if rules is not None and assessment.rule is not None and assessment.rule not in rules:
            checker.unknown_rule(assessment.rule, rules, workspace.places["assessment", str(i)])
    for i, waiver in enumerate(workspace.waivers):
        place = workspace.places["waiver", str(i)]
        if rules is not None and waiver.rule not in rules:
            checker.unknown_rule(waiver.rule, rules, place)
        checker.subject(waiver.subject, place)
        if waiver.approved_on is None:
            continue  # a comment need not say it
        approved = _Dated(("approved_on",), waiver.approved_on)
        checker.ordered(place, approved, _Dated(("expires_on",), waiver.expires_on))
    return doubts.causes(checker.found)


def _around(word: str, known: Sequence[str]) -> Sequence[str]:
    at = bisect(known, word)
    return known[max(at - MOST_LISTED // 4, 0) : at + MOST_LISTED // 4]


def _day_or_moment(value: object) -> date | datetime | None:
    return value if isinstance(value, date) else None


def _brussels_day(value: date | datetime) -> date:
    return value.astimezone(BRUSSELS).date() if isinstance(value, datetime) else value


def _iso(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return (
            value.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")
            if value.tzinfo
            else value.replace(tzinfo=UTC).isoformat()
        )
    return value.isoformat()

"""Every clock that runs as of a moment: what is due, by whom to whom, and what lapses or ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.calendar import brussels_date, end_of_day
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import Location
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import Sayable, later, mark, say
from gbo_policy.declarations.model.agreement import Processor
from gbo_policy.declarations.model.assessment import AssessmentSubject
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.context import Context
from gbo_policy.judging.clock import owed
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import kind_saying
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Text

Moment = date | datetime
# what a reader calls what a clock rests on
SOURCES = {
    "norm": mark("house norm"),
    "agreed": mark("signed text"),
    "law": mark("law"),
    "agreement": mark("agreement"),
    "record": mark("date set"),
}
Stage = Literal["running", "past-expected", "late"]


def cited(clause: str, lang: str) -> str:
    """Write a clause of the agreement, or an article of the GDPR, as a reader of the language does."""
    number = clause.removeprefix("gdpr-")
    return say(lang, "GDPR art. {number}", number=number) if number != clause else f"art. {clause}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running clock: what is owed, in an infinitive.

    ``expected`` is when it is due; ``outer`` when its house norm is exhausted, or its term on the reading
    that gives most time, and it is late; None where that is no other day.

    ``source`` says what it rests on: ``norm`` (the house's), ``agreed`` (the signed text states the term in
    its place), ``law``, ``agreement`` or ``record`` (a date that somebody set).
    """

    key: str
    what: Sayable
    clause: str
    by: str | None
    to: tuple[str, ...]
    since: Moment | None
    expected: Moment
    outer: Moment | None
    source: str
    location: Location
    done_by: str = ""  # the key that says when what the law asks was done
    doubted: bool = False  # whether it is late, or owed at all, is for review
    event: str = ""  # the event that set it running, where one did

    @property
    def by_norm(self) -> bool:
        """Tell whether it rests on a house norm, or on a term of the signed text in its place: then it is
        expected on one day, and late after another.
        """
        return self.source in {"norm", "agreed"}

    def overdue(self, as_of: AsOf) -> timedelta:
        """Give how far past its last day or hour it is as of a moment; zero when it is not, though it may be
        past what was expected.
        """
        if self.source == "agreement":
            return timedelta()  # an end that comes is owed by nobody
        return max(as_of.moment - _end(self.outer or self.expected), timedelta())

    def stage(self, as_of: AsOf) -> Stage:
        """Tell whether it still runs, is past what was expected, or is late."""
        if self.overdue(as_of):
            return "late"
        return "running" if as_of.moment <= _end(self.expected) else "past-expected"

    def order(self) -> tuple[datetime, str]:
        """Give its place: soonest first."""
        return _end(self.expected), self.key


def _end(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else end_of_day(moment)


def deadlines(report: Report) -> list[Deadline]:
    """Give all running clocks of a report, soonest first."""
    found = [*_duties(report), *_law(report), *_lapses(report), *_ends(report)]
    return sorted(found, key=Deadline.order)


def _duties(report: Report) -> Iterator[Deadline]:
    """The agreement's own duties that have no number: the house norms say when they are expected."""
    for result in report.results:
        if result.rule.norm is None or not _owed(result) or result.verdict == Verdict.NOT_APPLICABLE:
            continue
        if result.rule.modality == "power":
            continue  # who uses a power waits for its term, and owes nothing by it
        norm, start = report.norms[result.rule.norm[0]], result.row.value(result.rule.norm[1])
        if isinstance(start, date):
            yield Deadline(
                key=f"{result.rule.id}/{result.subject.id}",
                what=result.rule.duty or result.rule.title,
                clause=result.rule.clause,
                by=result.against,
                to=_towards(result, report.context),
                since=start,
                expected=_after(start, norm, norm.expected),
                outer=_after(start, norm, norm.outer),
                source="agreed" if norm.agreed else "norm",
                location=report.location(result),
                doubted=result.verdict == Verdict.REVIEW,
                event=_event(result),
            )


def _event(result: Result) -> str:
    """Give the event that a result is about; empty where it is about something else."""
    subject = result.subject
    return (subject.of or subject.id) if subject.kind in {"event", "notice"} else ""


def _owed(result: Result) -> bool:
    """Tell whether a duty is still to be kept: what would make a violation of it go on, and the publication
    that nobody has made.
    """
    if result.rule.kind.name == "agreement":
        return result.row.value("published") is False and result.row.value("in_force") is True
    return owed(result) is True


def _towards(result: Result, context: Context) -> tuple[str, ...]:
    for name in ("affected", "by"):
        if any(f.name == name for f in result.rule.kind.fields):
            value = result.row.value(name)
            return (value,) if value else ()
    return context.others(result.against) or ()


def _after(start: Moment, norm: Norm, number: int) -> Moment:
    return start + (timedelta(hours=number) if norm.unit == "hours" else timedelta(days=number))


def _law(report: Report) -> Iterator[Deadline]:
    """The terms of the law that events have brought."""
    asked = {(r.rule.id, _event(r)) for r in report.results if r.verdict == Verdict.REVIEW}
    for event in report.context.events:
        kind = event_type(event.type)
        for clock in kind.clocks(event, report.context):
            yield Deadline(
                key=f"{clock.name}/{event.id}",
                what=later(clock.told),
                clause=clock.clause,
                by=value_of(event, kind.bearer),
                to=clock.to,
                since=clock.since,
                expected=clock.due,
                outer=clock.latest,
                source="law",
                location=report.workspace.locate("event", event.id, (clock.done_by,)),
                done_by=clock.done_by,
                doubted=(clock.rule, event.id) in asked,
                event=event.id,
            )


def _lapses(report: Report) -> Iterator[Deadline]:
    """Dates that people set: assessments to review, waivers and processing agreements that end."""
    yield from _assessments(report)
    yield from _waivers(report)
    yield from _processing_agreements(report)


def _assessments(report: Report) -> Iterator[Deadline]:
    words, newest = report.pack.vocabulary, _newest(report)
    for i, one in enumerate(report.workspace.assessments):
        if (
            one.review_by is None
            or one.on is None
            or not report.as_of.reached(one.on)
            or one.on < newest[one.term, one.subject]
        ):
            continue
        kind, key = one.subject.key()
        if kind == "flow" and _held_throughout(one.review_by, key, report):
            continue
        yield Deadline(
            key=f"assessment/{one.term}/{kind}/{key}/{one.subject.recipient or ''}",
            what=later(
                "Review the assessment of {term} for {kind} {subject}",
                term=Text(words.term_name(one.term, "en"), words.term_name(one.term, "nl")),
                kind=kind_saying(kind),
                subject=_called(kind, key, report.workspace),
            ),
            clause=str(words.raw["terms"].get(one.term, {}).get("clause", "")),
            by=one.by,
            to=(),
            since=one.on,
            expected=one.review_by,
            outer=None,
            source="record",
            location=report.workspace.locate("assessment", str(i), ("review_by",)),
        )


def _called(kind: str, key: str, workspace: Workspace) -> str:
    """Name a subject with its id behind it; by the id alone where it has no other name."""
    name = None
    if kind == "flow" and (flow := workspace.flow_by_id.get(key)):
        name = flow.title
    elif kind == "party" and (party := workspace.parties.get(key)):
        name = party.name
    elif kind == "processor" and (processor := workspace.processors.get(key)):
        name = processor.name
    return f"{name} ({key})" if name else key


def _held_throughout(until: date, flow: str, report: Report) -> bool:
    """Tell whether a flow is over for which an assessment held until its last day: nobody judges it again."""
    found = report.workspace.flow_by_id.get(flow)
    last = None if found is None else found.ends_on
    return isinstance(last, date) and last < report.as_of.day and last <= until


def _waivers(report: Report) -> Iterator[Deadline]:
    for i, waiver in enumerate(report.workspace.waivers):
        if waiver.expires_on < report.as_of.day:
            continue  # its clock has stopped, and that is a finding of its own
        kind, key = waiver.subject.key()
        yield Deadline(
            key=f"waiver/{waiver.rule}/{kind}/{key}/{waiver.subject.recipient or ''}",
            what=later(
                "Renew the waiver of {rule} for {subject}, or do without",
                rule=_cited(waiver.rule, report.pack),
                subject=_called(kind, key, report.workspace),
            ),
            clause="",
            by=waiver.approved_by,
            to=(),
            since=waiver.approved_on,
            expected=waiver.expires_on,
            outer=None,
            source="record",
            location=report.workspace.locate("waiver", str(i), ("expires_on",)),
        )


def _cited(rule: str, pack: Pack) -> Text:
    """Cite a rule by its title; one that nobody knows by its id."""
    found = pack.rule(rule)
    return Text(rule, rule) if found is None else Text(f"“{found.title.en}”", f"“{found.title.nl}”")


def _processing_agreements(report: Report) -> Iterator[Deadline]:
    for processor in report.workspace.processors.values():
        for user, signed, ends, key in _of_users(processor):
            if not isinstance(ends, date) or ends < report.as_of.day:
                continue
            yield Deadline(
                key=f"processor/{processor.id}/{user}",
                what=later(
                    "Renew the processing agreement with {name}, or stop using it",
                    name=processor.name or processor.id,
                ),
                clause=report.pack.vocabulary.particulars.processors,
                by=user,
                to=(),
                since=signed if isinstance(signed, date) else None,
                expected=ends,
                outer=None,
                source="record",
                location=report.workspace.locate("processor", processor.id, key),
            )


_Until = tuple[str | None, date | str | None, date | str | None, Steps]


def _of_users(processor: Processor) -> Iterator[_Until]:
    """Give each user of a processor with the days of its agreement, and the key of the last one."""
    if processor.agreements is None:
        for user in sorted(processor.used_by or ()):
            yield user, processor.agreement_signed_on, processor.agreement_ends_on, ("agreement_ends_on",)
    for i, one in enumerate(processor.agreements or ()):
        yield one.party, one.signed_on, one.ends_on, ("agreements", i, "ends_on")


def _newest(report: Report) -> dict[tuple[str, AssessmentSubject], date]:
    """Give the day of the newest assessment of each term and subject."""
    found: dict[tuple[str, AssessmentSubject], date] = {}
    for one in report.workspace.assessments:
        if one.on is not None and report.as_of.reached(one.on):
            about = one.term, one.subject
            found[about] = max(found.get(about, one.on), one.on)
    return found


def _ends(report: Report) -> Iterator[Deadline]:
    for end in report.context.ends:
        if not end.valid or end.notice is None or report.as_of.day >= end.notice.certainly_ended_from:
            continue
        days = {"last_a": end.notice.last_a, "certainly_ended_from": end.notice.certainly_ended_from}
        by = end.event.by
        yield Deadline(
            key=f"end/{end.event.id}",
            what=later(
                "Stop every communication: the last day is {last_a}, beyond doubt it has ended from"
                " {certainly_ended_from}",
                **days,
            )
            if end.for_all
            else later(
                "Stop every communication by or to {by}: the last day is {last_a}, beyond doubt it has"
                " ended from {certainly_ended_from}",
                by=by,
                **days,
            ),
            clause=report.pack.vocabulary.particulars.notice.clause,
            by=by,
            to=report.context.others(by) or (),
            since=end.notice.start,
            expected=end.notice.last_a,
            outer=end.notice.certainly_ended_from,
            source="agreement",
            location=report.workspace.locate("event", end.event.id),
            event=end.event.id,
        )


def day_of(moment: Moment) -> date:
    """Give the Brussels day of a date or moment."""
    return brussels_date(moment) if isinstance(moment, datetime) else moment

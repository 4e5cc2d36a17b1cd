"""Every clock that runs as of a moment: what is due, by whom to whom, and what lapses or ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.register import value_of
from gbo_policy.basics.calendar import brussels_date, end_of_day
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import Location
from gbo_policy.basics.translate import Sayable, later
from gbo_policy.declarations.model.assessment import AssessmentSubject
from gbo_policy.facts.context import Context
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import kind_saying
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Norm

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running clock. ``expected`` is when it is due; ``outer`` when its house norm is exhausted, None where there is no norm.

    ``source`` says what it rests on: ``norm`` (the house's), ``law``, ``agreement`` or ``record`` (a date that somebody set).
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

    def overdue(self, as_of: AsOf) -> timedelta:
        """Give how far past its expected end it is as of a moment; zero when it is not."""
        late = as_of.moment - _end(self.expected)
        return max(late, timedelta())

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
        if result.rule.norm is None or not _open(result) or result.verdict == Verdict.NOT_APPLICABLE:
            continue
        norm, start = report.norms[result.rule.norm[0]], result.row.value(result.rule.norm[1])
        if isinstance(start, date):
            yield Deadline(
                key=f"{result.rule.id}/{result.subject.id}",
                what=result.rule.title,
                clause=result.rule.clause,
                by=result.against,
                to=_towards(result, report.context),
                since=start,
                expected=_after(start, norm, norm.expected),
                outer=_after(start, norm, norm.outer),
                source="norm",
                location=report.location(result),
            )


def _open(result: Result) -> bool:
    names = {f.name for f in result.rule.kind.fields}
    if "open" in names:
        return result.row.value("open") is True
    return (
        result.rule.kind.name == "agreement"
        and result.row.value("published") is False
        and result.row.value("in_force") is True
    )


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
                outer=None,
                source="law",
                location=report.workspace.locate("event", event.id, (clock.done_by,)),
            )


def _lapses(report: Report) -> Iterator[Deadline]:
    """Dates that people set: assessments to review, waivers and processing agreements that end."""
    yield from _assessments(report)
    yield from _waivers(report)
    yield from _processing_agreements(report)


def _assessments(report: Report) -> Iterator[Deadline]:
    terms, newest = report.pack.vocabulary.raw["terms"], _newest(report)
    for i, one in enumerate(report.workspace.assessments):
        if (
            one.review_by is None
            or one.on is None
            or not report.as_of.reached(one.on)
            or one.on < newest[one.term, one.subject]
        ):
            continue
        kind, key = one.subject.key()
        yield Deadline(
            key=f"assessment/{one.term}/{kind}/{key}/{one.subject.recipient or ''}",
            what=later(
                "Review the assessment `{term}` of {kind} {key}",
                term=one.term,
                kind=kind_saying(kind),
                key=key,
            ),
            clause=str(terms.get(one.term, {}).get("clause", "")),
            by=one.by,
            to=(),
            since=one.on,
            expected=one.review_by,
            outer=None,
            source="record",
            location=report.workspace.locate("assessment", str(i), ("review_by",)),
        )


def _waivers(report: Report) -> Iterator[Deadline]:
    for i, waiver in enumerate(report.workspace.waivers):
        kind, key = waiver.subject.key()
        yield Deadline(
            key=f"waiver/{waiver.rule}/{kind}/{key}/{waiver.subject.recipient or ''}",
            what=later("The waiver of `{rule}` for {key} ends", rule=waiver.rule, key=key),
            clause="",
            by=waiver.approved_by,
            to=(),
            since=waiver.approved_on,
            expected=waiver.expires_on,
            outer=None,
            source="record",
            location=report.workspace.locate("waiver", str(i), ("expires_on",)),
        )


def _processing_agreements(report: Report) -> Iterator[Deadline]:
    for processor in report.workspace.processors.values():
        ends, signed, name = (
            processor.agreement_ends_on,
            processor.agreement_signed_on,
            processor.name or processor.id,
        )
        if not isinstance(ends, date) or ends < report.as_of.day:
            continue
        for user in sorted(processor.used_by or ()):
            yield Deadline(
                key=f"processor/{processor.id}/{user}",
                what=later("The processing agreement with {name} ends", name=name),
                clause="7.3",
                by=user,
                to=(),
                since=signed if isinstance(signed, date) else None,
                expected=ends,
                outer=None,
                source="record",
                location=report.workspace.locate("processor", processor.id, ("agreement_ends_on",)),
            )


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
        if end.valid and end.notice is not None and report.as_of.day < end.notice.certainly_ended_from:
            what = later(
                "The agreement ends: last day {last_a}, beyond doubt from {certainly_ended_from}",
                last_a=end.notice.last_a,
                certainly_ended_from=end.notice.certainly_ended_from,
            )
            where = report.workspace.locate("event", end.event.id)
            to = report.context.others(end.event.by) or ()
            since = end.notice.start
            yield Deadline(
                f"end/{end.event.id}",
                what,
                report.pack.vocabulary.particulars.notice.clause,
                end.event.by,
                to,
                since,
                end.notice.last_a,
                end.notice.certainly_ended_from,
                "agreement",
                where,
            )


def day_of(moment: Moment) -> date:
    """Give the Brussels day of a date or moment."""
    return brussels_date(moment) if isinstance(moment, datetime) else moment

"""The human judgements that the report relies on, and the waivers: who, when, why, and until when."""

from __future__ import annotations

from datetime import date

from gbo_policy.basics.translate import begun, mark
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.facts.flow_seen import judged_day
from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.blocks import (
    Column,
    Inline,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    marked,
    run,
)
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.sections.decisions import HORIZON

_OUTCOMES = {
    "met": mark("met"),
    "not-met": mark("not met"),
    "contested": mark("contested"),
}
_TONES = {"counts": "compliant", "lapses": "review", "lapsed": "violation"}


def assessments(report: Report, words: Words) -> Section:
    """Give the section on the assessments of the agreement's open terms."""
    say = words.say
    intro = say(
        "The agreement's open terms are never computed: somebody answers for them. The "
        "newest assessment counts, until its review date; one that lapses within "
        "{days} days is marked.",
        days=HORIZON.days,
    )
    stated = [(a, _standing(a, report)) for a in report.workspace.assessments]
    order = {"lapsed": 0, "lapses": 1, "counts": 2, "superseded": 3, "later": 4, "nobody": 5}
    rows = tuple(_row(a, s, words) for a, s in sorted(stated, key=lambda pair: order[pair[1]]))
    columns = (
        Column(say("Standing"), 0.9),
        Column(say("Term and subject"), 2.1),
        Column(say("Outcome"), 0.9),
        Column(say("By"), 1.7),
        Column(say("On"), 1, "date"),
        Column(say("Review by"), 1, "date"),
        Column(say("Reasons and evidence"), 2),
    )
    caption = say("Assessments on record")
    table = Table(
        "assessments",
        say("Assessments"),
        caption,
        columns,
        rows,
        say("No assessment is on record."),
        stub=False,
    )
    return Section(
        "assessments",
        say("Assessments relied on"),
        (Paragraph(run(intro)), table),
        page=True,
    )


def _standing(one: Assessment, report: Report) -> str:
    """Tell whether an assessment counts as of the report, and if not, why."""
    as_of = report.as_of
    if one.on is None or not one.by:
        return "nobody"
    if not as_of.reached(one.on):
        return "later"
    newer = (
        o
        for o in report.workspace.assessments
        if (o.term, o.subject) == (one.term, one.subject) and o.by and o.on is not None
    )
    if any(o.on is not None and one.on < o.on and as_of.reached(o.on) for o in newer):
        return "superseded"
    day = _judged(one, report)
    if one.review_by is not None and one.review_by < day:
        return "lapsed"
    soon = day >= as_of.day and one.review_by is not None and one.review_by <= as_of.day + HORIZON
    return "lapses" if soon else "counts"


def _judged(one: Assessment, report: Report) -> date:
    """Give the day until which an assessment has to hold: the one its flow is judged on, or the report's."""
    kind, key = one.subject.key()
    flow = report.workspace.flow_by_id.get(key) if kind == "flow" else None
    return (flow and judged_day(flow, report.as_of.day)) or report.as_of.day


def _row(one: Assessment, standing: str, words: Words) -> Row:
    say = words.say
    names = {
        "counts": say("counts"),
        "lapses": say("about to lapse"),
        "lapsed": say("lapsed"),
        "superseded": say("superseded"),
        "later": say("of a later day"),
        "nobody": say("by nobody or undated: does not count"),
    }
    who = run(one.by or "–", *((", ", one.role) if one.role else ()))
    why = run(
        one.reasons or "–", *((" ", Part(f"[{'; '.join(one.evidence)}]", "dim")) if one.evidence else ())
    )
    badge = Part(names[standing], "badge", tone=_TONES.get(standing, ""))
    outcome = say(_OUTCOMES[one.outcome])
    term = words.terms([one.term])
    about = run(marked(begun(term)), ": ", words.assessed(one.subject))
    return (
        run(badge),
        about,
        run(outcome),
        who,
        run(words.moment(one.on)),
        run(words.moment(one.review_by)),
        why,
    )


def waivers(report: Report, words: Words) -> Section:
    """Give the section on the waivers."""
    say = words.say
    intro = say(
        "A waiver changes no verdict: the finding stays what it is and is marked. "
        "Critical rules cannot be waived."
    )
    rows = tuple(_waiver(i, w, report, words) for i, w in enumerate(report.workspace.waivers))
    columns = (
        Column(say("Standing"), 1),
        Column(say("Rule"), 1.2, "code"),
        Column(say("About"), 1.6),
        Column(say("Approved by"), 1.2),
        Column(say("On"), 0.7, "date"),
        Column(say("Until"), 0.7, "date"),
        Column(say("Reason"), 2),
    )
    table = Table(
        "waivers",
        say("Waivers"),
        say("Waivers on record"),
        columns,
        rows,
        say("No waiver is on record."),
        stub=False,
    )
    return Section("waivers", say("Waivers"), (Paragraph(run(intro)), table))


def waiver_standing(index: int, waiver: Waiver, report: Report, words: Words) -> tuple[str, str]:
    """Say how a waiver stands on the as-of date, with the tone to say it in."""
    say, rule = words.say, report.pack.rule(waiver.rule)
    if waiver.approved_on is not None and not report.as_of.reached(waiver.approved_on):
        return say("not yet approved"), "review"
    if waiver.expires_on < report.as_of.day:
        return say("expired"), "violation"
    if rule is not None and not rule.waivable:
        return say("not allowed"), "violation"
    if not any(r.waived == index for r in report.results):
        return say("covers nothing"), "review"
    return say("in force", context="decision"), "compliant"


def _waiver(index: int, waiver: Waiver, report: Report, words: Words) -> Row:
    say = words.say
    standing, tone = waiver_standing(index, waiver, report, words)
    name: Inline = run(Part(waiver.rule, "code"))
    about = words.assessed(waiver.subject)
    return (
        run(Part(standing, "badge", tone=tone)),
        name,
        about,
        run(waiver.approved_by),
        run(words.moment(waiver.approved_on) if waiver.approved_on is not None else say("not stated")),
        run(words.moment(waiver.expires_on)),
        run(waiver.reason),
    )

"""What a person calls a clock that runs: what is due, by whom and to whom."""

from __future__ import annotations

from gbo_policy.basics.translate import say
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.over_time.calendarfile import ClockNames
from gbo_policy.over_time.deadlines import Deadline
from gbo_policy.reporting.content.spoken import without_code


def named_clock(one: Deadline, case: DeskCase) -> ClockNames:
    """Say what is due by names and labels; who judged or allowed something is a person, by name already."""
    person = one.key.startswith(("assessment/", "waiver/"))
    by = one.by or "" if person or one.by is None else case.words.party(one.by)
    label = case.report.pack.vocabulary.label
    to = [label("authorities", t, case.lang) if one.source == "law" else case.words.party(t) for t in one.to]
    return ClockNames(_what(one, case), by, ", ".join(to))


def _what(one: Deadline, case: DeskCase) -> str:
    """Say what is due; of a judgement, its term and what it is about, as a person calls them."""
    head, _, rest = one.key.partition("/")
    term, kind, key = (*rest.split("/", 3), "", "", "")[:3]
    if head == "assessment" and key:
        told = case.report.pack.vocabulary.label("terms", term, case.lang)
        about = case.words.bare(kind, key)
        lower = told[:1].lower() + told[1:]
        return say(case.lang, "Judge again, about {about}: {term}", about=about, term=lower)
    return without_code(one.what.in_(case.lang), case, case.lang)

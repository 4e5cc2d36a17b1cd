"""Grounds of article 9, as this same answer shows them: an event that it holds violated by the other party is
non-compliance of that party, and what it holds violated besides may let a suspension last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from gbo_policy.agreement.shortcoming import FEW, few
from gbo_policy.basics.calendar import brussels_date
from gbo_policy.facts.context import Context
from gbo_policy.judging.clock import continuing
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.judging.readings import as_read
from gbo_policy.logic.verdict import Verdict

_OTHERS = "other_grounds"
_SECTIONS = {"party": "parties"}  # those of other kinds end in an s
_OPEN, _SHOWN = "other-duty", "non-compliance"


def apply_others(results: Results, of_all_rules: Callable[[], Results], context: Context) -> Results:
    """Judge the suspensions again that have outlasted their ground, while this same answer holds something
    else violated by the other party that goes on: then it may be read that they last.

    Two that each last for the other's are both in doubt: on no reading are both violations.
    """
    if not any(map(_outlasted, results.findings)):
        return results
    broken: dict[str, list[Result]] = defaultdict(list)
    for one in of_all_rules().findings:
        if one.against is None or one.rule.sanction is None or one.row.prospective:
            continue
        if one.verdict == Verdict.VIOLATION and _lasts(one, context.as_of.day):
            broken[one.against].append(one)
    return results.with_findings(lambda r: _lasting(r, broken, context))


def _lasts(violation: Result, today: date) -> bool:
    """Tell whether a violation may go on, or has been over only since today: nobody had to act on it yet."""
    days = (brussels_date(v) if isinstance(v, datetime) else v for v in violation.row.values)
    return continuing(violation) is not False or today in days


def _outlasted(result: Result) -> bool:
    """Tell whether a suspension is held to last too long, as nothing else is known to be broken."""
    if result.verdict != Verdict.VIOLATION or result.row.kind.name != "suspension":
        return False
    return _OTHERS in result.explanation().read


def _lasting(result: Result, broken: dict[str, list[Result]], context: Context) -> Result:
    """Give what else the other party breaks as what may let a suspension last; what somebody read stays."""
    if not _outlasted(result):
        return result
    against = result.row.value("against")
    of = () if against is None else sorted(context.one_by_law(against, None))
    others: dict[str, Result] = {}
    for one in (one for party in of for one in broken.get(party, ())):
        others.setdefault(f"{one.rule.id}/{one.subject.id}", one)
        if len(others) > FEW:
            break
    if result.row.value(_OTHERS) or not others:
        return result
    paths = tuple(dict.fromkeys(map(_path, [*others.values()][:FEW])))
    row = result.row.with_value(_OTHERS, tuple(few([*others])), paths)
    return as_read(result.judged_on(row), context)


def _path(result: Result) -> tuple[str, ...]:
    kind, key, _ = result.subject.where(())
    return (_SECTIONS.get(kind, f"{kind}s"), key) if kind != "agreement" else (kind,)


def apply_grounds(results: Results) -> Results:
    """Judge the suspensions again whose ground is a duty that another result of the same answer holds
    violated by the other party.

    What is put in the place of a fact is shown in ``because`` with the event that it comes from. A suspension
    that is judged again is never a violation by that, so the order in which grounds are settled does not
    matter.
    """
    violated = {
        (r.subject.of or r.subject.id, r.against)
        for r in results.findings
        if r.verdict == Verdict.VIOLATION and r.subject.kind in ("event", "notice")
    }
    return results.with_findings(lambda r: _grounded(r) if _settles(r, violated) else r)


def _settles(result: Result, violated: set[tuple[str, str | None]]) -> bool:
    """Tell whether the ground of a suspension is held violated; what a person has read, or must, stays as it
    is.
    """
    if (
        result.row.kind.name != "suspension"
        or result.verdict != Verdict.REVIEW
        or result.failed
        or result.departs
    ):
        return False
    value = result.row.value
    return value("ground_kind") == _OPEN and (value("ground"), value("against")) in violated


def _grounded(result: Result) -> Result:
    ground = (("events", result.row.value("ground")),)
    return result.judged_on(result.row.with_value("ground_kind", _SHOWN, ground))

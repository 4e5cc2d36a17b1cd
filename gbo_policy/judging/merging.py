"""What one core actor owed another before the two became one by law: nobody owes anything to itself, so a
request or word of a breach between them is judged as it stood on the last day on which they were two.
"""

from __future__ import annotations

from datetime import date, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event
from gbo_policy.basics.moments import AsOf
from gbo_policy.facts.context import Context
from gbo_policy.facts.events import event_rows
from gbo_policy.facts.row import Row
from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.logic.verdict import Verdict
from gbo_policy.terms.kinds import LIFE

_DAY = timedelta(days=1)
_OWED = {"overview-request", "assistance-request", "breach"}


def apply_merged(results: Results, context: Context) -> Results:
    """Judge again what was owed between two that have become one by law."""
    return results.with_findings(lambda result: _as_two(result, context))


def _as_two(result: Result, context: Context) -> Result:
    event = context.event_by_id.get(result.subject.of or result.subject.id)
    if event is None or event.type not in _OWED or not result.rule.bound or result.departs:
        return result
    last = _last_as_two(_sides(event, result), context)
    if last is None:
        return result
    row = _row(event, result, context._replace(as_of=AsOf.of_day(last)))
    then = result.judged_on(row)
    if then.verdict == Verdict.VIOLATION:
        return result  # it was broken between the two, and nothing since has mended it
    if then.verdict == Verdict.REVIEW:
        return then
    went = (p.id for p in context.workspace.parties.values() if p.until == last and p.successor is not None)
    ended = row.with_value(LIFE.name, "ended", tuple(("parties", one, "until") for one in went))
    return result._replace(row=ended, verdict=Verdict.NOT_APPLICABLE, failed=False)


def _sides(event: Event, result: Result) -> list[str]:
    """Give between whom it lies: none where that is not said, or where the result is about no other."""
    kind, part = event_type(event.type), result.subject.id.rpartition("/")[2]
    of_breach = (event.type == "breach", result.subject.kind == "notice")
    if any(of_breach):
        sides = [value_of(event, kind.bearer), part] if all(of_breach) else []
    else:
        sides = [value_of(event, key) for key in kind.sides or ()]
    return [side for side in sides if isinstance(side, str)]


def _last_as_two(sides: list[str], context: Context) -> date | None:
    """Give the last day on which two core actors were not one yet; None where they still are two."""
    parties, today = context.workspace.parties, context.as_of.day

    def one(day: date) -> bool:
        return len({context.stands_for(side, day) for side in sides}) == 1

    if len(sides) != 2 or not one(today):
        return None
    ends = (p.until for p in parties.values() if p.until is not None and p.successor is not None)
    return min((day for day in ends if one(day + _DAY)), default=None)


def _row(event: Event, result: Result, then: Context) -> Row:
    """Give the row of a result as it was then, with what people have judged of it up to now."""
    found = ((row.kind.name, row.subject, row) for row in event_rows(event, then))
    now = result.row
    was = next(row for kind, subject, row in found if (kind, subject) == (now.kind.name, now.subject))
    values = tuple(
        new if field.term is not None else old
        for field, old, new in zip(now.kind.fields, was.values, now.values, strict=True)
    )
    judged = {f.name: now.origins[f.name] for f in now.kind.fields if f.term and f.name in now.origins}
    return was._replace(values=values, origins={**was.origins, **judged})

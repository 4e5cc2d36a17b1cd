"""Grounds of article 9: an event that this same answer holds violated by the other party is non-compliance of
that party.
"""

from __future__ import annotations

from gbo_policy.judging.evaluate import Result, Results
from gbo_policy.logic.verdict import ERROR, VERDICTS, Verdict

_OPEN, _SHOWN = "other-duty", "non-compliance"


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
    return results.with_findings(lambda r: _again(r) if _settles(r, violated) else r)


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


def _again(result: Result) -> Result:
    row = result.row
    at = row.kind.index("ground_kind")
    ground = (("events", row.value("ground")),)
    row = row._replace(
        values=(*row.values[:at], _SHOWN, *row.values[at + 1 :]),
        origins={**row.origins, "ground_kind": ground},
    )
    place = result.engine.rules[row.kind.name].index(result.rule)
    code = result.engine.judge(row.kind.name)(row.values)[place]
    return result._replace(row=row, verdict=VERDICTS[code], failed=code == ERROR)

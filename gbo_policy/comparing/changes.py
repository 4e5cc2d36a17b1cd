"""Which findings are new: against those on other declarations, or on the same ones at another time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.problems import Problem
from gbo_policy.comparing.fingerprint import identity
from gbo_policy.judging.report import Changes, Report, Shift
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import missing_facts
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Text
from gbo_policy.terms.kinds import Type

if TYPE_CHECKING:  # git is run only where it is asked for
    from gbo_policy.reading.revision import Revision

_NEW, _UNCHANGED = "new", "unchanged"
_MOVED = (Type.DATE, Type.MOMENT, Type.NUMBER)  # by time alone


def facts_of(result: Result) -> frozenset[str]:
    """Give what a finding rests on, one text a fact or a member of its list.

    That is: the facts that decided, what the user states them by, and those that the finding's sentence
    names; without dates and numbers, which time moves. A finding rests on no more than before when they are
    among those of then: the same, or partly mended.
    """
    rule, read = result.rule, set(result.explanation().read)
    texts = rule.message.en + (rule.review_message.en if rule.review_message else "")
    read.update(name for _, name, _, _ in Formatter().parse(texts) if name)
    sources = {f.source for f in rule.kind.fields if f.name in read and f.source}
    found = {f"missing: {path}" for path in missing_facts(result)}
    for field in rule.kind.fields:
        value = result.row.value(field.name)
        told = field.name in read or field.source in sources
        if told and value is not None and field.name != "id" and field.type not in _MOVED:
            found.update(
                f"{field.name}: {_plain(item)}" for item in (value if isinstance(value, tuple) else (value,))
            )
    return frozenset(found)


def _plain(value: Any) -> str:
    """Write a fact's value as a user would in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Before:
    """The revision's declarations as judged: as of the moment of the check, and as of its own commit; or why
    they cannot be.
    """

    revision: Revision
    now: Report | None
    then: Report | None
    problems: tuple[Problem, ...] = ()


def compare(report: Report, before: Before) -> Report:
    """Mark each finding as new or unchanged against the revision's.

    Unchanged is a finding with the same verdict that counted before and rests on no more than it did. Where
    the revision's declarations cannot be judged, everything is new.
    """
    old = _by_identity(before.now)
    results = report.results.with_findings(
        lambda r: r._replace(change=_change(r, old.get(identity(r, report))))
    )
    left = {identity(r, report) for r in report.results.findings}
    revision = before.revision
    changes = Changes(
        revision=revision.name,
        commit=revision.commit,
        committed=revision.committed,
        fixed=tuple(r for key, r in old.items() if r.counts and key not in left),
        by_time=_shifts(report, old, _by_identity(before.then)) if before.then is not None else (),
    )
    notices = (*report.notices, *((_unusable(before),) if before.problems else ()))
    return report._replace(results=results, changes=changes, notices=notices)


def _by_identity(report: Report | None) -> dict[tuple[str, ...], Result]:
    return {identity(r, report): r for r in report.results} if report is not None else {}


def _change(result: Result, old: Result | None) -> str:
    if old is None or old.verdict != result.verdict or not old.counts:
        return _NEW
    return _UNCHANGED if facts_of(result) <= facts_of(old) else _NEW


def _shifts(
    report: Report, now: Mapping[tuple[str, ...], Result], then: Mapping[tuple[str, ...], Result]
) -> tuple[Shift, ...]:
    """Find what time alone changed: in the revision's own files, and standing as it does there in the files
    of today.
    """
    found = []
    for result in report.results:
        key = identity(result, report)
        old, first = now.get(key), then.get(key)
        stands = old is not None and (old.verdict, old.waived is None) == (
            result.verdict,
            result.waived is None,
        )
        if stands and old is not None and _state(old) != _state(first):
            found.append(Shift(result, first.verdict if first else None))
    return tuple(found)


def _state(result: Result | None) -> tuple[Verdict, bool] | None:
    """Give what of a result an exit code would feel; what is in order and what does not apply are alike."""
    return (result.verdict, result.counts) if result is not None and result.finding else None


def _unusable(before: Before) -> Problem:
    first, *more = before.problems
    tail = f" (+{len(more)})" if more else ""
    return Problem(
        "revision-unusable",
        {"word": before.revision.name, "what": Text(first.line("en") + tail, first.line("nl") + tail)},
    )

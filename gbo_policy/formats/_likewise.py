"""What holds alike for many subjects is told once, and the others are named: nothing is said seventeen
times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import part_name, telling

_FEW = 3  # findings that say the same: of more, one is told and the others named
_WHOLE = ("party", "processor")


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding that is told, and those that say the same of others, which are only named."""

    result: Result
    others: tuple[Result, ...] = ()


def told_once(results: Sequence[Result], report: Report) -> list[ToldFinding]:
    """Put together the findings that differ only in whom they are about; the first of them stands for all, in
    the order given.
    """
    groups: dict[tuple[object, ...], list[Result]] = {}
    for i, result in enumerate(results):
        groups.setdefault(_same(result, report) or (i,), []).append(result)
    standing = {id(group[0]): tuple(group[1:]) for group in groups.values() if len(group) > _FEW}
    named = {id(one) for others in standing.values() for one in others}
    return [ToldFinding(r, standing.get(id(r), ())) for r in results if id(r) not in named]


def names(told: ToldFinding, report: Report) -> str:
    """Name whom else a finding is about."""
    return ", ".join(dict.fromkeys(_names(told.others, report)))


def _names(others: Sequence[Result], report: Report) -> Iterator[str]:
    counts: dict[str, int] = {}
    for one in others:
        counts[one.subject.of or ""] = counts.get(one.subject.of or "", 0) + 1
    for one in others:
        flow = one.subject.of or one.subject.id if one.subject.kind in {"flow", "recipient"} else ""
        written = report.workspace.written.get(flow, flow)
        sender = flow.removeprefix(f"{written}@") if written != flow else ""
        if sender and one.subject.kind == "recipient" and len(counts) > 1:
            yield f"{sender} ({counts[flow]})"
        else:
            yield sender if sender and one.subject.kind == "flow" else _own_name(one)


def _own_name(one: Result) -> str:
    return part_name(one) if one.subject.of else one.subject.id


def _same(result: Result, report: Report) -> tuple[object, ...] | None:
    """Give what findings share that are told once; None for one that is told by itself."""
    subject = result.subject
    flow = subject.of or subject.id if subject.kind in {"flow", "recipient"} else ""
    about = report.workspace.written.get(flow, flow) if flow else subject.of or ""
    several = about != flow if flow else False
    if not result.finding or not (several or subject.of or subject.kind in _WHOLE):
        return None
    against = None if several or subject.kind in _WHOLE else result.against
    facts = _facts(result) if subject.kind in _WHOLE else ()
    stands = (result.rule.id, result.verdict, against, *result.missing(), *result.assess())
    return (subject.kind, about, *stands, facts, result.waived, result.baselined, result.change)


def _facts(result: Result) -> tuple[tuple[str, object], ...]:
    """Give the deciding facts, each with its value, without the id that sets one subject apart from
    another.
    """
    return tuple((fact, _without(result.subject.id, value)) for fact, value, _ in telling(result))


def _without(own: str, value: object) -> object:
    """Put the same mark in the place of a subject's own id, wherever a value names it."""
    if isinstance(value, tuple | list):
        return tuple(_without(own, one) for one in value)
    return "·" if value == own else value

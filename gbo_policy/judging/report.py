"""The report: everything that a format may show, frozen and totally ordered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts import Context, rows
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import Engine, Result, Results, judge_rows
from gbo_policy.judging.recorded import as_recorded, readings_of_no_rule
from gbo_policy.judging.sanctions import Ladder, ladder
from gbo_policy.logic.verdict import WORST_FIRST, Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule


class BaselineUse(NamedTuple):
    """The baseline that findings were held against: its file, why and until when, and whether it has expired
    and so covers nothing.
    """

    file: str
    reason: str
    expires_on: date
    expired: bool


class Shift(NamedTuple):
    """A verdict on the revision's own files that is another now than when they were committed: only time has
    passed.
    """

    result: Result
    before: Verdict | None


class Changes(NamedTuple):
    """How findings compare with those on the declarations at a git revision, judged as of the same moment.

    Each finding's ``change`` tells whether it is new; ``fixed`` are findings of then that are none now.
    """

    revision: str
    commit: str
    committed: AsOf
    fixed: tuple[Result, ...]
    by_time: tuple[Shift, ...]


class _ReportFields(NamedTuple):
    pack: Pack
    workspace: Workspace
    context: Context
    as_of: AsOf
    engine: Engine
    norms: Mapping[str, Norm]
    results: Results
    ladder: Ladder
    summary: Mapping[Verdict, int]
    notices: tuple[Problem, ...]
    names: Mapping[str, str]
    baseline: BaselineUse | None = None
    changes: Changes | None = None
    left_out: tuple[Rule, ...] = ()
    gaps: tuple[Problem, ...] = ()  # the notices of what this answer does not cover


class Report(_ReportFields):
    """The answer to a check. ``results`` are in the total order (clause, rule, subject)."""

    @cached_property
    def verdict(self) -> Verdict:
        """The worst verdict of what no waiver and no baseline covers; compliant when nothing is wrong or
        unknown.

        Where no rule applied to anything it is not_applicable: nothing was judged, so nothing is in order.
        """
        return self._or_nothing(
            _worst(r.verdict for r in self.results.findings if r.waived is None and not r.baselined)
        )

    @property
    def outcome(self) -> Verdict:
        """The verdict that the exit code follows: that of what is new where findings are compared with a
        revision's.
        """
        return self._or_nothing(_worst(r.verdict for r in self.results.findings if r.counts))

    @cached_property
    def waived(self) -> int:
        """How many results a waiver covers."""
        return sum(r.waived is not None for r in self.results.findings)

    def counts(self) -> dict[str, int]:
        """Give the numbers of results as formats show them: by verdict, the worst first, then those that
        something covers.
        """
        found = {v.word: self.summary[v] for v in WORST_FIRST} | {"waived": self.waived}
        if self.baseline is None:
            return found
        return found | {"baselined": sum(r.baselined for r in self.results.findings)}

    def _or_nothing(self, verdict: Verdict) -> Verdict:
        nothing = verdict == Verdict.COMPLIANT and nothing_applied(self.results)
        return Verdict.NOT_APPLICABLE if nothing else verdict

    def location(self, result: Result) -> Location:
        """Give the place of the fact that decided a result."""
        return self.workspace.locate(*result.subject.where(result.fact_path()))

    def relative(self, location: Location) -> Location:
        """Give the place with its file named from the workspace's root on."""
        return Location(self.names.get(location.file, location.file), location.line, location.column)


def make_report(case: Case, as_of: AsOf, *, waivers: bool = True, kept: bool = True) -> Report:
    """Judge a case as of a moment: facts, results, waivers, sanctions. ``kept`` is that of ``Results``."""
    workspace, pack, engine, context = case.workspace, case.pack, case.engine, case.context(as_of)
    judged = judge_rows(engine, rows(context), kept=kept)
    results = as_recorded(judged, case, context, waivers=waivers)
    left_out = rules_left_out(case)
    nothing = [problem("nothing-applied")] if nothing_applied(results) else []
    gaps = (*_told_of(left_out, pack), *nothing, *workspace.gaps)
    steps = ladder(results, context, engine.norms)
    return Report(
        pack=pack,
        workspace=workspace,
        context=context,
        as_of=as_of,
        engine=engine,
        norms=engine.norms,
        results=results,
        ladder=steps,
        summary=summarise(results),
        notices=(*gaps, *workspace.notices, *readings_of_no_rule(case, context)),
        gaps=gaps,
        left_out=left_out,
        names={f.path: f.name for f in workspace.files} | {u.path: u.name for u in workspace.not_read},
    )


def nothing_applied(results: Iterable[Result]) -> bool:
    """Tell whether no rule of the agreement applied to anything; the house's own rules judge waivers and
    baselines only.
    """
    return all(r.verdict == Verdict.NOT_APPLICABLE for r in results if r.rule.clause != "house")


def rules_left_out(case: Case) -> tuple[Rule, ...]:
    """Give the rules of the pack that a case does not judge by."""
    taken = {r.id for rules in case.engine.rules.values() for r in rules}
    return tuple(r for r in case.pack.rules if r.id not in taken)


def not_covered(case: Case) -> tuple[Problem, ...]:
    """Say what no answer on a case covers: rules that were left out, and files that were not read."""
    return (*_told_of(rules_left_out(case), case.pack), *case.workspace.gaps)


def _told_of(left_out: Sequence[Rule], pack: Pack) -> Iterator[Problem]:
    """Say which rules were left out."""
    if left_out:
        critical = [r.id for r in left_out if r.severity == "critical"]
        named = [*critical, *(r.id for r in left_out if r.severity != "critical")]
        words = {"number": len(left_out), "all": len(pack.rules), "critical": len(critical)}
        yield problem("rules-left-out", None, known=listed(named), **words)


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max((Verdict.COMPLIANT, *verdicts))


def summarise(results: Results) -> dict[Verdict, int]:
    """Count results by verdict, the worst first."""
    return {v: results.counts[v] for v in WORST_FIRST}

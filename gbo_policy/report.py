"""The report: everything that a format may show, frozen and totally ordered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gbo_policy.asof import AsOf
from gbo_policy.errors import Location, Problem
from gbo_policy.evaluate import Engine, Result
from gbo_policy.facts import Context, rows
from gbo_policy.pack import Pack
from gbo_policy.rule import Norm
from gbo_policy.sanctions import Ladder, ladder
from gbo_policy.waive import apply_waivers
from gbo_policy.workspace import Workspace

ORDER = ("violation", "review", "compliant", "not_applicable")


@dataclass(frozen=True)
class Report:
    """The answer to a check. ``results`` are in the total order (clause, rule, subject)."""

    pack: Pack
    workspace: Workspace
    context: Context
    as_of: AsOf
    norms: Mapping[str, Norm]
    results: tuple[Result, ...]
    ladder: Ladder
    summary: Mapping[str, int]
    notices: tuple[Problem, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """The worst verdict of what is not waived; compliant when nothing is wrong or unknown."""
        left = {r.verdict for r in self.results if r.waived is None}
        return next((v for v in ("violation", "review") if v in left), "compliant")

    def location(self, result: Result) -> Location:
        """Give the place of the fact that decided a result."""
        return self.workspace.locate(*result.subject.where(result.fact_path()))

    def relative(self, location: Location) -> Location:
        """Give the place with its file named from the workspace's root on."""
        return Location(self.names.get(location.file, location.file), location.line, location.column)


def make_report(workspace: Workspace, pack: Pack, as_of: AsOf, engine: Engine, notice_mode: str, *, waivers: bool = True) -> Report:
    """Judge a workspace as of a moment: facts, results, waivers, sanctions."""
    context = Context(workspace, as_of, pack.vocabulary, notice_mode)
    results = sorted(engine.results(rows(context)), key=Result.order)
    if waivers:
        results = apply_waivers(results, context, pack, engine)
    steps = ladder(results, context, engine.norms["cure_days"])
    return Report(
        pack=pack,
        workspace=workspace,
        context=context,
        as_of=as_of,
        norms=engine.norms,
        results=tuple(results),
        ladder=steps,
        summary=_summary(results),
        notices=workspace.notices,
        names={f.path: f.name for f in workspace.files},
    )


def _summary(results: Iterable[Result]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for result in results:
        counts[result.verdict] += 1
        counts["waived"] += result.waived is not None
    return {k: counts[k] for k in (*ORDER, "waived")}

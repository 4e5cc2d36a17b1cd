"""Markdown: the summary of a CI job, or a comment on a change; for people, with the findings worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gbo_policy.basics.markdown_cells import cell, code_cell, one_line, plain
from gbo_policy.basics.translate import say
from gbo_policy.formats._changes import details, since
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._ladder import alike
from gbo_policy.formats._likewise import ToldFinding, names, told_once
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import clause, excuse, paths, subject, worst_first
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import grounds, message, remedy
from gbo_policy.logic.verdict import WORDS, Verdict

DOSSIER = "reports/{}/summary.md"
# a job summary holds a mebibyte; beyond this many rows the table says how many it leaves out
ROWS = 400
_MARKS = {
    Verdict.VIOLATION: "❌",
    Verdict.REVIEW: "❓",
    Verdict.COMPLIANT: "✅",
    Verdict.NOT_APPLICABLE: "❔",
}


def render(report: Report, lang: str) -> str:
    """Write the verdict, the counts, what changed, the findings, those that do not count, the ladder and the
    notices.
    """
    writer = _ReportMarkdown(report, lang)
    parts = (
        writer.head(),
        writer.counts(),
        writer.changes(),
        writer.findings(),
        writer.excused(),
        writer.ladder(),
        writer.notices(),
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


class _ReportMarkdown:
    def __init__(self, report: Report, lang: str) -> None:
        self.report, self.lang, self.show = report, lang, paths(report)
        self.found = worst_first(report.results)

    def say(self, message: str, /, *, context: str = "", **values: object) -> str:
        return say(self.lang, message, context=context, **values)

    def label(self, section: str, word: str) -> str:
        return self.report.pack.vocabulary.label(section, word, self.lang)

    def head(self) -> Iterator[str]:
        report, agreement = self.report, self.report.workspace.agreement
        title = plain(one_line(agreement.title or agreement.id))
        yield f"## {_MARKS[report.outcome]} {title}: {self.label('verdicts', report.verdict.word)}"
        yield ""
        as_of, pack = self.say("As of"), self.say("pack")
        yield f"{as_of} {report.as_of}, {pack} {report.pack.id} {report.pack.version}."

    def counts(self) -> Iterable[str]:
        aside = {
            "waived": self.say("waived"),
            "baselined": self.say("in the baseline"),
        }
        names = {v: self.label("verdicts", v) for v in WORDS} | aside
        counts = {names[k]: str(n) for k, n in self.report.counts().items()}
        return _table(list(counts), [list(counts.values())], "---:")

    def changes(self) -> Iterator[str]:
        if (changes := self.report.changes) is not None:
            yield f"**{cell(since(self.report, changes, self.lang))}**"
            yield ""
            yield from (f"- {cell(line)}" for line in details(self.report, changes, self.lang))

    def findings(self) -> Iterator[str]:
        found = [r for r in self.found if r.counts]
        yield f"### {self.say('Findings')}"
        yield ""
        if not found:
            yield self.say("None.")
            return
        heads = (
            self.say("Verdict"),
            self.say("Severity"),
            self.say("Clause"),
            self.say("Rule"),
            self.say("Subject"),
            self.say("Held against"),
            self.say("Place"),
            self.say("Finding and remedy"),
        )
        told = told_once(found, self.report)
        yield from _table(heads, [self.row(t) for t in told[:ROWS]])
        yield from self.left_out(sum(1 + len(t.others) for t in told[ROWS:]))

    def row(self, told: ToldFinding) -> list[str]:
        result = told.result
        mend = remedy(result, self.lang)
        text = cell(message(result, self.lang))
        if mend:
            text += f"<br>**{self.say('Remedy')}**: {cell(mend)}"
        if told.others:
            text += f"<br>**{self.say('Likewise')}**: {cell(names(told, self.report))}"
        return [
            f"{_MARKS[result.verdict]} {self.label('verdicts', result.verdict.word)}",
            self.label("severities", result.rule.severity),
            clause(result.rule.clause, self.lang),
            code_cell(result.rule.id),
            code_cell(subject(result)),
            code_cell(result.against or "–"),
            code_cell(self.place(result)),
            text,
        ]

    def place(self, result: Result) -> str:
        location = self.report.location(result)
        return f"{self.show(location)}:{location.line}" if location.line else self.show(location)

    def excused(self) -> Iterator[str]:
        found = [r for r in self.found if not r.counts]
        if not found:
            return
        yield f"### {self.say('Findings that do not count')}"
        yield ""
        heads = (
            self.say("Verdict"),
            self.say("Rule"),
            self.say("Subject"),
            self.say("Held against"),
            self.say("Why not"),
        )
        label = self.report.pack.vocabulary.label
        yield from _table(
            heads,
            [
                [
                    label("verdicts", r.verdict.word, self.lang),
                    *map(code_cell, (r.rule.id, subject(r), r.against or "–")),
                    cell(excuse(r, self.report, self.lang)),
                ]
                for r in found[:ROWS]
            ],
        )
        yield from self.left_out(len(found[ROWS:]))

    def left_out(self, number: int) -> Iterator[str]:
        if number:
            yield ""
            yield self.say("And {found} more, left out here.", found=number)

    def ladder(self) -> Iterator[str]:
        groups = alike(self.report.ladder)
        if not groups:
            return
        yield f"### {self.say('Between the core actors (art. 9)')}"
        yield ""
        yield self.say("Article 9 gives a power: nothing happens by itself.")
        yield ""
        heads = (
            self.say("Core actor"),
            self.say("against"),
            self.say("State"),
            self.say("Since"),
            self.say("Grounds"),
            self.say("What comes next"),
        )
        rows = []
        for group in groups:
            pair = group.pair
            by = self.say("every other core actor") if group.everyone else ", ".join(map(code_cell, group.by))
            named = ", ".join(code_cell(g) for g in grounds(pair, self.lang))
            since = pair.since.isoformat() if pair.since else "–"
            rows.append(
                [
                    by,
                    ", ".join(map(code_cell, group.against)),
                    self.label("states", pair.state),
                    since,
                    named,
                    cell(self.report.pack.vocabulary.next_step(pair.next, pair.next_on, self.lang)),
                ]
            )
        yield from _table(heads, rows)

    def notices(self) -> Iterator[str]:
        if not self.report.notices:
            return
        yield f"### {self.say('Notices')}"
        yield ""
        for notice in self.report.notices:
            place = (
                f"{code_cell(f'{self.show(notice.location)}:{notice.location.line}')}: "
                if notice.location
                else ""
            )
            yield f"- {place}{cell(notice.sentence(self.lang))}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], rule: str = "---") -> list[str]:
    lines = [heads, [rule] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def errors(found: InputErrors) -> str:
    """Write a section with a row for each input error."""
    heads = (
        say(found.lang, "Place"),
        say(found.lang, "What is wrong, and what to do"),
        say(found.lang, "Code"),
    )
    rows = [
        [
            code_cell(str(place)) if (place := found.place(p)) else "–",
            cell(found.sentence(p)),
            code_cell(p.code),
        ]
        for p in found.problems[:ROWS]
    ]
    lines = [f"## {_MARKS[Verdict.VIOLATION]} {plain(found.headline)}", "", *_table(heads, rows)]
    if (left := len(found.problems) - ROWS) > 0:
        lines += [
            "",
            say(found.lang, "And {left} more, left out here.", left=left),
        ]
    return "\n".join(lines) + "\n"


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write a section for each workspace."""
    return "\n".join(one.written(render, errors) for one in answers)

"""Text for people: grouped by subject, worst first, quiet about what is fine; the same lines with and without
colour.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gbo_policy.basics.problems import Location
from gbo_policy.basics.steering import no_order, visible
from gbo_policy.basics.translate import count, mark, say
from gbo_policy.formats._changes import details, since
from gbo_policy.formats._flow_answers import MAY, FlowAnswer, flow_answers
from gbo_policy.formats._ladder import LETTERS, AlikePairs, alike, matrix, used
from gbo_policy.formats._likewise import ToldFinding, names, told_once
from gbo_policy.formats._shared import clause, paths
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import (
    because,
    due_dates,
    grounds,
    kind_name,
    measure_name,
    message,
    part_name,
    remedy,
    status_name,
    verdicts,
)
from gbo_policy.logic.verdict import WORDS, Verdict
from gbo_policy.rulebook.rule import SEVERITIES

if TYPE_CHECKING:  # of few runs: start-up counts
    from gbo_policy.formats._errors import InputErrors
    from gbo_policy.formats._many import WorkspaceAnswer

DOSSIER = "reports/{}/summary.txt"
Span = tuple[str, str]  # style, text
Line = list[Span]
WIDTH = 80
_FEW = 30  # flows; of more, those in order are counted
_MARKS = {Verdict.VIOLATION: "✗", Verdict.REVIEW: "?", Verdict.COMPLIANT: "✓", Verdict.NOT_APPLICABLE: "·"}


def render(report: Report, lang: str) -> str:
    """Write the report as plain text of 80 columns."""
    return to_text(layout(report, lang))


def to_text(lines: Iterable[Line]) -> str:
    """Write lines without colour."""
    return "".join(no_order("".join(text for _, text in line).rstrip()) + "\n" for line in lines)


def layout(report: Report, lang: str, *, verbose: bool = False, width: int = WIDTH) -> list[Line]:
    """Lay a report out as styled lines."""
    writer = _ReportText(report, lang, width)
    pairs = writer.pairs() if verbose or report.changes is None else ()  # the ladder knows no new and old
    lines = [
        *writer.head(),
        *writer.flows(verbose),
        *writer.groups(verbose),
        *pairs,
        *writer.notices(),
        *writer.changes(),
        *writer.foot(),
    ]
    return [[(style, visible(text)) for style, text in line] for line in lines]


class _ReportText:
    def __init__(self, report: Report, lang: str, width: int) -> None:
        self.report, self.lang, self.width, self.show = report, lang, width, paths(report)

    def label(self, section: str, word: str) -> str:
        return self.report.pack.vocabulary.label(section, word, self.lang)

    def wrapped(self, text: str, indent: int, style: str = "plain", lead: str = "") -> Iterator[Line]:
        blank = " " * indent
        lines = textwrap.wrap(
            text, max(self.width - indent - len(lead), 20), break_long_words=False, break_on_hyphens=False
        )
        for i, line in enumerate(lines or [""]):
            yield [("dim", blank + (lead if i == 0 else " " * len(lead))), (style, line)]

    def head(self) -> Iterator[Line]:
        report, agreement = self.report, self.report.workspace.agreement
        yield from self.wrapped(agreement.title or agreement.id, 0, "title")
        as_of = say(self.lang, "as of")
        pack = say(self.lang, "pack")
        text = f"{as_of} {report.as_of} · {pack} {report.pack.id} {report.pack.version} · {self.force()}"
        yield from self.wrapped(text, 0, "dim")

    def force(self) -> str:
        context = self.report.context
        if context.in_force_from is None:
            return say(self.lang, "not (known to be) in force")
        text = say(self.lang, "in force from {in_force_from}", in_force_from=context.in_force_from)
        if context.ended_from is not None:
            text += say(
                self.lang,
                ", ended from {ended_from} on the earliest reading, beyond doubt from {certain}",
                ended_from=context.ended_from,
                certain=context.certainly_ended_from,
            )
        return text

    def flows(self, verbose: bool) -> Iterator[Line]:
        """One line a flow; where there are many, those that may are only counted."""
        answers = flow_answers(self.report)
        shown = [a for a in answers if verbose or len(answers) <= _FEW or a.verdict != MAY]
        if answers:
            yield []
        told: dict[tuple[str, str], list[FlowAnswer]] = {}  # senders of one flow to whom the same is said
        for answer in shown:
            key = (self.report.workspace.written.get(answer.id, answer.id), answer.words(self.lang))
            told.setdefault(key, []).append(answer)
        called = {key: self.senders_of(key[0], same) for key, same in told.items()}
        longest = min(max(map(len, called.values()), default=0), 30)
        for key, same in told.items():
            verdict = same[0].verdict
            words = f"{called[key]:<{longest}}  {key[1]}"
            yield from self.wrapped(words, 2, verdict.word, f"{_MARKS[verdict]} ")
        if left := len(answers) - len(shown):
            text = say(self.lang, "{left} other flows: may", left=left)
            yield [("compliant", f"  {_MARKS[MAY]} {text}")]

    def senders_of(self, written: str, same: Sequence[FlowAnswer]) -> str:
        return same[0].id if len(same) == 1 else f"{written} ({self.senders(len(same))})"

    def groups(self, verbose: bool) -> Iterator[Line]:
        found = self.report.results.findings
        shown = (
            list(self.report.results)
            if verbose
            else [r for r in found if not r.baselined and r.change != "unchanged"]
        )
        groups: dict[tuple[str, str], list[ToldFinding]] = {}
        for one in told_once(shown, self.report):
            groups.setdefault(self.group(one.result), []).append(one)
        ranks = {key: min(_rank(t.result) for t in group) for key, group in groups.items()}
        for key in sorted(groups, key=lambda k: (ranks[k], k)):
            yield []
            yield from self.wrapped(f"{self.kind(key[0])} {self.called(*key)}", 0, "title")
            for one in sorted(groups[key], key=lambda t: _rank(t.result)):
                yield from self.result(one.result)
                if one.others:
                    named = names(one, self.report)
                    yield from self.wrapped(named, 4, "plain", say(self.lang, "likewise: "))

    def group(self, result: Result) -> tuple[str, str]:
        subject = result.subject
        if subject.kind in {"flow", "recipient"}:
            flow = subject.of or subject.id
            return "flow", self.report.workspace.written.get(flow, flow)
        return ("event", subject.of) if subject.of else (subject.kind, subject.id)

    def kind(self, kind: str) -> str:
        return kind_name(kind, self.lang)

    def called(self, kind: str, key: str) -> str:
        workspace = self.report.workspace
        made = workspace.flows_named(key)
        title = workspace.flow_by_id[made[0]].title if kind == "flow" else None
        name = title or (
            workspace.parties[key].name if kind == "party" and key in workspace.parties else None
        )
        several = self.senders(len(made)) if kind == "flow" and made != (key,) else ""
        return (f"{key} ({name})" if name else key) + (f" · {several}" if several else "")

    def senders(self, number: int) -> str:
        return count(self.lang, number, "{number} sender", "{number} senders")

    def result(self, result: Result) -> Iterator[Line]:
        rule, verdict = result.rule, result.verdict
        said, severity = self.label("verdicts", verdict.word), self.label("severities", rule.severity)
        head = f"{said} · {clause(rule.clause, self.lang)} · {rule.id} · {severity}"
        waived = "" if result.waived is None else say(self.lang, " · waived")
        held = say(self.lang, " · in the baseline") if result.baselined else ""
        change = {
            "new": say(self.lang, " · new"),
            "unchanged": say(self.lang, " · unchanged"),
        }.get(result.change or "", "")
        yield from self.wrapped(f"{head}{waived}{held}{change}", 2, verdict.word, f"{_MARKS[verdict]} ")
        yield from self.wrapped(
            f"{self.place(self.report.location(result))}{self.recipient(result)}", 4, "dim"
        )
        yield from self.wrapped(message(result, self.lang), 4)
        if not result.finding:
            return
        if facts := because(result, self.lang):
            yield from self.wrapped(facts, 4, "dim", say(self.lang, "because: "))
        if result.assess() and result.missing():
            terms = self.report.pack.vocabulary.terms_called(result.assess(), self.lang)
            yield from self.wrapped(terms, 4, "plain", say(self.lang, "to judge: "))
        yield from self.norm(result)
        if mend := remedy(result, self.lang):
            yield from self.wrapped(mend, 4, "remedy", say(self.lang, "remedy: "))
        yield from self.sanction(result)
        if result.waived is not None:
            waiver = self.report.workspace.waivers[result.waived]
            text = say(
                self.lang,
                "{approved_by}, until {expires_on}: {reason}",
                approved_by=waiver.approved_by,
                expires_on=waiver.expires_on,
                reason=waiver.reason,
            )
            yield from self.wrapped(text, 4, "dim", say(self.lang, "waived by: "))

    def place(self, location: Location) -> str:
        return str(Location(self.show(location), location.line, location.column))

    def recipient(self, result: Result) -> str:
        if result.subject.kind not in {"recipient", "notice"}:
            return ""
        return f"  [{self.kind(result.subject.kind)} {part_name(result)}]"

    def norm(self, result: Result) -> Iterator[Line]:
        if (rests := norm_of(result)) is None or (due := due_dates(result)) is None:
            return
        text = say(
            self.lang,
            mark("{name}, a term that the parties agreed: expected by {due}, at the latest {due2}")
            if rests[0].agreed
            else mark(
                "{name}, a norm of the house, not of the agreement: expected by {due}, at the latest {due2}"
            ),
            name=self.report.pack.norm_called(rests[0].name, self.lang),
            due=due[0],
            due2=due[1],
        )
        yield from self.wrapped(text, 4, "dim", say(self.lang, "norm: "))

    def sanction(self, result: Result) -> Iterator[Line]:
        measures = self.report.ladder.measures(result)
        if not measures:
            return
        first = measures[0]
        through = f" ({say(self.lang, 'through')} {first.via})" if first.via else ""
        now = [m for m in measures if m.measure != "supervision" and m.status != "conditional"]
        names = ", ".join(
            f"{measure_name(m.measure, self.lang)} {status_name(m.status, self.lang)}" for m in now
        )
        others = set(self.report.workspace.parties) - {first.against}
        by = self.everyone if len(first.by) > 2 and set(first.by) == others else ", ".join(first.by)
        told = [f"art. {first.clause}{through}: {names}, {by} → {first.against}"] if now else []
        authority = next((m.authority for m in measures if m.authority), None)
        told += [f"{say(self.lang, 'supervision')}: {authority.upper()} (15.2)"] if authority else []
        text = "; ".join(told)
        yield from self.wrapped(text, 4, "dim", say(self.lang, "sanction: ")) if text else ()

    def pairs(self) -> Iterator[Line]:
        ladder = self.report.ladder
        if all(p.quiet for p in ladder.pairs):
            return
        yield []
        head = say(self.lang, "Between the core actors (art. 9: a power, nothing happens by itself)")
        yield from self.wrapped(head, 0, "title")
        for line in matrix(ladder):
            yield [("plain", f"  {line}")]
        words = say(self.lang, "row: who may act; column: against whom")
        legend = "; ".join(f"{LETTERS[s]} {self.label('states', s)}" for s in used(ladder))
        yield from self.wrapped(f"{words}; {legend}", 2, "dim")
        for group in alike(ladder):
            yield from self.pair(group)

    def pair(self, group: AlikePairs) -> Iterator[Line]:
        pair = group.pair
        style = "violation" if pair.state in {"ceased", "suspended"} else "review"
        by = self.everyone if group.everyone else ", ".join(group.by)
        against = ", ".join(group.against)
        yield from self.wrapped(f"{by} → {against}: {self.label('states', pair.state)}", 2, style)
        named = grounds(pair, self.lang)
        since = say(self.lang, "since {since}", since=pair.since) if pair.since else ""
        more = f" (+{len(named) - 4})" if len(named) > 4 else ""
        rests = f"{say(self.lang, 'grounds')}: {', '.join(named[:4])}{more}" if named else ""
        parts = (since, rests, self.report.pack.vocabulary.next_step(pair.next, pair.next_on, self.lang))
        yield from self.wrapped("; ".join(p for p in parts if p), 4, "dim")

    @property
    def everyone(self) -> str:
        return say(self.lang, "every other core actor")

    def notices(self) -> Iterator[Line]:
        if self.report.notices:
            yield []
        for notice in self.report.notices:
            yield from self.wrapped(
                f"{self.place(notice.location)}: {notice.sentence(self.lang)}"
                if notice.location
                else notice.sentence(self.lang),
                2,
                "dim",
                "! ",
            )

    def foot(self) -> Iterator[Line]:
        numbers = self.report.counts()
        yield []
        counts = ", ".join(verdicts(numbers[v], self.label("verdicts", v), self.lang) for v in WORDS)
        aside = {"waived": mark("waived", "count"), "baselined": mark("in the baseline")}
        covered = ", ".join(
            f"{n} {say(self.lang, words)}" for name, words in aside.items() if (n := numbers.get(name))
        )
        text = counts + (f" ({covered})" if covered else "")
        lead = f"{self.label('verdicts', self.report.verdict.word).upper()}  "
        for i, line in enumerate(self.wrapped(text, len(lead))):
            yield [(self.report.verdict.word, lead), line[-1]] if i == 0 else line
        if (changes := self.report.changes) is not None:
            outcome = self.report.outcome
            head = say(self.lang, "NOTHING NEW") if outcome == Verdict.COMPLIANT else say(self.lang, "NEW")
            yield [(outcome.word, head), ("plain", f"  {since(self.report, changes, self.lang)}")]

    def changes(self) -> Iterator[Line]:
        if (changes := self.report.changes) is None:
            return
        for i, line in enumerate(details(self.report, changes, self.lang)):
            if i == 0:
                yield []
            yield from self.wrapped(line, 2, "dim", "~ ")


def _rank(result: Result) -> tuple[int, int, int]:
    return -result.verdict, int(result.waived is not None), SEVERITIES.index(result.rule.severity)


def shown(location: Location) -> str:
    """Write a place as terminals and editors link it, its file relative to the working folder where that is
    shorter.
    """
    path = os.path.relpath(location.file) if os.path.isabs(location.file) else location.file
    name = path if not path.startswith("..") else location.file
    return f"{name}:{location.line}:{location.column}" if location.line else name


def errors(found: InputErrors) -> str:
    """Write a line for each input error, and one that nothing was judged."""
    lines = [*(one.line(found.lang) for one in found.problems), found.headline]
    return "".join(f"{no_order(line)}\n" for line in lines)


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write what each workspace's own text says, one after the other."""
    return "\n".join(one.written(render, errors) for one in answers)

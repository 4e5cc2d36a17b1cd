"""What needs a decision, by whom, and before when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gbo_policy.basics.problems import Location
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.judging.wording import due_dates, questions
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.deadlines import Deadline, day_of, deadlines
from gbo_policy.reporting.content.blocks import (
    Column,
    Inline,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    joined,
    marked,
    run,
)
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.rulebook.rule import clause_key

MOST = 6  # subjects named in one row; the findings beside them name them all
HORIZON = timedelta(days=90)  # what lapses within this many days is "about to lapse"


def decisions(report: Report, found: tuple[Finding, ...], words: Words) -> Section:
    """Give the section: powers, running clocks, open terms, and what each core actor has to mend or fill
    in.
    """
    open_ = [f for f in found if f.open]
    say = words.say
    intro = say(
        "Whoever decides, answers for it; this section says only what is open, for "
        "whom, and until when. No date means that neither the agreement nor a norm of "
        "the house sets one."
    )
    blocks = (
        Paragraph(run(intro)),
        _powers(report, open_, words),
        _clocks(report, open_, words),
        _terms(report, open_, words),
        _questions(report, open_, words),
        _mending(report, open_, words),
    )
    return Section("decisions", say("What needs a decision"), blocks, page=True)


def links(found: Iterable[Finding], words: Words) -> Inline:
    """Give the numbers of findings, each leading to it."""
    return joined([run(Part(number(f, words), "", f.anchor)) for f in found]) or run("–")


def number(finding: Finding, words: Words) -> str:
    """Give a finding's number as people cite it."""
    return words.say("F{n}", n=finding.number)


def _powers(report: Report, found: list[Finding], words: Words) -> Table:
    groups: dict[tuple[str, str, str, date | None], list[Pair]] = defaultdict(list)
    for pair in report.ladder.pairs:
        if pair.next not in {
            "nothing",
            "ceased",
            "ceased-uncertain",
            "cure",
            "lasts",
            "takes-effect",
            "not-in-force",
        }:
            groups[pair.against, pair.next, pair.state, pair.next_on].append(pair)
    rows: list[Row] = []
    for (against, step, state, on), pairs in groups.items():
        seven = any(
            f.result.against == against
            and f.result.rule.clause.startswith("7.")
            and f.result.verdict == Verdict.VIOLATION
            for f in found
        )
        rows.append(
            (
                run(words.party(against), " ", words.state(state)),
                run(
                    words.say("each may decide alone: "),
                    words.acting((p.by for p in pairs), pairs[0].against),
                ),
                run(words.next_step(step)),
                run(_when(step, on, words, seven=seven)),
            )
        )
    say = words.say
    columns = (
        Column(say("Against"), 1.3),
        Column(say("By whom"), 1.3),
        Column(say("What"), 1.5),
        Column(say("When"), 1.3),
    )
    caption = say("Powers of article 9 that are open")
    empty = say("No power of article 9 is open.")
    return Table("powers", say("Powers"), caption, columns, tuple(rows), empty)


def _when(step: str, on: date | None, words: Words, *, seven: bool) -> str:
    if step == "lift":
        return words.say("now: the ground is gone")
    if step in {"unclear", "taken-over", "inherited"}:
        return words.say("before anything else")
    if step == "lift-or-last":
        return words.say("no date set")
    parts = [
        words.say("at once for article 7 (7.2); otherwise no date") if seven else words.say("no date set")
    ]
    if on is not None:
        parts.append(words.say("cessation from {on}, if nothing is mended (house norm)", on=on))
    return "; ".join(parts)


def soon(report: Report) -> list[Deadline]:
    """Give the clocks of duties and laws that run, and of what people recorded those that end within the
    horizon.
    """
    limit = report.as_of.day + HORIZON
    return [
        d
        for d in deadlines(report)
        if d.source != "record" or (day_of(d.expected) <= limit and not _settled(d, report))
    ]


def _settled(deadline: Deadline, report: Report) -> bool:
    """Tell whether the clock of something recorded stopped for good: a waiver long expired is a finding of
    its own.
    """
    return deadline.key.startswith("waiver/") and day_of(deadline.expected) < report.as_of.day


def _clocks(report: Report, found: list[Finding], words: Words) -> Table:
    of_key: dict[str, list[Finding]] = defaultdict(list)
    at: dict[Location, list[Finding]] = defaultdict(list)
    for f in found:
        of_key[f"{f.result.rule.id}/{f.result.subject.id}"].append(f)
        at[report.location(f.result)].append(f)
    say = words.say
    rows: list[Row] = []
    for one in soon(report):
        own = of_key.get(one.key) or [f for f in at.get(one.location, ()) if _same_matter(one, f.result)]
        due = run(words.moment(one.expected))
        if one.outer is not None:
            due = run(due, say("; at the latest "), words.moment(one.outer))
        if one.overdue(report.as_of) > timedelta():
            due = run(due, " ", _late(one, own, words))
        rows.append(
            (
                run(marked(words.of(one.what)), _about(one, words)),
                run(_whose(one, words)),
                due,
                run(_basis(one, words)),
                links(own, words),
            )
        )
    columns = (
        Column(say("What"), 1.8),
        Column(say("By whom"), 1.1),
        Column(say("Due by"), 1.1),
        Column(say("Set by", context="parameter"), 0.9),
        Column(say("Finding"), 0.6),
    )
    caption = say("Clocks that run, or end within {days} days", days=HORIZON.days)
    return Table(
        "clocks",
        say("Clocks"),
        caption,
        columns,
        tuple(rows),
        say("No clock is running.", context="decisions"),
    )


def _same_matter(one: Deadline, result: Result) -> bool:
    """Tell whether a finding that stands where a clock does is about the same: what a term of the law asks,
    or a day that somebody set.
    """
    if one.source != "law":
        return one.source == "record"
    read = (*result.missing(), *(path for _, _, paths in result.because() for path in paths))
    return any(one.done_by in path for path in read)


def _late(one: Deadline, found: list[Finding], words: Words) -> Part:
    """Say that a clock is late; of a duty that is for review, as where a fact is missing, only that it may
    be.
    """
    if any(f.result.missing() for f in found):
        return Part(words.say("late, if this duty applies: a fact is missing"), "badge", tone="review")
    if one.doubted:
        return Part(
            words.say("past its last day: whether that is late is for review"), "badge", tone="review"
        )
    return Part(words.say("late"), "badge", tone="violation")


def _about(one: Deadline, words: Words) -> Inline:
    return run(": ", words.event(one.event)) if one.event and one.source != "agreement" else ()


def _whose(one: Deadline, words: Words) -> str:
    if one.key.startswith("assessment/") or one.key.startswith("waiver/"):
        return one.by or "–"
    return words.party(one.by)


def _basis(one: Deadline, words: Words) -> str:
    say = words.say
    source = {
        "norm": say("house norm"),
        "agreed": say("signed text"),
        "law": say("law"),
        "agreement": say("agreement"),
        "record": say("date recorded"),
    }[one.source]
    clause = one.clause if one.clause and one.clause[0].isdigit() else ""
    return f"{source} ({words.clause(clause)})" if clause else source


def _terms(report: Report, found: list[Finding], words: Words) -> Table:
    groups: dict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for f in found:
        for term in f.result.assess():
            groups[term, f.result.against].append(f)
    rows: list[Row] = []
    for (term, party), concerned in sorted(
        groups.items(),
        key=lambda g: (clause_key(str(_term(report, g[0][0])["clause"])), g[0][0], g[0][1] or ""),
    ):
        rows.append(
            (
                run(marked(words.label("terms", term)), " (", Part(term, "code"), ")"),
                run(_answers(party, words)),
                _some([words.subject(f.result) for f in concerned], words),
                links(concerned, words),
            )
        )
    say = words.say
    columns = (
        Column(say("Open term"), 1.6),
        Column(say("By whom"), 1.2),
        Column(say("About", context="decision"), 1.8),
        Column(say("Findings"), 0.7),
    )
    caption = say("Judgements that somebody has to give")
    return Table(
        "terms",
        say("Open terms"),
        caption,
        columns,
        tuple(rows),
        say("No open term awaits an answer."),
    )


def _questions(report: Report, found: list[Finding], words: Words) -> Table:
    """Give what each core actor has to complete, as questions."""
    asked: dict[tuple[str | None, str], list[Finding]] = {}
    for party in (*report.workspace.parties, None):
        for f in found:
            if f.result.against == party and f.result.verdict == Verdict.REVIEW and f.result.waived is None:
                for question in questions(f.result, words.lang, words.names):
                    asked.setdefault((party, question), []).append(f)
    rows = tuple(
        (
            run(words.party(party) if party else words.say("the core actors together")),
            marked(question),
            _some(list(dict.fromkeys(words.subject(f.result) for f in concerned)), words),
            links(concerned, words),
        )
        for (party, question), concerned in asked.items()
    )
    say = words.say
    columns = (
        Column(say("Core actor"), 1.1),
        Column(say("Question"), 2.6),
        Column(say("About", context="decision"), 1.6),
        Column(say("Findings"), 0.7),
    )
    caption = say("Questions that each core actor has to answer")
    empty = say("No fact is missing.")
    return Table("questions", say("Questions"), caption, columns, rows, empty)


def _some(subjects: list[Inline], words: Words) -> Inline:
    left = len(subjects) - MOST
    more = [run(words.say("and {left} more", left=left))] if left > 0 else []
    return joined([*subjects[:MOST], *more], "; ")


def _term(report: Report, term: str) -> dict[str, str]:
    found: dict[str, str] = report.pack.vocabulary.raw["terms"].get(term, {"clause": ""})
    return found


def _answers(party: str | None, words: Words) -> str:
    if party is None:
        return words.say("the core actors together")
    found = words.workspace.parties.get(party)
    dpo = found.dpo.name if found and found.dpo and found.dpo != "none" else None
    name = words.party(party)
    return words.say("{name}, on the advice of its DPO {dpo}", name=name, dpo=dpo) if dpo else name


def _mending(report: Report, found: list[Finding], words: Words) -> Table:
    rows: list[Row] = []
    for party in (*report.workspace.parties, None):
        own = [f for f in found if f.result.against == party]
        for what, some in _kinds(own, words):
            due = sorted(d for f in some for d in _due(f))
            rows.append(
                (
                    run(words.party(party) if party else words.say("the core actors together")),
                    run(what),
                    run(due[0] if due else "–"),
                    links(some, words),
                )
            )
    say = words.say
    columns = (
        Column(say("Core actor"), 1.2),
        Column(say("What"), 1.3),
        Column(say("First date"), 0.7, "date"),
        Column(say("Findings"), 2),
    )
    caption = say("What each core actor has to mend or fill in")
    return Table(
        "mending",
        say("To mend"),
        caption,
        columns,
        tuple(rows),
        say("Nothing is to be mended."),
    )


def _kinds(found: list[Finding], words: Words) -> Iterator[tuple[str, list[Finding]]]:
    say = words.say
    broken = [f for f in found if f.result.verdict == Verdict.VIOLATION and f.result.waived is None]
    violations = [f for f in broken if f.standing == "running"]
    critical = [f for f in violations if f.result.rule.severity == "critical"]
    rest = [f for f in violations if f.result.rule.severity != "critical"]
    reviews = [f for f in found if f.result.verdict == Verdict.REVIEW and f.result.waived is None]
    kinds = (
        (say("end critical violations"), critical),
        (say("end other violations"), rest),
        (say("change what is proposed"), [f for f in broken if f.standing == "proposed"]),
        (say("record how what is over was answered"), [f for f in broken if f.standing == "over"]),
        (
            say("answer the questions above"),
            [f for f in reviews if f.result.missing()],
        ),
        (
            say("have points judged"),
            [f for f in reviews if not f.result.missing()],
        ),
        (say("waived for now"), [f for f in found if f.result.waived is not None]),
    )
    for what, some in kinds:
        if some:
            yield f"{what} ({len(some)})", some


def _due(finding: Finding) -> Iterator[str]:
    if (due := due_dates(finding.result)) is not None:
        yield due[0][:10]

"""What the rules see and what they do not: the clauses that no rule can check, and the coverage, counted
exactly.
"""

from __future__ import annotations

from collections import Counter

from gbo_policy.basics.translate import mark
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import WORST_FIRST, Verdict
from gbo_policy.reporting.content.blocks import (
    Column,
    Pairs,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    joined,
    run,
)
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.rulebook.coverage import HELD, Clause, Coverage, coverage, held_words
from gbo_policy.rulebook.rule import Rule

_WHY = {
    "declaration": mark("a declaration", "sentence"),
    "power": mark("a power"),
    "human": mark("a human matter"),
    "definition": mark("a definition"),
    "law": mark("a matter of law"),
}


def unchecked(report: Report, words: Words) -> Section:
    """Give the section on the sentences that no rule can check, with what a human should look at."""
    say = words.say
    intro = say(
        "No rule judges these sentences of the agreement. They are not in order by "
        "default: somebody should look at what the last column says."
    )
    rows: list[Row] = []
    for clause in coverage(report.pack).clauses:
        for one in clause.sentences:
            if not one.rules and one.reason is not None:
                why = say(_WHY[one.kind]) if one.kind in _WHY else (one.kind or "")
                rows.append(
                    (
                        run(words.clause(clause.clause)),
                        run(words.of(one.text)),
                        run(why),
                        run(words.of(one.reason)),
                    )
                )
    columns = (
        Column(say("Clause"), 0.6),
        Column(say("What it says, in our words"), 2),
        Column(say("Why no rule"), 0.8),
        Column(say("What a human should look at"), 2.2),
    )
    caption = say("Sentences that no rule can check")
    table = Table(
        "unchecked",
        say("Not checkable"),
        caption,
        columns,
        tuple(rows),
        say("Some rule checks every sentence."),
        stub=False,
    )
    return Section(
        "unchecked",
        say("What no rule can check"),
        (Paragraph(run(intro)), table),
        page=True,
    )


def covered(material: Material, words: Words) -> Section:
    """Give the section on coverage: exact fractions, clause by clause, and what every rule found."""
    say, report, selected = words.say, material.report, material.rules
    found = coverage(report.pack)
    judged = {r.rule.id for r in report.results}
    applied = {r.rule.id for r in report.results if r.verdict != Verdict.NOT_APPLICABLE}
    pairs = Pairs(
        (
            (
                say("Clauses that some rule checks"),
                run(say("{checked} of {clauses}", checked=found.checked, clauses=len(found.clauses))),
            ),
            *(
                (say("Sentences of the model: {held}", held=held_words(held, words.lang)), run(str(number)))
                for held, number in found.sentences.items()
            ),
            (
                say("Rules of the pack that took part"),
                run(say("{selected} of {rules}", selected=len(selected), rules=len(report.pack.rules))),
            ),
            (
                say("Rules that had something to judge"),
                run(say("{judged}, of which {applied} applied", judged=len(judged), applied=len(applied))),
            ),
        )
    )
    blocks = (pairs, _clauses(found, words), _rules(report, selected, words))
    return Section("coverage", say("Coverage"), blocks, page=True)


def _clauses(found: Coverage, words: Words) -> Table:
    say = words.say
    columns = (
        Column(say("Clause"), 0.6),
        Column(say("Title"), 2),
        Column(say("Sentences"), 0.6, "number"),
        Column(say("Shown / asked / form"), 0.9, "number"),
        Column(say("Rules"), 2.6),
    )
    rows = tuple(_clause(c, words) for c in found.clauses)
    return Table(
        "by-clause",
        say("Coverage"),
        say("Coverage by clause"),
        columns,
        rows,
    )


def _clause(clause: Clause, words: Words) -> Row:
    held = Counter(s.held for s in clause.sentences)
    rules = joined([run(Part(r, "code")) for r in clause.rules]) or run("–")
    return (
        run(words.clause(clause.clause)),
        run(words.of(clause.title)),
        run(str(len(clause.sentences))),
        run(" / ".join(str(held[one]) for one in HELD[:-1])),
        rules,
    )


def _rules(report: Report, selected: frozenset[str], words: Words) -> Table:
    say = words.say
    counts: Counter[tuple[str, Verdict]] = Counter((r.rule.id, r.verdict) for r in report.results)
    columns = (
        Column(say("Clause"), 0.6),
        Column(say("Rule"), 2.4),
        Column(say("Severity"), 0.8),
        *(Column(words.label("verdicts", v.word).capitalize(), 0.7, "number") for v in WORST_FIRST),
    )
    rows = tuple(_rule(r, counts, selected, words) for r in report.pack.rules)
    caption = say("What every rule of the pack gave")
    return Table("by-rule", say("Rules"), caption, columns, rows, stub=False)


def _rule(rule: Rule, counts: Counter[tuple[str, Verdict]], selected: frozenset[str], words: Words) -> Row:
    title = run(words.of(rule.title), " (", Part(rule.id, "code"), ")")
    if rule.id not in selected:
        title = run(title, " ", Part(words.say("left out"), "badge", tone="review"))
    cells = tuple(run(str(counts[rule.id, v])) for v in WORST_FIRST)
    return run(words.clause(rule.clause)), title, run(words.label("severities", rule.severity)), *cells

"""The findings, clause by clause: each with its reason, facts, place, remedy and sanction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from gbo_policy.basics.steps import dotted
from gbo_policy.basics.translate import mark
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.report import Report
from gbo_policy.judging.sanctions import Measure
from gbo_policy.judging.wording import (
    due_dates,
    labels_of,
    measure_name,
    message,
    missing_facts,
    remedy,
    status_name,
    telling,
    value,
)
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Card,
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
from gbo_policy.reporting.content.report_words import FACT_ANSWERS, Words
from gbo_policy.reporting.sections.decisions import number
from gbo_policy.reporting.sections.record import position
from gbo_policy.rulebook.rule import Rule

_STANDINGS = {"running": mark("goes on"), "proposed": mark("proposed"), "over": mark("over")}
# what goes on comes first, without a head of its own: anchors, head and note of each group
_GROUPS = {
    "running": ("c", "", ""),
    "proposed": (
        "p",
        mark("In what is only proposed"),
        mark("These flows have not begun. Said is what they would be; changing the proposal mends it."),
    ),
    "over": (
        "o",
        mark("Over, and not mended"),
        mark(
            "The conduct has ended, or its day has passed: article 9 gives no power any more. That it was "
            "so stays true."
        ),
    ),
}


def findings_section(found: tuple[Finding, ...], words: Words, *, period: bool) -> Section:
    """Give the section with the findings that are open and, for a period, those that ended in it."""
    say = words.say
    ended = [f for f in found if not f.open]
    sections: list[Section] = []
    for name, (prefix, title, note) in _GROUPS.items():
        own = [f for f in found if f.open and f.standing == name]
        if own and title:
            sections.append(Section(name, say(title), (Paragraph(run(say(note))),)))
        sections.extend(_by_clause(own, words, prefix))
    if ended:
        sections.append(Section("ended", say("Ended within the period"), (_ended_note(words),)))
        sections.extend(_by_clause(ended, words, "e"))
    intro = run(say("Nothing was found.")) if not found else run(_intro(words, period=period))
    title = say("Findings by clause")
    past = (_violations(found, words),) if period else ()
    return Section(
        "findings",
        title,
        (Paragraph(intro), *past),
        tuple(sections),
        sheets=(_sheet(found, words, period=period),),
        page=True,
    )


def _intro(words: Words, *, period: bool) -> str:
    say = words.say
    text = say("Each finding names the facts it rests on and the place in the declarations where they stand.")
    if not period:
        return text
    return f"{text} " + say("First come those that stood on the last day of the period.")


def _violations(found: tuple[Finding, ...], words: Words) -> Table:
    """Give every violation of the period, those among them that were mended."""
    say = words.say
    rows: list[Row] = []
    for one in found:
        days = [s for s in one.stretches if s.verdict == Verdict.VIOLATION]
        if not days:
            continue
        state = (
            say("goes on")
            if one.open and one.result.verdict == Verdict.VIOLATION and one.standing == "running"
            else say("over")
            if one.open
            else say("mended or ended")
        )
        rows.append(
            (
                run(Part(number(one, words), "", one.anchor)),
                run(f"{words.clause(one.result.rule.clause)} · {words.of(one.result.rule.title)}"),
                words.subject(one.result),
                run(words.party(one.result.against) if one.result.against else "–"),
                run(words.moment(days[0].first)),
                run(words.moment(days[-1].last)),
                run(state),
            )
        )
    columns = (
        Column(say("No."), 0.5),
        Column(say("Rule"), 2.2),
        Column(say("About"), 1.8),
        Column(say("Held against"), 1.2),
        Column(say("First day"), 0.9, "date"),
        Column(say("Last day"), 0.9, "date"),
        Column(say("At the end"), 0.9),
    )
    caption = say("Violations on some day of the period, those mended too")
    empty = say("On no day of the period was there a violation.")
    return Table("violations", say("Violations"), caption, columns, tuple(rows), empty, stub=False)


def _ended_note(words: Words) -> Paragraph:
    text = words.say("Told as they stood on the first day of their last stretch.")
    return Paragraph(run(text))


def _by_clause(found: Iterable[Finding], words: Words, prefix: str) -> Iterator[Section]:
    for clause, some in groupby(found, key=lambda f: f.result.rule.clause):
        yield Section(
            f"{prefix}{clause.replace('.', '-')}",
            words.clause_head(clause),
            tuple(_card(f, words) for f in some),
        )


def _card(finding: Finding, words: Words) -> Card:
    result = finding.result
    rule = result.rule
    badges = [
        words.verdict(result.verdict),
        Part(words.label("severities", rule.severity), "badge", tone=f"severity-{rule.severity}"),
    ]
    if finding.open and finding.standing != "running":
        badges.append(Part(words.say(_STANDINGS[finding.standing]), "badge"))
    if result.waived is not None:
        badges.append(Part(words.say("waived", context="badge"), "badge", tone="waived"))
    return Card(
        id=finding.anchor,
        title=run(f"{number(finding, words)} · ", words.of(rule.title)),
        badges=tuple(badges),
        lead=marked(message(result, words.lang, words.names)),
        rows=tuple((name, text) for name, text in _rows(finding, words) if text),
        tone=result.verdict.word,
    )


def _rows(finding: Finding, words: Words) -> Iterator[tuple[str, Inline]]:
    result, report, say = finding.result, finding.report, words.say
    yield say("About"), words.subject(result)
    held = finding.standing != "proposed" and result.verdict == Verdict.VIOLATION
    against = say("Held against") if held else say("Would be held against")
    yield against, run(words.party(result.against)) if result.against else ()
    yield say("Labels"), run(", ".join(f"{name}: {text}" for name, text in labels_of(result).items()))
    yield say("When"), _when(finding, words)
    yield say("Facts"), facts(finding, words)
    yield say("Missing"), joined([run(Part(m, "code")) for m in missing_facts(result)])
    yield (
        say("To be judged"),
        joined(
            [run(marked(words.label("terms", t)), " (", Part(t, "code"), ")") for t in result.assess()], "; "
        ),
    )
    yield say("Position"), position(result, words)
    yield say("Stands in"), run(Part(place(finding), "code"))
    yield say("House norm"), _norm(finding, words)
    yield say("Remedy"), marked(remedy(result, words.lang, words.names) or "")
    yield say("Sanction"), _sanction(report.ladder.measures(result), words)
    yield say("Waiver"), _waiver(finding, words)
    yield say("Rule"), run(Part(result.rule.id, "code"), *_references(result.rule, words))


def _references(rule: Rule, words: Words) -> tuple[str, ...]:
    return (" · ", " · ".join(words.reference(r) for r in rule.references)) if rule.references else ()


def _when(finding: Finding, words: Words) -> Inline:
    said = []
    for one in finding.stretches:
        until = words.say("{first} to {last}", context="days", first=one.first, last=one.last)
        said.append(run(f"{words.label('verdicts', one.verdict.word)}: {until}"))
    return joined(said, "; ")


def facts(finding: Finding, words: Words) -> Inline:
    """Write the facts that decided, each with what it means, its value, and where the value comes from."""
    said = []
    for name, given, paths in telling(finding.result):
        field = finding.result.rule.kind.told_as(name)
        meaning = field.meaning(words.lang) if field else ""
        told = (
            words.say(FACT_ANSWERS[given])
            if isinstance(given, str) and given in FACT_ANSWERS and field
            else words.called(given)
        )
        head = (
            run(re.split(r" \(|:", meaning, maxsplit=1)[0], " (", Part(name, "code"), ")")
            if meaning
            else run(Part(name, "code"))
        )
        origin = (
            run(", ", words.say("from"), " ", joined([run(Part(dotted(p), "code")) for p in paths]))
            if (paths := tuple(p for p in paths if dotted(p) != name))
            else ()
        )
        said.append(run(head, ": ", Part(value(told, words.lang), "strong"), origin))
    return joined(said, "; ")


def place(finding: Finding) -> str:
    """Give the file and line of the fact that decided, the file named from the workspace's root on."""
    location = finding.report.relative(finding.report.location(finding.result))
    return f"{location.file}:{location.line}" if location.line else location.file


def _norm(finding: Finding, words: Words) -> Inline:
    rests, due = norm_of(finding.result), due_dates(finding.result)
    if rests is None or due is None:
        return ()
    norm = rests[0]
    expected, outer = (d.replace("T", " ")[:16] for d in due)
    return run(
        marked(finding.report.pack.norm_called(norm.name, words.lang)),
        words.say(
            ": expected by {expected}, at the latest {outer}. A norm of the house, not of the agreement.",
            expected=expected,
            outer=outer,
        ),
    )


def _sanction(measures: tuple[Measure, ...], words: Words) -> Inline:
    if not measures:
        return ()
    say, first = words.say, measures[0]
    via = say(" (through {via})", via=first.via) if first.via else ""
    steps = [
        f"{measure_name(m.measure, words.lang)} {status_name(m.status, words.lang)}"
        for m in measures
        if m.measure != "supervision"
    ]
    who = say("by {by}", by=words.acting(first.by, first.against))
    authority = next((m.authority for m in measures if m.authority), None)
    rest = say(" Supervision: {authority} (art. 15.2).", authority=authority.upper()) if authority else ""
    return run(f"Art. {first.clause}{via}: {'; '.join(steps)}; {who}.{rest}") if steps else run(rest.strip())


def _waiver(finding: Finding, words: Words) -> Inline:
    if finding.result.waived is None:
        return ()
    waiver = finding.report.workspace.waivers[finding.result.waived]
    who = words.say(
        "{approved_by}, {approved_on}, until {expires_on}: ",
        approved_by=waiver.approved_by,
        approved_on=waiver.approved_on or words.say("date not stated"),
        expires_on=waiver.expires_on,
    )
    return run(who, waiver.reason)


def _sheet(found: tuple[Finding, ...], words: Words, *, period: bool) -> Table:
    say = words.say
    heads = [
        Column(say("No."), 0.5),
        Column(say("Clause"), 0.6),
        Column(say("Verdict"), 0.8),
        Column(say("Standing"), 0.7),
        Column(say("Severity"), 0.7),
        Column(say("Rule"), 1.2, "code"),
        Column(say("About"), 2),
        Column(say("Held against"), 1.4),
        Column(say("Reason"), 4),
        Column(say("Facts"), 3),
        Column(say("Missing"), 1.5),
        Column(say("Stands in"), 1.5, "code"),
        Column(say("Remedy"), 3),
        Column(say("Sanction"), 2.5),
        Column(say("Waiver"), 2),
    ]
    if period:
        heads += [Column(say("Open at the end"), 0.7), Column(say("When"), 2)]
    rows = tuple(_row(f, words, period=period) for f in found)
    return Table(
        "all-findings",
        say("Findings"),
        say("All findings"),
        tuple(heads),
        rows,
        say("Nothing was found."),
    )


def _row(finding: Finding, words: Words, *, period: bool) -> Row:
    result = finding.result
    row: list[Inline] = [
        run(number(finding, words)),
        run(words.clause(result.rule.clause)),
        run(words.verdict(result.verdict)),
        run(words.say(_STANDINGS[finding.standing] if finding.open else _STANDINGS["over"])),
        run(words.label("severities", result.rule.severity)),
        run(Part(result.rule.id, "code")),
        words.subject(result),
        run(words.party(result.against) if result.against else "–"),
        marked(message(result, words.lang, words.names)),
        facts(finding, words),
        run(", ".join(missing_facts(result))),
        run(Part(place(finding), "code")),
        marked(remedy(result, words.lang, words.names) or ""),
        _sanction(_measures(finding.report, finding), words),
        _waiver(finding, words),
    ]
    if period:
        row += [
            run(words.say("yes") if finding.open else words.say("no")),
            _when(finding, words),
        ]
    return tuple(row)


def _measures(report: Report, finding: Finding) -> tuple[Measure, ...]:
    return report.ladder.measures(finding.result)

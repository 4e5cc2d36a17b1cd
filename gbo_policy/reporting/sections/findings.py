"""The findings, clause by clause: each with its reason, facts, place, remedy and sanction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from gbo_policy.basics.steps import dotted
from gbo_policy.judging.report import Report
from gbo_policy.judging.sanctions import Measure
from gbo_policy.judging.wording import (
    due_dates,
    measure_name,
    message,
    missing_facts,
    remedy,
    status_name,
    value,
)
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
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.sections.decisions import number
from gbo_policy.rulebook.rule import Rule

# what an assessment may say, and how an agreement may stand on a day
_ANSWERS = {
    "unassessed": ("not assessed", "niet beoordeeld"),
    "met": ("met", "voldaan"),
    "not-met": ("not met", "niet voldaan"),
    "contested": ("contested", "betwist"),
    "running": ("running", "loopt"),
    "disputed": ("disputed", "betwistbaar"),
    "ended": ("ended", "beëindigd"),
    "none": ("none", "geen"),
}


def findings_section(found: tuple[Finding, ...], words: Words, *, period: bool) -> Section:
    """Give the section with the findings that are open and, for a period, those that ended in it."""
    say = words.say
    open_, ended = [f for f in found if f.open], [f for f in found if not f.open]
    sections = list(_by_clause(open_, words, "c"))
    if ended:
        sections.append(
            Section("ended", say("Ended within the period", "In de periode geëindigd"), (_ended_note(words),))
        )
        sections.extend(_by_clause(ended, words, "e"))
    intro = (
        run(say("Nothing was found.", "Er zijn geen bevindingen."))
        if not found
        else run(_intro(words, period=period))
    )
    title = say("Findings by clause", "Bevindingen per clausule")
    return Section(
        "findings",
        title,
        (Paragraph(intro),),
        tuple(sections),
        sheets=(_sheet(found, words, period=period),),
        page=True,
    )


def _intro(words: Words, *, period: bool) -> str:
    say = words.say
    text = say(
        "Each finding names the facts it rests on and the place in the declarations where they stand.",
        "Elke bevinding noemt de feiten waarop ze steunt en de plaats in de aangiften waar ze staan.",
    )
    if not period:
        return text
    return f"{text} " + say(
        "First come those that stood on the last day of the period.",
        "Eerst komen die van de laatste dag van de periode.",
    )


def _ended_note(words: Words) -> Paragraph:
    text = words.say(
        "Told as they stood on the first day of their last stretch.",
        "Weergegeven zoals ze waren op de eerste dag van hun laatste tijdvak.",
    )
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
    if result.waived is not None:
        badges.append(Part(words.say("waived", "afwijking"), "badge", tone="waived"))
    return Card(
        id=finding.anchor,
        title=run(f"{number(finding, words)} · ", words.of(rule.title)),
        badges=tuple(badges),
        lead=marked(message(result, words.lang, words.names)),
        rows=tuple((name, text) for name, text in _rows(finding, words) if text),
        tone=result.verdict,
    )


def _rows(finding: Finding, words: Words) -> Iterator[tuple[str, Inline]]:
    result, report, say = finding.result, finding.report, words.say
    yield say("About", "Onderwerp"), words.subject(result)
    yield say("Held against", "Ten laste van"), run(words.party(result.against)) if result.against else ()
    yield say("When", "Wanneer"), _when(finding, words)
    yield say("Facts", "Feiten"), facts(finding, words)
    yield say("Missing", "Ontbreekt"), joined([run(Part(m, "code")) for m in missing_facts(result)])
    yield (
        say("To be judged", "Te beoordelen"),
        joined([run(words.label("terms", t), " (", Part(t, "code"), ")") for t in result.assess()], "; "),
    )
    yield say("Stands in", "Staat in"), run(Part(place(finding), "code"))
    yield say("House norm", "Huisnorm"), _norm(finding, words)
    yield say("Remedy", "Herstel"), marked(remedy(result, words.lang, words.names) or "")
    yield say("Sanction", "Sanctie"), _sanction(report.ladder.measures(result), words)
    yield say("Waiver", "Afwijking"), _waiver(finding, words)
    yield say("Rule", "Regel"), run(Part(result.rule.id, "code"), *_references(result.rule, words))


def _references(rule: Rule, words: Words) -> tuple[str, ...]:
    return (" · ", " · ".join(words.reference(r) for r in rule.references)) if rule.references else ()


def _when(finding: Finding, words: Words) -> Inline:
    said = []
    for one in finding.stretches:
        until = words.say(f"{one.first} to {one.last}", f"{one.first} tot en met {one.last}")
        said.append(run(f"{words.label('verdicts', one.verdict)}: {until}"))
    return joined(said, "; ")


def facts(finding: Finding, words: Words) -> Inline:
    """Write the facts that decided, each with what it means, its value, and where the value comes from."""
    said = []
    for name, given, paths in finding.result.because():
        field = next((f for f in finding.result.rule.kind.fields if name in (f.name, f.source, f.term)), None)
        meaning = words.say(field.en, field.nl) if field else ""
        told = (
            words.say(*_ANSWERS[given])
            if isinstance(given, str) and given in _ANSWERS and field
            else words.called(given)
        )
        head = (
            run(meaning.partition(":")[0], " (", Part(name, "code"), ")")
            if meaning
            else run(Part(name, "code"))
        )
        origin = (
            run(", ", words.say("from", "uit"), " ", joined([run(Part(dotted(p), "code")) for p in paths]))
            if paths
            else ()
        )
        said.append(run(head, ": ", Part(value(told, words.lang), "strong"), origin))
    return joined(said, "; ")


def place(finding: Finding) -> str:
    """Give the file and line of the fact that decided, the file named from the workspace's root on."""
    location = finding.report.relative(finding.report.location(finding.result))
    return f"{location.file}:{location.line}" if location.line else location.file


def _norm(finding: Finding, words: Words) -> Inline:
    rests, due = finding.result.norm(), due_dates(finding.result)
    if rests is None or due is None:
        return ()
    norm = rests[0]
    expected, outer = (d.replace("T", " ")[:16] for d in due)
    return run(
        Part(norm.name, "code"),
        words.say(
            f": expected by {expected}, at the latest {outer}. A norm of the house, not of the agreement.",
            f": verwacht tegen {expected}, uiterlijk {outer}. Een norm van het huis, niet van de overeenkomst.",
        ),
    )


def _sanction(measures: tuple[Measure, ...], words: Words) -> Inline:
    if not measures:
        return ()
    say, first = words.say, measures[0]
    via = say(f" (through {first.via})", f" (via {first.via})") if first.via else ""
    steps = [
        f"{measure_name(m.measure, words.lang)} {status_name(m.status, words.lang)}"
        for m in measures
        if m.measure != "supervision"
    ]
    who = say(f"by {words.parties(first.by)}", f"door {words.parties(first.by)}")
    authority = next((m.authority for m in measures if m.authority), None)
    rest = (
        say(f" Supervision: {authority.upper()} (art. 15.2).", f" Toezicht: {authority.upper()} (art. 15.2).")
        if authority
        else ""
    )
    return run(f"Art. {first.clause}{via}: {'; '.join(steps)}; {who}.{rest}") if steps else run(rest.strip())


def _waiver(finding: Finding, words: Words) -> Inline:
    if finding.result.waived is None:
        return ()
    waiver = finding.report.workspace.waivers[finding.result.waived]
    who = words.say(
        f"{waiver.approved_by}, {waiver.approved_on}, until {waiver.expires_on}: ",
        f"{waiver.approved_by}, {waiver.approved_on}, tot {waiver.expires_on}: ",
    )
    return run(who, waiver.reason)


def _sheet(found: tuple[Finding, ...], words: Words, *, period: bool) -> Table:
    say = words.say
    heads = [
        Column(say("No.", "Nr."), 0.5),
        Column(say("Clause", "Clausule"), 0.6),
        Column(say("Verdict", "Oordeel"), 0.8),
        Column(say("Severity", "Ernst"), 0.7),
        Column(say("Rule", "Regel"), 1.2, "code"),
        Column(say("About", "Onderwerp"), 2),
        Column(say("Held against", "Ten laste van"), 1.4),
        Column(say("Reason", "Reden"), 4),
        Column(say("Facts", "Feiten"), 3),
        Column(say("Missing", "Ontbreekt"), 1.5),
        Column(say("Stands in", "Staat in"), 1.5, "code"),
        Column(say("Remedy", "Herstel"), 3),
        Column(say("Sanction", "Sanctie"), 2.5),
        Column(say("Waiver", "Afwijking"), 2),
    ]
    if period:
        heads += [Column(say("Open at the end", "Open op het einde"), 0.7), Column(say("When", "Wanneer"), 2)]
    rows = tuple(_row(f, words, period=period) for f in found)
    return Table(
        "all-findings",
        say("Findings", "Bevindingen"),
        say("All findings", "Alle bevindingen"),
        tuple(heads),
        rows,
        say("Nothing was found.", "Er zijn geen bevindingen."),
    )


def _row(finding: Finding, words: Words, *, period: bool) -> Row:
    result = finding.result
    row: list[Inline] = [
        run(number(finding, words)),
        run(words.clause(result.rule.clause)),
        run(words.verdict(result.verdict)),
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
            run(words.say("yes", "ja") if finding.open else words.say("no", "nee")),
            _when(finding, words),
        ]
    return tuple(row)


def _measures(report: Report, finding: Finding) -> tuple[Measure, ...]:
    return report.ladder.measures(finding.result)

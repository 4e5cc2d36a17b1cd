"""The head of a report and its first section: the verdict in one sentence, the figures, and how to read
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gbo_policy import __version__
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Column,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    Tile,
    Tiles,
    marked,
    run,
)
from gbo_policy.reporting.content.history import STANDINGS, Finding, standing
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.rulebook.rule import SEVERITIES


def sentence(material: Material, words: Words) -> str:
    """Give the verdict in one sentence, and for a period a second one on its course."""
    return " ".join(
        (_verdict(material.report, words), *_waived(material.report, words), *_course(material, words))
    )


def _verdict(report: Report, words: Words) -> str:
    reviews, day, say = report.summary[Verdict.REVIEW], words.day(report.as_of.day), words.say
    points = words.count(reviews, "{number} point calls", "{number} points call")
    if broken := list(_broken(report, words)):
        rest = [say("{points} for facts or for human judgement", points=points)] if reviews else []
        return say(
            "State on {day}, according to the declarations: {told}.",
            day=day,
            told="; ".join([*broken, *rest]),
        )
    if reviews:
        return say(
            "On {day} no violation of the agreement is shown, but {points} for facts or for human judgement.",
            day=day,
            points=points,
        )
    return say(
        "On {day} all that rules can check is in order, as far as the facts declared are right.", day=day
    )


def _broken(report: Report, words: Words) -> Iterator[str]:
    """Count the violations: those that go on, those that what is proposed would be, and those that are
    over.
    """
    found: dict[str, list[Result]] = {name: [] for name in STANDINGS}
    for one in report.results:
        if one.verdict == Verdict.VIOLATION:
            found[standing(one)].append(one)
    running, ahead, over = (len(found[name]) for name in STANDINGS)
    told = (
        words.count(running, "{number} violation that goes on", "{number} violations that go on"),
        words.count(
            ahead, "{number} that a flow not yet begun would be", "{number} that flows not yet begun would be"
        ),
        words.count(over, "{number} violation that is over", "{number} violations that are over"),
    )
    for text, some in zip(told, found.values(), strict=True):
        if some:
            yield text + _grave(some, words)


def _grave(some: list[Result], words: Words) -> str:
    critical = sum(r.rule.severity == "critical" for r in some)
    if critical == len(some) == 1:
        return words.say(", a critical one")
    return words.say(", {critical} of them critical", critical=critical) if critical else ""


def _waived(report: Report, words: Words) -> Iterator[str]:
    if waived := report.waived:
        yield words.say("A waiver covers {waived} of these findings.", waived=waived)


def _course(material: Material, words: Words) -> Iterator[str]:
    if material.period is None:
        return
    first, last = material.period
    days = sum((s.last - s.first).days + 1 for s in material.spans if s.report.summary[Verdict.VIOLATION])
    total = (last - first).days + 1
    yield words.say("In the period, violations stood on {days} of {total} days.", days=days, total=total)


def about(material: Material, words: Words) -> Pairs:
    """Give the report's own particulars: what it is about, when, and what it was judged with."""
    report, say = material.report, words.say
    agreement = report.workspace.agreement
    pairs: list[tuple[str, Inline]] = [
        (
            say("Agreement"),
            run(agreement.title, " (", Part(agreement.id, "code"), ")")
            if agreement.title
            else run(Part(agreement.id, "code")),
        ),
        (say("Core actors"), run(words.parties(report.workspace.parties))),
        (say("In force"), run(force(report, words))),
        (say("Judged by"), run(judged_by(report, words))),
    ]
    if material.period is not None:
        first, last = material.period
        pairs.append(
            (
                say("Period"),
                run(
                    words.say(
                        "{first} to {last}", context="days", first=words.day(first), last=words.day(last)
                    )
                ),
            )
        )
    as_of = words.day(report.as_of.day) if report.as_of.whole_day else str(report.as_of)
    pairs.append((say("As of"), run(as_of)))
    pack = run(f"{report.pack.id} {report.pack.version}, ", say("engine"), f" {__version__}")
    return Pairs((*pairs, (say("Rule pack"), pack)))


def judged_by(report: Report, words: Words) -> str:
    """Say by which text was judged: the model, or the model with what a signed text says otherwise."""
    agreement, say = report.workspace.agreement, words.say
    departures = len(agreement.departures or ())
    if agreement.text is None and not departures:
        return say("the model agreement; no signed text was read")
    if not departures:
        return say("the model agreement; in the signed text no departure from it is recorded")
    return words.count(
        departures,
        "the model agreement, with {number} departure of the signed text",
        "the model agreement, with {number} departures of the signed text",
    )


def force(report: Report, words: Words) -> str:
    """Say since when the agreement is in force and whether it ends."""
    context, say = report.context, words.say
    if context.in_force_from is None:
        return say("not shown to be in force")
    text = say("from {in_force_from}", in_force_from=words.day(context.in_force_from))
    if context.ended_from is not None and context.certainly_ended_from is not None:
        text += say(
            "; ended from {ended_from} on the earliest reading, beyond doubt from {certain}",
            ended_from=words.day(context.ended_from),
            certain=words.day(context.certainly_ended_from),
        )
    return text


def summary(material: Material, found: tuple[Finding, ...], words: Words) -> Section:
    """Give the first section."""
    say = words.say
    blocks: tuple[Block, ...] = (
        _tiles(material.report, words),
        _by_severity(material.report, words),
        _by_party(material.report, words),
        *_ended(found, words),
    )
    reading = Section("reading", say("How to read this report"), (_reading(material, words),))
    return Section("summary", say("Summary"), blocks, (reading,), page=True)


def _tiles(report: Report, words: Words) -> Tiles:
    counts, say = report.summary, words.say
    found = Counter(standing(r) for r in report.results if r.verdict == Verdict.VIOLATION)
    running, ahead, over = (found[name] for name in STANDINGS)
    labels = (
        words.count(running, "violation that goes on", "violations that go on"),
        words.count(ahead, "violation in what is proposed", "violations in what is proposed"),
        words.count(over, "violation that is over", "violations that are over"),
    )
    tiles = [
        *(
            Tile(str(n), label, "violation" if n else "")
            for n, label in zip((running, ahead, over), labels, strict=True)
        ),
        Tile(str(counts[Verdict.REVIEW]), say("to be reviewed"), "review"),
        Tile(str(counts[Verdict.COMPLIANT]), say("in order"), "compliant"),
        Tile(str(counts[Verdict.NOT_APPLICABLE]), say("not applicable")),
        Tile(str(report.waived), say("with a waiver")),
        Tile(str(len(report.workspace.flows)), say("flows declared")),
    ]
    return Tiles(tuple(tiles))


def _by_severity(report: Report, words: Words) -> Table:
    counts = Counter((r.rule.severity, r.verdict) for r in report.results)
    rows: list[Row] = [
        (
            run(words.label("severities", s)),
            run(str(counts[s, Verdict.VIOLATION])),
            run(str(counts[s, Verdict.REVIEW])),
            run(str(counts[s, Verdict.COMPLIANT])),
        )
        for s in SEVERITIES
    ]
    say = words.say
    columns = (Column(say("Severity"), 2), *_counted(words))
    return Table(
        "by-severity",
        say("By severity"),
        say("Results by severity of the rule"),
        columns,
        tuple(rows),
    )


def _by_party(report: Report, words: Words) -> Table:
    counts = Counter((r.against, r.verdict) for r in report.results)
    keys: list[str | None] = [*report.workspace.parties, None]
    rows: list[Row] = [
        (
            run(words.party(k) if k else words.say("held against nobody")),
            run(str(counts[k, Verdict.VIOLATION])),
            run(str(counts[k, Verdict.REVIEW])),
            run(str(counts[k, Verdict.COMPLIANT])),
        )
        for k in keys
    ]
    say = words.say
    columns = (Column(say("Held against"), 2), *_counted(words))
    return Table(
        "by-party",
        say("By party"),
        say("Results by core actor"),
        columns,
        tuple(rows),
    )


def _counted(words: Words) -> tuple[Column, ...]:
    heads = (
        words.say("Violations"),
        words.say("To be reviewed"),
        words.say("In order"),
    )
    return tuple(Column(h, 1, "number") for h in heads)


def _ended(found: tuple[Finding, ...], words: Words) -> Iterator[Paragraph]:
    if ended := sum(not f.open for f in found):
        text = words.count(ended, "{number} finding", "{number} findings")
        more = words.say("A further {text} ended within the period; section 4 lists them apart.", text=text)
        yield Paragraph(run(more))


def _reading(material: Material, words: Words) -> Bullets:
    say = words.say
    points = [
        say(
            "Violation: it follows from what was declared. Whether that is true, this report "
            "does not say. Nothing is held against anybody because a fact is missing."
        ),
        say(
            "To be reviewed: a fact is missing, an open term of the agreement awaits an "
            "answer, or readings of its text differ in outcome. Such a point is never "
            "taken to be in order."
        ),
        say(
            "In order: as far as a rule can see, and as far as the declarations are true. "
            "What no rule can check stands in a section of its own."
        ),
        say(
            "This report says what the agreement says. An exchange can be lawful and yet "
            "break the agreement; whether it is lawful is for the data protection "
            "officers, the authority and the courts."
        ),
        say("Article 9 gives each other core actor a power. Nothing is suspended or ceased by itself."),
        say(
            "House norms fill in terms that the agreement leaves open. They are settings "
            "of the house, not law; a result that rests on one says so."
        ),
    ]
    points.append(
        say(
            "What goes on, what is only proposed, and what is over stand apart. Article 9 "
            "answers what goes on; what is over can still count before the authority or a court."
        )
    )
    if material.spans:
        points.append(
            say(
                "Days after the last fact recorded are judged as if nothing more happened: "
                "terms run on, and nothing is mended by itself."
            )
        )
    return Bullets(tuple(_strong_lead(p) for p in points))


def _strong_lead(text: str) -> Inline:
    head, colon, rest = text.partition(":")
    return run(Part(f"{head}:", "strong"), rest) if colon and len(head) < 24 else marked(text)

"""The head of a report and its first section: the verdict in one sentence, the figures, and how to read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gbo_policy import __version__
from gbo_policy.judging.report import Report
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
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.rulebook.rule import SEVERITIES


def sentence(material: Material, words: Words) -> str:
    """Give the verdict in one sentence, and for a period a second one on its course."""
    return " ".join(
        (_verdict(material.report, words), *_waived(material.report, words), *_course(material, words))
    )


def _verdict(report: Report, words: Words) -> str:
    violations, reviews = report.summary["violation"], report.summary["review"]
    critical = sum(r.verdict == "violation" and r.rule.severity == "critical" for r in report.results)
    day, say = words.day(report.as_of.day), words.say
    points = words.count(reviews, ("point calls", "punt vraagt"), ("points call", "punten vragen"))
    if violations:
        found = words.count(violations, ("violation", "schending"), ("violations", "schendingen"))
        grave = say(f", {critical} of them critical", f", waarvan {critical} kritieke") if critical else ""
        rest = (
            say(
                f"; {points} for facts or for human judgement",
                f"; {points} nog feiten of een menselijk oordeel",
            )
            if reviews
            else ""
        )
        return say(
            f"On {day} the facts show {found} of the agreement{grave}{rest}.",
            f"Op {day} tonen de feiten {found} van de overeenkomst aan{grave}{rest}.",
        )
    if reviews:
        return say(
            f"On {day} no violation of the agreement is shown, but {points} for facts or for human judgement.",
            f"Op {day} is geen schending van de overeenkomst aangetoond, maar {points} nog feiten of een menselijk oordeel.",
        )
    return say(
        f"On {day} all that rules can check is in order, as far as the facts declared are right.",
        f"Op {day} is alles wat regels kunnen nagaan in orde, voor zover de aangegeven feiten kloppen.",
    )


def _waived(report: Report, words: Words) -> Iterator[str]:
    if waived := report.summary["waived"]:
        yield words.say(
            f"A waiver covers {waived} of these findings.",
            f"Voor {waived} van deze bevindingen geldt een toegestane afwijking.",
        )


def _course(material: Material, words: Words) -> Iterator[str]:
    if material.period is None:
        return
    first, last = material.period
    days = sum((s.last - s.first).days + 1 for s in material.spans if s.report.summary["violation"])
    total = (last - first).days + 1
    yield words.say(
        f"In the period, violations stood on {days} of {total} days.",
        f"In de periode bestonden er schendingen op {days} van de {total} dagen.",
    )


def about(material: Material, words: Words) -> Pairs:
    """Give the report's own particulars: what it is about, when, and what it was judged with."""
    report, say = material.report, words.say
    agreement = report.workspace.agreement
    pairs: list[tuple[str, Inline]] = [
        (
            say("Agreement", "Overeenkomst"),
            run(agreement.title, " (", Part(agreement.id, "code"), ")")
            if agreement.title
            else run(Part(agreement.id, "code")),
        ),
        (say("Core actors", "Kernactoren"), run(words.parties(report.workspace.parties))),
        (say("In force", "Werking"), run(force(report, words))),
    ]
    if material.period is not None:
        first, last = material.period
        pairs.append(
            (
                say("Period", "Periode"),
                run(
                    words.say(
                        f"{words.day(first)} to {words.day(last)}",
                        f"{words.day(first)} tot en met {words.day(last)}",
                    )
                ),
            )
        )
    as_of = words.day(report.as_of.day) if report.as_of.whole_day else str(report.as_of)
    pairs.append((say("As of", "Peildatum"), run(as_of)))
    pack = run(f"{report.pack.id} {report.pack.version}, ", say("engine", "motor"), f" {__version__}")
    return Pairs((*pairs, (say("Rule pack", "Regelpakket"), pack)))


def force(report: Report, words: Words) -> str:
    """Say since when the agreement is in force and whether it ends."""
    context, say = report.context, words.say
    if context.in_force_from is None:
        return say("not shown to be in force", "niet aantoonbaar in werking")
    text = say(f"from {words.day(context.in_force_from)}", f"vanaf {words.day(context.in_force_from)}")
    if context.ended_from is not None:
        text += say(
            f"; ended from {words.day(context.ended_from)}",
            f"; beëindigd vanaf {words.day(context.ended_from)}",
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
    reading = Section(
        "reading", say("How to read this report", "Hoe u dit verslag leest"), (_reading(material, words),)
    )
    return Section("summary", say("Summary", "Samenvatting"), blocks, (reading,), page=True)


def _tiles(report: Report, words: Words) -> Tiles:
    counts, say = report.summary, words.say
    tiles = [
        Tile(str(counts["violation"]), say("violations", "schendingen"), "violation"),
        Tile(str(counts["review"]), say("to be reviewed", "te beoordelen"), "review"),
        Tile(str(counts["compliant"]), say("in order", "in orde"), "compliant"),
        Tile(str(counts["not_applicable"]), say("not applicable", "niet van toepassing")),
        Tile(str(counts["waived"]), say("with a waiver", "met afwijking")),
        Tile(str(len(report.workspace.flows)), say("flows declared", "aangegeven stromen")),
    ]
    return Tiles(tuple(tiles))


def _by_severity(report: Report, words: Words) -> Table:
    counts = Counter((r.rule.severity, r.verdict) for r in report.results)
    rows: list[Row] = [
        (
            run(words.label("severities", s)),
            run(str(counts[s, "violation"])),
            run(str(counts[s, "review"])),
            run(str(counts[s, "compliant"])),
        )
        for s in SEVERITIES
    ]
    say = words.say
    columns = (Column(say("Severity", "Ernst"), 2), *_counted(words))
    return Table(
        "by-severity",
        say("By severity", "Naar ernst"),
        say("Results by severity of the rule", "Uitkomsten naar ernst van de regel"),
        columns,
        tuple(rows),
    )


def _by_party(report: Report, words: Words) -> Table:
    counts = Counter((r.against, r.verdict) for r in report.results)
    keys: list[str | None] = [*report.workspace.parties, None]
    rows: list[Row] = [
        (
            run(words.party(k) if k else words.say("held against nobody", "ten laste van niemand")),
            run(str(counts[k, "violation"])),
            run(str(counts[k, "review"])),
            run(str(counts[k, "compliant"])),
        )
        for k in keys
    ]
    say = words.say
    columns = (Column(say("Held against", "Ten laste van"), 2), *_counted(words))
    return Table(
        "by-party",
        say("By party", "Naar partij"),
        say("Results by core actor", "Uitkomsten naar kernactor"),
        columns,
        tuple(rows),
    )


def _counted(words: Words) -> tuple[Column, ...]:
    heads = (
        words.say("Violations", "Schendingen"),
        words.say("To be reviewed", "Te beoordelen"),
        words.say("In order", "In orde"),
    )
    return tuple(Column(h, 1, "number") for h in heads)


def _ended(found: tuple[Finding, ...], words: Words) -> Iterator[Paragraph]:
    if ended := sum(not f.open for f in found):
        text = words.count(ended, ("finding", "bevinding"), ("findings", "bevindingen"))
        more = words.say(
            f"A further {text} ended within the period; section 4 lists them apart.",
            f"Daarnaast eindigden in de periode {text}; deel 4 geeft ze apart.",
        )
        yield Paragraph(run(more))


def _reading(material: Material, words: Words) -> Bullets:
    say = words.say
    points = [
        say(
            "Violation: the facts declared show it. Nothing is held against anybody because a fact is missing.",
            "Schending: de aangegeven feiten tonen ze aan. Niets wordt iemand aangerekend omdat een feit ontbreekt.",
        ),
        say(
            "To be reviewed: a fact is missing, an open term of the agreement awaits an answer, or readings of its text differ in outcome. Such a point is never taken to be in order.",
            "Te beoordelen: er ontbreekt een feit, een open term van de overeenkomst wacht op een antwoord, of lezingen van de tekst verschillen in uitkomst. Zo'n punt geldt nooit als in orde.",
        ),
        say(
            "In order: as far as a rule can see, and as far as the declarations are true. What no rule can check stands in a section of its own.",
            "In orde: voor zover een regel het kan zien en de aangiften kloppen. Wat geen regel kan nagaan, staat in een eigen deel.",
        ),
        say(
            "This report says what the agreement says. An exchange can be lawful and yet break the agreement; whether it is lawful is for the data protection officers, the authority and the courts.",
            "Dit verslag zegt wat de overeenkomst zegt. Een mededeling kan wettig zijn en toch de overeenkomst schenden; of ze wettig is, oordelen de functionarissen voor gegevensbescherming, de toezichthouder en de rechter.",
        ),
        say(
            "Article 9 gives each other core actor a power. Nothing is suspended or ceased by itself.",
            "Artikel 9 geeft elke andere kernactor een bevoegdheid. Niets wordt vanzelf opgeschort of stopgezet.",
        ),
        say(
            "House norms fill in terms that the agreement leaves open. They are settings of the house, not law; a result that rests on one says so.",
            "Huisnormen vullen termijnen in die de overeenkomst open laat. Het zijn instellingen van het huis, geen recht; een uitkomst die erop steunt, vermeldt dat.",
        ),
    ]
    if material.spans:
        points.append(
            say(
                "Days after the last fact recorded are judged as if nothing more happened: terms run on, and nothing is mended by itself.",
                "Dagen na het laatst vastgelegde feit zijn beoordeeld alsof er niets meer gebeurt: termijnen lopen door, en niets herstelt zichzelf.",
            )
        )
    return Bullets(tuple(_strong_lead(p) for p in points))


def _strong_lead(text: str) -> Inline:
    head, colon, rest = text.partition(":")
    return run(Part(f"{head}:", "strong"), rest) if colon and len(head) < 24 else marked(text)

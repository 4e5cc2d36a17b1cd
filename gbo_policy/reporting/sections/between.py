"""Where the core actors stand towards one another under article 9."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gbo_policy.judging.sanctions import Pair
from gbo_policy.reporting.content.blocks import (
    Block,
    Column,
    Inline,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    joined,
    run,
)
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.sections.decisions import links

MOST = 8  # with more core actors than this a matrix cannot be read; the list below it says the same


def between(material: Material, found: tuple[Finding, ...], words: Words) -> Section:
    """Give the section: the matrix of pairs, the pairs that are not simply sharing, and for a period how they
    moved.
    """
    say = words.say
    intro = say(
        "Article 9 gives every other core actor a power against one that does not keep "
        "the agreement. A state beyond “possible” rests on a decision in the register."
    )
    blocks: tuple[Block, ...] = (
        Paragraph(run(intro)),
        *_matrix(material, words),
        _pairs(material, found, words),
        *_moves(material, words),
    )
    return Section("between", say("The ladder of article 9"), blocks, page=True)


def _matrix(material: Material, words: Words) -> Iterator[Table]:
    ids = list(material.report.workspace.parties)
    if not 2 <= len(ids) <= MOST:
        return
    states = {(p.by, p.against): p.state for p in material.report.ladder.pairs}
    say = words.say
    columns = (
        Column(say("From ↓ towards →"), 1.2),
        *(Column(words.party(k)) for k in ids),
    )
    rows: list[Row] = []
    for by in ids:
        cells = [
            run(words.state(states[by, against])) if (by, against) in states else run("–") for against in ids
        ]
        rows.append((run(words.party(by)), *cells))
    yield Table(
        "matrix",
        say("Matrix"),
        say("Who stands where towards whom"),
        columns,
        tuple(rows),
    )


def _pairs(material: Material, found: tuple[Finding, ...], words: Words) -> Table:
    rows = tuple(_pair(p, by, found, words) for p, by in _together(material, words))
    say = words.say
    columns = (
        Column(say("From"), 1),
        Column(say("Towards"), 1),
        Column(say("State"), 1),
        Column(say("Since"), 0.7, "date"),
        Column(say("Grounds"), 1.6),
        Column(say("What comes next"), 2),
    )
    empty = say("All core actors may communicate with one another; no power is open.")
    return Table(
        "pairs",
        say("Ladder"),
        say("Pairs that do not simply share"),
        columns,
        rows,
        empty,
        stub=False,
    )


def _together(material: Material, words: Words) -> Iterator[tuple[Pair, str]]:
    """Give the pairs that do not simply share, each with who may act: of many core actors, all that may do
    the same at once.
    """
    members = material.report.workspace.parties
    alike: dict[Pair, list[str]] = {}
    for pair in material.report.ladder.pairs:
        if not pair.quiet:
            alike.setdefault(pair if len(members) <= MOST else pair._replace(by=""), []).append(pair.by)
    for pair, by in alike.items():
        yield pair, words.acting(by, pair.against)


def _pair(pair: Pair, by: str, found: tuple[Finding, ...], words: Words) -> Row:
    numbered = [
        f
        for f in found
        if f.open
        and f.result.against == pair.against
        and f"{f.result.rule.id}/{f.result.subject.id}" in pair.grounds
    ]
    told = {f"{f.result.rule.id}/{f.result.subject.id}" for f in numbered}
    disputed = words.say(" (contested)")
    others = [
        run(words.ground(g), disputed) if g in pair.contested else words.ground(g)
        for g in pair.grounds
        if g not in told
    ]
    grounds = joined([*([links(numbered, words)] if numbered else []), *others], "; ")
    step = words.next_step(pair.next, pair.next_on)
    return (
        run(by),
        run(words.party(pair.against)),
        run(words.state(pair.state)),
        run(words.moment(pair.since)),
        grounds or run("–"),
        run(step),
    )


def _moves(material: Material, words: Words) -> Iterator[Table]:
    if not material.spans:
        return
    rows: list[Row] = []
    for pair in material.report.ladder.pairs:
        for first, last, state in course(material, pair.by, pair.against):
            if state != "sharing":
                rows.append(
                    (
                        run(words.party(pair.by)),
                        run(words.party(pair.against)),
                        run(words.state(state)),
                        _iso(first),
                        _iso(last),
                    )
                )
    say = words.say
    columns = (
        Column(say("From"), 1.2),
        Column(say("Towards"), 1.2),
        Column(say("State"), 1.2),
        Column(say("First day"), 0.7, "date"),
        Column(say("Last day"), 0.7, "date"),
    )
    caption = say("How the ladder moved in the period")
    empty = say("No pair left the state of sharing in the period.")
    yield Table(
        "moves",
        say("Ladder over time"),
        caption,
        columns,
        tuple(rows),
        empty,
        stub=False,
    )


def course(material: Material, by: str, against: str) -> list[tuple[date, date, str]]:
    """Give the states of a pair over the period, each with its first and last day."""
    made: list[tuple[date, date, str]] = []
    for span in material.spans:
        state = next(
            (p.state for p in span.report.ladder.pairs if (p.by, p.against) == (by, against)), "sharing"
        )
        if made and made[-1][2] == state:
            made[-1] = (made[-1][0], span.last, state)
        else:
            made.append((span.first, span.last, state))
    return made


def _iso(day: date) -> Inline:
    return run(Part(day.isoformat()))

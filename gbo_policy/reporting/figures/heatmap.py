"""Clauses by parties: the worst verdict held against each party, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Column, Drawing, Inline, Row, Table, joined, run
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures import svg
from gbo_policy.rulebook.coverage import Clause, coverage

_WIDTH, _ROW, _NUMBER = 720, 19, 42
_TITLES = 320  # room for the clauses, where there are more parties than a page has columns for
MOST = 8  # parties that have a column of their own with their name across it
_SHOWN = (Verdict.VIOLATION, Verdict.REVIEW, Verdict.COMPLIANT)
Counts = Counter[tuple[str, str | None, Verdict]]


def heatmap(report: Report, words: Words) -> tuple[Drawing, Table]:
    """Give the picture and its table; the last column holds what is held against nobody."""
    counts: Counts = Counter((r.rule.clause, r.against, r.verdict) for r in report.results)
    parties: list[str | None] = [*report.workspace.parties, None]
    clauses = coverage(report.pack).clauses
    say = words.say
    day = words.day(report.as_of.day)
    caption = say("Worst verdict by clause and party on {day}", day=day)
    total = words.count(
        sum(_worst(counts, c.clause, p) == Verdict.VIOLATION for c in clauses for p in parties),
        "{number} cell holds",
        "{number} cells hold",
    )
    description = say(
        "One row a clause, one column a core actor, coloured by the worst verdict held "
        "against it. {total} violations. The table below says the same.",
        total=total,
    )
    body, width, height = _draw(clauses, parties, counts, words)
    drawing = Drawing("heatmap", caption, description, width, height, body)
    return drawing, _table(clauses, parties, counts, words, caption)


def _worst(counts: Counts, clause: str, party: str | None) -> Verdict | None:
    return next((v for v in _SHOWN if counts[clause, party, v]), None)


def _head(party: str | None, words: Words) -> str:
    return words.party(party) if party else words.say("Nobody")


def _draw(
    clauses: Iterable[Clause], parties: list[str | None], counts: Counts, words: Words
) -> tuple[str, int, int]:
    if len(parties) <= MOST:
        across = max(44.0, min(96.0, 420 / len(parties)))
        wide, left = _WIDTH, _WIDTH - across * len(parties)
    else:
        across, left = 36.0, float(_TITLES)
        wide = round(left + across * len(parties))
    parts, top = _heads([_head(p, words) for p in parties], left, across)
    y = float(top)
    for clause in clauses:
        parts.append(svg.line(0, y, wide, y))
        parts.append(svg.text(2, y + 13.5, clause.clause, "g-strong", size=11.5))
        parts.append(
            svg.text(_NUMBER, y + 13.5, svg.fit(words.of(clause.title), left - _NUMBER - 8, 11.5), size=11.5)
        )
        parts.append(_cells(clause, parties, counts, (left, y, across), words))
        y += _ROW
    parts.append(svg.line(0, y, wide, y))
    parts.append(_legend(y + 18, words))
    return "".join(parts), wide, round(y + 28)


def _heads(names: list[str], left: float, across: float) -> tuple[list[str], float]:
    """Write the names over the columns, upright where there are many; and give where the rows begin."""
    middles = [left + across * (i + 0.5) for i in range(len(names))]
    if len(names) > MOST:
        short = [svg.fit(name, 330, 11) for name in names]
        top = 16 + max(svg.width(name, 11) for name in short)
        pairs = zip(middles, short, strict=True)
        return [svg.upright(x + 4, top - 6, name, "g-strong", size=11) for x, name in pairs], top
    wrapped = [svg.wrap(name, across - 10, 3, 12) for name in names]
    top = 8.0 + 13 * max(len(h) for h in wrapped)
    parts = [
        svg.text(x, top - 8 - 13 * (len(lines) - 1 - j), text, "g-strong", "middle", size=11)
        for x, lines in zip(middles, wrapped, strict=True)
        for j, text in enumerate(lines)
    ]
    return parts, top


def _cells(
    clause: Clause, parties: list[str | None], counts: Counts, at: tuple[float, float, float], words: Words
) -> str:
    left, y, across = at
    if not clause.checked:
        return svg.text(
            left + 4,
            y + 13.5,
            words.say("no rule: for a human"),
            "g-dim g-slant",
            size=11,
        )
    made = []
    for i, party in enumerate(parties):
        x = left + across * i + 2
        worst = _worst(counts, clause.clause, party)
        if worst is None:
            made.append(svg.mark("", x + across / 2 - 2, y + _ROW / 2))
            continue
        tone = worst.word
        middle = x + (across - 4) / 2
        made.append(svg.rect(x, y + 2, across - 4, _ROW - 4, f"t-{tone}"))
        if worst == Verdict.COMPLIANT:
            made.append(svg.mark(tone, middle, y + _ROW / 2, 3.5))
            continue
        on = f"o-{tone}"
        made.append(
            svg.mark(tone, middle - 9, y + _ROW / 2, 3.5, f"om-{tone}" if worst == Verdict.VIOLATION else on)
        )
        made.append(
            svg.text(
                middle + 2, y + 13.5, str(counts[clause.clause, party, worst]), f"g-strong {on}", size=11.5
            )
        )
    return "".join(made)


def _legend(y: float, words: Words) -> str:
    made, x = [], 0.0
    for tone in (v.word for v in _SHOWN):
        label = words.label("verdicts", tone)
        made.append(svg.rect(x, y - 10, 14, 13, f"t-{tone}"))
        made.append(svg.text(x + 19, y, label, "g-dim", size=11))
        x += 30 + svg.width(label, 11)
    made.append(svg.mark("", x + 7, y - 4))
    made.append(svg.text(x + 17, y, words.say("nothing to judge"), "g-dim", size=11))
    return "".join(made)


def _table(
    clauses: Iterable[Clause], parties: list[str | None], counts: Counts, words: Words, caption: str
) -> Table:
    """Give the same in words; where a page has no room for so many columns, the parties are named under each
    verdict.
    """
    apart = len(parties) <= MOST
    columns = (
        [Column(_head(p, words)) for p in parties]
        if apart
        else [Column(words.label("verdicts", v.word), 2) for v in _SHOWN]
    )

    def cells(clause: str) -> list[Inline]:
        if apart:
            return [_cell(counts, clause, p, words) for p in parties]
        return [run(_those(counts, clause, v, parties, words)) for v in _SHOWN]

    rows: list[Row] = [
        (run(words.clause(c.clause), " ", words.of(c.title)), *cells(c.clause)) for c in clauses if c.checked
    ]
    return Table(
        "heatmap-table",
        words.say("Clauses and parties"),
        caption,
        (Column(words.say("Clause"), 1.6), *columns),
        tuple(rows),
        folded=words.say("As a table"),
    )


def _those(counts: Counts, clause: str, verdict: Verdict, parties: list[str | None], words: Words) -> str:
    """Name the parties against whom a clause has a verdict, and how often."""
    if verdict == Verdict.COMPLIANT:
        return _in_order(counts, clause, parties, words)
    found = [(p, n) for p in parties if (n := counts[clause, p, verdict])]
    return "; ".join(f"{_head(p, words)}: {n}" for p, n in found) or "–"


def _in_order(counts: Counts, clause: str, parties: list[str | None], words: Words) -> str:
    """Name the parties with nothing but what is in order, or say that it is each of them, or each that is
    left.
    """
    worst = {p: _worst(counts, clause, p) for p in parties}
    found = [p for p in parties if worst[p] == Verdict.COMPLIANT]
    named = [p for p in parties if p is not None]
    if not all(worst[p] for p in named) or not any(found):
        return "; ".join(_head(p, words) for p in found) or "–"
    everyone = all(p in found for p in named)
    whole = words.say("every core actor") if everyone else words.say("every other core actor")
    return "; ".join([whole, *(_head(p, words) for p in found if p is None)])


def _cell(counts: Counts, clause: str, party: str | None, words: Words) -> Inline:
    found = [
        run(f"{n} ", words.verdict(v))
        for v in (Verdict.VIOLATION, Verdict.REVIEW)
        if (n := counts[clause, party, v])
    ]
    if not found and counts[clause, party, Verdict.COMPLIANT]:
        found = [run(words.label("verdicts", Verdict.COMPLIANT.word))]
    return joined(found) or run("–")

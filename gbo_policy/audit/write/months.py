"""Exchanges month by month: a picture, and the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gbo_policy.audit.write.audit_words import AuditWords
from gbo_policy.logic.verdict import WORDS
from gbo_policy.reporting.content.blocks import Column, Drawing, Row, Section, Table, run
from gbo_policy.reporting.figures import svg

_WIDTH, _ROW, _LEFT, _RIGHT = 720, 22, 66, 150
_MOST = 60  # months that a picture can show
_SHOWN = ("violation", "review", "compliant")

Data = Mapping[str, Any]


def by_month(data: Data, words: AuditWords) -> Section:
    """Give the section by month."""
    say, months = words.say, data["months"]
    caption = say("Exchanges by month")
    columns = (
        Column(say("Month"), 1),
        *(Column(words.label("verdicts", v).capitalize(), 1, "number") for v in WORDS),
    )
    rows: list[Row] = [(run(m["month"]), *(run(words.number(m[v])) for v in WORDS)) for m in months]
    drawn = len(months) <= _MOST
    folded = say("As a table") if drawn else ""
    table = Table("by-month", say("By month"), caption, columns, tuple(rows), folded=folded)
    return Section(
        "months",
        say("By month"),
        (_drawing(months, caption, words), table) if drawn else (table,),
    )


def _drawing(months: Sequence[Data], caption: str, words: AuditWords) -> Drawing:
    say, worst = words.say, max(months, key=lambda m: m["violation"])
    description = say("One bar a month, as long as its exchanges are many, coloured by their worst verdicts.")
    if worst["violation"]:
        most = words.number(worst["violation"])
        description += say(" Most violations: {month}, {most}.", month=worst["month"], most=most)
    longest = max(m["exchanges"] for m in months)
    body = "".join(
        _bar(m, i * _ROW, (_WIDTH - _LEFT - _RIGHT) / longest, words) for i, m in enumerate(months)
    )
    height = len(months) * _ROW
    return Drawing(
        "months-picture", caption, description, _WIDTH, height + 24, body + _legend(height + 16, words)
    )


def _bar(month: Data, y: float, scale: float, words: AuditWords) -> str:
    made, x = [svg.text(0, y + 15, month["month"], "g-strong")], float(_LEFT)
    for verdict in _SHOWN:
        made.append(svg.rect(x, y + 3, month[verdict] * scale, _ROW - 6, f"t-{verdict}", radius=0))
        x += month[verdict] * scale
    label = words.number(month["exchanges"]) + (
        f" ({words.number(month['violation'])} ✗)" if month["violation"] else ""
    )
    return "".join([*made, svg.text(x + 6, y + 15, label, "g-dim")])


def _legend(y: float, words: AuditWords) -> str:
    made, x = [], 0.0
    for tone in _SHOWN:
        label = words.label("verdicts", tone)
        made += [svg.rect(x, y - 10, 14, 13, f"t-{tone}"), svg.text(x + 19, y, label, "g-dim", size=11)]
        x += 30 + svg.width(label, 11)
    return "".join(made)

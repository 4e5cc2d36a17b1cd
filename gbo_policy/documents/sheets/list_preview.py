"""What a list gives, as a table for a look before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gbo_policy.basics.translate import count, say
from gbo_policy.documents.sheets.list_reading import ListRead

_SHOWN = 20  # rows
_LEAST = 5  # characters that a column is given


def preview(found: ListRead, name: str, lang: str, width: int) -> Iterator[str]:
    """Give the lines: how many rows became what, and the first flows."""
    flows = found.made.data.get("flows") or []
    read = count(lang, found.rows, "{number} row", "{number} rows")
    made = count(lang, len(flows), "{number} flow", "{number} flows")
    yield say(lang, "{file}: {read} read, {made}", file=name, read=read, made=made)
    if found.left:
        skipped = count(lang, len(found.left), "{number} row", "{number} rows")
        yield say(
            lang, "{skipped} left out, since the mapping says that they are no exchange", skipped=skipped
        )
    if flows:
        yield ""
        yield from table([_HEADS, *map(_row, flows[:_SHOWN])], width)
    if len(flows) > _SHOWN:
        more = count(lang, len(flows) - _SHOWN, "{number} flow", "{number} flows")
        yield say(lang, "and {more} more", more=more)


_HEADS = ["id", "sender", "recipients", "purposes", "data", "legal_basis"]


def _row(flow: dict[str, Any]) -> list[str]:
    recipients = [
        r.get("party") or r.get("processor") or r.get("name") or r.get("kind")
        for r in flow.get("recipients", ())
    ]
    cells = [flow.get("id"), flow.get("sender"), recipients, *(flow.get(key) for key in _HEADS[3:])]
    return [_said(cell) for cell in cells]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_said(v)}" for k, v in value.items())
    return "-" if value is None else " ".join(str(value).split())


def table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Give a table whose widest columns are cut until it fits a screen; what is cut ends in a mark."""
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    while sum(wide) + 2 * (len(wide) - 1) > width and max(wide) > _LEAST:
        wide[wide.index(max(wide))] -= 1
    for row in rows:
        cells = (cell if len(cell) <= w else cell[: w - 1] + "…" for cell, w in zip(row, wide, strict=True))
        yield "  ".join(f"{cell:<{w}}" for cell, w in zip(cells, wide, strict=True)).rstrip()

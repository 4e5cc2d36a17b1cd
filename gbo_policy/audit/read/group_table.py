"""The groups of a log as an embedded engine holds them, and what is asked of them before they are judged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gbo_policy.audit.read.engine import PERIOD, UNJUDGED, literal, quoted

_JUDGED = f"{PERIOD} <> {UNJUDGED}"
_ROWS = 10_000  # looked at at once
# blanks around a word, all that Python takes for one
_BLANK = r"[\s\p{Z}\x{b}\x{1c}-\x{1f}\x{85}]+"
_AROUND = rf"^{_BLANK}|{_BLANK}$"


class GroupTable:
    """Groups in a table of ``source``, a piece of SQL; the ``texts`` of some of its columns stand elsewhere,
    and in it their numbers.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        source: str,
        texts: Mapping[str, Mapping[int, str | None]] | None = None,
    ) -> None:
        self._con, self._source, self._texts = con, source, texts or {}

    @staticmethod
    def of_file(con: duckdb.DuckDBPyConnection, path: Path) -> GroupTable:
        """Give the groups that lie in a Parquet file."""
        return GroupTable(con, f"read_parquet({literal(path)})")

    def any_unjudged(self) -> bool:
        """Tell whether some rows cannot be judged."""
        found = self._con.execute(f"SELECT count(*) FROM {self._source} WHERE NOT {_JUDGED}").fetchall()
        return bool(found[0][0])

    def days(self) -> tuple[date, date] | None:
        """Give the first and last day of what can be judged; None when nothing can."""
        first, last = self._row('min("first"), max("last")')
        return None if first is None else (first.date(), last.date())

    def months(self) -> set[int]:
        """Give the months with exchanges that begin a group, numbered from year 0 on."""
        query = f'SELECT DISTINCT year("first") * 12 + month("first") - 1 FROM {self._source} WHERE {_JUDGED}'
        return {int(month) for (month,) in self._con.execute(query).fetchall()}

    def exchanges(self) -> int:
        """Count the exchanges that can be judged."""
        return int(self._row("coalesce(sum(n), 0)")[0])

    def holding(self, values: Mapping[str, Sequence[str]]) -> int:
        """Count the exchanges that hold one of some values of a column."""
        given = [(column, self._held(column, own)) for column, own in values.items() if own]
        if not given:
            return 0
        kinds = ["BIGINT" if column in self._texts else "VARCHAR" for column, _ in given]
        either = " OR ".join(
            f"{quoted(column)} IN (SELECT unnest(CAST(${i} AS {kind}[])))"
            for i, ((column, _), kind) in enumerate(zip(given, kinds, strict=True), 1)
        )
        return int(self._row("coalesce(sum(n), 0)", f"AND ({either})", [own for _, own in given])[0])

    def counted(self, column: str, like: str | None = None) -> Iterator[tuple[str, int]]:
        """Give the texts that stand in a column, with their exchanges; only those that a pattern is found
        in.
        """
        name, texts = quoted(column), self._texts.get(column)
        found = f"{name} IS NOT NULL"
        if like is not None and texts is None:
            found += f" AND regexp_matches({name}, {literal(like)})"
        query = f"SELECT {name}, sum(n) FROM {self._source} WHERE {_JUDGED} AND {found} GROUP BY 1"
        for value, rows in self._fetched(query):
            text = value if texts is None else texts[value]
            if text is not None and (texts is None or like is None or re.search(like, text)):
                yield text, int(rows)

    def distinct(self, columns: Sequence[str], *conditions: str) -> Iterator[tuple[str | None, ...]]:
        """Give what stands together in columns of texts, where all ``conditions`` hold."""
        names, where = ", ".join(map(quoted, columns)), " AND ".join([_JUDGED, *conditions])
        for values in self._fetched(f"SELECT DISTINCT {names} FROM {self._source} WHERE {where}"):
            yield tuple(self._text(c, v) for c, v in zip(columns, values, strict=True))

    def among(self, column: str, words: Collection[str]) -> str:
        """Give the condition that a column holds one of some words, blanks around it aside."""
        name, texts = quoted(column), self._texts.get(column)
        if texts is None:
            name, held = f"regexp_replace({name}, {literal(_AROUND)}, '', 'g')", [*map(literal, words)]
        else:
            held = [str(n) for n, text in texts.items() if text is not None and text.strip() in words]
        return f"coalesce({name} IN ({', '.join(held)}), false)" if held else "false"

    def _row(self, what: str, where: str = "", given: Sequence[Any] = ()) -> tuple[Any, ...]:
        query = f"SELECT {what} FROM {self._source} WHERE {_JUDGED} {where}"
        found: list[tuple[Any, ...]] = self._con.execute(query, list(given)).fetchall()
        return found[0]

    def _fetched(self, query: str) -> Iterator[tuple[Any, ...]]:
        found = self._con.execute(query)
        while rows := found.fetchmany(_ROWS):
            yield from rows

    def _text(self, column: str, held: Any) -> str | None:
        texts: Mapping[Any, str | None] = self._texts.get(column) or {}
        return texts[held] if texts and held is not None else held

    def _held(self, column: str, words: Sequence[str]) -> list[Any]:
        """Give what stands in a column for some texts."""
        if (texts := self._texts.get(column)) is None:
            return list(words)
        wanted = frozenset(words)
        return [number for number, text in texts.items() if text in wanted]

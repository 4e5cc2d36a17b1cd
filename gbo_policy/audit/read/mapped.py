"""A mapping's columns, tables of values and patterns of dates as Ibis expressions, so that every engine maps
by the same ones.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from gbo_policy.audit.read.columns import (
    CELL,
    COLUMNS,
    LIST_SEPARATOR,
    NO_WORDS,
    PARTY_COLUMNS,
    RAW,
    VALUE,
    LogColumn,
)
from gbo_policy.audit.read.engine import JOINT, UNREAD, WRONG, ZONE
from gbo_policy.reading.mapping import Constant, TableMapping, Word

_DAY = 10  # characters of a date
_ZONED = "(Z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)"
_OFFSET = f"{_ZONED}$"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
_ISO = f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([T ]{_CLOCK} ?{_ZONED}?)?$"
_FLAGS: Mapping[str, Word] = {"true": True, "1": True, "false": False, "0": False}
_PARTS = {
    "%Y": "[0-9]{4}",
    "%d": "[0-9]{1,2}",
    "%m": "[0-9]{1,2}",
    "%H": "[0-9]{1,2}",
    "%M": "[0-9]{2}",
    "%S": "[0-9]{2}",
}
_PARTS |= {"%f": "[0-9]{1,6}"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}")


def mapped(table: ir.Table, mapping: TableMapping, *keep: str) -> ir.Table:
    """Give the columns ``keep``, and for each of ours its value and the text that it was made from; a moment
    of text is ISO text.

    ``table`` has our columns by our own names, as they stand in the log: texts, lists of them, or what is
    that already.
    """
    made: dict[str, Any] = {}
    for column in COLUMNS:
        constant = mapping.constants.get(column)
        if constant is not None:
            made[VALUE + column], made[RAW + column] = _literal(column, constant), ibis.null("string")
        elif column in table.columns:
            made[VALUE + column], made[RAW + column] = _value(table[column], column, mapping)
        else:
            made[VALUE + column] = ibis.null(_KIND[COLUMNS[column]])
            made[RAW + column] = ibis.null("string")
    return table.select(*keep, **made)


_KIND = {
    LogColumn.TEXT: "string",
    LogColumn.MOMENT: "string",
    LogColumn.TEXTS: "array<string>",
    LogColumn.FLAG: "boolean",
}


def as_ours(
    table: ir.Table, mapping: TableMapping, abroad: Callable[[Any, str], Any], *keep: str
) -> ir.Table:
    """Give our columns of a table that was ``mapped``, and in ``WRONG`` the code of why a row cannot be
    read: its line cannot, or a value was given that is none.

    ``abroad`` turns the wall clock of a time zone into that of Brussels.
    """
    made: dict[str, Any] = {}
    wrong: list[Any] = []
    for column, kind in COLUMNS.items():
        value, text = table[VALUE + column], table[RAW + column]
        if kind is LogColumn.MOMENT and value.type().is_string():
            value = _moment(value, mapping.zone, abroad)
        if kind in (LogColumn.MOMENT, LogColumn.FLAG):
            wrong.append(value.isnull() & text.notnull())
        made[column] = value
    code = ibis.ifelse(functools.reduce(operator.or_, wrong), "log-wrong", ibis.null("string"))
    unread = table[UNREAD] if UNREAD in table.columns else ibis.null("string")
    return table.select(*(k for k in keep if k != UNREAD), **made, **{WRONG: unread.coalesce(code)})


def _moment(text: Any, zone: str, abroad: Callable[[Any, str], Any]) -> Any:
    """Give ISO text as a moment; null where it is none, also one of the hour that is skipped in spring."""
    # the day of a bare date looks like one
    at, offset = text.try_cast("timestamp(6)"), text.re_search(_OFFSET) & (text.length() > _DAY)
    # a clock that comes out as another than it went in never was
    same = offset | (text.length() == _DAY) | (at.hour() == text.substr(_DAY + 1, 2).try_cast("int64"))
    there = at if zone == ZONE else ibis.ifelse(offset, at, abroad(at, zone))
    return ibis.ifelse(text.re_search(_ISO) & same, there, ibis.null("timestamp(6)"))


def _literal(column: str, constant: Constant) -> Any:
    value = constant.value
    if COLUMNS[column] is LogColumn.TEXTS:
        words = value if isinstance(value, tuple) else (str(value),)
        return ibis.array([ibis.literal(w, "string") for w in words])
    return ibis.literal(
        value if not isinstance(value, tuple) else LIST_SEPARATOR.join(value), _KIND[COLUMNS[column]]
    )


def _value(given: Any, column: str, mapping: TableMapping) -> tuple[Any, Any]:
    """Give a column's value and the text that it comes from; a text of blanks, or one that is mapped to
    nothing, says nothing.
    """
    kind, words = COLUMNS[column], mapping.table(column, party=column in PARTY_COLUMNS)
    if given.type().is_array():
        if kind is LogColumn.TEXTS:
            every = given.map(lambda w: _cased(w.strip(), words)) if mapping.file else given
            return every, ibis.null("string")
        given = given.join(LIST_SEPARATOR)
    if kind is LogColumn.MOMENT and (given.type().is_timestamp() or given.type().is_date()):
        return given.cast("timestamp(6)"), given.cast("string")
    text = given.cast("string").strip().nullif("")
    said = (
        ibis.ifelse(text.isin(nothing), ibis.null("string"), text) if (nothing := _nothing(words)) else text
    )
    match kind:
        case LogColumn.TEXT:
            return _cased(text, words), said
        case LogColumn.FLAG:
            return _flag(_cased(text, {k: _said(v) for k, v in words.items()})), said
        case LogColumn.MOMENT:
            if mapping.pattern is None:
                return text, said
            cell, plain = text.startswith(CELL), text.substr(len(CELL))
            return ibis.ifelse(cell, plain, _iso(text, mapping.pattern)), ibis.ifelse(cell, plain, said)
    # a joint in place of the separator: an engine may read a separator as a pattern
    parts = text.replace(mapping.separator or LIST_SEPARATOR, JOINT).split(JOINT)
    every = parts.map(lambda w: _cased(w.strip(), words))
    return ibis.ifelse(text == NO_WORDS, ibis.literal([], "array<string>"), every), said


def _nothing(words: Mapping[str, Word]) -> list[str]:
    return [theirs for theirs, ours in words.items() if ours is None]


def _said(word: Word) -> Word:
    return str(word).lower() if isinstance(word, bool) else word


def _cased(text: Any, words: Mapping[str, Word]) -> Any:
    if not words:
        return text
    branches = [(text == theirs, ibis.literal(ours, "string")) for theirs, ours in words.items()]
    return ibis.cases(*branches, else_=text)


def _flag(text: Any) -> Any:
    lower = text.lower()
    return ibis.cases(
        *((lower == k, ibis.literal(v, "boolean")) for k, v in _FLAGS.items()), else_=ibis.null("boolean")
    )


def _iso(text: Any, pattern: str) -> Any:
    """Give a moment by a pattern as ISO 8601; null where it is not written so."""
    found, order, rest = "^", list[str](), pattern
    while rest:
        part = rest[:2] if rest[:2] in _PARTS else rest[0]
        if part in _PARTS:
            order.append(part)
        found += (
            f"({_PARTS[part]})"
            if part in _PARTS
            else f"[{part}]"
            if part in _SPECIAL - set("\\^[]")
            else part
        )
        rest = rest[len(part) :]
    found += "$"

    def taken(part: str) -> Any:
        return text.re_extract(found, order.index(part) + 1) if part in order else ibis.literal("00")

    day = taken("%Y") + "-" + taken("%m").lpad(2, "0") + "-" + taken("%d").lpad(2, "0")
    clock = " " + taken("%H").lpad(2, "0") + ":" + taken("%M") + ":" + taken("%S")
    more = "." + taken("%f") if "%f" in order else ""
    return ibis.ifelse(text.re_search(found), day + clock + more, ibis.null("string"))

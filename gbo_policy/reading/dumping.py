"""Plain data as YAML that our own reader reads back as the same data: plain where that is safe, quoted where
it is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import yaml

_BREAKS = "\n\x85\u2028\u2029"  # what some reader of YAML takes for an end of line
_WIDTH = 1 << 30  # no line is folded


class _PlainDumper(yaml.SafeDumper):
    """Writes by YAML 1.2's core schema, as far as ``source`` reads it: `no` and a date are words, and need no
    quotes.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own
    lists_further_in = True
    quote: str | None = None

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless and not self.lists_further_in)


def _text(dumper: _PlainDumper, value: str) -> yaml.ScalarNode:
    style = dumper.quote
    if style is None and any(c in value for c in _BREAKS):
        # how many empty lines end a text in lines depends on what stands below it: such a text is quoted
        fits = value.strip("\n") and not value.endswith("\n\n") and value[0] not in " \n"
        style = "|" if fits and not any(c in value for c in _BREAKS[1:]) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)


_PlainDumper.add_representer(str, _text)
for _tag, _form, _first in (
    ("null", r"(?:|~|null|Null|NULL)\Z", ["", "~", "n", "N"]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)\Z", list("tTfF")),
    ("int", r"(?:0|[1-9][0-9]{0,17})\Z", list("0123456789")),
):
    _PlainDumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_form), _first)


class _FurtherOutDumper(_PlainDumper):
    lists_further_in = False


class _DoubleDumper(_PlainDumper):
    quote = '"'


class _SingleDumper(_PlainDumper):
    quote = "'"


_QUOTING: dict[str, type[_PlainDumper]] = {'"': _DoubleDumper, "'": _SingleDumper}


def plain(value: Any) -> Any:
    """Give a value as a file holds it: days and moments as text, tuples as lists."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def in_lines(value: Any, *, lists_further_in: bool = True, quoted: bool = False) -> list[str]:
    """Write a value in lines, without indentation: the first stands behind what introduces it or, for a
    container, below it.

    ``quoted`` leaves no text in lines of its own, whose end depends on what stands below.
    """
    dumper = _PlainDumper if lists_further_in else _FurtherOutDumper
    if quoted and _multiline(value):
        dumper = _DoubleDumper
    lines = _dump([value], dumper, flow=False).split("\n")
    return [line[2:] for line in lines]


def _multiline(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_multiline, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and "\n" in value


def in_one_line(value: Any, quote: str = "") -> str:
    """Write a value on one line, as it may stand in brackets too; ``quote`` is the sign that a text is to
    have.
    """
    return _dump([value], _QUOTING.get(quote, _PlainDumper), flow=True)[1:-1]


def in_json(value: Any, step: int | None = None) -> str:
    """Write a value as JSON: in lines that go ``step`` characters further in, or on one line."""
    return json.dumps(value, ensure_ascii=False, indent=step)


def _dump(value: Sequence[Any], dumper: type[_PlainDumper], *, flow: bool) -> str:
    made = yaml.dump(
        value, Dumper=dumper, default_flow_style=flow, allow_unicode=True, width=_WIDTH, sort_keys=False
    )
    return str(made)[:-1]

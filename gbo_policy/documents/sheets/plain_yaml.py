"""Plain data as YAML that people can go on with: one key a line, text in quotation marks where it needs
them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@/-]*\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_NOT_TEXT = frozenset({"true", "false", "null"})
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def yaml_text(data: dict[str, Any]) -> str:
    """Write data as a YAML document."""
    return "".join(f"{line}\n" for line in _mapping(data))


def yaml_items(items: list[Any]) -> Iterator[str]:
    """Write the items of a list below a key, each as a text of its own."""
    for item in items:
        yield "".join(f"  {line}\n" for line in _list([item]))


def _mapping(data: dict[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{scalar(key)}:", value, "  ")


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        lines = _mapping(value) if isinstance(value, dict) else _list(value)
        yield from (f"{indent}{line}" for line in lines)
    else:
        yield f"{head} {_empty(value) if isinstance(value, dict | list) else scalar(value)}"


def _empty(value: Any) -> str:
    return "{}" if isinstance(value, dict) else "[]"


def _list(items: list[Any]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, dict | list) or not item:
            yield f"- {_empty(item) if isinstance(item, dict | list) else scalar(item)}"
            continue
        lines = _mapping(item) if isinstance(item, dict) else _list(item)
        for i, line in enumerate(lines):
            yield f"{'  ' if i else '- '}{line}"


def scalar(value: Any) -> str:
    """Write one value; a text that YAML would read as something else, or that holds more than a word, in
    quotation marks.
    """
    if isinstance(value, str):
        if (_PLAIN.match(value) or _DATE.match(value)) and value.lower() not in _NOT_TEXT:
            return value
        text = json.dumps(value, ensure_ascii=False)
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return json.dumps(value)

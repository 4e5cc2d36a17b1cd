"""What somebody may want to write next: keys, words of the vocabulary with their labels, and ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.editors.language.id_uses import ids, kind_named
from gbo_policy.editors.language.live_workspace import LiveWorkspace
from gbo_policy.editors.language.pages import Page
from gbo_policy.editors.language.schema_walk import choices, is_list, keys, names_a_party
from gbo_policy.reading.source import read

_MARK = "zzgbozz"  # stands where the cursor is while the text around it is read
_BEGUN = re.compile(r"""[^\s,\[\]{}"'#:]*\Z""")


class Offer(NamedTuple):
    """One thing that may be written: the word, what it means, what is inserted, and whether it is a key."""

    label: str
    detail: str
    insert: str
    kind: str  # key, word or id


def complete(live: LiveWorkspace, page: Page, line: int, column: int) -> list[Offer]:
    """Give what may stand at a place of a file, from 0; the word that is begun there does not count."""
    before = page.lines[line][:column] if line < len(page.lines) else ""
    begun = _BEGUN.search(before)
    start = begun.start() if begun else column
    if "#" in before and re.search(r"(?:^|\s)#", before):
        return []  # in a comment
    found: dict[str, Offer] = {}
    for as_key in (True, False):
        place = _place(page, line, start, column, as_key=as_key)
        if place is None:
            continue
        path, data = place
        for offer in _keys(live, path, data) if as_key else _values(live, path, data):
            found.setdefault(offer.label, offer)
    return list(found.values())


def _place(page: Page, line: int, start: int, column: int, *, as_key: bool) -> tuple[Steps, Any] | None:
    """Read the text with a mark at the cursor, as a key or as a value; give the mark's path and the data, or
    None where it is neither.
    """
    before, after = page.lines[:line], page.lines[line + 1 :]
    own = page.lines[line]
    rest = own[column:].lstrip("".join(c for c in own[column:] if not c.isspace() and c not in ",]}#\"'"))
    mark = f"{_MARK}: 1" if as_key and not rest.strip().startswith(":") else _MARK
    closing = _closing("\n".join([*before[-60:], own[:start]]))
    for below, end in ((after, rest), ([], rest), ([], closing)):
        text = "\n".join([*before, own[:start] + mark + end, *below])
        documents, wrong = read(text.encode("utf-8", "replace"), page.file.path)
        if any(p.code != "duplicate-key" for p in wrong):
            continue
        for data, _ in documents:
            if (path := _find(data, as_key=as_key)) is not None:
                return path, data
    return None


def _closing(text: str) -> str:
    """Give the brackets that are open at the end of a text, closed."""
    open_: list[str] = []
    for sign in re.sub(r"""#[^\n]*|"(?:[^"\\]|\\.)*"|'[^']*'""", "", text):
        if sign in "[{":
            open_.append("]" if sign == "[" else "}")
        elif sign in "]}" and open_:
            open_.pop()
    return "".join(reversed(open_))


def _find(data: Any, *, as_key: bool, path: Steps = ()) -> Steps | None:
    if isinstance(data, dict):
        if as_key and _MARK in data:
            return path
        inner: Iterator[tuple[Any, Any]] = iter(data.items())
    elif isinstance(data, list):
        inner = iter(enumerate(data))
    else:
        return path if not as_key and data == _MARK else None
    return next((p for step, value in inner if (p := _find(value, as_key=as_key, path=(*path, step)))), None)


def _keys(live: LiveWorkspace, path: Steps, data: Any) -> Iterator[Offer]:
    here = data
    for step in path:
        here = here[step]
    for name, meaning in keys(live.schema, path, data).items():
        if name not in here:
            yield Offer(name, meaning, f"{name}: ", "key")


def _values(live: LiveWorkspace, path: Steps, data: Any) -> Iterator[Offer]:
    for word, meaning in choices(live.schema, path, data):
        text = str(word).lower() if isinstance(word, bool) else str(word)
        yield Offer(text, meaning, text, "word")
    if is_list(live.schema, path, data):
        yield Offer("[]", "", "[]", "word")
    kind = kind_named(path)
    if kind is None and names_a_party(live.schema, path, data):
        kind = "party"
    if kind is not None and (kind != "party" or names_a_party(live.schema, path, data)):
        for one in ids(live.pages.values(), kind):
            yield Offer(one, _titled(live, kind, one), one, "id")


def _titled(live: LiveWorkspace, kind: str, one: str) -> str:
    """Give the name or title of what has an id, from the last workspace that was in order."""
    there = live.workspace
    if there is None:
        return ""
    found: Any = {"party": there.parties, "processor": there.processors, "flow": there.flow_by_id}.get(
        kind, {}
    )
    thing = found.get(one)
    return str(getattr(thing, "name", None) or getattr(thing, "title", None) or "") if thing else ""

"""Values of a YAML (or JSON) text changed, byte for byte the same outside what changed: comments, order and
form are the user's.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.basics.steps import Steps, dotted
from gbo_policy.editors.patching import Patch, Sheet, added, replaced, taken_out, walk, written
from gbo_policy.reading.dumping import plain
from gbo_policy.reading.source import location, position, read


class _Removed:
    def __repr__(self) -> str:
        return "REMOVED"


REMOVED: Final = _Removed()  # an edit with this value takes a key, or an item of a list, away


@dataclass(frozen=True)
class Insert:
    """An edit with this value puts a new item before the one that its path names, or at the list's end."""

    value: object


@dataclass(frozen=True)
class Rename:
    """An edit with this value gives the key that its path names another name, in the same place."""

    name: str


@dataclass(frozen=True)
class Edit:
    """One change: the value at ``path``, which starts at the top of a file, becomes ``value``.

    A path whose last step is a list's length appends; one to a key that is missing adds the key, and what
    lies between. ``document`` counts the parts of a file that ``---`` divides, from 0. Days and moments are
    written as text.
    """

    path: Steps
    value: object
    document: int = 0


def edited(text: str, edits: Sequence[Edit], *, name: str = "") -> str:
    """Give ``text`` with the edits made one after the other; each path is true of what the edits before it
    left.

    ``name`` is the file's, for places and because JSON is read a little otherwise. Raises PolicyError, so
    that nothing is written, for a text that is not well-formed and for a change that cannot be made in place;
    KeyError for a path that names nothing.
    """
    for quoted in (False, True):
        made, as_meant = _edited(text, edits, name, quoted=quoted)
        if as_meant:
            return made
    raise PolicyError([_cannot(name, edits[0], text)])


def _edited(text: str, edits: Sequence[Edit], name: str, *, quoted: bool) -> tuple[str, bool]:
    """Make the edits; tell whether the text that comes of it holds just the data meant."""
    sheet = _sheet(text, name, quoted=quoted)
    assert sheet is not None
    expected = copy.deepcopy(list(sheet.data)) or [None]
    for batch in _batches(edits, expected):
        patches = [p for edit in batch for p in _patches(sheet, edit)]
        if patches:
            text = _patched(text, patches, sheet.newline)
            if (after := _sheet(text, name, quoted=quoted, certain=False)) is None:
                return text, False
            sheet = after
    return text, _same(list(sheet.data) or [None], expected)


def _sheet(text: str, name: str, *, quoted: bool, certain: bool = True) -> Sheet | None:
    documents, wrong = read(text.encode("utf-8"), name or "-")
    if wrong and certain:
        raise PolicyError(wrong)
    return None if wrong else Sheet.of(text, [data for data, _ in documents], name, quoted=quoted)


def _cannot(name: str, edit: Edit, text: str) -> Any:
    documents, _ = read(text.encode("utf-8"), name or "-")
    where = location(name or "-", position(documents[0][1])) if documents else Location(name or "-")
    return problem("cannot-edit", where, word=dotted(edit.path))


def _batches(edits: Sequence[Edit], expected: list[Any]) -> Iterator[list[Edit]]:
    """Make the edits in plain data, and give them in groups that one reading of the text is enough for.

    Values that are replaced move no path of another, unless one lies inside the other.
    """
    batch: list[Edit] = []
    ends: set[tuple[int, Steps]] = set()
    above: set[tuple[int, Steps]] = set()
    for edit in (small for one in edits for small in _smallest(one, expected)):
        prefixes = {(edit.document, edit.path[:n]) for n in range(len(edit.path) + 1)}
        replaces = _there(expected, edit) and not isinstance(edit.value, _Removed | Insert | Rename)
        if batch and (not replaces or prefixes & ends or (edit.document, edit.path) in above):
            yield batch
            batch = []
        if not batch:
            ends, above = set(), set()
        batch.append(edit)
        ends.add((edit.document, edit.path))
        above |= prefixes
        _apply(expected, edit)
        if not replaces:
            yield batch
            batch = []
    if batch:
        yield batch


def _smallest(edit: Edit, expected: list[Any]) -> Iterator[Edit]:
    """Take an edit of a whole container apart, so that what stays the same in it is not touched."""
    if isinstance(edit.value, _Removed | Insert | Rename):
        if isinstance(edit.value, Insert):
            edit = Edit(edit.path, Insert(plain(edit.value.value)), edit.document)
        yield edit
        return
    new = plain(edit.value)
    old = _at(expected, edit) if _there(expected, edit) else None
    yield from _differences(edit.path, old, new, edit.document)


def _differences(path: Steps, old: Any, new: Any, document: int) -> Iterator[Edit]:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
        for key in new:
            if key in old:
                yield from _differences((*path, key), old[key], new[key], document)
            else:
                yield Edit((*path, key), new[key], document)
        yield from (Edit((*path, key), REMOVED, document) for key in list(old) if key not in new)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _in_a_list(path, list(old), new, document)
    elif not _same(old, new) or old is None:
        yield Edit(path, new, document)


def _in_a_list(path: Steps, old: list[Any], new: list[Any], document: int) -> Iterator[Edit]:
    """Keep what two lists begin and end with alike; between, change item by item, then put in or take out."""
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if not _same(a, b)), None)
    first = min(len(old), len(new)) if first is None else first
    room = min(len(old), len(new)) - first
    last = next((i for i in range(room) if not _same(old[-1 - i], new[-1 - i])), room)
    olds, news = old[first : len(old) - last], new[first : len(new) - last]
    both = min(len(olds), len(news))
    for i in range(both):
        yield from _differences((*path, first + i), olds[i], news[i], document)
    for i in range(both, len(news)):
        yield Edit((*path, first + i), Insert(news[i]), document)
    for i in reversed(range(both, len(olds))):
        yield Edit((*path, first + i), REMOVED, document)


def _there(documents: list[Any], edit: Edit) -> bool:
    here = documents[edit.document]
    for step in edit.path:
        in_list = isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here)
        if not in_list and not (isinstance(here, dict) and step in here):
            return False
        here = here[step]
    return True


def _at(documents: list[Any], edit: Edit) -> Any:
    here = documents[edit.document]
    for step in edit.path:
        here = here[step]
    return here


def _apply(documents: list[Any], edit: Edit) -> None:
    """Make one edit in plain data. KeyError for a path that names nothing."""
    if not edit.path:
        documents[edit.document] = copy.deepcopy(edit.value)
        return
    above: Any = documents
    steps = (edit.document, *edit.path)
    for n, step in enumerate(steps[:-1]):
        empty: Any = [] if isinstance(steps[n + 1], int) else {}
        if isinstance(above, list) and isinstance(step, int) and step == len(above):
            above.append(empty)
        elif isinstance(above, dict) and step not in above:
            above[step] = empty
        if above[step] is None:
            above[step] = empty
        above = above[step]
    _set(above, edit)


def _set(above: Any, edit: Edit) -> None:
    last: Any = edit.path[-1]
    is_list = isinstance(above, list)
    if is_list != isinstance(last, int) or not isinstance(above, dict | list):
        raise KeyError(edit.path)
    if isinstance(edit.value, Rename):
        if not isinstance(above, dict) or last not in above or edit.value.name in above:
            raise KeyError(edit.path)
        renamed = {edit.value.name if k == last else k: v for k, v in above.items()}
        above.clear()
        above.update(renamed)
    elif isinstance(edit.value, _Removed):
        if not (0 <= last < len(above) if isinstance(last, int) else last in above):
            raise KeyError(edit.path)
        del above[last]
    elif isinstance(last, int):
        if not 0 <= last <= len(above):
            raise KeyError(edit.path)
        put_in = isinstance(edit.value, Insert)
        value = copy.deepcopy(edit.value.value if isinstance(edit.value, Insert) else edit.value)
        above[last : last if put_in else last + 1] = [value]
    else:
        above[last] = copy.deepcopy(edit.value)


def _patches(sheet: Sheet, edit: Edit) -> list[Patch]:
    spot, rest = walk(sheet, edit.document, edit.path)
    if isinstance(edit.value, _Removed):
        if rest or spot.above is None:
            raise KeyError(edit.path)
        return taken_out(sheet, spot)
    if isinstance(edit.value, Rename):
        if rest or spot.key is None:
            raise KeyError(edit.path)
        return [Patch(spot.key.start, spot.key.end, written(sheet, spot.key, edit.value.name))]
    if isinstance(edit.value, Insert):
        last = edit.path[-1]
        above, missing = walk(sheet, edit.document, edit.path[:-1])
        if missing or not isinstance(last, int):
            raise KeyError(edit.path)
        return added(sheet, above, last, edit.value.value)
    if not rest:
        return [] if _same(spot.data, edit.value) else replaced(sheet, spot, edit.value)
    value = edit.value
    for step in reversed(rest[1:]):
        if isinstance(step, int) and step != 0:
            raise KeyError(edit.path)
        value = [value] if isinstance(step, int) else {step: value}
    if spot.data is None:
        return replaced(sheet, spot, [value] if rest[0] == 0 else {rest[0]: value})
    return added(sheet, spot, rest[0], value)


def _patched(text: str, patches: Sequence[Patch], newline: str) -> str:
    """Put every patch in its place, the last one first, so that the places of the others stay true."""
    for patch in sorted(patches, key=lambda p: (p.start, p.end), reverse=True):
        # lines that are put at the very end are whole lines
        last = patch.end == len(text) and ("\n" in patch.new or "\r" in patch.new)
        closing = newline if last and not patch.new.endswith(newline) else ""
        text = text[: patch.start] + patch.new + closing + text[patch.end :]
    return text


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal and of one kind throughout: true is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)

"""The form of declarations put right, never a fact: every suggestion of an input error that is certain is
written in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Location, PolicyError, Problem
from gbo_policy.basics.steps import Steps
from gbo_policy.editors.certain import UNCERTAIN, certain, month_first
from gbo_policy.editors.edit import Edit, Rename, edited
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import Mark, location, position, read
from gbo_policy.terms.values import shown
from gbo_policy.terms.vocabulary import Vocabulary

# what is wrong with some files, and what is told of them although they are in order
FindProblems = Callable[[Sequence[InputFile]], Sequence[Problem]]
_PASSES = 10  # a section's name, a key in it, its value, what that refers to


class Fix(NamedTuple):
    """One thing that is written otherwise: where, by which problem, from what to what, and as an edit of the
    file's text.
    """

    location: Location
    problem: Problem
    old: str
    new: str
    edit: Edit


class WordAt(NamedTuple):
    """A key or a plain value of a file: its path, its value, and whether it is the key."""

    document: int
    path: Steps
    value: Any
    is_key: bool


@dataclass
class Fixed:
    """What became of some files: their new texts by path, every fix, and the problems that are left to a
    person.
    """

    texts: dict[str, str] = field(default_factory=dict)
    fixes: list[Fix] = field(default_factory=list)
    left: Sequence[Problem] = ()


def fixed(files: Sequence[InputFile], find: FindProblems, vocabulary: Vocabulary) -> Fixed:
    """Write every certain suggestion in its place, until none is left; files in which nothing can be changed
    stay as they are.
    """
    made, now, stuck = Fixed(), list(files), set[str]()
    months_first = month_first(w.value for file in files for here in words_of(file).values() for w in here)
    for _ in range(_PASSES):
        made.left = find(now)
        todo = _by_file(now, made.left, vocabulary, months_first=months_first)
        changed = False
        for i, file in enumerate(now):
            fixes = [] if file.path in stuck else todo.get(file.path, [])
            if not fixes:
                continue
            try:
                text = edited(file.content.decode(), [f.edit for f in fixes], name=file.path)
            except (PolicyError, UnicodeDecodeError):
                stuck.add(file.path)
                continue
            now[i], changed = file._replace(content=text.encode()), True
            made.texts[file.path] = text
            made.fixes += fixes
        if not changed:
            break
    return made


def _by_file(
    files: Sequence[InputFile], problems: Sequence[Problem], vocabulary: Vocabulary, *, months_first: bool
) -> dict[str, list[Fix]]:
    concerned = {p.location.file for p in problems if p.location is not None}
    words = {f.path: words_of(f) for f in files if f.path in concerned}
    found: dict[str, list[Fix]] = {}
    for one in problems:
        if one.location is not None and one.location.file in words:
            fix = fix_of(one, words[one.location.file], vocabulary, months_first=months_first)
            if fix is not None:
                found.setdefault(one.location.file, []).append(fix)
    return {file: in_order(fixes) for file, fixes in found.items()}


def in_order(fixes: Sequence[Fix]) -> list[Fix]:
    """Give the fixes of one file in an order in which every path is true when its turn comes.

    Values first, then keys, the innermost first.
    """
    once = {(f.edit.document, f.edit.path): f for f in reversed(fixes)}
    return sorted(
        once.values(), key=lambda f: (isinstance(f.edit.value, Rename), -len(f.edit.path), f.location)
    )


def fix_of(
    found: Problem,
    words: Mapping[Location, Sequence[WordAt]],
    vocabulary: Vocabulary,
    *,
    months_first: bool = False,
) -> Fix | None:
    """Give the fix of one problem, if its suggestion is certain; ``words`` are those of its file."""
    if found.location is None:
        return None
    for word in words.get(found.location, ()):
        if word.is_key != (found.code == "unknown-key"):
            continue
        new = certain(found, word.value, vocabulary, months_first=months_first)
        if new is UNCERTAIN or (type(new) is type(word.value) and new == word.value):
            continue
        change = Edit(word.path, Rename(str(new)) if word.is_key else new, word.document)
        if word.is_key and any(
            (*word.path[:-1], str(new)) == w.path for here in words.values() for w in here
        ):
            continue  # the right key is there as well: which of the two counts is no matter of form
        return Fix(found.location, found, shown(word.value), shown(new), change)
    return None


def words_of(file: InputFile) -> dict[Location, list[WordAt]]:
    """Give the keys and the plain values of a file by their places, as problems name these."""
    documents, _ = read(file.content, file.path)
    found: dict[Location, list[WordAt]] = {}
    for number, (data, mark) in enumerate(documents):
        for at, word in _words(data, mark, number, ()):
            found.setdefault(location(file.path, at), []).append(word)
    return found


def _words(data: Any, mark: Mark, document: int, path: Steps) -> Iterator[tuple[int, WordAt]]:
    if isinstance(data, dict):
        for key, (at, inner) in mark[1].items():
            yield at, WordAt(document, (*path, key), key, is_key=True)
            yield from _words(data[key], inner, document, (*path, key))
    elif isinstance(data, list):
        for i, (value, inner) in enumerate(zip(data, mark[1], strict=True)):
            yield from _words(value, inner, document, (*path, i))
    else:
        yield position(mark), WordAt(document, path, data, is_key=False)

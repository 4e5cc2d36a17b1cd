"""Marks of one entry among many, packed: the places of its keys and values in one row of numbers, and a form
that all entries of the same keys share.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gbo_policy.basics.steps import Step, Steps
from gbo_policy.reading.source import COLUMN_BITS, Mark


class _Child(NamedTuple):
    """Where in the row a key and its value stand, counted from the place of what holds them; ``form`` is that
    of the value, None for a scalar.
    """

    key: int
    value: int
    form: MarksForm | None


class MarksForm:
    """What a mapping or a list holds: for each step its child, and in how many places all of it stands."""

    __slots__ = ("children", "is_list", "size")

    def __init__(self, children: dict[Step, _Child], size: int, *, is_list: bool) -> None:
        """Keep all as they are."""
        self.children, self.size, self.is_list = children, size, is_list

    def renamed(self, path: Steps, meant: str) -> MarksForm:
        """Give a form in which the key ``meant`` stands too, where the one at the end of ``path`` does."""
        step, rest = path[0], path[1:]
        child = self.children[step]
        if rest and child.form is not None:
            child = child._replace(form=child.form.renamed(rest, meant))
        return MarksForm(self.children | {step if rest else meant: child}, self.size, is_list=self.is_list)


class PackedMarks:
    """The marks of one entry: its form (None for a scalar), its first line (from 0) and the row of its
    places, counted from that line on.
    """

    __slots__ = ("form", "line", "row")

    def __init__(self, form: MarksForm | None, line: int, row: array[int]) -> None:
        """Keep all as they are."""
        self.form, self.line, self.row = form, line, row

    def position(self, path: Iterable[Step], *, value: bool) -> int:
        """Give the packed position of the key at ``path`` (or of its value), or of the deepest part of the
        path that is there.
        """
        here, at, form = 0, 0, self.form
        for step in path:
            child = None if form is None else form.children.get(step)
            if child is None:
                break
            here = at + (child.value if value else child.key)
            at, form = at + child.value, child.form
        return self._at(here)

    def rename(self, path: Steps, meant: str) -> None:
        """Let the key ``meant`` stand too, where the one at the end of ``path`` does."""
        if self.form is not None:
            self.form = self.form.renamed(path, meant)

    def marks(self) -> Mark:
        """Give the marks as they were before they were packed."""
        return self._marks(self.form, 0)

    def _at(self, number: int) -> int:
        return (self.line << COLUMN_BITS) + self.row[number]

    def _marks(self, form: MarksForm | None, at: int) -> Mark:
        if form is None:
            return self._at(at)
        inner = {
            step: (self._at(at + child.key), self._marks(child.form, at + child.value))
            for step, child in form.children.items()
        }
        return self._at(at), [mark for _, mark in inner.values()] if form.is_list else inner


class Packer:
    """Packs the marks of entries; those of the same keys get the same form, and equal rows are kept once."""

    def __init__(self) -> None:
        """Know no form and no row yet."""
        self._forms: dict[tuple[object, ...], MarksForm] = {}
        self._rows: dict[tuple[str, bytes], array[int]] = {}

    def packed(self, mark: Mark) -> PackedMarks:
        """Pack the marks of one entry."""
        places: list[int] = []
        form = self._form(mark, places)
        line = places[0] >> COLUMN_BITS
        first = line << COLUMN_BITS
        places = [place - first for place in places]
        row = array("I" if max(places) < 1 << 32 else "Q", places)
        return PackedMarks(form, line, self._rows.setdefault((row.typecode, row.tobytes()), row))

    def _form(self, mark: Mark, places: list[int]) -> MarksForm | None:
        """Add the places of what is at a mark, each key before its value, and give its form."""
        if type(mark) is int:
            places.append(mark)
            return None
        at, inner = mark
        places.append(at)
        if type(inner) is list:
            forms = [self._form(value, places) for value in inner]
            return self._known((list, *forms), range(len(forms)), forms)
        forms = []
        for key_at, value in inner.values():
            places.append(key_at)
            if type(value) is int:  # most are: no call for these
                places.append(value)
                forms.append(None)
            else:
                forms.append(self._form(value, places))
        return self._known((*inner, *forms), tuple(inner), forms)

    def _known(
        self, identity: tuple[object, ...], steps: Sequence[Step], forms: Sequence[MarksForm | None]
    ) -> MarksForm:
        if identity not in self._forms:
            is_list, at = identity[:1] == (list,), 1
            children: dict[Step, _Child] = {}
            for step, form in zip(steps, forms, strict=True):
                value = at if is_list else at + 1
                children[step] = _Child(at, value, form)
                at = value + (1 if form is None else form.size)
            self._forms[identity] = MarksForm(children, at, is_list=is_list)
        return self._forms[identity]

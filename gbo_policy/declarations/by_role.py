"""Flows written for several core actors, by a list or by role, made into one flow a sender: `<id>@<party>`;
places stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.agreement import Party
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.model.flow_by_role import EveryOf, FlowsByRole, RecipientsByRole
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import Mark


class _Named(NamedTuple):
    """One core actor of several, and the mark of the word that names it."""

    party: str | None
    mark: Mark


def flows_of(
    written: FlowsByRole, place: Place, parties: Iterable[Party], found: list[Problem] | None
) -> Iterator[tuple[Flow, Place]]:
    """Give the flow of each sender with its place; a sender is never among its own recipients.

    Words that name nobody are added to ``found``; None where not all core actors are known, so that nothing
    can be said of that.
    """
    every, place = tuple(parties), place._replace(mark=place.whole)
    senders = _named(written.sender, ("sender",), place, every)
    if not senders:
        _nobody(("sender",), place, found)
        senders = [_Named(None, 0)]
    many = not isinstance(written.sender, str | None)
    for sender in senders:
        recipients, marks = _recipients(written, sender.party, place, every, found)
        identity = f"{written.id}@{sender.party}" if many and sender.party else written.id
        made = {"id": identity, "sender": sender.party, "recipients": recipients}
        where = place if not many else _with(place, "sender", sender.mark)
        yield (
            written.model_copy(update=made),
            where if marks is None else _with_list(where, "recipients", marks),
        )


def _recipients(
    written: FlowsByRole,
    sender: str | None,
    place: Place,
    every: tuple[Party, ...],
    found: list[Problem] | None,
) -> tuple[tuple[RecipientsByRole, ...] | None, list[Mark] | None]:
    """Give the recipients of one sender, with the mark of each."""
    if written.recipients is None:
        return None, None
    made: list[RecipientsByRole] = []
    marks: list[Mark] = []
    for i, one in enumerate(written.recipients):
        at = _mark(place.whole, ("recipients", i))
        if isinstance(one.party, str | None):
            made.append(one)
            marks.append(at)
            continue
        named = _named(one.party, ("recipients", i, "party"), place, every)
        others = [n for n in named if n.party != sender or sender is None]
        if not others:
            _nobody(("recipients", i, "party"), place, found)
        for other in others:
            made.append(one.model_copy(update={"party": other.party}))
            marks.append(_with(Place("", at), "party", other.mark).mark)
    return tuple(made), marks


def _named(written: Any, path: Steps, place: Place, every: tuple[Party, ...]) -> list[_Named]:
    """Give the core actors that a word, a list or a role names; of one that is named twice the first.

    A word that names nobody stays wherever it stands, so that each is told.
    """
    at = _mark(place.whole, path)
    if isinstance(written, EveryOf):
        return [_Named(p.id, at) for p in every if p.role == written.role]
    if isinstance(written, tuple):
        known = {p.id for p in every}
        first = {party: i for i, party in reversed([*enumerate(written)])}
        return [
            _Named(party, _mark(place.whole, (*path, i)))
            for i, party in enumerate(written)
            if i == first[party] or party not in known
        ]
    return [_Named(written, at)]


def _nobody(path: Steps, place: Place, found: list[Problem] | None) -> None:
    if found is not None:
        found.append(problem("names-nobody", place.at(path, value=True)))


def _mark(mark: Mark, path: Steps) -> Mark:
    """Give the mark of what stands at ``path``, or of the deepest part of it that is there."""
    for step in path:
        children = None if isinstance(mark, int) else mark[1]
        if isinstance(children, dict) and step in children:
            mark = children[step][1]
        elif isinstance(children, list) and isinstance(step, int) and step < len(children):
            mark = children[step]
        else:
            break
    return mark


def _with(place: Place, key: str, value: Mark) -> Place:
    """Give a place where the value of ``key`` stands at another mark."""
    mark = place.whole
    if isinstance(mark, int) or not isinstance(mark[1], dict) or key not in mark[1]:
        return place
    position, children = mark
    return Place(place.file, (position, {**children, key: (children[key][0], value)}))


def _with_list(place: Place, key: str, marks: list[Mark]) -> Place:
    """Give a place where the list under ``key`` has other elements."""
    whole = _mark(place.whole, (key,))
    return _with(place, key, (whole if isinstance(whole, int) else whole[0], marks))

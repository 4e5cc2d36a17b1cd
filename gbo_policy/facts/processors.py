"""Facts on processors, and on the use that each core actor makes of them (7.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.declarations.model.agreement import Listed, Processor
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.facts.countries import places
from gbo_policy.facts.processing import processing, users
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.logic.kleene import every
from gbo_policy.terms.kinds import LABELS, OVER
from gbo_policy.terms.rows import KINDS


def processor_rows(context: Context) -> Iterator[Row]:
    """Give the row of each processor and one for each of its users; rows of unknowns where the agreement does
    not say which there are.
    """
    agreement = context.workspace.agreement
    if agreement.processors is None:
        held = context.holding()
        for name in ("processor", "processor-use"):
            kind = KINDS[name]
            facts = {f.name: UNASSESSED if f.term else None for f in kind.fields} | {LABELS.name: ()}
            origins = {f.name: from_key("processors") for f in kind.fields if not f.term}
            yield row(kind, Subject("agreement", agreement.id), facts, origins, held=held)
    for processor in context.workspace.processors.values():
        found = users(processor, context)
        possible = _possible(processor, found, context)
        yield _processor_row(processor, found, possible, context)
        for user in [None] if found is None else found:
            yield _use_row(processor, user, context)
        for user, paths in possible.items():
            yield _use_row(processor, user, context, may_be=paths)


def _possible(processor: Processor, found: list[str] | None, context: Context) -> dict[str | None, Paths]:
    """Give who may use a processor besides its known users, by what flows leave open, and what would settle
    that.
    """
    made: dict[str | None, Paths] = {}
    for one in context.uses.possible if found is not None else ():
        if one.processor in (None, processor.id) and one.user not in (found or ()):
            made[one.user] = (*made.get(one.user, ()), *one.paths)
    return made


def _processor_row(
    processor: Processor, found: list[str] | None, possible: Mapping[str | None, Paths], context: Context
) -> Row:
    outcome, assessed = context.assessed("sufficient-guarantees", "processor", processor.id)
    facts: dict[str, Any] = {
        "id": processor.id,
        "name": processor.name or processor.id,
        "users": None if possible and not found else _still_bound(found, context),
        "sufficient_guarantees": processor.sufficient_guarantees,
        "guarantees_assessed": outcome,
        "labels": processor.marked,
    }
    origins: dict[str, Paths] = {"guarantees_assessed": assessed} if assessed else {}
    if possible and found == []:
        origins["users"] = tuple(path for paths in possible.values() for path in paths)
    subject = Subject("processor", processor.id)
    return row(KINDS["processor"], subject, facts, origins, held=context.holding())


def _still_bound(users: list[str] | None, context: Context) -> list[str] | None:
    """Give those of a processor's users whom the agreement has not ceased to bind."""
    return users and [u for u in users if context.holding(u).state != OVER]


def _use_row(processor: Processor, user: str | None, context: Context, may_be: Paths = ()) -> Row:
    """Give the row of one user, or, where flows leave that open, of one that may be (``may_be`` what would
    settle it).
    """
    today = context.as_of.day
    told, told_paths = _not_told(processor, user, context)
    agreed, agreed_paths = processing(processor, user, today, context)
    named, missing = places(processor.countries, ("countries",))
    inside = context.vocabulary.inside | context.departures.countries
    unsettled = context.vocabulary.unsettled - inside
    outside = [(c, p) for c, p in named if c not in inside and c not in unsettled]
    facts: dict[str, Any] = {
        "id": processor.id,
        "name": processor.name or processor.id,
        "user": user,
        "labels": processor.marked,
        "used": None if user is None or may_be else True,
        "in_a_flow": None if user is None else (processor.id, user) in context.uses.declared_for,
        **told,
        "judged_on": today,
        "leaves_eea": True if outside else None if missing else False,
        "countries_outside": tuple(dict.fromkeys(c for c, _ in outside)),
        "countries_unsettled": tuple(dict.fromkeys(c for c, _ in named if c in unsettled)),
        **agreed,
    }
    origins: dict[str, Paths] = {
        **dict.fromkeys(told, told_paths),
        "in_a_flow": from_key("used_by"),
        "leaves_eea": tuple(dict.fromkeys(p for _, p in outside)) or tuple(missing) or from_key("countries"),
        **agreed_paths,
    }
    if user is None:
        origins |= dict.fromkeys(agreed_paths, from_key("used_by"))
    if may_be:
        origins["used"] = may_be
    subject = Subject("processor", processor.id)
    return row(KINDS["processor-use"], subject, facts, origins, held=context.holding(user))


def _not_told(
    processor: Processor, user: str | None, context: Context
) -> tuple[dict[str, list[str] | None], Paths]:
    """Give the other core actors that have not had this user's overview by the as-of date; another user is
    one of them. Those that are not bound yet are told apart.
    """
    unknown: dict[str, list[str] | None] = {"not_told": None, "not_bound_yet": None}
    others = context.to_tell(user, None)
    if user is None or others is None:
        return unknown, from_key("used_by") if user is None else from_key("agreement", "parties")
    if processor.listed_with is None and others:
        return unknown, from_key("listed_with")
    itself = context.signatures.in_place_of(user, context.as_of.day)
    # an entry without a sender is every user's, but for the one that it names
    entries = [(i, e) for i, e in enumerate(processor.listed_with or ()) if e.by in (None, *itself)]
    told = {p: _told(p, entries, context) for p in others}
    early = context.not_bound_yet(None)
    apart = [p for p, t in told.items() if t is False and p in early]
    untold = [p for p, t in told.items() if t is False and p not in early]
    found = unknown | {"not_bound_yet": apart}
    notices = context.doubtful(untold, None)
    if (untold and not notices) or (not untold and None not in told.values()):
        return found | {"not_told": untold}, from_key("listed_with")
    if untold:
        return found, notices
    undated = tuple(("listed_with", i, "on") for i, e in entries if e.on is None and e.party in others)
    return found, undated or from_key("listed_with")


def _told(party: str, entries: list[tuple[int, Listed]], context: Context) -> bool | None:
    dates = [e.on for _, e in entries if e.party == party]
    if any(on is not None and context.as_of.reached(on) for on in dates):
        return True
    nobody = any(e.party is None for _, e in entries)
    if None in dates or nobody:
        return None
    # whoever came in the place of others by law has what these had
    before = context.before(party, None)
    had = every([_told(p, entries, context) for p in before]) if before else False
    # of one that may not have gone yet it is not known that its heir has what it had
    gone = all(context.stands_for(p, context.as_of.day) != p for p in before)
    return had if gone or had is False else None

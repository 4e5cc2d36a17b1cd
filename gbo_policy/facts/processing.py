"""The processing agreement of one user with one processor (7.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Processor
from gbo_policy.facts.context import Context

_FACTS = ("has_agreement", "agreement_signed_on", "agreement_ended")


def users(processor: Processor, context: Context) -> list[str] | None:
    """Give the core actors that use a processor: those that the agreement names, and those for whom it
    receives in a flow that runs.
    """
    return None if processor.used_by is None else sorted(_shown(processor, context))


def _shown(processor: Processor, context: Context) -> set[str]:
    """Give the core actors that are seen to use a processor, also where nobody says who all of them are."""
    return {*(processor.used_by or ()), *context.uses.received_for.get(processor.id, ())}


def processing(
    processor: Processor | None, user: str | None, day: date | None, context: Context, unsaid: Paths = ()
) -> tuple[dict[str, Any], dict[str, Paths]]:
    """Give the facts of the agreement between a processor and one user on ``day``, and what they come
    from; ``unsaid`` is what would say who that user is.
    """
    if processor is None:
        return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, from_key("processor"))
    at: Steps = ("processors", processor.id)
    if processor.agreements is None:
        signed, ends = processor.agreement_signed_on, processor.agreement_ends_on
        paths = ((*at, "agreement_signed_on"),), ((*at, "agreement_ends_on"),)
        if isinstance(signed, date) and (open_ := _of_several(processor, user, context) or unsaid):
            # one date for several users: whose agreement it is, nobody says
            return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, open_)
        return _facts(signed, ends, day), _origins(*paths)
    return _of_user(processor, user, day, at)


def _of_several(processor: Processor, user: str | None, context: Context) -> Paths:
    """Give what would tell whose agreement one date is about, where several use a processor or may."""
    at: Steps = ("processors", processor.id)
    known = _shown(processor, context) | ({user} if user else set())
    if len(known) > 1:
        return ((*at, "agreements"),)
    unsaid = from_key(*at, "used_by") if processor.used_by is None else ()
    may_be = (
        use.paths
        for use in context.uses.possible
        if use.processor in (None, processor.id) and use.user not in known
    )
    return tuple(dict.fromkeys((*unsaid, *(path for paths in may_be for path in paths))))


def _of_user(
    processor: Processor, user: str | None, day: date | None, at: Steps
) -> tuple[dict[str, Any], dict[str, Paths]]:
    entries = list(enumerate(processor.agreements or ()))
    if user is None:
        return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, from_key("on_behalf_of"))
    own = next(((i, a) for i, a in entries if a.party == user), None)
    if own is None:
        nameless = tuple((*at, "agreements", i, "party") for i, a in entries if a.party is None)
        # that there is no agreement is said by an entry with `none`, never by an entry that is not there
        return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, nameless or ((*at, "agreements"),))
    index, agreement = own
    where: Steps = (*at, "agreements", index)
    return _facts(agreement.signed_on, agreement.ends_on, day), _origins(
        ((*where, "signed_on"),), ((*where, "ends_on"),)
    )


def _facts(signed: date | str | None, ends: date | str | None, day: date | None) -> dict[str, Any]:
    ended = False if ends == "none" else None if not isinstance(ends, date) or day is None else ends < day
    return {
        "has_agreement": None if signed is None else signed != "none",
        "agreement_signed_on": signed if isinstance(signed, date) else None,
        "agreement_ended": ended,
    }


def _origins(signed: Paths, ends: Paths) -> dict[str, Paths]:
    return {"has_agreement": signed, "agreement_signed_on": signed, "agreement_ended": ends}

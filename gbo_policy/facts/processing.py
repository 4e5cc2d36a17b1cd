"""The processing agreement of one user with one processor (7.3)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

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
    return {*(processor.used_by or ()), *context.received_for.get(processor.id, ())}


class PossibleUse(NamedTuple):
    """A use of a processor that a flow may show: None for the processor or the user that it leaves open, and
    what would settle it.
    """

    processor: str | None
    user: str | None
    paths: Paths


def possible_uses(context: Context) -> list[PossibleUse]:
    """Give the uses of processors that flows would show if what they leave open were known."""
    today, found = context.as_of.day, list[PossibleUse]()
    for flow in context.workspace.flows:
        over = isinstance(flow.ends_on, date) and flow.ends_on < today
        if flow.status == "proposed" or over or (flow.starts_on is not None and flow.starts_on > today):
            continue
        undated = from_key("flows", flow.id, "starts_on") if flow.starts_on is None else ()
        for i, one in enumerate(flow.recipients or ()):
            # of no other kind are these said
            if one.kind == "processor" or one.processor is not None or one.on_behalf_of is not None:
                open_ = [key for key in ("processor", "on_behalf_of") if getattr(one, key) is None]
                paths = (*undated, *(("flows", flow.id, "recipients", i, key) for key in open_))
                found += [PossibleUse(one.processor, one.on_behalf_of, paths)] if paths else []
    return found


def processing(
    processor: Processor | None, user: str | None, day: date | None, context: Context
) -> tuple[dict[str, Any], dict[str, Paths]]:
    """Give the facts of the agreement between a processor and one user on ``day``, and what they come
    from.
    """
    if processor is None:
        return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, from_key("processor"))
    at: Steps = ("processors", processor.id)
    if processor.agreements is None:
        signed, ends = processor.agreement_signed_on, processor.agreement_ends_on
        paths = ((*at, "agreement_signed_on"),), ((*at, "agreement_ends_on"),)
        if isinstance(signed, date) and len(_shown(processor, context) | ({user} if user else set())) > 1:
            # one date for several users: whose agreement it is, nobody says
            return dict.fromkeys(_FACTS), dict.fromkeys(_FACTS, ((*at, "agreements"),))
        return _facts(signed, ends, day), _origins(*paths)
    return _of_user(processor, user, day, at)


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

"""Facts on the agreement, its parties and its processors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import (
    Advice,
    Dpo,
    Informs,
    Measures,
    Party,
    Processor,
    Publication,
)
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.logic.compile import every
from gbo_policy.terms.kinds import KINDS

if TYPE_CHECKING:  # the register's models are made only where there is one: start-up counts
    from gbo_policy.agreement.events.security_finding import SecurityFinding


def agreement_row(context: Context) -> Row:
    """Give the facts of the agreement itself."""
    agreement, as_of = context.workspace.agreement, context.as_of
    in_force_from = context.in_force_from
    facts: dict[str, Any] = {
        "id": agreement.id,
        "caw": _only_caw(context),
        "missing_roles": _missing_roles(agreement.parties, context.vocabulary.words("role")),
        "in_force": context.in_force,
        "in_force_from": in_force_from,
        "days_in_force": (as_of.day - in_force_from).days if in_force_from else None,
        "any_signed": _any_signed(context),
        "first_signed_on": _first_signed(agreement.dpo_advice, context),
        "measures_agreed": _measures_agreed(agreement.specific_measures),
        **_publication(agreement.publication, context),
        **_advice(agreement.dpo_advice, context),
    }
    unsigned = context.unsigned
    origins = {
        "in_force": (*unsigned, *context.end_paths),
        "in_force_from": unsigned,
        "days_in_force": unsigned,
        "caw": from_key("parties"),
    }
    if context.undated and facts["first_signed_on"] is None:
        origins["first_signed_on"] = context.undated
    # given, but not when: then it is the day that would settle whether it has happened yet
    if isinstance(agreement.publication, Publication):
        origins["published"] = from_key("publication", "published_on")
    if isinstance(agreement.dpo_advice, Advice):
        origins["advice_given"] = from_key("dpo_advice", "given_on")
    return row(KINDS["agreement"], Subject("agreement", agreement.id), facts, origins)


def _only_caw(context: Context) -> str | None:
    lead = context.vocabulary.particulars.lead
    found = [p.id for p in context.workspace.parties.values() if p.role == lead]
    return found[0] if len(found) == 1 else None


def _missing_roles(parties: tuple[Party, ...] | None, roles: list[str]) -> list[str] | None:
    if parties is None:
        return None
    missing = [r for r in roles if r not in {p.role for p in parties}]
    # a party without a role may fill one gap each
    undecided = sum(p.role is None for p in parties)
    return None if missing and undecided >= len(missing) else missing


def _given(part: object) -> bool | None:
    return None if part is None else part != "none"


def _any_signed(context: Context) -> bool | None:
    if context.signed_on:
        return True
    signatures = context.workspace.agreement.signatures
    undated = signatures is None or any(s.signed_on is None for s in signatures)
    return None if undated else False


def _first_signed(advice: Advice | str | None, context: Context) -> date | None:
    """Give the day of the first signature; unknown where one is undated, unless the advice came after another anyway."""
    first = min(context.signed_on, default=None)
    given_on = advice.given_on if isinstance(advice, Advice) else None
    late = first is not None and given_on is not None and given_on > first
    return first if late or not context.undated else None


def _measures_agreed(measures: Measures | str | None) -> bool | None:
    """Tell whether anything was agreed under article 11; an empty section says nothing, and empty lists say that nothing was."""
    if not isinstance(measures, Measures):
        return None if measures is None else False
    if measures.notes or measures.channels or measures.formats:
        return True
    return None if measures.channels is None or measures.formats is None else False


def _publication(part: Publication | str | None, context: Context) -> dict[str, Any]:
    if not isinstance(part, Publication):
        return {"published": _given(part), "published_by": None, "published_by_caw": None}
    when = part.published_on
    return {
        "published": None if when is None else context.as_of.reached(when),
        "published_by": part.by,
        "published_by_caw": _is_caw(part.by, context),
    }


def _advice(part: Advice | str | None, context: Context) -> dict[str, Any]:
    if not isinstance(part, Advice):
        return {"advice_given": _given(part), "advice_by": None, "advice_by_caw": None, "advice_on": None}
    when = part.given_on
    given = None if when is None else context.as_of.reached(when)
    return {
        "advice_given": given,
        "advice_by": part.by,
        "advice_by_caw": _is_caw(part.by, context),
        "advice_on": when,
    }


def _is_caw(party: str | None, context: Context) -> bool | None:
    role = context.workspace.parties[party].role if party is not None else None
    return None if role is None else role == context.vocabulary.particulars.lead


def party_row(party: Party, context: Context) -> Row:
    """Give the facts of one core actor."""
    number = party.enterprise_number
    appropriate, assessed = context.assessed("appropriate-measures", "party", party.id)
    findings, finding_paths = _open_findings(party.id, context)
    collection, security = party.collection, party.security
    dpo = party.dpo if isinstance(party.dpo, Dpo) else None
    facts: dict[str, Any] = {
        "id": party.id,
        "role": party.role,
        "name": party.name or None,
        "enterprise_number": party.enterprise_number,
        "number_valid": None if number is None else is_number(number, context.vocabulary.particulars.number),
        "registered_office": party.registered_office or None,
        "controller": party.controller,
        "has_dpo": _given(party.dpo),
        "dpo_name": (dpo.name or None) if dpo else None,
        "dpo_email": dpo.email if dpo else None,
        "collection_purpose": (collection.purpose or None) if collection else None,
        "collection_bases": _bases(collection.legal_basis, context) if collection else None,
        "collection_provisions": collection.provisions if collection else None,
        "measures": security.measures if security else None,
        "appropriate_measures": appropriate,
        "open_findings": findings,
        "informs_clients": _informs(party.informs_clients, context),
        "flow_down": party.flow_down,
        "confidentiality": party.confidentiality,
        "supervisory_authority": party.supervisory_authority,
    }
    origins = {"open_findings": finding_paths} | ({"appropriate_measures": assessed} if assessed else {})
    if isinstance(party.informs_clients, Informs):
        origins["informs_clients"] = from_key("informs_clients", "since")
    return row(KINDS["party"], Subject("party", party.id), facts, origins)


def _bases(bases: tuple[str, ...] | None, context: Context) -> list[str] | None:
    return None if bases is None else [context.vocabulary.basis(b) for b in bases]


def is_number(number: str, scheme: str) -> bool:
    """Tell whether the check digits of an enterprise number are right; ``scheme`` is its name in python-stdnum."""
    digits = number.replace(".", "")
    plain = scheme == "be.vat" and digits[0] in "01" and int(digits)
    if plain and (int(digits[:8]) + int(digits[8:])) % 97 == 0:
        return True
    from stdnum import get_cc_module  # has the last word on what fails, and takes long to import

    country, _, name = scheme.partition(".")
    module = get_cc_module(country, name)
    return module is not None and bool(module.is_valid(number))


def _informs(part: Informs | str | None, context: Context) -> bool | None:
    if isinstance(part, Informs):
        return None if part.since is None else context.as_of.reached(part.since)
    return _given(part)


def _open_findings(party: str, context: Context) -> tuple[list[str] | None, Paths]:
    open_: list[str] = []
    unknown: list[Steps] = []
    for event in context.findings.get(party, ()):
        remedied = _remedied(event, context)
        if remedied is False:
            open_.append(event.id)
        elif remedied is None:
            unknown.append(("events", event.id, "remedied_on"))
    # a finding that does not say whose it is may be this party's
    unknown += [
        ("events", e.id, "party") for e in context.findings.get(None, ()) if not _remedied(e, context)
    ]
    if open_:
        return open_, tuple(("events", e, "remedied_on") for e in open_)
    return (None if unknown else []), tuple(unknown)


def _remedied(event: SecurityFinding, context: Context) -> bool | None:
    done = event.remedied_on
    return None if done is None else done != "none" and context.as_of.reached(done)


def processor_rows(context: Context) -> Iterator[Row]:
    """Give the facts of each processor; one row of unknowns on the agreement when it does not say which processors there are."""
    agreement = context.workspace.agreement
    if agreement.processors is None:
        kind = KINDS["processor"]
        facts = dict.fromkeys(f.name for f in kind.fields) | {"guarantees_assessed": UNASSESSED}
        yield row(
            kind,
            Subject("agreement", agreement.id),
            facts,
            {f.name: from_key("processors") for f in kind.fields if not f.term},
        )
    for processor in context.workspace.processors.values():
        yield _processor_row(processor, context)


def _processor_row(processor: Processor, context: Context) -> Row:
    outcome, assessed = context.assessed("sufficient-guarantees", "processor", processor.id)
    untold, untold_paths = _not_told(processor, context)
    facts: dict[str, Any] = {
        "id": processor.id,
        "name": processor.name or processor.id,
        "users": _users(processor, context),
        "sufficient_guarantees": processor.sufficient_guarantees,
        "guarantees_assessed": outcome,
        "not_told": untold,
    }
    origins = {"not_told": untold_paths} | ({"guarantees_assessed": assessed} if assessed else {})
    return row(KINDS["processor"], Subject("processor", processor.id), facts, origins)


def _users(processor: Processor, context: Context) -> list[str] | None:
    """Give the core actors that use a processor: those that the agreement names, and those for whom it receives in a flow that runs."""
    return (
        None
        if processor.used_by is None
        else sorted({*processor.used_by, *context.received_for.get(processor.id, ())})
    )


def _not_told(processor: Processor, context: Context) -> tuple[list[str] | None, Paths]:
    users = _users(processor, context)
    if users is None or context.party_ids is None:
        return None, from_key("used_by") if users is None else from_key("agreement", "parties")
    others = [p for p in context.party_ids if p not in users]
    if processor.listed_with is None and others:
        return None, from_key("listed_with")
    entries = {e.party: (i, e.on) for i, e in enumerate(processor.listed_with or ())}
    told = {p: _told(p, entries, context) for p in others}
    untold = [p for p, t in told.items() if t is False]
    if untold or every(list(told.values())) is True:
        return untold, from_key("listed_with")
    undated = tuple(
        ("listed_with", i, "on") for p, (i, on) in entries.items() if on is None and p is not None
    )
    return None, undated or from_key("listed_with")


def _told(party: str, entries: dict[str | None, tuple[int, Any]], context: Context) -> bool | None:
    if party in entries:
        when = entries[party][1]
        return None if when is None else context.as_of.reached(when)
    return None if None in entries else False

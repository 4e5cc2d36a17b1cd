"""Facts on the agreement and its parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import (
    Dpo,
    Informs,
    Measures,
    Party,
)
from gbo_policy.facts.binding import is_member
from gbo_policy.facts.context import Context
from gbo_policy.facts.formalities import advice, bound_from, publication, signatories
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.terms.rows import KINDS

if TYPE_CHECKING:  # the register's models are made only where there is one: start-up counts
    from gbo_policy.agreement.events.security_finding import SecurityFinding


def agreement_row(context: Context) -> Row:
    """Give the facts of the agreement itself."""
    agreement, as_of = context.workspace.agreement, context.as_of
    in_force_from = context.in_force_from
    published, published_paths = publication(context)
    named, named_paths = signatories(context)
    caws_from = bound_from(published["caws"], context)
    facts: dict[str, Any] = {
        "id": agreement.id,
        "missing_roles": _missing_roles(_members(context), context.vocabulary.words("role")),
        "in_force": context.in_force,
        "in_force_from": in_force_from,
        "days_in_force": (as_of.day - in_force_from).days if in_force_from else None,
        "caws_from": caws_from,
        "days_of_caws": (as_of.day - caws_from).days if caws_from else None,
        "signatories_named": named,
        "measures_agreed": measures_agreed(agreement.specific_measures),
        "labels": agreement.marked,
        **published,
    }
    unsigned = context.unsigned
    origins = {
        "in_force": (*unsigned, *context.standing(as_of.day).paths),
        "in_force_from": unsigned,
        "days_in_force": unsigned,
        "caws_from": unsigned,
        "days_of_caws": unsigned,
        "signatories_named": named_paths,
        **published_paths,
    }
    subject = Subject("agreement", agreement.id)
    return row(KINDS["agreement"], subject, facts, origins, held=context.holding())


def _members(context: Context) -> tuple[Party, ...] | None:
    """Give the core actors of the as-of date."""
    parties, today = context.workspace.agreement.parties, context.as_of.day
    return None if parties is None else tuple(p for p in parties if is_member(p, today))


def _missing_roles(parties: tuple[Party, ...] | None, roles: list[str]) -> list[str] | None:
    if parties is None:
        return None
    missing = [r for r in roles if r not in {p.role for p in parties}]
    # a party without a role may fill one gap each
    undecided = sum(p.role is None for p in parties)
    return None if missing and undecided >= len(missing) else missing


def _given(part: object) -> bool | None:
    return None if part is None else part != "none"


def measures_agreed(measures: Measures | str | None) -> bool | None:
    """Tell whether anything was agreed under article 11; an empty section says nothing, and empty lists say
    that nothing was.
    """
    if not isinstance(measures, Measures):
        return None if measures is None else False
    if measures.channels or measures.formats:
        return True
    return None if measures.channels is None or measures.formats is None else False


def _stated(text: str | None) -> str | None:
    """Give a text that names something; `none` says that there is no such thing, which satisfies nothing."""
    return None if text in (None, "", "none") else text


def party_row(party: Party, context: Context) -> Row:
    """Give the facts of one core actor."""
    number = _stated(party.enterprise_number)
    appropriate, assessed = context.assessed("appropriate-measures", "party", party.id)
    findings, finding_paths = _open_findings(party.id, context)
    advised, advised_paths = advice(party, context)
    informs, informs_paths = _informs(party.informs_clients, context)
    collection, security = party.collection, party.security
    dpo = party.dpo if isinstance(party.dpo, Dpo) else None
    facts: dict[str, Any] = {
        "id": party.id,
        "role": party.role,
        "name": _stated(party.name),
        "enterprise_number": number,
        "number_valid": None if number is None else is_number(number, context.vocabulary.particulars.number),
        "registered_office": _stated(party.registered_office),
        "controller": party.controller,
        "has_dpo": _given(party.dpo),
        "dpo_name": _stated(dpo.name) if dpo else None,
        "dpo_email": _stated(dpo.email) if dpo else None,
        "collection_purpose": _stated(collection.purpose) if collection else None,
        "collection_bases": _bases(collection.legal_basis, context) if collection else None,
        "collection_provisions": collection.provisions if collection else None,
        "measures": _listed(security.measures) if security else None,
        "appropriate_measures": appropriate,
        "open_findings": findings,
        "informs_clients": informs,
        "flow_down": party.flow_down,
        "confidentiality": party.confidentiality,
        "supervisory_authority": party.supervisory_authority,
        "labels": party.marked,
        "contested_findings": _contested(party.id, context),
        **advised,
    }
    origins = {
        "open_findings": finding_paths,
        "informs_clients": informs_paths,
        **advised_paths,
    }
    origins |= {"appropriate_measures": assessed} if assessed else {}
    subject = Subject("party", party.id)
    return row(KINDS["party"], subject, facts, origins, held=context.holding(party.id))


def _bases(bases: tuple[str, ...] | None, context: Context) -> list[str] | None:
    return None if bases is None else [context.vocabulary.basis(b) for b in bases]


def is_number(number: str, scheme: str) -> bool:
    """Tell whether the check digits of an enterprise number are right; ``scheme`` is its name in
    python-stdnum.
    """
    digits = number.replace(".", "")
    belgian = scheme == "be.vat"
    if belgian and digits[8:] == "00":
        return False  # a remainder of 0 asks for 97, which the library lets pass
    if belgian and digits[0] in "01" and 97 - int(digits[:8]) % 97 == int(digits[8:]):
        return True
    from stdnum import get_cc_module  # has the last word on what fails, and takes long to import

    country, _, name = scheme.partition(".")
    module = get_cc_module(country, name)
    return module is not None and bool(module.is_valid(number))


def _listed(measures: tuple[str, ...] | str | None) -> tuple[str, ...] | None:
    return () if measures == "none" else measures  # type: ignore[return-value]


def _informs(part: Informs | str | None, context: Context) -> tuple[bool | None, Paths]:
    if not isinstance(part, Informs):
        return _given(part), from_key("informs_clients")
    if part.since is not None and not context.as_of.reached(part.since):
        return False, from_key("informs_clients", "since")
    absent = [k for k, v in (("notice", _stated(part.notice)), ("since", part.since)) if v is None]
    return (None if absent else True), tuple(("informs_clients", k) for k in absent or ["since"])


def _contested(party: str, context: Context) -> list[str]:
    found = context.findings.get(party, ())
    return [e.id for e in found if e.contested(context.as_of) and not _remedied(e, context)]


def _open_findings(party: str, context: Context) -> tuple[list[str] | None, Paths]:
    open_: list[str] = []
    unknown: list[Steps] = []
    for event in context.findings.get(party, ()):
        if event.contested(context.as_of):
            continue
        remedied = _remedied(event, context)
        if remedied:
            continue
        # what says no day may have been found after the moment that is judged
        unsaid = [k for k in ("found_on", "remedied_on") if getattr(event, k) is None]
        unknown += [("events", event.id, key) for key in unsaid]
        if not unsaid:
            open_.append(event.id)
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

"""Facts on the recipients of a flow, or of a logged exchange (5)."""

from __future__ import annotations

from typing import Any

from gbo_policy.agreement.obligation import BARRED
from gbo_policy.agreement.telling import Teller, notice_forbidden, told_before
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.declarations.model.agreement import Processor
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.facts.barriers import barriers
from gbo_policy.facts.context import Context
from gbo_policy.facts.countries import Countries
from gbo_policy.facts.flow_seen import FlowSeen
from gbo_policy.facts.obligations import Relied
from gbo_policy.facts.processing import processing
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.logic.compile import every, some
from gbo_policy.terms.rows import KINDS

Made = tuple[dict[str, Any], dict[str, Paths]]


def recipient_row(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Row:
    """Give the facts of the recipient at ``index`` of a flow."""
    flow = shared.flow
    processor = context.workspace.processors.get(recipient.processor or "")
    facts: dict[str, Any] = {
        "id": f"{flow.id}/{index}",
        "flow": flow.id,
        "sender": flow.sender,
        "answerable": _answerable(recipient, flow),
        "kind": recipient.kind,
        "name": _called(recipient, processor, context),
        "party": recipient.party,
        "core_actor": _core_actor(recipient.party, context),
        "need_to_know": recipient.need_to_know,
        "starts_on": flow.starts_on,
        "processor": recipient.processor,
        "on_behalf_of": recipient.on_behalf_of,
        "judged_on": shared.judged_on,
        "labels": recipient.marked,
    }
    origins: dict[str, Paths] = {}
    for made, paths in (
        _obligation(index, recipient, shared, context),
        _places(shared.countries[index]),
        processing(processor, recipient.on_behalf_of, shared.judged_on, context),
        barriers(flow.sender, recipient, shared.judged_on, context),
    ):
        facts |= made
        origins |= paths
    subject = Subject("recipient", f"{flow.id}/{index}", flow.id)
    return row(KINDS["recipient"], subject, facts, origins, prospective=shared.prospective, over=shared.over)


def _core_actor(party: str | None, context: Context) -> bool | None:
    """Tell whether staff of ``party`` may receive: it is a core actor, or a departure lets it."""
    if None in (party, context.party_ids):
        return None
    return party in context.signatures.parties or party in context.departures.partners


def _obligation(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """What law, or the signed text, lets a recipient receive, and whom the sender told of that law before."""
    flow, relied = shared.flow, shared.relied[index]
    agreed = context.agreed_recipient(recipient.name)
    rests, rests_paths = _rests(recipient, relied, shared.countries[index], agreed)
    forbidden, forbidden_paths = notice_forbidden(relied.obligation, relied.at)
    teller = Teller(flow.sender, flow.starts_on, shared.begun)
    told = told_before(relied.obligation, relied.at, teller, context)
    facts = {
        "obligation_obliges": relied.obliges,
        "name_agreed": agreed,
        "relies_on_obligation": rests,
        "notice_forbidden": forbidden,
        "told_in_time": told.in_time,
        "not_notified": told.not_notified,
        "notified_on_first_day": told.on_first_day,
    }
    return facts, {
        "obligation_obliges": relied.paths,
        "name_agreed": from_key("name") if recipient.name is None else from_key("agreement", "departures"),
        "relies_on_obligation": rests_paths,
        "notice_forbidden": forbidden_paths,
        "told_in_time": told.paths,
        "not_notified": told.paths,
        "notified_on_first_day": told.paths,
    }


def _places(where: Countries) -> Made:
    """Where the data of a recipient go."""
    facts = {
        "leaves_eea": where.leaves,
        "countries_outside": where.outside,
        "countries_covered": where.covered,
        "countries_barred": where.barred,
        "countries_unsettled": where.unsettled,
    }
    return facts, {
        "leaves_eea": where.paths,
        "countries_outside": where.paths,
        "countries_covered": where.covered_paths,
        "countries_barred": where.paths,
        "countries_unsettled": where.unsettled_paths,
    }


def _rests(
    recipient: Recipient, relied: Relied, where: Countries, agreed: bool | None
) -> tuple[bool | None, Paths]:
    """Tell whether a recipient may receive only because a law obliges: itself, or a country that its data go to."""
    abroad = every([where.leaves, where.covered, where.coverable])
    itself = relied.obliges if recipient.kind in BARRED else None if recipient.kind is None else False
    if agreed or (relied.obliges is False and recipient.kind is None):
        itself = False
    rests = some([itself, abroad])
    if rests is not None:
        return rests, relied.paths
    paths = [*(relied.paths if recipient.kind in BARRED else [("kind",)] if itself is None else ())]
    if abroad is None:
        paths += where.paths if where.leaves is None else ()
        paths += where.covered_paths if where.covered is None else ()
    return None, tuple(dict.fromkeys(paths))


def _answerable(recipient: Recipient, flow: Flow) -> tuple[str, ...] | None:
    """Give who answers for where the data go: the sender, and another party whose processor receives them."""
    user = recipient.on_behalf_of if recipient.kind == "processor" else None
    parties = {p for p in (flow.sender, user) if p is not None}
    return tuple(sorted(parties)) or None


def _called(recipient: Recipient, processor: Processor | None, context: Context) -> str | None:
    if recipient.party is not None:
        party = context.workspace.parties.get(recipient.party)
        return (party and party.name) or recipient.party
    if processor is not None:
        return processor.name or processor.id
    return recipient.name or None


def unknown_recipient(shared: FlowSeen) -> Row:
    """A recipient of which nothing is known but its flow, so that no rule passes for want of something to judge."""
    kind, flow = KINDS["recipient"], shared.flow
    known: dict[str, Any] = {
        "id": f"{flow.id}/0",
        "flow": flow.id,
        "sender": flow.sender,
        "answerable": None if flow.sender is None else (flow.sender,),
        "starts_on": flow.starts_on,
        "judged_on": shared.judged_on,
        "labels": (),
    }
    facts = dict.fromkeys((f.name for f in kind.fields), None) | known
    origins: dict[str, Paths] = {f.name: from_key("recipients") for f in kind.fields if f.name not in known}
    return row(
        kind, Subject("recipient", f"{flow.id}/0", flow.id), facts, origins, prospective=shared.prospective
    )

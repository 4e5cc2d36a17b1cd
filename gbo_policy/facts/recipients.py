"""Facts on the recipients of a flow, or of a logged exchange (5)."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from gbo_policy.agreement.obligation import BARRED
from gbo_policy.agreement.telling import Teller
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Processor
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.facts.barriers import barriers
from gbo_policy.facts.context import Context
from gbo_policy.facts.countries import Countries
from gbo_policy.facts.flow_seen import FlowSeen, standing_paths
from gbo_policy.facts.obligations import Relied, is_exchange
from gbo_policy.facts.processing import processing
from gbo_policy.facts.row import NOWHERE, Made, Makers, Row, Subject, row
from gbo_policy.facts.told_of_laws import notice_of
from gbo_policy.logic.kleene import every, some
from gbo_policy.terms.kinds import LABELS, LIFE
from gbo_policy.terms.rows import KINDS


def recipient_row(
    index: int, recipient: Recipient, shared: FlowSeen, context: Context, wanted: Set[str] | None = None
) -> Row:
    """Give the facts of the recipient at ``index`` of a flow; of ``wanted`` ones, others may be None."""
    flow = shared.flow
    name = f"{flow.id}/{index}"
    facts: dict[str, Any] = {
        "id": name if flow.id else None,  # an exchange of no declared flow has none
        "flow": flow.id or None,
        "sender": flow.sender,
        "answerable": _answerable(recipient, flow),
        "kind": recipient.kind,
        "party": recipient.party,
        "need_to_know": recipient.need_to_know,
        "starts_on": flow.starts_on,
        "processor": recipient.processor,
        "on_behalf_of": recipient.on_behalf_of,
        "judged_on": shared.judged_on,
    }
    origins = _RECIPIENT_FACTS.made(facts, wanted, index, recipient, shared, context)
    subject = Subject("recipient", name, flow.id)
    return row(
        KINDS["recipient"],
        subject,
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
        terms={LIFE.name: shared.standings[index].terms if LIFE.name in origins else ()},
    )


def _labels(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """How a recipient is labelled; of a logged exchange, how all are that it may be to in its flow."""
    flow = shared.flow
    if not is_exchange(flow):
        return {LABELS.name: recipient.marked}, NOWHERE
    declared = context.workspace.flow_by_id[flow.id].recipients if flow.id else None
    found = {(declared or ())[place].marked for place in flow.meant}
    known = found.pop() if len(found) == 1 else None
    return {LABELS.name: known}, {LABELS.name: (("recipients", LABELS.name),)}


def _staff(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """Whose staff a recipient is."""
    gone = context.signatures.gone(shared.judged_on, (recipient.party,))
    undated = shared.judged_on is None and context.signatures.leaving((recipient.party,))
    facts = {
        "core_actor": None if undated else _core_actor(recipient.party, bool(gone), context),
        "own_staff": _own_staff(recipient.party, shared, context),
    }
    unsaid = (("party", recipient.party), ("sender", shared.flow.sender))
    origins: dict[str, Paths] = {
        "own_staff": tuple((key,) for key, said in unsaid if said is None) or from_key("party")
    }
    if undated:
        origins["core_actor"] = from_key("starts_on")
    if gone:
        origins["core_actor"] = (("party",), *(("parties", p, "until") for p in gone))
    return facts, origins


def _core_actor(party: str | None, gone: bool, context: Context) -> bool | None:
    """Tell whether staff of ``party`` may receive: it is a core actor that is not gone, or a departure lets
    it.
    """
    if None in (party, context.party_ids):
        return None
    here = party in context.signatures.parties and not gone
    return here or party in context.departures.partners


def _own_staff(party: str | None, shared: FlowSeen, context: Context) -> bool | None:
    """Tell whether a recipient is the sender's own staff, also that of somebody who merged into it."""
    sender, day = shared.flow.sender, shared.judged_on or context.as_of.day
    if party is None or sender is None:
        return None
    return context.signatures.stands_for(party, day) == context.signatures.stands_for(sender, day)


def _name(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """What a recipient is called, and whether the signed text lets it receive."""
    processor = context.workspace.processors.get(recipient.processor or "")
    facts = {
        "name": _called(recipient, processor, context),
        "name_agreed": context.agreed_recipient(recipient.name),
    }
    return facts, {
        "name_agreed": from_key("name") if recipient.name is None else from_key("agreement", "departures")
    }


def _life(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """How the agreement stands on the day that the flow is judged."""
    life = shared.standings[index]
    return {LIFE.name: life.state}, {LIFE.name: standing_paths(shared, life)}


def _obligation(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """What law lets a recipient receive."""
    relied = shared.relied[index]
    agreed = context.agreed_recipient(recipient.name)
    rests, rests_paths = _rests(recipient, relied, shared.countries[index], agreed)
    facts = {
        "obligation_obliges": relied.obliges,
        "relies_on_obligation": rests,
    }
    return facts, {
        "obligation_obliges": relied.paths,
        "relies_on_obligation": rests_paths,
    }


def _telling(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """Whom the sender told of that law before."""
    flow, relied = shared.flow, shared.relied[index]
    teller = Teller(flow.sender, flow.starts_on, shared.begun)
    notice = notice_of(relied, teller, context)
    told = notice.told
    facts = {
        "told_in_time": told.in_time,
        "not_notified": told.not_notified,
        "notified_on_first_day": told.on_first_day,
        "told_of_one_law": notice.one_of_two,
        "not_bound_yet": told.not_bound_yet,
    }
    forbidden = {"notice_forbidden": notice.forbidden_paths}
    return facts | {"notice_forbidden": notice.forbidden}, dict.fromkeys(facts, told.paths) | forbidden


def _places(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """Where the data of a recipient go."""
    where = shared.countries[index]
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


def _processing(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """What was agreed with a processor."""
    processor = context.workspace.processors.get(recipient.processor or "")
    user = recipient.on_behalf_of
    unsaid = from_key("on_behalf_of") if user is None else ()  # it may be another than the date is of
    facts, paths = processing(processor, user, shared.judged_on, context, unsaid)
    return facts, {name: _as_own(found, shared.flow, index) for name, found in paths.items()}


def _as_own(paths: Paths, flow: Flow, index: int) -> Paths:
    """Shorten full paths to the key as it stands at this recipient or at its flow. Those of a logged exchange
    stay full: it carries the id of the flow that it names, and none of that one's keys.
    """
    if is_exchange(flow):
        return paths
    recipient: Steps = ("flows", flow.id, "recipients", index)
    own = (
        p[4:] if p[:4] == recipient else p[2:] if p[:2] == recipient[:2] and p[2] != "recipients" else p
        for p in paths
    )
    return tuple(dict.fromkeys(own))


def _barriers(index: int, recipient: Recipient, shared: FlowSeen, context: Context) -> Made:
    """What stands between sender and recipient."""
    return barriers(shared.flow.sender, recipient, shared.judged_on, context)


_RECIPIENT_FACTS = Makers(
    _labels, _name, _staff, _life, _obligation, _telling, _places, _processing, _barriers
)


def _rests(
    recipient: Recipient, relied: Relied, where: Countries, agreed: bool | None
) -> tuple[bool | None, Paths]:
    """Tell whether a recipient may receive only because a law obliges: itself, or a country that its data go
    to.
    """
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
    """A recipient of which nothing is known but its flow, so that no rule passes for want of something to
    judge.
    """
    kind, flow = KINDS["recipient"], shared.flow
    known: dict[str, Any] = {
        "id": f"{flow.id}/0",
        "flow": flow.id,
        "sender": flow.sender,
        "answerable": None if flow.sender is None else (flow.sender,),
        "starts_on": flow.starts_on,
        "judged_on": shared.judged_on,
        LIFE.name: shared.standing.state,
    }
    facts = dict.fromkeys((f.name for f in kind.fields), None) | known
    origins: dict[str, Paths] = {f.name: from_key("recipients") for f in kind.fields if f.name not in known}
    origins[LIFE.name] = standing_paths(shared, shared.standing)
    if flow.sender is None:
        origins["own_staff"] = (*from_key("recipients"), *from_key("sender"))
    return row(
        kind,
        Subject("recipient", f"{flow.id}/0", flow.id),
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
        terms={LIFE.name: shared.standing.terms},
    )

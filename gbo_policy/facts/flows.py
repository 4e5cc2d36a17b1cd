"""Facts on flows and their recipients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from gbo_policy.agreement.obligation import BARRED
from gbo_policy.agreement.telling import Teller, notice_forbidden, told_before
from gbo_policy.basics.folding import folded
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Measures, Processor
from gbo_policy.declarations.model.flow import Authorisation, Exchange, Flow, Item, Recipient
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.barriers import barriers
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.facts.countries import Countries, countries
from gbo_policy.facts.lifetime import EFFECT, Life
from gbo_policy.facts.obligations import Relied, compelled, relied_on
from gbo_policy.facts.processing import processing
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.logic.compile import every, some
from gbo_policy.terms.rows import KINDS

# article 4's own words say whose data its first four categories are
_WHOSE = {
    "identification-contact": "client",
    "rights-exploration": "client",
    "support-questions": "client",
    "involved-persons-contact": "involved-person",
}
_CONTACT = "involved-persons-contact"


class _Shared(NamedTuple):
    """What a flow and its recipients have in common."""

    flow: Flow
    starts_on: date | None
    judged_on: date | None
    begun: bool | None
    prospective: bool
    over: bool
    relied: tuple[Relied, ...]
    countries: tuple[Countries, ...]


def flow_rows(flow: Flow, context: Context) -> Iterator[Row]:
    """Give the row of a flow, then one for each recipient; a single row of unknowns when it does not name its recipients."""
    shared = _share(flow, context)
    yield _flow_row(shared, context)
    if flow.recipients is None:
        yield _unknown_recipient(shared)
    for index, recipient in enumerate(flow.recipients or ()):
        yield _recipient_row(index, recipient, shared, context)


def judged_day(flow: Flow, today: date) -> date | None:
    """Move the as-of date into a flow's own period; None when it does not say when it starts."""
    if flow.starts_on is None:
        return None
    day = max(flow.starts_on, today)
    return min(day, flow.ends_on) if isinstance(flow.ends_on, date) else day


def _share(flow: Flow, context: Context) -> _Shared:
    today = context.as_of.day
    proposed, start = flow.status == "proposed", flow.starts_on
    relied = relied_on(flow)
    return _Shared(
        flow=flow,
        starts_on=start,
        judged_on=judged_day(flow, today),
        begun=False if proposed else None if start is None else start <= today,
        prospective=proposed or (start is not None and start > today),
        over=isinstance(flow.ends_on, date) and flow.ends_on < today,
        relied=relied,
        countries=tuple(
            countries(r, flow, one, context) for r, one in zip(flow.recipients or (), relied, strict=True)
        ),
    )


def _flow_row(shared: _Shared, context: Context) -> Row:
    flow = shared.flow
    necessity, necessity_paths = _necessity(flow, context)
    quality, quality_paths = context.assessed("data-quality", "flow", flow.id)
    involved, involved_paths = _involved(flow.data, context)
    authorised, authorised_paths = _authorised(flow.data, shared.judged_on)
    rests, rests_paths = compelled(flow, shared.relied)
    measures = context.workspace.agreement.specific_measures
    added = context.departures.channels
    channel, channel_paths = _agreed("channel", flow.channel, measures, "channels", added)
    format_, format_paths = _agreed("format", flow.format, measures, "formats")
    standing, standing_paths = _standing(shared, context)
    facts: dict[str, Any] = {
        "id": flow.id,
        "title": flow.title or flow.id,
        "status": flow.status or "active",
        "sender": flow.sender,
        "purposes": flow.purposes,
        "agreed_purposes": context.departures.purposes,
        "agreed_categories": context.departures.categories,
        "purpose_stated": None if flow.purposes is None else bool(flow.purposes),
        "data_stated": None if flow.data is None else bool(flow.data),
        "data": None if flow.data is None else [i.category for i in flow.data],
        "involved_person_data": involved,
        "has_authentic_source": None if flow.data is None else any(map(_authentic, flow.data)),
        "source_authorised": authorised,
        "legal_basis": None
        if flow.legal_basis is None
        else [context.vocabulary.basis(b) for b in flow.legal_basis],
        "necessity": necessity,
        "data_quality": quality,
        "only_legal_obligation": rests,
        "recipients_stated": True if flow.recipients else None,
        "channel": flow.channel or None,
        "format": flow.format or None,
        "measures_agreed": _anything_agreed(measures),
        "agreed_channels": _listed(measures, "channels"),
        "agreed_formats": _listed(measures, "formats"),
        "channel_agreed": channel,
        "format_agreed": format_,
        "starts_on": flow.starts_on,
        "ends_on": flow.ends_on if isinstance(flow.ends_on, date) else None,
        "judged_on": shared.judged_on,
        "labels": flow.marked,
        **standing,
        **_against_declaration(flow),
    }
    origins: dict[str, Paths] = {
        "involved_person_data": involved_paths,
        "source_authorised": authorised_paths,
        "only_legal_obligation": rests_paths,
        "channel_agreed": channel_paths,
        "format_agreed": format_paths,
        **standing_paths,
    }
    origins |= {"necessity": necessity_paths} if necessity_paths else {}
    origins |= {"data_quality": quality_paths} if quality_paths else {}
    return row(
        KINDS["flow"],
        Subject("flow", flow.id),
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
        terms={"effect_doubtful": _life(shared, context).terms},
    )


def _standing(shared: _Shared, context: Context) -> tuple[dict[str, Any], dict[str, Paths]]:
    """Whether the agreement binds and runs on the day that a flow is judged."""
    # an active flow that has yet to start is held against the signatures of its first day; a proposal against those of today
    today, day = context.as_of.day, shared.judged_on
    known_by = today if shared.flow.status == "proposed" else max(today, day or today)
    life = _life(shared, context)
    joined = _joined(shared.flow)
    bound = context.signatures.bound(day or today, known_by, joined)
    gone = context.signatures.gone(day, joined)
    facts = {
        "all_signed": bound.all_signed,
        "in_force_from": bound.since,
        "no_longer_bound": gone,
        "end_state": life.state,
        "effect_doubtful": None if life.state is None else EFFECT in life.terms,
        "ended_from": context.ended_from,
    }
    return facts, {
        "all_signed": bound.paths,
        "in_force_from": bound.paths,
        "no_longer_bound": tuple(("parties", p, "until") for p in gone),
        "end_state": life.paths if shared.starts_on else from_key("starts_on"),
        "effect_doubtful": life.paths if shared.starts_on else from_key("starts_on"),
        "ended_from": life.paths,
    }


def _life(shared: _Shared, context: Context) -> Life:
    """How the agreement stands between those whom a flow joins, on the day that it is judged."""
    return context.ending(shared.judged_on, *_joined(shared.flow))


def _joined(flow: Flow) -> tuple[str | None, ...]:
    """Give the core actors that a flow joins: who sends, whose staff receives, and for whom a processor works."""
    return flow.sender, *(r.party or r.on_behalf_of for r in flow.recipients or ())


def _against_declaration(flow: Flow) -> dict[str, Any]:
    """What a logged exchange does beyond the flow that it was sent under; a declared flow is its own declaration."""
    logged = flow if isinstance(flow, Exchange) else Exchange.model_construct(id=flow.id)
    return {
        name: getattr(logged, name)
        for name in ("declared", "beyond_purposes", "beyond_data", "beyond_recipient")
    }


_WORST_FIRST = ("not-met", None, "contested", UNASSESSED, "met")


def _necessity(flow: Flow, context: Context) -> tuple[str | None, Paths]:
    """The flow's own assessment, or those of all its recipients; the worst prevails."""
    whole = context.assessed("necessity", "flow", flow.id)
    answers = [
        _necessary_for(names_of(flow, i), whole, flow, context) for i in range(len(flow.recipients or ()))
    ] or [whole]
    for outcome in _WORST_FIRST:
        if paths := [p for o, p in answers if o == outcome]:
            return outcome, tuple(dict.fromkeys(p for ps in paths for p in ps))
    return whole


def _necessary_for(
    names: list[str], whole: tuple[str | None, Paths], flow: Flow, context: Context
) -> tuple[str | None, Paths]:
    """What was said of a recipient, or of the flow as a whole: of both the newest counts, and the worse of one day."""
    own = context.assessed("necessity", "flow", flow.id, names)
    if UNASSESSED in (own[0], whole[0]):
        return whole if own[0] == UNASSESSED else own
    if None in (own[0], whole[0]):  # one that may be the newest: nobody can say which of the two counts
        return own if own[0] is None else whole
    own_on, whole_on = (max(context.assessed_on(paths)) for _, paths in (own, whole))
    if own_on == whole_on:
        return min(own, whole, key=lambda found: _WORST_FIRST.index(found[0]))
    return own if own_on > whole_on else whole


def _involved(data: tuple[Item, ...] | None, context: Context) -> tuple[list[str] | None, Paths]:
    """Give the data on involved persons beyond their contact data; unknown where a special category does not say whose it is."""
    if data is None:
        return None, from_key("data")
    whose = [(i, item, item.subject or _WHOSE.get(item.category)) for i, item in enumerate(data)]
    beyond = [
        (i, item.category)
        for i, item, subject in whose
        if subject == "involved-person" and item.category != _CONTACT
    ]
    if beyond:
        return [c for _, c in beyond], tuple(("data", i) for i, _ in beyond)
    special = context.vocabulary.special_categories
    unknown = tuple(("data", i, "subject") for i, item, s in whose if s is None and item.category in special)
    return (None if unknown else []), unknown


def _authentic(item: Item) -> bool:
    return bool(item.authentic_source) and item.authentic_source != "none"


def _authorised(data: tuple[Item, ...] | None, day: date | None) -> tuple[bool | None, Paths]:
    """Tell whether a decision in force on ``day`` authorises each authentic source; a text that only mentions one is none."""
    if data is None:
        return None, from_key("data")
    items = [
        (("data", i, "authorisation"), item.authorisation) for i, item in enumerate(data) if _authentic(item)
    ]
    found = [_decided(path, given, day) for path, given in items]
    for wanted in (False, None):
        if paths := [p for verdict, ps in found if verdict is wanted for p in ps]:
            return wanted, tuple(paths)
    return True, from_key("data")


def _decided(path: Steps, given: Authorisation | str | None, day: date | None) -> tuple[bool | None, Paths]:
    if not isinstance(given, Authorisation):
        return (False if given == "none" else None), (path,)
    since, until = given.decided_on, given.expires_on
    if day is not None and since is not None and since > day:
        return False, ((*path, "decided_on"),)
    if day is not None and isinstance(until, date) and until < day:
        return False, ((*path, "expires_on"),)
    keys = ("body", "number", "decided_on", "expires_on")
    missing = [(*path, k) for k in keys if getattr(given, k) in (None, "")]
    missing += [(*path, k) for k in keys[:2] if getattr(given, k) == "none"]
    missing += [("starts_on",)] if day is None else []
    return (None, tuple(missing)) if missing else (True, (path,))


def _anything_agreed(measures: Measures | str | None) -> bool | None:
    if not isinstance(measures, Measures):
        return None if measures is None else False
    if measures.channels or measures.formats:
        return True
    return None if measures.channels is None or measures.formats is None else False


def _agreed(
    key: str,
    word: str | None,
    measures: Measures | str | None,
    section: str,
    added: tuple[str, ...] = (),
) -> tuple[bool | None, Paths]:
    """Tell whether a channel or format is an agreed one; ``added`` are those that a departure adds."""
    if word and folded(word) in {folded(a) for a in added}:
        return True, from_key(key)
    if not isinstance(measures, Measures):
        return (None if measures is None else True), from_key("agreement", "specific_measures")
    agreed: tuple[str, ...] | None = getattr(measures, section)
    if agreed is None:
        return None, from_key("agreement", "specific_measures", section)
    if not agreed:
        return True, from_key("agreement", "specific_measures", section)
    return (folded(word) in {folded(a) for a in agreed} if word else None), from_key(key)


def _listed(measures: Measures | str | None, section: str) -> tuple[str, ...] | None:
    return getattr(measures, section) if isinstance(measures, Measures) else None


def _recipient_row(index: int, recipient: Recipient, shared: _Shared, context: Context) -> Row:
    flow, where, relied = shared.flow, shared.countries[index], shared.relied[index]
    processor = context.workspace.processors.get(recipient.processor or "")
    forbidden, forbidden_paths = notice_forbidden(relied.obligation, relied.at)
    teller = Teller(flow.sender, flow.starts_on, shared.begun)
    told = told_before(relied.obligation, relied.at, teller, context)
    between, between_paths = barriers(flow.sender, recipient, shared.judged_on, context)
    rests, rests_paths = _rests(recipient, relied, where, context.agreed_recipient(recipient.name))
    agreed, agreed_paths = processing(processor, recipient.on_behalf_of, shared.judged_on, context)
    facts: dict[str, Any] = {
        "id": f"{flow.id}/{index}",
        "flow": flow.id,
        "sender": flow.sender,
        "answerable": _answerable(recipient, flow),
        "kind": recipient.kind,
        "name": _called(recipient, processor, context),
        "party": recipient.party,
        "core_actor": None
        if None in (recipient.party, context.party_ids)
        else recipient.party in context.signatures.parties or recipient.party in context.departures.partners,
        "need_to_know": recipient.need_to_know,
        "obligation_obliges": relied.obliges,
        "relies_on_obligation": rests,
        "leaves_eea": where.leaves,
        "countries_outside": where.outside,
        "countries_covered": where.covered,
        "countries_barred": where.barred,
        "countries_unsettled": where.unsettled,
        "notice_forbidden": forbidden,
        "told_in_time": told.in_time,
        "not_notified": told.not_notified,
        "notified_on_first_day": told.on_first_day,
        "starts_on": flow.starts_on,
        "processor": recipient.processor,
        "on_behalf_of": recipient.on_behalf_of,
        "judged_on": shared.judged_on,
        "labels": recipient.marked,
        "name_agreed": context.agreed_recipient(recipient.name),
        **agreed,
        **between,
    }
    origins: dict[str, Paths] = {
        "obligation_obliges": relied.paths,
        "name_agreed": from_key("name") if recipient.name is None else from_key("agreement", "departures"),
        "relies_on_obligation": rests_paths,
        "leaves_eea": where.paths,
        "countries_outside": where.paths,
        "countries_covered": where.covered_paths,
        "countries_barred": where.paths,
        "countries_unsettled": where.unsettled_paths,
        "notice_forbidden": forbidden_paths,
        "told_in_time": told.paths,
        "not_notified": told.paths,
        "notified_on_first_day": told.paths,
        **agreed_paths,
        **between_paths,
    }
    subject = Subject("recipient", f"{flow.id}/{index}", flow.id)
    return row(KINDS["recipient"], subject, facts, origins, prospective=shared.prospective, over=shared.over)


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


def _unknown_recipient(shared: _Shared) -> Row:
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


def all_flow_rows(flows: Iterable[Flow], context: Context) -> Iterator[Row]:
    """Give the rows of all flows, each with those of its recipients."""
    for flow in flows:
        yield from flow_rows(flow, context)

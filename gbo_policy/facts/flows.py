"""Facts on flows and their recipients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from gbo_policy.agreement.obligation import Obligation, obliging
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Measures, Places, Processor
from gbo_policy.declarations.model.flow import Exchange, Flow, Item, Recipient
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.barriers import barriers
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.logic.compile import every
from gbo_policy.terms.kinds import KINDS

# article 4's own words say whose data its first four categories are
_WHOSE = {
    "identification-contact": "client",
    "rights-exploration": "client",
    "support-questions": "client",
    "involved-persons-contact": "involved-person",
}
_CONTACT = "involved-persons-contact"
_BARRED = ("third-party", "international-organisation")


class _Shared(NamedTuple):
    """What a flow and its recipients have in common; the paths say where it comes from, or what would settle it."""

    flow: Flow
    starts_on: date | None
    judged_on: date | None
    prospective: bool
    over: bool
    obliges: bool | None
    obligation_paths: Paths
    countries: tuple[_Countries, ...]


class _Countries(NamedTuple):
    """Where a recipient's data go: whether outside the EEA, which countries are or are unsettled, and from which paths."""

    leaves: bool | None
    outside: tuple[str, ...]
    paths: Paths
    unsettled: tuple[str, ...]
    unsettled_paths: Paths


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
    obliges, paths = obliging(flow.legal_obligation)
    today = context.as_of.day
    return _Shared(
        flow=flow,
        starts_on=flow.starts_on,
        judged_on=judged_day(flow, today),
        prospective=flow.status == "proposed" or (flow.starts_on is not None and flow.starts_on > today),
        over=isinstance(flow.ends_on, date) and flow.ends_on < today,
        obliges=obliges,
        obligation_paths=paths,
        countries=tuple(_countries(r, flow, context) for r in flow.recipients or ()),
    )


def _flow_row(shared: _Shared, context: Context) -> Row:
    flow = shared.flow
    necessity, necessity_paths = _necessity(flow, context)
    quality, quality_paths = context.assessed("data-quality", "flow", flow.id)
    involved, involved_paths = _involved(flow.data)
    authorised, authorised_paths = _authorised(flow.data)
    measures = context.workspace.agreement.specific_measures
    channel, channel_paths = _agreed("channel", flow.channel, measures, "channels")
    format_, format_paths = _agreed("format", flow.format, measures, "formats")
    standing, standing_paths = _standing(shared, context)
    facts: dict[str, Any] = {
        "id": flow.id,
        "title": flow.title or flow.id,
        "status": flow.status or "active",
        "sender": flow.sender,
        "purposes": flow.purposes,
        "data": None if flow.data is None else [i.category for i in flow.data],
        "involved_person_data": involved,
        "has_authentic_source": None if flow.data is None else any(map(_authentic, flow.data)),
        "source_authorised": authorised,
        "legal_basis": None
        if flow.legal_basis is None
        else [context.vocabulary.basis(b) for b in flow.legal_basis],
        "necessity": necessity,
        "data_quality": quality,
        "only_legal_obligation": _only_obligation(shared),
        "channel": flow.channel or None,
        "format": flow.format or None,
        "measures_agreed": _anything_agreed(measures),
        "channel_agreed": channel,
        "format_agreed": format_,
        "starts_on": flow.starts_on,
        "ends_on": flow.ends_on if isinstance(flow.ends_on, date) else None,
        "judged_on": shared.judged_on,
        **standing,
        **_against_declaration(flow),
    }
    origins: dict[str, Paths] = {
        "involved_person_data": involved_paths,
        "source_authorised": authorised_paths,
        "only_legal_obligation": shared.obligation_paths
        if flow.recipients is not None
        else from_key("recipients"),
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
    )


def _standing(shared: _Shared, context: Context) -> tuple[dict[str, Any], dict[str, Paths]]:
    """Whether the agreement binds and runs on the day that a flow is judged."""
    # an active flow that has yet to start is held against the signatures of its first day; a proposal against those of today
    today, day = context.as_of.day, shared.judged_on
    known_by = today if shared.flow.status == "proposed" else max(today, day or today)
    facts = {
        "all_signed": context.all_signed_by(known_by),
        "in_force_from": context.in_force_by(known_by),
        "end_state": context.end_state(day),
        "ended_from": context.ended_from,
    }
    ends = context.end_paths
    unsigned = context.unsigned
    return facts, {
        "all_signed": unsigned,
        "in_force_from": unsigned,
        "end_state": ends if shared.starts_on else from_key("starts_on"),
        "ended_from": ends,
    }


def _against_declaration(flow: Flow) -> dict[str, Any]:
    """What a logged exchange does beyond the flow that it was sent under; a declared flow is its own declaration."""
    logged = flow if isinstance(flow, Exchange) else Exchange(id=flow.id)
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


def _involved(data: tuple[Item, ...] | None) -> tuple[list[str] | None, Paths]:
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
    unknown = tuple(("data", i, "subject") for i, _, subject in whose if subject is None)
    return (None if unknown else []), unknown


def _authentic(item: Item) -> bool:
    return bool(item.authentic_source) and item.authentic_source != "none"


def _authorised(data: tuple[Item, ...] | None) -> tuple[bool | None, Paths]:
    if data is None:
        return None, from_key("data")
    items = [(i, item.authorisation) for i, item in enumerate(data) if _authentic(item)]
    refused = tuple(("data", i, "authorisation") for i, a in items if a == "none")
    unknown = tuple(("data", i, "authorisation") for i, a in items if not a)
    return (False, refused) if refused else (None, unknown) if unknown else (True, from_key("data"))


def _anything_agreed(measures: Measures | str | None) -> bool | None:
    if not isinstance(measures, Measures):
        return None if measures is None else False
    if measures.channels or measures.formats:
        return True
    return None if measures.channels is None or measures.formats is None else False


def _agreed(
    key: str, word: str | None, measures: Measures | str | None, section: str
) -> tuple[bool | None, Paths]:
    if not isinstance(measures, Measures):
        return (None if measures is None else True), from_key("agreement", "specific_measures")
    agreed: tuple[str, ...] | None = getattr(measures, section)
    if agreed is None:
        return None, from_key("agreement", "specific_measures", section)
    if not agreed:
        return True, from_key("agreement", "specific_measures", section)
    return (_plain(word) in {_plain(a) for a in agreed} if word else None), from_key(key)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _only_obligation(shared: _Shared) -> bool | None:
    recipients = shared.flow.recipients
    if recipients is None:
        return None
    if not recipients:
        return False
    rests = [_reaches_outside(r, c) for r, c in zip(recipients, shared.countries, strict=True)]
    return every([shared.obliges, *rests])


def _reaches_outside(recipient: Recipient, countries: _Countries) -> bool | None:
    if recipient.kind in _BARRED:
        return True
    return (
        False if recipient.kind == "data-subject" else countries.leaves
    )  # 5.2 does not bar the client's own data


def _countries(recipient: Recipient, flow: Flow, context: Context) -> _Countries:
    named, missing = _named_countries(recipient, flow, context.workspace.processors)
    inside, unsettled = context.vocabulary.inside, context.vocabulary.unsettled
    outside = [(c, p) for c, p in named if c not in inside and c not in unsettled]
    open_ = [(c, p) for c, p in named if c in unsettled]
    unsettled_codes, unsettled_paths = _unzip(open_)
    if outside:
        return _Countries(True, *_unzip(outside), unsettled_codes, unsettled_paths)
    return _Countries(None if missing else False, (), tuple(missing), unsettled_codes, unsettled_paths)


def _unzip(named: list[tuple[str, Steps]]) -> tuple[tuple[str, ...], Paths]:
    return tuple(dict.fromkeys(c for c, _ in named)), tuple(dict.fromkeys(p for _, p in named))


def _named_countries(
    recipient: Recipient, flow: Flow, processors: Mapping[str, Processor]
) -> tuple[list[tuple[str, Steps]], list[Steps]]:
    named, missing = _places(flow.locations, ("locations",))
    if recipient.kind is None:
        missing.append(("kind",))
    if recipient.country is not None:
        named.append((recipient.country, ("country",)))
    elif recipient.kind in _BARRED:
        missing.append(("country",))
    if recipient.processor is not None:
        own = ("processors", recipient.processor, "countries")
        more, lacking = _places(processors[recipient.processor].countries, own)
        named, missing = named + more, missing + lacking
    elif recipient.kind == "processor":
        missing.append(("processor",))
    return named, missing


def _places(places: Places | None, path: Steps) -> tuple[list[tuple[str, Steps]], list[Steps]]:
    if places is None:
        return [], [path]
    named: list[tuple[str, Steps]] = []
    missing: list[Steps] = []
    for key in ("storage", "access"):
        codes: tuple[str, ...] | None = getattr(places, key)
        if codes is None:
            missing.append((*path, key))
        named += [(c, (*path, key)) for c in codes or ()]
    return named, missing


def _recipient_row(index: int, recipient: Recipient, shared: _Shared, context: Context) -> Row:
    flow, countries = shared.flow, shared.countries[index]
    processor = context.workspace.processors.get(recipient.processor or "")
    forbidden, forbidden_paths = _notice_forbidden(flow.legal_obligation)
    untold, untold_paths = _not_notified(flow, context)
    between, between_paths = barriers(flow.sender, recipient, shared.judged_on, context)
    facts: dict[str, Any] = {
        "id": f"{flow.id}/{index}",
        "flow": flow.id,
        "sender": flow.sender,
        "kind": recipient.kind,
        "name": _called(recipient, processor, context),
        "party": recipient.party,
        "core_actor": None
        if None in (recipient.party, context.party_ids)
        else recipient.party in context.workspace.parties,
        "need_to_know": recipient.need_to_know,
        "obligation_obliges": shared.obliges,
        "leaves_eea": countries.leaves,
        "countries_outside": countries.outside,
        "countries_unsettled": countries.unsettled,
        "notice_forbidden": forbidden,
        "not_notified": untold,
        "processor": recipient.processor,
        "on_behalf_of": recipient.on_behalf_of,
        "judged_on": shared.judged_on,
        **_processing_agreement(processor, shared.judged_on),
        **between,
    }
    origins: dict[str, Paths] = {
        "obligation_obliges": shared.obligation_paths,
        "leaves_eea": countries.paths,
        "countries_outside": countries.paths,
        "countries_unsettled": countries.unsettled_paths,
        "notice_forbidden": forbidden_paths,
        "not_notified": untold_paths,
        **_agreement_paths(recipient.processor),
        **between_paths,
    }
    subject = Subject("recipient", f"{flow.id}/{index}", flow.id)
    return row(
        KINDS["recipient"],
        subject,
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
    )


def _called(recipient: Recipient, processor: Processor | None, context: Context) -> str | None:
    if recipient.party is not None:
        party = context.workspace.parties.get(recipient.party)
        return (party and party.name) or recipient.party
    if processor is not None:
        return processor.name or processor.id
    return recipient.name or None


def _notice_forbidden(obligation: Obligation | str | None) -> tuple[bool | None, Paths]:
    if not isinstance(obligation, Obligation):
        return (None if obligation is None else False), from_key("legal_obligation")
    forbidden = obligation.notice_forbidden_by
    return (forbidden != "none" if forbidden else None), from_key("legal_obligation", "notice_forbidden_by")


def _not_notified(flow: Flow, context: Context) -> tuple[list[str] | None, Paths]:
    """The other core actors not told of the obligation before the flow's first day."""
    others = context.others(flow.sender)
    obligation = flow.legal_obligation
    if not isinstance(obligation, Obligation):
        return (None if obligation is None or others is None else list(others)), from_key("legal_obligation")
    if others is None or obligation.notified is None:
        return None, from_key("sender") if others is None else from_key("legal_obligation", "notified")
    entries = {n.party: (i, n.at) for i, n in enumerate(obligation.notified)}
    told = {
        p: _told_before(entries[p][1], flow.starts_on, context)
        if p in entries
        else (None if None in entries else False)
        for p in others
    }
    untold = [p for p, t in told.items() if t is False]
    if untold:
        return untold, from_key("legal_obligation", "notified")
    undated = tuple(
        ("legal_obligation", "notified", entries[p][0], "at")
        for p, t in told.items()
        if t is None and p in entries and entries[p][1] is None
    )
    unknown = None in told.values()
    return (None if unknown else []), undated or (
        from_key("starts_on")
        if unknown and flow.starts_on is None
        else from_key("legal_obligation", "notified")
    )


def _told_before(at: date | datetime | None, start: date | None, context: Context) -> bool | None:
    """Tell whether a notice came before the first day; one that is still to come has not been given, but may yet be in time."""
    if at is None or start is None:
        return None
    day = at.astimezone(BRUSSELS).date() if isinstance(at, datetime) else at
    return False if day >= start else True if context.as_of.reached(at) else None


def _processing_agreement(processor: Processor | None, day: date | None) -> dict[str, Any]:
    if processor is None:
        return {"has_agreement": None, "agreement_signed_on": None, "agreement_ended": None}
    signed, ends = processor.agreement_signed_on, processor.agreement_ends_on
    ended = False if ends == "none" else None if ends is None or day is None else ends < day
    return {
        "has_agreement": None if signed is None else signed != "none",
        "agreement_signed_on": signed if isinstance(signed, date) else None,
        "agreement_ended": ended,
    }


def _agreement_paths(processor: str | None) -> dict[str, Paths]:
    if processor is None:
        unnamed = from_key("processor")
        return dict.fromkeys(("has_agreement", "agreement_signed_on", "agreement_ended"), unnamed)
    signed = from_key("processors", processor, "agreement_signed_on")
    ends = from_key("processors", processor, "agreement_ends_on")
    return {"has_agreement": signed, "agreement_signed_on": signed, "agreement_ended": ends}


def _unknown_recipient(shared: _Shared) -> Row:
    """A recipient of which nothing is known but its flow, so that no rule passes for want of something to judge."""
    kind, flow = KINDS["recipient"], shared.flow
    known: dict[str, Any] = {
        "id": f"{flow.id}/0",
        "flow": flow.id,
        "sender": flow.sender,
        "obligation_obliges": shared.obliges,
        "judged_on": shared.judged_on,
    }
    facts = dict.fromkeys((f.name for f in kind.fields), None) | known
    origins: dict[str, Paths] = {f.name: from_key("recipients") for f in kind.fields if f.name not in known}
    origins["obligation_obliges"] = shared.obligation_paths
    return row(
        kind,
        Subject("recipient", f"{flow.id}/0", flow.id),
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
    )


def all_flow_rows(flows: Iterable[Flow], context: Context) -> Iterator[Row]:
    """Give the rows of all flows, each with those of its recipients."""
    for flow in flows:
        yield from flow_rows(flow, context)

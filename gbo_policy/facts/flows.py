"""Facts on flows; those of their recipients are in ``recipients``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import Any

from gbo_policy.basics.folding import folded
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Measures
from gbo_policy.declarations.model.flow import Authorisation, Flow, Item
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.binding import Bound, Signatures
from gbo_policy.facts.context import UNASSESSED, Context
from gbo_policy.facts.declared import measures_agreed
from gbo_policy.facts.flow_seen import FlowSeen, share, standing_paths
from gbo_policy.facts.lifetime import EFFECT
from gbo_policy.facts.obligations import compelled, is_exchange
from gbo_policy.facts.recipients import recipient_row, unknown_recipient
from gbo_policy.facts.row import NOWHERE, Made, Makers, Row, Subject, row
from gbo_policy.terms.kinds import LIFE
from gbo_policy.terms.rows import KINDS

# article 4's own words say whose data its first four categories are
_WHOSE = {
    "identification-contact": "client",
    "rights-exploration": "client",
    "support-questions": "client",
    "involved-persons-contact": "involved-person",
}
_CONTACT = "involved-persons-contact"


def flow_rows(flow: Flow, context: Context, wanted: Mapping[str, Set[str]] | None = None) -> Iterator[Row]:
    """Give the row of a flow, then one for each recipient; a single row of unknowns when it does not name its
    recipients.

    With ``wanted``, facts by kind of row, others may be left out: they are None then.
    """
    shared = share(flow, context)
    of_flow, of_recipients = (None, None) if wanted is None else (wanted["flow"], wanted["recipient"])
    yield _flow_row(shared, context, of_flow)
    if flow.recipients is None:
        yield unknown_recipient(shared)
    for index, recipient in enumerate(flow.recipients or ()):
        yield recipient_row(index, recipient, shared, context, of_recipients)


def _flow_row(shared: FlowSeen, context: Context, wanted: Set[str] | None) -> Row:
    flow = shared.flow
    facts: dict[str, Any] = {
        "id": flow.id or None,  # an exchange of no declared flow has none
        "title": flow.title or flow.id or None,
        "status": flow.status or "active",
        "sender": flow.sender,
        "purposes": flow.purposes,
        "agreed_purposes": context.departures.purposes,
        "purpose_stated": None if flow.purposes is None else bool(flow.purposes),
        "recipients_stated": True if flow.recipients else None,
        "starts_on": flow.starts_on,
        "ends_on": flow.ends_on if isinstance(flow.ends_on, date) else None,
        "judged_on": shared.judged_on,
        "labels": flow.marked if flow.id else None,
        **_against_declaration(flow),
    }
    origins = _FLOW_FACTS.made(facts, wanted, shared, context)
    terms = (shared.life.terms, shared.standing.terms) if LIFE.name in origins else ((), ())
    return row(
        KINDS["flow"],
        Subject("flow", flow.id),
        facts,
        origins,
        prospective=shared.prospective,
        over=shared.over,
        terms={"effect_doubtful": terms[0], LIFE.name: terms[1]},
    )


def _sender(shared: FlowSeen, context: Context) -> Made:
    """Whether who sends is a partner; nobody is where there is none."""
    sender, partners = shared.flow.sender, context.partners
    return {"sent_by_partner": sender in partners if sender or not partners else None}, NOWHERE


def _data(shared: FlowSeen, context: Context) -> Made:
    """Which data are sent, and from which source."""
    data = shared.flow.data
    authorised, authorised_paths = _authorised(data, shared.judged_on)
    facts = {
        "data": None if data is None else [i.category for i in data],
        "data_stated": None if data is None else bool(data),
        "agreed_categories": context.departures.categories,
        "has_authentic_source": None if data is None else any(i.from_authentic_source for i in data),
        "source_authorised": authorised,
    }
    return facts, {"source_authorised": authorised_paths}


def _persons(shared: FlowSeen, context: Context) -> Made:
    """On whom data are sent."""
    involved, paths = _involved(shared.flow.data, context)
    return {"involved_person_data": involved}, {"involved_person_data": paths}


def _bases(shared: FlowSeen, context: Context) -> Made:
    """What a flow rests on, and whether a law compels the whole of it."""
    bases = shared.flow.legal_basis
    rests, paths = compelled(shared.flow, shared.relied)
    known = None if bases is None else [context.vocabulary.basis(b) for b in bases]
    return {"legal_basis": known, "only_legal_obligation": rests}, {"only_legal_obligation": paths}


def _judgements(shared: FlowSeen, context: Context) -> Made:
    """What somebody has judged of a flow."""
    flow, on = shared.flow, shared.judged_on
    necessity, necessity_paths = _necessity(flow, on, context)
    quality, quality_paths = context.assessed("data-quality", "flow", flow.id, on=on)
    stated = {"necessity": necessity_paths, "data_quality": quality_paths}
    facts = {"necessity": necessity, "data_quality": quality}
    return facts, {name: paths for name, paths in stated.items() if paths}


def _sending(shared: FlowSeen, context: Context) -> Made:
    """How a flow is sent, held against what was agreed (11)."""
    flow = shared.flow
    measures = context.workspace.agreement.specific_measures
    channel, channel_paths = _agreed(
        "channel", flow.channel, measures, "channels", context.departures.channels
    )
    format_, format_paths = _agreed("format", flow.format, measures, "formats")
    facts = {
        "channel": flow.channel or None,
        "format": flow.format or None,
        "measures_agreed": measures_agreed(measures),
        "agreed_channels": _listed(measures, "channels"),
        "agreed_formats": _listed(measures, "formats"),
        "channel_agreed": channel,
        "format_agreed": format_,
    }
    return facts, {"channel_agreed": channel_paths, "format_agreed": format_paths}


def _standing(shared: FlowSeen, context: Context) -> Made:
    """Whether the agreement binds and runs on the day that a flow is judged."""
    # an active flow that has yet to start is held against the signatures of its first day; a proposal against
    # those of today
    today, day = context.as_of.day, shared.judged_on
    known_by = today if shared.flow.status == "proposed" else max(today, day or today)
    life = shared.life
    signatures = context.signatures
    bound = signatures.bound(day or today, known_by, shared.joined)
    early = bound.since is not None and shared.starts_on is not None and shared.starts_on < bound.since
    # whoever else it may join, it began before those that it does join were bound
    unsaid = shared.unsaid and not early
    if unsaid and signatures.bound(day or today, known_by, shared.may_join) != bound:
        bound = Bound(None, None, shared.unsaid)
    gone, open_ = _gone(shared, signatures)
    facts = {
        "all_signed": bound.all_signed,
        "in_force_from": bound.since,
        "no_longer_bound": None if open_ else gone,
        "end_state": life.state,
        LIFE.name: shared.standing.state,
        "effect_doubtful": None if life.state is None else EFFECT in life.terms,
        "notice_doubts": None if life.state is None else list(life.doubts),
        "ended_from": context.ended_from,
    }
    return facts, {
        "all_signed": bound.paths,
        "in_force_from": bound.paths,
        "no_longer_bound": open_ or tuple(("parties", p, "until") for p in gone),
        **dict.fromkeys(("end_state", "effect_doubtful", "notice_doubts"), standing_paths(shared, life)),
        LIFE.name: standing_paths(shared, shared.standing),
        "ended_from": life.paths,
    }


def _gone(shared: FlowSeen, signatures: Signatures) -> tuple[tuple[str, ...], Paths]:
    """Give those whom a flow joins that had left by the day judged, or what leaves open whether one had."""
    if shared.judged_on is None:
        return (), from_key("starts_on") if signatures.leaving(shared.may_join) else ()
    gone = signatures.gone(shared.judged_on, shared.joined)
    more = shared.unsaid and signatures.gone(shared.judged_on, shared.may_join) != gone
    return gone, shared.unsaid if more and not gone else ()


_FLOW_FACTS = Makers(_sender, _bases, _data, _persons, _judgements, _sending, _standing)


_AS_DECLARED: dict[str, Any] = {
    "declared": False,
    "beyond_purposes": None,
    "beyond_data": None,
    "beyond_recipient": None,
}


def _against_declaration(flow: Flow) -> dict[str, Any]:
    """What a logged exchange does beyond the flow that it was sent under; a declared flow is its own
    declaration.
    """
    return {name: getattr(flow, name) for name in _AS_DECLARED} if is_exchange(flow) else _AS_DECLARED


_WORST_FIRST = ("not-met", None, "contested", UNASSESSED, "met")


def _necessity(flow: Flow, on: date | None, context: Context) -> tuple[str | None, Paths]:
    """The flow's own assessment, or those of all its recipients; the worst prevails. Of recipients that a
    logged exchange does not tell apart, and that were not all judged alike, nobody has.
    """
    whole = context.assessed("necessity", "flow", flow.id, on=on)
    owns = (context.assessed("necessity", "flow", flow.id, names, on=on) for names in _called(flow, context))
    answers = [_necessary_for(own, whole, context) for own in owns] or [whole]
    if is_exchange(flow) and len({outcome for outcome, _ in answers}) > 1:
        return UNASSESSED, ()
    for outcome in _WORST_FIRST:
        if paths := [p for o, p in answers if o == outcome]:
            return outcome, tuple(dict.fromkeys(p for ps in paths for p in ps))
    return whole


def _called(flow: Flow, context: Context) -> list[list[str]]:
    """Give what each recipient may be called by who judged it; of an exchange, each that it may be to in the
    flow that it names.
    """
    if not is_exchange(flow):
        return [names_of(flow, i) for i in range(len(flow.recipients or ()))]
    if flow.meant:
        return [names_of(context.workspace.flow_by_id[flow.id], i) for i in flow.meant]
    return [names_of(flow, 0)[1:]]  # it has no place there


def _necessary_for(
    own: tuple[str | None, Paths], whole: tuple[str | None, Paths], context: Context
) -> tuple[str | None, Paths]:
    """What was said of a recipient, or of the flow as a whole: of both the newest counts, and the worse of
    one day.
    """
    if UNASSESSED in (own[0], whole[0]):
        return whole if own[0] == UNASSESSED else own
    if None in (own[0], whole[0]):  # one that may be the newest: nobody can say which of the two counts
        return own if own[0] is None else whole
    own_on, whole_on = (max(context.assessed_on(paths)) for _, paths in (own, whole))
    if own_on == whole_on:
        return min(own, whole, key=lambda found: _WORST_FIRST.index(found[0]))
    return own if own_on > whole_on else whole


def _involved(data: tuple[Item, ...] | None, context: Context) -> tuple[list[str] | None, Paths]:
    """Give the data on involved persons beyond their contact data; unknown where a special category, or one
    that the signed text adds, does not say whose it is.
    """
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
    anyone = context.vocabulary.special_categories.union(context.departures.categories)
    unknown = tuple(("data", i, "subject") for i, item, s in whose if s is None and item.category in anyone)
    return (None if unknown else []), unknown or from_key("data")


def _authorised(data: tuple[Item, ...] | None, day: date | None) -> tuple[bool | None, Paths]:
    """Tell whether a decision in force on ``day`` authorises each authentic source; a text that only mentions
    one is none.
    """
    if data is None:
        return None, from_key("data")
    items = [
        (("data", i, "authorisation"), item.authorisation)
        for i, item in enumerate(data)
        if item.from_authentic_source
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


def _agreed(
    key: str,
    word: str | None,
    measures: Measures | str | None,
    section: str,
    added: tuple[str, ...] = (),
) -> tuple[bool | None, Paths]:
    """Tell whether a channel or format is an agreed one; ``added`` are those that a departure adds."""
    if word == "none":  # it names no channel, an agreed one no more than another
        word = None
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


def all_flow_rows(flows: Iterable[Flow], context: Context) -> Iterator[Row]:
    """Give the rows of all flows, each with those of its recipients."""
    for flow in flows:
        yield from flow_rows(flow, context)

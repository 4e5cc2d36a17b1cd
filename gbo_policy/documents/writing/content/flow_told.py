"""What is declared of one flow, in words and in pairs."""

from __future__ import annotations

from gbo_policy.declarations.model.agreement import Places
from gbo_policy.declarations.model.flow import Flow, Retention
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.reporting.content.blocks import Inline, Pairs, joined, run


def recipients(draft: Draft, flow: Flow) -> Inline:
    """Name the recipients, each with its kind."""
    if flow.recipients is None:
        return draft.blank(draft.word("recipients"), FactPlace("flow", flow.id, ("recipients",)))
    told = []
    for one in flow.recipients:
        kind = draft.words.label("kinds", one.kind) if one.kind else draft.word("kind unknown")
        name = draft.words.recipient(one)
        told.append(run(name if name == kind else f"{name} ({kind})"))
    return joined(told, "; ") or run(draft.word("none"))


def categories(draft: Draft, flow: Flow) -> Inline:
    """Name the categories of data."""
    data = None if flow.data is None else [i.category for i in flow.data]
    return draft.label(
        "categories", data, FactPlace("flow", flow.id, ("data",)), draft.word("categories of data")
    )


def purposes(draft: Draft, flow: Flow) -> Inline:
    """Name the purposes."""
    return draft.label(
        "purposes", flow.purposes, FactPlace("flow", flow.id, ("purposes",)), draft.word("purposes")
    )


def bases(draft: Draft, flow: Flow) -> Inline:
    """Name the legal bases of the communication."""
    return draft.label(
        "bases", flow.legal_basis, FactPlace("flow", flow.id, ("legal_basis",)), draft.word("legal bases")
    )


def places(draft: Draft, flow: Flow) -> Inline:
    """Name the countries where the data are kept and from where they are reached."""
    spot, given = FactPlace("flow", flow.id, ("locations",)), flow.locations or Places()
    return draft.say(
        "kept in {storage}; reached from {access}",
        storage=draft.countries(given.storage, draft.meaning(Places, "storage"), spot.at("storage")),
        access=draft.countries(given.access, draft.meaning(Places, "access"), spot.at("access")),
    )


def period(draft: Draft, flow: Flow) -> Inline:
    """Say from when to when."""
    first = draft.named(flow, "starts_on", FactPlace("flow", flow.id))
    if flow.ends_on in (None, "none"):
        return draft.say("from {first}, open-ended", first=first)
    return draft.say("from {first} up to {last} inclusive", first=first, last=flow.ends_on)


def retention(draft: Draft, flow: Flow) -> Inline:
    """Say how long the data are kept, and why."""
    spot, given = FactPlace("flow", flow.id, ("retention",)), flow.retention or Retention()
    return joined([draft.named(given, "period", spot), draft.named(given, "basis", spot)], "; ")


def flow_facts(draft: Draft, flow: Flow) -> Pairs:
    """Give all that is declared of a flow."""
    word, spot = draft.word, FactPlace("flow", flow.id)
    status = word("proposed") if flow.status == "proposed" else word("running")
    return Pairs(
        (
            (word("Flow"), draft.words.flow(flow.id)),
            (word("Status"), run(status)),
            (
                word("Sender"),
                draft.name(flow.sender) if flow.sender else draft.blank(word("sender"), spot.at("sender")),
            ),
            (word("Recipients"), recipients(draft, flow)),
            (word("Purposes"), purposes(draft, flow)),
            (word("Data"), categories(draft, flow)),
            (word("Legal bases"), bases(draft, flow)),
            (word("Places"), places(draft, flow)),
            (word("Channel"), draft.named(flow, "channel", spot)),
            (word("Format"), draft.named(flow, "format", spot)),
            (word("Period"), period(draft, flow)),
        )
    )

"""What a breach's documents share: its facts in pairs, what GDPR 33(3) asks, and what is still unknown of
it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gbo_policy.agreement.events.breach import LAW_HOURS
from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.reporting.content.blocks import Inline, Pairs, joined, run

if TYPE_CHECKING:
    from gbo_policy.agreement.events.breach import Breach

NATURES = {
    "confidentiality": mark("confidentiality (disclosure or access)"),
    "integrity": mark("integrity (alteration)"),
    "availability": mark("availability (loss or destruction)"),
}
RISKS = {
    "unlikely": mark("unlikely to result in a risk"),
    "risk": mark("a risk"),
    "high-risk": mark("a high risk"),
}


def breach_of(draft: Draft, event: str | None) -> Breach:
    """Give the breach that was asked for."""
    found: Breach = next(e for e in draft.workspace.events if e.id == event)  # type: ignore[assignment]  # its type was checked
    return found


def nature(draft: Draft, breach: Breach) -> Inline:
    """Say what was affected."""
    if not breach.nature:
        return draft.blank(draft.word("nature of the breach"), FactPlace("event", breach.id, ("nature",)))
    return joined([run(draft.word(NATURES[n])) for n in breach.nature], "; ")


def categories(draft: Draft, breach: Breach) -> Inline:
    """Name the categories of data."""
    spot = FactPlace("event", breach.id, ("data",))
    return draft.label("categories", breach.data, spot, draft.word("categories of data"))


def risk(draft: Draft, breach: Breach) -> Inline:
    """Say how likely a risk is."""
    if breach.risk is None:
        return draft.blank(draft.word("risk to the data subjects"), FactPlace("event", breach.id, ("risk",)))
    return run(draft.word(RISKS[breach.risk]))


def measures(draft: Draft, breach: Breach) -> Inline:
    """Name the measures taken."""
    return draft.fact(breach, "measures", FactPlace("event", breach.id))


def happened(draft: Draft, breach: Breach) -> Pairs:
    """Say when it became known, what happened and when."""
    word, spot = draft.word, FactPlace("event", breach.id)
    rows = [
        (word("Known since"), draft.named(breach, "aware_at", spot)),
        (
            word("Where it occurred"),
            draft.name(breach.party)
            if breach.party
            else draft.blank(word("core actor where it occurred"), spot.at("party")),
        ),
        (word("During the communication itself"), draft.fact(breach, "during_communication", spot)),
        (word("What happened"), draft.named(breach, "facts", spot)),
        (word("Cause"), draft.named(breach, "cause", spot)),
        (word("Began"), draft.named(breach, "started_at", spot)),
        (word("Ended"), draft.named(breach, "ended_at", spot)),
    ]
    if breach.processor is not None:
        rows.append((word("At the processor"), run(draft.words.processor(breach.processor))))
    return Pairs(tuple(rows))


def asked_by_law(draft: Draft, breach: Breach) -> Pairs:
    """Give what GDPR 33(3) asks, point by point."""
    word, spot = draft.word, FactPlace("event", breach.id)
    return Pairs(
        (
            (word("Nature (a)"), nature(draft, breach)),
            (word("Categories of data (a)"), categories(draft, breach)),
            (word("Number of data subjects (a)"), draft.fact(breach, "subjects", spot)),
            (word("Number of records (a)"), draft.fact(breach, "records", spot)),
            (
                word("Contact point (b)"),
                draft.dpo(breach.party) if breach.party else draft.blank(word("data protection officer")),
            ),
            (word("Likely consequences (c)"), draft.named(breach, "consequences", spot)),
            (word("Measures taken or proposed (d)"), measures(draft, breach)),
        )
    )


def due(breach: Breach) -> datetime | None:
    """Give the moment until which GDPR 33(1) lets the authority wait."""
    return None if breach.aware_at is None else breach.aware_at + timedelta(hours=LAW_HOURS)


def told_authority(draft: Draft, breach: Breach) -> datetime | None:
    """Give when the authority was notified, if it was by the moment of the document."""
    told = breach.authority_notified_at
    return told if isinstance(told, datetime) and draft.report.as_of.reached(told) else None


def authority_line(draft: Draft, breach: Breach) -> Inline:
    """Say whether the authority was notified, and until when the law lets it wait."""
    say, told, until = draft.say, told_authority(draft, breach), due(breach)
    if told is not None:
        reference = breach.authority_reference
        return (
            say("notified on {moment}, reference {reference}", moment=told, reference=reference)
            if reference
            else say("notified on {moment}", moment=told)
        )
    if breach.risk == "unlikely":
        return say("no notification: a risk is unlikely (GDPR art. 33(1)); the breach is recorded")
    if breach.authority_notified_at is None:
        return draft.blank(
            draft.word("whether and when the authority was notified"),
            FactPlace("event", breach.id, ("authority_notified_at",)),
        )
    if until is None:
        return say("not yet notified")
    if draft.report.as_of.moment > until:
        return say("not yet notified; it was due by {moment} (72 hours, GDPR art. 33(1))", moment=until)
    return say("not yet notified; due by {moment} (72 hours, GDPR art. 33(1))", moment=until)

"""What fills the columns of the register of processing activities: one function a concept, "" where nothing
is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gbo_policy.agreement.obligation import Obligation
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Dpo, Informs
from gbo_policy.documents.writing.content.processing_row import ProcessingRow
from gbo_policy.documents.writing.content.registers import text_of
from gbo_policy.terms.country_names import countries_named

Fill = Callable[[ProcessingRow], str]
STATUS = {
    "proposed": mark("proposed"),
    "planned": mark("planned"),
    "active": mark("running"),
    "ended": mark("ended"),
}
SUBJECTS = {"client": mark("clients"), "involved-person": mark("persons involved in the help to a client")}


def joined(row: ProcessingRow, values: tuple[str, ...] | None) -> str:
    """Join values; the word for none where there are none."""
    return "" if values is None else "; ".join(values) or row.draft.word("none")


def labels(section: str, name: str) -> Fill:
    """Give what labels the words of a key of the flow."""

    def fill(row: ProcessingRow) -> str:
        given: tuple[str, ...] | None = getattr(row.flow, name)
        return joined(row, None if given is None else tuple(row.draft.words.label(section, g) for g in given))

    return fill


def categories(row: ProcessingRow, given: tuple[str, ...] | None) -> str:
    """Label categories of data."""
    return joined(
        row, None if given is None else tuple(row.draft.words.label("categories", c) for c in given)
    )


def dpo(name: str) -> Fill:
    """Give what states a key of the controller's officer."""

    def fill(row: ProcessingRow) -> str:
        dpo = row.party.dpo
        if isinstance(dpo, Dpo):
            return text_of(getattr(dpo, name))
        return "" if dpo is None else row.draft.word("none appointed")

    return fill


def separate(row: ProcessingRow) -> str:
    """No joint controllers where the core actor is a separate one (1.2)."""
    return (
        row.draft.word("none: separate controllers (article 1.2 of the agreement)")
        if row.party.controller == "separate"
        else ""
    )


def unless(bases: tuple[str, ...], told: str) -> Fill:
    """Say that something does not apply where none of some bases is relied on; blank where one is, or nobody
    says.
    """

    def fill(row: ProcessingRow) -> str:
        given = row.flow.legal_basis
        return "" if given is None or set(given) & set(bases) else row.draft.word(told)

    return fill


def subjects(row: ProcessingRow) -> str:
    """Name the data subjects, and of which categories it is not said."""
    known, unsaid = row.subjects
    told = [row.draft.word(SUBJECTS[k]) for k in sorted(known)]
    if known and unsaid:
        of = "; ".join(row.draft.words.label("categories", c) for c in unsaid)
        told.append(row.draft.word("not said for: {of}", of=of))
    return "; ".join(told)


def recipients(row: ProcessingRow) -> str:
    """Name the recipients with their kinds."""
    if row.recipients is None:
        return ""
    told = []
    for one in row.recipients:
        kind = row.draft.words.label("kinds", one.kind) if one.kind else ""
        name = row.draft.words.recipient(one)
        told.append(f"{name} ({kind})" if kind and kind != name else name)
    return joined(row, tuple(dict.fromkeys(told)))


def third(row: ProcessingRow) -> str:
    """Name third parties and international organisations."""
    found = row.third_parties
    return joined(row, None if found is None else tuple(row.draft.words.recipient(r) for r in found))


def processors(row: ProcessingRow) -> str:
    """Name the processors."""
    found = row.processors
    return joined(row, None if found is None else tuple(p.name or p.id for p in found))


def contracts(row: ProcessingRow) -> str:
    """Give when each processing agreement was signed; "" where one is not known."""
    if row.processors is None:
        return ""
    told = []
    for one in row.processors:
        own = [a.signed_on for a in one.agreements or () if a.party == row.party.id]
        signed = own[0] if own else one.agreement_signed_on if one.agreements is None else None
        if signed is None:
            return ""
        day = row.draft.word("none") if signed == "none" else signed.isoformat()
        told.append(f"{one.name or one.id}: {day}")
    return joined(row, tuple(told))


def location(row: ProcessingRow) -> str:
    """Say where the data are kept and from where they are reached."""
    storage, access = row.places
    parts = []
    if storage is not None:
        parts.append(row.draft.word("kept in {countries}", countries=_named(row, storage)))
    if access is not None:
        parts.append(row.draft.word("reached from {countries}", countries=_named(row, access)))
    return "; ".join(parts)


def _named(row: ProcessingRow, codes: tuple[str, ...]) -> str:
    """Name countries, with commas between: a semicolon parts the two kinds of places."""
    return countries_named(codes, row.draft.lang) or row.draft.word("none")


def source(row: ProcessingRow) -> str:
    """The sender's own collection and authentic sources; for a receiver the sender."""
    if not row.sends:
        return row.draft.words.party(row.flow.sender) if row.flow.sender else ""
    named = [text_of(i.authentic_source) for i in row.flow.data or ()]
    purpose = text_of(row.party.collection.purpose) if row.party.collection else ""
    own = [row.draft.word("own collection: {purpose}", purpose=purpose)] if purpose else []
    return "; ".join(dict.fromkeys([*own, *(n for n in named if n)]))


def outside(row: ProcessingRow) -> str:
    """Name the third countries."""
    return "" if row.outside is None else _named(row, row.outside)


def if_outside(row: ProcessingRow) -> str:
    """Nothing to say of a transfer where there is none; blank where there is one, or nobody knows."""
    return row.draft.word("not applicable: no third country") if row.outside == () else ""


def nature(row: ProcessingRow) -> str:
    """Name the provision that obliges to a transfer."""
    if row.outside and isinstance(row.flow.legal_obligation, Obligation):
        return text_of(row.flow.legal_obligation.provision)
    return if_outside(row)


def retention(row: ProcessingRow) -> str:
    """Say how long the data are kept, and why."""
    kept = row.flow.retention
    return "" if kept is None else "; ".join(filter(None, (text_of(kept.period), text_of(kept.basis))))


def measures(row: ProcessingRow) -> str:
    """Name the controller's measures."""
    found = row.party.security
    given = found.measures if found else None
    return row.draft.word("none") if given == "none" else joined(row, given)


def bound(row: ProcessingRow) -> str:
    """Say what binds its staff to confidentiality."""
    told = {
        "undertaking": mark("confidentiality by undertaking (13.3)"),
        "statute": mark("confidentiality by law (13.3)"),
        "none": mark("no duty of confidentiality (13.3)"),
    }
    given = row.party.confidentiality
    return row.draft.word(told[given]) if given else ""


def reviewed(row: ProcessingRow) -> str:
    """Say when the measures were last reviewed."""
    day = row.party.security.reviewed_on if row.party.security else None
    return row.draft.word("measures reviewed on {day}", day=day.isoformat()) if day else ""


def rights(row: ProcessingRow) -> str:
    """Say how clients are informed."""
    informs = row.party.informs_clients
    if isinstance(informs, Informs):
        return text_of(informs.notice)
    return "" if informs is None else row.draft.word("none")


def technology(row: ProcessingRow) -> str:
    """Name channel and format."""
    return "; ".join(filter(None, (text_of(row.flow.channel), text_of(row.flow.format))))


def sends_or_receives(row: ProcessingRow) -> str:
    """Say whether the controller sends or receives."""
    return (
        row.draft.word("communication to others (sends)")
        if row.sends
        else row.draft.word("receipt and use (receives)")
    )


def breaches(row: ProcessingRow) -> str:
    """Breaches of this controller in the register; blank where there is no register at all."""
    found = row.draft.report.context.events
    own = [e for e in found if e.type == "breach" and getattr(e, "party", None) == row.party.id]
    if own:
        return "; ".join(e.id for e in own)
    return row.draft.word("none in the register") if row.draft.workspace.has_register else ""


def period(row: ProcessingRow) -> str:
    """Give the first and last day."""
    first, last = row.flow.starts_on, row.flow.ends_on
    until = last.isoformat() if isinstance(last, date) else row.draft.word("open-ended")
    return f"{first.isoformat()} – {until}" if first else ""

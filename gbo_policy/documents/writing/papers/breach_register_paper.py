"""The register of breaches of a core actor (GDPR 33(5)): facts, effects and remedial action of each, with
what is missing shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.breaches import NATURES, RISKS
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.paper_kind import REGISTER_FORMS, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import RegisterTable
from gbo_policy.documents.writing.content.registers import FilledColumn, filled, text_of
from gbo_policy.terms.choices import CHOICES

if TYPE_CHECKING:
    from gbo_policy.agreement.events.breach import Breach


class BreachRow(NamedTuple):
    """A breach in the register, and the document that it stands in."""

    draft: Draft
    breach: Breach

    def listed(self, values: tuple[str, ...] | None) -> str:
        """Give a list: "" unknown, the word for none where it is empty."""
        return "" if values is None else "; ".join(values) or self.draft.word("none")

    def parties(self, keys: tuple[str, ...] | None) -> str:
        """Name core actors."""
        return self.listed(None if keys is None else tuple(self.draft.words.party(k) for k in keys))

    def when(self, name: str) -> str:
        """Give a moment of the breach; one that has not come yet is not there yet."""
        value = getattr(self.breach, name)
        if value == "none" or (isinstance(value, datetime) and not self.draft.report.as_of.reached(value)):
            return self.draft.word("not yet")
        return self.draft.words.moment(value) if isinstance(value, datetime) else ""


def draft(drafted: Draft, asked: PaperRequest) -> RegisterTable:
    """Write the register."""
    found = [e for e in drafted.report.context.events if e.type == "breach"]
    rows = [BreachRow(drafted, e) for e in found if getattr(e, "party", None) == asked.party]  # type: ignore[arg-type]
    heads, made = filled(drafted, _COLUMNS, sorted(rows, key=_order))
    unplaced = [e.id for e in found if getattr(e, "party", None) is None]
    notes = [
        drafted.word(
            "Breaches of {party} that were known on {day}.",
            party=drafted.words.party(asked.party),
            day=drafted.words.day(drafted.today),
        )
    ]
    if unplaced:
        notes.append(
            drafted.word("Left out, since it is not said where they occurred: {ids}", ids=", ".join(unplaced))
        )
    return RegisterTable(heads, made, drafted.word("asked by article 33(5) GDPR"), tuple(notes))


def _order(row: BreachRow) -> tuple[str, str]:
    aware = row.breach.aware_at
    return aware.isoformat() if aware else "", row.breach.id


def _missing(row: BreachRow) -> str:
    """Name what article 33(5) asks and is not there."""
    names = {"facts": mark("facts"), "consequences": mark("effects"), "measures": mark("remedial action")}
    left = [row.draft.word(told) for name, told in names.items() if getattr(row.breach, name) in (None, "")]
    return "; ".join(left) or row.draft.word("none")


def _told(row: BreachRow) -> str:
    if row.breach.notified is None:
        return ""
    words = row.draft.words
    told = [
        f"{words.party(n.party)} ({words.moment(n.at) if n.at else row.draft.word('unknown when')}, "
        f"{row.draft.word(CHOICES[n.via]) if n.via else row.draft.word('unknown how')})"
        for n in row.breach.notified
    ]
    return row.listed(tuple(told))


def _risk(row: BreachRow) -> str:
    return "" if row.breach.risk is None else row.draft.word(RISKS[row.breach.risk])


def _nature(row: BreachRow) -> str:
    given = row.breach.nature
    return row.listed(None if given is None else tuple(row.draft.word(NATURES[n]) for n in given))


def _data(row: BreachRow) -> str:
    given = row.breach.data
    return row.listed(None if given is None else tuple(row.draft.words.label("categories", c) for c in given))


def _yes(row: BreachRow) -> str:
    given = row.breach.during_communication
    return "" if given is None else row.draft.word("yes") if given else row.draft.word("no")


def _number(name: str) -> Callable[[BreachRow], str]:
    return lambda row: "" if getattr(row.breach, name) is None else str(getattr(row.breach, name))


_COLUMNS: tuple[FilledColumn[BreachRow], ...] = (
    FilledColumn("breach", mark("Breach"), mark("Its id in the register."), lambda r: r.breach.id),
    FilledColumn(
        "aware-at",
        mark("Known since"),
        mark("Moment of awareness; the clock of article 33(1) runs from here."),
        lambda r: r.when("aware_at"),
    ),
    FilledColumn("started-at", mark("Began"), mark("When it began."), lambda r: r.when("started_at")),
    FilledColumn("ended-at", mark("Ended"), mark("When it ended."), lambda r: r.when("ended_at")),
    FilledColumn(
        "facts",
        mark("Facts"),
        mark("What happened."),
        lambda r: text_of(r.breach.facts),
        required=True,
        wide=True,
    ),
    FilledColumn(
        "nature",
        mark("Nature"),
        mark("What was affected: confidentiality, integrity, availability."),
        _nature,
    ),
    FilledColumn("cause", mark("Cause"), mark("Its cause."), lambda r: text_of(r.breach.cause)),
    FilledColumn(
        "during", mark("During the communication itself"), mark("Asks for consultation at once (13.5)."), _yes
    ),
    FilledColumn(
        "data", mark("Categories of data"), mark("Categories of article 4 that it touches."), _data, wide=True
    ),
    FilledColumn("subjects", mark("Data subjects"), mark("Number of people."), _number("subjects")),
    FilledColumn("records", mark("Records"), mark("Number of records."), _number("records")),
    FilledColumn(
        "processor",
        mark("Processor"),
        mark("Where it occurred, if at a processor."),
        lambda r: r.draft.words.processor(r.breach.processor) if r.breach.processor else "",
    ),
    FilledColumn(
        "affects",
        mark("Affects"),
        mark("Core actors on whom it has an impact."),
        lambda r: r.parties(r.breach.affects),
    ),
    FilledColumn(
        "effects",
        mark("Effects"),
        mark("Likely or actual consequences."),
        lambda r: text_of(r.breach.consequences),
        required=True,
        wide=True,
    ),
    FilledColumn(
        "remedial-action",
        mark("Remedial action"),
        mark("Measures taken."),
        lambda r: r.listed(r.breach.measures),
        required=True,
        wide=True,
    ),
    FilledColumn(
        "risk", mark("Risk"), mark("Risk to people; where it is unlikely, no notification is asked."), _risk
    ),
    FilledColumn(
        "authority",
        mark("Authority notified"),
        mark("Moment of the notification (article 33(1))."),
        lambda r: r.when("authority_notified_at"),
    ),
    FilledColumn(
        "reference",
        mark("Reference of the authority"),
        mark("Its number."),
        lambda r: text_of(r.breach.authority_reference),
    ),
    FilledColumn(
        "delay",
        mark("Reasons for a delay"),
        mark("Where the authority was notified after 72 hours."),
        lambda r: text_of(r.breach.authority_delay_reasons),
    ),
    FilledColumn(
        "informed",
        mark("Data subjects informed"),
        mark("Moment of the communication (article 34)."),
        lambda r: r.when("subjects_informed_at"),
    ),
    FilledColumn("notified", mark("Core actors told"), mark("Whom, when and by which way (13.5)."), _told),
    FilledColumn(
        "consulted",
        mark("Consulted"),
        mark("Moment of the consultation (13.5)."),
        lambda r: r.when("consulted_at"),
    ),
    FilledColumn(
        "missing", mark("Still missing"), mark("What article 33(5) asks and is not recorded."), _missing
    ),
)

PAPER = PaperKind(title=mark("register of breaches"), draft=draft, needs=("party",), forms=REGISTER_FORMS)

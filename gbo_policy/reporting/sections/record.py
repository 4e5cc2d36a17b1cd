"""The record itself: how complete it is, who stands behind it, by which text was judged, and what those
accused say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from gbo_policy.agreement.events.breach import Breach
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Departure, SignedText
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import kind_name
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Column,
    Inline,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    run,
)
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.sections.decisions import MOST, links

_POSITIONS = {"accepted": mark("accepts it"), "contested": mark("contests it")}
_RISKS = {
    "unlikely": mark("unlikely"),
    "risk": mark("there is a risk"),
    "high-risk": mark("a high risk"),
}
# who, by name, stands behind an event: the keys that say so
_NAMED = ("found_by", "by")


def record(report: Report, found: tuple[Finding, ...], words: Words) -> Section:
    """Give the section on the record."""
    say = words.say
    inner = (
        Section("text", say("Which text was signed"), _text(report, words)),
        Section("positions", say("What the core actors say of it"), tuple(_positions(report, found, words))),
        Section(
            "breaches",
            say("Personal data breaches: the GDPR beside the agreement"),
            (_breaches(report, found, words),),
        ),
    )
    blocks = (
        Bullets(tuple(_complete(report, words))),
        _declared(report, words),
        Paragraph(run(_writers(words)), "note"),
    )
    return Section("record", say("The record, and whose word it is"), blocks, inner, page=True)


def _complete(report: Report, words: Words) -> Iterator[Inline]:
    """Say how much the record can show: what is not written in it was not judged."""
    say, workspace = words.say, report.workspace
    events = len(workspace.events)
    if not workspace.has_register:
        yield run(
            Part(say("No register of events was given."), "strong"),
            " ",
            say(
                "That is no statement that nothing happened: breaches, requests, findings and measures"
                " could not be judged."
            ),
        )
    elif not events:
        yield run(
            say("The register of events is there and empty: the declarations say that nothing happened.")
        )
    else:
        told = words.count(events, "{number} event", "{number} events")
        later = events - len(report.context.events)
        yield run(
            say("The register of events holds {told}.", told=told),
            *(
                (" ", say("Of these, {later} came later and counted for nothing.", later=later))
                if later
                else ()
            ),
            " ",
            say("What nobody recorded was not judged."),
        )
    for gap in report.gaps:
        yield run(gap.sentence(words.lang))


def _writers(words: Words) -> str:
    return words.say(
        "A file does not say who wrote it. Its digest, under “Inputs and provenance”, fixes what it said;"
        " who "
        "put it there and when is for whoever keeps the files to show, such as the history of a git"
        " repository. "
        "This report does not read that history, so that the same files give the same report."
    )


def _declared(report: Report, words: Words) -> Table:
    """Say of each file what it declares, and the names and days that stand in it."""
    held: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, key, who, day in _statements(report, words):
        file = report.relative(report.workspace.locate(kind, key)).file
        held[file][kind].add(key)
        if who:
            on = f" ({words.moment(day)})" if day is not None else ""
            named[file][f"{who}{on}"] = None
    rows = tuple(
        (
            run(Part(file, "code")),
            run(
                ", ".join(f"{kind_name(kind, words.lang)}: {len(keys)}" for kind, keys in held[file].items())
            ),
            run(_few(named[file], words) or words.say("nobody")),
        )
        for file in sorted(held)
    )
    say = words.say
    columns = (
        Column(say("File"), 1.4, "code"),
        Column(say("Declares"), 1.6),
        Column(say("Names in it: who signed, found, judged or approved, and when"), 2.6),
    )
    return Table(
        "declarers",
        say("Whose word"),
        say("What each file declares"),
        columns,
        rows,
        say("Nothing was declared."),
    )


def _few(names: Iterable[str], words: Words) -> str:
    all_ = list(names)
    more = [words.say("and {left} more", left=len(all_) - MOST)] if len(all_) > MOST else []
    return "; ".join([*all_[:MOST], *more])


def _statements(
    report: Report, words: Words
) -> Iterator[tuple[str, str, str | None, date | datetime | None]]:
    """Give all that is declared: its kind, its key, who is named as having said it, and when."""
    workspace = report.workspace
    agreement = workspace.agreement
    signed = [(s.by or words.party(s.party), s.signed_on) for s in agreement.signatures or ()]
    yield "agreement", agreement.id, None, None
    for who, day in signed:
        yield "agreement", agreement.id, who, day
    for party in workspace.parties:
        yield "party", party, None, None
    for processor in workspace.processors:
        yield "processor", processor, None, None
    for flow in workspace.flows:
        yield "flow", flow.id, None, None
    for event in workspace.events:
        found: str | None = next((w for k in _NAMED if (w := getattr(event, k, None))), None)
        yield "event", event.id, words.party(found) if found else None, None
    for i, one in enumerate(workspace.assessments):
        yield "assessment", str(i), ", ".join(p for p in (one.by, one.role) if p), one.on
    for i, waiver in enumerate(workspace.waivers):
        yield "waiver", str(i), waiver.approved_by, waiver.approved_on


def _text(report: Report, words: Words) -> tuple[Block, ...]:
    """Say by which text was judged; a slip of the model is charged to these parties only where their text was
    read.
    """
    text, departures = report.workspace.agreement.text, report.workspace.agreement.departures
    unread = words.say(
        "No signed text was read. This report judges by the model agreement; whether these core actors"
        " signed "
        "it as it stands, and with which words, is not known here. Slips of the model are not charged to"
        " them."
    )
    return Paragraph(run(unread) if text is None else _read(text, words)), _departures(departures, words)


def _read(text: SignedText, words: Words) -> Inline:
    on = words.say(" on {day}", context="read", day=words.moment(text.read_on)) if text.read_on else ""
    file = run(": ", Part(text.file, "code")) if text.file else ()
    digest = text.digest.removeprefix("sha256:") if text.digest else ""
    fixed = run(" (SHA-256 ", Part(digest, "code"), ")") if digest else ()
    return run(words.say("The signed text was read"), on, file, fixed, ".")


def _departures(departures: tuple[Departure, ...] | None, words: Words) -> Table:
    say = words.say
    rows = tuple(
        (
            run(words.clause(d.clause)),
            run(d.says or "–"),
            run(say("judged by the rules") if d.known else say("a person has to say what follows")),
            run(", ".join(x for x in (d.by, words.moment(d.on) if d.on else None) if x) or "–"),
        )
        for d in departures or ()
    )
    columns = (
        Column(say("Clause"), 0.6),
        Column(say("What the signed text says there"), 2.6),
        Column(say("Effect"), 1.2),
        Column(say("Recorded by"), 1.2),
    )
    empty = (
        say("Nobody recorded whether the signed text departs from the model.")
        if departures is None
        else say("The declarations say that the signed text does not depart from the model.")
    )
    caption = say("Where the signed text departs from the model")
    return Table("departures", say("Departures"), caption, columns, rows, empty)


def position(result: Result, words: Words) -> Inline:
    """Say what the accused core actor says of the event that a result is about; nothing where it is not
    recorded.
    """
    event = words.events.get(result.subject.of or result.subject.id)
    if not isinstance(event, Shortcoming) or event.position is None:
        return ()
    day, reply = _taken(event)
    on = f" ({words.moment(day)})" if day is not None else ""
    said = f"{words.party(event.party)} {words.say(_POSITIONS[event.position])}{on}"
    return run(said, *((": ", reply) if reply else ()))


def _taken(event: Shortcoming) -> tuple[date | None, str | None]:
    """Give the day of a position and the reply, of the types of events that have them."""
    return getattr(event, "position_on", None), getattr(event, "reply", None)


def _positions(report: Report, found: tuple[Finding, ...], words: Words) -> Iterator[Block]:
    say = words.say
    rows: list[Row] = []
    for event in report.context.events:
        if not isinstance(event, Shortcoming):
            continue
        day, reply = _taken(event)
        rows.append(
            (
                words.event(event.id),
                run(words.party(event.party)),
                run(say(_POSITIONS[event.position]) if event.position else say("no position recorded")),
                run(words.moment(day)),
                run(reply or "–"),
            )
        )
    columns = (
        Column(say("What was found"), 1.7),
        Column(say("Against"), 1.2),
        Column(say("Position"), 1),
        Column(say("On"), 0.8, "date"),
        Column(say("Reply"), 2.4),
    )
    empty = say("No security finding or non-compliance is on record: there is nothing to take a position on.")
    yield Table(
        "said",
        say("Positions"),
        say("Positions of the core actors accused"),
        columns,
        tuple(rows),
        empty,
        stub=False,
    )
    if rows:
        unheard = say("Where no position is recorded, the core actor was not heard in this record.")
        yield Paragraph(run(unheard), "note")
    others = [f for f in found if _unheard(f.result, words)]
    if others:
        told = words.count(
            len(others),
            "On {number} violation the register holds no position of the core actor held to it, who can"
            " answer under “Notice and signature”:",
            "On {number} violations the register holds no position of the core actors held to them, who can"
            " answer under “Notice and signature”:",
        )
        yield Paragraph(run(told, " ", *links(others, words)), "note")


def _unheard(result: Result, words: Words) -> bool:
    """Tell whether a violation is about something on which the record takes no position of the accused."""
    event = words.events.get(result.subject.of or result.subject.id)
    return result.verdict == Verdict.VIOLATION and not isinstance(event, Shortcoming)


def _told(when: datetime | str | None, words: Words, *, asked: bool) -> str:
    """Say when somebody was told of a breach; of what the GDPR does not ask at its risk, that it does not."""
    if isinstance(when, datetime):
        return words.moment(when)
    if not asked:
        return words.say("not asked at this risk")
    return words.say("not stated") if when is None else words.say("not yet, as declared")


def _breaches(report: Report, found: tuple[Finding, ...], words: Words) -> Table:
    say = words.say
    rows: list[Row] = []
    for event in report.context.events:
        if not isinstance(event, Breach):
            continue
        own = [f for f in found if (f.result.subject.of or f.result.subject.id) == event.id]
        rows.append(
            (
                words.event(event.id),
                run(words.party(event.party)),
                run(words.moment(event.aware_at)),
                run(say(_RISKS[event.risk]) if event.risk else say("not stated")),
                run(_told(event.authority_notified_at, words, asked=event.risk != "unlikely")),
                run(_told(event.subjects_informed_at, words, asked=event.risk in (None, "high-risk"))),
                links(own, words),
            )
        )
    columns = (
        Column(say("Breach"), 1.4),
        Column(say("Where"), 1.1),
        Column(say("Known at"), 0.9, "date"),
        Column(say("Risk to people"), 0.9),
        Column(say("Authority notified (GDPR art. 33)"), 1.1, "date"),
        Column(say("Those concerned informed (GDPR art. 34)"), 1.1, "date"),
        Column(say("Findings"), 0.8),
    )
    empty = (
        say("No breach is on record.")
        if report.workspace.has_register
        else say("No register was given: whether there were breaches is not known here.")
    )
    return Table(
        "breaches-table",
        say("Breaches"),
        say("Each breach, and what the GDPR asks"),
        columns,
        tuple(rows),
        empty,
    )

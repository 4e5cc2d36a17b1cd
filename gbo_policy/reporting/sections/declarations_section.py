"""What was declared: the core actors, the processors, and the flows."""

from __future__ import annotations

from collections.abc import Iterator

from gbo_policy.declarations.model.agreement import Party, Processor
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Column, Inline, Part, Row, Section, Table, joined, run
from gbo_policy.reporting.content.report_words import Words


def declared(report: Report, words: Words) -> Section:
    """Give the section on the declarations."""
    blocks = (
        _parties(report, words),
        _processors(report, words),
        _flows(report, words),
        _glossary(report, words),
    )
    return Section("declared", words.say("What was declared"), blocks, page=True)


def _parties(report: Report, words: Words) -> Table:
    say = words.say
    columns = (
        Column(say("Core actor"), 1.5),
        Column(say("Role"), 1.5),
        Column(say("Enterprise number, seat"), 1.6),
        Column(say("Data protection officer"), 1.6),
        Column(say("Authority"), 0.8),
        Column(say("Signed"), 1.3),
    )
    rows = tuple(_party(p, report, words) for p in report.workspace.parties.values())
    empty = say("No core actor is declared.")
    return Table(
        "parties",
        say("Core actors"),
        say("Core actors of the agreement"),
        columns,
        rows,
        empty,
    )


def _party(party: Party, report: Report, words: Words) -> Row:
    nothing = words.say("not stated")
    dpo = (
        words.say("none")
        if party.dpo == "none"
        else ", ".join(d for d in (party.dpo.name, party.dpo.email) if d)
        if party.dpo
        else ""
    )
    signed = [
        f"{words.moment(s.signed_on)}{f', {s.by}' if s.by else ''}"
        for s in report.workspace.agreement.signatures or ()
        if s.party == party.id
    ]
    return (
        run(words.party(party.id), " (", Part(party.id, "code"), ")"),
        run(words.label("roles", party.role) if party.role else nothing),
        run(", ".join(x for x in (party.enterprise_number, party.registered_office) if x) or nothing),
        run(dpo or nothing),
        run(party.supervisory_authority.upper() if party.supervisory_authority else nothing),
        run("; ".join(signed) or words.say("not signed")),
    )


def _processors(report: Report, words: Words) -> Table:
    say = words.say
    columns = (
        Column(say("Processor"), 1.5),
        Column(say("Used by"), 1.5),
        Column(say("Stored in"), 0.7),
        Column(say("Accessed from"), 0.7),
        Column(say("Agreement from"), 0.8, "date"),
        Column(say("until", context="column"), 0.8, "date"),
    )
    rows = tuple(_processor(p, words) for p in report.workspace.processors.values())
    return Table(
        "processors",
        say("Processors"),
        say("Processors"),
        columns,
        rows,
        say("No processor is declared."),
    )


def _processor(one: Processor, words: Words) -> Row:
    nothing = words.say("not stated")
    storage, access = (one.countries.storage, one.countries.access) if one.countries else (None, None)
    return (
        run(one.name or "", " (" if one.name else "", Part(one.id, "code"), ")" if one.name else ""),
        run(words.parties(one.used_by) if one.used_by is not None else nothing),
        run(nothing if storage is None else ", ".join(storage) or "–"),
        run(nothing if access is None else ", ".join(access) or "–"),
        run(words.stated(one.agreement_signed_on)),
        run(
            words.say("open-ended")
            if one.agreement_ends_on == "none"
            else words.stated(one.agreement_ends_on)
        ),
    )


def _flows(report: Report, words: Words) -> Table:
    say = words.say
    columns = (
        Column(say("Flow"), 1.7),
        Column(say("From → to", context="flow"), 1.7),
        Column(say("Purposes"), 1.2),
        Column(say("Data"), 1.5),
        Column(say("Legal basis"), 0.9),
        Column(say("Days"), 0.8),
        Column(say("Verdict"), 1.1),
    )
    verdicts = verdict_of_flows(report)
    rows = tuple(_flow(f, verdicts[f.id], words) for f in report.workspace.flows)
    return Table(
        "flows",
        say("Flows"),
        say("Flows declared"),
        columns,
        rows,
        say("No flow is declared."),
    )


def _flow(flow: Flow, verdict: Verdict, words: Words) -> Row:
    until = words.say("open") if flow.ends_on in (None, "none") else words.stated(flow.ends_on)
    name: Inline = run(
        words.flow(flow.id),
        *((" ", Part(words.say("proposed"), "badge")) if flow.status == "proposed" else ()),
    )
    return (
        name,
        run(words.party(flow.sender), " → ", words.receivers(flow)),
        words.codes(flow.purposes),
        words.codes([i.category for i in flow.data] if flow.data is not None else None),
        words.codes(flow.legal_basis),
        run(f"{words.stated(flow.starts_on)} – {until}"),
        run(words.verdict(verdict)),
    )


def verdict_of_flows(report: Report) -> dict[str, Verdict]:
    """Give the worst verdict of every flow, its recipients' among them."""
    found = {f.id: Verdict.NOT_APPLICABLE for f in report.workspace.flows}
    for result in report.results:
        if (flow := result.subject.flow) in found:
            found[flow] = max(found[flow], result.verdict)
    return found


def _glossary(report: Report, words: Words) -> Table:
    say = words.say
    columns = (
        Column(say("Word"), 1, "code"),
        Column(say("Kind"), 1.1),
        Column(say("Meaning"), 3.2),
    )
    caption = say("Words of the vocabulary used above")
    return Table(
        "words",
        say("Words"),
        caption,
        columns,
        tuple(_words(report, words)),
        say("None."),
    )


def _words(report: Report, words: Words) -> Iterator[Row]:
    flows = report.workspace.flows
    kinds = (
        ("purposes", words.say("purpose"), [p for f in flows for p in f.purposes or ()]),
        (
            "categories",
            words.say("category of data"),
            [i.category for f in flows for i in f.data or ()],
        ),
        ("bases", words.say("legal basis"), [b for f in flows for b in f.legal_basis or ()]),
    )
    for section, kind, used in kinds:
        for word in sorted(set(used)):
            if (label := words.label(section, word)) != word:
                yield joined([run(Part(word, "code"))]), run(kind), run(label)

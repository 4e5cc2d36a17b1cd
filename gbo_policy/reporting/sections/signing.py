"""The last page: who has taken note of the report, and room for them to say so."""

from __future__ import annotations

from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.blocks import Bullets, Column, Paragraph, Row, Section, Table, run
from gbo_policy.reporting.content.report_words import Words


def signing(report: Report, words: Words) -> Section:
    """Give the section for notice and signature: the controller answers, its data protection officer has
    advised.
    """
    say = words.say
    intro = say(
        "The controller answers for compliance and must be able to show it (GDPR art. "
        "5(2)); the data protection officer monitors and advises (GDPR art. 39). "
        "Signing means having taken note of this report, and approves no exchange."
    )
    states = (
        say(
            "The declarations named under “Inputs and provenance” are, to our knowledge, "
            "complete and correct."
        ),
        say("The sentences under “What no rule can check” were looked at by a human: ☐ yes ☐ partly ☐ no."),
        say(
            "The decisions asked for in section 2 are recorded in the register, or planned "
            "with a name and a date: ☐ yes ☐ no."
        ),
    )
    return Section(
        "signing",
        say("Notice and signature"),
        (
            Paragraph(run(intro)),
            Bullets(tuple(run(s) for s in states)),
            _signatures(report, words),
            _remarks(report, words),
        ),
        page=True,
    )


def _signatures(report: Report, words: Words) -> Table:
    """Give each core actor a row to sign for the controller, and one for its data protection officer."""
    say = words.say
    columns = (
        Column(say("Core actor"), 1.2),
        Column(say("As"), 1.7),
        Column(say("Name and function"), 1.4),
        Column(say("Place and date"), 1.1),
        Column(say("Signature"), 1.4),
    )
    rows: list[Row] = []
    for party in report.workspace.parties.values():
        dpo = party.dpo.name if party.dpo and party.dpo != "none" else None
        signs = ((say("for the controller"), ""), (say("data protection officer, for notice"), dpo or ""))
        rows.extend((run(words.party(party.id)), run(role), run(name), (), ()) for role, name in signs)
    empty = say("No core actor is declared.")
    return Table(
        "signatures",
        say("Signatures"),
        say("Notice taken"),
        columns,
        tuple(rows),
        empty,
        stub=False,
        tall=True,
    )


def _remarks(report: Report, words: Words) -> Table:
    """Give each core actor room for remarks."""
    say = words.say
    columns = (Column(say("Core actor"), 1), Column(say("Remarks on this report"), 4))
    rows = tuple((run(words.party(p)), ()) for p in report.workspace.parties)
    empty, title = say("No core actor is declared."), say("Remarks")
    return Table("remarks", title, title, columns, rows, empty, stub=False, tall=True)

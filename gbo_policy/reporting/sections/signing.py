"""The last page: who has taken note of the report, and room for them to say so."""

from __future__ import annotations

from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.blocks import Bullets, Column, Paragraph, Row, Section, Table, run
from gbo_policy.reporting.content.report_words import Words


def signing(report: Report, words: Words) -> Section:
    """Give the section for notice and signature: the controller answers, its data protection officer has advised."""
    say = words.say
    intro = say(
        "The controller answers for compliance and must be able to show it (GDPR art. 5(2)); the data protection officer monitors and advises (GDPR art. 39). Signing means having taken note of this report, and approves no exchange.",
        "De verwerkingsverantwoordelijke staat in voor de naleving en moet ze kunnen aantonen (art. 5, lid 2, AVG); de functionaris voor gegevensbescherming ziet toe en adviseert (art. 39 AVG). Ondertekenen betekent kennis genomen hebben van dit verslag, en keurt geen mededeling goed.",
    )
    states = (
        say(
            "The declarations named under “Inputs and provenance” are, to our knowledge, complete and correct.",
            "De aangiften onder “Invoer en herkomst” zijn, voor zover wij weten, volledig en juist.",
        ),
        say(
            "The sentences under “What no rule can check” were looked at by a human: ☐ yes ☐ partly ☐ no.",
            "De zinnen onder “Wat geen regel kan nagaan” zijn door een mens nagekeken: ☐ ja ☐ deels ☐ nee.",
        ),
        say(
            "The decisions asked for in section 2 are recorded in the register, or planned with a name and a date: ☐ yes ☐ no.",
            "De beslissingen uit deel 2 staan in het register, of zijn gepland met naam en datum: ☐ ja ☐ nee.",
        ),
    )
    columns = (
        Column(say("Core actor", "Kernactor"), 1.2),
        Column(say("As", "Als"), 1.7),
        Column(say("Name and function", "Naam en functie"), 1.4),
        Column(say("Place and date", "Plaats en datum"), 1.1),
        Column(say("Signature", "Handtekening"), 1.4),
    )
    rows: list[Row] = []
    for party in report.workspace.parties.values():
        dpo = party.dpo.name if party.dpo and party.dpo != "none" else None
        roles = (
            (say("for the controller", "voor de verwerkingsverantwoordelijke"), ""),
            (
                say(
                    "data protection officer, for notice",
                    "functionaris voor gegevensbescherming, voor kennisname",
                ),
                dpo or "",
            ),
        )
        rows.extend((run(words.party(party.id)), run(role), run(name), (), ()) for role, name in roles)
    table = Table(
        "signatures",
        say("Signatures", "Handtekeningen"),
        say("Notice taken", "Kennisname"),
        columns,
        tuple(rows),
        say("No core actor is declared.", "Er is geen kernactor aangegeven."),
        stub=False,
        tall=True,
    )
    remarks = Table(
        "remarks",
        say("Remarks", "Opmerkingen"),
        say("Remarks", "Opmerkingen"),
        (
            Column(say("Core actor", "Kernactor"), 1),
            Column(say("Remarks on this report", "Opmerkingen bij dit verslag"), 4),
        ),
        tuple((run(words.party(p)), ()) for p in report.workspace.parties),
        say("No core actor is declared.", "Er is geen kernactor aangegeven."),
        stub=False,
        tall=True,
    )
    return Section(
        "signing",
        say("Notice and signature", "Kennisname en ondertekening"),
        (Paragraph(run(intro)), Bullets(tuple(run(s) for s in states)), table, remarks),
        page=True,
    )

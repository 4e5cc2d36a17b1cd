"""The register of processing activities (GDPR 30): a row a flow and controller, as a workbook, csv, or
JSON-LD in terms of DPV.
"""

from __future__ import annotations

from gbo_policy.basics.translate import mark
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.paper_kind import REGISTER_FORMS, PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import RegisterTable
from gbo_policy.documents.writing.content.processing_columns import COLUMNS
from gbo_policy.documents.writing.content.processing_graph import graph_of
from gbo_policy.documents.writing.content.processing_row import rows_of
from gbo_policy.documents.writing.content.registers import filled


def draft(drafted: Draft, asked: PaperRequest) -> RegisterTable:
    """Write the register."""
    rows = list(rows_of(drafted, asked.party))
    heads, made = filled(drafted, COLUMNS, rows)
    whose = drafted.words.party(asked.party) if asked.party else drafted.word("all core actors")
    unsent = [f.id for f in drafted.workspace.flows if f.sender is None]
    notes = [
        drafted.word(
            "Processing of {party} as declared on {day}: exchanges under the agreement only. Other"
            " processing is in no register of this program.",
            party=whose,
            day=drafted.words.day(drafted.today),
        ),
        drafted.word(
            "A blank cell is a fact that nobody has declared. A column that only a label fills takes the"
            " label of that name of the flow, or else of the core actor."
        ),
    ]
    if unsent:
        notes.append(
            drafted.word(
                "Of these flows it is not said who sends, so that the sender's row is missing: {ids}",
                ids=", ".join(unsent),
            )
        )
    return RegisterTable(
        heads, made, drafted.word("asked by article 30 GDPR"), tuple(notes), lambda: graph_of(drafted, rows)
    )


PAPER = PaperKind(
    title=mark("register of processing activities"),
    draft=draft,
    takes=("party",),
    forms=("xlsx", "csv", "jsonld", *REGISTER_FORMS[2:]),
)

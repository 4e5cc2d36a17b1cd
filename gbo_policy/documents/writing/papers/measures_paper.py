"""The annex of article 7.1: the technical and organisational measures of each core actor, or of one."""

from __future__ import annotations

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Security
from gbo_policy.documents.writing.content.annexes import annex, members
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.letters import section, text
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Block, Bullets, Inline, Pairs, Section, run


def draft(drafted: Draft, asked: PaperRequest) -> tuple[Piece, ...]:
    """Write the annex."""
    title = drafted.word("Overview of technical and organisational measures (article 7.1)")
    whose = (asked.party,) if asked.party else members(drafted)
    intro = text(
        drafted.say(
            "Measures in the sense of article 32 GDPR that are in force for the processing under the"
            " agreement, as declared."
        )
    )
    return (annex(drafted, asked.party or "", title, intro, more=tuple(_party(drafted, p) for p in whose)),)


def _party(drafted: Draft, key: str) -> Section:
    word, spot = drafted.word, FactPlace("party", key, ("security",))
    security = drafted.workspace.parties[key].security
    measures: Block
    if security is None or security.measures is None:
        measures = text(drafted.blank(word("measures in force"), spot.at("measures")))
    elif security.measures == "none" or not security.measures:
        measures = text(drafted.say("None, as declared."))
    else:
        measures = Bullets(tuple(run(m) for m in security.measures))
    reviewed = drafted.fact(security or Security(), "reviewed_on", spot)
    return section(
        drafted.words.party(key),
        measures,
        Pairs(((word("Last reviewed on"), reviewed), (word("Judged"), _judged(drafted, key)))),
    )


def _judged(drafted: Draft, key: str) -> Inline:
    """Say who judged whether the measures are appropriate, and how."""
    context = drafted.report.context
    outcome, paths = context.assessed("appropriate-measures", "party", key)
    found = context.assessments_at(paths)
    if outcome in (None, "unassessed") or not found:
        return drafted.blank(drafted.word("whether the measures are appropriate, and who judged that"))
    one = found[0]
    told = {"met": drafted.word("appropriate"), "not-met": drafted.word("not appropriate")}.get(
        outcome or "", drafted.word("contested")
    )
    return (
        drafted.say("{outcome}, by {by} on {day}", outcome=told, by=one.by or "–", day=one.on)
        if one.on
        else run(told)
    )


PAPER = PaperKind(
    title=mark("overview of measures"), draft=draft, after=("security-measures", "7.1"), takes=("party",)
)

"""The annex of article 2: the data protection officers of the core actors."""

from __future__ import annotations

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Dpo
from gbo_policy.documents.writing.content.annexes import annex, members
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.reporting.content.blocks import Column, Inline, Row, Table, run


def draft(drafted: Draft, _: PaperRequest) -> tuple[Piece, ...]:
    """Write the annex."""
    word = drafted.word
    columns = (
        Column(word("Core actor"), 1.6),
        Column(word("Role"), 1.2),
        Column(word("Data protection officer"), 1.2),
        Column(word("E-mail address"), 1.5),
        Column(word("Supervisory authority"), 1.2),
    )
    rows = tuple(_row(drafted, key) for key in members(drafted))
    title = word("Contact data of the data protection officers (article 2)")
    table = Table(
        "contacts",
        word("Contacts"),
        word("Data protection officers"),
        columns,
        rows,
        word("No core actor is declared."),
    )
    return (annex(drafted, "", title, table),)


def _row(drafted: Draft, key: str) -> Row:
    role = drafted.workspace.parties[key].role
    named = (
        run(drafted.words.label("roles", role))
        if role
        else drafted.blank(drafted.word("role"), FactPlace("party", key, ("role",)))
    )
    name, email = _officer(drafted, key)
    return drafted.name(key), named, name, email, drafted.authority(key)


def _officer(drafted: Draft, key: str) -> tuple[Inline, Inline]:
    dpo, spot = drafted.workspace.parties[key].dpo, FactPlace("party", key, ("dpo",))
    if isinstance(dpo, Dpo):
        return drafted.named(dpo, "name", spot), drafted.named(dpo, "email", spot)
    if dpo is None:
        return (
            drafted.blank(drafted.word("data protection officer"), spot.at("name")),
            drafted.blank(drafted.word("e-mail address of the DPO"), spot.at("email")),
        )
    return run(drafted.word("none appointed")), run("–")


PAPER = PaperKind(
    title=mark("contact data of the data protection officers"), draft=draft, after=("dpo-contact", "2")
)

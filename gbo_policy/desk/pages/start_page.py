"""An empty folder: it begins with the agreement: by hand, out of the signed text, or with a workbook."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.unfinished import scratch_folder
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.drafts import free_id, slug
from gbo_policy.desk.parts.files_given import given_file, named_as_given, taken_name
from gbo_policy.desk.parts.proposals import free_file, on_table
from gbo_policy.desk.parts.tabled import FileChange, Proposal
from gbo_policy.editors.edit import Edit, edited
from gbo_policy.reading.source import read
from gbo_policy.reporting.content.spoken import SpokenChange, spoken

MOST_PARTIES, MORE = 30, 3  # core actors of one form, and how many more a button gives
FILES = "/downloads/"
Noticed = tuple[tuple[str, tuple[str, ...]], ...]
_OF_PARTY = ("role", "name", "number", "office", "dpo", "email", "signed", "signatory")


def _show(call: Call) -> Response:
    return _page(call)


def _page(call: Call, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    if not call.office.empty:
        return call.to("/")
    label = call.office.hands.pack().vocabulary.label
    roles = [(r, label("roles", r, call.lang)) for r in call.office.hands.pack().vocabulary.words("role")]
    given = {name: call.texts(name) for name in _OF_PARTY}
    rows = max(3, len(given["name"]) + (MORE if call.text("go") == "more" else 0))
    return call.page(
        "start.html.jinja",
        status,
        roles=roles,
        rows=min(rows, MOST_PARTIES),
        most=MOST_PARTIES,
        given=given,
        whole={name: call.text(name) for name in ("title", "channels", "formats")},
        wrong=wrong,
        empty=f"{FILES}empty.xlsx" if _books() else "",
        folder=call.office.hands.root.absolute().name,
    )


def _by_hand(call: Call) -> Response:
    """Make the agreement of what was filled in; what was left empty is not known."""
    if call.text("go") == "more":
        return _page(call)
    data = _agreement(call)
    if not data.get("parties"):
        return _page(call, (call.say("Fill in at least one core actor."),), 422)
    path = free_file(call.office, "agreement")
    text = edited("", [Edit(("agreement",), data)], name=str(path))
    said = spoken(Agreement, {}, data, None, call.lang)
    return _proposed(call, path, text, tuple(said))


def _agreement(call: Call) -> dict[str, Any]:
    rows = list(zip(*(call.texts(n) for n in _OF_PARTY), strict=False))[:MOST_PARTIES]
    parties: list[dict[str, Any]] = []
    signatures: list[dict[str, Any]] = []
    for row in rows:
        role, name, number, office, dpo, email, signed, signatory = (t.strip() for t in row)
        if not any((name, number, office, dpo, email, signed)):
            continue
        key = free_id(slug(name) or role, [p["id"] for p in parties])
        officer = {k: v for k, v in (("name", dpo), ("email", email)) if v}
        party: dict[str, Any] = {"id": key, "role": role, "name": name, "enterprise_number": number}
        party |= {"registered_office": office, "dpo": officer}
        parties.append({k: v for k, v in party.items() if v})
        if signed:
            one = {"party": key, "signed_on": signed, "by": signatory}
            signatures.append({k: v for k, v in one.items() if v})
    made: dict[str, Any] = {"title": call.text("title"), "parties": parties, "signatures": signatures}
    made["specific_measures"] = {
        k: v for k, v in (("channels", _lines(call, "channels")), ("formats", _lines(call, "formats"))) if v
    }
    return {k: v for k, v in made.items() if v}


def _lines(call: Call, name: str) -> list[str]:
    return [line.strip() for line in call.text(name).splitlines() if line.strip()]


def _proposed(
    call: Call, path: Path, text: str, said: tuple[SpokenChange, ...], noticed: Noticed = ()
) -> Response:
    if wrong := _unreadable(call, path, text):
        return _page(call, wrong, 422)
    title = call.say("the agreement")
    made = Proposal(title, (FileChange(path, None, text),), said, "/agreement", noticed=noticed)
    return call.to(url("save", on_table(call.office, made).key))


def _unreadable(call: Call, path: Path, text: str) -> tuple[str, ...]:
    """Say what the reader of files would not take."""
    from gbo_policy.declarations.load import load_files
    from gbo_policy.reading.files import InputFile

    pack = call.office.hands.pack()
    try:
        load_files(
            [InputFile(str(path), path.name, text.encode())],
            path.parent,
            pack.vocabulary,
            pack.clause_numbers,
        )
    except PolicyError as error:
        return tuple(p.sentence(call.lang) for p in error.problems)
    return ()


def _signed(call: Call) -> Response:
    """Read the signed text clause by clause, and propose what it states; the file is read, never run, and not
    kept.
    """
    from gbo_policy.documents.signed.draft import draft
    from gbo_policy.documents.signed.reading_room import read_signed
    from gbo_policy.documents.signed.text_answer import remarks

    name = taken_name(call.text("signed.name"))
    content = str(call.form.get("signed.bytes", "")).encode("latin-1")
    if not name or not content:
        return _page(call, (call.say("Choose the file of the signed text first."),), 422)
    with scratch_folder() as folder:
        file = folder / name
        file.write_bytes(content)
        try:
            answer = read_signed(file, call.office.hands.pack(), call.office.hands.pack_files(), None)
        except PolicyError as error:
            wrong = named_as_given(error.problems, file, name)
            return _page(call, tuple(p.sentence(call.lang) for p in wrong), 422)
    text = draft(answer.file, answer.reading, answer.facts, call.office.hands.day(), call.lang)
    path = free_file(call.office, "agreement")
    said = SpokenChange(
        call.say("read from {file}", file=name),
        "",
        call.say("{number} facts, each with its paragraph", number=len(answer.facts)),
    )
    *about_text, (note, _) = remarks(answer, call.lang)
    notices = named_as_given(answer.file.paper.notices, file, name)
    told = (*about_text, (note, [n.sentence(call.lang) for n in notices]))
    noticed = tuple((head, tuple(lines)) for head, lines in told if lines)
    return _proposed(call, path, text, (said, *_stated(text, path, call.lang)), noticed)


def _stated(text: str, path: Path, lang: str) -> tuple[SpokenChange, ...]:
    """Say in words what a file that was made states of the agreement."""
    documents, _ = read(text.encode(), str(path))
    stated: Any = documents[0][0] if documents else {}
    agreement = stated.get("agreement") if isinstance(stated, dict) else None
    known = {k: v for k, v in agreement.items() if k != "text"} if isinstance(agreement, dict) else {}
    return tuple(spoken(Agreement, {}, known, None, lang))


def _book(call: Call) -> Response:
    """Read a filled-in workbook, and propose the files that it makes."""
    from gbo_policy.documents.sheets.into_workspace import import_book
    from gbo_policy.documents.sheets.opening import open_book

    name = taken_name(call.text("book.name"))
    content = str(call.form.get("book.bytes", "")).encode("latin-1")
    if not name or not content:
        return _page(call, (call.say("Choose the workbook first."),), 422)
    with scratch_folder() as folder:
        file = folder / name
        file.write_bytes(content)
        try:
            made = import_book(open_book(file), call.office.hands.pack(), call.lang, call.office.hands.day())
        except PolicyError as error:
            wrong = named_as_given(error.problems, file, name)
            return _page(call, tuple(p.line(call.lang) for p in wrong), 422)
    root = call.office.hands.root
    changes = tuple(FileChange(root / n, None, text) for n, text in made.files.items())
    if taken := [c.path.name for c in changes if c.path.exists()]:
        return _page(call, (call.say("There is already a file {name}.", name=taken[0]),), 422)
    counts = (
        (call.say("Core actors"), made.workspace.parties),
        (call.say("The exchanges"), made.workspace.flows),
    )
    said = tuple(SpokenChange(told, "", str(len(things))) for told, things in counts)
    title = call.say("read from {file}", file=name)
    notes = tuple(n.sentence(call.lang) for n in named_as_given(made.notices, file, name))
    noticed = ((call.say("Note"), notes),) if notes else ()
    proposal = Proposal(title, changes, said, "/", noticed=noticed)
    return call.to(url("save", on_table(call.office, proposal).key))


def _empty_book(call: Call) -> Response:
    """Give the workbook without anything in it."""
    from gbo_policy.documents.sheets.book_writing import write_book
    from gbo_policy.documents.sheets.cell_words import CellWords

    if not _books():
        raise NotThereError
    pack = call.office.hands.pack()
    content = write_book({}, CellWords(pack.vocabulary, call.lang), [r.id for r in pack.rules])
    return given_file(content, f"{call.say('workbook', context='file')}.xlsx")


def _books() -> bool:
    """Tell whether a workbook can be made here."""
    return find_spec("xlsxwriter") is not None


ROUTES = (
    DeskRoute("/start", _show, always=True),
    DeskRoute("/start/by-hand", post=_by_hand, writes=True, always=True),
    DeskRoute("/start/signed", post=_signed, writes=True, always=True),
    DeskRoute("/start/book", post=_book, writes=True, always=True),
    DeskRoute(f"{FILES}empty.xlsx", _empty_book, always=True),
)

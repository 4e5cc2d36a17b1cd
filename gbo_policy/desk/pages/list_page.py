"""A list that somebody keeps in columns and words of her own: what is read as what, what her words mean, and
then the exchanges of it to look at and save.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.translate import count
from gbo_policy.basics.unfinished import scratch_folder
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError, url
from gbo_policy.desk.parts.files_given import named_as_given, taken_name
from gbo_policy.desk.parts.given_list import (
    MOST_ROWS,
    QUESTIONS,
    SEPARATORS,
    ChosenWord,
    GivenList,
    best_sheet,
    read_here,
)
from gbo_policy.desk.parts.list_words import NO_KIND, AskedWord, ListOnDesk
from gbo_policy.desk.parts.proposals import on_table
from gbo_policy.desk.parts.tabled import FileChange, Proposal
from gbo_policy.documents.sheets.list_columns import KIND, list_columns
from gbo_policy.documents.sheets.sheet_book import SheetBook
from gbo_policy.reporting.content.spoken import SpokenChange, without_keys

MOST_LISTS, MOST_WORDS, MOST_WRONG, MOST_CELLS = 4, 100, 40, 12
_HEAD_ROWS, _EXAMPLES, _LONG = 20, 3, 60  # rows that may hold the heads; examples of a column, and how long


class AskedColumn(NamedTuple):
    """A question that a column of the list may answer: the columns and what else may be chosen, what is, and
    what stands there.
    """

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str
    examples: str
    wrong: bool = False


def _begin(call: Call) -> Response:
    return _asked_for(call)


def _asked_for(call: Call, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    if (elsewhere := _elsewhere(call)) is not None:
        return elsewhere
    return call.page("list_begin.html.jinja", status, wrong=wrong)


def _elsewhere(call: Call) -> Response | None:
    """Go to what has to be mended first, where declarations are there that cannot be judged."""
    return call.to("/") if not call.office.empty and call.office.problems() else None


def _taken(call: Call) -> Response:
    """Read the file and draft what its columns are; it is kept on the desk, not on the disk."""
    if (elsewhere := _elsewhere(call)) is not None:
        return elsewhere
    name = taken_name(call.text("list.name"))
    content = str(call.form.get("list.bytes", "")).encode("latin-1")
    if not name or not content:
        return _asked_for(call, (call.say("Choose the file with your list first."),), 422)
    try:
        book = _opened(name, content)
    except PolicyError as error:
        return _asked_for(call, tuple(p.sentence(call.lang) for p in error.problems), 422)
    sheet = best_sheet(book)
    if sheet is None:
        large = any(s.rows for s in book.sheets)
        why = (
            call.say(
                "`{file}` has more than {most} rows; divide it over several files.", file=name, most=MOST_ROWS
            )
            if large
            else call.say("Nothing stands in `{file}`.", file=name)
        )
        return _asked_for(call, (why,), 422)
    given = GivenList(book, sheet)
    given.draft()
    call.office.keep(call.office.lists, given.key, given, MOST_LISTS)
    return call.to(url("list", given.key))


def _opened(name: str, content: bytes) -> SheetBook:
    from gbo_policy.documents.sheets.list_import import open_list
    from gbo_policy.reading.mapping import UNMAPPED

    with scratch_folder() as folder:
        file = folder / name
        file.write_bytes(content)
        try:
            book = open_list(file, UNMAPPED, lambda _: None)
        except PolicyError as error:
            raise PolicyError(named_as_given(error.problems, file, name)) from None
    book.name = name
    book.notices = named_as_given(book.notices, file, name)
    return book


def _here(call: Call) -> ListOnDesk:
    given = call.office.lists.get(call.params["key"])
    if given is None:
        raise NotThereError
    return _desk(call, given)


def _desk(call: Call, given: GivenList) -> ListOnDesk:
    workspace: Workspace | None = None if call.office.empty else call.case().workspace
    return ListOnDesk(given, workspace, call.office.hands.pack(), call.lang)


def _show(call: Call) -> Response:
    return _elsewhere(call) or _page(call, _here(call))


def _page(call: Call, desk: ListOnDesk, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    given = desk.given
    still, known = desk.open_words, {w.key for w in desk.asked}
    later = {w.key for w in still[MOST_WORDS:]}
    shown = [*(w for w in desk.asked if w.key not in later), *(w for w in still if w.key not in known)]
    asked = [(call.say(q), [w for w in shown if w.ours == ours]) for ours, q in QUESTIONS.items()]
    flows = desk.read.made.data.get("flows") or []
    amiss = [p.line(call.lang) for p in desk.read.made.problems if p.code != NO_KIND]
    return call.page(
        "list.html.jinja",
        status,
        given=given,
        wrong=wrong,
        amiss=[] if wrong else amiss[:MOST_WRONG],
        columns=list(_columns(call, desk, marked=bool(wrong))),
        separators=[(mark, call.say(told)) for mark, told in SEPARATORS.items()],
        asked=[(head, words) for head, words in asked if words],
        still={w.name for w in still},
        guesses={w.name: desk.guess(w) for w in shown},
        more=max(0, len(still) - MOST_WORDS),
        left_out=list(desk.left_out()),
        rows=desk.read.rows,
        flows=len(flows),
        sheets=[(str(i), s.name) for i, s in enumerate(read_here(given.book))],
        sheet=next(str(i) for i, s in enumerate(read_here(given.book)) if s is given.sheet),
        heads=list(_head_rows(call, given)),
        new=desk.workspace is None,
    )


def _columns(call: Call, desk: ListOnDesk, *, marked: bool) -> Iterator[AskedColumn]:
    given, heads = desk.given, desk.table.heads
    columns = [(str(at), _short(head)) for at, head in heads.items()]
    for ours, question in QUESTIONS.items():
        examples = ", ".join(f"`{_short(t)}`" for t in [*dict.fromkeys(desk.table.cells(ours))][:_EXAMPLES])
        chosen = given.columns.get(ours)
        options, value = columns, "" if chosen is None else str(chosen)
        if ours == KIND:
            every = [
                (f"={k}", call.say("{kind}, in every row", kind=desk.words.label("", k))) for k in _kinds()
            ]
            options, value = [*every, *columns], value or (f"={given.kind}" if given.kind else "")
        wrong = marked and ours == KIND and desk.kind_open
        yield AskedColumn(f"c.{ours}", call.say(question), options, value, examples, wrong)


def _kinds() -> tuple[str, ...]:
    return getattr(list_columns()[KIND].form, "choices", ())


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONG else f"{plain[: _LONG - 1]}…"


def _head_rows(call: Call, given: GivenList) -> Iterator[tuple[str, str]]:
    for number in sorted(given.sheet.rows)[:_HEAD_ROWS]:
        cells = given.sheet.rows[number]
        told = _short(" | ".join(str(cells[at].value or "") for at in sorted(cells)))
        yield str(number), call.say("row {number}: {cells}", number=number, cells=told)


def _answered(call: Call) -> Response:
    """Take in what she says; then show what is read so, or propose it."""
    if (elsewhere := _elsewhere(call)) is not None:
        return elsewhere
    given = _here(call).given
    if call.text("go") == "table":
        _another_table(call, given)
        return call.to(url("list", given.key))
    _said(call, given)
    desk = _desk(call, given)
    if call.text("go") != "save":
        return call.to(url("list", given.key))
    wrong = tuple(_unready(call, desk))
    return _page(call, desk, wrong, 422) if wrong else _proposed(call, desk)


def _another_table(call: Call, given: GivenList) -> None:
    """Take another sheet, or another row for the heads, and draft anew what the columns are."""
    wanted = call.text("sheet")
    sheet = next((s for i, s in enumerate(read_here(given.book)) if str(i) == wanted), given.sheet)
    other, given.sheet = sheet is not given.sheet, sheet
    head = next((n for n in sorted(sheet.rows)[:_HEAD_ROWS] if str(n) == call.text("head")), None)
    given.draft(None if other else head)


def _said(call: Call, given: GivenList) -> None:
    heads = _desk(call, given).table.heads
    for ours in QUESTIONS:
        value = call.text(f"c.{ours}")
        given.columns.pop(ours, None)
        if (at := next((at for at in heads if str(at) == value), None)) is not None:
            given.columns[ours] = at
    kind = call.text(f"c.{KIND}").removeprefix("=")
    given.kind = kind if kind in _kinds() else ""
    given.separator = next((m for m in SEPARATORS if m == call.text("separator")), "")
    given.numbered = call.text("numbered") == "yes"
    for one in _desk(call, given).asked:
        if one.name in call.form:
            given.words.pop(one.key, None)
            if (choice := call.text(one.name)) in dict(one.options):
                given.words[one.key] = ChosenWord(one.word, choice)


def _unready(call: Call, desk: ListOnDesk) -> Iterator[str]:
    """Say what is still to be chosen before anything can be proposed."""
    if call.office.hands.paths[0].is_file():
        yield call.say(
            "The desk was opened on a file; open it on its folder, so that what your list gives is read."
        )
    if not desk.given.columns:
        yield call.say("Choose for at least one question which of your columns answers it.")
    if desk.kind_open:
        yield call.say("Choose what those who receive are: a column that says it, or one kind for every row.")
    if cells := desk.without_kind:
        yield call.say(
            "These cells name somebody in a row that does not say what they are ({cells}); fill it in in your"
            " list.",
            cells=", ".join([*cells[:MOST_CELLS], *(["…"] if len(cells) > MOST_CELLS else [])]),
        )
    yield from (_unsaid(call, one) for one in desk.open_words[:MOST_WRONG])


def _unsaid(call: Call, one: AskedWord) -> str:
    words: dict[str, Any] = {"word": one.word, "cell": one.where, "number": one.number}
    if one.options and not one.choice:
        return call.say("Say what `{word}` is ({cell}, {number}×).", **words)
    return call.say(
        "`{word}` cannot be read ({cell}, {number}×); correct it in your list, or leave its column out.",
        **words,
    )


def _proposed(call: Call, desk: ListOnDesk) -> Response:
    """Check the exchanges beside what is there, and put them on the table."""
    from gbo_policy.documents.sheets.list_import import import_list

    mapped = desk.mapped()
    try:
        made = import_list(mapped, desk.workspace, desk.pack, call.lang, call.office.hands.day())
    except PolicyError as error:
        told = [_said_of(call, p.line(call.lang)) for p in error.problems]
        more = call.say("and {number} more", number=len(told) - MOST_WRONG)
        return _page(call, desk, (*told[:MOST_WRONG], *([more] if len(told) > MOST_WRONG else [])), 422)
    flows = mapped.read.made.data.get("flows") or []
    if not flows:
        return _page(call, desk, (call.say("No row of your list is read as an exchange."),), 422)
    root = call.office.hands.root
    changes = tuple(FileChange(_free(root, n), None, text) for n, text in made.files.items())
    notes = tuple(n.line(call.lang) for n in made.notices)
    noticed = (*desk.told(), *(((call.say("Note"), notes),) if notes else ()))
    title = call.say("read from {file}", file=desk.given.book.name)
    said = tuple(_spoken(call, desk, made.workspace, flows))
    proposal = Proposal(title, changes, said, "/", noticed=noticed)
    return call.to(url("save", on_table(call.office, proposal).key))


def _said_of(call: Call, line: str) -> str:
    """Tell what is wrong at a cell without the words that only files have."""
    text = line.replace(f"{call.office.hands.root}/", "")
    return text if call.office.empty else without_keys(text, call.case(), call.lang)


def _free(root: Path, name: str) -> Path:
    """Give a name that no file has yet."""
    stem, dot, suffix = name.rpartition(".")
    names = (name, *(f"{stem}-{i}{dot}{suffix}" for i in range(2, 1000)))
    return next(p for n in names if not (p := root / n).exists())


def _spoken(
    call: Call, desk: ListOnDesk, workspace: Workspace, flows: list[dict[str, Any]]
) -> Iterator[SpokenChange]:
    """Say what comes: each exchange in a line, and the core actors and processors that are new."""
    told = count(call.lang, len(flows), "{number} exchange", "{number} exchanges")
    yield SpokenChange(call.say("The exchanges"), "", told)
    for head, found in (
        (call.say("Core actors"), desk.read.parties),
        (call.say("Processors"), desk.read.processors),
    ):
        if found:
            yield SpokenChange(
                head, "", ", ".join(str(one.get("name") or one["id"]) for one in found.values())
            )
    names = {p.id: p.name or p.id for p in workspace.agreement.parties or ()}
    names |= {p.id: p.name or p.id for p in workspace.agreement.processors or ()}
    for flow in flows:
        yield SpokenChange(str(flow.get("title") or flow["id"]), "", _line(call, desk, flow, names))


def _line(call: Call, desk: ListOnDesk, flow: Mapping[str, Any], names: Mapping[str, str]) -> str:
    unknown = call.say("not known")

    def named(value: Any) -> str:
        those = value if isinstance(value, list) else [value]
        return ", ".join(names.get(str(v), str(v)) for v in those if v is not None) or unknown

    receives = [
        r.get("party") or r.get("processor") or r.get("name") or desk.words.label("", str(r.get("kind", "")))
        for r in flow.get("recipients", ())
    ]
    what = [desk.labelled(flow.get(key), section) for key, section in _LISTED]
    return f"{named(flow.get('sender'))} → {named(receives)}; {'; '.join(w or unknown for w in what)}"


_LISTED = (("purposes", "purpose"), ("data", "category"))
ROUTES = (
    DeskRoute("/list", _begin, _taken, writes=True, always=True),
    DeskRoute("/list/{key}", _show, _answered, writes=True, always=True),
)

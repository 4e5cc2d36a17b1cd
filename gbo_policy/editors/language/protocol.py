"""The language server: the protocol's requests answered from what the other modules know. Only this module
knows the protocol.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from gbo_policy import __version__
from gbo_policy.editors.language.actions import OfferedChange, fix_all, mendings
from gbo_policy.editors.language.completing import complete
from gbo_policy.editors.language.hovering import hover
from gbo_policy.editors.language.id_uses import IdUse, use_at, uses
from gbo_policy.editors.language.live_workspace import LiveWorkspace, ShownProblem, root_of
from gbo_policy.editors.language.pages import OutlineEntry, Page, Spread

SOURCE = "gbo-policy"
_PAUSE = 0.015  # seconds without a keystroke after which the text is looked at
_REST = 1.0  # and after which everything is judged again
_LEVELS = {
    "error": lsp.DiagnosticSeverity.Error,
    "violation": lsp.DiagnosticSeverity.Error,
    "review": lsp.DiagnosticSeverity.Warning,
    "notice": lsp.DiagnosticSeverity.Information,
    "waived": lsp.DiagnosticSeverity.Hint,
}
_KINDS = {
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
    "id": lsp.CompletionItemKind.Reference,
}


class DeclarationServer(LanguageServer):
    """Answers for every workspace below the folders that an editor has open."""

    def __init__(self, lang: str) -> None:
        """Take the language of all texts where a workspace's settings say none."""
        super().__init__(SOURCE, __version__)
        self.lang = lang
        self.top: Path | None = None
        self.live: dict[Path, LiveWorkspace] = {}
        self.told: dict[Path, list[ShownProblem]] = {}
        self.versions: dict[str, int | None] = {}
        self.shown: dict[str, tuple[int | None, list[lsp.Diagnostic]]] = {}
        self.waiting: dict[Path, asyncio.Task[None]] = {}

    def of(self, uri: str) -> tuple[LiveWorkspace, Page] | None:
        """Give the workspace and the page of a document, read as it is now; None for what is no declaration
        of it.
        """
        path = _path(uri)
        live = self.workspace_of(path)
        live.files()
        page = live.page(path)
        return None if page is None else (live, page)

    def workspace_of(self, path: str) -> LiveWorkspace:
        """Give the workspace that a file belongs to."""
        documents = {_path(uri): doc for uri, doc in self.workspace.text_documents.items()}
        self.versions = {path: doc.version for path, doc in documents.items()}
        opened = {path: doc.source for path, doc in documents.items()}
        root = root_of(Path(path), self.top, opened)
        live = self.live.setdefault(root, LiveWorkspace(root, self.lang))
        live.opened = {p: text for p, text in opened.items() if Path(p).is_relative_to(root)}
        return live

    def look(self, uri: str, *, saved: bool = False) -> None:
        """Look at a document soon, once nobody types for a moment."""
        live = self.workspace_of(_path(uri))
        if saved:
            live.reread()
        if (before := self.waiting.get(live.root)) is not None:
            before.cancel()
        self.waiting[live.root] = asyncio.get_running_loop().create_task(self._look(live, whole=saved))

    async def _look(self, live: LiveWorkspace, *, whole: bool) -> None:
        await asyncio.sleep(_PAUSE)
        self.tell(live, whole=whole)
        if not whole:
            await asyncio.sleep(_REST)
            self.tell(live, whole=True)

    def tell(self, live: LiveWorkspace, *, whole: bool) -> None:
        """Show what is wrong in every file of a workspace, and of which version of its text; what is shown
        already is not sent again.
        """
        told = live.tell(whole=whole)
        self.told[live.root] = told
        found: dict[str, list[lsp.Diagnostic]] = {path: [] for path in live.pages}
        for one in told:
            path = os.path.realpath(one.location.file)
            found.setdefault(path, []).append(_diagnostic(one, live.page(path)))
        for path, diagnostics in found.items():
            version = self.versions.get(path)
            if self.shown.get(path) != (version, diagnostics):
                self.shown[path] = version, diagnostics
                self.text_document_publish_diagnostics(
                    lsp.PublishDiagnosticsParams(_uri(path), diagnostics, version)
                )


def server(lang: str) -> DeclarationServer:
    """Make a language server that speaks one language."""
    made = DeclarationServer(lang)
    _documents(made)
    _questions(made)
    _places(made)
    return made


def _documents(made: DeclarationServer) -> None:
    @made.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        folders = [to_fs_path(f.uri) for f in params.workspace_folders or ()] or [
            to_fs_path(params.root_uri) if params.root_uri else None
        ]
        made.top = Path(os.path.realpath(folders[0])) if folders[0] else None

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        made.look(params.text_document.uri, saved=True)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        made.look(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        made.look(params.text_document.uri, saved=True)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        made.look(params.text_document.uri, saved=True)

    @made.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            made.look(change.uri, saved=True)


def _questions(made: DeclarationServer) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        if (found := made.of(params.text_document.uri)) is None:
            return None
        live, page = found
        at = _at(page, params.position)
        if at is None or (text := hover(live, page, at[0], made.lang)) is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), _range(page, at[1]))

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "[", ","]))
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        if (found := made.of(params.text_document.uri)) is None:
            return []
        live, page = found
        line = params.position.line
        offers = complete(live, page, line, _column(page, line, params.position.character))
        return [
            lsp.CompletionItem(
                o.label,
                kind=_KINDS[o.kind],
                detail=o.detail or None,
                insert_text=o.insert,
                sort_text=f"{i:03}",
                filter_text=f"{o.label} {o.detail}" if o.kind == "word" else o.label,
            )
            for i, o in enumerate(offers)
        ]  # fmt: skip

    @made.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    )
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        if (found := made.of(params.text_document.uri)) is None:
            return []
        live, page = found
        told = [t for t in made.told.get(live.root, ()) if t.location.file == page.file.path]
        first, last = params.range.start.line + 1, params.range.end.line + 1
        whole = [_fix_all(page, one) for one in fix_all(live, page, told, made.lang)]
        return whole + [
            a for t in told if first <= t.location.line <= last for a in _actions(live, page, t, made.lang)
        ]


def _places(made: DeclarationServer) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        return [_location(live, u) for live, u in _uses_of(made, params) if u.given]

    @made.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        own = params.context.include_declaration
        return [_location(live, u) for live, u in _uses_of(made, params) if own or not u.given]

    @made.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        found = made.of(params.text_document.uri)
        return [] if found is None else [_symbol(found[1], e, top=True) for e in found[1].outline()]


def _uses_of(made: DeclarationServer, params: Any) -> Iterable[tuple[LiveWorkspace, IdUse]]:
    """Give every place of the id under the cursor."""
    if (found := made.of(params.text_document.uri)) is None:
        return
    live, page = found
    at = _at(page, params.position)
    wanted = None if at is None else use_at(at[0])
    for use in uses(live.pages.values()) if wanted else ():
        if (use.kind, use.id) == wanted:
            yield live, use


def _actions(live: LiveWorkspace, page: Page, told: ShownProblem, lang: str) -> Iterable[lsp.CodeAction]:
    for one in mendings(live, page, told, lang):
        edit = lsp.TextEdit(_range(page, one.spread), one.new)
        yield lsp.CodeAction(
            one.title,
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[_diagnostic(told, page)],
            is_preferred=one.certain,
            edit=lsp.WorkspaceEdit(changes={_uri(one.path): [edit]}),
        )


def _fix_all(page: Page, one: OfferedChange) -> lsp.CodeAction:
    edit = lsp.TextEdit(_range(page, one.spread), one.new)
    return lsp.CodeAction(
        one.title,
        kind=lsp.CodeActionKind.SourceFixAll,
        edit=lsp.WorkspaceEdit(changes={_uri(one.path): [edit]}),
    )


def _diagnostic(told: ShownProblem, page: Page | None) -> lsp.Diagnostic:
    where = (
        _range(page, page.spread(told.location))
        if page is not None
        else lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    )
    tags = [lsp.DiagnosticTag.Unnecessary] if told.level == "waived" else None
    return lsp.Diagnostic(
        where, told.text, severity=_LEVELS[told.level], code=told.code, source=SOURCE, tags=tags
    )


def _symbol(page: Page, entry: OutlineEntry, *, top: bool) -> lsp.DocumentSymbol:
    spread = entry.spread
    name = entry.name or "?"
    kind = lsp.SymbolKind.Module if top else lsp.SymbolKind.Object
    line = page.lines[spread.line]
    end = len(line) if spread.last_line > spread.line else spread.end
    return lsp.DocumentSymbol(
        name,
        kind,
        _range(page, spread),
        _range(page, Spread(spread.line, spread.start, spread.line, end)),
        detail=entry.detail or None,
        children=[_symbol(page, e, top=False) for e in entry.inside],
    )


def _location(live: LiveWorkspace, use: IdUse) -> lsp.Location:
    page = live.pages[use.location.file]
    return lsp.Location(_uri(use.location.file), _range(page, page.spread(use.location)))


def _at(page: Page, position: lsp.Position) -> Any:
    return page.word_at(position.line, _column(page, position.line, position.character))


def _range(page: Page, spread: Spread) -> lsp.Range:
    """Give a range as the protocol counts: a character beyond the first 65,536 as two."""
    first = lsp.Position(spread.line, _units(page, spread.line, spread.start))
    return lsp.Range(first, lsp.Position(spread.last_line, _units(page, spread.last_line, spread.end)))


def _units(page: Page, line: int, column: int) -> int:
    text = page.lines[line][:column] if line < len(page.lines) else ""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def _column(page: Page, line: int, units: int) -> int:
    text = page.lines[line] if line < len(page.lines) else ""
    seen = 0
    for column, sign in enumerate(text):
        if seen >= units:
            return column
        seen += 1 + (ord(sign) > 0xFFFF)
    return len(text)


def _path(uri: str) -> str:
    return os.path.realpath(to_fs_path(uri) or uri)


def _uri(path: str) -> str:
    return from_fs_path(path) or path

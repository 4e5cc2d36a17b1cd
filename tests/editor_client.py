"""An editor as the language server knows one: a client of pygls that starts the program and speaks to it over
its streams.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from tests import forks


class EditorClient:
    """Opens files, types in them, asks, and waits for what the server shows. Every method waits for its
    answer.
    """

    def __init__(self, folder: Path, lang: str = "en") -> None:
        self.folder, self.lang = folder, lang
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.shown: dict[str, list[lsp.Diagnostic]] = {}
        self.shown_of: dict[str, int | None] = {}  # which version of a text that is
        self.heard = threading.Condition()
        self.versions: dict[str, int] = {}
        self.client = LanguageClient("tests", "1")
        self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self._listener())
        self.wait(self._start())

    async def _start(self) -> None:
        command = [sys.executable, "-m", "gbo_policy", "lsp", "--lang", self.lang]
        await self.client.start_io(
            *command, env=forks.environment({"PYTHONPATH": str(forks.ROOT)}), cwd=self.folder
        )
        params = lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(),
            root_uri=self.folder.as_uri(),
            workspace_folders=[lsp.WorkspaceFolder(self.folder.as_uri(), "w")],
        )
        self.answer = await self.client.initialize_async(params)
        self.client.initialized(lsp.InitializedParams())

    def wait(self, what: Any, seconds: float = 60) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(what, self.loop)
        return future.result(seconds)

    def _listener(self) -> Any:
        def hear(
            params: lsp.PublishDiagnosticsParams,
        ) -> None:  # pygls notes on it what it is for, so it is no method
            with self.heard:
                self.shown[params.uri] = list(params.diagnostics)
                self.shown_of[params.uri] = params.version
                self.heard.notify_all()

        return hear

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        item = lsp.TextDocumentItem(self.uri(name), "yaml", 1, text)
        self.versions[name] = 1
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, name: str, text: str) -> None:
        """Let a file hold another text, as one keystroke would."""
        self.versions[name] += 1
        which = lsp.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        change = [lsp.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, change))

    def until(self, name: str, holds: Any, seconds: float = 60) -> list[lsp.Diagnostic]:
        """Wait until what is shown of a file, as it was typed last, is as wanted, and give it."""
        uri = self.uri(name)

        def shown() -> bool:
            last = self.versions.get(name)
            return uri in self.shown and self.shown_of[uri] == last and bool(holds(self.shown[uri]))

        with self.heard:
            assert self.heard.wait_for(shown, seconds), self.shown.get(uri)
            return self.shown[uri]

    def ask(self, request: str, name: str, line: int, column: int, **more: Any) -> Any:
        """Ask about a place of a file, both from 0."""
        which, at = lsp.TextDocumentIdentifier(self.uri(name)), lsp.Position(line, column)
        params = {
            "hover": lsp.HoverParams,
            "completion": lsp.CompletionParams,
            "definition": lsp.DefinitionParams,
            "references": lsp.ReferenceParams,
        }[request](text_document=which, position=at, **more)
        return self.wait(getattr(self.client, f"text_document_{request}_async")(params))

    def actions(self, name: str, line: int) -> list[lsp.CodeAction]:
        span = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 0))
        params = lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(self.uri(name)), span, lsp.CodeActionContext([])
        )
        return list(self.wait(self.client.text_document_code_action_async(params)))

    def offered(self, name: str, line: int, *titles: str) -> dict[str, lsp.CodeAction]:
        """Wait until all these are offered on a line, and give all that is: what is shown may be a keystroke
        old.
        """
        until = time.monotonic() + 60
        while True:
            found = {a.title: a for a in self.actions(name, line)}
            if {*titles} <= found.keys():
                return found
            assert time.monotonic() < until, [*found]
            time.sleep(0.05)

    def outline(self, name: str) -> list[lsp.DocumentSymbol]:
        params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(self.uri(name)))
        return list(self.wait(self.client.text_document_document_symbol_async(params)))

    def processor(self) -> float:
        """Give the seconds of processor that the server has used."""
        process: Any = self.client._server
        parts = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> int | None:
        """End the server as an editor does; give its exit code."""
        self.wait(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        return self.code

    async def _stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        await asyncio.wait_for(process.wait(), 20)
        self.code = process.returncode
        await self.client.stop()


def applied(text: str, edits: list[lsp.TextEdit]) -> str:
    """Make the edits of a code action in a text, as an editor would."""
    lines = text.splitlines(keepends=True)
    for edit in edits:
        first, last = edit.range.start, edit.range.end
        start = sum(map(len, lines[: first.line])) + first.character
        end = sum(map(len, lines[: last.line])) + last.character
        text = text[:start] + edit.new_text + text[end:]
    return text

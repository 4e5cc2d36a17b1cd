"""An editor, or who speaks in its place, that says what no editor says: the language server answers, or
refuses, and goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests import forks
from tests.attack import rounds
from tests.kit import complete, written

ODD: list[Any] = [
    None,
    -1,
    10**12,
    1.5,
    "",
    "x" * 3000,
    "\ud800",
    "\u202e",
    [],
    {},
    [None],
    {"x": None},
    True,
]
URIS = ["file:///etc/passwd", "file://elders/a.yaml", "http://x.example/a.yaml", "untitled:Untitled-1", "", "file:///%00", "file:///../../a", "a.yaml"]  # fmt: skip
METHODS = ["hover", "completion", "definition", "references", "documentSymbol", "codeAction", "didOpen", "didChange", "didClose", "didSave", "formatting", "nietig"]  # fmt: skip
HEADS = [
    b"Content-Length: 5\r\n\r\n{{{{{",
    b"Content-Length: 2\r\nX: y\r\n\r\n[]",
    b"Content-Length: 4\r\n\r\nnull",
]


def framed(message: Any) -> bytes:
    content = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(content), content)


def odd(value: Any, chance: Random) -> Any:
    """Put something odd in the place of one value somewhere."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        return {**value, key: odd(value[key], chance)}
    return chance.choice(ODD)


def hostile(uri: str, number: int, chance: Random) -> bytes:
    """Say one thing: of what method and with what parameters, some of them odd."""
    if chance.random() < 0.1:
        return chance.choice(HEADS)
    here = chance.choice([uri, uri, *URIS])
    text = {"uri": here, "languageId": "yaml", "version": number, "text": chance.choice(["flows: [", "\0", "{" * 60, "flows:\n  - id: x\n", "&a *a"])}  # fmt: skip
    place = {"line": chance.choice([0, 3, 10**9, -1]), "character": chance.choice([0, 7, 10**9])}
    params: Any = {
        "textDocument": text,
        "position": place,
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "includeDeclaration": True},
        "options": {"tabSize": 2, "insertSpaces": True},
        "contentChanges": [{"text": text["text"], "range": {"start": place, "end": place}}],
    }
    if chance.random() < 0.5:
        params = odd(params, chance)
    message = {"jsonrpc": "2.0", "method": f"textDocument/{chance.choice(METHODS)}", "params": params}
    asks = not message["method"].startswith("textDocument/did")
    return framed(message | ({"id": 1000 + number} if asks else {}))


def answers(stream: bytes) -> Iterator[Any]:
    while b"\r\n\r\n" in stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        length = int(head.rpartition(b"Content-Length: ")[2].split(b"\r\n")[0])
        yield json.loads(rest[:length])
        stream = rest[length:]


def test_whatever_is_said_to_the_language_server_it_answers_afterwards(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(written(complete()), encoding="utf-8")
    uri = (tmp_path / "a.yaml").as_uri()
    opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": written(complete())}
    began = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}, "workspaceFolders": [{"uri": tmp_path.as_uri(), "name": "w"}]}  # fmt: skip
    said = [
        framed({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": began}),
        framed({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
        framed({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": opened}}),
        *(hostile(uri, n, chance) for n, chance in enumerate(rounds(ci=8, nightly=1_000, seed=24))),
        framed({"jsonrpc": "2.0", "id": 2, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": uri}}}),
        framed({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}),
        framed({"jsonrpc": "2.0", "method": "exit"}),
    ]  # fmt: skip
    command = [sys.executable, "-m", "gbo_policy", "lsp", "--lang", "en"]
    done = subprocess.run(
        command,
        input=b"".join(said),
        capture_output=True,
        timeout=600,
        cwd=tmp_path,
        env=forks.environment({"PYTHONPATH": str(forks.ROOT)}),
        check=False,
    )
    told = {one["id"]: one for one in answers(done.stdout) if "id" in one and "method" not in one}
    assert {1, 2, 3} <= told.keys(), done.stderr[-3000:]
    assert "root:" not in done.stdout.decode()
    assert done.returncode in {0, 1}, done.stderr[-3000:]
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]

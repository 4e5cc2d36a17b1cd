"""Whatever stands in a workspace's texts, nothing that people or runners read is steered by it: in every
format and command.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gbo_policy import formats
from gbo_policy.rulebook.pack import Pack
from tests import kit
from tests.formatted import faulty
from tests.inside import inside

STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
PAYLOADS = [
    "::error::x",
    " ::stop-commands::x",
    "\n::add-mask::x",
    "a ##[error]x",
    "\x1b[2J\x1b]0;x\x07",
    "\u202egnp.exe",
    "\u2066x\u2069\u200f",
    "\x9b31m",
    "\u2028::error::x",
    "a\r::error::x",
    "=1+1",
    "@iemand en @org/team, #12",
    "\t@SUM(A1)",
    "<script>alert(1)</script>",
    "]]> --> `x` | [a](javascript:x)",
    "# kop",
    "\x7f\x85x",
]
# the texts that a user writes freely; words of a vocabulary, ids and dates hold no text of theirs
FREE = {
    "title", "name", "registered_office", "purpose", "notes", "function", "channel", "format", "reason", "approved_by",
    "reasons", "by", "role", "detail", "note", "period", "basis", "provision", "text",
}  # fmt: skip
AS_OF = ("--as-of", "2026-03-01")


def free(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of every text that is free."""
    if isinstance(data, dict):
        for key, value in data.items():
            roles = path and path[-2:-1] == ("parties",)
            bound = (
                (key == "role" and roles)
                or (key == "by" and "publication" in path)
                or (key == "by" and "dpo_advice" in path)
            )
            if isinstance(value, str) and key in FREE and not bound:
                yield (*path, key)
            else:
                yield from free(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            if (
                isinstance(value, str)
                and path
                and path[-1] in {"measures", "provisions", "evidence", "channels", "formats"}
            ):
                yield (*path, i)
            else:
                yield from free(value, (*path, i))


def hostile(texts: list[str]) -> str:
    """Give a workspace that finds fault with much, with these texts one after the other in every key for
    text.
    """
    data = kit.change(faulty(), {"agreement.title": "x", "flows.0.title": "x"})
    for i, path in enumerate(list(free(data))):
        here: Any = data
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = texts[i % len(texts)]
    # YAML takes steering characters only as escapes
    return json.dumps(data, indent=1).replace("\x7f", "\\u007f")


def plain_lines(text: str) -> None:
    assert not STEERING.search(text)
    for line in text.split("\n"):
        assert not line.lstrip().startswith("::"), line
        assert "##[" not in line


def cells(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text)))
    assert not any(
        c.lstrip()[:1] in {*"=+-@"} or c[:1] in {"\t", "\r", "\n"} for row in rows for c in row if c
    )


def calls_nobody(text: str) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        said = "".join(c.content for c in token.children or () if c.type in {"text", "text_special"})
        assert not re.search(r"(?<!\w)@\w", said), said
        assert token.type != "html_block"
        assert not any(
            c.type == "html_inline" and not re.fullmatch(r'<br>|<a id="[^"<>]*">|</a>', c.content)
            for c in token.children or ()
        )


texts = st.lists(
    st.one_of(
        st.sampled_from(PAYLOADS),
        st.builds("{}{}".format, st.sampled_from(PAYLOADS), st.sampled_from(PAYLOADS)),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12)
@given(texts, st.sampled_from(["nl", "en"]))
def test_no_format_lets_a_text_steer_anything(pack: Pack, found: list[str], lang: str) -> None:
    report = kit.judged(pack, hostile(found))
    for name in formats.names():
        made = formats.renderer(name)(report, lang)
        assert not STEERING.search(made.replace("\r\n", "\n")), name
        if name in {"text", "concise", "csv", "junit"}:
            plain_lines(made.replace("\r\n", "\n"))
        if name == "github":
            plain_lines(
                "\n".join(
                    line
                    for line in made.split("\n")
                    if not re.match(r"::(error|warning|notice) [^:]*::", line)
                )
            )
        if name == "csv":
            cells(made)
        if name == "markdown":
            calls_nobody(made)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ws")
    (folder / "a.yaml").write_text(hostile(PAYLOADS), encoding="utf-8")
    (folder / "::error::b.yaml").write_text("flows: []\n", encoding="utf-8")
    return folder


def test_errors_steer_nothing_either(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    folder.mkdir()
    wrong = kit.change(kit.complete(), {"flows.0.::error::x\u202e": 1, "flows.0.channel": ["\x1b[2J"]})
    (folder / "::error::b.yaml").write_text(json.dumps(wrong), encoding="utf-8")
    done = inside("check", ".", cwd=folder)
    assert done.returncode == 2
    plain_lines(done.stderr)
    for name in formats.names():
        told = inside("check", ".", "--format", name, cwd=folder).stdout
        assert not STEERING.search(told.replace("\r\n", "\n")), name


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log whose every free word is hostile, its name too; some rows cannot be judged."""
    columns = ["id", "at", "sender", "recipient_kind", "recipient", "purposes", "data", "channel", "flow"]
    folder = tmp_path_factory.mktemp("logs")
    with (folder / "::error::x.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for word in PAYLOADS:
            writer.writerow([word, "2026-02-02T10:00:00", "caw", "third-party", word, word, word, word, word])
            writer.writerow([word + "2", word, word, word, word, "refer", "health", word, ""])
    return folder


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_an_audit_lets_no_word_of_a_log_steer_anything(form: str, log: Path, workspace: Path) -> None:
    bad, offenders = log.parent / "bad.csv", log.parent / "offenders.csv"
    lists = ("--bad-rows", bad, "--offenders", offenders, "--with-reviews")
    known = ("--quality", "off")  # words that nobody knows are judged too
    done = inside("audit", log, "--workspace", workspace, "--format", form, *lists, *known, cwd=log)
    assert done.returncode in {1, 3}, done.stderr
    plain_lines(done.stderr)
    assert not STEERING.search(done.stdout)
    if form == "text":
        plain_lines(done.stdout)
    if form == "html":
        assert "<script>alert" not in done.stdout
    for file in (bad, offenders):
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.reader(opened))
        assert len(rows) > 3
        assert not any(STEERING.search(c) or c.lstrip()[:1] in {*"=+-@"} for row in rows for c in row if c)


def test_documents_hold_no_formula_and_open_nothing(workspace: Path, tmp_path: Path) -> None:
    done = inside("report", workspace, *AS_OF, "--format", "xlsx", "--output", tmp_path / "r.xlsx")
    assert done.returncode in {0, 1, 3}, done.stderr
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    found = [c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert len(found) > 50
    assert not any(c.data_type == "f" for c in found)
    assert not any(STEERING.search(c.value.replace("\r", "")) for c in found)
    done = inside("report", workspace, *AS_OF, "--format", "pdf", "--output", tmp_path / "r.pdf")
    assert done.returncode in {0, 1, 3}, done.stderr
    content = (tmp_path / "r.pdf").read_bytes()
    for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"javascript:"):
        assert word not in content
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, check=True)
    text = told.stdout.decode().replace("\f", "")
    assert "alert(1)" in text
    assert not STEERING.search(text)

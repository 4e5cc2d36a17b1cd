"""The language server as an editor meets it: a real client starts the program and speaks to it over its
streams.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from gbo_policy.reading.source import read
from tests import forks
from tests.conftest import ROOT, gbo
from tests.editor_client import EditorClient, applied

AGREEMENT = """\
agreement:
  id: gbo
  parties:
    - {id: caw, role: caw, name: CAW Voorbeeld}
    - {id: ocmw, role: ocmw}
    - {id: dmw, role: dmw}
"""
FLOWS = """\
flows:
  - id: stroom
    title: Doorverwijzing 😀 naar het OCMW
    sender: caw
    recipients:
      - kind: staff
        party: ocmw
    purposes: [refer]
    data: [health]
assessments:
  - term: necessity
    subject: {flow: stroom}
    outcome: met
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditorClient]:
    folder = tmp_path_factory.mktemp("ws").resolve()
    (folder / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (folder / "flows.yaml").write_text(FLOWS, encoding="utf-8")
    made = EditorClient(folder)
    made.open("flows.yaml")
    yield made
    assert made.close() == 0


@pytest.fixture(autouse=True)
def as_it_was(editor: EditorClient) -> None:
    editor.type("flows.yaml", FLOWS)
    editor.until("flows.yaml", lambda d: d and "retention" not in str(d) and not errors(d))


def errors(shown: list[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    codes = {
        "unknown-key",
        "unknown-category",
        "bad-date",
        "dangling",
        "missing-key",
        "wrong-type",
        "yaml-syntax",
    }
    return [d for d in shown if d.code in codes]


def of(shown: list[lsp.Diagnostic], code: str) -> list[lsp.Diagnostic]:
    return [d for d in shown if d.code == code]


def typed(editor: EditorClient, old: str, new: str) -> str:
    text = FLOWS.replace(old, new)
    assert text != FLOWS
    editor.type("flows.yaml", text)
    return text


def place(text: str, word: str) -> tuple[int, int]:
    line = next(i for i, one in enumerate(text.splitlines()) if word in one)
    return line, text.splitlines()[line].index(word)


def test_findings_are_shown_where_the_fact_stands_that_decided(editor: EditorClient) -> None:
    shown = editor.until("flows.yaml", lambda d: of(d, "recipient-needs-data"))
    (found,) = of(shown, "recipient-needs-data")
    assert found.severity == lsp.DiagnosticSeverity.Warning  # a review: the need to know is not stated
    assert found.range.start == lsp.Position(*place(FLOWS, "kind: staff"))
    typed(editor, "party: ocmw\n", "party: ocmw\n        need_to_know: false\n")
    shown = editor.until(
        "flows.yaml", lambda d: [f for f in of(d, "recipient-needs-data") if f.severity == 1]
    )
    assert of(shown, "recipient-needs-data")[0].range.start.line == 7


def test_an_input_error_is_shown_as_one_types_and_goes_when_it_is_put_right(editor: EditorClient) -> None:
    typed(editor, "[health]", "[gezondheid, helth]")
    shown = editor.until("flows.yaml", errors)
    assert [(d.code, d.severity, d.range.start.character, d.range.end.character) for d in shown] == [
        ("unknown-category", 1, 11, 21),
        ("unknown-category", 1, 23, 28),
    ]
    typed(editor, "flows:", "flows: [")
    assert [d.code for d in editor.until("flows.yaml", lambda d: of(d, "yaml-syntax"))] == ["yaml-syntax"]


def test_a_certain_fix_is_preferred_and_a_guess_is_only_offered(editor: EditorClient) -> None:
    text = typed(editor, "[health]", "[gezondheid, helth]  # ja")
    editor.until("flows.yaml", errors)
    every, sure, guess = editor.actions("flows.yaml", 8)
    assert (every.kind, every.title) == (lsp.CodeActionKind.SourceFixAll, "put 1 form right")
    assert (sure.title, sure.is_preferred) == ("write `health` for `gezondheid`", True)
    assert (guess.title, guess.is_preferred) == ("write `health` for `helth`", False)
    made = applied(text, sure.edit.changes[editor.uri("flows.yaml")])
    assert made == text.replace("gezondheid", "health")


def test_one_word_where_a_list_belongs_is_put_into_one(editor: EditorClient) -> None:
    text = typed(editor, "[refer]", "refer")
    editor.until("flows.yaml", errors)
    titles = {a.title: a for a in editor.actions("flows.yaml", 7)}
    made = applied(text, titles["write `[refer]` for `refer`"].edit.changes[editor.uri("flows.yaml")])
    ((given, _),), problems = read(made.encode(), "flows.yaml")
    assert (given["flows"][0]["purposes"], problems) == (["refer"], [])


def test_all_that_is_certain_is_put_right_at_once_and_columns_count_as_the_protocol_counts(
    editor: EditorClient,
) -> None:
    text = FLOWS.replace("[refer]", "[Refer]").replace("[health]", "['😀', gezondheid]")
    editor.type("flows.yaml", text)
    shown = editor.until("flows.yaml", errors)
    places = [(d.range.start.line, d.range.start.character, d.range.end.character) for d in shown]
    assert places == [(7, 15, 20), (8, 11, 15), (8, 17, 27)]  # the face counts as two
    (every,) = [a for a in editor.actions("flows.yaml", 0) if a.kind == lsp.CodeActionKind.SourceFixAll]
    (edit,) = every.edit.changes[editor.uri("flows.yaml")]
    assert edit.range.end == lsp.Position(8, 27)
    assert edit.new_text.endswith("['😀', health")


def test_a_missing_fact_can_be_added_with_each_of_its_choices(editor: EditorClient) -> None:
    editor.until("flows.yaml", lambda d: of(d, "recipient-needs-data"))
    titles = editor.offered("flows.yaml", 5, "add `need_to_know: true`", "add `need_to_know: false`")
    edit = titles["add `need_to_know: false`"].edit.changes[editor.uri("flows.yaml")]
    assert applied(FLOWS, edit) == FLOWS.replace(
        "party: ocmw\n", "party: ocmw\n        need_to_know: false\n"
    )


def test_a_missing_key_can_be_added(editor: EditorClient) -> None:
    text = typed(editor, "  - term: necessity\n    subject", "  - subject")
    editor.until("flows.yaml", lambda d: of(d, "missing-key"))
    titles = {a.title: a for a in editor.actions("flows.yaml", 10)}
    edit = titles["add `term: data-quality`"].edit.changes[editor.uri("flows.yaml")]
    assert applied(text, edit) == text + "    term: data-quality\n"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("purposes", ["**purposes**", "waarvoor", "`purpose-limitation` (3.3)", "- `refer`"]),
        ("refer]", ["`refer`", "Neutraal doorverwijzen"]),
        ("need", []),
        (
            "kind",
            ["**kind**", "soort ontvanger", "- `staff`: staff of a core actor — personeel van een kernactor"],
        ),
    ],
)
def test_a_word_says_what_it_means_in_both_languages(
    editor: EditorClient, word: str, parts: list[str]
) -> None:
    if not parts:
        word, parts = "outcome", ["**outcome**", "- `not-met`"]
    answer = editor.ask("hover", "flows.yaml", *place(FLOWS, word))
    assert all(p in answer.contents.value for p in parts), answer.contents.value


def test_keys_that_may_stand_here_are_offered_with_what_they_mean(editor: EditorClient) -> None:
    text = typed(editor, "party: ocmw\n", "party: ocmw\n        ne\n")
    offers = {i.label: i for i in editor.ask("completion", "flows.yaml", 7, 10)}
    # what a member of staff has, less what is given
    assert offers.keys() == {
        "need_to_know",
        "function",
        "labels",
    }
    assert offers["need_to_know"].insert_text == "need_to_know: "
    assert "—" in (offers["need_to_know"].detail or "")
    assert text.count("party") == 1


def test_words_are_offered_with_their_labels_inside_a_list_that_is_not_closed(editor: EditorClient) -> None:
    typed(editor, "purposes: [refer]\n    data: [health]", "purposes: [refer, ")
    offers = {i.label: i for i in editor.ask("completion", "flows.yaml", 7, 22)}
    assert "Neutraal doorverwijzen" in offers["refer"].detail
    assert "health" not in offers


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "wanted"),
    [
        ("sender: caw", "sender: ", 3, 12, {"caw", "ocmw", "dmw"}),
        ("flow: stroom", "flow: ", 11, 20, {"stroom"}),
        ("outcome: met", "outcome: ", 12, 13, {"met", "not-met", "contested"}),
    ],
)
def test_ids_and_words_are_offered_as_values(
    editor: EditorClient, old: str, new: str, line: int, column: int, wanted: set[str]
) -> None:
    typed(editor, old, new)
    offered = {i.label for i in editor.ask("completion", "flows.yaml", line, column)}
    assert wanted <= offered
    assert not offered & {"title", "purposes"}


def test_an_id_leads_to_where_it_is_given_and_to_where_it_is_used(editor: EditorClient) -> None:
    (given,) = editor.ask("definition", "flows.yaml", *place(FLOWS, "ocmw\n".strip()))
    assert given.uri == editor.uri("agreement.yaml")
    assert (given.range.start.line, given.range.start.character) == (4, 11)
    used = editor.ask(
        "references", "flows.yaml", *place(FLOWS, "stroom"), context=lsp.ReferenceContext(False)
    )
    assert [(u.uri, u.range.start.line) for u in used] == [(editor.uri("flows.yaml"), 11)]


def test_the_outline_has_sections_and_what_is_in_them(editor: EditorClient) -> None:
    flows, assessments = editor.outline("flows.yaml")
    assert (flows.name, [(c.name, c.detail) for c in flows.children]) == (
        "flows",
        [("stroom", "Doorverwijzing 😀 naar het OCMW")],
    )
    assert [c.name for c in flows.children[0].children] == ["recipients"]
    assert [c.name for c in assessments.children] == ["necessity"]
    assert flows.children[0].range.start == lsp.Position(1, 4)


NEOVIM = """
local client = vim.lsp.start_client({ name = "gbo-policy", cmd = { %s, "-m", "gbo_policy", "lsp" }, root_dir = vim.fn.getcwd() })
vim.cmd("edit flows.yaml")
vim.lsp.buf_attach_client(0, client)
local function told(code)
  return vim.tbl_filter(function(d) return d.code == code end, vim.diagnostic.get(0))
end
vim.wait(60000, function() return #told("recipient-needs-data") > 0 end)
local said = { told("recipient-needs-data")[1].lnum }
vim.api.nvim_buf_set_lines(0, 8, 9, false, { "    data: [gezondheid]" })
vim.wait(60000, function() return #told("unknown-category") > 0 end)
table.insert(said, told("unknown-category")[1].col)
local at = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = 7, character = 5 } }
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/hover", at, 60000)) do
  table.insert(said, answer.result.contents.value:sub(1, 12))
end
vim.fn.writefile(vim.tbl_map(tostring, said), "said")
vim.cmd("qa!")
"""


@pytest.mark.foreign
def test_neovim_shows_errors_and_meanings_with_its_own_client(tmp_path: Path) -> None:
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (tmp_path / "flows.yaml").write_text(FLOWS, encoding="utf-8")
    script = tmp_path / "ask.lua"
    script.write_text(NEOVIM % json.dumps(sys.executable), encoding="utf-8")
    command = ["nvim", "--headless", "--clean", "-c", f"luafile {script}"]
    env = forks.environment({"XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)})
    subprocess.run(command, cwd=tmp_path, env=env, timeout=240, check=True, capture_output=True)
    assert (tmp_path / "said").read_text(encoding="utf-8").split("\n")[:3] == ["5", "11", "**purposes**"]


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    """The library hidden from the interpreter: as where only the program itself is installed."""
    hide = "import sys\nsys.modules['pygls'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(hide, encoding="utf-8")
    answer = gbo("lsp", env={"PYTHONPATH": f"{tmp_path}:{ROOT}"}, start=True)
    assert answer.returncode == 2
    assert "gbo-policy[lsp]" in answer.stderr

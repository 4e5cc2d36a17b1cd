"""A room knows its modules by looking: a made-up format of check, of the report and of an audit works while
its file is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from gbo_policy import formats, reporting
from gbo_policy.audit import write as audit_formats
from gbo_policy.basics.discovery import modules_of
from gbo_policy.cli.main import group
from gbo_policy.reporting import writers
from tests.kit import complete, written

CHECK = """
DOSSIER = "reports/{}/verdict.shout"

def render(report, lang):
    return f"{report.verdict.word.upper()} {lang}!\\n"

def errors(found):
    return f"{len(found.problems)} WRONG!\\n"
"""
REPORT = """
from gbo_policy.reporting.content.writer import Writer

def render(document):
    return f"{document.title.upper()}!\\n".encode()

WRITER = Writer(render, ".shout", dossier="reports/{}/report.shout")
"""
AUDIT = """
def render(audit, lang):
    return f"{sum(audit.tally.verdicts.values())} ROWS {lang}!\\n"
"""


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Callable[[ModuleType, str, str], Path]]:
    """Give what puts a module where a room looks for its own; all that was put is taken away again."""
    done: list[tuple[ModuleType, str, str]] = []
    _forget_commands()

    def add(room: ModuleType, name: str, text: str) -> Path:
        folder = tmp_path / f"room-{len(done)}"
        folder.mkdir()
        file = folder / f"{name}.py"
        file.write_text(text, encoding="utf-8")
        room.__path__.append(str(folder))
        done.append((room, str(folder), f"{room.__name__}.{name}"))
        return file

    yield add
    for room, folder, module in done:
        room.__path__.remove(folder)
        sys.modules.pop(module, None)
    _forget_commands()


def _forget_commands() -> None:
    """Let the commands look for their formats again: they do so once, when they are imported."""
    for name in ("check", "report", "audit"):
        sys.modules.pop(f"gbo_policy.cli.commands.{name}_command", None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with one flow."""
    made = tmp_path / "werkmap"
    made.mkdir()
    (made / "workspace.json").write_text(written(complete()), encoding="utf-8")
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments], obj="en", standalone_mode=False)


def test_a_made_up_format_of_check_is_known_while_its_file_is_there(
    put: Callable[[ModuleType, str, str], Path], folder: Path, tmp_path: Path
) -> None:
    asked = ("check", folder, "--as-of", "2026-03-01", "--format", "shout", "--lang", "nl")
    assert "shout" not in formats.names()
    file = put(formats, "shout", CHECK)
    assert run(*asked).output.endswith(" nl!\n")
    sealed = tmp_path / "d.zip"
    assert run("dossier", folder, "--as-of", "2026-03-01", "-o", sealed).exception is None
    with ZipFile(BytesIO(sealed.read_bytes())) as archive:
        assert archive.read("reports/en/verdict.shout").endswith(b" en!\n")
    assert run("verify", sealed).return_value == 0
    file.unlink()
    assert "shout" not in formats.names()


def test_a_made_up_writer_of_the_report_says_its_suffix_and_its_place_in_a_dossier(
    put: Callable[[ModuleType, str, str], Path], folder: Path, tmp_path: Path
) -> None:
    file = put(writers, "shout_report", REPORT)
    assert "shout" in reporting.names()
    out, sealed = tmp_path / "verslag.shout", tmp_path / "d.zip"
    assert run("report", folder, "--as-of", "2026-03-01", "-o", out).exception is None
    title = complete()["agreement"]["title"].upper()
    assert out.read_text(encoding="utf-8") == f"{title}!\n"
    assert run("dossier", folder, "--as-of", "2026-03-01", "-o", sealed).exception is None
    with ZipFile(BytesIO(sealed.read_bytes())) as archive:
        assert archive.read("reports/nl/report.shout").decode() == f"{title}!\n"
    file.unlink()
    assert "shout" not in reporting.names()


def test_a_made_up_format_of_an_audit_writes_its_answer(
    put: Callable[[ModuleType, str, str], Path], folder: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id,at,sender\nx1,2026-02-10T10:00:00Z,caw\n", encoding="utf-8")
    file = put(audit_formats, "shout_audit", AUDIT)
    asked = ("audit", log, "--workspace", folder, "--format", "shout", "--lang", "en")
    answer = run(*asked)
    assert (answer.output, answer.exception) == ("1 ROWS en!\n", None)
    file.unlink()
    assert "shout" not in audit_formats.names()


def test_a_room_s_own_modules_are_not_among_what_it_holds(tmp_path: Path) -> None:
    for name in ("one_kind", "two_kind", "_own_kind", "other"):
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    assert modules_of([str(tmp_path)], "_kind") == ["one", "two"]
    assert modules_of([str(tmp_path)]) == ["one_kind", "other", "two_kind"]

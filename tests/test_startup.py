"""What a check of an unchanged pack must not import, since a CI job and a pre-commit hook pay for it at every
run; nor an audit.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import vat

from gbo_policy.agreement import events
from gbo_policy.facts.declared import is_number
from tests.audit_kit import write_log
from tests.conftest import ROOT
from tests.inside import inside
from tests.kit import Data, complete, written

# heavy, and each of use to some runs only
HEAVY = {
    "importlib.metadata",  # pydantic looks for plugins with it
    "rule_engine",
    "dateutil",
    "rich",
    "markdown_it",
    "holidays",
    "difflib",
    "email_validator",
    "dns",
    "idna",
    "stdnum",
    "ssl",
    "tomllib",
    "babel",
    "jinja2",
    "markupsafe",
    "platformdirs",
    "xml.etree",
    "calendar",
    "string",
    "locale",  # with gettext, for words that it does not have
    "glob",  # where a pattern is to be filled in
}
OWN = (
    "rulebook.packfile",
    "rulebook.rulefile",
    "rulebook.catalogue",
    "rulebook.coverage",
    "over_time",
    "dossiers",
    "audit",
    "reporting",
    *(f"agreement.events.{name.replace('-', '_')}" for name in events.names()),
    "agreement.register",  # of whose types there are events
    "agreement.shortcoming",
    "facts.events",
    "cli.parts.failing",  # where something is wrong
    "cli.parts.counting",  # with `--statistics`
    "formats._errors",
    "formats._many",  # of several workspaces
    "declarations.known_entries",  # for who loads at each keystroke
    "declarations.by_role",  # where a flow is written for several core actors
    "declarations.model.flow_by_role",
    "declarations.model.waiver",  # where somebody waives
    "declarations.model.logged_exchange",  # of an audit
    "declarations.beside",  # where a comment may waive
    "declarations.mending",  # where something is wrong
    "declarations.shapes",
    "declarations.untyped_events",
    "agreement.ending",  # where notice was given
    "basics.messages",  # where something is said of what a user wrote
    "reading.rereading",
    "reading.remarks",  # where a waiver stands beside what it waives
    "reading.spans",
    "reading.syntax",  # where something is ill-formed
    "judging.departing",  # where the signed text departs from the model
    "judging.readings",  # where somebody read the text
    "judging.grounding",  # where somebody suspended
    "judging.waive",
    "terms.suggestions",  # where something is wrong
    "terms.choices",
    "logic.expression",  # where a pack is compiled anew
    "logic.compile",  # where many rows are judged
)
_RUN = "import sys; from gbo_policy.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


Check = Callable[..., set[str]]


def own_environment() -> dict[str, str]:
    """Give the environment without what measures coverage: it would import its own, and wait for the end."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")} | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Give what checks declarations where the pack is found compiled, and tells what that imported."""
    cache = str(tmp_path_factory.mktemp("cache"))
    environment = own_environment() | {"XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache}

    def check(events: Sequence[Data], *options: str, log: Path | None = None) -> set[str]:
        file = tmp_path_factory.mktemp("workspace") / "workspace.json"
        file.write_text(written(complete() | {"events": [*events]}), encoding="utf-8")
        judged = ["audit", str(log), "--workspace"] if log else ["check"]
        command = [sys.executable, "-c", _RUN, *judged, str(file), *options]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, check=True
        )
        return set(done.stderr.split())

    assert "rule_engine" in check([])  # which compiles it
    return check


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_plain_check_imports_nothing_heavy(imported: Check, form: str) -> None:
    modules = imported([], "--format", form)
    assert "gbo_policy.declarations.load" in modules
    assert not modules & HEAVY
    assert not modules & {f"gbo_policy.{name}" for name in OWN}
    # for JSON, where findings are compared
    assert ("gbo_policy.formats._changes" in modules) is (form == "text")


def test_the_registers_models_come_with_a_register(imported: Check) -> None:
    request = {
        "id": "vraag",
        "type": "overview-request",
        "by": "caw",
        "to": "ocmw",
        "requested_on": "2026-02-01",
        "answered_on": "2026-02-10",
    }
    used = imported([request], "--format", "json")
    assert {m.rpartition(".")[2] for m in used if m.startswith("gbo_policy.agreement.events.")} == {
        "_requests",
        "overview_request",
    }


def test_working_days_come_with_the_pack_and_not_from_the_library(imported: Check) -> None:
    request = {"id": "inzage", "type": "rights-request", "party": "ocmw", "received_on": "2026-01-05"}
    assert "holidays" not in imported([request], "--format", "json", "--fail-on", "never")


@pytest.mark.parametrize("step", [1, -1])
def test_an_audit_of_parquet_imports_no_ibis(imported: Check, tmp_path: Path, step: int) -> None:
    row = {"at": datetime(2026, 1, 5, 9), "sender": "caw", "channel": "fax"}
    log = write_log(tmp_path / "log.parquet", [row | {"id": f"x{i}"} for i in range(20)][::step])
    modules = imported([], "--format", "json", log=log)
    assert "gbo_policy.audit.judge.audit_run" in modules
    assert not modules & {"ibis", "sqlglot", "pandas", "gbo_policy.audit.judge.log_rows"}


ASKED = "import atexit, sys; atexit.register(print, 'told of the end'); "


@pytest.mark.parametrize("asked", ["", ASKED])
def test_the_program_ends_at_once_where_nobody_asked_to_be_told(tmp_path: Path, asked: str) -> None:
    """What is printed arrives whole, with the exit code, whether the process is taken apart or not."""
    file = tmp_path / "workspace.json"
    file.write_text(written(complete()), encoding="utf-8")
    whole = inside("check", str(file), "--format", "json", "--as-of", "2026-03-01")
    code = f"{asked}from gbo_policy.cli.main import run; run()"
    command = [sys.executable, "-c", code, "check", str(file), "--format", "json", "--as-of", "2026-03-01"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=own_environment(), check=False
    )
    told = "told of the end\n" if asked else ""
    assert (done.returncode, done.stdout, done.stderr) == (whole.returncode, whole.stdout + told, "")


@given(st.integers(0, 10**8 - 1), st.none() | st.integers(0, 99))
def test_check_digits_are_judged_as_the_library_does(first: int, last: int | None) -> None:
    number = f"{first:08}{97 - first % 97 if last is None else last:02}"
    for text in (number, f"{number[:4]}.{number[4:7]}.{number[7:]}"):
        assert is_number(text, "be.vat") is vat.is_valid(text)

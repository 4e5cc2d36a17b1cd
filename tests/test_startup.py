"""What a check of an unchanged pack must not import: a CI job and a pre-commit hook pay for it at every run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import vat

from gbo_policy.agreement import events
from gbo_policy.facts.declared import is_number
from tests.conftest import ROOT
from tests.kit import complete, written

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
    "facts.events",
)
_RUN = "import sys; from gbo_policy.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


def imported(folder: Path, *options: str) -> set[str]:
    """Check a folder twice, and give what the second run, which finds the pack compiled, has imported."""
    # what measures coverage would import its own
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LOCALAPPDATA": str(folder / "cache"),
    }
    command = [sys.executable, "-c", _RUN, "check", str(folder / "workspace.json"), *options]
    for _ in range(2):
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, check=True
        )
    return set(done.stderr.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workspace.json").write_text(written(complete() | {"events": []}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_plain_check_imports_nothing_heavy(folder: Path, form: str) -> None:
    modules = imported(folder, "--format", form)
    assert "gbo_policy.declarations.load" in modules
    assert not modules & HEAVY
    assert not modules & {f"gbo_policy.{name}" for name in OWN}


def test_the_registers_models_come_with_a_register(tmp_path: Path) -> None:
    request = {
        "id": "vraag",
        "type": "overview-request",
        "by": "caw",
        "to": "ocmw",
        "requested_on": "2026-02-01",
        "answered_on": "2026-02-10",
    }
    (tmp_path / "workspace.json").write_text(written(complete() | {"events": [request]}), encoding="utf-8")
    used = imported(tmp_path, "--format", "json")
    assert {m.rpartition(".")[2] for m in used if m.startswith("gbo_policy.agreement.events.")} == {
        "_requests",
        "overview_request",
    }


@given(st.integers(0, 10**8 - 1), st.none() | st.integers(0, 99))
def test_check_digits_are_judged_as_the_library_does(first: int, last: int | None) -> None:
    number = f"{first:08}{97 - first % 97 if last is None else last:02}"
    for text in (number, f"{number[:4]}.{number[4:7]}.{number[7:]}"):
        assert is_number(text, "be.vat") is vat.is_valid(text)

"""What tests of formats share: a workspace that finds fault with everything, and formats read back by what
reads them.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from markdown_it import MarkdownIt

from gbo_policy import formats
from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.rulebook.pack import load_pack
from tests import kit
from tests.conftest import FIXTURES, SHARED
from tests.inside import inside

DAY = ("--as-of", "2026-03-01")
# the region is two thousand results of few sorts: tests/test_region.py looks at it
NAMES = sorted(p.name for p in FIXTURES.iterdir() if p.name not in {"input-errors", "regio"})
SCHEMA = SHARED / "schemas" / "sarif-2.1.0.schema.json"
NASTY = '=1+1|<b>&"x"\' `a` ]]> ::error::%0A, {0} [a](http://b) _i_ *j* \u202e\u0007 é 漢\nnext'


@cache
def fixture_report(name: str) -> Report:
    return judged(FIXTURES / name)


_pack = cache(load_pack)


def judged(where: Path) -> Report:
    pack = _pack()
    workspace = load([where], pack.vocabulary, pack.clause_numbers)
    return make_report(Case(workspace, pack, kit.engine(pack, {}), "received"), AsOf.of_day(kit.AS_OF))


def run(where: Path, form: str, *options: object, cwd: Path | None = None) -> str:
    """Give what ``check`` writes in a format: without more options by the functions that it calls, since a
    process each would take long.
    """
    if cwd is None and set(options) <= {"--lang", "nl", "en"}:
        report = fixture_report(where.name) if where.parent == FIXTURES else judged(where)
        return formats.renderer(form)(report, "nl" if "nl" in options else "en")
    done = inside("check", where, *DAY, "--format", form, *options, cwd=cwd)
    assert done.returncode in {0, 1, 3}, done.stderr
    assert done.stderr == ""
    return done.stdout


def waiver(rule: str, subject: Mapping[str, str]) -> dict[str, Any]:
    about = {
        "rule": rule,
        "subject": dict(subject),
        "reason": "tot de | overstap",
        "approved_by": "An Peeters (DPO)",
    }
    return about | {"approved_on": "2026-01-10", "expires_on": "2026-06-30"}


def faulty() -> dict[str, Any]:
    """Give a workspace with violations, reviews, a waived finding and a notice, and a name that no format may
    stumble over.
    """
    third = {"kind": "third-party", "name": NASTY, "country": "BE"}
    return kit.change(
        kit.complete(),
        {
            "flows.0.recipients.+": third,
            "flows.0.channel": "e-mail",
            "agreement.parties.0.collection.legal_basis": ["gdpr-6-1-e", "gdpr-9-1-g"],
            "agreement.parties.1.dpo.email": kit.ABSENT,
            "agreement.processors.0.sufficient_guarantees": False,
            "agreement.processors.0.used_by": ["caw", "ocmw"],
            "waivers.+": waiver("agreed-channel", {"flow": "stroom"}),
        },
    )


def repository_in(folder: Path) -> Path:
    """Make a git repository with the faulty workspace in a folder of it whose name is no plain ASCII."""
    subprocess.run(["git", "init", "-q", folder], check=True)
    made = folder / "gbo werkmap é"
    made.mkdir()
    (made / "alles.yaml").write_text(kit.written(faulty()), encoding="utf-8")
    return made


def expected(where: Path) -> dict[str, Any]:
    return dict(json.loads(run(where, "json")))


def found(answer: Mapping[str, Any]) -> list[Any]:
    return [r for r in answer["results"] if r["verdict"] in {"violation", "review"}]


def sarif(where: Path, *options: object, cwd: Path | None = None) -> dict[str, Any]:
    log = json.loads(run(where, "sarif", *options, cwd=cwd))
    if SCHEMA.is_file():
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return dict(log["runs"][0])


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does."""
    read = []
    for line in text.splitlines():
        if not line.startswith("::"):
            continue  # what GitHub would not show is a plain line of the log
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        assert match, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        plain = {k: _unescaped(v.replace("%3A", ":").replace("%2C", ",")) for k, v in properties.items()}
        read.append((match[1], plain, _unescaped(match[3])))
    return read


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def tables(text: str) -> list[list[list[str]]]:
    """Read the tables of a Markdown text: rows of cells as a reader sees them."""
    read: list[list[list[str]]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open":
            read.append([])
        elif token.type == "tr_open":
            read[-1].append([])
        elif token.type == "inline" and read and token.level > 2:
            read[-1][-1].append(
                "".join(
                    c.content
                    for c in token.children or ()
                    if c.type in {"text", "code_inline", "text_special"}
                )
            )
    return read

"""A region of eighteen core actors: flows written once for a role or a list, what is expected of them by the
text, and each thing told once.
"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gbo_policy import formats
from gbo_policy.reporting.content.blocks import plain
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures.heatmap import heatmap
from gbo_policy.rulebook.pack import Pack
from tests import kit
from tests.conftest import FIXTURES, gbo
from tests.formatted import fixture_report
from tests.inside import inside
from tests.kit import Data, complete, flow, staff

TOWNS = "aalbeke boekhoute dorpveld eikenrode geelbeek heistrand kalfvoort lindezele moerbrug oosterlo poldergem zavelhoek"
OCMWS = [f"ocmw-{town}" for town in TOWNS.split()]
DMWS = [f"dmw-{name}" for name in ("anker", "baken", "kompas", "levensloop", "veer")]
CAW = "caw-middenland"


def expected() -> set[tuple[str, str, str, str | None]]:
    """Give the findings that the text of the agreement asks for, from what the fixture says and leaves
    unsaid.
    """
    found: set[tuple[str, str, str, str | None]] = set()
    for one in OCMWS:
        # 3.3: statistics is none of the nine objectives of 3.2; each OCMW answers for what it sends itself
        found.add(("purpose-limitation", "violation", f"flow/terugkoppeling@{one}", one))
        # 5.1: nobody has said of any of the eleven others whether its staff needs the data
        found |= {("recipient-needs-data", "review", f"recipient/verhuis@{one}/{i}", one) for i in range(11)}
    # 3.3: necessity is a judgement; of the flow as written for all, or of one sender's: one OCMW's was judged
    found |= {("necessity", "review", f"flow/verhuis@{one}", one) for one in OCMWS[1:]}
    # 12: what the five services tell their clients is not said
    return found | {("clients-informed", "review", f"party/{one}", one) for one in DMWS}


def test_the_region_gives_what_the_text_asks_for() -> None:
    report = fixture_report("regio")
    found = {
        (r.rule.id, r.verdict.word, f"{r.subject.kind}/{r.subject.id}", r.against)
        for r in report.results
        if r.finding
    }
    assert found == expected()
    assert str(report.context.in_force_from) == "2026-01-05"  # 14.1: the last signature
    # 9: against each OCMW every other core actor may decide to suspend, and against nobody else
    open_to = {(p.by, p.against) for p in report.ladder.pairs if p.state == "suspension-available"}
    everyone = {CAW, *OCMWS, *DMWS}
    assert open_to == {(by, ocmw) for ocmw in OCMWS for by in everyone - {ocmw}}
    assert {p.state for p in report.ladder.pairs} == {"sharing", "suspension-available"}


def test_the_region_is_declared_in_at_most_150_lines() -> None:
    assert sum(len(f.read_text("utf-8").splitlines()) for f in (FIXTURES / "regio").iterdir()) <= 150


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_is_told_seventeen_times(form: str, lang: str) -> None:
    told = formats.renderer(form)(fixture_report("regio"), lang)
    lines = [line for line in told.splitlines() if len(line) > 20]
    repeated = {line: len([*same]) for line, same in itertools.groupby(sorted(lines))}
    assert max(repeated.values()) <= 2
    assert told.count("purpose-limitation/terugkoppeling") == 1  # as a ground of article 9
    for name in (*OCMWS, *DMWS):
        assert name in told  # named all the same


def test_github_s_ten_places_are_not_taken_by_one_finding() -> None:
    told = formats.renderer("github")(fixture_report("regio"), "nl").splitlines()
    annotations = [line for line in told if line.startswith(("::error", "::warning"))]
    rules = [line.partition("title=")[2].partition(" ")[0] for line in annotations]
    assert len(rules) == len({*rules}) == 4
    first = next(line for line in annotations if "purpose-limitation" in line)
    assert all(one in "".join(told) for one in OCMWS)
    assert all(one in first for one in OCMWS[1:])  # one stands for all, and names the others


def test_the_table_of_article_9_has_heads_and_straight_columns() -> None:
    lines = formats.renderer("text")(fixture_report("regio"), "nl").splitlines()
    rows = [line for line in lines if line.rstrip().endswith((" o", "\\")) and "  " in line.strip()]
    assert len(rows) == 18
    at = lines.index(rows[0])
    tens, ones = lines[at - 2], lines[at - 1]
    heads = [(tens[i].strip() if i < len(tens) else "") + ones[i] for i in range(len(ones)) if ones[i] != " "]
    assert heads == [str(i) for i in range(1, 19)]
    assert {len(row) for row in rows} == {len(ones)}


@pytest.mark.parametrize("width", ["60", "80"])
def test_the_region_fits_the_screen(width: str) -> None:
    done = gbo("check", FIXTURES / "regio", "--as-of", "2026-03-01", "--lang", "nl", env={"COLUMNS": width})
    assert done.returncode == 1
    assert max(map(len, done.stdout.splitlines())) <= int(width)


@pytest.mark.parametrize("width", ["1", "30", "45"])
def test_an_audit_on_a_narrow_screen_is_an_answer(width: str) -> None:
    mixed = FIXTURES / "mixed"
    done = gbo("audit", mixed / "uitwisselingen.csv", "--workspace", mixed, env={"COLUMNS": width})
    assert (done.returncode, "purpose-limitation" in done.stdout) == (1, True)


BY_ROLE: Data = {"kind": "staff", "party": {"role": "dmw"}, "function": "mw", "need_to_know": True}


def changed(**changes: Any) -> Data:
    data = complete()
    data["flows"] = [flow(**changes)]
    return data


def made(pack: Pack, data: Data) -> dict[str, list[str | None]]:
    workspace = kit.loaded(pack, data)
    return {f.id: [r.party for r in f.recipients or ()] for f in workspace.flows}


def test_a_sender_is_never_among_its_own_recipients(pack: Pack) -> None:
    every = staff("ocmw") | {"party": ["caw", "ocmw", "dmw"]}
    data = changed(sender=["caw", "dmw"], recipients=[every])
    assert made(pack, data) == {"stroom@caw": ["ocmw", "dmw"], "stroom@dmw": ["caw", "ocmw"]}


def test_one_sender_by_its_id_keeps_the_flow_s_own_id(pack: Pack) -> None:
    assert made(pack, changed(recipients=[BY_ROLE])) == {"stroom": ["dmw"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sender": []}, [("names-nobody", None)]),
        ({"sender": {"role": "partner"}}, [("names-nobody", None)]),
        ({"sender": {"role": "ocmww"}}, [("unknown-word", "ocmww")]),
        ({"sender": {"rol": "ocmw"}}, [("unknown-key", "rol")]),
        ({"sender": ["caw", "niemand"]}, [("dangling", "niemand")]),
        ({"recipients": [BY_ROLE | {"party": ["caw"]}]}, [("names-nobody", None)]),
        (
            {"recipients": [BY_ROLE | {"country": "BE"}], "sender": ["caw", "ocmw"]},
            [("foreign-field", "country")],
        ),
        (
            {"sender": ["caw", "ocmw"], "recipients": [BY_ROLE], "purposes": ["refr"]},
            [("unknown-purpose", "refr")],
        ),
    ],
)
def test_an_error_in_a_flow_for_several_is_told_once_at_its_place(
    pack: Pack, changes: Data, told: list[tuple[str, str | None]]
) -> None:
    data = changed(**changes)
    data["assessments"] = [a for a in data["assessments"] if "flow" not in a["subject"]]
    text = kit.written(data)
    problems = kit.problems(pack, text)
    assert [(p.code, p.word) for p in problems] == told
    (where,) = (p.location for p in problems)
    assert where is not None
    line = text.splitlines()[where.line - 1][where.column - 1 :]
    assert line.lstrip('"').startswith(told[0][1] or tuple("[{"))  # the word itself, not what it stands in


def test_a_waiver_of_what_was_written_covers_each_sender_and_one_of_a_sender_only_that(
    tmp_path: Path,
) -> None:
    for subject, left in (("terugkoppeling", 0), ("terugkoppeling@ocmw-aalbeke", 11)):
        folder = tmp_path / subject
        folder.mkdir()
        for file in (FIXTURES / "regio").iterdir():
            text = file.read_text("utf-8")
            # a rule that can be waived: 3.3's judgement of necessity, taken away for this flow
            (folder / file.name).write_text(
                text.replace("subject: {flow: terugkoppeling}", "subject: {flow: doorverwijzing}")
            )
        waiver = {
            "rule": "necessity",
            "subject": {"flow": subject},
            "reason": "herbekeken in april",
            "approved_by": "An Peeters",
            "approved_on": "2026-01-10",
            "expires_on": "2026-06-30",
        }
        (folder / "w.yaml").write_text(json.dumps({"waivers": [waiver]}))
        done = inside("check", folder, "--as-of", "2026-03-01", "--select", "necessity", "--format", "json")
        results = json.loads(done.stdout)["results"]
        about = [r for r in results if r["rule"] == "necessity"]
        of_flow = [r for r in about if r["subject"]["id"].startswith("terugkoppeling@")]
        assert len(of_flow) == 12
        assert len([r for r in of_flow if r["waived"] is None]) == left


def test_a_flow_that_few_rules_judged_is_not_said_to_be_allowed() -> None:
    """What a left-out rule would have found is not known, so nobody may read that the flow may go on."""
    options = ("--as-of", "2026-03-01", "--lang", "nl")
    few = inside("check", FIXTURES / "mixed", *options, "--select", "no-third-country").stdout
    assert "in orde, deels beoordeeld" in " ".join(few.split())
    assert not [line for line in few.splitlines() if line.rstrip().endswith("  mag")]
    assert [
        line
        for line in inside("check", FIXTURES / "mixed", *options).stdout.splitlines()
        if line.endswith("  mag")
    ]


def test_the_report_of_a_region_tells_article_9_once_a_core_actor() -> None:
    """Of eighteen core actors each of the seventeen others may act against the twelve: that is twelve rows,
    not two hundred.
    """
    told = gbo(
        "report", FIXTURES / "regio", "--as-of", "2026-03-01", "--lang", "nl", "--format", "markdown"
    ).stdout
    section = told.split("## 5 ")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "opschorting mogelijk" in line]
    assert len(rows) == 12
    assert all(row.startswith("| elke andere kernactor |") for row in rows)


def test_the_report_of_a_region_draws_every_core_actor_inside_the_picture() -> None:
    """Nineteen columns have a name each, none left of the clauses; the table names them under a verdict."""
    picture, table = heatmap(fixture_report("regio"), Words(fixture_report("regio"), "nl"))
    boxes = [
        (float(x), float(w))
        for x, w in re.findall(r'<rect x="([-\d.]+)" y="[^"]*" width="([\d.]+)"', picture.body)
    ]
    assert min(x for x, _ in boxes) >= 0
    assert max(x + w for x, w in boxes) <= picture.width
    assert all(f">OCMW {town.title()}</text>" in picture.body for town in TOWNS.split())
    assert len(table.columns) == 4
    told = next(row for row in table.rows if plain(row[0]).startswith("art. 3.3"))
    assert plain(told[1]).count("; ") == 11
    assert plain(table.rows[0][3]) == "elke kernactor; Niemand"  # P1: not one is left out
    assert plain(told[2]).count("; ") == 10  # of one its necessity was judged

"""JUnit, GitHub, GitLab, Markdown and CSV, read back by a library or as their documentation says; and what
does not count in any.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from gbo_policy import formats
from gbo_policy.basics.steering import APART, harmless
from gbo_policy.formats import markdown
from gbo_policy.formats.csv import COLUMNS
from gbo_policy.rulebook.pack import Pack
from tests import kit
from tests.conftest import FIXTURES, ROOT
from tests.formatted import (
    DAY,
    NAMES,
    NASTY,
    commands,
    expected,
    faulty,
    found,
    repository_in,
    run,
    sarif,
    tables,
)
from tests.inside import inside


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


# JUnit


@pytest.mark.parametrize("name", NAMES)
def test_junit_is_read_back_with_the_same_counts(name: str) -> None:
    answer = expected(FIXTURES / name)
    read = JUnitXml.fromstring(run(FIXTURES / name, "junit").encode())
    judged = [r for r in answer["results"] if r["verdict"] != "not_applicable"]
    assert (read.tests, read.failures, read.errors, read.skipped) == (len(judged), len(found(answer)), 0, 0)
    cases = [case for suite in read for case in suite]
    assert len({(c.classname, c.name) for c in cases}) == len(cases) == len(judged)
    failures = [f for case in cases for f in case.result]
    assert sorted(f.type for f in failures) == sorted(r["verdict"] for r in found(answer))
    assert {f.message for f in failures} == {r["message"] for r in found(answer)}
    read.update_statistics()
    assert (read.tests, read.failures, read.skipped) == (len(judged), len(found(answer)), 0)


def test_junit_skips_what_is_waived_with_the_reason(repository: Path) -> None:
    read = JUnitXml.fromstring(run(repository, "junit").encode())
    results = {case.classname: case.result for suite in read for case in suite if case.result}
    [skipped] = results["gbo.agreed-channel"]
    assert isinstance(skipped, Skipped)
    assert skipped.message == "waived by An Peeters (DPO) until 2026-06-30: tot de | overstap"
    [failure] = results["gbo.no-third-party"]
    assert isinstance(failure, Failure)
    assert read.skipped == 1


def test_junit_keeps_text_and_replaces_only_what_xml_cannot_hold(repository: Path) -> None:
    root = ElementTree.fromstring(run(repository, "junit"))
    failure = root.find(".//testcase[@classname='gbo.no-third-party']/failure")
    assert failure is not None
    assert failure.text is not None
    for text in (failure.text, failure.attrib["message"]):
        assert NASTY.replace("\u0007", "\ufffd") in text
    assert failure.text.startswith("gbo werkmap é/alles.yaml:")


# GitHub


@pytest.mark.parametrize("name", NAMES)
def test_github_annotates_the_ten_worst_of_each_level_and_logs_the_rest(name: str) -> None:
    text = run(FIXTURES / name, "github")
    read = commands(text)
    wanted = found(expected(FIXTURES / name))
    names = {"violation": "error", "review": "warning"}
    logged = [line for line in text.splitlines() if not line.startswith("::")]
    places = [
        (
            names[r["verdict"]],
            r["location"]["file"],
            str(r["location"]["line"]),
            str(r["location"]["column"]),
        )
        for r in wanted
    ]
    shown = [(c, p["file"], p["line"], p["col"]) for c, p, _ in read if c != "notice"]
    assert not Counter(shown) - Counter(places)
    assert len(shown) + len(logged) == len(places)
    assert all(
        sum(c == level for c, *_ in read) == min(10, sum(c == level for c, *_ in places))
        for level in names.values()
    )
    assert [t for c, _, t in read if c == "notice" and f"{len(logged)} more" in t] or not logged
    ranks = ("critical", "high", "medium", "low")
    severities = {r["rule"]: ranks.index(r["severity"]) for r in wanted}
    for level, verdict in (("error", "violation"), ("warning", "review")):
        worst = sorted(severities[r["rule"]] for r in wanted if r["verdict"] == verdict)[:10]
        assert [severities[p["title"].split()[0]] for c, p, _ in read if c == level] == worst
    order = [("error", "warning", "notice").index(c) for c, _, _ in read]
    assert order == sorted(order)


def test_github_escapes_and_leaves_out_what_is_waived(repository: Path) -> None:
    read = commands(run(repository, "github"))
    titles = [p["title"] for _, p, _ in read]
    assert "no-third-party (art. 5.2) recipient/stroom/1" in titles
    assert not any(t.startswith("agreed-channel") for t in titles)
    text = next(t for _, p, t in read if p["title"].startswith("no-third-party"))
    assert NASTY.replace("\u202e", "\ufffd").replace("\u0007", "\ufffd") in text
    assert [c for c, _, t in read if "gdpr-9-1-g" in t] == ["notice"]


# GitLab: the properties that its documentation asks for


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!/|\./|\.\./)"},
                    "lines": {
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_gitlab_has_the_documented_shape(name: str) -> None:
    text = run(FIXTURES / name, "gitlab")
    assert not text.startswith("\ufeff")
    issues = json.loads(text)
    jsonschema.Draft202012Validator(GITLAB).validate(issues)
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    answer = expected(FIXTURES / name)
    wanted = [(r["rule"], r["location"]["file"], r["location"]["line"]) for r in found(answer)]
    said = {n["message"] for n in answer["notices"]}
    assert {i["description"] for i in issues} >= said
    issues = [i for i in issues if i["description"] not in said]
    assert sorted(
        (i["check_name"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues
    ) == sorted(wanted)
    assert all((ROOT / i["location"]["path"]).is_file() for i in issues)


def test_gitlab_knows_no_waivers_and_gets_none_of_the_waived(repository: Path) -> None:
    issues = {i["check_name"]: i["severity"] for i in json.loads(run(repository, "gitlab"))}
    assert issues["no-third-party"] == "blocker"
    assert issues["dpo-contact"] == "info"
    assert "agreed-channel" not in issues
    assert "agreed-channel" in {
        i["check_name"] for i in json.loads(run(repository, "gitlab", "--no-waivers"))
    }


# Markdown


@pytest.mark.parametrize("name", NAMES)
def test_markdown_tables_hold_every_finding_worst_first(name: str) -> None:
    answer = expected(FIXTURES / name)
    text = run(FIXTURES / name, "markdown")
    read = tables(text)
    assert read[0][1] == [str(n) for n in answer["summary"].values()]
    rows = read[1][1:] if found(answer) else []
    assert all(len(row) == 8 for row in rows)
    assert sorted((r[3], r[4]) for r in rows) == sorted(
        (r["rule"], f"{r['subject']['kind']}/{r['subject']['id']}") for r in found(answer)
    )
    assert [r[0] for r in rows] == sorted((r[0] for r in rows), key=lambda v: "violation" not in v)
    pairs = [p for p in answer["sanctions"] if p["state"] != "sharing"]
    if pairs:
        everyone = {p["by"] for p in answer["sanctions"]}
        told = [
            (by, against)
            for row in read[-1][1:]
            for against in row[1].split(", ")
            for by in (everyone - {against} if row[0].startswith("every other") else row[0].split(", "))
        ]
        assert sorted(told) == sorted((p["by"], p["against"]) for p in pairs)


def test_markdown_shows_names_as_they_are_and_waivers_apart(repository: Path) -> None:
    text = run(repository, "markdown")
    read = tables(text)
    row = next(r for r in read[1] if r[3] == "no-third-party")
    assert (
        " ".join(NASTY.replace("`", "").split()).replace("\u202e", "\ufffd").replace("\u0007", "\ufffd")
        in row[7]
    )
    assert "<b>" not in MarkdownIt("commonmark").enable("table").render(text)
    assert not any(r[3] == "agreed-channel" for r in read[1])
    assert read[2][1][1:] == [
        "agreed-channel",
        "flow/stroom",
        "caw",
        "waived by An Peeters (DPO) until 2026-06-30: tot de | overstap",
    ]
    assert "gdpr-9-1-g" in text.rpartition("###")[2]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_markdown_cells_read_back_as_written(text: str) -> None:
    [[_, *rows]] = tables(f"| head |\n| --- |\n| {markdown.cell(text)} |\n| {markdown.code_cell(text)} |\n")
    whole = " ".join(text.split())
    parts = whole.split("`")
    cell = (
        whole
        if len(parts) % 2 == 0 or "" in parts[1::2]
        else "".join(" ".join(p.split()) if i % 2 else p for i, p in enumerate(parts))
    )
    assert [c.replace(APART, "") for c in rows[0]] == [harmless(cell).replace(APART, "")] or whole == ""
    assert rows[1] == [harmless(whole).replace("`", "'")] or whole == ""


def test_markdown_says_how_many_rows_it_leaves_out(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "ROWS", 2)
    report = kit.judged(pack, faulty())
    counting = [r for r in report.results if r.counts]
    text = markdown.render(report, "en")
    assert len(tables(text)[1]) == 1 + 2
    assert f"And {len(counting) - 2} more" in text


# CSV


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_a_row_for_every_result(name: str) -> None:
    answer = expected(FIXTURES / name)
    rows = list(csv.DictReader(io.StringIO(run(FIXTURES / name, "csv"))))
    assert tuple(rows[0]) == tuple(COLUMNS)
    assert [r["message"] for r in rows if r["verdict"] == "notice"] == [
        n["message"] for n in answer["notices"]
    ]
    rows = [r for r in rows if r["verdict"] != "notice"]
    got = [(r["rule"], r["verdict"], r["subject_kind"], r["subject"], r["against"], r["line"]) for r in rows]
    wanted = [
        (
            r["rule"],
            r["verdict"],
            r["subject"]["kind"],
            r["subject"]["id"],
            r["against"] or "",
            str(r["location"]["line"]),
        )
        for r in answer["results"]
    ]
    assert got == wanted


def test_csv_cells_are_no_formulas_and_say_who_waived(pack: Pack) -> None:
    names = ["=HYPERLINK(1)", "+1", "-1", "@x", "  =1", "＝1", "\tx"]
    parties = [f"agreement.parties.{i}.registered_office" for i in range(3)]
    for name in names:
        report = kit.judged(
            pack,
            kit.change(
                faulty(),
                dict.fromkeys(parties, name) | {"waivers.0.reason": name, "waivers.0.approved_by": name},
            ),
        )
        rows = list(csv.DictReader(io.StringIO(formats.renderer("csv")(report, "en"))))
        assert not any(
            cell.lstrip()[:1] in {*"=+-@＝＋－＠"} or cell[:1] in {"\t", "\r", "\n"}
            for row in rows
            for cell in row.values()
            if cell
        )
        waived = [r for r in rows if r["waived_until"]]
        assert [(r["rule"], r["waived_until"]) for r in waived] == [("agreed-channel", "2026-06-30")]


# baselines and revisions


def git(folder: Path, *arguments: str) -> None:
    who = {
        "GIT_AUTHOR_NAME": "t",
        "GIT_AUTHOR_EMAIL": "t@t",
        "GIT_COMMITTER_NAME": "t",
        "GIT_COMMITTER_EMAIL": "t@t",
    }
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=os.environ | who)


def test_what_stood_at_a_revision_counts_in_no_format(repository: Path) -> None:
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "x")
    new = kit.change(faulty(), {"flows.0.purposes": ["marketing"]})
    (repository / "alles.yaml").write_text(kit.written(new), encoding="utf-8")
    since = ("--changed-since", "HEAD")
    assert [p["title"] for c, p, _ in commands(run(repository, "github", *since)) if c == "error"] == [
        "purpose-limitation (art. 3.3) flow/stroom"
    ]
    states = [
        (r["ruleId"], r["baselineState"])
        for r in sarif(repository, *since, "--sarif-suppressed")["results"]
        if not r["suppressions"]
    ]
    assert [rule for rule, state in states if state == "new"] == ["purpose-limitation"]
    junit = JUnitXml.fromstring(run(repository, "junit", *since).encode())
    assert junit.failures == 1
    assert junit.skipped == len(states) - 1 + 1  # one is new, one is waived
    assert [r[3] for r in tables(run(repository, "markdown", *since))[1][1:]] == ["purpose-limitation"]
    rows = csv.DictReader(io.StringIO(run(repository, "csv", *since)))
    assert [r["rule"] for r in rows if r["change"] == "new" and not r["waived_by"]] == ["purpose-limitation"]
    assert len(json.loads(run(repository, "gitlab", *since))) == len(json.loads(run(repository, "gitlab")))


def test_what_a_baseline_holds_counts_in_no_format(repository: Path) -> None:
    file = repository.parent / "baseline.json"
    made = inside(
        "baseline",
        "write",
        repository,
        *DAY,
        "--file",
        file,
        "--reason",
        "invoering",
        "--expires",
        "2026-12-31",
    )
    assert made.returncode == 0, made.stderr
    use = ("--baseline", file, "--sarif-suppressed")
    held = [
        r
        for r in sarif(repository, *use)["results"]
        if r["suppressions"] and r["suppressions"][0]["justification"] == "invoering"
    ]
    assert held
    rules = {r["ruleId"] for r in held}
    assert not rules & {p["title"].split()[0] for _, p, _ in commands(run(repository, "github", *use))}
    assert not rules & {i["check_name"] for i in json.loads(run(repository, "gitlab", *use))}
    assert JUnitXml.fromstring(run(repository, "junit", *use).encode()).skipped == len(held) + 1
    assert {
        r["rule"] for r in csv.DictReader(io.StringIO(run(repository, "csv", *use))) if r["baselined"]
    } == rules
    assert any(r[-1].endswith("invoering") for r in tables(run(repository, "markdown", *use))[2])

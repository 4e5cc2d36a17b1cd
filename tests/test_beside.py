"""Waivers beside what they waive: a comment counts as an entry of `waivers` would, in every format, and what
is wrong with it is told.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gbo_policy import formats
from gbo_policy.basics.problems import Problem
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.pack import Pack
from tests.inside import inside
from tests.kit import AS_OF, change, complete, in_memory, judged

GOOD = "# gbo: waive agreed-channel until 2026-12-31 approved-by De Directeur reason overgang naar het platform, tot dan per post"
# a channel that the agreement does not name: a violation of 11 that may be waived
DATA = change(complete(), {"flows.0.channel": "gewone post"})


def text(data: Any = DATA) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def beside(line: str, comment: str, *, alone: bool = False) -> str:
    """Put a comment at the first line that begins with a text, or on a line of its own above it."""
    made, done = [], False
    for one in text().splitlines():
        if not done and one.lstrip(" -").startswith(line):
            indent = " " * (len(one) - len(one.lstrip(" ")))
            made += [indent + comment, one] if alone else [f"{one}  {comment}"]
            done = True
        else:
            made.append(one)
    assert done
    return "\n".join(made) + "\n"


def waived(report: Report, rule: str = "agreed-channel") -> list[bool]:
    return [r.waived is not None for r in report.results if r.rule.id == rule and r.finding]


def told(pack: Pack, source: str) -> list[Problem]:
    return in_memory(pack, source)


def test_without_it_the_finding_counts(pack: Pack) -> None:
    assert waived(judged(pack, text())) == [False]


@pytest.mark.parametrize("line", ["channel:", "id: stroom", "purposes:"])
@pytest.mark.parametrize("alone", [False, True])
def test_at_the_line_of_the_finding_or_in_the_object_it_is_waived(pack: Pack, line: str, alone: bool) -> None:
    report = judged(pack, beside(line, GOOD, alone=alone))
    assert waived(report) == [True]
    (waiver,) = report.workspace.waivers
    assert (waiver.rule, waiver.approved_by, waiver.expires_on) == (
        "agreed-channel",
        "De Directeur",
        date(2026, 12, 31),
    )
    assert waiver.reason == "overgang naar het platform, tot dan per post"


def test_beside_a_recipient_it_waives_what_is_found_of_it_and_of_its_flow(pack: Pack) -> None:
    obligation = {"provision": "art. 5 WIB", "source": "member-state", "obliges": True, "notified": []}
    third = {"kind": "third-party", "name": "RVA", "country": "BE", "legal_obligation": obligation}
    source = text(change(DATA, {"flows.0.recipients.0": third}))
    line = next(one for one in source.splitlines() if "name: RVA" in one)
    for rule in ("agreed-channel", "prior-notice-of-obligation"):
        report = judged(pack, source.replace(line, f"{line} {GOOD.replace('agreed-channel', rule)}"))
        assert waived(report, rule) == [True], rule


def test_in_another_object_it_waives_nothing_and_that_is_a_finding(pack: Pack) -> None:
    report = judged(pack, beside("role: ocmw", GOOD))
    assert waived(report) == [False]
    (found,) = [r for r in report.results if r.rule.id == "waiver-in-order" and r.finding]
    line = (
        beside("role: ocmw", GOOD)
        .splitlines()
        .index(next(one for one in beside("role: ocmw", GOOD).splitlines() if GOOD in one))
    )
    assert report.location(found).line == line + 1


@pytest.mark.parametrize(
    ("old", "new", "standing"),
    [
        ("until 2026-12-31", "until 2026-01-31", [True]),  # expired: not covered
        ("reason", "approved-on 2026-06-01 reason", [True]),  # not yet approved
        ("reason", "approved-on 2026-01-15 reason", []),
    ],
)
def test_the_dates_count_as_those_of_any_waiver(pack: Pack, old: str, new: str, standing: list[bool]) -> None:
    report = judged(pack, beside("channel:", GOOD.replace(old, new)))
    found = [r.counts for r in report.results if r.rule.id == "waiver-in-order" and r.finding]
    assert (waived(report), found) == ([not standing], standing)
    assert date(2026, 3, 1) == AS_OF


def test_one_that_says_no_day_of_approval_counts_and_that_is_told(pack: Pack) -> None:
    """The contract's own line has no such day; what is taken in its place is named, in every format."""
    for given, told in ((GOOD, True), (GOOD.replace("reason", "approved-on 2026-01-15 reason"), False)):
        report = judged(pack, beside("channel:", given))
        assert waived(report) == [True]
        assert [n.code for n in report.notices] == ["waiver-undated"] * told
        for name in ("text", "json", "sarif", "markdown", "github", "gitlab", "junit", "csv"):
            shown = "".join(formats.pieces(name, report, "en"))
            assert ("approved-on" in shown) is told, name


def test_a_critical_rule_cannot_be_waived_so_either(pack: Pack) -> None:
    data = change(complete(), {"flows.0.purposes": ["refer", "marketing"]})
    source = text(data).replace(
        "  channel:", f"  {GOOD.replace('agreed-channel', 'purpose-limitation')}\n  channel:"
    )
    report = judged(pack, source)
    assert waived(report, "purpose-limitation") == [False]
    assert [r.rule.id for r in report.results if r.rule.id == "waiver-in-order" and r.finding]


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        (GOOD.replace("agreed-channel", "agreed-chanel"), "unknown-rule"),
        (GOOD.replace("2026-12-31", "31/12/2026"), "bad-date"),
        (GOOD.replace("until 2026-12-31 ", ""), "waiver-part-missing"),
        (GOOD.replace("approved-by De Directeur ", ""), "waiver-part-missing"),
        (GOOD.partition(" reason")[0], "waiver-part-missing"),
        ("# gbo: waive", "waiver-part-missing"),
        (GOOD.replace("approved-by", "until 2027-01-01 approved-by"), "waiver-part-twice"),
        (GOOD.replace("waive", "ignore"), "comment-not-read"),
        (GOOD.replace("gbo:", "gbo"), "comment-not-read"),
        ("# gbo: ignore agreed-channel", "comment-not-read"),
        ("# gbo: waiver agreed-channel", "comment-not-read"),
        (GOOD.replace("overgang naar het platform, tot dan per post", "-"), "says-nothing"),
        (GOOD.replace("overgang naar het platform, tot dan per post", "nog te bepalen"), "none-waives"),
        (GOOD.replace("gbo:", "gbo-policy:"), "comment-not-read"),
        ("# gbo_policy ignore agreed-channel", "comment-not-read"),
        (GOOD.replace("reason", "approved-on 2027-06-01 reason"), "dates-reversed"),
    ],
)
def test_what_is_wrong_with_it_is_an_input_error_at_its_place(pack: Pack, comment: str, code: str) -> None:
    source = beside("channel:", comment)
    (found,) = told(pack, source)
    line = next(i for i, one in enumerate(source.splitlines(), 1) if "gbo" in one and "#" in one)
    assert (found.code, found.location.line if found.location else 0) == (code, line)


def test_outside_every_object_it_can_waive_nothing(pack: Pack) -> None:
    assert [p.code for p in told(pack, text().replace("assessments:", f"assessments:  {GOOD}", 1))] == [
        "waiver-of-nothing"
    ]


def test_a_text_that_only_looks_so_is_no_waiver(pack: Pack) -> None:
    data = change(DATA, {"flows.0.title": f"zie {GOOD}", "flows.0.periodicity": f"een\n{GOOD}\n"})
    assert judged(pack, text(data)).workspace.waivers == ()
    for comment in (
        "# over gbo: niets",
        "# GBO: overeenkomst van 2026",
        "# gbo Waasland, zie het dossier",
        "# gbo:",
        "# gbo-policy: zie het dossier, until later",
    ):
        assert judged(pack, beside("channel:", comment)).workspace.waivers == ()


@pytest.mark.parametrize("name", formats.names())
def test_every_format_tells_it_as_it_tells_any_waiver(name: str, tmp_path: Path) -> None:
    """Against the same waiver in the section: the same words of who and why, and the same exit code."""
    entry = {
        "rule": "agreed-channel", "subject": {"flow": "stroom"}, "reason": "overgang naar het platform, tot"
                                                                           " dan per post",
        "approved_by": "De Directeur", "approved_on": "2026-01-15", "expires_on": "2026-12-31",
    }  # fmt: skip
    answers = []
    for n, source in enumerate((beside("channel:", GOOD), text({**DATA, "waivers": [entry]}))):
        file = tmp_path / str(n) / "a.yaml"
        file.parent.mkdir()
        file.write_text(source, encoding="utf-8")
        answers.append(inside("check", file.parent, "--format", name, "--as-of", "2026-03-01"))
    words = ("De Directeur", "overgang naar het platform", "2026-12-31")
    said = [(a.returncode, *(w in a.stdout for w in words)) for a in answers]
    assert said[0] == said[1]
    assert said[0][0] == 0


def test_the_json_answer_says_who_and_until_when(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(beside("channel:", GOOD), encoding="utf-8")
    report = json.loads(inside("check", tmp_path, "--format", "json", "--as-of", "2026-03-01").stdout)
    (one,) = [r for r in report["results"] if r["waived"]]
    assert one["waived"]["approved_by"] == "De Directeur"
    assert one["verdict"] == "violation"

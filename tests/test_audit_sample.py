"""Samples for an auditor, from the draw to the rate of errors; and one exchange explained."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from gbo_policy.audit.judge.opened_log import Options
from gbo_policy.audit.judge.sample_order import SampleOrder
from gbo_policy.audit.judge.sampling import Sample
from gbo_policy.audit.write.sample_book import render_sample
from gbo_policy.audit.write.sample_result import interval, overall, read_results
from gbo_policy.basics.problems import PolicyError
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, case, write_log
from tests.inside import inside
from tests.kit import Data, complete
from tests.test_audit_foreign import OURS


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred exchanges: ten break a rule, five are for review, one repeats an id."""
    rows: list[Data] = [
        OURS[0] | {"purposes": ["refer"], "id": f"x{i:03}", "at": datetime(2026, 2, 1 + i % 28)}
        for i in range(100)
    ]
    rows = [
        r
        | (
            {"purposes": ["marketing"]}
            if i < 10
            else {"purposes": ["refer", "keep-overview"]}
            if i < 15
            else {}
        )
        for i, r in enumerate(rows)
    ]
    return write_log(tmp_path_factory.mktemp("sample") / "log.parquet", [*rows, rows[99]])


def drawn(pack: Pack, log: Path, size: int = 4, seed: int = 7, per: str | None = None) -> Sample:
    found = audited(case(pack, complete()), log, options=Options(sample=SampleOrder(size, seed, per))).sample
    assert found is not None
    return found


def test_each_stratum_is_drawn_from_and_the_same_seed_draws_the_same(pack: Pack, log: Path) -> None:
    found = drawn(pack, log)
    assert {s.name: s.exchanges for s in found.strata} == {"violation": 10, "review": 5, "no-finding": 86}
    assert Counter(d.stratum for d in found.drawn) == {"violation": 4, "review": 4, "no-finding": 4}
    for one in found.drawn:
        worst = max((v for _, v in one.findings), default=Verdict.COMPLIANT)
        assert one.stratum == (worst.word if worst >= Verdict.REVIEW else "no-finding")
        assert (one.file, one.said["id"]) == (
            str(log),
            f"x{(one.row or 0) - 1:03}" if (one.row or 0) < 101 else "x099",
        )
    assert drawn(pack, log) == found
    assert {d.row for d in drawn(pack, log, seed=8).drawn} != {d.row for d in found.drawn}


def test_strata_by_rule_and_by_pair(pack: Pack, log: Path) -> None:
    sizes = {s.name: s.exchanges for s in drawn(pack, log, per="rule").strata}
    assert (
        sizes["purpose-limitation: violation"],
        sizes["within-declaration: review"],
        sizes["no-finding"],
    ) == (10, 15, 86)
    assert [s.exchanges for s in drawn(pack, log, per="pair").strata] == [101]


def filled(folder: Path, sample: Sample, lang: str, answers: list[str]) -> Path:
    path = folder / "sample.xlsx"
    path.write_bytes(render_sample(sample, {"=x": "+y"}, lang))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.max_row == len(sample.drawn) + 1
    for at, word in enumerate(answers, 2):
        sheet.cell(at, 6).value = word
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("lang", "agree", "disagree", "unclear"),
    [("en", "agree", "disagree", "unclear"), ("nl", "Akkoord", "niet akkoord", "onduidelijk")],
)
def test_a_sample_that_was_filled_in_gives_rates_with_intervals(
    pack: Pack, log: Path, tmp_path: Path, lang: str, agree: str, disagree: str, unclear: str
) -> None:
    sample = drawn(pack, log, size=5)  # strata in the order of their names: no finding, review, violation
    answers = [
        agree,
        agree,
        disagree,
        "",
        unclear,
        agree,
        agree,
        agree,
        agree,
        disagree,
        disagree,
        *[agree] * 4,
    ]
    found = {r.name: r for r in read_results(filled(tmp_path, sample, lang, answers))}
    none, review, violation = (found[n] for n in ("no-finding", "review", "violation"))
    assert (none.judged, none.errors, none.unclear, none.rate) == (4, 1, 1, 0.25)
    assert (none.low, none.high) == (interval(1, 4)[0], interval(2, 4)[1])
    assert (review.rate, review.low, review.high) == (0.2, 0.2, 0.2)  # all five there are
    assert (violation.errors, violation.judged) == (1, 5)
    whole = overall(tuple(found.values()))
    assert whole is not None
    assert whole[0] == pytest.approx((86 * 0.25 + 5 * 0.2 + 10 * 0.2) / 101)


def test_a_dutch_book_names_its_strata_in_dutch_and_is_read_back_by_its_strata(
    pack: Pack, log: Path, tmp_path: Path
) -> None:
    sample = drawn(pack, log, per="rule")
    path = filled(tmp_path, sample, "nl", [])
    book = openpyxl.load_workbook(path)
    told = {str(r[0]) for sheet in book.worksheets[:2] for r in sheet.iter_rows(2, values_only=True)}
    assert {"purpose-limitation: schending", "within-declaration: te beoordelen", "geen bevinding"} <= told
    assert not {t for t in told if re.search(r"violation|review|no-finding", t)}
    assert [r.name for r in read_results(path)] == [s.name for s in sample.strata]


@pytest.mark.parametrize(("errors", "judged"), [(0, 10), (1, 10), (10, 10), (3, 50)])
def test_the_interval_is_that_of_clopper_and_pearson(errors: int, judged: int) -> None:
    """Held against its definition: at each bound what was found, or something further off, is as likely as
    2.5 %.
    """
    from scipy.stats import binom  # takes a second, and other tests need it in no process

    low, high = interval(errors, judged)
    assert low == 0 if errors == 0 else binom.sf(errors - 1, judged, low) == pytest.approx(0.025)
    assert high == 1 if errors == judged else binom.cdf(errors, judged, high) == pytest.approx(0.025)
    assert interval(0, 0) == (0.0, 1.0)


def test_what_is_wrong_with_a_filled_in_sample_is_told(pack: Pack, log: Path, tmp_path: Path) -> None:
    path = filled(tmp_path, drawn(pack, log), "nl", ["akoord"])
    with pytest.raises(PolicyError) as caught:
        read_results(path)
    assert [(p.code, p.location and p.location.line) for p in caught.value.problems] == [("sample-answer", 2)]
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    openpyxl.Workbook().save(tmp_path / "y.xlsx")
    for name, code in (("x.xlsx", "book-damaged"), ("y.xlsx", "sample-sheet"), ("none.xlsx", "book-damaged")):
        with pytest.raises(PolicyError) as caught:
            read_results(tmp_path / name)
        assert caught.value.problems[0].code == code


def test_from_the_command_line(log: Path, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(json.dumps(complete()), encoding="utf-8")
    book = tmp_path / "s.xlsx"
    run = inside(
        "audit",
        log,
        "--workspace",
        tmp_path / "all.yaml",
        "--quality",
        "100",
        "-q",
        "--sample",
        3,
        "--sample-book",
        book,
    )
    assert run.returncode == 1, run.stderr
    run = inside("audit", "sample-result", book, "--format", "json")
    assert [s["judged"] for s in json.loads(run.stdout)["strata"]] == [0, 0, 0]
    run = inside("audit", "explain", "x003", log, "--workspace", tmp_path / "all.yaml", "--format", "json")
    (one,) = json.loads(run.stdout)["exchanges"]
    assert (one["file"], one["row"]) == (str(log), 4)
    assert {r["rule"]: r["verdict"] for r in one["results"]}["purpose-limitation"] == "violation"
    assert (
        len(
            json.loads(
                inside(
                    "audit", "explain", "x099", log, "--workspace", tmp_path / "all.yaml", "--format", "json"
                ).stdout
            )["exchanges"]
        )
        == 2
    )
    assert inside("audit", "explain", "weg", log, "--workspace", tmp_path / "all.yaml").returncode == 2

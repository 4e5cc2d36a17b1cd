"""Logs as others write them: mapped, packed, in other encodings, in workbooks, under headers in other
letters.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.opened_log import Options, QualityGate
from gbo_policy.audit.judge.suggest import draft
from gbo_policy.audit.read.columns import COLUMNS, FLAGS
from gbo_policy.audit.read.encodings import blocks_of_lines, detected
from gbo_policy.audit.read.log import find_logs
from gbo_policy.audit.write.answer import answer
from gbo_policy.audit.write.html_audit import render
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.mapping import read_mapping
from gbo_policy.rulebook.pack import Pack
from tests.audit_kit import audited, case, write_log
from tests.kit import Data, change, complete, spoilt_lzma

HEAD = (
    "Volgnummer",
    "Tijdstip",
    "Afzender",
    "Soort",
    "Ontvanger",
    "Doelen",
    "Gegevens",
    "Kanaal",
    "Nodig",
    "Stroom",
)
ROWS = (
    (
        "1",
        "02/02/2026 10:05",
        "CAW Één",
        "medewerker",
        "0212.384.765",
        "Doorverwijzing, Opvolging",
        "Contact",
        "",
        "ja",
        "stroom",
    ),
    ("2", "29/03/2026 03:30", "CAW Één", "medewerker", "OCMW", "Reclame", "Contact", "", "ja", "stroom"),
    ("3", "05/02/2026 9:00", "CAW Één", "medewerker", "OCMW", "Doorverwijzing", "Contact", "", "", "stroom"),
)
MAP = """
columns: {id: Volgnummer, at: Tijdstip, sender: Afzender, recipient_kind: Soort, recipient: Ontvanger, purposes: Doelen,
  data: Gegevens, channel: Kanaal, need_to_know: Nodig, flow: Stroom, storage: {constant: [BE]}, access: {constant: [BE]}}
separator: ","
dates: dd/mm/jjjj uu:mm
values:
  recipient_kind: {medewerker: staff}
  purposes: {Doorverwijzing: refer, Opvolging: keep-overview, Reclame: marketing}
  data: {Contact: identification-contact}
  need_to_know: {ja: true, nee: false}
parties: {CAW Één: caw, OCMW: ocmw}
"""
OURS = [
    {
        "id": i,
        "at": at,
        "sender": "caw",
        "recipient_kind": "staff",
        "recipient": "ocmw",
        "purposes": purposes,
        "data": ["identification-contact"],
        "need_to_know": need,
        "flow": "stroom",
        "storage": ["BE"],
        "access": ["BE"],
    }
    for i, at, purposes, need in (
        ("1", datetime(2026, 2, 2, 10, 5), ["refer", "keep-overview"], True),
        ("2", datetime(2026, 3, 29, 3, 30), ["marketing"], True),
        ("3", datetime(2026, 2, 5, 9), ["refer"], None),
    )
]


def as_csv(separator: str = ";") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator, lineterminator="\r\n").writerows([HEAD, *ROWS])
    return made.getvalue()


def as_json() -> str:
    lines = []
    for row in ROWS:
        one: Data = dict(zip(HEAD, row, strict=True))
        one["Doelen"] = [w.strip() for w in row[5].split(",")] if row[0] != "2" else row[5]
        lines.append(json.dumps(one, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def write(folder: Path, how: str) -> Path:
    """Write the rows in one of the ways in which platforms give them."""
    log = folder / f"uitvoer.{how.partition(' ')[2] or how}"
    match how:
        case "csv":
            log.write_text(as_csv(), encoding="utf-8-sig")
        case "windows csv":
            log.write_bytes(as_csv().encode("cp1252"))
        case "utf-16 csv":
            log.write_bytes(as_csv("\t").encode("utf-16"))
        case "jsonl":
            log.write_text(as_json(), encoding="utf-8")
        case "jsonl.gz":
            log.write_bytes(gzip.compress(as_json().encode()))
        case "parquet":
            pq.write_table(pa.table({n: [r[i] for r in ROWS] for i, n in enumerate(HEAD)}), log)
        case "zip":
            with zipfile.ZipFile(log, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("map/uitvoer.csv", as_csv(","))
                archive.writestr("__MACOSX/._x", "")
        case "xlsx":
            book = openpyxl.Workbook()
            for row in [("",) * 3, HEAD, *ROWS]:
                book.active.append(row)
            book.active["B3"] = "02/02/2026 10:05"
            book.save(log)
    return log


def judged(pack: Pack, log: Path, folder: Path, mapping: str | None = MAP) -> Audit:
    options = Options()
    if mapping is not None:
        (folder / "map.yaml").write_text(mapping, encoding="utf-8")
        options = replace(options, mapping=read_mapping(folder / "map.yaml", COLUMNS, FLAGS))
    return audited(case(pack, complete()), log, options=options)


def told(found: Audit) -> dict[str, Any]:
    """Give of an answer what the rows decide."""
    made = answer(found, "en")
    return {k: made[k] for k in ("verdict", "summary", "rules", "months", "findings", "words")}


@pytest.mark.parametrize(
    "how", ["csv", "windows csv", "utf-16 csv", "jsonl", "jsonl.gz", "parquet", "zip", "xlsx"]
)
def test_a_log_of_another_s_gives_the_answer_of_ours(pack: Pack, tmp_path: Path, how: str) -> None:
    ours = told(judged(pack, write_log(tmp_path / "ours.parquet", OURS), tmp_path, None))
    assert (ours["summary"]["violation"], ours["summary"]["bad_rows"]) == (1, 0)
    found = judged(pack, write(tmp_path, how), tmp_path)
    made = told(found)
    # the recipient of the first row stands there by its enterprise number
    assert json.dumps(made) == json.dumps(ours)
    (file,) = answer(found, "en")["log"]["files"]
    assert file["encoding"] == {"windows csv": "windows-1252", "utf-16 csv": "utf-16"}.get(how)
    assert [n.code for n in found.notices] == (["log-guessed"] if how == "windows csv" else [])


def test_an_archive_is_told_with_its_digest_and_those_of_its_members(pack: Pack, tmp_path: Path) -> None:
    log = write(tmp_path, "zip")
    (file,) = judged(pack, log, tmp_path).files
    assert file.file == f"{log}/map/uitvoer.csv"
    assert file.archive == (str(log), f"sha256:{hashlib.sha256(log.read_bytes()).hexdigest()}")
    assert file.digest == f"sha256:{hashlib.sha256(as_csv(',').encode()).hexdigest()}"


def test_values_that_a_mapping_does_not_know_are_told_with_their_counts(pack: Pack, tmp_path: Path) -> None:
    shorter = MAP.replace("Reclame: marketing", "x: refer").replace("{ja: true, nee: false}", "{nee: false}")
    shorter = shorter.replace(", OCMW: ocmw", "").replace("parties:", "  channel: {Post: post}\nparties:")
    found = judged(pack, write(tmp_path, "csv"), tmp_path, shorter)
    page = re.sub(
        r"<[^>]*>|\s", "", render(found, "en").partition('id="unmapped')[2].partition("</table>")[0]
    )
    assert "need_to_knowja2" in page
    assert "recipientOCMW1" in page
    made = answer(found, "en")
    assert made["mapping"]["digest"].startswith("sha256:")
    assert made["mapping"]["unmapped"]["need_to_know"]["most"] == [{"word": "ja", "exchanges": 2}]
    assert made["summary"]["bad_rows"] == 2
    assert made["mapping"]["unmapped"]["recipient"]["most"] == [{"word": "OCMW", "exchanges": 1}]
    assert "purposes" not in made["mapping"]["unmapped"]  # that row could not be read at all


def test_what_is_mapped_to_nothing_is_unknown_and_no_bad_row(pack: Pack, tmp_path: Path) -> None:
    found = judged(
        pack,
        write(tmp_path, "csv"),
        tmp_path,
        MAP.replace("ja: true", "ja: null").replace("Reclame: marketing", "Reclame: null"),
    )
    assert found.bad.total == 0
    assert found.tally.verdicts[Verdict.VIOLATION] == 0
    assert found.tally.rules["purpose-limitation", Verdict.REVIEW] == 1


def test_a_column_that_the_mapping_names_and_the_log_lacks_is_told(pack: Pack, tmp_path: Path) -> None:
    for how in ("csv", "parquet", "xlsx"):
        with pytest.raises(PolicyError) as caught:
            judged(pack, write(tmp_path, how), tmp_path, MAP.replace("flow: Stroom", "flow: Strom"))
        assert [(p.code, p.suggestion) for p in caught.value.problems] == [("map-no-column", "Stroom")]


def test_moments_of_another_zone_come_to_lie_in_brussels_time(pack: Pack, tmp_path: Path) -> None:
    mapping = MAP.replace(
        "dates: dd/mm/jjjj uu:mm", "dates: {pattern: dd/mm/jjjj uu:mm, zone: Europe/London}"
    )
    for how in ("csv", "parquet"):
        found = judged(pack, write(tmp_path, how), tmp_path, mapping)
        assert found.tally.last == datetime(2026, 3, 29, 4, 30)


def test_an_hour_that_is_skipped_in_the_zone_of_a_mapping_is_told_as_such(pack: Pack, tmp_path: Path) -> None:
    """It was told as no timestamp, which it is in every other night."""
    log = tmp_path / "log.csv"
    log.write_text("id,at\na,29/03/2026 01:30\nb,29/03/2026 02:30\nc,31/02/2026 01:30\n", encoding="utf-8")
    mapping = "columns: {}\ndates: {pattern: dd/mm/jjjj uu:mm, zone: Europe/London}\n"
    found = judged(pack, log, tmp_path, mapping)
    assert [(b.row, b.code, dict(b.words)["word"]) for b in found.bad.named] == [
        (2, "log-skipped", "29/03/2026 01:30"),
        (4, "log-value", "31/02/2026 01:30"),
    ]


def test_a_workbook_may_hold_moments_as_cells_beside_the_text_of_a_pattern(
    pack: Pack, tmp_path: Path
) -> None:
    """Excel makes a moment of what it can read as one, and leaves the rest as the text that the platform wrote."""
    log = write(tmp_path, "xlsx")
    book = openpyxl.load_workbook(log)
    book.active["B3"], book.active["B4"] = datetime(2026, 2, 2, 10, 5), datetime(2026, 3, 29, 3, 30)
    book.save(log)
    ours = told(judged(pack, write_log(tmp_path / "ours.parquet", OURS), tmp_path, None))
    assert told(judged(pack, log, tmp_path)) == ours
    book.active["B4"] = datetime(2026, 3, 29, 2, 30)  # an hour that is skipped in spring
    book.active["A5"] = datetime(2026, 2, 2)  # no moment of ours: text, as everywhere
    book.save(log)
    found = judged(pack, log, tmp_path)
    assert [(b.row, b.code, dict(b.words)["word"]) for b in found.bad.named] == [
        (4, "log-skipped", "2026-03-29 02:30:00")
    ]
    assert found.bad.total == 1


def test_headers_in_other_letters_are_ours(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("ID;At;Purposes ;FLOW\na;2026-02-02;refer;stroom\n", encoding="utf-8")
    lines = tmp_path / "log.jsonl"
    lines.write_text(
        '{"Id": "a", "AT": "2026-02-02", "purposes": ["refer"], "Flow": "stroom"}\n', encoding="utf-8"
    )
    table = tmp_path / "log.parquet"
    pq.write_table(
        pa.table({"Id": ["a"], "AT": [datetime(2026, 2, 2)], "Purposes": [["refer"]], "floW": ["stroom"]}),
        table,
    )
    answers = [told(judged(pack, path, tmp_path, None)) for path in (log, lines, table)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["summary"]["exchanges"] == 1
    assert {r["rule"] for r in answers[0]["rules"] if r["compliant"]} >= {"purpose-limitation"}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a;b\n", "utf-8"),
        ("caf\u00e9 \u20ac".encode("cp1252"), "windows-1252"),
        ("caf\u00e9".encode(), "utf-8"),
        ("caf\u00e9\n".encode() + b"caf\xe9", "utf-8"),  # damaged in places
        (b"caf\xe9 \x81", "utf-8"),  # no letter of Windows-1252
        ("id;at\n".encode("utf-16-le"), "utf-16"),
        ("id;at\n".encode("utf-16-be"), "utf-16"),
        (b"", "utf-8"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert detected(str(path)) == encoding


def test_a_line_without_an_end_is_looked_at_in_blocks(tmp_path: Path) -> None:
    """No block is larger than two of those read, and none ends within a letter."""
    path = tmp_path / "x"
    path.write_bytes(b"id,at\n" + "aé€".encode() * 1_200_000)
    sizes = [len(block) for block in blocks_of_lines(str(path))]
    assert sum(sizes) == path.stat().st_size
    assert max(sizes) <= 2**21 + 3
    assert detected(str(path)) == "utf-8"


def spoilt(folder: Path, how: str) -> Path:
    log = folder / "log.zip"
    match how:
        case "no zip":
            log.write_bytes(b"PK")
        case "nothing in it":
            with zipfile.ZipFile(log, "w") as archive:
                archive.writestr("readme.md", "x")
        case "locked":
            with zipfile.ZipFile(log, "w") as archive:
                archive.writestr("log.csv", "id,at\n")
            content = bytearray(log.read_bytes())
            content[content.index(b"PK\x01\x02") + 8] |= 1
            log.write_bytes(content)
        case "cut":
            log = folder / "log.csv.gz"
            log.write_bytes(gzip.compress(b"id,at\n" * 5000)[:-9])
        case "damaged in another way of packing":
            with zipfile.ZipFile(log, "w") as archive:
                archive.writestr("log.csv", "id,at\n")
            spoilt_lzma(log)
        case "a bomb":
            log = folder / "log.csv.gz"
            log.write_bytes(gzip.compress(b"id,at\n" + b" " * 2**26))
        case "a bomb in a zip":
            with zipfile.ZipFile(log, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("log.csv", b"id,at\n" + b" " * 2**26)
        case "no book":
            log = folder / "log.xlsx"
            log.write_bytes(b"PK")
        case "an empty book":
            log = folder / "log.xlsx"
            openpyxl.Workbook().save(log)
    return log


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("no zip", "archive-damaged"),
        ("nothing in it", "no-logs"),
        ("locked", "archive-locked"),
        ("cut", "archive-damaged"),
        ("damaged in another way of packing", "archive-damaged"),
        ("a bomb", "archive-bomb"),
        ("a bomb in a zip", "archive-bomb"),
        ("no book", "book-damaged"),
        ("an empty book", "log-empty"),
    ],
)
def test_what_cannot_be_unpacked_is_told(pack: Pack, tmp_path: Path, how: str, code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        judged(pack, spoilt(tmp_path, how), tmp_path, None)
    assert [p.code for p in caught.value.problems] == [code]


def test_of_several_paths_each_holds_a_log(tmp_path: Path) -> None:
    """A folder without any was passed over beside one with."""
    log = write_log(tmp_path / "log.parquet", OURS)
    (tmp_path / "maart").mkdir()
    with pytest.raises(PolicyError) as caught:
        find_logs([log, tmp_path / "maart", log])
    assert [(p.code, p.word) for p in caught.value.problems] == [("no-logs", str(tmp_path / "maart"))]


def gated(pack: Pack, rows: list[Data], folder: Path, limit: float | None = 5.0) -> Audit:
    options = Options(gate=QualityGate(limit))
    return audited(case(pack, complete()), write_log(folder / "log.parquet", rows), options=options)


def refused(
    pack: Pack, rows: list[Data], folder: Path, limit: float | None = 5.0
) -> list[tuple[str, Any, Any]]:
    with pytest.raises(PolicyError) as caught:
        gated(pack, rows, folder, limit)
    return [(p.code, p.words.get("rows"), p.words.get("known")) for p in caught.value.problems]


def many(count: int, **odd: Any) -> list[Data]:
    """Give a hundred rows, of which some are odd."""
    return [OURS[0] | {"id": f"x{i:03}"} | (odd if i < count else {}) for i in range(100)]


def test_a_log_with_too_many_words_that_nobody_knows_is_not_judged(pack: Pack, tmp_path: Path) -> None:
    found = gated(pack, many(5, purposes=["refer", "borrelpraat"]), tmp_path)
    assert found.tally.verdicts[Verdict.VIOLATION] == 5
    assert answer(found, "en")["quality"]["percent"] == 5.0
    assert refused(pack, many(6, purposes=["refer", "borrelpraat"]), tmp_path) == [
        ("quality-words", 6, "purposes: `borrelpraat` (6)")
    ]
    # a row with two of them is one row
    rows = [
        *many(3, purposes=["borrelpraat"], data=["schoenmaat"]),
        OURS[0] | {"id": "y", "recipient_kind": "robot"},
    ]
    assert answer(gated(pack, rows, tmp_path), "en")["quality"]["rows_with_unknown_words"] == 4
    assert gated(pack, many(100, purposes=["borrelpraat"]), tmp_path, None).tally.verdicts.total() == 100


@pytest.mark.parametrize("limit", [5.0, 100.0, None])
@pytest.mark.parametrize(
    ("odd", "known"),
    [
        ({"purposes": ["refer,keep-overview"]}, "`refer`, `keep-overview`"),
        ({"purposes": ["refer", "refer / signal-thresholds"]}, "`refer`, `signal-thresholds`"),
        ({"storage": ["be;nl"]}, "`be`, `nl`"),
        ({"recipient": "ocmw en dmw"}, "`ocmw`, `dmw`"),
    ],
)
def test_words_that_were_joined_are_never_judged(
    pack: Pack, tmp_path: Path, odd: Data, known: str, limit: float | None
) -> None:
    assert refused(pack, many(1, **odd), tmp_path, limit) == [("quality-joined", 1, known)]
    # they are no words that nobody knows, however many there are
    assert refused(pack, many(90, **odd), tmp_path, limit) == [("quality-joined", 90, known)]


@pytest.mark.parametrize("code", ["quality-joined", "quality-ids", "log-repeated", "log-ids", "log-all-bad"])
def test_one_row_is_not_called_several(code: str) -> None:
    told = problem(code, None, word="1" if code == "log-all-bad" else "a", column="b", rows=1, known="c")
    for lang in ("en", "nl"):
        assert not re.search(r"\b1 (rows|rijen|ids|id's)", told.sentence(lang)), told.sentence(lang)


def test_ids_that_are_repeated_are_told_and_with_other_contents_refused(pack: Pack, tmp_path: Path) -> None:
    same = [*many(0), OURS[0] | {"id": "x007"}, OURS[0] | {"id": "x008"}, OURS[0] | {"id": "x008"}]
    found = gated(pack, same, tmp_path)
    assert [(n.code, n.words["rows"], n.words["known"]) for n in found.notices] == [
        ("log-repeated", 3, "`x007`, `x008`")
    ]
    assert answer(found, "en")["verdict"] == "review"
    other = [*same, OURS[0] | {"id": "x009", "channel": "fax"}, OURS[0] | {"id": "x007", "data": None}]
    assert refused(pack, other, tmp_path) == [("quality-ids", 2, "`x007`, `x009`")]
    assert refused(pack, other, tmp_path, 100.0) == [("quality-ids", 2, "`x007`, `x009`")]
    judged_anyway = gated(pack, other, tmp_path, None)
    assert [n.code for n in judged_anyway.notices] == ["log-repeated", "log-ids"]


@pytest.mark.parametrize("ids", [["b", "a"], ["a", "b", "b"], ["9", "10", "11", "11"], ["10", "9", "", None]])
def test_ids_are_seen_through_whatever_their_order(pack: Pack, tmp_path: Path, ids: list[str]) -> None:
    found = gated(pack, [OURS[0] | {"id": i} for i in ids], tmp_path)
    named = [i for i in ids if i]
    assert answer(found, "en")["quality"]["repeated_rows"] == len(named) - len(set(named))


def test_months_without_rows_are_told(pack: Pack, tmp_path: Path) -> None:
    days = (datetime(2026, 1, 7), datetime(2026, 4, 7), datetime(2026, 5, 7))
    found = gated(pack, [OURS[0] | {"id": str(i), "at": at} for i, at in enumerate(days)], tmp_path)
    assert answer(found, "en")["quality"]["months_without_rows"] == ["2026-02", "2026-03"]


def test_a_log_in_which_no_sender_is_known_is_not_judged(pack: Pack, tmp_path: Path) -> None:
    assert refused(pack, many(100, sender="C-17"), tmp_path) == [("quality-senders", None, None)]
    assert gated(pack, many(99, sender="C-17"), tmp_path).tally.verdicts.total() == 100
    assert gated(pack, many(100, sender=None), tmp_path).tally.verdicts.total() == 100
    assert gated(pack, many(100, sender="BE 0417.319.932"), tmp_path).tally.verdicts.total() == 100


def test_a_log_in_the_words_that_the_signed_text_adds_is_judged(pack: Pack, tmp_path: Path) -> None:
    added = {"clause": "3.2", "effect": {"purposes": [{"samen-koken": "Samen koken"}]}}
    judged_by = case(pack, change(complete(), {"agreement.departures": [added]}))
    log = write_log(tmp_path / "log.parquet", many(100, purposes=["samen-koken"]))
    found = audited(judged_by, log, options=Options(gate=QualityGate(5.0)))
    assert found.tally.verdicts.total() == 100


def drafted(pack: Pack, log: Path, lang: str = "en") -> str:
    judged_by = case(pack, complete())
    return draft(find_logs([log]).files, Reader.of(judged_by.workspace, pack.vocabulary), lang)


def test_a_draft_knows_articles_and_names_without_their_legal_form(pack: Pack, tmp_path: Path) -> None:
    data = complete()
    data["agreement"]["parties"][0]["name"] = "CAW Noord vzw"
    (tmp_path / "log.csv").write_text(
        "id,at,sender,legal_basis\n1,2026-03-01T10:00,caw noord,6.1.e\n", "utf-8"
    )
    reader = Reader.of(case(pack, data).workspace, pack.vocabulary)
    made = draft(find_logs([tmp_path / "log.csv"]).files, reader, "en")
    assert '"6.1.e": gdpr-6-1-e' in made
    assert f"caw noord: {data['agreement']['parties'][0]['id']}" in made


@pytest.mark.parametrize("how", ["windows csv", "jsonl", "parquet", "xlsx", "zip"])
def test_a_draft_says_what_was_recognised_and_every_value_that_was_not(
    pack: Pack, tmp_path: Path, how: str
) -> None:
    made = drafted(pack, write(tmp_path, how))
    (tmp_path / "draft.yaml").write_text(made, encoding="utf-8")
    found = read_mapping(tmp_path / "draft.yaml", COLUMNS, FLAGS)
    assert found.theirs == {
        "id": "Volgnummer",
        "at": "Tijdstip",
        "sender": "Afzender",
        "recipient_kind": "Soort",
        "recipient": "Ontvanger",
        "purposes": "Doelen",
        "data": "Gegevens",
        "need_to_know": "Nodig",
        "channel": "Kanaal",
        "flow": "Stroom",
    }
    assert found.pattern == "%d/%m/%Y %H:%M"
    assert found.encoding == ("windows-1252" if how == "windows csv" else None)
    assert (found.values, found.parties) == ({"need_to_know": {"ja": True}}, {"OCMW": "ocmw"})
    open_ = [line.strip() for line in made.splitlines() if ": …  # " in line and "rows" in line]
    assert {"# medewerker: …  # 3 rows", "# Contact: …  # 3 rows", "# CAW Één: …  # 3 rows"} <= set(open_)


def test_a_draft_knows_true_and_false_themselves(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "id,at,need_to_know\n1,2026-02-01,true\n2,2026-02-02,FALSE\n3,2026-02-03,misschien\n", "utf-8"
    )
    made = drafted(pack, log)
    (tmp_path / "draft.yaml").write_text(made, encoding="utf-8")
    assert read_mapping(tmp_path / "draft.yaml", COLUMNS, FLAGS).values == {"need_to_know": {"FALSE": False}}
    assert [line.split(":")[0].strip() for line in made.splitlines() if "…  # 1 row" in line] == [
        "# misschien"
    ]


def test_a_draft_takes_no_empty_list_for_a_word(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id;at;purposes\n1;2026-02-01;[]\n2;2026-02-02;refer|raar\n", encoding="utf-8")
    made = drafted(pack, log)
    assert "raar" in made
    assert "[]" not in made


def test_a_draft_knows_labels_and_what_separates_them(pack: Pack, tmp_path: Path) -> None:
    labels = [pack.vocabulary.label("purposes", w, "nl") for w in ("refer", "keep-overview")]
    log = tmp_path / "log.csv"
    rows = [f"{i};2026-02-{i:02};{' / '.join(labels)};caw;{chr(8238)}x" for i in range(1, 12)]
    log.write_text("\n".join(["nr;datum;waarvoor;wie;=kol", *rows]), encoding="utf-8")
    made = drafted(pack, log, "nl")
    (tmp_path / "draft.yaml").write_text(made, encoding="utf-8")
    found = read_mapping(tmp_path / "draft.yaml", COLUMNS, FLAGS)
    # by its values, under whatever name
    assert (found.theirs["purposes"], found.theirs["sender"], found.separator) == ("waarvoor", "wie", "/")
    assert set(found.values["purposes"].values()) == {"refer", "keep-overview"}
    assert found.pattern is None
    assert "=kol" in made
    assert chr(8238) not in made


def test_days_that_may_be_months_are_told(pack: Pack, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("id,at\na,05/02/2026\nb,06/02/2026\n", encoding="utf-8")
    assert "it may be mm/dd/yyyy just as well" in drafted(pack, log)
    log.write_text("id,at\na,05/02/2026\nb,26/02/2026\n", encoding="utf-8")
    assert "just as well" not in drafted(pack, log)
    log.write_text("id,at\na,gisteren\n", encoding="utf-8")
    assert "# dates: …" in drafted(pack, log)


def test_an_exchange_of_no_declared_flow_is_never_called_a_flow(pack: Pack, tmp_path: Path) -> None:
    rows = [OURS[0] | {"id": "x7", "flow": None, "channel": "fax"}, OURS[0] | {"id": "x8", "flow": "nergens"}]
    found = audited(case(pack, complete()), write_log(tmp_path / "log.parquet", rows))
    for lang, word, own in (("nl", "gegevensstroom", "uitwisseling"), ("en", "flow", "exchange")):
        said = {(f["rule"], f["ids"][0]): f["example"]["message"] for f in answer(found, lang)["findings"]}
        assert not any(f"{word} {i}" in m.lower() for m in said.values() for i in ("x7", "x8"))
        assert f"{own} x7" in said["agreed-channel", "x7"]
        assert f"{word} nergens" in said["within-declaration", "x8"]

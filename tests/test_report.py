"""The written report: its content, the same in every format, safe whatever users write, and the same bytes
from the same input.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from gbo_policy.judging.clock import norm_of
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting import Document, Setting, names, render, writer
from gbo_policy.reporting.content.blocks import (
    Bullets,
    Card,
    Drawing,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Section,
    Table,
    plain,
    tables,
)
from gbo_policy.reporting.content.history import STANDINGS, standing
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.content.style import source
from gbo_policy.reporting.writers.html_report import quoted
from gbo_policy.rulebook.coverage import coverage, held_words
from gbo_policy.rulebook.pack import Pack
from tests import forks
from tests.conftest import FIXTURES, ROOT, gbo
from tests.inside import inside
from tests.kit import Data, change, complete, flow, judged, staff
from tests.report_kit import HOSTILE, document, eventful, hostile, page_texts

MIXED = FIXTURES / "mixed"
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def sections(document: Document) -> Iterator[Section]:
    """Give all sections, the inner ones among them."""
    for section in document.sections:
        yield section
        yield from section.sections


def cards(document: Document) -> list[Card]:
    """Give all findings as written."""
    return [b for s in sections(document) for b in s.blocks if isinstance(b, Card)]


def inlines(document: Document) -> Iterator[Inline]:
    """Give every run of text of cards and tables."""
    for card in cards(document):
        yield from (card.lead, *(text for _, text in card.rows))
    for table in tables(document):
        yield from (text for row in table.rows for text in row)


def rows(document: Document, table: str) -> list[list[str]]:
    """Give a table's cells as plain text."""
    found = next(t for t in tables(document) if t.id == table)
    return [[plain(text) for text in row] for row in found.rows]


@pytest.fixture(scope="module")
def year(pack: Pack) -> Document:
    """The eventful year, in English."""
    return document(pack, eventful(), "en", as_of=YEAR[1], first=YEAR[0])


@pytest.fixture(scope="module")
def odd(pack: Pack) -> Document:
    """The hostile workspace, in Dutch."""
    return document(pack, hostile())


Rendered = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def rendered(year: Document, odd: Document) -> Rendered:
    """Either of the two by its name in a format, written once."""
    documents = {"year": year, "odd": odd}
    return cache(lambda which, form: render(documents[which], form))


# content


def test_every_finding_is_told_once_with_its_reason_place_remedy_and_sanction(pack: Pack) -> None:
    report = judged(pack, eventful(), as_of=YEAR[1])
    made = document(pack, eventful(), "en", as_of=YEAR[1])
    found = sorted(
        (r for r in report.results if r.finding), key=lambda r: (STANDINGS.index(standing(r)), r.order())
    )
    assert len(cards(made)) == len(found) > 15
    assert len({c.id for c in cards(made)}) == len(found)
    for card, result in zip(cards(made), found, strict=True):
        told = dict(card.rows)
        assert result.rule.title.en in plain(card.title)
        assert re.search(r"\.yaml:\d+$", plain(told["Stands in"]))
        assert {"About", "Remedy", "Rule"} <= told.keys()
        assert ("Sanction" in told) == bool(report.ladder.measures(result))
        assert ("House norm" in told) == (norm_of(result) is not None)


def test_the_verdict_is_one_sentence_with_its_figures(pack: Pack) -> None:
    report = judged(pack, eventful(), as_of=YEAR[1])
    violations, reviews = report.summary[Verdict.VIOLATION], report.summary[Verdict.REVIEW]
    english = document(pack, eventful(), "en", as_of=YEAR[1]).sentence
    assert "according to the declarations" in english
    told = re.findall(r"(\d+) (?:violations? that|that (?:a flow|flows))", english)
    assert sum(map(int, told)) == violations
    dutch = document(pack, eventful(), "nl", as_of=YEAR[1]).sentence
    assert "volgens de aangiften" in dutch
    assert sum(map(int, re.findall(r"(\d+) schending(?:en)?", dutch))) == violations
    assert f"{reviews} punten" in dutch
    assert "alles wat regels kunnen nagaan in orde" in document(pack, complete(), "nl").sentence
    assert document(pack, complete(), "nl").tone == "compliant"


def test_a_period_tells_from_when_to_when_and_sets_apart_what_ended(year: Document) -> None:
    spans = rows(year, "stretches")
    days = sum((date.fromisoformat(r[1]) - date.fromisoformat(r[0])).days + 1 for r in spans)
    assert days == 365
    assert all(
        date.fromisoformat(a[1]) + timedelta(days=1) == date.fromisoformat(b[0])
        for a, b in itertools.pairwise(spans)
    )
    ended = [r for r in rows(year, "all-findings") if r[-2] == "no"]
    assert ended
    assert all(re.search(r"\d to \d", r[-1]) for r in rows(year, "all-findings"))
    titles = [s.title for s in sections(year)]
    assert "Ended within the period" in titles
    suspended = [r for r in rows(year, "moves") if r[2] == "suspended"]
    assert [r[3:] for r in suspended] == [["2026-04-06", "2026-08-23"]]


def test_what_goes_on_is_apart_from_what_is_proposed_and_what_is_over(pack: Pack) -> None:
    ahead = flow(status="proposed", recipients=[staff("ocmw") | {"need_to_know": False}])
    told = document(pack, complete() | {"flows": [ahead]}, "en")
    assert [(r[2], r[3]) for r in rows(told, "all-findings") if r[2] == "violation"] == [
        ("violation", "proposed")
    ]
    assert "In what is only proposed" in [s.title for s in sections(told)]
    assert [r[1] for r in rows(told, "mending")] == ["change what is proposed (1)"]
    assert all(plain(c.lead).startswith("If this goes ahead as proposed: ") for c in cards(told))
    assert "1 that a flow not yet begun would be" in told.sentence


def test_a_violation_that_was_mended_in_the_period_stays_told(year: Document) -> None:
    broken = {r[0]: r for r in rows(year, "all-findings") if "violation: " in r[-1]}
    told = {r[0]: r for r in rows(year, "violations")}
    assert told.keys() == broken.keys()
    ended = [number for number, r in broken.items() if r[-2] == "no"]
    assert ended
    assert all((broken[n][2], told[n][6]) == ("violation", "mended or ended") for n in ended)


def test_the_register_says_whether_it_is_there(pack: Pack) -> None:
    def lines(data: Data) -> str:
        made = document(pack, data, "en")
        found = next(s for s in made.sections if s.id == "record")
        return " ".join(plain(p) for b in found.blocks if isinstance(b, Bullets) for p in b.points)

    given = {k: v for k, v in complete().items() if k != "events"}
    assert "No register of events was given" in lines(given)
    assert "no statement that nothing happened" in lines(given)
    assert "there and empty" in lines(given | {"events": []})
    assert "The register of events holds" in lines(eventful())


def test_the_register_of_a_period_holds_what_goes_on_and_leaves_out_what_was_over(pack: Pack) -> None:
    data = complete() | {
        "events": [
            {"id": "oud", "type": "rights-request", "party": "caw", "received_on": "2026-01-14"}
            | {"answered_on": "2026-01-20", "extended_on": "none"},
            {"id": "loopt", "type": "suspension", "by": "caw", "against": "ocmw", "from": "2026-01-10"},
        ]
    }
    made = document(pack, data, "en", first=date(2026, 2, 2))
    assert [r[0] for r in rows(made, "register")] == ["suspension of communication (loopt)"]


def test_the_end_is_told_in_a_term_that_may_be_of_other_months(pack: Pack) -> None:
    data = complete()
    data["agreement"]["departures"] = [
        {"clause": "14.2", "says": "drie maanden", "effect": {"notice_months": 3}}
    ]
    notice = {"id": "einde", "type": "termination", "by": "dmw", "sent_on": "2026-02-20"}
    data["events"] = [notice | {"means": "registered-letter", "addressed_to": ["caw", "ocmw"]}]
    end = next(t for t in tables(document(pack, data, "nl")) if t.id == "end-einde")
    assert [c.title for c in end.columns][2] == "Opzegtermijn vanaf"  # and not: six months


def test_each_file_says_what_it_declares_and_whose_names_stand_in_it(pack: Pack) -> None:
    told = rows(document(pack, complete(), "en"), "declarers")
    assert len(told) == 1
    assert "agreement: 1, core actor: 3" in told[0][1]
    assert "directeur" in told[0][2]


def test_the_accused_are_heard_and_a_breach_stands_beside_the_gdpr(pack: Pack) -> None:
    found = {
        "id": "stilte",
        "type": "non-compliance",
        "party": "ocmw",
        "found_by": "caw",
        "clause": "13.4",
        "found_on": "2026-02-02",
        "remedied_on": "none",
        "position": "contested",
        "position_on": "2026-02-09",
        "reply": "Wij antwoordden op 1 februari.",
    }
    breach = {
        "id": "lek",
        "type": "breach",
        "party": "ocmw",
        "aware_at": "2026-02-03T09:00",
        "risk": "high-risk",
    }
    told = document(pack, complete() | {"events": [found, breach]}, "en")
    assert rows(told, "said")[0][2:] == ["contests it", "2026-02-09", "Wij antwoordden op 1 februari."]
    assert rows(told, "breaches-table")[0][3:6] == ["a high risk", "not stated", "not stated"]
    told = document(pack, complete() | {"events": [breach | {"risk": "unlikely"}]}, "en")
    assert rows(told, "breaches-table")[0][4:6] == ["not asked at this risk"] * 2


def test_nobody_is_accused_by_a_label_a_clock_or_an_empty_table(pack: Pack) -> None:
    """Of a breach of which nobody said whether it befell a communication, no consultation is late yet; and a
    violation on which no position is on record is said to be one.
    """
    breach = {"id": "lek", "type": "breach", "party": "ocmw", "aware_at": "2026-01-13T09:00", "risk": "risk"}
    told = document(
        pack,
        complete()
        | {"events": [breach | {"affects": [], "consulted_at": "none", "authority_notified_at": "none"}]},
        "en",
    )
    clocks = {row[0].partition(":")[0]: row for row in rows(told, "clocks")}
    consult = clocks["Consult on the breach during the communication"]
    assert consult[2].endswith("late, if this duty applies: a fact is missing")
    law = clocks["Notify the authority of the breach (GDPR 33)"]
    assert law[2].endswith(" late")
    assert law[4].startswith("F")
    held = {plain(c.title).partition(" · ")[2]: dict(c.rows) for c in cards(told)}
    assert "Held against" in held["Authority notified of a breach, as law asks"]
    asked = held["Immediate consultation on a breach during the communication"]
    assert "Would be held against" in asked
    assert "Held against" not in asked
    assert rows(told, "breaches-table")[0][4:6] == ["not yet, as declared", "not asked at this risk"]
    said = " ".join(plain(b.text) for s in sections(told) for b in s.blocks if isinstance(b, Paragraph))
    assert "On 1 violation the register holds no position of the core actor held to it" in said


def test_a_clock_of_the_law_leads_to_what_asks_the_same_and_to_nothing_else(pack: Pack) -> None:
    breach = {"id": "lek", "type": "breach", "party": "ocmw", "affects": ["caw"]}
    for aware, leads in (("2026-02-28T09:00", 0), ("2026-01-13T09:00", 1)):
        told = document(pack, complete() | {"events": [breach | {"aware_at": aware}]}, "en")
        assert len(cards(told)) > 1
        [law] = [
            row for row in rows(told, "clocks") if row[0].startswith("Notify the authority of the breach")
        ]
        led = [plain(c.title) for c in cards(told) if plain(c.title).split()[0] in law[4].split()]
        assert [title.partition(" · ")[2] for title in led] == [
            "Authority notified of a breach, as law asks"
        ] * leads


def test_slips_of_the_model_are_charged_to_nobody_whose_text_was_not_read(pack: Pack) -> None:
    def text(data: Data) -> str:
        made = document(pack, data, "en")
        return " ".join(plain(b.text) for s in sections(made) for b in s.blocks if isinstance(b, Paragraph))

    assert "No signed text was read" in text(complete())
    read = change(complete(), {"agreement.text": {"file": "getekend.docx", "read_on": "2026-02-01"}})
    assert "The signed text was read on 2026-02-01: getekend.docx" in text(read)
    assert "No signed text was read" not in text(read)


@pytest.mark.parametrize(
    ("given", "dutch"),
    [
        ("GDPR art. 5(1)(c)", "art. 5, lid 1, c) AVG"),
        ("GDPR art. 4(10), 4(12) and 4(26)", "art. 4, 10), art. 4, 12) en art. 4, 26) AVG"),
        ("GDPR art. 4(26) and 44", "art. 4, 26) en art. 44 AVG"),
        ("GDPR art. 44 to 49", "art. 44 tot en met 49 AVG"),
        ("GDPR art. 12(3)", "art. 12, lid 3 AVG"),
    ],
)
def test_a_reference_has_one_style_in_each_language(pack: Pack, given: str, dutch: str) -> None:
    report = judged(pack, complete())
    assert Words(report, "nl").reference(given) == dutch
    assert Words(report, "en").reference(given) == given


def test_a_moment_has_no_timeline_and_a_period_has(pack: Pack, year: Document) -> None:
    def drawings(made: Document) -> list[str]:
        return [b.id for s in sections(made) for b in s.blocks if isinstance(b, Drawing)]

    assert drawings(document(pack, eventful(), "en", as_of=YEAR[1])) == ["heatmap", "flowgraph"]
    assert drawings(year) == ["timeline", "heatmap", "flowgraph"]


def test_each_picture_is_followed_by_a_table_that_says_the_same(year: Document) -> None:
    for section in sections(year):
        for block, after in zip(section.blocks, section.blocks[1:], strict=False):
            if isinstance(block, Drawing):
                assert isinstance(after, Table)
                assert after.rows
                assert block.description


def test_decisions_name_who_and_before_when(pack: Pack, year: Document) -> None:
    assert rows(year, "powers") == []  # the agreement had ended by then
    powers = rows(document(pack, eventful(), "en", as_of=date(2026, 8, 1)), "powers")
    assert any("DMW" in r[0] and "OCMW" in r[1] and "cease" in r[2] for r in powers)
    clocks = {r[0]: r for r in rows(year, "clocks")}
    told = next(r for what, r in clocks.items() if "GDPR 33" in what)
    assert told[1] == "CAW"
    assert told[2].startswith("2026-10-11 12:00 late")
    assert any("overview" in what and r[1] == "CAW" and r[4].startswith("F") for what, r in clocks.items())


def test_assessments_say_who_when_why_and_which_lapse(pack: Pack) -> None:
    made = document(pack, eventful(), "en", as_of=date(2026, 6, 1))
    standing = {r[1]: r for r in rows(made, "assessments")}
    overleg = next(r for about, r in standing.items() if "(overleg)" in about)
    assert overleg[0] == "about to lapse"
    assert overleg[3:] == [
        "An Peeters, DPO",
        "2026-01-02",
        "2026-06-30",
        "Nodig voor het traject. [verslag 12]",
    ]
    assert next(r for about, r in standing.items() if "(opvolging)" in about)[0] == "counts"
    later = document(pack, eventful(), "en", as_of=YEAR[1])
    assert [r[0] for r in rows(later, "assessments") if "(overleg)" in r[1]] == ["lapsed"]


def test_waivers_are_told_whatever_their_standing(pack: Pack) -> None:
    made = document(pack, eventful(), "en", as_of=date(2026, 6, 1))
    assert [r[0] for r in rows(made, "waivers")] == ["in force", "covers nothing"]
    assert [r[0] for r in rows(document(pack, eventful(), "en", as_of=YEAR[1]), "waivers")] == [
        "expired",
        "covers nothing",
    ]
    waived = [c for c in cards(made) if any(b.text == "waived" for b in c.badges)]
    assert len(waived) == 1
    assert "stuurgroep" in plain(dict(waived[0].rows)["Waiver"])


def test_the_other_readings_of_a_notice_are_worked_out_and_compared(pack: Pack) -> None:
    made = document(pack, eventful(), "en", as_of=date(2026, 11, 16))
    effective = {re.search(r"\((.+)\)", r[0])[1]: r[1] for r in rows(made, "end-opzegging")}  # type: ignore[index]
    assert effective == {"received": "2026-05-12", "posted": "2026-05-08", "third-working-day": "2026-05-13"}
    differing = rows(made, "modes")
    assert differing
    assert "violation" in {r[4] for r in differing if "posted" in r[0]}
    assert rows(document(pack, eventful(), "en", as_of=date(2026, 9, 1)), "modes") == []
    assert [r[0] for r in rows(made, "rolled")] == ["request of a data subject (inzage)"]


def test_coverage_is_counted_exactly(pack: Pack) -> None:
    made = document(pack, complete(), "en")
    section = next(s for s in made.sections if s.id == "coverage")
    pairs = dict(next(b for b in section.blocks if isinstance(b, Pairs)).pairs)
    sentences = [s for c in pack.clauses for s in c.sentences]
    held = {
        k.partition(": ")[2]: plain(v) for k, v in pairs.items() if k.startswith("Sentences of the model")
    }
    assert held == {held_words(one, "en"): str(n) for one, n in coverage(pack).sentences.items()}
    assert plain(pairs["Rules of the pack that took part"]) == f"{len(pack.rules)} of {len(pack.rules)}"
    assert len(rows(made, "unchecked")) == sum(s.reason is not None for s in sentences)
    assert len(rows(made, "by-rule")) == len(pack.rules)


def test_every_input_stands_there_with_its_digest() -> None:
    made = inside("report", MIXED, "--as-of", "2026-03-01", "--format", "markdown").stdout
    files = list(MIXED.rglob("*.yaml"))
    assert len(files) >= 6
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in made
        assert path.relative_to(MIXED).as_posix() in made


def test_settings_that_change_the_judgement_are_told(tmp_path: Path) -> None:
    work = tmp_path / "werkmap"
    shutil.copytree(MIXED, work)
    (work / "gbo-policy.toml").write_text(
        'ignore = ["data-quality"]\n[parameters.cure_days]\nexpected = 10\nouter = 20\n', encoding="utf-8"
    )
    made = inside("report", work, "--as-of", "2026-03-01", "--format", "markdown").stdout
    assert "| `ignore` | `data-quality` | gbo-policy.toml:1:1 |" in made
    assert "10 / 20 days | pack: 30 / 60" in made
    assert "(`data-quality`) **left out**" in made
    assert str(tmp_path) not in made


def test_nothing_declared_is_a_report_too(pack: Pack) -> None:
    types = (
        "breach",
        "suspension",
        "cessation",
        "termination",
        "rights-request",
        "disclosure",
        "overview-request",
        "security-finding",
    )
    bare = {
        "flows": [{"id": "x"}, {"id": "y", "recipients": [{}]}],
        "events": [{"id": t, "type": t} for t in types],
        "assessments": [],
        "waivers": [],
    }
    for data in (
        {"agreement": {"id": "leeg"}},
        {"agreement": {"id": "leeg", "parties": [{"id": "caw"}], "processors": [{"id": "p"}]}, **bare},
    ):
        made = document(pack, data, "nl", first=date(2026, 1, 1))
        for name in names():
            assert render(made, name)


def test_every_link_leads_somewhere_and_anchors_are_unique(year: Document, odd: Document) -> None:
    for made in (year, odd):
        anchors = [
            *(c.id for c in cards(made)),
            *(s.id for s in sections(made)),
            *(f"{t.id}-caption" for t in tables(made)),
        ]
        assert len(anchors) == len(set(anchors))
        assert {p.ref for text in inlines(made) for p in text if p.ref} <= set(anchors)


def test_both_languages_say_the_same(pack: Pack, year: Document) -> None:
    dutch = document(pack, eventful(), "nl", as_of=YEAR[1], first=YEAR[0])
    assert [s.id for s in sections(dutch)] == [s.id for s in sections(year)]
    assert [(t.id, len(t.rows)) for t in tables(dutch)] == [(t.id, len(t.rows)) for t in tables(year)]
    same = {a.title for a, b in zip(sections(dutch), sections(year), strict=True) if a.title == b.title}
    assert not same


def test_a_law_is_cited_in_the_language_of_the_report(pack: Pack) -> None:
    rules = {plain(dict(c.rows)["Regel"]) for c in cards(document(pack, eventful(), "nl", as_of=YEAR[1]))}
    assert any("AVG" in r for r in rules)
    assert not any("GDPR" in r or " and " in r for r in rules)


# formats


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_holds_nothing_that_a_user_wrote_as_markup(rendered: Rendered) -> None:
    page = rendered("odd", "html").decode()
    tags = _Tags()
    tags.feed(page)
    assert not tags.seen & {"script", "img", "iframe", "object", "embed", "link", "b", "i", "form"}
    assert not [a for a in tags.attributes if a[0].startswith("on") or a[0] == "src"]
    assert {v[:1] for k, v in tags.attributes if k == "href" and v} == {"#"}
    assert "default-src 'none'" in dict(tags.attributes)["content"] or "default-src 'none'" in page
    text = "".join(tags.text)
    assert all(word in text for word in HOSTILE[:6])  # what is no character of a page is not told
    assert "http" not in re.sub(r">[^<]*<", "><", page).replace("http-equiv", "")


def test_the_running_head_cannot_end_the_style_that_it_stands_in() -> None:
    for word in HOSTILE:
        written = quoted(word)
        assert re.fullmatch(r'"(?:[A-Za-z0-9 ]|\\[0-9a-f]{1,6} )*"', written)


def test_html_is_one_file_with_both_schemes_and_a_page_for_paper(rendered: Rendered) -> None:
    page = rendered("year", "html").decode()
    assert "prefers-color-scheme: dark" in page
    assert "size: A4" in page
    assert "counter(page)" in page
    assert "url(" not in page
    assert "@import" not in page
    assert page.count("<h1") == 1


def test_markdown_tables_are_whole_and_no_text_is_read_as_markup(rendered: Rendered) -> None:
    text = rendered("odd", "markdown").decode()
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if line.startswith("| ---"):
            columns = line.count("|") - 1
            for row in lines[i - 1 : i + 1] + list(_following(lines, i)):
                assert len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row))) == columns + 1, row
    outside = re.sub(r"`[^`\n]*`", "", text)
    assert not re.search(r'(?<!\\)<(?!a id="f\d+"></a>|/a>)', outside)
    assert not re.search(r"(?<!\\)\]\(javascript", outside)


def _following(lines: list[str], at: int) -> Iterator[str]:
    for line in lines[at + 1 :]:
        if not line.startswith("|"):
            return
        yield line


def test_a_workbook_has_a_sheet_for_each_table_and_no_formula(
    odd: Document, year: Document, rendered: Rendered
) -> None:
    for name, made in (("odd", odd), ("year", year)):
        book = openpyxl.load_workbook(BytesIO(rendered(name, "xlsx")))
        wanted = list(tables(made))
        assert len(book.worksheets) == len(wanted) + 1
        for sheet, table in zip(book.worksheets[1:], wanted, strict=True):
            assert sheet.max_row == max(len(table.rows), 1) + 1
            assert not [c for line in sheet.iter_rows() for c in line if c.data_type == "f"]
    ladder = openpyxl.load_workbook(BytesIO(rendered("year", "xlsx")))["Ladder over time"]
    assert ladder["D2"].is_date


def test_the_pdf_is_tagged_archival_and_accessible(rendered: Rendered) -> None:
    pdf = pypdf.PdfReader(BytesIO(rendered("year", "pdf")))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Report on compliance · GBO Voorbeeld · 1 January 2026 to 31 December 2026"
    uris = [
        a for page in pdf.pages for a in page.get("/Annots", []) if "/URI" in a.get_object().get("/A", {})
    ]
    assert uris == []


def test_the_pdf_holds_every_finding_and_its_page_numbers(year: Document, rendered: Rendered) -> None:
    pages = page_texts(rendered("year", "pdf"))
    text = _squeezed("".join(pages))
    for card in cards(year):
        assert _squeezed(plain(card.title)) in text
    assert all(f"{i} of {len(pages)}" in page for i, page in enumerate(pages, 1))
    assert all("GBO Voorbeeld" in page for page in pages)


def _squeezed(text: str) -> str:
    """Leave out where lines may break."""
    return re.sub(r"[-\s\u200b\xad]", "", text)


def test_what_no_font_can_draw_is_written_by_its_number(pack: Pack) -> None:
    text = _squeezed("".join(page_texts(render(document(pack, hostile(8)), "pdf"))))
    assert "[U+1F600][U+4E2D][U+6587]" in text
    assert "#panic(" in text


def test_hundreds_of_findings_are_all_written(odd: Document, rendered: Rendered) -> None:
    assert len(cards(odd)) >= 200
    page = rendered("odd", "html").decode()
    assert page.count("<article") == len(cards(odd))
    assert rendered("odd", "pdf").startswith(b"%PDF-")


def test_the_palette_can_be_read_in_both_schemes() -> None:
    css = source("report.css")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part))
        for part in css.split("@media screen and (prefers-color-scheme: dark)")[:2]
    )
    assert light.keys() == dark.keys()
    for colours in (light, dark):
        pairs = [
            ("ink", "paper"),
            ("dim", "paper"),
            ("accent", "paper"),
            ("ink", "soft"),
            ("dim", "soft"),
            ("ink", "party-fill"),
            ("ink", "other-fill"),
        ]
        pairs += [
            (f"{tone}-on", f"{tone}-fill")
            for tone in ("violation", "review", "compliant", "none", "open", "suspended", "cease", "ceased")
        ]
        pairs += [
            (f"{tone}-text", back)
            for tone in ("violation", "review", "compliant")
            for back in ("paper", f"{tone}-soft")
        ]
        pairs += [("ink", f"{tone}-soft") for tone in ("violation", "review", "compliant")]
        for ink, back in pairs:
            assert _contrast(colours[ink], colours[back]) >= 4.5, (ink, back)
        for line in ("violation-line", "review-line", "compliant-line"):
            assert _contrast(colours[line], colours["paper"]) >= 3, line


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# the command


_EACH_FORMAT = """
import sys
from gbo_policy.cli.main import main
for name in sys.argv[2:]:
    asked = ["report", sys.argv[1], "--from", "2026-01-01", "--to", "2026-02-28", "--lang", "nl", "--format", name]
    assert main([*asked, "-o", f"verslag.{name}"]) == 0
"""


def test_the_same_input_gives_the_same_bytes_anywhere_and_any_time(tmp_path: Path) -> None:
    made = []
    for place, zone, lang, seed in (
        ("a", "Asia/Tokyo", "nl_BE.UTF-8", "1"),
        ("b/c", "America/Lima", "C", "2"),
    ):
        here = tmp_path / place
        shutil.copytree(MIXED, here / "werkmap")
        own = {"TZ": zone, "LANG": lang, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", _EACH_FORMAT, here / "werkmap", *names()],
            env=forks.environment(own),
            cwd=here,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
        made.append({name: (here / f"verslag.{name}").read_bytes() for name in names()})
    assert {name for name in names() if made[0][name] != made[1][name]} == set()


def test_the_file_name_tells_the_format(tmp_path: Path) -> None:
    for name in names():
        out = tmp_path / f"verslag{writer(name).suffix}"
        assert inside("report", MIXED, "--as-of", "2026-03-01", "-o", out).returncode == 0
        head = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-1.7", "markdown": b"# ", "xlsx": b"PK"}[name]
        assert out.read_bytes().startswith(head)


def test_a_report_is_written_whatever_it_finds_and_goes_to_standard_output() -> None:
    run = gbo("report", MIXED, "--as-of", "2026-03-01", "--lang", "nl")
    assert run.returncode == 0
    assert '<html lang="nl">' in run.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--as-of", "2026-03-01", "--from", "2026-01-01"), "--as-of"),
        (("--from", "2026-03-01", "--to", "2026-01-01"), "--to"),
        (("--from", "gisteren"), "gisteren"),
        (("--as-of", "2026-03-01", "--output", "nergens/verslag.html"), "nergens/verslag.html"),
    ],
)
def test_wrong_use_is_a_sentence_and_no_report(arguments: tuple[str, ...], word: str, tmp_path: Path) -> None:
    run = inside("report", MIXED, *arguments, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert word in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(("name", "library"), [("pdf", "typst"), ("xlsx", "xlsxwriter")])
def test_without_its_extra_a_format_says_what_to_install(name: str, library: str, tmp_path: Path) -> None:
    (tmp_path / f"{library}.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    run = gbo(
        "report",
        MIXED,
        "--as-of",
        "2026-03-01",
        "--format",
        name,
        env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert f"gbo-policy[{name}]" in run.stderr


def test_settings_given_to_a_document_are_in_it(pack: Pack) -> None:
    made = document(pack, complete(), "en", settings=[Setting("cure_days.outer", "20", "gbo-policy.toml")])
    assert rows(made, "settings") == [["cure_days.outer", "20", "gbo-policy.toml"]]


def test_a_large_agreement_is_drawn_on_a_page(pack: Pack) -> None:
    data = complete()
    more = [{**data["agreement"]["parties"][1], "id": f"ocmw-{i}", "name": f"OCMW {i}"} for i in range(9)]
    made = document(
        pack,
        change(data, {"agreement.parties": [*data["agreement"]["parties"], *more]}),
        "nl",
        first=date(2026, 1, 1),
    )
    for section in sections(made):
        for block in section.blocks:
            if isinstance(block, Drawing):
                assert block.height / block.width < 1.55, block.id
    assert "matrix" not in {t.id for t in tables(made)}


def test_a_part_without_text_is_left_out() -> None:
    from gbo_policy.reporting.content.blocks import joined, marked, run

    assert run("", Part("a"), marked("b `c`")) == (Part("a"), Part("b "), Part("c", "code"))
    assert plain(joined([run("a"), run("b")])) == "a, b"

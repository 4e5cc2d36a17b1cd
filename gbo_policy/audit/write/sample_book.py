"""A sample as a workbook: what was drawn, with columns for the auditor's own finding, and what the book must
say to be read back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gbo_policy.audit.judge.sampling import NO_FINDING, DrawnExchange, Sample
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.basics.steering import harmless
from gbo_policy.basics.translate import LANGUAGES, mark, say
from gbo_policy.judging.wording import value as fact_value
from gbo_policy.logic.verdict import Verdict

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook
    from xlsxwriter.worksheet import Worksheet

SAMPLE, STRATA, ABOUT = mark("Sample"), mark("Strata"), mark("About the sample")
AGREE, DISAGREE, UNCLEAR = mark("agree"), mark("disagree"), mark("unclear")
OWN, REMARK, NAME, HELD, DRAWN = (
    mark("Own finding"),
    mark("Remark"),
    mark("Stratum"),
    mark("Exchanges in the log"),
    mark("Drawn"),
)
_KINDS = {
    NO_FINDING: mark("no finding"),
    Verdict.VIOLATION.word: mark("violation"),
    Verdict.REVIEW.word: mark("to be reviewed"),
}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same sample gives the same bytes
_LIMIT = 32_000  # characters of a cell


def every(word: str) -> dict[str, str]:
    """Give a word of the book in each language, as it may stand there, with the word itself."""
    return {say(lang, word).casefold(): word for lang in LANGUAGES}


def render_sample(sample: Sample, about: dict[str, str], lang: str) -> bytes:
    """Write a sample as an Excel workbook; ``about`` says what it was drawn from."""
    from xlsxwriter.workbook import Workbook

    buffer = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, {"in_memory": True, **plain})
    book.set_properties({"created": _MADE, "title": say(lang, SAMPLE)})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    _exchanges(book, sample, head, text, lang)
    strata = book.add_worksheet(say(lang, STRATA))
    _line(strata, 0, [say(lang, w) for w in (NAME, HELD, DRAWN)], head)
    drawn = [d.stratum for d in sample.drawn]
    for at, one in enumerate(sample.strata, 1):
        _line(strata, at, [stratum_name(one.name, lang), one.exchanges, drawn.count(one.name)], text)
    strata.set_column(0, 0, 50)
    sheet = book.add_worksheet(say(lang, ABOUT))
    sheet.set_column(0, 1, 40)
    for at, pair in enumerate(about.items()):
        _line(sheet, at, list(pair), text)
    book.close()
    return buffer.getvalue()


def _exchanges(book: Workbook, sample: Sample, head: Format, text: Format, lang: str) -> None:
    sheet = book.add_worksheet(say(lang, SAMPLE))
    program = say(lang, "The program's finding")
    names = [say(lang, NAME), "id", say(lang, "File"), say(lang, "Row"), program]
    said = [c for c in COLUMNS if c != "id"]
    _line(sheet, 0, [*names, say(lang, OWN), say(lang, REMARK), *said], head)
    for at, one in enumerate(sample.drawn, 1):
        stratum = stratum_name(one.stratum, lang)
        values = [stratum, one.said["id"], one.file, one.row or "", _finding(one, lang), "", ""]
        _line(sheet, at, [*values, *(_shown(one.said.get(c), lang) for c in said)], text)
    choices = [say(lang, w) for w in (AGREE, DISAGREE, UNCLEAR)]
    sheet.data_validation(1, 5, max(len(sample.drawn), 1), 5, {"validate": "list", "source": choices})
    sheet.set_column(0, 2, 24)
    sheet.set_column(4, 6, 34)
    sheet.freeze_panes(1, 2)


def _finding(one: DrawnExchange, lang: str) -> str:
    """Give the rules that the program found broken or open; of a stratum of one rule that one first."""
    if not one.findings:
        return stratum_name(NO_FINDING, lang)
    found = sorted(one.findings, key=lambda f: (not one.stratum.startswith(f"{f[0]}:"), -f[1], f[0]))
    return "\n".join(stratum_name(f"{rule}: {verdict.word}", lang) for rule, verdict in found)


def stratum_name(name: str, lang: str) -> str:
    """Give a stratum's name for a reader."""
    of, colon, kind = name.rpartition(": ")
    return f"{of}{colon}{say(lang, _KINDS[kind])}" if kind in _KINDS else name


def stratum_told(told: str) -> str:
    """Give the name of a stratum that a book names in some language."""
    of, colon, kind = told.rpartition(": ")
    known = {say(lang, word): name for lang in LANGUAGES for name, word in _KINDS.items()}
    return f"{of}{colon}{known.get(kind, kind)}"


def _shown(value: Any, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join("" if v is None else str(v) for v in value)
    if isinstance(value, bool):
        return fact_value(value, lang)
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else str(value)


def _line(sheet: Worksheet, at: int, values: list[Any], style: Format) -> None:
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(at, column, value, style)
        else:
            sheet.write_string(at, column, harmless(str(value))[:_LIMIT], style)

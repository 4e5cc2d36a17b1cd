"""What leaves the desk as a file: the report, of a day or of a period, the dossier, the sheet, the calendar,
the answer for machines.
"""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec

from starlette.responses import Response

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.clock_names import named_clock
from gbo_policy.desk.parts.desk_page import Call, DeskRoute, NotThereError
from gbo_policy.desk.parts.files_given import given_file
from gbo_policy.over_time.deadlines import deadlines
from gbo_policy.terms.values import parse_date


def _show(call: Call) -> Response:
    return _page(call)


def _page(call: Call, wrong: str = "", status: int = 200) -> Response:
    from gbo_policy import reporting

    day = call.case().report.as_of.day
    kinds = [n for n in reporting.names() if _there(reporting.writer(n).library)]
    return call.page(
        "downloads.html.jinja",
        status,
        kinds=kinds,
        first=date(day.year, 1, 1).isoformat(),
        last=day.isoformat(),
        calendar=_there("icalendar"),
        sheet=_there("xlsxwriter"),
        wrong=wrong,
    )


def _there(library: str | None) -> bool:
    return library is None or find_spec(library.partition(".")[0]) is not None


def _report(call: Call) -> Response:
    from gbo_policy import reporting
    from gbo_policy.reporting.assemble import assemble

    kind = call.query.get("format", "html")
    if kind not in reporting.names():
        raise NotThereError
    try:
        days = _period(call)
        made = assemble(call.office.hands.material(call.case().judged, days), call.lang)
        content = reporting.render(made, kind)
    except PolicyError as error:
        return _page(call, " ".join(p.sentence(call.lang) for p in error.problems), 422)
    when = [str(d) for d in days] if days else [call.case().report.as_of.day.isoformat()]
    name = "-".join((call.say("report", context="file"), *when))
    return given_file(content, name + reporting.writer(kind).suffix)


def _period(call: Call) -> tuple[date, date] | None:
    first, last = call.query.get("from", ""), call.query.get("to", "")
    if call.query.get("when") != "period" or not first or not last:
        return None
    try:
        one, other = parse_date(first), parse_date(last)
    except Exception:  # not a date: pydantic's own error
        raise NotThereError from None
    return min(one, other), max(one, other)


def _calendar(call: Call) -> Response:
    from gbo_policy.over_time.calendarfile import calendar_file

    report = call.case().report
    found, scope = deadlines(report), report.workspace.agreement.id
    case = call.case()
    text = calendar_file(found, scope, report.as_of, call.lang, lambda one, _: named_clock(one, case))
    return given_file(text.encode(), f"{call.say('calendar', context='file')}.ics")


def _answer(call: Call) -> Response:
    from gbo_policy import formats

    text = "".join(formats.pieces("json", call.case().report, call.lang))
    return given_file(text.encode(), "gbo-policy.json")


def _dossier(call: Call) -> Response:
    try:
        content = call.office.hands.dossier()
    except PolicyError as error:
        return _page(call, " ".join(p.sentence(call.lang) for p in error.problems), 422)
    return given_file(content, f"dossier-{call.case().report.as_of.day.isoformat()}.zip")


def _sheet(call: Call) -> Response:
    from gbo_policy.documents.sheets.book_rows import rows_of
    from gbo_policy.documents.sheets.book_writing import write_book
    from gbo_policy.documents.sheets.cell_words import CellWords
    from gbo_policy.documents.sheets.raw_sections import raw_sections

    case = call.case()
    words = CellWords(case.report.pack.vocabulary, call.lang)
    content = write_book(
        rows_of(raw_sections(case.workspace), words), words, [r.id for r in case.report.pack.rules]
    )
    return given_file(content, f"{call.say('workbook', context='file')}.xlsx")


ROUTES = (
    DeskRoute("/downloads", _show, title=mark("Downloads"), order=8),
    DeskRoute("/downloads/report", _report),
    DeskRoute("/downloads/calendar.ics", _calendar),
    DeskRoute("/downloads/answer.json", _answer),
    DeskRoute("/downloads/dossier.zip", _dossier),
    DeskRoute("/downloads/book.xlsx", _sheet),
)

"""What a change leads to before it is saved: the whole workspace as it would be, read and judged in
memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.basics.translate import say
from gbo_policy.declarations.load import load_files
from gbo_policy.desk.parts.clock_names import named_clock
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.tabled import FileChange
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import make_report
from gbo_policy.judging.wording import message
from gbo_policy.over_time.deadlines import day_of, deadlines
from gbo_policy.reading.files import InputFile
from gbo_policy.reporting.content.spoken import without_code


def foreseen(case: DeskCase, changes: Iterable[FileChange]) -> DeskCase | tuple[Problem, ...]:
    """Read and judge the workspace as the changes would leave it; what is wrong with it, where it could not
    be read.
    """
    files = {f.path: f for f in case.workspace.files}
    for change in changes:
        path = str(change.path)
        name = files[path].name if path in files else change.path.name
        files[path] = InputFile(path, name, change.text.encode())
    pack = case.judged.pack
    try:
        workspace = load_files(
            list(files.values()),
            case.workspace.root,
            pack.vocabulary,
            pack.clause_numbers,
            rules=[r.id for r in pack.rules],
        )
    except PolicyError as error:
        return error.problems
    judged: Case = case.judged._replace(workspace=workspace)
    return DeskCase(judged, make_report(judged, case.report.as_of), case.lang)


def follows(after: DeskCase, event: str) -> Iterator[str]:
    """Say what an event leads to: how it is judged, the clocks that it starts, and the days of an end on each
    reading.
    """
    after = _once_it_happens(after, event)
    report, lang = after.report, after.lang
    for result in report.results:
        if (
            event in (result.subject.id, result.subject.of)
            and result.subject.kind in ("event", "notice")
            and result.finding
        ):
            yield without_code(message(result, lang, after.words.plain_names), after, lang)
    for one in deadlines(report):
        if one.event == event:
            names, when = named_clock(one, after), after.words.moment(one.expected)
            what = f"{names.what} ({names.to})" if names.to else names.what
            yield say(lang, "{what}: by {when}", what=what, when=when)
    yield from _ends(after, event)


def _once_it_happens(after: DeskCase, event: str) -> DeskCase:
    """Judge as of the day of an event that lies ahead: before it, it leads to nothing."""
    found = next((e for e in after.workspace.events if e.id == event), None)
    if found is None:
        return after
    days = [day_of(v) for k in event_type(found.type).happens if isinstance(v := value_of(found, k), date)]
    as_of = AsOf.of_day(days[0]) if days and days[0] > after.report.as_of.day else None
    return after if as_of is None else DeskCase(after.judged, make_report(after.judged, as_of), after.lang)


def _ends(after: DeskCase, event: str) -> Iterator[str]:
    words = after.words
    for end in after.report.context.ends:
        notice = end.notice
        if end.event.id != event or notice is None:
            continue
        sure = end.valid and end.for_all and not (end.doubts or end.missing or end.roles)
        if not sure:
            yield words.say("Whether this notice ends the agreement is still to be judged. If it does:")
        days: list[tuple[str, date]] = [
            (words.say("the notice counts as given on"), notice.effective),
            (words.say("the months of notice run from"), notice.start),
            (words.say("last day, where the months end the day before"), notice.last_a),
            (words.say("last day, where they end on the same day"), notice.last_b),
            (words.say("the first, moved to the next working day"), notice.last_a_rolled),
            (words.say("the second, moved to the next working day"), notice.last_b_rolled),
            (words.say("ended on every reading from"), notice.certainly_ended_from),
        ]
        for told, day in days:
            yield f"{told}: {after.words.day(day)}"

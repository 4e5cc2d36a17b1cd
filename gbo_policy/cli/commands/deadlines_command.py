"""``gbo-policy deadlines``: every running clock, soonest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, flowing, write
from gbo_policy.cli.parts.run import judge, tell_notices
from gbo_policy.formats import Show
from gbo_policy.formats import paths as named_in
from gbo_policy.formats.text import shown
from gbo_policy.judging.report import Report
from gbo_policy.over_time.deadlines import SOURCES, Deadline, Moment, cited, deadlines


@click.command(
    "deadlines",
    cls=Command,
    help=mark(
        "List every clock that runs on the as-of date, soonest first: what is due, by "
        "whom to whom, expected by when and at the latest when, and how late.\n\n"
        "Example: gbo-policy deadlines flows --format ics --output deadlines.ics"
    ),
)
@judging
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "ics"]),
    default="text",
    help=mark("Output format."),
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
def command(
    paths: tuple[Path, ...],
    format_: str,
    output: Path | None,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """List the deadlines."""
    setup = set_up(paths, options, config=config, rules=rules, outputs=[output])
    report = judge(setup)
    found, lang = deadlines(report), setup.settings["lang"]
    tell_notices(report.gaps, lang)
    if format_ == "ics":
        from gbo_policy.over_time.calendarfile import calendar_file

        text = calendar_file(found, report.workspace.agreement.id, report.as_of, lang)
    elif format_ == "json":
        made = {
            "schema": "gbo-policy/deadlines/1",
            "as_of": str(report.as_of),
            "deadlines": [_data(d, report, lang, named_in(report)) for d in found],
        }
        text = json_text(made)
    else:
        text = flowing(_text(found, report, lang))
    write(text, output)
    return EXIT_OK


def _data(one: Deadline, report: Report, lang: str, show: Show) -> dict[str, Any]:
    place = one.location
    late = one.overdue(report.as_of)
    return {
        "id": one.key,
        "what": one.what.in_(lang),
        "clause": one.clause,
        "by": one.by,
        "to": list(one.to),
        "since": _iso(one.since),
        "expected": _iso(one.expected),
        "outer": _iso(one.outer),
        "stage": one.stage(report.as_of),
        "doubted": one.doubted,
        "overdue_hours": round(late.total_seconds() / 3600, 2),
        "source": one.source,
        "location": {"file": show(place), "line": place.line, "column": place.column},
    }


def _iso(moment: Moment | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.astimezone(BRUSSELS).isoformat(timespec="minutes")
    return None if moment is None else moment.isoformat()


def _text(found: list[Deadline], report: Report, lang: str) -> Iterator[str]:
    if not found:
        yield say(lang, "No clock is running.")
    authorities = report.pack.vocabulary.raw["authorities"]
    for one in found:
        yield from _when(one, report.as_of, lang)
        yield f"  {one.what.in_(lang)}"
        clause = f"{cited(one.clause, lang)} · " if one.clause else ""
        names = [name.upper() if name in authorities else name for name in one.to]
        to = f" → {', '.join(names)}" if names else ""
        since = say(lang, ", since {iso}", iso=_iso(one.since)) if one.since else ""
        yield f"  {clause}{one.by or '?'}{to}{since} [{say(lang, SOURCES[one.source])}]"
        yield f"  {shown(one.location)}"
        yield ""


def _when(one: Deadline, as_of: AsOf, lang: str) -> Iterator[str]:
    """Say when it is expected and when at the latest, then how it stands: late is only what is beyond the
    latter.
    """
    if one.outer is None or one.source == "agreement":
        yield _iso(one.expected) or ""
    elif one.source == "law":
        yield say(
            lang,
            "by {expected}; at the latest, as the term can also be read, {outer}",
            expected=_iso(one.expected),
            outer=_iso(one.outer),
        )
    else:
        yield say(
            lang,
            "expected by {expected}, at the latest {outer}",
            expected=_iso(one.expected),
            outer=_iso(one.outer),
        )
    if one.stage(as_of) == "late":
        late = one.overdue(as_of)
        span: dict[str, Any] = {"days": late.days, "hours": late.seconds // 3600}
        if one.doubted:
            yield say(lang, "  past by {days} d {hours} h: whether that is late is for review", **span)
        else:
            yield say(lang, "  LATE by {days} d {hours} h", **span)
    elif one.stage(as_of) == "past-expected" and one.by_norm:
        yield say(lang, "  later than expected, and not yet late")

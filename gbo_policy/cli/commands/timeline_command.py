"""``gbo-policy timeline``: the verdict of the whole between two dates, on the days when something changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import (
    CONFIG,
    IGNORE,
    LANGUAGE,
    PATHS,
    RULES,
    SELECT,
    TEXT_OR_JSON,
    Setup,
    set_up,
)
from gbo_policy.cli.parts.output import EXIT_OK, flowing, write
from gbo_policy.cli.parts.run import told_case
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import make_report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.judging.wording import message
from gbo_policy.over_time.timeline import Span, VerdictChange, change_days, changes, spans


@click.command(
    "timeline",
    cls=Command,
    help=mark(
        "Show how the verdict on PATH changes between two dates: only the days on "
        "which something changes, and what.\n\n"
        "Example: gbo-policy timeline flows --from 2026-01-01 --to 2026-12-31"
    ),
)
@PATHS
@click.option(
    "--from",
    "first",
    metavar="DATE",
    help=mark("First day; default entry into force."),
)
@click.option("--to", "last", metavar="DATE", help=mark("Last day; default today."))
@TEXT_OR_JSON
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
@SELECT
@IGNORE
@RULES
@CONFIG
@LANGUAGE
def command(
    paths: tuple[Path, ...],
    first: str | None,
    last: str | None,
    format_: str,
    output: Path | None,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Judge the days of change and print them."""
    setup = set_up(paths, options, config=config, rules=rules, outputs=[output])
    case = told_case(setup)
    start, end = period(first, last, case, setup)
    found = list(spans(partial(make_report, case), change_days(case, case.norms), start, end))
    lang = setup.settings["lang"]
    text = json_text(_answer(found, lang)) if format_ == "json" else flowing(_text(found, setup, lang))
    write(text, output)
    return EXIT_OK


def period(first: str | None, last: str | None, case: Case, setup: Setup) -> tuple[date, date]:
    """Read two dates; by default from entry into force until the as-of date. Raises PolicyError when they
    make no period.
    """
    today: AsOf = setup.settings["as_of"]
    end = _day(last, "to") or today.day
    start = _day(first, "from") or case.context(AsOf.of_day(end)).in_force_from or end
    if start > end:
        raise PolicyError(
            [
                problem(
                    "dates-reversed",
                    None,
                    later="--to",
                    earlier="--from",
                    first=start.isoformat(),
                    second=end.isoformat(),
                )
            ]
        )
    return start, end


def _day(word: str | None, option: str) -> date | None:
    if word is None:
        return None
    read = parse_as_of(word)
    if read is None or not read.whole_day:
        raise PolicyError([problem("bad-date", None, word=word)])
    return read.day


def _answer(found: list[Span], lang: str) -> dict[str, Any]:
    made = []
    for i, span in enumerate(found):
        before = found[i - 1].report if i else None
        made.append(
            {
                "from": span.first.isoformat(),
                "to": span.last.isoformat(),
                "verdict": span.report.verdict.word,
                "summary": span.report.counts(),
                "changes": [_change(c, lang) for c in changes(before, span.report)],
            }
        )
    return {"schema": "gbo-policy/timeline/1", "spans": made}


def _change(change: VerdictChange, lang: str) -> dict[str, Any]:
    one = change.after or change.before
    if isinstance(one, Pair):
        was = change.before.state if isinstance(change.before, Pair) else "sharing"
        return {"by": one.by, "against": one.against, "before": was, "after": one.state}
    assert isinstance(one, Result)
    return {
        "rule": one.rule.id,
        "clause": one.rule.clause,
        "subject": f"{one.subject.kind}/{one.subject.id}",
        "against": one.against,
        "before": _verdict(change.before),
        "after": _verdict(change.after),
        "message": message(one, lang),
    }


def _verdict(side: Result | Pair | None) -> str | None:
    return side.verdict.word if isinstance(side, Result) else None


def _text(found: list[Span], setup: Setup, lang: str) -> Iterator[str]:
    label = setup.pack.vocabulary.label
    for i, span in enumerate(found):
        until = say(lang, "until")
        verdict = label("verdicts", span.report.verdict.word, lang).upper()
        yield f"{span.first}  {verdict}  ({until} {span.last})"
        for change in changes(found[i - 1].report if i else None, span.report):
            yield f"    {_line(change, setup, lang)}"


def _line(change: VerdictChange, setup: Setup, lang: str) -> str:
    one, label = change.after or change.before, setup.pack.vocabulary.label
    if isinstance(one, Pair):
        was = change.before.state if isinstance(change.before, Pair) else "sharing"
        return f"{one.by} → {one.against}: {label('states', was, lang)} → {label('states', one.state, lang)}"
    assert isinstance(one, Result)
    nothing = say(lang, "nothing to say")
    sides = [
        label("verdicts", v, lang) if (v := _verdict(s)) else nothing for s in (change.before, change.after)
    ]
    clause = one.rule.clause
    return f"{clause} {one.rule.id} · {one.subject.kind}/{one.subject.id}: {sides[0]} → {sides[1]}"

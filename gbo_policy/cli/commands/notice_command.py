"""``gbo-policy notice``: when a notice of termination ends the agreement; a calculator that needs no
workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from pydantic_core import PydanticCustomError

from gbo_policy.agreement.ending import Notice, termination
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, flowing, write
from gbo_policy.rulebook.pack import load_pack
from gbo_policy.terms.values import parse_date

MODES = ("received", "posted", "third-working-day")
MEANS = ("registered-letter", "email", "letter", "bailiff", "verbal")
_DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))


@click.command(
    "notice",
    cls=Command,
    help=mark(
        "Work out when a notice of termination (14.2) ends the agreement, on each "
        "reading of its text.\n\n"
        "Give every other core actor: with the day of receipt, or with --to while that "
        "is not known.\n\n"
        "Example: gbo-policy notice --sent 2026-08-26 --received caw=2026-08-27 "
        "--received dmw=2026-08-28 --means registered-letter"
    ),
)
@click.option("--sent", required=True, metavar="DATE", help=mark("Day of dispatch."))
@click.option(
    "--received",
    multiple=True,
    metavar="PARTY=DATE",
    help=mark("Who received it, and when (repeatable)."),
)
@click.option(
    "--to",
    multiple=True,
    metavar="PARTY",
    help=mark("Who has not (yet) confirmed receipt (repeatable)."),
)
@click.option(
    "--means",
    type=click.Choice(MEANS),
    default="registered-letter",
    show_default=True,
    help=mark("How it was sent."),
)
@click.option(
    "--notice-given",
    type=click.Choice(MODES),
    default="received",
    show_default=True,
    help=mark("When it counts as given."),
)
@TEXT_OR_JSON
@SPOKEN
def command(
    sent: str,
    received: tuple[str, ...],
    to: tuple[str, ...],
    means: str,
    notice_given: str,
    format_: str,
    lang: str,
) -> int:
    """Calculate and print."""
    day, receipts = _read(sent, received, to)
    bound = load_pack().vocabulary.particulars
    notice = termination(day, receipts, notice_given, bound)
    valid = means == bound.notice.means
    data = _data(notice, means, valid=valid)
    text = json_text(data) if format_ == "json" else flowing(_text(notice, means, lang, valid=valid))
    write(text, None)
    return EXIT_OK if valid else EXIT_VIOLATION


def _read(sent: str, received: tuple[str, ...], to: tuple[str, ...]) -> tuple[date, dict[str, date | None]]:
    problems: list[Problem] = []
    day = _date(sent, problems)
    receipts: dict[str, date | None] = {}
    for word in received:
        party, found, when = word.partition("=")
        if not found or not party:
            problems.append(problem("not-a-receipt", None, word=word))
            continue
        if party in receipts:
            problems.append(problem("twice", None, word=party))
        receipts[party] = _date(when, problems)
        if day and (on := receipts[party]) is not None and on < day:
            problems.append(
                problem(
                    "dates-reversed",
                    None,
                    earlier="--sent",
                    later=word,
                    first=day.isoformat(),
                    second=on.isoformat(),
                )
            )
    for party in to:
        if party in receipts:
            problems.append(problem("twice", None, word=party))
        receipts[party] = None
    if problems or day is None:
        raise PolicyError(problems)
    # with nobody named, two others are presumed to have it on the third working day: their names change
    # nothing
    return day, receipts or {"?": None}


def _date(word: str, problems: list[Problem]) -> date | None:
    try:
        return parse_date(word)
    except PydanticCustomError:
        problems.append(problem("bad-date", None, word=word))
        return None


def _data(notice: Notice, means: str, *, valid: bool) -> dict[str, Any]:
    days = (
        "sent_on",
        "effective",
        "start",
        "last_a",
        "last_b",
        "last_a_rolled",
        "last_b_rolled",
        "ended_from",
        "certainly_ended_from",
    )
    return {
        "schema": "gbo-policy/notice/1",
        "notice_given": notice.mode,
        "means": means,
        "valid": valid,
        "receipts": [
            {"party": r.party, "on": r.day.isoformat(), "presumed": r.presumed} for r in notice.receipts
        ],
        **{name: getattr(notice, name).isoformat() for name in days},
    }


def _text(notice: Notice, means: str, lang: str, *, valid: bool) -> Iterator[str]:
    if not valid:
        yield say(
            lang,
            "Sent by `{means}`: article 14.2 asks for a registered letter, but names no nullity. Whether this"
            " notice ends the agreement can be read both ways; somebody has to record that as the assessment"
            " of the effect of the notice (`notice-effect`). If it does, then as a registered letter would:",
            means=means,
        )
        yield ""
    for day, what in _steps(notice, lang):
        yield f"  {day} {say(lang, _DAYS[day.weekday()])}  {what}"
    yield ""
    if valid:
        yield say(
            lang,
            "Ended from {ended_from}; beyond doubt from {certainly_ended_from}. In between "
            "the readings differ: let somebody judge.",
            ended_from=notice.ended_from,
            certainly_ended_from=notice.certainly_ended_from,
        )


def _steps(notice: Notice, lang: str) -> list[tuple[date, str]]:
    steps = [(notice.sent_on, say(lang, "notice sent"))]
    for receipt in notice.receipts:
        who = say(lang, "the others") if receipt.party == "?" else receipt.party
        if receipt.presumed:
            steps.append(
                (
                    receipt.day,
                    say(lang, "presumed receipt by {who}: third working day after dispatch", who=who),
                )
            )
        else:
            steps.append((receipt.day, say(lang, "received by {who}", who=who)))
    given = {
        "received": say(lang, "notice given: the latest receipt"),
        "posted": say(lang, "notice given: the day of dispatch"),
        "third-working-day": say(lang, "notice given: third working day after dispatch"),
    }[notice.mode]
    steps += [
        (notice.effective, given),
        (
            notice.start,
            say(lang, "the six months start: first Monday after that week"),
        ),
        (
            notice.last_a,
            say(lang, "last day (A): the day before the same-numbered day"),
        ),
        (
            notice.last_a_rolled,
            say(lang, "last day (A), rolled to a working day"),
        ),
        (
            notice.last_b,
            say(lang, "last day (B): the same-numbered day itself"),
        ),
        (
            notice.last_b_rolled,
            say(lang, "last day (B), rolled to a working day"),
        ),
        (notice.ended_from, say(lang, "ended, on reading A")),
        (
            notice.certainly_ended_from,
            say(lang, "ended beyond doubt, on every reading"),
        ),
    ]
    return sorted(steps, key=lambda s: s[0])

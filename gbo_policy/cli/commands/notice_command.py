"""``gbo-policy notice``: when a notice of termination ends the agreement; a calculator that needs no workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from pydantic_core import PydanticCustomError

from gbo_policy.basics.calendar import Notice, termination
from gbo_policy.basics.messages import pick
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import in_json, no_order
from gbo_policy.cli.parts.options import LANGUAGE
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, LANG, say, write
from gbo_policy.terms.values import parse_date

MODES = ("received", "posted", "third-working-day")
MEANS = ("registered-letter", "email", "letter", "bailiff", "verbal")
_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
}


@click.command(
    "notice",
    help=say(
        """Work out when a notice of termination (14.2) ends the agreement, on each reading of its text.

        Give every other core actor: with the day of receipt, or with --to while that is not known.

        Example: gbo-policy notice --sent 2026-08-26 --received caw=2026-08-27 --received dmw=2026-08-28 --means registered-letter""",
        """Bereken wanneer een opzegging (14.2) de overeenkomst beëindigt, volgens elke lezing van de tekst.

        Geef elke andere kernactor: met de dag van ontvangst, of met --to zolang die niet bekend is.

        Voorbeeld: gbo-policy notice --sent 2026-08-26 --received caw=2026-08-27 --received dmw=2026-08-28 --means registered-letter""",
    ),
)
@click.option("--sent", required=True, metavar="DATE", help=say("Day of dispatch.", "Dag van verzending."))
@click.option(
    "--received",
    multiple=True,
    metavar="PARTY=DATE",
    help=say("Who received it, and when (repeatable).", "Wie ze ontving, en wanneer (herhaalbaar)."),
)
@click.option(
    "--to",
    multiple=True,
    metavar="PARTY",
    help=say(
        "Who has not (yet) confirmed receipt (repeatable).",
        "Wie de ontvangst (nog) niet bevestigde (herhaalbaar).",
    ),
)
@click.option(
    "--means",
    type=click.Choice(MEANS),
    default="registered-letter",
    show_default=True,
    help=say("How it was sent.", "Hoe ze verstuurd is."),
)
@click.option(
    "--notice-given",
    type=click.Choice(MODES),
    default="received",
    show_default=True,
    help=say("When it counts as given.", "Wanneer ze als gegeven geldt."),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help=say("Output format.", "Uitvoerformaat."),
)
@LANGUAGE
def command(
    sent: str,
    received: tuple[str, ...],
    to: tuple[str, ...],
    means: str,
    notice_given: str,
    format_: str,
    lang: str | None,
) -> int:
    """Calculate and print."""
    lang = lang or LANG
    day, receipts = _read(sent, received, to)
    notice = termination(day, receipts, notice_given)
    valid = means == "registered-letter"
    data = _data(notice, means, valid=valid)
    text = (
        in_json(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
        if format_ == "json"
        else "".join(f"{no_order(line)}\n" for line in _text(notice, means, lang, valid=valid))
    )
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
    # with nobody named, two others are presumed to have it on the third working day: their names change nothing
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
        yield pick(
            lang,
            f"Sent by `{means}`: article 14.2 asks for a registered letter, so this notice ends nothing. Had it been registered:",
            f"Verstuurd als `{means}`: artikel 14.2 vraagt een aangetekend schrijven, dus deze opzegging beëindigt niets. Was ze aangetekend:",
        )
        yield ""
    for day, what in _steps(notice, lang):
        yield f"  {day} {_DAYS[lang][day.weekday()]}  {what}"
    yield ""
    if valid:
        yield pick(
            lang,
            f"Ended from {notice.ended_from}; beyond doubt from {notice.certainly_ended_from}. In between the readings differ: let somebody judge.",
            f"Beëindigd vanaf {notice.ended_from}; onbetwistbaar vanaf {notice.certainly_ended_from}. Daartussen verschillen de lezingen: laat iemand oordelen.",
        )


def _steps(notice: Notice, lang: str) -> list[tuple[date, str]]:
    def words(en: str, nl: str) -> str:
        return pick(lang, en, nl)

    steps = [(notice.sent_on, words("notice sent", "opzegging verstuurd"))]
    for receipt in notice.receipts:
        who = "" if receipt.party == "?" else f" {receipt.party}"
        if receipt.presumed:
            steps.append(
                (
                    receipt.day,
                    words(
                        f"presumed receipt by{who or ' the others'}: third working day after dispatch",
                        f"vermoede ontvangst door{who or ' de anderen'}: derde werkdag na verzending",
                    ),
                )
            )
        else:
            steps.append((receipt.day, words(f"received by{who}", f"ontvangen door{who}")))
    given = {
        "received": words("notice given: the latest receipt", "opzegging gegeven: de laatste ontvangst"),
        "posted": words("notice given: the day of dispatch", "opzegging gegeven: de dag van verzending"),
        "third-working-day": words(
            "notice given: third working day after dispatch", "opzegging gegeven: derde werkdag na verzending"
        ),
    }[notice.mode]
    steps += [
        (notice.effective, given),
        (
            notice.start,
            words(
                "the six months start: first Monday after that week",
                "de zes maanden gaan in: de eerste maandag na die week",
            ),
        ),
        (
            notice.last_a,
            words(
                "last day (A): the day before the same-numbered day",
                "laatste dag (A): de dag voor de gelijkgenummerde dag",
            ),
        ),
        (
            notice.last_a_rolled,
            words("last day (A), rolled to a working day", "laatste dag (A), verschoven naar een werkdag"),
        ),
        (
            notice.last_b,
            words(
                "last day (B): the same-numbered day itself", "laatste dag (B): de gelijkgenummerde dag zelf"
            ),
        ),
        (
            notice.last_b_rolled,
            words("last day (B), rolled to a working day", "laatste dag (B), verschoven naar een werkdag"),
        ),
        (notice.ended_from, words("ended, on reading A", "beëindigd, volgens lezing A")),
        (
            notice.certainly_ended_from,
            words("ended beyond doubt, on every reading", "onbetwistbaar beëindigd, volgens elke lezing"),
        ),
    ]
    return sorted(steps, key=lambda s: s[0])

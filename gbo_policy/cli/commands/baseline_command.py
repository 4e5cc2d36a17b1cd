"""``gbo-policy baseline``: write down the findings that an old repository lives with until a date, and see
what is left of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic_core import PydanticCustomError

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import CommandExample, CommandGroup
from gbo_policy.cli.parts.options import TEXT_OR_JSON, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, flowing, write
from gbo_policy.cli.parts.run import case_of, tell_notices
from gbo_policy.comparing.baseline import (
    Baseline,
    BaselineEntry,
    entries,
    gives_no_reason,
    holdable,
    read_baseline,
    shrunk,
    states,
    written,
)
from gbo_policy.formats.text import shown
from gbo_policy.judging.report import Report, make_report
from gbo_policy.reading.files import BASELINE
from gbo_policy.terms.values import parse_date

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("The baseline; by default the setting `baseline`, or else gbo-policy-baseline.json here."),
)
_STATES = {
    "held": mark("held"),
    "fixed": mark("fixed"),
    "outgrown": mark("outgrown: counts"),
    "refused": mark("refused: counts"),
}


@click.group(
    "baseline",
    cls=CommandGroup,
    help=mark(
        "Adopt the program on an old repository: hold the findings of today until a "
        "date, and let only new ones count.\n\n"
        "A baseline holds fingerprints of findings, which know no file and no line, "
        "with what each rests on, a reason and a last day. It never grows by itself. "
        "Violations of rules that cannot be waived (the critical ones) are never held; "
        "they count at once."
    ),
    examples=(
        CommandExample(
            'gbo-policy baseline write flows --reason "Adoption, plan of 12 May" --expires 2026-12-31',
            mark("hold today's findings"),
        ),
        CommandExample(
            "gbo-policy check flows --baseline gbo-policy-baseline.json",
            mark("judge, counting only what is new"),
        ),
        CommandExample("gbo-policy baseline show flows", mark("see what is fixed since")),
    ),
)
def command() -> None:
    """Hold the two commands."""


@command.command(
    "write",
    help=mark("Write the findings on the workspace below PATH to the baseline."),
    examples=(
        CommandExample(
            'gbo-policy baseline write --reason "Adoption" --expires 2026-12-31', mark("a first baseline")
        ),
        CommandExample(
            "gbo-policy baseline write --shrink", mark("take out what is fixed; nothing new comes in")
        ),
    ),
)
@judging
@_FILE
@click.option(
    "--reason",
    metavar="TEXT",
    help=mark("Why these findings may wait."),
)
@click.option(
    "--expires",
    metavar="DATE",
    help=mark("The last day on which it covers them."),
)
@click.option(
    "--shrink",
    is_flag=True,
    help=mark("Only take out of an existing baseline what is fixed."),
)
@click.option(
    "--force",
    is_flag=True,
    help=mark("Write an existing baseline anew."),
)
def write_command(
    *,
    paths: tuple[Path, ...],
    file: Path | None,
    reason: str | None,
    expires: str | None,
    shrink: bool,
    force: bool,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Write the baseline."""
    report, target, lang = _judged(paths, file, options, config, rules)
    old = read_baseline(target) if shrink else None
    if old is None and target.exists():
        if not force:
            raise PolicyError([problem("baseline-exists", None, word=str(target))])
        read_baseline(target)  # whatever else it is, it is not this command's to write over
    why, until = _terms(reason, expires, old, report)
    found = entries(report) if old is None else shrunk(old, report)
    write(written(found, why, until, str(report.as_of)), target)
    for line in (
        _said(found, target, until, report, lang) if old is None else _dropped(old, found, target, lang)
    ):
        click.echo(no_order(line), err=True)
    return EXIT_OK


def _judged(
    paths: Sequence[Path], file: Path | None, options: dict[str, Any], config: Path | None, rules: Path | None
) -> tuple[Report, Path, str]:
    """Judge without a baseline, though its file is left out of the workspace; give the file's path and the
    language too.
    """
    setup = set_up(paths, {**options, "baseline": file}, config=config, rules=rules)
    report, lang = make_report(case_of(setup), setup.settings["as_of"]), setup.settings["lang"]
    tell_notices((g for g in report.gaps if g.code != "not-read-baseline"), lang)  # it is the one at hand
    return report, Path(setup.settings["baseline"] or BASELINE), lang


def _terms(reason: str | None, expires: str | None, old: Baseline | None, report: Report) -> tuple[str, date]:
    """Give reason and last day: both as given, or both those of the baseline that shrinks. PolicyError for
    what is missing or past.
    """
    if old is not None and reason is None and expires is None:
        return old.contents.reason, old.contents.expires_on
    missing = [
        name for name, given in (("--reason", reason), ("--expires", expires)) if not (given or "").strip()
    ]
    if missing or reason is None or expires is None:
        raise PolicyError(problem("baseline-option", None, word=name) for name in missing)
    if gives_no_reason(reason):
        raise PolicyError([problem("baseline-reason", None, word=reason)])
    try:
        until = parse_date(expires)
    except PydanticCustomError:
        raise PolicyError(
            [problem("bad-setting", None, word=expires, setting="--expires", expected="2026-12-31")]
        ) from None
    if until <= report.as_of.day:
        raise PolicyError([problem("baseline-expiry", None, word=expires, day=report.as_of.day)])
    return reason.strip(), until


def _dropped(old: Baseline, found: list[BaselineEntry], target: Path, lang: str) -> list[str]:
    gone = len(old.contents.findings) - len(found)
    return [
        say(
            lang,
            "{target}: {gone} findings taken out, {found} left",
            target=target,
            gone=gone,
            found=len(found),
        )
    ]


def _said(found: list[BaselineEntry], target: Path, until: date, report: Report, lang: str) -> list[str]:
    lines = [
        say(
            lang,
            "{target}: {found} findings held until {until}",
            target=target,
            found=len(found),
            until=until,
        )
    ]
    left = [r for r in report.results if r.finding and r.waived is None and not holdable(r)]
    if left:
        names = Counter(r.rule.id for r in left)
        listed = ", ".join(f"{name} ({n})" for name, n in sorted(names.items()))
        lines.append(
            say(lang, "{left} cannot be held and count at once: {listed}", left=len(left), listed=listed)
        )
    return [
        *lines,
        say(
            lang,
            "`check --baseline {target}` uses it, and so does every check once `baseline` "
            "in gbo-policy.toml names it",
            target=target,
        ),
    ]


@command.command(
    "show",
    help=mark(
        "Show a baseline's findings beside those on the workspace below PATH: which "
        "are fixed, and which rest on more by now."
    ),
    examples=(
        CommandExample("gbo-policy baseline show flows --format json", mark("the same, for programs")),
    ),
)
@judging
@_FILE
@TEXT_OR_JSON
def show_command(
    paths: tuple[Path, ...],
    file: Path | None,
    format_: str,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Show the baseline."""
    report, target, lang = _judged(paths, file, options, config, rules)
    baseline = read_baseline(target)
    contents, found = baseline.contents, states(baseline, report)
    expired = contents.expires_on < report.as_of.day
    if format_ == "json":
        findings = [
            e.model_dump(mode="json") | {"state": s} for e, s in zip(contents.findings, found, strict=True)
        ]
        made: dict[str, Any] = {
            "schema": "gbo-policy/baseline-state/1",
            "file": str(target),
            "as_of": str(report.as_of),
            "reason": contents.reason,
        }
        made |= {"expires_on": contents.expires_on.isoformat(), "expired": expired, "findings": findings}
        write(json_text(made), None)
        return EXIT_OK
    write(flowing(_shown(baseline, found, expired, lang)), None)
    return EXIT_OK


def _shown(baseline: Baseline, found: list[str], expired: bool, lang: str) -> list[str]:
    contents = baseline.contents
    until = say(lang, "until {expires_on}", expires_on=contents.expires_on) + (
        say(lang, ", expired: it covers nothing") if expired else ""
    )
    counts = ", ".join(f"{n} {say(lang, _STATES[state])}" for state in _STATES if (n := found.count(state)))
    lines = [f"{baseline.file}: {contents.reason}", f"{until}; {counts or say(lang, 'empty')}"]
    for i, (entry, state) in enumerate(zip(contents.findings, found, strict=True)):
        lines.append(
            f"  {shown(baseline.at(i))}: {entry.rule} ({entry.subject}): {say(lang, _STATES[state])}"
        )
    return lines

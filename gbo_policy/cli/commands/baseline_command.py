"""``gbo-policy baseline``: write down the findings that an old repository lives with until a date, and see what is left of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic_core import PydanticCustomError

from gbo_policy.basics.messages import pick
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import in_json, no_order
from gbo_policy.cli.parts.options import judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, examples, say, write
from gbo_policy.cli.parts.run import judging_of
from gbo_policy.comparing.baseline import (
    Baseline,
    BaselineEntry,
    entries,
    holdable,
    read_baseline,
    shrunk,
    states,
    written,
)
from gbo_policy.formats.text import shown
from gbo_policy.judging.report import Report
from gbo_policy.reading.files import BASELINE
from gbo_policy.terms.values import parse_date

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say(
        f"The baseline; by default the setting `baseline`, or else {BASELINE} here.",
        f"De nulmeting; standaard de instelling `baseline`, of anders {BASELINE} hier.",
    ),
)
_STATES = {
    "held": ("held", "vervat"),
    "fixed": ("fixed", "hersteld"),
    "outgrown": ("outgrown: counts", "uitgebreid: telt mee"),
    "refused": ("refused: counts", "geweigerd: telt mee"),
}


@click.group(
    "baseline",
    help=say(
        """Adopt the program on an old repository: hold the findings of today until a date, and let only new ones count.

        A baseline holds fingerprints of findings, which know no file and no line, with what each rests on, a reason and a last day. It
        never grows by itself. Violations of rules that cannot be waived (the critical ones) are never held; they count at once.""",
        """Voer het programma in op een oude repository: vervat de bevindingen van vandaag tot een datum, en laat enkel nieuwe meetellen.

        Een nulmeting bevat vingerafdrukken van bevindingen, los van bestand en regelnummer, met waarop elk steunt, een reden en een
        laatste dag. Ze groeit nooit vanzelf. Schendingen van regels waarvan niet afgeweken kan worden (de kritieke) worden nooit vervat;
        ze tellen meteen mee.""",
    ),
    epilog=examples(
        (
            'gbo-policy baseline write flows --reason "Adoption, plan of 12 May" --expires 2026-12-31',
            "hold today's findings",
            "vervat de bevindingen van vandaag",
        ),
        (
            "gbo-policy check flows --baseline gbo-policy-baseline.json",
            "judge, counting only what is new",
            "beoordeel, en tel enkel wat nieuw is",
        ),
        ("gbo-policy baseline show flows", "see what is fixed since", "zie wat sindsdien hersteld is"),
    ),
)
def command() -> None:
    """Hold the two commands."""


@command.command(
    "write",
    help=say(
        "Write the findings on the workspace below PATH to the baseline.",
        "Schrijf de bevindingen over de werkmap onder PATH in de nulmeting.",
    ),
    epilog=examples(
        (
            'gbo-policy baseline write --reason "Adoption" --expires 2026-12-31',
            "a first baseline",
            "een eerste nulmeting",
        ),
        (
            "gbo-policy baseline write --shrink",
            "take out what is fixed; nothing new comes in",
            "haal eruit wat hersteld is; er komt niets bij",
        ),
    ),
)
@judging
@_FILE
@click.option(
    "--reason",
    metavar="TEXT",
    help=say("Why these findings may wait.", "Waarom deze bevindingen mogen wachten."),
)
@click.option(
    "--expires",
    metavar="DATE",
    help=say("The last day on which it covers them.", "De laatste dag waarop ze gedekt zijn."),
)
@click.option(
    "--shrink",
    is_flag=True,
    help=say(
        "Only take out of an existing baseline what is fixed.",
        "Haal enkel uit een bestaande nulmeting wat hersteld is.",
    ),
)
@click.option(
    "--force",
    is_flag=True,
    help=say("Write an existing baseline anew.", "Schrijf een bestaande nulmeting opnieuw."),
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
    """Judge without a baseline, though its file is left out of the workspace; give the file's path and the language too."""
    setup = set_up(paths, {**options, "baseline": file}, config=config, rules=rules)
    report = judging_of(setup).report(setup.settings["as_of"])
    return report, Path(setup.settings["baseline"] or BASELINE), setup.settings["lang"]


def _terms(reason: str | None, expires: str | None, old: Baseline | None, report: Report) -> tuple[str, date]:
    """Give reason and last day: both as given, or both those of the baseline that shrinks. PolicyError for what is missing or past."""
    if old is not None and reason is None and expires is None:
        return old.contents.reason, old.contents.expires_on
    missing = [
        name for name, given in (("--reason", reason), ("--expires", expires)) if not (given or "").strip()
    ]
    if missing or reason is None or expires is None:
        raise PolicyError(problem("baseline-option", None, word=name) for name in missing)
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
        pick(
            lang,
            f"{target}: {gone} findings taken out, {len(found)} left",
            f"{target}: {gone} bevindingen eruit gehaald, {len(found)} over",
        )
    ]


def _said(found: list[BaselineEntry], target: Path, until: date, report: Report, lang: str) -> list[str]:
    lines = [
        pick(
            lang,
            f"{target}: {len(found)} findings held until {until}",
            f"{target}: {len(found)} bevindingen vervat tot {until}",
        )
    ]
    left = [r for r in report.results if r.finding and r.waived is None and not holdable(r)]
    if left:
        names = Counter(r.rule.id for r in left)
        listed = ", ".join(f"{name} ({n})" for name, n in sorted(names.items()))
        lines.append(
            pick(
                lang,
                f"{len(left)} cannot be held and count at once: {listed}",
                f"{len(left)} kunnen niet vervat worden en tellen meteen mee: {listed}",
            )
        )
    return [
        *lines,
        pick(
            lang,
            f"`check --baseline {target}` uses it, and so does every check once `baseline` in gbo-policy.toml names it",
            f"`check --baseline {target}` gebruikt ze, net als elke controle zodra `baseline` in gbo-policy.toml ze noemt",
        ),
    ]


@command.command(
    "show",
    help=say(
        "Show a baseline's findings beside those on the workspace below PATH: which are fixed, and which rest on more by now.",
        "Toon de bevindingen van een nulmeting naast die over de werkmap onder PATH: welke hersteld zijn, en welke intussen op meer steunen.",
    ),
    epilog=examples(
        (
            "gbo-policy baseline show flows --format json",
            "the same, for programs",
            "hetzelfde, voor programma's",
        )
    ),
)
@judging
@_FILE
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help=say("Output format.", "Uitvoerformaat."),
)
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
        write(in_json(json.dumps(made, ensure_ascii=False, indent=2)) + "\n", None)
        return EXIT_OK
    write("".join(f"{no_order(line)}\n" for line in _shown(baseline, found, expired, lang)), None)
    return EXIT_OK


def _shown(baseline: Baseline, found: list[str], expired: bool, lang: str) -> list[str]:
    contents = baseline.contents
    until = pick(lang, f"until {contents.expires_on}", f"tot {contents.expires_on}") + (
        pick(lang, ", expired: it covers nothing", ", verlopen: ze dekt niets") if expired else ""
    )
    counts = ", ".join(f"{n} {pick(lang, *_STATES[state])}" for state in _STATES if (n := found.count(state)))
    lines = [f"{baseline.file}: {contents.reason}", f"{until}; {counts or pick(lang, 'empty', 'leeg')}"]
    for i, (entry, state) in enumerate(zip(contents.findings, found, strict=True)):
        lines.append(
            f"  {shown(baseline.at(i))}: {entry.rule} ({entry.subject}): {pick(lang, *_STATES[state])}"
        )
    return lines

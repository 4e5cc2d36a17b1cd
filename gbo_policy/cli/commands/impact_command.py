"""``gbo-policy impact``: what an amended pack, a departure or a house norm would change, over real
workspaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import Saying, later, mark
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.many import find_workspaces, inner_of
from gbo_policy.cli.parts.options import Setup, judging, set_up
from gbo_policy.cli.parts.output import EXIT_INPUT, EXIT_OK, EXIT_VIOLATION, flowing, write
from gbo_policy.cli.parts.run import tell_notices, told_case
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.settings import NOTICE, Settings
from gbo_policy.judging.settings_file import Value
from gbo_policy.rulebook.pack import load_pack
from gbo_policy.terms.values import MOST_DIGITS

if TYPE_CHECKING:
    from gbo_policy.workbench.diff import RuleChange
    from gbo_policy.workbench.impact import Impact

_FAIL_ON = ("flip", "never")


@click.command(
    "impact",
    cls=Command,
    help=mark(
        "Show what an amended pack (--with), a departure of the signed text (--departure) or a house norm"
        " (--set) would change in the "
        "workspaces below PATH: verdicts that flip, powers of article 9 and deadlines that come and go; and"
        " for a rule that flips nothing "
        "there, a made-up row that shows what it would change."
    ),
    examples=(
        CommandExample("gbo-policy impact regions --with amended-pack", mark("before a new pack is taken")),
        CommandExample("gbo-policy impact . --set cure_days=20/40", mark("before a house norm is set")),
        CommandExample(
            "gbo-policy impact . --departure addendum.yaml --format markdown", mark("a note for the board")
        ),
    ),
)
@judging
@click.option(
    "--with",
    "amended",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=mark("The amended pack, or more rules for the built-in one."),
)
@click.option(
    "--departure",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("One or more departures of the signed text, as in the agreement."),
)
@click.option(
    "--set",
    "norms",
    multiple=True,
    metavar="NAME=VALUE",
    help=mark("A house norm: NAME=30/60, NAME.outer=60 (repeatable)."),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help=mark("Output format."),
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help=mark("Write to this file."))
@click.option(
    "--fail-on",
    "failing",
    type=click.Choice(_FAIL_ON),
    default="never",
    help=mark("What makes the exit code non-zero."),
)
def command(
    paths: tuple[Path, ...],
    amended: Path | None,
    departure: Path | None,
    norms: tuple[str, ...],
    format_: str,
    output: Path | None,
    failing: str,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Show an impact."""
    from gbo_policy.workbench import impact_answer

    change = _WhatIf(amended, departure, norms)
    setups = list(_setups(paths, options, config, rules, [output]))
    lang = setups[0].settings["lang"]
    keep_inputs([output], [amended, departure])
    tell_notices(change.pack.gaps if change.pack is not None else (), lang)
    found = [change.impact(setup) for setup in setups]
    solved = find_spec("z3") is not None
    answer = impact_answer.Impacts(
        change.told(), tuple(found), tuple(change.witnesses(found)) if solved else (), solved
    )
    if format_ == "json":
        write(json_text(impact_answer.impact_data(answer, lang)), output)
    elif format_ == "markdown":
        write("".join(f"{line}\n" for line in impact_answer.impact_markdown(answer, lang)), output)
    else:
        write(flowing(impact_answer.impact_lines(answer, lang)), output)
    if any(one.wrong for one in found):
        return EXIT_INPUT
    return EXIT_VIOLATION if failing == "flip" and answer.flips else EXIT_OK


def _setups(
    paths: Sequence[Path],
    options: Mapping[str, Any],
    config: Path | None,
    rules: Path | None,
    outputs: Sequence[Path | None],
) -> Iterator[Setup]:
    """Give the setup of each workspace below some folders; files that are named are one workspace."""
    if not paths or not all(p.is_dir() for p in paths):
        yield set_up(paths, options, config=config, rules=rules, outputs=outputs)
        return
    folders, astray = find_workspaces(paths)
    if astray:
        raise PolicyError(astray)
    for folder in folders:
        setup = set_up([folder], options, config=config, rules=rules, outputs=outputs)
        yield setup._replace(inner=inner_of(folder, folders))


class _WhatIf:
    """What would change: one of an amended pack, departures, and house norms."""

    def __init__(self, amended: Path | None, departure: Path | None, norms: Sequence[str]) -> None:
        if sum((amended is not None, departure is not None, bool(norms))) != 1:
            raise PolicyError([problem("one-change")])
        self.amended, self.departure = amended, departure
        self.parameters = dict(_once([p for given in norms for p in _parameters(given)]))
        self.norms = norms
        self.pack = None if amended is None else load_pack(amended)
        self.cases: list[tuple[Case, Case]] = []

    def told(self) -> Saying:
        """Say what would change."""
        if self.pack is not None:
            words = {"id": self.pack.id, "version": self.pack.version, "path": str(self.amended)}
            return later("If the rules were those of {path} ({id} {version})", **words)
        if self.departure is not None:
            return later("If the signed text departed from the model as in {file}", file=str(self.departure))
        return later("If the house norms were: {norms}", norms=", ".join(self.norms))

    def impact(self, setup: Setup) -> Impact:
        """Judge a workspace as it is and as it would be."""
        from gbo_policy.workbench.impact import Impact, impact

        case, as_of = told_case(setup), setup.settings["as_of"]
        name, old = str(setup.paths[0]), make_report(case, as_of)
        try:
            other = self._case(case, setup)
            new: Report = make_report(other, as_of)
        except PolicyError as error:
            if self.departure is not None or self.parameters:
                raise  # what is wrong is what was given, not this workspace
            return Impact(name, old, None, wrong=error.problems)
        self.cases.append((case, other))
        return impact(name, old, new)

    def _case(self, case: Case, setup: Setup) -> Case:
        from gbo_policy.workbench.supposing import read_departures, under_pack, with_departures

        settings = setup.settings
        if self.pack is not None:
            return under_pack(case, self.pack, settings.norms(self.pack), settings.rules(self.pack))
        if self.departure is not None:
            found = read_departures(self.departure)
            return with_departures(case, found, self.departure, settings.norms(case.pack))
        parameters = {**settings.parameters, **self.parameters}
        changed = Settings(settings.values, parameters, settings.file)
        rules = [r for kind in case.engine.rules.values() for r in kind]
        return Case.of(
            case.workspace,
            case.pack,
            changed.norms(case.pack),
            rules,
            notice_given=changed.notice_given(case.pack),
        )

    def witnesses(self, found: Sequence[Impact]) -> Iterator[RuleChange]:
        """Give a made-up row for each rule that judges otherwise and flips nothing in these workspaces."""
        from gbo_policy.workbench.diff import diff
        from gbo_policy.workbench.impact import unmoved

        if not self.cases or self.departure is not None:
            return  # a departure changes facts, not rules; its norms are the agreement's own
        old, new = self.cases[0]
        compared = diff(old.pack, new.pack, norms=(old.norms, new.norms))
        still = unmoved(found, [c.rule for c in compared.rules])
        yield from (c for c in compared.rules if c.same is not True and c.rule in still and c.old and c.new)


def _once(found: Sequence[tuple[str, Value]]) -> Sequence[tuple[str, Value]]:
    """Give back what is set. Raises PolicyError for what is set twice: one would count for nothing."""
    names = [name for name, _ in found]
    if twice := [name for i, name in enumerate(names) if name in names[:i]]:
        raise PolicyError(problem("twice", None, word=name) for name in dict.fromkeys(twice))
    return found


def _parameters(given: str) -> Iterator[tuple[str, Value]]:
    """Read ``NAME=30``, ``NAME=30/60``, ``NAME.outer=60`` or ``notice_given=posted``. Raises PolicyError for
    anything else.
    """
    name, sign, value = given.partition("=")
    name, value = name.strip(), value.strip()
    numbers = value.split("/")
    if not sign or not name or not value:
        raise PolicyError([problem("bad-set", None, word=given)])
    if name == NOTICE:
        yield name, Value(value, "--set")
    elif (
        not all(n.isdecimal() and len(n) <= MOST_DIGITS for n in numbers)
        or len(numbers) > 2
        or ("." in name and len(numbers) > 1)
    ):
        raise PolicyError([problem("bad-set", None, word=given)])
    elif "." in name:
        yield name, Value(int(value), "--set")
    else:
        for part, number in zip(("expected", "outer"), (numbers[0], numbers[-1]), strict=True):
            yield f"{name}.{part}", Value(int(number), "--set")

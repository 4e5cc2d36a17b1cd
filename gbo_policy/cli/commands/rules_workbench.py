"""``gbo-policy rules prove``, ``rules diff`` and ``rules mutate``: a pack under proof."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import RULES, SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, write, write_lines
from gbo_policy.cli.parts.run import told_pack
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule

TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0, max=3600),
    default=5.0,
    metavar="SECONDS",
    help=mark("How long one question to the solver may take; what is open by then is undecided."),
)
NAMES = click.argument("names", nargs=-1, metavar="[ID]...")


def needs_solver(command: str) -> None:
    """Raise PolicyError where the solver's extra is not installed."""
    if find_spec("z3") is None:
        raise PolicyError([problem("needs-extra", None, word=command, extra="prove")])


def named_rules(pack: Pack, names: tuple[str, ...]) -> list[Rule]:
    """Give the rules called so, or all of them. Raises PolicyError with every name that is none."""
    ids = [r.id for r in pack.rules]
    wrong = [w for w in dict.fromkeys(names) if w not in ids]
    if wrong:
        raise PolicyError(
            [problem("unknown-rule", None, word=w, known=listed(ids), guess=nearest(w, ids)) for w in wrong]
        )
    return [r for r in pack.rules if not names or r.id in names]


def written(data: Any) -> str:
    """Write data as JSON."""
    return json_text(data)


@click.command(
    "prove",
    cls=Command,
    help=mark(
        "Prove what rules can say, over every row that their facts allow, unknown ones included: which"
        " verdicts each can give (a row for "
        "each), which rule adds nothing to another, which two can never be kept together, and that more"
        " knowledge pardons nothing. "
        "Exit code 1: a rule that can find nothing, or a violation that more knowledge pardons; 3:"
        " something undecided."
    ),
)
@NAMES
@TEXT_OR_JSON
@TIMEOUT
@RULES
@SPOKEN
def prove(names: tuple[str, ...], format_: str, timeout: float, rules: Path | None, lang: str) -> int:
    """Prove rules."""
    needs_solver("rules prove")
    from gbo_policy.workbench.proof_answer import proof_data, proof_lines
    from gbo_policy.workbench.prove import prove as proved

    pack = told_pack(rules, lang)
    proof = proved(pack, named_rules(pack, names), timeout=timeout)
    if format_ == "json":
        write(written(proof_data(proof)), None)
    else:
        write_lines(proof_lines(proof, lang, rows=bool(names)))
    if not proof.sound:
        return EXIT_VIOLATION
    return EXIT_REVIEW if proof.undecided else EXIT_OK


@click.command(
    "diff",
    cls=Command,
    help=mark(
        "Hold two packs against each other, OLD and NEW, each a folder of rules or the word builtin: per"
        " rule the same on every row, or "
        "a row with both verdicts. Exit code 1 where some rule judges otherwise; 3: something undecided."
    ),
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@TEXT_OR_JSON
@TIMEOUT
@SPOKEN
def diff(old: str, new: str, format_: str, timeout: float, lang: str) -> int:
    """Compare two packs."""
    needs_solver("rules diff")
    from gbo_policy.workbench.diff import diff as compared
    from gbo_policy.workbench.pack_answers import diff_data, diff_lines

    packs = [told_pack(None if name == "builtin" else Path(name), lang) for name in (old, new)]
    found = compared(packs[0], packs[1], timeout=timeout)
    if format_ == "json":
        write(written(diff_data(found)), None)
    else:
        write_lines(diff_lines(found, lang))
    if any(c.same is False for c in found.rules):
        return EXIT_VIOLATION
    return EXIT_REVIEW if any(c.same is None for c in found.rules) else EXIT_OK


@click.command(
    "mutate",
    cls=Command,
    help=mark(
        "Change each expression of the rules in every small way and run the rules' own tests: how many"
        " changes they notice, and those that "
        "they do not, each with the row of a test that would. A change that is proved to change nothing is"
        " not counted. Exit code 1 where "
        "some change goes unnoticed."
    ),
)
@NAMES
@TEXT_OR_JSON
@TIMEOUT
@RULES
@SPOKEN
def mutate(names: tuple[str, ...], format_: str, timeout: float, rules: Path | None, lang: str) -> int:
    """Test the tests of rules."""
    needs_solver("rules mutate")
    from gbo_policy.workbench.mutate import mutate as mutated
    from gbo_policy.workbench.pack_answers import mutation_data, mutation_lines

    pack = told_pack(rules, lang)
    found = mutated(pack, named_rules(pack, names), timeout=timeout)
    if format_ == "json":
        write(written(mutation_data(found)), None)
    else:
        write_lines(mutation_lines(found, pack, lang))
    return EXIT_VIOLATION if any(m.survivors for m in found) else EXIT_OK

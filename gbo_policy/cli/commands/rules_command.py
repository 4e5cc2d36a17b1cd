"""``gbo-policy rules``: what is checked, by which clause, how well tested, and what no rule can check."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.commands import rules_workbench
from gbo_policy.cli.parts.help import CommandGroup
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import RULES, SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, columns, flowing, write
from gbo_policy.cli.parts.run import told_pack
from gbo_policy.judging.ruletests import Outcome, run_tests
from gbo_policy.judging.wording import clause_number, kind_name, unit_name, value
from gbo_policy.logic.tree import Node, unparse
from gbo_policy.rulebook.coverage import Clause, Coverage, coverage, held_words
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.packdata import Sentence
from gbo_policy.rulebook.rule import Rule

OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)


@click.group(
    "rules",
    cls=CommandGroup,
    invoke_without_command=True,
    help=mark(
        "List the rules, or show, test, prove, compare or export them.\n\n"
        "Examples: gbo-policy rules · gbo-policy rules show no-third-party · "
        "gbo-policy rules test --rules my-rules"
    ),
)
@TEXT_OR_JSON
@RULES
@SPOKEN
@click.pass_context
def command(context: click.Context, format_: str, rules: Path | None, lang: str) -> int:
    """List the rules when no subcommand is given."""
    if context.invoked_subcommand is not None:
        return EXIT_OK
    pack = told_pack(rules, lang)
    text = _json([_listed(r, lang) for r in pack.rules]) if format_ == "json" else flowing(_list(pack, lang))
    write(text, None)
    return EXIT_OK


def _json(data: Any) -> str:
    return json_text(data)


def _listed(rule: Rule, lang: str) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "clause": rule.clause,
        "for_each": rule.kind.name,
        "severity": rule.severity,
        "title": rule.title.in_(lang),
        "waivable": rule.waivable,
    }


def _list(pack: Pack, lang: str) -> Iterator[str]:
    label = pack.vocabulary.label
    for rule in pack.rules:
        severity = label("severities", rule.severity, lang)
        yield f"{clause_number(rule.clause, lang):<11}{rule.id:<32}{severity:<10}{rule.title.in_(lang)}"
    yield say(
        lang,
        "{rules} rules, pack {id} {version} ({digest}…)",
        rules=len(pack.rules),
        id=pack.id,
        version=pack.version,
        digest=pack.digest[:19],
    )


@command.command(
    "show",
    help=mark("Show what a rule checks: facts, clause, sanction, tests."),
)
@click.argument("name", metavar="ID")
@TEXT_OR_JSON
@RULES
@SPOKEN
def show(name: str, format_: str, rules: Path | None, lang: str) -> int:
    """Show one rule."""
    pack = told_pack(rules, lang)
    rule = pack.rule(name)
    if rule is None:
        ids = [r.id for r in pack.rules]
        raise PolicyError(
            [problem("unknown-rule", None, word=name, known=listed(ids), guess=nearest(name, ids))]
        )
    text = _json(_shown(rule, pack, lang)) if format_ == "json" else flowing(_show(rule, pack, lang))
    write(text, None)
    return EXIT_OK


def _expressions(rule: Rule) -> dict[str, Node]:
    parts = {
        "when": rule.when,
        "require": rule.require,
        "review": rule.review,
        "continuing": rule.continuing,
    }
    return {name: node for name, node in parts.items() if node is not None}


def _reads(rule: Rule) -> list[str]:
    read = frozenset().union(*(n.fields() for n in _expressions(rule).values()))
    return [f.name for f in rule.kind.fields if f.name in read]


def _shown(rule: Rule, pack: Pack, lang: str) -> dict[str, Any]:
    fields = [rule.kind.field(name) for name in _reads(rule)]
    return {
        **_listed(rule, lang),
        "modality": rule.modality,
        **{name: unparse(node) for name, node in _expressions(rule).items()},
        "clause_title": pack.clause_title(rule.clause).in_(lang),
        "facts": [
            {
                "fact": f.name,
                "type": f.type.value,
                "source": f.source or None,
                "meaning": f.meaning(lang),
                "term": f.term,
            }
            for f in fields
        ],
        "house_norm": rule.norm and rule.norm[0],
        "against": rule.against,
        "sanction": rule.sanction
        and {
            "clause": rule.sanction.clause,
            "via": rule.sanction.via,
            "measures": list(rule.sanction.measures),
        },
        "message": rule.message.in_(lang),
        "review_message": rule.review_message and rule.review_message.in_(lang),
        "remedy": rule.remedy.in_(lang),
        "references": list(rule.references),
        "tests": [{"name": t.name, "given": dict(t.given), "expect": t.expect} for t in rule.tests],
        "file": rule.file,
    }


def _show(rule: Rule, pack: Pack, lang: str) -> Iterator[str]:
    label = pack.vocabulary.label
    yield f"{rule.id} — {rule.title.in_(lang)}"
    clause = clause_number(rule.clause, lang)
    if rule.clause != "house":
        clause = f"{say(lang, 'clause')} {clause} ({pack.clause_title(rule.clause).in_(lang)})"
    severity, each = label("severities", rule.severity, lang), say(lang, "for each")
    yield f"  {clause} · {severity} · {each} {kind_name(rule.kind.name, lang)}"
    for name, node in _expressions(rule).items():
        yield from _wrap(unparse(node), f"  {name + ':':<9}")
    yield say(lang, "  facts read:")
    for name in _reads(rule):
        field = rule.kind.field(name)
        source = f" [{field.source}]" if field.source and field.source != name else ""
        yield from _wrap(f"{field.meaning(lang)}{source}", f"    {name}: ")
    if rule.norm:
        norm = pack.norms[rule.norm[0]]
        unit = unit_name(norm.unit, lang)
        yield say(
            lang,
            "  house norm: {name}, expected {expected}, outer {outer} {unit} (a setting, not law)",
            name=pack.norm_called(norm.name, lang),
            expected=norm.expected,
            outer=norm.outer,
            unit=unit,
        )
    if rule.sanction:
        via = f" ({say(lang, 'through')} {rule.sanction.via})" if rule.sanction.via else ""
        sanction, against = say(lang, "sanction"), say(lang, "against")
        yield f"  {sanction}: art. {rule.sanction.clause}{via}, {against} {rule.against}"
    else:
        yield say(lang, "  sanction: held against nobody")
    yield from _wrap(rule.message.in_(lang), say(lang, "  says: "))
    yield from _wrap(rule.remedy.in_(lang), say(lang, "  remedy: "))
    if rule.references:
        yield from _wrap("; ".join(rule.references), say(lang, "  law: "))
    yield say(lang, "  waivable: {language}", language=value(rule.waivable, lang))
    yield f"  tests ({len(rule.tests)}):"
    for test in rule.tests:
        given = ", ".join(f"{k}={value(v, lang)}" for k, v in test.given.items())
        yield from _wrap(
            f"{test.name} — {given or say(lang, 'nothing known')}",
            f"    {label('verdicts', test.expect, lang)}: ",
        )


def _wrap(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        text,
        columns(),
        initial_indent=lead,
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [lead]


@command.command(
    "test",
    help=mark("Run every rule's own tests; exit code 1 when one fails."),
)
@TEXT_OR_JSON
@RULES
@SPOKEN
def test(format_: str, rules: Path | None, lang: str) -> int:
    """Run the rules' tests."""
    pack = told_pack(rules, lang)
    outcomes = run_tests(pack, pack.rules)
    untested = [r for r in pack.rules if not r.tests]
    failed = [o for o in outcomes if not o.passed]
    if format_ == "json":
        made = {
            "tests": len(outcomes),
            "failed": [_failed(o) for o in failed],
            "untested": [r.id for r in untested],
        }
        write(_json(made), None)
    else:
        write(flowing(_tested(outcomes, failed, untested, lang)), None)
    return EXIT_VIOLATION if failed or untested else EXIT_OK


def _failed(outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule.id,
        "test": outcome.example.name,
        "at": _at(outcome),
        "expected": outcome.expected,
        "found": outcome.found,
    }


def _at(outcome: Outcome) -> str:
    file = outcome.rule.file
    return f"{os.path.relpath(file) if os.path.isabs(file) else file}:{outcome.example.line}"


def _tested(outcomes: list[Outcome], failed: list[Outcome], untested: list[Rule], lang: str) -> Iterator[str]:
    for outcome in failed:
        expected, found = (
            ", ".join(f"{k} {value(v, lang)}" for k, v in side.items())
            for side in (outcome.expected, outcome.found)
        )
        text = say(lang, "expected {expected}; found {found}", expected=expected, found=found)
        yield f"{_at(outcome)}: {outcome.rule.id}: {outcome.example.name}: {text}"
    for rule in untested:
        yield say(
            lang,
            "{file}: `{id}` has no tests; add a compliant, a violating and a review case",
            file=rule.file,
            id=rule.id,
        )
    rules = len({o.rule.id for o in outcomes})
    yield say(
        lang,
        "{outcomes} tests of {rules} rules: {outcomes2} passed, {failed} failed",
        outcomes=len(outcomes),
        rules=rules,
        outcomes2=len(outcomes) - len(failed),
        failed=len(failed),
    )


@command.command(
    "coverage",
    help=mark("Show clause by clause what the rules check, and why the rest cannot be checked."),
)
@TEXT_OR_JSON
@RULES
@SPOKEN
def covered(format_: str, rules: Path | None, lang: str) -> int:
    """Show the coverage."""
    found = coverage(told_pack(rules, lang))
    text = _json(_covered(found, lang)) if format_ == "json" else flowing(_cover(found, lang))
    write(text, None)
    return EXIT_OK


def _covered(found: Coverage, lang: str) -> dict[str, Any]:
    return {
        "schema": "gbo-policy/coverage/1",
        "clauses": {
            "checked": found.checked,
            "total": len(found.clauses),
            "fraction": f"{found.checked}/{len(found.clauses)}",
        },
        "sentences": found.sentences,
        "by_clause": [
            {
                "clause": c.clause,
                "title": c.title.in_(lang),
                "rules": list(c.rules),
                "sentences": [_part(s, lang) for s in c.sentences],
            }
            for c in found.clauses
        ],
    }


def _part(sentence: Sentence, lang: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": sentence.id, "text": sentence.text.in_(lang), "rules": list(sentence.rules)}
    made |= {"held": sentence.held, "part_of": sentence.part_of}
    return made | (
        {"unchecked": {"kind": sentence.kind, "reason": sentence.reason.in_(lang)}} if sentence.reason else {}
    )


def _cover(found: Coverage, lang: str) -> Iterator[str]:
    for clause in found.clauses:
        yield from _clause(clause, lang)
    yield say(
        lang,
        "{clauses} clauses have a rule; each of the rest has its reason. Sentences of the model, by how"
        " rules hold them:",
        clauses=f"{found.checked}/{len(found.clauses)}",
    )
    for held, number in found.sentences.items():
        yield f"  {number:>3}  {held_words(held, lang)}"


def _clause(clause: Clause, lang: str) -> Iterator[str]:
    yield f"{'✓' if clause.checked else '–'} {clause.clause:<5} {clause.title.in_(lang)}"
    if clause.rules:
        yield from _wrap(", ".join(clause.rules), "        ")
    for sentence in clause.sentences:
        if sentence.held in ("asks", "form"):
            yield from _wrap(held_words(sentence.held, lang), f"      – {sentence.id}: ")
        if sentence.reason is not None:
            yield from _wrap(sentence.reason.in_(lang), f"      – {sentence.id} ({sentence.kind}): ")


@command.command("export", help=mark("Write the clause catalogue (OSCAL)."))
@click.option("--format", "format_", type=click.Choice(["oscal"]), default="oscal")
@OUTPUT
@RULES
@SPOKEN
def export(format_: str, output: Path | None, rules: Path | None, lang: str) -> int:
    """Export the catalogue that assessment results refer to."""
    from gbo_policy.rulebook.catalogue import catalogue

    keep_inputs([output], [rules])
    write(catalogue(told_pack(rules, lang), lang), output)
    return EXIT_OK


for found in (rules_workbench.prove, rules_workbench.diff, rules_workbench.mutate):
    command.add_command(found)

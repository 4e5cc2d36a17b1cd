"""Rules' own tests, run through the engine that judges workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from gbo_policy.basics.steps import from_key
from gbo_policy.facts.row import Row, Subject
from gbo_policy.judging.evaluate import Engine, Result
from gbo_policy.judging.wording import missing_facts
from gbo_policy.logic.verdict import ERROR, VERDICTS
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Example, Rule
from gbo_policy.terms.kinds import LIFE, Type
from gbo_policy.terms.values import parse_moment

__all__ = ["Outcome", "run_tests", "test_row"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one test of a rule gave beside what it expected; equal when it passed."""

    rule: Rule
    example: Example
    expected: dict[str, Any]
    found: dict[str, Any]

    @property
    def passed(self) -> bool:
        """Whether the test gave what it expected."""
        return self.expected == self.found


def run_tests(pack: Pack, rules: Iterable[Rule]) -> list[Outcome]:
    """Run all tests of ``rules`` under the pack's own house norms."""
    chosen = list(rules)
    engine = Engine.of(pack, pack.norms, chosen)
    return [_run(rule, example, engine) for rule in chosen for example in rule.tests]


def test_row(rule: Rule, example: Example) -> Row:
    """Make the row of a test: the facts given, an open term that is not given unassessed, the agreement in
    force, everything else unknown.
    """
    values = []
    for field in rule.kind.fields:
        given = example.given.get(field.name)
        if field.type is Type.DATE and isinstance(given, str):
            given = date.fromisoformat(given)
        elif field.type is Type.MOMENT and isinstance(given, str):
            given = parse_moment(given).astimezone(UTC)
        elif isinstance(given, list):
            given = tuple(given)
        elif given is None and field.term is not None:
            given = "unassessed"
        elif field.name == LIFE.name and rule.bound and LIFE.name not in example.given:
            given = "running"  # a test says it only where it matters
        values.append(given)
    # each field stands for itself, so that a test names missing facts as its `given` does
    origins = {f.name: from_key(f.name) for f in rule.kind.fields}
    return Row(rule.kind, Subject(rule.kind.name, "test"), tuple(values), origins)


def _run(rule: Rule, example: Example, engine: Engine) -> Outcome:
    row = test_row(rule, example)
    code = dict(
        zip(
            (r.id for r in engine.rules[rule.kind.name]),
            engine.judge(rule.kind.name)(row.values),
            strict=True,
        )
    )[rule.id]
    result = Result(rule, row, VERDICTS[code], None, engine, failed=code == ERROR)
    expected: dict[str, Any] = {"verdict": example.expect}
    found: dict[str, Any] = {"verdict": result.verdict.word}
    if example.missing is not None:
        expected["missing"], found["missing"] = sorted(example.missing), sorted(missing_facts(result))
    if example.assess is not None:
        expected["assess"], found["assess"] = sorted(example.assess), sorted(result.assess())
    return Outcome(rule, example, expected, found)

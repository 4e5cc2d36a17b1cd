"""A pack's rules, ready to judge rows under the house norms in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from gbo_policy.logic.reasons import Explanation, explain, walking_judge
from gbo_policy.logic.tree import Condition, Judge, Values
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.kinds import LIFE, OVER
from gbo_policy.terms.vocabulary import Vocabulary

_FEW = 10  # rows of a kind, one after the other, for which compiling takes longer than walking


class Engine:
    """A pack's rules compiled under the house norms in force. ``judges`` are made for a kind when its first
    row comes.
    """

    def __init__(
        self,
        rules: Mapping[str, tuple[Rule, ...]],
        conditions: Mapping[str, Condition],
        norms: Mapping[str, Norm],
        vocabulary: Vocabulary,
        judges: dict[str, Judge] | None = None,
    ) -> None:
        self.rules, self.conditions, self.norms = rules, conditions, norms
        self.vocabulary = vocabulary
        self.judges: dict[str, Judge] = {} if judges is None else judges
        self._walked: dict[str, int] = {}  # rows of each kind for which no judge was compiled
        self._explained: dict[str, tuple[Callable[[Values], Any], dict[Any, Explanation]]] = {}

    @staticmethod
    def of(pack: Pack, norms: Mapping[str, Norm], rules: Iterable[Rule] | None = None) -> Engine:
        """Make an engine of all rules of ``pack``, or of those given."""
        chosen = tuple(pack.rules if rules is None else rules)
        constants = pack.vocabulary.constants()
        by_kind: dict[str, list[Rule]] = {}
        for rule in chosen:
            by_kind.setdefault(rule.kind.name, []).append(rule)
        conditions = {r.id: r.condition(constants, norms) for r in chosen}
        return Engine({k: tuple(v) for k, v in by_kind.items()}, conditions, norms, pack.vocabulary)

    def judge(self, kind: str, rows: int | None = None) -> Judge:
        """Give the function that judges all rules of a kind over one row's values; ``rows`` tells how many
        there are, where that is known.
        """
        if kind not in self.judges:
            rules = self.rules[kind]
            conditions = [self.conditions[r.id] for r in rules]
            self._walked[kind] = self._walked.get(kind, 0) + (_FEW + 1 if rows is None else rows)
            if self._walked[kind] <= _FEW:
                return walking_judge(rules[0].kind, conditions)
            from gbo_policy.logic.compile import compile_judge  # a few rows are judged without

            self.judges[kind] = compile_judge(rules[0].kind, conditions)
        return self.judges[kind]

    def explain(self, rule: Rule, values: tuple[Any, ...]) -> Explanation:
        """Explain a rule's verdict over one row's values; rows that agree on all that the rule reads share
        one explanation.
        """
        condition = self.conditions[rule.id]
        if rule.id not in self._explained:
            names = (
                name
                for part in (condition.when, condition.require, condition.review)
                if part is not None
                for name in part.fields()
            )
            places = {rule.kind.index(name) for name in names}
            self._explained[rule.id] = itemgetter(*places) if places else _nothing, {}
        read, known = self._explained[rule.id]
        seen = read(values)
        if seen not in known:
            known[seen] = explain(_telling(rule, condition, values), rule.kind, values)
        return known[seen]


def _nothing(_values: Values) -> tuple[()]:
    return ()


def _telling(rule: Rule, condition: Condition, values: tuple[Any, ...]) -> Condition:
    """Give what explains a verdict: of a flow, that the agreement ran or had ended is said by rules of their
    own.
    """
    bound = condition.require is not rule.require  # to the life of the agreement, and so another condition
    aside = LIFE in rule.kind.fields or not bound
    if aside or values[rule.kind.index(LIFE.name)] in (None, "disputed", OVER):
        return condition
    return condition._replace(when=rule.when, require=rule.require, review=rule.review)

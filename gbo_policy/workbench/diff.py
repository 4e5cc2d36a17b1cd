"""Two packs held against each other: rule by rule the same on every row, or a row with both verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from gbo_policy.logic.tree import Condition
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.workbench.encoding import Formulas
from gbo_policy.workbench.prove import (
    TIMEOUT,
    FalseWitnessError,
    Prover,
    Undecidable,
    Witness,
    differ,
    told,
)

# what a rule says beside its verdict, and that a reader of findings notices
_BESIDE = ("clause", "modality", "continuing", "severity", "against", "waivable", "sanction", "reads")
_TEXTS = ("title", "duty", "message", "review_message", "remedy", "cases", "asks", "references")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How one rule differs between two packs. ``same``: the same verdict on every row; None where that is
    undecided.

    A rule that only one pack has gives None on the other side. ``beside`` names what else differs: keys of
    the rule's file.
    """

    rule: str
    old: Rule | None
    new: Rule | None
    same: bool | None
    witness: Witness | None = None
    verdicts: tuple[Verdict, Verdict] | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackDiff:
    """Two packs and how their rules differ, in the order of the rules."""

    old: Pack
    new: Pack
    rules: tuple[RuleChange, ...]


Norms = Mapping[str, Norm]


class PackSide(NamedTuple):
    """A pack with the house norms that it is judged under."""

    pack: Pack
    norms: Norms

    def condition(self, rule: Rule) -> Condition:
        """Give what a rule of the pack asks."""
        return rule.condition(self.pack.vocabulary.constants(), self.norms)


def diff(
    old: Pack, new: Pack, *, norms: tuple[Norms, Norms] | None = None, timeout: float = TIMEOUT
) -> PackDiff:
    """Hold every rule of two packs against its namesake, under all house norms; norms that differ keep each
    its own numbers.

    ``norms`` are those of either side, the packs' own unless given.
    """
    sides = PackSide(old, norms[0] if norms else old.norms), PackSide(new, norms[1] if norms else new.norms)
    names = dict.fromkeys([*(r.id for r in new.rules), *(r.id for r in old.rules)])
    return PackDiff(old, new, tuple(_change(name, *sides, timeout) for name in names))


def _change(name: str, old: PackSide, new: PackSide, timeout: float) -> RuleChange:
    before, after = old.pack.rule(name), new.pack.rule(name)
    if before is None or after is None:
        return RuleChange(name, before, after, False)
    beside = tuple(_differing(before, after))
    if before.kind != after.kind:
        return RuleChange(name, before, after, False, beside=("for_each", *beside))
    if old.condition(before) == new.condition(after):
        return RuleChange(name, before, after, True, beside=beside)  # the same words: nothing to ask a solver
    subject = _together(before, after, old, new)
    prover = Prover(new.pack.vocabulary.constants(), new.norms, timeout)
    try:
        found = difference(subject, prover)
    except Undecidable:
        return RuleChange(name, before, after, None, beside=beside)
    if found is None:
        return RuleChange(name, before, after, True, beside=beside)
    witness, verdicts = found
    return RuleChange(name, before, after, False, witness, verdicts, beside)


def _together(before: Rule, after: Rule, old: PackSide, new: PackSide) -> Formulas:
    alike = {n for n, norm in new.norms.items() if old.norms.get(n) == norm}
    free = alike if before.norm == after.norm and before.other == after.other else ()
    return Formulas.of([(before, old.condition(before)), (after, new.condition(after))], free)


def difference(subject: Formulas, prover: Prover) -> tuple[Witness, tuple[Verdict, Verdict]] | None:
    """Give a row on which the two rules of ``subject`` differ, with both verdicts; None where there is none.
    Raises Undecidable.
    """
    found = prover.find(subject, differ(subject))
    if found is None:
        return None
    values, norms = found
    one, other = (prover.judged(subject, i, values, norms) for i in (0, 1))
    if one == other:
        raise FalseWitnessError(f"{subject.rules[0].id} gives {one.word} in both packs on {values}")
    values = prover.plainer(subject, values, norms, {0: one, 1: other})
    return told(subject, values, norms), (one, other)


def _differing(before: Rule, after: Rule) -> Iterator[str]:
    for name in (*_BESIDE, *_TEXTS):
        one: Any = getattr(before, name)
        if one != getattr(after, name):
            yield name

"""Formulas of the solver over many rows at once: each variable is a column, each formula the column of its
truths.

It reads the very formulas that go to the solver and knows only what stands in them; anything else is an
error. On single rows the tests hold it against the solver's own simplifying.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import z3

from gbo_policy.workbench.tree_formulas import Formula

Column = Any  # an array of numpy, one value a row

_JOINED = {z3.Z3_OP_AND: np.logical_and, z3.Z3_OP_OR: np.logical_or}
_PAIRED = {
    z3.Z3_OP_EQ: operator.eq,
    z3.Z3_OP_DISTINCT: operator.ne,
    z3.Z3_OP_LE: operator.le,
    z3.Z3_OP_LT: operator.lt,
    z3.Z3_OP_GE: operator.ge,
    z3.Z3_OP_GT: operator.gt,
}


@dataclass(slots=True)
class Columns:
    """Rows by variable of the solver, all of one length; what formulas share is worked out once."""

    rows: int
    variables: Mapping[str, Column]
    _known: dict[int, tuple[Formula, Column]] = field(default_factory=dict)

    def of(self, formula: Formula) -> Column:
        """Give the value of a formula on each row."""
        number = formula.get_id()
        if number not in self._known:  # kept with its formula: a number may be another's once it is gone
            self._known[number] = formula, self._of(formula)
        return self._known[number][1]

    def _of(self, formula: Formula) -> Column:
        kind = formula.decl().kind()
        if kind == z3.Z3_OP_UNINTERPRETED:
            return self.variables[formula.decl().name()]
        if kind in (z3.Z3_OP_TRUE, z3.Z3_OP_FALSE, z3.Z3_OP_ANUM):
            return np.full(self.rows, plain(formula))
        parts = [self.of(part) for part in formula.children()]
        if kind in _JOINED:
            return reduce(_JOINED[kind], parts)
        if kind in _PAIRED:
            one, other = parts
            return _PAIRED[kind](one, other)
        match kind, parts:
            case z3.Z3_OP_NOT, [one]:
                return ~one
            case z3.Z3_OP_IMPLIES, [one, other]:
                return ~one | other
            case z3.Z3_OP_TO_REAL, [one]:
                return one
        raise AssertionError(f"no formula of this kind was looked for: {formula}")


def plain(value: Formula) -> bool | int | float:
    """Give a value of the solver as Python has it."""
    if z3.is_bool(value):
        return bool(z3.is_true(value))
    return int(value.as_long()) if z3.is_int_value(value) else float(value.as_fraction())

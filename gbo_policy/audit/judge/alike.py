"""Words of a log that nothing can tell apart, so that what is found of one is found of all of them.

A fact or a rule sees a word only by holding it against others: those of the workspace, of the pack, of the
rules, or a few that stand in the program. One that is none of those, in whatever form it is written, is
equal to nothing; any other such word in its place gives the same verdict. So each is replaced by one word of
ours before a row is judged, and a log in which every row names somebody else is judged as one that names a
single stranger. Who is told of a row gets the log's own words back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

import numpy as np
from pydantic import BaseModel

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.known_words import vocabulary_words
from gbo_policy.audit.read.columns import FACT_COLUMNS, FLAGS, sources
from gbo_policy.audit.read.numbered import NumberedColumn
from gbo_policy.basics.folding import folded
from gbo_policy.logic.compile import Condition
from gbo_policy.logic.expression import COMPARISONS, Node
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.kinds import Field, Kind, Type

_SPOKEN = frozenset(c for c in FACT_COLUMNS if c not in FLAGS)
_OURS = ("", "none")  # what facts hold a word against that stands in no file
_MOST_MET = 10_000  # words of lists that are known to be known
_UNUSED = range(0xE000, 0xF900)  # characters that mean nothing to anybody


class AlikeWords:
    """Tells which words of a log's ``columns`` are alike, and has one in place of all that are."""

    def __init__(self, reader: Reader, rules: Sequence[Rule], conditions: Mapping[str, Condition]) -> None:
        """Learn every word that what a log says may be held against."""
        workspace = reader.workspace
        spoken = {
            *_texts([workspace.agreement, workspace.flows, workspace.events, workspace.assessments]),
            *_texts([workspace.made, reader.vocabulary.raw]),
        }
        for condition in (conditions[r.id] for r in rules):
            spoken.update(w for tree in condition.parts() for w in _constants(tree))
            spoken.update(_texts(condition.names))
        self._knows_name = reader.knows_name
        self._listed = vocabulary_words(reader.vocabulary)
        self._known = frozenset(map(folded, (*_OURS, *spoken)))
        every = "".join(self._known)
        # no log can know it: a word of one that looked like ours would be given back as another's
        self._mark = next(c for c in map(chr, _UNUSED) if c not in every) + token_hex(8)
        self.columns = _SPOKEN - {c for r in rules for c in _held_together(r, conditions[r.id])}
        self._place: dict[str, tuple[str, int]] = {}
        self._met: Mapping[str, set[str | None]] = {c: set() for c in self._listed}

    def of(self, column: str, said: Any) -> Any:
        """Give what stands for the value of a column: in it, every word that is like any other is one of
        ours, and the same one where it stands twice.
        """
        if column not in self.columns or said is None:
            return said
        if isinstance(said, str):
            return self._stranger(column, 0) if self._strange(column, said) else said
        met = self._met[column]
        if met.issuperset(said):  # a log has many lists of few words
            return said
        if strangers := self._strangers(column, said):
            return tuple(strangers.get(w.strip(), w) if w is not None else w for w in said)
        if len(met) < _MOST_MET:
            met.update(said)
        return said

    def numbered(self, column: str, said: NumberedColumn) -> NumberedColumn:
        """Give a column in which all values are one that nothing can tell apart."""
        if column not in self.columns:
            return said
        number: dict[Any, int] = {}
        codes = [number.setdefault(self.of(column, value), len(number)) for value in said.values]
        return NumberedColumn(np.array(codes, np.int64)[said.codes], list(number))

    def shown(self, values: Iterable[Any]) -> frozenset[str]:
        """Give the columns whose own words some facts would show, were it not for ours."""
        words = (w for v in values for w in (v if isinstance(v, tuple) else (v,)))
        return frozenset(self._place[w][0] for w in words if w in self._place)

    def own(self, value: Any, said: Mapping[str, Any]) -> Any:
        """Give the value of a fact in the log's own words, by what a row said in the columns that it
        shows.
        """
        if isinstance(value, tuple):
            return tuple(self.own(v, said) for v in value)
        if not isinstance(value, str) or value not in self._place:
            return value
        column, place = self._place[value]
        if isinstance(said[column], str):
            return said[column].strip()
        return list(self._strangers(column, said[column]))[place]

    def _strangers(self, column: str, said: Iterable[str | None]) -> dict[str, str]:
        """Give the words of a list that are like any other, in their order, each with ours."""
        found: dict[str, str] = {}
        for word in said:
            if word is not None and (bare := word.strip()) not in found and self._strange(column, bare):
                found[bare] = self._stranger(column, len(found))
        return found

    def _stranger(self, column: str, place: int) -> str:
        self._place[word := f"{self._mark}{column}{place}"] = column, place
        return word

    def _strange(self, column: str, word: str) -> bool:
        bare, listed = word.strip(), self._listed.get(column)
        if folded(bare) in self._known or self._knows_name(bare):
            return False
        return listed is None or not listed(bare)


def _texts(thing: Any) -> Iterator[str]:
    """Give every text in what was read from a file, keys too."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, BaseModel):
        for value in vars(thing).values():
            yield from _texts(value)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from _texts(value)


def _constants(node: Node) -> Iterator[str]:
    """Give the texts that stand in an expression."""
    if node.op == "const":
        yield from _texts(node.args)
    for part in node.parts():
        yield from _constants(part)


def _held_together(rule: Rule, condition: Condition) -> frozenset[str]:
    """Give the columns whose words a rule holds against those of another fact of the same exchange, so that
    they can be told apart by it.
    """
    fields = (f for tree in condition.parts() for f in _compared(tree, rule.kind, {}))
    return frozenset(c for f in fields for c in sources(f))


def _compared(node: Node, kind: Kind, over: Mapping[str, Node]) -> Iterator[Field]:
    """Give the facts that hold words of a log and are compared with one another; ``over`` gives the list that
    a variable goes through.
    """
    if node.op in COMPARISONS or node.op == "in":
        sides = [over.get(n.args[0], n) if n.op == "var" else n for n in node.args]
        fields = [kind.field(n.args[0]) for n in sides if n.op == "field"]
        if len(worded := [f for f in fields if _worded(f)]) > 1:
            yield from worded
    if node.op in ("all", "any"):
        variable, listed, _ = node.args
        over = {**over, variable: listed}
    for part in node.parts():
        yield from _compared(part, kind, over)


def _worded(field: Field) -> bool:
    """Tell whether a fact may hold a word that only a log says."""
    texts = field.type in (Type.TEXT, Type.TEXTS) and field.words is None
    return texts and not _SPOKEN.isdisjoint(sources(field))

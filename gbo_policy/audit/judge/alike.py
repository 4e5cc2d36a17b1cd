"""Words of a log that nothing can tell apart, so that what is found of one is found of all of them.

A fact or a rule sees a word only by holding it against others: those of the workspace, of the pack, of the
rules, or a few that stand in the program. One that is none of those, in whatever form it is written, is
equal to nothing; any other such word in its place gives the same verdict. So each is replaced by one word of
ours before a row is judged, and a log in which every row names somebody else is judged as one that names a
single stranger. Nor does the order of most lists mean anything: they are judged in one of ours. Who is told
of a row gets the log's own words back, in its own order.
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
from gbo_policy.audit.read.numbered import Codes, NumberedColumn
from gbo_policy.basics.folding import folded
from gbo_policy.logic.tree import COMPARISONS, Condition, Node
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.blanks import is_placeholder
from gbo_policy.terms.kinds import Field, Kind, Type
from gbo_policy.terms.values import OTHER

_SPOKEN = frozenset(c for c in FACT_COLUMNS if c not in FLAGS)
_SETS = ("purposes", "data")  # lists that say the same in any order, as far as facts and rules go
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
        # a log may say without more what a flow declares as outside the vocabulary
        bare = {w.removeprefix(OTHER) for w in spoken}
        self._known = frozenset(map(folded, (*_OURS, *spoken, *bare)))
        every = "".join(self._known)
        # no log can know it: a word of one that looked like ours would be given back as another's
        self._mark = next(c for c in map(chr, _UNUSED) if c not in every) + token_hex(8)
        self.columns = _SPOKEN - {c for r in rules for c in _held_together(r, conditions[r.id])}
        self._place: dict[str, tuple[str, int]] = {}
        self._numbered: dict[str, tuple[Sequence[Any], Codes, list[Any]]] = {}
        self._met: Mapping[str, set[str | None]] = {c: set() for c in self._listed}
        ordered = {c for r in rules for c in _held_in_order(r, conditions[r.id])}
        self._sets = frozenset(_SETS) - ordered
        # what is missing of several of these is told in their order
        sourced = {i.category for f in workspace.flows for i in f.data or () if i.authentic_source}
        self._sourced = {*sourced, *(w.removeprefix(OTHER) for w in sourced)}
        self.blanks: dict[str, set[str]] = {}  # by column, words met that stand for something to be filled in

    def of(self, column: str, said: Any) -> Any:
        """Give what stands for the value of a column: in it, every word that is like any other is one of
        ours, and the same one where it stands twice.
        """
        said = self.filled(column, said)
        if column not in self.columns or said is None:
            return said
        if isinstance(said, str):
            return self._stranger(column, 0) if self._strange(column, said) else said
        met = self._met[column]
        if met.issuperset(said):  # a log has many lists of few words
            return self._sorted(column, said)
        if strangers := self._strangers(column, said):
            said = tuple(strangers.get(w.strip(), w) if w is not None else w for w in said)
        elif len(met) < _MOST_MET:
            met.update(said)
        return self._sorted(column, said)

    def filled(self, column: str, said: Any) -> Any:
        """Give what the value of a column says without words that stand for something still to be filled in:
        None where nothing else is said; a list that has one among its words has an empty place.
        """
        if said is None or column not in _SPOKEN:
            return said
        words = (said,) if isinstance(said, str) else said
        blank = {w for w in words if w is not None and is_placeholder(w) and self._strange(column, w)}
        if not blank:
            return said
        self.blanks.setdefault(column, set()).update(w.strip() for w in blank)
        return None if blank.issuperset(words) else (None,)

    def _sorted(self, column: str, said: tuple[str | None, ...]) -> tuple[str | None, ...]:
        """Give a list in an order of ours, where its own means nothing and can be told from its words."""
        if column not in self._sets or not _each_once(said):
            return said
        words = (w for w in said if w is not None)
        return tuple(sorted(words, key=lambda w: "" if w.strip() in self._sourced else w))

    def numbered(self, column: str, said: NumberedColumn) -> NumberedColumn:
        """Give a column in which all values are one that nothing can tell apart."""
        if column not in _SPOKEN:
            return said
        last = self._numbered.get(column)
        if last is None or last[0] is not said.values:  # batches of a log often have all its values
            number: dict[Any, int] = {}
            codes = [number.setdefault(self.of(column, value), len(number)) for value in said.values]
            last = self._numbered[column] = said.values, np.array(codes, np.int64), list(number)
        return NumberedColumn(last[1][said.codes], last[2])

    def shown(self, kind: Kind, values: Sequence[Any]) -> frozenset[str]:
        """Give the columns whose own words some facts, in the order of their kind, would show, were it not
        for ours.
        """
        words = (w for v in values for w in (v if isinstance(v, tuple) else (v,)))
        places = zip(kind.fields, values, strict=True)
        lists = (f for f, v in places if isinstance(v, tuple) and len(v) > 1)
        return frozenset(self._place[w][0] for w in words if w in self._place).union(*map(self._lists, lists))

    def _lists(self, field: Field) -> frozenset[str]:
        """Give the columns of lists in an order of ours that a fact comes from."""
        return self._sets & sources(field)

    def own(self, kind: Kind, values: Sequence[Any], said: Mapping[str, Any]) -> tuple[Any, ...]:
        """Give the values of facts in the log's own words and order, by what a row said in the columns that
        they show.
        """
        return tuple(self._own(f, v, said) for f, v in zip(kind.fields, values, strict=True))

    def _own(self, field: Field, value: Any, said: Mapping[str, Any]) -> Any:
        if not isinstance(value, tuple):
            return self._own_word(value, said)
        words = tuple(self._own_word(w, said) for w in value)
        for column in self._lists(field) if len(words) > 1 else ():
            place = {w.strip(): i for i, w in enumerate(said[column] or ()) if w is not None}
            if _each_once(said[column]) and place.keys() >= set(words):
                return tuple(sorted(words, key=place.__getitem__))
        return words

    def _own_word(self, word: Any, said: Mapping[str, Any]) -> Any:
        if not isinstance(word, str) or word not in self._place:
            return word
        column, place = self._place[word]
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


def _each_once(said: Sequence[str | None] | None) -> bool:
    """Tell whether a list holds nothing but words, and each of them once."""
    if said is None or None in said:
        return False
    return len({w.strip() for w in said if w is not None}) == len(said)


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


def _held_in_order(rule: Rule, condition: Condition) -> frozenset[str]:
    """Give the columns of lists that a rule holds as a whole against another list, or whose facts may be
    anything.
    """
    fields = (f for tree in condition.parts() for f in _whole_lists(tree, rule.kind))
    read = (rule.kind.field(name) for tree in condition.parts() for name in tree.fields())
    return frozenset(c for f in (*fields, *(f for f in read if f.logged is None)) for c in sources(f))


def _whole_lists(node: Node, kind: Kind) -> Iterator[Field]:
    """Give the facts that are lists and are compared, but with an empty one."""
    if node.op in COMPARISONS and not any(n.op == "const" and n.args[0] == () for n in node.args):
        fields = (kind.field(n.args[0]) for n in node.args if n.op == "field")
        yield from (f for f in fields if f.type is Type.TEXTS)
    for part in node.parts():
        yield from _whole_lists(part, kind)


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

"""A pack's rules as plain data for JSON, and back: what is read back is checked as if a stranger had written
it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar, get_args, overload

from pydantic_core import from_json

from gbo_policy.logic.stored import Scope, from_data, to_data
from gbo_policy.rulebook.rule import (
    SEVERITIES,
    Example,
    Measure,
    Modality,
    Norm,
    OtherNorm,
    Rule,
    Sanction,
    Telling,
    Text,
    Verdict,
    norm_names,
    shown_in,
)
from gbo_policy.terms.kinds import Kind, Type

T = TypeVar("T")
# what reading raises for what no author could have written
DAMAGED = (LookupError, TypeError, ValueError, AttributeError)
Afresh = Callable[[str], Mapping[str, Any]]  # the data of the rule of an id, compiled afresh
Again = Callable[[], str | None]  # a text of it; None where nothing is compiled afresh
_TREES = ("when", "require", "review", "continuing")
_TEXTS = ("title", "duty", "message", "review_message", "remedy")
_MODALITIES, _MEASURES, _VERDICTS = get_args(Modality), get_args(Measure), get_args(Verdict)


def rule_to_data(rule: Rule) -> dict[str, Any]:
    """Write a rule as plain data."""
    trees = {k: (n and to_data(n)) for k in _TREES for n in (getattr(rule, k),)}
    texts = {k: (t and [t.en, t.nl]) for k in _TEXTS for t in (getattr(rule, k),)}
    sanction = rule.sanction
    return {
        **rule._asdict(),
        **trees,
        **texts,
        "kind": rule.kind.name,
        "sanction": sanction and [sanction.clause, sanction.via, sanction.measures],
        "tests": json.dumps([*map(_example_to_data, rule.tests)], ensure_ascii=False),
        "cases": json.dumps({k: _case_to_data(c) for k, c in rule.cases.items()}, ensure_ascii=False),
        "asks": {k: [*text] for k, text in rule.asks.items()},
    }


def _case_to_data(case: Telling) -> list[Any]:
    return [[*case.message], case.remedy and [*case.remedy], case.when and to_data(case.when)]


def _example_to_data(test: Example) -> list[Any]:
    return [test.name, dict(test.given), test.expect, test.missing, test.assess, test.line]


def kind_from_data(name: str, data: Any) -> Kind:
    """Read a kind of row back, of an event that was not loaded. ValueError or TypeError for what is none."""
    kind = Kind.from_data(name, data)
    for field in kind.fields:
        _texts((field.name, field.source, field.told, *([] if field.term is None else [field.term])))
        _texts((*(field.logged or ()), *(field.words or ())))
        _one_of((True, False), field.none)
        _one_of((True, False), field.actor)
    if len({f.name for f in kind.fields}) != len(kind.fields):
        raise ValueError("two fields of one name")
    return kind


def rule_from_data(
    data: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    lists: Iterable[str],
    norms: Mapping[str, Norm],
    afresh: Afresh | None = None,
) -> Rule:
    """Read a rule back; ``lists`` are the pack's. ValueError, TypeError or LookupError for what no author
    could have written. Its tests and cases are read when somebody asks for them: where they are damaged,
    those of the rule of that id that ``afresh`` gives stand in their place.
    """
    if data.keys() != {*Rule._fields}:
        raise ValueError("no rule")
    kind = kinds[data["kind"]]
    norm = _norm(data["norm"], kind, norms)
    other = _other(data["other"], kind, norms)
    scope = Scope(kind, lists, norm_names(norm is not None, other is not None))
    trees = {k: None if data[k] is None else from_data(data[k], scope) for k in _TREES}
    texts = {k: None if data[k] is None else _both(data[k]) for k in _TEXTS}
    rule = Rule(
        id=_text(data["id"]),
        file=_text(data["file"]),
        title=_there(texts["title"]),
        duty=texts["duty"],
        clause=_text(data["clause"]),
        modality=_one_of(_MODALITIES, data["modality"]),
        kind=kind,
        when=trees["when"],
        require=_there(trees["require"]),
        review=trees["review"],
        continuing=trees["continuing"],
        norm=norm,
        other=other,
        severity=_one_of(SEVERITIES, data["severity"]),
        against=None if data["against"] is None else kind.field(data["against"]).name,
        waivable=_one_of((True, False), data["waivable"]),
        sanction=_sanction(data["sanction"]),
        message=_there(texts["message"]),
        review_message=texts["review_message"],
        remedy=_there(texts["remedy"]),
        references=_texts(data["references"]),
        tests=_Examples(data["tests"], kind, _again("tests", data["id"], afresh)),
        cases=_Cases(data["cases"], scope, _again("cases", data["id"], afresh)),
        asks={kind.field(k).name: _both(text) for k, text in data["asks"].items()},
        reads=_texts(data["reads"]),
    )
    _consistent(rule)
    return rule


def _consistent(rule: Rule) -> None:
    """Raise ValueError for what no rule file may say either: a text with a word that is no fact, a critical
    rule that is waivable.
    """
    if rule.severity == "critical" and rule.waivable:
        raise ValueError("a critical rule is never waivable")
    _show_facts((rule.message, rule.review_message, rule.remedy, *rule.asks.values()), rule.kind)


def _show_facts(texts: Iterable[Text | None], kind: Kind) -> None:
    if not all(
        map(kind.has, shown_in("\n".join(text for both in texts if both is not None for text in both)))
    ):
        raise ValueError("no fact")


def _norm(data: Any, kind: Kind, norms: Mapping[str, Norm]) -> tuple[str, str] | None:
    if data is None:
        return None
    name, start = data
    if kind.field(start).type not in (Type.DATE, Type.MOMENT):
        raise ValueError("no start of a clock")
    return norms[name].name, start


def _other(data: Any, kind: Kind, norms: Mapping[str, Norm]) -> OtherNorm | None:
    if data is None:
        return None
    when, name = data
    if kind.field(when).type is not Type.BOOL:
        raise ValueError("no fact that is true or false")
    return OtherNorm(when, norms[name].name)


def _sanction(data: Any) -> Sanction | None:
    if data is None:
        return None
    clause, via, measures = data
    return Sanction(
        _text(clause), None if via is None else _text(via), tuple(_one_of(_MEASURES, m) for m in measures)
    )


def _again(key: str, rule: str, afresh: Afresh | None) -> Again:
    return lambda: None if afresh is None else afresh(rule)[key]


def _late(text: str, read: Callable[[str], T], again: Again) -> T:
    """Read a text late, when the rest of the pack is in use already; where it is damaged, the one that
    ``again`` gives.
    """
    try:
        return read(text)
    except DAMAGED:
        if (sound := again()) is None:
            raise
        return read(sound)


class _Examples(Sequence[Example]):
    """A rule's own tests, read back from a text of JSON when somebody asks for them: they are two fifths of a
    pack, and to judge nobody asks.
    """

    def __init__(self, text: Any, kind: Kind, again: Again) -> None:
        self._text, self._kind, self._again = _text(text), kind, again

    @cached_property
    def _made(self) -> tuple[Example, ...]:
        return _late(self._text, self._read, self._again)

    def _read(self, text: str) -> tuple[Example, ...]:
        return tuple(_example(test, self._kind) for test in from_json(text))

    @overload
    def __getitem__(self, at: int) -> Example: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Example]: ...
    def __getitem__(self, at: int | slice) -> Example | Sequence[Example]:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._made == tuple(other)

    def __hash__(self) -> int:
        return hash(self._made)


class _Cases(Mapping[str, Telling]):
    """The cases of a rule, read back like its tests: only a rule with a finding is asked for them."""

    def __init__(self, text: Any, scope: Scope, again: Again) -> None:
        self._text, self._scope, self._again = _text(text), scope, again

    @cached_property
    def _made(self) -> dict[str, Telling]:
        return _late(self._text, self._read, self._again)

    def _read(self, text: str) -> dict[str, Telling]:
        kind = self._scope.kind
        cases = {_text(k): _case(case, self._scope) for k, case in from_json(text).items()}
        _show_facts([text for c in cases.values() for text in (c.message, c.remedy)], kind)
        return {k if c.when is not None else kind.field(k).name: c for k, c in cases.items()}

    def __getitem__(self, name: str) -> Telling:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _case(data: Any, scope: Scope) -> Telling:
    message, remedy, when = data
    return Telling(
        _both(message),
        None if remedy is None else _both(remedy),
        None if when is None else from_data(when, scope),
    )


def _example(data: Any, kind: Kind) -> Example:
    name, given, expect, missing, assess, line = data
    if not isinstance(line, int):
        raise TypeError("no line")
    return Example(
        _text(name),
        {kind.field(k).name: v for k, v in given.items()},
        _one_of(_VERDICTS, expect),
        None if missing is None else _texts(missing),
        None if assess is None else _texts(assess),
        line,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_text(v) for v in values)


def _both(values: Any) -> Text:
    en, nl = values
    return Text(_text(en), _text(nl))


def _there(value: T | None) -> T:
    if value is None:
        raise ValueError("nothing where something must stand")
    return value


def _one_of(known: Iterable[T], value: Any) -> T:
    for one in known:
        if one == value and type(one) is type(value):
            return one
    raise ValueError("no known word")

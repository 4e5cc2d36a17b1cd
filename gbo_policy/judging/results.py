"""All results of a judgement, in their total order: one column a rule, of which each result is made when it
is asked for. So a result that nobody keeps takes one byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import overload

from gbo_policy.facts.row import Row
from gbo_policy.judging.result import Result
from gbo_policy.judging.ruleset import Engine
from gbo_policy.logic.verdict import ERROR, NOT_APPLICABLE, REVIEW, VERDICTS, Verdict
from gbo_policy.rulebook.rule import Rule


class RuleResults:
    """The results of one rule: the rows of its kind in order, one code of ``VERDICTS`` a row, and those
    results that were altered since, by their number.

    A row gives a result for each of the parties that the rule is held against.
    """

    __slots__ = ("altered", "codes", "engine", "rows", "rule")

    def __init__(
        self,
        rule: Rule,
        engine: Engine,
        rows: Sequence[Row],
        codes: bytes,
        altered: Mapping[int, Result] | None = None,
    ) -> None:
        self.rule, self.engine, self.rows, self.codes, self.altered = rule, engine, rows, codes, altered or {}

    def __iter__(self) -> Iterator[Result]:
        """Make them, one after the other."""
        return self._unaltered() if not self.altered else (result for _, result in self._numbered(0))

    def _unaltered(self) -> Iterator[Result]:
        rule, engine, parties = self.rule, self.engine, _parties(self.rule)
        for row, code in zip(self.rows, self.codes, strict=True):
            for against in parties(row):
                yield Result(rule, row, VERDICTS[code], against, engine, failed=code == ERROR)

    def findings(self) -> Iterator[tuple[int, Result]]:
        """Give those that are findings, each with its number."""
        if self.altered or max(self.codes) >= REVIEW:
            yield from ((i, result) for i, result in self._numbered(REVIEW) if result.finding)

    def counts(self) -> Counter[Verdict]:
        """Tell how many results have each verdict."""
        if self.altered:
            return Counter(result.verdict for result in self)
        parties, found = _parties(self.rule), [0] * len(VERDICTS)
        for row, code in zip(self.rows, self.codes, strict=True):
            found[code] += len(parties(row))
        made = Counter[Verdict]()
        for verdict, number in zip(VERDICTS, found, strict=True):
            made[verdict] += number
        return made

    def applied(self) -> RuleResults:
        """Give those of the rows that the rule applied to, as they were judged."""
        both = [pair for pair in zip(self.rows, self.codes, strict=True) if pair[1] != NOT_APPLICABLE]
        return RuleResults(self.rule, self.engine, [row for row, _ in both], bytes(code for _, code in both))

    def with_altered(self, altered: Mapping[int, Result]) -> RuleResults:
        """Give the same with others in the place of some, by their number."""
        if not altered:
            return self
        return RuleResults(self.rule, self.engine, self.rows, self.codes, {**self.altered, **altered})

    def _numbered(self, least: int) -> Iterator[tuple[int, Result]]:
        """Give the results of at least some code, and all that were altered."""
        number, parties = 0, _parties(self.rule)
        for row, code in zip(self.rows, self.codes, strict=True):
            for against in parties(row):
                if number in self.altered:
                    yield number, self.altered[number]
                elif code >= least:
                    made = Result(self.rule, row, VERDICTS[code], against, self.engine, failed=code == ERROR)
                    yield number, made
                number += 1


class Results(Sequence[Result]):
    """The results of a judgement, in the total order (clause, rule, subject, party).

    With ``kept`` each is made once, for who asks again and again; otherwise only the findings are.
    """

    def __init__(self, columns: Iterable[RuleResults], *, kept: bool) -> None:
        """Put the columns in order; each rule has one."""
        self.kept = kept
        self.columns = tuple(sorted(columns, key=lambda column: column.rule.order()))

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Result]: ...
    def __getitem__(self, at: int | slice) -> Result | Sequence[Result]:
        """Give one by its number, or some."""
        if self.kept or isinstance(at, slice) or at < 0:
            return self._all[at]
        return next(islice(self, at, None))

    def __len__(self) -> int:
        """Tell how many there are."""
        return sum(self.counts.values())

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.columns)

    def __iter__(self) -> Iterator[Result]:
        """Give them one after the other."""
        return iter(self._all) if self.kept else chain.from_iterable(self.columns)

    @cached_property
    def _all(self) -> tuple[Result, ...]:
        return tuple(chain.from_iterable(self.columns))

    @cached_property
    def findings(self) -> tuple[Result, ...]:
        """The violations and reviews, in their order."""
        if self.kept:
            return tuple(result for result in self._all if result.finding)
        return tuple(result for column in self.columns for _, result in column.findings())

    @cached_property
    def counts(self) -> Counter[Verdict]:
        """How many results have each verdict."""
        if self.kept:
            return Counter(result.verdict for result in self._all)
        return sum((column.counts() for column in self.columns), Counter())

    def by_flow(self) -> dict[str, list[Result]]:
        """Give each flow that was judged with the findings on it and on its recipients."""
        alike = {id(column.rows): column.rows for column in self.columns}
        judged = (row.subject.flow for rows in alike.values() for row in rows)
        found: dict[str, list[Result]] = {flow: [] for flow in judged if flow is not None}
        for result in self.findings:
            if (flow := result.subject.flow) is not None:
                found[flow].append(result)
        return found

    def with_findings(self, change: Callable[[Result], Result]) -> Results:
        """Give the same with each finding changed, or left as it is."""
        return Results((_changed(column, change) for column in self.columns), kept=self.kept)

    def with_rules(self, change: Callable[[Result], Result], concerns: Callable[[Rule], bool]) -> Results:
        """Give the same with all results of some rules changed."""
        columns = (
            column.with_altered(dict(enumerate(map(change, column)))) if concerns(column.rule) else column
            for column in self.columns
        )
        return Results(columns, kept=self.kept)

    def applied(self) -> Results:
        """Give those of which the rule applied, as they were judged."""
        return Results((made for c in self.columns if (made := c.applied()).codes), kept=self.kept)

    def joined(self, more: Results) -> Results:
        """Give these and those of other rules."""
        return Results((*self.columns, *more.columns), kept=self.kept)


def _changed(column: RuleResults, change: Callable[[Result], Result]) -> RuleResults:
    pairs = ((i, result, change(result)) for i, result in column.findings())
    return column.with_altered({i: new for i, old, new in pairs if new is not old})


def _parties(rule: Rule) -> Callable[[Row], tuple[str | None, ...]]:
    """Give the function that tells whom a rule is held against for a row; None for nobody."""
    nobody = (None,)
    if rule.against is None:
        return lambda row: nobody
    at = rule.kind.index(rule.against)

    def parties(row: Row) -> tuple[str | None, ...]:
        value = row.values[at]
        return (tuple(sorted(value)) or nobody) if isinstance(value, tuple) else (value,)

    return parties

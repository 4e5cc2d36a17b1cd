"""A sample that an auditor filled in, read back: how often the program was wrong, stratum by stratum, with 95
% intervals.

Clopper and Pearson's interval, which never promises more than it holds; where a whole stratum was drawn
nothing is estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gbo_policy.audit.read.book_opening import opened_book, told_rows
from gbo_policy.audit.write.sample_book import (
    AGREE,
    DISAGREE,
    DRAWN,
    HELD,
    NAME,
    OWN,
    SAMPLE,
    STRATA,
    UNCLEAR,
    every,
    stratum_told,
)
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem

_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class StratumResult:
    """What an auditor found in a stratum: exchanges in the log, drawn, judged, errors, unclear ones, the rate
    of errors and its interval.

    Unclear ones count as errors for the upper bound, and not for the lower; without any judged there is no
    rate.
    """

    name: str
    exchanges: int
    drawn: int
    agreed: int
    errors: int
    unclear: int
    rate: float | None
    low: float
    high: float

    @property
    def judged(self) -> int:
        """How many the auditor judged."""
        return self.agreed + self.errors + self.unclear


def read_results(path: Path) -> tuple[StratumResult, ...]:
    """Read a workbook back. Raises PolicyError with every cell that is wrong."""
    if path.exists() and not path.is_file():
        raise PolicyError(
            [problem("unreadable", Location(str(path)), word=str(path), what="not a regular file")]
        )
    book = opened_book(str(path), str(path))
    problems: list[Problem] = []
    sheets = {s.title.casefold(): s for s in book.worksheets}
    found = {w: next((s for n, s in sheets.items() if n in every(w)), None) for w in (SAMPLE, STRATA)}
    if missing := [w for w, sheet in found.items() if sheet is None]:
        raise PolicyError([problem("sample-sheet", Location(str(path)), word=w) for w in missing])
    answers = _answers(list(_rows(found[SAMPLE], (NAME, OWN), path, problems)), path, problems)
    strata = list(_rows(found[STRATA], (NAME, HELD, DRAWN), path, problems))
    for number, row in strata:
        wrong = [row[w] for w in (HELD, DRAWN) if not isinstance(row[w], int) or row[w] < 0]
        problems += [problem("sample-number", Location(str(path), number, 1), word=str(w)) for w in wrong]
    if problems:
        raise PolicyError(problems)
    return tuple(_result(row, answers.get(row[NAME], Counter())) for _, row in strata)


def _rows(
    sheet: Any, columns: Sequence[str], path: Path, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a sheet by the columns that are asked for, wherever they stand."""
    rows = told_rows(sheet.iter_rows(values_only=True), str(path))
    head = [str(c or "").casefold() for c in next(rows, ())]
    places = {w: next((i for i, h in enumerate(head) if h in every(w)), None) for w in columns}
    if absent := [w for w, place in places.items() if place is None]:
        where = Location(str(path))
        problems += [problem("sample-column", where, word=w, known=sheet.title) for w in absent]
        return
    for number, cells in enumerate(rows, 2):
        row = {
            w: cells[place] if place is not None and place < len(cells) else None
            for w, place in places.items()
        }
        if row[NAME]:
            yield number, row | {NAME: stratum_told(str(row[NAME]))}


def _answers(
    rows: Sequence[tuple[int, Mapping[str, Any]]], path: Path, problems: list[Problem]
) -> dict[str, Counter[str]]:
    known = every(AGREE) | every(DISAGREE) | every(UNCLEAR)
    found: dict[str, Counter[str]] = {}
    for number, row in rows:
        said = str(row[OWN] or "").strip().casefold()
        counts = found.setdefault(row[NAME], Counter())
        if said and said not in known:
            where = Location(str(path), number, 1)
            problems.append(
                problem("sample-answer", where, word=str(row[OWN])[:60], known=listed(list(known)))
            )
        elif said:
            counts[known[said]] += 1
    return found


def _result(row: Mapping[str, Any], answers: Counter[str]) -> StratumResult:
    held, drawn = row[HELD], row[DRAWN]
    agreed, errors, unclear = answers[AGREE], answers[DISAGREE], answers[UNCLEAR]
    judged = agreed + errors + unclear
    low, high = interval(errors, judged)[0], interval(errors + unclear, judged)[1]
    if judged and judged == held:  # all there are were looked at
        low, high = errors / held, (errors + unclear) / held
    return StratumResult(
        row[NAME], held, drawn, agreed, errors, unclear, errors / judged if judged else None, low, high
    )


def interval(errors: int, judged: int) -> tuple[float, float]:
    """Give Clopper and Pearson's 95 % interval of a rate of errors; the whole range where nothing was
    judged.
    """
    if not judged:
        return 0.0, 1.0
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    found = binomtest(errors, judged).proportion_ci(_LEVEL, method="exact")
    return float(found.low), float(found.high)


def overall(results: Sequence[StratumResult]) -> tuple[float, float, float] | None:
    """Give the rate of errors in the whole log, weighed by strata, with bounds that hold whatever the strata
    have in common.

    None where strata overlap (by rule), or one of them was not judged.
    """
    total = sum(r.exchanges for r in results)
    if not total or any(r.rate is None for r in results) or any(": " in r.name for r in results):
        return None
    weights = [r.exchanges / total for r in results]
    parts = [(r.rate or 0.0, r.low, r.high) for r in results]
    rate, low, high = (sum(w * p[i] for w, p in zip(weights, parts, strict=True)) for i in range(3))
    return rate, low, high

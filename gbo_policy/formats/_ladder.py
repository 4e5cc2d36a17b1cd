"""Article 9 as a table and as sentences: what holds alike for many pairs of core actors is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gbo_policy.judging.sanctions import Ladder, Pair

SHARING = "sharing"
LETTERS = {
    SHARING: ".",
    "suspension-available": "o",
    "suspended": "O",
    "cessation-available": "s",
    "ceased": "S",
    "not-in-force": "x",
}
_ID = 26


class AlikePairs(NamedTuple):
    """Pairs in the same state on the same grounds; ``everyone`` when each of ``against`` has all others
    against it.

    ``pair`` is the first of them; where several are against others on flows written once, its grounds name
    what was written.
    """

    by: tuple[str, ...]
    everyone: bool
    against: tuple[str, ...]
    pair: Pair


def alike(ladder: Ladder) -> list[AlikePairs]:
    """Put together what differs only in who may act, or in whose part of one written flow it is; pairs that
    simply share are left out.
    """
    members = {p.by for p in ladder.pairs} | {p.against for p in ladder.pairs}
    groups: dict[Pair, list[str]] = {}
    for pair in ladder.pairs:
        if not pair.quiet:
            groups.setdefault(pair._replace(by=""), []).append(pair.by)
    merged: dict[tuple[object, ...], AlikePairs] = {}
    for pair, by in groups.items():
        everyone = len(by) > 1 and set(by) == members - {pair.against}
        own = _written(pair)
        key = (None if everyone else tuple(by), own._replace(against="") if everyone else pair)
        if (first := merged.get(key)) is not None:
            merged[key] = first._replace(against=(*first.against, pair.against), pair=own)
        else:
            merged[key] = AlikePairs(tuple(by), everyone, (pair.against,), pair)
    return [one._replace(against=tuple(sorted(one.against))) for one in merged.values()]


def _written(pair: Pair) -> Pair:
    """Give a pair whose grounds name flows as they were written, without this sender."""
    own = f"@{pair.against}"
    cut = [
        tuple("/".join(p.removesuffix(own) for p in g.split("/")) for g in gs)
        for gs in (pair.grounds, pair.contested)
    ]
    return pair._replace(grounds=cut[0], contested=cut[1])


def matrix(ladder: Ladder) -> Iterator[str]:
    """Give the lines of the table: a numbered row and a numbered column a core actor, who may act down,
    against whom across.
    """
    ids = sorted({p.by for p in ladder.pairs})
    states = {(p.by, p.against): p.state for p in ladder.pairs}
    numbers = [str(i) for i in range(1, len(ids) + 1)]
    size = len(numbers[-1]) if numbers else 1
    left = size + 2 + min(max(map(len, ids), default=0), _ID)
    for digit in range(size):
        yield f"{'':<{left}}  " + " ".join(n.rjust(size)[digit] for n in numbers)
    for number, by in zip(numbers, ids, strict=True):
        cells = " ".join("\\" if by == a else LETTERS.get(states.get((by, a), ""), "-") for a in ids)
        yield f"{number:>{size}}  {short(by):<{left - size - 2}}  {cells}"


def short(name: str) -> str:
    """Cut an id to the width of the table."""
    return name if len(name) <= _ID else name[: _ID - 1] + "…"


def used(ladder: Ladder) -> Sequence[str]:
    """Give the states that occur, in the order of their weight."""
    return sorted({p.state for p in ladder.pairs}, key=list(LETTERS).index)

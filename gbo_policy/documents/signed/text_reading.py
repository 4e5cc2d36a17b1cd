"""A signed text read against the model: what became of each clause, which blanks are left, which slips still
stand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from gbo_policy.documents.signed.differences import Addition, TextChange, differences
from gbo_policy.documents.signed.model_words import AgreementModel, ModelSlip
from gbo_policy.documents.signed.overlay import CLOSING, OTHER, Filled, LeftBlank, Overlay, overlay, to_end
from gbo_policy.documents.signed.paper import PaperParagraph

Status = Literal["same", "changed", "missing", "added", "blank"]
_LONG = 3  # words of a sentence that can be told to have moved; shorter ones stand in many places


class ClauseReading(NamedTuple):
    """What became of one clause; ``follows`` is the clause in front of an added one, ``moved`` that it stands
    elsewhere.
    """

    clause: str
    status: Status
    says: str
    changes: tuple[TextChange, ...] = ()
    moved: bool = False
    follows: str | None = None
    paragraph: int = 0

    @property
    def departs(self) -> bool:
        """Whether the clause says something else than the model's."""
        return self.status in {"changed", "missing", "added"}


class TextReading(NamedTuple):
    """The whole answer about one text."""

    clauses: tuple[ClauseReading, ...]
    blanks: tuple[LeftBlank, ...]
    filled: tuple[Filled, ...]
    slips: tuple[int, ...]  # numbers of the pack's slips that still stand
    share: float  # of the model's words

    @property
    def other(self) -> bool:
        """Whether the text is no such agreement at all."""
        return self.share < OTHER


def read_text(model: AgreementModel, paragraphs: Sequence[PaperParagraph]) -> TextReading:
    """Read a text against the model; of another text, only the share of the model's words is told."""
    over = overlay(model, paragraphs)
    if over.share < OTHER:
        return TextReading((), (), (), (), over.share)
    changes, additions = differences(over)
    moved = _moved(over)
    clauses = [_clause(over, c, [x for x in changes if x.clause == c], c in moved) for c in model.clauses]
    kept = [c for c in clauses if c.status != "same" or c.moved or _has_body(model, c.clause)]
    all_ = (*kept, *(_added(one, model) for one in additions))
    slips = tuple(s.slip for s in model.slips if _stands(s, over, kept))
    return TextReading(all_, tuple(over.left), tuple(over.filled), slips, over.share)


def _has_body(model: AgreementModel, clause: str) -> bool:
    return any(s.clause == clause and s.kind != "heading" for s in model.sentences)


def _clause(over: Overlay, clause: str, changes: list[TextChange], moved: bool) -> ClauseReading:
    says = _says(over, clause, changes)
    first = next((j for j in _words_of(over, clause)), None)
    paragraph = over.words[first].paragraph if first is not None else 0
    status: Status = "same"
    if changes:
        status = "changed" if says else "missing"
    elif any(b.clause == clause for b in over.left):
        status = "blank"
    return ClauseReading(clause, status, says, tuple(changes), moved, None, paragraph)


def _words_of(over: Overlay, clause: str) -> list[int]:
    found = [
        j
        for i, token in enumerate(over.model.tokens)
        if over.model.sentences[token.sentence].clause == clause and (j := over.tiling.forth[i]) is not None
    ]
    filled = [j for f in over.filled if f.clause == clause for j in f.tokens]
    return sorted([*found, *filled])


def _says(over: Overlay, clause: str, changes: list[TextChange]) -> str:
    """Give what the signed text says in a clause: from its first word in a paragraph to the last, with
    the words that came, paragraph by paragraph.
    """
    spans: dict[int, tuple[int, int]] = {}

    def reach(paragraph: int, start: int, end: int) -> None:
        low, high = spans.get(paragraph, (start, end))
        spans[paragraph] = (min(low, start), max(high, end))

    for j in _words_of(over, clause):
        reach(over.words[j].paragraph, over.words[j].start, over.words[j].end)
    own = set(spans)
    for change in changes:
        if change.signed and change.paragraph not in own:
            reach(change.paragraph, 0, len(over.paragraphs[change.paragraph].text))
        elif change.signed:
            reach(change.paragraph, *change.span)
    pieces = [
        over.paragraphs[p].text[a : to_end(over.paragraphs[p].text, b, CLOSING)]
        for p, (a, b) in sorted(spans.items())
    ]
    return " ".join(" ".join(pieces).replace("-\n", "").split())


def _added(one: Addition, model: AgreementModel) -> ClauseReading:
    known = {*model.clauses, *(c.partition(".")[0] for c in model.clauses)}
    clause = one.label if one.label and one.label not in known else f"{one.after_clause}+"
    change = TextChange(clause, "", one.text, (), one.paragraph)
    return ClauseReading(clause, "added", one.text, (change,), False, one.after_clause, one.paragraph)


def _moved(over: Overlay) -> set[str]:
    """Give the clauses with a sentence that stands elsewhere than in the model's order; notes and signatures
    stand anywhere.
    """
    places: list[tuple[int, int]] = []
    for number, sentence in enumerate(over.model.sentences):
        if sentence.kind in {"footnote", "closing"} or number not in over.present:
            continue
        at = [
            j
            for i, t in enumerate(over.model.tokens)
            if t.sentence == number and t.blank is None and (j := over.tiling.forth[i]) is not None
        ]
        if len(at) >= _LONG:
            places.append((number, sorted(at)[len(at) // 2]))
    return {over.model.sentences[n].clause for n in _out_of_order(places)}


def _out_of_order(places: list[tuple[int, int]]) -> Iterator[int]:
    """Give what is not on the longest chain of rising places."""
    ends: list[int] = []
    chain: list[tuple[int, int]] = []  # length of the longest chain that ends here, and where it comes from
    last: list[int] = []
    for k, (_, at) in enumerate(places):
        spot = bisect_left(ends, at)
        chain.append((spot, last[spot - 1] if spot else -1))
        ends[spot : spot + 1], last[spot : spot + 1] = [at], [k]
    on: set[int] = set()
    k = last[-1] if last else -1
    while k >= 0:
        on.add(k)
        k = chain[k][1]
    yield from (n for k, (n, _) in enumerate(places) if k not in on)


def _stands(slip: ModelSlip, over: Overlay, clauses: Sequence[ClauseReading]) -> bool:
    if slip.blanks:
        return any(b.clause == slip.clause for b in over.left)
    if slip.words:
        return all(over.tiling.forth[i] is not None for i in slip.words)
    one = next((c for c in clauses if c.clause == slip.clause), None)
    return one is not None and one.status != "missing" and not any(c.signed for c in one.changes)

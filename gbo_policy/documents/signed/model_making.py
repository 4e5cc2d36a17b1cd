"""A model's text into ``model.yaml``: digests only, so that a pack knows the model and does not hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gbo_policy.documents.signed.paper import PaperParagraph
from gbo_policy.documents.signed.tokens import labelled, tokens

_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[^\W\d_a-z])")


class BlankPattern(NamedTuple):
    """A placeholder of the model: its kind, whose it is, the pattern of its words, and the clauses that hold
    it (none: all).
    """

    kind: str
    of: str
    like: str
    clauses: tuple[str, ...] = ()


class ClauseStretch(NamedTuple):
    """So many paragraphs of the model, one after the other, that belong to one clause."""

    clause: str
    paragraphs: int
    kind: str = "sentence"


class SlipPattern(NamedTuple):
    """A slip of the pack, by its number: in which clause, and the few words by which the model shows it, if
    any do.
    """

    clause: str
    words: str = ""
    blanks: bool = False


class Outline(NamedTuple):
    """What a person knows of a model: which paragraph belongs to which clause, what is blank, where its slips
    are.
    """

    stretches: Sequence[ClauseStretch]
    blanks: Sequence[BlankPattern] = ()
    slips: Sequence[SlipPattern] = ()


def read_outline(data: Mapping[str, Any]) -> Outline:
    """Make an outline of plain data: ``stretches``, ``blanks`` and ``slips``, each a list of lists or
    mappings.
    """
    return Outline(
        [ClauseStretch(*one) for one in data["stretches"]],
        [
            BlankPattern(b["kind"], b.get("of", ""), b["like"], tuple(b.get("clauses", ())))
            for b in data.get("blanks", ())
        ],
        [SlipPattern(s["clause"], s.get("words", ""), s.get("blanks", False)) for s in data.get("slips", ())],
    )


def model_data(paragraphs: Sequence[PaperParagraph], outline: Outline) -> dict[str, Any]:
    """Give the plain data of ``model.yaml``. Raises ValueError where the outline does not fit the text."""
    maker = _Maker(outline)
    body = [p for p in paragraphs if not p.footnote]
    notes = {p.number - 1: p for p in paragraphs if p.footnote}
    if sum(s.paragraphs for s in outline.stretches) != len(body):
        raise ValueError(f"the outline has another number of paragraphs than the text's {len(body)}")
    ahead = iter(body)
    for stretch in outline.stretches:
        for _ in range(stretch.paragraphs):
            paragraph = next(ahead)
            maker.add(stretch, paragraph)
            if (note := notes.get(paragraph.number)) is not None:
                maker.add(stretch._replace(kind="footnote"), note)
    return {"blanks": maker.blanks, "slips": list(maker.slips()), "sentences": maker.sentences}


class _Maker:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.sentences: list[dict[str, str]] = []
        self.blanks: list[dict[str, str]] = []
        self.digests: list[tuple[str, str]] = []  # clause and digest of every word

    def add(self, stretch: ClauseStretch, paragraph: PaperParagraph) -> None:
        at = 0
        text = paragraph.text
        blanks = list(self._blanks(stretch.clause, text))
        for piece in _SENTENCE.split(text):
            start = text.index(piece, at)
            at = start + len(piece)
            self._sentence(stretch, paragraph, (start, at), blanks)

    def _blanks(self, clause: str, text: str) -> Iterator[tuple[int, int, int]]:
        """Number the blanks of a paragraph: where each begins and ends; what one pattern took, the next does
        not take.
        """
        taken: list[tuple[int, int, BlankPattern]] = []
        for one in self.outline.blanks:
            if one.clauses and clause not in one.clauses:
                continue
            for found in re.finditer(one.like, text):
                if all(found.end() <= a or found.start() >= b for a, b, _ in taken):
                    taken.append((found.start(), found.end(), one))
        for start, end, one in sorted(taken, key=lambda t: t[0]):
            self.blanks.append({"kind": one.kind} | ({"of": one.of} if one.of else {}))
            yield start, end, len(self.blanks) - 1

    def _sentence(
        self,
        stretch: ClauseStretch,
        paragraph: PaperParagraph,
        span: tuple[int, int],
        blanks: list[tuple[int, int, int]],
    ) -> None:
        words: list[str] = []
        opened: int | None = None
        for token in tokens([paragraph]):
            if not span[0] <= token.start < span[1] or labelled(paragraph.text, token.start, token.end):
                continue
            blank = next((n for a, b, n in blanks if a <= token.start < b), None)
            if opened is not None and blank != opened:
                words[-1] += "}"
            new = blank is not None and blank != opened
            words.append(f"{{{blank}:{token.digest}" if new else token.digest)
            opened = blank
            self.digests.append((stretch.clause, token.digest))
        if words:
            words[-1] += "}" if opened is not None else ""
            kind = {} if stretch.kind == "sentence" else {"kind": stretch.kind}
            self.sentences.append({"clause": stretch.clause, **kind, "words": " ".join(words)})

    def slips(self) -> Iterator[dict[str, Any]]:
        for number, slip in enumerate(self.outline.slips):
            made: dict[str, Any] = {"slip": number, "clause": slip.clause}
            if slip.blanks:
                made["blanks"] = True
            if slip.words:
                wanted = [t.digest for t in tokens([PaperParagraph(1, slip.words)])]
                made["words"] = self._find(slip.clause, wanted)
            yield made

    def _find(self, clause: str, wanted: list[str]) -> list[int]:
        for i in range(len(self.digests)):
            if self.digests[i : i + len(wanted)] == [(clause, d) for d in wanted]:
                return list(range(i, i + len(wanted)))
        raise ValueError(f"the words of a slip do not stand in clause {clause}")

"""A signed text laid over the model: which words stand where, what fills the blanks, which sentences are
gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gbo_policy.documents.signed.model_words import AgreementModel, Blank
from gbo_policy.documents.signed.paper import PaperParagraph
from gbo_policy.documents.signed.tiling import Tiling, TilingSide
from gbo_policy.documents.signed.tokens import NUMBERING, Token, labelled, tokens

OTHER = 0.3  # of the model's words: a text with fewer is another text
_PRESENT = 0.5  # of a sentence's words that must stand together for the sentence to be there
# the most words that fill a blank: in all, and in one paragraph; more than that says more than the blank asks
_MOST = {"name": 15, "date": 8, "place": 6, "citation": 40}
_MOST_IN_ONE = {"party": 70, "dpo": 50, "signatory": 30}
CLOSING = ".,;:!?)]’”\"'"
_BRACKETS = ")]’”\"'"
_MANY = {"party", "dpo", "free"}  # blanks that several lines fill
_HOLDS_DATE = re.compile(r"\d")


class Filled(NamedTuple):
    """What stands in the place of a blank: its clause, its lines, and the paragraph that they begin in (index
    from 0).
    """

    blank: Blank
    clause: str
    pieces: tuple[str, ...]
    paragraph: int
    tokens: tuple[int, ...]


class LeftBlank(NamedTuple):
    """A blank that nobody filled in, and the paragraph where it stands or would (index from 0)."""

    blank: Blank
    clause: str
    paragraph: int


@dataclass
class Overlay:
    """The two texts, and how they lie over one another."""

    model: AgreementModel
    paragraphs: Sequence[PaperParagraph]
    words: list[Token]
    tiling: Tiling
    present: set[int] = field(default_factory=set)  # sentences
    filled: list[Filled] = field(default_factory=list)
    left: list[LeftBlank] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)  # words of the signed text that fill blanks

    @property
    def share(self) -> float:
        """The part of the model's words that stand in the text."""
        solid = [i for i, t in enumerate(self.model.tokens) if t.blank is None]
        return sum(self.tiling.forth[i] is not None for i in solid) / max(1, len(solid))

    def text(self, first: int, last: int) -> str:
        """Give the signed text from one word to another, as one line."""
        parts: list[str] = []
        for j in range(first, last + 1):
            word = self.words[j]
            text = self.paragraphs[word.paragraph].text
            if j > first:
                before = self.words[j - 1]
                parted = before.paragraph != word.paragraph
                parts.append(self._behind(before) + " " if parted else text[before.end : word.start])
            parts.append(text[word.start : word.end].replace("-\n", ""))
        return " ".join(("".join(parts) + self._behind(self.words[last], _BRACKETS)).split())

    def _behind(self, word: Token, marks: str = CLOSING) -> str:
        """Give the marks that follow a word."""
        text = self.paragraphs[word.paragraph].text
        return text[word.end : to_end(text, word.end, marks)]


def to_end(text: str, end: int, marks: str) -> int:
    """Give where the marks end that follow a place in a text."""
    while end < len(text) and text[end] in marks:
        end += 1
    return end


def overlay(model: AgreementModel, paragraphs: Sequence[PaperParagraph]) -> Overlay:
    """Lay a signed text over the model; of one that is no such text, nothing but the share of words is
    found.
    """
    words = tokens(paragraphs, model.known)
    sides = _model_side(model), _signed_side(paragraphs, words)
    made = Overlay(model, paragraphs, words, Tiling(*sides))
    _short_ones(made)
    _sentences(made)
    if made.share >= OTHER:
        _blanks(made)
    return made


def _model_side(model: AgreementModel) -> TilingSide:
    owners = [t.sentence for t in model.tokens]
    begins = frozenset(i for i, one in enumerate(owners) if i == 0 or owners[i - 1] != one)
    marks = frozenset(i for i, t in enumerate(model.tokens) if t.blank is not None)
    return TilingSide([t.digest for t in model.tokens], begins, marks)


def _signed_side(paragraphs: Sequence[PaperParagraph], words: list[Token]) -> TilingSide:
    def begins(j: int) -> bool:
        word, before = words[j], words[j - 1]
        if j == 0 or word.paragraph != before.paragraph:
            return True
        return re.search(r"[.;:]\W*$", paragraphs[word.paragraph].text[before.end : word.start]) is not None

    return TilingSide([w.digest for w in words], frozenset(j for j in range(len(words)) if begins(j)))


def _short_ones(made: Overlay) -> None:
    """Find short sentences that stand elsewhere as a paragraph of their own: a heading that moved."""
    whole: dict[int, list[int]] = {}
    for j, word in enumerate(made.words):
        if not labelled(made.paragraphs[word.paragraph].text, word.start, word.end):
            whole.setdefault(word.paragraph, []).append(j)
    alone: dict[tuple[str, ...], list[int]] = {}
    for at in whole.values():
        if all(made.tiling.back[j] is None for j in at):
            alone.setdefault(tuple(made.words[j].digest for j in at), at)
    sentences: dict[int, list[int]] = {}
    for i, token in enumerate(made.model.tokens):
        sentences.setdefault(token.sentence, []).append(i)
    for at in sentences.values():
        if all(made.tiling.forth[i] is None for i in at):
            found = alone.pop(tuple(made.model.tokens[i].digest for i in at), [])
            for i, j in zip(at, found, strict=False):
                made.tiling.pair(i, j)


def _sentences(made: Overlay) -> None:
    """Find the sentences that are there; of the others, no word that stands somewhere by chance is held on
    to.
    """
    words: dict[int, list[int]] = {}
    for i, token in enumerate(made.model.tokens):
        if token.blank is None:
            words.setdefault(token.sentence, []).append(i)
    for sentence, positions in words.items():
        there = [i for i in positions if made.tiling.forth[i] is not None]
        if len(there) >= _PRESENT * len(positions):
            made.present.add(sentence)
        else:
            for i in there:
                made.tiling.release(i)


def _blanks(made: Overlay) -> None:
    """Find the blanks that are left; what stands in the place of the others fills them."""
    positions: dict[int, list[int]] = {}
    for i, token in enumerate(made.model.tokens):
        if token.blank is not None:
            positions.setdefault(token.blank, []).append(i)
    open_: list[tuple[int, list[int]]] = []
    for number, words in positions.items():
        at = [made.tiling.forth[i] for i in words]
        if None not in at:
            made.left.append(_left(made, number, words, made.words[at[0] or 0].paragraph))
            continue
        open_.append((number, words))
        for i in words:
            made.tiling.release(i)
    for group in _groups(made, open_):
        _fill(made, group)


def _left(made: Overlay, number: int, words: list[int], paragraph: int) -> LeftBlank:
    clause = made.model.sentences[made.model.tokens[words[0]].sentence].clause
    return LeftBlank(made.model.blanks[number], clause, paragraph)


def _groups(made: Overlay, blanks: list[tuple[int, list[int]]]) -> Iterator[list[tuple[int, list[int]]]]:
    """Put blanks together that no word of the text parts."""
    group: list[tuple[int, list[int]]] = []
    for one in blanks:
        if group and any(made.tiling.forth[i] is not None for i in range(group[-1][1][-1], one[1][0])):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _fill(made: Overlay, group: list[tuple[int, list[int]]]) -> None:
    """Share out what stands in the place of some blanks, piece by piece, as far as such blanks can be filled
    with it.
    """
    first, last = group[0][1][0], group[-1][1][-1]
    forth = made.tiling.forth
    before = next((f for i in range(first - 1, -1, -1) if (f := forth[i]) is not None), -1)
    after = next((f for i in range(last + 1, len(forth)) if (f := forth[i]) is not None), len(made.words))
    run = _free(made, before + 1, 1) or _free(made, after - 1, -1)[::-1]
    pieces = _for_blanks(made, group, _pieces(made, run))
    place = made.words[max(before, 0)].paragraph if made.words else 0
    for rest, (number, words) in zip(range(len(group) - 1, -1, -1), group, strict=True):
        blank = made.model.blanks[number]
        many = max(1, len(pieces) - rest) if blank.kind in _MANY else 1
        own, pieces = pieces[:many], pieces[many:]
        if own and _fits(made, blank, own):
            made.taken.update(j for piece in own for j in piece)
            left = _left(made, number, words, made.words[own[0][0]].paragraph)
            texts = tuple(made.text(piece[0], piece[-1]) for piece in own)
            made.filled.append(
                Filled(blank, left.clause, texts, left.paragraph, tuple(j for p in own for j in p))
            )
        elif not own and _stands(made, words):
            made.left.append(_left(made, number, words, place))


def _free(made: Overlay, j: int, step: int) -> list[int]:
    """Give the words from a place on, or back from it, that stand for nothing yet."""
    run: list[int] = []
    while 0 <= j < len(made.words) and made.tiling.back[j] is None and j not in made.taken:
        run.append(j)
        j += step
    return run


def _for_blanks(
    made: Overlay, group: list[tuple[int, list[int]]], pieces: list[list[int]]
) -> list[list[int]]:
    """Leave out pieces that end the sentence before some blanks, or begin the one behind them."""
    first, last = group[0][1][0], group[-1][1][-1]
    owners = made.model.tokens
    begins = not first or owners[first - 1].sentence != owners[first].sentence
    if begins and len(pieces) > len(group) and not _heads_line(made, pieces[0][0]):
        pieces = pieces[1:]
    if not pieces or not _heads_line(made, pieces[-1][0]):
        return pieces
    end = pieces[-1][-1]
    here, ahead = made.words[end], made.words[end + 1] if end + 1 < len(made.words) else None
    follows = made.tiling.back[end + 1] if ahead is not None else None
    between = made.paragraphs[here.paragraph].text[here.end : ahead.start] if ahead is not None else "\n"
    goes_on = ahead is not None and ahead.paragraph == here.paragraph and "\n" not in between
    if goes_on and follows is not None and owners[follows].sentence != owners[last].sentence:
        return pieces[:-1]
    return pieces


def _pieces(made: Overlay, run: list[int]) -> list[list[int]]:
    """Cut words at the ends of lines and paragraphs; the number of an article that follows is no piece."""
    pieces: list[list[int]] = []
    for j in run:
        word = made.words[j]
        text = made.paragraphs[word.paragraph].text
        if (
            j == run[0]
            or word.paragraph != made.words[j - 1].paragraph
            or "\n" in text[made.words[j - 1].end : word.start]
        ):
            pieces.append([])
        pieces[-1].append(j)
    if (
        pieces
        and _heads_line(made, pieces[-1][0])
        and NUMBERING.fullmatch(made.text(pieces[-1][0], pieces[-1][-1]))
    ):
        pieces.pop()
    return pieces


def _heads_line(made: Overlay, j: int) -> bool:
    text = made.paragraphs[made.words[j].paragraph].text[: made.words[j].start]
    return not text.rpartition("\n")[2].strip()


def _stands(made: Overlay, words: list[int]) -> bool:
    """Tell whether the sentence of a blank is there at all; one that is all blank is."""
    sentence = made.model.tokens[words[0]].sentence
    solid = any(t.sentence == sentence and t.blank is None for t in made.model.tokens)
    return sentence in made.present or not solid


def _fits(made: Overlay, blank: Blank, pieces: list[list[int]]) -> bool:
    if sum(map(len, pieces)) > _MOST.get(blank.kind, len(made.words)):
        return False
    if max(map(len, pieces)) > _MOST_IN_ONE.get(blank.kind, len(made.words)):
        return False
    return blank.kind != "date" or _HOLDS_DATE.search(made.text(pieces[0][0], pieces[-1][-1])) is not None

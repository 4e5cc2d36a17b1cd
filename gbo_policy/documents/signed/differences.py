"""Where a signed text and the model differ: words that came, words that went, paragraphs that are new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gbo_policy.documents.signed.overlay import Overlay
from gbo_policy.documents.signed.tokens import NUMBERING, label, labelled

_BEFORE = 6  # words shown in front of a change
_HEADING = 14  # words that a heading has at most
_ORDINAL = re.compile(r"\d+\s*°|[a-z]\)", re.IGNORECASE)


class TextChange(NamedTuple):
    """One difference: its clause, what stands before it, the words that came, the model's words that went
    (positions), and where in the paragraph the words that came begin and end.
    """

    clause: str
    after: str
    signed: str
    went: tuple[int, ...]
    paragraph: int
    span: tuple[int, int] = (0, 0)


class Addition(NamedTuple):
    """New paragraphs with a heading of their own: how they are numbered (empty where not), and the clause
    that they follow.
    """

    label: str
    after_clause: str
    text: str
    paragraph: int


class _Run(NamedTuple):
    """Words of the signed text that stand together in one paragraph and not in the model."""

    first: int
    last: int
    before: int | None  # the model's words around it
    after: int | None


def differences(over: Overlay) -> tuple[list[TextChange], list[Addition]]:
    """Find every difference, in the order of the signed text; what only went comes after what came."""
    changes: list[TextChange] = []
    additions: list[Addition] = []
    gone = {i for i, t in enumerate(over.model.tokens) if t.blank is None and over.tiling.forth[i] is None}
    fresh: list[_Run] = []
    for run in _runs(over):
        if _numbering(over, run):
            continue
        if missing := _missing(over, run, gone):
            gone -= set(missing)
            changes.append(_change(over, run, _clause(over, missing[0]), missing))
        elif (at := _inside(over, run)) is not None:
            changes.append(_change(over, run, _clause(over, at), ()))
        else:
            fresh.append(run)
    for group in _grouped(fresh):
        _new(over, group, changes, additions)
    changes += _gone(over, sorted(gone))
    return changes, additions


def _runs(over: Overlay) -> Iterator[_Run]:
    """Give the words that came, cut at the ends of paragraphs."""
    back, taken = over.tiling.back, over.taken
    j = 0
    while j < len(over.words):
        if back[j] is not None or j in taken:
            j += 1
            continue
        first = j
        while j < len(over.words) and back[j] is None and j not in taken:
            if over.words[j].paragraph != over.words[first].paragraph:
                break
            j += 1
        yield _Run(first, j - 1, _around(over, first - 1, -1), _around(over, j, 1))


def _around(over: Overlay, j: int, step: int) -> int | None:
    """Give the nearest word of the model in front of a place, or behind it."""
    while 0 <= j < len(over.words):
        if (i := over.tiling.back[j]) is not None:
            return i
        j += step
    return None


def _numbering(over: Overlay, run: _Run) -> bool:
    """Tell whether a run only numbers the paragraph or the line that it begins."""
    word, end = over.words[run.first], over.words[run.last].end
    text = over.paragraphs[word.paragraph].text
    line = text.rfind("\n", 0, word.start) + 1
    before = text[line : word.start].strip(" -*•·(")
    if before and not before.endswith((".", ";", ":")):
        return False
    if not labelled(text, word.start, end) and not NUMBERING.fullmatch(text[word.start : end]):
        return False
    ahead = run.last + 1
    if ahead == len(over.words) or over.words[ahead].paragraph != word.paragraph or ahead in over.taken:
        return True
    i = over.tiling.back[ahead]
    return i is not None and (i == 0 or over.model.tokens[i - 1].sentence != over.model.tokens[i].sentence)


def _missing(over: Overlay, run: _Run, gone: set[int]) -> tuple[int, ...]:
    """Give the model's words that went just where a run came, if it stands between two words of the model in
    its order.
    """
    before = -1 if run.before is None else run.before
    after = len(over.model.tokens) if run.after is None else run.after
    found = [i for i in range(before + 1, after) if i in gone] if before < after else []
    if not found:
        return ()
    first = over.model.tokens[found[0]].sentence
    return tuple(i for i in found if over.model.tokens[i].sentence == first)


def _inside(over: Overlay, run: _Run) -> int | None:
    """Give the model's word whose paragraph a run stands in: the one before it, or else the one behind it."""
    here = over.words[run.first].paragraph
    for j in range(run.first - 1, -1, -1):
        if over.words[j].paragraph != here:
            break
        if (i := over.tiling.back[j]) is not None:
            return i
    for j in range(run.last + 1, len(over.words)):
        if over.words[j].paragraph != here:
            break
        if (i := over.tiling.back[j]) is not None:
            return i
    return None


def _clause(over: Overlay, i: int) -> str:
    return over.model.sentences[over.model.tokens[i].sentence].clause


def _change(over: Overlay, run: _Run, clause: str, went: Sequence[int]) -> TextChange:
    first, last = over.words[run.first], over.words[run.last]
    signed, before = over.text(run.first, run.last), _before(over, run.first)
    return TextChange(clause, before, signed, tuple(went), first.paragraph, (first.start, last.end))


def _before(over: Overlay, j: int) -> str:
    """Give the last words of the same paragraph in front of a word."""
    first = j
    while first and j - first < _BEFORE and over.words[first - 1].paragraph == over.words[j].paragraph:
        first -= 1
    text = over.paragraphs[over.words[j].paragraph].text
    return " ".join(text[over.words[first].start : over.words[j].start].split()) if first < j else ""


def _grouped(runs: list[_Run]) -> Iterator[list[_Run]]:
    """Put new paragraphs together that follow each other."""
    group: list[_Run] = []
    for run in runs:
        if group and (run.before != group[-1].before or run.first != group[-1].last + 1):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _new(over: Overlay, group: list[_Run], changes: list[TextChange], additions: list[Addition]) -> None:
    before = group[0].before
    clause = _clause(over, before) if before is not None else over.model.sentences[0].clause
    closing = (
        before is not None and over.model.sentences[over.model.tokens[before].sentence].kind == "closing"
    )
    paragraph = over.words[group[0].first].paragraph
    if closing or _heads(over, group):
        text = over.text(group[0].first, group[-1].last)
        additions.append(Addition(_number(over, paragraph), clause, text, paragraph))
    else:
        changes += [_change(over, run, clause, ()) for run in group]


def _heads(over: Overlay, group: list[_Run]) -> bool:
    """Tell whether new paragraphs begin with a heading, so that they are an article of their own."""
    first = over.paragraphs[over.words[group[0].first].paragraph]
    head = label(first.text)
    if _ORDINAL.fullmatch(head):
        return False
    if first.heading or head.lower().startswith("art"):
        return True
    short = group[0].last - group[0].first < _HEADING and not first.text.rstrip().endswith(
        (".", ";", ":", ",")
    )
    return short and len(group) > 1


def _number(over: Overlay, paragraph: int) -> str:
    found = re.search(r"\d+(?:\.\d+)*", label(over.paragraphs[paragraph].text))
    return found[0] if found else ""


def _gone(over: Overlay, gone: list[int]) -> Iterator[TextChange]:
    """Give the words that went and have none in their place, by sentence and by place."""
    run: list[int] = []
    for i in [*gone, None]:
        if run and (
            i is None
            or i != run[-1] + 1
            or over.model.tokens[i].sentence != over.model.tokens[run[-1]].sentence
        ):
            before = next(
                (f for k in range(run[0] - 1, -1, -1) if (f := over.tiling.forth[k]) is not None), None
            )
            after = _before(over, before + 1) if before is not None and before + 1 < len(over.words) else ""
            paragraph = over.words[before].paragraph if before is not None else 0
            yield TextChange(_clause(over, run[0]), after, "", tuple(run), paragraph)
            run = []
        if i is not None:
            run.append(i)

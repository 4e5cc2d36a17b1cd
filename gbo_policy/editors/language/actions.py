"""What an editor can do about an error or a finding: write the suggestion, or add the key that is missing
with one of its choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import count, say
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.editors.edit import Edit, Rename, edited
from gbo_policy.editors.fixing import in_order
from gbo_policy.editors.language.live_workspace import LiveWorkspace, ShownProblem
from gbo_policy.editors.language.pages import Page, Spread
from gbo_policy.editors.language.schema_walk import choices, is_list
from gbo_policy.reading.source import location, position, read
from gbo_policy.terms.values import shown

_MOST = 12  # choices that are offered for one key
# counts as absent, with a notice, until somebody fills it in
_TO_FILL_IN = {
    "nl": "nog in te vullen",
    "en": "to be determined",
}


class OfferedChange(NamedTuple):
    """One change of a file: what it is called, the characters that go, what comes instead, and whether it is
    certain.
    """

    title: str
    path: str
    spread: Spread
    new: str
    certain: bool


def mendings(live: LiveWorkspace, page: Page, told: ShownProblem, lang: str) -> Iterator[OfferedChange]:
    """Give what can be done about one error or finding of a file."""
    sure = live.fix(told)
    if sure is not None:
        title = say(lang, "write `{new}` for `{old}`", new=sure.new, old=sure.old)
        yield from _made(page, [sure.edit], title, certain=True)
    elif told.problem is not None and told.problem.suggestion is not None:
        yield from _guess(page, told, lang)
    if told.problem is not None and told.problem.code == "missing-key" and told.problem.word:
        above = _entry(page, told)
        if above is not None:
            yield from _additions(live, page, (*above[1], told.problem.word), above[0], lang)
    if told.result is not None and live.workspace is not None:
        for fact in told.result.missing()[:3]:
            kind, key, steps = told.result.subject.where(fact)
            if (above := _subject(page, live.workspace, kind, key)) is not None and steps:
                yield from _additions(live, page, (*above[1], *steps), above[0], lang)


def fix_all(
    live: LiveWorkspace, page: Page, told: Sequence[ShownProblem], lang: str
) -> Iterator[OfferedChange]:
    """Offer to make every certain fix of a file at once; nothing where there is none."""
    fixes = in_order([fix for one in told if (fix := live.fix(one)) is not None])
    if fixes:
        title = count(lang, len(fixes), "put {number} form right", "put {number} forms right")
        yield from _made(page, [f.edit for f in fixes], title, certain=True)


def _guess(page: Page, told: ShownProblem, lang: str) -> Iterator[OfferedChange]:
    """Offer a suggestion that may be another fact: somebody has to choose it."""
    assert told.problem is not None
    guess = str(told.problem.suggestion)
    for word in page.words.get(told.location, ()):
        is_key = told.problem.code == "unknown-key"
        if word.is_key == is_key:
            value: Any = Rename(guess) if is_key else _typed(guess, told.problem.code, word.value)
            title = say(lang, "write `{new}` for `{old}`", new=guess, old=str(word.value))
            yield from _made(page, [Edit(word.path, value, word.document)], title, certain=False)
            return


def _typed(guess: str, code: str, before: Any) -> Any:
    plain: dict[str, Any] = {"true": True, "false": False, "[]": [], f"[{shown(before)}]": [before]}
    return plain.get(guess, guess) if code == "wrong-type" else guess


def _additions(
    live: LiveWorkspace, page: Page, path: Steps, document: int, lang: str
) -> Iterator[OfferedChange]:
    """Offer to add a key that is not there, once for each thing that may stand there."""
    data = page.data[document]
    if _given(data, path):
        return
    words: list[Any] = [c.word for c in choices(live.schema, path, data)]
    if not words and is_list(live.schema, path, data):
        words = [[c.word] for c in choices(live.schema, (*path, 0), data) if not isinstance(c.word, bool)] + [
            []
        ]
    key = ".".join(str(s) for s in path if isinstance(s, str))
    for value in words[:_MOST] or [_TO_FILL_IN[lang]]:
        shown = (
            "true"
            if value is True
            else "false"
            if value is False
            else "[" + ", ".join(value) + "]"
            if isinstance(value, list)
            else str(value)
        )
        title = say(
            lang,
            "add `{key}: {value}`",
            key=path[-1] if len(path) < 3 else key.rpartition(".")[2],
            value=shown,
        )
        yield from _made(page, [Edit(path, value, document)], title, certain=False)


def _given(data: Any, path: Steps) -> bool:
    """Tell whether something is written at a path already."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return False
    return data is not None


def _made(page: Page, edits: Sequence[Edit], title: str, *, certain: bool) -> Iterator[OfferedChange]:
    """Make the change; nothing is offered where it cannot be made in place."""
    old = page.text
    try:
        new = edited(old, edits, name=page.file.path)
    except (PolicyError, KeyError, IndexError):
        return
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    room = min(len(old), len(new)) - start
    end = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
    yield OfferedChange(
        title, page.file.path, page.between(start, len(old) - end), new[start : len(new) - end], certain
    )


def _entry(page: Page, told: ShownProblem) -> tuple[int, Steps] | None:
    """Give the document and the path of the mapping that begins at, or holds, the place of an error."""
    return _mappings(page).get((told.location.line, told.location.column))


def _subject(page: Page, workspace: Workspace, kind: str, key: str) -> tuple[int, Steps] | None:
    place = workspace.places.get((kind, key))
    if place is None or place.file != page.file.path:
        return None
    where = place.at()
    return _mappings(page).get((where.line, where.column))


def _mappings(page: Page) -> dict[tuple[int, int], tuple[int, Steps]]:
    """Give every mapping of a file by the place where it begins; of two that begin at one, the inner."""
    found: dict[tuple[int, int], tuple[int, Steps]] = {}

    def visit(data: Any, mark: Any, document: int, path: Steps) -> None:
        if isinstance(data, dict):
            where = location(page.file.path, position(mark))
            found[where.line, where.column] = (document, path)
            for key, (_, inner) in mark[1].items():
                visit(data[key], inner, document, (*path, key))
        elif isinstance(data, list):
            for i, (one, inner) in enumerate(zip(data, mark[1], strict=True)):
                visit(one, inner, document, (*path, i))

    for number, (data, mark) in enumerate(read(page.file.content, page.file.path)[0]):
        visit(data, mark, number, ())
    return found

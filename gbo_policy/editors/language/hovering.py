"""What the word under the cursor means: a key with its rules and clauses and its words in both languages, a
word by its labels, an id by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gbo_policy.agreement.events import kinds
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import mark, say
from gbo_policy.editors.fixing import WordAt
from gbo_policy.editors.language.id_uses import use_at, uses
from gbo_policy.editors.language.live_workspace import LiveWorkspace
from gbo_policy.editors.language.pages import Page
from gbo_policy.editors.language.schema_walk import Choice, choices, told

_KINDS = {
    "parties": "party",
    "processors": "processor",
    "recipients": "recipient",
    "flows": "flow",
    "agreement": "agreement",
}
_READ_BY = mark("read by {rules}")
_MOST = 40


def hover(live: LiveWorkspace, page: Page, word: WordAt, lang: str) -> str | None:
    """Give the text for the word, in Markdown; None where nothing is known of it."""
    data = page.data[word.document]
    if word.is_key:
        return "\n\n".join(_of_key(live, word.path, data, lang)) or None
    for choice in choices(live.schema, word.path, data):
        if choice.word == word.value and type(choice.word) is type(word.value) and choice.meaning:
            return f"`{choice.word}`: {choice.meaning}"
    if (use := use_at(word)) is not None:
        given = next((u for u in uses(live.pages.values()) if u.given and (u.kind, u.id) == use), None)
        if given is not None:
            return f"`{use[1]}` — {live.pages[given.location.file].file.name}:{given.location.line}"
    key = next((i for i in reversed(range(len(word.path))) if isinstance(word.path[i], str)), None)
    if key is None:
        return None
    return told(live.schema, word.path[: key + 1], data)


def _of_key(live: LiveWorkspace, path: Steps, data: Any, lang: str) -> Iterator[str]:
    if (meaning := told(live.schema, path, data)) is not None:
        yield f"**{path[-1]}**: {meaning}"
    if rules := _rules(live, path, data):
        listed = ", ".join(f"`{rule}` ({clause})" for rule, clause in rules[:8])
        yield say(lang, _READ_BY, rules=listed + (", …" if len(rules) > 8 else ""))
    words = choices(live.schema, path, data) or choices(live.schema, (*path, 0), data)
    if words:
        yield "\n".join(_line(c) for c in words[:_MOST]) + ("\n- …" if len(words) > _MOST else "")


def _line(choice: Choice) -> str:
    word = str(choice.word).lower() if isinstance(choice.word, bool) else choice.word
    return f"- `{word}`" + (f": {choice.meaning}" if choice.meaning else "")


def _rules(live: LiveWorkspace, path: Steps, data: Any) -> list[tuple[str, str]]:
    """Give the rules, with their clauses, that read a fact which this key states."""
    kind, inside = _kind(path, data)
    if kind not in kinds():
        return []
    fields = {
        f.name
        for f in kinds()[kind].fields
        if kinds()[kind].steps(f.name)[: len(inside)] == inside and f.source
    }
    constants, norms = live.pack.vocabulary.constants(), live.pack.norms
    found = []
    for rule in live.pack.rules:
        if rule.kind.name == kind:
            condition = rule.condition(constants, norms)
            parts = (p for p in (condition.when, condition.require, condition.review) if p is not None)
            if any(name in fields for part in parts for name in part.fields()):
                found.append((rule.id, rule.clause))
    return found


def _kind(path: Steps, data: Any) -> tuple[str, Steps]:
    """Give the kind of row that a key belongs to, and its path there."""
    if path[:1] == ("events",) and len(path) > 2:
        event = data["events"][path[1]]
        return str(event.get("type", "")), tuple(s for s in path[2:] if isinstance(s, str))
    for i in reversed(range(len(path) - 1)):
        if path[i] in _KINDS:
            rest = path[i + 1 :]
            return _KINDS[str(path[i])], tuple(s for s in rest if isinstance(s, str))
    return "", ()

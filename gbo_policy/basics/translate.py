"""Sentences in the reader's language: the English stands in the code, the Dutch in
``messages/nl/gbo_policy.po``.

A message is a template: ``{name}`` is filled in, and a brace that is meant is written twice. To add one,
write it in a call of ``say`` (or ``mark`` where it is said later), run ``.ci/words`` and translate the new
entry of the catalogue.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

LANGUAGES = ("nl", "en")

_CONTEXT = "\x04"  # between context and message, as gettext's own keys have it


class Catalogue(NamedTuple):
    """What messages are in one language, by context and message; plurals by both their English forms."""

    single: Mapping[str, str]
    plural: Mapping[tuple[str, str], tuple[str, str]]


def say(lang: str, message: str, /, *, context: str = "", **values: object) -> str:
    """Give ``message`` in ``lang`` (nl or en), filled in; ``context`` tells apart what only English says
    alike.
    """
    found = _catalogue(lang).single.get(context + _CONTEXT + message if context else message)
    return (message.rpartition(_CONTEXT)[2] if found is None else found).format(**values)


def count(lang: str, number: int, one: str, many: str, /, **values: object) -> str:
    """Give ``one`` or ``many``, as ``number`` asks; ``{number}`` is the number, unless ``values`` writes it
    otherwise.
    """
    forms = _catalogue(lang).plural.get((one, many), (one, many))
    return forms[number != 1].format(**{"number": number, **values})  # so in English and in Dutch


def mark(message: str, context: str = "") -> str:
    """Give a message to be said later, under its context if it has one; the name is what ``.ci/words`` looks
    for.
    """
    return context + _CONTEXT + message if context else message


@runtime_checkable
class Sayable(Protocol):
    """What can be said in a language once that is known."""

    def in_(self, lang: str) -> str:
        """Give it in ``lang`` (nl or en)."""


class Saying(NamedTuple):
    """A message with its values, to be said when the language is known."""

    message: str
    values: Mapping[str, object]

    def in_(self, lang: str) -> str:
        """Give it in ``lang`` (nl or en); a value that is itself to be said is said too."""
        said = {k: v.in_(lang) if isinstance(v, Sayable) else v for k, v in self.values.items()}
        return say(lang, self.message, **said)  # type: ignore[arg-type]  # no value is called context


def later(message: str, /, **values: object) -> Saying:
    """Make a saying."""
    return Saying(message, values)


def pick(lang: str, en: str, nl: str) -> str:
    """Give one of the two texts that a pack holds."""
    return nl if lang == "nl" else en


@cache
def _catalogue(lang: str) -> Catalogue:
    """Read a language's catalogue, at its first sentence."""
    if lang == "en":
        return Catalogue({}, {})
    file = Path(__file__).parent.parent / "messages" / lang / "gbo_policy.po"
    found = list(entries(file.read_text(encoding="utf-8")))
    return Catalogue(
        {mark(e.message, e.context): e.said for e in found if not e.plural},
        {(e.message, e.plural): (e.said, e.said_of_many) for e in found if e.plural},
    )


class Entry(NamedTuple):
    """One message of a catalogue and what it is in the catalogue's language; empty where there is none."""

    context: str
    message: str
    plural: str
    said: str
    said_of_many: str


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_PARTS = {
    'msgctxt "': 0,
    'msgid "': 1,
    'msgid_plural "': 2,
    'msgstr "': 3,
    'msgstr[0] "': 3,
    'msgstr[1] "': 4,
}


def entries(text: str) -> Iterator[Entry]:
    """Read a catalogue of gettext's form (PO), the header included: what start-up can afford, where the
    library takes 0.3 s.
    """
    parts, now = [""] * 5, 1
    for line in text.splitlines():
        if line[:1] == '"':
            parts[now] += line[1:-1]
        elif line[:3] == "msg":
            head = line[: line.index('"') + 1]
            now = _PARTS[head]
            parts[now] += line[len(head) : -1]
        elif not line and any(parts):
            yield _entry(parts)
            parts = [""] * 5
    if any(parts):
        yield _entry(parts)


def _entry(parts: list[str]) -> Entry:
    if "\\" in "".join(parts):
        parts = [_unescaped(p) for p in parts]
    return Entry(*parts)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)


def begun(text: str) -> str:
    """Write a text as a sentence or a title begins, with a capital."""
    return text[:1].upper() + text[1:]

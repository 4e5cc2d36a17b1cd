"""A first workspace out of a signed text: what it states, each with its paragraph, and where it departs from
the model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePath

from gbo_policy.basics.translate import say
from gbo_policy.documents.signed.paper import PaperParagraph
from gbo_policy.documents.signed.paper_file import PaperFile
from gbo_policy.documents.signed.stated import Stated
from gbo_policy.documents.signed.text_reading import ClauseReading, TextReading


def draft(file: PaperFile, reading: TextReading, facts: Sequence[Stated], day: date, lang: str) -> str:
    """Write the declarations, with comments in ``lang``; nothing is in them that the text does not state."""
    paragraphs = file.paper.paragraphs
    made = _DraftLines(paragraphs, lang)
    name = _plain(PurePath(file.name).name)
    lines = [
        "# "
        + say(lang, "Read from {file}; check every line against the paragraph that it names.", file=name),
        "# "
        + say(lang, "What the text does not state is left out; `gbo-policy check` says what is missing."),
        "agreement:",
        "  text:",
        f"    file: {_text(PurePath(file.name).name)}",
        f"    digest: {_text(file.digest)}",
        f"    read_on: {day.isoformat()}",
        *_items("parties", facts, made),
        *_mapping("dpo_advice", facts, made),
        *_items("signatures", facts, made),
        *_mapping("specific_measures", facts, made),
        *_departures(reading, paragraphs, lang),
    ]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Write a text as JSON does, which YAML reads as text whatever is in it."""
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _plain(value: str) -> str:
    return value if value.isprintable() else ascii(value)


def _from(index: int, paragraphs: Sequence[PaperParagraph], lang: str) -> str:
    return "  # " + _plain(say(lang, "paragraph {place}", place=paragraphs[index].place.replace("\n", " ")))


class _DraftLines:
    """Lines of facts; each names its paragraph, unless that of the line before it is the same."""

    def __init__(self, paragraphs: Sequence[PaperParagraph], lang: str) -> None:
        self.paragraphs, self.lang, self.last = paragraphs, lang, -1

    def line(self, indent: str, one: Stated) -> str:
        key = one.path[-1]
        value = one.value if key in {"signed_on", "given_on"} else _text(one.value)
        where = _from(one.paragraph, self.paragraphs, self.lang) if one.paragraph != self.last else ""
        self.last = one.paragraph
        return f"{indent}{key}: {value}{where}"


def _items(key: str, facts: Sequence[Stated], lines: _DraftLines) -> Iterator[str]:
    """Write a list of mappings, with a mapping of the officer in it."""
    own = sorted((f for f in facts if f.path[0] == key), key=lambda f: int(f.path[1]))
    if own:
        yield f"  {key}:"
    for _, group in groupby(own, key=lambda f: f.path[1]):
        once = {f.path: f for f in group}.values()
        for i, one in enumerate(f for f in once if len(f.path) == 3):
            yield lines.line("      " if i else "    - ", one)
        for i, one in enumerate(f for f in once if len(f.path) == 4):
            if not i:
                yield f"      {one.path[2]}:"
            yield lines.line("        ", one)


def _mapping(key: str, facts: Sequence[Stated], lines: _DraftLines) -> Iterator[str]:
    own = {f.path: f for f in facts if f.path[0] == key}
    if own:
        yield f"  {key}:"
    for one in own.values():
        yield lines.line("    ", one)


def _departures(reading: TextReading, paragraphs: Sequence[PaperParagraph], lang: str) -> Iterator[str]:
    own = [c for c in reading.clauses if c.departs]
    if own:
        told = say(
            lang,
            "no effect is stated: say what each changes, or let the rules on that clause be reviewed",
        )
        yield f"  departures:  # {told}"
    for one in own:
        yield from _departure(one, paragraphs, lang)


def _departure(one: ClauseReading, paragraphs: Sequence[PaperParagraph], lang: str) -> Iterator[str]:
    why = {
        "changed": say(lang, "changed"),
        "missing": say(lang, "missing from the signed text"),
        "added": say(lang, "added behind this clause"),
    }[one.status]
    yield f"    - clause: {_text(one.follows or one.clause)}  # {why}"
    if one.says:
        yield f"      says: {_text(one.says)}{_from(one.paragraph, paragraphs, lang)}"

"""A draft of a mapping from a log itself: what was recognised, and every value that was not, with how often
it is there. Nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from gbo_policy.audit.judge.exchange import Reader
from gbo_policy.audit.judge.known_words import vocabulary_words
from gbo_policy.audit.read.archives import Unpacking
from gbo_policy.audit.read.columns import (
    COLUMNS,
    FLAGS,
    LIST_SEPARATOR,
    NO_WORDS,
    PARTY_COLUMNS,
    REQUIRED,
    LogColumn,
)
from gbo_policy.audit.read.log import LogFile
from gbo_policy.audit.read.raw import MOST_VALUES, RawColumn, RawLog, raw_log
from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.steering import visible
from gbo_policy.basics.translate import count, say
from gbo_policy.basics.unfinished import scratch_folder
from gbo_policy.reading.date_pattern import strptime_of
from gbo_policy.terms.suggestions import cited, meant_flag

# names that platforms give these columns, in small letters without blanks and signs
_NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "nr",
        "nummer",
        "volgnummer",
        "berichtid",
        "uuid",
        "reference",
        "referentie",
        "uitwisselingsid",
        "messageid",
    ),
    "at": (
        "tijdstip",
        "datum",
        "timestamp",
        "date",
        "time",
        "verzondenop",
        "moment",
        "datumtijd",
        "sentat",
        "datetime",
    ),
    "sender": ("afzender", "verzender", "van", "from", "bron", "source", "verstrekker", "zender"),
    "recipient_kind": ("soortontvanger", "typeontvanger", "ontvangertype", "recipienttype", "soort"),
    "recipient": ("ontvanger", "bestemmeling", "naar", "to", "receiver", "doelorganisatie"),
    "on_behalf_of": ("voorrekeningvan", "namens", "inopdrachtvan"),
    "purposes": ("doel", "doelen", "doeleinde", "doeleinden", "finaliteit", "purpose", "reden"),
    "data": (
        "gegevens",
        "categorie",
        "categorieen",
        "categorieën",
        "datacategorie",
        "categories",
        "gegevenscategorie",
    ),
    "legal_basis": ("rechtsgrond", "rechtsgronden", "grondslag", "rechtsgrondslag", "basis", "legalbasis"),
    "storage": ("opslag", "opslagland", "bewaarland", "land"),
    "access": ("toegang", "toegangsland"),
    "need_to_know": ("nodig", "needtoknow", "noodzakelijk", "taak"),
    "obligation_obliges": ("verplicht", "wettelijkverplicht", "wettelijkeverplichting"),
    "channel": ("kanaal", "medium"),
    "format": ("formaat", "bestandstype", "vorm"),
    "flow": ("stroom", "gegevensstroom", "uitwisseling", "dienst"),
}
_SEPARATORS = (";", ",", "|", "/", "+", "&", " ")
_DATES = ("dd/mm/yyyy", "dd-mm-yyyy", "dd.mm.yyyy", "mm/dd/yyyy", "yyyy/mm/dd", "yyyymmdd")
_CLOCKS = ("", " hh:mm", " hh:mm:ss", "Thh:mm:ss", " hh.mm", " hhmmss")
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?\Z")
_LEGAL_FORMS = frozenset(("vzw", "ivzw", "asbl", "npo", "cv", "cvba", "bv", "bvba", "nv"))
_LEAST = 0.6  # the share of a column's values that must be known for it to be recognised by them


@dataclass(frozen=True, slots=True)
class _Recognised:
    """One of our columns in the log: theirs, and for every value what it is in our words; None where nobody
    knows.
    """

    column: str
    theirs: RawColumn
    words: tuple[tuple[str, int, Any], ...]
    separator: str | None


class MappingDraft:
    """Drafts a mapping for one log by the words of a workspace and a pack."""

    def __init__(self, log: RawLog, reader: Reader, lang: str) -> None:
        self.log, self.reader, self.lang = log, reader, lang
        self.labels = {
            label: word
            for section in ("purposes", "categories", "bases", "kinds")
            for word, label in _labels(reader.vocabulary.raw[section])
        }
        self.known = vocabulary_words(reader.vocabulary)

    def text(self, files: int = 1) -> str:
        """Give the draft as YAML, made from the first of some ``files``."""
        found = self._recognised()
        lines = [
            f"# {self.say('Draft of a mapping, made from {file}; look at every line.', file=self.log.path)}"
        ]
        if files > 1:
            lines.append(f"# {self.say('Only the first of {number} files was looked at.', number=files)}")
        lines += self._columns(found)
        lines += self._separator(found)
        lines += self._dates(found)
        if self.log.encoding:
            lines.append(f"encoding: {self.log.encoding}")
        return "\n".join([*lines, *self._values(found), *self._parties(found)]) + "\n"

    def say(self, text: str, **words: Any) -> str:
        """Say something in the reader's language, on one line: what a log holds may not end a comment."""
        return visible(say(self.lang, text, **words))

    def _recognised(self) -> dict[str, _Recognised]:
        """Give our columns in the log: by their names first, then by their values; none twice."""
        found: dict[str, _Recognised] = {}
        free = {c.name: c for c in self.log.columns}
        for column in COLUMNS:
            named = [c for c in free.values() if _plain(c.name) in (_plain(column), *_NAMES[column])]
            named.sort(key=lambda c: c.name != column)
            if named:
                found[column] = self._as(column, free.pop(named[0].name))
        for column in (c for c in COLUMNS if c not in found and (c in self.known or c in PARTY_COLUMNS[:2])):
            made = [self._as(column, c) for c in free.values()]
            best = max(made, key=_share, default=None)
            if best is not None and _share(best) >= _LEAST:
                found[column] = best
                free.pop(best.theirs.name)
        return found

    def _as(self, column: str, theirs: RawColumn) -> _Recognised:
        if COLUMNS[column] is not LogColumn.TEXTS or theirs.listed:
            return _Recognised(column, theirs, self._words(column, theirs.values), None)
        made = [
            _Recognised(column, theirs, self._words(column, _parts(theirs.values, s)), s)
            for s in (LIST_SEPARATOR, *_SEPARATORS)
        ]
        best = max(made, key=_share)
        return best if any(best.separator and best.separator in v for v, _ in theirs.values) else made[0]

    def _words(self, column: str, values: Sequence[tuple[str, int]]) -> tuple[tuple[str, int, Any], ...]:
        ours = self._ours(column)
        return tuple((value, count, ours(value)) for value, count in values)

    def _ours(self, column: str) -> Callable[[str], Any]:
        """Give what turns a value of a column into our word for it; None where it is not known."""
        if column in FLAGS:
            # a log may hold the words themselves
            return lambda value: {"true": True, "false": False}.get(meant_flag(value) or value.casefold())
        if column in self.known:
            knows = self.known[column]
            return lambda value: value if knows(value) else self._labelled(value, knows)
        if column == "recipient_kind":
            kinds = self.reader.vocabulary.raw["kinds"]
            return lambda value: value if value in kinds else self._labelled(value, kinds.__contains__)
        if column in PARTY_COLUMNS:
            return self._party
        if column == "flow":
            return lambda value: value if value in self.reader.declared else None
        return lambda value: value

    def _labelled(self, value: str, knows: Callable[[str], bool]) -> str | None:
        word = self.labels.get(value.casefold()) or cited(value, self.labels.values())
        return word if word is not None and knows(word) else None

    def _party(self, value: str) -> str | None:
        if self.reader.knows_name(value):
            return value
        parties, bare = self.reader.workspace.parties.values(), _bare(value)
        named = [p.id for p in parties if bare and _bare(p.name or "") == bare]
        return named[0] if len(named) == 1 else None

    def _columns(self, found: dict[str, _Recognised]) -> Iterator[str]:
        yield "columns:"
        for column in COLUMNS:
            if column in found:
                yield f"  {column}: {_yaml(found[column].theirs.name)}"
            else:
                need = (
                    self.say("needed: which column is it?")
                    if column in REQUIRED
                    else self.say("not recognised")
                )
                yield f"  # {column}: …  # {need}"
        used = {r.theirs.name for r in found.values()}
        for one in self.log.columns:
            if one.name not in used:
                some = ", ".join(_shown(v) for v, _ in one.values[:3])
                yield f"  # {self.say('not used: {column} ({some})', column=_shown(one.name), some=some)}"

    def _separator(self, found: dict[str, _Recognised]) -> Iterator[str]:
        """Give the separator by which parts of lists are known; where none are, what might be one, as a
        comment.
        """
        separators = {r.separator for r in found.values() if _joins(r)} - {None, LIST_SEPARATOR}
        if len(separators) == 1:
            yield f"separator: {_yaml(separators.pop())}"
        elif separators:
            them = " ".join(sorted(map(_yaml, separators)))
            yield f"# {self.say('lists are joined in several ways: {them}', them=them)}"
        for one in found.values():
            if COLUMNS[one.column] is LogColumn.TEXTS and not one.theirs.listed and not _joins(one):
                held = [s for s in _SEPARATORS[:-1] if any(s in v for v, _ in one.theirs.values)]
                if held:
                    told = self.say("some values of {column} hold it", column=one.column)
                    yield f"# separator: {_yaml(held[0])}  # {told}"

    def _dates(self, found: dict[str, _Recognised]) -> Iterator[str]:
        moment = found.get("at")
        if moment is None or moment.theirs.name in self.log.moments:
            return
        values = [v for v, _ in moment.theirs.values]
        if all(_ISO.match(v) for v in values):
            return
        fits = [d + c for d in _DATES for c in _CLOCKS if all(_written(v, d + c) for v in values)]
        if not fits:
            yield f"# dates: …  # {self.say('not recognised')}: {', '.join(_shown(v) for v in values[:3])}"
            return
        yield f"dates: {_yaml(fits[0])}"
        if len(fits) > 1:
            told = self.say("it may be {other} just as well: look at a day that you know", other=fits[1])
            yield f"# {told}"

    def _values(self, found: dict[str, _Recognised]) -> Iterator[str]:
        tables = {
            r.column: list(self._table(r))
            for r in found.values()
            if r.column in (*self.known, *FLAGS, "recipient_kind", "flow")
        }
        if any(tables.values()):
            # a mapping of comments only would be no mapping
            yield "values:" if any(_stated(t) for t in tables.values()) else "# values:"
        for column, table in tables.items():
            if table:
                yield f"  {column}:" if _stated(table) else f"  # {column}:"
                yield from table

    def _table(self, one: _Recognised) -> Iterator[str]:
        for value, rows, ours in one.words:
            if ours is None:
                yield f"    # {_yaml(value)}: …  # {self._rows(rows)}"
            elif ours != value and str(ours).lower() != value:
                yield f"    {_yaml(value)}: {_yaml(ours)}  # {self._rows(rows)}"
        if one.theirs.distinct > MOST_VALUES:
            rest = one.theirs.distinct - MOST_VALUES
            yield f"    # {self.say('and {number} other values, less frequent', number=rest)}"

    def _rows(self, number: int) -> str:
        return count(self.lang, number, "{number} row", "{number} rows")

    def _parties(self, found: dict[str, _Recognised]) -> Iterator[str]:
        words: dict[str, tuple[int, Any]] = {}
        for column in (c for c in PARTY_COLUMNS if c in found):
            for value, rows, ours in found[column].words:
                words[value] = words.get(value, (0, None))[0] + rows, ours
        lines = [
            f"  {_yaml(v)}: {_yaml(ours)}  # {self._rows(n)}"
            if ours
            else f"  # {_yaml(v)}: …  # {self._rows(n)}"
            for v, (n, ours) in words.items()
            if ours != v
        ]
        if lines:
            yield "parties:" if any(not line.startswith("  #") for line in lines) else "# parties:"
            yield from lines


def _labels(section: Any) -> Iterator[tuple[str, str]]:
    for word, entry in section.items():
        if isinstance(entry, dict) and isinstance(entry.get("nl"), str):
            yield from (
                (word, entry[lang].casefold()) for lang in ("nl", "en") if isinstance(entry.get(lang), str)
            )
        elif isinstance(entry, dict):
            yield from _labels(entry)


def _joins(one: _Recognised) -> bool:
    """Tell whether some value holds several parts, and their separator is recognised by them."""
    return (
        one.separator is not None
        and any(one.separator in v for v, _ in one.theirs.values)
        and _share(one) > 0
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _bare(name: str) -> str:
    """Give a core actor's name without its legal form, which lists leave out."""
    return "".join(w for w in re.findall(r"\w+", name.casefold()) if w not in _LEGAL_FORMS)


def _share(one: _Recognised) -> float:
    every = sum(n for _, n, _ in one.words)
    return sum(n for _, n, ours in one.words if ours is not None) / every if every else 0.0


def _parts(values: Sequence[tuple[str, int]], separator: str) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for value, rows in values:
        for part in dict.fromkeys(p.strip() for p in value.split(separator)):
            if part and part != NO_WORDS:
                counts[part] = counts.get(part, 0) + rows
    return sorted(counts.items(), key=lambda p: (-p[1], p[0]))


def _written(value: str, pattern: str) -> bool:
    try:
        datetime.strptime(value, strptime_of(pattern) or "")
    except ValueError:
        return False
    return True


def _stated(table: Sequence[str]) -> bool:
    return any(not line.lstrip().startswith("#") for line in table)


def _yaml(value: Any) -> str:
    """Write a value as YAML: plain where that is safe, otherwise between double quotation marks as JSON has
    them.
    """
    if isinstance(value, bool):
        return str(value).lower()
    plain = re.fullmatch(r"[^\W\d_][\w./ -]*\w|[^\W\d_]", value) and value.lower() not in (
        "true",
        "false",
        "null",
    )
    return value if plain else json.dumps(value, ensure_ascii=False)


def _shown(value: str) -> str:
    return json.dumps(value[:40], ensure_ascii=False)


def draft(files: Sequence[LogFile], reader: Reader, lang: str) -> str:
    """Draft a mapping from the first file of a log. Raises PolicyError when that cannot be read."""
    with scratch_folder() as folder:
        con = duckdb.connect()
        unpacking = Unpacking(folder)
        found = unpacking.all(files)
        if unpacking.problems:
            raise PolicyError(unpacking.problems)
        try:
            return MappingDraft(raw_log(found[0], folder, con), reader, lang).text(len(found))
        finally:
            con.close()

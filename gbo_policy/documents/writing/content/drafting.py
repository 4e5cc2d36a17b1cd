"""One document being drafted: sentences with facts in them, and every fact that is unknown as a marked blank
that is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.steps import Step, dotted
from gbo_policy.basics.translate import say
from gbo_policy.declarations.model.agreement import Dpo, Party
from gbo_policy.documents.writing.content.piece import LeftOpen
from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.blocks import Inline, Part, joined, marked, plain, run
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.content.spoken import without_code
from gbo_policy.terms.country_names import countries_named
from gbo_policy.terms.values import NONE, Model

_SEAM, _BACKTICK = "\x00", "`"
_PIECES = re.compile(r"(`?\x00\w+\x00`?)")


class FactPlace(NamedTuple):
    """Where a fact belongs in the workspace: the kind and id of what it is a fact of, and the keys to it."""

    kind: str
    id: str
    steps: tuple[Step, ...] = ()

    def at(self, *more: Step) -> FactPlace:
        """Give a place further in."""
        return FactPlace(self.kind, self.id, (*self.steps, *more))


def known(value: Any) -> bool:
    """Tell whether a text names something: the word none, and an empty text, name nothing."""
    return value not in (None, "", NONE)


class Draft:
    """A document that is being written on a report, in one language; ``blanks`` fill up as facts turn out to
    be unknown.
    """

    def __init__(self, report: Report, lang: str) -> None:
        """Begin a document."""
        self.report, self.lang = report, lang
        self.workspace = report.workspace
        self.words = Words(report, lang)
        self.blanks: dict[tuple[str, str], LeftOpen] = {}

    def spoken(self, text: str) -> Inline:
        """Give a sentence of a rule with what a person calls it in the place of keys, ids and words."""
        return marked(without_code(text, self, self.lang))

    @property
    def today(self) -> date:
        """The day that the document speaks of and carries."""
        return self.report.as_of.day

    def word(self, message: str, /, *, context: str = "", **values: object) -> str:
        """Give a message as plain text."""
        return say(self.lang, message, context=context, **values)

    def say(self, message: str, /, *, context: str = "", **values: Any) -> Inline:
        """Give a message as a run of text, each of its values a run, a part or anything with a text of its
        own.
        """
        places = {name: f"{_SEAM}{name}{_SEAM}" for name in values}
        made: list[Inline] = []
        for piece in _PIECES.split(say(self.lang, message, context=context, **places)):
            name = piece.strip(_BACKTICK).strip(_SEAM)
            if not piece.endswith((_SEAM, f"{_SEAM}{_BACKTICK}")):
                made.append(marked(piece))
            elif piece[:1] == _BACKTICK:  # a value between backticks is shown as code
                made.append(run(Part(plain(self._run(values[name])), "code")))
            else:
                made.append(self._run(values[name]))
        return run(*made)

    def _run(self, value: Any) -> Inline:
        match value:
            case tuple():
                return value
            case Part():
                return (value,)
            case datetime():
                return run(self.moment(value))
            case date():
                return run(self.words.day(value))
        return run(str(value))

    def blank(self, what: str, spot: FactPlace | None = None) -> Inline:
        """Give a marked blank for something unknown, and remember it."""
        location = None if spot is None else self.report.relative(self.workspace.locate(*spot))
        key = "" if spot is None else dotted((spot.id, *spot.steps))
        self.blanks.setdefault((what, key), LeftOpen(what, key, location))
        return run(Part(self.word("[to fill in: {what}]", what=what), "blank"))

    def fact(self, model: Model | None, name: str, spot: FactPlace) -> Inline:
        """Give what a key holds in words, or a blank that says what the key means; ``spot`` is that of the
        model.
        """
        value = None if model is None else value_of(model, name)
        if isinstance(value, tuple) and value:
            return joined([self._value(v) for v in value], "; ")
        if value == NONE:
            return run(self.word("none"))
        if value in (None, "", ()) and value != ():
            return self.blank(self.meaning(type(model), name) if model is not None else name, spot.at(name))
        return self._value(value)

    def named(self, model: Model, name: str, spot: FactPlace) -> Inline:
        """Give what a key that has to name something holds; `none` names nothing, so it is a blank too."""
        return (
            self.fact(model, name, spot)
            if known(value_of(model, name))
            else self.blank(self.meaning(type(model), name), spot.at(name))
        )

    def meaning(self, model: type[Model], name: str) -> str:
        """Give what a key means, as its help says it, without the clause and the words that may stand there:
        of what is unknown none of them is told.
        """
        field = model.model_fields.get(name) or model.model_fields[f"{name}_"]
        told = say(self.lang, field.description or name).partition(": ")[0]
        return told.partition(" (")[0].partition(";")[0]

    def _value(self, value: Any) -> Inline:
        match value:
            case True:
                return run(self.word("yes"))
            case False:
                return run(self.word("no"))
            case ():
                return run(self.word("none"))
        return self._run(value)

    def moment(self, when: date | datetime) -> str:
        """Write a day, or a moment in Brussels with its hour, out in full."""
        if not isinstance(when, datetime):
            return self.words.day(when)
        there = when.astimezone(BRUSSELS)
        return self.word("{day} at {time}", day=self.words.day(there.date()), time=there.strftime("%H:%M"))

    def label(self, section: str, words: Iterable[str] | None, spot: FactPlace, what: str) -> Inline:
        """Give words of the vocabulary by their labels; a blank when they are not stated."""
        if words is None:
            return self.blank(what, spot)
        named = [run(self.words.label(section, w)) for w in words]
        return joined(named, "; ") or run(self.word("none"))

    def countries(self, codes: Iterable[str] | None, what: str, spot: FactPlace) -> Inline:
        """Name countries; a blank when they are not stated."""
        if codes is None:
            return self.blank(what, spot)
        return run(countries_named(codes, self.lang) or self.word("none"))

    # core actors

    def party(self, key: str | None) -> Party | None:
        """Give a core actor, where it is known."""
        return self.workspace.parties.get(key or "")

    def name(self, key: str | None) -> Inline:
        """Name a core actor, by a blank where it is unknown who, or what it is called."""
        party = self.party(key)
        if party is None:
            return run(key) if key else self.blank(self.word("core actor"))
        return self.named(party, "name", FactPlace("party", party.id))

    def names(self, keys: Iterable[str]) -> Inline:
        """Name several core actors."""
        return joined([self.name(k) for k in keys]) or run(self.word("none"))

    def dpo(self, key: str) -> Inline:
        """Name a core actor's data protection officer, with the e-mail address."""
        name, email = self._dpo(key)
        return run(name, ", ", email) if email else name

    def _dpo(self, key: str) -> tuple[Inline, Inline]:
        party, spot = self.party(key), FactPlace("party", key, ("dpo",))
        if party is None or party.dpo is None:
            return self.blank(self.word("data protection officer"), spot), ()
        if not isinstance(party.dpo, Dpo):
            return run(self.word("none appointed")), ()
        return self.named(party.dpo, "name", spot), self.named(party.dpo, "email", spot)

    def dpo_lines(self, key: str) -> tuple[Inline, ...]:
        """Give a core actor's data protection officer line by line: name, e-mail address."""
        return tuple(line for line in self._dpo(key) if line)

    def address(self, key: str) -> tuple[Inline, ...]:
        """Give a core actor's name and registered office, line by line."""
        party, spot = self.party(key), FactPlace("party", key)
        if party is None:
            return (self.name(key),)
        return self.name(key), self.named(party, "registered_office", spot)

    def authority(self, key: str) -> Inline:
        """Name the authority that supervises a core actor."""
        party = self.party(key)
        found = None if party is None else party.supervisory_authority
        if found is None:
            return self.blank(
                self.word("supervisory authority"), FactPlace("party", key, ("supervisory_authority",))
            )
        return run(self.words.label("authorities", found))

    def clause(self, clause: str) -> Inline:
        """Cite a clause of the agreement with its title."""
        if clause == "house":
            return run(self.words.clause(clause))
        title = self.words.of(self.report.pack.clause_title(clause))
        return run(self.words.clause(clause), " (", title, ")")

    def agreement(self) -> Inline:
        """Name the agreement, with the day from which it is in force."""
        found, since = self.workspace.agreement, self.report.context.in_force_from
        title = (
            run(found.title)
            if found.title
            else self.blank(self.word("title of the agreement"), FactPlace("agreement", found.id, ("title",)))
        )
        if since is None:
            return title
        return self.say("{title}, in force since {since}", title=title, since=since)

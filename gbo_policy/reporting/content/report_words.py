"""Names, dates and links as a report's reader knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from gbo_policy.agreement.events import event_type
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.translate import Sayable, count, mark, say
from gbo_policy.declarations.model.assessment import AssessmentSubject
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.row import Subject
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import kind_name
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Inline, Part, joined, plain, run
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.choices import CHOICES, STANDINGS
from gbo_policy.terms.country_names import COUNTRY_NAMES
from gbo_policy.terms.values import OTHER

_MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
# what an assessment may say, and how an agreement may stand on a day
FACT_ANSWERS = STANDINGS | {word: CHOICES[word] for word in ("met", "not-met", "contested", "none")}
# when a notice of termination counts as given
GIVEN_WHEN = {
    "received": mark("on receipt"),
    "posted": mark("on dispatch"),
    "third-working-day": mark("on the third working day"),
}
# laws as the packs cite them
_LAWS = (
    mark("GDPR {articles}"),
    mark("Flemish Decree of 9 February 2018 on local social policy, {articles}"),
    mark("Flemish Government Order on local social policy, {articles}"),
    mark("Flemish E-government Decree of 18 July 2008, {articles}"),
    mark("Regulation (EEC, Euratom) 1182/71 {articles}"),
)


_JOINTS = re.compile(r"(, | and | to )")
_SAID_JOINTS = (mark(" and "), mark(" to "))
_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\)(?:\(([a-z])\))?| §(\d+))")


class JudgedMatter(Protocol):
    """What was judged, and by what: a report, or the case of an audit."""

    @property
    def workspace(self) -> Workspace:
        """The declarations."""

    @property
    def pack(self) -> Pack:
        """The rules."""


_MOST = 7  # core actors that are still named one by one


class Words:
    """The words of one report in one language."""

    def __init__(self, report: JudgedMatter, lang: str) -> None:
        """Speak of ``report`` in ``lang`` (nl or en)."""
        self.report, self.lang = report, lang
        self.workspace = report.workspace
        self.flows = {f.id: f for f in report.workspace.flows}
        self.events = {e.id: e for e in report.workspace.events}
        shared = {*self.events, *self.workspace.parties, *self.workspace.processors}  # ids of others too
        titled = {
            f.id: f"“{f.title}” ({f.id})" for f in self.flows.values() if f.title and f.id not in shared
        }
        self.names = titled | self._called_by("{label} ({word})", "{label} ({word})")

    @cached_property
    def plain_names(self) -> dict[str, str]:
        """What a person calls each id, country and word, without the words that only files have."""
        found = COUNTRY_NAMES[self.lang] | {f.id: f"“{f.title}”" for f in self.flows.values() if f.title}
        found |= {p.id: p.name for p in self.workspace.processors.values() if p.name}
        return found | self._called_by("“{label}”", "{label}")

    def _called_by(self, named: str, cited: str) -> dict[str, str]:
        """Give what each word and core actor is called: ``named`` says how a purpose and a category are
        written, ``cited`` how a legal basis is.
        """
        ids = {*self.flows, *self.events, *self.workspace.parties, *self.workspace.processors}
        found = {word: told for word, told in self._vocabulary(named, cited) if word not in ids}
        return found | {p.id: p.name for p in self.workspace.parties.values() if p.name}

    def _vocabulary(self, named: str, cited: str) -> Iterator[tuple[str, str]]:
        raw = self.report.pack.vocabulary.raw
        for section in ("purposes", "categories"):
            for word in (
                *(w for group in raw.get(section, {}).values() for w in group),
                *self.added[section],
            ):
                yield word, named.format(label=self.label(section, word), word=word)
        for section in ("kinds", "means"):
            for word in raw.get(section, {}):
                yield word, self.label(section, word)
        for word in ("unlikely", "risk", "high-risk"):
            yield word, self.say(CHOICES[word])
        for word in raw.get("bases", {}):
            article = self.label("bases", word).partition(":")[0].replace("Art. ", "art. ")
            yield word, cited.format(label=article, word=word)

    @property
    def title(self) -> str:
        """What a reader calls the agreement: its title, else the id that somebody gave it."""
        agreement = self.workspace.agreement
        own = agreement.id if agreement.id != "agreement" else ""
        return agreement.title or own or self.say("Agreement")

    def say(self, message: str, /, *, context: str = "", **values: object) -> str:
        """Give a message in the language of the report."""
        return say(self.lang, message, context=context, **values)

    def of(self, text: Sayable) -> str:
        """Give a text of the pack."""
        return text.in_(self.lang)

    def label(self, section: str, word: str) -> str:
        """Give a label of the vocabulary, or the title that the signed text gives to what it adds."""
        if title := self.added.get(section, {}).get(word):
            return title
        if section in self.added and word.startswith(OTHER):
            return self.say("other: {text}", text=word.removeprefix(OTHER))
        vocabulary = self.report.pack.vocabulary
        return vocabulary.label(section, vocabulary.basis(word), self.lang)

    def terms(self, words: Iterable[str]) -> str:
        """Name open terms, each with its key behind it."""
        return self.report.pack.vocabulary.terms_called(words, self.lang)

    @cached_property
    def added(self) -> dict[str, dict[str, str]]:
        """The titles of the purposes and categories that departures add."""
        effects = [d.effect for d in self.workspace.agreement.departures or () if d.effect is not None]
        return {
            section: {
                word: title
                for e in effects
                for one in getattr(e, section) or ()
                for word, title in one.items()
            }
            for section in ("purposes", "categories")
        }

    def next_step(self, step: str, on: date | None = None) -> str:
        """Say what comes next between two core actors."""
        return self.report.pack.vocabulary.next_step(step, on, self.lang)

    def event_type(self, name: str) -> str:
        """Give what a reader calls a type of event."""
        return self.say(event_type(name).label)

    def reference(self, reference: str) -> str:
        """Cite a law that a rule refers to; the packs name them in English."""
        for law in _LAWS:
            before, _, after = law.partition("{articles}")
            if reference.startswith(f"{before}art. ") and reference.endswith(after):
                articles = reference[len(before) + len("art. ") : len(reference) - len(after)]
                return self.say(law, articles=self._articles(articles, before))
        return reference

    def _articles(self, text: str, law: str) -> str:
        """Cite articles in the style of the language: art. 5(1)(c), or art. 5, lid 1, c)."""
        pieces = _JOINTS.split(text)
        cited = [self._article(piece, law) for piece in pieces[::2]]
        # where a citation holds commas of its own, each one says again that it is an article
        again = "art. " if cited != pieces[::2] and len(cited) > 1 else ""
        joints = [self.say(joint) if joint.strip(", ") else joint for joint in pieces[1::2]]
        return "art. " + "".join(
            [cited[0], *(f"{joint}{again}{one}" for joint, one in zip(joints, cited[1:], strict=True))]
        )

    def _article(self, text: str, law: str) -> str:
        found = _ARTICLE.fullmatch(text)
        if found is None:
            return text
        article, paragraph, point, section = found.groups()
        if section:
            return self.say("{article} §{section}", article=article, section=section)
        if point:
            return self.say(
                "{article}({paragraph})({point})", article=article, paragraph=paragraph, point=point
            )
        if law == "GDPR " and article == "4":  # its definitions are points of one paragraph
            return self.say("4({point})", point=paragraph)
        return self.say("{article}({paragraph})", article=article, paragraph=paragraph)

    def day(self, day: date) -> str:
        """Write a day out in full."""
        return f"{day.day} {self.say(_MONTHS[day.month - 1])} {day.year}"

    def moment(self, when: date | datetime | None) -> str:
        """Write a day or a moment in Brussels as it stands in tables; a dash when there is none."""
        if isinstance(when, datetime):
            return when.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M")
        return "–" if when is None else when.isoformat()

    def stated(self, when: date | datetime | str | None) -> str:
        """Write a date as declared: open, none, or unknown."""
        if when is None:
            return self.say("not stated")
        return self.say("none") if isinstance(when, str) else self.moment(when)

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """Give a message with a number, in the language of the report."""
        return count(self.lang, number, one, many, **values)

    def party(self, key: str | None) -> str:
        """Name a core actor."""
        if key is None:
            return self.say("unknown")
        party = self.workspace.parties.get(key)
        return (party.name if party else None) or key

    def called(self, given: Any) -> Any:
        """Put names in the place of the ids of core actors, within a fact's value."""
        if isinstance(given, tuple):
            return tuple(map(self.called, given))
        return self.names.get(given, given) if isinstance(given, str) else given

    def parties(self, keys: Iterable[str | None]) -> str:
        """Name several core actors."""
        return ", ".join(self.party(k) for k in keys) or "–"

    def acting(self, by: Iterable[str], against: str | None) -> str:
        """Name those that may act against one: of many core actors, all others as such."""
        named, others = tuple(by), [k for k in self.workspace.parties if k != against]
        if len(named) > _MOST and set(named) >= set(others):
            return self.say("every other core actor")
        return self.parties(named)

    def clause(self, clause: str) -> str:
        """Cite a clause."""
        if clause == "house":
            return self.say("house rule")
        return f"art. {clause}" if clause[:1].isdigit() else clause

    def clause_head(self, clause: str) -> str:
        """Cite a clause with its title."""
        if clause == "house":
            return self.say("House rules")
        head = f"Art. {clause}" if clause[:1].isdigit() else clause
        return f"{head} · {self.of(self.report.pack.clause_title(clause))}"

    def flow(self, key: str) -> Inline:
        """Name a flow by its title, with its id."""
        flow = self.flows.get(key)
        return _titled(flow.title if flow else None, key)

    def event(self, key: str) -> Inline:
        """Name an event by its type, with its id."""
        event = self.events.get(key)
        return _titled(self.event_type(event.type) if event else None, key)

    def recipient(self, recipient: Recipient) -> str:
        """Name a recipient."""
        match recipient.kind:
            case "staff":
                staff = self.party(recipient.party)
                return f"{staff} ({recipient.function})" if recipient.function else staff
            case "processor":
                return self.processor(recipient.processor)
            case "data-subject":
                return self.label("kinds", "data-subject")
            case None:
                return self.say("unknown recipient")
        return recipient.name or self.label("kinds", recipient.kind)

    def processor(self, key: str | None) -> str:
        """Name a processor."""
        found = self.workspace.processors.get(key or "")
        return (found.name if found else None) or key or self.say("unknown")

    def subject(self, result: Result) -> Inline:
        """Name what a result is about."""
        return self.about(result.subject)

    def about(self, subject: Subject) -> Inline:
        """Name a subject: a recipient with its flow, a core actor told with its event."""
        kind, key = subject.kind, subject.id
        if kind == "recipient" and subject.of is not None:
            flow, index = self.flows.get(subject.of), subject.place
            given = (
                flow.recipients[index] if flow and flow.recipients and index < len(flow.recipients) else None
            )
            name = self.recipient(given) if given else self.say("recipients not stated")
            return run(self.flow(subject.of), " → ", name)
        if kind == "notice" and subject.of is not None:
            return run(self.event(subject.of), " → ", self.party(key.rpartition("/")[2]))
        return self.named(kind, key)

    def named(self, kind: str, key: str) -> Inline:
        """Name a subject of one of the kinds that a workspace gives an id."""
        match kind:
            case "flow":
                return self.flow(key)
            case "event":
                return self.event(key)
            case "party":
                return run(self.party(key))
            case "processor":
                return run(self.processor(key))
            case "agreement":
                return run(self.say("the agreement"))
        return run(kind_name(kind, self.lang), " ", key)

    def bare(self, kind: str, key: str) -> str:
        """Name a subject as `named` does, without the id behind its title."""
        return plain(self.named(kind, key)).removesuffix(f" ({key})")

    def assessed(self, subject: AssessmentSubject) -> Inline:
        """Name what an assessment or a waiver is about."""
        kind, key = subject.key()
        name = (
            run(f"{kind_name(kind, self.lang)} ", self.named(kind, key))
            if kind != "agreement"
            else self.named(kind, key)
        )
        return run(name, " → ", subject.recipient) if subject.recipient else name

    def ground(self, ground: str) -> Inline:
        """Name a ground of the ladder: an event, a clause, or a rule with its subject."""
        if ground in self.events:
            return self.event(ground)
        head, _, rest = ground.partition("/")
        rule = self.report.pack.rule(head)
        if rule is not None:
            return run(self.of(rule.title), " (", Part(rest, "code"), ")")
        if rest in self.events:
            return self.event(rest)
        return run(self.clause(ground)) if rest == "" else run(Part(ground, "code"))

    def verdict(self, verdict: Verdict) -> Part:
        """Give the badge of a verdict."""
        return Part(self.label("verdicts", verdict.word), "badge", tone=verdict.word)

    def state(self, state: str) -> Part:
        """Give the badge of a pair's state."""
        return Part(self.label("states", state), "badge", tone=state)

    def receivers(self, flow: Flow) -> Inline:
        """Name the recipients of a flow."""
        if flow.recipients is None:
            return run(self.say("not stated"))
        return run("; ".join(self.recipient(r) for r in flow.recipients) or self.say("none"))

    def codes(self, words: Iterable[str] | None) -> Inline:
        """Write words of the vocabulary as users write them."""
        if words is None:
            return run(self.say("not stated"))
        return joined([run(Part(w, "code")) for w in words]) or run(self.say("none"))


def _titled(title: str | None, key: str) -> Inline:
    return run(title, " (", Part(key, "code"), ")") if title else run(Part(key, "code"))

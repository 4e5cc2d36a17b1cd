"""The grounds of a measure of article 9: a finding in the register, or what a rule holds against a core
actor, with clause and facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.agreement.register import Event
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.translate import begun, mark
from gbo_policy.documents.writing.content.drafting import Draft, FactPlace
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.judging.clock import continuing
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import lapses_on
from gbo_policy.judging.since import held_since
from gbo_policy.judging.wording import message, value
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Card, Inline, Part, joined, run
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.kinds import Field


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a measure rests on: cards for the letter, and what is so of them.

    ``marks`` say why they carry no measure (yet). ``event`` is the finding in the register, where it is one.
    ``stated`` is what the register would name as the ground: the event's id, or the clause. ``cures`` say
    what would put an end to it. ``lapses`` is the first day on which the reasonable term is over by ``norm``;
    None where that cannot be told, or has not begun.
    """

    cards: tuple[Card, ...]
    marks: tuple[Inline, ...]
    cures: tuple[Inline, ...]
    clauses: tuple[str, ...]
    stated: str
    norm: Norm
    event: Event | None = None
    lapses: date | None = None
    lapsed: bool = False
    cured_on: date | None = None


def grounds_of(draft: Draft, asked: PaperRequest) -> Grounds:
    """Find the grounds that were asked for: an event, or a rule."""
    if asked.event is not None:
        event = next(e for e in draft.workspace.events if e.id == asked.event)
        return (
            _of_shortcoming(draft, event, asked)
            if isinstance(event, Shortcoming)
            else _of_event(draft, event, asked)
        )
    found = [r for r in draft.report.results if r.rule.id == asked.rule and r.against == asked.against]
    return _of_results(draft, found, asked)


def _norm(draft: Draft, *, security: bool) -> Norm:
    bound = draft.report.pack.vocabulary.particulars
    return draft.report.norms[bound.improvement if security else bound.cure]


def _of_shortcoming(draft: Draft, event: Shortcoming, asked: PaperRequest) -> Grounds:
    """A finding that the register holds: open, remedied or contested."""
    context, security = draft.report.context, event.type == "security-finding"
    norm = _norm(draft, security=security)
    clauses = _clauses(draft, event)
    lapses = lapses_on(event, context, norm)
    done = event.remedied_on
    cured = done if isinstance(done, date) and draft.report.as_of.reached(done) else None
    return Grounds(
        cards=(_card(draft, event, clauses),),
        marks=tuple(_doubts(draft, event, asked, cured)),
        cures=(draft.say("that what is found under {clauses} is put right", clauses=_cited(draft, clauses)),),
        clauses=clauses,
        stated=event.id,
        norm=norm,
        event=event,
        lapses=lapses,
        lapsed=cured is None and lapses is not None and lapses <= draft.today,
        cured_on=cured,
    )


def _clauses(draft: Draft, event: Shortcoming) -> tuple[str, ...]:
    if event.type == "security-finding":
        return draft.report.pack.vocabulary.particulars.security
    clause = value_of(event, "clause")
    return (clause,) if clause else ()


def _cited(draft: Draft, clauses: tuple[str, ...]) -> Inline:
    cited = [run(draft.words.clause(c)) for c in clauses]
    return joined(cited, draft.word(" and ")) or draft.blank(draft.word("the clause"))


def _card(draft: Draft, event: Shortcoming, clauses: tuple[str, ...]) -> Card:
    spot = FactPlace("event", event.id)
    cited = joined([draft.clause(c) for c in clauses], "; ") or draft.blank(
        draft.word("the clause"), spot.at("clause")
    )
    rows: list[tuple[str, Inline]] = [
        (draft.word("Clause"), cited),
        (draft.word("Found on"), draft.named(event, "found_on", spot)),
        (
            draft.word("Found by"),
            draft.name(event.found_by)
            if event.found_by
            else draft.blank(draft.word("who found it"), spot.at("found_by")),
        ),
    ]
    if plan := getattr(event, "plan", None):
        rows.append((draft.word("Plan for improvement"), run(plan)))
    if event.position is not None:
        rows.append(
            (
                draft.word("Position"),
                run(draft.word("contested") if event.position == "contested" else draft.word("accepted")),
            )
        )
    if reply := getattr(event, "reply", None):
        rows.append((draft.word("Reply"), run(reply)))
    if (done := event.remedied_on) is not None and done != "none":
        rows.append((draft.word("Remedied on"), draft.say("{day}", day=done)))
    return Card(
        id="",
        title=run(begun(draft.words.event_type(event.type)), " (", Part(event.id, "code"), ")"),
        badges=(),
        lead=run(event.note) if event.note else draft.blank(draft.word("what was found"), spot.at("note")),
        rows=tuple(rows),
        tone="violation",
    )


def _doubts(draft: Draft, event: Shortcoming, asked: PaperRequest, cured: date | None) -> Iterator[Inline]:
    if event.party != asked.against:
        yield draft.say(
            "The finding {event} is about {party}, not about {against}.",
            event=Part(event.id, "code"),
            party=draft.name(event.party),
            against=draft.name(asked.against),
        )
    if cured is not None:
        yield draft.say(
            "The finding {event} was put right on {day}: nothing is left to answer.",
            event=Part(event.id, "code"),
            day=cured,
        )
    elif event.remedied_on is None:
        yield draft.say(
            "The register does not say whether the finding {event} was put right.",
            event=Part(event.id, "code"),
        )
    if event.found_on is not None and not draft.report.as_of.reached(event.found_on):
        yield draft.say(
            "The finding {event} is of a later day than this document.", event=Part(event.id, "code")
        )


def _of_event(draft: Draft, event: Event, asked: PaperRequest) -> Grounds:
    """An event of another type: a failure only where this very answer holds a violation on it."""
    found = [
        r
        for r in draft.report.results
        if (r.subject.of or r.subject.id) == event.id
        and r.subject.kind in ("event", "notice")
        and r.against == asked.against
    ]
    made = _of_results(draft, found, asked)
    bearer = value_of(event, event_type(event.type).bearer)
    wrong = (
        ()
        if bearer == asked.against
        else (
            draft.say(
                "The event {event} is about {party}, not about {against}.",
                event=Part(event.id, "code"),
                party=draft.name(bearer),
                against=draft.name(asked.against),
            ),
        )
    )
    return Grounds(made.cards, (*wrong, *made.marks), made.cures, made.clauses, event.id, made.norm, event)


def _of_results(draft: Draft, found: list[Result], asked: PaperRequest) -> Grounds:
    """What rules hold against a core actor, as far as it still goes on."""
    going = [r for r in found if r.verdict == Verdict.VIOLATION and continuing(r) and not r.row.prospective]
    shown = going or [r for r in found if r.verdict == Verdict.VIOLATION] or [r for r in found if r.finding]
    clauses = tuple(dict.fromkeys(r.rule.clause for r in shown))
    security = any(c in draft.report.pack.vocabulary.particulars.security for c in clauses)
    measures = [m for r in going for m in draft.report.ladder.measures(r) if m.measure == "cessation"]
    return Grounds(
        cards=tuple(_result_card(draft, r) for r in shown),
        marks=tuple(_why_not(draft, found, going, asked)),
        cures=tuple(dict.fromkeys(_cure(draft, r) for r in shown)),
        clauses=clauses,
        stated=clauses[0] if clauses else "",
        norm=_norm(draft, security=security),
        lapsed=bool(measures) and all(m.status == "available" for m in measures),
    )


def _cure(draft: Draft, result: Result) -> Inline:
    """Say what would put an end to it: that the rule is kept again; how, is for the other to say."""
    rule = result.rule
    clause, title = draft.words.clause(rule.clause), draft.words.of(rule.title)
    return draft.say("that {clause} is complied with again: {title}", clause=clause, title=title)


def _why_not(draft: Draft, found: list[Result], going: list[Result], asked: PaperRequest) -> Iterator[Inline]:
    if going:
        return
    against = draft.name(asked.against)
    violations = [r for r in found if r.verdict == Verdict.VIOLATION]
    if any(r.row.prospective for r in violations):
        yield draft.say(
            "What would break the agreement has not begun yet: there is no non-compliance of {against} to"
            " answer today.",
            against=against,
        )
    elif violations:
        yield draft.say(
            "The non-compliance of {against} is over: article 9 lets nobody suspend or cease for it any"
            " more.",
            against=against,
        )
    elif any(r.verdict == Verdict.REVIEW for r in found):
        yield draft.say(
            "It is not established that {against} does not comply: facts are missing, or somebody has to"
            " judge.",
            against=against,
        )
    else:
        yield draft.say(
            "On the facts declared, no non-compliance of {against} is found here.", against=against
        )


def _result_card(draft: Draft, result: Result) -> Card:
    words = draft.words
    rows: list[tuple[str, Inline]] = [
        (draft.word("Clause"), draft.clause(result.rule.clause)),
        (draft.word("About", context="finding"), words.subject(result)),
        (draft.word("Facts"), facts_in_words(draft, result)),
    ]
    if result.verdict == Verdict.VIOLATION:
        rows.append((draft.word("Since"), draft.say("{day}", day=held_since(result, draft.report.context))))
    return Card(
        id="",
        title=run(words.of(result.rule.title)),
        badges=(words.verdict(result.verdict),) if result.verdict != Verdict.VIOLATION else (),
        lead=draft.spoken(message(result, draft.lang, words.plain_names)),
        rows=tuple(rows),
        tone=result.verdict.word,
    )


_SECTIONS = {"purposes": "purposes", "data": "categories", "legal_basis": "bases", "means": "means"}


_OUTCOMES = {
    "met": mark("answered yes"),
    "not-met": mark("answered no"),
    "contested": mark("contested"),
    "unassessed": mark("not judged yet"),
}


def facts_in_words(draft: Draft, result: Result) -> Inline:
    """Give the facts that decided, each by what it means."""
    why, told = result.explanation(), []
    for name in dict.fromkeys(n for n in why.read if n not in why.unknown):
        field = result.rule.kind.field(name)
        given = result.row.value(name)
        if field.term is not None and given in _OUTCOMES:
            told.append(run(draft.words.label("terms", field.term), ": ", draft.word(_OUTCOMES[given])))
        else:
            told.append(_fact(draft, field, given))
    return joined(told, "; ") or run("–")


def _named(draft: Draft, given: Any) -> Any:
    """Put what a person calls it in the place of each id and word of a fact's value."""
    if isinstance(given, tuple):
        return tuple(_named(draft, one) for one in given)
    if isinstance(given, date):
        return draft.moment(given)
    return draft.words.plain_names.get(given, given) if isinstance(given, str) else given


def _fact(draft: Draft, field: Field, given: Any) -> Inline:
    """Give one fact: what it means, up to the list of its values, and its value by the name that the list has
    for it.
    """
    meaning, _, values = field.meaning(draft.lang).partition(": ")
    section = _SECTIONS.get(field.name)
    if section is not None and isinstance(given, tuple):
        given = tuple(draft.words.label(section, g) for g in given)
    elif section is None:
        given = _named(draft, given)
    shown = value(given, draft.lang)
    named = re.search(rf"([^,:(]+) \({re.escape(shown)}\)", values)
    return run(f"{meaning}: {named[1].strip() if named else shown}")

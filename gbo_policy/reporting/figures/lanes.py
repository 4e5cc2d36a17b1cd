"""What a period's timeline holds: lanes of stretches and moments, from the judgement of every stretch and
from the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of, values_at
from gbo_policy.agreement.register import Event
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.deadlines import day_of
from gbo_policy.reporting.content.history import Stretch, merged
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.sections.between import course

_DAY = timedelta(days=1)
MOST_PARTIES, MOST_PAIRS, MOST_EVENTS = 12, 8, 14  # what a picture of one page can hold


@dataclass(frozen=True, slots=True)
class Bar:
    """Days, both ends included, in a tone; ``label`` is written on it where there is room."""

    first: date
    last: date
    tone: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the timeline: stretches, and moments marked with a dot; ``towards`` is the other side of a
    pair.
    """

    label: str
    bars: tuple[Bar, ...] = ()
    dots: tuple[date, ...] = ()
    towards: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lanes under one heading; ``left`` tells how many did not fit."""

    title: str
    lanes: tuple[Lane, ...]
    left: int = 0


def groups(material: Material, words: Words) -> list[Group]:
    """Give the lanes of a period: the verdict, the core actors, the pairs that moved, the agreement and its
    register.
    """
    say = words.say
    pairs, events, parties = (
        list(_pairs(material, words)),
        list(_events(material, words)),
        list(material.report.workspace.parties),
    )
    found = [
        Group(
            say("Verdict"),
            (Lane(say("The whole"), _bars(material, None, words, whole=True)),),
        ),
        Group(
            say("Held against"),
            tuple(Lane(words.party(p), _bars(material, p, words)) for p in parties[:MOST_PARTIES]),
            max(0, len(parties) - MOST_PARTIES),
        ),
        Group(say("Article 9"), tuple(pairs[:MOST_PAIRS]), max(0, len(pairs) - MOST_PAIRS)),
        Group(say("Agreement"), tuple(_agreement(material, words))),
        Group(say("Register"), tuple(events[:MOST_EVENTS]), max(0, len(events) - MOST_EVENTS)),
    ]
    return [g for g in found if g.lanes]


def _bars(material: Material, party: str | None, words: Words, *, whole: bool = False) -> tuple[Bar, ...]:
    stretches = []
    for span in material.spans:
        held = [r.verdict for r in span.report.results if r.finding and (whole or r.against == party)]
        stretches.append(Stretch(span.first, span.last, max(held, default=Verdict.COMPLIANT)))
    return tuple(
        Bar(s.first, s.last, s.verdict.word, words.label("verdicts", s.verdict.word))
        for s in merged(stretches)
    )


def _pairs(material: Material, words: Words) -> Iterator[Lane]:
    for pair in material.report.ladder.pairs:
        bars = [
            Bar(a, b, s, words.label("states", s))
            for a, b, s in course(material, pair.by, pair.against)
            if s != "sharing"
        ]
        if bars:
            yield Lane(words.party(pair.by), tuple(bars), towards=words.party(pair.against))


def _agreement(material: Material, words: Words) -> Iterator[Lane]:
    context, (first, last), say = material.report.context, material.period or (date.min, date.max), words.say
    since, ended = context.in_force_from, context.ended_from
    bars = []
    if since is None or since > first:
        bars.append(
            Bar(
                first,
                min(last, since - _DAY) if since else last,
                "none",
                say("not in force"),
            )
        )
    if since is not None and since <= last:
        bars.append(
            Bar(
                max(first, since),
                min(last, ended - _DAY) if ended else last,
                "compliant",
                say("in force"),
            )
        )
    for end in context.ends:
        notice = end.notice
        if notice is not None and end.valid and notice.ended_from == ended:
            bars.append(
                Bar(
                    notice.ended_from,
                    notice.certainly_ended_from - _DAY,
                    "review",
                    say("disputed"),
                )
            )
            bars.append(Bar(notice.certainly_ended_from, last, "ceased", say("ended")))
    yield Lane(say("In force"), tuple(b for b in bars if b.first <= b.last and b.first <= last))


def _events(material: Material, words: Words) -> Iterator[Lane]:
    first, last = material.period or (date.min, date.max)
    for event in sorted(material.report.context.events, key=lambda e: (event_type(e.type).rank, e.id)):
        bars, dots = _drawn(event, material, last)
        bars = [b for b in bars if b.first <= last and b.last >= first and b.first <= b.last]
        dots = [d for d in dots if first <= d <= last]
        if bars or dots:
            yield Lane(f"{event.id} · {words.event_type(event.type)}", tuple(bars), tuple(dots))


def _drawn(event: Event, material: Material, last: date) -> tuple[list[Bar], list[date]]:
    how = event_type(event.type).drawn
    moments = (value for path in how.dots for _, value in values_at(event, path))
    dots = [day_of(m) for m in moments if isinstance(m, date)]
    if event.type == "termination":
        ends = (e.notice for e in material.report.context.ends if e.event.id == event.id and e.valid)
        notice = next(ends, None)
        return ([Bar(notice.start, notice.last_a, "review")] if notice else []), dots
    first = value_of(event, how.span[0]) if how.span else None
    if how.span is None or first is None:
        return [], dots
    done = value_of(event, how.span[1]) if how.span[1] else None
    end = done if isinstance(done, date) and done <= last else last
    return [Bar(first, end - _DAY if how.lifted and end == done else end, how.tone)], dots

"""What is asked where facts are missing or somebody has to judge, and the answers that are tried, never
written.

An answer that is tried shows what would follow from it. Which answer is true, only the world can say.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.obligation import Notified, Obligation
from gbo_policy.agreement.register import Event
from gbo_policy.basics.steps import Steps, dotted
from gbo_policy.basics.translate import Sayable, later, mark, say
from gbo_policy.declarations.model.agreement import Measures, Places, ProcessingAgreement, Signature
from gbo_policy.declarations.model.assessment import READING, Assessment, AssessmentSubject, Outcome
from gbo_policy.declarations.model.flow import FIELDS_OF_KIND, Authorisation, Flow, Item, Recipient
from gbo_policy.facts.context import Context
from gbo_policy.facts.flow_seen import judged_day
from gbo_policy.facts.obligations import lawless
from gbo_policy.judging.questions import question, question_of_event
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.vocabulary import INSIDE
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.conduct import agreed_words, bases_read

NAMED = "named"  # stands for whatever text names the thing that is asked for
_OUTCOMES: tuple[Outcome, ...] = ("met", "not-met")
_OTHERWISE = mark("what is `{fact}`?")


@dataclass(frozen=True, slots=True)
class FactAsked:
    """The question for a fact that is missing at a path."""

    path: Steps
    event: str | None = None

    def in_(self, lang: str) -> str:
        """Ask it in ``lang`` (nl or en)."""
        path = self.path[2:] if self.event else self.path
        asked = question_of_event(self.event, path, lang) if self.event else question(path, lang)
        return asked or say(lang, _OTHERWISE, fact=dotted(self.path[2:] or self.path))


@dataclass(frozen=True, slots=True)
class TermName:
    """An open term as a reader calls it."""

    context: Context
    term: str

    def in_(self, lang: str) -> str:
        """Give its label."""
        return self.context.vocabulary.label("terms", self.term, lang)


class Answers:
    """The questions about one flow and the answers that are tried, the likeliest to help first."""

    def __init__(self, flow: Flow, context: Context, rules: Iterable[Rule]) -> None:
        """Keep the flow as it was written and what is known around it."""
        self.flow, self.context, self.rules = flow, context, tuple(rules)
        self.today = context.as_of.day

    def to_fact(self, path: Steps, now: Flow) -> list[Amendment]:
        """Give the question at ``path``, once for each answer to try; ``now`` is the flow with what was
        changed already.
        """
        maker = _MAKERS.get(str(path[-1]))
        values = list((maker(self, path, now) if maker else None) or self._typed(path, now))
        # a key with answers of its own takes no other: an empty list would answer nothing
        said, before = self._asked(path, now), self._stated(path)
        return [Amendment(path, before, None, "fact", said, value) for value in values]

    def _asked(self, path: Steps, now: Flow) -> Sayable:
        if path[-1] == "notified" and now.starts_on is not None:
            return later(
                "has every other core actor been told of that provision before {day}? if not, tell them"
                " first",
                day=now.starts_on.isoformat(),
            )
        return FactAsked(path, self._event(path))

    def _stated(self, path: Steps) -> Any:
        """Give what the flow says at a path, where something stands there that does not answer the
        question.
        """
        here: Any = self.flow if path[0] == "flows" else None
        for step in path[2:]:
            if here is None or isinstance(here, str):
                return None
            here = here[step] if isinstance(step, int) else getattr(here, step)
        return here

    def _event(self, path: Steps) -> str | None:
        found = self.context.event_by_id.get(str(path[1])) if path[0] == "events" else None
        return None if found is None else event_type(found.type).kinds[0].name

    def days(self, now: Flow) -> Iterator[date]:
        """Give the days beside which a day may fall, the earliest first: before the start or today, on it,
        after it. What lies ahead has not happened, also where it comes before the start.
        """
        start = now.starts_on or self.context.in_force_from or self.today
        for day in sorted((start, self.today)):
            yield from (day - timedelta(days=1), day, day + timedelta(days=1))

    def _typed(self, path: Steps, now: Flow) -> Iterator[Any]:
        """Give answers of the type that the key at ``path`` takes."""
        kinds = set(_leaves(self._annotation(path)))
        if bool in kinds:
            yield from (True, False)
        if date in kinds:
            yield from self.days(now)
        yield from (k for k in kinds if isinstance(k, str))
        if str in kinds:
            yield from (NAMED, "none")
        if tuple in kinds:
            yield ()

    def _annotation(self, path: Steps) -> Any:
        model: Any = self._model(path)
        for step in (s for s in path[_HEAD.get(str(path[0]), 2) :] if isinstance(s, str)):
            found = next((m for m in _models_of(model) if step in m.model_fields), None)
            if found is None:
                return None
            model = found.model_fields[step].annotation
        return model

    def _model(self, path: Steps) -> Any:
        agreement = self.context.workspace.agreement
        match path[0]:
            case "flows":
                return Flow
            case "events":
                found: Event | None = self.context.event_by_id.get(str(path[1]))
                return None if found is None else type(found)
            case "assessments":
                return Assessment
            case "parties" | "processors" as section:
                return next((type(p) for p in getattr(agreement, section) or ()), None)
        return type(agreement)

    def law_names(self, now: Flow) -> tuple[str, ...]:
        """Give the names that a law of the flow may list under ``covers``: those of recipients without a
        stated law of their own. A name that one of them shares with a recipient that has one is left out.
        """
        told = {r.name for r in self.flow.recipients or () if r.legal_obligation is not None}
        named = (r.name for _, r in lawless(now) if r.name is not None and r.name not in told)
        return tuple(dict.fromkeys(named))

    def to_judgement(
        self, term: str, rule: Rule, recipient: str | None, events: Sequence[str]
    ) -> list[Amendment]:
        """Give the judgements that would settle ``term`` for a rule: on this flow, one of its recipients, or
        some events.
        """
        if term != READING and events:
            about = [AssessmentSubject.model_construct(event=e) for e in events]
        else:
            named = recipient if term == READING else None
            about = [AssessmentSubject.model_construct(flow=self.flow.id, recipient=named)]
        return [
            self.judgement(term, one, outcome, rule.id if term == READING else None)
            for one in about
            for outcome in _OUTCOMES
        ]

    def judgement(
        self,
        term: str,
        subject: AssessmentSubject,
        outcome: Outcome,
        rule: str | None = None,
        again: bool = False,
    ) -> Amendment:
        """Make one judgement to obtain, with the outcome that is tried."""
        supposed = Assessment.model_construct(
            term=term,
            subject=subject,
            outcome=outcome,
            rule=rule,
            by=NAMED,
            on=self.today,
            review_by=max(self.today, judged_day(self.flow, self.today) or self.today) + timedelta(days=365),
        )
        name = TermName(self.context, term)
        said = later("have it judged and recorded, with reasons (`{term}`): {name}", term=term, name=name)
        if rule is not None:
            said = later("have it recorded how the text is read for rule `{rule}` (`reading`)", rule=rule)
        if again:
            said = later(
                "leave out or put right what was found wanting, and have it judged again (`{term}`): {name}",
                term=term,
                name=name,
            )
        before = "not-met" if again else None
        place: Steps = ("assessments", len(self.context.workspace.assessments))
        return Amendment(place, before, None, "judgement", said, supposed)


_HEAD = {"agreement": 1}


def _models_of(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "model_fields"):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_of(inner)


def _leaves(annotation: Any) -> Iterator[Any]:
    """Give the plain types and the words of a choice that an annotation is made of."""
    if typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
        return
    if typing.get_origin(annotation) is tuple:
        yield tuple
        return
    inner = typing.get_args(annotation)
    if not inner and isinstance(annotation, type):
        yield annotation
    for one in inner:
        yield from _leaves(one)


def _others(asked: Answers, now: Flow) -> list[str]:
    taken = {now.sender, *(r.party for r in now.recipients or ())}
    return [p for p in asked.context.party_ids or () if p not in taken]


def _purposes(asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    yield (next(iter(asked.context.vocabulary.raw["purposes"]["permitted"])),)


def _data(asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    word = next(iter(asked.context.vocabulary.raw["categories"]["permitted"]))
    yield (Item.model_construct(category=word),)


def _recipients(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    for party in _others(asked, now):
        yield (Recipient.model_construct(kind="staff", party=party, function=NAMED, need_to_know=True),)


def _kinds(asked: Answers, path: Steps, _now: Flow) -> Iterator[Any]:
    index = path[3]
    given = (asked.flow.recipients or ())[int(index)].model_fields_set - {"kind"}
    yield from (kind for kind, keys in FIELDS_OF_KIND.items() if given <= keys)


def _party(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    yield from _others(asked, now)


def _user(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    yield from (p for p in (now.sender, *(asked.context.party_ids or ())) if p is not None)


def _processor(asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    yield from asked.context.workspace.processors


def _bases(asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    words = bases_read(asked.rules)
    for size in range(1, len(words) + 1):
        yield from combinations(words, size)


def _places(asked: Answers, path: Steps, now: Flow) -> Iterator[Any]:
    if path[-2:-1] == ("legal_obligation",):
        inside = asked.context.vocabulary.inside
        yield tuple(dict.fromkeys(c for c in _codes(asked, now) if c not in inside))
    else:
        yield Places.model_construct(storage=(INSIDE,), access=(INSIDE,))


def _codes(asked: Answers, now: Flow) -> Iterator[str]:
    places = [now.locations] if now.locations is not None else []
    for recipient in now.recipients or ():
        if recipient.country is not None:
            yield recipient.country
        processor = asked.context.workspace.processors.get(recipient.processor or "")
        if processor is not None and processor.countries is not None:
            places.append(processor.countries)
    for one in places:
        yield from (*(one.storage or ()), *(one.access or ()))


def _inside(_asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    yield (INSIDE,)


def _country(_asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    yield INSIDE


def _obligation(asked: Answers, path: Steps, now: Flow) -> Iterator[Any]:
    yield "none"
    several = "recipients" not in path and len(lawless(now)) > 1  # the only one it covers without a word
    yield Obligation.model_construct(
        provision=NAMED,
        source="member-state",
        obliges=True,
        notified=next(_notified(asked, path, now)),
        notice_forbidden_by="none",
        covers=next(_covers(asked, path, now)) if several else None,
        countries=next(_places(asked, ("legal_obligation", "countries"), now)),
    )


def _covers(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    yield asked.law_names(now)


def _notified(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    others = (asked.context.others(now.sender) if now.sender else asked.context.party_ids) or ()
    for day in asked.days(now):
        yield tuple(Notified.model_construct(party=p, at=day) for p in others)


def _agreed(asked: Answers, path: Steps, _now: Flow) -> Iterator[Any]:
    yield from agreed_words(asked.context, f"{path[-1]}s")
    yield NAMED


def _measures(_asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    yield Measures.model_construct(
        channels=(now.channel,) if now.channel else (), formats=(now.format,) if now.format else ()
    )


def _sent(key: str) -> Callable[[Answers, Steps, Flow], Iterator[Any]]:
    def maker(_asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
        stated = getattr(now, key)
        yield (stated,) if stated else ()

    return maker


def _signatures(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    for day in asked.days(now):
        yield tuple(
            Signature.model_construct(party=p, signed_on=day, by=NAMED) for p in asked.context.party_ids or ()
        )


def _agreements(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    users = dict.fromkeys(r.on_behalf_of for r in now.recipients or () if r.on_behalf_of is not None)
    for day in asked.days(now):
        yield tuple(
            ProcessingAgreement.model_construct(party=u, signed_on=day, ends_on="none") for u in users
        )


def _authorisation(asked: Answers, _path: Steps, now: Flow) -> Iterator[Any]:
    for day in asked.days(now):
        yield Authorisation.model_construct(body=NAMED, number=NAMED, decided_on=day, expires_on="none")


def _subject(_asked: Answers, _path: Steps, _now: Flow) -> Iterator[Any]:
    yield "client"


_Maker = Callable[[Answers, Steps, Flow], Iterator[Any]]
_MAKERS: dict[str, _Maker] = {
    "purposes": _purposes,
    "data": _data,
    "recipients": _recipients,
    "kind": _kinds,
    "party": _party,
    "sender": _user,
    "on_behalf_of": _user,
    "processor": _processor,
    "legal_basis": _bases,
    "locations": _places,
    "countries": _places,
    "storage": _inside,
    "access": _inside,
    "country": _country,
    "legal_obligation": _obligation,
    "covers": _covers,
    "notified": _notified,
    "channel": _agreed,
    "format": _agreed,
    "specific_measures": _measures,
    "channels": _sent("channel"),
    "formats": _sent("format"),
    "signatures": _signatures,
    "agreements": _agreements,
    "authorisation": _authorisation,
    "subject": _subject,
}

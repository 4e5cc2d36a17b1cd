"""What one may do otherwise in a flow, by the words that its agreement and pack allow; and the few stated
facts that one asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import Sayable, later
from gbo_policy.declarations.model.agreement import Measures, Processor
from gbo_policy.declarations.model.flow import Authorisation, Flow, Recipient
from gbo_policy.declarations.references import names_of
from gbo_policy.facts.context import Context
from gbo_policy.logic.tree import Node
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.vocabulary import Vocabulary
from gbo_policy.workbench.amending import Amendment


class Conduct:
    """The changes of one flow's conduct, as the flow was written."""

    def __init__(self, flow: Flow, context: Context, rules: Iterable[Rule]) -> None:
        """Keep the flow, what is known around it, and the rules that read it."""
        self.flow, self.context, self.rules = flow, context, tuple(rules)
        self.at: Steps = ("flows", flow.id)

    def changes(self) -> Iterator[Amendment]:
        """Give each change that a person may make, whether it helps or not."""
        yield from self._purposes()
        yield from self._data()
        yield from self._bases()
        yield from self._sending("channel", "channels")
        yield from self._sending("format", "formats")
        yield from self._places()
        yield from self._start()
        for index, recipient in enumerate(self.flow.recipients or ()):
            yield from self._recipient(index, recipient)

    @property
    def _words(self) -> Vocabulary:
        return self.context.vocabulary

    def _removed(self, path: Steps, before: Any, said: Sayable) -> Amendment:
        return Amendment((*self.at, *path), before, None, "conduct", said, removes=True)

    def _set(self, path: Steps, before: Any, after: Any, said: Sayable) -> Amendment:
        return Amendment((*self.at, *path), before, after, "conduct", said)

    def _purposes(self) -> Iterator[Amendment]:
        allowed = self._words.permitted_purposes | {*self.context.departures.purposes}
        purposes = self.flow.purposes or ()
        barred = [(i, p) for i, p in enumerate(purposes) if p not in allowed]
        if purposes and len(barred) == len(purposes):
            # nothing would be left: what the flow is really for, only those who run it can say
            said = later(
                "none of its purposes is allowed: which of the nine objectives does it really serve, if any?"
            )
            first = next(iter(self._words.raw["purposes"]["permitted"]))
            yield Amendment((*self.at, "purposes"), purposes, None, "fact", said, (first,))
            return
        for i, word in barred:
            said = later("strike purpose `{word}`, and stop every communication for it", word=word)
            yield self._removed(("purposes", i), word, said)

    def _data(self) -> Iterator[Amendment]:
        added = {*self.context.departures.categories}  # which may be special, for all that the text says
        allowed = self._words.permitted_categories | added
        for i, item in enumerate(self.flow.data or ()):
            special = item.category in self._words.special_categories or item.category in added
            if item.category not in allowed or special or item.subject or item.from_authentic_source:
                said = later("leave `{word}` out", word=item.category)
                yield self._removed(("data", i), item.category, said)

    def _bases(self) -> Iterator[Amendment]:
        if self.flow.legal_basis is None:
            return
        stated = {self._words.basis(b) for b in self.flow.legal_basis}
        end = len(self.flow.legal_basis)
        for word in bases_read(self.rules):
            if word not in stated:
                said = later(
                    "rest the communication on `{word}` too, if the flow serves the broad intake", word=word
                )
                yield self._set(("legal_basis", end), None, word, said)

    def _sending(self, key: str, section: str) -> Iterator[Amendment]:
        stated = getattr(self.flow, key)
        for word in agreed_words(self.context, section) if stated else ():
            if word != stated:
                said = later("send it by `{word}`, in the place of `{old}`", word=word, old=stated)
                if key == "format":
                    said = later("send it as `{word}`, in the place of `{old}`", word=word, old=stated)
                yield self._set((key,), stated, word, said)

    def _places(self) -> Iterator[Amendment]:
        inside = self._words.inside | self.context.departures.countries
        for key in ("storage", "access") if self.flow.locations is not None else ():
            for i, code in enumerate(getattr(self.flow.locations, key) or ()):
                if code not in inside:
                    said = (
                        later("keep no data in `{word}` any more", word=code)
                        if key == "storage"
                        else later("let nobody reach the data from `{word}` any more", word=code)
                    )
                    yield self._removed(("locations", key, i), code, said)

    def _start(self) -> Iterator[Amendment]:
        start, today = self.flow.starts_on, self.context.as_of.day
        if start is None:
            return
        begun = self.flow.status != "proposed" and start <= today
        first = max(start + timedelta(days=1), today + timedelta(days=1)) if begun else start
        for day in sorted({first, *self._days()}):
            if day >= first and day != start:
                said = (
                    later(
                        "stop, and start again on {day}; what was sent before then stays as it was",
                        day=day.isoformat(),
                    )
                    if begun
                    else later("start on {day} instead", day=day.isoformat())
                )
                yield self._set(("starts_on",), start, day, said)

    def _days(self) -> Iterator[date]:
        """Give the days on which something begins that the flow rests on."""
        if self.context.in_force_from is not None:
            yield self.context.in_force_from
        for item in self.flow.data or ():
            if isinstance(item.authorisation, Authorisation) and item.authorisation.decided_on is not None:
                yield item.authorisation.decided_on
        for recipient in self.flow.recipients or ():
            processor = self.context.workspace.processors.get(recipient.processor or "")
            if processor is not None:
                yield from _signed(processor)

    def _recipient(self, index: int, recipient: Recipient) -> Iterator[Amendment]:
        path: Steps = ("recipients", index)
        called = names_of(self.flow, index)[-1] if _named(recipient) else f"{recipient.kind} {index}"
        if len(self.flow.recipients or ()) > 1:
            yield self._removed(path, called, later("send nothing to `{word}` any more", word=called))
        if recipient.need_to_know is False:
            said = later(
                "who at `{word}` needs these data for which objective? name that function, and let the"
                " manager confirm it",
                word=called,
            )
            yield Amendment((*self.at, *path, "need_to_know"), False, None, "fact", said, True)
        if recipient.kind == "processor" and recipient.processor is not None:
            for other in self.context.workspace.processors:
                if other != recipient.processor:
                    said = later(
                        "use processor `{word}` in the place of `{old}`", word=other, old=recipient.processor
                    )
                    yield self._set((*path, "processor"), recipient.processor, other, said)


def _named(recipient: Recipient) -> bool:
    return any((recipient.party, recipient.processor, recipient.name))


def _signed(processor: Processor) -> Iterator[date]:
    days = [processor.agreement_signed_on, *(a.signed_on for a in processor.agreements or ())]
    yield from (day for day in days if isinstance(day, date))


def agreed_words(context: Context, section: str) -> tuple[str, ...]:
    """Give the channels or formats that are agreed under article 11, those of a departure too."""
    measures = context.workspace.agreement.specific_measures
    stated: tuple[str, ...] = (getattr(measures, section) or ()) if isinstance(measures, Measures) else ()
    added = context.departures.channels if section == "channels" else ()
    return tuple(dict.fromkeys((*stated, *added)))


def bases_read(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Give the bases that rules look for among those of a flow, in the order of the rules."""
    found = (
        word
        for rule in rules
        for part in (rule.when, rule.require, rule.review)
        if part is not None
        for word in _looked_for(part)
    )
    return tuple(dict.fromkeys(found))


def _looked_for(node: Node) -> Iterator[str]:
    if node.op == "in" and node.args[0].op == "const" and node.args[1] == Node("field", ("legal_basis",)):
        yield str(node.args[0].args[0])
    for part in node.parts():
        yield from _looked_for(part)

"""A row of a log as the flow that the rules judge: what it says, completed from the declared flow that it
names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, get_args

from gbo_policy.agreement.obligation import Obligation, RecipientKind
from gbo_policy.declarations.model.agreement import Places
from gbo_policy.declarations.model.flow import FIELDS_OF_KIND, Flow, Item, Recipient
from gbo_policy.declarations.model.logged_exchange import Exchange
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts.departures import departures
from gbo_policy.facts.obligations import lawless
from gbo_policy.terms.values import OTHER
from gbo_policy.terms.vocabulary import Vocabulary

_KINDS = get_args(RecipientKind)
_NAMED_BY = {"staff": "party", "processor": "processor"}
_STATED = "stated in the log"
_NUMBER = re.compile(r"(?:BE ?)?(\d?\d{3})[. ]?(\d{3})[. ]?(\d{3})")
Words = tuple[str, ...]
# of names that the workspace may not know: whether it does is seen from these columns alone
READ_TOGETHER = (("sender",), ("recipient_kind", "recipient"), ("on_behalf_of",), ("flow",))
# of which nothing is known; copied, which is much faster than to construct one anew
_NO_FLOW = Flow.model_construct(id="")
_NO_EXCHANGE = Exchange.model_construct(id="")
_NO_RECIPIENT = Recipient.model_construct()
_NO_PLACES = Places.model_construct()
_NO_LAW_KNOWN = Obligation.model_construct()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows against a workspace. Words that it does not know are never permitted: they stay, or count as
    unknown.
    """

    workspace: Workspace
    vocabulary: Vocabulary
    declared: Mapping[str, Flow]
    numbers: Mapping[str, str]

    @staticmethod
    def of(workspace: Workspace, vocabulary: Vocabulary) -> Reader:
        """Make a reader for a workspace; the words that its signed text adds are known too."""
        added = departures(workspace.agreement)
        known = vocabulary.with_words(added.purposes, added.categories)
        return Reader(workspace, known, {f.id: f for f in workspace.flows}, _numbers(workspace))

    def exchange(self, row: Mapping[str, Any], day: date) -> Exchange:
        """Give the row as a flow of ``day`` alone, with one recipient; columns that are not in ``row`` are
        unknown.
        """
        named, sender = _text(row, "flow"), self._name(row, "sender")
        flow = self.flow_of(row) or _NO_FLOW
        meant, obliges = self.places_of(row, flow), row.get("obligation_obliges")
        recipient, beyond_recipient = self._recipient(row, flow, meant)
        beyond_sender = _beyond(sender, (sender or "",), flow.sender and (flow.sender,))
        purposes = _as_declared(texts(row.get("purposes")), flow.purposes or ())
        categories = None if flow.data is None else [item.category for item in flow.data]
        data = _as_declared(texts(row.get("data")), categories or ())
        basis = row.get("legal_basis")
        said = {
            "id": flow.id,
            "title": flow.title,
            "sender": self._party(sender) if sender else flow.sender,
            "recipients": (recipient,),
            "purposes": flow.purposes if row.get("purposes") is None else purposes,
            "data": flow.data if row.get("data") is None else _items(data, flow.data or ()),
            "legal_basis": flow.legal_basis if basis is None else texts(basis),
            "locations": self._places(row, flow.locations),
            "legal_obligation": _obligation(obliges, flow.legal_obligation),
            "channel": _text(row, "channel") or flow.channel,
            "format": _text(row, "format") or flow.format,
            "starts_on": day,
            "ends_on": day,
            "labels": flow.labels,
            "declared": named is not None,
            "meant": tuple(meant),
            "may_need_law": _may_need_law(flow, meant, obliges),
            "beyond_purposes": _beyond(row.get("purposes"), purposes, flow.purposes),
            "beyond_data": _beyond(row.get("data"), data, categories),
            "beyond_recipient": _together(beyond_sender, beyond_recipient),
        }
        if named and not flow.id:
            said["beyond_recipient"] = (named,)  # what nobody declared is the flow itself
        return _NO_EXCHANGE.model_copy(update=said)

    def flow_of(self, row: Mapping[str, Any]) -> Flow | None:
        """Give the declared flow that a row names; None when it names none that is declared."""
        return self.declared.get(self._of_sender(_text(row, "flow") or "", row))

    def _of_sender(self, flow: str, row: Mapping[str, Any]) -> str:
        """Give the id of the flow that a row names; of one declared for several senders, that of the row's
        own.
        """
        return f"{flow}@{self._name(row, 'sender') or ''}" if flow in self.workspace.made else flow

    def _name(self, row: Mapping[str, Any], column: str) -> str | None:
        """Give whom a row names; an enterprise number stands for the core actor that has it."""
        name = _text(row, column)
        return self.numbers.get(_digits(name), name) if name and name not in self.workspace.parties else name

    def knows_name(self, name: str) -> bool:
        """Tell whether a name is that of a core actor or a processor, or a core actor's enterprise number."""
        known = name in self.workspace.parties or name in self.workspace.processors
        return known or _digits(name) in self.numbers

    def _party(self, name: str | None) -> str | None:
        return name if name in self.workspace.parties else None

    def _places(self, row: Mapping[str, Any], declared: Places | None) -> Places | None:
        given: dict[str, Any] = {key: self._countries(texts(row.get(key))) for key in ("storage", "access")}
        if declared is None and all(row.get(k) is None for k in given):
            return None
        declared = declared or _NO_PLACES
        stated = {k: getattr(declared, k) if row.get(k) is None else v for k, v in given.items()}
        return _NO_PLACES.model_copy(update=stated)

    def _countries(self, codes: Sequence[str] | None) -> tuple[str, ...] | None:
        return None if codes is None else tuple(self.vocabulary.lookup("country", c) or c for c in codes)

    def _recipient(
        self, row: Mapping[str, Any], flow: Flow, meant: Sequence[int]
    ) -> tuple[Recipient, Words | None]:
        """Give the row's recipient, completed from the declared recipients that it may mean (``meant``: their
        places), and its words if the flow declares no such recipient: () if it does, None if the flow names
        no recipients.
        """
        kind, name, behalf = self._whom(row)
        alike = [(flow.recipients or ())[place] for place in meant]
        facts = _agreed_facts(alike, kind, row.get("obligation_obliges"))
        if kind in _KINDS:
            facts["kind"] = kind
        elif kind:
            facts.pop("kind", None)
        if name:
            facts.update(self._called(facts.get("kind"), name))
        if behalf and facts.get("kind") in ("processor", None):
            facts["on_behalf_of"] = self._party(behalf)
        if row.get("need_to_know") is not None:
            facts["need_to_know"] = row["need_to_know"]
        said = tuple(word for word in (kind, name, behalf) if word)
        recipient = _NO_RECIPIENT.model_copy(update=facts) if facts else _NO_RECIPIENT
        return recipient, _beyond_recipient(flow, alike, said)

    def _whom(self, row: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
        """Give of which kind a row says that its recipient is, whom it names, and on whose behalf."""
        kind = _text(row, "recipient_kind")
        return kind, self._name(row, "recipient"), self._name(row, "on_behalf_of")

    def places_of(self, row: Mapping[str, Any], flow: Flow) -> list[int]:
        """Give the places, among the recipients that a flow declares, of those that a row may mean."""
        kind, name, behalf = self._whom(row)
        return [i for i, r in enumerate(flow.recipients or ()) if _fits(r, kind, name, behalf)]

    def _called(self, kind: str | None, name: str) -> dict[str, str | None]:
        if kind == "data-subject":
            return {}  # a person is not named in a declaration, and may be called as a processor is
        if kind == "staff":
            return {"party": name}
        if kind == "processor" and name in self.workspace.processors:
            return {"processor": name}
        return {"name": name}

    def strange_words(self, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Give the words among sender, recipient and flow that the workspace does not know, with what each
        was taken for. Columns that are not in ``row`` say nothing; what ``READ_TOGETHER`` are is said of
        each alone.
        """
        kind, name, behalf = self._whom(row)
        parties, processors = self.workspace.parties, self.workspace.processors
        named: dict[str, Iterable[str]] = {"staff": parties, "processor": processors}
        said: list[tuple[str, str | None, Iterable[str]]] = [
            ("sender", self._name(row, "sender"), parties),
            ("recipient_kind", kind, _KINDS),
            ("recipient", name if kind in named else None, named.get(kind or "", ())),
            ("on_behalf_of", behalf, parties),
            ("flow", _text(row, "flow"), {*self.declared, *self.workspace.made}),
        ]
        return tuple((column, word) for column, word, known in said if word and word not in known)


def _numbers(workspace: Workspace) -> dict[str, str]:
    """Give the ids of core actors by their enterprise numbers; a number of several stands for none of
    them.
    """
    found = [(_digits(p.enterprise_number), p.id) for p in workspace.parties.values() if p.enterprise_number]
    counts = Counter(number for number, _ in found)
    return {number: name for number, name in found if number and counts[number] == 1}


def _digits(name: str) -> str:
    """Give an enterprise number as ten digits, however it is written; nothing when it is none."""
    found = _NUMBER.fullmatch(name)
    return "".join(found.groups()).zfill(10) if found else ""


def texts(words: Any) -> tuple[str, ...] | None:
    """Read a list of words; None when it is absent or holds an empty place, since then it is not known what
    it holds.
    """
    if words is None or any(w is None or not w.strip() for w in words):
        return None
    return tuple(w.strip() for w in words)


def _text(row: Mapping[str, Any], column: str) -> str | None:
    word = row.get(column)
    return (word.strip() or None) if word else None


def _items(categories: Sequence[str] | None, declared: Sequence[Item]) -> tuple[Item, ...] | None:
    """Give the items of data; on whom they are, and where from, is what the declared flow says of the same
    category.
    """
    if categories is None:
        return None
    items: list[Item] = []
    for category in categories:
        items += [i for i in declared if i.category == category] or [_item(category)]
    return tuple(items)


@lru_cache(maxsize=4096)
def _item(category: str) -> Item:
    """Give an item of which nothing is known but its category; made once, since logs hold few categories and
    many rows.
    """
    return Item.model_construct(category=category)


def _as_declared(words: Words | None, declared: Collection[str]) -> Words | None:
    """Give words of a row as its flow has them: one that is outside the vocabulary is declared as such."""
    if words is None:
        return None
    return tuple(f"{OTHER}{w}" if w not in declared and f"{OTHER}{w}" in declared else w for w in words)


def _obligation(obliges: bool | None, declared: Any) -> Any:
    if obliges is None:
        return declared
    known = declared if isinstance(declared, Obligation) else Obligation.model_construct()
    given = {
        "provision": known.provision or _STATED,
        "source": known.source or "member-state",
        "obliges": obliges,
    }
    return known.model_copy(update=given)


def _agreed_facts(alike: Sequence[Recipient], kind: str | None, obliges: bool | None) -> dict[str, Any]:
    """Give what declared recipients that a row may mean all state, as far as one of a ``kind`` can state it;
    of none, nothing. ``obliges`` is what the row says of the law.
    """
    if not alike:
        return {}
    fields = FIELDS_OF_KIND.get(kind or "", Recipient.model_fields)
    facts = {field: _common(getattr(r, field) for r in alike) for field in fields}
    if "legal_obligation" in facts:
        law = facts["legal_obligation"]
        if law is None and any(r.legal_obligation is not None for r in alike):
            law = _NO_LAW_KNOWN  # where these differ it is not known which counts, not that there is none
        facts["legal_obligation"] = law and _obligation(obliges, law)
    return facts


def _may_need_law(flow: Flow, meant: Sequence[int], obliges: bool | None) -> int:
    """Count the recipients that the law of an exchange may be about, where it does not say (5.2)."""
    if obliges is not None:
        return 1  # what a row says itself, it says of its own recipient
    beside = 1 if flow.id and not meant else 0  # its own is none of those declared
    return len(lawless(flow)) + beside


def _beyond_recipient(flow: Flow, alike: Sequence[Recipient], said: Words) -> Words | None:
    """Give the words that name a recipient where none that is declared is ``alike``; None where that is not
    known.
    """
    if alike or not said:
        return ()
    return None if flow.recipients is None else said


def _beyond(said: Any, words: Sequence[str] | None, declared: Sequence[str] | None) -> Words | None:
    """Give the words that are not declared: none where nothing was said, None where either side is
    unknown.
    """
    if not said:
        return ()
    return None if words is None or declared is None else tuple(w for w in words if w not in declared)


def _together(*parts: Words | None) -> Words | None:
    """Join what goes beyond; what is unknown matters only where nothing is known to."""
    return tuple(w for part in parts for w in part or ()) or (None if None in parts else ())


def _fits(recipient: Recipient, kind: str | None, name: str | None, behalf: str | None) -> bool:
    """Tell whether a declared recipient may be the one that a row names."""
    if recipient.kind is None and kind in FIELDS_OF_KIND:
        stated = {key for key, value in recipient if value is not None}
        if not stated <= FIELDS_OF_KIND[kind]:  # what is said of it is said of no such recipient
            return False
    own = getattr(recipient, _NAMED_BY.get(recipient.kind or "", "name"))
    pairs = (
        (recipient.kind, kind),
        (own, name),
        (recipient.on_behalf_of, behalf if recipient.kind == "processor" else None),
    )
    return all(None in pair or pair[0] == pair[1] for pair in pairs)


def _common(values: Iterable[Any]) -> Any:
    """Give the value on which all agree, otherwise None."""
    first, *others = values
    return first if all(one == first for one in others) else None

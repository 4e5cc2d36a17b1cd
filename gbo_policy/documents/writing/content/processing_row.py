"""One row of a register of processing activities: a flow as one controller sees it, and what is declared of
both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from gbo_policy.agreement.obligation import BARRED
from gbo_policy.declarations.model.agreement import Party, Processor
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.documents.writing.content.drafting import Draft

# whose they are when nobody says
CLIENTS = frozenset({"identification-contact", "rights-exploration", "support-questions"})
INVOLVED = "involved-persons-contact"


class ProcessingRow:
    """A flow and one of its controllers; ``sends`` tells whether it is the sender."""

    def __init__(self, draft: Draft, flow: Flow, party: Party, *, sends: bool) -> None:
        """Take a flow as ``party`` sees it."""
        self.draft, self.flow, self.party, self.sends = draft, flow, party, sends

    @cached_property
    def categories(self) -> tuple[str, ...] | None:
        """The categories of data, each once."""
        return None if self.flow.data is None else tuple(dict.fromkeys(i.category for i in self.flow.data))

    @cached_property
    def special(self) -> tuple[str, ...] | None:
        """Those of them that are special."""
        special = self.draft.report.pack.vocabulary.special_categories
        return None if self.categories is None else tuple(c for c in self.categories if c in special)

    @cached_property
    def subjects(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The categories of data subjects that are known, and the categories of data of which it is not
        said.
        """
        known, unsaid = set(), []
        for item in self.flow.data or ():
            if item.subject is not None:
                known.add(item.subject)
            elif item.category in CLIENTS:
                known.add("client")
            elif item.category == INVOLVED:
                known.add("involved-person")
            else:
                unsaid.append(item.category)
        return frozenset(known), tuple(dict.fromkeys(unsaid))

    @cached_property
    def recipients(self) -> tuple[Recipient, ...] | None:
        """Who receives, as this controller sees it: the sender all of them, a receiver its own staff and
        processors.
        """
        found = self.flow.recipients
        if found is None or self.sends:
            return found
        return tuple(r for r in found if self.party.id in (r.party, r.on_behalf_of))

    @cached_property
    def processors(self) -> tuple[Processor, ...] | None:
        """The processors that receive on behalf of this controller in this flow; None when the recipients are
        not known.
        """
        if self.flow.recipients is None:
            return None
        known = self.draft.workspace.processors
        ids = dict.fromkeys(
            r.processor for r in self.flow.recipients if r.processor and r.on_behalf_of == self.party.id
        )
        return tuple(known[i] for i in ids if i in known)

    @property
    def third_parties(self) -> tuple[Recipient, ...] | None:
        """Third parties and international organisations among the recipients."""
        found = self.recipients
        return None if found is None else tuple(r for r in found if r.kind in BARRED)

    @cached_property
    def places(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """Countries of storage, and of access, of the flow and of this controller's processors; None where
        some are not known.
        """
        return self._countries("storage"), self._countries("access")

    def _countries(self, key: str) -> tuple[str, ...] | None:
        processors = self.processors
        given = [
            getattr(self.flow.locations, key, None),
            *(getattr(p.countries, key, None) for p in processors or ()),
        ]
        if processors is None or any(g is None for g in given):
            return None
        return tuple(sorted({c for g in given for c in g or ()}))

    @cached_property
    def outside(self) -> tuple[str, ...] | None:
        """Countries outside the EEA where the data are kept, reached from or sent to; None where some are not
        known.
        """
        storage, access = self.places
        sent = [r.country for r in self.third_parties or ()]
        if storage is None or access is None or self.third_parties is None or None in sent:
            return None
        inside = self.draft.report.pack.vocabulary.inside
        return tuple(sorted({c for c in (*storage, *access, *(s for s in sent if s)) if c not in inside}))

    @property
    def status(self) -> str:
        """Whether it is proposed, runs, or has ended on the day of the document: a word of our own."""
        today, last = self.draft.today, self.flow.ends_on
        if self.flow.status == "proposed":
            return "proposed"
        if isinstance(last, date) and last < today:
            return "ended"
        return "active" if self.flow.starts_on is None or self.flow.starts_on <= today else "planned"

    def labelled(self, key: str) -> str:
        """Give what a label of the flow, or else of the core actor, says under ``key``."""
        return (self.flow.labels or {}).get(key) or (self.party.labels or {}).get(key) or ""


def rows_of(draft: Draft, party: str | None) -> Iterator[ProcessingRow]:
    """Give a row for each flow and each of its controllers, or those of one core actor."""
    parties = draft.workspace.parties
    for flow in sorted(draft.workspace.flows, key=lambda f: f.id):
        for key in _controllers(flow):
            if key in parties and party in (None, key):
                yield ProcessingRow(draft, flow, parties[key], sends=key == flow.sender)


def _controllers(flow: Flow) -> Iterable[str]:
    received = sorted({p for r in flow.recipients or () for p in (r.party, r.on_behalf_of) if p})
    return dict.fromkeys([*([flow.sender] if flow.sender else ()), *received])

"""Whom the agreement binds on a day, and since when (14.1): founders, those that joined later, and those that
took over from another.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.declarations.model.agreement import Agreement, Party
from gbo_policy.logic.kleene import every
from gbo_policy.terms.values import PARTNER


class Bound(NamedTuple):
    """Whether all that count had signed, and the day of the last of their signatures; ``paths`` leave it
    open, or deny it.
    """

    all_signed: bool | None
    since: date | None
    paths: Paths


class _Accession(NamedTuple):
    """How one core actor came to be bound: by a signature (None: its day is not said; False: there is none),
    and from which day.
    """

    signed_on: date | bool | None
    since: date | None


def is_member(party: Party, day: date) -> bool:
    """Tell whether somebody is one of the core actors on ``day``, bound or not: it has joined by then and has
    not left.
    """
    joined = party.since is None or party.since <= day
    return joined and party.role != PARTNER and not has_left(party, day)


def has_left(party: Party, day: date) -> bool:
    """Tell whether somebody has left the agreement before ``day``."""
    return party.until is not None and party.until < day


class Signatures:
    """The signatures of an agreement, and what follows from them for its parties."""

    def __init__(self, agreement: Agreement) -> None:
        """Take an agreement as it is declared."""
        self.agreement = agreement
        self.parties = {p.id: p for p in agreement.parties or () if p.role != PARTNER}
        self.signed = {s.party: s.signed_on for s in agreement.signatures or ()}
        early = [p.since for p in self.parties.values()]
        # where everybody says since when, the first ones are those that made the agreement
        self.first = None if None in early else min((d for d in early if d), default=None)

    def bound(self, day: date, known_by: date, concerned: Iterable[str | None] = ()) -> Bound:
        """Tell whether the core actors of ``day`` had signed by ``known_by``: those that made the agreement,
        and whoever is concerned.

        Whoever joined later moves nobody else's start.
        """
        if self.agreement.signatures is None or self.agreement.parties is None:
            return Bound(None, None, self.unsigned)
        if None in self.signed:
            return Bound(None, None, self.unsigned)
        entries = [self._entry(p) for p in self._counted(day, concerned)]
        signed = every([_by(e.signed_on, known_by) for e in entries])
        since = max((e.since for e in entries if e.since is not None), default=None)
        return Bound(signed, since if signed else None, self.unsigned)

    def gone(self, day: date | None, concerned: Iterable[str | None]) -> tuple[str, ...]:
        """Give those among ``concerned`` that have left before ``day``, with nobody in their place."""
        if day is None:
            return ()
        found = {p for p in concerned if p in self.parties}
        return tuple(p for p in sorted(found) if has_left(self._heir(self.parties[p], day), day))

    def leaving(self, concerned: Iterable[str | None]) -> bool:
        """Tell whether some of ``concerned`` has left, or will, with nobody in its place."""
        return bool(self.gone(date.max, concerned))

    def joined_later(self, party: str) -> bool:
        """Tell whether a core actor joined those that made the agreement, rather than being one of them or in
        the place of one.
        """
        return party in self.parties and not self._founder(self.parties[party])

    def signed_by(self, party: str) -> date | bool | None:
        """Give the day of the signature that binds a core actor; None: its day is not said; False: there is
        none.
        """
        found = self._entry(self.parties[party]).signed_on
        # one that names nobody may be its own
        return (
            None if found is False and (self.agreement.signatures is None or None in self.signed) else found
        )

    def in_place_of(self, party: str, day: date | None = None) -> frozenset[str]:
        """Give a core actor with those from whom it took over by law, or had by ``day`` (see ``before``)."""
        found, more = {party}, [party]
        while more:
            fresh = set(self.before(more.pop(), day)) - found
            found |= fresh
            more += fresh
        return frozenset(found)

    def before(self, party: str, day: date | None = None) -> tuple[str, ...]:
        """Give those in whose place a core actor came by law: what binds or reached each of them, does so to
        it. On ``day`` those count no more that were still there beside it.
        """
        one = self.parties.get(party)
        return () if one is None else tuple(p.id for p in self._before(one) if not _beside(p, one, day))

    def heir_from(self, party: str) -> date | None:
        """Give the day from which another stands in the place of a core actor; None where none does, or the
        day is not said.
        """
        one = self.parties.get(party)
        return (
            None if one is None or one.until is None or not one.successor else one.until + timedelta(days=1)
        )

    def not_bound_yet(self, day: date, known_by: date) -> frozenset[str]:
        """Give those that have joined the others by ``day``, and whom no signature set by ``known_by`` binds
        on it yet, or none that says its day.
        """
        there = (p for p in self.parties.values() if is_member(p, day) and not self._founder(p))
        entries = ((p.id, self._entry(p)) for p in there)
        return frozenset(
            name
            for name, e in entries
            if _by(e.signed_on, known_by) is not True or e.since is None or e.since > day
        )

    def stands_for(self, party: str, day: date) -> str:
        """Give who stands in the place of ``party`` on ``day``: itself, or who took over from it by law."""
        return self._heir(self.parties[party], day).id if party in self.parties else party

    def one_by_law(self, party: str, day: date) -> frozenset[str]:
        """Give a core actor with those that are one with it by law on ``day``: whom it took over from by
        then, who took over from it, and who went into that one as well.
        """
        heir = self.stands_for(party, day)
        merged = frozenset(p for p in self.parties if self.stands_for(p, day) == heir)
        # of one that left on a day nobody says, it is not known that it was not one with its heir yet
        undated = {p for p in self.in_place_of(party) if p in self.parties and self.parties[p].until is None}
        return merged | undated

    @property
    def undated(self) -> Paths:
        """The paths of signatures of which the day is not said."""
        return tuple(
            ("agreement", "signatures", i, "signed_on")
            for i, s in enumerate(self.agreement.signatures or ())
            if s.signed_on is None
        )

    @property
    def unsigned(self) -> Paths:
        """The paths that leave open, or deny, that all have signed."""
        signatures = self.agreement.signatures or ()
        nobody = [
            ("agreement", "signatures", i, "party") for i, s in enumerate(signatures) if s.party is None
        ]
        return (*self.undated, *nobody) or from_key("agreement", "signatures")

    def _founder(self, party: Party) -> bool:
        if party.since in (None, self.first):
            return True
        before = list(self._before(party))
        return bool(before) and all(map(self._founder, before))

    def _before(self, party: Party) -> Iterator[Party]:
        """Give those from whom a party took over by law; one that was there already took over nobody's
        signature.
        """
        if party.since is not None:
            yield from (p for p in self.parties.values() if p.successor == party.id and p.id != party.id)

    def _counted(self, day: date, concerned: Iterable[str | None]) -> Iterator[Party]:
        named = {self._heir(self.parties[p], day).id for p in concerned if p in self.parties}
        for party in self.parties.values():
            if party.id in named or (is_member(party, day) and self._founder(party)):
                yield party

    def _heir(self, party: Party, day: date) -> Party:
        """Give who stands in a party's place on ``day``: itself, or who took over from it by law."""
        seen = {party.id}
        while has_left(party, day) and (heir := self.parties.get(party.successor or "")) is not None:
            if heir.id in seen:
                break
            seen.add(heir.id)
            party = heir
        return party

    def _entry(self, party: Party) -> _Accession:
        before = [self._entry(p) for p in self._before(party)]
        if before:  # the signatures of those before it bind it as well
            days = [e.signed_on for e in before]
            signed = False if False in days else None if None in days else max(d for d in days if d)
            return _Accession(signed, max((e.since for e in before if e.since), default=None))
        signed = self.signed.get(party.id, False)
        if not isinstance(signed, date):
            return _Accession(signed, None)
        joined = None if self._founder(party) else party.since
        return _Accession(signed, max(signed, joined or signed))


def _beside(gone: Party, heir: Party, day: date | None) -> bool:
    """Tell whether one that was taken over was still there on a day on which its heir had joined already."""
    if day is None or gone.until is None or has_left(gone, day):
        return False
    return heir.since is not None and heir.since <= day


def _by(signed: date | bool | None, day: date) -> bool | None:
    return signed <= day if isinstance(signed, date) else None if signed is None else False

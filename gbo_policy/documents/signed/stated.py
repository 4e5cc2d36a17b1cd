"""The facts that a signed text states where the model leaves a blank: only what stands there, with its
place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from gbo_policy.basics.folding import folded
from gbo_policy.basics.steps import Steps
from gbo_policy.documents.signed.overlay import Filled
from gbo_policy.documents.signed.paper import PaperParagraph
from gbo_policy.documents.signed.tokens import EMAIL, label

_NUMBER = re.compile(r"\b(?:BE\s*)?([01]\d{3})[. ]?(\d{3})[. ]?(\d{3})\b")
_AND = {"en", "and"}
# where a party's name ends: at a comma, a bracket, or what the model asks for next
_NAME_ENDS = re.compile(
    r"[,;(]|\b(?:met\s+)?(?:ondernemingsnummer|KBO|maatschappelijke zetel|zetel)\b", re.IGNORECASE
)
_SEAT = re.compile(r"\bzetel\b\s*(?:gevestigd\s+)?(?:te|in|op|aan|:)?\s*(.+)", re.IGNORECASE)
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_WORDED = re.compile(rf"\b(\d{{1,2}})(?:e|ste|de)?\s+({'|'.join(_MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


class Stated(NamedTuple):
    """One fact: its path from ``agreement`` on, what the text says, and the paragraph (index from 0)."""

    path: Steps
    value: str
    paragraph: int


class _SigningParty(NamedTuple):
    name: str
    slug: str


def stated(
    filled: Sequence[Filled], paragraphs: Sequence[PaperParagraph], roles: Sequence[str]
) -> list[Stated]:
    """Give what the blanks state, in the order of the agreement's keys."""
    found: list[Stated] = []
    parties: list[_SigningParty] = []
    for one in filled:
        if one.blank.kind == "party":
            found += _parties(one, paragraphs, roles, parties)
    found += _officers(filled, parties)
    found += _advice(filled, parties)
    found += _signatures(filled, parties)
    for one in filled:
        if one.blank.kind == "free":
            found.append(Stated(("specific_measures", "notes"), " ".join(one.pieces), one.paragraph))
    return found


def _parties(
    one: Filled, paragraphs: Sequence[PaperParagraph], roles: Sequence[str], parties: list[_SigningParty]
) -> Iterator[Stated]:
    lines = [p for p in one.pieces if p.casefold() not in _AND]
    for line in lines:
        bare = line.removeprefix(label(line)).lstrip()
        name = bare[: end.start()] if (end := _NAME_ENDS.search(bare)) else bare
        name = name.strip(" -–:")
        if not name or not (_NUMBER.search(line) or _SEAT.search(line) or _role(name, roles)):
            continue  # part of an address, or whatever else: no party is made of it
        index, at = len(parties), _paragraph_of(line, one.paragraph, paragraphs)
        parties.append(_SigningParty(name, _slug(name, parties)))
        yield Stated(("parties", index, "id"), parties[-1].slug, at)
        role = _role(name, roles) or (one.blank.of if len(lines) == 1 else None)
        if role:
            yield Stated(("parties", index, "role"), role, at)
        yield Stated(("parties", index, "name"), name, at)
        if number := _NUMBER.search(line):
            yield Stated(("parties", index, "enterprise_number"), ".".join(number.groups()), at)
        if (seat := _SEAT.search(line)) and (where := _NUMBER.sub("", seat[1]).strip(" ,;:")):
            yield Stated(("parties", index, "registered_office"), where, at)


def _paragraph_of(line: str, first: int, paragraphs: Sequence[PaperParagraph]) -> int:
    for i in range(first, len(paragraphs)):
        if line in " ".join(paragraphs[i].text.split()):
            return i
    return first


def _role(name: str, roles: Sequence[str]) -> str | None:
    words = re.findall(r"\w+", name.casefold())
    found = [r for r in roles if r in words]
    return found[0] if len(found) == 1 else None


def _slug(name: str, parties: Sequence[_SigningParty]) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "party"
    taken = {p.slug for p in parties}
    return slug if slug not in taken else f"{slug}-{len(parties) + 1}"


def _party(name: str, parties: Sequence[_SigningParty]) -> int | None:
    """Find the party that a name means: it is that name, or one begins with the other and no third does."""
    plain = folded(name).strip(" ,;:")
    if not plain:
        return None
    exact = [i for i, p in enumerate(parties) if folded(p.name) == plain]
    near = [
        i
        for i, p in enumerate(parties)
        if folded(p.name).startswith(plain) or plain.startswith(folded(p.name))
    ]
    found = exact or near
    return found[0] if len(found) == 1 else None


def _officers(filled: Sequence[Filled], parties: Sequence[_SigningParty]) -> Iterator[Stated]:
    """Read names and addresses of officers: each belongs to the party whose name stands last before it."""
    clauses = {f.clause for f in filled if f.blank.kind == "dpo"}
    now: int | None = None
    name = ""
    for one in filled:
        if one.clause not in clauses or one.blank.kind not in {"name", "dpo"}:
            continue
        for line in one.pieces:
            email = EMAIL.search(line)
            if email is None and (party := _party(line, parties)) is not None:
                now, name = party, ""
            elif email is None:
                name = line.strip(" ,;:-")
            elif now is not None:
                name = line[: email.start()].strip(" ,;:-–(<") or name
                if name:
                    yield Stated(("parties", now, "dpo", "name"), name, one.paragraph)
                yield Stated(("parties", now, "dpo", "email"), email[0], one.paragraph)
                name = ""


def _advice(filled: Sequence[Filled], parties: Sequence[_SigningParty]) -> Iterator[Stated]:
    """Read who gave advice and when: the day that the model leaves blank before its closing lines."""
    closing = {f.clause for f in filled if f.blank.kind == "signatory"}
    for one in filled:
        if one.blank.kind != "date" or one.clause in closing or (day := _day(" ".join(one.pieces))) is None:
            continue
        names = [f for f in filled if f.clause == one.clause and f.blank.kind == "name"]
        for by in names:
            if (party := _party(" ".join(by.pieces), parties)) is not None:
                yield Stated(("dpo_advice", "by"), parties[party].slug, by.paragraph)
        yield Stated(("dpo_advice", "given_on"), day, one.paragraph)


def _signatures(filled: Sequence[Filled], parties: Sequence[_SigningParty]) -> Iterator[Stated]:
    """Read the closing lines: for whom, by whom, on which day; without as many names as signatories nobody is
    paired.
    """
    clauses = {f.clause for f in filled if f.blank.kind == "signatory"}
    inside = [f for f in filled if f.clause in clauses]
    days = [(d, f.paragraph) for f in inside if f.blank.kind == "date" and (d := _day(" ".join(f.pieces)))]
    names = [f for f in inside if f.blank.kind == "name"]
    signers = [f for f in inside if f.blank.kind == "signatory"]
    found = [(f, party) for f in names if (party := _party(" ".join(f.pieces), parties)) is not None]
    for index, (one, party) in enumerate(found):
        yield Stated(("signatures", index, "party"), parties[party].slug, one.paragraph)
        if len(days) == 1:
            yield Stated(("signatures", index, "signed_on"), days[0][0], days[0][1])
        if len(found) == len(names) == len(signers):
            by = signers[index]
            yield Stated(("signatures", index, "by"), " ".join(by.pieces), by.paragraph)


def _day(text: str) -> str | None:
    """Give the one day that a text names, as ISO writes it; None where there is none, or more than one."""
    parts = [(y, m, d) for y, m, d in _ISO.findall(text)]
    parts += [(y, m, d) for d, m, y in _NUMERIC.findall(text)]
    parts += [(y, str(_MONTHS.index(m.lower()) + 1), d) for d, m, y in _WORDED.findall(text)]
    try:
        days = {date(int(y), int(m), int(d)) for y, m, d in parts}
    except ValueError:
        return None
    return days.pop().isoformat() if len(days) == 1 else None

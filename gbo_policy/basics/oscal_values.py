"""What OSCAL files share: identifiers derived from content, texts on one line, moments, properties."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import say

VERSION = "1.2.1"
NS = "urn:gbo-policy:oscal"
HOUSE = "house"
_ROOT = uuid5(NAMESPACE_URL, NS)
_NOT_TOKEN = re.compile(r"[^\w.-]", re.ASCII)

Data = dict[str, Any]


def identifier(*parts: str, within: str | None = None) -> str:
    """Give the UUID (version 5) of what ``parts`` name, inside another identifier if given: the same words,
    the same UUID.
    """
    # ASCII: a file's name need not be Unicode
    return str(uuid5(UUID(within) if within else _ROOT, json.dumps(parts)))


def stamped(kind: str, data: Data) -> Data:
    """Give a whole document, under its name, with a UUID derived from all of its content in first place."""
    return {kind: {"uuid": identifier(kind, json.dumps(data, ensure_ascii=False)), **data}}


def to_text(document: Data) -> str:
    """Write a document."""
    return json_text(document, 1)


def line(text: str) -> str:
    """Put a text on one line without blanks around it, as OSCAL's strings must be; never empty."""
    return " ".join(text.split()) or "–"


def moment(when: datetime) -> str:
    """Write a moment in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def prop(name: str, value: object, *, word: str | None = None) -> Data:
    """Make a property of ours; ``word`` is its class."""
    made = {"name": name, "ns": NS, "value": line(str(value))}
    return made | ({"class": token(word)} if word else {})


def props(pairs: Sequence[tuple[str, object]]) -> list[Data]:
    """Make properties of those that have a value."""
    return [prop(name, value) for name, value in pairs if value not in (None, "", (), [])]


def token(word: str) -> str:
    """Make a word fit for an identifier inside a document."""
    plain = _NOT_TOKEN.sub("_", word)
    return plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"


def control(clause: str) -> str:
    """Give the identifier of a clause as a control of the catalogue."""
    return HOUSE if clause == HOUSE else f"clause-{token(clause).lstrip('_')}"


def objective(rule: str) -> str:
    """Give the identifier of a rule as an assessment objective of its clause."""
    return f"rule-{token(rule)}"


def house_title(lang: str) -> str:
    """Name the rules that stem from no clause."""
    return say(lang, "Rules of the house")

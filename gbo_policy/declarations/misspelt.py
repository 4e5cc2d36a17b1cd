"""A misspelt section in a file that holds no other: somebody else's, unless its entries are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from gbo_policy.agreement.events import event_type, names
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.declared_sections import SECTIONS
from gbo_policy.declarations.model.assessment import Outcome
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import Mark

Entry = Mapping[str, Any]


def misspelt_sections(data: Any, mark: Mark, file: str) -> Iterator[Problem]:
    """Tell of each key of a document that is nearly a section and has entries that are nobody else's."""
    for key, value in data.items() if isinstance(data, dict) else ():
        entries = _mappings(value if isinstance(value, list) else [value])
        sections = [name for name in SECTIONS if any(map(_OURS[name], entries))]
        if sections and (guess := nearest(key, sections)) is not None:
            at = Place(file, mark).at([key])
            yield problem("unknown-key", at, word=key, known=listed(SECTIONS), guess=guess)


def _mappings(values: Any) -> list[Entry]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _agreement(entry: Entry) -> bool:
    return any({"id", "role"} <= party.keys() for party in _mappings(entry.get("parties")))


def _flow(entry: Entry) -> bool:
    purposed = not {"purposes", "legal_basis"}.isdisjoint(entry)
    return "sender" in entry and (purposed or any("kind" in to for to in _mappings(entry.get("recipients"))))


def _event(entry: Entry) -> bool:
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in names():
        return False
    keys = entry.keys() - {"id", "type"}
    fields = event_type(kind).model.model_fields
    return bool(keys) and keys <= {field.alias or name for name, field in fields.items()}


def _assessment(entry: Entry) -> bool:
    return "term" in entry and entry.get("outcome") in get_args(Outcome)


def _waiver(entry: Entry) -> bool:
    return {"rule", "subject", "reason"} <= entry.keys()


_OURS: dict[str, Callable[[Entry], bool]] = {
    "agreement": _agreement,
    "flows": _flow,
    "events": _event,
    "assessments": _assessment,
    "waivers": _waiver,
}

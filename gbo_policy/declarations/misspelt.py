"""A misspelt section in a file that holds no other: somebody else's, unless its entries are ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gbo_policy.agreement.events import names
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.declared_sections import SECTIONS
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import Mark

# two of these together are in nobody else's files
_OURS = {
    "agreement": {"parties", "dpo_advice", "publication", "signatures", "specific_measures", "processors"},
    "flows": {"sender", "recipients", "purposes", "legal_basis"},
    "assessments": {"term", "subject", "outcome"},
    "waivers": {"rule", "subject", "reason", "approved_by", "expires_on"},
}


def misspelt_sections(data: Any, mark: Mark, file: str) -> Iterator[Problem]:
    """Tell of each key of a document that is nearly a section and has the entries of one."""
    for key, value in data.items() if isinstance(data, dict) else ():
        entries = value if isinstance(value, list) else [value]
        sections = [s for s in SECTIONS if any(_is_ours(s, entry) for entry in entries)]
        if sections and (guess := nearest(key, sections)) is not None:
            at = Place(file, mark).at([key])
            yield problem("unknown-key", at, word=key, known=listed(SECTIONS), guess=guess)


def _is_ours(section: str, entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    if section == "events":
        return "id" in entry and isinstance(entry.get("type"), str) and entry["type"] in names()
    return len(_OURS[section] & entry.keys()) > 1

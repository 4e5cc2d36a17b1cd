"""What changed between two answers of ``audit``: rules, pairs and findings that became more or fewer, and
what the answers rest on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gbo_policy.basics.problems import Location, PolicyError, problem

SCHEMA = "gbo-policy/audit/1"
_COUNTED = ("violation", "review")


@dataclass(frozen=True, slots=True)
class CountedChange:
    """What was counted in both: a rule or a pair by its name, and its violations and reviews then and now;
    None of a rule that took no part.
    """

    kind: str
    name: str
    then: tuple[int, int] | None
    now: tuple[int, int] | None

    def more(self, what: int) -> bool:
        """Tell whether there are more violations (0) or reviews (1) now."""
        return self.now is not None and self.now[what] > (self.then or (0, 0))[what]


@dataclass(frozen=True, slots=True)
class ComparedAudits:
    """Two answers of audits: their logs, what they were judged by that differs, and what was counted
    differently.
    """

    a: Mapping[str, Any]
    b: Mapping[str, Any]
    differs: tuple[str, ...]
    changes: tuple[CountedChange, ...]

    @property
    def same_log(self) -> bool:
        """Whether both are of the same rows, as far as digests tell."""
        digests = [sorted(str(f["digest"]) for f in one["log"]["files"]) for one in (self.a, self.b)]
        return digests[0] == digests[1] and "None" not in digests[0]


def audit_answer(data: bytes, file: str) -> dict[str, Any] | None:
    """Give a file as the answer of an audit; None when it is something else. Raises PolicyError for one that
    is cut short or altered in form.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        return None
    try:
        for entry in found["log"]["files"]:
            _ = entry["file"], entry["digest"]
        for part in ("rules", "pairs"):
            _ = [
                (int(one[v]), one["exchanges" if part == "pairs" else "rule"])
                for one in found[part]
                for v in _COUNTED
            ]
        _ = (
            found["pack"]["digest"],
            found["inputs"]["digest"],
            found["summary"]["exchanges"],
            found["verdict"],
        )
    except (KeyError, TypeError, ValueError):
        raise PolicyError([problem("not-an-audit", Location(file), word=file)]) from None
    return found


def compare_audits(a: Mapping[str, Any], b: Mapping[str, Any]) -> ComparedAudits:
    """Compare two answers, the earlier one first."""
    parts = {
        "rules": a["pack"]["digest"] != b["pack"]["digest"] or _left_out(a) != _left_out(b),
        "facts": a["inputs"]["digest"] != b["inputs"]["digest"],
    }
    parts["parameters"] = a.get("parameters") != b.get("parameters")
    parts["mapping"] = _mapping(a) != _mapping(b)
    parts["program"] = a.get("engine") != b.get("engine")
    found = [*_changes("rule", a["rules"], b["rules"]), *_changes("pair", a["pairs"], b["pairs"])]
    return ComparedAudits(a, b, tuple(p for p, differs in parts.items() if differs), tuple(found))


def _changes(kind: str, then: Any, now: Any) -> Iterator[CountedChange]:
    before, after = (
        {_name(kind, one): (one["violation"], one["review"]) for one in side} for side in (then, now)
    )
    absent = None if kind == "rule" else (0, 0)
    for name in sorted({*before, *after}):
        pair = before.get(name, absent), after.get(name, absent)
        if pair[0] != pair[1]:
            yield CountedChange(kind, name, *pair)


def _left_out(one: Mapping[str, Any]) -> list[str]:
    return sorted(one.get("left_out") or ())


def _mapping(one: Mapping[str, Any]) -> Any:
    return (one.get("mapping") or {}).get("digest")


def _name(kind: str, one: Mapping[str, Any]) -> str:
    return (
        str(one["rule"])
        if kind == "rule"
        else f"{one['from'] or '?'} → {one['to'] or '?'} ({one['kind'] or '?'})"
    )

"""What the model leaves blank is no fact: a placeholder counts as absent, with a notice at its place."""

from typing import Any, NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.terms.blanks import is_placeholder

# these are names of the workspace itself, or words that somebody chose to write
_KEPT = frozenset(
    {"id", "type", "term", "rule", "outcome", "note", "other", "labels", "reason", "reasons", "reply"}
)
# of a waiver, which says all: there they are no facts that may be absent; an authorisation's lies deeper
_KEPT |= {"approved_by", "approved_on"}
_KEPT_AT_ONCE = _KEPT | {"expires_on"}

# keys that say something where they are left out, which what is still to be filled in does not
_STATED_BY_ABSENCE = frozenset(
    {
        ("status",),
        ("ends_on",),
        ("data", "authentic_source"),
        ("legal_obligation", "covers"),
        ("recipients", "legal_obligation", "covers"),
        ("parties", "since"),
        ("parties", "until"),
        ("parties", "successor"),
        ("processors", "agreements"),
        ("processors", "listed_with", "by"),
    }
)


class FoundBlank(NamedTuple):
    """A placeholder: where it stands, its text, and the code of what is told of it."""

    path: Steps
    text: str
    code: str = "placeholder"

    @property
    def is_error(self) -> bool:
        """Whether it stands where leaving the key out would state something, so that nothing can be made of
        it.
        """
        return self.code == "placeholder-states"


def without_placeholders(data: Any, found: list[FoundBlank]) -> Any:
    """Copy ``data`` without its placeholders, and add each to ``found``; the same data where there are none.

    A list with a placeholder among its words is not known as a whole: what is left of it would pass for all
    of it.
    """
    if not _holds_any(data):
        return data
    return _clean(data, (), found)


def _holds_any(data: Any) -> bool:
    """Tell whether there is a placeholder in ``data``."""
    if isinstance(data, str):
        return is_placeholder(data)
    if isinstance(data, dict):
        return any(key not in _KEPT and _holds_any(value) for key, value in data.items())
    return isinstance(data, list) and any(_holds_any(item) for item in data)


def _clean(data: Any, path: Steps, found: list[FoundBlank]) -> Any:
    if isinstance(data, str) and is_placeholder(data):
        states = tuple(step for step in path if isinstance(step, str)) in _STATED_BY_ABSENCE
        found.append(FoundBlank(path, data, "placeholder-states" if states else "placeholder"))
        return None
    if isinstance(data, dict):
        kept = _KEPT if path else _KEPT_AT_ONCE
        return {k: v if k in kept else _clean(v, (*path, k), found) for k, v in data.items()}
    if isinstance(data, list):
        return _clean_list(data, path, found)
    return data


def _clean_list(data: list[Any], path: Steps, found: list[FoundBlank]) -> list[Any] | None:
    blank = [isinstance(item, str) and is_placeholder(item) for item in data]
    among_entries = any(isinstance(item, dict) for item in data) and path[-1:] != ("data",)
    if among_entries or not any(blank):  # among entries it is an entry of the wrong type, and told as that
        cleaned = (
            item if b else _clean(item, (*path, i), found)
            for i, (item, b) in enumerate(zip(data, blank, strict=True))
        )
        return list(cleaned)
    inside: list[FoundBlank] = []
    for i, item in enumerate(data):
        _clean(item, (*path, i), inside)
    found += [
        b._replace(code="placeholder-in-list") if b.code == "placeholder" and len(data) > 1 else b
        for b in inside
    ]
    return None

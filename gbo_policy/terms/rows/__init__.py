"""The kinds of rows of what is declared, one module each, found by discovery: ``flow_row`` has the kind of a
flow.
"""

from __future__ import annotations

from importlib import import_module

from gbo_policy.basics.discovery import modules_of
from gbo_policy.terms.kinds import Kind

_ENDING = "_row"


def _kind(name: str) -> Kind:
    found: Kind = import_module(f"{__name__}.{name}{_ENDING}").KIND
    return found


# those of events are with their types
KINDS: dict[str, Kind] = {kind.name: kind for kind in map(_kind, modules_of(__path__, _ENDING))}

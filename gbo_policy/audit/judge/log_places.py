"""Where a fact of an exchange comes from, in the words of a log: its columns in the place of the keys of a
flow.
"""

from __future__ import annotations

from functools import lru_cache

from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.facts.row import Row

# begins the path of what a log has no column for, and only the declared flow that it names can state
DECLARED = "flow"
# a fact's place in a flow, as the log's column that would state it
_COLUMN_OF: dict[Steps, Paths] = {
    ("id",): from_key("flow"),
    ("title",): from_key(DECLARED, "title"),
    ("labels",): from_key(DECLARED, "labels"),
    ("recipients", "labels"): from_key(DECLARED, "recipients", "labels"),
    ("kind",): from_key("recipient_kind"),
    ("party",): from_key("recipient"),
    ("processor",): from_key("recipient"),
    ("name",): from_key("recipient"),
    ("country",): from_key(DECLARED, "recipients", "country"),
    ("locations",): (("storage",), ("access",)),
    ("locations", "storage"): from_key("storage"),
    ("locations", "access"): from_key("access"),
    ("legal_obligation",): from_key("obligation_obliges"),
    ("legal_obligation", "obliges"): from_key("obligation_obliges"),
}


@lru_cache(maxsize=4096)
def in_log(paths: Paths) -> Paths:
    """Give the columns of a log in place of the paths in a flow."""
    found = [column for path in paths for column in _COLUMN_OF.get(path, (_declared(path),))]
    return tuple(dict.fromkeys(found))


def _declared(path: Steps) -> Steps:
    """Give the path of what only a declared flow states, without places in lists; any other path as it is."""
    of_flow = len(path) > 1 and path[0] in ("data", "legal_obligation")
    return (DECLARED, *(step for step in path if not isinstance(step, int))) if of_flow else path


def log_row(row: Row) -> Row:
    """Give a row whose facts say where they come from in the words of a log."""
    return row._replace(origins={field.name: in_log(row.paths(field.name)) for field in row.kind.fields})

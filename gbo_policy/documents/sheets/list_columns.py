"""The names by which a mapping file calls what a row of somebody's list says: a flow to one recipient, or to
several of one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gbo_policy.basics.steps import Steps, dotted
from gbo_policy.documents.sheets.cell_forms import Counted, EveryParty, Form, Leaf, Several
from gbo_policy.documents.sheets.sheet_columns import sheet_kinds

EXCHANGE, RECIPIENT, KIND = "exchange", "recipient", "recipient_kind"
# names that logs of exchanges have for the same
_ALIASES = {
    KIND: "recipient.kind",
    "on_behalf_of": "recipient.on_behalf_of",
    "need_to_know": "recipient.need_to_know",
    "storage": "locations.storage",
    "access": "locations.access",
}
# the key that names a recipient of each kind
NAMED_BY = {
    "staff": "party",
    "processor": "processor",
    "third-party": "name",
    "international-organisation": "name",
}


class ListColumn(NamedTuple):
    """What a name of a mapping stands for: a path of a flow or (``of`` recipients) of a recipient, and how
    its cells are read.
    """

    of: str
    path: Steps
    form: Form


@cache
def list_columns() -> Mapping[str, ListColumn]:
    """Give every name that a mapping of a list may use."""
    kinds = {k.name: k for k in sheet_kinds()}
    found = {
        EXCHANGE: ListColumn("row", (EXCHANGE,), Leaf("flag")),
        RECIPIENT: ListColumn("recipients", (RECIPIENT,), Several(Leaf("id"))),
    }
    for name, prefix in (("flows", ""), ("recipients", "recipient.")):
        for column in kinds[name].columns:
            if isinstance(column.form, Counted) or column.path in {("labels",), (kinds[name].parent,)}:
                continue
            found[prefix + dotted(column.path)] = ListColumn(name, column.path, column.form)
    return found | {alias: found[name] for alias, name in _ALIASES.items()}


def flags() -> frozenset[str]:
    """Give the names that hold true or false."""
    return frozenset(
        n for n, c in list_columns().items() if isinstance(c.form, Leaf) and c.form.kind == "flag"
    )


def leaf_of(form: Form) -> Leaf | None:
    """Give how one value of a column is read; None where it is no plain value or list of such values."""
    if isinstance(form, Several):
        return form.leaf
    return form.party if isinstance(form, EveryParty) else form if isinstance(form, Leaf) else None

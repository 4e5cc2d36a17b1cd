"""A new or changed exchange while it is filled in: the data of its YAML, on the desk until they are saved."""

from __future__ import annotations

import copy
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.entries import WrittenEntry, entry_of
from gbo_policy.logic.verdict import Verdict

BLANK = "nieuwe-uitwisseling"
Verdicts = dict[tuple[str, str, str], Verdict]


@dataclass
class ExchangeDraft:
    """An exchange on the desk. ``entry`` is the one that it changes; ``beside`` the id of the one that it is
    a variant of.
    """

    data: dict[str, Any]
    entry: WrittenEntry | None = None
    beside: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    before: Verdicts = field(default_factory=dict)  # as they were before the last answer
    now: Verdicts = field(default_factory=dict)

    def put(self, data: dict[str, Any]) -> None:
        """Take an answer in; what is None is not known, and so not stated."""
        self.data = {k: v for k, v in data.items() if v is not None}

    def judged(self, verdicts: Verdicts) -> None:
        """Note what an answer led to."""
        if verdicts != self.now:
            self.before, self.now = self.now, verdicts


def blank(case: DeskCase) -> ExchangeDraft:
    """Give an empty exchange, proposed."""
    return ExchangeDraft({"id": free_id(BLANK, case.workspace.flow_by_id), "status": "proposed"})


def to_change(case: DeskCase, flow: str) -> ExchangeDraft | None:
    """Give a declared exchange to change; None where it is not there."""
    entry = entry_of(case, "flow", flow)
    return None if entry is None else ExchangeDraft(copy.deepcopy(entry.data), entry)


def to_copy(case: DeskCase, flow: str, *, variant: bool) -> ExchangeDraft | None:
    """Give a new exchange with the data of another: a copy, or a variant that is shown beside it."""
    entry = entry_of(case, "flow", flow)
    if entry is None:
        return None
    data = copy.deepcopy(entry.data)
    data["id"] = free_id(f"{data['id']}-{'variant' if variant else 'kopie'}", case.workspace.flow_by_id)
    data["status"] = "proposed"
    return ExchangeDraft(data, beside=flow if variant else "")


def slug(text: str) -> str:
    """Make a short name of a title: letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())[:6])[:60].strip("-")


def free_id(wanted: str, taken: Iterable[str] | Mapping[str, Any]) -> str:
    """Give a short name that nothing has yet."""
    written = {t.partition("@")[0] for t in taken}
    if wanted and wanted not in written:
        return wanted
    wanted = wanted or "item"
    return next(f"{wanted}-{i}" for i in range(2, 10**6) if f"{wanted}-{i}" not in written)

"""Which core actor sends."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import UNSURE, AskStep, Data, merged
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.terms.values import PARTNER


def core_actors(case: DeskCase, lang: str) -> list[tuple[str, str, str]]:
    """Give the core actors: id, name, role in words."""
    label = case.report.pack.vocabulary.label
    return [
        (p.id, p.name or p.id, label("roles", p.role or "", lang))
        for p in case.workspace.parties.values()
        if p.role != PARTNER
    ]


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    sender = data.get("sender")
    return {
        "sender": sender if isinstance(sender, str) else "",
        "several": sender is not None and not isinstance(sender, str),
        "parties": core_actors(case, lang),
    }


def _read(call: Call, data: Data) -> Data:
    chosen = call.text("sender")
    if chosen == "several":  # written for several senders: left as it stands
        return data
    return merged(data, {"sender": None if chosen in ("", UNSURE) else chosen})


STEP = AskStep(
    "sender",
    2,
    mark("Who sends"),
    mark("Who sends the data?"),
    mark("The core actor whose staff passes the data on. The answer is held against this core actor."),
    ("sender",),
    _show,
    _read,
)

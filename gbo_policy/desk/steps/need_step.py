"""Who really needs the data, for which task."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, Data, merged, named, recipients_of, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call


def _staff(data: Data) -> list[tuple[int, Data]]:
    return [(i, r) for i, r in enumerate(recipients_of(data)) if r.get("kind") == "staff"]


def _show(data: Data, case: DeskCase, _lang: str) -> dict[str, Any]:
    return {
        "staff": [(i, named({**r, "function": ""}, case), r) for i, r in _staff(data)],
    }


def _read(call: Call, data: Data) -> Data:
    found = list(recipients_of(data))
    for i, one in _staff(data):
        needed = {"yes": True, "no": False}.get(call.text(f"need.{i}"))
        found[i] = merged(one, {"function": text_or_none(call, f"function.{i}"), "need_to_know": needed})
    return merged(data, {"recipients": found or None})


STEP = AskStep(
    "need",
    8,
    mark("Who needs it"),
    mark("Who really needs the data, and for which task?"),
    mark("Only staff who need the data for the objectives may receive them (article 5.1)."),
    ("recipients",),
    _show,
    _read,
    lambda data, _case: bool(_staff(data)),
    lambda data, _case: all("need_to_know" in r for _, r in _staff(data)),
)

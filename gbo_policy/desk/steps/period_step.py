"""From when until when, whether it runs already, and what registers ask beside."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, Data, date_or_none, merged, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call


def _show(data: Data, _case: DeskCase, _lang: str) -> dict[str, Any]:
    kept = data.get("retention")
    return {
        "starts": str(data.get("starts_on") or ""),
        "ends": str(data.get("ends_on") or ""),
        "status": data.get("status") or "active",
        "periodicity": str(data.get("periodicity") or ""),
        "retention": kept if isinstance(kept, dict) else {},
    }


def _read(call: Call, data: Data) -> Data:
    kept = data.get("retention")
    retention = merged(
        kept if isinstance(kept, dict) else {},
        {
            "period": text_or_none(call, "retention.period"),
            "basis": text_or_none(call, "retention.basis"),
        },
    )
    status = call.text("status")
    given: Data = {
        "status": status if status in ("proposed", "active") else data.get("status"),
        "starts_on": text_or_none(call, "starts_on"),
        "ends_on": date_or_none(call, "ends_on"),
        "periodicity": text_or_none(call, "periodicity"),
        "retention": retention or None,
    }
    if status == "active" and "status" not in data:
        given["status"] = None  # it is what an exchange is where nothing is said
    return merged(data, given)


STEP = AskStep(
    "period",
    11,
    mark("When"),
    mark("From when, until when?"),
    mark("An exchange is judged on the day on which it runs."),
    ("starts_on", "ends_on", "status", "periodicity", "retention"),
    _show,
    _read,
    # a new exchange is a proposal before anybody said so
    answered=lambda data, _case: "starts_on" in data or "ends_on" in data,
)

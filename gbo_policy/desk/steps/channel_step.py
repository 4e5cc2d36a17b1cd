"""Through which channel and in which format: those that were agreed."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.declarations.model.agreement import Measures
from gbo_policy.desk.parts.asking import UNSURE, AskStep, Data, merged, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call


def _show(data: Data, case: DeskCase, _lang: str) -> dict[str, Any]:
    agreed = case.workspace.agreement.specific_measures
    measures = agreed if isinstance(agreed, Measures) else Measures()
    extra = [d.effect.channels or () for d in case.workspace.agreement.departures or () if d.effect]
    channels = [*(measures.channels or ()), *(c for one in extra for c in one)]
    return {
        "asked": [
            ("channel", channels, str(data.get("channel") or "")),
            ("format", list(measures.formats or ()), str(data.get("format") or "")),
        ]
    }


def _read(call: Call, data: Data) -> Data:
    given: Data = {}
    for name in ("channel", "format"):
        chosen = call.text(name)
        given[name] = text_or_none(call, f"{name}.other") if chosen == "other" else chosen or None
        if chosen == UNSURE:
            given[name] = None
    return merged(data, given)


STEP = AskStep(
    "channel",
    10,
    mark("How"),
    mark("Through which channel, and in which format?"),
    mark("Under article 11 the core actors agree which ones may be used."),
    ("channel", "format"),
    _show,
    _read,
)

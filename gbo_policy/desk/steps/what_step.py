"""What somebody wants to share, in one sentence."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, Data, merged, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call


def _show(data: Data, _case: DeskCase, _lang: str) -> dict[str, Any]:
    return {"title": data.get("title", "")}


def _read(call: Call, data: Data) -> Data:
    return merged(data, {"title": text_or_none(call, "title")})


STEP = AskStep(
    "what",
    1,
    mark("What"),
    mark("What do you want to share?"),
    mark(
        "One sentence, as you would say it to a colleague. It becomes the name of the exchange and decides"
        " nothing."
    ),
    ("title",),
    _show,
    _read,
)

"""Who receives: staff, a processor, somebody else, or the client."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, Data, merged, named, recipients_of, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, whole_number
from gbo_policy.desk.steps.sender_step import core_actors
from gbo_policy.terms.country_names import country


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    label = case.report.pack.vocabulary.label
    there = [
        (i, named(r, case), label("kinds", str(r.get("kind", "")), lang))
        for i, r in enumerate(recipients_of(data))
    ]
    processors = [(p.id, p.name or p.id) for p in case.workspace.processors.values()]
    sender = data.get("sender")
    return {
        "there": there,
        "parties": core_actors(case, lang),
        "sender": sender if isinstance(sender, str) else "",
        "processors": processors,
        "stated": "recipients" in data,
    }


def _read(call: Call, data: Data) -> Data:
    found = recipients_of(data)
    gone = whole_number(call.text("remove"))
    if gone is not None:
        found = [*found[:gone], *found[gone + 1 :]]
    if (new := _new(call)) is not None:
        found = [*found, new]
    return merged(data, {"recipients": found or None})


def _new(call: Call) -> Data | None:
    """Give the recipient that was filled in to be added; what is not known of it is left out."""
    kind = call.text("kind")
    given: Data
    match kind:
        case "staff":
            given = {"party": text_or_none(call, "party"), "function": text_or_none(call, "function")}
        case "processor":
            given = {
                "processor": text_or_none(call, "processor"),
                "on_behalf_of": text_or_none(call, "on_behalf_of"),
            }
        case "third-party" | "international-organisation":
            given = {
                "name": text_or_none(call, f"{kind}.name"),
                "country": country(call.text(f"{kind}.country")),
            }
        case "data-subject":
            given = {}
        case _:
            return None
    return {"kind": kind} | {k: v for k, v in given.items() if v is not None}


STEP = AskStep(
    "recipients",
    3,
    mark("Who receives"),
    mark("Who receives the data?"),
    mark("Name each recipient. Article 5 of the agreement asks another thing of each kind."),
    ("recipients",),
    _show,
    _read,
)

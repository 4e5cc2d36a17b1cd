"""On which legal basis: a proposal with its reason, and every other one."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark, say
from gbo_policy.desk.parts.asking import AskStep, Data, barred, merged, recipients_of
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.desk.steps.data_step import category_of


def proposal(data: Data, case: DeskCase) -> list[str]:
    """Give the bases that article 6.2 names for such an exchange; a compelled one rests on the law that
    compels it.
    """
    known = case.report.pack.vocabulary
    items = data.get("data")
    special = any(
        category_of(i) in known.special_categories for i in (items if isinstance(items, list) else [])
    )
    law = [r for _, r in barred(data)]
    if law and len(law) == len(recipients_of(data)) and all(_obliges(r) for r in law):
        return ["gdpr-6-1-c"]
    return ["gdpr-6-1-e", *(["gdpr-9-2-g"] if special else [])]


def _obliges(recipient: Data) -> bool:
    law = recipient.get("legal_obligation")
    return isinstance(law, dict) and law.get("obliges") is True


def _why(found: list[str], lang: str) -> str:
    if found == ["gdpr-6-1-c"]:
        return say(
            lang,
            "only recipients to whom a law obliges you to give the data: then that duty is the basis"
            " (article 5.2)",
        )
    if len(found) > 1:
        return say(
            lang, "article 6.2 names these two, the second because there are special categories of data in it"
        )
    return say(lang, "article 6.2 names it for every communication of the broad intake")


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    now, found = data.get("legal_basis"), proposal(data, case)
    label = case.report.pack.vocabulary.label
    return {
        "now": now if isinstance(now, list) else None,
        "proposal": found,
        "proposed": "; ".join(label("bases", b, lang) for b in found),
        "why": _why(found, lang),
        "bases": [(b, label("bases", b, lang)) for b in case.report.pack.vocabulary.raw["bases"]],
    }


def _read(call: Call, data: Data) -> Data:
    match call.text("basis"):
        case "proposal":
            found: list[str] | None = proposal(data, call.case())
        case "own":
            found = call.texts("legal_basis")
            before = data.get("legal_basis")
            if isinstance(before, list):
                found.sort(key=lambda b: before.index(b) if b in before else len(before))
        case _:
            found = None
    return merged(data, {"legal_basis": found})


STEP = AskStep(
    "basis",
    7,
    mark("Legal basis"),
    mark("On which legal basis does it rest?"),
    mark("The desk makes a proposal from what you filled in; you decide."),
    ("legal_basis",),
    _show,
    _read,
)

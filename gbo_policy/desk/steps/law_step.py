"""Somebody outside the circle: does a law oblige, which article, and were the others told beforehand."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import (
    AskStep,
    Data,
    barred,
    merged,
    named,
    recipients_of,
    text_or_none,
)
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.desk.steps.sender_step import core_actors
from gbo_policy.terms.country_names import countries
from gbo_policy.terms.values import NONE

FLOW = "flow"  # the obligation of the whole exchange, where data leave the EEA to no such recipient


def _outside(data: Data, case: DeskCase) -> bool:
    """Tell whether some country of it lies outside the EEA, so that a law would have to oblige."""
    own = data.get("locations")
    named_ = [c for part in (own.values() if isinstance(own, dict) else ()) for c in part or ()]
    for one in recipients_of(data):
        found = case.workspace.processors.get(str(one.get("processor")))
        if found is not None and found.countries is not None:
            named_ += [*(found.countries.storage or ()), *(found.countries.access or ())]
    inside = case.report.pack.vocabulary.inside
    return any(str(c).upper() not in inside and str(c).upper() != "EU" for c in named_)


def _asked(data: Data, case: DeskCase) -> list[tuple[str, str, Any]]:
    """Give what a law is asked for: each recipient outside the circle, and the exchange itself where data
    leave the EEA.
    """
    found = [(str(i), named(r, case), r.get("legal_obligation")) for i, r in barred(data)]
    if "legal_obligation" in data or _outside(data, case):
        found.append((FLOW, "", data.get("legal_obligation")))
    return found


def _how(law: object) -> str:
    if law == NONE:
        return "no"
    if not isinstance(law, dict):
        return ""
    return {True: "yes", False: "allows"}.get(law.get("obliges"), "")  # type: ignore[arg-type]


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    laws = []
    for key, name, law in _asked(data, case):
        given = law if isinstance(law, dict) else {}
        told = {n.get("party"): n.get("at", "") for n in given.get("notified") or () if isinstance(n, dict)}
        laws.append({"key": key, "name": name, "how": _how(law), "law": given, "told": told})
    others = [(i, n) for i, n, _ in core_actors(case, lang) if i != data.get("sender")]
    return {"laws": laws, "others": others}


def _read(call: Call, data: Data) -> Data:
    found = list(recipients_of(data))
    case = call.case()
    made = data
    for key, _, law in _asked(data, case):
        answer = _law(call, key, law if isinstance(law, dict) else {}, data, case)
        if key == FLOW:
            made = merged(made, {"legal_obligation": answer})
        else:
            found[int(key)] = merged(found[int(key)], {"legal_obligation": answer})
    return merged(made, {"recipients": found or None})


def _law(call: Call, key: str, kept: Data, data: Data, case: DeskCase) -> object:
    how = call.text(f"law.{key}")
    if how == "no":
        return NONE
    if how not in ("yes", "allows"):
        return None
    source = call.text(f"law.{key}.source")
    given: Data = {
        "provision": text_or_none(call, f"law.{key}.provision"),
        "source": source if source in ("union", "member-state") else None,
        "obliges": how == "yes",
    }
    if how == "yes":
        given |= _notice(call, key, kept, data, case)
        if key == FLOW:
            given["countries"] = countries(call.text(f"law.{key}.countries")) or None
    return merged(kept, given)


def _notice(call: Call, key: str, kept: Data, data: Data, case: DeskCase) -> Data:
    """Read who was told beforehand: nobody is a list of none, and not known is no list."""
    match call.text(f"law.{key}.notice"):
        case "forbidden":
            return {"notice_forbidden_by": text_or_none(call, f"law.{key}.forbidden")}
        case "nobody":
            return {"notified": [], "notice_forbidden_by": NONE}
        case "told":
            told = [
                {"party": p, "at": day}
                for p in case.workspace.parties
                if p != data.get("sender") and (day := call.text(f"law.{key}.told.{p}"))
            ]
            return {"notified": told, "notice_forbidden_by": kept.get("notice_forbidden_by")}
    return {"notified": None, "notice_forbidden_by": None}


STEP = AskStep(
    "law",
    4,
    mark("Which law"),
    mark("Does a law oblige you to this?"),
    mark(
        "Nothing goes to somebody outside the core actors, or out of the European Economic Area, unless a"
        " law obliges the sender to it, "
        "and then the other core actors are told beforehand (article 5.2). A law that only allows it is not"
        " enough."
    ),
    ("recipients", "legal_obligation"),
    _show,
    _read,
    lambda data, case: bool(_asked(data, case)),
    # a law of the whole exchange may be about whoever states none of their own
    lambda data, case: "legal_obligation" in data or all(law is not None for _, _, law in _asked(data, case)),
)

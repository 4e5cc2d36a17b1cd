"""Where the data are kept, and from where they can be seen, the helpdesk too."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import AskStep, Data, merged, recipients_of
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.terms.country_names import countries, countries_named


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    own = data.get("locations")
    places = own if isinstance(own, dict) else {}
    used = [str(r.get("processor")) for r in recipients_of(data) if r.get("kind") == "processor"]
    known = [p for k, p in case.workspace.processors.items() if k in used]
    return {
        "asked": [(name, places.get(name)) for name in ("storage", "access")],
        "processors": [
            (
                p.name or p.id,
                countries_named((p.countries.storage if p.countries else None) or (), lang) or "?",
                countries_named((p.countries.access if p.countries else None) or (), lang) or "?",
            )
            for p in known
        ],
    }


def _read(call: Call, data: Data) -> Data:
    own = data.get("locations")
    kept = own if isinstance(own, dict) else {}
    given = {name: _one(call, name) for name in ("storage", "access")}
    return merged(data, {"locations": merged(kept, given) or None})


def _one(call: Call, name: str) -> list[str] | None:
    match call.text(name):
        case "be":
            return ["BE"]
        case "own":
            return countries(call.text(f"{name}.countries")) or None
        case "nowhere":
            return []
    return None


STEP = AskStep(
    "places",
    9,
    mark("Where"),
    mark("Where are the data kept, and who can look in from where?"),
    mark(
        "Besides the processors that you named. A helpdesk that can look in from abroad counts too (article"
        " 5.2)."
    ),
    ("locations",),
    _show,
    _read,
)

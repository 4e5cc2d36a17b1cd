"""What it is for: the nine objectives, in sentences, and what is none of them."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import UNSURE, AskStep, Data, merged
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call


def choices(section: str, case: DeskCase, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Give the words of a section of the vocabulary with their labels: those that the agreement permits, and
    those it does not.
    """
    vocabulary = case.report.pack.vocabulary
    return {
        part: [(w, vocabulary.label(section, w, lang)) for w in vocabulary.raw[section][part]]
        for part in ("permitted", "known")
    }


def added(case: DeskCase, name: str) -> list[tuple[str, str]]:
    """Give the words that the signed text adds to the vocabulary."""
    found = [d.effect for d in case.workspace.agreement.departures or () if d.effect is not None]
    return [item for effect in found for one in getattr(effect, name) or () for item in one.items()]


def ticked(call: Call, name: str, before: object) -> list[Any] | None:
    """Give the words that were ticked and what was written beside them; None where it is not known.

    What is neither offered nor changed keeps its place.
    """
    if call.text(f"{name}.unsure") == UNSURE:
        return None
    chosen: list[Any] = call.texts(name)
    others = [line.strip() for line in call.text(f"{name}.other").splitlines() if line.strip()]
    words = [*chosen, *({"other": text} for text in others)]
    if isinstance(before, list):  # in the order in which they stood
        words.sort(key=lambda w: before.index(w) if w in before else len(before))
    return words or None


def others_in(values: object) -> str:
    """Give what stands beside the vocabulary, a line each."""
    found = values if isinstance(values, list) else []
    return "\n".join(str(v["other"]) for v in found if isinstance(v, dict) and list(v) == ["other"])


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    now = data.get("purposes")
    return {
        "now": now if isinstance(now, list) else [],
        "other": others_in(now),
        "added": added(case, "purposes"),
        **choices("purposes", case, lang),
    }


def _read(call: Call, data: Data) -> Data:
    return merged(data, {"purposes": ticked(call, "purposes", data.get("purposes"))})


STEP = AskStep(
    "purposes",
    5,
    mark("What for"),
    mark("What is it for?"),
    mark("Tick every purpose. The agreement allows only its nine objectives (article 3.2)."),
    ("purposes",),
    _show,
    _read,
)

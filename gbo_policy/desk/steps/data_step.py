"""Which data, about the client or about somebody around the client, and whether they come from an authentic
source.
"""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark
from gbo_policy.desk.parts.asking import UNSURE, AskStep, Data, date_or_none, merged, text_or_none
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.desk.steps.purposes_step import added, choices, others_in
from gbo_policy.terms.values import NONE

_PARTS = ("body", "number", "decided_on", "document")


def category_of(item: object) -> str:
    """Give the category of an item as it stands in a draft: a bare word, or one with keys."""
    if isinstance(item, dict):
        inner = item.get("category", item)
        return inner if isinstance(inner, str) else ""
    return item if isinstance(item, str) else ""


def _items(data: Data) -> list[Any]:
    found = data.get("data")
    return found if isinstance(found, list) else []


def _show(data: Data, case: DeskCase, lang: str) -> dict[str, Any]:
    items = _items(data)
    by_word = {category_of(i): i if isinstance(i, dict) else {} for i in items if category_of(i)}
    special = case.report.pack.vocabulary.special_categories
    sourced = next((w for w, i in by_word.items() if i.get("authentic_source")), "")
    return {
        "by_word": by_word,
        "other": others_in(items),
        "special": special,
        "added": added(case, "categories"),
        "sourced": sourced,
        "source": by_word.get(sourced, {}),
        **choices("categories", case, lang),
    }


def _read(call: Call, data: Data) -> Data:
    if call.text("data.unsure") == UNSURE:
        return merged(data, {"data": None})
    before = _items(data)
    old = {category_of(i): i for i in before if category_of(i)}
    words = call.texts("data")
    words.sort(key=lambda w: list(old).index(w) if w in old else len(old))
    made: list[Any] = [_item(call, word, old.get(word)) for word in words]
    others = [line.strip() for line in call.text("data.other").splitlines() if line.strip()]
    made += [{"other": text} for text in others]
    return merged(data, {"data": made or None})


def _item(call: Call, word: str, old: object) -> object:
    """Give one item; it stays a bare word where nothing more is said of it, and keeps what the screen does
    not ask.
    """
    about = call.text(f"about.{word}")
    subject = None if about in ("", UNSURE) else about
    kept = dict(old) if isinstance(old, dict) else {"category": word}
    made = merged(kept, {"subject": subject, **(_source(call, kept) if call.text("sourced") == word else {})})
    if call.text("sourced") != word:
        made.pop("authentic_source", None)
        made.pop("authorisation", None)
    return word if set(made) == {"category"} and not isinstance(old, dict) else made


def _source(call: Call, kept: Data) -> Data:
    how = call.text("authorised")
    given: Any = None
    if how == NONE:
        given = NONE
    elif how == "yes":
        parts: Data = {k: text_or_none(call, f"authorisation.{k}") for k in _PARTS}
        parts["expires_on"] = date_or_none(call, "authorisation.expires_on")
        before = kept.get("authorisation")
        given = merged(before if isinstance(before, dict) else {}, parts) or None
    return {"authentic_source": text_or_none(call, "authentic_source"), "authorisation": given}


STEP = AskStep(
    "data",
    6,
    mark("Which data"),
    mark("Which data go along, and about whom?"),
    mark(
        "Tick each category of article 4 that is in it. Of sensitive data, say whose they are: the"
        " client's, or somebody's around the client."
    ),
    ("data",),
    _show,
    _read,
)

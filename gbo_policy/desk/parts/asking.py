"""What the screens of a new exchange share: what a screen is, and how an answer is put into the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from gbo_policy.basics.discovery import modules_of
from gbo_policy.declarations.model.flow import Recipient
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call
from gbo_policy.terms.values import NONE

Data = dict[str, Any]
UNSURE = "unsure"  # the choice "I don't know" of every question
BARRED = ("third-party", "international-organisation")


def _always(_data: Data, _case: DeskCase) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class AskStep:
    """One screen: its short name for the bar, its question, what it shows of the draft, and how it reads an
    answer into the draft.

    ``keys`` are the keys of the exchange that it states; ``applies`` tells whether the draft so far asks it
    at all. ``answered`` tells whether it is answered, where that is more than that one of its keys is stated.
    """

    name: str
    order: int
    title: str
    question: str
    hint: str
    keys: tuple[str, ...]
    show: Callable[[Data, DeskCase, str], dict[str, Any]]
    read: Callable[[Call, Data], Data]
    applies: Callable[[Data, DeskCase], bool] = _always
    answered: Callable[[Data, DeskCase], bool] | None = None

    def done(self, data: Data, case: DeskCase) -> bool:
        """Tell whether somebody answered it: a screen left at "I don't know" stays open."""
        if self.answered is not None:
            return self.answered(data, case)
        return any(k in data for k in self.keys)

    @property
    def template(self) -> str:
        """The template of its fields."""
        return f"step_{self.name}.html.jinja"


@cache
def all_steps() -> tuple[AskStep, ...]:
    """Give every screen, in the order of the questions."""
    room = "gbo_policy.desk.steps"
    names = modules_of(import_module(room).__path__, "_step")
    found: list[AskStep] = [import_module(f"{room}.{name}_step").STEP for name in names]
    return tuple(sorted(found, key=lambda s: s.order))


def recipients_of(data: Mapping[str, Any]) -> list[Data]:
    """Give the recipients of a draft; nothing where none is stated."""
    found = data.get("recipients")
    return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []


def barred(data: Mapping[str, Any]) -> list[tuple[int, Data]]:
    """Give the recipients to whom only a law lets anything pass."""
    return [(i, r) for i, r in enumerate(recipients_of(data)) if r.get("kind") in BARRED]


def named(recipient: Mapping[str, Any], case: DeskCase) -> str:
    """Name a recipient of a draft as a declared one is named."""
    known = {k: v for k, v in recipient.items() if k in Recipient.model_fields and isinstance(v, str)}
    return case.words.recipient(Recipient.model_construct(None, **known))  # type: ignore[arg-type]  # words alone


def merged(data: Data, answer: Mapping[str, Any]) -> Data:
    """Put an answer into the draft; None takes a key out."""
    made = {**data, **answer}
    return {k: v for k, v in made.items() if v is not None}


def text_or_none(call: Call, name: str) -> str | None:
    """Give a text field, or None where nothing was filled in."""
    return call.text(name) or None


def date_or_none(call: Call, name: str) -> str | None:
    """Give a date where one was chosen, the word ``none`` where it was said that there is none, and None
    where neither.
    """
    how = call.text(f"{name}.how")
    if how == NONE:
        return NONE
    return text_or_none(call, name) if how != UNSURE else None

"""The page of a form, and what happens when it comes back: read, checked as the files' reader would,
foreseen, and put up for saving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import Call, url
from gbo_policy.desk.parts.entries import WrittenEntry
from gbo_policy.desk.parts.foreseen import foreseen
from gbo_policy.desk.parts.forms import FormMaker, read_form, wrong_in
from gbo_policy.desk.parts.proposals import added_entry, changed_entry, on_table
from gbo_policy.desk.parts.tabled import Proposal
from gbo_policy.reporting.content.spoken import without_keys

Follows = Callable[[DeskCase], Iterable[str]]


@dataclass(frozen=True, slots=True)
class ThingForm:
    """A form of one thing: its model, its data as they stand, where it stands (None: it is new, in
    ``section``), and its words.

    ``fixed`` are keys with values that the form does not ask; ``skip`` those that it leaves as they are.
    """

    model: type[BaseModel]
    data: Mapping[str, Any]
    title: str
    back: str
    entry: WrittenEntry | None = None
    section: str = ""
    skip: tuple[str, ...] = ()
    fixed: Mapping[str, Any] | None = None
    hint: str = ""
    follows: Follows | None = None
    aside: tuple[str, ...] = ()  # beside the form: what is known already

    @property
    def not_asked(self) -> tuple[str, ...]:
        """The keys that the form does not show."""
        return (*self.skip, *(self.fixed or {}))


def show_form(
    call: Call,
    thing: ThingForm,
    data: Mapping[str, Any] | None = None,
    wrong: Mapping[tuple[Any, ...], str] | None = None,
    told: Iterable[str] = (),
) -> Response:
    """Show a form; with what is wrong at its fields."""
    maker = FormMaker(call.case(), call.lang, wrong or {})
    known = thing.data if data is None else data
    return call.page(
        "form.html.jinja",
        422 if wrong or told else 200,
        thing=thing,
        fields=maker.fields(thing.model, known, skip=thing.not_asked),
        told_wrong=list(told),
    )


def take_form(call: Call, thing: ThingForm) -> Response:
    """Read a form that came back, and show what saving it would change; or the form again, with what is
    wrong.
    """
    case = call.case()
    both: list[tuple[Any, ...]] = []
    given = read_form(call, thing.model, thing.data, skip=thing.not_asked, both=both)
    data = {**(thing.fixed or {}), **given}
    told = call.say(
        "You filled this in, and ticked as well that there is none. See which is right, and go on."
    )
    if wrong := {**wrong_in(thing.model, data, case), **dict.fromkeys(both, told)}:
        own = [s for path, s in wrong.items() if len(path) == 0]
        return show_form(call, thing, data, wrong, own)
    proposal = _proposal(call, case, thing, data)
    if proposal is None:
        return call.to(thing.back, call.say("Nothing was changed."))
    after = foreseen(case, proposal.changes)
    if isinstance(after, tuple):
        call.office.proposals.pop(proposal.key, None)
        return show_form(
            call, thing, data, {}, [without_keys(p.sentence(call.lang), case, call.lang) for p in after]
        )
    if thing.follows is not None:
        proposal = on_table(call.office, replace(proposal, follows=tuple(thing.follows(after))))
    return call.to(url("save", proposal.key))


def _proposal(call: Call, case: DeskCase, thing: ThingForm, data: dict[str, Any]) -> Proposal | None:
    if thing.entry is not None:
        return changed_entry(call.office, case, thing.entry, data, thing.model, thing.title, thing.back)
    return added_entry(call.office, case, thing.section, data, thing.model, thing.title, thing.back)

"""The sheets of a workbook and their columns, made from the models themselves: their keys, types and
descriptions.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.steps import Steps, dotted
from gbo_policy.basics.translate import begun, mark, say
from gbo_policy.declarations.model.agreement import Agreement, Departure, Party, Processor
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Item
from gbo_policy.declarations.model.flow_by_role import EveryOf, FlowsByRole, RecipientsByRole
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.documents.sheets.cell_forms import (
    Counted,
    EveryParty,
    Form,
    Gate,
    LabelLines,
    Leaf,
    LineList,
    Several,
)
from gbo_policy.terms import values as base
from gbo_policy.terms.choices import CHOICES
from gbo_policy.terms.reading_types import Tagged
from gbo_policy.terms.values import NONE

_TITLE = 31  # characters that the name of a sheet may have
_WEAK = frozenset("van in de het met verband of the naar aan to in".split())  # words that no title ends in  # noqa: SIM905
_BRACKETS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)")
_NONE = re.compile(r"\bnone\b|\[\]")
_LEAVES: dict[Any, Leaf] = {
    base.Slug: Leaf("id"),
    base.FlowName: Leaf("id"),
    base.PartyId: Leaf("party"),
    base.Date: Leaf("date"),
    base.DateOrNone: Leaf("date", none=True),
    base.Moment: Leaf("moment"),
    base.MomentOrNone: Leaf("moment", none=True),
    base.DateOrMoment: Leaf("when"),
    base.Flag: Leaf("flag"),
    base.Email: Leaf("text", none=True),
    base.Url: Leaf("text", none=True),
    base.EnterpriseNumber: Leaf("number", none=True),
    base.Count: Leaf("count"),
    base.Article: Leaf("count"),
    base.Text: Leaf("text", none=True),
    base.ListedText: Leaf("text", none=True),
    base.RecipientName: Leaf("text", none=True),
    base.Provision: Leaf("text", none=True),
    base.ListedProvision: Leaf("text", none=True),
    base.Role: Leaf("word", "role"),
    base.Authority: Leaf("word", "authority"),
    base.Purpose: Leaf("word", "purpose"),
    base.Category: Leaf("word", "category"),
    base.Basis: Leaf("word", "basis"),
    base.Country: Leaf("word", "country"),
    str: Leaf("text"),
}
# keys whose words only the pack knows
_OF_THE_PACK: dict[tuple[type, str], Leaf] = {(Assessment, "term"): Leaf("word", "term")}
_IDS = {"flow": "flows", "processor": "processors", "rule": "rules"}  # keys that hold an id of these


class SheetColumn(NamedTuple):
    """One column: the path of its key, what the model says of it, the same of the key above, and how its
    cells are read.

    ``ids``: whose ids it holds, where a list can offer them.
    """

    path: Steps
    told: str
    form: Form
    above: str = ""
    ids: str = ""
    required: bool = False


@dataclass(frozen=True, eq=False)
class SheetKind:
    """One sheet: what its rows are, where their data belong, and which keys stand on sheets of their own.

    ``parent``: the column that says to which row of another sheet a row belongs. ``given``: keys that every
    row has.
    """

    name: str
    title: str
    section: Steps
    columns: tuple[SheetColumn, ...]
    parent: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)

    def titled(self, lang: str) -> str:
        """Give the sheet's name in ``lang``."""
        words = say(lang, self.title).split()
        while len(" ".join(words)) > _TITLE or (len(words) > 1 and words[-1] in _WEAK):
            words.pop()
        return begun(" ".join(words))

    def heads(self, lang: str) -> list[str]:
        """Give the heads of the columns in ``lang``, each once: from what the models say of their keys."""
        short = [_head(lang, c) for c in self.columns]
        full = [
            f"{say(lang, c.above)} · {h}" if c.above else h for c, h in zip(self.columns, short, strict=True)
        ]
        heads = [s if short.count(s) == 1 else f for s, f in zip(short, full, strict=True)]
        return [
            h if heads.count(h) == 1 else f"{h} ({dotted(c.path)})"
            for c, h in zip(self.columns, heads, strict=True)
        ]


def _head(lang: str, column: SheetColumn) -> str:
    """Cut a description down to what names the column: no term, no clause, nothing on `none`."""
    text = say(lang, column.told)
    if isinstance(column.form, Leaf | Several) and _leaf(column.form).lists:
        text = text.partition(":")[0]
    head = begun(_short(text))
    if isinstance(column.form, Counted) or column.form == Gate():
        return say(lang, "{head} (only `{none}`)", head=head, none=say(lang, CHOICES[NONE]))
    return head


def _short(text: str) -> str:
    return re.sub(r",? (?:or|of) none\b.*", "", _BRACKETS.sub("", text.partition(";")[0])).strip(" ,.:")


def _leaf(form: Leaf | Several) -> Leaf:
    return form if isinstance(form, Leaf) else form.leaf


@cache
def sheet_kinds() -> tuple[SheetKind, ...]:
    """Give the sheets of a workbook in their order."""
    register = SheetColumn(
        ("events",), mark("register of events; none: it is kept, and nothing has happened"), Counted()
    )
    agreement = _kind("agreement", mark("Agreement"), ("agreement",), Agreement)
    made = [
        replace(agreement, columns=(*agreement.columns, register)),
        _kind("parties", mark("Core actors"), ("agreement", "parties"), Party),
        _kind("processors", mark("Processors"), ("agreement", "processors"), Processor),
        _kind("departures", mark("Departures", "sheet"), ("agreement", "departures"), Departure),
        _kind("flows", mark("Flows"), ("flows",), FlowsByRole),
        _kind("recipients", mark("Recipients"), ("flows", "recipients"), RecipientsByRole, "flow"),
        _kind("data", mark("Details of data", "sheet"), ("flows", "data"), Item, "flow"),
    ]
    for name in event_types():
        kind = event_type(name)
        made.append(_kind(name, kind.label, ("events",), kind.model, given={"type": name}))
    made.append(_kind("assessments", mark("Assessments"), ("assessments",), Assessment))
    made.append(_kind("waivers", mark("Waivers"), ("waivers",), Waiver))
    return tuple(made)


_OWN_SHEETS = {
    Party: "parties",
    Processor: "processors",
    Departure: "departures",
    RecipientsByRole: "recipients",
}
_PARENT = mark("to which flow this row belongs: its short name")


def _kind(
    name: str,
    title: str,
    section: Steps,
    model: type[BaseModel],
    parent: str = "",
    given: Mapping[str, str] | None = None,
) -> SheetKind:
    columns = list(_columns(model, (), ""))
    own = {str(c.path[0]): str(c.path[0]) for c in columns if isinstance(c.form, Counted)}
    if parent:
        columns.insert(0, SheetColumn((parent,), _PARENT, Leaf("id"), ids="flows", required=True))
    columns.sort(key=lambda c: c.path == ("labels",))  # what is the writer's own comes last
    kept = tuple(c for c in columns if c.path[0] not in (given or {}))
    return SheetKind(name, title, section, kept, parent, own, dict(given or {}))


def _columns(model: type[BaseModel], above: Steps, told_above: str) -> Iterator[SheetColumn]:
    """Give the columns of a model; what no cell can hold has none, and is kept elsewhere."""
    hints = typing.get_type_hints(model, include_extras=True)
    for name, one in model.model_fields.items():
        key = one.alias or name
        told = _described(model, key)
        if key == "labels":
            if not above:
                yield SheetColumn(("labels",), told, LabelLines())
            continue
        form = _OF_THE_PACK.get((model, key)) or _form(hints[name])
        path = (*above, key)
        if isinstance(form, type):
            if _gated(hints[name]) is not None:
                yield SheetColumn(path, told, _gated(hints[name]) or Gate(), told_above)
            yield from _columns(form, path, told)
        elif form is not None:
            ids = "parties" if _names_party(form) else _IDS.get(key, "")
            yield SheetColumn(path, told, form, told_above, ids, one.is_required() and not above)


def _described(model: type[BaseModel], key: str) -> str:
    """Give the message that describes a key, from the model or one that it is made from."""
    for one in model.__mro__:
        for name, given in getattr(one, "model_fields", {}).items():
            if (given.alias or name) == key and given.description is not None:
                return str(given.description)
    raise KeyError(f"{model.__name__}.{key}")


def _names_party(form: Form) -> bool:
    return isinstance(form, EveryParty) or (isinstance(form, Leaf | Several) and _leaf(form).kind == "party")


def _options(annotation: Any) -> list[Any]:
    """Give the types that a value may be of, without the marks that tell them apart; null aside."""
    if annotation in _LEAVES:
        return [annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        kept = [m for m in arguments[1:] if not isinstance(m, Tagged)]
        bare = Annotated[(arguments[0], *kept)] if kept else arguments[0]
        return [bare] if bare in _LEAVES else _options(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return [option for one in arguments for option in _options(one)]
    return [] if annotation is types.NoneType else [annotation]


def _gated(annotation: Any) -> Gate | None:
    """Give the column that says that there is no such object; None where that cannot be said."""
    options = _options(annotation)
    if any(o in _LEAVES and _LEAVES[o].kind == "text" for o in options):
        return Gate(text=True)
    return Gate() if Literal["none"] in options else None


def _form(annotation: Any) -> Form | type[BaseModel] | None:
    """Give how values of a type are written; a model where its own keys become columns; None where no cell
    can hold them.
    """
    options = _options(annotation)
    none = Literal["none"] in options
    kinds = [o for o in options if o != Literal["none"]] or options
    if EveryOf in kinds:
        return EveryParty(_LEAVES[base.Role])
    models = [o for o in kinds if isinstance(o, type) and issubclass(o, BaseModel)]
    tuples = [o for o in kinds if typing.get_origin(o) is tuple]
    if tuples:
        return _listed(typing.get_args(tuples[0])[0], one=bool(models), none=none)
    if models:
        return models[0]
    if typing.get_origin(kinds[0]) is Literal:
        return Leaf("word", choices=typing.get_args(kinds[0]))
    if kinds[0] in _LEAVES:
        return _LEAVES[kinds[0]]
    return Leaf("count") if kinds[0] is int else None


def _listed(element: Any, *, one: bool, none: bool) -> Form | None:
    form = _form(element)
    if form is Item:
        return Several(_LEAVES[base.Category])  # what more is known of each stands on a sheet of its own
    if isinstance(form, type):
        if form in _OWN_SHEETS:
            return Counted()
        columns = [c for c in _columns(form, (), "") if c.path != ("labels",)]
        fields = tuple((str(c.path[0]), c.form) for c in columns if isinstance(c.form, Leaf))
        flat = len(fields) == len(columns) and all(len(c.path) == 1 for c in columns)
        return LineList(fields, tuple(c.told for c in columns), one, none) if flat else None
    return Several(form, none) if isinstance(form, Leaf) else None


def told_at_length(column: SheetColumn, lang: str, none: str) -> str:
    """Give what the model says of a column, and of one that holds lines what stands on each; ``none`` is the
    reader's word for it.
    """
    text = _NONE.sub(none, say(lang, column.told))
    if isinstance(column.form, LineList):
        names = "; ".join(_short(say(lang, told)) for told in column.form.told)
        return say(lang, "{text}. One a line, as: {names}", text=text, names=names)
    if isinstance(column.form, Several | EveryParty):
        return say(lang, "{text}. One a line", text=text)
    if isinstance(column.form, Gate):
        return say(
            lang, "{text}. Only where there is none; otherwise fill in the columns behind it", text=text
        )
    if isinstance(column.form, Counted) and column.path != ("events",):
        return say(
            lang, "{text}. They stand on a sheet of their own; here only where there are none", text=text
        )
    return text


def says_none(column: SheetColumn) -> bool:
    """Tell whether the word `none` may stand in a column."""
    form = column.form
    if isinstance(form, Leaf):
        return form.none or NONE in form.choices
    return not isinstance(form, LabelLines | EveryParty)

"""What pydantic says of ill-shaped data, as problems with places and suggestions."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.workspace import Place
from gbo_policy.terms.values import NONE, names_no_law, near_none, shown

# a word that a user wrote and those that could stand there -> what may have been meant
Suggest = Callable[[Any, Sequence[str]], str | None]

_EXPECTED = {
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dict_type": "keys with values",
    "is_instance_of": "keys with values",
    # of packs, whose numbers and flags are no types of ours
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a number",
    "int_parsing": "a number",
    "int_parsing_size": "a number",
    "int_from_float": "a number",
}


# one key with its value, without the colon and the ordinary space that YAML wants between them
_GLUED = late_pattern(r"([A-Za-z_]+)(?:\s*(?:=>?|\uff1a)|:)\s*([^\s:][^:]*)")
# of ``either`` and its like: no part of a path
_TAGS = frozenset({"<none>", "<given>", "<list>", "<one>", "<several>"})


class Fault(NamedTuple):
    """One thing that is wrong with the shape of an entry: where in it, what is told of it, and the words that
    could stand there.
    """

    path: Steps
    problem: Problem
    kind: str
    known: tuple[str, ...] = ()
    value: Any = None

    @property
    def missing(self) -> bool:
        """Whether a required key is not there."""
        return self.kind == "missing"

    @property
    def unknown_key(self) -> bool:
        """Whether the key itself is the error."""
        return self.kind == "extra_forbidden"

    @property
    def under(self) -> str | None:
        """The key beside it under which an unknown key belongs."""
        found = self.problem.words.get("under")
        return None if found is None else str(found)

    @property
    def expects_keys(self) -> bool:
        """Whether keys with values have to stand here."""
        return _EXPECTED.get(self.kind) == "keys with values"


def close(word: Any, known: Sequence[str]) -> str | None:
    """Suggest the known word that is spelt most like a user's."""
    return nearest(word, known) if isinstance(word, str) else None


def translate(error: ValidationError, place: Place, model: type[BaseModel]) -> list[Problem]:
    """Turn what pydantic found in the data at ``place`` into problems, each at its key or value."""
    return [fault.problem for fault in faults(error, place, model, close)]


def faults(error: ValidationError, place: Place, model: type[BaseModel], suggest: Suggest) -> list[Fault]:
    """Turn what pydantic found in the data at ``place`` into problems, each at its key or value."""
    return [_fault(one, place, model, suggest) for one in error.errors(include_url=False)]


def _fault(error: Any, place: Place, model: type[BaseModel], suggest: Suggest) -> Fault:
    kind, value = error["type"], error["input"]
    own = (error["loc"][-1],) if kind == "extra_forbidden" else ()  # a user's key may look like a tag
    path = (*(step for step in error["loc"][: -len(own) or None] if step not in _TAGS), *own)
    if kind == "extra_forbidden":
        return Fault(path, _unknown_key(model, path, place), kind, value=value)
    where, known = place.at(path, value=True), _choices(error)
    if kind in {"missing", "string_too_short"}:
        found = problem("missing-key", where, word=path[-1] if path else "id")
    elif kind == "literal_error":
        found = problem(
            "unknown-word", where, word=shown(value), known=listed(known), guess=suggest(value, known)
        )
    elif kind in _EXPECTED:
        found = _wrong_type(error, where, null=_may_be_null(model, path))
    else:
        words = dict(error.get("ctx", {}))
        words["guess"] = words.get("guess") or suggest(value, known)
        found = problem(kind, where, **{**words, "known": listed(known[:18])})
    return Fault(path, found, kind, tuple(known), value)


def _unknown_key(model: type[BaseModel], path: Steps, place: Place) -> Problem:
    word, above = str(path[-1]), _model_at(model, path[:-1])
    if (inside := _holder(above, word)) is not None:
        return problem("key-below", place.at(path), word=word, under=inside)
    known = _keys(above)
    back = "on" if word == "true" and "on" in known else None  # what a tool of YAML 1.1 makes of that key
    guess = back or nearest(word, known)
    return problem("unknown-key", place.at(path), word=word, known=listed(known), guess=guess)


def _choices(error: Any) -> list[str]:
    """Give the words that could stand where an error is."""
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        return re.findall(r"'([^']*)'", context["expected"])
    return list(context.get("known") or ())


def _wrong_type(error: Any, where: Location, *, null: bool) -> Problem:
    value, expected = error["input"], _EXPECTED[error["type"]]
    or_none = "<given>" in error["loc"][-1:]
    guess = None
    if expected == "keys with values" and isinstance(value, str) and (pair := _GLUED.fullmatch(value)):
        guess = f"{pair[1]}: {pair[2]}"
    if near_none(value) or value == NONE or (or_none and names_no_law(value)):
        guess = NONE if or_none or expected == "text" else "[]" if expected == "a list" else None
        guess = "null" if null and guess is None else guess
    elif expected == "a list" and isinstance(value, str | int):  # one word where several may stand
        guess = f"[{shown(value)}]"
    return problem(
        "wrong-type",
        where,
        word=shown(value),
        expected=f"{expected}, or none" if or_none else expected,
        guess=guess,
    )


def _model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel]:
    """Give the model whose keys may stand at ``path`` below ``model``."""
    for step in path:
        if isinstance(step, str):
            found = {(f.alias or name): f.annotation for name, f in model.model_fields.items()}.get(step)
            model = _model_in(found) or model
    return model


def _holder(model: type[BaseModel], word: str) -> str | None:
    """Give the only key of ``model`` whose own keys hold ``word``."""
    found = [
        f.alias or name
        for name, f in model.model_fields.items()
        if (inner := _model_in(f.annotation, lists=False)) is not None and word in _keys(inner)
    ]
    return found[0] if len(found) == 1 else None


def _may_be_null(model: type[BaseModel], path: Steps) -> bool:
    """Tell whether a key has to be there, and says by ``null`` that there is no such thing."""
    if not path or not isinstance(path[-1], str):
        return False
    fields = {f.alias or name: f for name, f in _model_at(model, path[:-1]).model_fields.items()}
    found = fields.get(path[-1])
    return found is not None and found.is_required() and type(None) in typing.get_args(found.annotation)


def _keys(model: type[BaseModel]) -> list[str]:
    """Give the keys of ``model``."""
    names = [f.alias or name for name, f in model.model_fields.items()]
    return sorted(names, key=lambda name: name == "labels")  # those that a model has of its own come first


def _model_in(annotation: Any, *, lists: bool = True) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if not lists and typing.get_origin(annotation) in (tuple, dict):
        return None
    parts = (_model_in(part, lists=lists) for part in typing.get_args(annotation))
    return next((m for m in parts if m is not None), None)

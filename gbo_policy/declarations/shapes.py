"""What pydantic says of ill-shaped data, as problems with places and suggestions."""

from __future__ import annotations

import copy
import itertools
import re
import typing
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from gbo_policy.basics.messages import listed, nearest
from gbo_policy.basics.problems import Problem, problem
from gbo_policy.declarations.workspace import Place
from gbo_policy.terms.values import shown

_EXPECTED = {
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dict_type": "keys with values",
    "is_instance_of": "keys with values",
}


def translate(error: ValidationError, place: Place, model: type[BaseModel]) -> list[Problem]:
    """Turn what pydantic found in the data at ``place`` into problems, each at its key or value."""
    return [_problem(e, place, model) for e in error.errors(include_url=False)]


def _problem(error: Any, place: Place, model: type[BaseModel]) -> Problem:
    kind = error["type"]
    path = [step for step in error["loc"] if not (isinstance(step, str) and step.startswith("<"))]
    value, context = error["input"], error.get("ctx", {})
    where = place.at(path, value=True)
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        return problem(
            "unknown-key",
            place.at(path),
            word=path[-1],
            known=listed(known),
            guess=nearest(str(path[-1]), known),
        )
    if kind in {"missing", "string_too_short"}:
        return problem("missing-key", where, word=path[-1])
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        return problem(
            "unknown-word", where, word=shown(value), known=listed(known), guess=nearest(str(value), known)
        )
    if kind in _EXPECTED:
        expected = "keys with values, or none" if "<given>" in error["loc"][-1:] else _EXPECTED[kind]
        return problem("wrong-type", where, word=shown(value), expected=expected)
    words = dict(context)
    known = words.get("known") or []
    guess = nearest(str(value), known) if isinstance(value, str) else None
    return problem(kind, where, **{**words, "known": listed(known[:18]), "guess": guess})


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Give the keys that may stand at ``path`` below ``model``."""
    for step in path:
        if isinstance(step, str):
            found = {(f.alias or name): f.annotation for name, f in model.model_fields.items()}.get(step)
            model = (
                _model_in(found, model.model_fields[step].metadata if step in model.model_fields else ())
                or model
            )
    return [f.alias or name for name, f in model.model_fields.items()]


def _model_in(annotation: Any, metadata: Sequence[Any] = ()) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in typing.get_args(annotation) if (m := _model_in(part)) is not None), None)


UNNAMED = "x--unnamed-"
_COUNT = itertools.count()
_STAND_INS = {
    "category": "identification-contact",
    "outcome": "met",
    "rule": "x",
    "reason": "x",
    "approved_by": "x",
    "approved_on": "2000-01-01",
    "expires_on": "2099-01-01",
}


def without_errors(data: Any, error: ValidationError) -> Any:
    """Copy ``data`` without what ``error`` is about, and with stand-ins for required keys, so that the rest of it can be checked.

    An element of a list becomes empty keys, or goes with its list.
    """
    rest = copy.deepcopy(data)
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        path = [step for step in one["loc"] if not (isinstance(step, str) and step.startswith("<"))]
        if path:
            _drop(rest, path, stand_in=one["type"] == "missing")
    return rest


def _drop(data: Any, path: list[Any], *, stand_in: bool) -> None:
    parents = [data]
    for step in path[:-1]:
        try:
            parents.append(parents[-1][step])
        except (LookupError, TypeError):
            return  # it went with something above it
    last, key = parents[-1], path[-1]
    if isinstance(last, dict) and stand_in and (key == "id" or key in _STAND_INS):
        last[key] = _STAND_INS.get(key) or f"{UNNAMED}{next(_COUNT)}"
    elif isinstance(last, dict):
        last.pop(key, None)
    elif isinstance(last, list) and any(isinstance(item, dict) for item in last):
        last[key] = {}
    elif len(parents) > 1 and isinstance(parents[-2], dict):
        parents[-2].pop(path[-2], None)

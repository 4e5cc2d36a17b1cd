"""What a model states under a key, named as a user writes it, or at a path of keys."""

from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

from gbo_policy.basics.steps import Steps
from gbo_policy.terms.values import Model


def value_of(model: Model, name: str) -> Any:
    """Give the value of the key ``name``; None when it is not said, AttributeError when the model has no such
    key.
    """
    return getattr(model, f"{name}_" if iskeyword(name) else name)


def values_at(part: object, path: str) -> Iterator[tuple[Steps, Any]]:
    """Give what stands at a path of keys, with its place: each entry of a list apart; nothing where a key is
    not given.
    """
    name, _, rest = path.partition(".")
    if not isinstance(part, Model):
        return
    found = value_of(part, name)
    entries = enumerate(found) if isinstance(found, tuple) else [(None, found)]
    for i, one in entries:
        here: Steps = (name,) if i is None else (name, i)
        if not rest:
            yield here, one
        else:
            yield from (((*here, *steps), value) for steps, value in values_at(one, rest))

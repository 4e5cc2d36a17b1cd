"""Whether a flow is written for several core actors: only then is more of that imported."""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.near_words import nearest
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.terms.values import Model


def names_several(data: Any) -> bool:
    """Tell whether the data of a flow name several senders, or several core actors as one recipient."""
    if not isinstance(data, dict):
        return False
    recipients = _given(data, "recipients", Flow)
    given = [_given(r, "party", Recipient) for r in recipients] if isinstance(recipients, list) else []
    return any(isinstance(one, dict | list) for one in (_given(data, "sender", Flow), *given))


def _given(data: Any, key: str, model: type[Model]) -> Any:
    """Give what stands under a key, or under one that is misspelt for it."""
    if not isinstance(data, dict):
        return None
    if key in data:
        return data[key]
    known = list(model.model_fields)
    return next((data[k] for k in sorted(data.keys() - known) if nearest(k, known) == key), None)

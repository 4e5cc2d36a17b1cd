"""What a key of a workspace or of a rule file means, in English and Dutch, as its model describes it: for who
explains keys.
"""

from __future__ import annotations

from pydantic import BaseModel

from gbo_policy.basics.translate import say


def both(message: str, **values: object) -> str:
    """Say a message in both languages: a schema does not know its reader's."""
    return " — ".join(say(lang, message, **values) for lang in ("en", "nl"))  # type: ignore[arg-type]


def described(model: type[BaseModel], key: str) -> str:
    """Give a key's description in both languages, from the model or one that it is made from. KeyError when
    there is none.
    """
    for one in model.__mro__:
        for name, field in getattr(one, "model_fields", {}).items():
            if (field.alias or name) == key and field.description is not None:
                return both(field.description)
    raise KeyError(f"{model.__name__}.{key}")

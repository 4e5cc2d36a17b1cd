"""What a code of an error or a notice is about, for readers that list codes: its sentence with nothing of
anybody's in it.
"""

from __future__ import annotations

import string
from typing import Any

from gbo_policy.basics.messages import TEXTS, sentence


def descriptor(code: str, lang: str) -> dict[str, Any]:
    """Describe a code as SARIF does a notification: all that GitHub's and the official validator's rules ask
    of one.
    """
    names = {name for _, name, _, _ in string.Formatter().parse(TEXTS[code]) if name}
    text = {"text": sentence(code, lang, **dict.fromkeys(names, "…"))}
    return {"id": code, "shortDescription": text, "fullDescription": text, "help": text}

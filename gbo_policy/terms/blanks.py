"""The words and marks that stand for something still to be filled in."""

import re
from functools import lru_cache

_BLANK = re.compile(
    r"""(?x)
    NAAM(\ [A-Z].*)? | DATUM | PLAATS | NAAM\ EN\ FUNCTIE   # as the model writes them, in capitals
    | .*\bdkfkqdlkq\b.*                                     # the model's own nonsense citation
    | (\.{2,}|…)+ | [xX]{3,} | [_-]{3,} | \?+
    | \[.*\]                                                # whatever stands between square brackets
    """
)
_WORDS = frozenset(
    {
        "in te vullen",
        "naam en functie",
        "nog te bepalen",
        "nog in te vullen",
        "tbd",
        "n.t.b.",
        "n.t.b",
        "ntb",
        "to be determined",
        "to be confirmed",
        "tbc",
        "to do",
        "todo",
        "onbekend",
        "niet bekend",
        "niet gekend",
        "nog onbekend",
        "nog niet bekend",
        "unknown",
        "not known",
        "not yet known",
    }
)


@lru_cache(4096)  # most words come again and again
def is_placeholder(text: str) -> bool:
    """Tell whether a text is one of those that stand for something still to be filled in."""
    plain = " ".join(text.split())
    return bool(_BLANK.fullmatch(plain)) or plain.casefold() in _WORDS

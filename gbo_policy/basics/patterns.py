"""Regular expressions that are compiled when they are first used: of most, a plain run never uses any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

_at_once = re.compile  # also where a late one is asked for while others are made late


class LatePattern:
    """Stands for a compiled pattern until something of it is asked for, and passes that on."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = (text, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(_at_once(*self._given), name)
        setattr(self, name, found)  # the next time it is there at once
        return found


if TYPE_CHECKING:

    def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
        """Make a pattern."""
else:

    def late_pattern(text: str | bytes, flags: int = 0) -> LatePattern:
        """Make a pattern, to be compiled when it is first used."""
        return LatePattern(text, flags)

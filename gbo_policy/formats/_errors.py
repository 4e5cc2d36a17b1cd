"""Input errors as every format tells them: what was wrong, with codes that never change, when nothing was
judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.translate import count
from gbo_policy.formats._shared import Show


class InputErrors(NamedTuple):
    """The errors of one run in the order of their places, how to name a file, the language, and the moment
    that was to be judged.
    """

    problems: Sequence[Problem]
    show: Show
    lang: str
    when: datetime

    @property
    def headline(self) -> str:
        """One line: how many errors, and that nothing was judged."""
        return count(
            self.lang,
            len(self.problems),
            "{number} input error: nothing was judged",
            "{number} input errors: nothing was judged",
        )

    def sentence(self, one: Problem) -> str:
        """Give an error's sentence, without its place."""
        return one.sentence(self.lang)

    def place(self, one: Problem) -> Location | None:
        """Give an error's place, its file named from the root on; None where it has none."""
        if one.location is None:
            return None
        return Location(self.show(one.location), one.location.line, one.location.column)

"""What a rule says of a row: one enumeration from the engine to the report; text is made of it only where
something is written.
"""

from __future__ import annotations

from enum import IntEnum


class Verdict(IntEnum):
    """The verdicts, from the mildest to the worst."""

    NOT_APPLICABLE = 0
    COMPLIANT = 1
    REVIEW = 2
    VIOLATION = 3

    @property
    def word(self) -> str:
        """The text of every format: not_applicable, compliant, review or violation."""
        return _WORDS[self]


NOT_APPLICABLE, COMPLIANT, REVIEW, VIOLATION = (int(v) for v in Verdict)
ERROR = 4  # an error while judging: a review that carries the error
# by the numbers that judges give
VERDICTS = (*Verdict, Verdict.REVIEW)
_WORDS = tuple(v.name.lower() for v in Verdict)
WORST_FIRST = tuple(reversed(Verdict))
BY_WORD = {v.word: v for v in Verdict}
WORDS = tuple(v.word for v in WORST_FIRST)  # as answers have them

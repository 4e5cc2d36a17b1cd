"""The connectives of strong Kleene logic over many values; None is unknown."""

from collections.abc import Sequence


def every(verdicts: Sequence[bool | None]) -> bool | None:
    """Strong Kleene conjunction of many."""
    return False if False in verdicts else None if None in verdicts else True


def some(verdicts: Sequence[bool | None]) -> bool | None:
    """Strong Kleene disjunction of many."""
    return True if True in verdicts else None if None in verdicts else False

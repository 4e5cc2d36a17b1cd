"""Several workspaces in one answer: each judged or not, and named by its folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gbo_policy.formats._errors import InputErrors
from gbo_policy.judging.report import Report


class WorkspaceAnswer(NamedTuple):
    """What became of one workspace: its folder as shown, the language, and its report or what kept it from
    being judged.
    """

    where: str
    lang: str
    answer: Report | InputErrors

    def written(self, render: Callable[[Report, str], str], errors: Callable[[InputErrors], str]) -> str:
        """Write it by the functions of one format."""
        return errors(self.answer) if isinstance(self.answer, InputErrors) else render(self.answer, self.lang)

"""The workspace as last judged, with the names, answers and ways that pages show of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gbo_policy.declarations.workspace import Workspace
from gbo_policy.desk.parts.replies import Reply, replies
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report
from gbo_policy.reading.source import read
from gbo_policy.reporting.content.report_words import Words


@dataclass(frozen=True)
class DeskCase:
    """The workspace as last judged."""

    judged: Case
    report: Report
    lang: str
    made: dict[str, Any] = field(default_factory=dict)
    found_ways: dict[str, object] = field(default_factory=dict)  # what mends a flow, once it was looked for

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """Give what a page has made of this judgement before, or make it: it changes only with the
        judgement.
        """
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    @cached_property
    def words(self) -> Words:
        """Names and labels in the desk's language."""
        return Words(self.report, self.lang)

    @cached_property
    def replies(self) -> dict[str, Reply]:
        """The answer on each flow, by its id."""
        return replies(self.report.results, partly=bool(self.report.left_out))

    @cached_property
    def stated(self) -> bytes:
        """The section `agreement` alone, as a file of its own."""
        for file in self.workspace.files:
            for data, _ in read(file.content, file.path)[0]:
                if isinstance(data, dict) and data.get("agreement") is not None:
                    return json.dumps({"agreement": data["agreement"]}).encode()
        return b"{}"

    @property
    def workspace(self) -> Workspace:
        """The declarations."""
        return self.judged.workspace

"""What formats for other programs share: paths inside the repository, the order of findings, their names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from gbo_policy.basics.problems import Location
from gbo_policy.basics.translate import say
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.results import Results
from gbo_policy.judging.wording import clause_number
from gbo_policy.reading.files import IN_MEMORY
from gbo_policy.rulebook.rule import SEVERITIES

Show = Callable[[Location], str]
# a comment after a value; a mark inside quotes may be cut too early, which only makes the marked region
# shorter
_COMMENT = r"\s#[^\"']*$"


def paths(report: Report) -> Show:
    """Give the function that names a place's file in every format: from the root of the git repository that
    holds the workspace on.

    Where there is no repository, that is from the workspace's own root; a file outside keeps its whole path.
    Forward slashes always.
    """
    return (
        (lambda location: location.file)
        if report.workspace.root is IN_MEMORY
        else paths_from(report.workspace.root)
    )


def paths_from(root: Path) -> Show:
    """Give the function that names a place's file from the repository around ``root`` on, or from
    ``root``.
    """
    base = _base(root)

    @cache
    def name(file: str) -> str:
        path = os.path.abspath(file)
        inside = (
            os.path.commonpath([base, path]) == base
            if os.path.splitdrive(path)[0] == os.path.splitdrive(base)[0]
            else False
        )
        return Path(os.path.relpath(path, base) if inside else path).as_posix()

    return lambda location: name(location.file)


def _base(root: Path) -> str:
    here = Path(os.path.abspath(root))
    return str(next((f for f in (here, *here.parents) if (f / ".git").exists()), here))


def line_end(content: bytes, line: int, column: int) -> int:
    """Give the column after the last character of what is written on a line (both from 1), its comment aside;
    after ``column`` at least.
    """
    lines = content.decode("utf-8-sig", "replace").splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return max(len(re.sub(_COMMENT, "", text).rstrip()) + 1, column + 1)


def worst_first(results: Results) -> list[Result]:
    """Give the findings, those that count first, violations before reviews, then by severity; the report's
    order decides between equals.
    """
    return sorted(
        results.findings, key=lambda r: (not r.counts, -r.verdict, SEVERITIES.index(r.rule.severity))
    )


def excuse(result: Result, report: Report, lang: str) -> str:
    """Say why a finding does not count: its waiver, the baseline, or that it stood before; nothing for one
    that counts.
    """
    if result.waived is not None:
        waiver = report.workspace.waivers[result.waived]
        who = say(
            lang,
            "waived by {approved_by} until {expires_on}",
            approved_by=waiver.approved_by,
            expires_on=waiver.expires_on,
        )
        return f"{who}: {waiver.reason}"
    if result.baselined and report.baseline is not None:
        held = report.baseline
        return f"{say(lang, 'in the baseline until')} {held.expires_on}: {held.reason}"
    if result.change == "unchanged" and report.changes is not None:
        return say(lang, "unchanged since {revision}", revision=report.changes.revision)
    return ""


def subject(result: Result) -> str:
    """Name a result's subject by its kind and id."""
    return f"{result.subject.kind}/{result.subject.id}"


def clause(word: str, lang: str) -> str:
    """Name a clause as people cite it."""
    return f"art. {word}" if word[0].isdigit() else clause_number(word, lang)


def headed(report: Report, word: str, lang: str) -> str:
    """Name a clause with its title."""
    name = clause(word, lang)
    return name if word == "house" else f"{name} {report.pack.clause_title(word).in_(lang)}"

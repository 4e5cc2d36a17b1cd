"""Every workspace below some folders, each judged by its own settings: nested ones belong to the inner one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.cli.parts.failing import input_errors, unread
from gbo_policy.cli.parts.options import Setup, set_up
from gbo_policy.formats import InputErrors, WorkspaceAnswer
from gbo_policy.judging.report import Report
from gbo_policy.reading.files import declared_files, relative
from gbo_policy.reading.source import read

Judge = Callable[[Setup], Report]
# for a file that cannot be read as YAML: its agreement is still one, and its errors are that workspace's
_AGREEMENT = re.compile(rb"^[\"']?agreement[\"']?\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WorkspaceRun:
    """One workspace judged: its answer, and the setup that it was judged by; None where not even settings could be read."""

    answer: WorkspaceAnswer
    setup: Setup | None


def find_workspaces(roots: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """Give each folder whose files hold an agreement, and an error for each declaration that lies in none of them.

    Raises PolicyError when a root is missing or holds no workspace at all.
    """
    missing = [problem("no-such-path", None, word=str(r)) for r in roots if not r.exists()]
    if missing:
        raise PolicyError(missing)
    files = declared_files(roots)
    sections = {file: _sections(file) for file in files}
    folders = sorted({f.parent for f, found in sections.items() if "agreement" in found})
    if not folders:
        raise PolicyError(problem("no-agreement", Location(str(r))) for r in roots)
    astray = [
        problem("no-agreement", Location(str(file)))
        for file, found in sections.items()
        if found and not any(folder in file.parents for folder in folders)
    ]
    return folders, astray


def _sections(file: Path) -> set[str]:
    try:
        content = file.read_bytes()
    except OSError:
        return set()
    documents, wrong = read(content, str(file))
    if wrong:
        return {"agreement"} if _AGREEMENT.search(content) else set()
    keys = {key for data, _ in documents if isinstance(data, dict) for key in data}
    return keys & {"agreement", "flows", "events", "assessments", "waivers"}


def judge_all(
    roots: Sequence[Path],
    options: Mapping[str, Any],
    judge: Judge,
    *,
    config: Path | None,
    rules: Path | None,
    outputs: Sequence[Path | None],
) -> list[WorkspaceRun]:
    """Judge every workspace below ``roots``; what lies in none of them is an answer of its own, with its errors."""
    folders, astray = find_workspaces(roots)
    runs = []
    for folder in folders:
        inner = [f for f in folders if f != folder and folder in f.parents]
        runs.append(_run(folder, inner, options, judge, config=config, rules=rules, outputs=outputs))
    if astray:
        found = input_errors(PolicyError(astray), unread(roots, options, config, rules))
        runs.append(WorkspaceRun(WorkspaceAnswer(str(roots[0]), found.lang, found), None))
    return runs


def _run(
    folder: Path, inner: Sequence[Path], options: Mapping[str, Any], judge: Judge, **more: Any
) -> WorkspaceRun:
    setup = None
    try:
        setup = set_up([folder], options, **more)._replace(inner=tuple(relative(f, folder) for f in inner))
        answer: Report | InputErrors = judge(setup)
    except PolicyError as error:
        outputs_refused = type(error) is not PolicyError
        if outputs_refused:
            raise
        known = setup or unread([folder], options, more["config"], more["rules"])
        answer = input_errors(error, known)
    lang = answer.lang if isinstance(answer, InputErrors) else setup.settings["lang"] if setup else "nl"
    return WorkspaceRun(WorkspaceAnswer(str(folder), lang, answer), setup)

"""Every workspace below some folders, each judged by its own settings: nested ones belong to the inner
one.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.cli.parts.failing import input_errors, unread
from gbo_policy.cli.parts.options import Setup, set_up
from gbo_policy.declarations.declared_sections import SECTIONS
from gbo_policy.declarations.misspelt import misspelt_sections
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.judging.report import Report
from gbo_policy.reading.files import file_content, found_below, meant_files, relative
from gbo_policy.reading.source import Mark, read
from gbo_policy.reading.top_keys import top_keys

Judge = Callable[[Setup], Report]
_KEY = rb"(?:" + "|".join(SECTIONS).encode() + rb")[ \t]*:(?=\s|\Z)"
_SECTION = re.compile(rb"^(?=" + _KEY + rb")(\w+)", re.MULTILINE)
# a line that begins with anything but a section, a member of its list, a remark or the start of a document,
# and a document that is indented as a whole
_OTHERWISE = re.compile(
    rb"^(?!\s|#|---[ \t]*\r?$|-[ \t]|"
    + _KEY
    + rb").|\r(?!\n)|(?:\A|^---[ \t]*\r?\n)(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+[^\s#]",
    re.MULTILINE | re.DOTALL,
)


class WorkspaceRun(NamedTuple):
    """One workspace judged: its answer, and the setup that it was judged by; None where not even settings
    could be read.
    """

    answer: WorkspaceAnswer
    setup: Setup | None


def find_workspaces(roots: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """Give each folder whose files hold an agreement, and an error for each declaration that lies in none of
    them.

    Raises PolicyError when a root is missing or holds no workspace at all.
    """
    missing = [problem("no-such-path", None, word=str(r)) for r in roots if not r.exists()]
    if missing:
        raise PolicyError(missing)
    files, unread = found_below(roots)
    sections = {file: _sections(file, unread) for file in files}
    folders = sorted({f.parent for f, found in sections.items() if "agreement" in found})
    if not folders:
        raise PolicyError([*unread, *(problem("no-agreement", Location(str(r))) for r in roots)])
    astray = [problem("no-agreement", Location(str(file))) for file, found in sections.items() if found]
    held = [*folders, *(Path(p.location.file) for p in (*unread, *astray) if p.location)]
    astray += [
        problem("no-agreement", Location(str(r))) for r in roots if not any(_on_way(r, h) for h in held)
    ]
    return folders, [p for p in (*unread, *astray) if not _within(p, folders)]


def _within(told: Problem, folders: Sequence[Path]) -> bool:
    """Tell whether something is about what lies in one of the workspaces, which tells it itself."""
    path = Path(told.location.file if told.location else "")
    return any(folder == path or folder in path.parents for folder in folders)


def _on_way(one: Path, other: Path) -> bool:
    """Tell whether one of two paths lies below the other, or is it."""
    return one == other or one in other.parents or other in one.parents


def inner_of(folder: Path, folders: Sequence[Path]) -> tuple[str, ...]:
    """Give the workspaces among ``folders`` that lie within one of them, named from there on."""
    return tuple(relative(f, folder) for f in folders if f != folder and folder in f.parents)


def _sections(file: Path, unread: list[Problem]) -> set[str]:
    """Give the sections of a workspace that a file holds; what cannot be opened at all may hold any, and goes
    to ``unread``, as a misspelt one does. Of a large file the first part has to tell.
    """
    content = file_content(file, unread, cut=True)
    if content is None:
        return set()
    found, documents = sections_of(content, str(file))
    if not found:
        unread.extend(p for data, mark in documents for p in misspelt_sections(data, mark, str(file)))
    return found


def sections_of(content: bytes, name: str) -> tuple[set[str], Sequence[tuple[Any, Mark]]]:
    """Give the sections of a workspace that a file holds, and its documents where they were read: only where
    lines that begin with a key do not tell.

    Of what cannot be read as YAML those are given that one sees: its agreement is still one, and its errors
    are that workspace's.
    """
    content = content.removeprefix(BOM_UTF8)
    if _OTHERWISE.search(content) is None:
        return {found[1].decode() for found in _SECTION.finditer(content)}, ()
    documents, wrong = read(content, name)
    keys = {key for data, _ in documents if isinstance(data, dict) for key in data}
    return (keys | top_keys(content) if wrong else keys).intersection(SECTIONS), documents


def judge_all(
    roots: Sequence[Path],
    options: Mapping[str, Any],
    judge: Judge,
    *,
    config: Path | None,
    rules: Path | None,
    outputs: Sequence[Path | None],
) -> list[WorkspaceRun]:
    """Judge every workspace below ``roots``; what lies in none of them is an answer of its own, with its
    errors.
    """
    folders, astray = find_workspaces(roots)
    passed = passed_over(roots, folders)
    if options.get("strict"):
        # a link that leads nowhere, somewhere in a repository, may be anybody's: it is told, and no error
        astray = [*astray, *(p for p in passed if p.code != "not-read-link")]
        passed = [p for p in passed if p.code == "not-read-link"]
    runs = []
    for folder in folders:
        inner = inner_of(folder, folders)
        runs.append(_run(folder, inner, options, judge, config=config, rules=rules, outputs=outputs))
    if astray:
        found = input_errors(PolicyError(astray), unread(roots, options, config, rules))
        runs.append(WorkspaceRun(WorkspaceAnswer(str(roots[0]), found.lang, found), None))
    return [_besides(runs[0], passed), *runs[1:]] if passed else runs


def passed_over(roots: Sequence[Path], folders: Sequence[Path]) -> list[Problem]:
    """Give a notice for each file below ``roots`` that begins as a declaration, is not read and lies in none
    of the workspaces ``folders``.
    """
    return [
        problem(one.why, Location(one.path), word=one.name.rpartition("/")[2])
        for one in meant_files(roots)
        if not any(folder in Path(one.path).parents for folder in folders)
    ]


def _besides(run: WorkspaceRun, notices: Sequence[Problem]) -> WorkspaceRun:
    """Let the answer of a run tell what lies in no workspace too: formats have no place for it of its own."""
    answer = run.answer.answer
    told: Report | InputErrors
    if isinstance(answer, Report):
        told = answer._replace(notices=(*notices, *answer.notices), gaps=(*notices, *answer.gaps))
    else:
        told = answer._replace(problems=(*answer.problems, *notices))
    return run._replace(answer=run.answer._replace(answer=told))


def _run(
    folder: Path, inner: Sequence[str], options: Mapping[str, Any], judge: Judge, **more: Any
) -> WorkspaceRun:
    setup = None
    try:
        setup = set_up([folder], options, **more)._replace(inner=inner)
        answer: Report | InputErrors = judge(setup)
    except PolicyError as error:
        outputs_refused = type(error) is not PolicyError
        if outputs_refused:
            raise
        known = setup or unread([folder], options, more["config"], more["rules"])
        answer = input_errors(error, known)
    lang = answer.lang if isinstance(answer, InputErrors) else setup.settings["lang"] if setup else "nl"
    return WorkspaceRun(WorkspaceAnswer(str(folder), lang, answer), setup)

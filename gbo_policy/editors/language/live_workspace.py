"""A workspace while somebody types in it: what is open counts before what is saved, and errors and findings
are told of both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from gbo_policy.basics.problems import Location, PolicyError, Problem
from gbo_policy.declarations.known_entries import KnownEntries
from gbo_policy.declarations.load import load_files
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.editors.certain import month_first
from gbo_policy.editors.fixing import Fix, fix_of
from gbo_policy.editors.json_schema import workspace_schema
from gbo_policy.editors.language.pages import Page
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import make_report
from gbo_policy.judging.settings import Settings, load_settings
from gbo_policy.judging.wording import message
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reading.files import InputFile, Reading, declares, read_files, relative
from gbo_policy.reading.passed_over import SETTINGS, Pattern
from gbo_policy.rulebook.pack import Pack, load_pack

_AGREEMENT = re.compile(rb"""^[ {]*["']?agreement["']?\s*:""", re.MULTILINE)


class ShownProblem(NamedTuple):
    """One thing to show at a place: how grave it is, its code, what is said, and what it was made of."""

    location: Location
    level: str  # error, violation, review, waived or notice
    code: str
    text: str
    problem: Problem | None = None
    result: Result | None = None


@dataclass
class LiveWorkspace:
    """One workspace below ``root``; ``opened`` holds the texts that editors have by path, saved or not."""

    root: Path
    lang: str
    opened: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    workspace: Workspace | None = None  # the last one that was in order
    problem: tuple[Problem, ...] = ()
    _known: KnownEntries = field(default_factory=KnownEntries)
    _reading: Reading | None = None
    _before: tuple[Case, tuple[Result, ...]] | None = None

    @cached_property
    def pack(self) -> Pack:
        """The pack that judges."""
        return load_pack()

    @cached_property
    def schema(self) -> dict[str, Any]:
        """What may stand in a file."""
        return workspace_schema(self.pack)

    @cached_property
    def settings(self) -> Settings:
        """The settings of this workspace. Raises PolicyError."""
        return load_settings({}, self.root, None, os.environ, self.lang)

    def reread(self) -> None:
        """Read from disk again at the next question: files were saved, made or deleted."""
        self._reading = None
        self.__dict__.pop("settings", None)

    def page(self, path: str) -> Page | None:
        """Give a file of the workspace, as it is open or saved."""
        return self.pages.get(path)

    def files(self) -> Sequence[InputFile]:
        """Give the files as they are now; a page is kept as long as its text is the same."""
        if self._reading is None:
            given = self.settings.values["exclude"]
            exclude = [Pattern(text, given.location) for text in given.value]
            self._reading = read_files([Path(p) for p in self.settings["paths"] or [self.root]], exclude)
        real = ((os.path.realpath(f.path), f) for f in self._reading.files)
        there = {path: f._replace(path=path) for path, f in real}  # one name for a file, whatever the links
        for path, text in self.opened.items():
            name = relative(Path(path), self.root)
            if path in there:
                there[path] = there[path]._replace(content=text.encode("utf-8", "surrogatepass"))
            elif not name.startswith("..") and declares(Path(path).name):
                there[path] = InputFile(path, name, text.encode("utf-8", "surrogatepass"))
        for path, file in there.items():
            if path not in self.pages or self.pages[path].file != file:
                self.pages[path] = Page(file)
        for path in set(self.pages) - set(there):
            del self.pages[path]
        return sorted(there.values(), key=lambda f: f.name)

    def tell(self, *, whole: bool = True) -> list[ShownProblem]:
        """Judge what is written now; give the input errors, or else the findings and notices.

        Without ``whole``, flows that did not change since the last time are not judged again where nothing
        else changed either.
        """
        try:
            return self._tell(whole=whole)
        except PolicyError as error:
            self.problem = error.problems
            return [
                ShownProblem(p.location or self._nowhere(), "error", p.code, p.sentence(self._spoken()), p)
                for p in error.problems
            ]

    def _spoken(self) -> str:
        try:
            return str(self.settings["lang"])
        except PolicyError:
            return self.lang

    def _nowhere(self) -> Location:
        """Give the place of what concerns no file: the first one."""
        return Location(
            next((f.path for f in self._reading.files), str(self.root)) if self._reading else str(self.root)
        )

    def _tell(self, *, whole: bool) -> list[ShownProblem]:
        files, pack, settings = self.files(), self.pack, self.settings
        assert self._reading is not None
        if self._reading.problems:
            raise PolicyError(self._reading.problems)
        rules = [r.id for r in pack.rules]
        workspace = load_files(
            files, self.root, pack.vocabulary, pack.clause_numbers, [self.root], rules, self._known
        )
        self.workspace, self.problem = workspace, ()
        results = self._judged(workspace, settings, whole=whole)
        lang = str(settings["lang"])
        found = [_of_result(r, workspace, lang) for r in results if r.finding]
        notices = [*self._reading.notices, *workspace.notices]
        return found + [
            ShownProblem(n.location or self._nowhere(), "notice", n.code, n.sentence(lang), n)
            for n in notices
        ]

    def _judged(self, workspace: Workspace, settings: Settings, *, whole: bool) -> tuple[Result, ...]:
        pack = self.pack
        fresh = Case.of(
            workspace,
            pack,
            settings.norms(pack),
            settings.rules(pack),
            notice_given=settings.notice_given(pack),
        )
        if (
            not whole
            and self._before is not None
            and (changed := _flows_alone(self._before[0].workspace, workspace)) is not None
        ):
            few = fresh._replace(
                workspace=workspace._replace(flows=tuple(f for f in workspace.flows if f.id in changed)),
            )
            new = (r for r in make_report(few, settings["as_of"]).results if r.subject.flow in changed)
            ids = {*workspace.flow_by_id, None} - changed
            results = (*new, *(r for r in self._before[1] if r.subject.flow in ids))
        else:
            results = tuple(make_report(fresh, settings["as_of"]).results)
        self._before = fresh, results
        return results

    def fix(self, told: ShownProblem) -> Fix | None:
        """Give the fix of an input error or notice, if its suggestion is certain."""
        page = self.pages.get(told.location.file)
        if told.problem is None or page is None:
            return None
        words = (w.value for p in self.pages.values() for here in p.words.values() for w in here)
        return fix_of(told.problem, page.words, self.pack.vocabulary, months_first=month_first(words))


def _flows_alone(old: Workspace, new: Workspace) -> set[str] | None:
    """Give the ids of the flows that changed, where nothing but flows did; None where something else did, or
    many.
    """
    same = (
        old.agreement == new.agreement
        and old.events == new.events
        and old.assessments == new.assessments
        and old.waivers == new.waivers
        and old.has_register == new.has_register
    )
    if not same:
        return None
    before = old.flow_by_id
    changed = {f.id for f in new.flows if (was := before.get(f.id)) is not f and was != f}
    return changed if len(changed) < 50 else None


def _of_result(result: Result, workspace: Workspace, lang: str) -> ShownProblem:
    level = (
        "waived"
        if result.waived is not None
        else "violation"
        if result.verdict == Verdict.VIOLATION
        else "review"
    )
    where = workspace.locate(*result.subject.where(result.fact_path()))
    return ShownProblem(where, level, result.rule.id, message(result, lang), None, result)


def root_of(file: Path, top: Path | None, opened: Mapping[str, str]) -> Path:
    """Give the folder of the workspace that a file belongs to: the nearest one above with settings or an
    agreement in it, within ``top``.
    """
    for folder in (file.parent, *file.parent.parents):
        if top is not None and folder != top and not folder.is_relative_to(top):
            break
        if (folder / SETTINGS).is_file() or _holds_agreement(folder, opened):
            return folder
        if folder == top or (folder / ".git").exists():
            break
    return top if top is not None and file.is_relative_to(top) else file.parent


def _holds_agreement(folder: Path, opened: Mapping[str, str]) -> bool:
    try:
        files = [f for f in folder.iterdir() if f.is_file() and declares(f.name)]
    except OSError:
        return False
    for file in files:
        own = opened.get(os.path.realpath(file))
        try:
            if _AGREEMENT.search(own.encode("utf-8", "replace") if own is not None else file.read_bytes()):
                return True
        except OSError:
            continue
    return False

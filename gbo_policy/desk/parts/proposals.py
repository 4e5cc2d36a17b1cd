"""Changes of files before they are made: shown in words and in YAML, saved whole or not at all, and undone
while the desk runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gbo_policy.basics.digest import digest
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import say
from gbo_policy.declarations.model.flow_by_role import FlowsByRole
from gbo_policy.declarations.section_files import SECTION_FILES
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.drafts import ExchangeDraft
from gbo_policy.desk.parts.entries import WrittenEntry, entry_of, home_of
from gbo_policy.desk.parts.office import Office
from gbo_policy.desk.parts.tabled import FileChange, Proposal, SavedFile
from gbo_policy.editors.edit import REMOVED, Edit, edited
from gbo_policy.editors.saving import digest_of_file, save
from gbo_policy.reporting.content.spoken import SpokenChange, spoken

CONTEXT_LINES = 3


def on_table(office: Office, proposal: Proposal) -> Proposal:
    """Put a change on the desk, where it waits."""
    office.keep(office.proposals, proposal.key, proposal)
    return proposal


def make(office: Office, proposal: Proposal) -> None:
    """Save a change. Raises PolicyError, with nothing saved, where a file changed meanwhile or cannot be
    written.
    """
    done: list[tuple[Path, bytes | None, str]] = []
    try:
        for one in proposal.changes:
            _folder(one.path.parent)
            save(one.path, None if one.before is None else digest(one.before), one.text)
            done.append((one.path, one.before, digest(one.text.encode())))
    except PolicyError:
        for path, before, after in reversed(done):
            _put_back(path, before, after)
        raise
    office.saved.append(SavedFile(proposal.title, tuple(done)))
    office.proposals.pop(proposal.key, None)


def _folder(path: Path) -> None:
    """Make the folder of a new file, where it is not there yet. Raises PolicyError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PolicyError([problem("cannot-write", None, word=str(path), what=error.strerror)]) from None


def undo(office: Office) -> str | None:
    """Undo the last save and give its title; None where there is none. Raises PolicyError where somebody
    changed a file since.
    """
    if not office.saved:
        return None
    last = office.saved[-1]
    for path, _, after in last.files:  # all of them, or none
        if digest_of_file(path) != after:
            raise PolicyError([problem("changed-meanwhile", None, word=str(path))])
    for path, before, after in reversed(last.files):
        _put_back(path, before, after)
    office.saved.pop()
    return last.title


def _put_back(path: Path, before: bytes | None, after: str) -> None:
    if before is None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PolicyError([problem("cannot-write", None, word=str(path), what=error.strerror)]) from None
    else:
        save(path, after, before.decode("utf-8"))


def changed_entry(
    office: Office,
    case: DeskCase,
    entry: WrittenEntry,
    data: Mapping[str, Any],
    model: type[BaseModel],
    title: str,
    back: str,
) -> Proposal | None:
    """Propose that one thing says something else; None where it says the same already."""
    said = spoken(model, entry.data, data, case, office.lang)
    if not said:
        return None
    text = edited(
        entry.content.decode("utf-8"), [Edit(entry.path, dict(data), entry.document)], name=str(entry.file)
    )
    change = FileChange(entry.file, entry.content, text)

    def again(now: DeskCase) -> Proposal | None:
        kind = {"flows": "flow", "events": "event", "assessments": "assessment"}.get(str(entry.path[0]), "")
        if entry.path[0] == "agreement":
            kind = (
                {"parties": "party", "processors": "processor"}.get(str(entry.path[1:2][0]), "")
                if entry.path[1:]
                else "agreement"
            )
        other = entry_of(now, kind, str(entry.data.get("id", ""))) if kind else None
        if other is None:
            return None
        return changed_entry(office, now, other, _on_top(entry.data, data, other.data), model, title, back)

    return on_table(office, Proposal(title, (change,), tuple(said), back, again))


def _on_top(old: Mapping[str, Any], new: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Put what was changed from old to new on top of what stands there now, key by key."""
    made = dict(now)
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            if key in new:
                made[key] = new[key]
            else:
                made.pop(key, None)
    return made


def added_entry(
    office: Office,
    case: DeskCase,
    section: str,  # or, with a dot, a list of the agreement
    data: Mapping[str, Any],
    model: type[BaseModel],
    title: str,
    back: str,
) -> Proposal:
    """Propose one thing more in a section: in the file that has the section, or in a new one."""
    said = spoken(model, {}, data, case, office.lang)
    change = _appended(office, case, section, dict(data))

    def again(now: DeskCase) -> Proposal:
        return added_entry(office, now, section, data, model, title, back)

    return on_table(office, Proposal(title, (change,), tuple(said), back, again))


def _appended(office: Office, case: DeskCase, section: str, data: dict[str, Any]) -> FileChange:
    if section.startswith("agreement."):
        return _within(case, section.partition(".")[2], data)
    home = home_of(case, section)
    if home is None:
        path = free_file(office, section)
        return FileChange(path, None, edited("", [Edit((section,), [data])], name=str(path)))
    file, number, document = home
    edit = Edit((section,), [data], document) if number is None else Edit((section, number), data, document)
    return FileChange(
        Path(file.path), file.content, edited(file.content.decode("utf-8"), [edit], name=file.path)
    )


def _within(case: DeskCase, key: str, data: dict[str, Any]) -> FileChange:
    """Put one thing more into a list of the agreement."""
    entry = entry_of(case, "agreement", "")
    if entry is None:
        raise LookupError(key)
    there = entry.data.get(key)
    number = len(there) if isinstance(there, list) else 0
    path: Steps = ("agreement", key, number) if number else ("agreement", key)
    edit = Edit(path, data if number else [data], entry.document)
    return FileChange(
        entry.file, entry.content, edited(entry.content.decode("utf-8"), [edit], name=str(entry.file))
    )


def free_file(office: Office, section: str) -> Path:
    """Give a file name for a section that no file has yet."""
    name = SECTION_FILES[office.lang][section]
    root = office.hands.root
    names = (name, *(f"{name}-{i}" for i in range(2, 1000)))
    return next(p for n in names if not (p := root / f"{n}.yaml").exists())


def removed_entry(office: Office, entry: WrittenEntry, title: str, back: str) -> Proposal:
    """Propose that one thing goes."""
    text = edited(
        entry.content.decode("utf-8"), [Edit(entry.path, REMOVED, entry.document)], name=str(entry.file)
    )
    gone = SpokenChange(title, str(entry.data.get("title") or entry.data.get("id") or ""), "")
    return on_table(office, Proposal(title, (FileChange(entry.file, entry.content, text),), (gone,), back))


def propose_flow(office: Office, case: DeskCase, draft: ExchangeDraft, lang: str) -> Proposal | None:
    """Propose a draft as it stands: a change of a declared exchange, or one more; None where it changes
    nothing.
    """
    from gbo_policy.desk.parts.desk_page import url

    name = str(draft.data.get("title") or draft.data["id"])
    back = url("flow", draft.data["id"])
    if draft.entry is not None:
        title = say(lang, "change of “{name}”", name=name)
        return changed_entry(office, case, draft.entry, draft.data, FlowsByRole, title, back)
    title = say(lang, "new exchange “{name}”", name=name)
    return added_entry(office, case, "flows", draft.data, FlowsByRole, title, back)

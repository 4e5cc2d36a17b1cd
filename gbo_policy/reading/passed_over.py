"""Files that look as if they were meant to be read and are not: by what in their names one can tell."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import NamedTuple

from gbo_policy.basics.problems import Location, Problem, problem

SUFFIXES = (".yaml", ".yml", ".json")
_OFFICE = (".xlsx", ".xlsm", ".xls", ".ods", ".docx", ".doc", ".odt")
# a known suffix with more behind it: nieuw.yaml.txt, nieuw.yml~, .nieuw.yaml.swp
_MORE_BEHIND = re.compile(r"\.(?:yaml|yml|json)[^a-z]")
# never declarations, and never looked into
_NOT_OURS = (".git", ".github")
# folders of tools hold thousands of files that nobody wrote as declarations; only those that hold a section are named
_TOOLS = frozenset(
    [
        ".cache",
        ".gitlab",
        ".hg",
        ".hypothesis",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        ".vscode",
    ]
)
_TOOL_FILES = re.compile(
    r"\.(?:gitlab-ci|pre-commit-config|pre-commit-hooks|travis|yamllint|yamlfmt|readthedocs|markdownlint|prettierrc|eslintrc|stylelintrc|editorconfig)\b"
)
_SECTION = re.compile(rb"(?m)^[\s{]*[\"']?(?:agreement|flows|events|assessments|waivers)[\"']?\s*:")
_MOST_NAMED = 10


class Pattern(NamedTuple):
    """One pattern of ``exclude``, and where it was set; the program's ``own`` ones (its baseline) are not told about."""

    text: str
    location: Location | None = None
    own: bool = False

    def fits(self, name: str) -> bool:
        """Tell whether the file called ``name`` (from a given folder on) or a folder above it is meant."""
        return fnmatch(name, self.text) or fnmatch(name, f"{self.text.rstrip('/')}/*")


class NotRead(NamedTuple):
    """A file that was not read: its path, its name from the workspace's root on, and why (the code of the sentence that names it)."""

    path: str
    name: str
    why: str


def near_suffixes(suffix: str) -> set[str]:
    """Give what one slip makes of a suffix: a letter left out, doubled or changed places with the next."""
    slips = {suffix[:i] + suffix[i + 1 :] for i in range(len(suffix))}
    slips |= {suffix[:i] + suffix[i] + suffix[i:] for i in range(len(suffix))}
    slips |= {suffix[:i] + suffix[i + 1] + suffix[i] + suffix[i + 2 :] for i in range(len(suffix) - 1)}
    return slips


# `.ml` and `.son` are languages and sounds, `.yml` is read
_MISSPELT = {f".{s}" for known in SUFFIXES for s in near_suffixes(known[1:])} - {*SUFFIXES, ".ml", ".son"}


def is_declaration(name: str) -> bool:
    """Tell whether the file called ``name`` from a given folder on is read: its suffix is known and no part of it is hidden."""
    return name.lower().endswith(SUFFIXES) and not any(step.startswith(".") for step in name.split("/"))


def looks_meant(name: str, content: bytes | None) -> str | None:
    """Say why a file that is not read looks as if it should be, as the code of a sentence; None where it does not.

    ``content`` is the beginning of the file, asked for only where the name alone does not decide.
    """
    *folders, last = name.split("/")
    lower = last.lower()
    if any(folder in _NOT_OURS for folder in folders) or lower.startswith("~$"):
        return None
    why = _by_name(lower, hidden=lower.startswith(".") or any(f.startswith(".") for f in folders))
    if why is not None and needs_a_look(name) and not _SECTION.search(content or b""):
        return None
    return why


def needs_a_look(name: str) -> bool:
    """Tell whether a file's name could be any tool's own, so that only its content tells."""
    *folders, last = name.split("/")
    return bool(_TOOL_FILES.match(last.lower())) or not _TOOLS.isdisjoint(folders)


def _by_name(lower: str, *, hidden: bool) -> str | None:
    if lower.endswith(SUFFIXES):
        return "not-read-hidden" if hidden else None
    if lower.endswith(_OFFICE):
        return "not-read-office"
    if _MORE_BEHIND.search(lower):
        return "not-read-suffix"
    return "not-read-suffix" if any(lower.endswith(s) for s in _MISSPELT) else None


def told(not_read: list[NotRead], left_out: dict[Pattern, list[str]]) -> list[Problem]:
    """Give a notice for every file that looks meant and is not read, and one for every pattern of ``exclude`` with what it leaves out."""
    notices = [
        problem(one.why, Location(one.path), word=one.path.replace("\\", "/").rpartition("/")[2])
        for one in not_read
    ]
    for pattern, names in left_out.items():
        if names and not pattern.own:
            notices.append(
                problem(
                    "excluded",
                    pattern.location,
                    word=pattern.text,
                    number=len(names),
                    known=", ".join(f"`{n}`" for n in names[:_MOST_NAMED]),
                    more=f" (+{len(names) - _MOST_NAMED})" if len(names) > _MOST_NAMED else "",
                )
            )
    return notices


def unfitting(left_out: dict[Pattern, list[str]], known: list[str]) -> list[Problem]:
    """Give an error for every pattern that none of the files called ``known`` fits."""
    return [
        problem("exclude-nothing", pattern.location, word=pattern.text)
        for pattern, names in left_out.items()
        if not names and not pattern.own and not any(pattern.fits(name) for name in known)
    ]

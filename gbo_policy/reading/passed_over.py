"""Files that look as if they were meant to be read and are not: by what in their names one can tell."""

from collections.abc import Iterable
from fnmatch import fnmatch
from typing import NamedTuple

from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, Problem, problem

SUFFIXES = (".yaml", ".yml", ".json")
_OFFICE = (
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".xltm", ".ods", ".ots", ".fods", ".numbers", ".gsheet"),
    *(".docx", ".docm", ".doc", ".dotx", ".odt", ".ott", ".fodt", ".rtf", ".gdoc"),
)
# of files that are not read, those in which anything may have been declared
MAY_DECLARE = frozenset(["not-read-hidden", "not-read-suffix", "not-read-office", "not-read-link"])
# a known suffix with more behind it: nieuw.yaml.txt, nieuw.yml~, .nieuw.yaml.swp
_MORE_BEHIND = late_pattern(r"\.(?:yaml|yml|json)[^a-z]")
# never declarations, and never looked into
_NOT_OURS = (".git", ".github")
# folders of tools hold thousands of files that nobody wrote as declarations; only those that hold a section
# are named
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
_TOOL_FILES = late_pattern(
    r"\.(?:gitlab-ci|pre-commit-config|pre-commit-hooks|travis|yamllint|yamlfmt|readthedocs|markdownlint|prettierrc|eslintrc|stylelintrc|editorconfig)\b"
)
_SECTION = late_pattern(rb"(?m)^[\s{]*[\"']?(?:agreement|flows|events|assessments|waivers)[\"']?\s*:")
_PROSE = (".md", ".markdown", ".rst", ".adoc", ".htm", ".html")  # that speak of declarations
# how a declaration begins, after remarks: with a section that holds nothing, entries below it, or a bracket
_BEGINS = late_pattern(
    rb"(?:\s|#[^\n]*\n|---[^\n]*\n)*\{?\s*[\"']?(?:agreement|flows|events|assessments|waivers)[\"']?[ \t]*:"
    rb"[ \t]*(?:[\[{#\r\n]|\Z)"
)
_MOST_NAMED = 10
LOOK = 65_536  # bytes of a file that are looked at to tell whether it holds a section
SETTINGS, PROJECT = "gbo-policy.toml", "pyproject.toml"
# in another case, with another dash, hidden, or with a slip or more behind its suffix
_LIKE_SETTINGS = late_pattern(r"(?i)\.?gbo[-_. ]?policy\.(?:toml\b|tom|tml|ini|cfg|conf)")


class Pattern(NamedTuple):
    """One pattern of ``exclude``, and where it was set; the program's ``own`` ones (its baseline) are not
    told about.
    """

    text: str
    location: Location | None = None
    own: bool = False

    def fits(self, name: str) -> bool:
        """Tell whether the file called ``name`` (from a given folder on) or a folder above it is meant."""
        return fnmatch(name, self.text) or fnmatch(name, f"{self.text.rstrip('/')}/*")

    def begins(self, folder: str) -> bool:
        """Tell whether it is about what lies in the folder of that name."""
        return self.text.startswith(f"{folder}/")


def set_aside(name: str, link: bool, patterns: Iterable[Pattern]) -> bool:
    """Tell whether nothing, or not everything, is read of a folder called ``name``: it is hidden, or patterns
    are about it.
    """
    if any(step.startswith(".") for step in name.split("/")):
        return True
    return any(p.fits(f"{name}/") or (link and p.begins(name)) for p in patterns if not p.own)


class NotRead(NamedTuple):
    """A file that was not read: its path, its name from the workspace's root on, and why (the code of the
    sentence that names it).
    """

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
    """Tell whether the file called ``name`` from a given folder on is read: its suffix is known and no part
    of it is hidden.
    """
    return name.lower().endswith(SUFFIXES) and not any(step.startswith(".") for step in name.split("/"))


def looks_meant(name: str, content: bytes | None) -> str | None:
    """Say why a file that is not read looks as if it should be, as the code of a sentence; None where it does
    not.

    ``content`` is the beginning of the file, asked for only where the name alone does not decide; without it,
    only names count.
    """
    *folders, last = name.split("/")
    lower = last.lower()
    if any(folder in _NOT_OURS for folder in folders) or lower.startswith("~$"):
        return None
    hidden = lower.startswith(".") or any(f.startswith(".") for f in folders)
    why = _by_name(lower, hidden=hidden)
    if why is None:
        begins = needs_a_look(name) and begins_as_declaration(content or b"")
        return None if not begins else "not-read-hidden" if hidden else "not-read-suffix"
    return None if _of_a_tool(name) and not _SECTION.search(content or b"") else why


def needs_a_look(name: str) -> bool:
    """Tell whether a file's name says nothing of what it is for, or could be any tool's own, so that only its
    content tells.
    """
    folders, lower = name.split("/")[:-1], name.rpartition("/")[2].lower()
    if _by_name(lower, hidden=True) is not None:
        return _of_a_tool(name)
    theirs = not _TOOLS.isdisjoint(folders) or any(folder in _NOT_OURS for folder in folders)
    return not theirs and not lower.endswith(_PROSE)


def may_be_a_folder(name: str) -> bool:
    """Tell whether a file could, by its name, be a folder of declarations: a link to one that is not there
    is listed as a file.
    """
    *folders, last = name.split("/")
    return "." not in last and not any(folder.startswith(".") for folder in folders)


def begins_as_declaration(content: bytes) -> bool:
    """Tell whether a file whose beginning is ``content`` holds a section of a workspace, in UTF-8 or
    UTF-16.
    """
    plain = content.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return _BEGINS.match(plain.replace(b"\0", b"")) is not None


def _of_a_tool(name: str) -> bool:
    *folders, last = name.split("/")
    return bool(_TOOL_FILES.match(last.lower())) or not _TOOLS.isdisjoint(folders)


def looks_like_settings(name: str, content: bytes | None) -> bool:
    """Tell whether the file called ``name`` looks like settings; ``content`` is the beginning of a file whose
    name says nothing of what it is for.
    """
    *folders, last = name.split("/")
    if any(folder in _NOT_OURS or folder in _TOOLS for folder in folders):
        return False
    return _LIKE_SETTINGS.match(last) is not None or (
        last == PROJECT and b"[tool.gbo-policy" in (content or b"")
    )


def _by_name(lower: str, *, hidden: bool) -> str | None:
    if lower.endswith(SUFFIXES):
        return "not-read-hidden" if hidden else None
    if lower.endswith(_OFFICE):
        return "not-read-office"
    if _MORE_BEHIND.search(lower):
        return "not-read-suffix"
    return "not-read-suffix" if any(lower.endswith(s) for s in _MISSPELT) else None


def told(not_read: list[NotRead], left_out: dict[Pattern, list[str]]) -> list[Problem]:
    """Give a notice for every file that looks meant and is not read, and one for every pattern of ``exclude``
    with what it leaves out.
    """
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

"""What lies in a folder of rules: the files that are read, and those that look meant and are not."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.reading.files import beginning
from gbo_policy.reading.passed_over import looks_meant, may_be_a_folder
from gbo_policy.reading.walking import folders_once, look_on_disk

_RULE = late_pattern(rb"(?m)^[\s{]*[\"']?for_each[\"']?[ \t]*:")
_PROSE = (".md", ".markdown", ".rst", ".adoc", ".htm", ".html")  # that speak of rules


def rule_files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Give the YAML files below a folder, each with its name from there on; what cannot be looked into goes
    to ``problems``.
    """
    return ((path, name) for path, name in _below(folder, problems) if _is_read(name))


def rules_not_read(folder: Path) -> list[Problem]:
    """Give a notice for each file below a folder that is no rule by its name and looks meant as one."""
    read, others = set(), []
    for path, name in _below(folder, []):
        if _is_read(name):
            read.add(os.path.realpath(path))
        elif _looks_meant(path, name):
            others.append(path)
    return [
        problem("rule-not-read", Location(path), word=os.path.basename(path))
        for path in others
        if os.path.realpath(path) not in read
    ]


def _below(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    def named(where: str) -> str:
        return os.path.relpath(where, folder).replace(os.sep, "/")

    def hidden(where: str, link: bool) -> bool:
        return any(step.startswith(".") for step in named(where).split("/"))

    for where, names in folders_once(str(folder), partial(look_on_disk, problems), hidden):
        for name in names:
            path = os.path.join(where, name)
            yield path, named(path)


def _is_read(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml")) and not any(s.startswith(".") for s in name.split("/"))


def _looks_meant(path: str, name: str) -> bool:
    if looks_meant(name, None) in {"not-read-hidden", "not-read-suffix"}:
        return True
    if may_be_a_folder(name) and os.path.islink(path) and not os.path.exists(path):
        return True
    return not name.lower().endswith(_PROSE) and _RULE.search(beginning(Path(path))) is not None

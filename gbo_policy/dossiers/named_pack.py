"""The rules of a dossier held against the pack that it names: what was rewritten, left out or added, file by
file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gbo_policy.basics.problems import Problem, problem
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.pack import DATA_FILES, PackFile, load_pack, pack_files

_HOUSE = "extra/"
# whether a file of the house takes the place of one of the pack
_HOUSE_CODES = {False: "verify-rule-house", True: "verify-rule-replaces"}


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack at hand to compare with: its name and version as one text, its files, and whether it holds the
    rules of a house too.
    """

    name: str
    files: Mapping[str, bytes]
    houses: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing rules gave: what is ``wrong``, and what could not be compared or was not judged by
    (``unchecked``).
    """

    name: str
    number: int
    wrong: tuple[Problem, ...]
    unchecked: tuple[Problem, ...]


def known_pack(rules: Path | None = None) -> KnownPack:
    """Give the pack that comes with the program, with a house's rules or as a pack of its own where ``rules``
    is given.
    """
    pack, files = load_pack(rules), pack_files(rules)
    return KnownPack(_name(pack.id, pack.version), _contents(files), rules is not None)


def compare_pack(report: Report, files: Mapping[str, bytes], known: KnownPack) -> Compared:
    """Hold the files of a dossier's pack against those of a known one, and name the rules that were left out
    of its judgement.
    """
    name = _name(report.pack.id, report.pack.version)
    wrong, unchecked = list[Problem](), list(_left_out(report))
    if name == known.name:
        wrong += _differences(files, known)
        if not known.houses:
            unchecked += [problem(_HOUSE_CODES[_replaces(n)], None, word=n, pack=name) for n in _house(files)]
    elif known.houses:
        wrong.append(problem("verify-pack-other", None, word=name, own=known.name))
    else:
        unchecked.append(problem("verify-pack-unknown", None, word=name, own=known.name))
    return Compared(name, len(files), tuple(wrong), tuple(unchecked))


def _differences(files: Mapping[str, bytes], known: KnownPack) -> Iterator[Problem]:
    mine = {n: c for n, c in files.items() if known.houses or not n.startswith(_HOUSE)}
    for name in sorted({*mine, *known.files}):
        if name not in mine:
            yield problem("verify-rule-gone", None, word=name, pack=known.name)
        elif name not in known.files:
            yield problem("verify-rule-added", None, word=name, pack=known.name)
        elif mine[name] != known.files[name]:
            yield problem("verify-rule-changed", None, word=name, pack=known.name)


def _house(files: Mapping[str, bytes]) -> list[str]:
    return sorted(n for n in files if n.startswith(_HOUSE))


def _replaces(name: str) -> bool:
    return PurePosixPath(name).name in DATA_FILES


def _left_out(report: Report) -> Iterator[Problem]:
    """Name the rules that the settings left out, the critical ones first."""
    for rule in sorted(report.left_out, key=lambda r: (r.severity != "critical", r.id)):
        code = "verify-left-out-critical" if rule.severity == "critical" else "verify-left-out"
        yield problem(code, None, word=rule.id, clause=rule.clause)


def _contents(files: Sequence[PackFile]) -> dict[str, bytes]:
    return {f.name: f.content for f in files}


def _name(id_: str, version: str) -> str:
    return f"{id_} {version}"

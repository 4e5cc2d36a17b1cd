"""A folder of rules into a Pack: read, checked as a whole, digested, and kept compiled in a cache."""

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache as once
from pathlib import Path
from typing import Any, NamedTuple

from gbo_policy.basics.digest import digest_of
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.files import file_content
from gbo_policy.rulebook import cache
from gbo_policy.rulebook.compiled import DAMAGED, Afresh, kind_from_data, rule_from_data
from gbo_policy.rulebook.packdata import MODEL_FILE, About, ClauseText, Parameters
from gbo_policy.rulebook.rule import Norm, Rule, Text
from gbo_policy.rulebook.rulefolder import rule_files, rules_not_read
from gbo_policy.terms.particulars import Particulars
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.vocabulary import Vocabulary

DATA_FILES = ("pack.yaml", "clauses.yaml", "vocabulary.yaml", "parameters.yaml")
_ONCE = (*DATA_FILES, MODEL_FILE)
REPLACED = "pack-file-replaced"  # the code of a notice of what somebody chose, and so of no error


class Pack(NamedTuple):
    """Checked rules with the words, norms and clauses that belong to them. ``digest`` is over every file's
    name and bytes.
    """

    digest: str
    about: About
    clauses: tuple[ClauseText, ...]
    vocabulary: Vocabulary
    parameters: Parameters
    rules: tuple[Rule, ...]
    gaps: tuple[Problem, ...] = ()  # notices of files beside its rules that look meant and are not read

    @property
    def id(self) -> str:
        """The pack's own name."""
        return self.about.id

    @property
    def version(self) -> str:
        """The pack's version."""
        return self.about.version

    @property
    def norms(self) -> dict[str, Norm]:
        """The house norms as the pack proposes them."""
        return self.parameters.norms

    def norm_called(self, name: str, lang: str) -> str:
        """Give what a reader calls a house norm, with its key behind it; the key alone where the pack has no
        name.
        """
        told = self.parameters.names.get(name)
        return f"`{name}`" if told is None else f"{told.in_(lang)} (`{name}`)"

    @property
    def clause_numbers(self) -> list[str]:
        """The clauses that the pack lists, in its order."""
        return [c.clause for c in self.clauses]

    def rule(self, name: str) -> Rule | None:
        """Give the rule called ``name``, or None."""
        return next((r for r in self.rules if r.id == name), None)

    def clause_title(self, clause: str) -> Text:
        """Give a clause's title; the clause itself when the pack does not list it."""
        return next((c.title for c in self.clauses if c.clause == clause), Text(clause, clause))


def builtin_folder() -> Path:
    """Give the folder of the pack that comes with the program: inside the package, or beside it in a
    checkout.
    """
    here = Path(__file__).resolve().parent.parent
    inside = here / "rules" / "gbo"
    return inside if inside.is_dir() else here.parent / "rules" / "gbo"


class PackFile(NamedTuple):
    """One file of a pack: ``path`` as messages show it, ``name`` the same wherever the pack lies."""

    path: str
    name: str
    content: bytes


def pack_files(extra: Path | None = None) -> list[PackFile]:
    """Read the files that ``load_pack`` would make a pack of. Raises PolicyError for what cannot be read."""
    if extra is not None and (extra / "pack.yaml").is_file():
        return _files(extra, "pack")
    folder = builtin_folder()
    own = _files(folder, "pack", folder.name)
    return own if extra is None else [*own, *_beside(_files(extra, "extra"), {f.path for f in own})]


def _beside(more: Sequence[PackFile], taken: Set[str]) -> list[PackFile]:
    """Give files of a house paths that no built-in one has, as in a folder that is called like the pack:
    none takes the place of another.
    """
    return [f._replace(path=f"./{f.path}") if f.path in taken else f for f in more]


def load_pack(extra: Path | None = None) -> Pack:
    """Load the built-in pack; ``extra`` is a user's folder: a whole pack if it has a pack.yaml, otherwise
    more rules for the built-in one.

    Raises PolicyError with every defect of every file. A pack that did not change comes from the cache.
    """
    files = pack_files(extra)
    pack = make_pack(files, store=True)
    return pack if extra is None else pack._replace(gaps=(*_replacing(files), *rules_not_read(extra)))


def _replacing(files: Sequence[PackFile]) -> Iterator[Problem]:
    """Give a notice for each file of a house that takes the place of one of the built-in pack: what is
    permitted, or a norm, is then as the house has it.
    """
    for one in files:
        word = os.path.basename(one.path)
        if one.name.startswith("extra/") and word in _ONCE:
            yield problem(REPLACED, Location(one.path), word=word)


def _twice(files: Sequence[PackFile]) -> Iterator[Problem]:
    """Tell of each file of words, norms, clauses or the model that one pack, or one house, holds twice: the
    last would count.
    """
    first: dict[tuple[str, str], str] = {}
    for one in files:
        part, word = one.name.partition("/")[0], os.path.basename(one.path)
        if word in _ONCE and first.setdefault((part, word), one.path) != one.path:
            where = Location(one.path, 1, 1)
            yield problem("pack-file-twice", where, word=word, first=first[part, word])


def make_pack(files: Sequence[PackFile], *, store: bool = False) -> Pack:
    """Make a pack of files in memory; only what the user chose to judge by is kept (``store``) in the
    cache.
    """
    files = sorted(files, key=lambda f: (f.name.startswith("extra/"), f.name))
    digest = digest_of({f.name: f.content for f in files})
    own = _shipped(files)
    if own is not None and own["digest"] == digest:
        return _from_data(digest, own)
    # rules know the paths that they were read from
    key = f"{digest}|{digest_of({f.path: b'' for f in files})}"

    @once
    def afresh() -> dict[str, Any]:
        from gbo_policy.rulebook.packfile import read_pack

        if twice := list(_twice(files)):
            raise PolicyError(twice)
        data = read_pack({f.path: f.content for f in files})
        if store:
            cache.store(key, data)
        return data

    if (kept := cache.fetch(key)) is not None:
        try:
            return _from_data(
                digest, _checked(kept, own, files), lambda name: _of_rule(afresh()["rules"], name)
            )
        except DAMAGED:
            pass  # damaged or of another time: compile afresh
    return _from_data(digest, afresh())


def _of_rule(rules: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    return next(r for r in rules if r["id"] == name)


def compile_builtin() -> dict[str, Any]:
    """Compile the built-in pack as it is shipped: plain data for JSON, with the digest of the files that it
    was made of.
    """
    from gbo_policy.rulebook.packfile import read_pack

    files = pack_files()
    data = read_pack({f.path: f.content for f in files})
    return {"digest": digest_of({f.name: f.content for f in files}), **data}


def _shipped(files: Sequence[PackFile]) -> dict[str, Any] | None:
    """Give the compiled form that came with the program, where ``files`` hold that very pack; None
    otherwise.
    """
    folder = builtin_folder()
    own = {f.name: f.content for f in files if f.path.startswith(f"{folder.name}/")}
    data = cache.shipped(folder.with_suffix(".json")) if own else None
    return data if data is not None and data.get("digest") == digest_of(own) else None


def _checked(
    kept: Mapping[str, Any], own: Mapping[str, Any] | None, files: Sequence[PackFile]
) -> Mapping[str, Any]:
    """Check that the cache holds the rules of these ``files``, and take the built-in ones from the program
    itself.

    Each rule is checked when it is read back; the shape of the words is not, which would take longer than all
    else: damage does not get past the checksum, and who can make a new one is the user. Raises ValueError,
    TypeError or LookupError.
    """
    rules = [r["file"] for r in kept["rules"]]
    if sorted(rules) != sorted(
        f.path for f in files if os.path.basename(f.path) not in {*DATA_FILES, MODEL_FILE}
    ):
        raise ValueError("not the rules of these files")
    if any(os.path.splitext(os.path.basename(r["file"]))[0] != r["id"] for r in kept["rules"]):
        raise ValueError("not the rule of its file")
    if own is None:
        return kept
    ours = {r["file"]: r for r in own["rules"]}
    return {**own, "rules": [ours.get(r["file"], r) for r in kept["rules"]]}


def _from_data(digest: str, data: Mapping[str, Any], afresh: Afresh | None = None) -> Pack:
    kinds = KINDS | {name: kind_from_data(name, fields) for name, fields in data["kinds"].items()}
    vocabulary = Vocabulary(
        data["vocabulary"],
        Particulars.from_data(data["about"]["agreement"], data["holidays"]),
        norms=tuple(data["parameters"]["norms"]),
    )
    pack = Pack(
        digest=digest,
        about=About.from_data(data["about"]),
        clauses=tuple(map(ClauseText.from_data, data["clauses"])),
        vocabulary=vocabulary,
        parameters=Parameters.from_data(data["parameters"]),
        rules=(),
    )
    lists = vocabulary.constants()
    rules = (rule_from_data(r, kinds, lists, pack.norms, afresh) for r in data["rules"])
    return pack._replace(rules=tuple(sorted(rules, key=Rule.order)))


def _files(folder: Path, part: str, shown: str | None = None) -> list[PackFile]:
    """Read a folder of a pack; ``shown`` is how messages name the folder, if not by its path."""
    if not folder.is_dir():
        raise PolicyError([problem("no-such-path", None, word=str(folder))])
    found: list[PackFile] = []
    problems: list[Problem] = []
    for path, name in rule_files(folder, problems):
        if (content := file_content(path, problems)) is not None:
            found.append(PackFile(f"{shown}/{name}" if shown else path, f"{part}/{name}", content))
    if problems:
        raise PolicyError(problems)
    if not found:  # a file that looks meant may be the cause
        raise PolicyError([problem("empty-pack", None, word=str(folder)), *rules_not_read(folder)])
    return found

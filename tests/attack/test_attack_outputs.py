"""Where a command is told to write: never over what it reads, never twice into one file, never by halves; a
file that is replaced keeps its mode, and what names persons is its owner's alone.

Every command and every one of its files is looked up in click itself, so that a new one has to say here what
it does.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import NamedTuple

import click
import pytest

from tests.agreement_kit import MODEL_LINES, filled_in, pack_with_model
from tests.attack import commands, rounds, run
from tests.kit import complete, written
from tests.test_pack import RULE

DAY = ("--as-of", "2026-03-01")
READS, WRITES, NEW, IN_PLACE = "reads", "writes", "new, nothing that exists is touched", "changes it"
EVERYWHERE = {"rules": READS, "config": READS, "paths": READS, "baseline": READS, "output": WRITES}
# what commands do with the file that one of their own parameters names
OWN = {
    ("audit", "logs"): READS,
    ("audit", "mapping"): READS,
    ("audit", "offenders"): WRITES,
    ("audit", "bad_rows"): WRITES,
    ("audit", "sample_book"): WRITES,
    ("baseline show", "file"): READS,
    ("baseline write", "file"): WRITES,
    ("compare", "a"): READS,
    ("compare", "b"): READS,
    ("dossier", "previous"): READS,
    ("dossier", "audits"): READS,
    ("dossier", "sign"): READS,
    ("impact", "amended"): READS,
    ("impact", "departure"): READS,
    ("init", "folder"): NEW,
    ("keys new", "folder"): NEW,
    ("keys new", "out"): NEW,
    ("read", "signed"): READS,
    ("read", "model"): READS,
    ("read", "into"): NEW,
    ("rules diff", "old"): READS,
    ("rules diff", "new"): READS,
    ("sheet read", "book"): READS,
    ("sheet read", "mapping"): READS,
    ("sheet read", "into"): NEW,
    ("sheet write", "path"): READS,
    ("sheet write", "output"): NEW,
    ("verify", "file"): READS,
    ("verify", "key"): READS,
    ("verify", "previous"): READS,
    ("verify", "logs"): READS,
    ("verify", "mapping"): READS,
    ("write", "record"): IN_PLACE,
}
FILE_WORDS = ("FILE", "DIR", "PATH", "LOG", "MAPPING", "ZIP", "PEM", "JSON", "BOOK", "OLD", "NEW")


def names_a_file(parameter: click.Parameter) -> bool:
    metavar = (parameter.metavar or "").upper()
    return isinstance(parameter.type, click.Path | click.File) or any(w in metavar for w in FILE_WORDS)


def does(command: str, parameter: str) -> str | None:
    return OWN.get((command, parameter), EVERYWHERE.get(parameter))


def test_every_file_that_any_command_names_is_read_or_written() -> None:
    every = {(name, p.name or "") for name, c in commands() for p in c.params if names_a_file(p)}
    assert {one for one in every if does(*one) is None} == set()
    assert OWN.keys() - every == set()
    written_ones = {(c, p) for c, p in every if does(c, p) == WRITES}
    options = {(c, o): p.name for c, found in commands() for p in found.params for o in p.opts}
    tried = {(f.command, options[f.command, o]) for f in FORMS for o in f.outputs()}
    assert written_ones - tried == set()


class Form(NamedTuple):
    """A command as it is typed: ``OUT0``, ``OUT1`` … are its outputs; ``reads`` is what it reads, folders with all
    that is below.
    """

    words: str
    reads: str
    folder: bool = False  # whether an output may be a folder

    @property
    def given(self) -> list[str]:
        return self.words.split()

    @property
    def command(self) -> str:
        first = self.given
        return " ".join(first[:2]) if f"{first[0]} {first[1]}" in dict(commands()) else first[0]

    def outputs(self) -> list[str]:
        """Give the options of which the values are outputs."""
        return [w for w, value in zip(self.given, self.given[1:], strict=False) if value.startswith("OUT")]


AT = " ".join(DAY)
FORMS = [
    Form(f"check ws {AT} --format json --output OUT0", "ws"),
    Form(f"check ws {AT} --format json --output OUT0 --format csv --output OUT1", "ws"),
    Form(f"check ws/a.yaml ws/sub {AT} --rules house --format sarif --output OUT0", "ws/a.yaml ws/sub house"),
    Form(f"check ws {AT} --config other.toml --baseline base.json --output OUT0", "ws other.toml base.json"),
    Form(f"check --all ws {AT} --format json --output OUT0", "ws"),
    Form(f"deadlines ws {AT} --format ics --output OUT0", "ws"),
    Form("timeline ws --from 2026-02-01 --to 2026-02-03 --output OUT0", "ws"),
    Form(f"report ws {AT} --rules house --format markdown --output OUT0", "ws house"),
    Form(
        f"dossier ws {AT} --sign gbo-policy-private.pem --previous old.zip --output OUT0",
        "ws gbo-policy-private.pem old.zip",
    ),
    Form(f"dossier ws {AT} --audit audit.json --output OUT0", "ws audit.json"),
    Form("compare answer.json answer.json --output OUT0", "answer.json"),
    Form(
        "verify d.zip --key gbo-policy-public.pem --previous old.zip --output OUT0",
        "d.zip gbo-policy-public.pem old.zip",
    ),
    Form("verify d.zip --log log.csv --map map.yaml --output OUT0", "d.zip log.csv map.yaml"),
    Form("schema --rules house --output OUT0", "house"),
    Form("rules export --rules house --output OUT0", "house"),
    Form(f"impact ws {AT} --set breach_notice_hours=24 --output OUT0", "ws"),
    Form(f"impact ws {AT} --departure departure.yaml --format json --output OUT0", "ws departure.yaml"),
    Form(f"impact ws {AT} --with house --output OUT0", "ws house"),
    Form("read signed.txt --model model.txt --rules lees --output OUT0", "signed.txt model.txt lees"),
    Form(f"write advice ws {AT} --flow stroom --format markdown --output OUT0", "ws", folder=True),
    Form(
        f"baseline write ws {AT} --reason x --expires 2027-01-01 --force --file OUT0",
        "ws/a.yaml ws/sub ws/gbo-policy.toml",
    ),
    Form(
        "audit log.csv --workspace ws --map map.yaml -q --output OUT0 --bad-rows OUT1", "log.csv ws map.yaml"
    ),
    Form("audit log.csv --workspace ws -q --format json --output OUT0 --offenders OUT1", "log.csv ws"),
    Form("audit log.csv --workspace ws -q --sample 1 --sample-book OUT0 --offenders OUT1", "log.csv ws"),
]
ABOUT_PERSONS = ("audit",)  # commands of which every output is its owner's alone


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A folder with all that the forms read, each as the program itself writes it."""
    folder = tmp_path_factory.mktemp("outputs")
    for below in ("ws/sub", "house", "links", "leeg"):
        (folder / below).mkdir(parents=True)
    data = complete()
    texts = {
        "ws/a.yaml": written({"agreement": data.pop("agreement")}),
        "ws/sub/b.json": written(data),
        "ws/gbo-policy.toml": 'lang = "nl"\n',
        "other.toml": 'lang = "nl"\n',
        "house/caw-sends.yaml": RULE,
        "log.csv": "id,at,sender\nx,2026-02-02T10:00:00,caw\n",
        "map.yaml": "columns: {id: id, at: at, sender: sender}\n",
        "departure.yaml": "- {clause: '14.2', says: zes, effect: {notice_months: 6}, by: An, on: 2026-01-05}\n",
        "signed.txt": "\n".join(filled_in()),
        "model.txt": "\n".join(MODEL_LINES),
        "beside.txt": "x",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    pack_with_model(folder / "lees")
    for words in (
        f"check ws {AT} --format json --output answer.json",
        f"baseline write ws {AT} --reason x --expires 2027-01-01 --file base.json",
        f"dossier ws {AT} --output old.zip",
        f"dossier ws {AT} --output d.zip",
        "keys new . --no-passphrase",
        "audit log.csv --workspace ws -q --format json --output audit.json",
    ):
        code, said = run(words.split(), folder)
        assert code in {0, 3}, said
    (folder / "beside.txt").chmod(0o640)
    now = held(folder)
    return Kept(folder, now, {path: Path(path).read_bytes() for path in now})


Held = dict[str, tuple[int, ...]]


def held(folder: Path) -> Held:
    """Give what changes where any file below a folder is written: its number, size, mode and moment; links
    aside.
    """
    found: Held = {}
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif not entry.is_symlink():
                    of = entry.stat()
                    found[entry.path] = of.st_ino, of.st_size, of.st_mode & 0o7777, of.st_mtime_ns
    return found


class Kept(NamedTuple):
    """A folder with all that the forms read: what is held, and the content of each file."""

    here: Path
    held: Held
    content: dict[str, bytes]

    def restore(self) -> None:
        """Take away what a run made, and write anew what it changed."""
        for link in (self.here / "links").iterdir():
            link.unlink()
        now = held(self.here)
        for path in now.keys() - self.content.keys():
            os.unlink(path)
        for path, content in self.content.items():
            if now.get(path) != self.held[path]:
                mode = self.held[path][2]
                Path(path).write_bytes(content)
                os.chmod(path, mode)
                of = os.stat(path)
                self.held[path] = of.st_ino, of.st_size, mode, of.st_mtime_ns


def named(target: Path, here: Path, chance: Random, number: int, hard: bool) -> str:
    """Give one of the many names of a file, making a link where that is one; a hard one may be ``hard``."""
    beside = here / "links" / f"{number}{target.suffix}"
    way = chance.randrange(8)
    if way == 0:
        beside.symlink_to(target)
        return str(beside)
    if way == 1 and hard and target.is_file():
        os.link(target, beside)
        return f"links/{beside.name}"
    if way == 2:
        beside.with_suffix("").symlink_to(target.parent, target_is_directory=True)
        return str(beside.with_suffix("") / target.name)
    relative = os.path.relpath(target, here)
    return [
        str(target),
        relative,
        f"./{relative}",
        f"links/../{relative}",
        f"{here}//{relative}",
    ][chance.randrange(5)]


class Put(NamedTuple):
    """Where one output of a run is to go: the file that is meant, and the name that it is given."""

    target: Path
    name: str


def files_read(form: Form, here: Path) -> list[Path]:
    found = []
    for word in form.reads.split():
        path = here / word
        found += [p for p in sorted(path.rglob("*")) if p.is_file()] if path.is_dir() else [path]
    return found


def placed(form: Form, here: Path, chance: Random, sound: bool) -> list[Put]:
    """Say where the outputs of a run go; unless it is to be sound, at least one where it would do harm."""
    read, free = files_read(form, here), [here / "beside.txt", here / "nieuw.txt", here / "ws" / "nieuw.txt", here / "leeg" / "n.json", here / "e\u0301.csv"]  # fmt: skip
    if "offenders" in form.words or "sample-book" in form.words:
        free = [p.with_suffix(".csv") for p in free]
    if form.command == "baseline write":  # over a baseline alone, whatever it is told
        free = free[1:]
    count = len(form.outputs())
    targets = chance.sample(free, count)
    if not sound:
        at = chance.randrange(count)
        again = count > 1 and chance.random() < 0.3
        targets[at] = targets[at - 1] if again else chance.choice(read)
    return [Put(t, named(t, here, chance, i, not sound)) for i, t in enumerate(targets)]


def tried(form: Form, kept: Kept, chance: Random, sound: bool) -> None:
    """Run a form once, and see that nothing is lost, that nothing is left behind, and whose each file is."""
    here, before = kept.here, dict(kept.held)
    puts = placed(form, here, chance, sound)
    links = held(here / "links")  # hard ones: files by another name
    words = [puts[int(w[3:])].name if w.startswith("OUT") else w for w in form.given]
    try:
        code, said = run(words, here)
        after = held(here)
        about = (words, puts, code, said)
        if not sound:
            assert code == 2, about
            assert after == before | links, about
            return
        assert code in {0, 1, 3}, about
        targets = {str(p.target) for p in puts}
        changed = {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
        assert targets == changed, about
        for path in targets:
            new = 0o600 if form.command in ABOUT_PERSONS else 0o644
            assert after[path][2] == (before[path][2] if path in before else new), about
    finally:
        kept.restore()


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.words.partition(" --")[0])
def test_each_command_refuses_to_write_over_what_it_reads_and_writes_elsewhere(
    form: Form, kept: Kept
) -> None:
    tried(form, kept, Random(form.words), sound=False)
    tried(form, kept, Random(form.words), sound=True)


def test_whatever_a_command_is_told_to_write_nothing_that_it_reads_is_lost(kept: Kept) -> None:
    for chance in rounds(ci=60, nightly=100_000, seed=20):
        tried(chance.choice(FORMS), kept, chance, sound=chance.random() < 0.02)

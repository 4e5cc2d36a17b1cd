"""Files that others hand over (signed texts, books, lists, packed logs, mappings, rules, dossiers, answers,
baselines), spoilt at random: each ends in an answer or in a sentence, and no spoilt dossier is verified.
"""

from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from gbo_policy.dossiers import archive
from tests.agreement_kit import filled_in, pack_with_model
from tests.attack import rounds, run
from tests.conftest import FIXTURES
from tests.kit import complete, written
from tests.test_documents import open_document, pdf_file, word_file
from tests.test_hostile import plain_lines
from tests.test_pack import RULE

AT = "--as-of 2026-03-01"
PARTS = ("agreement.yaml", "stromen/caw.yaml")
LOOSE = "\n".join((FIXTURES / "compliant" / name).read_text(encoding="utf-8") for name in PARTS)
LOG = "id,at,sender,purposes\nx,2026-02-02T10:00,caw,refer\n"
BYTES = [b"\0", b"\xff", b"<", b">", b"&", b'"', b"{", b"]", b":", b"\n", b"-", b"9" * 25, b"\xe2\x80\xae", b"%", b"../", b"x" * 500]  # fmt: skip


class Handed(NamedTuple):
    """A file, and the commands that read it."""

    name: str
    words: tuple[str, ...]


READ, BOOK, LOGS = "read {} --rules lees --format json", "sheet read {}", "audit {} --workspace ws --quality off"  # fmt: skip
HANDED = [
    *(Handed(f"signed.{kind}", (READ,)) for kind in ("docx", "odt", "pdf", "txt")),
    Handed("book.xlsx", (BOOK,)),
    Handed("list.csv", ("sheet read {} --map list.yaml", "sheet read {} --suggest-map")),
    *(Handed(f"log.{kind}", (LOGS,)) for kind in ("zip", "csv.gz", "xlsx")),
    Handed("sample.xlsx", ("audit sample-result {}", LOGS)),
    Handed("map.yaml", ("audit log.csv --workspace ws --quality off --map {}",)),
    Handed("list.yaml", ("sheet read list.csv --map {}",)),
    Handed("loose/a.yaml", ("fix loose --diff", "fmt loose --diff", f"mend doorverwijzing-budgethulp loose {AT}", f"write contacts loose {AT} --format markdown")),
    Handed("house/caw-sends.yaml", ("rules test --rules house", "rules show caw-sends --rules house", f"check ws {AT} --rules house")),
    Handed("d.zip", ("verify {}", "compare {} other.zip")),
    Handed("answer.json", ("compare {} other.json",)),
    Handed("audit.json", (f"dossier ws {AT} --audit {{}} --output made.zip", "compare {} audit.json")),
    Handed("base.json", (f"check ws {AT} --baseline {{}}", f"baseline show ws {AT} --file {{}}")),
    Handed("departure.yaml", (f"impact ws {AT} --departure {{}}",)),
    Handed("gbo-policy.toml", (f"check ws {AT} --config {{}}", "settings ws --config {}")),
]  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each of the files, sound."""
    folder = tmp_path_factory.mktemp("handed")
    for below in ("ws", "house", "loose"):
        (folder / below).mkdir()
    pack_with_model(folder / "lees")
    texts = {
        "ws/a.yaml": written(complete()),
        "loose/a.yaml": LOOSE,
        "house/caw-sends.yaml": RULE,
        "gbo-policy.toml": 'lang = "en"\nas_of = "2026-03-01"\n[parameters]\ncure_days = {expected = 3}\n',
        "log.csv": LOG,
        "map.yaml": "columns: {id: id, at: at, sender: sender, purposes: purposes}\nseparator: '|'\ndates: {pattern: jjjj-mm-dd, zone: UTC}\nencoding: utf-8\nvalues: {purposes: {refer: refer}}\nparties: {caw: caw}\n",
        "list.csv": "x,Titel,van\nf,Doorverwijzing,caw\n",
        "list.yaml": "columns: {id: x, title: Titel, sender: van}\nvalues: {sender: {caw: caw}}\n",
        "departure.yaml": "- {clause: '14.2', says: zes, effect: {notice_months: 6}, by: An, on: 2026-01-05}\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    word_file(filled_in(), folder / "signed.docx")
    open_document(filled_in(), folder / "signed.odt")
    pdf_file(filled_in(), folder / "signed.pdf")
    (folder / "signed.txt").write_text("\n".join(filled_in()), encoding="utf-8")
    book = Workbook()
    for cells in csv.reader(LOG.splitlines()):
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(folder / "log.xlsx")
    (folder / "log.csv.gz").write_bytes(gzip.compress(LOG.encode(), mtime=0))
    with zipfile.ZipFile(folder / "log.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("log.csv", LOG)
    for words in (
        f"check ws {AT} --format json --output answer.json",
        "check ws --as-of 2026-06-01 --format json --output other.json",
        f"baseline write ws {AT} --reason x --expires 2027-01-01 --file base.json",
        "audit log.csv --workspace ws -q --format json --output audit.json --sample 1 --sample-book sample.xlsx",
        f"dossier ws {AT} --output d.zip",
        "dossier ws --as-of 2026-06-01 --output other.zip",
        "sheet write ws --output book.xlsx",
    ):
        code, said = run(words.split(), folder)
        assert code in {0, 3}, said
    return folder


def changed(content: bytes, chance: Random) -> bytes:
    """Change some bytes: put in, taken out, cut off, or a few turned."""
    for _ in range(chance.randrange(1, 4)):
        at, some = chance.randrange(len(content) + 1), chance.choice(BYTES)
        match chance.randrange(4):
            case 0:
                content = content[:at] + some + content[at:]
            case 1:
                content = content[:at] + content[at + len(some) :]
            case 2:
                content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
            case _ if chance.random() < 0.2:
                content = content[:at]
    return content


def repacked(content: bytes, chance: Random) -> bytes:
    """Change what is inside an archive, and what it says of itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {m: old.read(m) for m in old.infolist()}
    chosen = chance.choice(list(parts))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for member, part in parts.items():
            name = member.filename
            if member is chosen and chance.random() < 0.4:
                name = chance.choice(["../weg.csv", "/etc/weg.csv", "a\nb.csv", "\x1b[2J.csv", "::error::x.csv", "C:\\x.csv", ".verborgen.csv", "binnen.zip", "x" * 3000, "\u202elmx"])  # fmt: skip
            how = chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_STORED])  # fmt: skip
            new.writestr(name, changed(part, chance) if member is chosen else part, how)
        if chance.random() < 0.2:
            link = zipfile.ZipInfo("koppeling.csv")
            link.external_attr = 0o120777 << 16
            new.writestr(link, "/etc/passwd")
    bare = bytearray(made.getvalue())
    if chance.random() < 0.4:  # a head that lies: flags, method, sizes, the length of a name, where it begins
        at = bare.index(b"PK\x01\x02") + chance.choice([8, 10, 16, 20, 24, 28, 30, 42])
        bare[at : at + 2] = struct.pack("<H", chance.choice([0, 1, 9, 14, 99, 0xFFFF]))
    return bytes(bare)


def spoilt(content: bytes, name: str, chance: Random) -> bytes:
    ways: list[Callable[[bytes, Random], bytes]] = [changed]
    if content.startswith(b"PK"):
        ways.append(repacked)
    if name.endswith(".gz"):
        ways.append(lambda c, dice: gzip.compress(changed(gzip.decompress(c), dice), mtime=0))
    return chance.choice(ways)(content, chance)


def handed(one: Handed, here: Path, chance: Random) -> None:
    """Spoil one file, and give it to one of the commands that read it."""
    sound = (here / one.name).read_bytes()
    content = spoilt(sound, one.name, chance)
    path = here / (one.name if "/" in one.name else f"spoilt-{one.name}")
    try:
        path.write_bytes(content)
        words = [w.format(path.name) for w in chance.choice(one.words).split()]
        code, said = run(words, here)
        assert code in {0, 1, 2, 3}, (words, said)
        if "json" not in words:
            plain_lines(said)
        assert code or words[0] != "verify" or content == sound, said
    finally:
        path.unlink() if path.name.startswith("spoilt-") else path.write_bytes(sound)
        (here / "made.zip").unlink(missing_ok=True)


# a folder's own files are read by another way, which `test_attack_files` tries
DEVICES = [(one.name, words) for one in HANDED if "/" not in one.name for words in one.words]


@pytest.mark.parametrize(
    ("name", "words"),
    [*DEVICES, ("key.pem", f"dossier ws {AT} --output made.zip --sign {{}}"), ("key.pem", "verify d.zip --key {}")],
)  # fmt: skip
def test_of_a_device_that_never_ends_no_more_is_read_than_a_file_may_hold(
    here: Path, name: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 10_000_000)
    path = here / f"spoilt-{name}"
    path.symlink_to("/dev/zero")
    try:
        code, said = run([w.format(path.name) for w in words.split()], here)
        assert (code, path.name in said, (here / "made.zip").exists()) == (2, True, False), said
        plain_lines(said)
    finally:
        path.unlink()


def test_whatever_is_handed_over_ends_in_an_answer_or_a_sentence(here: Path) -> None:
    for number, chance in enumerate(rounds(ci=len(HANDED), nightly=20_000, seed=23)):
        handed(HANDED[number % len(HANDED)], here, chance)

"""Files as such: odd names, links, folders, encodings, modes and things that are no files, beside
declarations that break the agreement.

Whatever lies there, a check ends in a verdict or in sentences, never in 0, and every file that looks meant
was read or is named.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.cli.main import main
from tests.attack import attack
from tests.conftest import gbo
from tests.kit import complete, flow, written

DAY = ("--as-of", "2026-03-01")
FLOWS = 'flows: [{id: "erbij"}]\n'
FOLDERS = ["", "sub", ".oud", ".git", "naam met spatie", "-r", "e\u0301cole", "b\udcff", "nieuw.yaml", "..."]
STEMS = ["a", "-q", "--all", "$(id)", "::error::x", "é", "e\u0301", "\u202elmay", "regel\nbreuk", "\x1b[31m", "\udcff", "*", "x" * 200, "expected", "gbo-policy", ".b", "con"]  # fmt: skip
ENDINGS = [".yaml", ".YML", ".json", ".yaml.txt", ".yaml~", ".yam", ".xlsx", ".md", ".toml", ""]
CONTENTS = [
    FLOWS.encode(),
    b"",
    b"\xef\xbb\xbf" + FLOWS.encode(),
    FLOWS.encode("utf-16"),
    FLOWS.replace("erbij", "caf\xe9").encode("latin-1"),
    FLOWS.replace("\n", "\r\n").encode(),
    b"# niets\n",
    b"---\n---\n" + FLOWS.encode(),
    b"\x00" * 10,
    b"flows: [",
]


def a_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def unreadable(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0)


def to_itself(path: Path, _: bytes) -> None:
    path.symlink_to(path.name)


def to_nothing(path: Path, _: bytes) -> None:
    path.symlink_to("nergens")


def to_above(path: Path, _: bytes) -> None:
    path.symlink_to(path.parent.parent)


def to_another(path: Path, _: bytes) -> None:
    path.symlink_to("/dev/null")


def a_pipe(path: Path, _: bytes) -> None:
    os.mkfifo(path)


def a_socket(path: Path, _: bytes) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # its name may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def a_folder(path: Path, content: bytes) -> None:
    path.mkdir()
    (path / "b.yaml").write_bytes(content)


KINDS: list[Callable[[Path, bytes], None]] = [a_file, a_file, a_file, unreadable, to_itself, to_nothing, to_above, to_another, a_pipe, a_socket, a_folder]  # fmt: skip
ODDITIES = st.tuples(
    st.sampled_from(FOLDERS),
    st.sampled_from(STEMS),
    st.sampled_from(ENDINGS),
    st.sampled_from(KINDS),
    st.sampled_from(CONTENTS),
)


def broken_workspace(folder: Path) -> None:
    """Write declarations that break the agreement, in two files."""
    data = complete()
    (folder / "stromen.yaml").write_text(written({"flows": [flow("stroom", purposes=["marketing"])]}), encoding="utf-8")  # fmt: skip
    rest = {key: part for key, part in data.items() if key not in {"flows", "waivers"}}
    (folder / "overeenkomst.yaml").write_text(written(rest), encoding="utf-8")


def put(folder: Path, oddity: tuple[str, str, str, Callable[[Path, bytes], None], bytes]) -> Path | None:
    """Put one oddity into a folder; None where the file system has none such, or there is something already."""
    below, stem, ending, make, content = oddity
    path = Path(os.fsdecode(os.fsencode(folder / below / (stem + ending))))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(path):
            make(path, content)
            return path
    except OSError:
        pass
    return None


@attack(ci=12, nightly=20_000)
@given(st.lists(ODDITIES, min_size=1, max_size=4), st.booleans())
def test_no_file_beside_declarations_hides_what_they_say(
    oddities: list[tuple[str, str, str, Callable[[Path, bytes], None], bytes]], in_c: bool
) -> None:
    kept = yaml.CBaseLoader
    with TemporaryDirectory() as made:
        folder, answer = Path(made, "w"), Path(made, "a.json")
        folder.mkdir()
        broken_workspace(folder)
        placed = [p for p in (put(folder, one) for one in oddities) if p is not None]
        try:
            if not in_c:
                del yaml.CBaseLoader
            code = main(["check", str(folder), *DAY, "--format", "json", "--output", str(answer), "-q"])
        finally:
            yaml.CBaseLoader = kept
        assert code in {1, 2}, placed
        told = json.loads(answer.read_text(encoding="utf-8"))
    assert told["schema"] == ("gbo-policy/report/1" if code == 1 else "gbo-policy/errors/1")
    if code == 1:
        named = {f["file"] for f in told["not_read"]} | {f["name"] for f in told["inputs"]["files"]}
        meant = [p for p in placed if p.is_file() and p.name.lower().endswith((".yaml", ".yml", ".json", ".xlsx"))]  # fmt: skip
        assert len(named) >= 2 + len({os.path.realpath(p) for p in meant if ".git" not in p.parts})


@pytest.mark.parametrize("name", [".gitlab-ci.yml", "a.yaml", "a.yaml.txt", "gbo-policy.toml", "a.xlsx"])
def test_a_pipe_among_the_files_is_not_waited_for(name: str, tmp_path: Path) -> None:
    broken_workspace(tmp_path)
    os.mkfifo(tmp_path / name)
    done = gbo("check", tmp_path, *DAY)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr

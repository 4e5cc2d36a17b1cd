"""Dossiers of which members are changed, added and taken away, and which are sealed anew, as a forger would:
none is verified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gbo_policy.dossiers.archive import write_archive
from gbo_policy.dossiers.dossier import read_dossier
from gbo_policy.dossiers.verify import VERIFIED, verify
from tests.attack import attack
from tests.test_dossier import dossier, small
from tests.test_verify import members_of, sealed

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """The members of a small dossier that is in order."""
    folder = tmp_path_factory.mktemp("attacked")
    return members_of(dossier(small(folder / "w"), folder / "d.zip"))


@st.composite
def forgeries(draw: st.DrawFn) -> Callable[[Members], Members]:
    """Draw what a forger does to one member; all but the manifest's own files may be taken."""
    which, where = draw(st.floats(0, 1, exclude_max=True)), draw(st.floats(0, 1, exclude_max=True))
    some = draw(st.sampled_from([b"\n", b" ", b"x", b"# x\n", b"\0", b"null\n"]))
    folder = draw(st.sampled_from(["", "inputs/", "pack/", "extra/", "reports/nl/", "results/"]))
    ending = draw(st.sampled_from([".yaml", ".json", ".pdf", ".txt"]))

    def chosen(members: Members) -> str:
        names = sorted(n for n in members if not n.startswith("manifest."))
        return names[int(which * len(names))]

    def inserted(members: Members) -> Members:
        name = chosen(members)
        at = int(where * len(members[name]))
        return members | {name: members[name][:at] + some + members[name][at:]}

    def cut(members: Members) -> Members:
        name = chosen(members)
        at = int(where * len(members[name]))
        return members | {name: members[name][:at] + members[name][at + len(some) :]}

    def gone(members: Members) -> Members:
        name = chosen(members)
        return {n: c for n, c in members.items() if n != name}

    def added(members: Members) -> Members:
        return members | {f"{folder}erbij{ending}": some}

    return draw(st.sampled_from([inserted, cut, gone, added]))


@attack(ci=2, nightly=2_000)
@given(forge=forgeries(), engine=st.sampled_from([None, None, "0.0.9"]))
def test_no_forgery_sealed_anew_is_verified(
    sound: Members, forge: Callable[[Members], Members], engine: str | None
) -> None:
    forged = forge(sound)
    assume(forged != sound)
    lie: Mapping[str, str] = {} if engine is None else {"engine": engine}
    told = sealed(forged, **lie)
    inputs = {n: c for n, c in forged.items() if n.startswith("inputs/")}
    if inputs != {n: c for n, c in sound.items() if n.startswith("inputs/")}:
        told = sealed(told, inputs=_digest(inputs), **lie)
    assert verify(read_dossier(write_archive(told), "d.zip")).outcome != VERIFIED


def _digest(files: Mapping[str, bytes]) -> str:
    """Give some digest: whoever forges does not know what the program works out."""
    return "sha256:" + hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()


def test_what_is_not_forged_is_verified(sound: Members, tmp_path: Path) -> None:
    assert verify(read_dossier(write_archive(sound), "d.zip")).outcome == VERIFIED

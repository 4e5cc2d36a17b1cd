"""Verifying dossiers through the command line: every corruption is found, forgeries are judged again, hostile
archives refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from gbo_policy.cli.main import main
from gbo_policy.dossiers.archive import write_archive
from gbo_policy.dossiers.dossier import Link, build, read_dossier
from gbo_policy.dossiers.verify import verify
from gbo_policy.judging.rejudge import read_basis
from tests.attack import run
from tests.conftest import FIXTURES, NIGHTLY, ROOT, cases, gbo
from tests.inside import inside
from tests.kit import change, complete, written
from tests.test_dossier import dossier, keys, small

Members = dict[str, bytes]


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dossier."""
    folder = tmp_path_factory.mktemp("plain")
    return dossier(small(folder / "w"), folder / "d.zip")


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small signed dossier and its public key."""
    folder = tmp_path_factory.mktemp("signed")
    private, public = keys(folder / "k")
    return dossier(small(folder / "w"), folder / "d.zip", "--sign", private), public


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A dossier of three rules, and the same one signed: each is judged again in a moment."""
    folder, packs = tmp_path_factory.mktemp("little"), ROOT / "tests" / "packs"
    private, _ = keys(folder / "k")
    asked = (packs / "workspace", folder / "d.zip", "--rules", packs / "leeskans")
    return dossier(*asked), dossier(asked[0], folder / "s.zip", *asked[2:], "--sign", private)


def members_of(file: Path) -> Members:
    with zipfile.ZipFile(file) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


def sealed(members: Mapping[str, bytes], **changes: Any) -> Members:
    """Write the manifest anew, as a forger without the key would."""
    manifest = json.loads(members["manifest.json"]) | changes
    inside = {n: c for n, c in sorted(members.items()) if not n.startswith("manifest.")}
    manifest["files"] = [
        {"name": n, "size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in inside.items()
    ]
    text = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return {
        **members,
        "manifest.json": text,
        "manifest.sha256": f"{hashlib.sha256(text).hexdigest()}  manifest.json\n".encode(),
    }


def verify_bytes(data: bytes, *more: object) -> int:
    """Verify through the command line in this process, which saves half a second each time."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "d.zip")
        file.write_bytes(data)
        return main(["verify", str(file), "--output", str(Path(folder, "out")), *map(str, more)])


def answer(file: Path, *more: object) -> tuple[int, dict[str, str], list[str]]:
    """Verify a file in this process; give the exit code, the outcome of each check and all messages."""
    code, said = run(["verify", str(file), "--format", "json", *map(str, more)], ROOT)
    data = json.loads(said)
    assert data["verified"] == (code == 0)
    return (
        code,
        {c["check"]: c["outcome"] for c in data["checks"]},
        [m for c in data["checks"] for m in c["messages"]],
    )


def test_an_untouched_dossier_is_verified_and_each_check_told(plain: Path) -> None:
    code, outcomes, _ = answer(plain)
    assert code == 0
    assert outcomes == {
        "form": "held",
        "complete": "held",
        "digests": "held",
        "signature": "not-checked",
        "chain": "not-checked",
        "rules": "held",
        "judgement": "held",
        "reports": "held",
    }
    text = gbo("verify", plain, "--lang", "nl").stdout
    assert text.endswith("\nNAGEGAAN: KLOPT\n")
    assert inside("verify", plain).stdout.endswith("\nVERIFIED\n")


# at night the large ones too
@pytest.mark.parametrize(
    "name", ["mixed", "formalities", *(["recipients-countries", "purposes-categories"] if NIGHTLY else ())]
)
def test_every_fixture_makes_a_dossier_that_is_judged_the_same_again(tmp_path: Path, name: str) -> None:
    code, outcomes, messages = answer(dossier(FIXTURES / name, tmp_path / "d.zip"))
    assert (code, outcomes["judgement"], outcomes["reports"]) == (0, "held", "held"), messages


# random corruption -------------------------------------------------------------------------------------------------------------


def _flip(data: bytes, at: int, by: int) -> bytes:
    return data[:at] + bytes([data[at] ^ by]) + data[at + 1 :]


@st.composite
def corruptions(draw: st.DrawFn) -> Callable[[bytes, Members], bytes]:
    """Draw a way to corrupt a dossier, given its bytes and its members."""
    part = st.floats(0, 1, exclude_max=True)
    where, length, some = draw(part), draw(st.integers(1, 60)), draw(st.binary(min_size=1, max_size=40))
    other, by, name = draw(part), draw(st.integers(1, 255)), draw(st.text(min_size=1, max_size=12))

    def at(n: int) -> int:
        return int(where * n)

    def renamed(members: Members) -> Members:
        chosen = sorted(members)[at(len(members))]
        return {(name if n == chosen else n): c for n, c in members.items()}

    def swapped(members: Members) -> Members:
        names = sorted(members)
        one, two = names[at(len(names))], names[int(other * len(names))]
        assume(members[one] != members[two])
        return members | {one: members[two], two: members[one]}

    def edited(members: Members) -> Members:
        chosen = sorted(members)[at(len(members))]
        content = members[chosen]
        return members | {chosen: _flip(content, int(other * len(content)), by)}

    return draw(
        st.sampled_from(
            [
                lambda data, _: _flip(data, at(len(data)), by),
                lambda data, _: data[: at(len(data))] + some + data[at(len(data)) :],
                lambda data, _: data[: at(len(data))] + data[at(len(data)) + length :],
                lambda data, _: data[: at(len(data))],
                lambda data, _: data + some,
                lambda data, _: some + data,
                lambda _, members: _zip(renamed(members)),
                lambda _, members: _zip(swapped(members)),
                lambda _, members: _zip(edited(members)),
                lambda _, members: _zip(members | {name: some}),
                lambda _, members: _zip(
                    {n: c for n, c in members.items() if n != sorted(members)[at(len(members))]}
                ),
            ]
        )
    )


def _zip(members: Members) -> bytes:
    """Pack members as our own writer does, or as any other would where it refuses a name."""
    try:
        return write_archive(members)
    except Exception:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in members.items():
                assume(name.isprintable() and "\x00" not in name)
                archive.writestr(name, content)
        return made.getvalue()


@cache
def _read(file: Path) -> tuple[bytes, Members]:
    return file.read_bytes(), members_of(file)


@cases(12, 1000)
@given(corrupt=corruptions())
def test_random_corruption_is_found(
    little: tuple[Path, Path], corrupt: Callable[[bytes, Members], bytes]
) -> None:
    data, members = _read(little[0])
    bad = corrupt(data, members)
    assume(bad != data)
    assert verify_bytes(bad) in (1, 2)


@cases(12, 1000)
@given(corrupt=corruptions())
def test_random_corruption_of_a_signed_dossier_is_found_without_knowing_the_key(
    little: tuple[Path, Path], corrupt: Callable[[bytes, Members], bytes]
) -> None:
    data, members = _read(little[1])
    bad = corrupt(data, members)
    assume(bad != data)
    assert verify_bytes(bad) in (1, 2)


def _in_form(data: bytes) -> bool:
    """Tell whether the first three checks hold; those that judge again come after them, and cost a hundred times as much."""
    try:
        read = read_dossier(data, "d.zip")
    except PolicyError:
        return False
    return read.archive.exact and not read.archive.damaged and read.intact()


def test_every_byte_outside_the_files_counts(plain: Path) -> None:
    data, members = _read(plain)
    end = data.rindex(b"PK\5\6")
    directory = struct.unpack_from("<L", data, end + 16)[0]
    first = data.index(members["README.txt"])
    # the first local header, an entry of the directory, the end record
    for at in (*range(first), *range(directory, directory + 60), *range(end, len(data))):
        assert not _in_form(_flip(data, at, 1)), at


# each kind of change, by name --------------------------------------------------------------------------------------------------


def _written(tmp_path: Path, members: Members) -> Path:
    file = tmp_path / "changed.zip"
    file.write_bytes(write_archive(members))
    return file


def test_each_kind_of_change_is_named(tmp_path: Path, plain: Path) -> None:
    members = members_of(plain)
    name = "inputs/overeenkomst.yaml"
    cases: list[tuple[Members, str, str]] = [
        (members | {name: members[name] + b"\n"}, "digests", f"`{name}` is not what the manifest says"),
        ({n: c for n, c in members.items() if n != name}, "complete", f"`{name}` is missing"),
        (
            members | {"inputs/bij.yaml": b"flows: []\n"},
            "complete",
            "`inputs/bij.yaml` is not in the manifest",
        ),
        (
            members | {"manifest.json": members["manifest.json"] + b" "},
            "digests",
            "manifest.json is not the one of manifest.sha256",
        ),
        (members | {"manifest.sig": b"00\n"}, "signature", "do not belong together"),
    ]
    for changed, check, words in cases:
        code, outcomes, messages = answer(_written(tmp_path, changed))
        assert (code, outcomes[check]) == (1, "failed")
        assert any(words in m for m in messages), messages


def test_bytes_before_after_and_in_a_comment_are_named(tmp_path: Path, plain: Path) -> None:
    data = plain.read_bytes()
    comment = io.BytesIO(data)
    with zipfile.ZipFile(comment, "a") as archive:
        archive.comment = b"niets aan de hand"
    repacked = io.BytesIO()
    with zipfile.ZipFile(repacked, "w") as archive:
        for name, content in members_of(plain).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    for bad in (data + b"\0", b"#!" + data, comment.getvalue(), repacked.getvalue()):
        (tmp_path / "d.zip").write_bytes(bad)
        code, outcomes, _ = answer(tmp_path / "d.zip")
        assert (code, outcomes["form"], outcomes["digests"], outcomes["judgement"]) == (
            1,
            "failed",
            "held",
            "held",
        )


# forgeries: a new manifest over changed files ----------------------------------------------------------------------------------


def test_a_forged_verdict_is_found_by_judging_again(tmp_path: Path, guilty: Members) -> None:
    members = {**guilty}
    for lang in ("nl", "en"):
        name = f"results/results.{lang}.json"
        members[name] = members[name].replace(b'"verdict": "violation"', b'"verdict": "compliant"')
    code, outcomes, messages = answer(_written(tmp_path, sealed(members, verdict="compliant")))
    assert (code, outcomes["form"], outcomes["complete"], outcomes["digests"], outcomes["judgement"]) == (
        1,
        "held",
        "held",
        "held",
        "failed",
    )
    assert any("recorded compliant, judged again violation" in m for m in messages)


def test_a_forged_input_rule_or_setting_is_found_by_judging_again(tmp_path: Path, guilty: Members) -> None:
    members = guilty
    forged = {
        "inputs/stromen/één stroom.json": (b"gdpr-6-1-e", b"gdpr-6-1-a"),
        "pack/06-legal-basis/communication-basis.yaml": (b"severity: high", b"severity: low"),
        "settings.json": (b'"as_of": "2026-03-01"', b'"as_of": "2026-09-01"'),
    }
    for name, (old, new) in forged.items():
        assert old in members[name], name
        code, outcomes, _ = answer(
            _written(tmp_path, sealed(members | {name: members[name].replace(old, new)}))
        )
        assert (code, outcomes["digests"], outcomes["judgement"]) == (1, "held", "failed"), name


def test_a_forged_report_or_statement_is_found_by_writing_it_again(tmp_path: Path, plain: Path) -> None:
    members = members_of(plain)
    name = "reports/nl/summary.md"
    code, outcomes, messages = answer(
        _written(tmp_path, sealed(members | {name: members[name] + b"Goedgekeurd.\n"}))
    )
    assert (code, outcomes["judgement"], outcomes["reports"]) == (1, "held", "failed")
    assert any(name in m for m in messages)
    for lie in (
        {"verdict": "violation"},
        {"agreement": "andere"},
        {"inputs": "sha256:0"},
        {"as_of": "2025-01-01"},
    ):
        assert answer(_written(tmp_path, sealed(members, **lie)))[0:2][1]["reports"] == "failed", lie


def test_a_forged_message_is_found(tmp_path: Path, guilty: Members) -> None:
    members = {**guilty}
    name = "results/results.en.json"
    found = json.loads(members[name])["results"][0]
    members[name] = members[name].replace(
        json.dumps(found["message"], ensure_ascii=False).encode(), b'"Quite all right."', 1
    )
    code, outcomes, messages = answer(_written(tmp_path, sealed(members)))
    assert (code, outcomes["judgement"]) == (1, "failed")
    assert any("recorded otherwise: message" in m for m in messages)


def test_a_dossier_cannot_steer_the_terminal(tmp_path: Path, plain: Path) -> None:
    changed = sealed(members_of(plain), agreement="\x1b[2J\u202egbo", engine="\x9b2J")
    file = _written(tmp_path, changed | {"inputs/\u00e9\u0301 a.yaml": b"flows: []\n"})
    for lang in ("nl", "en"):
        done = gbo("verify", file, "--lang", lang)
        assert done.returncode == 1
        assert not {"\x1b", "\x9b", "\u202e"} & set(done.stdout)
        assert "\ufffd[2J\ufffdgbo" in done.stdout  # the escape is taken out, not hidden


def test_what_the_manifest_of_another_version_says_is_held_against_the_judgement(
    tmp_path: Path, plain: Path
) -> None:
    members = members_of(plain)
    for lie in (
        {"verdict": "violation"},
        {"summary": {}},
        {"pack": {"id": "gbo", "version": "2", "digest": "x"}},
    ):
        code, outcomes, messages = answer(_written(tmp_path, sealed(members, engine="9.9", **lie)))
        assert (code, outcomes["judgement"]) == (1, "failed")
        assert any(f"manifest.json: {next(iter(lie))}" in m for m in messages)
    twice = json.loads(sealed(members)["manifest.json"])
    twice["files"].append(twice["files"][0])
    text = json.dumps(twice).encode()
    total = f"{hashlib.sha256(text).hexdigest()}  manifest.json\n".encode()
    assert (
        answer(_written(tmp_path, members | {"manifest.json": text, "manifest.sha256": total}))[1]["complete"]
        == "failed"
    )


def test_a_dossier_of_another_version_is_judged_again_and_what_it_words_otherwise_is_not_checked(
    tmp_path: Path, plain: Path
) -> None:
    members = members_of(plain)
    members["reports/nl/summary.txt"] = b"anders verwoord\n"
    for lang in ("nl", "en"):
        name = f"results/results.{lang}.json"
        members[name] = members[name].replace(b'"engine": "', b'"engine": "9')
    code, outcomes, messages = answer(_written(tmp_path, sealed(members, engine="9.9")))
    assert (code, outcomes["judgement"], outcomes["reports"]) == (3, "held", "not-checked"), messages
    assert any("`reports/nl/summary.txt` is not what follows" in m for m in messages)
    done = gbo("verify", _written(tmp_path, sealed(members, engine="9.9")), "--lang", "nl")
    assert done.stdout.endswith("\nDEELS NAGEGAAN\n")


def test_a_forger_cannot_sign(tmp_path: Path, signed: tuple[Path, Path]) -> None:
    file, public = signed
    members = members_of(file)
    data = change(complete(), {"flows.0.purposes": ["refer", "marketing"]})
    members["inputs/stromen/één stroom.json"] = written(
        {k: data[k] for k in ("flows", "assessments")}
    ).encode()
    code, outcomes, _ = answer(_written(tmp_path, sealed(members)), "--key", public)
    assert (code, outcomes["signature"]) == (1, "failed")
    stripped = {n: c for n, c in sealed(members, signer=None).items() if n != "manifest.sig"}
    assert answer(_written(tmp_path, stripped), "--key", public)[1]["signature"] == "failed"
    own, _ = keys(tmp_path / "own")
    other = dossier(small(tmp_path / "w"), tmp_path / "other.zip", "--sign", own)
    assert answer(other)[1]["signature"] == "held"
    assert answer(other, "--key", public)[1]["signature"] == "failed"


def test_a_signature_in_other_letters_is_found(tmp_path: Path, signed: tuple[Path, Path]) -> None:
    members = members_of(signed[0])
    assert (
        answer(_written(tmp_path, members | {"manifest.sig": members["manifest.sig"].upper()}))[1][
            "signature"
        ]
        == "failed"
    )


def test_contents_that_cannot_be_judged_are_an_answer_not_a_fault(tmp_path: Path, plain: Path) -> None:
    members = members_of(plain)
    for name, content in {
        "inputs/overeenkomst.yaml": b"agreement: [",
        "settings.json": b'{"as_of": "2026-03-01"}',
        "pack/parameters.yaml": b"norms: 3\n",
        "pack/vocabulary.yaml": b"purposes: []\n",
        "pack/clauses.yaml": b"clauses: [1, 2]\n",
        "results/results.nl.json": b"[" * 100_000,
        "results/results.en.json": b'{"results": [{"rule": 1}]}',
    }.items():
        code, outcomes, messages = answer(_written(tmp_path, sealed(members | {name: content})))
        assert (code, outcomes["judgement"]) == (1, "failed"), name
        assert messages
    gone = {n: c for n, c in members.items() if not n.startswith(("inputs/", "pack/"))}
    assert answer(_written(tmp_path, sealed(gone)))[0] == 1


def test_a_rule_that_asks_for_a_gigabyte_of_blanks_is_refused(tmp_path: Path, plain: Path) -> None:
    members = members_of(plain)
    name = "pack/06-legal-basis/communication-basis.yaml"
    for wide in (b"{id:>9999999999}", b"{id!r}"):
        changed = members[name].replace(b"{id}", wide)
        assert changed != members[name], "the rule's message no longer names its flow by {id}"
        code, outcomes, messages = answer(_written(tmp_path, sealed(members | {name: changed})))
        assert (code, outcomes["judgement"]) == (1, "failed")
        assert any(wide.strip(b"{}").decode() in m for m in messages), messages


# forgeries of everything: judged, reported and sealed anew, as the program itself would ------------------------------------------


def _forged(
    members: Members, changes: Mapping[str, bytes | None], previous: Link | None = None, **basis: Any
) -> Members:
    """Make a dossier of changed contents with the program's own hands: all that follows from them follows."""
    inside = {n: c for n, c in {**members, **changes}.items() if c is not None}
    settings = json.loads(members["settings.json"]) | basis
    made = build(
        {n.removeprefix("inputs/"): c for n, c in inside.items() if n.startswith("inputs/")},
        {n: c for n, c in inside.items() if n.startswith(("pack/", "extra/"))},
        read_basis(json.dumps(settings).encode()),
        previous,
        None,
    )
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


_RULE = "pack/03-purpose/purpose-limitation.yaml"


@pytest.fixture(scope="session")
def guilty(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """The members of a dossier of a small workspace in which a flow goes beyond its purposes."""
    folder = tmp_path_factory.mktemp("guilty")
    data = change(complete(), {"flows.0.purposes": ["refer", "marketing"]})
    return members_of(dossier(small(folder / "w", flows=data["flows"]), folder / "d.zip"))


def test_a_rule_rewritten_under_the_packs_own_name_and_version_is_named(
    tmp_path: Path, guilty: Members
) -> None:
    lenient = guilty[_RULE].replace(b"or only_legal_obligation", b"or purpose_stated")
    lenient = lenient.replace(b"$any([purpose not in", b'$any([purpose == "" and purpose not in')
    forged = _forged(guilty, {_RULE: lenient})
    assert json.loads(forged["manifest.json"])["summary"]["violation"] == 0
    code, outcomes, messages = answer(_written(tmp_path, forged))
    assert (code, outcomes["judgement"], outcomes["reports"], outcomes["rules"]) == (
        1,
        "held",
        "held",
        "failed",
    )
    assert [m for m in messages if _RULE in m] == [
        f"`{_RULE}` was rewritten: it is not that of pack gbo 1.0.0"
    ]


def test_rules_taken_from_or_added_to_the_named_pack_are_named_one_by_one(
    tmp_path: Path, guilty: Members
) -> None:
    gone = ("pack/05-recipients/no-third-party.yaml", _RULE)
    # the pack's own list of clauses must not name a rule that is not there
    clauses = guilty["pack/clauses.yaml"]
    for old, new in ((b"purpose-limitation", b"necessity"), (b"no-third-party", b"no-third-country")):
        clauses = clauses.replace(old, new)
    changes = {**dict.fromkeys(gone), "pack/clauses.yaml": clauses}
    code, outcomes, messages = answer(_written(tmp_path, _forged(guilty, changes)))
    assert (code, outcomes["judgement"], outcomes["rules"]) == (1, "held", "failed")
    assert all(f"`{name}` of pack gbo 1.0.0 was left out" in messages for name in gone)
    more = {"pack/02-dpo/more-contact.yaml": guilty["pack/02-dpo/dpo-contact.yaml"]}
    code, outcomes, messages = answer(_written(tmp_path, _forged(guilty, more)))
    assert (code, outcomes["rules"]) == (1, "failed")
    assert any("`pack/02-dpo/more-contact.yaml` was added" in m for m in messages)


def test_rules_left_out_by_the_settings_are_named_and_make_it_in_part(
    tmp_path: Path, guilty: Members
) -> None:
    forged = _forged(guilty, {}, ignore=["purpose-limitation", "dpo-contact"])
    file = _written(tmp_path, forged)
    code, outcomes, messages = answer(file)
    assert (code, outcomes["judgement"], outcomes["rules"]) == (3, "held", "not-checked")
    critical = "critical rule `purpose-limitation` (article 3.3) was left out: nothing was judged by it"
    assert [m for m in messages if "left out" in m] == [
        critical,
        critical.replace(
            "critical rule `purpose-limitation` (article 3.3)", "rule `dpo-contact` (article 2)"
        ),
    ]
    assert inside("verify", file).stdout.endswith("\nVERIFIED IN PART\n")


def test_norms_that_the_house_set_are_named(tmp_path: Path, guilty: Members) -> None:
    norms = json.loads(guilty["settings.json"])["parameters"]
    mild = norms | {"cure_days": norms["cure_days"] | {"expected": 300, "outer": 600}}
    code, outcomes, messages = answer(_written(tmp_path, _forged(guilty, {}, parameters=mild)))
    # a house may set them, and whoever reads the answer must know
    assert (code, outcomes["rules"]) == (
        0,
        "held",
    )
    [told] = [m for m in messages if "cure_days" in m]
    assert "300 / 600" in told
    assert f"{norms['cure_days']['expected']} / {norms['cure_days']['outer']}" in told


def test_the_houses_own_rules_and_another_pack_are_compared_where_they_are_given(
    tmp_path: Path, guilty: Members
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    name, text = "extra/own-contact.yaml", guilty["pack/02-dpo/dpo-contact.yaml"]
    (own / "own-contact.yaml").write_bytes(text)
    file = _written(tmp_path, _forged(guilty, {name: text}))
    code, outcomes, messages = answer(file)
    assert (code, outcomes["rules"]) == (3, "not-checked")
    assert any(f"`{name}` is not of pack gbo 1.0.0" in m for m in messages)
    assert answer(file, "--rules", own)[0:2] == (0, outcomes | {"rules": "held"})
    (own / "own-contact.yaml").write_bytes(text + b"\n")
    assert answer(file, "--rules", own)[1]["rules"] == "failed"
    renamed = {"pack/pack.yaml": guilty["pack/pack.yaml"].replace(b'version: "1.0.0"', b'version: "1.0.1"')}
    assert renamed["pack/pack.yaml"] != guilty["pack/pack.yaml"]
    code, outcomes, messages = answer(_written(tmp_path, _forged(guilty, renamed)))
    assert (code, outcomes["rules"]) == (3, "not-checked")
    assert any("judged by pack gbo 1.0.1" in m for m in messages)


def test_another_engine_in_the_manifest_hides_no_report(tmp_path: Path, guilty: Members) -> None:
    lie = guilty | {"reports/nl/report.html": b"<p>In orde</p>\n", "README.txt": b"Goedgekeurd.\n"}
    code, outcomes, messages = answer(_written(tmp_path, sealed(lie, engine="0.0.9")))
    assert (code, outcomes["reports"]) == (3, "not-checked")
    assert {m for m in messages if "is not what follows" in m} == {
        f"`{name}` is not what follows from the contents" for name in ("README.txt", "reports/nl/report.html")
    }


def test_every_listed_file_is_checked(tmp_path: Path, guilty: Members) -> None:
    settings = guilty["settings.json"].replace(b"\n", b"\n ", 1)
    for name, content in {
        "README.txt": b"Goedgekeurd.\n",
        "settings.json": settings,
        "bewijs.pdf": b"%PDF",
    }.items():
        code, outcomes, messages = answer(_written(tmp_path, sealed(guilty | {name: content})))
        assert (code, outcomes["judgement"], outcomes["reports"]) == (1, "held", "failed"), name
        assert any(f"`{name}` is" in m for m in messages), name


def test_a_link_is_of_the_same_agreement_and_of_no_later_day(tmp_path: Path, guilty: Members) -> None:
    home, other = small(tmp_path / "w"), change(complete(), {"agreement.id": "andere"})
    before = {
        "later": dossier(home, tmp_path / "later.zip", "--as-of", "2026-03-02"),
        "other": dossier(small(tmp_path / "o", agreement=other["agreement"]), tmp_path / "other.zip"),
    }
    for name, words in {"later": "later than this one", "other": "of another agreement"}.items():
        manifest = json.loads(members_of(before[name])["manifest.json"])
        digest = hashlib.sha256(members_of(before[name])["manifest.json"]).hexdigest()
        said = {
            "manifest": f"sha256:{digest}",
            "agreement": manifest["agreement"],
            "as_of": manifest["as_of"],
        }
        file = _written(tmp_path, sealed(guilty, previous=said))
        for more in ((), ("--previous", before[name])):
            code, outcomes, messages = answer(file, *more)
            assert (code, outcomes["chain"]) == (1, "failed"), (name, more)
            assert any(words in m for m in messages), messages
        lie = said | {"agreement": "gbo", "as_of": "2026-02-01"}
        code, outcomes, messages = answer(
            _written(tmp_path, sealed(guilty, previous=lie)), "--previous", before[name]
        )
        assert (code, outcomes["chain"]) == (1, "failed"), (name, messages)
        done = inside(
            "dossier", home, "-o", tmp_path / "new.zip", "--as-of", "2026-03-01", "--previous", before[name]
        )
        assert (done.returncode, (tmp_path / "new.zip").exists()) == (2, False)
        assert words in done.stderr


_EACH = b"purpose in permitted_purposes or purpose in agreed_purposes"
_PAIRS = b"$all([purpose != other or purpose in permitted_purposes for other in purposes])"
_TRIPLES = _PAIRS.replace(b"purpose != other", b"$all([third != other for third in purposes])")


def test_lists_within_lists_within_lists_are_refused_in_any_pack(tmp_path: Path, guilty: Members) -> None:
    changed = sealed(guilty | {_RULE: guilty[_RULE].replace(_EACH, _TRIPLES)})
    code, outcomes, messages = answer(_written(tmp_path, changed))
    assert (code, outcomes["judgement"]) == (1, "failed")
    assert any("goes through a list for each pair of two others" in m for m in messages), messages


def test_a_rule_that_compares_too_many_pairs_ends_in_a_review_at_once(
    tmp_path: Path, guilty: Members
) -> None:
    name = "inputs/stromen/één stroom.json"
    flows = json.loads(guilty[name])
    flows["flows"][0]["purposes"] = [{"other": f"doel {i}"} for i in range(300)]
    rule = guilty[_RULE].replace(_EACH, _PAIRS)
    assert rule != guilty[_RULE]
    forged = _forged(guilty, {name: json.dumps(flows).encode(), _RULE: rule})
    results = json.loads(forged["results/results.en.json"])["results"]
    (found,) = [r for r in results if r["rule"] == "purpose-limitation"]
    assert (found["verdict"], "pairs of members" in json.dumps(found)) == ("review", True)
    assert answer(_written(tmp_path, forged))[1] | {"rules": ""} == {
        "form": "held", "complete": "held", "digests": "held", "signature": "not-checked",
        "chain": "not-checked", "rules": "", "judgement": "held", "reports": "held",
    }  # fmt: skip


def test_judging_again_comes_to_an_end_whatever_it_is_given(
    tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbo_policy.judging.rejudge.MOST_WORK", 100)
    found = verify(read_dossier(plain.read_bytes(), "d.zip"))
    (judged,) = [c for c in found.checks if c.name == "judgement"]
    assert (judged.outcome, [p.code for p in judged.told]) == ("failed", ["verify-too-much"])


# what is no dossier ------------------------------------------------------------------------------------------------------------


def _other(
    members: Mapping[str, bytes],
    shape: Callable[[zipfile.ZipInfo], None] = lambda info: None,
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            shape(info)
            archive.writestr(info, content, compress_type=method)
    return made.getvalue()


def _link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def _encrypted(data: bytes) -> bytes:
    at = data.index(b"PK\1\2")
    return data[: at + 8] + bytes([data[at + 8] | 1]) + data[at + 9 :]


def _twice(members: Mapping[str, bytes]) -> bytes:
    data = bytearray(_other({**members, "manifest.jsoX": b"{}"}))
    return bytes(data.replace(b"manifest.jsoX", b"manifest.json"))


def _huge(data: bytes) -> bytes:
    at = data.index(b"PK\1\2")
    return data[: at + 20] + struct.pack("<LL", 0x7FFFFFFF, 0x7FFFFFFF) + data[at + 28 :]


def _overlapping(copies: int = 50) -> bytes:
    """A bomb without compression: many entries that all point at one large file."""
    whole = _other({"manifest.json": b"x" * 100_000})
    start, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    entry = whole[start:end]
    entries = b"".join(entry.replace(b"manifest.json", f"manifest.{i:04}".encode()) for i in range(copies))
    return (
        whole[:start]
        + entries
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, copies, copies, len(entries), start, 0)
    )


def _zip64() -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w") as archive,
        archive.open("manifest.json", "w", force_zip64=True) as member,
    ):
        member.write(b"{}")
    return made.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not a ZIP file"),
    "text": (lambda: b"agreement: {}\n", "not a ZIP file"),
    "truncated": (lambda: _other({"manifest.json": b"{}"})[:40], "not a ZIP file"),
    "other": (lambda: _other({"a.txt": b"a"}), "no manifest.json"),
    "traversal": (lambda: _other({"manifest.json": b"{}", "../../evil": b""}), "not a plain name"),
    "absolute": (lambda: _other({"manifest.json": b"{}", "/etc/passwd": b""}), "not a plain name"),
    "drive": (lambda: _other({"manifest.json": b"{}", "C:/evil": b""}), "not a plain name"),
    "backslash": (lambda: _other({"manifest.json": b"{}", "inputs\\..\\evil": b""}), "not a plain name"),
    "folder": (lambda: _other({"manifest.json": b"{}", "inputs/": b""}), "not a plain name"),
    "dot": (lambda: _other({"manifest.json": b"{}", "inputs/./a": b""}), "not a plain name"),
    "control": (lambda: _other({"manifest.json": b"{}", "inputs/a\x1b[2J": b""}), "not a plain name"),
    "symlink": (lambda: _other({"manifest.json": b"{}", "inputs/a": b"/etc/passwd"}, _link), "link"),
    "twice": (lambda: _twice({"manifest.json": b"{}"}), "twice"),
    "encrypted": (lambda: _encrypted(_other({"manifest.json": b"{}"})), "encrypted"),
    "bomb": (
        lambda: _other({"manifest.json": b"{}", "inputs/a": b"\0" * 50_000_000}, method=zipfile.ZIP_DEFLATED),
        "compressed",
    ),
    "overlap": (_overlapping, "larger than the archive"),
    "liar": (lambda: _huge(_other({"manifest.json": b"{}"})), "larger than the archive"),
    "zip64": (_zip64, "variant of ZIP"),
    "many": (lambda: _other({f"{i}": b"" for i in range(20_001)}), "more than 20000 files"),
}


@cache
def _hostile(name: str) -> bytes:
    return HOSTILE[name][0]()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["verify", "compare", "previous"])
def test_what_is_no_dossier_or_built_to_harm_is_refused_in_one_sentence(
    tmp_path: Path, plain: Path, name: str, command: str
) -> None:
    data, words = _hostile(name), HOSTILE[name][1]
    file = tmp_path / "d.zip"
    file.write_bytes(data)
    if command == "compare" and not data.startswith(b"PK"):
        words = "neither a dossier nor"
    arguments = {
        "verify": ["verify", file],
        "compare": ["compare", file, plain],
        "previous": ["verify", plain, "--previous", file],
    }[command]
    before = sorted(p.name for p in tmp_path.rglob("*"))
    done = inside(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert "\x1b" not in done.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "d.zip"
    with file.open("wb") as sparse:
        sparse.truncate(600_000_000)
    done = inside("verify", file)
    assert done.returncode == 2
    assert "600 MB" in done.stderr
    assert inside("verify", tmp_path / "none.zip").returncode == 2
    assert inside("verify", tmp_path).returncode == 2


NO_NETWORK = """\
import socket

def refuse(*given):
    raise OSError("no network here")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
"""


def test_verifying_needs_no_network_and_says_when_it_cannot_check_a_signature(
    tmp_path: Path, plain: Path, signed: tuple[Path, Path]
) -> None:
    (tmp_path / "cryptography").mkdir()
    (tmp_path / "cryptography" / "__init__.py").write_text(
        "raise ImportError('not installed')\n", encoding="utf-8"
    )
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    bare = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    assert gbo("verify", plain, env=bare).returncode == 0
    done = gbo("verify", signed[0], env=bare)
    assert done.returncode == 1
    assert "gbo-policy[sign]" in done.stdout
    for arguments in (["verify", signed[0], "--key", signed[1]], ["keys", "new", tmp_path / "k"]):
        done = gbo(*arguments, env=bare)
        assert done.returncode == 2
        assert "gbo-policy[sign]" in done.stderr

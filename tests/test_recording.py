"""What a document brings about, in the register's file: once, with comments and order kept, and nothing half
done.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations.load import load
from gbo_policy.documents.writing import PaperRequest, names, paper
from gbo_policy.documents.writing.recording import Recording, prepared
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import make_report
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.values import parse_moment
from tests.inside import inside
from tests.kit import complete, flow, written

REGISTER = """# het register, met de hand geschreven
events:
  - {id: stilte, type: non-compliance, party: dmw, clause: "13.4", found_on: 2026-01-20, remedied_on: none}   # nog open

  - id: lek   # eerst de inbreuk
    type: breach
    party: ocmw
    aware_at: 2026-02-27T09:00
    affects: [caw, dmw]
    notified: []   # nog niemand
    authority_notified_at: none
"""
SUSPEND = {"by": "caw", "against": "dmw", "event": "stilte"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a register that somebody wrote by hand."""
    data = complete()
    del data["events"]
    obligation = {
        "provision": "Wet, art. 1",
        "source": "union",
        "obliges": True,
        "notice_forbidden_by": "none",
    }
    barred = {"kind": "third-party", "name": "Dienst", "country": "BE"}
    data["flows"].append(
        flow("melding", starts_on="2026-04-01", recipients=[barred], legal_obligation=obligation)
    )
    (tmp_path / "rest.yaml").write_text(written(data), encoding="utf-8")
    (tmp_path / "register.yaml").write_text(REGISTER, encoding="utf-8")
    return tmp_path


def ready(
    pack: Pack, folder: Path, kind: str, as_of: str = "2026-03-01", file: str = "register.yaml", **asked: Any
) -> Recording:
    workspace = load([folder], pack.vocabulary, pack.clause_numbers)
    moment = AsOf.of_moment(parse_moment(as_of)) if "T" in as_of else AsOf.of_day(date.fromisoformat(as_of))
    report = make_report(Case.of(workspace, pack, pack.norms, notice_given="received"), moment)
    return prepared(kind, report, PaperRequest(**asked), "en", folder / file)


def recorded(
    pack: Pack, folder: Path, kind: str, as_of: str = "2026-03-01", file: str = "register.yaml", **asked: Any
) -> str:
    """Record what a document brings about; give the file as it is then."""
    ready(pack, folder, kind, as_of, file, **asked).save()
    return (folder / file).read_text(encoding="utf-8")


def test_a_new_event_is_added_once_and_all_else_stays_as_it_was(folder: Path) -> None:
    arguments = (
        "write",
        "suspension",
        folder,
        "--by",
        "caw",
        "--against",
        "dmw",
        "--event",
        "stilte",
        "--as-of",
        "2026-03-01",
    )
    there = ("--output", folder / "uit.md", "--record", folder / "register.yaml")
    assert inside(*arguments, *there).returncode == 0
    text = (folder / "register.yaml").read_text(encoding="utf-8")
    assert text.startswith(REGISTER.rstrip("\n"))
    assert text[len(REGISTER.rstrip("\n")) :].split() == [
        "-", "id:", "suspension-caw-dmw-2026-03-01", "type:", "suspension", "by:", "caw", "against:", "dmw",
        "from:", "2026-03-01", "lifted_on:", "none", "ground:", "stilte",
    ]  # fmt: skip
    (folder / "uit.md").unlink()
    again = inside(*arguments, *there)
    assert again.returncode == 2
    assert "already (`suspension-caw-dmw-2026-03-01`), so nothing was recorded" in again.stderr
    assert (folder / "register.yaml").read_text(encoding="utf-8") == text
    assert not (folder / "uit.md").exists()  # neither the one nor the other


def test_the_same_is_known_again_on_another_day_and_under_another_name(folder: Path, pack: Pack) -> None:
    sent = {"by": "ocmw", "sent_on": date(2026, 3, 2)}
    text = recorded(pack, folder, "termination", **sent)
    (folder / "register.yaml").write_text(
        text.replace("termination-ocmw-2026-03-02", "opzegging"), encoding="utf-8"
    )
    with pytest.raises(PolicyError, match="`opzegging`"):
        ready(pack, folder, "termination", "2026-03-05", **sent)


def test_a_notice_of_a_breach_is_added_to_the_breach_for_each_that_was_told(folder: Path, pack: Pack) -> None:
    text = recorded(pack, folder, "breach-notice", "2026-02-27T12:00", event="lek", to="dmw")
    assert "# eerst de inbreuk" in text
    assert "party: dmw" in text.split("id: lek")[1]
    assert "2026-02-27T12:00+01:00" in text
    assert "party: caw" not in text
    with pytest.raises(PolicyError, match="lek: dmw"):
        ready(pack, folder, "breach-notice", "2026-02-27T13:00", event="lek")
    assert "party: caw" in recorded(pack, folder, "breach-notice", "2026-02-27T13:00", event="lek", to="caw")


def test_a_prior_notice_is_added_to_the_obligation_of_the_flow(folder: Path, pack: Pack) -> None:
    text = recorded(pack, folder, "prior-notice", file="rest.yaml", flow="melding")
    told = text.partition('"melding"')[2]
    assert told.count("2026-03-01") == 2  # the OCMW and the DMW
    with pytest.raises(PolicyError, match="melding: "):
        ready(pack, folder, "prior-notice", file="rest.yaml", flow="melding")


def test_a_lifting_and_a_notification_fill_in_what_was_open(folder: Path, pack: Pack) -> None:
    recorded(pack, folder, "suspension", **SUSPEND)
    assert "lifted_on: 2026-03-09" in recorded(pack, folder, "lifting", "2026-03-09", by="caw", against="dmw")
    with pytest.raises(PolicyError, match="so nothing was recorded"):
        ready(pack, folder, "lifting", "2026-03-10", by="caw", against="dmw")
    text = recorded(pack, folder, "breach-form", "2026-02-28T08:00", event="lek")
    assert "2026-02-28T08:00+01:00" in text.split("authority_notified_at")[1].split("\n")[0]


def test_requests_are_one_event_each(folder: Path, pack: Pack) -> None:
    assert recorded(pack, folder, "overview-request", by="dmw").count("type: overview-request") == 2
    assert (
        recorded(pack, folder, "assistance-request", by="dmw", to="caw", article=33).count("article: 33") == 1
    )


def test_a_ground_by_a_rule_becomes_a_finding(folder: Path, pack: Pack) -> None:
    text = (folder / "rest.yaml").read_text(encoding="utf-8")
    (folder / "rest.yaml").write_text(text.replace('"refer"', '"marketing"', 1), encoding="utf-8")
    made = recorded(pack, folder, "notice-of-default", by="dmw", against="caw", rule="purpose-limitation")
    for line in (
        "type: non-compliance",
        "party: caw",
        "clause: 3.3",
        "found_on: 2026-03-01",
        "found_by: dmw",
        "remedied_on: none",
    ):
        assert line in made, line


@pytest.mark.parametrize(
    ("kind", "asked", "file", "told"),
    [
        ("suspension", SUSPEND | {"to": "ocmw"}, "register.yaml", "leave `--to` or `--record` out"),
        ("cessation", SUSPEND, "register.yaml", "`--effective-on` is not known"),
        ("contacts", {}, "register.yaml", "brings nothing about that a register holds"),
        ("notice-of-default", SUSPEND, "register.yaml", "brings nothing about"),
        ("suspension", SUSPEND, "elders.yaml", "is no file of this workspace"),
        ("breach-form", {"event": "lek"}, "rest.yaml", "`lek` stands in register.yaml"),
        ("prior-notice", {"flow": "stroom"}, "rest.yaml", "brings nothing about"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    folder: Path, pack: Pack, kind: str, asked: dict[str, Any], file: str, told: str
) -> None:
    with pytest.raises(PolicyError, match=told):
        ready(pack, folder, kind, file=file, **asked)


def test_a_register_that_changed_meanwhile_is_left_alone(folder: Path, pack: Pack) -> None:
    made = ready(pack, folder, "suspension", **SUSPEND)
    file = folder / "register.yaml"
    file.write_text(REGISTER + "# iemand anders\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="changed"):
        made.save()
    assert file.read_text(encoding="utf-8").endswith("# iemand anders\n")


def test_what_a_kind_brings_about_is_said_of_every_letter_that_brings_something_about() -> None:
    silent = {k for k in names() if paper(k).brings is None}
    assert silent == {
        "contacts",
        "processors",
        "measures",
        "communications",
        "advice",
        "register",
        "breach-register",
        "protocol",
    }

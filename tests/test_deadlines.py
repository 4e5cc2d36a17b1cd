"""Running clocks: what is listed, in which order, and as a calendar that updates instead of doubling."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from gbo_policy.over_time.deadlines import deadlines
from gbo_policy.rulebook.pack import Pack
from tests.conftest import gbo
from tests.inside import inside
from tests.kit import change, complete, judged, written

PARTIES = """
agreement:
  id: gbo
  parties:
    - {id: caw, role: caw, supervisory_authority: vtc}
    - {id: ocmw, role: ocmw}
    - {id: dmw, role: dmw}
  publication: none
  processors:
    - {id: wolk, used_by: [caw], agreement_signed_on: 2025-01-01, agreement_ends_on: 2026-12-31}
  signatures: [{party: caw, signed_on: 2026-01-05}, {party: ocmw, signed_on: 2026-01-05}, {party: dmw, signed_on: 2026-01-05}]
events:
  - {id: lek, type: breach, party: caw, aware_at: 2026-03-27T12:00, affects: [ocmw], notified: [], consulted_at: none, during_communication: true,
     authority_notified_at: none}
  - {id: vraag, type: overview-request, by: dmw, to: caw, requested_on: 2026-02-01, answered_on: none}
  - {id: klaar, type: overview-request, by: dmw, to: ocmw, requested_on: 2026-02-01, answered_on: 2026-02-03}
  - {id: inzage, type: rights-request, party: ocmw, received_on: 2026-01-31, answered_on: none, extended_on: none}
"""


def _deadlines(folder: Path, as_of: str, *more: str) -> list[dict[str, Any]]:
    (folder / "ws.yaml").write_text(PARTIES)
    run = inside("deadlines", folder, "--as-of", as_of, "--format", "json", *more)
    assert run.returncode == 0, run.stderr
    return list(json.loads(run.stdout)["deadlines"])


def test_clocks_soonest_first_with_their_ends(tmp_path: Path) -> None:
    found = {d["id"]: d for d in _deadlines(tmp_path, "2026-03-28")}
    assert "security-overview-on-request/klaar" not in found
    assert found["security-overview-on-request/vraag"]["expected"] == "2026-03-03"
    assert found["security-overview-on-request/vraag"]["outer"] == "2026-04-02"
    assert (
        found["security-overview-on-request/vraag"]["by"],
        found["security-overview-on-request/vraag"]["to"],
    ) == ("caw", ["dmw"])
    assert found["rights-request-answered/inzage"]["expected"] == "2026-02-28"
    assert found["rights-request-answered/inzage"]["source"] == "law"
    assert found["agreement-published/gbo"]["expected"] == "2026-02-04"
    assert found["processor/wolk/caw"]["expected"] == "2026-12-31"
    expected = [d["expected"][:10] for d in _deadlines(tmp_path, "2026-03-28")]
    assert expected == sorted(expected)


def test_gdpr_33_stands_beside_the_agreements_own_duty_across_summer_time(tmp_path: Path) -> None:
    found = {d["id"]: d for d in _deadlines(tmp_path, "2026-03-28")}
    law = found["gdpr-33/lek"]
    # the clock skips an hour in the night of 29 March 2026
    assert (law["expected"], law["source"], law["to"]) == ("2026-03-30T13:00+02:00", "law", ["vtc"])
    own = found["breach-notified/lek/ocmw"]
    assert (own["expected"], own["outer"], own["source"], own["to"]) == (
        "2026-03-28T12:00+01:00",
        "2026-03-30T13:00+02:00",
        "norm",
        ["ocmw"],
    )
    assert own["overdue_hours"] == 0


def test_calendar_updates_instead_of_doubling(tmp_path: Path) -> None:
    (tmp_path / "ws.yaml").write_text(PARTIES)
    calendars = []
    for day in ("2026-03-28", "2026-03-29"):
        out = tmp_path / f"{day}.ics"
        assert (
            gbo(
                "deadlines",
                tmp_path / "ws.yaml",
                "--as-of",
                day,
                "--format",
                "ics",
                "--output",
                out,
                "--lang",
                "nl",
            ).returncode
            == 0
        )
        calendars.append(Calendar.from_ical(out.read_bytes()))
    first, second = ({str(e["uid"]): e for e in c.walk("VEVENT")} for c in calendars)
    assert first
    assert set(first) == set(second)
    assert all(int(second[uid]["sequence"]) > int(first[uid]["sequence"]) for uid in first)
    starts = {str(e["summary"]): e["dtstart"].dt for e in first.values()}
    assert date(2026, 3, 3) in starts.values()
    assert any(
        isinstance(d, datetime) and d.isoformat() == "2026-03-30T11:00:00+00:00" for d in starts.values()
    )
    # in words, a moment is as it is in Brussels, as everywhere else
    said = " ".join(str(e["description"]) for e in first.values())
    assert "2026-03-30T13:00+02:00" in said
    assert "+00:00" not in said


def test_the_same_input_gives_the_same_calendar(tmp_path: Path) -> None:
    (tmp_path / "ws.yaml").write_text(PARTIES)
    runs = [
        gbo(
            "deadlines", tmp_path / "ws.yaml", "--as-of", "2026-03-28", "--format", "ics", env={"TZ": zone}
        ).stdout
        for zone in ("UTC", "Asia/Tokyo")
    ]
    assert runs[0] == runs[1]


def test_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "ws.yaml").write_text("agreement: {id: a, parties: [{id: c, role: caw}], processors: []}\n")
    assert gbo("deadlines", tmp_path, "--lang", "nl").stdout == "Er loopt geen enkele termijn.\n"


def _one(folder: Path, key: str, as_of: str) -> dict[str, Any]:
    return next(d for d in _deadlines(folder, as_of) if d["id"] == key)


def test_late_is_only_what_is_beyond_the_outer_end(tmp_path: Path) -> None:
    """Expected on 3 March, at the latest on 2 April: the agreement itself has no number of days."""
    key = "security-overview-on-request/vraag"
    stages = [
        (_one(tmp_path, key, day)["stage"], _one(tmp_path, key, day)["overdue_hours"])
        for day in ("2026-03-03", "2026-03-04", "2026-04-02", "2026-04-03")
    ]
    assert stages == [("running", 0), ("past-expected", 0), ("past-expected", 0), ("late", 24)]


def test_late_by_a_clause_that_the_signed_text_departs_from_is_not_certainly_late(tmp_path: Path) -> None:
    """Where `check` asks how the text reads, nobody is told late without that."""
    (tmp_path / "ws.yaml").write_text(
        PARTIES.replace(
            "  processors:",
            "  departures: [{clause: '7.1', says: anders, by: An, on: 2026-01-05}]\n  processors:",
        )
    )
    asked = ("deadlines", tmp_path, "--as-of", "2026-04-03")
    found = {d["id"]: d for d in json.loads(inside(*asked, "--format", "json").stdout)["deadlines"]}
    one, other = found["security-overview-on-request/vraag"], found["breach-notified/lek/ocmw"]
    assert (one["stage"], one["doubted"]) == ("late", True)
    unless_unlikely, answered = found["gdpr-33/lek"], found["rights-request-answered/inzage"]
    assert (unless_unlikely["stage"], unless_unlikely["doubted"]) == ("late", True)  # its risk is not known
    assert answered["doubted"] is False
    assert (other["stage"], other["doubted"]) == ("late", False)
    said = inside(*asked).stdout
    assert "past by 1 d 0 h: whether that is late is for review" in said
    assert "LATE by 4 d 10 h\n" in said


def test_a_notice_outside_the_dpo_leaves_the_dpo_s_notice_owed(tmp_path: Path) -> None:
    other = "notified: [{party: ocmw, at: 2026-03-27T13:00, via: other}]"
    for via, owed in (("other", True), ("dpo", False)):
        said = PARTIES.replace("notified: []", other.replace("via: other", f"via: {via}"))
        (tmp_path / "ws.yaml").write_text(said)
        run = inside("deadlines", tmp_path, "--as-of", "2026-03-28", "--format", "json")
        keys = {d["id"] for d in json.loads(run.stdout)["deadlines"]}
        assert ("breach-notified/lek/ocmw" in keys) is owed


def test_every_clock_is_a_duty_in_an_infinitive(tmp_path: Path) -> None:
    told = {d["id"]: d["what"] for d in _deadlines(tmp_path, "2026-03-28", "--lang", "nl")}
    assert (
        told["security-overview-on-request/vraag"] == "Het overzicht van de beveiligingsmaatregelen bezorgen"
    )
    assert told["breach-consulted/lek"] == "Overleggen over de inbreuk bij de mededeling"
    assert "bezorgd" not in " ".join(told.values())


def test_every_rule_with_a_clock_says_what_is_owed(pack: Pack) -> None:
    timed = [r for r in pack.rules if r.norm is not None and r.kind.name != "cessation"]
    assert timed
    assert [r.id for r in timed if r.duty is None] == []


def test_each_clock_of_a_house_norm_stands_twice_in_the_calendar(tmp_path: Path) -> None:
    (tmp_path / "ws.yaml").write_text(PARTIES)
    shown = gbo("deadlines", tmp_path, "--as-of", "2026-03-28", "--format", "ics", "--lang", "nl").stdout
    days = {
        str(e["summary"]): e["dtstart"].dt
        for e in Calendar.from_ical(shown).walk("VEVENT")
        if "overzicht" in str(e["summary"])
    }
    assert days == {
        "verwacht: Het overzicht van de beveiligingsmaatregelen bezorgen — caw": date(2026, 3, 3),
        "uiterlijk: Het overzicht van de beveiligingsmaatregelen bezorgen — caw": date(2026, 4, 2),
    }


def test_a_term_that_the_signed_text_states_is_no_house_norm_and_has_both_its_days(tmp_path: Path) -> None:
    made = change(
        complete(),
        {
            "events": [
                {
                    "id": "vraag",
                    "type": "overview-request",
                    "by": "dmw",
                    "to": "caw",
                    "requested_on": "2026-02-01",
                    "answered_on": "none",
                }
            ],
            "agreement.departures": [
                {
                    "clause": "7.1",
                    "effect": {"parameters": {"overview_request_days": {"expected": 10, "outer": 20}}},
                }
            ],
        },
    )
    (tmp_path / "ws.yaml").write_text(written(made), encoding="utf-8")
    run = inside("deadlines", tmp_path, "--as-of", "2026-02-05", "--lang", "en")
    assert "[signed text]" in run.stdout
    assert "house norm" not in run.stdout
    assert "later than expected" not in run.stdout
    run = inside("deadlines", tmp_path, "--as-of", "2026-02-12", "--lang", "en")
    assert "later than expected, and not yet late" in run.stdout
    run = inside("deadlines", tmp_path, "--as-of", "2026-02-05", "--format", "ics", "--lang", "en")
    days = {e.decoded("dtstart") for e in Calendar.from_ical(run.stdout).walk("VEVENT")}
    assert {date(2026, 2, 11), date(2026, 2, 21)} <= days


def test_a_processor_s_agreements_end_each_on_their_own_day(tmp_path: Path) -> None:
    agreements = "agreements: [{party: caw, signed_on: 2025-01-01, ends_on: 2026-06-30}, {party: dmw, signed_on: 2025-01-01, ends_on: none}]"
    (tmp_path / "ws.yaml").write_text(
        PARTIES.replace("used_by: [caw]", "used_by: [caw, dmw]").replace(
            "agreement_signed_on: 2025-01-01, agreement_ends_on: 2026-12-31", agreements
        )
    )
    run = inside("deadlines", tmp_path, "--as-of", "2026-03-28", "--format", "json")
    found = {d["id"]: d["expected"] for d in json.loads(run.stdout)["deadlines"] if "processor/" in d["id"]}
    assert found == {"processor/wolk/caw": "2026-06-30"}


def test_where_only_the_leaver_s_communications_end_the_duty_says_so(tmp_path: Path) -> None:
    more = "- {id: ocmw, role: ocmw}\n    - {id: ocmw2, role: ocmw}"
    signed = "{party: ocmw, signed_on: 2026-01-05}, {party: ocmw2, signed_on: 2026-01-05}"
    notice = "  - {id: weg, type: termination, by: ocmw2, sent_on: 2026-02-02, means: registered-letter, addressed_to: [caw, ocmw, dmw]}\n"
    said = PARTIES.replace("- {id: ocmw, role: ocmw}", more).replace(
        "{party: ocmw, signed_on: 2026-01-05}", signed
    )
    (tmp_path / "ws.yaml").write_text(said + notice)
    run = gbo("deadlines", tmp_path, "--as-of", "2026-03-28", "--format", "json", "--lang", "en")
    told = {d["id"]: d["what"] for d in json.loads(run.stdout)["deadlines"]}
    assert "by or to ocmw2" in told["end/weg"]


REQUEST = {"id": "inzage", "type": "rights-request", "party": "ocmw", "answered_on": "none"}


@pytest.mark.parametrize(
    ("received", "extended", "due", "latest"),
    [
        (
            "2026-01-31",
            "none",
            "2026-02-28",
            "2026-03-02",
        ),  # a Saturday: on one reading it moves to the Monday
        ("2026-01-30", "none", "2026-02-28", "2026-03-02"),
        ("2026-02-10", "none", "2026-03-10", None),  # a Tuesday is a Tuesday on each reading
        ("2026-02-10", "2026-02-20", "2026-05-10", "2026-05-11"),  # extended, to a Sunday
        ("2026-02-10", None, "2026-03-10", "2026-05-11"),  # nobody says whether it was extended
    ],
)
def test_a_data_subject_s_term_has_two_last_days_where_it_can_be_read_so(
    pack: Pack, received: str, extended: str | None, due: str, latest: str | None
) -> None:
    one = REQUEST | {"received_on": received} | ({"extended_on": extended} if extended else {})
    report = judged(pack, change(complete(), {"events": [one]}), as_of=date(2026, 2, 25))
    (found,) = (d for d in deadlines(report) if d.key == "rights-request-answered/inzage")
    assert found.expected == date.fromisoformat(due)
    assert found.outer == (date.fromisoformat(latest) if latest else None)
    assert found.stage(report.as_of) == "running"


def test_a_cessation_is_no_duty_and_has_no_clock(pack: Pack) -> None:
    stop = {
        "id": "c",
        "type": "cessation",
        "by": "caw",
        "against": "ocmw",
        "ground": "nc",
        "notified_on": "none",
    }
    short = {"id": "nc", "type": "non-compliance", "party": "ocmw", "clause": "12", "found_on": "2026-01-10"}
    events = [stop | {"effective_on": "2026-02-10"}, short | {"remedied_on": "2026-02-01"}]
    report = judged(pack, change(complete(), {"events": events}))
    assert [d.key for d in deadlines(report) if d.key.endswith(("/c", "/nc"))] == []

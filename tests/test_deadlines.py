"""Running clocks: what is listed, in which order, and as a calendar that updates instead of doubling."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar

from tests.conftest import gbo

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
    run = gbo("deadlines", folder, "--as-of", as_of, "--format", "json", *more)
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
    assert own["overdue_hours"] == 12.0


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

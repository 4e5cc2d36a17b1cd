"""A type of event is one module: one that is made up here is read, checked, judged, timed and drawn, and is
gone without its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gbo_policy.agreement import events
from gbo_policy.agreement.key_values import value_of
from gbo_policy.cli.main import group
from gbo_policy.terms.rows import KINDS
from tests.kit import complete, written

_MODULE = '''
"""A training that the staff of a core actor has had (made up for a test)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from gbo_policy.agreement.clocks import done_on
from gbo_policy.agreement.register import Clock, Drawn, Event, EventRow, EventType, Seen
from gbo_policy.basics.steps import from_key
from gbo_policy.terms.kinds import BOOL, DATE, TEXT, Field, Kind
from gbo_policy.terms.values import Date, DateOrNone, Slug, key


class Training(Event):
    """A training that the staff of a core actor has had."""

    type: Literal["staff-training"]
    party: Slug | None = key("the core actor whose staff it is")
    planned_on: Date | None = key("date of the plan")
    held_on: DateOrNone | None = key("date of the training, or none")


KIND = Kind(
    "staff-training",
    (
        Field("id", TEXT, "id", "the training"),
        Field("party", TEXT, "party", "whose staff", actor=True),
        Field("held", BOOL, "held_on", "it was held"),
        Field("planned_on", DATE, "planned_on", "date of the plan"),
    ),
)


def facts(event: Training, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    held = None if event.held_on is None else done_on(event.held_on, seen.as_of) is not None
    told = {"id": event.id, "party": event.party, "held": held, "planned_on": event.planned_on}
    yield EventRow(KIND, told, {"held": from_key("held_on")})


def clocks(event: Training, seen: Seen) -> Iterator[Clock]:
    """Give its term of thirty days."""
    if event.held_on == "none" and event.planned_on is not None:
        due = event.planned_on + timedelta(days=30)
        yield Clock("training", "Hold the training", "7.1", (), event.planned_on, due, "held_on")


TYPE = EventType(
    model=Training,
    label="training of staff",
    kinds=(KIND,),
    facts=facts,
    happens=("planned_on",),
    order=(("planned_on", "held_on"),),
    settled_by="held_on",
    clocks=clocks,
    drawn=Drawn(("planned_on", "held_on"), "review"),
)
'''
_RULE = """
title: {en: Staff is trained, nl: Het personeel is gevormd}
clause: "7.1"
modality: obligation
for_each: staff-training
require: held
severity: low
against: party
waivable: true
sanction: {clause: "9", via: "7.2", measures: [suspension]}
message: {en: "{party} has not held training {id}.", nl: "{party} gaf vorming {id} niet."}
remedy: {en: "Hold {id}.", nl: "Geef {id}."}
tests:
  - {name: held, given: {held: true}, expect: compliant}
  - {name: not held, given: {held: false}, expect: violation}
  - {name: not said, given: {}, expect: review, missing: [held]}
"""
_EVENT = {
    "id": "v1",
    "type": "staff-training",
    "party": "ocmw",
    "planned_on": "2026-02-10",
    "held_on": "none",
}


@pytest.fixture
def made_up(tmp_path: Path) -> Iterator[Path]:
    """Put the module where types are looked for; its file goes with the test."""
    folder = tmp_path / "types"
    folder.mkdir()
    file = folder / "staff_training.py"
    file.write_text(dedent(_MODULE), encoding="utf-8")
    events.__path__.append(str(folder))
    yield file
    events.__path__.remove(str(folder))
    events.event_type.cache_clear()


def run(command: str, folder: Path, *options: str, **changes: Any) -> Result:
    """Run a command on a workspace that holds one training."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "staff-trained.yaml").write_text(_RULE, encoding="utf-8")
    (folder / "w").mkdir(exist_ok=True)
    data = complete() | {"events": [_EVENT | changes]}
    (folder / "w" / "workspace.json").write_text(written(data), encoding="utf-8")
    arguments = [command, str(folder / "w"), "--rules", str(folder / "rules"), "--lang", "en", *options]
    return CliRunner().invoke(group, arguments)


def test_a_made_up_type_is_judged_by_a_rule_of_its_own(made_up: Path, tmp_path: Path) -> None:
    done = run("check", tmp_path, "--as-of", "2026-03-01", "--format", "json")
    found = [r for r in json.loads(done.stdout)["results"] if r["rule"] == "staff-trained"]
    assert [(r["verdict"], r["subject"], r["against"]) for r in found] == [
        ("violation", {"kind": "event", "id": "v1"}, "ocmw")
    ]
    assert found[0]["location"]["line"] > 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"party": "nobody"}, "`nobody`"),
        ({"held_on": "2026-02-09"}, "`2026-02-09`|2026-02-09"),
        ({"helt_on": "2026-02-11"}, "`helt_on`"),
    ],
)
def test_what_it_names_is_checked(made_up: Path, tmp_path: Path, changes: dict[str, str], code: str) -> None:
    done = run("check", tmp_path, "--as-of", "2026-03-01", **changes)
    told = str(done.exception) + done.output
    assert any(word in told for word in code.split("|"))


def test_it_counts_from_its_day_brings_its_term_and_is_drawn(made_up: Path, tmp_path: Path) -> None:
    before = run("check", tmp_path, "--as-of", "2026-02-09", "--format", "json")
    assert "staff-trained" not in {r["rule"] for r in json.loads(before.stdout)["results"]}
    assert "2026-03-12" in run("deadlines", tmp_path, "--as-of", "2026-03-01").output
    period = ("--from", "2026-02-01", "--to", "2026-03-01")
    page = run("report", tmp_path, "--format", "html", *period).output
    assert "training of staff" in page


def test_an_editor_is_told_its_keys_and_facts(made_up: Path) -> None:
    schema = json.loads(CliRunner().invoke(group, ["schema"]).stdout)
    assert set(schema["$defs"]["Training"]["properties"]) >= {"party", "planned_on", "held_on"}
    assert "staff-training" in events.kinds()


def test_without_its_file_it_is_no_type(tmp_path: Path) -> None:
    done = run("check", tmp_path, "--as-of", "2026-03-01")
    assert "staff-training" in str(done.exception) + done.output
    assert "staff-training" not in events.names()


@pytest.mark.parametrize("name", events.names())
def test_a_type_is_whole(name: str) -> None:
    """Every key that a type's record names is one of its model; it has a label."""
    kind = events.event_type(name)
    blank = kind.model.model_construct(id="x", type=name)
    keys = [k for pair in kind.order for k in pair] + [
        *kind.parties,
        *kind.grounds,
        *kind.clauses,
        *kind.needed,
    ]
    keys += [
        *kind.happens,
        *kind.drawn.dots,
        *filter(None, [kind.bearer, kind.settled_by, kind.decides_from]),
    ]
    for path in keys:
        value_of(blank, path.partition(".")[0])
    assert all(kind.label)
    assert kind.kinds[0].name == name
    assert set(events.kinds()) >= {name, *KINDS}
    assert set(kind.once) <= set(kind.parties)

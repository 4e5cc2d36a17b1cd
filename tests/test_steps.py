"""Places as paths of steps: an id may hold dots and digits, and what is about it still stands where it
stands.
"""

from __future__ import annotations

from typing import Any

import pytest

from gbo_policy.basics.steps import dotted, from_key
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, change, complete, judged, written
from tests.report_kit import eventful
from tests.test_facts_events import nc, suspension


def test_a_path_is_written_with_dots_and_never_cut_at_them() -> None:
    assert from_key("events", "v.1", "party") == (("events", "v.1", "party"),)
    assert dotted(("events", "v.1", "notified", 0, "at")) == "events.v.1.notified.0.at"


def renamed(data: Any, names: dict[str, str]) -> Any:
    """Copy a workspace in which every id among ``names`` is another."""
    if isinstance(data, dict):
        return {k: renamed(v, names) for k, v in data.items()}
    if isinstance(data, list):
        return [renamed(v, names) for v in data]
    return names.get(data, data) if isinstance(data, str) else data


def told(report: Report) -> list[Any]:
    """Give where each result stands and what the ladder says, without any id."""
    places = [(r.rule.id, r.verdict.word, *report.location(r)[1:]) for r in report.results]
    return [*places, *((p.by, p.against, p.state, p.since, p.next, p.next_on) for p in report.ladder.pairs)]


def test_an_event_called_v_1_is_found_on_its_own_line_and_holds_from_its_own_day(pack: Pack) -> None:
    """A path cut at its dots found no event ``v``: the finding stood on the file's second line, held since
    the as-of day.
    """

    def report(name: str) -> Report:
        events = [nc("grond"), suspension(name, ground="grond", against="ocmw")]
        flow = {"flows.0.starts_on": "2026-01-12", "flows.0.sender": "caw"}
        return judged(pack, change(complete(), {"events": events, **flow}))

    plain, dots = report("v1"), report("v.1")
    assert told(dots) == told(plain)
    asked = [r for r in dots.results if r.rule.id == "suspension-respected" and r.verdict.word == "review"]
    assert [r.row.paths("suspended_by_sender") for r in asked] == [(("events", "v.1"),)]


@pytest.mark.parametrize("form", ["v.1.{}", "0.{}", "{}.1", "{}.ground"])
def test_whatever_an_id_looks_like_everything_stands_where_it_stood(pack: Pack, form: str) -> None:
    data = eventful()
    # a core actor's id is the word of its role as well, so those stay
    ids = {e["id"] for e in [*data["events"], *data["flows"], *data["agreement"]["processors"]]}
    names = {i: form.format(i) for i in ids}
    assert told(judged(pack, renamed(data, names))) == told(judged(pack, data))


@pytest.mark.parametrize("name", ["v1", "v.1"])
def test_a_day_that_is_not_said_is_looked_for_at_its_own_event(pack: Pack, name: str) -> None:
    data = change(complete(), {"events": [suspension(name, ground="13.5", lifted_on=ABSENT)]})
    report = judged(pack, data)
    (found,) = {report.location(r) for r in report.results if ("events", name, "lifted_on") in r.missing()}
    lines = written(data).splitlines()
    assert lines[found.line].strip() == f'"id": "{name}",'  # the event begins on the line before

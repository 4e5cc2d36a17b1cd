"""A finding keeps its fingerprint wherever its lines go, and loses it with its verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.facts.row import Subject
from tests import kit
from tests.formatted import faulty, sarif


def prints(folder: Path) -> dict[str, str]:
    """Give the fingerprint of every finding by rule and message."""
    results = sarif(folder)["results"]
    marks = [r["partialFingerprints"]["gboPolicyFinding/v1"] for r in results]
    assert len(set(marks)) == len(marks)
    return {
        r["ruleId"] + str(r["properties"].get("against")): mark
        for r, mark in zip(results, marks, strict=True)
    }


def moved(data: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield {"a.yaml": "\n\n# elders\n" + kit.written(data)}
    yield {
        "stromen/b.yaml": kit.written({"flows": data["flows"]}),
        "rest.json": json.dumps({k: v for k, v in data.items() if k != "flows"}),
    }
    yield {"c.yaml": kit.written(kit.shuffled(data, lambda items: list(reversed(items))))}


def test_fingerprints_survive_moved_lines_files_and_lists(tmp_path: Path) -> None:
    data = faulty()
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "a.yaml").write_text(kit.written(data), encoding="utf-8")
    first = prints(tmp_path / "0")
    assert len(first) >= 5
    for i, files in enumerate(moved(data), 1):
        for name, text in files.items():
            file = tmp_path / str(i) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert prints(tmp_path / str(i)) == first


def test_fingerprints_change_with_the_verdict_and_the_recipient(tmp_path: Path) -> None:
    rule = "no-third-party"
    marks = []
    for changes in (
        {},
        {"flows.0.legal_obligation": kit.ABSENT},
        {"flows.0.recipients.1.name": "Immo"},
        {"flows.0.recipients.1.need_to_know": None},
    ):
        (tmp_path / "a.yaml").write_text(kit.written(kit.change(faulty(), changes)), encoding="utf-8")
        marks.append(prints(tmp_path)[f"{rule}caw"])
    assert len(set(marks)) == 3
    assert marks[3] == marks[0]


def test_a_subject_tells_its_flow_and_a_recipient_its_place() -> None:
    recipient = Subject("recipient", "loket/uit/12", "loket/uit")
    assert (recipient.flow, recipient.place) == ("loket/uit", 12)
    others = [
        Subject("flow", "uit/3"),
        Subject("party", "ocmw"),
        Subject("notice", "opzegging/caw", "opzegging"),
    ]
    assert [s.flow for s in others] == ["uit/3", None, None]
    for other in others:
        with pytest.raises(ValueError, match=other.kind):
            _ = other.place

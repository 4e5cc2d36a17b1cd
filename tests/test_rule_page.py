"""Where a reader of a finding is sent to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gbo_policy.formats._rule_page import pages_of, rule_page
from gbo_policy.rulebook.pack import Pack
from tests.conftest import ROOT

COMMIT = "4c59706b1d2f0a9c3e5d7f8091a2b3c4d5e6f708"


def installed(url: str, **more: Any) -> str:
    """What pip writes into direct_url.json, by PEP 610."""
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": COMMIT, **more}})


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("https://git.example/welzijn/gbo-policy", "https://git.example/welzijn/gbo-policy"),
        ("https://git.example/welzijn/gbo-policy.git", "https://git.example/welzijn/gbo-policy"),
        ("https://ci:geheim@git.example:8443/w/gbo.git/", "https://git.example:8443/w/gbo.git"),
    ],
)
def test_pages_lie_at_the_commit_installed(url: str, folder: str) -> None:
    found = pages_of(installed(url))
    assert found == f"{folder}/blob/{COMMIT}/docs/rules".replace("gbo.git/blob", "gbo/blob")


@pytest.mark.parametrize(
    "recorded",
    [
        None,
        "{}",
        "geen json",
        installed("file:///home/iemand/gbo-policy"),
        installed("ssh://git@git.example/gbo-policy.git"),
        json.dumps({"url": "https://x.example/gbo_policy-0.1.0.whl", "archive_info": {}}),
        installed("https://git.example/gbo", commit_id="../../x"),
    ],
)
def test_what_is_not_on_the_web_has_no_page(recorded: str | None) -> None:
    assert pages_of(recorded) is None


def test_every_built_in_rule_has_its_page(pack: Pack) -> None:
    assert {r.id for r in pack.rules} == {p.stem for p in (ROOT / "docs" / "rules").glob("*.md")} - {"README"}


def test_a_checkout_gives_a_name(pack: Pack) -> None:
    assert rule_page(pack.rules[0]) == f"urn:gbo-policy:rule:{pack.rules[0].id}"

"""The answer beside a question is that of a check of the saved files: whatever is filled in, rule by rule."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.load import load
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.live import LiveAnswer, live
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import make_report
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.rulebook.pack import Pack, load_pack
from tests.conftest import FIXTURES

AS_OF = parse_as_of("2026-03-01") or AsOf.of_day(__import__("datetime").date(2026, 3, 1))


def case(folder: Path, pack: Pack) -> DeskCase:
    workspace = load([folder], pack.vocabulary, pack.clause_numbers, rules=[r.id for r in pack.rules])
    judged = Case.of(workspace, pack, pack.norms, notice_given="received")
    return DeskCase(judged, make_report(judged, AS_OF), "nl")


@pytest.fixture(scope="module")
def mixed(pack: Pack) -> DeskCase:
    return case(FIXTURES / "mixed", pack)


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_PARTIES = st.sampled_from(["caw-polderkant", "ocmw-heverbeke", "dmw-zorgkring"])
_DAYS = st.sampled_from(["2025-12-20", "2026-01-05", "2026-03-01", "2026-09-01"])
_LAW = st.just("none") | st.fixed_dictionaries(
    {"obliges": st.booleans(), "source": st.just("member-state")},
    optional={
        "provision": st.just("Artikel 29 van het Wetboek van strafvordering"),
        "notified": st.lists(st.fixed_dictionaries({"party": _PARTIES, "at": _DAYS}), max_size=2),
        "notice_forbidden_by": st.just("none"),
        "countries": st.just(["US"]),
    },
)
_RECIPIENT = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("staff")}, optional={"party": _PARTIES, "need_to_know": st.booleans()}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("processor")},
        optional={"processor": st.sampled_from(["gbo-connect", "cliq-cloud"]), "on_behalf_of": _PARTIES},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("third-party")},
        optional={
            "name": st.just("Politie"),
            "country": st.sampled_from(["BE", "US"]),
            "legal_obligation": _LAW,
        },
    ),
    st.just({"kind": "data-subject"}),
)
_DATA = st.sampled_from(
    [
        "identification-contact",
        "health",
        "criminal",
        {"category": "health", "subject": "client"},
        {"other": "kaas"},
    ]
)
FLOWS = st.fixed_dictionaries(
    {"id": st.sampled_from(["nieuw", "huisbezoekverslagen", "clientdossier-cloud"])},
    optional={
        "status": st.sampled_from(["proposed", "active"]),
        "sender": st.one_of(_PARTIES, st.just({"role": "ocmw"}), st.lists(_PARTIES, min_size=2, max_size=2, unique=True)),
        "recipients": st.lists(_RECIPIENT, max_size=3),
        "purposes": st.lists(st.sampled_from(["refer", "marketing", {"other": "feest"}]), max_size=2, unique_by=str),
        "data": st.lists(_DATA, max_size=3, unique_by=str),
        "legal_basis": st.lists(st.sampled_from(["gdpr-6-1-e", "gdpr-6-1-c", "gdpr-9-2-g"]), max_size=3, unique=True),
        "locations": st.fixed_dictionaries({}, optional={"storage": st.just(["BE"]), "access": st.sampled_from([["BE"], ["US"], []])}),
        "legal_obligation": _LAW,
        "channel": st.sampled_from(["GBO-Connect", "e-mail"]),
        "format": st.just("dossierbericht"),
        "starts_on": _DAYS,
        "ends_on": st.just("none"),
    },
)  # fmt: skip


def verdicts(results: Any) -> dict[tuple[str, str, str], str]:
    return {(r.rule.id, r.subject.id, r.against or ""): r.verdict.word for r in results}


def saved(folder: Path, data: Mapping[str, Any], pack: Pack) -> tuple[DeskCase | None, str]:
    """Save a flow as a file of its own, in the place of one that has its id, and judge all as `check` does."""
    from gbo_policy.basics.problems import PolicyError

    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if f"- id: {data['id']}\n" in text:
            file.write_text(text.replace(f"- id: {data['id']}\n", "- id: een-ander\n"), encoding="utf-8")
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"flow: {data['id']}}}", "flow: een-ander}").replace(f"flow: {data['id']}\n", "flow: een-ander\n"), encoding="utf-8")  # fmt: skip
    (folder / "nieuw.json").write_text(json.dumps({"flows": [data]}), encoding="utf-8")
    try:
        return case(folder, pack), ""
    except PolicyError as error:
        return None, " ".join(p.code for p in error.problems)


@given(FLOWS)
def test_the_live_answer_is_that_of_a_check_of_the_saved_files(
    mixed: DeskCase, tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any]
) -> None:
    pack = load_pack()
    folder = tmp_path_factory.mktemp("werkruimte") / "w"
    shutil.copytree(FIXTURES / "mixed", folder)
    beside = case_without(mixed, data["id"])
    answer: LiveAnswer = live(beside, data)
    whole, wrong = saved(folder, data, pack)
    shutil.rmtree(folder)
    if whole is None:
        assert answer.problems, wrong
        return
    own = set(whole.workspace.flows_named(data["id"]))
    expected = [r for r in whole.report.results if (r.subject.of or r.subject.id) in own and r.subject.kind in ("flow", "recipient")]  # fmt: skip
    assert answer.problems == ()
    assert {k: v.word for k, v in answer.verdicts().items()} == verdicts(expected)


def case_without(mixed: DeskCase, flow: str) -> DeskCase:
    """The judgements on a flow of that id are another's once it has another id, as in the saved files."""

    kept = tuple(
        a.model_copy(update={"subject": a.subject.model_copy(update={"flow": "een-ander"})})
        if a.subject.flow == flow
        else a
        for a in mixed.workspace.assessments
    )
    workspace = mixed.workspace._replace(assessments=kept)
    context = mixed.report.context._replace(workspace=workspace)
    report = mixed.report._replace(workspace=workspace, context=context)
    return DeskCase(mixed.judged._replace(workspace=workspace), report, "nl")

"""Keys that no rule of the agreement judges: labels of one's own, how long data are kept, how often they are
sent.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from gbo_policy.basics.moments import AsOf
from gbo_policy.facts import rows
from gbo_policy.facts.context import Context
from gbo_policy.rulebook.pack import Pack
from tests.conftest import gbo
from tests.inside import inside
from tests.kit import ABSENT, AS_OF, change, complete, findings, judged, loaded, models, problems, written

MINE = {"team": "onthaal", "dossier.nr": "2026-17", "jaar": 2026}
# what is no thing of its own but says what another thing is about, or what follows from it
UNLABELLED = {"AssessmentSubject", "Effect", "NormEffect", "EveryOf"}


@pytest.mark.parametrize("model", models(), ids=lambda m: m.__name__)
def test_every_object_of_a_workspace_takes_labels(model: type[BaseModel]) -> None:
    assert ("labels" in model.model_fields) is (model.__name__ not in UNLABELLED)


def test_labels_retention_and_periodicity_change_no_verdict(pack: Pack) -> None:
    everywhere = {
        f"{path}.labels": MINE
        for path in ("agreement", "agreement.parties.0", "agreement.parties.0.dpo", "agreement.signatures.1",
                     "agreement.processors.0", "flows.0", "flows.0.recipients.0", "flows.0.data.1", "assessments.0")
    }  # fmt: skip
    more = {
        "flows.0.retention": {"period": "10 jaar na het laatste contact", "basis": "beheersregel"},
        "flows.0.periodicity": "per dossier",
    }
    data = change(complete(), everywhere | more)
    assert findings(judged(pack, data)) == set()
    assert loaded(pack, data).flows[0].labels == {k: str(v) for k, v in MINE.items()}


def test_rules_read_labels_as_name_and_text(pack: Pack) -> None:
    data = change(complete(), {"flows.0.labels": MINE, "agreement.parties.0.labels": {"regio": "Waas"}})
    context = Context(loaded(pack, data), AsOf.of_day(AS_OF), pack.vocabulary, "received")
    found = {(r.kind.name, r.subject.id): r.value("labels") for r in rows(context) if r.kind.has("labels")}
    assert found["flow", "stroom"] == ("dossier.nr=2026-17", "jaar=2026", "team=onthaal")
    assert found["party", "caw"] == ("regio=Waas",)
    assert found["recipient", "stroom/0"] == found["party", "dmw"] == ()  # none is given, and none is unknown


def test_how_recipients_are_labelled_is_unknown_where_nobody_says_who_they_are(pack: Pack) -> None:
    """No label stood for them, so a rule that asks for one accused the sender."""
    data = change(complete(), {"flows.0.recipients": ABSENT})
    context = Context(loaded(pack, data), AsOf.of_day(AS_OF), pack.vocabulary, "received")
    assert [r.value("labels") for r in rows(context) if r.kind.name == "recipient"] == [None]


def test_a_label_is_a_short_name_with_a_text(pack: Pack) -> None:
    for labels in ({"a=b": "c"}, {"team": ["a"]}, ["team"], {"team": True}):
        found = problems(pack, change(complete(), {"flows.0.labels": labels}))
        assert [p.location is not None for p in found] == [True], labels


def test_labels_are_shown_with_what_is_found(pack: Pack, tmp_path: Path) -> None:
    data = change(complete(), {"flows.0.labels": MINE, "flows.0.purposes": ["marketing"]})
    (tmp_path / "ws.yaml").write_text(written(data), encoding="utf-8")
    answer = json.loads(inside("check", tmp_path, "--as-of", "2026-03-01", "--format", "json").stdout)
    own = [r["labels"] for r in answer["results"] if r["subject"] == {"kind": "flow", "id": "stroom"}]
    assert own
    assert all(one == {k: str(v) for k, v in MINE.items()} for one in own)
    assert not any("labels" in r for r in answer["results"] if r["subject"]["kind"] == "party")
    explained = gbo("explain", "stroom", tmp_path, "--as-of", "2026-03-01", "--lang", "nl").stdout
    assert "labels: dossier.nr: 2026-17, jaar: 2026, team: onthaal" in explained
    told = gbo("report", tmp_path, "--as-of", "2026-03-01", "--lang", "nl", "--format", "markdown").stdout
    assert "team: onthaal" in told

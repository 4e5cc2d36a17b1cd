"""What a review calls missing is a key that somebody can write: no name of a derived fact."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.agreement import Agreement, Party, Processor
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, Data, change, complete, judged, staff

SECTIONS: dict[str, type[BaseModel]] = {
    "parties": Party,
    "processors": Processor,
    "assessments": Assessment,
    "flows": Flow,
}
OWN: dict[str, type[BaseModel]] = {
    "agreement": Agreement,
    "party": Party,
    "processor": Processor,
    "flow": Flow,
}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_in(part)


def writable(models: list[type[BaseModel]], path: Steps) -> bool:
    """Tell whether the keys of a path stand in the models, one inside the other; an index goes into a list."""
    for step in path:
        if isinstance(step, int):
            continue
        fields = [
            f for m in models for name, f in m.model_fields.items() if (f.alias or name.rstrip("_")) == step
        ]
        if not fields:
            return False
        models = [inner for f in fields for inner in models_in(f.annotation)]
    return True


def is_key(result: Result, path: Steps, report: Report) -> bool:
    match result.subject.where(path):
        case _, _, ("agreement", *rest):
            return writable([Agreement], tuple(rest))
        case _, _, ("events", str() as name, *rest):
            return writable([event_type(report.context.event_by_id[name].type).model], tuple(rest))
        case _, _, (str() as section, _, *rest) if section in SECTIONS and rest:
            return writable([SECTIONS[section]], tuple(rest))
        case "event", name, steps:
            return writable([event_type(report.context.event_by_id[name].type).model], steps)
        case kind, _, steps:
            return writable([OWN[kind], *([Agreement] if kind != "agreement" else [])], steps)


def bare() -> Iterator[Data]:
    """Workspaces that say next to nothing, and one that says nearly everything, with each of its keys left
    out in turn.
    """
    yield {"agreement": {}, "flows": [{"id": "f"}], "events": [{"id": t, "type": t} for t in event_types()]}
    kinds = ("staff", "processor", "third-party", "international-organisation", "data-subject")
    yield {
        "agreement": {
            "parties": [{"id": "a", "role": "caw"}, {"id": "b"}],
            "processors": [{"id": "p"}],
            "signatures": [{}],
        },
        "flows": [
            {"id": "f", "sender": "a", "recipients": [{}, *({"kind": k} for k in kinds)], "data": ["health"]}
        ],
    }
    whole = change(
        complete(), {"flows.0.recipients.+": {"kind": "third-party", "name": "Ombuds", "country": "US"}}
    )
    whole = change(whole, {"flows.0.recipients.+": staff("dmw"), "flows.0.legal_obligation": {"provision": "art. 1", "source": "union", "obliges": True, "notified": []}})  # fmt: skip
    for where, part in (("flows.0", whole["flows"][0]), ("agreement", whole["agreement"]), ("agreement.processors.0", whole["agreement"]["processors"][0])):  # fmt: skip
        yield from (
            change(whole, {f"{where}.{key}": ABSENT})
            for key in part
            if key not in ("id", "parties", "processors")
        )
    yield change(
        whole, {"agreement.publication": {"url": "https://x.example"}, "agreement.dpo_advice": {"by": "caw"}}
    )


def test_what_is_missing_is_a_key_that_can_be_written(pack: Pack) -> None:
    wrong = set()
    for data in bare():
        report = judged(pack, data)
        for result in report.results:
            wrong |= {(result.rule.id, path) for path in result.missing() if not is_key(result, path, report)}
    assert wrong == set()


# what rests on nothing being there: no such event, no such assessment, no country, no flow behind a log; and
# the day itself
ON_NOTHING = {
    "ceased_by_sender", "ceasing_sender", "suspended_by_sender", "suspending_sender", "open_findings", "contested_findings",
    "no_longer_bound", "leaves_eea", "countries_covered", "countries_unsettled", "declared", "judged_on",
}  # fmt: skip


def test_each_fact_that_decided_says_where_it_comes_from(pack: Pack) -> None:
    """A fact that a key states names that key, one that was worked out those that it was worked out from."""
    nowhere = set()
    for data in (complete(), *bare()):
        for result in judged(pack, data).results:
            for name, value, paths in result.because():
                if not paths and value != "unassessed" and name not in ON_NOTHING:
                    nowhere.add((result.rule.id, name))
    assert nowhere == set()

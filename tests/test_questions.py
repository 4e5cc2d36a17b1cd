"""What is asked for a missing fact: each question names values that its own key takes, and says nothing that
turns out otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.steps import Steps
from gbo_policy.judging.questions import question, question_of_event
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.rulebook.pack import Pack
from tests.kit import AS_OF, Data, change, judged, problems
from tests.test_missing_keys import bare

Place = tuple[str, str, Steps]
NOTHING: dict[str, Any] = {"none": "none", "[]": [], "false": False}
VALUES = {**NOTHING, "true": True}


def asked(result: Result, path: Steps, lang: str) -> str | None:
    if result.subject.kind in ("event", "notice"):
        return question_of_event(result.rule.kind.name, path, lang)
    return question(path, lang)


def place(result: Result, path: Steps) -> Place:
    """Where a missing fact is written: a list of the workspace, an id in it, and the steps there."""
    match result.subject.where(path):
        case _, _, ("agreement", *rest):
            return "agreement", "", tuple(rest)
        case _, _, ("events" | "parties" | "processors" as section, str() as name, *rest):
            return section, name, tuple(rest)
        case _, _, ("assessments", int() as i, *rest):
            return "assessments", str(i), tuple(rest)
        case kind, name, steps:
            lists = {"party": "parties", "processor": "processors", "flow": "flows", "event": "events"}
            return lists.get(kind, kind), name, steps


def put(data: Data, where: Place, value: Any) -> Data:
    """Copy a workspace with a value written at a place; what is not there on the way is made."""
    section, name, steps = where
    made = change(data, {})
    if section == "agreement":
        here: Any = made["agreement"]
    else:
        items = (made["agreement"] if section in ("parties", "processors") else made)[section]
        here = items[int(name)] if section == "assessments" else next(i for i in items if str(i.get("id")) == name)  # fmt: skip
    for step in steps[:-1]:
        if isinstance(here, list):
            if isinstance(here[step], str):  # a category without more becomes an item
                here[step] = {"category": here[step]}
            here = here[step]
        else:
            here = here.setdefault(step, {})
    here[steps[-1]] = value
    return made


def offered(words: str, steps: Steps) -> Iterator[Any]:
    """Give the values that a question offers; the names of keys to fill in below are none."""
    for word in re.findall(r"`([^`]+)`", words):
        if word in VALUES:
            yield VALUES[word]
        elif not re.fullmatch(r"[a-z]+_[a-z]+|party|body|number|storage|access|non-compliance", word):
            yield [word] if steps[-1] == "legal_basis" else word


# clauses.md 3, row by row: where "there is none" is itself what the row calls a violation
NONE_BREAKS = {
    ("clients-informed", "informs_clients"),
    ("collection-basis", "legal_basis"),
    ("communication-basis", "legal_basis"),
    ("confidentiality-bound", "confidentiality"),
    ("dpo-advice-before-signature", "dpo_advice"),
    ("dpo-contact", "dpo"),
    ("duties-flow-down", "flow_down"),
    ("in-force", "signatures"),  # the flow is active, and nobody signed
    ("listed-processor-agreement", "agreement_signed_on"),
    (
        "no-third-country",
        "legal_obligation",
    ),  # the rule's own question says so: "unless a law obliges, this is a violation"
    ("no-third-party", "legal_obligation"),  # likewise
    ("prior-notice-of-obligation", "notice_forbidden_by"),  # the flow has begun, and nobody was told
    ("processor-guarantees", "sufficient_guarantees"),
    ("processor-overview", "listed_with"),
    ("security-measures", "measures"),
    ("special-category-basis", "legal_basis"),
}


def settled(pack: Pack) -> Iterator[tuple[Data, Report, Result, Steps]]:
    seen = set()
    for data in bare():
        report = judged(pack, data)
        for result in report.results:
            for path in result.missing():
                known = (result.rule.id, tuple(s for s in path if isinstance(s, str)), len(data["flows"][0]))
                if known not in seen:
                    seen.add(known)
                    yield data, report, result, path


def test_each_value_that_a_question_names_is_one_that_its_key_takes(pack: Pack) -> None:
    """Following a question never ends in an input error, and it convicts only where the page says that
    nothing is too little.
    """
    wrong: set[Any] = set()
    tried = 0
    for data, _, result, path in settled(pack):
        for lang in ("en", "nl"):
            words = asked(result, path, lang)
            assert "?" in (words or ""), (result.rule.id, path, lang)
        where = place(result, path)
        for value in offered(asked(result, path, "en") or "", path):
            made = put(data, where, value)
            tried += 1
            if found := [p for p in problems(pack, made) if p.code != "dangling"]:
                wrong.add((path, str(value), found[0].code, found[0].sentence("en")))
                continue
            if value in NOTHING.values():
                after = {
                    r.verdict.word
                    for r in judged(pack, made).results
                    if r.rule.id == result.rule.id and r.subject == result.subject
                }
                if "violation" in after and (result.rule.id, path[-1]) not in NONE_BREAKS:
                    wrong.add((result.rule.id, path, str(value), "violation"))
    assert wrong == set()
    assert tried > 150


@pytest.mark.parametrize("kind", event_types())
def test_every_key_of_an_event_that_a_rule_misses_has_its_own_question(pack: Pack, kind: str) -> None:
    data = {"agreement": {}, "events": [{"id": "e", "type": kind}]}
    for result in judged(pack, data, as_of=AS_OF).results:
        if result.subject.kind in ("event", "notice"):
            for path in result.missing():
                assert asked(result, path, "nl"), (result.rule.id, path)

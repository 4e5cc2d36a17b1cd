"""All errors in one go, causes first and no consequences: every single error of a workspace, and pairs of independent ones."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pytest

from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import read
from gbo_policy.rulebook.pack import Pack
from tests.kit import Data, assessment, complete, flow, in_memory, staff, written

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


class Single(NamedTuple):
    """One error: its sort, the path that is changed, the value put there (or GONE), and the path where it is told."""

    sort: str
    path: Steps
    value: Any
    told: Steps


GONE = object()
REFERENCES = {"sender", "party", "by", "to", "against", "processor", "on_behalf_of", "used_by", "affects", "addressed_to", "flow", "event", "ground"}  # fmt: skip
REQUIRED = {"id", "type", "term", "subject", "outcome", "rule", "reason", "approved_by", "approved_on", "expires_on"}  # fmt: skip
WORDS = {"purposes", "data", "legal_basis", "storage", "access"}
SECTION = {"parties": "party", "processors": "processor", "flows": "flow", "events": "event"}


@cache
def base() -> Data:
    """Give a workspace with something of everything, and no error."""
    data = complete()
    second = flow("tweede", recipients=[staff("dmw"), {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}])  # fmt: skip
    second["legal_obligation"] = {"provision": "Wet, art. 1", "source": "member-state", "obliges": True, "notified": [{"party": "ocmw", "at": "2026-01-01"}]}  # fmt: skip
    data["flows"].append(second)
    data["events"] = [
        {"id": "lek", "type": "breach", "party": "caw", "aware_at": "2026-02-01T09:00", "affects": ["ocmw", "dmw"], "notified": [{"party": "ocmw", "at": "2026-02-01T10:00", "via": "dpo"}]},
        {"id": "tekort", "type": "non-compliance", "party": "dmw", "clause": "7.1", "found_on": "2026-01-20"},
        {"id": "pauze", "type": "suspension", "by": "caw", "against": "dmw", "from": "2026-02-10", "lifted_on": "2026-02-20", "ground": "tekort"},
        {"id": "vraag", "type": "overview-request", "by": "ocmw", "to": "caw", "requested_on": "2026-01-15"},
    ]  # fmt: skip
    data["assessments"] += [
        assessment("necessity", {"flow": "tweede"}),
        assessment("undue-delay", {"event": "lek"}),
        assessment("sufficient-guarantees", {"processor": "wolk"}),
    ]
    data["waivers"] = [{"rule": "necessity", "subject": {"flow": "stroom"}, "reason": "r", "approved_by": "An", "approved_on": "2026-01-01", "expires_on": "2026-12-31"}]  # fmt: skip
    return data


def walk(data: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    yield path, data
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in children:
        yield from walk(value, (*path, step))


@cache
def singles() -> list[Single]:
    """Give every single error of the seven sorts in every place of the base workspace."""
    return [one for path, value in walk(base()) for one in (*_shapes(path, value), *_words(path, value))]


def _shapes(path: Steps, value: Any) -> Iterator[Single]:
    if isinstance(value, dict):
        if path:
            yield Single("unknown key", (*path, "qqq"), 1, (*path, "qqq"))
        for key in value.keys() & REQUIRED if path and isinstance(path[-1], int) else ():
            if key == "id" or path[0] in {"events", "assessments", "waivers"}:
                yield Single("missing key", (*path, key), GONE, path)
        if path and path[-1] != "agreement":
            yield Single("wrong type", path, ["x"], path)
    elif isinstance(value, list):
        yield Single("wrong type", path, True, path)
    elif path[-1] != "purposes":
        several = path[0] == "flows" and path[-1] in {"sender", "party"} and "notified" not in path
        yield Single("wrong type", path, [True], (*path, 0) if several else path)


def _words(path: Steps, value: Any) -> Iterator[Single]:
    if not isinstance(value, str):
        return
    lists = [step for step in path if step in WORDS]
    if lists and isinstance(path[-1], int) and path[-2] == lists[-1]:
        yield Single("unknown word", path, "qqqqqq", path)
    if value[:4].isdigit() and value[4:5] == "-":
        yield Single("bad date", path, "2026-02-30", path)
    name = next((s for s in reversed(path) if isinstance(s, str)), "")
    if name in REFERENCES and not (name == "by" and ("signatures" in path or "assessments" in path)):
        yield Single("dangling reference", path, "qqqqqq", path)
    if path[-1] == "id" and isinstance(path[-2], int) and path[-2] > 0:
        above: Any = base()
        for step in path[:-2]:
            above = above[step]
        yield Single("duplicate id", path, above[path[-2] - 1]["id"], path)


def broken(*errors: Single) -> Data:
    """Give the base workspace with errors put in; only what lies on their paths is copied."""
    data = dict(base())
    for one in errors:
        here: Any = data
        for step in one.path[:-1]:
            here[step] = here[step].copy()
            here = here[step]
        if one.value is GONE:
            del here[one.path[-1]]
        else:
            here[one.path[-1]] = one.value
    return data


def places(text: str, errors: Sequence[Single]) -> list[tuple[int, int]]:
    ((_, mark),) = read(text.encode(), "0.yaml")[0]
    found = [Place("0.yaml", mark).at(e.told, value=e.told[-1] != "qqq") for e in errors]
    return sorted((at.line, at.column) for at in found)


def wrong(pack: Pack, *errors: Single) -> str:
    """Say how what is told differs from the errors put in; nothing where it does not."""
    text = written(broken(*errors))
    wanted, found = places(text, errors), in_memory(pack, text)
    got = sorted((p.location.line, p.location.column) if p.location else (0, 0) for p in found)
    return "" if got == wanted else f"{errors}: {wanted} {[p.line('en')[:150] for p in found]}"


def _kind(one: Single) -> str:
    """Give the kind of what an error leaves without an id, or takes away altogether."""
    if one.path[-1] == "id" or (
        one.sort == "wrong type" and (one.path[-1] in SECTION or isinstance(one.path[-1], int))
    ):
        name = next((s for s in reversed(one.path) if s in SECTION), "")
        return SECTION.get(str(name), "")
    return ""


def _refers_to(one: Single) -> str:
    if one.sort != "dangling reference":
        return ""
    name = next(str(s) for s in reversed(one.path) if isinstance(s, str))
    return {"flow": "flow", "event": "event", "ground": "event", "processor": "processor"}.get(name, "party")


def independent(a: Single, b: Single) -> bool:
    """Tell whether neither of two errors can be what makes the other one.

    They lie in different places, and neither takes away the very thing that the other one may refer to, or the type by which an
    event's keys are read.
    """
    if a.path[: len(b.path)] == b.path or b.path[: len(a.path)] == a.path or a.told == b.told:
        return False
    for one, other in ((a, b), (b, a)):
        if _kind(one) and _kind(one) == _refers_to(other):
            return False
        if one.path[-1] == "type" and other.path[: len(one.path) - 1] == one.path[:-1]:
            return False
        # where the first of two is no entry, the second is no duplicate
        if one.sort == "duplicate id" and other.path == (*one.path[:-2], int(one.path[-2]) - 1):
            return False
        # two entries with one id have one place in what is told
        if (
            one.sort == "duplicate id"
            and other.path[: len(one.path) - 2] == one.path[:-2]
            and other.path[-1] == "id"
        ):
            return False
    return True


@pytest.mark.parametrize("sort", sorted({s.sort for s in singles()}))
def test_each_single_error_is_told_and_nothing_else(pack: Pack, sort: str) -> None:
    found = [w for one in singles() if one.sort == sort if (w := wrong(pack, one))]
    assert found == [], f"{len(found)}"


def test_two_independent_errors_are_both_told_and_nothing_else(pack: Pack) -> None:
    chance = random.Random(2026)
    every = singles()
    done = 0
    while done < (100_000 if NIGHTLY else 120):
        a, b = chance.choice(every), chance.choice(every)
        if independent(a, b):
            assert wrong(pack, a, b) == ""
            done += 1


CORPUS = 97


def the_corpus_hides_none_and_adds_none(pack: Pack) -> None:
    corpus = random.Random(97).sample(singles(), CORPUS)
    pairs = [p for p in itertools.combinations(corpus, 2) if independent(*p)]
    assert len(pairs) > 4000
    assert [w for p in pairs if (w := wrong(pack, *p))] == []


if NIGHTLY:  # every pair of the corpus takes a minute
    test_the_corpus_hides_none_and_adds_none = the_corpus_hides_none_and_adds_none


def lines(pack: Pack, *texts: str) -> list[tuple[str, int, object]]:
    return [(p.code, p.location.line if p.location else 0, p.word) for p in in_memory(pack, *texts)]


HEAD = """\
agreement:
  parties: [{id: caw, role: caw}, {id: ocmw, role: ocmw}]
flows:
"""
REFERS = "assessments: [{term: necessity, subject: {flow: stroom}, outcome: met}]\n"


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        # a wrong word leaves its flow: what else is wrong in it is told, and what names it is not
        ([HEAD + "  - {id: stroom, sender: nobody, data: [healt]}\n" + REFERS], [("dangling", 4, "nobody"), ("unknown-category", 4, "healt")]),
        ([HEAD + "  - {id: stroom, purposes: [refer, teach], recipients: [{party: nobody, kind: x}]}\n" + REFERS], [("unknown-purpose", 4, "teach"), ("dangling", 4, "nobody"), ("unknown-word", 4, "x")]),
        # a misspelt key is read as the one that is meant
        ([HEAD + "  - {idd: stroom, sendr: nobody}\n" + REFERS], [("unknown-key", 4, "idd"), ("unknown-key", 4, "sendr"), ("dangling", 4, "nobody")]),
        (["agrement:\n  parties: [{id: caw}]\nflow:\n  - {id: stroom, sender: cww}\n" + REFERS], [("unknown-key", 1, "agrement"), ("unknown-key", 3, "flow"), ("dangling", 4, "cww")]),
        # what cannot be read may hold anything
        ([HEAD + "  - {id: x, sender: caw}\n" + REFERS, "flows: [{id: stroom\n"], [("yaml-syntax", 1, None)]),
        ([HEAD + "  - {id: x, sender: caw}\n" + REFERS, "a: [\n"], [("yaml-syntax", 1, None), ("dangling", 5, "stroom")]),
        ([REFERS, "agreement: \x00{}\nflows: [{id: stroom}]"], [("not-text", 1, None)]),
        ([HEAD + "  - {id: x, sender: caw}\n" + REFERS, "flows:\n  - {id: &a stroom, title: *a}\n"], [("yaml-alias", 2, "&a"), ("yaml-alias", 2, "*a")]),
        ([HEAD + "  - {id: x}\n" + REFERS, "- {id: stroom}\n"], [("not-a-mapping", 1, None)]),
        ([HEAD + "  - {id: x}\n" + REFERS, "stromen:\n  - {id: stroom}\n"], [("not-a-workspace-file", 1, None)]),
        ([HEAD + "  - {id: x}\n" + REFERS + "stromen: [{id: stroom}]\n"], [("unknown-key", 6, "stromen")]),
        ([HEAD + "  - {id: x}\n" + REFERS + "flows: [{id: stroom}]\n"], [("duplicate-key", 6, "flows")]),
        (["flows: [{id: stroom, sender: caw}]\n" + REFERS], [("no-agreement", 0, None)]),
        (["agreement: x\nflows: [{id: stroom, sender: caw, starts_on: x}]\n" + REFERS], [("wrong-type", 1, "x"), ("bad-date", 2, "x")]),
        (["agreement: {id: a}\n" + REFERS + "flows: {stroom: {sender: caw}}\n"], [("wrong-type", 3, "{stroom}")]),
        # an entry without an id of its own may be the one that is named; a slip of another's id is told
        ([HEAD + "  - {title: de stroom}\n  - {id: tweede}\n" + REFERS + "events: []\n"], [("missing-key", 4, "id")]),
        ([HEAD + "  - {title: x}\n  - {id: strom}\n" + REFERS], [("missing-key", 4, "id"), ("dangling", 6, "stroom")]),
        ([HEAD + "  - {id: a}\n  - {id: a}\n" + REFERS], [("duplicate-id", 5, "a")]),
        # an event of no known type is read as the type that it is most like
        ([HEAD + "  - {id: stroom}\nevents:\n  - {id: e, type: lek, aware_at: x, party: nobody}\nassessments: [{term: undue-delay, subject: {event: e}, outcome: met}]\n"], [("unknown-word", 6, "lek"), ("bad-moment", 6, "x"), ("dangling", 6, "nobody")]),
        ([HEAD + "  - {id: stroom}\nevents:\n  - {id: e, type: overview-request, by: x, to: x}\n"], [("dangling", 6, "x"), ("dangling", 6, "x")]),
        # a subject that is wrong itself is told once
        ([HEAD + "  - {id: stroom}\nassessments: [{term: necessity, subject: {qqq: stroom}, outcome: met}]\n"], [("unknown-key", 5, "qqq")]),
        ([HEAD + "  - {id: stroom}\nassessments: [{term: necessity, subject: {flow: null}, outcome: met}]\n"], [("null-subject", 5, "flow")]),
        ([HEAD + "  - {id: stroom}\n  - <<: {id: x}\n    <none>: 1\n    id: y\n"], [("unknown-key", 5, "<<"), ("unknown-key", 6, "<none>")]),
    ],
)  # fmt: skip
def test_causes_are_told_and_consequences_are_not(
    pack: Pack, texts: list[str], wanted: list[tuple[str, int, object]]
) -> None:
    assert sorted(lines(pack, *texts), key=str) == sorted(wanted, key=str)

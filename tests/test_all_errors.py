"""All errors in one go, causes first and no consequences: every single error of a workspace, and pairs of independent ones."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gbo_policy.basics.problems import PolicyError
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.load import load
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import Mark, Read, read
from gbo_policy.rulebook.pack import Pack
from tests.attack import NIGHTLY, marked, rounds
from tests.kit import Data, already_read, assessment, complete, flow, in_memory


class Single(NamedTuple):
    """One error: its sort, the path that is changed, the value put there (or GONE), and the path where it is told."""

    sort: str
    path: Steps
    value: Any
    told: Steps


GONE, MISSPELT = object(), object()
REFERENCES = {"sender", "party", "by", "to", "against", "processor", "on_behalf_of", "used_by", "affects", "addressed_to", "flow", "event", "ground"}  # fmt: skip
REQUIRED = {"id", "type", "term", "subject", "outcome", "rule", "reason", "approved_by", "approved_on", "expires_on"}  # fmt: skip
WORDS = {"purposes", "data", "legal_basis", "storage", "access"}
OWN_KEYS = {"labels", "parameters", "purposes"}  # whose keys are a writer's own names
SECTION = {"parties": "party", "processors": "processor", "flows": "flow", "events": "event"}


# beside what ``complete`` holds: something of everything that a workspace may hold
MORE = """\
agreement:
  labels: {dossier: '12'}
  text: {file: getekend.docx, digest: abc, read_on: 2026-01-05}
  departures:
    - {clause: '14.2', says: zes, effect: {notice_months: 6}, by: An, on: 2026-01-05}
    - {clause: '7.2', effect: {parameters: {improvement_days: {expected: 30, outer: 60}}}}
    - {clause: '5.2', effect: {recipients: [RVA], countries: [CH]}}
    - {clause: '3.2', effect: {purposes: [{bemiddelen: Bemiddelen}]}}
    - {clause: '11', effect: {channels: [brief]}}
  processors:
    - id: nevel
      used_by: [ocmw, dmw]
      agreements: [{party: ocmw, signed_on: 2025-01-01, ends_on: 2027-01-01}]
      listed_with: [{party: caw, on: 2026-01-06, by: ocmw}]
flows:
  - id: tweede
    legal_obligation: {provision: 'Wet, art. 1', source: member-state, obliges: true, notified: [{party: ocmw, at: 2026-01-01}]}
    recipients: [{kind: staff, party: dmw}, {kind: processor, processor: wolk, on_behalf_of: caw}]
  - id: derde
    labels: {team: noord}
    sender: {role: caw}
    retention: {period: p, basis: b}
    periodicity: maandelijks
    ends_on: 2027-12-31
    recipients:
      - {kind: staff, party: [ocmw, dmw]}
      - kind: third-party
        name: RVA
        country: BE
        legal_obligation: {provision: 'Wet, art. 2', obliges: true, notice_forbidden_by: none, countries: [BE]}
    data:
      - category: health
        subject: client
        detail: d
        authentic_source: KSZ
        authorisation: {body: KSZ, number: '1', decided_on: 2025-01-01, expires_on: 2027-01-01}
events:
  - {id: lek, type: breach, party: caw, aware_at: 2026-02-01T09:00, affects: [ocmw, dmw], processor: wolk, consulted_at: none, notified: [{party: ocmw, at: 2026-02-01T10:00, via: dpo}]}
  - {id: tekort, type: non-compliance, party: dmw, clause: '7.1', found_on: 2026-01-20}
  - {id: pauze, type: suspension, by: caw, against: dmw, from: 2026-02-10, lifted_on: 2026-02-20, ground: tekort}
  - {id: vraag, type: overview-request, by: ocmw, to: caw, requested_on: 2026-01-15}
  - {id: gat, type: security-finding, party: caw, found_on: 2026-01-20, remedied_on: none, plan: p, found_by: dmw, position: contested}
  - {id: einde, type: cessation, by: caw, against: dmw, ground: tekort, notified_on: 2026-02-01, effective_on: 2026-02-20}
  - {id: inzage, type: rights-request, party: caw, received_on: 2026-01-20, extended_on: none, right: access}
  - {id: hulp, type: assistance-request, by: caw, to: ocmw, article: 33, requested_on: 2026-01-20}
  - {id: weg, type: termination, by: dmw, sent_on: 2026-02-20, received: [{party: caw, on: 2026-02-21}], means: registered-letter, addressed_to: [caw, ocmw]}
  - {id: uit, type: disclosure, party: caw, on: 2026-02-20, to: RVA, to_kind: third-party, legal_obligation: none}
assessments:
  - {term: undue-delay, subject: {event: lek}}
  - {term: sufficient-guarantees, subject: {processor: wolk}}
  - {term: reading, rule: rights-request-answered, subject: {event: inzage}}
waivers:
  - {rule: necessity, subject: {flow: stroom}, reason: r, approved_by: An, approved_on: 2026-01-01, expires_on: 2026-12-31}
"""


@cache
def base() -> Data:
    """Give a workspace with something of everything, and no error."""
    data = complete()
    (((more, _),), _) = read(MORE.encode(), "more.yaml")
    data["flows"] += [flow(one.pop("id"), **one) for one in more["flows"]]
    data["assessments"] += [
        assessment(one.pop("term"), one.pop("subject"), **one) for one in more["assessments"]
    ]
    data["assessments"].append(assessment("necessity", {"flow": "tweede"}))
    data |= {"events": more["events"], "waivers": more["waivers"]}
    agreement = data["agreement"]
    agreement["publication"] = [agreement["publication"]]
    agreement["processors"] += more["agreement"].pop("processors")
    agreement |= more["agreement"]
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


@cache
def misspelt() -> list[Single]:
    """Give every key of the base workspace, misspelt as people do."""
    return [
        Single("misspelt key", path, MISSPELT, (*path[:-1], f"{path[-1]}{path[-1][-1]}"))
        for path, _ in walk(base())
        if len(path) > 1 and isinstance(path[-1], str) and len(path[-1]) > 3 and not {"labels", "effect", "type"}.intersection(path)
    ]  # fmt: skip


def _shapes(path: Steps, value: Any) -> Iterator[Single]:
    if isinstance(value, dict):
        if path and not OWN_KEYS.intersection({path[-1], *path[-2:-1]} if "effect" in path else path[-1:]):
            yield Single("unknown key", (*path, "qqq"), 1, (*path, "qqq"))
        for key in sorted(value.keys() & REQUIRED) if path and isinstance(path[-1], int) else ():
            if key == "rule" and path[0] == "assessments":
                yield Single("missing key", (*path, key), GONE, (*path, "term"))
            elif key == "id" or path[0] in {"events", "assessments", "waivers"}:
                yield Single("missing key", (*path, key), GONE, path)
        if path and path[-1] != "agreement":
            several = path[-1] in {"sender", "party", "dpo_advice"}  # of which a list is no error
            yield Single("wrong type", path, True if several else ["x"], path)
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
    text = {"signatures", "assessments", "departures"} if name == "by" else {"uit"} if name == "to" else set()
    if name in REFERENCES and not text.intersection(
        {*path, base()["events"][path[1]]["id"] if path[0] == "events" else ""}
    ):
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
        if one.value is MISSPELT:
            here[one.told[-1]] = here.pop(one.path[-1])
        elif one.value is GONE:
            del here[one.path[-1]]
        else:
            here[one.path[-1]] = one.value
    return data


# a file for each section, so that those without an error are written and read once
FILES = {
    "agreement": "0.yaml",
    "flows": "1.yaml",
    "events": "2.yaml",
    "assessments": "3.yaml",
    "waivers": "4.yaml",
}


@cache
def sound() -> dict[str, Read]:
    """Give the documents of the base workspace, by file."""
    return {f: ([({s: base()[s]}, marked({s: base()[s]}))], []) for s, f in FILES.items()}


def as_text(data: Data, *errors: Single) -> dict[str, Read]:
    """Give the documents of a workspace as the reader of YAML gives them; those without an error are not read."""
    seen = dict(sound())
    for section in {str(one.path[0]) for one in errors}:
        text = json.dumps({section: data[section]}, ensure_ascii=False).encode()
        seen[FILES[section]] = read(text, FILES[section])
    return seen


def as_objects(data: Data, *errors: Single) -> dict[str, Read]:
    """Give the same without a text in between, each key and value on a line of its own."""
    seen, lines = dict(sound()), count(1_000_000)
    for one in errors:
        section = str(one.path[0])
        ((_, mark),) = seen[FILES[section]][0]
        seen[FILES[section]] = [({section: data[section]}, _marks(mark, one.path, one.value, lines))], []
    return seen


def _marks(mark: Mark, path: Steps, value: Any, lines: Iterator[int]) -> Mark:
    """Give marks with those of one value replaced; only what lies on its path is copied."""
    step, rest = path[0], path[1:]
    at, children = mark[0], mark[1].copy()
    if isinstance(children, list):
        children[step] = _marks(children[step], rest, value, lines) if rest else marked(value, lines)
    elif value is GONE and not rest:
        del children[step]
    else:
        key, inner = children.get(step) or (next(lines) << 24, None)
        children[step] = key, _marks(inner, rest, value, lines) if rest else marked(value, lines)
    return at, children


def wrong(pack: Pack, *errors: Single, read_as: Callable[..., dict[str, Read]] = as_objects) -> str:
    """Say how what is told differs from the errors put in; nothing where it does not."""
    seen = read_as(broken(*errors), *errors)
    wanted = sorted(place_of(one, seen) for one in errors)
    found = already_read(pack, [InputFile(f, f, b"") for f in FILES.values()], seen)
    got = sorted(
        (p.location.file, p.location.line, p.location.column) if p.location else ("", 0, 0) for p in found
    )
    return "" if got == wanted else f"{errors}: {wanted} {[p.line('en')[:150] for p in found]}"


def place_of(one: Single, seen: Mapping[str, Read]) -> tuple[str, int, int]:
    file = FILES[str(one.path[0])]
    ((_, mark),) = seen[file][0]
    at = Place(file, mark).at(one.told, value=one.sort not in {"unknown key", "misspelt key"})
    return at.file, at.line, at.column


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
        # only the term `reading` asks for a rule
        if one.path[-1] == "term" and other.path == (*one.path[:-1], "rule"):
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
    found = [w for one in singles() if one.sort == sort if (w := wrong(pack, one, read_as=as_text))]
    assert found == [], f"{len(found)}"


def test_two_independent_errors_are_both_told_and_nothing_else(pack: Pack) -> None:
    every = singles()
    for chance in rounds(ci=200, nightly=100_000, seed=5):
        pair = chance.sample(every, 2)
        while not independent(*pair):
            pair = chance.sample(every, 2)
        assert wrong(pack, *pair) == ""


def test_a_misspelt_key_hides_no_other_error(pack: Pack) -> None:
    """It is told, and read as the key that is meant."""
    for chance in rounds(ci=150, nightly=20_000, seed=55):
        slip, other = chance.choice(misspelt()), chance.choice([*singles(), *misspelt()])
        while not independent(slip, other):
            other = chance.choice([*singles(), *misspelt()])
        told = wrong(pack, slip, other, read_as=as_text)
        assert told == ""


CORPUS = 97


def corpus() -> list[Single]:
    """Give single errors of every sort in every section, as many of each as come out even."""
    chance, groups = random.Random(97), dict[tuple[str, str], list[Single]]()
    for one in singles():
        groups.setdefault((one.sort, str(one.path[0])), []).append(one)
    piles = [chance.sample(pile, len(pile)) for _, pile in sorted(groups.items())]
    dealt = [one for layer in itertools.zip_longest(*piles) for one in layer if one is not None]
    return dealt[:CORPUS]


def test_the_corpus_hides_none_and_adds_none(pack: Pack) -> None:
    """By night every pair of the corpus; in CI some of them, which are others for every state of it."""
    every = corpus()
    pairs = [p for p in itertools.combinations(every, 2) if independent(*p)]
    assert len({(one.sort, one.path[0]) for one in every}) > 20
    assert len(pairs) > 4000
    some = pairs if NIGHTLY else random.Random(str(every)).sample(pairs, 200)
    assert [w for p in some if (w := wrong(pack, *p))] == []
    if NIGHTLY:
        print(f"corpus: {len(every)} single errors, {len(some)} pairs")


@pytest.mark.parametrize(
    "how", [gzip.compress, lambda b: b.decode().encode("utf-16"), lambda b: b.replace(b"x", b"\xe9")]
)
def test_what_refers_to_a_file_that_is_no_text_is_no_error(
    tmp_path: Path, pack: Pack, how: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "  - {id: ander, sender: caw}\n" + REFERS, encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(how(b"flows:\n  - {id: stroom, title: x}\n"))
    with pytest.raises(PolicyError) as caught:
        load([tmp_path], pack.vocabulary, pack.clause_numbers)
    assert [p.code for p in caught.value.problems] == ["not-text"]


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
        # a value that an alias stands for, wherever it stands, is told once
        ([HEAD + "  - {id: stroom, sender: *a , recipients: [*b ], *c : 1}\n  - {id: *d }\n  - *e\n" + REFERS], [("yaml-alias", 4, f"*{x}") for x in "abc"] + [("yaml-alias", 5, "*d"), ("yaml-alias", 6, "*e")]),
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
        # a misspelt key below something that is wrong as a whole
        (["agreement:\n  parties: [{id: caw, role: caw}]\n  departures:\n    - {cluse: '14.2', effect: {notice_monts: 6}}\n"], [("unknown-key", 4, "cluse"), ("unknown-key", 4, "notice_monts")]),
        # one wrong word twice in a list is two errors: 100,000 pairs found it
        (["agreement:\n  parties: [{id: caw, role: caw}, {id: ocmw, role: ocmw}]\nflows:\n  - id: stroom\n    sender: caw\n    recipients:\n      - party:\n          - x\n          - x\n"], [("dangling", 8, "x"), ("dangling", 9, "x")]),
        # a subject that is wrong itself is told once
        ([HEAD + "  - {id: stroom}\nassessments: [{term: necessity, subject: {qqq: stroom}, outcome: met}]\n"], [("unknown-key", 5, "qqq")]),
        ([HEAD + "  - {id: stroom}\nassessments: [{term: necessity, subject: {flow: null}, outcome: met}]\n"], [("null-subject", 5, "flow")]),
        ([HEAD + "  - {id: stroom}\n  - <<: {id: x}\n    <none>: 1\n    id: y\n"], [("unknown-key", 5, "<<"), ("unknown-key", 6, "<none>")]),
        # what YAML would merge in may hold what seems to be missing
        ([HEAD + "  - <<: {id: x}\n    title: y\n"], [("unknown-key", 4, "<<")]),
        ([HEAD + "  - {id: stroom}\nevents:\n  - {<<: {type: breach}, id: e}\n"], [("unknown-key", 6, "<<")]),
        # what belongs under a key that has to be there, and stands beside it
        ([HEAD + "  - {id: stroom}\nassessments: [{term: necessity, flow: stroom, outcome: met}]\n"], [("key-below", 5, "flow")]),
        ([HEAD + "  - {id: stroom}\nwaivers: [{rule: necessity, flow: x, subject: {flow: stroom}, reason: x, approved_by: x, approved_on: 2026-01-01, expires_on: 2026-02-01}]\n"], [("key-below", 5, "flow")]),
        # of an event of no type, and like none, only what is no key of any type is told
        ([HEAD + "  - {id: stroom}\nevents:\n  - {id: e, type: zzz, by: caw, aware_at: 2026-03-01T10:00, qqq: 1}\n"], [("unknown-word", 6, "zzz"), ("no-types-key", 6, "qqq")]),
    ],
)  # fmt: skip
def test_causes_are_told_and_consequences_are_not(
    pack: Pack, texts: list[str], wanted: list[tuple[str, int, object]]
) -> None:
    assert sorted(lines(pack, *texts), key=str) == sorted(wanted, key=str)

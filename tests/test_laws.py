"""The laws of design.md over random workspaces, through the whole pipeline from file to report."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gbo_policy import formats
from gbo_policy.agreement.events import event_type
from gbo_policy.formats.json import answer as whole_answer
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import load_pack
from tests.conftest import ROOT
from tests.kit import AS_OF, Data, assessment, complete, judged, party, shuffled, verdicts, written

PACK = load_pack()
PARTIES = ("caw", "ocmw", "dmw")
DAYS = [AS_OF + timedelta(days=n) for n in (-400, -200, -100, -61, -31, -30, -8, -1, 0, 1, 40)]
laws = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """Give mappings in which any of the fields may be absent."""
    return st.fixed_dictionaries({}, optional=fields)


def some(values: Any, most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(
        values if isinstance(values, st.SearchStrategy) else st.sampled_from(values),
        max_size=most,
        unique_by=repr,
    )


ids = st.sampled_from(PARTIES)
days = st.sampled_from([d.isoformat() for d in DAYS])
moments = st.builds(lambda d, h: f"{d}T{h:02d}:00", days, st.sampled_from((8, 23)))
day_or_none = st.one_of(days, st.just("none"))
flags = st.booleans()
countries = st.sampled_from(["BE", "FR", "EU", "US", "GB", "SJ"])
places = maybe(storage=some(countries, 2), access=some(countries, 2))
bases = some(["gdpr-6-1-e", "gdpr-6-1-c", "gdpr-9-2-g", "gdpr-9-1-g"])
obligations = st.one_of(
    st.just("none"),
    maybe(
        provision=st.just("art. 1"),
        source=st.just("union"),
        obliges=flags,
        notified=some(maybe(party=ids, at=st.one_of(days, moments)), 2),
        notice_forbidden_by=st.sampled_from(["none", "art. 2"]),
    ),
)
recipients = st.one_of(
    maybe(kind=st.just("staff"), party=ids, need_to_know=flags),
    maybe(kind=st.just("processor"), processor=st.just("wolk"), on_behalf_of=ids),
    st.builds(
        lambda kind, rest: {"kind": kind, **rest},
        st.sampled_from(["third-party", "international-organisation"]),
        maybe(name=st.just("Firma"), country=countries),
    ),
    st.just({"kind": "data-subject"}),
)
items = st.one_of(
    st.sampled_from(["identification-contact", "health", "criminal"]),
    st.builds(
        lambda category, rest: {"category": category, **rest},
        st.sampled_from(["health", "rights-exploration", "involved-persons-contact"]),
        maybe(
            subject=st.sampled_from(["client", "involved-person"]),
            authentic_source=st.just("KSZ"),
            authorisation=st.sampled_from(["none", "nr. 1"]),
        ),
    ),
)
flow_fields = maybe(
    status=st.sampled_from(["active", "proposed"]),
    sender=ids,
    recipients=some(recipients),
    purposes=some(["refer", "keep-overview", "marketing"]),
    data=some(items),
    legal_basis=bases,
    locations=places,
    legal_obligation=obligations,
    channel=st.sampled_from(["GBO-Connect", "post"]),
    format=st.just("PDF"),
    starts_on=days,
    ends_on=day_or_none,
)


def register(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    return st.builds(lambda rest: {"type": kind, **rest}, maybe(**fields))


grounds = st.sampled_from(["3.3", "none", "e0", "e1"])
events = st.one_of(
    register("overview-request", by=ids, to=ids, requested_on=days, answered_on=day_or_none),
    register(
        "assistance-request",
        by=ids,
        to=ids,
        article=st.integers(32, 36),
        requested_on=days,
        answered_on=day_or_none,
    ),
    register("security-finding", party=ids, found_on=days, remedied_on=day_or_none),
    register("non-compliance", party=ids, clause=st.just("3.3"), found_on=days, remedied_on=day_or_none),
    register("suspension", by=ids, against=ids, lifted_on=day_or_none, ground=grounds, **{"from": days}),
    register("cessation", by=ids, against=ids, ground=grounds, notified_on=day_or_none, effective_on=days),
    register("rights-request", party=ids, received_on=days, answered_on=day_or_none, extended_on=day_or_none),
    register(
        "breach",
        party=ids,
        aware_at=moments,
        affects=some(ids),
        during_communication=flags,
        notified=some(maybe(party=ids, at=moments, via=st.sampled_from(["dpo", "other"]))),
        consulted_at=st.one_of(moments, st.just("none")),
    ),
    register(
        "termination",
        by=ids,
        sent_on=days,
        received=some(maybe(party=ids, on=days)),
        means=st.sampled_from(["registered-letter", "email"]),
        addressed_to=some(ids),
    ),
    register(
        "disclosure",
        party=ids,
        on=days,
        to=st.just("Firma"),
        to_kind=st.sampled_from(["staff", "third-party", "data-subject"]),
        legal_obligation=obligations,
    ),
)
party_fields = maybe(
    role=st.sampled_from(["caw", "ocmw", "dmw"]),
    name=st.just("Naam"),
    enterprise_number=st.sampled_from(["0417.319.932", "0417.319.933"]),
    registered_office=st.just("Kerkstraat 1"),
    controller=st.sampled_from(["separate", "joint"]),
    dpo=st.one_of(st.just("none"), maybe(name=st.just("An"), email=st.just("an@caw.example"))),
    supervisory_authority=st.just("vtc"),
    collection=maybe(purpose=st.just("hulp"), legal_basis=bases, provisions=some(["art. 4"], 1)),
    security=maybe(measures=some(["slot"], 1)),
    informs_clients=st.one_of(st.just("none"), maybe(notice=st.just("folder"), since=days)),
    flow_down=flags,
    confidentiality=st.sampled_from(["statute", "none"]),
)
agreement_fields = maybe(
    dpo_advice=st.one_of(st.just("none"), maybe(by=ids, given_on=days)),
    publication=st.one_of(st.just("none"), maybe(by=ids, published_on=days)),
    signatures=st.lists(maybe(party=ids, signed_on=days), max_size=3),
    specific_measures=st.one_of(
        st.just("none"), maybe(channels=some(["GBO-Connect"], 1), formats=some(["PDF"], 1))
    ),
)
processor_fields = maybe(
    name=st.just("Wolk bv"),
    used_by=some(ids),
    countries=places,
    sufficient_guarantees=flags,
    agreement_signed_on=day_or_none,
    agreement_ends_on=day_or_none,
    listed_with=some(maybe(party=ids, on=days)),
)
outcomes = st.sampled_from(["met", "not-met", "contested"])
terms = {
    "necessity": {"flow": "f0"},
    "data-quality": {"flow": "f0"},
    "appropriate-measures": {"party": "caw"},
    "sufficient-guarantees": {"processor": "wolk"},
}
assessments = st.builds(
    lambda term, outcome, on, more: assessment(term, terms[term], outcome, on, **more),
    st.sampled_from(sorted(terms)),
    outcomes,
    days,
    maybe(review_by=days),
)

ORDERED = [
    ("starts_on", "ends_on"),
    ("requested_on", "answered_on"),
    ("found_on", "remedied_on"),
    ("from", "lifted_on"),
    ("received_on", "answered_on"),
]
ORDERED += [
    ("received_on", "extended_on"),
    ("aware_at", "consulted_at"),
    ("agreement_signed_on", "agreement_ends_on"),
]


def in_order(data: Any) -> Any:
    """Take away what would be an input error: dates that run backwards, a party on both sides, one named
    twice.
    """
    if isinstance(data, list):
        seen: set[str] = set()
        return [
            i
            for i in map(in_order, data)
            if not (
                isinstance(i, dict)
                and (p := i.get("party"))
                and "via" not in i
                and "kind" not in i
                and "type" not in i
                and (p in seen or seen.add(p))
            )
        ]
    if not isinstance(data, dict):
        return data
    made = {k: in_order(v) for k, v in data.items()}
    for first, later in ORDERED:
        if "none" not in (a := made.get(first, "none"), b := made.get(later, "none")) and b < a:
            del made[later]
    for inner, key, first in (("notified", "at", "aware_at"), ("received", "on", "sent_on")):
        if isinstance(made.get(inner), list) and first in made:
            made[inner] = [n for n in made[inner] if n.get(key, made[first]) >= made[first]]
    for key in ("to", "against"):
        if made.get(key) is not None and made.get(key) == made.get("by"):
            del made[key]
    return made


@st.composite
def workspaces(draw: st.DrawFn) -> Data:
    """Give a valid workspace: one in order, or one of which any fact may be absent."""
    base = complete()
    agreement = draw(st.one_of(st.just(base["agreement"]), agreement_fields))
    agreement = {k: v for k, v in agreement.items() if k not in ("parties", "processors")}
    agreement["parties"] = [
        draw(st.one_of(st.just(party(p, p)), st.builds(lambda rest, p=p: {"id": p, **rest}, party_fields)))
        for p in PARTIES
    ]
    agreement["processors"] = [
        {"id": "wolk", **draw(st.one_of(st.just(base["agreement"]["processors"][0]), processor_fields))}
    ]
    flows = [{"id": "f0", **draw(flow_fields)}] + [
        {"id": f"f{i}", **draw(flow_fields)} for i in range(1, draw(st.integers(1, 3)))
    ]
    happened = draw(st.lists(events, max_size=5))
    made = {
        "agreement": {"id": "gbo", **agreement},
        "flows": flows,
        "events": [
            {"id": f"e{i}", **e}
            for i, e in enumerate([*happened, {"type": "non-compliance"}, {"type": "rights-request"}])
        ],
        "assessments": draw(st.lists(assessments, max_size=4)),
        "waivers": [],
    }
    for i, one in enumerate(made["events"]):
        if one.get("ground") == f"e{i}":
            one["ground"] = "3.3"
    return dict(in_order(made))


def answer(report: Report) -> Any:
    """Give the JSON answer without what is about the files: their names and digests, and where in them a
    thing stands.
    """
    return unplaced(whole_answer(report, "en"))


def unplaced(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: unplaced(v) for k, v in data.items() if k not in ("location", "from", "inputs")}
    return [unplaced(v) for v in data] if isinstance(data, list) else data


@laws
@given(workspaces(), st.randoms(use_true_random=False))
def test_the_order_of_files_sections_and_their_lists_changes_nothing(data: Data, random: Any) -> None:
    mixed = copy.deepcopy(data)
    for one in (
        mixed["flows"],
        mixed["events"],
        mixed["assessments"],
        mixed["agreement"]["parties"],
        mixed["agreement"]["processors"],
    ):
        random.shuffle(one)
    sections = [{k: v} for k, v in mixed.items()]
    random.shuffle(sections)
    assert answer(judged(PACK, *sections)) == answer(judged(PACK, data))


@laws
@given(workspaces(), st.randoms(use_true_random=False))
def test_the_order_of_every_key_and_of_every_list_changes_no_verdict(data: Data, random: Any) -> None:
    def order(items: Any) -> list[Any]:
        return random.sample(list(items), len(items))

    keep = {f["id"]: f.get("recipients") for f in data["flows"]}  # a recipient is named by its place
    mixed = shuffled(data, order)
    for one in mixed["flows"]:
        if keep[one["id"]] is not None:
            one["recipients"] = keep[one["id"]]
    assert verdicts(judged(PACK, mixed)) == verdicts(judged(PACK, data))


def facts(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every fact that a workspace states."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("id", "type", "category"):
                yield (*path, key)
            yield from facts(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from facts(value, (*path, i))


def without(data: Data, path: tuple[Any, ...]) -> Data:
    made = copy.deepcopy(data)
    here: Any = made
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return made


def stated(data: Data, path: tuple[Any, ...]) -> bool:
    """Tell whether taking the fact away leaves it unknown: where formats.md says what absence means, it does
    not.
    """
    if path in (("agreement", "parties"), ("agreement", "processors")):
        return False  # others refer to them by name
    if path[0] == "flows" and path[2:] in (("status",), ("ends_on",)):
        return False
    if path[-1] == "authentic_source":
        return False  # 13.1 does not apply to an item that names none
    if path[0] == "flows" and path[2] == "data" and path[-1] == "subject":
        # of the others article 4 itself says whose they are
        return data["flows"][path[1]]["data"][path[3]]["category"] == "health"
    if path[0] == "events" and len(path) == 3:
        event = data["events"][path[1]]
        dates = event_type(event["type"]).happens
        # an event that does not say when it happened is in the register; so one that is still to come would
        # enter it
        return path[2] not in dates or any(event.get(d, "none") <= AS_OF.isoformat() for d in dates)
    return True


@settings(laws, max_examples=2 * settings.default.max_examples)
@given(workspaces(), st.data())
def test_a_fact_that_becomes_known_only_settles_a_review(data: Data, draw: st.DataObject) -> None:
    known = [
        p
        for section in ("agreement", "flows", "events")
        for p in facts(data[section], (section,))
        if stated(data, p)
    ]
    path = draw.draw(st.sampled_from(known), label="fact")
    after, before = verdicts(judged(PACK, data)), verdicts(judged(PACK, without(data, path)))
    settled: dict[tuple[str, str], list[str]] = {}
    for (rule, subject, _), verdict in after.items():
        settled.setdefault((rule, subject), []).append(verdict)
    # what cannot apply, or passes anyway, may turn out not to apply or not to be there; a violation stays
    stands = {
        "compliant": ("compliant", "not_applicable", None),
        "violation": ("violation",),
        "not_applicable": ("not_applicable", None),
    }
    # each is held against the same party, or, where that became known only now, against one of them
    changed = [
        (
            rule,
            subject,
            v,
            [after[key]] if (key := (rule, subject, against)) in after else settled.get(key[:2], [None]),
        )
        for (rule, subject, against), v in before.items()
        if v != "review"
    ]
    assert [c for c in changed if not {*c[3]} & {*stands[c[2]]}] == []


@laws
@given(workspaces(), events, st.integers(1, 60))
def test_an_event_after_the_as_of_date_changes_nothing(data: Data, event: Data, ahead: int) -> None:
    later = (AS_OF + timedelta(days=ahead)).isoformat()
    dates = dict.fromkeys(event_type(event["type"]).happens, later)
    if event["type"] == "breach":
        dates = {"aware_at": f"{later}T00:00"}
    added = in_order(
        {
            "id": "later",
            **{
                k: v
                for k, v in event.items()
                if k
                not in (
                    "remedied_on",
                    "answered_on",
                    "lifted_on",
                    "extended_on",
                    "received",
                    "notified",
                    "consulted_at",
                )
            },
            **dates,
        }
    )
    assert answer(judged(PACK, data, {"events": [added]})) == answer(judged(PACK, data))


@laws
@given(workspaces(), st.sampled_from(DAYS[:-1]), st.integers(1, 120))
def test_a_violation_does_not_vanish_while_no_fact_changes(data: Data, first: date, ahead: int) -> None:
    """Time alone mends nothing: between two days on which nothing is dated, a violation stays."""
    second = first + timedelta(days=ahead)
    assume(not any(first.isoformat() <= d[:10] <= second.isoformat() for d in dated(data)))
    earlier, later = judged(PACK, data, as_of=first), judged(PACK, data, as_of=second)
    ends = [
        d
        for e in earlier.context.ends
        if (n := e.notice)
        for d in (n.effective, n.ended_from, n.certainly_ended_from)
    ]
    assume(not any(first <= d <= second for d in ends))
    after = verdicts(later)
    assert [k for k, v in verdicts(earlier).items() if v == "violation" and after.get(k) != "violation"] == []


def dated(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from dated(value)
    elif isinstance(data, str) and data[:2] == "20":
        yield data


@laws
@given(workspaces(), st.lists(st.sampled_from([r.id for r in PACK.rules]), min_size=1, max_size=4))
def test_a_waiver_changes_no_verdict(data: Data, rules: list[str]) -> None:
    subjects = [
        {"flow": "f0"},
        {"party": "caw"},
        {"agreement": "gbo"},
        {"event": "e0"},
        {"processor": "wolk"},
    ]
    waivers = [
        {
            "rule": rule,
            "subject": subjects[i % 5],
            "reason": "tijdelijk",
            "approved_by": "DPO",
            "approved_on": "2026-01-01",
            "expires_on": "2026-12-31",
        }
        for i, rule in enumerate(rules)
    ]
    waived = judged(PACK, {**data, "waivers": waivers})
    after = {k: v for k, v in verdicts(waived).items() if k[0] != "waiver-in-order"}
    assert after == verdicts(judged(PACK, data))
    for result in waived.results:
        assert result.waived is None or (result.rule.waivable and result.finding)


@laws
@given(workspaces())
def test_nothing_fails_and_every_finding_says_where_and_why(data: Data) -> None:
    report = judged(PACK, data)
    lines = written(data).count("\n") + 1
    for result in report.results:
        assert not result.failed
        place = report.location(result)
        assert 1 <= place.line <= lines
        if result.verdict.word == "review":
            assert result.missing() or result.assess() or result.reviewed()
    counted = {v.word: sum(r.verdict == v for r in report.results) for v in Verdict}
    assert {k: v for k, v in report.counts().items() if k != "waived"} == counted


@settings(laws, max_examples=settings.default.max_examples // 6)
@given(workspaces())
def test_the_same_input_gives_the_same_bytes_in_every_format(data: Data) -> None:
    with TemporaryDirectory() as folder:
        first, second = (judged(PACK, data, folder=folder) for _ in range(2))
        for name in formats.names():
            render = formats.renderer(name)
            assert render(first, "nl") == render(second, "nl"), name


_SAME = """
import sys
from gbo_policy.cli.main import main
for lang in ("en", "nl"):
    for file in sys.argv[1:]:
        main(["check", file, "--as-of", "2026-03-01", "--format", "json", "--lang", lang])
"""


def many() -> list[Data]:
    """Give workspaces full of gaps, measures and notices."""
    base = complete()
    gaps = {
        "assessments": [],
        "flows": [
            {"id": f"f{i}", "recipients": [{"kind": "staff"}, {}], **({"sender": "caw"} if i else {})}
            for i in range(3)
        ],
    }
    sides = [
        {"by": "caw"},
        {"against": "caw"},
        {},
        {"by": "ocmw", "against": "dmw"},
        {"by": "caw", "against": "ocmw"},
    ]
    measures = [
        {"id": f"e{i}", "type": t, **s}
        for i, (t, s) in enumerate((t, s) for t in ("suspension", "cessation") for s in sides)
    ]
    breach = {"id": "b", "type": "breach", "party": "caw", "affects": ["dmw", "ocmw"]}
    return [
        base,
        {**base, **gaps, "events": measures},
        {**base, "events": [breach]},
        {"agreement": {"id": "gbo", "parties": base["agreement"]["parties"]}, **gaps},
    ]


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Python orders sets of text by a seed of the process: nothing of it may show."""
    files = [tmp_path / f"{i}.json" for i in range(len(many()))]
    for file, data in zip(files, many(), strict=True):
        file.write_text(written(data), encoding="utf-8")
    runs = set()
    for seed in ("0", "1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _SAME, *files]
        run = subprocess.run(command, capture_output=True, text=True, env=env, cwd=ROOT, check=True)
        assert run.stderr == ""
        runs.add(run.stdout)
    assert len(runs) == 1
    assert len(runs.pop()) > 10_000


@laws
@given(workspaces())
def test_a_review_says_what_settles_it(data: Data) -> None:
    """Missing facts, or a term that a person answers: for every rule and every row."""
    for result in judged(PACK, data).results:
        if result.verdict.word == "review":
            assert result.missing() or result.assess(), (result.rule.id, result.subject)

"""The smallest changes of a flow: each option gives what it promises, nothing less does, and none states what
only the world can say.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations.load import load_files
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.reading.files import IN_MEMORY, InputFile
from gbo_policy.rulebook.pack import Pack, load_pack
from gbo_policy.workbench.mend import mend, report_about
from gbo_policy.workbench.mend_answer import mending_data, mending_lines
from tests.conftest import FIXTURES, cases, gbo
from tests.kit import (
    ABSENT,
    AS_OF,
    Data,
    assessment,
    by_law,
    change,
    complete,
    engine,
    flow,
    party,
    staff,
    written,
)

F = "flows.0."
POLICE = {"kind": "third-party", "name": "Politie", "country": "BE", "legal_obligation": "none"}
LAW = by_law()
BOUND = {"kind": "third-party", "name": "Politie", "country": "BE", "legal_obligation": LAW}
OPEN = {"kind": "third-party", "name": "Politie", "country": "BE"}
PARKET = {**OPEN, "name": "Parket"}
NAMELESS = {"kind": "third-party", "country": "BE"}
CLOUD = {"kind": "processor", "processor": "ver", "on_behalf_of": "caw"}
CLIENT = {"kind": "data-subject"}
ABROAD = {
    "id": "ver",
    "name": "Ver nv",
    "used_by": ["caw"],
    "countries": {"storage": ["US"], "access": ["BE"]},
    "sufficient_guarantees": True,
    "agreement_signed_on": "2025-11-01",
    "agreement_ends_on": "none",
    "listed_with": [],
}


def world() -> Data:
    """Give the workspace in order, with a second processor that keeps its data elsewhere."""
    return change(complete(), {"agreement.processors.+": ABROAD})


def case_of(pack: Pack, data: Data) -> Case:
    files = [InputFile("w.yaml", "w.yaml", written(data).encode())]
    workspace = load_files(files, IN_MEMORY, pack.vocabulary, pack.clause_numbers)
    return Case(workspace, pack, engine(pack, {}), "received")


def report_on(pack: Pack, data: Data) -> Report:
    return make_report(case_of(pack, data), AsOf.of_day(AS_OF))


def mended(pack: Pack, data: Data) -> Any:
    """Mend the flow, and read the answer back as others do."""
    return json.loads(json.dumps(mending_data(mend(report_on(pack, data), "stroom"), "en")))


def changed(data: Data, changes: Iterable[Any]) -> Data:
    """Make changes in plain data by their paths alone, as an editor would; what is asked gets the answer that
    the option supposes.
    """
    made = copy.deepcopy(data)
    # what is taken out goes last, from the end on
    for one in sorted(changes, key=lambda c: -c["path"][-1] if c.get("remove") else -1000):
        if one["kind"] == "judgement":
            made["assessments"].append(
                assessment(one["term"], one["about"], one["if"], on=AS_OF.isoformat())
                | ({"rule": one["rule"]} if one["rule"] else {})
            )
            continue
        here, last = above(made, one["path"])
        value = one["to"] if one["kind"] == "conduct" else one["if"]
        if one.get("remove"):
            del here[last]
        elif isinstance(here, list) and last >= len(here):
            here.append(value)
        else:
            here[last] = value
    return made


def above(data: Data, path: list[Any]) -> tuple[Any, Any]:
    section, name, *rest = path
    if section == "agreement":
        here, steps = data["agreement"], path[1:]
    elif section == "assessments":
        here, steps = data["assessments"], path[1:]
    else:
        holder = data["agreement"] if section in ("parties", "processors") else data
        here, steps = next(one for one in holder[section] if one["id"] == name), rest
    for step in steps[:-1]:
        if isinstance(here, list) and isinstance(here[step], str):
            here[step] = {"category": here[step]}  # a bare category that now says more of itself
        if isinstance(here, dict) and not isinstance(here.get(step), dict | list):
            here[step] = {}
        here = here[step]
    return here, steps[-1]


def open_findings(report: Report) -> list[str]:
    return [
        r.rule.id
        for r in report.results
        if r.finding and (r.subject.id == "stroom" or r.subject.of == "stroom")
    ]


def ways(answer: Any) -> set[frozenset[tuple[str, str]]]:
    """Give the options by what they change, without the flow's name: what a person would tell apart."""
    return {
        frozenset((c["kind"], c.get("term") or ".".join(map(str, c["path"][2:]))) for c in o["changes"])
        for o in answer["options"]
    }


def do(*paths: str) -> frozenset[tuple[str, str]]:
    return frozenset(("conduct", p) for p in paths)


def ask(*paths: str) -> frozenset[tuple[str, str]]:
    return frozenset(("fact", p) for p in paths)


JUDGE = frozenset({("judgement", "necessity")})
READ = frozenset({("judgement", "reading")})

# what the text lets one do about each, written from clauses.md before the search was run
CASES: list[tuple[str, Data, set[frozenset[tuple[str, str]]], list[str]]] = [
    ("in order", {}, set(), []),
    ("a purpose too many", {F + "purposes": ["refer", "marketing"]}, {do("purposes.1")}, []),
    ("no purpose but others'", {F + "purposes": ["marketing"]}, {ask("purposes")}, []),
    ("a category too many", {F + "data": ["identification-contact", "criminal"]}, {do("data.1")}, []),
    ("nothing but that", {F + "data": ["criminal"]}, set(), ["permitted-categories"]),
    ("the police beside others", {F + "recipients": [staff("ocmw"), POLICE]}, {do("recipients.1")}, []),
    ("the police alone", {F + "recipients": [POLICE]}, set(), ["no-third-party"]),
    ("is there a law?", {F + "recipients": [OPEN], F + "legal_obligation": ABSENT}, {ask("legal_obligation")}, []),
    (
        "others not told, and begun",
        {F + "recipients": [BOUND], F + "legal_obligation": ABSENT},
        {do("starts_on") | ask("recipients.0.legal_obligation.notified")},
        [],
    ),
    ("need unknown", {F + "recipients.0.need_to_know": ABSENT}, {ask("recipients.0.need_to_know")}, []),
    ("no need", {F + "recipients.0.need_to_know": False}, {ask("recipients.0.need_to_know")}, []),
    (
        "no basis",
        {F + "legal_basis": ["gdpr-6-1-a"]},
        {do("legal_basis.1", "legal_basis.2"), do("legal_basis.1", "data.1")},
        [],
    ),
    ("too early", {F + "starts_on": "2026-01-02"}, {do("starts_on")}, []),
    ("by post", {F + "channel": "post"}, {do("channel")}, []),
    (
        "in America",
        {F + "locations": {"storage": ["US"], "access": ["US", "BE"]}},
        {do("locations.storage.0", "locations.access.0")},
        [],
    ),
    (
        "a processor there",
        {F + "recipients": [staff("ocmw"), CLOUD]},
        {do("recipients.1"), do("recipients.1.processor")},
        [],
    ),
    ("not judged", {"assessments": []}, {JUDGE}, []),
    ("judged and found wanting", {"assessments.3.outcome": "not-met"}, {JUDGE}, []),
    ("whose health?", {F + "data.1": "health"}, {ask("data.1.subject"), do("data.1")}, []),
    ("an unsigned agreement", {"agreement.signatures": []}, set(), ["in-force"]),
    (
        "the police, of whom no law is said, and a law that may oblige beside it",
        {F + "recipients": [staff("ocmw"), POLICE, CLOUD], F + "legal_obligation": ABSENT},
        {
            do("recipients.1") | ask("legal_obligation"),
            do("recipients.1", "recipients.2"),
            do("recipients.1", "recipients.2.processor"),
        },
        [],
    ),
    (
        "the police twice, once without a law and once not said",
        {F + "recipients": [staff("ocmw"), POLICE, OPEN], F + "legal_obligation": ABSENT},
        {do("recipients.1") | ask("legal_obligation"), do("recipients.1", "recipients.2")},
        [],
    ),
    (
        # a law that names nobody covers the only one that needs it: whoever of the two is left out, it is the other
        "the police twice, once without a law, and a rival for the law that may oblige",
        {F + "recipients": [POLICE, staff("ocmw"), OPEN, PARKET], F + "legal_obligation": ABSENT},
        {
            do("recipients.0") | ask("legal_obligation", "recipients.2.legal_obligation"),
            do("recipients.0", "recipients.2") | ask("legal_obligation"),
            do("recipients.0", "recipients.3") | ask("legal_obligation"),
            do("recipients.0", "recipients.2", "recipients.3"),
        },
        [],
    ),
    (
        # neither of two rivals alone makes it the only one: both have to be left out
        "the police twice, once without a law, and two rivals",
        {F + "recipients": [POLICE, OPEN, PARKET, {**OPEN, "name": "Fiscus"}], F + "legal_obligation": ABSENT},
        {
            do("recipients.0") | ask("legal_obligation", "recipients.1.legal_obligation"),
            do("recipients.0", "recipients.1") | ask("legal_obligation"),
            do("recipients.0", "recipients.2", "recipients.3") | ask("legal_obligation"),
        },
        [],
    ),
    (
        # which law obliges is one question: asked of each only where a law of the flow cannot name them
        "two that nothing can name",
        {F + "recipients": [NAMELESS, {**NAMELESS, "country": "NL"}, staff("ocmw")], F + "legal_obligation": ABSENT},
        {
            ask("recipients.0.legal_obligation", "recipients.1.legal_obligation"),
            do("recipients.0") | ask("legal_obligation"),
            do("recipients.1") | ask("legal_obligation"),
            do("recipients.0", "recipients.1"),
        },
        [],
    ),
    (
        # nor is it asked who they are: that would be the same question by another way
        "two that nothing can name and one that a law can",
        {F + "recipients": [NAMELESS, {**NAMELESS, "country": "NL"}, OPEN], F + "legal_obligation": ABSENT},
        {
            ask("legal_obligation", "recipients.0.legal_obligation", "recipients.1.legal_obligation"),
            do("recipients.0") | ask("legal_obligation", "recipients.1.legal_obligation"),
            do("recipients.1") | ask("legal_obligation", "recipients.0.legal_obligation"),
            do("recipients.2") | ask("recipients.0.legal_obligation", "recipients.1.legal_obligation"),
            do("recipients.0", "recipients.1") | ask("legal_obligation"),
            do("recipients.0", "recipients.2") | ask("legal_obligation"),
            do("recipients.1", "recipients.2") | ask("legal_obligation"),
        },
        [],
    ),
    (
        # once the one whom a law may oblige to is the only one left, 3.3 bends before 5.2
        "two to be left out together, so that a law covers all",
        {
            F + "recipients": [OPEN, POLICE, staff("ocmw")],
            F + "legal_obligation": ABSENT,
            F + "purposes": ["refer", "marketing"],
        },
        {
            do("purposes.1", "recipients.0", "recipients.1"),
            do("purposes.1", "recipients.1") | ask("legal_obligation"),
            do("recipients.1", "recipients.2") | ask("legal_obligation") | READ,
        },
        [],
    ),
    (
        "one whom nothing can name, left out where all has to wait for a law",
        {
            F + "recipients": [NAMELESS, OPEN, staff("ocmw")],
            F + "legal_obligation": ABSENT,
            F + "data": ["identification-contact", "criminal"],
            F + "sender": ABSENT,
        },
        {
            one | ask("sender")
            for one in (
                do("data.1", "recipients.0", "recipients.1"),
                do("data.1", "recipients.0") | ask("legal_obligation"),
                do("data.1", "recipients.1") | ask("legal_obligation"),
                do("data.1") | ask("legal_obligation", "recipients.0.legal_obligation"),
                do("recipients.0", "recipients.2") | ask("legal_obligation") | READ,
                do("recipients.1", "recipients.2") | ask("legal_obligation") | READ,
                do("recipients.2") | ask("legal_obligation", "recipients.0.legal_obligation") | READ,
            )
        },
        [],
    ),
    (
        # a law may name the country of which the text leaves open whether it is in the EEA, as a reading may
        "a place of unsettled standing, and a law that nobody speaks of",
        {F + "locations": {"storage": ["SJ"], "access": ["BE"]}, F + "legal_obligation": ABSENT},
        {do("locations.storage.0"), ask("legal_obligation"), READ},
        [],
    ),
    (
        # what all wait for is not asked of all where another answer settles it for those who stay
        "a law that only one has to have, and a sender",
        {
            F + "recipients": [staff("dmw"), CLIENT, NAMELESS],
            F + "legal_obligation": ABSENT,
            F + "locations": {"storage": ["BE"]},
            F + "sender": ABSENT,
            F + "starts_on": "2026-06-01",
        },
        {
            do("recipients.0", "recipients.2") | ask("locations.access"),
            do("recipients.2") | ask("locations.access", "sender"),
            ask("legal_obligation", "locations.access", "sender"),
        },
        [],
    ),
    (
        "a law that may oblige from a day that is still to come",
        {F + "recipients": [OPEN], F + "legal_obligation": ABSENT, F + "starts_on": "2026-06-01"},
        {ask("legal_obligation")},
        [],
    ),
    (
        "a third party and two places abroad, and a law that may oblige to all of it",
        {
            F + "recipients": [OPEN, staff("ocmw")],
            F + "legal_obligation": ABSENT,
            F + "locations": {"storage": ["US"], "access": ["CH"]},
        },
        {ask("legal_obligation"), do("recipients.0", "locations.storage.0", "locations.access.0")},
        [],
    ),
    (
        "a law that may oblige somebody of whom nobody said who it is",
        {F + "recipients": [OPEN, PARKET], F + "legal_obligation": ABSENT, F + "sender": ABSENT},
        {ask("legal_obligation", "sender")},
        [],
    ),
    (
        "one by a law of which nobody was told, beside the police, from somebody of whom nobody said who it is",
        {F + "recipients": [POLICE, BOUND], F + "sender": ABSENT},
        {do("recipients.0", "starts_on") | ask("sender", "recipients.1.legal_obligation.notified")},
        [],
    ),
    (
        "the client itself, who has no name, after one who is left out",
        {
            F + "recipients": [POLICE, staff("ocmw"), {"kind": "data-subject"}],
            F + "locations": {"storage": ["SJ"], "access": ["BE"]},
        },
        {
            do("recipients.0", "locations.storage.0"),
            do("recipients.0") | READ,
            do("recipients.0", "recipients.1") | READ,
            do("recipients.0", "recipients.2") | READ,
        },
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected", "unmendable"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])  # fmt: skip
def test_the_smallest_changes_are_those_of_the_text(
    pack: Pack, changes: Data, expected: set[frozenset[tuple[str, str]]], unmendable: list[str]
) -> None:
    answer = mended(pack, change(world(), changes))
    assert ways(answer) == expected
    assert answer["unmendable"] == unmendable
    assert answer["complete"]
    assert answer["left_out"] == 0
    for option in answer["options"]:
        it_keeps_its_promise_and_no_part_would_do(pack, option, change(world(), changes), {*unmendable})


RECIPIENTS = [staff("ocmw"), staff("dmw"), POLICE, CLOUD, OPEN, BOUND, NAMELESS, CLIENT]
FLOWS = st.fixed_dictionaries(
    {},
    optional={
        "purposes": st.sampled_from([ABSENT, [], ["marketing"], ["refer", "marketing", "research"]]),
        "data": st.sampled_from(
            [ABSENT, ["health"], ["criminal", "identification-contact"], [{"category": "health", "subject": "involved-person"}]]
        ),
        "legal_basis": st.sampled_from([ABSENT, [], ["gdpr-6-1-a"], ["gdpr-6-1-e"]]),
        "channel": st.sampled_from([ABSENT, "post"]),
        "format": st.sampled_from([ABSENT, "brief"]),
        "locations": st.sampled_from([ABSENT, {"storage": ["US", "BE"], "access": ["CH"]}, {"storage": ["BE"]}, {"storage": ["SJ"], "access": ["BE"]}]),
        "legal_obligation": st.just(ABSENT),
        "starts_on": st.sampled_from([ABSENT, "2026-01-02", "2026-06-01"]),
        "sender": st.just(ABSENT),
        "recipients": st.lists(st.sampled_from(RECIPIENTS), min_size=1, max_size=3, unique_by=str),
    },
)  # fmt: skip
SOURCE = {"category": "rights-exploration", "authentic_source": "Rijksregister", "authorisation": "none"}
STOPPED = {
    "id": "op-1",
    "type": "suspension",
    "by": "caw",
    "against": "ocmw",
    "from": "2026-01-20",
    "lifted_on": "none",
    "ground": "12",
}
AROUND = st.sampled_from(
    [
        {},
        {"assessments": []},
        {"assessments.3.outcome": "not-met"},
        {"assessments.3.review_by": ABSENT},
        {"assessments.+": assessment("data-quality", {"flow": "stroom"}, "not-met")},
        {"agreement.specific_measures": ABSENT},
        {"agreement.specific_measures": "none"},
        {"agreement.processors.0.countries": ABSENT, F + "recipients.+": {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}},
        {"agreement.processors.0.agreement_signed_on": "none", F + "recipients.+": {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}},
        {"agreement.signatures.2.signed_on": ABSENT},
        {"events": [STOPPED]},
        {F + "data.+": SOURCE},
        {F + "data.+": {k: v for k, v in SOURCE.items() if k != "authorisation"}},
        {F + "recipients.0.need_to_know": False},
        {F + "status": "proposed", F + "starts_on": "2026-06-01"},
    ]
)  # fmt: skip
TAKES_AWAY = {"purposes", "data", "recipients", "storage", "access"}
OTHERWISE = {"legal_basis", "channel", "format", "starts_on", "processor"}


def surrounded(changes: Data, around: Data) -> Data:
    """Give the world with something around the flow changed, and the flow itself; what is not there cannot be
    left out.
    """
    there = {F + k: v for k, v in changes.items() if v is not ABSENT or k in world()["flows"][0]}
    return change(change(world(), around), there)


@cases(6, 400)
@given(changes=FLOWS, around=AROUND)
def test_each_option_keeps_its_promise_states_no_fact_and_no_part_of_it_would_do(
    changes: Data, around: Data
) -> None:
    pack = load_pack()
    data = surrounded(changes, around)
    answer = mended(pack, data)
    hopeless = set(answer["unmendable"])
    for option in answer["options"]:
        no_fact_is_stated(option)
    for option in answer["options"][:3]:
        it_keeps_its_promise_and_no_part_would_do(pack, option, data, hopeless)


@cases(3, 60)
@given(changes=FLOWS, around=AROUND)
def test_whatever_conduct_mends_a_flow_holds_an_option_and_mends_nothing_that_is_called_unmendable(
    changes: Data, around: Data
) -> None:
    """Every set of a few removals and choices is tried, whether the search came by it or not."""
    pack = load_pack()
    data = surrounded(changes, around)
    answer = mended(pack, data)
    assume(answer["complete"] and not answer["left_out"])
    hopeless, before = set(answer["unmendable"]), set(open_findings(report_on(pack, data)))
    told = [{_conduct(c) for c in o["changes"]} for o in answer["options"]]
    possible = list(removals_and_choices(data["flows"][0]))
    for some in (s for size in range(4) for s in combinations(possible, size) if apart(s)):
        made = changed(data, some)
        if made["flows"][0]["recipients"]:
            left = set(open_findings(report_on(pack, made)))
            assert hopeless <= left, some
            if left <= hopeless and not before <= hopeless:
                assert any(o <= {_conduct(c) for c in some} for o in told), some


@cases(2, 100)
@given(changes=FLOWS, around=AROUND)
def test_what_mends_a_flow_of_which_something_was_taken_out_mends_it_together_with_that(
    changes: Data, around: Data
) -> None:
    """Each option of a flow after one change, and that change, hold an option of the flow as it was."""
    pack = load_pack()
    data = surrounded(changes, around)
    answer = mended(pack, data)
    assume(answer["complete"] and not answer["left_out"])
    told = [{same(c) for c in o["changes"]} for o in answer["options"]]
    for first in removals_and_choices(data["flows"][0]):
        made = changed(data, [first])
        if made["flows"][0]["recipients"] and not name_is_told_of_again(first, data["flows"][0]):
            rest = mended(pack, made)
            for option in rest["options"] if rest["unmendable"] == answer["unmendable"] else ():
                changes_ = [moved_back(c, first) for c in option["changes"]]
                if not any(goes_against(c, first) for c in changes_):
                    assert any(t <= {same(c) for c in (*changes_, first)} for t in told), (first, changes_)


def same(one: Data) -> tuple[str, ...]:
    """Give what makes a change or a question the same, whatever answer is supposed."""
    path = one["path"][:1] if one["kind"] == "judgement" else one["path"]
    return one["kind"], *(
        json.dumps(x) for x in (path, one["to"], one.get("term"), one.get("about"), one.get("rule"))
    )


def moved_back(one: Data, removed: Data) -> Data:
    """Give a change with its path as it was before a member of a list was removed."""
    *above, last = removed["path"]
    path = list(one["path"])
    if (
        removed.get("remove")
        and len(path) > len(above)
        and path[: len(above)] == above
        and path[len(above)] >= last
    ):
        path[len(above)] += 1
    return {**one, "path": path}


def goes_against(one: Data, first: Data) -> bool:
    """Tell whether a change takes a first one back, or asks for the whole list of which that took a member."""
    path = one["path"]
    return path == first["path"] or (one["kind"] == "fact" and path == first["path"][: len(path)])


def name_is_told_of_again(removed: Data, stream: Data) -> bool:
    """Tell whether another recipient has the name of a removed one of whom it is said what law obliges: while
    that one is there a law of the flow cannot name either, and is asked where the other stands.
    """
    *_, key, last = removed["path"]
    gone = stream["recipients"][last] if key == "recipients" and removed.get("remove") else {}
    others = (r.get("name") for i, r in enumerate(stream["recipients"]) if i != last)
    return "legal_obligation" in gone and gone["name"] in others


def removals_and_choices(stream: Data) -> Iterator[Data]:
    lists = {(key,): stream.get(key) for key in ("purposes", "data", "recipients")}
    lists |= {("locations", key): (stream.get("locations") or {}).get(key) for key in ("storage", "access")}
    for path, members in lists.items():
        for i in range(len(members or ())):
            yield {"kind": "conduct", "path": ["flows", "stroom", *path, i], "to": None, "remove": True}
    for i, recipient in enumerate(stream.get("recipients") or ()):
        if recipient.get("processor") == "ver":
            path = ["flows", "stroom", "recipients", i, "processor"]
            yield {"kind": "conduct", "path": path, "to": "wolk"}
    if stream.get("channel") == "post":
        yield {"kind": "conduct", "path": ["flows", "stroom", "channel"], "to": "GBO-Connect"}


def apart(some: Iterable[Data]) -> bool:
    """Tell whether no change lies within another."""
    paths = [c["path"] for c in some]
    return not any(p != q and p == q[: len(p)] for p in paths for q in paths)


def _conduct(one: Data) -> tuple[str, Any]:
    return json.dumps(one["path"]), one["to"]


def it_keeps_its_promise_and_no_part_would_do(
    pack: Pack, option: Any, data: Data, hopeless: set[str]
) -> None:
    made = option["changes"]
    after = report_on(pack, changed(data, made))
    assert set(open_findings(after)) <= hopeless, option
    worst = max((r.verdict for r in after.results if r.rule.id in hopeless and r.finding), default=None)
    assert option["verdict"] == (worst.word if worst else "compliant")
    sizes = range(len(made)) if len(made) <= 3 else [len(made) - 1]
    for part in (p for size in sizes for p in combinations(made, size)):
        try:
            left = open_findings(report_on(pack, changed(data, part)))
        except PolicyError:  # a part that cannot even be written: it names somebody whom the rest brings in
            continue
        assert not set(left) <= hopeless, part


def no_fact_is_stated(option: Any) -> None:
    """Hold an option against what only the world can make true: it takes away or chooses otherwise, and asks
    for all else.
    """
    for one in option["changes"]:
        key = next(s for s in reversed(one["path"]) if isinstance(s, str))
        if one["kind"] == "conduct":
            assert (one["to"] is None) == one.get("remove", False)
            assert key in (TAKES_AWAY if one["to"] is None else OTHERWISE), one
        else:
            assert one["to"] is None
            assert "remove" not in one


def test_what_every_recipient_waits_for_is_asked_only_where_the_other_answers_leave_it_open(
    pack: Pack,
) -> None:
    """A night of random flows found it: nobody asks what law obliges once the places are known."""
    unsaid = ("legal_basis", "purposes", "data", "sender", "legal_obligation", "locations")
    there = {"agreement.processors.0.countries": ABSENT, F + "recipients.+": {**CLOUD, "on_behalf_of": "caw"}}
    data = change(change(world(), there), {F + key: ABSENT for key in unsaid})
    first, *_ = mended(pack, data)["options"]
    asked = first["changes"]
    assert open_findings(report_on(pack, changed(data, asked))) == []
    for part in combinations(asked, len(asked) - 1):
        assert open_findings(report_on(pack, changed(data, part))) != []


def test_a_supposed_law_can_be_written_where_a_recipient_has_no_name_or_shares_one(pack: Pack) -> None:
    """A number in `covers` would name another once somebody is left out."""
    for recipients in (
        [OPEN, PARKET, BOUND],
        [NAMELESS, OPEN, PARKET],
        [OPEN, PARKET, staff("ocmw"), POLICE],
    ):
        data = change(world(), {F + "recipients": recipients, F + "legal_obligation": ABSENT})
        answer = mended(pack, data)
        assert answer["options"]
        assert answer["unmendable"] == []
        for option in answer["options"]:
            it_keeps_its_promise_and_no_part_would_do(pack, option, data, set())


def test_a_law_may_oblige_to_each_of_those_whom_nothing_can_name(pack: Pack) -> None:
    """No law was the answer tried, as it leaves fewer findings: then only leaving them out was a way."""
    recipients = [staff("ocmw"), NAMELESS, {**NAMELESS, "country": "NL"}]
    data = change(world(), {F + "recipients": recipients, F + "legal_obligation": ABSENT})
    answer = mended(pack, data)
    assert ways(answer) >= {
        ask("recipients.1.legal_obligation", "recipients.2.legal_obligation"),
        do("recipients.1") | ask("legal_obligation"),
        do("recipients.2") | ask("legal_obligation"),
        do("recipients.1", "recipients.2"),
    }
    for option in answer["options"]:
        it_keeps_its_promise_and_no_part_would_do(pack, option, data, set())


def test_five_violations_are_mended(pack: Pack) -> None:
    bad = {
        F + "purposes": ["refer", "marketing"],
        F + "data": ["criminal", "health"],
        F + "legal_basis": ["gdpr-6-1-a"],
        F + "channel": "post",
        F + "recipients": [POLICE, staff("ocmw"), CLOUD],
        F + "starts_on": "2026-01-01",
    }
    report = report_on(pack, change(world(), bad))
    assert (
        sum(r.verdict.word == "violation" for r in report.results if r.subject.id.startswith("stroom")) >= 5
    )
    found = mend(report, "stroom")
    assert found.options
    assert found.whole


def test_other_flows_are_judged_as_far_as_facts_of_this_one_rest_on_them(pack: Pack) -> None:
    """Whose agreement the one date of a processor is, nobody says once another flow shows a second user."""
    others = [
        flow(f"ander-{i}", sender=user, recipients=[{**CLOUD, "processor": "wolk", "on_behalf_of": user}])
        for i, user in enumerate(["caw", "dmw"] * 20)
    ]
    mine = {F + "recipients.+": {**CLOUD, "processor": "wolk"}, F + "purposes": ["marketing"]}
    data = change(complete(), mine)
    for flows, waits in ((others[:1], False), (others, True)):
        case = case_of(pack, change(data, {"flows": [*data["flows"], *flows]}))
        about = report_about(case, AsOf.of_day(AS_OF), "stroom")
        assert len(about.workspace.flows) == 1 + len({f["sender"] for f in flows})
        answer = mending_data(mend(about, "stroom"), "en")
        assert answer == mending_data(mend(make_report(case, AsOf.of_day(AS_OF)), "stroom"), "en")
        asked = {"/".join(map(str, c["path"])) for o in answer["options"] for c in o["changes"]}
        assert ("processors/wolk/agreements" in asked) is waits


def test_many_recipients_are_mended_one_by_one_and_what_is_cut_is_counted(pack: Pack) -> None:
    """Of twelve whose need is unknown each is asked about or left out, with the one question on places that
    all wait for.
    """
    many = [{k: v for k, v in staff(f"ocmw-{i}").items() if k != "need_to_know"} for i in range(12)]
    parties = [party(f"ocmw-{i}", "ocmw") for i in range(12)]
    signed = [{"party": p["id"], "signed_on": "2026-01-05", "by": "directeur"} for p in parties]
    whole = complete()["agreement"]
    data = change(
        complete(),
        {
            "agreement.parties": [*whole["parties"], *parties],
            "agreement.signatures": [*whole["signatures"], *signed],
            F + "recipients": [staff("dmw"), *many],
            F + "locations": ABSENT,
        },
    )
    found = mend(report_on(pack, data), "stroom")
    assert found.whole
    assert len(found.options) == 100
    assert found.ways == 2**12
    assert all(p.findings and p.ways for p in found.parts)
    asked = {c.path[2:] for o in found.options for c in o.changes if c.kind == "fact"}
    assert all(any(c.path[2:] == ("locations",) for c in o.changes) for o in found.options)
    assert asked == {("locations",), *(("recipients", i, "need_to_know") for i in range(1, 13))}


def test_a_flow_of_which_nothing_is_said_is_all_questions(pack: Pack) -> None:
    (option,) = mended(pack, change(complete(), {"flows.0": {"id": "stroom"}}))["options"]
    assert {c["kind"] for c in option["changes"]} == {"fact"}
    assert {c["path"][2] for c in option["changes"]} >= {
        "sender",
        "recipients",
        "purposes",
        "data",
        "legal_basis",
    }
    assert (option["verdict"], option["meanwhile"]) == ("compliant", "review")


def test_the_order_of_what_is_written_changes_no_option(pack: Pack) -> None:
    one = mended(pack, change(world(), {F + "purposes": ["marketing", "refer"], F + "recipients": [POLICE, staff("ocmw")]}))  # fmt: skip
    other = mended(pack, change(world(), {F + "purposes": ["refer", "marketing"], F + "recipients": [staff("ocmw"), POLICE]}))  # fmt: skip

    def said(answer: Any) -> list[list[str]]:
        return [sorted(c["say"] for c in o["changes"]) for o in answer["options"]]

    assert said(one) == said(other)


def test_the_command_answers_in_both_languages_and_knows_no_other_flow() -> None:
    told = gbo("mend", "herkomst-en-taal", FIXTURES / "mixed", "--as-of", "2026-03-01", "--lang", "nl")
    assert told.returncode == 0
    assert "laat `ethnic-origin` weg" in told.stdout
    data = json.loads(
        gbo(
            "mend", "herkomst-en-taal", FIXTURES / "mixed", "--as-of", "2026-03-01", "--format", "json"
        ).stdout
    )
    assert data["schema"] == "gbo-policy/mend/1"
    assert len(data["options"]) == 2
    assert data["options"][0]["changes"][0]["location"]["file"] == "stromen/ocmw-heverbeke.yaml"
    unknown = gbo("mend", "herkomst", FIXTURES / "mixed")
    assert unknown.returncode == 2
    assert "is not a flow of this workspace" in unknown.stderr


def test_the_words_tell_questions_from_conduct(pack: Pack) -> None:
    report = report_on(pack, change(world(), {F + "recipients.0.need_to_know": False, F + "channel": "post"}))
    text = "\n".join(mending_lines(mend(report, "stroom"), "en"))
    assert "find out: who at `ocmw` needs these data" in text
    assert "do: send it by `GBO-Connect`, in the place of `post`" in text
    assert "write down only what is so" in text

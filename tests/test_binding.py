"""Whom the agreement binds, and since when (14.1): later joiners, those that left, mergers by law, partners
under a departure.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.judging.wording import message
from gbo_policy.over_time.deadlines import deadlines
from gbo_policy.rulebook.pack import Pack
from tests.inside import inside
from tests.kit import (
    ABSENT,
    Data,
    assessment,
    by_law,
    change,
    complete,
    findings,
    flow,
    judged,
    party,
    problems,
    staff,
    verdict,
    written,
)

JOINER = {**party("ocmw2", "ocmw"), "since": "2026-02-01", "enterprise_number": "0207.448.032"}
NUMBER = {"enterprise_number": "0207.448.059"}  # of one that nobody else has
SIGNED = {"party": "ocmw2", "signed_on": "2026-02-01", "by": "directeur"}
HEARD = [{"party": p, "on": "2026-01-06"} for p in ("ocmw", "dmw", "ocmw2")]


def joined(signature: Data | None = None, **changes: Any) -> Data:
    """A fourth core actor in the list, with its signature."""
    made = {"agreement.parties.+": JOINER, "agreement.processors.0.listed_with": HEARD}
    made |= {} if signature is None else {"agreement.signatures.+": signature}
    return change(complete(), made | changes)


def to_joiner(starts_on: str, **more: Any) -> Data:
    return flow("naar-nieuwe", recipients=[staff("ocmw2")], starts_on=starts_on, **more)


WIJK = {"id": "wijk", "role": "partner", "name": "Wijkgezondheidscentrum"}
LETS_IN = {"clause": "5.1", "says": "ook de wijk", "effect": {"partners": ["wijk"]}, "by": "An", "on": "2026-01-05"}  # fmt: skip


def in_force(pack: Pack, data: Data, flow_id: str, as_of: date = date(2026, 3, 1)) -> str | None:
    return verdict(judged(pack, data, as_of=as_of), "in-force", f"flow/{flow_id}")


def test_whoever_joined_later_moves_nobody_elses_start(pack: Pack) -> None:
    """The flow of the others started on 12 January, between the first signatures and the joiner's."""
    assert in_force(pack, joined(SIGNED), "stroom") == "compliant"
    assert in_force(pack, joined(), "stroom") == "compliant"


@pytest.mark.parametrize(
    ("starts_on", "status", "signed", "expected"),
    [
        ("2026-02-01", "active", True, "compliant"),
        ("2026-01-31", "active", True, "violation"),
        ("2026-02-01", "active", False, "violation"),
        ("2026-02-01", "proposed", False, "review"),
    ],
)
def test_a_joiners_own_flows_wait_for_its_signature(
    pack: Pack, starts_on: str, status: str, signed: bool, expected: str
) -> None:
    data = joined(SIGNED if signed else None)
    data = change(data, {"flows.+": to_joiner(starts_on, status=status)})
    assert in_force(pack, data, "naar-nieuwe") == expected


def test_a_signature_before_the_day_of_joining_binds_from_that_day(pack: Pack) -> None:
    data = joined({**SIGNED, "signed_on": "2026-01-20"}, **{"flows.+": to_joiner("2026-01-25")})
    assert in_force(pack, data, "naar-nieuwe") == "violation"


def test_where_everybody_says_since_when_the_first_ones_made_the_agreement(pack: Pack) -> None:
    every = {f"agreement.parties.{i}.since": "2026-01-05" for i in range(3)}
    assert in_force(pack, joined(SIGNED, **every), "stroom") == "compliant"
    late = {"agreement.signatures.1.signed_on": "2026-01-20"}
    assert in_force(pack, joined(SIGNED, **every, **late), "stroom") == "violation"


def test_nobody_is_told_before_it_has_joined(pack: Pack) -> None:
    """An overview of processors goes to the core actors of the day."""
    heard = {"agreement.processors.0.listed_with": HEARD[:2]}
    assert (
        verdict(judged(pack, joined(SIGNED, **heard), as_of=date(2026, 1, 20)), "processor-overview")
        == "compliant"
    )
    assert verdict(judged(pack, joined(SIGNED, **heard)), "processor-overview") == "violation"


def test_what_else_a_flow_may_join_does_not_bring_it_under_the_agreement(pack: Pack) -> None:
    """It began before the others signed: whom it joins besides, who may never have signed, makes that no better."""
    for other in ({"kind": "processor", "processor": "wolk"}, {"name": "iemand"}):
        both = {"flows.0.recipients.+": other}
        for signature in (None, SIGNED):
            early = joined(signature, **both, **{"flows.0.starts_on": "2026-01-04"})
            assert in_force(pack, early, "stroom") == "violation"
        assert in_force(pack, joined(**both), "stroom") == "review"


LAW = by_law("2026-01-20")
BY_LAW = flow(
    "wet", recipients=[{"kind": "third-party", "name": "RVA"}], starts_on="2026-02-10", legal_obligation=LAW
)
ONCE = {
    "id": "d",
    "type": "disclosure",
    "party": "caw",
    "on": "2026-02-10",
    "to": "RVA",
    "to_kind": "third-party",
    "legal_obligation": LAW,
}
LEAVING = {
    "id": "t",
    "type": "termination",
    "by": "dmw",
    "sent_on": "2026-02-10",
    "means": "registered-letter",
    "addressed_to": ["caw", "ocmw"],
}


@pytest.mark.parametrize(
    ("signed_on", "on_the_day", "today"),
    [
        ("2026-02-01", "violation", "violation"),
        ("2026-02-20", "review", "violation"),  # after all three of 10 February
        (None, "review", "review"),
        ("2026-04-01", "review", "review"),  # after the day judged
    ],
)
def test_whether_who_joined_has_to_be_told_before_it_is_bound_is_read_both_ways(
    pack: Pack, signed_on: str | None, on_the_day: str, today: str
) -> None:
    """It is a core actor from the day on which it joined, or from its signature, which binds it: the text of 5.2, 7.3 and
    14.2 speaks of the other core actors alone.
    """
    signature = None if signed_on is None else {**SIGNED, "signed_on": signed_on}
    data = joined(signature, **{"flows.+": BY_LAW, "agreement.processors.0.listed_with": HEARD[:2]})
    report = judged(pack, change(data, {"events": [ONCE, LEAVING]}))
    on_day = {
        "prior-notice-of-obligation": "recipient/wet/0",
        "prior-notice-of-disclosure": "event/d",
        "termination-form": "event/t",
    }
    assert {verdict(report, rule, subject) for rule, subject in on_day.items()} == {on_the_day}
    assert verdict(report, "processor-overview") == today
    asked = [r for r in report.results if r.rule.id in (*on_day, "processor-overview") and r.finding]
    assert all(r.verdict.word == "violation" or r.assess() == ["reading"] for r in asked)


def test_who_was_read_to_have_to_be_told_is_named(pack: Pack) -> None:
    """Where the text is read to ask for it, the violation says who was left out, and not that it was nobody."""
    data = joined(**{"flows.+": BY_LAW, "agreement.processors.0.listed_with": HEARD[:2]})
    subjects = {
        "prior-notice-of-obligation": {"flow": "wet", "recipient": "RVA"},
        "prior-notice-of-disclosure": {"event": "d"},
        "processor-overview": {"processor": "wolk"},
    }
    read = [assessment("reading", about, "not-met", "2026-02-20", rule=r) for r, about in subjects.items()]
    report = judged(pack, change(data, {"events": [ONCE], "assessments": [*data["assessments"], *read]}))
    told = [
        message(r, "en") for r in report.results if r.rule.id in subjects and r.verdict.word == "violation"
    ]
    assert len(told) == len(subjects)
    assert all("ocmw2" in text and "none" not in text for text in told)


@pytest.mark.parametrize("kind", ["suspension", "cessation"])
def test_a_measure_bars_what_goes_to_or_comes_from_who_took_over_by_law(pack: Pack, kind: str) -> None:
    """A merger moves duties to the heir: a measure of article 9 against the one before it may bar the heir."""
    days = {"from": "2026-02-05", "lifted_on": "none"}
    if kind == "cessation":
        days = {"notified_on": "2026-02-03", "effective_on": "2026-02-05"}
    stop = {"id": "s", "type": kind, "by": "caw", "against": "ocmw", "ground": "5.1", **days}
    heir = {"agreement.parties.1.until": "2026-02-14", "agreement.parties.1.successor": "ocmw2"}
    flows = {
        "flows.+": to_joiner("2026-02-16"),
        "agreement.parties.3.since": "2026-02-15",
        "events": [stop],
    }
    data = change(
        joined(**heir, **flows), {"flows.+": flow("terug", sender="ocmw2", recipients=[staff("caw")])}
    )
    report = judged(pack, data)
    for name in ("naar-nieuwe", "terug"):
        assert verdict(report, f"{kind}-respected", f"recipient/{name}/0") == "review"
    other = change(data, {"agreement.parties.1.successor": "dmw"})
    assert verdict(judged(pack, other), f"{kind}-respected", "recipient/naar-nieuwe/0") == "compliant"


def taken_over(into: str, *events: Data, flows: tuple[Data, ...] = ()) -> Data:
    """The OCMW has gone into another from 15 February on."""
    gone: Data = {"agreement.parties.1.until": "2026-02-14", "agreement.parties.1.successor": into}
    gone["agreement.parties.3.since"] = "2026-02-01"
    gone |= {f"agreement.parties.3.{key}": value for key, value in NUMBER.items()}
    data = joined(SIGNED, **gone)
    return change(data, {"events": list(events), "flows": [*data["flows"], *flows]})


def stop(**more: str) -> Data:
    return {"id": "s", "type": "suspension", "by": "caw", "ground": "5.1", "lifted_on": "none", **more}


def failure(id_: str, of: str, remedied_on: str = "none") -> Data:
    found = {"clause": "5.1", "found_on": "2026-02-02", "remedied_on": remedied_on}
    return {"id": id_, "type": "non-compliance", "party": of, **found}


@pytest.mark.parametrize("against", ["ocmw", "dmw"])
def test_a_measure_bears_on_whoever_is_one_with_it_by_law_on_the_day(pack: Pack, against: str) -> None:
    """Also where the heir was there before, and where a flow still has the name of the one that went into it; not
    before they were one, and not on what they have of each other.
    """
    flows = (
        flow("erfgenaam", recipients=[staff("dmw")]),
        flow("oude-naam", recipients=[staff("ocmw")]),
        flow("voordien", recipients=[staff({"ocmw": "dmw", "dmw": "ocmw"}[against])], ends_on="2026-02-12"),
        flow("ander", recipients=[staff("ocmw2")]),
    )
    report = judged(pack, taken_over("dmw", stop(against=against, **{"from": "2026-02-05"}), flows=flows))
    found = {f["id"]: verdict(report, "suspension-respected", f"recipient/{f['id']}/0") for f in flows}
    told = {(p.by, p.against) for p in report.ladder.pairs if p.next == "taken-over"}
    assert told == ({("caw", "dmw")} if against == "ocmw" else set())
    assert found == {
        "erfgenaam": "review",
        "oude-naam": "review",
        "voordien": "compliant",
        "ander": "compliant",
    }


@pytest.mark.parametrize(
    ("of", "begun", "expected"),
    [
        ("ocmw2", "2026-02-20", "compliant"),
        ("ocmw", "2026-02-20", "review"),
        ("ocmw", "2026-02-10", "violation"),
        ("dmw", "2026-02-20", "violation"),
    ],
)
def test_what_one_taken_over_failed_to_keep_may_be_a_ground(
    pack: Pack, of: str, begun: str, expected: str
) -> None:
    """It may be held a failure of who took over, from the day on which it did."""
    stopped = stop(against="ocmw2", ground="n", **{"from": begun})
    report = judged(pack, taken_over("ocmw2", failure("n", of), stopped))
    assert verdict(report, "suspension-grounded", "event/s") == expected


@pytest.mark.parametrize(("of", "expected"), [("ocmw2", "review"), ("dmw", "violation")])
def test_what_the_heir_fails_to_keep_may_let_a_suspension_last(pack: Pack, of: str, expected: str) -> None:
    stopped = stop(against="ocmw", ground="n", **{"from": "2026-02-05"})
    events = failure("n", "ocmw", "2026-02-12"), failure("andere", of), stopped
    assert (
        verdict(judged(pack, taken_over("ocmw2", *events)), "suspension-lifted-after-cure", "event/s")
        == expected
    )


OLD_FAILURES: list[tuple[str, Data, str]] = [
    ("open", {}, "inherited"),
    ("remedied", {"remedied_on": "2026-02-20"}, "nothing"),
    ("remedied the day after", {"remedied_on": "2026-03-02"}, "inherited"),
    ("not said whether it was remedied", {"remedied_on": ABSENT}, "inherited"),
    ("found the day after", {"found_on": "2026-03-02"}, "nothing"),
    ("of one that went into nobody", {"party": "weg"}, "nothing"),
]


@pytest.mark.parametrize("into", ["dmw", "ocmw2"])
@pytest.mark.parametrize(("more", "step"), [o[1:] for o in OLD_FAILURES], ids=[o[0] for o in OLD_FAILURES])
def test_what_one_taken_over_failed_to_keep_is_asked_of_its_heir(
    pack: Pack, into: str, more: Data, step: str
) -> None:
    """By law the heir may answer for it, or may not: article 9 is not certainly open against it, nor is it certain
    that there is nothing to decide.
    """
    one = {k: v for k, v in (failure("n", "ocmw") | more).items() if v is not ABSENT}
    left = {**party("weg", "caw"), "since": "2026-01-05", "until": "2026-02-20", **NUMBER}
    data = change(
        taken_over(into, one), {"agreement.parties.+": left, "agreement.parties.3": JOINER | NUMBER}
    )
    pairs = judged(pack, data).ladder.pairs
    assert {p.state for p in pairs} == {"sharing"}
    assert {(p.by, p.against) for p in pairs if p.next != "nothing"} == {
        (by, into) for by in ("caw", "dmw", "ocmw2") if by != into and step != "nothing"
    }
    assert {p.next for p in pairs} == {"nothing", step}


def test_what_the_heir_itself_fails_to_keep_opens_article_9_against_it(pack: Pack) -> None:
    data = taken_over("dmw", failure("n", "ocmw"), failure("m", "dmw"))
    found = {(p.by, p.against): p for p in judged(pack, data).ladder.pairs}
    assert (found["caw", "dmw"].state, found["caw", "dmw"].grounds) == (
        "suspension-available",
        ("non-compliance/m",),
    )


def test_nobody_owes_what_it_failed_to_keep_to_its_own_heir(pack: Pack) -> None:
    (clock,) = (
        d
        for d in deadlines(judged(pack, taken_over("ocmw2", failure("n", "ocmw"))))
        if d.key.startswith("non-compliance")
    )
    assert (clock.by, clock.to) == ("ocmw", ("caw", "dmw"))


def test_nobody_has_to_tell_its_own_heir(pack: Pack) -> None:
    """What still has the name of one that was taken over is of its heir, which is none of the others: notice of a law
    (5.2), an overview of processors (7.3), a notice of termination (14.2).
    """
    law = by_law(notified=[{"party": p, "at": "2026-02-18"} for p in ("caw", "dmw")])
    exchange = BY_LAW | {"sender": "ocmw", "starts_on": "2026-02-20", "legal_obligation": law}
    once = ONCE | {"party": "ocmw", "on": "2026-02-20", "legal_obligation": law}
    leaving = LEAVING | {"by": "ocmw", "sent_on": "2026-02-20", "addressed_to": ["caw", "dmw"]}
    data = taken_over("ocmw2", once, leaving, flows=(exchange,))
    listed = [{"party": p, "on": "2026-02-18"} for p in ("caw", "dmw")]
    data["agreement"]["processors"][0] |= {"used_by": ["ocmw"], "listed_with": listed}
    report = judged(pack, data)
    for rule, subject in (
        ("prior-notice-of-obligation", "recipient/wet/0"),
        ("prior-notice-of-disclosure", "event/d"),
        ("processor-overview", None),
        ("termination-form", "event/t"),
    ):
        assert verdict(report, rule, subject) == "compliant"


def test_what_has_to_be_said_first_is_told_wherever_the_ladder_is(tmp_path: Path) -> None:
    """The report said that no power is open and that all may communicate, and a check said nothing at all."""
    own = assessment("appropriate-measures", {"party": "ocmw2"})
    data = change(taken_over("ocmw2", failure("n", "ocmw")), {"assessments.+": own})
    (tmp_path / "a.yaml").write_text(written(data), encoding="utf-8")
    answers = [
        inside("check", tmp_path, "--as-of", "2026-03-01", "--format", "text"),
        inside("check", tmp_path, "--as-of", "2026-03-01", "--format", "markdown"),
        inside("report", tmp_path, "--as-of", "2026-03-01", "--format", "markdown"),
    ]
    for answer in answers:
        assert answer.returncode == 0
        assert "say first whether what one that was taken over" in " ".join(answer.stdout.split())
    assert "no power is open" not in answers[-1].stdout


@pytest.mark.parametrize("status", ["active", "proposed"])
def test_nobody_has_a_power_against_one_that_is_no_more_nor_its_heir_against_itself(
    pack: Pack, status: str
) -> None:
    """What a flow under the old name still breaks carries supervision alone, and between the others and the heir it is
    asked; of what is only proposed the heir is not among those that may suspend.
    """
    old = flow("oude-naam", sender="ocmw", recipients=[staff("caw")], purposes=["marketing"], status=status)
    report = judged(pack, taken_over("ocmw2", flows=(old,)))
    (broken,) = (
        r for r in report.results if r.rule.id == "purpose-limitation" and r.subject.id == "oude-naam"
    )
    assert (broken.verdict.word, broken.against) == ("violation", "ocmw")
    offered = {m.measure: m.by for m in report.ladder.measures(broken)}
    ahead = {"suspension": ("caw", "dmw")} if status == "proposed" else {}
    assert offered == ahead | {"supervision": ()}
    steps = {p.next for p in report.ladder.pairs if p.against == "ocmw2"}
    assert steps == ({"inherited"} if status == "active" else {"nothing"})


@pytest.mark.parametrize(
    ("sides", "remedied_on", "expected"),
    [
        (("caw", "ocmw"), "2026-02-13", "violation"),  # it had to be lifted on the last day before the merger
        (("caw", "ocmw"), "2026-02-14", "review"),
        (("ocmw", "caw"), "2026-02-20", "review"),
        (("ocmw", "caw"), "2026-02-12", "violation"),
        (("caw", "dmw"), "2026-02-20", "violation"),
        (("caw", "ocmw"), "2026-03-01", "compliant"),  # days do not show that it had to be lifted today
    ],
)
def test_whether_a_suspension_outlives_one_of_the_two_is_read_both_ways(
    pack: Pack, sides: tuple[str, str], remedied_on: str, expected: str
) -> None:
    """Where its ground was put right once one of them had been taken over: the heir may have to lift it, or be freed
    of it.
    """
    by, against = sides
    stopped = stop(by=by, against=against, ground="n", **{"from": "2026-02-05"})
    report = judged(pack, taken_over("ocmw2", failure("n", against, remedied_on), stopped))
    (one,) = (r for r in report.results if r.rule.id == "suspension-lifted-after-cure")
    assert one.verdict.word == expected
    assert one.assess() == (["reading"] if expected == "review" else [])
    assert ("van rechtswege overgenomen" in message(one, "nl")) is (expected == "review")


@pytest.mark.parametrize(("remedied_on", "expected"), [("2026-02-28", "violation"), ("2026-03-01", "review")])
def test_what_was_put_right_today_may_have_let_a_suspension_last(
    pack: Pack, remedied_on: str, expected: str
) -> None:
    """As with its ground: it has to be lifted by the day after."""
    stopped = stop(against="dmw", ground="n", **{"from": "2026-02-05"})
    events = failure("n", "dmw", "2026-02-12"), failure("andere", "dmw", remedied_on), stopped
    report = judged(pack, taken_over("ocmw2", *events), as_of=date(2026, 3, 1))
    assert verdict(report, "suspension-lifted-after-cure", "event/s") == expected


OTHER_CAW = {**party("caw2", "caw"), "since": "2026-02-01", "enterprise_number": "0207.448.032"}
OWN = {"party": "caw2", "signed_on": "2026-02-10", "by": "directeur"}


@pytest.mark.parametrize(
    ("advised_on", "signature", "expected"),
    [
        ("2025-12-20", OWN, "compliant"),  # before anybody signed
        ("2026-01-05", OWN, "review"),  # on the day on which the others did
        ("2026-01-20", OWN, "review"),
        ("2026-01-20", None, "review"),
        ("2026-02-10", OWN, "review"),
        ("2026-02-11", OWN, "violation"),  # after its own
        (None, OWN, "violation"),
        (None, None, "not_applicable"),  # it can still advise before it signs
        (None, {"party": "caw2"}, "review"),
    ],
)
def test_a_caw_that_joins_has_advice_before_the_first_signature_or_before_its_own(
    pack: Pack, advised_on: str | None, signature: Data | None, expected: str
) -> None:
    """The text speaks of advice on a draft; who joined signs what others have signed before."""
    own = [] if advised_on is None else [{"by": "caw2", "given_on": advised_on}]
    changes: Data = {
        "agreement.parties.+": OTHER_CAW,
        "agreement.dpo_advice": [{"by": "caw", "given_on": "2025-12-01"}, *own],
    }
    changes |= {} if signature is None else {"agreement.signatures.+": signature}
    report = judged(pack, change(complete(), changes))
    assert verdict(report, "dpo-advice-before-signature", "party/caw2") == expected
    # what is a violation on every reading is not told as one that can be read both ways
    found = next(r for r in report.results if r.rule.id.startswith("dpo-advice") and r.subject.id == "caw2")
    assert ("read both ways" in message(found, "en")) == (
        expected == "review" and signature != {"party": "caw2"}
    )


def test_advice_of_the_caw_before_it_is_that_of_who_took_over_by_law(pack: Pack) -> None:
    heir = {"agreement.parties.0.until": "2026-02-01", "agreement.parties.0.successor": "caw2"}
    report = judged(pack, change(complete(), {"agreement.parties.+": OTHER_CAW, **heir}))
    assert verdict(report, "dpo-advice-before-signature", "party/caw2") == "compliant"


@pytest.mark.parametrize(
    ("days", "signed_on"),
    [
        ({"until": "2026-02-01"}, "2026-01-05"),  # it has left
        ({"since": "2026-06-01"}, None),  # it has yet to join
        ({"since": "2026-04-20"}, "2026-04-20"),  # it has just joined
    ],
)
def test_publication_is_asked_of_the_caws_of_the_day_and_late_for_those_of_the_start(
    pack: Pack, days: Data, signed_on: str | None
) -> None:
    """116 days after entry into force nothing is published: that is not held against a CAW that left, has yet to join, or
    has just done so. Where the other did publish, only one that is there now is asked to do so too.
    """
    other = {k: v for k, v in OTHER_CAW.items() if k != "since"} | days
    data = change(complete(), {"agreement.parties.+": other})
    if signed_on is not None:
        data = change(data, {"agreement.signatures.+": {**OWN, "signed_on": signed_on}})
    report = judged(pack, change(data, {"agreement.publication": "none"}), as_of=date(2026, 5, 1))
    late = {r.against for r in report.results if r.rule.id == "agreement-published"}
    assert (late, verdict(report, "agreement-published")) == ({"caw"}, "violation")
    there = days.get("since") == "2026-04-20"
    asked = verdict(judged(pack, data, as_of=date(2026, 5, 1)), "agreement-published")
    assert asked == ("review" if there else "compliant")


def joined_when_the_other_left(**changes: Any) -> Data:
    """The CAW of the start has left on 29 April, another joins on the day after, and nothing was published."""
    made = {"agreement.parties.+": OTHER_CAW | NUMBER | {"since": "2026-04-30"}, "agreement.publication": "none",
            "agreement.parties.0.until": "2026-04-29", "agreement.signatures.+": {**OWN, "signed_on": "2026-04-30"}}  # fmt: skip
    return change(complete(), made | changes)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-04-30", "review"),
        ("2026-06-10", "review"),
        ("2026-07-29", "review"),
        ("2026-07-30", "violation"),
    ],
)
def test_where_no_caw_of_the_start_is_left_it_is_late_only_once_the_other_has_had_its_time(
    pack: Pack, day: str, expected: str
) -> None:
    """Whether the days before it joined count for it is read both ways: since entry into force it is late from the
    first day.
    """
    report = judged(pack, joined_when_the_other_left(), as_of=date.fromisoformat(day))
    (one,) = (r for r in report.results if r.rule.id == "agreement-published")
    assert (one.verdict.word, one.against) == (expected, "caw2")
    assert one.assess() == (["reading"] if expected == "review" else [])
    assert ("op twee manieren te lezen" in message(one, "nl")) is (expected == "review")
    told = "Haar CAW is gebonden sinds 2026-04-30" in message(one, "nl")
    assert told is (expected == "review")
    (clock,) = (d for d in deadlines(report) if d.key.startswith("agreement-published"))
    assert (clock.since, clock.outer, clock.doubted) == (
        date(2026, 4, 30),
        date(2026, 7, 29),
        expected == "review",
    )
    since = {p.since for p in report.ladder.pairs if "agreement-published/gbo" in p.grounds}
    assert since == ({date(2026, 7, 30)} if expected == "violation" else set())


def test_who_took_over_by_law_has_no_more_time_and_who_has_not_signed_none_yet(pack: Pack) -> None:
    may = date(2026, 5, 1)
    heir = joined_when_the_other_left(**{"agreement.parties.0.successor": "caw2"})
    assert verdict(judged(pack, heir, as_of=may), "agreement-published") == "violation"
    unsigned = judged(pack, joined_when_the_other_left(**{"agreement.signatures.3": ABSENT}), as_of=may)
    (one,) = (r for r in unsigned.results if r.rule.id == "agreement-published")
    assert (one.verdict.word, one.missing()) == ("review", [("agreement", "signatures")])


def test_of_two_that_joined_only_the_first_is_late(pack: Pack) -> None:
    third = {**party("caw3", "caw"), "since": "2026-07-20", "enterprise_number": "0200.065.765"}
    own = {"party": "caw3", "signed_on": "2026-07-20", "by": "directeur"}
    data = change(joined_when_the_other_left(), {"agreement.parties.+": third, "agreement.signatures.+": own})
    report = judged(pack, data, as_of=date(2026, 8, 1))
    assert [(r.against, r.verdict.word) for r in report.results if r.rule.id == "agreement-published"] == [
        ("caw2", "violation")
    ]


def test_whoever_left_is_bound_no_more(pack: Pack) -> None:
    """From the day after `until` it has no duties as a party, and flows with it are not covered."""
    data = joined(SIGNED, **{"flows.+": to_joiner("2026-02-03"), "agreement.parties.3.until": "2026-02-20"})
    report = judged(pack, data)
    assert verdict(report, "in-force", "flow/naar-nieuwe") == "violation"
    assert verdict(report, "in-force", "flow/stroom") == "compliant"
    assert not any(r.subject.id == "ocmw2" for r in report.results if r.subject.kind == "party")
    said = next(r for r in report.results if r.rule.id == "in-force" and r.subject.id == "naar-nieuwe")
    assert ("no_longer_bound", ("ocmw2",)) in [(name, value) for name, value, _ in said.because()]
    ended = change(data, {"flows.1.ends_on": "2026-02-20"})
    assert in_force(pack, ended, "naar-nieuwe") == "compliant"


def test_staff_of_who_left_is_nobodys_staff_and_of_who_merged_the_heirs(pack: Pack) -> None:
    """Who left is a core actor no more; who merged into the sender has become the sender."""
    left = joined(SIGNED, **{"flows.+": to_joiner("2026-02-03"), "agreement.parties.3.until": "2026-02-20"})
    heir = change(left, {"agreement.parties.3.successor": "ocmw"})
    own = change(heir, {"agreement.parties.3.successor": "caw"})
    for data, expected in ((left, "violation"), (heir, "compliant"), (own, "review")):
        for day, said in ((date(2026, 2, 20), "compliant"), (date(2026, 3, 1), expected)):
            report = judged(pack, data, as_of=day)
            assert verdict(report, "recipient-is-core-actor", "recipient/naar-nieuwe/0") == said


def test_whoever_left_answers_for_no_processor(pack: Pack) -> None:
    made = {"agreement.processors.0.used_by": ["ocmw2"], "agreement.processors.0.agreement_signed_on": "none"}
    data = joined(SIGNED, **made, **{"agreement.processors.0.sufficient_guarantees": False})
    rules = ("listed-processor-agreement", "processor-guarantees")
    assert [verdict(judged(pack, data), rule) for rule in rules] == ["violation", "violation"]
    left = change(data, {"agreement.parties.3.until": "2026-02-20"})
    assert [verdict(judged(pack, left), rule) for rule in rules] == ["not_applicable", "not_applicable"]


def test_whoever_left_fills_no_role(pack: Pack) -> None:
    assert (
        verdict(
            judged(pack, change(complete(), {"agreement.parties.2.until": "2026-02-20"})), "roles-complete"
        )
        == "violation"
    )


def merged(**changes: Any) -> Data:
    """The OCMW was merged by law into another, which did not sign itself."""
    new = {**JOINER, "since": "2026-02-01"}
    made = {
        "agreement.parties.+": new,
        "agreement.parties.1.until": "2026-01-31",
        "agreement.parties.1.successor": "ocmw2",
        "agreement.processors.0.listed_with": HEARD,
    }
    return change(complete(), made | changes)


def test_a_successor_by_law_is_bound_by_the_signature_before_it(pack: Pack) -> None:
    data = merged(**{"flows.+": to_joiner("2026-02-01")})
    report = judged(pack, data)
    assert verdict(report, "in-force", "flow/naar-nieuwe") == "compliant"
    assert verdict(report, "in-force", "flow/stroom") == "compliant"  # still written on the old name
    assert verdict(report, "roles-complete") == "compliant"


def test_a_successor_of_one_that_never_signed_is_not_bound(pack: Pack) -> None:
    data = merged(**{"agreement.signatures.1": ABSENT, "flows.+": to_joiner("2026-02-01")})
    assert in_force(pack, data, "naar-nieuwe") == "violation"
    assert in_force(pack, data, "stroom") == "violation"


def test_a_partner_is_no_core_actor_and_receives_under_a_departure_alone(pack: Pack) -> None:
    """5.1: P1 does not count it, its signature is not waited for, and only the departure lets its staff
    receive.
    """
    partner = {"id": "wijkgezondheid", "role": "partner", "name": "Wijkgezondheidscentrum"}
    one = {
        "clause": "5.1",
        "says": "…",
        "effect": {"partners": ["wijkgezondheid"]},
        "by": "An",
        "on": "2026-01-05",
    }
    data = change(
        complete(), {"agreement.parties.+": partner, "flows.0.recipients.+": staff("wijkgezondheid")}
    )
    assert verdict(judged(pack, data), "recipient-is-core-actor", "recipient/stroom/1") == "violation"
    report = judged(pack, change(data, {"agreement.departures": [one]}))
    assert findings(report) == set()
    assert not any(r.subject.id == "wijkgezondheid" for r in report.results)
    assert [
        p.word
        for p in problems(
            pack, change(data, {"agreement.departures": [{**one, "effect": {"partners": ["wijk"]}}]})
        )
    ] == ["wijk"]


@pytest.mark.parametrize("departures", [[], [LETS_IN]], ids=["none", "lets-in"])
def test_whether_what_a_partner_sends_is_covered_is_read(pack: Pack, departures: list[Data]) -> None:
    """1.1 and 14.1 speak of what core actors communicate; a departure from 5.1 lets a partner receive alone."""
    made = {"agreement.parties.+": WIJK, "agreement.departures": departures, "flows.0.sender": "wijk"}
    data = change(complete(), made)
    assert in_force(pack, data, "stroom") == "review"
    read = {"term": "reading", "rule": "in-force", "subject": {"flow": "stroom"}, "outcome": "met"}
    read |= {"reasons": "Artikel 5 van onze tekst.", "by": "An", "role": "dpo", "on": "2026-02-01"}
    data = change(data, {"assessments.+": read | {"review_by": "2027-01-01"}})
    assert in_force(pack, data, "stroom") == "compliant"


def test_a_party_may_be_named_by_its_enterprise_number(pack: Pack) -> None:
    """With dots or without, wherever a core actor is named; a number that nobody has is told."""
    numbers = {
        "flows.0.sender": "0417.319.932",
        "flows.0.recipients.0.party": "0212384765",
        "agreement.signatures.2.party": "0411.027.404",
        "agreement.dpo_advice.by": "0417319932",
        "agreement.processors.0.used_by": ["0417.319.932"],
        "assessments.0.subject": {"party": "0417.319.932"},
    }
    assert findings(judged(pack, change(complete(), numbers))) == set()
    assert [p.code for p in problems(pack, change(complete(), {"flows.0.sender": "0400.000.097"}))] == [
        "dangling"
    ]


def test_successors_and_days_are_checked(pack: Pack) -> None:
    wrong = {
        "agreement.parties.1.successor": "ocwm",
        "agreement.parties.2.since": "2026-02-01",
        "agreement.parties.2.until": "2026-01-01",
    }
    assert {p.code for p in problems(pack, change(complete(), wrong))} == {"dangling", "dates-reversed"}
    assert [
        p.code for p in problems(pack, change(complete(), {"agreement.parties.1.successor": "ocmw"}))
    ] == ["same-party"]


@pytest.mark.parametrize("ring", [("caw", "ocmw"), ("ocmw", "dmw", "caw")])
@pytest.mark.parametrize("since", ["2026-01-05", ABSENT])
def test_core_actors_that_go_into_one_another_are_told(pack: Pack, ring: tuple[str, ...], since: Any) -> None:
    """With a day of joining nothing could be judged: the program came to no end."""
    data = complete()
    for one in data["agreement"]["parties"]:
        if one["id"] in ring:
            into = ring[(ring.index(one["id"]) + 1) % len(ring)]
            days = {"until": "2026-02-01"} | ({} if since is ABSENT else {"since": since})
            one.update(days | {"successor": into})
    (told,) = problems(pack, data)
    assert told.code == "successor-circle"
    assert told.word in ring


HAD: list[tuple[str, Data, Data, str, str]] = [
    # told the one before it, or that one too late; the heir told itself
    ("told before the merger", {"ocmw": "2026-02-10"}, {"ocmw": "2026-02-10"}, "compliant", "compliant"),
    ("nobody told", {}, {}, "violation", "violation"),
    ("the heir itself", {"ocmw2": "2026-02-19"}, {"ocmw2": "2026-02-19"}, "compliant", "compliant"),
    ("on the first day", {"ocmw": "2026-02-20"}, {"ocmw": "2026-03-01"}, "review", "compliant"),
    ("too late", {"ocmw": "2026-02-21"}, {"ocmw": "2026-03-02"}, "violation", "violation"),
    ("on a day not said", {"ocmw": None}, {"ocmw": None}, "review", "review"),
]


@pytest.mark.parametrize(("law", "overview", "five", "seven"), [h[1:] for h in HAD], ids=[h[0] for h in HAD])
def test_what_reached_one_that_was_taken_over_reached_its_heir(
    pack: Pack, law: Data, overview: Data, five: str, seven: str
) -> None:
    """Who came in its place by law has what it had: word of a law (5.2), an overview of processors (7.3)."""
    told = [{"party": p, "at": d} if d else {"party": p} for p, d in ({"dmw": "2026-02-10"} | law).items()]
    heard = [
        {"party": p, "on": d} if d else {"party": p} for p, d in ({"dmw": "2026-01-06"} | overview).items()
    ]
    exchange = BY_LAW | {"starts_on": "2026-02-20", "legal_obligation": by_law(notified=told)}
    data = change(taken_over("ocmw2", flows=(exchange,)), {"agreement.processors.0.listed_with": heard})
    report = judged(pack, data)
    assert verdict(report, "prior-notice-of-obligation", "recipient/wet/0") == five
    assert verdict(report, "processor-overview") == seven


def test_what_reached_one_that_went_into_another_that_was_there_is_not_what_that_one_had_to_get(
    pack: Pack,
) -> None:
    told = by_law(notified=[{"party": p, "at": "2026-02-10"} for p in ("ocmw", "ocmw2")])
    exchange = BY_LAW | {"starts_on": "2026-02-20", "legal_obligation": told}
    report = judged(pack, taken_over("dmw", flows=(exchange,)))
    assert verdict(report, "prior-notice-of-obligation", "recipient/wet/0") == "violation"


@pytest.mark.parametrize(
    ("affected", "told", "at", "expected"),
    [
        ("ocmw", "ocmw2", "2026-02-15T10:00", "compliant"),  # its heir, once it was that
        ("ocmw", "dmw", "2026-02-15T10:00", "violation"),
        ("ocmw2", "ocmw", "2026-02-14T22:00", "compliant"),  # the one before it
        ("ocmw2", "ocmw2", "2026-02-15T10:00", "compliant"),
        ("ocmw", "ocmw2", None, "review"),
    ],
)
def test_word_of_a_breach_to_the_heir_is_word_to_whom_it_took_over(
    pack: Pack, affected: str, told: str, at: str | None, expected: str
) -> None:
    word = {"party": told, "via": "dpo"} | ({} if at is None else {"at": at})
    breach = {"id": "b", "type": "breach", "party": "caw", "affects": [affected], "notified": [word]}
    breach |= TOLD | {"aware_at": "2026-02-14T20:00", "notified": [word]}
    assert verdict(judged(pack, taken_over("ocmw2", breach)), "breach-notified") == expected


REQUEST = {"id": "o", "answered_on": "none"}
BETWEEN: list[tuple[str, str, str, Data, str, bool]] = [
    # what, into whom the OCMW went, until when, the event, the verdict, and whether article 9 is still open by it
    ("asked of its heir", "dmw", "2026-02-14", {"by": "ocmw", "to": "dmw", "requested_on": "2026-02-10"}, "not_applicable", False),
    ("asked by its heir", "dmw", "2026-02-14", {"by": "dmw", "to": "ocmw", "requested_on": "2026-02-10"}, "not_applicable", False),
    ("answered since", "dmw", "2026-02-14", {"by": "ocmw", "to": "dmw", "requested_on": "2026-02-10", "answered_on": "2026-05-20"}, "not_applicable", False),
    ("late by then", "dmw", "2026-03-20", {"by": "ocmw", "to": "dmw", "requested_on": "2026-01-05"}, "violation", True),
    ("for review by then", "dmw", "2026-02-14", {"by": "ocmw", "to": "dmw", "requested_on": "2026-01-05"}, "review", False),
    ("into another", "ocmw2", "2026-02-14", {"by": "ocmw", "to": "dmw", "requested_on": "2026-02-10"}, "violation", True),
    ("not one yet", "dmw", "2026-06-01", {"by": "ocmw", "to": "dmw", "requested_on": "2026-02-10"}, "violation", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("into", "until", "asked", "expected", "open_"), [b[1:] for b in BETWEEN], ids=[b[0] for b in BETWEEN]
)
@pytest.mark.parametrize(
    ("kind", "rule"),
    [("overview-request", "security-overview-on-request"), ("assistance-request", "assistance-given")],
)
def test_nobody_owes_an_answer_to_itself(
    pack: Pack, kind: str, rule: str, into: str, until: str, asked: Data, expected: str, open_: bool
) -> None:
    """What was asked between two that have become one is judged as it stood on their last day as two."""
    article = {"article": 33} if kind == "assistance-request" else {}
    data = change(
        taken_over(into, REQUEST | {"type": kind} | article | asked), {"agreement.parties.1.until": until}
    )
    report = judged(pack, data, as_of=date(2026, 6, 1))
    (one,) = (r for r in report.results if r.rule.id == rule)
    assert one.verdict.word == expected
    assert message(one, "nl")
    assert any(m.measure != "supervision" for m in report.ladder.measures(one)) is open_
    assert one.assess() == (["reading"] if expected == "review" else [])
    for outcome, said in (("met", "compliant"), ("not-met", "violation")) if expected == "review" else ():
        read = assessment("reading", {"event": "o"}, outcome, "2026-05-20", rule=rule)
        again = judged(pack, change(data, {"assessments.+": read}), as_of=date(2026, 6, 1))
        assert verdict(again, rule) == said


@pytest.mark.parametrize(
    ("aware_at", "expected"), [("2026-02-14T20:00", "not_applicable"), ("2026-02-10T20:00", "violation")]
)
def test_nobody_owes_word_of_a_breach_to_itself(pack: Pack, aware_at: str, expected: str) -> None:
    """The OCMW's hours ran out before the merger, or had not yet."""
    breach = {"id": "b", "type": "breach", "party": "ocmw", "affects": ["dmw"], **TOLD, "aware_at": aware_at}
    report = judged(pack, taken_over("dmw", breach))
    assert verdict(report, "breach-notified") == expected


@pytest.mark.parametrize(
    ("into", "aware_at", "expected"),
    [("dmw", "2026-02-15T10:00", "not_applicable"), ("ocmw2", "2026-02-15T10:00", "violation")],
)
def test_nobody_has_to_tell_a_breach_to_itself(pack: Pack, into: str, aware_at: str, expected: str) -> None:
    breach = {"id": "b", "type": "breach", "party": "ocmw", "affects": ["dmw"], **TOLD, "aware_at": aware_at}
    assert verdict(judged(pack, taken_over(into, breach)), "breach-notified") == expected


def test_what_one_that_was_taken_over_told_its_heir_told(pack: Pack) -> None:
    heard = [{"party": p, "on": "2026-01-06", "by": "ocmw"} for p in ("caw", "dmw")]
    data = taken_over("ocmw2")
    data["agreement"]["processors"][0] |= {"used_by": ["ocmw2"], "listed_with": heard}
    assert verdict(judged(pack, data), "processor-overview") == "compliant"


def test_what_reached_another_core_actor_before_it_was_taken_over_had_not_reached_its_heir_yet(
    pack: Pack,
) -> None:
    """Two that were there beside each other on the day that counts each had to be told."""
    law = by_law(notified=[{"party": p, "at": "2026-02-03"} for p in ("ocmw", "dmw")])
    exchange = BY_LAW | {"starts_on": "2026-02-10", "legal_obligation": law}
    heard = [{"party": p, "on": "2026-02-03"} for p in ("ocmw", "dmw")]
    data = change(taken_over("ocmw2", flows=(exchange,)), {"agreement.processors.0.listed_with": heard})
    report = judged(pack, data)
    assert verdict(report, "prior-notice-of-obligation", "recipient/wet/0") == "violation"
    for day, expected in (("2026-02-14", "violation"), ("2026-02-15", "compliant")):
        report = judged(pack, data, as_of=date.fromisoformat(day))
        assert verdict(report, "processor-overview") == expected


def test_what_reached_one_that_went_into_its_heir_on_a_day_not_said_is_not_known_to_have_reached_that_heir(
    pack: Pack,
) -> None:
    """It may still be there beside it; word to the heir itself settles it."""
    cases: list[tuple[tuple[str, ...], str]] = [((), "review"), (("ocmw2",), "compliant")]
    for also, expected in cases:
        told = ("ocmw", "dmw", *also)
        law = by_law(notified=[{"party": p, "at": "2026-02-10"} for p in told])
        exchange = BY_LAW | {"starts_on": "2026-02-20", "legal_obligation": law}
        heard = [{"party": p, "on": "2026-02-10"} for p in told]
        undated = {"agreement.processors.0.listed_with": heard, "agreement.parties.1.until": ABSENT}
        report = judged(pack, change(taken_over("ocmw2", flows=(exchange,)), undated))
        assert verdict(report, "prior-notice-of-obligation", "recipient/wet/0") == expected
        assert verdict(report, "processor-overview") == expected
        for one in report.results:
            if one.rule.id in {"prior-notice-of-obligation", "processor-overview"} and one.finding:
                assert one.missing()


def test_what_another_core_actor_tells_is_not_told_by_its_heir_yet(pack: Pack) -> None:
    heard = [{"party": p, "on": "2026-02-03", "by": "ocmw"} for p in ("caw", "dmw", "ocmw")]
    data = taken_over("ocmw2")
    data["agreement"]["processors"][0] |= {"used_by": ["ocmw2"], "listed_with": heard}
    for day, expected in (("2026-02-14", "violation"), ("2026-02-15", "compliant")):
        report = judged(pack, data, as_of=date.fromisoformat(day))
        assert verdict(report, "processor-overview") == expected


def test_word_of_a_breach_to_another_core_actor_reaches_its_heir_once_it_is_that(pack: Pack) -> None:
    """The breach affects one that was there beside the one that went into it ten days later."""
    word = {"party": "ocmw", "at": "2026-02-05T10:00", "via": "dpo"}
    leak = {
        "id": "lek",
        "type": "breach",
        "party": "caw",
        "affects": ["ocmw2"],
        "during_communication": False,
    }
    leak |= {"aware_at": "2026-02-05T09:00", "notified": [word]}
    for since, expected in (("2026-02-01", "violation"), ("2026-02-15", "compliant")):
        data = change(taken_over("ocmw2", leak), {"agreement.parties.3.since": since})
        report = judged(pack, data)
        assert verdict(report, "breach-notified") == expected
        (one,) = (r for r in report.results if r.rule.id == "breach-notified")
        assert one.row.value("hours_taken") == (231.0 if expected == "violation" else 1.0)


def with_partner(*events: Data, **changes: Any) -> Data:
    """Give an agreement in which a partner receives too, with a register; no signature of it is known."""
    made = {"agreement.parties.+": WIJK, "agreement.departures": [LETS_IN], "events": list(events)}
    return change(complete(), made | changes)


ASKED = {"id": "e", "requested_on": "2026-01-06", "answered_on": "none"}
TOLD = {"aware_at": "2026-02-10T10:00", "notified": [], "during_communication": False, "risk": "unlikely"}
NC = {"id": "nc", "type": "non-compliance", "party": "ocmw", "clause": "12", "found_on": "2026-01-10", "remedied_on": "none"}  # fmt: skip
STOP = {"id": "e", "type": "suspension", "from": "2026-02-01", "lifted_on": "none", "ground": "nc"}
OF_PARTNER: list[tuple[str, Data]] = [
    ("breach-notified", {"id": "e", "type": "breach", "party": "wijk", "affects": ["caw"], **TOLD}),
    ("breach-notified", {"id": "e", "type": "breach", "party": "caw", "affects": ["wijk"], **TOLD}),
    ("security-overview-on-request", {"type": "overview-request", "by": "caw", "to": "wijk", **ASKED}),
    ("security-overview-on-request", {"type": "overview-request", "by": "wijk", "to": "caw", **ASKED}),
    ("assistance-given", {"type": "assistance-request", "by": "wijk", "to": "caw", "article": 33, **ASKED}),
    ("non-compliance-remedied", NC | {"id": "e", "party": "wijk"}),
    ("disclosure-permitted", {"id": "e", "type": "disclosure", "party": "wijk", "on": "2026-02-10", "to": "Parket", "to_kind": "third-party", "legal_obligation": "none"}),
    ("suspension-grounded", STOP | {"by": "wijk", "against": "ocmw"}),
    ("suspension-grounded", STOP | {"by": "caw", "against": "wijk"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "one"), OF_PARTNER, ids=[f"{i}-{r}" for i, (r, _) in enumerate(OF_PARTNER)])
def test_nobody_is_accused_by_a_duty_or_a_power_that_a_partner_may_not_have(
    pack: Pack, rule: str, one: Data
) -> None:
    """The text speaks of core actors, and the departure lets a partner receive: what else follows, somebody has
    to say.
    """
    report = judged(pack, with_partner(NC, one), as_of=date(2026, 4, 1))
    (found,) = (r for r in report.results if r.rule.id == rule and (r.subject.of or r.subject.id) == "e")
    assert found.verdict.word == "review"
    assert found.assess() == ["reading"]
    assert "artikel 5.1" in message(found, "nl")
    assert "ook de wijk" in message(found, "nl")


def test_what_a_partner_keeps_is_kept_and_what_a_core_actor_breaks_is_broken(pack: Pack) -> None:
    answered = {"type": "overview-request", "by": "caw", "to": "wijk", **ASKED, "answered_on": "2026-01-20"}
    report = judged(pack, with_partner(answered))
    assert verdict(report, "security-overview-on-request") == "compliant"
    needless = {"flows.0.recipients": [staff("wijk") | {"need_to_know": False}]}
    assert verdict(judged(pack, with_partner(**needless)), "recipient-needs-data") == "violation"
    theirs = with_partner(**{"flows.0.sender": "wijk", "flows.0.purposes": ["marketing"]})
    assert verdict(judged(pack, theirs), "purpose-limitation") == "review"
    said = assessment("reading", {"flow": "stroom"}, "not-met", rule="purpose-limitation")
    assert verdict(judged(pack, change(theirs, {"assessments.+": said})), "purpose-limitation") == "violation"


def test_a_notice_by_a_partner_ends_nothing_between_core_actors(pack: Pack) -> None:
    """14.2 lets a core actor give notice; what a partner's ended, it ended for itself, and that is read both ways."""
    all_three = ["caw", "ocmw", "dmw"]
    notice = {"id": "t", "type": "termination", "by": "wijk", "sent_on": "2026-01-08", "means": "registered-letter",
              "addressed_to": all_three, "received": [{"party": p, "on": "2026-01-09"} for p in all_three]}  # fmt: skip
    to_it = flow("naar-wijk", recipients=[staff("wijk")])
    for outcome, theirs in ((None, "review"), ("met", "violation"), ("not-met", "compliant")):
        read = [] if outcome is None else [assessment("notice-effect", {"event": "t"}, outcome)]
        data = with_partner(notice, **{"flows.+": to_it})
        data["assessments"] += read
        report = judged(pack, data, as_of=date(2026, 9, 1))
        assert verdict(report, "not-ended", "flow/stroom") == "compliant"
        assert verdict(report, "not-ended", "flow/naar-wijk") == theirs
        assert {p.state for p in report.ladder.pairs} == {"sharing"}
        if outcome is None:
            (one,) = (r for r in report.results if r.rule.id == "not-ended" and r.finding)
            assert one.assess() == ["notice-effect"]
            assert "die is geen kernactor" in message(one, "nl")


def test_a_notice_by_one_that_had_left_ends_nothing_between_those_that_stay(pack: Pack) -> None:
    """On the day of its notice it was no core actor any more; on its last day it was one still."""
    stayed = ["caw", "dmw", "ocmw2"]
    for sent_on, others in (("2026-02-20", "compliant"), ("2026-02-15", "review")):
        notice = {"id": "t", "type": "termination", "by": "ocmw", "sent_on": sent_on, "means": "registered-letter",
                  "addressed_to": stayed, "received": [{"party": p, "on": "2026-02-20"} for p in stayed]}  # fmt: skip
        between = flow("ander", recipients=[staff("dmw")], purposes=["marketing"])
        data = joined(
            SIGNED, **{"agreement.parties.1.until": "2026-02-15", "events": [notice], "flows.+": between}
        )
        report = judged(pack, data, as_of=date(2026, 10, 1))
        assert verdict(report, "not-ended", "flow/ander") == others
        broken = "violation" if others == "compliant" else "review"
        assert verdict(report, "purpose-limitation", "flow/ander") == broken

"""What each kind of document must hold, worked out from the agreement: its article, its facts, its dates, and
what is unknown.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError
from gbo_policy.declarations.load import load
from gbo_policy.documents.writing import Composed, PaperRequest, compose, names, paper
from gbo_policy.documents.writing.content.piece import Piece
from gbo_policy.documents.writing.content.processing_columns import COLUMNS
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.reporting.content.blocks import Block, Bullets, Card, Pairs, Paragraph, Section, Table, plain
from gbo_policy.rulebook.pack import Pack, load_pack
from gbo_policy.terms.values import parse_moment
from tests.conftest import FIXTURES, ROOT, cases
from tests.kit import ABSENT, Data, assessment, change, complete, engine, flow, judged, loaded, party, staff

AT = date(2026, 3, 1)


def composed(pack: Pack, data: Data, kind: str, as_of: Any = AT, lang: str = "en", **asked: Any) -> Composed:
    return compose(kind, judged(pack, data, as_of=as_of), PaperRequest(**asked), lang)


def lines(piece: Piece) -> list[str]:
    """Give all that a reader of a piece reads, line by line."""
    found = [piece.title, *map(plain, piece.marks), piece.greeting, piece.closing]
    if piece.head is not None:
        found += [
            piece.head.delivery,
            *map(plain, (*piece.head.sender, *piece.head.addressee)),
            *_pairs(piece.head.pairs),
        ]
    found += [line for s in piece.sections for line in _section(s)]
    return [*found, *(plain(s.for_whom) for s in piece.signing)]


def _section(section: Section) -> list[str]:
    return [
        section.title,
        *(line for b in section.blocks for line in _block(b)),
        *(x for s in section.sections for x in _section(s)),
    ]


def _pairs(pairs: Pairs) -> list[str]:
    return [f"{name}: {plain(text)}" for name, text in pairs.pairs]


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(text=text):
            return [plain(text)]
        case Bullets(points=points):
            return [plain(p) for p in points]
        case Pairs():
            return _pairs(block)
        case Card(title=title, lead=lead, rows=rows):
            return [plain(title), plain(lead), *_pairs(Pairs(rows))]
        case Table(rows=rows, columns=columns, empty=empty):
            return [empty, " | ".join(c.title for c in columns), *(" | ".join(map(plain, r)) for r in rows)]
    return []


def read(made: Composed, to: str | None = None) -> str:
    return "\n".join(line for p in made.work.pieces if to in (None, p.name) for line in lines(p))


def blanks(made: Composed) -> set[str]:
    return {b.key.rpartition(".")[2] or b.what for b in made.blanks}


BREACH: Data = {
    "id": "lek",
    "type": "breach",
    "party": "ocmw",
    "aware_at": "2026-02-27T09:00",
    "affects": ["caw"],
    "during_communication": True,
    "notified": [],
    "consulted_at": "none",
    "measures": ["toegang ingetrokken"],
    "authority_notified_at": "none",
    "risk": "risk",
    "facts": "Lijst aan een verkeerde dienst gestuurd.",
    "nature": ["confidentiality"],
    "data": ["health"],
    "subjects": 12,
}
FINDING: Data = {
    "id": "stilte",
    "type": "non-compliance",
    "party": "dmw",
    "clause": "13.4",
    "found_on": "2026-01-20",
    "remedied_on": "none",
    "found_by": "caw",
    "note": "Geen antwoord.",
}


def with_events(*events: Data) -> Data:
    return change(complete(), {"events": list(events)})


# 13.5: officer to officer, without undue delay, to those on whom it has an impact; consult at once when
# during the communication


def test_a_breach_notice_goes_from_officer_to_officer_of_each_that_is_affected(pack: Pack) -> None:
    made = composed(
        pack,
        with_events(BREACH),
        "breach-notice",
        AsOf.of_moment(parse_moment("2026-02-27T12:00")),
        event="lek",
    )
    assert [p.name for p in made.work.pieces] == ["caw"]
    (piece,) = made.work.pieces
    assert piece.head is not None
    assert "dpo@ocmw.example" in map(plain, piece.head.sender)
    assert "dpo@caw.example" in map(plain, piece.head.addressee)
    assert "the data protection officer" in plain(piece.signing[0].for_whom)


def test_a_breach_notice_tells_the_hour_of_awareness_what_33_3_asks_and_what_is_unknown(pack: Pack) -> None:
    made = composed(
        pack,
        with_events(BREACH),
        "breach-notice",
        AsOf.of_moment(parse_moment("2026-02-27T12:00")),
        event="lek",
    )
    text = read(made)
    assert "Known since: 27 February 2026 at 09:00" in text
    assert "article 13.5" in text
    for told in (
        "Number of data subjects (a): 12",
        "Health data",
        "toegang ingetrokken",
        "An Peeters, dpo@ocmw.example",
    ):
        assert told in text
    assert "due by 2 March 2026 at 09:00" in text  # 72 hours of GDPR 33(1)
    assert {"records", "consequences", "cause", "started_at", "ended_at"} <= blanks(made)
    assert "Likely consequences (c): [to fill in: likely consequences]" in text
    assert made.marks == ()


def test_what_is_unknown_of_a_breach_is_told_without_an_answer(pack: Pack) -> None:
    breach = {
        "id": "lek",
        "type": "breach",
        "party": "caw",
        "aware_at": "2026-02-27T09:30",
        "affects": ["ocmw"],
    }
    text = read(composed(pack, with_events(breach), "breach-notice", event="lek", lang="nl"))
    assert "risico voor mensen\n" in text
    assert "onwaarschijnlijk" not in text
    assert "vertrouwelijkheid" not in text.partition("Wat wij vragen")[0]


def test_a_breach_during_the_communication_asks_for_consultation_at_once(pack: Pack) -> None:
    at = AsOf.of_moment(parse_moment("2026-02-27T12:00"))
    assert "consult each other immediately" in read(
        composed(pack, with_events(BREACH), "breach-notice", at, event="lek")
    )
    other = BREACH | {"during_communication": False}
    assert "consult each other" not in read(
        composed(pack, with_events(other), "breach-notice", at, event="lek")
    )


def test_what_the_law_wanted_by_then_is_not_told_as_still_to_come(pack: Pack) -> None:
    made = composed(pack, with_events(BREACH), "breach-notice", date(2026, 3, 4), event="lek")
    assert "not yet notified; it was due by 2 March 2026 at 09:00" in read(made)


def test_a_late_breach_notice_asks_for_the_reason_after_the_house_s_hours_only(pack: Pack) -> None:
    def text(moment: str) -> str:
        return read(
            composed(
                pack, with_events(BREACH), "breach-notice", AsOf.of_moment(parse_moment(moment)), event="lek"
            )
        )

    assert "hours have passed" not in text("2026-02-28T09:00")
    assert "26 hours have passed; up to 24 were expected (a norm of our house" in text("2026-02-28T11:00")


def test_a_breach_notice_that_13_5_does_not_ask_for_is_marked(pack: Pack) -> None:
    nobody = composed(pack, with_events(BREACH | {"affects": []}), "breach-notice", event="lek")
    assert [p.name for p in nobody.work.pieces] == ["caw", "dmw"]
    assert all("does not affect" in plain(p.marks[0]) for p in nobody.work.pieces)
    unknown = {k: v for k, v in BREACH.items() if k != "affects"}
    assert (
        "not known which core actors are affected"
        in composed(pack, with_events(unknown), "breach-notice", event="lek").marks[0]
    )
    told = BREACH | {"notified": [{"party": "caw", "at": "2026-02-27T10:00", "via": "dpo"}]}
    assert (
        "told through its data protection officer already"
        in composed(pack, with_events(told), "breach-notice", event="lek").marks[0]
    )


# GDPR 33(1), 33(3), 33(4)


def test_the_form_for_the_authority_holds_33_3_and_the_reasons_for_a_delay_only_when_late(pack: Pack) -> None:
    in_time = composed(
        pack,
        with_events(BREACH),
        "breach-form",
        AsOf.of_moment(parse_moment("2026-02-28T12:00")),
        event="lek",
    )
    assert "Reasons for the delay" not in read(in_time)
    assert in_time.marks == ()
    assert "72 hours end on: 2 March 2026 at 09:00" in read(in_time)
    late = composed(
        pack,
        with_events(BREACH),
        "breach-form",
        AsOf.of_moment(parse_moment("2026-03-02T09:01")),
        event="lek",
    )
    assert "authority_delay_reasons" in blanks(late)
    assert "The 72 hours ended on 2 March 2026 at 09:00" in late.marks[0]


def test_no_notification_is_asked_where_a_risk_is_unlikely(pack: Pack) -> None:
    made = composed(
        pack,
        with_events(BREACH | {"risk": "unlikely"}),
        "breach-form",
        AsOf.of_moment(parse_moment("2026-02-28T12:00")),
        event="lek",
    )
    assert "only that the breach is recorded" in made.marks[0]


def test_the_breach_register_shows_what_33_5_asks_and_is_missing(pack: Pack) -> None:
    made = composed(
        pack,
        with_events(BREACH, BREACH | {"id": "ander", "party": "caw", "affects": []}),
        "breach-register",
        party="ocmw",
    )
    register = made.work.register
    assert register is not None
    assert [row[0] for row in register.rows] == ["lek"]  # of this controller only
    heads = [c.key for c in register.columns]
    (row,) = register.rows
    assert {c.key for c in register.columns if c.required} == {"facts", "effects", "remedial-action"}
    assert row[heads.index("missing")] == "effects"
    assert row[heads.index("effects")] == ""
    assert row[heads.index("authority")] == "not yet"
    whole = BREACH | {"consequences": "Een adres kan bekend raken."}
    full = composed(pack, with_events(whole), "breach-register", lang="nl", party="ocmw").work.register
    assert full is not None
    assert full.rows[0][heads.index("missing")] == "geen"


def test_the_breach_register_writes_moments_and_ways_as_a_person_does(pack: Pack) -> None:
    told = [{"party": "caw", "at": "2026-02-27T10:00", "via": "dpo"}, {"party": "dmw"}]
    events = with_events(BREACH | {"notified": told})
    register = composed(pack, events, "breach-register", lang="nl", party="ocmw").work.register
    assert register is not None
    row = dict(zip([c.key for c in register.columns], register.rows[0], strict=True))
    assert row["aware-at"] == "2026-02-27 09:00"
    assert "(2026-02-27 10:00, via de functionaris)" in row["notified"]
    assert row["notified"].endswith("(onbekend wanneer, onbekend hoe)")


# 5.2: before the processing, the provision, to every other core actor, unless that law forbids it


def compelled(**more: Any) -> Data:
    obligation = {
        "provision": "Wetboek, art. 7",
        "source": "member-state",
        "obliges": True,
        "notified": [],
        "notice_forbidden_by": "none",
    }
    made = flow(
        "melding",
        status="proposed",
        starts_on="2026-04-01",
        recipients=[{"kind": "third-party", "name": "Federale dienst", "country": "BE"}],
        legal_obligation=obligation | more,
    )
    return change(complete(), {"flows.+": made})


def test_a_prior_notice_names_the_provision_to_every_other_core_actor(pack: Pack) -> None:
    made = composed(pack, compelled(), "prior-notice", flow="melding")
    assert [p.name for p in made.work.pieces] == ["dmw", "ocmw"]
    text = read(made, "dmw")
    for told in (
        "article 5.2",
        "Wetboek, art. 7",
        "law of a member state",
        "Federale dienst",
        "Health data",
        "1 April 2026",
    ):
        assert told in text
    assert made.marks == ()


@pytest.mark.parametrize(
    ("more", "day", "mark"),
    [
        ({}, date(2026, 4, 1), "do not show that the notice came first"),
        ({}, date(2026, 4, 2), "comes late"),
        ({"obliges": False}, AT, "allows and does not oblige"),
        ({"provision": "none"}, AT, "not certain that the provision obliges"),
        ({"notice_forbidden_by": "Wetboek, art. 9"}, AT, "do not send it"),
        ({"notice_forbidden_by": None}, AT, "not said whether that law forbids"),
        ({"notified": [{"party": "dmw", "at": "2026-02-20"}]}, AT, "was told already"),
    ],
)
def test_a_prior_notice_out_of_5_2_is_marked(pack: Pack, more: Data, day: date, mark: str) -> None:
    assert any(
        mark in m for m in composed(pack, compelled(**more), "prior-notice", day, flow="melding").marks
    )


def test_a_flow_that_no_law_obliges_to_has_nothing_to_give_notice_of(pack: Pack) -> None:
    made = composed(pack, complete(), "prior-notice", flow="stroom")
    assert "relies on no legal obligation" in made.marks[0]


# 9: non-compliance; suspend until the obligations are kept; cease only after a reasonable term, and after a
# notice


def test_a_notice_of_default_names_the_term_as_a_proposal_of_the_house(pack: Pack) -> None:
    made = composed(pack, with_events(FINDING), "notice-of-default", by="caw", against="dmw", event="stilte")
    assert [p.name for p in made.work.pieces] == ["dmw", "ocmw"]
    text = read(made, "dmw")
    assert "30 days: a proposal after a norm of our house" in text
    assert "until 31 March 2026 inclusive" in text  # 30 days after 1 March
    assert "art. 13.4" in text
    assert "Geen antwoord." in text
    assert "This letter itself decides neither." in text
    assert "for information: it is addressed to DMW" in read(made, "ocmw")
    assert "for information" not in text
    assert made.marks == ()


def test_a_term_that_the_signed_text_states_is_no_proposal(pack: Pack) -> None:
    departure = {
        "clause": "9",
        "says": "veertien dagen",
        "effect": {"parameters": {"cure_days": {"expected": 14, "outer": 14}}},
    }
    data = change(with_events(FINDING), {"agreement.departures": [departure]})
    case = Case.of(loaded(pack, data), pack, pack.norms, notice_given="received")
    asked = PaperRequest(by="caw", against="dmw", event="stilte")
    text = read(compose("notice-of-default", make_report(case, AsOf.of_day(AT)), asked, "en"), "dmw")
    assert "14 days, as the signed text says" in text
    assert "until 15 March 2026 inclusive" in text
    assert "norm of our house" not in text


def test_a_security_finding_has_the_other_term_and_articles_7_1_and_7_2(pack: Pack) -> None:
    finding = {
        "id": "tekort",
        "type": "security-finding",
        "party": "dmw",
        "found_on": "2026-01-20",
        "remedied_on": "none",
    }
    text = read(
        composed(pack, with_events(finding), "notice-of-default", by="caw", against="dmw", event="tekort"),
        "dmw",
    )
    assert "90 days" in text
    assert "art. 7.1" in text
    assert "art. 7.2" in text
    assert "until 30 May 2026 inclusive" in text


def test_a_ground_by_a_rule_gives_clause_facts_and_what_lifts_it(pack: Pack) -> None:
    data = change(complete(), {"flows.0.purposes": ["refer", "marketing"]})
    made = composed(pack, data, "suspension", by="dmw", against="caw", rule="purpose-limitation")
    text = read(made, "caw")
    assert "Clause: art. 3.3" in text
    assert "Marketing" in text
    assert "under article 9" in text
    assert "until CAW keeps its obligations" in text
    assert made.marks == ()
    assert [p.name for p in made.work.pieces] == ["caw", "ocmw"]


@pytest.mark.parametrize("kind", ["notice-of-default", "suspension", "cessation"])
def test_a_measure_without_non_compliance_says_so(pack: Pack, kind: str) -> None:
    made = composed(pack, complete(), kind, by="dmw", against="caw", rule="purpose-limitation")
    assert any("no non-compliance of CAW is found" in m for m in made.marks)
    cured = with_events(FINDING | {"remedied_on": "2026-02-10"})
    assert any(
        "put right on 10 February 2026" in m
        for m in composed(pack, cured, kind, by="caw", against="dmw", event="stilte").marks
    )
    assert any(
        "is about DMW, not about OCMW" in m
        for m in composed(pack, with_events(FINDING), kind, by="caw", against="ocmw", event="stilte").marks
    )


def test_what_is_not_established_carries_no_measure(pack: Pack) -> None:
    data = change(complete(), {"flows.0.purposes": ABSENT})
    made = composed(pack, data, "suspension", by="dmw", against="caw", rule="purpose-limitation")
    assert any("not established" in m for m in made.marks)


def test_article_9_gives_no_power_before_entry_into_force(pack: Pack) -> None:
    made = composed(
        pack,
        with_events(FINDING | {"found_on": "2025-12-20"}),
        "suspension",
        date(2026, 1, 2),
        by="caw",
        against="dmw",
        event="stilte",
    )
    assert any("article 9 gives no power" in m for m in made.marks)


def test_a_cessation_before_the_reasonable_term_says_from_when(pack: Pack) -> None:
    # found on 20 January; 60 days at the most end on 21 March, so it is over from 22 March
    early = composed(
        pack,
        with_events(FINDING),
        "cessation",
        date(2026, 3, 21),
        by="caw",
        against="dmw",
        event="stilte",
        effective_on=date(2026, 4, 1),
    )
    assert len(early.marks) == 1
    assert "it is over from 22 March 2026" in early.marks[0]
    after = composed(
        pack,
        with_events(FINDING),
        "cessation",
        date(2026, 3, 22),
        by="caw",
        against="dmw",
        event="stilte",
        effective_on=date(2026, 4, 1),
    )
    assert after.marks == ()
    assert "with effect from 1 April 2026" in read(after)


def test_somebody_s_judgement_of_the_term_prevails(pack: Pack) -> None:
    judgement = assessment("reasonable-term", {"event": "stilte"}, "not-met", on="2026-02-20")
    data = change(with_events(FINDING), {"assessments.+": judgement})
    made = composed(
        pack, data, "cessation", by="caw", against="dmw", event="stilte", effective_on=date(2026, 4, 1)
    )
    assert made.marks == ()


@pytest.mark.parametrize(
    ("effect", "mark"),
    [(date(2026, 4, 1), "fall on the same day"), (date(2026, 3, 31), "lies before this notice")],
)
def test_the_notice_of_a_cessation_comes_first(pack: Pack, effect: date, mark: str) -> None:
    made = composed(
        pack,
        with_events(FINDING),
        "cessation",
        date(2026, 4, 1),
        by="caw",
        against="dmw",
        event="stilte",
        effective_on=effect,
    )
    assert any(mark in m for m in made.marks)


def test_a_cessation_without_a_day_of_effect_leaves_it_blank(pack: Pack) -> None:
    made = composed(
        pack, with_events(FINDING), "cessation", date(2026, 4, 1), by="caw", against="dmw", event="stilte"
    )
    assert "day of effect, after this notice" in blanks(made)


SUSPENSION: Data = {
    "id": "op",
    "type": "suspension",
    "by": "caw",
    "against": "dmw",
    "from": "2026-02-01",
    "lifted_on": "none",
    "ground": "stilte",
}


def test_a_suspension_is_lifted_once_its_ground_is_put_right(pack: Pack) -> None:
    cured = with_events(FINDING | {"remedied_on": "2026-02-20"}, SUSPENSION)
    made = composed(pack, cured, "lifting", by="caw", against="dmw")
    assert made.marks == ()
    for told in ("Ran since: 1 February 2026", "Put right on: 20 February 2026", "from 1 March 2026"):
        assert told in read(made, "dmw")
    open_ = composed(pack, with_events(FINDING, SUSPENSION), "lifting", by="caw", against="dmw")
    assert "does not show that its ground" in open_.marks[0]
    none = composed(pack, with_events(FINDING), "lifting", by="caw", against="dmw")
    assert "holds no such suspension" in none.marks[0]


# 14.2: registered letter to every other core actor; six months from the first Monday after the week of the
# notice


def test_a_termination_says_from_when_to_when_on_each_reading(pack: Pack) -> None:
    # sent on Tuesday 24 March: presumed received on Friday 27 March; the months begin on Monday 30 March
    made = composed(pack, complete(), "termination", date(2026, 3, 20), by="ocmw", sent_on=date(2026, 3, 24))
    assert [p.name for p in made.work.pieces] == ["caw", "dmw"]
    text = read(made, "caw")
    assert "By registered letter" in text
    assert "article 14.2" in text
    assert "runs from 30 March 2026 to 29 September 2026 inclusive" in text
    assert "beyond doubt the agreement has ended from 1 October 2026" in text
    (received, *_) = [
        line for line in text.split("\n") if line.startswith("when the last of the other core actors")
    ]
    assert received.split(" | ")[1:] == [
        "27 March 2026",
        "30 March 2026",
        "29 September 2026",
        "29 September 2026",
        "30 September 2026",
        "30 September 2026",
    ]
    assert "when it is sent | 24 March 2026 | 30 March 2026" in text
    assert "on the third working day after it is sent | 27 March 2026" in text
    assert "art. 14.3" in text
    assert "ends for all core actors" in text
    assert made.marks == ()


def test_the_reading_that_decides_is_the_one_in_force(pack: Pack) -> None:
    # sent on Thursday: posted, the months begin the next Monday; received only in the week after
    made = composed(pack, complete(), "termination", date(2026, 3, 26), by="ocmw", sent_on=date(2026, 3, 26))
    text = read(made, "caw")
    assert "runs from 6 April 2026 to 5 October 2026" in text  # third working day: Tuesday 31 March
    assert "when it is sent | 26 March 2026 | 30 March 2026 | 29 September 2026" in text


def test_a_termination_in_another_form_or_to_some_says_so(pack: Pack) -> None:
    email = composed(pack, complete(), "termination", by="ocmw", sent_on=AT, means="email")
    assert "asks for a registered letter" in email.marks[0]
    assert email.work.pieces[0].head is not None
    assert email.work.pieces[0].head.delivery == ""
    one = composed(pack, complete(), "termination", by="ocmw", sent_on=AT, to="caw")
    assert "Also to be sent to: DMW" in one.marks[0]
    early = composed(pack, complete(), "termination", date(2026, 1, 4), by="ocmw", sent_on=date(2026, 1, 4))
    assert any("not in force on 4 January 2026" in m for m in early.marks)


def test_where_the_role_stays_filled_the_end_is_read_both_ways(pack: Pack) -> None:
    second = party("caw", "ocmw") | {"id": "ocmw2", "name": "OCMW2", "enterprise_number": "0212.386.745"}
    data = change(
        complete(),
        {
            "agreement.parties.+": second,
            "agreement.signatures.+": {"party": "ocmw2", "signed_on": "2026-01-05", "by": "x"},
        },
    )
    text = read(composed(pack, data, "termination", by="ocmw", sent_on=AT), "caw")
    assert "can be read both ways" in text
    assert "ends for all core actors" not in text


# 7.1, 13.4


def test_requests_go_to_every_other_core_actor_with_the_term_as_a_proposal(pack: Pack) -> None:
    made = composed(pack, complete(), "overview-request", by="dmw")
    assert [p.name for p in made.work.pieces] == ["caw", "ocmw"]
    assert "by 31 March 2026 (a proposal, after a norm of our house: the agreement sets no term)" in read(
        made, "caw"
    )
    assert "article 7.1" in read(made)
    help_ = composed(pack, complete(), "assistance-request", by="dmw", to="caw", article=35)
    assert [p.name for p in help_.work.pieces] == ["caw"]
    assert "art. 35 GDPR: data protection impact assessment" in read(help_)
    assert "taking into account the nature of the processing" in read(help_)


# the annexes: 2, 7.3, 7.1, 11


def test_annexes_list_all_and_leave_blank_what_is_unknown(pack: Pack) -> None:
    data = change(
        complete(),
        {
            "agreement.parties.1.dpo": ABSENT,
            "agreement.parties.2.dpo": "none",
            "agreement.parties.2.security": ABSENT,
        },
    )
    contacts = composed(pack, data, "contacts")
    assert "An Peeters | dpo@caw.example" in read(contacts)
    assert "none appointed" in read(contacts)
    assert {"dpo.name".rpartition(".")[2], "email"} <= blanks(contacts)
    assert "measures" in blanks(composed(pack, data, "measures"))
    processors = read(composed(pack, data, "processors"))
    for told in (
        "Wolk bv",
        "CAW",
        "kept in Belgium; reached from the Netherlands",
        "1 November 2025; until open-ended",
        "OCMW on 6 January 2026",
    ):
        assert told in processors
    assert "No processor is used" in read(
        composed(pack, change(data, {"agreement.processors": []}), "processors")
    )
    assert "processors" in blanks(
        composed(pack, change(data, {"agreement.processors": ABSENT}), "processors")
    )
    communications = read(composed(pack, change(data, {"flows.0.channel": "e-mail"}), "communications"))
    assert "Channels: GBO-Connect" in communications
    assert "By another channel or in another format" in communications


# the advice: four answers


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, "May"),
        ({"flows.0.purposes": ABSENT}, "May not yet: 1 answer is needed"),
        (
            {"flows.0.purposes": ["refer", "marketing"]},
            "May if the conditions of section 5 are met; not as proposed",
        ),
    ],
)
def test_an_advice_ends_in_one_of_four_answers(pack: Pack, changes: Data, answer: str) -> None:
    made = composed(pack, change(complete(), changes), "advice", flow="stroom")
    assert read(made).split("\n").count(answer) == 1


def test_an_advice_that_no_change_of_the_flow_mends_says_not_as_proposed(pack: Pack) -> None:
    made = composed(pack, change(complete(), {"agreement.signatures.2": ABSENT}), "advice", flow="stroom")
    assert "Not as proposed" in read(made).split("\n")


def test_an_advice_asks_each_open_question_of_its_addressee_and_signs_nothing(pack: Pack) -> None:
    data = change(complete(), {"flows.0.purposes": ABSENT, "assessments.3": ABSENT})
    text = read(composed(pack, data, "advice", flow="stroom"))
    assert "What is the flow for" in text
    assert "CAW, on the advice of its data protection officer" in text
    assert "(The data are needed for the purposes)" in text
    assert "records nothing by itself" in text
    assert "May CAW communicate" in text
    assert "they were not verified" in text


def _of_mixed(pack: Pack) -> Report:
    workspace = load([FIXTURES / "mixed"], pack.vocabulary, pack.clause_numbers)
    return make_report(Case(workspace, pack, engine(pack, {}), "received"), AsOf.of_day(AT))


def test_an_advice_says_all_by_what_a_person_calls_it_and_no_key_or_id_of_a_file(pack: Pack) -> None:
    report = _of_mixed(pack)
    workspace = report.workspace
    files = {*workspace.processors, *workspace.parties, "identification-contact", "gdpr-6-1-e"}
    files |= {"party", "signed_on", "ends_on", "legal_obligation", "obliges", "necessity", "US", "BE", "true"}
    for one in workspace.flows:
        text = "\n".join(
            line
            for piece in compose("advice", report, PaperRequest(flow=one.id), "nl").work.pieces
            for line in lines(piece)
        )
        own = re.sub(r"[\w/-]+\.yaml", "", text.replace(f"({one.id})", ""))
        words = set(re.findall(r"[\w-]+", own))
        assert words & {*files, *(f for f in workspace.flow_by_id if "-" in f)} == set(), one.id


@pytest.mark.parametrize("kind", ["advice", "protocol", "register", "communications"])
def test_what_the_signed_text_adds_and_the_model_s_own_slip_are_told_by_what_they_are(
    pack: Pack, kind: str
) -> None:
    added = [
        {"clause": "3.2", "says": "x", "effect": {"purposes": [{"samen-koken": "Samen koken"}]}},
        {"clause": "4", "says": "x", "effect": {"categories": [{"schoenmaat": "Schoenmaat"}]}},
    ]
    declared = {
        "purposes": ["samen-koken", {"other": "wandelen"}],
        "data": ["schoenmaat", {"other": "hoedmaat"}],
        "legal_basis": ["gdpr-6-1-e", "gdpr-9-1-g"],
    }
    data = change(
        complete(), {"agreement.departures": added} | {f"flows.0.{k}": v for k, v in declared.items()}
    )
    asked = {"flow": "stroom"} if kind in ("advice", "protocol") else {}
    made = composed(pack, data, kind, lang="nl", **asked)
    told = "\n".join(map(str, rows(made))) if kind == "register" else read(made)
    assert not {"samen-koken", "schoenmaat", "gdpr-9-1-g"} & set(re.findall(r"[\w-]+", told))
    # it quotes what rules say, which is the writer's own word
    assert kind == "advice" or "other: " not in told
    assert all(word in told for word in ("Samen koken", "andere: wandelen", "Schoenmaat", "andere: hoedmaat"))


def test_a_rule_that_applies_to_one_recipient_is_not_told_as_one_that_does_not_apply(pack: Pack) -> None:
    (piece,) = compose("advice", _of_mixed(pack), PaperRequest(flow="clientdossier-cloud"), "en").work.pieces
    told = next(line for line in lines(piece) if line.startswith("Does not apply here"))
    assert "Staff get only what they need" not in told


# the protocol: fourteen items, for a CAW


def test_a_protocol_has_its_fourteen_items_with_each_receiver(pack: Pack) -> None:
    data = change(complete(), {"flows.0.recipients": [staff("ocmw"), staff("dmw")]})
    made = composed(pack, data, "protocol", flow="stroom")
    assert [p.name for p in made.work.pieces] == ["ocmw", "dmw"]
    (piece, _) = made.work.pieces
    numbered = [s.title.split(".")[0] for s in piece.sections if s.title[:1].isdigit()]
    assert numbered == [str(n) for n in range(1, 15)]
    assert len(piece.signing) == 2
    assert made.marks == ()
    other = composed(
        pack,
        change(data, {"flows.0.sender": "dmw", "flows.0.recipients": [staff("caw")]}),
        "protocol",
        flow="stroom",
    )
    assert "is not a CAW" in other.marks[0]


# GDPR 30

CONCEPTS = [
    "controller",
    "controller-contact",
    "dpo",
    "dpo-contact",
    "dpo-organisation",
    "representative",
    "representative-contact",
    "joint-controller",
    "joint-controller-contact",
    "joint-controller-agreement",
    "business-process",
    "process-owner",
    "purposes",
    "main-or-auxiliary",
    "processing-type",
    "processing-status",
    "legal-basis",
    "legitimate-interests",
    "consent-record",
    "categories",
    "special-categories",
    "data-location",
    "data-source",
    "data-combination",
    "data-subjects",
    "vulnerable-subjects",
    "recipients",
    "third-party-transfer",
    "processors",
    "processing-contract",
    "third-countries",
    "transfer-nature",
    "safeguards",
    "retention",
    "measures",
    "security-measures",
    "measures-implementation",
    "technologies",
    "automated-decisions",
    "rights",
    "dpia",
    "dpia-results",
    "risk-assessment",
    "prior-consultation",
    "data-breach",
]
BY_LAW = [
    "controller",
    "controller-contact",
    "dpo",
    "dpo-contact",
    "representative",
    "representative-contact",
    "joint-controller",
    "joint-controller-contact",
    "purposes",
    "categories",
    "data-subjects",
    "recipients",
    "third-countries",
    "safeguards",
    "retention",
    "measures",
]


def rows(made: Composed) -> list[dict[str, str]]:
    register = made.work.register
    assert register is not None
    keys = [c.key for c in register.columns]
    return [dict(zip(keys, row, strict=True)) for row in register.rows]


def test_the_register_has_every_concept_of_the_model_and_marks_the_law_s_own(pack: Pack) -> None:
    register = composed(pack, complete(), "register").work.register
    assert register is not None
    assert [k for k in CONCEPTS if k not in {c.key for c in register.columns}] == []
    assert [c.key for c in register.columns if c.required] == BY_LAW


def test_the_register_has_a_row_a_flow_and_controller(pack: Pack) -> None:
    sender, receiver = rows(composed(pack, complete(), "register"))
    assert (sender["controller"], receiver["controller"]) == ("CAW", "OCMW")
    assert sender["data-source"] == "own collection: hulp"
    assert receiver["data-source"] == "CAW"
    assert "OCMW" in sender["recipients"]
    assert [r["controller"] for r in rows(composed(pack, complete(), "register", party="ocmw"))] == ["OCMW"]


def test_the_register_invents_nothing(pack: Pack) -> None:
    made = composed(pack, complete(), "register", party="caw")
    (row,) = rows(made)
    for key in (
        "retention",
        "dpia",
        "representative",
        "business-process",
        "automated-decisions",
        "periodicity",
    ):
        assert row[key] == ""
    assert row["third-countries"] == "none"
    assert row["safeguards"] == "not applicable: no third country"
    assert row["joint-controller"].startswith("none")
    assert {b.what for b in made.blanks} >= {"Retention or deletion periods", "Relevant DPIA"}
    assert all(b.rows == b.of == 1 for b in made.blanks)
    unknown = change(
        complete(),
        {
            "flows.0.locations": ABSENT,
            "flows.0.data": [{"category": "health"}],
            "agreement.parties.0.controller": ABSENT,
        },
    )
    (row,) = rows(composed(pack, unknown, "register", party="caw"))
    for key in (
        "third-countries",
        "safeguards",
        "transfer-nature",
        "data-location",
        "data-subjects",
        "joint-controller",
    ):
        assert row[key] == "", key


def test_a_label_fills_what_no_key_can(pack: Pack) -> None:
    data = change(
        complete(),
        {
            "flows.0.labels": {"dpia": "GEB 2025/3"},
            "agreement.parties.0.labels": {"dpia": "ander", "representative": "Kantoor X"},
        },
    )
    (row,) = rows(composed(pack, data, "register", party="caw"))
    assert (row["dpia"], row["representative"]) == ("GEB 2025/3", "Kantoor X")


# what is asked wrongly


def test_every_kind_refuses_what_it_cannot_use(pack: Pack) -> None:
    report = judged(pack, with_events(BREACH, FINDING))
    for kind in names():
        needs = paper(kind).needs
        if needs:
            with pytest.raises(PolicyError) as raised:
                compose(kind, report, PaperRequest(), "en")
            assert len(raised.value.problems) >= len(needs)
    for asked, told in (
        (PaperRequest(event="stilte"), "is not what `write breach-notice` is about"),
        (PaperRequest(event="lekk"), "did you mean `lek`?"),
        (PaperRequest(event="lek", means="email"), "says nothing to `write breach-notice`"),
    ):
        with pytest.raises(PolicyError, match=told):
            compose("breach-notice", report, asked, "en")
    with pytest.raises(PolicyError, match="stands on both sides"):
        compose("suspension", report, PaperRequest(by="caw", against="caw", event="stilte"), "en")
    for kind, to_itself in (
        ("breach-notice", PaperRequest(event="lek", to=str(BREACH["party"]))),
        ("prior-notice", PaperRequest(flow="stroom", to="caw")),
        ("protocol", PaperRequest(flow="stroom", to="caw")),
    ):
        with pytest.raises(PolicyError, match="stands on both sides"):
            compose(kind, report, to_itself, "en")


def test_no_letter_cites_an_article_of_this_agreement_under_another_one_s_pack() -> None:
    packs = ROOT / "tests" / "packs"
    other = load_pack(packs / "leeskans")
    workspace = load([packs / "workspace"], other.vocabulary, other.clause_numbers)
    report = make_report(Case.of(workspace, other, other.norms, notice_given="received"), AsOf.of_day(AT))
    by_law = {"advice", "breach-form", "breach-register", "register"}
    assert {k for k in names() if paper(k).after is None} == by_law
    for kind in set(names()) - by_law:
        with pytest.raises(PolicyError, match="cites clause"):
            compose(kind, report, PaperRequest(), "en")


GIVEN: dict[str, dict[str, Any]] = {
    "event": {"event": "lek"},
    "flow": {"flow": "stroom"},
    "by": {"by": "caw"},
    "against": {"against": "dmw"},
    "party": {"party": "caw"},
    "article": {"article": 33},
    "sent_on": {"sent_on": AT},
}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("kind", names())
def test_every_kind_writes_of_a_workspace_in_which_hardly_anything_is_known(
    pack: Pack, kind: str, lang: str
) -> None:
    """No kind fails on what is unknown, and none states it: each unknown is a blank."""
    bare: Data = {
        "agreement": {"id": "kaal", "parties": [{"id": p, "role": p} for p in ("caw", "ocmw", "dmw")]},
        "flows": [{"id": "stroom", "sender": "caw"}],
        "events": [
            {"id": "lek", "type": "breach", "party": "caw"},
            {"id": "tekort", "type": "non-compliance", "party": "dmw"},
        ],
    }
    needs = paper(kind).needs
    asked = {k: v for name in needs for k, v in GIVEN[name].items()}
    if paper(kind).one_of:
        asked["event"] = "tekort"
    made = compose(kind, judged(pack, bare), PaperRequest(**asked), lang)
    assert made.blanks
    text = read(made)
    assert "None" not in text.replace("None that", "")


def test_the_page_on_documents_shows_every_kind_and_names_each_label() -> None:
    page = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    for kind in names():
        assert f"`{kind}`" in page
        assert f"pictures/{kind}.jpg" in page
        assert (ROOT / "docs" / "pictures" / f"{kind}.jpg").stat().st_size < 40_000
    unfillable = [c.key for c in COLUMNS if c.told.startswith(("Only by", "Where the officer", "Article 27"))]
    assert [k for k in unfillable if f"`{k}`" not in page] == []


FULL: Data = change(
    compelled(),
    {
        "events": [BREACH, FINDING, SUSPENSION],
        "flows.0.retention": {"period": "vijf jaar", "basis": "archief"},
        "flows.0.periodicity": "wekelijks",
        "flows.0.recipients.+": {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"},
    },
)
KEPT = {"id", "type", "term", "subject", "category", "outcome"}


def leaves(data: Any, path: tuple[str, ...] = ()) -> list[str]:
    """Give the dotted paths of all keys that may be left out."""
    found = []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        here = (*path, str(key))
        if isinstance(data, dict) and key not in KEPT and len(here) > 1:
            found.append(".".join(here))
        found += leaves(value, here)
    return found


@cases(ci=25, nightly=600)
@given(
    kind=st.sampled_from(names()),
    gone=st.sets(st.sampled_from(leaves(FULL)), min_size=1, max_size=8),
    lang=st.sampled_from(["nl", "en"]),
)
def test_whatever_is_unknown_a_document_is_drafted_and_states_nothing_of_it(
    pack: Pack, kind: str, gone: set[str], lang: str
) -> None:
    data = FULL
    for path in sorted(gone, reverse=True):
        if not any(path.startswith(f"{other}.") for other in gone if other != path):
            data = change(data, {path: ABSENT})
    needs = paper(kind).needs
    asked = {k: v for name in needs for k, v in GIVEN[name].items()}
    if paper(kind).one_of:
        asked["event"] = "stilte"
    try:
        report = judged(pack, data)
    except PolicyError:
        reject()  # something else needs what is gone
    text, codes = "", set()
    try:
        text = read(compose(kind, report, PaperRequest(**asked), lang))
    except PolicyError as error:
        codes = {p.code for p in error.problems}
    assert codes <= {"dangling", "write-nobody"}
    assert "None" not in text.replace("None that", "").replace("None: ", "").replace("None, as", "")

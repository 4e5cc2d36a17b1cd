"""The catalogue of clauses.md, read row by row: agreement, parties, processors, flows and recipients.

Each case names what the row says: one change to a workspace in order, and the verdict that the text asks for.
"""

from __future__ import annotations

from typing import Any

import pytest

from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message, remedy
from gbo_policy.over_time.deadlines import deadlines
from gbo_policy.rulebook.pack import Pack
from tests.kit import ABSENT, Data, assessment, by_law, change, complete, flow, judged, named, staff

V, R, C, N = "violation", "review", "compliant", "not_applicable"
A, P, F = "agreement.", "agreement.parties.0.", "flows.0."
X = A + "processors.0."
POLICE = {"kind": "third-party", "name": "Politie", "country": "BE"}
FIRM = {"kind": "third-party", "name": "Firma", "country": "BE"}
NATO = {"kind": "international-organisation", "name": "NAVO", "country": "BE"}
HOST = {"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}
THEIRS = {"kind": "processor", "processor": "wolk", "on_behalf_of": "ocmw"}
CLIENT = {"kind": "data-subject"}


def law(**changes: Any) -> Data:
    """Give an obligation that obliges, of which every other core actor was told the day before."""
    return by_law("2026-01-11", **changes)


def to(*recipients: Data, **changes: Any) -> Data:
    """Give the change of the flow's recipients, and of other keys of it."""
    return {F + "recipients": list(recipients)} | {F + k: v for k, v in changes.items()}


def kept(recipient: Data, **changes: Any) -> Data:
    """Give a recipient with other values; ABSENT takes a key away."""
    return {k: v for k, v in (recipient | changes).items() if v is not ABSENT}


def found(pack: Pack, changes: Data, rule: str, subject: str | None = None) -> list[Result]:
    """Give the results of a rule, on one subject where it is named."""
    report = judged(pack, change(complete(), changes))
    return [
        r
        for r in report.results
        if r.rule.id == rule and subject in (None, f"{r.subject.kind}/{r.subject.id}")
    ]


def table(*rows: tuple[str, Data, str | None]) -> list[Any]:
    return named(rows)


BAD = {"purposes": ["refer", "marketing"]}
COMPELLED = table(
    # 3.3, 4 and 6.2 bend before 5.2 where every recipient is covered by an obliging obligation
    ("purpose-limitation", to(POLICE, legal_obligation=law(), **BAD), R),
    ("purpose-limitation", to(POLICE, legal_obligation=law(), purposes=[]), R),
    ("purpose-limitation", to(POLICE, legal_obligation="none", **BAD), V),
    ("purpose-limitation", to(POLICE, legal_obligation=law(obliges=False), **BAD), V),
    ("purpose-limitation", to(POLICE, staff("ocmw"), legal_obligation=law(), **BAD), V),
    ("purpose-limitation", to(POLICE, HOST, legal_obligation=law(), **BAD), R),
    ("purpose-limitation", to(HOST, legal_obligation=law(), **BAD), V),
    ("purpose-limitation", to(POLICE, THEIRS, legal_obligation=law(), **BAD), V),
    # nobody said whether it processes for the sender itself, or who it is
    ("purpose-limitation", to(POLICE, HOST, legal_obligation=law(), sender=ABSENT, **BAD), R),
    ("purpose-limitation", to(POLICE, kept(HOST, on_behalf_of=ABSENT), legal_obligation=law(), **BAD), R),
    ("purpose-limitation", to(POLICE, kept(THEIRS, kind=ABSENT), legal_obligation=law(), **BAD), R),
    (
        "purpose-limitation",
        to(HOST, legal_obligation=law(), sender=ABSENT, **BAD),
        V,
    ),  # alone, it is nobody's duty
    ("purpose-limitation", to(POLICE, staff("ocmw"), legal_obligation=law(), sender=ABSENT, **BAD), V),
    ("purpose-limitation", to(POLICE, legal_obligation=ABSENT, **BAD), R),
    ("purpose-limitation", to(staff("ocmw"), legal_obligation=ABSENT, **BAD), V),
    ("purpose-limitation", to(POLICE, legal_obligation=law()), C),
    ("purpose-limitation", to(POLICE, FIRM, legal_obligation=law(covers=["Politie", "Firma"]), **BAD), R),
    ("purpose-limitation", to(POLICE, FIRM, legal_obligation=law(covers=["Politie"]), **BAD), R),
    (
        "purpose-limitation",
        to(POLICE, kept(FIRM, legal_obligation="none"), legal_obligation=law(covers=["Politie"]), **BAD),
        V,
    ),
    ("purpose-limitation", to(kept(POLICE, legal_obligation=law()), **BAD), R),
    ("permitted-categories", to(POLICE, legal_obligation=law(), data=["criminal"]), R),
    ("permitted-categories", to(POLICE, legal_obligation="none", data=["criminal"]), V),
    ("permitted-categories", to(POLICE, legal_obligation=law(), data=[]), R),
    ("special-category-basis", to(POLICE, legal_obligation=law(), legal_basis=["gdpr-6-1-c"]), R),
    ("special-category-basis", to(POLICE, legal_obligation="none", legal_basis=["gdpr-6-1-c"]), V),
    ("communication-basis", to(POLICE, legal_obligation=law(), legal_basis=["gdpr-6-1-c"]), C),
    ("communication-basis", to(POLICE, HOST, legal_obligation=law(), legal_basis=["gdpr-6-1-c"]), C),
    (
        "communication-basis",
        to(POLICE, staff("ocmw"), legal_obligation=law(), legal_basis=["gdpr-6-1-c"]),
        V,
    ),
    ("communication-basis", to(kept(POLICE, legal_obligation=law()), legal_basis=["gdpr-6-1-c"]), C),
)

DATA = table(
    ("data-subjects", {F + "data": ["identification-contact", "rights-exploration"]}, C),
    ("data-subjects", {F + "data": ["support-questions", "involved-persons-contact"]}, C),
    ("data-subjects", {F + "data": [{"category": "health", "subject": "involved-person"}]}, R),
    ("data-subjects", {F + "data": [{"category": "support-questions", "subject": "involved-person"}]}, R),
    ("data-subjects", {F + "data": ["health"]}, R),
    ("data-subjects", {F + "data": ["criminal"]}, C),  # what may not go at all is another rule's
    ("recipients-stated", {}, C),
    ("recipients-stated", {F + "recipients": ABSENT}, R),
    ("recipients-stated", {F + "recipients": []}, R),
    ("agreed-channel", {F + "channel": "  gbo-\u0063\u006fnnect"}, C),
    (
        "agreed-channel",
        {
            A + "specific_measures.channels": ["Beveiligde caf\u00e9-lijn"],
            F + "channel": "beveiligde cafe\u0301-lijn",
        },
        C,
    ),
    ("agreed-channel", {F + "channel": "post"}, V),
    ("agreed-channel", {F + "format": "papier"}, V),
)


def source(authorisation: Any, **more: Any) -> Data:
    item = {
        "category": "rights-exploration",
        "authentic_source": "KSZ",
        "authorisation": authorisation,
    } | more
    return {F + "data": [{k: v for k, v in item.items() if v is not ABSENT}]}


DECISION = {"body": "IVC", "number": "25/001", "decided_on": "2025-06-01", "expires_on": "none"}
SOURCE = table(
    ("source-authorised", source(DECISION), C),
    ("source-authorised", source("none"), V),
    ("source-authorised", source(ABSENT), R),
    ("source-authorised", source("beraadslaging nr. 1"), R),  # a text is no decision
    ("source-authorised", source(kept(DECISION, decided_on="2026-03-01")), C),
    ("source-authorised", source(kept(DECISION, decided_on="2026-03-02")), V),
    ("source-authorised", source(kept(DECISION, expires_on="2026-02-28")), V),
    ("source-authorised", source(kept(DECISION, expires_on="2026-03-01")), C),
    ("source-authorised", source(kept(DECISION, body=ABSENT)), R),
    ("source-authorised", source(kept(DECISION, number=ABSENT)), R),
    ("source-authorised", source(kept(DECISION, decided_on=ABSENT)), R),
    ("source-authorised", source(ABSENT, authentic_source="none"), N),
)

STAFF = table(
    ("recipient-is-core-actor", {}, C),
    ("recipient-is-core-actor", to(staff("caw")), R),  # 5.1 allows it, but then nothing is communicated
    ("recipient-is-core-actor", to(CLIENT), N),
    ("recipient-needs-data", to({"kind": "staff", "party": "ocmw", "need_to_know": False}), V),
)

BARRED = table(
    ("no-third-party", to(POLICE, legal_obligation=law()), C),
    ("no-third-party", to(POLICE, legal_obligation="none"), V),
    ("no-third-party", to(POLICE, legal_obligation=law(obliges=False)), V),
    ("no-third-party", to(POLICE, legal_obligation=ABSENT), R),
    ("no-third-party", to(POLICE, legal_obligation=law(provision="none")), R),
    ("no-third-party", to(POLICE, legal_obligation=law(provision="in te vullen")), R),
    ("no-third-party", to(POLICE, legal_obligation=law(provision="…")), R),
    ("no-third-party", to(POLICE, legal_obligation=law(provision=ABSENT)), R),
    # 3.1: without `covers`, the only recipient that needs one, and no more
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law()), R),
    ("no-third-party", to(POLICE, NATO, legal_obligation=law()), R),
    ("no-third-party", to(POLICE, staff("ocmw"), legal_obligation=law()), C),
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law(covers=["Politie"])), C),
    # whom the flow's leaves out may have a law of its own: nobody has said
    ("no-third-party", to(FIRM, POLICE, legal_obligation=law(covers=["Politie"])), R),
    # … by its place too, from 0 on
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law(covers=["0"])), C),
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law(covers=[0])), C),
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law(covers=["1"])), R),
    ("no-third-party", to(FIRM, POLICE, legal_obligation=law(covers=["Politie"], obliges=False)), R),
    ("no-third-party", to(POLICE, FIRM, legal_obligation=law(covers=[])), R),
    # a recipient's own obligation covers it, and so does the flow's that names it: one that obliges is enough
    *(
        ("no-third-party", to(kept(POLICE, legal_obligation=own), legal_obligation=both), verdict)
        for own, both, verdict in (
            (law(), law(covers=["Politie"], obliges=False), C),
            (law(), law(covers=["Politie"], obliges=ABSENT), C),
            (law(obliges=False), law(covers=["Politie"]), C),
            ("none", law(covers=["Politie"]), C),
            (law(obliges=ABSENT), law(covers=["Politie"], obliges=False), R),
            ("none", law(covers=["Politie"], obliges=ABSENT), R),
            (law(obliges=False), law(covers=["Politie"], obliges=False), V),
            ("none", law(covers=["Politie"], obliges=False), V),
        )
    ),
    (
        "no-third-party",
        to(kept(FIRM, legal_obligation="none"), POLICE, legal_obligation=law(covers=["Politie"])),
        V,
    ),
    ("no-third-party", to(kept(FIRM, name=ABSENT), POLICE, legal_obligation=law(covers=["Politie"])), R),
    ("no-international-organisation", to(NATO, POLICE, legal_obligation=law(covers=["Politie"])), R),
    (
        "no-international-organisation",
        to(kept(NATO, legal_obligation="none"), POLICE, legal_obligation=law(covers=["Politie"])),
        V,
    ),
    ("prior-notice-of-obligation", to(FIRM, POLICE, legal_obligation=law(covers=["Politie"])), R),
    ("no-third-country", to(kept(FIRM, country="CH"), POLICE, legal_obligation=law(covers=["Politie"])), R),
    (
        "no-third-country",
        to(
            FIRM,
            POLICE,
            locations={"storage": ["CH"], "access": ["BE"]},
            legal_obligation=law(covers=["Politie"], countries=["US"]),
        ),
        R,
    ),
    (
        "no-third-country",
        to(
            kept(FIRM, legal_obligation="none"),
            POLICE,
            locations={"storage": ["CH"], "access": ["BE"]},
            legal_obligation=law(covers=["Politie"], countries=["US"]),
        ),
        V,
    ),
    # the recipient's own
    ("no-third-party", to(kept(POLICE, legal_obligation=law()), legal_obligation="none"), C),
    ("no-third-party", to(kept(POLICE, legal_obligation="none"), legal_obligation=law()), V),
    ("no-third-party", to(POLICE, kept(FIRM, legal_obligation=law()), legal_obligation=law()), C),
    ("no-third-party", to(kept(POLICE, legal_obligation=law()), FIRM, legal_obligation="none"), C),
    ("no-third-party", to(POLICE, kept(FIRM, legal_obligation=law()), legal_obligation="none"), V),
    ("no-international-organisation", to(NATO, legal_obligation=law()), C),
    ("no-international-organisation", to(NATO, legal_obligation="none"), V),
    ("no-international-organisation", to(NATO, legal_obligation=ABSENT), R),
    ("no-international-organisation", to(NATO, FIRM, legal_obligation=law()), R),
)

ABROAD = {"storage": ["BE"], "access": ["US"]}
COUNTRIES = table(
    ("no-third-country", {F + "locations": ABROAD}, V),
    ("no-third-country", {F + "locations": ABROAD, F + "legal_obligation": ABSENT}, R),
    ("no-third-country", {F + "locations": ABROAD, F + "legal_obligation": law()}, R),  # names no country
    ("no-third-country", {F + "locations": ABROAD, F + "legal_obligation": law(countries=["US"])}, C),
    ("no-third-country", {F + "locations": ABROAD, F + "legal_obligation": law(countries=["CH"])}, V),
    ("no-third-country", {F + "locations": ABROAD, F + "legal_obligation": law(countries=[])}, V),
    (
        "no-third-country",
        {
            F + "locations": {"storage": ["CH"], "access": ["US"]},
            F + "legal_obligation": law(countries=["US"]),
        },
        V,
    ),
    # a covered recipient's own country goes with it; what a processor or the flow adds does not
    ("no-third-country", to(kept(POLICE, country="GB"), legal_obligation=law()), C),
    ("no-third-country", to(kept(POLICE, country="GB"), legal_obligation="none"), V),
    ("no-third-country", to(kept(POLICE, country="GB"), locations=ABROAD, legal_obligation=law()), R),
    (
        "no-third-country",
        to(kept(POLICE, country="GB"), locations=ABROAD, legal_obligation=law(countries=["US"])),
        C,
    ),
    ("no-third-country", to(kept(POLICE, country="GB"), FIRM, legal_obligation=law()), R),
    # its own country is not said: storage there is not elsewhere
    (
        "no-third-country",
        to(kept(POLICE, country=ABSENT), locations=ABROAD, legal_obligation=law(countries=["GB"])),
        R,
    ),
    ("no-third-country", to(kept(POLICE, country=ABSENT), locations=ABROAD, legal_obligation="none"), V),
    # nor is it elsewhere where the flow's own locations are in that country
    ("no-third-country", to(kept(POLICE, country="US"), locations=ABROAD, legal_obligation=law()), C),
    (
        "no-third-country",
        to(kept(POLICE, country="US"), locations=ABROAD, legal_obligation=law(countries=["CH"])),
        C,
    ),
    (
        "no-third-country",
        to(kept(POLICE, country="US"), locations=ABROAD, legal_obligation=law(obliges=False)),
        V,
    ),
    (
        "no-third-country",
        to(
            kept(POLICE, country="US"),
            locations=ABROAD,
            legal_obligation=law(obliges=ABSENT, countries=["CH"]),
        ),
        R,
    ),
    (
        "no-third-country",
        to(
            FIRM,
            kept(POLICE, country="US"),
            locations=ABROAD,
            legal_obligation=law(covers=["Politie", "Firma"], countries=["CH"]),
        ),
        V,
    ),
    # the client may live where it likes; the flow's own locations count
    ("no-third-country", to(CLIENT, legal_obligation="none"), C),
    ("no-third-country", to(CLIENT, locations=ABROAD, legal_obligation="none"), V),
    ("no-third-country", to(CLIENT, locations=ABSENT), R),
    ("no-third-country", {F + "locations": {"storage": ["SJ"], "access": ["BE"]}}, R),
    ("no-third-country", {F + "locations": {"storage": ["SJ"], "access": ["US"]}}, V),
)


def test_a_processor_of_another_party_is_held_against_sender_and_user(pack: Pack) -> None:
    outside = {X + "countries": {"storage": ["BE"], "access": ["IN"]}, X + "used_by": ["caw", "ocmw"]}
    results = found(pack, to(THEIRS) | outside, "no-third-country")
    assert {(r.against, r.verdict.word) for r in results} == {("caw", V), ("ocmw", V)}
    results = found(pack, to(HOST) | outside, "no-third-country")
    assert {(r.against, r.verdict.word) for r in results} == {("caw", V)}


def told(*dates: str | None) -> list[Data]:
    return [{"party": p, "at": d} for p, d in zip(("ocmw", "dmw"), dates, strict=True) if d is not None]


NOTICE = table(
    ("prior-notice-of-obligation", to(POLICE, legal_obligation=law()), C),
    ("prior-notice-of-obligation", to(POLICE, legal_obligation="none"), N),
    ("prior-notice-of-obligation", to(POLICE, legal_obligation=law(notice_forbidden_by="art. 3")), N),
    ("prior-notice-of-obligation", to(POLICE, legal_obligation=law(notified=[])), V),
    (
        "prior-notice-of-obligation",
        to(POLICE, legal_obligation=law(notified=told("2026-01-11", None))),
        V,
    ),
    (
        "prior-notice-of-obligation",
        to(POLICE, legal_obligation=law(notified=told("2026-01-11", "2026-01-13"))),
        V,
    ),
    # days do not show what came first within them
    (
        "prior-notice-of-obligation",
        to(POLICE, legal_obligation=law(notified=told("2026-01-11", "2026-01-12"))),
        R,
    ),
    (
        "prior-notice-of-obligation",
        to(POLICE, legal_obligation=law(notified=told("2026-01-12", "2026-01-13"))),
        V,
    ),
    # a flow that has not begun is not late
    (
        "prior-notice-of-obligation",
        to(POLICE, starts_on="2026-04-01", legal_obligation=law(notified=[])),
        R,
    ),
    (
        "prior-notice-of-obligation",
        to(POLICE, starts_on="2026-04-01", legal_obligation=law(notified=told("2026-02-01", "2026-03-15"))),
        R,
    ),
    (
        "prior-notice-of-obligation",
        to(POLICE, starts_on="2026-04-01", legal_obligation=law(notified=told("2026-02-01", "2026-02-15"))),
        C,
    ),
    (
        "prior-notice-of-obligation",
        to(POLICE, status="proposed", legal_obligation=law(notified=[])),
        R,
    ),
    ("prior-notice-of-obligation", to(kept(POLICE, legal_obligation=law(notified=[]))), V),
    ("prior-notice-of-obligation", to(kept(POLICE, legal_obligation=law())), C),
    ("prior-notice-of-obligation", to(POLICE, legal_obligation=law(notified=ABSENT)), R),
)

MEASURES = table(
    ("suspension-respected", {}, C),
    ("cessation-respected", {}, C),
)


def measure(type_: str, **fields: Any) -> Data:
    base: Data = {"id": "m1", "type": type_, "by": "caw", "against": "ocmw", "ground": "nc"}
    base |= (
        {"from": "2026-02-01", "lifted_on": "none"}
        if type_ == "suspension"
        else {"notified_on": "2026-02-01", "effective_on": "2026-02-10"}
    )
    return base | fields


def shortcoming(**fields: Any) -> Data:
    base = {"id": "nc", "type": "non-compliance", "party": "ocmw", "clause": "3.3", "found_on": "2025-11-01"}
    return base | {"remedied_on": "none"} | fields


POWERS: list[tuple[str, list[Data], str]] = [
    # a power binds nobody who holds it
    ("suspension-respected", [measure("suspension"), shortcoming()], R),
    ("suspension-respected", [measure("suspension", by="ocmw", against="caw"), shortcoming(party="caw")], R),
    ("suspension-respected", [measure("suspension", lifted_on="2026-03-01"), shortcoming()], C),
    ("suspension-respected", [measure("suspension"), shortcoming(remedied_on="2026-02-20")], C),
    ("cessation-respected", [measure("cessation"), shortcoming()], R),
    ("cessation-respected", [measure("cessation", by="ocmw", against="caw"), shortcoming(party="caw")], R),
    ("cessation-respected", [measure("cessation", notified_on="none"), shortcoming()], C),
    ("cessation-respected", [measure("cessation", notified_on="2026-02-11"), shortcoming()], C),
    ("cessation-respected", [measure("cessation", effective_on="2026-03-02"), shortcoming()], C),
]


@pytest.mark.parametrize(("rule", "events", "expected"), POWERS)
def test_a_power_of_article_9_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, events: list[Data], expected: str
) -> None:
    assert {r.verdict.word for r in found(pack, {"events": events}, rule)} == {expected}


@pytest.mark.parametrize(("rule", "changes", "expected"), [*COMPELLED, *DATA, *SOURCE])
def test_a_flow_gets_the_verdict_of_its_clause(pack: Pack, rule: str, changes: Data, expected: str) -> None:
    assert [r.verdict.word for r in found(pack, changes, rule, "flow/stroom")] == [expected]


@pytest.mark.parametrize(("rule", "changes", "expected"), [*STAFF, *BARRED, *COUNTRIES, *NOTICE, *MEASURES])
def test_a_recipient_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    assert {r.verdict.word for r in found(pack, changes, rule, "recipient/stroom/0")} == {expected}


OURS = {"party": "caw", "signed_on": "2025-11-01", "ends_on": "none"}
SHARED = {X + "used_by": ["caw", "ocmw"]}


def agreed(*entries: Data, **changes: Any) -> Data:
    return {X + "agreements": list(entries)} | {X + k: v for k, v in changes.items()}


AGREEMENTS = table(
    ("processor-agreement", to(HOST), C),
    ("processor-agreement", to(HOST) | SHARED, R),  # one date for all: whose it is, nobody says
    ("processor-agreement", to(HOST) | {X + "used_by": ABSENT}, R),  # nor is it said who else uses it
    ("processor-agreement", to(HOST) | {X + "used_by": ABSENT, X + "agreement_signed_on": "none"}, V),
    (
        "processor-agreement",
        to(HOST) | {"flows.+": flow("f", recipients=[kept(THEIRS, on_behalf_of=ABSENT)])},
        R,
    ),
    (
        "processor-agreement",
        to(HOST) | {"flows.+": flow("f", recipients=[kept(THEIRS, processor=ABSENT)])},
        R,
    ),
    (
        "processor-agreement",
        to(HOST) | {"flows.+": {k: v for k, v in flow("f", recipients=[THEIRS]).items() if k != "starts_on"}},
        R,
    ),
    ("processor-agreement", to(HOST) | {"flows.+": flow("f", recipients=[kept(HOST, processor=ABSENT)])}, C),
    ("processor-agreement", to(HOST, THEIRS) | {X + "used_by": ABSENT}, R),  # flows show two users as well
    (
        "processor-agreement",
        to(HOST, THEIRS) | {X + "used_by": ABSENT, X + "agreement_signed_on": "2026-04-01"},
        R,
    ),
    ("processor-agreement", to(HOST) | SHARED | {X + "agreement_signed_on": "none"}, V),
    ("processor-agreement", to(HOST) | SHARED | {X + "agreement_signed_on": ABSENT}, R),
    ("processor-agreement", to(HOST) | SHARED | agreed(OURS), C),
    # a list that has no entry for a user says nothing of it: absent is unknown, `signed_on: none` is what says that there is none
    ("processor-agreement", to(THEIRS) | SHARED | agreed(OURS), R),
    ("processor-agreement", to(THEIRS) | SHARED | agreed(), R),
    (
        "processor-agreement",
        to(THEIRS) | SHARED | agreed(OURS, kept(OURS, party="ocmw", signed_on="none")),
        V,
    ),
    ("processor-agreement", to(THEIRS) | SHARED | agreed(OURS, kept(OURS, party="ocmw")), C),
    ("processor-agreement", to(THEIRS) | SHARED | agreed(OURS, kept(OURS, party=ABSENT)), R),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, signed_on="none")), V),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, signed_on="2026-03-01")), C),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, signed_on="2026-03-02")), V),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, ends_on="2026-02-28")), V),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, ends_on=ABSENT)), R),
    ("processor-agreement", to(HOST) | agreed(kept(OURS, signed_on=ABSENT)), R),
)


@pytest.mark.parametrize(("rule", "changes", "expected"), AGREEMENTS)
def test_the_agreement_of_a_user(pack: Pack, rule: str, changes: Data, expected: str) -> None:
    assert {r.verdict.word for r in found(pack, changes, rule, "recipient/stroom/0")} == {expected}


def by_user(pack: Pack, changes: Data, rule: str) -> dict[str | None, str]:
    results = found(pack, changes, rule, "processor/wolk")
    assert len({r.against for r in results}) == len(results)
    return {r.against: r.verdict.word for r in results}


ALL = [{"party": "ocmw", "on": "2026-01-06"}, {"party": "dmw", "on": "2026-01-06"}]
BOTH = [*ALL, {"party": "caw", "on": "2026-01-06"}]
OVERVIEW: list[tuple[Data, dict[str | None, str]]] = [
    ({}, {"caw": C}),
    (SHARED, {"caw": C, "ocmw": V}),  # the CAW uses it too, and has not had the OCMW's overview
    (SHARED | {X + "listed_with": BOTH}, {"caw": C, "ocmw": C}),
    (
        SHARED | {X + "listed_with": [{"party": "ocmw", "on": "2026-01-06", "by": "caw"}, *BOTH[1:]]},
        {"caw": C, "ocmw": C},
    ),
    (
        SHARED | {X + "listed_with": [BOTH[0], {"party": "dmw", "on": "2026-01-06", "by": "caw"}, BOTH[2]]},
        {"caw": C, "ocmw": V},
    ),
    ({X + "listed_with": []}, {"caw": V}),
    ({X + "listed_with": ABSENT}, {"caw": R}),
    ({X + "listed_with": [ALL[0], {"party": "dmw"}]}, {"caw": R}),
    ({X + "listed_with": [ALL[0], {"party": "dmw", "on": "2026-03-02"}]}, {"caw": V}),
    ({X + "used_by": ABSENT}, {None: R}),
    ({X + "used_by": []}, {}),
]


@pytest.mark.parametrize(("changes", "expected"), OVERVIEW)
def test_each_user_tells_every_other_core_actor(
    pack: Pack, changes: Data, expected: dict[str | None, str]
) -> None:
    assert by_user(pack, changes, "processor-overview") == expected


INDIA = {X + "countries": {"storage": ["BE"], "access": ["IN"]}}
LISTED: list[tuple[str, Data, dict[str | None, str]]] = [
    ("listed-processor-agreement", {}, {"caw": C}),
    ("listed-processor-agreement", {X + "agreement_signed_on": "none"}, {"caw": V}),
    ("listed-processor-agreement", {X + "agreement_signed_on": "2026-03-02"}, {"caw": V}),
    ("listed-processor-agreement", {X + "agreement_ends_on": "2026-02-28"}, {"caw": V}),
    ("listed-processor-agreement", {X + "agreement_signed_on": ABSENT}, {"caw": R}),
    ("listed-processor-agreement", SHARED, {"caw": R, "ocmw": R}),
    ("listed-processor-agreement", SHARED | agreed(OURS), {"caw": C, "ocmw": R}),
    (
        "listed-processor-agreement",
        SHARED | agreed(OURS, kept(OURS, party="ocmw", signed_on="none")),
        {"caw": C, "ocmw": V},
    ),
    ("listed-processor-agreement", to(HOST) | {X + "agreement_signed_on": "none"}, {"caw": N}),
    ("listed-processor-agreement", to(HOST) | SHARED | agreed(OURS), {"caw": N, "ocmw": R}),
    ("listed-processor-third-country", {}, {"caw": C}),
    ("listed-processor-third-country", INDIA, {"caw": V}),
    ("listed-processor-third-country", SHARED | INDIA, {"caw": V, "ocmw": V}),
    ("listed-processor-third-country", {X + "countries": ABSENT}, {"caw": R}),
    ("listed-processor-third-country", {X + "countries.access": ABSENT}, {"caw": R}),
    ("listed-processor-third-country", {X + "countries": {"storage": ["SJ"], "access": ["BE"]}}, {"caw": R}),
    ("listed-processor-third-country", to(HOST) | INDIA, {"caw": N}),
]


@pytest.mark.parametrize(("rule", "changes", "expected"), named(LISTED))
def test_listed_processors_without_a_flow(
    pack: Pack, rule: str, changes: Data, expected: dict[str | None, str]
) -> None:
    assert by_user(pack, changes, rule) == expected


def test_an_assessment_counts_by_the_day_on_which_its_flow_is_judged(pack: Pack) -> None:
    """A flow is judged in its own period: what held until its last day needs no new judgement years later, and
    what will have lapsed on its first day does not hold then.
    """
    for changes, expected in (
        ({F + "ends_on": "2026-01-31", "assessments.3.review_by": "2026-01-31"}, C),
        ({F + "ends_on": "2026-01-31", "assessments.3.review_by": "2026-01-30"}, R),
        ({F + "ends_on": "2026-04-01", "assessments.3.review_by": "2026-02-28"}, R),
        ({F + "starts_on": "2026-06-01", "assessments.3.review_by": "2026-06-01"}, C),
        ({F + "starts_on": "2026-06-01", "assessments.3.review_by": "2026-05-31"}, R),
    ):
        (one,) = found(pack, changes, "necessity")
        assert one.verdict.word == expected
        due = [d for d in deadlines(judged(pack, change(complete(), changes))) if "necessity" in d.key]
        assert bool(due) is not (F + "ends_on" in changes and expected == C)


def test_a_reading_counts_by_the_day_on_which_its_flow_is_judged(pack: Pack) -> None:
    theirs = {F + "data": [{"category": "health", "subject": "involved-person"}], F + "ends_on": "2026-01-31"}
    for until, expected in (("2026-01-31", C), ("2026-01-30", R)):
        read = assessment(
            "reading", {"flow": "stroom"}, on="2026-01-20", rule="data-subjects", review_by=until
        )
        (one,) = found(pack, theirs | {"assessments.+": read}, "data-subjects")
        assert one.verdict.word == expected


FORBIDDEN = by_law(notice_forbidden_by="art. 2")
UNSAID = {"notified": ABSENT}
TWO_LAWS = [
    # the flow's law, the recipient's own, and what follows: the text asks for notice of the law that obliges, and does
    # not say whether one is enough where two do
    (law(), law(), C),
    (by_law(), by_law(), V),
    (law(), by_law(), R),
    (by_law(), law(), R),
    (by_law(), FORBIDDEN, R),
    (FORBIDDEN, by_law(), R),
    (FORBIDDEN, FORBIDDEN, N),
    (FORBIDDEN, law(), C),
    (by_law(), by_law(**UNSAID), R),
    (law(), by_law(**UNSAID), R),
    (by_law(), law(obliges=ABSENT), R),  # if that one obliges, they were told of one of two
    (law(obliges=ABSENT), by_law(), R),
    (by_law(), by_law(obliges=ABSENT), V),
    (law(), law(obliges=ABSENT), C),
    (by_law(), law(obliges=False), V),
    (law(), by_law(obliges=False), C),
]


@pytest.mark.parametrize(("flows", "own", "verdict"), TWO_LAWS)
def test_of_two_laws_that_oblige_notice_of_one_may_be_enough(
    pack: Pack, flows: Data, own: Data, verdict: str
) -> None:
    changes = to(kept(POLICE, legal_obligation=own), legal_obligation=flows | {"covers": ["Politie"]})
    (result,) = found(pack, changes, "prior-notice-of-obligation")
    assert result.verdict.word == verdict
    if verdict == R:
        assert bool(result.missing()) != (result.assess() == ["reading"])


def test_a_reading_says_whether_notice_of_one_of_two_laws_was_enough(pack: Pack) -> None:
    changes = to(kept(POLICE, legal_obligation=law()), legal_obligation=by_law(covers=["Politie"]))
    rule = "prior-notice-of-obligation"
    (asked,) = found(pack, changes, rule)
    assert "of one of" in message(asked, "en")
    assert "whether notice of one law was enough" in (remedy(asked, "en") or "")
    for outcome, verdict in (("met", C), ("not-met", V)):
        said = assessment("reading", {"flow": "stroom", "recipient": "Politie"}, outcome, rule=rule)
        (settled,) = found(pack, changes | {"assessments.+": said}, rule)
        assert settled.verdict.word == verdict


@pytest.mark.parametrize(
    "when", [{}, {"ends_on": "2026-02-01"}, {"starts_on": "2026-06-01"}, {"status": "proposed"}]
)
@pytest.mark.parametrize(("signed", "verdict"), [("2025-11-01", R), ("2026-08-01", R), ("none", V)])
def test_one_date_is_nobodys_where_a_flow_does_not_say_for_whom_a_processor_works(
    pack: Pack, when: Data, signed: str, verdict: str
) -> None:
    changes = to(kept(HOST, on_behalf_of=ABSENT), **when) | {X + "agreement_signed_on": signed}
    (result,) = found(pack, changes, "processor-agreement")
    assert result.verdict.word == verdict
    assert verdict == V or result.missing() == [("on_behalf_of",)]  # its own, as every key of its own

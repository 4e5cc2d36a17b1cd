"""Every row of the catalogue (clauses.md 3): a case of each verdict that it names, through the whole
pipeline; here are those that no other file has.

The expected results were written from the page and the agreement, before the program was run.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.rulebook.pack import Pack
from tests import test_law_of_events as of_events
from tests import test_law_of_flows as of_flows
from tests import test_law_of_parties as of_parties
from tests.kit import ABSENT, AS_OF, Data, assessment, by_law, case_name, change, complete, judged, staff
from tests.test_law_of_events import disclosure, event
from tests.test_law_of_flows import CLIENT, NATO, to

C, R, V, N = "compliant", "review", "violation", "not_applicable"
A, P, F = "agreement.", "agreement.parties.0.", "flows.0."
X = A + "processors.0."

# rule: v violation, r review (also: a fact that it reads is absent), n not applicable, as the row says
PAGE = """
roles-complete vr                  party-identified vr           agreement-published vrn       dpo-advice-before-signature vrn
separate-controllers vr            dpo-contact vr                collection-purpose r          purpose-limitation vr
necessity vr                       permitted-categories vr       data-subjects r               special-category-basis vrn
recipients-stated r                recipient-needs-data vrn      recipient-is-core-actor vrn   no-third-party vrn
no-international-organisation vrn  no-third-country vr           prior-notice-of-obligation vrn  collection-basis vr
communication-basis vr             prior-notice-of-disclosure vrn  security-measures vr        security-overview-on-request vr
shortcoming-remedied vr            processor-guarantees vr       processor-agreement vrn       processor-overview vr
listed-processor-agreement vrn     listed-processor-third-country vrn  suspension-respected r  suspension-grounded vr
suspension-lifted-after-cure vr    cessation-after-notice vr     non-compliance-remedied vr    cessation-respected r
data-quality vrn                   specific-measures-agreed r    agreed-channel vrn            clients-informed vr
rights-request-answered vr         authority-notified vrn        subjects-informed rn          source-authorised vrn
duties-flow-down vr                confidentiality-bound vr      assistance-given vr           breach-notified vrn
breach-consulted vrn               in-force vr                   signatories-named r           termination-form vr
not-ended vr                       confidentiality-survives vrn  disclosure-permitted vr       authority-known r
"""


def said(term: str, subject: Data, outcome: str = "met", **more: Any) -> Data:
    return {"assessments.+": assessment(term, subject, outcome, on="2026-02-20", **more)}


def register(*events: Data, **more: Any) -> Data:
    return {"events": list(events), **more}


def asked(kind: str, day: str, **changes: Any) -> Data:
    more = {"article": 33} if kind == "assistance-request" else {}
    return event(
        kind, **({"by": "dmw", "to": "caw", "requested_on": day, "answered_on": "none", **more} | changes)
    )


def found_on(kind: str, day: str, **changes: Any) -> Data:
    more = {"clause": "12"} if kind == "non-compliance" else {"plan": "none"}
    return event(
        kind,
        **(
            {"party": "caw", "found_on": day, "remedied_on": "none", "position": "accepted", **more} | changes
        ),
    )


def breach(**changes: Any) -> Data:
    given = {
        "party": "caw",
        "aware_at": "2026-02-10T10:00",
        "affects": ["ocmw"],
        "during_communication": False,
        "notified": [{"party": "ocmw", "at": "2026-02-10T11:00", "via": "dpo"}],
        "consulted_at": "2026-02-10T11:00",
        "risk": "risk",
        "authority_notified_at": "2026-02-11T10:00",
    }
    return event("breach", **(given | changes))


def suspension(**changes: Any) -> Data:
    given = {"by": "caw", "against": "ocmw", "from_": "2026-02-01", "lifted_on": "none", "ground": "nc"}
    return event("suspension", "s", **(given | changes))


def theirs(**changes: Any) -> Data:
    given = {"party": "ocmw", "clause": "12", "found_on": "2026-01-10", "remedied_on": "none"}
    return event("non-compliance", "nc", **(given | changes))


def cessation(**changes: Any) -> Data:
    given = {
        "by": "caw",
        "against": "ocmw",
        "ground": "nc",
        "notified_on": "2026-01-20",
        "effective_on": "2026-02-20",
    }
    return event("cessation", "c", **(given | changes))


TRUE = {"need_to_know": True}
UNSIGNED = {A + "signatures.2": ABSENT}
ENDED = {
    "by": "dmw",
    "sent_on": "2026-01-08",
    "means": "registered-letter",
    "addressed_to": ["caw", "ocmw"],
    "received": [{"party": "caw", "on": "2026-01-09"}, {"party": "ocmw", "on": "2026-01-09"}],
}
LATER = date(2026, 9, 1)  # the notice of 9 January ended it, on each reading, by 14 July
AFTER = event("termination", "t", **ENDED)

# rule, change of a workspace in order, verdict, and the as-of day where it is another
CASES: list[tuple[str, Data, str] | tuple[str, Data, str, date]] = [
    ("roles-complete", {}, C),
    ("roles-complete", {A + "parties.2.role": "ocmw"}, V),  # no DMW
    ("roles-complete", {A + "parties.2.role": ABSENT}, R),  # it may be the DMW
    ("dpo-advice-before-signature", {P + "role": "ocmw"}, N),
    ("separate-controllers", {}, C),
    ("separate-controllers", {P + "controller": "joint"}, V),
    ("separate-controllers", {P + "controller": ABSENT}, R),
    ("dpo-contact", {}, C),
    ("dpo-contact", {P + "dpo": "none"}, V),
    ("collection-purpose", {}, C),
    ("collection-purpose", {P + "collection.provisions": []}, R),
    ("purpose-limitation", {}, C),
    ("purpose-limitation", {F + "purposes": []}, V),
    ("purpose-limitation", {F + "purposes": ["refer", {"other": "iets"}]}, V),
    ("necessity", {}, C),
    ("necessity", said("necessity", {"flow": "stroom"}, "not-met"), V),
    ("necessity", said("necessity", {"flow": "stroom"}, "contested"), R),
    ("necessity", {"assessments.3": ABSENT}, R),
    ("necessity", {"assessments.3.review_by": "2026-02-28"}, R),  # past its review
    ("necessity", {"assessments.3.review_by": "2026-03-01"}, C),  # its last day
    ("permitted-categories", {}, C),
    ("permitted-categories", {F + "data": []}, V),
    ("permitted-categories", {F + "data": ["health", "genetic"]}, V),
    ("special-category-basis", {}, C),
    ("special-category-basis", {F + "data": ["identification-contact"]}, N),
    ("recipient-needs-data", {}, C),
    ("recipient-needs-data", to(staff("ocmw") | {"need_to_know": False}), V),
    ("recipient-needs-data", {F + "recipients.0.need_to_know": ABSENT}, R),
    ("recipient-needs-data", to(CLIENT), N),
    ("recipient-is-core-actor", {A + "parties.+": {"id": "vzw", "role": "partner"}, **to({"kind": "staff", "party": "vzw", **TRUE}),
                                 A + "departures": [{"clause": "5.1", "says": "De vzw wisselt mee uit.", "by": "An", "on": "2026-01-05",
                                                     "effect": {"partners": []}}]}, V),
    ("recipient-is-core-actor", {F + "recipients.0.party": ABSENT}, R),
    ("no-third-party", {}, N),
    ("no-international-organisation", {}, N),
    ("no-third-country", {}, C),
    ("no-third-country", {F + "locations": ABSENT}, R),
    # Svalbard is not settled, Norway is inside
    ("no-third-country", {F + "locations": {"storage": ["SJ"], "access": ["NO"]}}, R),
    # parts of member states
    ("no-third-country", {F + "locations": {"storage": ["GP"], "access": ["AX"]}}, C),
    ("no-third-country", {F + "locations": {"storage": ["FO"], "access": ["BE"]}}, V),
    # adequacy changes nothing
    ("no-third-country", {F + "locations": {"storage": ["CH"], "access": ["BE"]}}, V),
    # it sits in Belgium, and is barred by another rule
    ("no-third-country", to(NATO, legal_obligation="none"), C),
    ("collection-basis", {}, C),
    ("collection-basis", {P + "collection.legal_basis": ["gdpr-6-1-e"]}, V),
    ("collection-basis", {P + "collection.legal_basis": ["gdpr-9-2-g"]}, V),
    ("collection-basis", {P + "collection.legal_basis": ABSENT}, R),
    ("communication-basis", {F + "legal_basis": ABSENT}, R),
    ("communication-basis", {F + "legal_basis": ["gdpr-6-1-a", "gdpr-9-2-g"]}, V),
    ("security-measures", {}, C),
    ("security-measures", {P + "security.measures": []}, V),
    ("security-measures", said("appropriate-measures", {"party": "caw"}, "not-met"), V),
    ("security-measures", said("appropriate-measures", {"party": "caw"}, "contested"), R),
    ("security-measures", {"assessments.0": ABSENT}, R),  # nobody has assessed them
    ("security-measures", register(found_on("security-finding", "2026-02-01")), V),
    ("security-measures", register(found_on("security-finding", "2026-02-01", remedied_on="2026-02-20")), C),
    # it does not say that it had been found by the day that is judged
    ("security-measures", register(found_on("security-finding", None)), R),
    ("security-measures", register(found_on("security-finding", None, remedied_on="2026-02-20")), C),
    # house norms: expected 30, outer 60
    *((rule, register(asked(kind, day)), verdict) for rule, kind in (("security-overview-on-request", "overview-request"),
                                                                      ("assistance-given", "assistance-request"))
      for day, verdict in (("2026-01-30", C), ("2026-01-29", R))),
    *((rule, register(asked(kind, "2026-01-10")), V, date(2026, 3, 12)) for rule, kind in (
        # day 61
        ("security-overview-on-request", "overview-request"), ("assistance-given", "assistance-request"))),
    *((rule, register(asked(kind, "2026-01-10")), R, date(2026, 3, 11)) for rule, kind in (
        # day 60
        ("security-overview-on-request", "overview-request"), ("assistance-given", "assistance-request"))),
    *((rule, register(asked(kind, "2026-01-10", answered_on=ABSENT)), R) for rule, kind in (
        ("security-overview-on-request", "overview-request"), ("assistance-given", "assistance-request"))),
    # improvement 90 and 180
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10")), C, date(2026, 4, 10)),
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10")), R, date(2026, 4, 11)),
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10")), V, date(2026, 7, 10)),
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10", plan="tegen de zomer")), R, date(2026, 7, 10)),
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10", position="contested")), R, date(2026, 7, 10)),
    ("shortcoming-remedied", register(found_on("security-finding", "2026-01-10"), **said("reasonable-term", {"event": "e"}, "not-met")), V),
    # cure 30 and 60
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-01-30")), C),
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-01-29")), R),
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-01-10")), V, date(2026, 3, 12)),
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-01-10", position="contested")), R, date(2026, 3, 12)),
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-01-10"), **said("reasonable-term", {"event": "e"}, "met")), C),
    ("non-compliance-remedied", register(found_on("non-compliance", "2026-02-10"), **said("reasonable-term", {"event": "e"}, "not-met")), V),
    ("processor-guarantees", {}, C),
    ("processor-guarantees", {X + "sufficient_guarantees": False}, V),
    ("processor-guarantees", {X + "sufficient_guarantees": ABSENT}, R),
    # prevails over the bool
    ("processor-guarantees", said("sufficient-guarantees", {"processor": "wolk"}, "not-met"), V),
    ("processor-guarantees", {X + "sufficient_guarantees": False, **said("sufficient-guarantees", {"processor": "wolk"})}, C),
    ("processor-agreement", {}, N),
    ("suspension-lifted-after-cure", register(suspension(), theirs()), C),
    ("suspension-lifted-after-cure", register(suspension(), theirs(remedied_on="2026-02-20")), V),
    ("suspension-lifted-after-cure", register(suspension(), theirs(remedied_on=ABSENT)), R),
    ("suspension-grounded", register(suspension(ground="none")), R),
    ("cessation-after-notice", register(cessation(notified_on="none"), theirs()), V),
    ("cessation-after-notice", register(cessation(notified_on="2026-02-21"), theirs()), V),
    ("cessation-after-notice", register(cessation(ground="none"), theirs()), V),
    # effective before the ground was found
    ("cessation-after-notice", register(cessation(), theirs(found_on="2026-02-21")), V),
    # on the day of effect
    ("cessation-after-notice", register(cessation(notified_on="2026-02-20"), theirs()), R),
    ("cessation-after-notice", register(cessation(), theirs()), R),  # within the reasonable term
    ("cessation-after-notice", register(cessation(), theirs(), **said("reasonable-term", {"event": "nc"}, "not-met")), C),
    ("data-quality", {}, N),
    ("data-quality", said("data-quality", {"flow": "stroom"}), C),
    ("data-quality", said("data-quality", {"flow": "stroom"}, "not-met"), V),
    ("data-quality", said("data-quality", {"flow": "stroom"}, "contested"), R),
    ("agreed-channel", {A + "specific_measures": "none"}, N),
    ("agreed-channel", {F + "channel": ABSENT}, R),
    # `none` satisfies nothing, and names no other channel either
    ("agreed-channel", {F + "channel": "none"}, R),
    ("agreed-channel", {F + "format": "none"}, R),
    ("clients-informed", {}, C),
    # the law's 72 hours, from 10 February 10:00
    ("authority-notified", register(breach()), C),
    ("authority-notified", register(breach(authority_notified_at="2026-02-13T10:00")), C),
    ("authority-notified", register(breach(authority_notified_at="2026-02-13T10:01", authority_delay_reasons="none")), V),
    ("authority-notified", register(breach(authority_notified_at="none")), V),
    ("authority-notified", register(breach(authority_notified_at="2026-02-14T10:00", authority_delay_reasons="ziekte")), R),
    ("authority-notified", register(breach(authority_notified_at="none", risk=ABSENT)), R),
    ("authority-notified", register(breach(authority_notified_at="none", risk="unlikely")), N),
    ("subjects-informed", register(breach()), N),
    ("subjects-informed", register(breach(risk="high-risk", subjects_informed_at="2026-02-12T10:00")), C),
    ("subjects-informed", register(breach(risk="high-risk", subjects_informed_at="none")), R),
    ("subjects-informed", register(breach(risk="high-risk")), R),
    ("duties-flow-down", {}, C),
    ("duties-flow-down", {P + "flow_down": False}, V),
    ("duties-flow-down", {P + "flow_down": ABSENT}, R),
    ("confidentiality-bound", {}, C),
    ("confidentiality-bound", {P + "confidentiality": "none"}, V),
    ("confidentiality-bound", {P + "confidentiality": ABSENT}, R),
    ("breach-notified", register(breach(affects=[])), N),
    ("breach-notified", register(breach(affects=["caw"])), N),  # itself, and nobody else
    ("breach-consulted", register(breach()), N),
    # the fourth hour
    ("breach-consulted", register(breach(during_communication=True, consulted_at="2026-02-10T14:00")), C),
    ("breach-consulted", register(breach(during_communication=True, consulted_at="2026-02-10T14:01")), R),
    # beyond a day
    ("breach-consulted", register(breach(during_communication=True, consulted_at="2026-02-11T10:01")), V),
    ("breach-consulted", register(breach(during_communication=True, consulted_at="none")), V),
    ("breach-consulted", register(breach(during_communication=ABSENT, consulted_at="none")), R),
    ("breach-consulted", register(breach(during_communication=True, consulted_at="2026-02-12T10:00"),
                                  **said("immediate-consultation", {"event": "e"})), C),
    ("in-force", {}, C),
    ("in-force", {F + "starts_on": "2026-01-04"}, V),  # the last one signed on the fifth
    ("in-force", {F + "starts_on": "2026-01-05"}, C),
    ("in-force", UNSIGNED, V),  # active while one of them has not signed
    ("in-force", UNSIGNED | {F + "status": "proposed"}, R),
    ("in-force", {A + "signatures": ABSENT}, R),
    ("not-ended", {}, C),
    ("not-ended", register(AFTER), C, date(2026, 7, 11)),
    ("not-ended", register(AFTER), R, date(2026, 7, 12)),
    ("not-ended", register(AFTER), V, date(2026, 7, 14)),
    # the agreement still runs
    ("confidentiality-survives", register(disclosure(legal_obligation="none")), N),
    ("confidentiality-survives", register(AFTER, disclosure(on="2026-08-20", to_kind="data-subject", legal_obligation="none")), N, LATER),
    ("confidentiality-survives", register(AFTER, disclosure(on="2026-08-20", legal_obligation="none")), V, LATER),
    ("confidentiality-survives", register(AFTER, disclosure(on="2026-08-20")), C, LATER),
    ("confidentiality-survives", register(AFTER, disclosure(on="2026-08-20", to_kind="staff", legal_obligation="none")), R, LATER),
    ("confidentiality-survives", register(AFTER, disclosure(on="2026-08-20", to_kind="processor", legal_obligation="none")), R, LATER),
    ("disclosure-permitted", register(disclosure()), C),
    ("disclosure-permitted", register(disclosure(legal_obligation="none")), V),
    ("disclosure-permitted", register(disclosure(to_kind="international-organisation", legal_obligation=by_law(obliges=False))), V),
    ("disclosure-permitted", register(disclosure(legal_obligation=by_law(provision=ABSENT))), R),
    ("disclosure-permitted", register(disclosure(to_kind="staff", legal_obligation="none")), C),
    ("authority-known", {}, C),
    ("authority-known", {P + "supervisory_authority": ABSENT}, R),
]  # fmt: skip


def verdicts(pack: Pack, rule: str, changes: Data, as_of: date = AS_OF) -> set[str]:
    results = [r for r in judged(pack, change(complete(), changes), as_of=as_of).results if r.rule.id == rule]
    if results and results[0].subject.kind == "party":
        results = [r for r in results if r.subject.id == "caw"]
    return {r.verdict.word for r in results}


@pytest.mark.parametrize("case", CASES, ids=[case_name(*c[:3]) for c in CASES])
def test_a_row_of_the_page_gets_its_verdict(pack: Pack, case: Any) -> None:
    rule, changes, expected, *day = case
    assert verdicts(pack, rule, changes, *day) == {expected}


def tables() -> list[tuple[str, str]]:
    """Every rule and verdict that some table of cases has."""
    found = [(r, v) for r, _, v in (*of_parties.AGREEMENT, *of_parties.PARTY, *of_flows.POWERS)]
    for name in (
        "COMPELLED",
        "DATA",
        "SOURCE",
        "STAFF",
        "BARRED",
        "COUNTRIES",
        "NOTICE",
        "MEASURES",
        "AGREEMENTS",
    ):
        found += [(p.values[0], p.values[2]) for p in getattr(of_flows, name)]
    found += [(rule, v) for rule, _, by_user in of_flows.LISTED for v in by_user.values()]
    found += [("processor-overview", v) for _, by_user in of_flows.OVERVIEW for v in by_user.values()]
    found += [("prior-notice-of-disclosure", v) for _, _, v in of_events.DISCLOSED]
    found += [("suspension-grounded", v) for *_, v in of_events.HELD]
    found += [("cessation-after-notice", v) for *_, v in of_events.TERMS]
    found += [("rights-request-answered", v) for *_, v in of_events.TURNS]
    found += [("breach-notified", t[3]) for t in of_events.TOLD]
    found += [(r, v) for t in of_events.ENDS for r, v in (("termination-form", t[2]), ("not-ended", t[3]))]
    return [*found, *((c[0], c[2]) for c in CASES)]


def test_each_row_of_the_page_has_a_case_of_each_verdict_that_it_names(pack: Pack) -> None:
    named = dict(zip(PAGE.split()[::2], PAGE.split()[1::2], strict=True))
    assert named.keys() == {r.id for r in pack.rules if r.clause != "house"}
    words = {"v": V, "r": R, "n": N}
    wanted = {(rule, words[letter]) for rule, letters in named.items() for letter in letters}
    wanted |= {(rule, C) for rule in named}
    assert wanted - set(tables()) == set()

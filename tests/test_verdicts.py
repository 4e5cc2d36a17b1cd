"""Every rule through the whole pipeline: one change to a workspace in order, and the verdict that the
agreement asks for.

``none``, ``[]``, ``false`` and absence are four different things; each table below holds the ones that its
field can take.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gbo_policy.basics.moments import AsOf
from gbo_policy.judging.clock import norm_of
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.values import parse_moment
from tests.kit import (
    ABSENT,
    Data,
    assessment,
    by_law,
    case_name,
    change,
    complete,
    findings,
    flow,
    judged,
    long_in_force,
    named,
    party,
    staff,
    verdict,
    verdicts,
)

V, R, C, N = "violation", "review", "compliant", "not_applicable"
A, P, F = "agreement.", "agreement.parties.0.", "flows.0."
OBLIGES = by_law("2026-01-11")
THIRD = {"kind": "third-party", "name": "Firma", "country": "BE"}
NATO = {"kind": "international-organisation", "name": "NAVO", "country": "BE"}
OUTSIDE = [{"kind": "staff", "party": "ocmw", "function": "x", "need_to_know": True}]
HOSTED = [{"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}]


def obliges(**changes: Any) -> Data:
    return {k: v for k, v in (OBLIGES | changes).items() if v is not ABSENT}


def event(type_: str, **fields: Any) -> Data:
    return {"id": "e1", "type": type_} | fields


AGREEMENT: list[tuple[str, Data, str]] = [
    ("roles-complete", {}, C),
    ("roles-complete", {"agreement.parties.2.role": "caw"}, V),
    ("roles-complete", {"agreement.parties.2.role": ABSENT}, R),
    ("agreement-published", {}, C),
    ("agreement-published", {A + "publication": ABSENT}, R),
    (
        "agreement-published",
        {A + "publication": "none"},
        R,
    ),  # 55 days after entry into force: between 30 and 90
    ("agreement-published", {A + "publication.by": "ocmw"}, V),
    ("agreement-published", {A + "publication.by": ABSENT}, R),
    ("agreement-published", {A + "publication.published_on": ABSENT}, R),
    ("agreement-published", {A + "publication.published_on": "2026-03-02"}, R),  # to come: not yet published
    ("agreement-published", {A + "publication": "none", A + "signatures": []}, N),
    (
        "agreement-published",
        {A + "publication": "none", A + "signatures.0.signed_on": "2026-01-30"},
        C,
    ),  # in force for 30 days
    (
        "agreement-published",
        {A + "publication": "none", A + "signatures.0.signed_on": "2026-01-29"},
        R,
    ),  # 31 days
    (
        "agreement-published",
        {A + "publication": "none", **{f"{A}signatures.{i}.signed_on": "2025-12-01" for i in range(3)}},
        R,
    ),  # 90 days
    (
        "agreement-published",
        {A + "publication": "none", **{f"{A}signatures.{i}.signed_on": "2025-11-30" for i in range(3)}},
        V,
    ),  # 91 days
    ("dpo-advice-before-signature", {}, C),
    ("dpo-advice-before-signature", {A + "dpo_advice": ABSENT}, R),
    ("dpo-advice-before-signature", {A + "dpo_advice": "none"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice": "none", A + "signatures": []}, N),
    ("dpo-advice-before-signature", {A + "dpo_advice": "none", A + "signatures": ABSENT}, R),
    ("dpo-advice-before-signature", {A + "dpo_advice.by": "dmw"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice.by": ABSENT}, R),
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": ABSENT}, R),
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": ABSENT, A + "signatures": []}, R),
    (
        "dpo-advice-before-signature",
        {A + "dpo_advice.given_on": "2026-01-05"},
        R,
    ),  # the day of the first signature
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": "2026-01-06"}, V),
    ("dpo-advice-before-signature", {A + "dpo_advice.given_on": "2026-05-01", A + "signatures": []}, N),
    (
        "dpo-advice-before-signature",
        {A + "signatures.0.signed_on": ABSENT},
        R,
    ),  # the undated one may have been the first
    (
        "dpo-advice-before-signature",
        {A + "signatures.0.signed_on": ABSENT, A + "dpo_advice.given_on": "2026-02-01"},
        V,
    ),
    ("specific-measures-agreed", {}, C),
    ("specific-measures-agreed", {A + "specific_measures": {}}, R),
    ("specific-measures-agreed", {A + "specific_measures": {"channels": [], "formats": []}}, R),
    ("specific-measures-agreed", {A + "specific_measures": {"notes": "enkel versleuteld"}}, R),
    ("specific-measures-agreed", {A + "specific_measures": ABSENT}, R),
    ("specific-measures-agreed", {A + "specific_measures": "none"}, R),
]

PARTY: list[tuple[str, Data, str]] = [
    ("party-identified", {}, C),
    ("party-identified", {P + "enterprise_number": "0417.319.933"}, V),
    ("party-identified", {P + "enterprise_number": "0417319932"}, C),
    ("party-identified", {P + "enterprise_number": ABSENT}, R),
    ("party-identified", {P + "name": ABSENT}, R),
    ("party-identified", {P + "name": " "}, R),
    ("party-identified", {P + "registered_office": ABSENT}, R),
    ("separate-controllers", {}, C),
    ("separate-controllers", {P + "controller": "joint"}, V),
    ("separate-controllers", {P + "controller": ABSENT}, R),
    ("dpo-contact", {}, C),
    ("dpo-contact", {P + "dpo": "none"}, V),
    ("dpo-contact", {P + "dpo": ABSENT}, R),
    ("dpo-contact", {P + "dpo.name": ABSENT}, R),
    ("dpo-contact", {P + "dpo.name": ""}, R),
    ("dpo-contact", {P + "dpo.email": ABSENT}, R),
    ("collection-purpose", {}, C),
    ("collection-purpose", {P + "collection": ABSENT}, R),
    ("collection-purpose", {P + "collection.purpose": ABSENT}, R),
    ("collection-purpose", {P + "collection.purpose": ""}, R),
    ("collection-purpose", {P + "collection.provisions": ABSENT}, R),
    ("collection-purpose", {P + "collection.provisions": []}, R),
    ("collection-basis", {}, C),
    ("collection-basis", {P + "collection": ABSENT}, R),
    ("collection-basis", {P + "collection.legal_basis": ABSENT}, R),
    ("collection-basis", {P + "collection.legal_basis": []}, V),
    ("collection-basis", {P + "collection.legal_basis": ["gdpr-6-1-e"]}, V),
    ("collection-basis", {P + "collection.legal_basis": ["gdpr-9-2-g"]}, V),
    (
        "collection-basis",
        {P + "collection.legal_basis": ["gdpr-6-1-e", "gdpr-9-1-g"]},
        C,
    ),  # the model text's own slip
    ("security-measures", {}, C),
    ("security-measures", {P + "security": ABSENT}, R),
    ("security-measures", {P + "security.measures": ABSENT}, R),
    ("security-measures", {P + "security.measures": []}, V),
    ("security-measures", {"assessments.0.outcome": "not-met"}, V),
    ("security-measures", {"assessments.0.outcome": "contested"}, R),
    ("security-measures", {"assessments.0.review_by": "2026-02-28"}, R),
    ("security-measures", {"assessments.0.review_by": "2026-03-01"}, C),
    ("security-measures", {"assessments.0.by": ABSENT}, R),
    ("security-measures", {"assessments.0.on": ABSENT}, R),
    ("security-measures", {"assessments.0.on": "2026-03-02"}, R),
    (
        "security-measures",
        {"events.+": event("security-finding", party="caw", found_on="2026-02-01", remedied_on="none")},
        V,
    ),
    ("security-measures", {"events.+": event("security-finding", party="caw", found_on="2026-02-01")}, R),
    (
        "security-measures",
        {"events.+": event("security-finding", party="caw", found_on="2026-02-01", remedied_on="2026-03-01")},
        C,
    ),
    (
        "security-measures",
        {"events.+": event("security-finding", party="caw", found_on="2026-02-01", remedied_on="2026-03-02")},
        V,
    ),
    (
        "security-measures",
        {"events.+": event("security-finding", party="dmw", found_on="2026-02-01", remedied_on="none")},
        C,
    ),
    (
        "security-measures",
        {"events.+": event("security-finding", found_on="2026-02-01", remedied_on="none")},
        R,
    ),  # whose is not said
    ("clients-informed", {}, C),
    ("clients-informed", {P + "informs_clients": "none"}, V),
    ("clients-informed", {P + "informs_clients": ABSENT}, R),
    ("clients-informed", {P + "informs_clients.since": ABSENT}, R),
    ("clients-informed", {P + "informs_clients.since": "2026-03-01"}, C),
    ("clients-informed", {P + "informs_clients.since": "2026-03-02"}, V),
    ("duties-flow-down", {}, C),
    ("duties-flow-down", {P + "flow_down": False}, V),
    ("duties-flow-down", {P + "flow_down": ABSENT}, R),
    ("confidentiality-bound", {}, C),
    ("confidentiality-bound", {P + "confidentiality": "undertaking"}, C),
    ("confidentiality-bound", {P + "confidentiality": "none"}, V),
    ("confidentiality-bound", {P + "confidentiality": ABSENT}, R),
    ("authority-known", {}, C),
    ("authority-known", {P + "supervisory_authority": ABSENT}, R),
]

X = A + "processors.0."
PROCESSOR: list[tuple[str, Data, str | None]] = [
    ("processor-guarantees", {}, C),
    ("processor-guarantees", {X + "sufficient_guarantees": False}, V),
    ("processor-guarantees", {X + "sufficient_guarantees": ABSENT}, R),
    (
        "processor-guarantees",
        {
            X + "sufficient_guarantees": True,
            "assessments.+": assessment("sufficient-guarantees", {"processor": "wolk"}, "not-met"),
        },
        V,
    ),
    (
        "processor-guarantees",
        {
            X + "sufficient_guarantees": False,
            "assessments.+": assessment("sufficient-guarantees", {"processor": "wolk"}),
        },
        C,
    ),
    (
        "processor-guarantees",
        {"assessments.+": assessment("sufficient-guarantees", {"processor": "wolk"}, "contested")},
        R,
    ),
    ("processor-guarantees", {A + "processors": ABSENT}, R),
    ("processor-guarantees", {A + "processors": []}, None),
    (
        "processor-guarantees",
        {X + "used_by": [], X + "sufficient_guarantees": False, F + "recipients": HOSTED},
        V,
    ),  # the flow shows who uses it
    ("processor-overview", {}, C),
    ("processor-overview", {X + "listed_with": ABSENT}, R),
    ("processor-overview", {X + "listed_with": []}, V),
    ("processor-overview", {X + "listed_with.0": {"party": "ocmw", "on": "2026-03-01"}}, C),
    ("processor-overview", {X + "listed_with.0": {"party": "ocmw", "on": "2026-03-02"}}, V),
    ("processor-overview", {X + "listed_with.0": {"party": "ocmw"}}, R),
    ("processor-overview", {X + "listed_with.0": {"on": "2026-01-01"}}, R),
    ("processor-overview", {X + "used_by": ABSENT}, R),
    ("processor-overview", {X + "used_by": ["caw", "dmw", "ocmw"], X + "listed_with": ABSENT}, R),
    ("processor-overview", {A + "processors": ABSENT}, R),
]

FLOW: list[tuple[str, Data, str]] = [
    ("purpose-limitation", {}, C),
    ("purpose-limitation", {F + "purposes": ABSENT}, R),
    ("purpose-limitation", {F + "purposes": []}, V),
    ("purpose-limitation", {F + "purposes": ["refer", "marketing"]}, V),
    ("purpose-limitation", {F + "purposes": ["refer", {"other": "refer"}]}, V),
    (
        "purpose-limitation",
        {
            F + "purposes": [
                "proactive-action",
                "clarify-need",
                "explore-rights",
                "inform-on-offer",
                "orienting-advice",
                "realise-rights",
                "refer",
                "keep-overview",
                "signal-thresholds",
            ]
        },
        C,
    ),
    ("necessity", {}, C),
    ("necessity", {"assessments.3": ABSENT}, R),
    ("necessity", {"assessments.3.outcome": "not-met"}, V),
    ("necessity", {"assessments.3.outcome": "contested"}, R),
    ("necessity", {"assessments.3.review_by": "2026-02-28"}, R),
    ("necessity", {"assessments.3.on": "2026-03-02"}, R),
    (
        "necessity",
        {"assessments.+": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-02-01")},
        V,
    ),  # the newest counts
    (
        "necessity",
        {"assessments.+": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-01-01")},
        C,
    ),
    (
        "necessity",
        {"assessments.+": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-01-02")},
        R,
    ),  # the same day: contested
    (
        "necessity",
        {"assessments.+": assessment("necessity", {"flow": "stroom", "recipient": "ocmw"}, "not-met")},
        V,
    ),
    # what was said later of the whole flow counts for its recipients too
    (
        "necessity",
        {
            "assessments.3": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-02-01"),
            "assessments.+": assessment(
                "necessity", {"flow": "stroom", "recipient": "ocmw"}, on="2026-01-20"
            ),
        },
        V,
    ),
    (
        "necessity",
        {
            "assessments.3": assessment("necessity", {"flow": "stroom"}, "not-met", on="2026-01-20"),
            "assessments.+": assessment(
                "necessity", {"flow": "stroom", "recipient": "ocmw"}, on="2026-02-01"
            ),
        },
        C,
    ),
    ("permitted-categories", {}, C),
    ("permitted-categories", {F + "data": ABSENT}, R),
    ("permitted-categories", {F + "data": []}, V),
    ("permitted-categories", {F + "data": ["identification-contact", "criminal"]}, V),
    ("permitted-categories", {F + "data": [{"other": "iets"}]}, V),
    ("permitted-categories", {F + "data": [{"category": {"other": "iets"}, "subject": "client"}]}, V),
    ("data-subjects", {}, C),
    ("data-subjects", {F + "data": ["health"]}, R),  # whose health is not said
    ("data-subjects", {F + "data": [{"category": "health", "subject": "involved-person"}]}, R),
    ("data-subjects", {F + "data": ["involved-persons-contact"]}, C),
    (
        "data-subjects",
        {F + "data": [{"category": "identification-contact", "subject": "involved-person"}]},
        R,
    ),
    ("data-subjects", {F + "data": []}, C),
    ("special-category-basis", {}, C),
    ("special-category-basis", {F + "data": ["identification-contact"], F + "legal_basis": []}, N),
    ("special-category-basis", {F + "legal_basis": ["gdpr-6-1-e"]}, V),
    ("special-category-basis", {F + "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-a"]}, V),
    ("special-category-basis", {F + "legal_basis": ["gdpr-9-1-g"]}, C),
    ("special-category-basis", {F + "legal_basis": ABSENT}, R),
    ("special-category-basis", {F + "data": ABSENT, F + "legal_basis": []}, R),
    ("special-category-basis", {F + "data": ABSENT}, C),  # the basis is there whatever the data
    ("communication-basis", {}, C),
    ("communication-basis", {F + "legal_basis": ABSENT}, R),
    ("communication-basis", {F + "legal_basis": []}, V),
    ("communication-basis", {F + "legal_basis": ["gdpr-6-1-c"]}, V),
    (
        "communication-basis",
        {F + "legal_basis": ["gdpr-6-1-c"], F + "recipients": [THIRD], F + "legal_obligation": OBLIGES},
        C,
    ),
    (
        "communication-basis",
        {
            F + "legal_basis": ["gdpr-6-1-c"],
            F + "recipients": [THIRD, staff("ocmw")],
            F + "legal_obligation": OBLIGES,
        },
        V,
    ),
    (
        "communication-basis",
        {F + "legal_basis": ["gdpr-6-1-c"], F + "recipients": [THIRD], F + "legal_obligation": ABSENT},
        R,
    ),
    (
        "communication-basis",
        {F + "legal_basis": ["gdpr-6-1-c"], F + "recipients": [THIRD], F + "legal_obligation": "none"},
        V,
    ),
    (
        "communication-basis",
        {
            F + "legal_basis": ["gdpr-6-1-c"],
            F + "recipients": [{"kind": "data-subject"}],
            F + "locations.storage": ["US"],
            F + "legal_obligation": OBLIGES,
        },
        V,
    ),
    (
        "communication-basis",
        {F + "legal_basis": ["gdpr-6-1-c"], F + "recipients": ABSENT, F + "legal_obligation": OBLIGES},
        R,
    ),
    ("data-quality", {}, N),
    ("data-quality", {"assessments.+": assessment("data-quality", {"flow": "stroom"})}, C),
    ("data-quality", {"assessments.+": assessment("data-quality", {"flow": "stroom"}, "not-met")}, V),
    ("data-quality", {"assessments.+": assessment("data-quality", {"flow": "stroom"}, "contested")}, R),
    (
        "data-quality",
        {"assessments.+": assessment("data-quality", {"flow": "stroom"}, "not-met", review_by="2026-02-01")},
        N,
    ),
    ("agreed-channel", {}, C),
    ("agreed-channel", {F + "channel": " gbo-CONNECT "}, C),
    ("agreed-channel", {F + "channel": "post"}, V),
    ("agreed-channel", {F + "channel": ABSENT}, R),
    ("agreed-channel", {F + "format": "papier"}, V),
    ("agreed-channel", {F + "format": ABSENT}, R),
    ("agreed-channel", {A + "specific_measures": "none"}, N),
    ("agreed-channel", {A + "specific_measures": ABSENT}, R),
    ("agreed-channel", {A + "specific_measures.formats": ABSENT}, R),
    ("agreed-channel", {A + "specific_measures.formats": [], F + "format": ABSENT}, C),
    ("agreed-channel", {A + "specific_measures": {"channels": [], "formats": []}}, N),
    ("source-authorised", {}, N),
    ("source-authorised", {F + "data": [{"category": "rights-exploration", "authentic_source": "KSZ"}]}, R),
    (
        "source-authorised",
        {
            F + "data": [
                {"category": "rights-exploration", "authentic_source": "KSZ", "authorisation": "none"}
            ]
        },
        V,
    ),
    (
        "source-authorised",
        {
            F + "data": [
                {"category": "rights-exploration", "authentic_source": "KSZ", "authorisation": "nr. 1"}
            ]
        },
        R,
    ),
    ("source-authorised", {F + "data": ABSENT}, R),
    (
        "source-authorised",
        {
            F + "data": [
                {"category": "rights-exploration", "authentic_source": "none", "authorisation": "none"}
            ]
        },
        N,
    ),
    ("in-force", {}, C),
    ("in-force", {F + "starts_on": "2026-01-05"}, C),  # the day of the last signature
    ("in-force", {F + "starts_on": "2026-01-04"}, V),
    ("in-force", {F + "starts_on": ABSENT}, R),
    ("in-force", {A + "signatures.0": ABSENT}, V),
    ("in-force", {A + "signatures": []}, V),
    ("in-force", {A + "signatures": ABSENT}, R),
    ("in-force", {A + "signatures": [], F + "status": "proposed"}, R),
    ("in-force", {A + "signatures": [], F + "status": ABSENT}, V),  # active is the default
    ("in-force", {F + "status": "proposed"}, C),
    ("in-force", {A + "signatures.0.signed_on": ABSENT}, R),
    ("in-force", {A + "signatures.0.signed_on": "2026-03-02"}, V),
    ("not-ended", {}, C),
]

RECIPIENT: list[tuple[str, Data, str]] = [
    ("recipient-needs-data", {}, C),
    ("recipient-needs-data", {F + "recipients.0.need_to_know": False}, V),
    ("recipient-needs-data", {F + "recipients.0.need_to_know": ABSENT}, R),
    ("recipient-needs-data", {F + "recipients": ABSENT}, R),
    ("recipient-needs-data", {F + "recipients.0": {"need_to_know": False}}, R),  # staff or not is not said
    ("recipient-needs-data", {F + "recipients.0": {"kind": "data-subject"}}, N),
    ("recipient-is-core-actor", {}, C),
    ("recipient-is-core-actor", {F + "recipients.0.party": "caw"}, R),
    ("recipient-is-core-actor", {F + "recipients.0.party": ABSENT}, R),
    ("recipient-is-core-actor", {F + "sender": ABSENT}, R),
    ("no-third-party", {}, N),
    ("no-third-party", {F + "recipients": [THIRD]}, V),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": ABSENT}, R),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": OBLIGES}, C),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": obliges(obliges=False)}, V),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": obliges(obliges=ABSENT)}, R),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": obliges(provision=ABSENT)}, R),
    ("no-third-party", {F + "recipients": [THIRD], F + "legal_obligation": obliges(source=ABSENT)}, R),
    ("no-third-party", {F + "recipients.0": {}}, R),
    ("no-international-organisation", {F + "recipients": [NATO]}, V),
    ("no-international-organisation", {F + "recipients": [NATO], F + "legal_obligation": OBLIGES}, C),
    ("no-international-organisation", {F + "recipients": [THIRD]}, N),
    ("no-third-country", {}, C),
    ("no-third-country", {F + "locations": {"storage": ["US"], "access": ["BE"]}}, V),
    ("no-third-country", {F + "locations": {"storage": ["BE"], "access": ["gb"]}}, V),
    ("no-third-country", {F + "locations": {"storage": ["UK"], "access": ["BE"]}}, V),
    (
        "no-third-country",
        {F + "locations": {"storage": ["EL", "EU", "EEA", "no", "RE"], "access": ["ax"]}},
        C,
    ),
    (
        "no-third-country",
        {F + "locations": {"storage": ["CH"], "access": ["BE"]}, F + "legal_obligation": OBLIGES},
        R,
    ),
    ("no-third-country", {F + "locations": {"storage": ["CH"]}}, V),  # one known country outside is enough
    ("no-third-country", {F + "locations": ABSENT}, R),
    ("no-third-country", {F + "locations.access": ABSENT}, R),
    ("no-third-country", {F + "locations": {"storage": [], "access": []}}, C),
    ("no-third-country", {F + "locations": {"storage": ["SJ"], "access": ["BE"]}}, R),
    ("no-third-country", {F + "locations": {"storage": ["SJ", "US"], "access": ["BE"]}}, V),
    (
        "no-third-country",
        {F + "locations": {"storage": ["SJ"], "access": ["BE"]}, F + "legal_obligation": OBLIGES},
        R,
    ),
    (
        "no-third-country",
        {F + "locations": {"storage": ["US"]}, F + "recipients": [{"kind": "data-subject"}]},
        V,
    ),
    ("no-third-country", {F + "recipients": [{**THIRD, "country": "US"}]}, V),
    ("no-third-country", {F + "recipients": [{"kind": "third-party", "name": "Firma"}]}, R),
    ("no-third-country", {F + "recipients": HOSTED}, C),
    ("no-third-country", {F + "recipients": HOSTED, X + "countries.access": ["IN"]}, V),
    ("no-third-country", {F + "recipients": HOSTED, X + "countries": ABSENT}, R),
    ("no-third-country", {F + "recipients": HOSTED, X + "countries.storage": ABSENT}, R),
    *[
        ("no-third-country", {F + "locations.storage": [c]}, V)
        for c in [
            "GB",
            "CH",
            "FO",
            "GL",
            "AD",
            "MC",
            "SM",
            "VA",
            "XK",
            "JE",
            "GG",
            "IM",
            "NC",
            "PF",
            "AW",
            "TR",
            "RU",
        ]
    ],
    *[
        ("no-third-country", {F + "locations.storage": [c]}, C)
        for c in [
            "AT",
            "BE",
            "BG",
            "HR",
            "CY",
            "CZ",
            "DK",
            "EE",
            "FI",
            "FR",
            "DE",
            "GR",
            "HU",
            "IE",
            "IT",
            "LV",
            "LT",
            "LU",
            "MT",
            "NL",
            "PL",
            "PT",
            "RO",
            "SK",
            "SI",
            "ES",
            "SE",
            "IS",
            "LI",
            "NO",
            "GF",
            "GP",
            "MQ",
            "RE",
            "YT",
            "MF",
            "AX",
        ]
    ],
    ("prior-notice-of-obligation", {}, N),
    ("prior-notice-of-obligation", {F + "recipients": [THIRD], F + "legal_obligation": OBLIGES}, C),
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notified=[])},
        V,
    ),
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notified=ABSENT)},
        R,
    ),
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notified=[OBLIGES["notified"][0]])},
        V,
    ),
    (
        "prior-notice-of-obligation",
        {
            F + "recipients": [THIRD],
            F + "legal_obligation": obliges(
                notified=[OBLIGES["notified"][0], {"party": "dmw", "at": "2026-01-12"}]
            ),
        },
        R,
    ),
    (
        "prior-notice-of-obligation",
        {
            F + "recipients": [THIRD],
            F + "legal_obligation": obliges(
                notified=[OBLIGES["notified"][0], {"party": "dmw", "at": "2026-01-11T23:59"}]
            ),
        },
        C,
    ),
    (
        "prior-notice-of-obligation",
        {
            F + "recipients": [THIRD],
            F + "legal_obligation": obliges(notified=[OBLIGES["notified"][0], {"party": "dmw"}]),
        },
        R,
    ),
    # a notice to come has not been given, but may yet be in time
    (
        "prior-notice-of-obligation",
        {
            F + "starts_on": "2026-05-01",
            F + "recipients": [THIRD],
            F + "legal_obligation": obliges(
                notified=[OBLIGES["notified"][0], {"party": "dmw", "at": "2026-04-01"}]
            ),
        },
        R,
    ),
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notice_forbidden_by="art. 3")},
        N,
    ),
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notice_forbidden_by=ABSENT)},
        C,
    ),  # all told anyway
    (
        "prior-notice-of-obligation",
        {F + "recipients": [THIRD], F + "legal_obligation": obliges(notice_forbidden_by=ABSENT, notified=[])},
        R,
    ),
    ("prior-notice-of-obligation", {F + "legal_obligation": obliges(notified=[])}, N),  # not relied on
    ("processor-agreement", {}, N),
    ("processor-agreement", {F + "recipients": HOSTED}, C),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_signed_on": "none"}, V),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_signed_on": ABSENT}, R),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_signed_on": "2026-03-01"}, C),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_signed_on": "2026-03-02"}, V),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_ends_on": "2026-02-28"}, V),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_ends_on": "2026-03-01"}, C),
    ("processor-agreement", {F + "recipients": HOSTED, X + "agreement_ends_on": ABSENT}, R),
    (
        "processor-agreement",
        {F + "recipients": HOSTED, X + "agreement_ends_on": "2026-02-15", F + "ends_on": "2026-02-15"},
        C,
    ),  # judged on the flow's last day
    (
        "processor-agreement",
        {F + "recipients": HOSTED, X + "agreement_signed_on": "2026-04-01", F + "starts_on": "2026-04-01"},
        C,
    ),
    ("processor-agreement", {F + "recipients": [{"kind": "processor", "on_behalf_of": "caw"}]}, R),
]


@pytest.mark.parametrize(("rule", "changes", "expected"), named(AGREEMENT))
def test_the_agreement_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    subject = "party/caw" if rule == "dpo-advice-before-signature" else None  # it is each CAW's own
    assert verdict(judged(pack, change(complete(), changes)), rule, subject) == expected


@pytest.mark.parametrize(("rule", "changes", "expected"), named(PARTY))
def test_a_core_actor_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    assert verdict(judged(pack, change(complete(), changes)), rule, "party/caw") == expected


@pytest.mark.parametrize(("rule", "changes", "expected"), named(PROCESSOR))
def test_a_processor_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str | None
) -> None:
    assert verdict(judged(pack, change(complete(), changes)), rule) == expected


@pytest.mark.parametrize(("rule", "changes", "expected"), named(FLOW))
def test_a_flow_gets_the_verdict_of_its_clause(pack: Pack, rule: str, changes: Data, expected: str) -> None:
    assert verdict(judged(pack, change(complete(), changes)), rule, "flow/stroom") == expected


@pytest.mark.parametrize(("rule", "changes", "expected"), named(RECIPIENT))
def test_a_recipient_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, changes: Data, expected: str
) -> None:
    assert verdict(judged(pack, change(complete(), changes)), rule, "recipient/stroom/0") == expected


def test_the_workspace_that_all_tables_start_from_is_in_order(pack: Pack) -> None:
    report = judged(pack, complete())
    assert findings(report) == set()
    assert report.verdict.word == "compliant"


def test_no_parties_is_a_review_not_a_pass(pack: Pack) -> None:
    report = judged(pack, {"agreement": {"id": "leeg"}})
    assert verdict(report, "roles-complete") == R
    assert report.verdict.word == "review"


def test_a_flow_of_which_nothing_is_known_passes_nothing(pack: Pack) -> None:
    report = judged(pack, change(complete(), {"flows": [{"id": "stroom"}]}))
    of_flow = {
        (r.rule.id, r.verdict.word)
        for r in report.results
        if "stroom" in r.subject.id and r.rule.clause != "house"
    }
    # its assessments, and an agreement that nobody has ended: nothing that the flow itself would have to say
    assert {r for r, v in of_flow if v != R} == {"data-quality", "necessity", "not-ended"}


def table(type_: str, rule: str, *rows: tuple[Data, str | None], **given: Any) -> list[Any]:
    """One event with ``given``, each time with the fields of a row in their place."""
    made = []
    for fields, expected in rows:
        made.append(
            pytest.param(
                rule,
                event(type_, **{k: v for k, v in (given | fields).items() if v is not ABSENT}),
                expected,
                id=case_name(rule, fields, expected),
            )
        )
    return made


AWARE = "2026-02-20T10:00+01:00"
EVENTS = [
    *table(
        "overview-request",
        "security-overview-on-request",
        ({"answered_on": "2026-01-31"}, C),  # 30 days
        ({"answered_on": "2026-02-01"}, R),
        ({"answered_on": "2026-02-28"}, R),  # 58
        ({"answered_on": "none"}, R),  # 59 days so far
        ({"answered_on": "none", "requested_on": "2026-01-30"}, C),  # 30
        ({"answered_on": "none", "requested_on": "2026-01-29"}, R),
        ({"answered_on": "none", "requested_on": "2025-12-31"}, R),  # 60
        ({"answered_on": "none", "requested_on": "2025-12-30"}, V),
        ({"answered_on": "2026-02-27", "requested_on": "2025-12-30"}, R),  # 59
        ({"answered_on": "2026-03-01", "requested_on": "2025-12-30"}, V),  # 61
        ({"answered_on": "2026-03-02", "requested_on": "2025-12-30"}, V),  # not answered yet
        ({"answered_on": ABSENT}, R),
        ({"answered_on": ABSENT, "requested_on": "2026-01-30"}, C),  # it cannot be late yet
        ({"answered_on": ABSENT, "requested_on": "2025-01-30"}, R),
        ({"answered_on": "none", "requested_on": ABSENT}, R),
        ({"requested_on": "2026-03-02", "answered_on": "none"}, None),
        by="dmw",
        to="ocmw",
        requested_on="2026-01-01",
    ),
    *table(
        "assistance-request",
        "assistance-given",
        ({"answered_on": "2026-01-31"}, C),
        ({"answered_on": "2026-02-01"}, R),
        ({"answered_on": "none", "requested_on": "2025-12-30"}, V),
        ({"answered_on": ABSENT}, R),
        by="dmw",
        to="ocmw",
        article=33,
        requested_on="2026-01-01",
    ),
    *table(
        "security-finding",
        "shortcoming-remedied",
        ({"remedied_on": "2026-01-30", "found_on": "2025-11-01"}, C),  # 90
        ({"remedied_on": "2026-01-31", "found_on": "2025-11-01"}, R),
        ({"remedied_on": "none", "found_on": "2025-12-01"}, C),  # 90
        ({"remedied_on": "none", "found_on": "2025-11-30"}, R),
        ({"remedied_on": "none", "found_on": "2025-09-02"}, R),  # 180
        ({"remedied_on": "none", "found_on": "2025-09-01"}, R),  # not said whether there is a plan
        ({"remedied_on": "none", "found_on": "2025-09-01", "plan": "servers"}, R),
        ({"remedied_on": "none", "found_on": "2025-09-01", "plan": "none"}, V),
        ({"remedied_on": "none", "found_on": "2025-09-01", "plan": "none", "position": "contested"}, R),
        ({"remedied_on": ABSENT, "found_on": "2025-09-01"}, R),
        party="ocmw",
    ),
    *table(
        "non-compliance",
        "non-compliance-remedied",
        ({"remedied_on": "2026-01-31"}, C),
        ({"remedied_on": "2026-02-01"}, R),
        ({"remedied_on": "none"}, R),
        ({"remedied_on": "none", "found_on": "2025-12-31"}, R),  # 60
        ({"remedied_on": "none", "found_on": "2025-12-30"}, V),
        ({"remedied_on": ABSENT, "found_on": "2025-12-30"}, R),
        ({"remedied_on": "none", "found_on": ABSENT}, R),
        party="ocmw",
        clause="3.3",
        found_on="2026-01-01",
    ),
    *table(
        "suspension",
        "suspension-grounded",
        ({}, C),
        ({"ground": "none"}, R),
        ({"ground": ABSENT}, R),
        ({"ground": "13.5"}, C),
        ({"ground": "13"}, C),
        by="caw",
        against="ocmw",
        **{"from": "2026-02-01"},
        lifted_on="none",
        ground="3.3",
    ),
    *table(
        "cessation",
        "cessation-after-notice",
        ({"notified_on": "none"}, V),
        ({"notified_on": "2026-02-10"}, R),  # that day: nobody knows which came first
        ({"ground": "none"}, V),
        by="caw",
        against="ocmw",
        ground="3.3",
        notified_on="2026-02-01",
        effective_on="2026-02-10",
    ),
    *table(
        "rights-request",
        "rights-request-answered",
        ({"answered_on": "2026-02-14"}, C),  # the last day of the month, extended or not
        ({"answered_on": "2026-02-14", "extended_on": "none"}, C),
        ({"answered_on": "2026-02-16", "extended_on": "none"}, R),  # the next working day: readings differ
        ({"answered_on": "2026-02-17", "extended_on": "none"}, V),
        ({"answered_on": "none", "extended_on": "none"}, V),
        ({"answered_on": "none", "extended_on": "none", "received_on": "2026-02-02"}, C),
        ({"answered_on": "none", "extended_on": "2026-02-14"}, C),  # until 14 April
        ({"answered_on": "none", "extended_on": "2026-02-17"}, V),  # extended too late
        ({"answered_on": ABSENT, "extended_on": "none"}, R),
        ({"answered_on": ABSENT, "extended_on": "none", "received_on": "2026-02-15"}, C),
        ({"answered_on": "none", "extended_on": ABSENT}, R),
        (
            {"answered_on": "none", "extended_on": ABSENT, "received_on": "2025-10-01"},
            V,
        ),  # beyond three months, extended or not
        (
            {"answered_on": "2026-02-28", "received_on": "2026-01-31", "extended_on": "none"},
            C,
        ),  # a shorter month: its last day
        ({"answered_on": "2026-02-14", "received_on": "2025-12-31", "extended_on": "none"}, V),
        party="ocmw",
        received_on="2026-01-14",
    ),
    *table(
        "breach",
        "breach-consulted",
        ({"during_communication": False}, N),
        ({"during_communication": ABSENT, "consulted_at": "none"}, R),
        ({"consulted_at": "2026-02-20T14:00+01:00"}, C),
        ({"consulted_at": "2026-02-20T14:01+01:00"}, R),
        ({"consulted_at": "2026-02-21T10:00+01:00"}, R),
        ({"consulted_at": "2026-02-21T10:01+01:00"}, V),
        ({"consulted_at": "none"}, V),
        ({"consulted_at": ABSENT}, R),
        (
            {"consulted_at": "none", "aware_at": "2026-03-01T20:00+01:00"},
            C,
        ),  # four hours before the end of the as-of day
        party="ocmw",
        aware_at=AWARE,
        affects=["caw"],
        during_communication=True,
    ),
    *table(
        "termination",
        "termination-form",
        ({}, C),
        ({"means": "email"}, V),
        ({"means": "letter"}, V),
        ({"means": "bailiff"}, R),
        ({"means": "verbal"}, V),
        ({"means": ABSENT}, R),
        ({"addressed_to": ["caw"]}, V),
        ({"addressed_to": []}, V),
        ({"addressed_to": ABSENT}, R),
        ({"addressed_to": ["caw", "ocmw", "dmw"]}, C),
        ({"by": ABSENT}, R),
        by="dmw",
        sent_on="2026-01-08",
        means="registered-letter",
        addressed_to=["caw", "ocmw"],
    ),
    *table(
        "disclosure",
        "disclosure-permitted",
        ({}, V),
        ({"legal_obligation": ABSENT}, R),
        ({"legal_obligation": OBLIGES}, C),
        ({"to_kind": "international-organisation"}, V),
        ({"to_kind": ABSENT}, R),
        ({"to_kind": "staff"}, C),
        ({"to_kind": "data-subject"}, C),
        ({"on": ABSENT}, R),  # it may lie before entry into force
        party="ocmw",
        on="2026-02-01",
        to="Firma",
        to_kind="third-party",
        legal_obligation="none",
    ),
    *table(
        "disclosure",
        "confidentiality-survives",
        ({}, N),
        party="ocmw",
        on="2026-02-01",
        to="Firma",
        to_kind="third-party",
        legal_obligation="none",
    ),
]


@pytest.mark.parametrize(("rule", "one", "expected"), EVENTS)
def test_an_event_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, one: Data, expected: str | None
) -> None:
    assert verdict(judged(pack, change(long_in_force(), {"events": [one]})), rule) == expected


NOTICES = table(
    "breach",
    "breach-notified",
    ({"notified": [{"party": "caw", "at": "2026-02-21T10:00+01:00", "via": "dpo"}]}, C),  # 24 hours
    ({"notified": [{"party": "caw", "at": "2026-02-21T10:01+01:00", "via": "dpo"}]}, R),
    ({"notified": [{"party": "caw", "at": "2026-02-23T10:00+01:00", "via": "dpo"}]}, R),  # 72
    ({"notified": [{"party": "caw", "at": "2026-02-23T10:01+01:00", "via": "dpo"}]}, V),
    ({"notified": [{"party": "caw", "at": "2026-02-20T11:00+01:00", "via": "other"}]}, V),
    ({"notified": [{"party": "caw", "at": "2026-02-20T11:00+01:00"}]}, R),
    ({"notified": [{"party": "caw", "via": "dpo"}]}, R),
    (
        {
            "notified": [
                {"party": "caw", "at": "2026-02-20T11:00+01:00", "via": "other"},
                {"party": "caw", "at": "2026-02-20T12:00+01:00", "via": "dpo"},
            ]
        },
        C,
    ),
    ({"notified": []}, V),
    ({"notified": ABSENT}, R),
    ({"notified": [], "aware_at": "2026-03-01T00:00"}, C),
    ({"notified": [], "aware_at": ABSENT}, R),
    ({"affects": ABSENT, "notified": []}, R),
    ({"affects": [], "notified": []}, N),
    ({"affects": ["ocmw"], "notified": []}, N),
    party="ocmw",
    aware_at=AWARE,
    affects=["caw"],
    during_communication=False,
)


@pytest.mark.parametrize(("rule", "one", "expected"), NOTICES)
def test_word_of_a_breach_gets_the_verdict_of_its_clause(
    pack: Pack, rule: str, one: Data, expected: str
) -> None:
    assert verdict(judged(pack, change(long_in_force(), {"events": [one]})), rule) == expected


def suspension(**fields: Any) -> Data:
    given = {
        "by": "caw",
        "against": "ocmw",
        "from": "2026-02-01",
        "lifted_on": "none",
        "ground": "nc",
    } | fields
    return event("suspension", **{k: v for k, v in given.items() if v is not ABSENT})


def cessation(**fields: Any) -> Data:
    given = {
        "by": "caw",
        "against": "ocmw",
        "ground": "nc",
        "notified_on": "2026-02-01",
        "effective_on": "2026-02-10",
    } | fields
    return event("cessation", **{k: v for k, v in given.items() if v is not ABSENT})


def non_compliance(**fields: Any) -> Data:
    given = {
        "id": "nc",
        "type": "non-compliance",
        "party": "ocmw",
        "clause": "3.3",
        "found_on": "2025-11-01",
        "remedied_on": "none",
    } | fields
    return {k: v for k, v in given.items() if v is not ABSENT}


MEASURES: list[tuple[str, list[Data], Data, str]] = [
    ("suspension-respected", [], {}, C),
    ("suspension-respected", [suspension()], {}, R),
    (
        "suspension-respected",
        [suspension(by="ocmw", against="caw")],
        {},
        R,
    ),  # the suspended party sends to the one that suspended
    ("suspension-respected", [suspension(by="dmw")], {}, C),
    ("suspension-respected", [suspension(against="dmw")], {}, C),
    ("suspension-respected", [suspension(lifted_on="2026-03-01")], {}, C),
    ("suspension-respected", [suspension(lifted_on="2026-03-02")], {}, R),
    ("suspension-respected", [suspension(lifted_on=ABSENT)], {}, R),
    ("suspension-respected", [suspension(**{"from": "2026-03-01"})], {}, R),
    ("suspension-respected", [suspension(**{"from": "2026-03-02"})], {}, C),
    ("suspension-respected", [suspension(**{"from": ABSENT})], {}, R),
    ("suspension-respected", [suspension(by=ABSENT)], {}, R),
    ("suspension-respected", [suspension(against=ABSENT)], {}, R),
    ("suspension-respected", [suspension()], {F + "sender": ABSENT}, R),
    ("suspension-respected", [suspension()], {F + "recipients.0.party": ABSENT}, R),
    (
        "suspension-respected",
        [suspension()],
        {F + "recipients.0": {"party": "ocmw", "need_to_know": True}},
        R,
    ),  # kind not said
    ("suspension-respected", [suspension()], {F + "recipients": ABSENT}, R),
    ("suspension-respected", [suspension()], {F + "ends_on": "2026-01-31"}, C),  # the flow had ended before
    (
        "suspension-respected",
        [suspension(against="ocmw")],
        {F + "recipients": [{**HOSTED[0], "on_behalf_of": "ocmw"}]},
        R,
    ),
    ("suspension-respected", [suspension()], {F + "recipients": [{"kind": "data-subject"}]}, N),
    ("cessation-respected", [], {}, C),
    ("cessation-respected", [cessation()], {}, R),
    ("cessation-respected", [cessation(by="ocmw", against="caw")], {}, R),
    ("cessation-respected", [cessation(effective_on="2026-03-01")], {}, R),
    ("cessation-respected", [cessation(effective_on="2026-03-02")], {}, C),
    ("cessation-respected", [cessation(effective_on=ABSENT)], {}, R),
    ("cessation-respected", [cessation()], {F + "sender": ABSENT}, R),
    ("cessation-respected", [cessation()], {F + "recipients.0.party": ABSENT}, R),
    ("suspension-grounded", [suspension()], {}, C),
    ("suspension-grounded", [suspension(against="dmw")], {}, V),  # its ground is another's non-compliance
    (
        "suspension-grounded",
        [
            suspension(ground="opz"),
            event(
                "termination",
                id="opz",
                by="ocmw",
                sent_on="2026-01-20",
                received=[],
                means="registered-letter",
                addressed_to=["caw", "dmw"],
            ),
        ],
        {},
        V,
    ),
    (
        "suspension-grounded",
        [
            suspension(ground="opz"),
            event(
                "termination",
                id="opz",
                by="ocmw",
                sent_on="2026-01-20",
                received=[],
                means="email",
                addressed_to=["caw", "dmw"],
            ),
        ],
        {},
        C,  # a notice by e-mail is held violated against it, and so is non-compliance
    ),
    (
        "suspension-grounded",
        [
            suspension(ground="vr"),
            event(
                "rights-request",
                id="vr",
                party="ocmw",
                received_on="2026-01-10",
                answered_on="2026-01-20",
                extended_on="none",
            ),
        ],
        {},
        V,
    ),
    ("suspension-lifted-after-cure", [suspension()], {}, C),
    ("cessation-after-notice", [cessation()], {}, C),  # 101 days after the finding
    ("cessation-after-notice", [cessation(against="dmw")], {}, V),
    (
        "cessation-after-notice",
        [cessation(effective_on="2025-12-31", notified_on="2025-12-01")],
        {},
        R,
    ),  # 60 days
    ("cessation-after-notice", [cessation(effective_on="2026-01-01", notified_on="2025-12-01")], {}, C),
    (
        "cessation-after-notice",
        [cessation(effective_on="2025-10-31", notified_on="2025-10-01")],
        {},
        V,
    ),  # before the ground was found
    (
        "cessation-after-notice",
        [cessation(notified_on="2025-10-15")],
        {},
        R,
    ),  # told before the ground was found
    ("cessation-after-notice", [cessation(notified_on="none")], {}, V),
    ("cessation-after-notice", [cessation(notified_on=ABSENT)], {}, R),
    ("cessation-after-notice", [cessation(effective_on=ABSENT)], {}, R),
    ("cessation-after-notice", [cessation(ground=ABSENT)], {}, R),
]


@pytest.mark.parametrize(("rule", "events", "changes", "expected"), named(MEASURES))
def test_measures_of_article_9(
    pack: Pack, rule: str, events: list[Data], changes: Data, expected: str
) -> None:
    data = change(long_in_force(), {"events": [non_compliance(), *events], **changes})
    found = {v for (r, s, _), v in verdicts(judged(pack, data)).items() if r == rule}
    assert found == {expected}


@pytest.mark.parametrize(
    ("remedied", "expected"), [("2026-02-28", V), ("2026-03-01", C), ("none", C), (ABSENT, R)]
)
def test_a_suspension_is_lifted_once_its_ground_is_remedied(pack: Pack, remedied: Any, expected: str) -> None:
    data = change(long_in_force(), {"events": [non_compliance(remedied_on=remedied), suspension()]})
    assert verdict(judged(pack, data), "suspension-lifted-after-cure") == expected


def terminated(*, sent: str = "2025-01-02", received: list[Data] | None = None, **fields: Any) -> Data:
    """Give a register with a registered letter that the DMW received on 2025-01-08, the other on 2025-01-06."""
    receipts = (
        [{"party": "ocmw", "on": "2025-01-06"}, {"party": "dmw", "on": "2025-01-08"}]
        if received is None
        else received
    )
    given = {
        "by": "caw",
        "sent_on": sent,
        "received": receipts,
        "means": "registered-letter",
        "addressed_to": ["ocmw", "dmw"],
    } | fields
    old = {f"{A}signatures.{i}.signed_on": "2024-06-01" for i in range(3)} | {
        F + "starts_on": "2024-06-03",
        A + "dpo_advice.given_on": "2024-05-01",
    }
    return change(
        complete(),
        {"events": [event("termination", **{k: v for k, v in given.items() if v is not ABSENT})], **old},
    )


# effective 2025-01-08, started 2025-01-13, last day 2025-07-12 on reading A, rolled 2025-07-14; B:
# 2025-07-13, rolled 2025-07-14
ENDS = [
    (terminated(), date(2025, 7, 12), C),
    (terminated(), date(2025, 7, 13), R),
    (terminated(), date(2025, 7, 14), R),
    (terminated(), date(2025, 7, 15), V),
    (terminated(means="email"), date(2025, 7, 15), R),  # it may have ended it: the text names no nullity
    (terminated(addressed_to=["ocmw"]), date(2025, 7, 15), R),
    (terminated(means=ABSENT), date(2025, 7, 15), R),
    (terminated(means=ABSENT), date(2025, 7, 12), C),  # valid or not, it has not ended yet
    (terminated(addressed_to=ABSENT), date(2025, 7, 15), R),
    (terminated(sent_on=ABSENT), date(2025, 7, 15), R),
    (terminated(), date(2025, 1, 1), C),  # not sent yet
    (change(terminated(), {F + "ends_on": "2025-07-12"}), date(2026, 3, 1), C),  # judged on its own last day
    (
        change(terminated(), {F + "starts_on": "2025-07-15"}),
        date(2025, 2, 1),
        V,
    ),  # judged on the day that it starts
    (change(terminated(), {F + "starts_on": ABSENT}), date(2025, 7, 15), R),
    (
        terminated(received=[{"party": "ocmw", "on": "2025-01-06"}]),
        date(2025, 7, 15),
        V,
    ),  # presumed received on 2025-01-07
]


@pytest.mark.parametrize(("data", "as_of", "expected"), ENDS)
def test_the_end_of_the_agreement(pack: Pack, data: Data, as_of: date, expected: str) -> None:
    assert verdict(judged(pack, data, as_of=as_of), "not-ended") == expected


@pytest.mark.parametrize(
    ("on", "obligation", "to_kind", "permitted", "survives"),
    [
        ("2025-07-12", "none", "third-party", V, N),
        ("2025-07-13", "none", "third-party", R, R),
        ("2025-07-15", "none", "third-party", N, V),
        ("2025-07-15", OBLIGES, "third-party", N, C),
        ("2025-07-15", ABSENT, "third-party", N, R),
        ("2025-07-15", "none", "data-subject", N, N),
    ],
)
def test_disclosures_around_the_end(
    pack: Pack, on: str, obligation: Any, to_kind: str, permitted: str, survives: str
) -> None:
    one = event(
        "disclosure", party="caw", on=on, to="Firma", to_kind=to_kind, legal_obligation=obligation
    ) | {"id": "e2"}
    data = change(terminated(), {"events.+": {k: v for k, v in one.items() if v is not ABSENT}})
    report = judged(pack, data, as_of=date(2026, 3, 1))
    assert (verdict(report, "disclosure-permitted"), verdict(report, "confidentiality-survives")) == (
        permitted,
        survives,
    )


def test_summer_time_counts_in_real_hours(pack: Pack) -> None:
    breach = event(
        "breach",
        party="ocmw",
        aware_at="2025-03-28T12:00",
        affects=["caw"],
        notified=[],
        during_communication=False,
    )
    for moment, expected in (("2025-03-31T13:00", R), ("2025-03-31T13:01", V)):
        report = judged(
            pack, change(long_in_force(), {"events": [breach]}), as_of=AsOf.of_moment(parse_moment(moment))
        )
        assert verdict(report, "breach-notified") == expected


def test_an_assessment_of_an_open_term_prevails_both_ways(pack: Pack) -> None:
    late, early = non_compliance(), non_compliance(found_on="2026-02-27")
    for one, outcome, expected in ((late, "met", C), (early, "not-met", V), (late, "contested", R)):
        data = change(
            long_in_force(),
            {
                "events": [one],
                "assessments.+": assessment("reasonable-term", {"event": "nc"}, outcome, on="2026-02-27"),
            },
        )
        assert verdict(judged(pack, data), "non-compliance-remedied") == expected


def test_an_assessment_covers_what_had_happened_by_its_own_day(pack: Pack) -> None:
    """Found in October 2025 and judged in time on 1 December; the silence that goes on after that is timed
    anew.
    """
    said = assessment("reasonable-term", {"event": "nc"}, "met", on="2025-12-01")
    for day, expected in (
        (date(2025, 12, 31), C),
        (date(2026, 1, 1), R),
        (date(2026, 1, 30), R),
        (date(2026, 1, 31), V),
    ):
        data = change(
            long_in_force(), {"events": [non_compliance(found_on="2025-10-01")], "assessments.+": said}
        )
        (one,) = (r for r in judged(pack, data, as_of=day).results if r.rule.id == "non-compliance-remedied")
        assert one.verdict.word == expected, day
        assert norm_of(one) is not None  # the house norm counts again, from the day of the judgement
    undated = change(data, {"events.0.found_on": ABSENT})
    (one,) = (r for r in judged(pack, undated).results if r.rule.id == "non-compliance-remedied")
    assert (one.verdict.word, one.missing()) == (R, [("found_on",)])  # it may be found after the judgement
    assert verdict(judged(pack, undated, as_of=date(2025, 12, 1)), "non-compliance-remedied") == C
    data = change(data, {"events.0.remedied_on": "2025-11-30"})
    assert verdict(judged(pack, data), "non-compliance-remedied") == C
    assert verdict(judged(pack, change(data, {"events.0.found_on": ABSENT})), "non-compliance-remedied") == C


@pytest.mark.parametrize(
    ("changes", "authority", "subjects"),
    [
        ({"risk": "unlikely", "authority_notified_at": "none"}, N, N),
        ({"risk": "risk", "authority_notified_at": "2026-02-13T10:00"}, C, N),  # 72 hours
        ({"risk": "risk", "authority_notified_at": "2026-02-13T10:01"}, R, N),  # late, and not said why
        (
            {
                "risk": "risk",
                "authority_notified_at": "2026-02-13T10:01",
                "authority_delay_reasons": "ziekte",
            },
            R,
            N,
        ),
        (
            {"risk": "risk", "authority_notified_at": "2026-02-13T10:01", "authority_delay_reasons": "none"},
            V,
            N,
        ),
        ({"risk": "risk", "authority_notified_at": "none", "authority_delay_reasons": "ziekte"}, V, N),
        ({"risk": "risk"}, R, N),
        ({"authority_notified_at": "none"}, R, R),
        ({"risk": "high-risk", "authority_notified_at": "2026-02-11T10:00"}, C, R),
        (
            {
                "risk": "high-risk",
                "authority_notified_at": "2026-02-11T10:00",
                "subjects_informed_at": "none",
            },
            C,
            R,
        ),
        (
            {
                "risk": "high-risk",
                "authority_notified_at": "2026-02-11T10:00",
                "subjects_informed_at": "2026-02-12T10:00",
            },
            C,
            C,
        ),
    ],
)
def test_what_the_gdpr_asks_after_a_breach(pack: Pack, changes: Data, authority: str, subjects: str) -> None:
    one = event("breach", party="ocmw", aware_at="2026-02-10T10:00", affects=[], during_communication=False)
    report = judged(pack, change(long_in_force(), {"events": [one | changes]}))
    assert (verdict(report, "authority-notified"), verdict(report, "subjects-informed")) == (
        authority,
        subjects,
    )


def test_a_house_norm_is_the_house_s_to_set(pack: Pack) -> None:
    data = change(long_in_force(), {"events": [non_compliance(found_on="2026-02-20")]})
    strict = {"cure_days": Norm("cure_days", 3, 8, "days")}
    assert verdict(judged(pack, data), "non-compliance-remedied") == C
    assert verdict(judged(pack, data, parameters=strict), "non-compliance-remedied") == V


def test_a_violation_is_held_against_the_party_that_the_clause_binds(pack: Pack) -> None:
    data = change(
        long_in_force(),
        {
            F + "recipients": [{"kind": "processor", "processor": "wolk", "on_behalf_of": "ocmw"}],
            X + "agreement_signed_on": "none",
        },
    )
    against = {
        a for (r, _, a), v in verdicts(judged(pack, data)).items() if r == "processor-agreement" and v == V
    }
    assert against == {"ocmw"}


def test_every_user_of_a_processor_answers_for_it(pack: Pack) -> None:
    data = change(complete(), {X + "used_by": ["caw", "dmw"], X + "sufficient_guarantees": False})
    against = {
        a for (r, _, a), v in verdicts(judged(pack, data)).items() if r == "processor-guarantees" and v == V
    }
    assert against == {"caw", "dmw"}


def test_more_than_three_core_actors(pack: Pack) -> None:
    """Every other core actor means every other one, however many there are."""
    fourth = party("ocmw2", "ocmw")
    data = change(complete(), {"agreement.parties.+": fourth})
    assert verdict(judged(pack, data), "in-force") == V  # it has not signed
    data = change(data, {A + "signatures.+": {"party": "ocmw2", "signed_on": "2026-01-06"}})
    assert verdict(judged(pack, data), "in-force") == C
    assert verdict(judged(pack, data), "processor-overview") == V  # it was not told of the CAW's processor
    assert (
        verdict(
            judged(pack, change(data, {"flows": [flow(recipients=[staff("ocmw2")])]})),
            "recipient-is-core-actor",
        )
        == C
    )

"""Workspaces that a written report is hard to make of: a year in which everything happens, and one that is
large, long-winded and hostile.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date
from typing import Any

from gbo_policy.basics.moments import AsOf
from gbo_policy.judging.case import Case
from gbo_policy.reporting import Document, Setting, gather
from gbo_policy.reporting.assemble import assemble
from gbo_policy.rulebook.pack import Pack
from tests.kit import Data, assessment, change, complete, engine, flow, loaded, staff

# markup of every format that a report is written in, and what no text should break
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "a\"&'>]]>--><!--b",
    '#panic("typst") $x$ @f1 *b* _i_ \\ //',
    "| a | b | [x](javascript:alert(1)) `code` <b>",
    "=1+1",
    "\U0001f600 中文 عربي e\u0301 \ue000",
)
LONG = "Ziekenfondsenoverlegcoördinatieplatformgegevensbeschermingsautoriteitswerkgroep" * 3


def eventful() -> Data:
    """Give a year with a breach, a suspension, a cessation, a notice of termination, requests, waivers, and
    assessments that lapse.
    """
    events: list[Data] = [
        {
            "id": "lek",
            "type": "breach",
            "party": "ocmw",
            "aware_at": "2026-03-27T09:00",
            "affects": ["caw", "dmw"],
            "during_communication": True,
            "notified": [
                {"party": "caw", "at": "2026-03-28T08:00", "via": "dpo"},
                {"party": "dmw", "at": "2026-04-02T10:00", "via": "dpo"},
            ],
            "consulted_at": "2026-03-27T11:00",
            "authority_notified_at": "2026-03-29T09:00",
        },
        {
            "id": "verlies",
            "type": "breach",
            "party": "caw",
            "aware_at": "2026-10-08T12:00",
            "affects": ["ocmw"],
            "during_communication": False,
            "notified": [],
        },
        {
            "id": "tekort",
            "type": "security-finding",
            "party": "ocmw",
            "found_on": "2026-03-30",
            "remedied_on": "2026-08-20",
            "plan": "aanmelden in twee stappen",
        },
        {
            "id": "stilte",
            "type": "non-compliance",
            "party": "dmw",
            "clause": "13.4",
            "found_on": "2026-05-04",
            "remedied_on": "none",
        },
        {
            "id": "opschorting-1",
            "type": "suspension",
            "by": "caw",
            "against": "ocmw",
            "from": "2026-04-06",
            "lifted_on": "2026-08-24",
            "ground": "tekort",
        },
        {
            "id": "stop",
            "type": "cessation",
            "by": "caw",
            "against": "dmw",
            "ground": "stilte",
            "notified_on": "2026-07-20",
            "effective_on": "2026-08-03",
        },
        {
            "id": "inzage",
            "type": "rights-request",
            "party": "caw",
            "received_on": "2026-01-31",
            "answered_on": "2026-03-02",
            "extended_on": "none",
        },
        {
            "id": "hulp",
            "type": "assistance-request",
            "by": "ocmw",
            "to": "dmw",
            "article": 33,
            "requested_on": "2026-03-28",
            "answered_on": "2026-05-15",
        },
        {
            "id": "overzicht",
            "type": "overview-request",
            "by": "dmw",
            "to": "caw",
            "requested_on": "2026-09-15",
            "answered_on": "none",
        },
        {
            "id": "opzegging",
            "type": "termination",
            "by": "dmw",
            "sent_on": "2026-05-08",
            "means": "registered-letter",
            "addressed_to": ["caw", "ocmw"],
            "received": [{"party": "caw", "on": "2026-05-11"}, {"party": "ocmw", "on": "2026-05-12"}],
        },
    ]
    flows = [
        flow(),
        flow(
            "overleg",
            title="Overleg over het traject",
            sender="ocmw",
            recipients=[staff("caw"), staff("dmw")],
            data=["identification-contact", "support-questions"],
        ),
        flow(
            "opvolging",
            title="Opvolging van de zorg",
            sender="dmw",
            recipients=[staff("ocmw"), {"kind": "data-subject"}],
            channel="e-mail",
        ),
        flow(
            "verhuurder",
            title="Melding aan de verhuurder",
            recipients=[{"kind": "third-party", "name": "Immo Duinzicht", "country": "BE"}],
        ),
        flow(
            "plan",
            title="Voorgenomen stroom",
            status="proposed",
            starts_on="2026-11-02",
            purposes=["research"],
        ),
        flow(
            "wolk",
            title="Dossier bij de verwerker",
            recipients=[{"kind": "processor", "processor": "wolk", "on_behalf_of": "caw"}],
        ),
    ]
    assessments = [
        assessment(
            "necessity",
            {"flow": "overleg"},
            review_by="2026-06-30",
            reasons="Nodig voor het traject.",
            evidence=["verslag 12"],
        ),
        assessment("necessity", {"flow": "opvolging"}, review_by="2027-01-31"),
        assessment("necessity", {"flow": "verhuurder"}, "not-met", on="2026-02-01"),
        assessment(
            "reasonable-term",
            {"event": "stilte"},
            "not-met",
            on="2026-07-15",
            reasons="Geen plan, geen antwoord.",
        ),
    ]
    waivers = [
        {
            "rule": "agreed-channel",
            "subject": {"flow": "opvolging"},
            "reason": "Overgang.",
            "approved_by": "stuurgroep",
            "approved_on": "2026-02-01",
            "expires_on": "2026-09-30",
        },
        {
            "rule": "data-quality",
            "subject": {"flow": "stroom"},
            "reason": "Niets te melden.",
            "approved_by": "stuurgroep",
            "approved_on": "2026-02-01",
            "expires_on": "2027-09-30",
        },
    ]
    base = complete()
    return change(
        base,
        {
            "events": events,
            "flows": flows,
            "assessments": [*base["assessments"], *assessments],
            "waivers": waivers,
        },
    )


def hostile(flows: int = 70) -> Data:
    """Give a large workspace of long names and hostile texts, with some 200 findings."""
    data = complete()
    for i, one in enumerate(data["agreement"]["parties"]):
        one["name"] = f"{LONG} {HOSTILE[i]}"
    data["agreement"]["title"] = f"{HOSTILE[1]} {LONG}"
    data["flows"] = [
        flow(
            f"stroom-{i}-{'x' * (40 if i % 9 == 0 else 2)}",
            title=f"{HOSTILE[i % len(HOSTILE)]} {LONG if i % 7 == 0 else 'stroom'} {i}",
            purposes=["marketing", {"other": HOSTILE[i % len(HOSTILE)]}],
            data=["criminal", "identification-contact"],
            recipients=[
                {
                    "kind": "third-party",
                    "name": f"{HOSTILE[(i + 3) % len(HOSTILE)]} {i % 50}",
                    "country": "US",
                }
            ],
        )
        for i in range(flows)
    ]
    data["assessments"] = [
        assessment(
            "necessity",
            {"flow": data["flows"][i]["id"]},
            reasons=f"{HOSTILE[i % len(HOSTILE)]} " + "reden " * (900 if i == 3 else 3),
            by=HOSTILE[i % 5],
        )
        for i in range(min(20, flows))
    ]
    return data


def document(
    pack: Pack,
    data: Any,
    lang: str = "nl",
    *,
    as_of: date = date(2026, 3, 1),
    first: date | None = None,
    settings: Sequence[Setting] = (),
) -> Document:
    """Judge plain data as of a day, or over the period from ``first`` on, and put it into words."""
    case = Case(loaded(pack, data), pack, engine(pack, {}), "received")
    return assemble(
        gather(case, AsOf.of_day(as_of), first=first, settings=settings),
        lang,
    )


def page_texts(pdf: bytes) -> list[str]:
    """Read the text of each page with poppler, which takes a tenth of the time of a library in Python."""
    run = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return run.stdout.decode().split("\f")[:-1]

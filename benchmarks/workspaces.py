"""Made-up workspaces of any size, the same ones at every run: declarations as users write them, in block
style, most of them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

FILE_BYTES = 4_000_000  # below the 5 MB that one file may have
AS_OF = "2026-10-01"
PARTIES = {"caw-noord": "caw", "ocmw-stad": "ocmw", "dmw-west": "dmw"}
PROCESSORS = ("gbo-platform", "tolkendienst")

_IDS = tuple(PARTIES)
_NUMBERS = ("0403.019.261", "0207.533.577", "0411.702.543")
_START = date(2026, 1, 12)


def _agreement() -> str:
    parties = "".join(_party(i, name, role) for i, (name, role) in enumerate(PARTIES.items()))
    signatures = "".join(
        f"    - {{party: {name}, signed_on: 2026-01-0{i + 2}, by: Voorzitter}}\n"
        for i, name in enumerate(PARTIES)
    )
    processors = "".join(_processor(name) for name in PROCESSORS)
    measures = "  specific_measures: {channels: [platform, eHealthBox], formats: [dossierbericht, PDF/A]}\n"
    return (
        f"agreement:\n  id: gbo-noord\n  parties:\n{parties}  signatures:\n{signatures}{measures}"
        f"  processors:\n{processors}"
    )


def _party(index: int, name: str, role: str) -> str:
    return f"""    - id: {name}
      role: {role}
      name: {role.upper()} {index}
      registered_office: Kerkstraat {index + 1}, 9000 Gent
      enterprise_number: {_NUMBERS[index]}
      controller: separate
      dpo: {{name: Functionaris {index}, email: dpo@{name}.example}}
      supervisory_authority: vtc
      security: {{measures: [versleuteling, toegangsbeheer]}}
      informs_clients: {{notice: Onthaalbrochure, since: 2026-01-01}}
      flow_down: true
      confidentiality: statute
"""


def _processor(name: str) -> str:
    agreements = "".join(f"        - {{party: {p}, signed_on: 2025-12-01, ends_on: none}}\n" for p in _IDS)
    listed = "".join(
        f"        - {{party: {p}, on: 2025-12-15, by: {user}}}\n" for user in _IDS for p in _IDS if p != user
    )
    return f"""    - id: {name}
      name: {name.title()}
      used_by: [{", ".join(_IDS)}]
      countries: {{storage: [BE], access: [BE, NL]}}
      sufficient_guarantees: true
      agreements:
{agreements}      listed_with:
{listed}"""


def _flow(i: int) -> str:
    sender, other, third = (_IDS[(i + n) % 3] for n in range(3))
    recipients = [
        f"      - {{kind: staff, party: {other}, function: maatschappelijk werker, need_to_know: true}}\n"
    ]
    if i % 3 == 0:
        recipients.append(
            f"      - {{kind: processor, processor: {PROCESSORS[i % 2]}, on_behalf_of: {sender}}}\n"
        )
    if i % 5 == 0:
        recipients.append(
            f"      - {{kind: staff, party: {third}, function: trajectbegeleider,"
            f" need_to_know: {str(i % 40 != 0).lower()}}}\n"
        )
    if i % 7 == 0:
        recipients.append("      - kind: data-subject\n")
    if i % 50 == 0:
        recipients.append("      - {kind: third-party, name: Incassobureau, country: BE}\n")
    health = (
        "      - {category: health, subject: client, detail: enkel wat de hulpvraag bepaalt}\n"
        if i % 2
        else ""
    )
    basis = "[gdpr-6-1-e, gdpr-9-2-g]" if i % 2 else "[gdpr-6-1-e]"
    purposes = "[refer, marketing]" if i % 100 == 99 else "[refer, explore-rights]"
    return f"""  - id: stroom-{i:06}
    title: Gegevensstroom nummer {i}
    sender: {sender}
    recipients:
{"".join(recipients)}    purposes: {purposes}
    data:
      - identification-contact
      - support-questions
{health}    legal_basis: {basis}
    locations: {{storage: [BE], access: [BE]}}
    legal_obligation: none
    channel: {"eHealthBox" if i % 4 else "platform"}
    format: dossierbericht
    starts_on: {_START + timedelta(days=i % 200)}
"""


def _assessment(i: int) -> str:
    return f"""  - term: necessity
    subject: {{flow: stroom-{i:06}}}
    outcome: met
    by: Functionaris 0
    on: 2026-01-10
    review_by: 2027-01-10
"""


def _event(i: int) -> str:
    day = _START + timedelta(days=i % 200)
    later = day + timedelta(days=20 + i % 15)
    by, to = _IDS[i % 3], _IDS[(i + 1) % 3]
    return f"  - id: gebeurtenis-{i:06}\n" + _EVENTS[i % len(_EVENTS)](i, day, later, by, to)


_EVENTS: tuple[Callable[[int, date, date, str, str], str], ...] = (
    lambda i, day, later, by, to: (
        f"    type: rights-request\n    party: {to}\n    received_on: {day}\n    answered_on: {later}\n   "
        f" extended_on: none\n"
    ),
    lambda i, day, later, by, to: (
        f"    type: overview-request\n    by: {by}\n    to: {to}\n    requested_on: {day}\n    answered_on:"
        f" {later}\n"
    ),
    lambda i, day, later, by, to: (
        f"    type: security-finding\n    party: {to}\n    found_on: {day}\n    remedied_on: {later}\n   "
        f" plan: herstelplan\n"
    ),
    lambda i, day, later, by, to: (
        f"    type: suspension\n    by: {to}\n    against: {by}\n    from: {day}\n    lifted_on: {later}\n "
        f"   ground: gebeurtenis-{i - 1:06}\n"
    ),
    lambda i, day, later, by, to: (
        f'    type: non-compliance\n    party: {to}\n    clause: "13.3"\n    found_on: {day}\n   '
        f" remedied_on: {later}\n"
    ),
    lambda i, day, later, by, to: (
        f"    type: assistance-request\n    by: {by}\n    to: {to}\n    article: 33\n    requested_on:"
        f" {day}\n    answered_on: {later}\n"
    ),
    lambda i, day, later, by, to: (
        f"""    type: breach
    party: {by}
    aware_at: {day}T09:00
    affects: [{", ".join(p for p in _IDS if p != by)}]
    during_communication: true
    notified:
{"".join(f"      - {{party: {p}, at: {day}T15:00, via: dpo}}{chr(10)}" for p in _IDS if p != by)}\
    consulted_at: {day}T10:00
    risk: unlikely
    authority_notified_at: none
    subjects_informed_at: none
"""
    ),
    lambda i, day, later, by, to: (
        f"    type: disclosure\n    party: {by}\n    on: {day}\n    to: Werkplek {i}\n    to_kind: staff\n "
        f"   legal_obligation: none\n"
    ),
)


def write(folder: Path, flows: int, events: int = 0) -> int:
    """Write a workspace of that many flows and events into ``folder``, split over files; give the bytes
    written.
    """
    appropriate = (
        f"  - {{term: appropriate-measures, subject: {{party: {p}}}, outcome: met, by: Functionaris,"
        f" on: 2026-01-10, review_by: 2027-01-10}}\n"
        for p in _IDS
    )
    (folder / "agreement.yaml").write_text(
        _agreement() + "assessments:\n" + "".join(appropriate), encoding="utf-8"
    )
    total = (folder / "agreement.yaml").stat().st_size
    total += _section(folder, "flows", (_flow(i) for i in range(flows)))
    total += _section(folder, "assessments", (_assessment(i) for i in range(flows) if i % 100 != 1))
    return total + _section(folder, "events", (_event(i) for i in range(events)))


def _section(folder: Path, name: str, entries: Iterable[str]) -> int:
    total = 0
    for number, chunk in enumerate(_chunks(entries)):
        text = f"{name}:\n{chunk}"
        (folder / f"{name}-{number:03}.yaml").write_text(text, encoding="utf-8")
        total += len(text.encode())
    return total


def _chunks(entries: Iterable[str]) -> Iterator[str]:
    chunk: list[str] = []
    size = 0
    for entry in entries:
        if size + len(entry) > FILE_BYTES:
            yield "".join(chunk)
            chunk, size = [], 0
        chunk.append(entry)
        size += len(entry)
    if chunk:
        yield "".join(chunk)

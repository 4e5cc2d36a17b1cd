"""The register of processing activities as JSON-LD, in terms of DPV and DPCat: a record a row; what is
unknown is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gbo_policy.declarations.model.agreement import Dpo
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.processing_columns import COLUMNS
from gbo_policy.documents.writing.content.processing_facts import SUBJECTS
from gbo_policy.documents.writing.content.processing_row import ProcessingRow

CONTEXT = {
    "dpv": "https://w3id.org/dpv/dpv-skos#",
    "dpcat": "https://w3id.org/dpcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TEXTS = {column.key: column.fill for column in COLUMNS}
_KINDS = {
    "staff": "dpv:Recipient",
    "processor": "dpv:DataProcessor",
    "third-party": "dpv:ThirdParty",
    "international-organisation": "dpv:InternationalOrganisation",
    "data-subject": "dpv:DataSubject",
}

Node = dict[str, Any]


class _Graph:
    """The nodes of one register; each thing is one node, however many records name it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.base = f"gbo-policy/{draft.workspace.agreement.id}/"
        self.nodes: dict[str, Node] = {}

    def named(self, kind: str, key: str, types: Iterable[str], label: str, **more: Any) -> Node:
        """Give a reference to the node of something, which is made where it is not there yet."""
        iri = f"urn:uuid:{uuid5(NAMESPACE_URL, self.base + kind + '/' + key)}"
        self.nodes.setdefault(
            iri,
            {"@id": iri, "@type": list(types), "dct:identifier": key, "rdfs:label": self.said(label), **more},
        )
        return {"@id": iri}

    def said(self, text: str) -> Node:
        """Give a text in the language of the document."""
        return {"@value": text, "@language": self.draft.lang}


def graph_of(draft: Draft, rows: Iterable[ProcessingRow]) -> Mapping[str, Any]:
    """Give the register as JSON-LD with its context inside: nothing is fetched to read it."""
    made = _Graph(draft)
    records = [_record(made, row) for row in rows]
    return {"@context": CONTEXT, "@graph": [*records, *made.nodes.values()]}


def _record(made: _Graph, row: ProcessingRow) -> Node:
    flow, party = row.flow, row.party
    key = f"{flow.id}/{party.id}"
    record: Node = {
        "@id": f"urn:uuid:{uuid5(NAMESPACE_URL, made.base + 'record/' + key)}",
        "@type": "dpcat:ROPARecord",
        "dct:identifier": key,
        "dct:title": made.said(flow.title or flow.id),
        "dpv:hasDataController": _party(made, row),
        "dpv:hasPurpose": [_word(made, row, "purposes", p, "dpv:Purpose") for p in flow.purposes or ()],
        "dpv:hasLegalBasis": [_word(made, row, "bases", b, "dpv:LegalBasis") for b in _bases(row)],
        "dpv:hasProcessing": _processing(made, row),
        "dpv:hasPersonalData": [_data(made, row, c) for c in row.categories or ()],
        "dpv:hasDataSubject": [
            made.named("subjects", s, ["dpv:DataSubject"], row.draft.word(SUBJECTS[s]))
            for s in sorted(row.subjects[0])
        ],
        "dpv:hasDataSource": list(_sources(made, row)),
        "dpv:hasRecipient": list(_recipients(made, row)),
        "dpv:hasTechnicalOrganisationalMeasure": [
            made.named("measure", f"{party.id}/{i}", ["dpv:TechnicalOrganisationalMeasure"], m)
            for i, m in enumerate(_measures(row))
        ],
    }
    if text := _TEXTS["retention"](row):
        record["dpv:hasStorageCondition"] = made.named("retention", key, ["dpv:StorageCondition"], text)
    for name, day in (("dpv:hasStartDate", flow.starts_on), ("dpv:hasEndDate", flow.ends_on)):
        if day not in (None, "none"):
            record[name] = {"@value": str(day), "@type": "xsd:date"}
    return {k: v for k, v in record.items() if v not in ([], None)}


def _bases(row: ProcessingRow) -> tuple[str, ...]:
    """Give the bases as they are read, each once."""
    read_as = row.draft.report.pack.vocabulary.basis
    return tuple(dict.fromkeys(read_as(b) for b in row.flow.legal_basis or ()))


def _measures(row: ProcessingRow) -> tuple[str, ...]:
    given = row.party.security.measures if row.party.security else None
    return given if isinstance(given, tuple) else ()


def _word(made: _Graph, row: ProcessingRow, section: str, word: str, kind: str) -> Node:
    return made.named(section, word, [kind], row.draft.words.label(section, word))


def _data(made: _Graph, row: ProcessingRow, category: str) -> Node:
    special = category in (row.special or ())
    types = ["dpv:PersonalData", *(["dpv:SpecialCategoryPersonalData"] if special else [])]
    return made.named("categories", category, types, row.draft.words.label("categories", category))


def _party(made: _Graph, row: ProcessingRow, key: str | None = None) -> Node:
    party = row.party if key is None else row.draft.workspace.parties[key]
    more: Node = {}
    if isinstance(party.dpo, Dpo) and party.dpo.name:
        contact = {"dpv:hasContact": party.dpo.email} if party.dpo.email else {}
        more["dpv:hasDataProtectionOfficer"] = made.named(
            "dpo", party.id, ["dpv:DataProtectionOfficer"], party.dpo.name, **contact
        )
    if party.registered_office:
        more["dpv:hasAddress"] = party.registered_office
    if party.enterprise_number:
        more["dpv:hasIdentifier"] = party.enterprise_number
    return made.named("party", party.id, ["dpv:DataController"], party.name or party.id, **more)


def _sources(made: _Graph, row: ProcessingRow) -> Iterator[Node]:
    text = _TEXTS["data-source"](row)
    if text:
        key = f"{row.party.id}/{text}" if row.sends else row.flow.sender or ""
        yield made.named("source", key, ["dpv:DataSource"], text)


def _recipients(made: _Graph, row: ProcessingRow) -> Iterator[Node]:
    for i, one in enumerate(row.recipients or ()):
        name = row.draft.words.recipient(one)
        types = [
            "dpv:Recipient",
            *([_KINDS[one.kind]] if one.kind and _KINDS[one.kind] != "dpv:Recipient" else []),
        ]
        yield made.named("recipient", f"{row.flow.id}/{i}", types, name)


def _processing(made: _Graph, row: ProcessingRow) -> list[Node]:
    """Give what is done: sent or received; and a transfer where data go to, or are reached from, a third
    country.
    """
    kind = "dpv:DiscloseByTransmission" if row.sends else "dpv:Obtain"
    label = _TEXTS["processing-type"](row)
    found = [made.named("processing", "sends" if row.sends else "receives", ["dpv:Processing", kind], label)]
    for country in row.outside or ():
        place = made.named("country", country, ["dpv:Location", "dpv:ThirdCountry"], country)
        more: Node = {"dpv:hasLocation": place}
        obligation = row.flow.legal_obligation
        provision = getattr(obligation, "provision", None)
        if (
            getattr(obligation, "obliges", None) is True
            and provision
            and country in (getattr(obligation, "countries", None) or ())
        ):
            more["dpv:hasLegalBasis"] = made.named(
                "provision", f"{row.flow.id}/{country}", ["dpv:LegalBasis"], provision
            )
        found.append(
            made.named(
                "transfer",
                f"{row.flow.id}/{row.party.id}/{country}",
                ["dpv:Processing", "dpv:Transfer"],
                country,
                **more,
            )
        )
    return found

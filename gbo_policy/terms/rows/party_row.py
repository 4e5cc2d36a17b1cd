"""A core actor as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, LABELS, STANDING, TEXT, TEXTS, Field, Kind, term_field

KIND = Kind(
    "party",
    (
        Field("id", TEXT, "id", "the core actor", actor=True),
        Field("role", TEXT, "role", "caw, ocmw or dmw"),
        Field("name", TEXT, "name", "its name"),
        Field("enterprise_number", TEXT, "enterprise_number", "its enterprise number"),
        Field("number_valid", BOOL, "enterprise_number", "the number's check digits are right"),
        Field("registered_office", TEXT, "registered_office", "its registered office"),
        Field(
            "controller", TEXT, "controller", "as controller: separate or joint", words=("separate", "joint")
        ),
        Field(
            "has_dpo",
            BOOL,
            "dpo",
            "it names a data protection officer",
            none=True,
        ),
        Field("dpo_name", TEXT, "dpo.name", "the DPO's name"),
        Field("dpo_email", TEXT, "dpo.email", "the DPO's e-mail address"),
        Field("collection_purpose", TEXT, "collection.purpose", "why it first collects data"),
        Field("collection_bases", TEXTS, "collection.legal_basis", "legal bases of its collection"),
        Field("collection_provisions", TEXTS, "collection.provisions", "provisions it collects under"),
        Field("measures", TEXTS, "security.measures", "its security measures"),
        term_field(
            "appropriate_measures",
            "appropriate-measures",
            "whether the measures are appropriate: met, not-met, contested or unassessed",
        ),
        Field(
            "open_findings", TEXTS, "", "security findings not yet remedied, of which no contest is recorded"
        ),
        Field("contested_findings", TEXTS, "", "security findings not yet remedied that it contests"),
        Field(
            "informs_clients",
            BOOL,
            "informs_clients",
            "it informs clients of their rights",
            none=True,
        ),
        Field("flow_down", BOOL, "flow_down", "its duties bind those under its authority"),
        Field(
            "confidentiality",
            TEXT,
            "confidentiality",
            "how confidentiality is bound: undertaking, statute or none",
            words=("undertaking", "statute", "none"),
        ),
        Field("supervisory_authority", TEXT, "supervisory_authority", "gba or vtc"),
        Field(
            "any_signed",
            BOOL,
            "agreement.signatures",
            "somebody has signed; of one that joined later: it itself has",
        ),
        Field(
            "first_signed_on",
            DATE,
            "agreement.signatures",
            "date of the first signature; of one that joined later: of its own",
        ),
        Field(
            "after_the_others",
            BOOL,
            "",
            "it joined later, and its DPO's advice is not from before the others signed",
        ),
        Field("advice_given", BOOL, "agreement.dpo_advice", "its own DPO has given advice", none=True),
        Field("advice_on", DATE, "", "date of that advice"),
        STANDING,
        LABELS,
    ),
)

"""The agreement as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, LABELS, NUMBER, STANDING, TEXT, TEXTS, Field, Kind

KIND = Kind(
    "agreement",
    (
        Field("id", TEXT, "id", "the agreement"),
        Field("caws", TEXTS, "parties", "the CAWs among the parties", actor=True),
        Field("missing_roles", TEXTS, "parties", "roles that no party has"),
        Field("in_force", BOOL, "", "in force on the as-of date"),
        Field("in_force_from", DATE, "", "date of the last signature"),
        Field("days_in_force", NUMBER, "", "days since entry into force"),
        Field("caws_from", DATE, "", "since when a CAW of the as-of date has been bound"),
        Field("days_of_caws", NUMBER, "", "days since a CAW of the as-of date has been bound"),
        Field(
            "signatories_named", BOOL, "signatures", "each signature names its signatory, with the function"
        ),
        Field(
            "published",
            BOOL,
            "publication",
            "published by the as-of date",
            none=True,
        ),
        Field("published_by_caw", BOOL, "", "published by a CAW"),
        Field("published_by_each", BOOL, "", "published by each CAW"),
        Field("on_own_website", BOOL, "", "each CAW published it on its own website"),
        Field(
            "measures_agreed",
            BOOL,
            "specific_measures",
            "specific measures are agreed",
            none=True,
        ),
        STANDING,
        LABELS,
    ),
)

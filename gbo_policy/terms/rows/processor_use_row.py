"""A processor as one core actor uses it: a row for each user."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, LABELS, STANDING, TEXT, TEXTS, Field, Kind

KIND = Kind(
    "processor-use",
    (
        Field("id", TEXT, "id", "the processor"),
        Field("name", TEXT, "name", "its name"),
        Field("user", TEXT, "used_by", "a core actor that uses it", actor=True),
        Field("used", BOOL, "used_by", "some core actor uses it"),
        Field("in_a_flow", BOOL, "", "a declared flow sends data to it for this user"),
        Field(
            "not_told",
            TEXTS,
            "",
            "other core actors that have not had this user's overview naming it",
            actor=True,
        ),
        Field(
            "not_bound_yet",
            TEXTS,
            "",
            "others that have not had it, which have joined and are not bound yet",
            actor=True,
        ),
        Field("has_agreement", BOOL, "", "this user has a processing agreement with it", none=True),
        Field("agreement_signed_on", DATE, "", "when it was signed"),
        Field("agreement_ended", BOOL, "", "it had ended before the as-of date"),
        Field("judged_on", DATE, "", "the as-of date"),
        Field("leaves_eea", BOOL, "countries", "it stores data, or gives access, outside the EEA"),
        Field("countries_outside", TEXTS, "countries", "those countries outside the EEA"),
        Field("countries_unsettled", TEXTS, "countries", "countries of unsettled standing"),
        STANDING,
        LABELS,
    ),
)

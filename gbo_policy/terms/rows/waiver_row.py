"""A waiver as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, TEXT, Field, Kind

KIND = Kind(
    "waiver",
    (
        Field("id", TEXT, "", "the waiver's place in the list"),
        Field("rule", TEXT, "rule", "the rule that it is about"),
        Field("clause", TEXT, "rule", "that rule's clause"),
        Field("severity", TEXT, "rule", "that rule's severity"),
        Field("about", TEXT, "subject", "the subject that it is about"),
        Field("approved_on", DATE, "approved_on", "date of approval"),
        Field("expires_on", DATE, "expires_on", "last day"),
        Field("approved", BOOL, "approved_on", "approved by the as-of date"),
        Field("expired", BOOL, "expires_on", "past its last day"),
        Field("allowed", BOOL, "rule", "the rule can be waived"),
        Field("matches", BOOL, "subject", "there is a finding that it covers"),
    ),
)

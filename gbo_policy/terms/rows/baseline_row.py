"""A baseline as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, DATE, TEXT, TEXTS, Field, Kind

KIND = Kind(
    "baseline",
    (
        Field("id", TEXT, "", "its file"),
        Field("expires_on", DATE, "expires_on", "last day"),
        Field("expired", BOOL, "expires_on", "past its last day"),
        Field("refused", TEXTS, "findings", "findings in it that no baseline may hold"),
    ),
)

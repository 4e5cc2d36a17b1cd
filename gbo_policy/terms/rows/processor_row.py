"""A processor as a row."""

from __future__ import annotations

from gbo_policy.terms.kinds import BOOL, LABELS, STANDING, TEXT, TEXTS, Field, Kind, term_field

KIND = Kind(
    "processor",
    (
        Field("id", TEXT, "id", "the processor"),
        Field("name", TEXT, "name", "its name"),
        Field("users", TEXTS, "used_by", "core actors that use it", actor=True),
        Field("sufficient_guarantees", BOOL, "sufficient_guarantees", "it offers sufficient guarantees"),
        term_field(
            "guarantees_assessed",
            "sufficient-guarantees",
            "whether its guarantees suffice: met, not-met, contested or unassessed",
        ),
        STANDING,
        LABELS,
    ),
)

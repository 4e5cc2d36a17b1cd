"""Attackers: what a stranger or a mistake could make of objects, text, files, logs and dossiers; few examples in CI, many by night."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
# another number of cases than the profile's, for a night of a certain length
CASES = int(os.environ.get("ATTACK_CASES", "0"))


def attack(ci: int, nightly: int) -> settings:
    """Give how many examples an attacker tries; in CI they are the same in every run."""
    most = (CASES or nightly) if NIGHTLY else ci
    return settings(
        max_examples=most, derandomize=not NIGHTLY, deadline=None, suppress_health_check=list(HealthCheck)
    )

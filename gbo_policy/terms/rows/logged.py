"""The columns of a log that facts of an exchange come from, where several facts share them.

What a log leaves unsaid comes from the declared flow, so `flow` is nearly everywhere.
"""

from __future__ import annotations

from gbo_policy.terms import kinds

# stretches of days in which nothing that a fact reads changes; they stand for `at`
SEGMENT = "segment"
AUTHORISED = "authorised"  # longer: for a fact that changes only with the decisions on authentic sources
STRETCHES = (SEGMENT, AUTHORISED)
DAY = (SEGMENT,)
TO = ("recipient_kind", "recipient", "on_behalf_of", "flow")
PLACES = (*TO, "storage", "access")
WHO = ("sender", *TO)

# how the agreement stands on the day judged between those whom a flow joins, once it has begun
STANDING = kinds.STANDING._replace(logged=("sender", *TO, *DAY))

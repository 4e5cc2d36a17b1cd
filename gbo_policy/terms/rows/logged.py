"""The columns of a log that facts of an exchange come from, where several facts share them.

What a log leaves unsaid comes from the declared flow, so `flow` is nearly everywhere.
"""

from __future__ import annotations

SEGMENT = "segment"  # the stretch of days in which nothing that a fact reads changes; it stands for `at`
DAY = (SEGMENT,)
TO = ("recipient_kind", "recipient", "on_behalf_of", "flow")
PLACES = (*TO, "storage", "access")
WHO = ("sender", *TO)

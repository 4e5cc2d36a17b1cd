"""What findings against a core actor have in common: their row, and the reasonable term."""

from __future__ import annotations

from typing import Any

from gbo_policy.agreement.clocks import done_on, judged_clock
from gbo_policy.agreement.register import Drawn, Seen, Timed
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.terms.kinds import BOOL, DATE, LABELS, LIFE, TEXT, Field, Kind, judged_fields, term_field

HAPPENS = ("found_on",)
ORDER = (("found_on", "remedied_on"),)
DRAWN = Drawn(("found_on", "remedied_on"), "review")

REASONABLE = term_field(
    "reasonable_term",
    "reasonable-term",
    "whether the reasonable term was kept: met, not-met, contested or unassessed",
)


def shortcoming_kind(name: str, *extra: Field) -> Kind:
    """Give the kind of row of a type of finding; ``extra`` fields come last."""
    return Kind(
        name,
        (
            Field("id", TEXT, "id", "the finding"),
            Field("party", TEXT, "party", "whose shortcoming", actor=True),
            Field("found_on", DATE, "found_on", "date of the finding"),
            Field("remedied_on", DATE, "remedied_on", "date of the remedy"),
            LIFE,
            LABELS,
            *judged_fields("days"),
            REASONABLE,
            Field("contested", BOOL, "", "the party contests the finding"),
            Field("position_recorded", BOOL, "", "what the party says of the finding is recorded"),
            *extra,
        ),
    )


def found(event: Shortcoming, seen: Seen) -> Timed:
    """Give the facts that every finding has."""
    term, paths = seen.assessed("reasonable-term", "event", event.id)
    names = ("found_on", "remedied_on")
    times, origins = judged_clock(seen, "days", event.found_on, event.remedied_on, names, (term, paths))
    facts: dict[str, Any] = {
        "id": event.id,
        "party": event.party,
        "found_on": event.found_on,
        "remedied_on": done_on(event.remedied_on, seen.as_of),
        "reasonable_term": term,
        # contesting is an act of the party: where none is recorded the finding stands, and is told as unheard
        "contested": event.contested(seen.as_of),
        "position_recorded": event.position is not None,
        **times,
    }
    said: dict[str, Paths] = dict.fromkeys(("contested", "position_recorded"), from_key("position"))
    return facts, origins | said | ({"reasonable_term": paths} if paths else {})

"""A request for the overview of another's security measures (7.1)."""

from collections.abc import Iterator
from typing import Literal

from gbo_policy.agreement.events._requests import DRAWN, HAPPENS, ORDER, PARTIES, Request, asked, request_kind
from gbo_policy.agreement.register import EventRow, EventType, Seen
from gbo_policy.basics.translate import mark


class OverviewRequest(Request):
    """A request for the overview of another's security measures (7.1)."""

    type: Literal["overview-request"]


KIND = request_kind("overview-request")


def facts(event: OverviewRequest, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    yield EventRow(KIND, *asked(event, seen, "security-overview-on-request"))


TYPE = EventType(
    model=OverviewRequest,
    label=mark("request for the overview of security measures"),
    kinds=(KIND,),
    facts=facts,
    happens=HAPPENS,
    bearer="to",
    order=ORDER,
    parties=PARTIES,
    sides=("by", "to"),
    settled_by="answered_on",
    drawn=DRAWN,
    rank=10,
)

"""A request for assistance with GDPR articles 32 to 36 (13.4)."""

from collections.abc import Iterator
from typing import Literal

from gbo_policy.agreement.events._requests import DRAWN, HAPPENS, ORDER, PARTIES, Request, asked, request_kind
from gbo_policy.agreement.register import EventRow, EventType, Seen
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import NUMBER, Field
from gbo_policy.terms.values import Article, key


class AssistanceRequest(Request):
    """A request for assistance with GDPR articles 32 to 36 (13.4)."""

    type: Literal["assistance-request"]
    article: Article | None = key("GDPR article it is about, 32 to 36 (13.4)")


KIND = request_kind(
    "assistance-request",
    Field("article", NUMBER, "article", "GDPR article 32 to 36"),
)


def facts(event: AssistanceRequest, seen: Seen) -> Iterator[EventRow]:
    """Give its row."""
    told, origins = asked(event, seen, "assistance-given")
    yield EventRow(KIND, {**told, "article": event.article}, origins)


TYPE = EventType(
    model=AssistanceRequest,
    label=mark("request for assistance"),
    kinds=(KIND,),
    facts=facts,
    happens=HAPPENS,
    bearer="to",
    order=ORDER,
    parties=PARTIES,
    sides=("by", "to"),
    settled_by="answered_on",
    drawn=DRAWN,
    rank=9,
)

"""A personal data breach (13.5): its row, and one for each core actor that it affects."""

from collections.abc import Callable, Container, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from gbo_policy.agreement.clocks import judged_clock, utc
from gbo_policy.agreement.register import Clock, Drawn, Event, EventRow, EventType, Seen, Timed
from gbo_policy.basics.calendar import BRUSSELS, brussels_date, hours_between
from gbo_policy.basics.steps import Paths, from_key
from gbo_policy.basics.translate import mark
from gbo_policy.terms.kinds import BOOL, LABELS, LIFE, MOMENT, TEXT, Field, Kind, judged_fields, term_field
from gbo_policy.terms.values import (
    Category,
    Count,
    Flag,
    Labelled,
    Moment,
    MomentOrNone,
    PartyId,
    Slug,
    Text,
    Texts,
    key,
)

LAW_HOURS = 72  # GDPR article 33(1)


class BreachNotice(Labelled):
    """A core actor that was told of a breach, when, and through whom."""

    party: PartyId | None = key("the core actor told", asks=mark("which core actor was told?"))
    at: Moment | None = key("when", asks=mark("when was it told? a moment, with the hour"))
    via: Literal["dpo", "other"] | None = key(
        "through its DPO, or otherwise", asks=mark("through its DPO (`dpo`) or otherwise (`other`)?")
    )


class Breach(Event):
    """A personal data breach (13.5)."""

    type: Literal["breach"]
    party: PartyId | None = key(
        "the core actor where it occurred (13.5)", asks=mark("at which core actor did the breach occur?")
    )
    aware_at: Moment | None = key(
        "moment at which it became known",
        asks=mark("when did the breach become known? a moment, with the hour"),
    )
    affects: tuple[PartyId, ...] | None = key(
        "core actors affected; [] for none",
        asks=mark("which other core actors does the breach touch? `[]` if none"),
    )
    during_communication: Flag | None = key(
        "it happened during the communication itself",
        asks=mark("did it happen during the communication itself? `true` or `false`"),
    )
    notified: tuple[BreachNotice, ...] | None = key(
        "core actors told; [] for none",
        asks=mark("which core actors were told, when, and through whom? `[]` if none"),
    )
    consulted_at: MomentOrNone | None = key(
        "moment of the consultation, or none",
        asks=mark("when did the core actors consult? a moment; `none` if not yet"),
    )
    measures: Texts | None = key("measures taken; [] for none")
    authority_notified_at: MomentOrNone | None = key(
        "moment of notification to the authority (GDPR art. 33), or none",
        asks=mark("when was the authority notified? a moment; `none` if not yet"),
    )
    authority_delay_reasons: Text | None = key(
        "reasons for a late notification to the authority",
        asks=mark("why was the authority notified late? `none` if no reasons were given"),
    )

    facts: Text | None = key("what happened (GDPR 33(5))")
    nature: tuple[Literal["confidentiality", "integrity", "availability"], ...] | None = key(
        "what was affected: confidentiality, integrity, availability"
    )
    cause: Text | None = key("its cause")
    started_at: Moment | None = key("when it began")
    ended_at: Moment | None = key("when it ended")
    data: tuple[Category, ...] | None = key("categories of data")
    subjects: Count | None = key("number of data subjects")
    records: Count | None = key("number of records")
    processor: Slug | None = key("the processor where it occurred")
    consequences: Text | None = key("likely consequences")
    risk: Literal["unlikely", "risk", "high-risk"] | None = key(
        "risk to people: unlikely, risk or high-risk",
        asks=mark("which risk does it carry for people: `unlikely`, `risk` or `high-risk`?"),
    )
    authority_reference: Text | None = key("the authority's reference")
    subjects_informed_at: MomentOrNone | None = key(
        "when those concerned were informed (GDPR art. 34), or none",
        asks=mark("when were those concerned informed? a moment; `none` if not yet"),
    )


KIND = Kind(
    "breach",
    (
        Field("id", TEXT, "id", "the breach"),
        Field("party", TEXT, "party", "where it occurred", actor=True),
        Field("during_communication", BOOL, "during_communication", "during the communication itself"),
        Field("aware_at", MOMENT, "aware_at", "when it became known"),
        LIFE,
        LABELS,
        *judged_fields("hours"),
        term_field(
            "consultation",
            "immediate-consultation",
            "whether consultation was immediate: met, not-met, contested or unassessed",
        ),
        Field(
            "risk", TEXT, "risk", "risk: unlikely, risk or high-risk", words=("unlikely", "risk", "high-risk")
        ),
        Field("authority_open", BOOL, "authority_notified_at", "the authority has not been notified yet"),
        Field("authority_in_time", BOOL, "", "the authority was notified, or can still be, within 72 hours"),
        Field("delay_explained", BOOL, "authority_delay_reasons", "notified late, with the reasons"),
        Field(
            "subjects_informed",
            BOOL,
            "subjects_informed_at",
            "those concerned were informed",
            none=True,
        ),
    ),
)

NOTICE = Kind(
    "notice",
    (
        Field("id", TEXT, "", "the notice"),
        Field("breach", TEXT, "id", "the breach"),
        Field("party", TEXT, "party", "where it occurred", actor=True),
        Field("affected", TEXT, "affects", "the core actor affected", actor=True),
        Field("affects_others", BOOL, "affects", "some other core actor is affected"),
        Field("aware_at", MOMENT, "aware_at", "when it became known"),
        LIFE,
        LABELS,
        *judged_fields("hours"),
        Field(
            "bypassed_dpo",
            BOOL,
            "notified",
            "told otherwise than through the DPO, and not through the DPO as well",
        ),
        term_field(
            "undue_delay",
            "undue-delay",
            "whether there was no undue delay (met: none): met, not-met, contested or unassessed",
        ),
    ),
)


def facts(event: Breach, seen: Seen) -> Iterator[EventRow]:
    """Give the row of the breach, then those of the notices."""
    outcome, paths = seen.assessed("immediate-consultation", "event", event.id)
    names = ("aware_at", "consulted_at")
    times, origins = judged_clock(
        seen, "hours", utc(event.aware_at), event.consulted_at, names, (outcome, paths)
    )
    law, more = _law(event, seen)
    told = {
        "id": event.id,
        "party": event.party,
        "during_communication": event.during_communication,
        "aware_at": utc(event.aware_at),
        "consultation": outcome,
        **times,
        **law,
    }
    yield EventRow(KIND, told, origins | more | ({"consultation": paths} if paths else {}))
    yield from _notices(event, seen)


def _law(event: Breach, seen: Seen) -> Timed:
    """What GDPR 33 and 34 ask: the authority within 72 hours, and those concerned where the risk is high."""
    done, reasons, informed = (
        event.authority_notified_at,
        event.authority_delay_reasons,
        event.subjects_informed_at,
    )
    told = done if isinstance(done, datetime) and seen.as_of.reached(done) else None
    open_ = None if done is None else told is None
    until = told or seen.as_of.moment
    hours = None if event.aware_at is None else hours_between(event.aware_at, until)
    in_time = None if hours is None else hours <= LAW_HOURS
    if in_time is False and open_ is None:
        in_time = None  # it may have been notified in time, though nobody says so
    facts = {
        "risk": event.risk,
        "authority_open": open_,
        "authority_in_time": in_time,
        "delay_explained": False
        if open_
        else None
        if reasons is None or open_ is None
        else reasons != "none",
        "subjects_informed": None
        if informed is None
        else isinstance(informed, datetime) and seen.as_of.reached(informed),
    }
    unsaid = from_key("aware_at") if event.aware_at is None else from_key("authority_notified_at")
    explained = from_key("authority_notified_at" if open_ is None else "authority_delay_reasons")
    return facts, {"authority_in_time": unsaid, "delay_explained": explained}


def _notices(event: Breach, seen: Seen) -> Iterator[EventRow]:
    outcome, paths = seen.assessed("undue-delay", "event", event.id)
    base = {
        "breach": event.id,
        "party": event.party,
        "aware_at": utc(event.aware_at),
        "undue_delay": outcome,
    }
    origins: dict[str, Paths] = {"undue_delay": paths} if paths else {}
    others = (
        None
        if event.affects is None or (event.affects and event.party is None)
        else [p for p in event.affects if not _same(p, event, seen)]
    )
    if not others:
        names = ("affected", "open", "hours_since", "hours_taken", "outlived", "runs_from", "bypassed_dpo")
        blank = dict.fromkeys(names)
        told = {**blank, **base, "id": event.id, "affects_others": None if others is None else False}
        unsaid = from_key("affects") if event.affects is None else from_key("party")
        yield EventRow(NOTICE, told, origins | dict.fromkeys(("affects_others", *blank), unsaid))
        return
    for party in sorted(others):
        times, more = _told(party, event, seen, (outcome, paths))
        told = {**base, "id": f"{event.id}/{party}", "affected": party, "affects_others": True, **times}
        yield EventRow(NOTICE, told, origins | more, part=party)


def _same(party: str, event: Breach, seen: Seen) -> bool:
    """Tell whether one that is affected is who holds the breach, or is one with it by law by then."""
    if event.aware_at is None or event.party is None:
        return party == event.party
    day = brussels_date(event.aware_at)
    return seen.stands_for(party, day) == seen.stands_for(event.party, day)


def _as_it_reached(notice: BreachNotice, party: str, seen: Seen) -> BreachNotice | None:
    """Give a notice that went to one, to who stood in its place by law by then, or to one before it; or to
    nobody knows whom.

    What one had that was still there beside it, it had once it came in the place of that one.
    """
    day = seen.as_of.day if notice.at is None else brussels_date(notice.at)
    if notice.party in (None, party, seen.stands_for(party, day), *seen.before(party, day)):
        return notice
    gone = seen.heir_from(notice.party) if notice.party in seen.before(party, None) else None
    return (
        None if gone is None else notice.model_copy(update={"at": datetime.combine(gone, time(), BRUSSELS)})
    )


def _told(party: str, event: Breach, seen: Seen, judged: tuple[str | None, Paths]) -> Timed:
    """When an affected core actor was told through the DPO; otherwise whether it was told at all."""
    names, start = ("aware_at", "notified"), utc(event.aware_at)
    if event.notified is None:
        times, origins = judged_clock(seen, "hours", start, None, names, judged)
        return times | {"bypassed_dpo": None}, origins
    entries = [
        (i, n)
        for i, one in enumerate(event.notified)
        if (n := _as_it_reached(one, party, seen)) and (n.at is None or seen.as_of.reached(n.at))
    ]
    sure = [n for _, n in entries if n.party is not None and n.at is not None and n.via is not None]
    through, other = _earliest(sure, "dpo"), _earliest(sure, "other")
    unsure = [(i, n) for i, n in entries if n not in sure and _may_decide(n, through)]
    done: Any = _either_way(sure, [n for _, n in unsure]) if unsure else through or other or "none"
    times, origins = judged_clock(seen, "hours", start, done, names, judged)
    paths = tuple(
        ("notified", i, name)
        for i, n in unsure
        for name in ("party", "at", "via")
        if getattr(n, name) is None
    )
    unknown = ("bypassed_dpo",) if done else ("bypassed_dpo", "open", "hours_taken")
    origins |= dict.fromkeys(unknown, paths) if unsure else {}
    bypassed = False if through is not None else None if unsure else other is not None
    return times | {"bypassed_dpo": bypassed}, origins


def _either_way(sure: list[BreachNotice], unsure: list[BreachNotice]) -> datetime | None:
    """Give the moment at which a core actor was told where only the way is unknown: by any way it is that."""
    moments = {n.at for n in (*sure, *unsure)}
    return moments.pop() if len(moments) == 1 and all(n.party for n in unsure) else None


def _may_decide(notice: BreachNotice, through: datetime | None) -> bool:
    """Tell whether a notice of which something is unknown may have been the first one through the DPO, or the
    only one.
    """
    return through is None or (notice.via != "other" and (notice.at is None or notice.at < through))


def _earliest(entries: list[BreachNotice], via: str) -> datetime | None:
    return min((n.at for n in entries if n.via == via and n.at is not None), default=None)


def _clocks(event: Breach, seen: Seen) -> Iterator[Clock]:
    """GDPR 33's own clock, beside the agreement's duty between the DPOs."""
    told = event.authority_notified_at
    if event.aware_at is None or (isinstance(told, datetime) and seen.as_of.reached(told)):
        return
    if event.risk == "unlikely":
        return  # GDPR 33(1): such a breach is recorded, not notified
    sure = event.risk is not None
    authority = seen.authority_of(event.party)
    yield Clock(
        name="gdpr-33",
        told=mark("Notify the authority of the breach (GDPR 33)")
        if sure
        else mark("Notify the authority of the breach, unless a risk is unlikely (GDPR 33)"),
        clause="gdpr-33",
        to=(authority,) if authority else (),
        since=event.aware_at,
        due=event.aware_at + timedelta(hours=LAW_HOURS),
        done_by="authority_notified_at",
        rule="authority-notified",
    )


def _held_from(kind: str, value: Callable[[str], Any], read: Container[str], seen: Seen) -> date | None:
    """Of a notice that went another way than through the DPO: from then on; of an authority not told in time:
    from the end of the law's hours.
    """
    if "authority_in_time" in read and value("authority_in_time") is False:
        return brussels_date(value("aware_at") + timedelta(hours=LAW_HOURS))
    if "bypassed_dpo" not in read or value("bypassed_dpo") is not True or value("hours_taken") is None:
        return None
    told = value("aware_at") + timedelta(hours=value("hours_taken"))
    return brussels_date(told)


TYPE = EventType(
    model=Breach,
    label=mark("personal data breach"),
    kinds=(KIND, NOTICE),
    facts=facts,
    happens=("aware_at",),
    order=(
        ("aware_at", "consulted_at"),
        ("aware_at", "authority_notified_at"),
        ("aware_at", "notified.at"),
        ("started_at", "ended_at"),
        ("aware_at", "subjects_informed_at"),
    ),
    parties=("party", "affects", "notified.party"),  # one party may be told twice, by two ways
    processors=("processor",),
    once=("affects",),
    clocks=_clocks,
    held_from=_held_from,
    drawn=Drawn(dots=("aware_at", "notified.at", "consulted_at", "authority_notified_at")),
    rank=1,
)

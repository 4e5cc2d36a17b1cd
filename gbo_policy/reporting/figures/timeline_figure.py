"""The period as a timeline, with the stretches and the register as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.register import Event
from gbo_policy.basics.calendar import add_months
from gbo_policy.basics.translate import mark
from gbo_policy.judging.result import Result, ResultKey
from gbo_policy.judging.sanctions import Pair
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.timeline import VerdictChange, changes
from gbo_policy.reporting.content.blocks import Column, Drawing, Inline, Part, Row, Table, joined, run
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures import svg
from gbo_policy.reporting.figures.lanes import Bar, Group, Lane, groups
from gbo_policy.reporting.sections.decisions import links
from gbo_policy.terms.values import Model

_WIDTH, _LABEL, _LANE, _CHART = 720, 236, 20, 64


_DATES = {
    "lifted_on": mark("lifted"),
    "consulted_at": mark("consulted"),
    "authority_notified_at": mark("notified to the authority"),
    "extended_on": mark("extended"),
    "on": mark("on"),
}


class _Scale:
    """Days onto the picture."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.unit = (_WIDTH - _LABEL) / ((last - first).days + 1)

    def left(self, day: date) -> float:
        return _LABEL + max(0, (day - self.first).days) * self.unit

    def right(self, day: date) -> float:
        return _LABEL + min((self.last - self.first).days + 1, (day - self.first).days + 1) * self.unit


def timeline(material: Material, found: tuple[Finding, ...], words: Words) -> tuple[Drawing, Table, Table]:
    """Give the picture, the stretches of the verdict, and the register of the period."""
    first, last = material.period or (date.min, date.min)
    say = words.say
    caption = say("From {first} to {last}", first=words.day(first), last=words.day(last))
    description = say(
        "From top to bottom: the verdict of the whole and its numbers, the worst "
        "verdict held against each core actor, the states under article 9, the "
        "agreement, and the register. The tables below say the same."
    )
    body, height = _draw(material, words, _Scale(first, last))
    return (
        Drawing("timeline", caption, description, _WIDTH, height, body),
        _stretches(material, found, words),
        _register(material, words),
    )


def _draw(material: Material, words: Words, scale: _Scale) -> tuple[str, int]:
    lanes, parts, y = groups(material, words), [], 24.0
    for i, group in enumerate(lanes):
        part, y = _group(group, y, scale, words)
        parts.append(part)
        if i == 0:
            parts.append(_chart(material, y, scale, words))
            y += _CHART + 6
    return _months(scale, y, words) + "".join(parts), round(y + 6)


def _months(scale: _Scale, bottom: float, words: Words) -> str:
    made, step = [], max(1, round((scale.last - scale.first).days / 30.4 / 12))
    day = scale.first.replace(day=1)
    names = words.say("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
    while day <= scale.last:
        x = scale.left(max(day, scale.first))
        made.append(svg.line(x, 16, x, bottom))
        name = names.split()[day.month - 1]
        room = scale.right(min(scale.last, add_months(day, step) - timedelta(days=1))) - x
        label = f"{name} {day.year}" if day.month == 1 or not made[1:] else name
        if svg.width(label, 10.5) < room:
            made.append(svg.text(x + 3, 12, label, "g-dim", size=10.5))
        elif svg.width(name, 10.5) < room:
            made.append(svg.text(x + 3, 12, name, "g-dim", size=10.5))
        day = add_months(day, step)
    return "".join(made)


def _group(group: Group, y: float, scale: _Scale, words: Words) -> tuple[str, float]:
    parts = [svg.text(0, y + 12, group.title, "g-strong", size=11)]
    y += 18
    for lane in group.lanes:
        parts.append(svg.line(0, y + _LANE - 1, _WIDTH, y + _LANE - 1))
        parts.append(svg.text(8, y + 13.5, _name(lane), size=11))
        parts.extend(_bar(bar, y, scale) for bar in lane.bars)
        parts.extend(
            svg.circle((scale.left(d) + scale.right(d)) / 2, y + _LANE / 2 - 1, 4.5, "g-dot")
            for d in lane.dots
        )
        y += _LANE
    if group.left:
        more = words.say("and {left} more, in the table", left=group.left)
        parts.append(svg.text(8, y + 13, more, "g-dim g-slant", size=11))
        y += _LANE
    return "".join(parts), y + 8


def _name(lane: Lane) -> str:
    """Shorten a lane's name; of a pair both sides, so that they stay apart."""
    room = _LABEL - 16.0
    if not lane.towards or svg.width(f"{lane.label} → {lane.towards}", 11) <= room:
        return svg.fit(f"{lane.label} → {lane.towards}" if lane.towards else lane.label, room, 11)
    half = (room - svg.width(" → ", 11)) / 2
    first, second = svg.fit(lane.label, half, 11), svg.fit(lane.towards, half, 11)
    return f"{first} → {second}"


def _bar(bar: Bar, y: float, scale: _Scale) -> str:
    x, across = scale.left(bar.first), scale.right(bar.last) - scale.left(bar.first)
    drawn = svg.rect(x, y + 3, max(across - 0.6, 1.2), _LANE - 7, f"t-{bar.tone}")
    if bar.label and svg.width(bar.label, 10) < across - 6:
        drawn += svg.text(x + 4, y + 13, bar.label, f"o-{bar.tone}", size=10)
    return drawn


def _chart(material: Material, y: float, scale: _Scale, words: Words) -> str:
    """Draw how many violations and reviews stood, as steps from one stretch to the next."""
    counts = {
        v.word: [s.report.summary[v] for s in material.spans] for v in (Verdict.VIOLATION, Verdict.REVIEW)
    }
    most = max(1, *(n for numbers in counts.values() for n in numbers))
    base, room = y + _CHART - 6, _CHART - 16.0
    made = [svg.line(_LABEL, base, _WIDTH, base), svg.line(_LABEL, base - room, _WIDTH, base - room)]
    made.append(svg.text(_LABEL - 6, base + 3, "0", "g-dim", "end", size=10))
    made.append(svg.text(_LABEL - 6, base - room + 4, str(most), "g-dim", "end", size=10))
    for at, (verdict, numbers) in enumerate(counts.items()):
        steps = []
        for i, (span, n) in enumerate(zip(material.spans, numbers, strict=True)):
            level = base - room * n / most
            steps.append(
                f"{'M' if i == 0 else 'L'}{scale.left(span.first):.1f}"
                f" {level:.1f}H{scale.right(span.last):.1f}"
            )
        made.append(svg.path("".join(steps), f"e-{verdict}"))
        label = words.label("verdicts", verdict)
        made.append(svg.path(f"M8 {y + 22 + 16 * at:.1f}h18", f"e-{verdict}"))
        made.append(
            svg.text(32, y + 26 + 16 * at, words.say("number: {label}", label=label), "g-dim", size=10.5)
        )
    return "".join(made)


def _stretches(material: Material, found: tuple[Finding, ...], words: Words) -> Table:
    of_key = {f.result.key: f for f in found}
    rows: list[Row] = []
    for i, span in enumerate(material.spans):
        counts = span.report.summary
        changed = changes(material.spans[i - 1].report, span.report) if i else []
        what = _changed(changed, of_key, words) if i else run(words.say("start of the period"))
        cells = (
            run(words.verdict(span.report.verdict)),
            run(str(counts[Verdict.VIOLATION])),
            run(str(counts[Verdict.REVIEW])),
        )
        rows.append((run(span.first.isoformat()), run(span.last.isoformat()), *cells, what or run("–")))
    say = words.say
    columns = (
        Column(say("First day"), 0.7, "date"),
        Column(say("Last day"), 0.7, "date"),
        Column(say("Verdict"), 1.1),
        Column(say("Violations"), 0.6, "number"),
        Column(say("To be reviewed"), 0.6, "number"),
        Column(say("What changed"), 3),
    )
    caption = say("The verdict over time")
    return Table("stretches", say("Verdict over time"), caption, columns, tuple(rows), stub=False)


def _changed(found: list[VerdictChange], of_key: Mapping[ResultKey, Finding], words: Words) -> Inline:
    turned: dict[Verdict | None, list[Finding]] = defaultdict(list)  # None: ended
    moved: list[Inline] = []
    for change in found:
        one = change.after or change.before
        if isinstance(one, Pair):
            state = one.state if change.after else "sharing"
            moved.append(
                run(words.party(one.by), " → ", words.party(one.against), ": ", words.label("states", state))
            )
        elif isinstance(one, Result) and one.key in of_key:
            after = change.after
            turned[after.verdict if isinstance(after, Result) and after.finding else None].append(
                of_key[one.key]
            )
    said = []
    for verdict in (Verdict.VIOLATION, Verdict.REVIEW, None):
        if turned[verdict]:
            name = (
                words.say("ended", context="agreement")
                if verdict is None
                else words.label("verdicts", verdict.word)
            )
            said.append(run(Part(f"{name}: ", "strong"), links(turned[verdict], words)))
    return joined([*said, *moved], "; ")


def _register(material: Material, words: Words) -> Table:
    first, last = material.period or (date.min, date.max)
    rows: list[Row] = []
    for event in material.report.context.events:
        days = sorted({d for _, d in _dates(event)})
        if days and days[0] <= last and (days[-1] >= first or _open(event)):
            dates = joined(
                [
                    run(Part(_called(event, name, words), "dim"), f" {words.moment(getattr(event, name))}")
                    for name, _ in _dates(event)
                ],
                "; ",
            )
            rows.append(
                (
                    words.event(event.id),
                    run(_who(event, words)),
                    dates,
                    run(_told(event, words)),
                    run(event.note or "–"),
                )
            )
    say = words.say
    columns = (
        Column(say("Event"), 1.5),
        Column(say("Who"), 1.4),
        Column(say("Dates"), 1.8),
        Column(say("Told, received"), 1.6),
        Column(say("Note"), 1.4),
    )
    caption = say("The register in the period")
    empty = say("The register holds nothing for this period.")
    return Table("register", say("Register"), caption, columns, tuple(rows), empty)


def _dates(event: Event) -> Iterator[tuple[str, date]]:
    for name, value in event:
        if isinstance(value, date):
            yield name, date(value.year, value.month, value.day)


def _called(event: Event, name: str, words: Words) -> str:
    """Say what a date of an event is."""
    known = {f.name: f.meaning(words.lang) for f in event_type(event.type).kinds[0].fields}
    return known.get({"from_": "since"}.get(name, name)) or (
        words.say(_DATES[name]) if name in _DATES else name.rstrip("_")
    )


# what ends an event, where it has it; an extension that never came leaves nothing open
_ENDS = ("answered_on", "remedied_on", "lifted_on")


def _open(event: Event) -> bool:
    """Tell whether an event goes on, as far as is said: of one whose end nobody states, it may."""
    return any(value in (None, "none") for name, value in event if name in _ENDS)


def _who(event: Event, words: Words) -> str:
    by, against = getattr(event, "by", None), getattr(event, "against", None) or getattr(event, "to", None)
    party = getattr(event, "party", None)
    if party is not None:
        return words.party(party)
    return f"{words.party(by)} → {words.party(against)}" if against else words.party(by)


def _told(event: Event, words: Words) -> str:
    told = [*(getattr(event, "notified", None) or ()), *(getattr(event, "received", None) or ())]
    return (
        "; ".join(
            f"{words.party(_party(t))} {words.moment(getattr(t, 'at', None) or getattr(t, 'on', None))}"
            for t in told
        )
        or "–"
    )


def _party(told: Model) -> str | None:
    return getattr(told, "party", None)

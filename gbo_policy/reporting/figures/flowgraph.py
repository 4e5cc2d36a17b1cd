"""Who sends to whom: senders on the left, recipients on the right, a line for each with its worst verdict."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.judging.report import Report
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import Column, Drawing, Row, Table, joined, run
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures import svg

_WIDTH, _BOX, _PORT, _GAP, _TOP, _TALL = 720, 190, 24, 10, 26, 38.0
MOST = 24  # lines that a picture of one page can hold; the table has them all

_KINDS = ("staff", "processor", "third-party", "international-organisation", "data-subject", "")
Node = tuple[int, str]  # the kind's place in the order, and the name


@dataclass
class _Line:
    verdict: Verdict = Verdict.NOT_APPLICABLE
    flows: list[Flow] = field(default_factory=list)

    def add(self, flow: Flow, verdict: Verdict) -> None:
        self.verdict = max(self.verdict, verdict)
        # the recipients of one flow come one after the other
        if not self.flows or self.flows[-1] is not flow:
            self.flows.append(flow)


Lines = dict[tuple[Node, Node], _Line]


def flowgraph(report: Report, words: Words) -> tuple[Drawing, Table]:
    """Give the picture and its table."""
    lines = _lines(report, words)
    say = words.say
    bad = sum(x.verdict == Verdict.VIOLATION for x in lines.values())
    caption = say("Senders, recipients and the worst verdict")
    description = say(
        "Lines from a sender to a recipient: {lines}; with a violation in some flow: {bad}. "
        "The table below says the same.",
        lines=len(lines),
        bad=bad,
    )
    worst = sorted(lines, key=lambda k: (-lines[k].verdict, k))[:MOST]
    shown = {k: lines[k] for k in sorted(worst)}
    if left := len(lines) - len(shown):
        description += words.count(
            left,
            " {number} line is left out of the picture.",
            " {number} lines are left out of the picture.",
        )
    body, height = _draw(shown, words)
    return Drawing("flowgraph", caption, description, _WIDTH, height, body), _table(lines, words, caption)


def _lines(report: Report, words: Words) -> Lines:
    own: dict[str, Verdict] = defaultdict(lambda: Verdict.NOT_APPLICABLE)
    for result in report.results:
        if result.subject.kind in {"flow", "recipient"}:
            own[result.subject.id] = max(own[result.subject.id], result.verdict)
    made: Lines = defaultdict(_Line)
    for flow in report.workspace.flows:
        sender = (0, words.party(flow.sender))
        recipients: tuple[Recipient, ...] = flow.recipients if flow.recipients is not None else (Recipient(),)
        for i, recipient in enumerate(recipients):
            verdict = max(own[flow.id], own[f"{flow.id}/{i}"])
            made[sender, _node(recipient, words)].add(flow, verdict)
    return dict(made)


def _node(recipient: Recipient, words: Words) -> Node:
    if recipient.kind == "staff":
        return 0, words.party(recipient.party)
    return _KINDS.index(recipient.kind or ""), words.recipient(recipient)


def _draw(lines: Lines, words: Words) -> tuple[str, int]:
    if not lines:
        return svg.text(0, 20, words.say("No flow is declared."), "g-dim"), 30
    right = _WIDTH - _BOX
    senders, receivers = _ports(lines, 0), _ports(lines, 1)
    shift_left, shift_right = _centred(senders, receivers)
    boxes = [_box(0, y + shift_left, d, n, words) for n, (y, d) in senders.items()]
    boxes += [_box(right, y + shift_right, d, n, words) for n, (y, d) in receivers.items()]
    taken: dict[tuple[int, Node], int] = defaultdict(int)
    drawn = []
    for (a, b), one in sorted(lines.items(), key=lambda item: (item[0][0], receivers[item[0][1]][0])):
        y1 = _port(senders[a], taken[0, a], sum(n[0] == a for n in lines)) + shift_left
        taken[0, a] += 1
        drawn.append(((a, b), y1, one))
    for (_, b), y1, one in sorted(drawn, key=lambda d: (d[0][1], senders[d[0][0]][0])):
        y2 = _port(receivers[b], taken[1, b], sum(n[1] == b for n in lines)) + shift_right
        taken[1, b] += 1
        boxes.append(
            _line(y1, y2, one, right, words, proposed=all(f.status == "proposed" for f in one.flows))
        )
    height = max(
        y + d + s for nodes, s in ((senders, shift_left), (receivers, shift_right)) for y, d in nodes.values()
    )
    heads = svg.text(0, 12, words.say("Sender"), "g-dim", size=11) + svg.text(
        right, 12, words.say("Recipient"), "g-dim", size=11
    )
    return heads + "".join(boxes) + _legend(height + 24, words), round(height + 34)


def _ports(lines: Lines, side: int) -> dict[Node, tuple[float, float]]:
    """Give each box of a side its top and height: as high as the lines that meet it."""
    counts: dict[Node, int] = defaultdict(int)
    ends_of = list(lines)
    for ends in ends_of:
        counts[ends[side]] += 1
    made, y = {}, float(_TOP)
    # others stand beside the middle of those who send to them, so that few lines cross
    senders = sorted({a for a, _ in ends_of})
    middle = {
        n: sum(senders.index(a) for a, b in ends_of if b == n) / counts[n] if side else 0.0 for n in counts
    }
    for node in sorted(counts, key=lambda n: (n[0] > 0, middle[n] if n[0] else 0.0, n)):
        made[node] = (y, max(float(_PORT * counts[node]), _TALL if node[0] == 0 else 0.0))
        y += made[node][1] + _GAP
    return made


def _port(box: tuple[float, float], number: int, of: int) -> float:
    """Give the height at which one of the lines of a box meets it."""
    top, down = box
    return top + (down - of * _PORT) / 2 + (number + 0.5) * _PORT


def _centred(
    left: dict[Node, tuple[float, float]], right: dict[Node, tuple[float, float]]
) -> tuple[float, float]:
    ends = [max(y + d for y, d in side.values()) for side in (left, right)]
    return (max(0.0, (ends[1] - ends[0]) / 2), max(0.0, (ends[0] - ends[1]) / 2))


def _box(x: float, y: float, down: float, node: Node, words: Words) -> str:
    kind, name = node
    parts = [svg.rect(x, y, _BOX, down, "g-party" if kind == 0 else "g-other", radius=3)]
    several = down >= _TALL
    names = svg.wrap(name, _BOX - 20, 2 if several else 1, 12)
    under = words.label("kinds", _KINDS[kind]) if kind and _KINDS[kind] and several else ""
    total = 15 * len(names) + (13 if under else 0)
    at = y + (down - total) / 2 + 11.5
    for line in names:
        parts.append(svg.text(x + 10, at, line, "g-strong" if kind == 0 else ""))
        at += 15
    if under:
        parts.append(svg.text(x + 10, at - 1, svg.fit(under, _BOX - 20, 10.5), "g-dim", size=10.5))
    return "".join(parts)


def _line(y1: float, y2: float, one: _Line, right: float, words: Words, *, proposed: bool) -> str:
    tone = one.verdict.word if one.verdict != Verdict.NOT_APPLICABLE else "none"
    label = words.count(len(one.flows), "{number} flow", "{number} flows")
    label = words.say("{label}, planned", label=label) if proposed else label
    room = max(104.0, svg.width(label, 10.5) + 46)  # for the sign and the number, before the arrow
    style = f"e-{tone}{' e-proposed' if proposed else ''}"
    drawn = svg.curve(_BOX, y1, right - room, y2, style) + svg.path(
        f"M{right - room} {y2:.1f}H{right - 7}", style
    )
    head = svg.path(f"M{right - 8} {y2 - 4:.1f}L{right} {y2:.1f}L{right - 8} {y2 + 4:.1f}Z", f"a-{tone}")
    plate = svg.rect(right - room + 6, y2 - 8, 24 + svg.width(label, 10.5), 16, "g-plate", radius=8)
    return (
        drawn
        + head
        + plate
        + svg.mark(tone, right - room + 17, y2, 3.5)
        + svg.text(right - room + 26, y2 + 3.8, label, size=10.5)
    )


def _legend(y: float, words: Words) -> str:
    made, x = [], 0.0
    for tone in ("violation", "review", "compliant"):
        label = words.label("verdicts", tone)
        made.append(svg.path(f"M{x:.1f} {y - 4:.1f}h26", f"e-{tone}"))
        made.append(svg.mark(tone, x + 36, y - 4, 3.5))
        made.append(svg.text(x + 46, y, label, "g-dim", size=11))
        x += 62 + svg.width(label, 11)
    return "".join(made)


def _table(lines: Lines, words: Words, caption: str) -> Table:
    say = words.say
    rows: list[Row] = []
    for ((_, sender), (kind, name)), one in sorted(lines.items()):
        label = words.label("kinds", _KINDS[kind]) if _KINDS[kind] else say("unknown")
        flows = joined([words.flow(f.id) for f in one.flows], "; ")
        rows.append(
            (
                run(sender),
                run(name),
                run(label),
                run(words.verdict(one.verdict)),
                run(str(len(one.flows))),
                flows,
            )
        )
    columns = (
        Column(say("Sender"), 1.2),
        Column(say("Recipient"), 1.3),
        Column(say("Kind"), 1),
        Column(say("Worst verdict"), 1.15),
        Column(say("Flows"), 0.7, "number"),
        Column(say("Which"), 2.4),
    )
    empty = say("No flow is declared.")
    return Table(
        "flowgraph-table",
        say("Who sends to whom"),
        caption,
        columns,
        tuple(rows),
        empty,
        stub=False,
        folded=say("As a table"),
    )

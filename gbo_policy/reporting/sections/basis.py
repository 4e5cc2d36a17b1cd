"""What the report rests on: the house norms, the readings of the text, and the inputs with their digests."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from gbo_policy import __version__
from gbo_policy.agreement.ending import Notice
from gbo_policy.basics.digest import digest_of
from gbo_policy.basics.translate import begun
from gbo_policy.facts.lifetime import End
from gbo_policy.judging.clock import norm_of
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import unit_name, verdicts
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.blocks import (
    Block,
    Bullets,
    Column,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    marked,
    run,
)
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import GIVEN_WHEN, Words
from gbo_policy.rulebook.rule import Norm


def parameters(material: Material, words: Words) -> Section:
    """Give the section on the house norms, saying that they are the house's."""
    say, report = words.say, material.report
    intro = say(
        "Where the agreement says only “reasonable”, “without undue delay” or "
        "“immediately”, the house has set numbers: up to the first a duty counts as "
        "done in time, beyond the second as broken, in between somebody has to judge. "
        "They are settings of the house, neither law nor agreement, and an assessment "
        "of the open term prevails."
    )
    columns = (
        Column(say("Norm"), 1.6),
        Column(say("Expected / outer"), 0.8),
        Column(say("Set by"), 0.9),
        Column(say("Rests on it"), 0.9),
        Column(say("Meaning"), 3),
    )
    resting = Counter((found[0].name, r.verdict) for r in report.results if (found := norm_of(r)) is not None)
    rows = tuple(_norm(norm, material, resting, words) for norm in report.norms.values())
    table = Table("norms", say("House norms"), say("House norms in force"), columns, rows)
    return Section(
        "parameters",
        say("Norms of the house"),
        (Paragraph(run(intro)), table, _notice_given(report, words)),
        page=True,
    )


def _norm(norm: Norm, material: Material, resting: Counter[tuple[str, Verdict]], words: Words) -> Row:
    """Write one house norm: its numbers, who set them, and what rests on it."""
    say, pack = words.say, material.report.pack
    own = pack.norms[norm.name]
    if norm.agreed:
        proposed = say("a term of the signed text, no house norm")
    elif own == norm:
        proposed = say("as the pack proposes")
    else:
        proposed = say("pack: {expected} / {outer}", expected=own.expected, outer=own.outer)
    name = pack.norm_called(norm.name, words.lang)
    sources = (s.source for s in material.settings if s.name.partition(".")[0] == norm.name)
    source = next(sources, None)
    counts = [
        verdicts(resting[norm.name, v], words.label("verdicts", v.word), words.lang)
        for v in (Verdict.VIOLATION, Verdict.REVIEW, Verdict.COMPLIANT)
        if resting[norm.name, v]
    ]
    return (
        marked(begun(name)),
        run(f"{norm.expected} / {norm.outer} ", unit_name(norm.unit, words.lang)),
        run(proposed, *((f"; {source}",) if source else ())),
        run(", ".join(counts) or "–"),
        run(pack.parameters.usage[norm.name].in_(words.lang)),
    )


def _notice_given(report: Report, words: Words) -> Paragraph:
    about = report.pack.parameters.notice_given.text
    mode = report.context.notice_given
    name = words.say("Notice given", context="setting")
    return Paragraph(
        run(name, " (", Part("notice_given", "code"), "): ", _mode(mode, words), f". {about.in_(words.lang)}")
    )


def readings(material: Material, words: Words) -> Section:
    """Give the section on readings of the text: where they differ in outcome, and the slips that the pack
    knows of.
    """
    say, report = words.say, material.report
    intro = say(
        "Where readings of the text lead to different outcomes, this report takes no "
        "side: the result is to be reviewed, and the readings stand here."
    )
    blocks: list[Block] = [Paragraph(run(intro))]
    for end in report.context.ends:
        blocks.extend(_end(end, material, words))
    blocks.extend((_modes(material, words), _rolled(report, words)))
    inner = [
        Section(
            "slips",
            say("Slips and gaps of the model text"),
            (_whose_slips(report, words), _slips(report, words)),
        )
    ]
    if report.notices:
        inner.append(
            Section(
                "notices",
                say("Remarks on the input"),
                (_remarks(report, words),),
            )
        )
    return Section(
        "readings",
        say("Readings that differ"),
        tuple(blocks),
        tuple(inner),
        page=True,
    )


def _end(end: End, material: Material, words: Words) -> Iterator[Block]:
    say = words.say
    if doubt := _unsure_end(end, words):
        yield Paragraph(run(words.event(end.event.id), f". {doubt}"))
    if end.notice is None or end.valid is False:
        return
    others = (
        e.notice
        for report in material.readings.values()
        for e in report.context.ends
        if e.event.id == end.event.id
    )
    notices = [end.notice, *(n for n in others if n is not None)]
    columns = (
        Column(say("Notice given"), 1.3),
        Column(say("Took effect"), 0.8, "date"),
        Column(say("Term of notice from"), 0.8, "date"),
        Column(say("Last day: day before"), 0.8, "date"),
        Column(say("Last day: same day"), 0.8, "date"),
        Column(say("Rolled to a working day"), 1.1),
        Column(say("Ended beyond doubt from"), 0.9, "date"),
    )
    caption = say("When the notice “{id}” ends the agreement", id=end.event.id)
    name = say("End")
    yield Table(
        f"end-{end.event.id}",
        f"{name} {end.event.id}",
        caption,
        columns,
        tuple(_reading(n, words) for n in notices),
    )
    if end.valid is not True:
        return
    first, last = (
        min(n.ended_from for n in notices),
        max(n.certainly_ended_from for n in notices) - timedelta(days=1),
    )
    text = say(
        "From {first} to {last} it hangs on the reading whether the agreement still runs.",
        first=first,
        last=last,
    )
    yield Paragraph(run(text))


def _unsure_end(end: End, words: Words) -> str:
    """Say of a notice why it does not end the agreement beyond doubt; nothing where it does."""
    if end.valid is False:
        return words.say("According to a recorded assessment this notice ended nothing.")
    if end.notice is None:
        return words.say("When this notice would end the agreement cannot be worked out: facts are missing.")
    if end.valid is None:
        return words.say(
            "Whether this notice ends the agreement is in doubt: its form or its facts do not settle it, and"
            " the text names no nullity. If it does, then as follows."
        )
    return ""


def _mode(mode: str, words: Words) -> Inline:
    name = words.say(GIVEN_WHEN[mode]) if mode in GIVEN_WHEN else ""
    return run(f"{name} ", "(" if name else "", Part(mode, "code"), ")" if name else "")


def _reading(notice: Notice, words: Words) -> Row:
    days = (notice.effective, notice.start, notice.last_a, notice.last_b)
    rolled = f"{notice.last_a_rolled} / {notice.last_b_rolled}"
    return (
        _mode(notice.mode, words),
        *(run(words.moment(d)) for d in days),
        run(rolled),
        run(words.moment(notice.certainly_ended_from)),
    )


def _modes(material: Material, words: Words) -> Table | Paragraph:
    """Tell which verdicts would be others if the notice counted as given at another moment."""
    say, own = words.say, {r.key: r for r in material.report.results}
    rows: list[Row] = []
    for mode, report in material.readings.items():
        for other in report.results:
            mine = own.get(other.key)
            # that what is in order would not apply, or the reverse, is no other outcome
            if mine is not None and mine.verdict != other.verdict and (mine.finding or other.finding):
                rule = run(words.of(other.rule.title), " (", words.clause(other.rule.clause), ")")
                rows.append(
                    (
                        _mode(mode, words),
                        rule,
                        words.subject(other),
                        run(words.verdict(mine.verdict)),
                        run(words.verdict(other.verdict)),
                    )
                )
    if not material.readings:
        return Paragraph(run(say("No notice of termination is on record.")))
    columns = (
        Column(say("Notice given"), 1.2),
        Column(say("Rule"), 1.5),
        Column(say("About"), 2),
        Column(say("This report"), 0.9),
        Column(say("Then"), 0.9),
    )
    caption = say("Verdicts that hang on when a notice counts as given")
    empty = say("On this day no verdict hangs on when a notice counts as given.")
    return Table(
        "modes", say("Notice given", context="setting"), caption, columns, tuple(rows), empty, stub=False
    )


def _rolled(report: Report, words: Words) -> Table:
    say = words.say
    rows: list[Row] = []
    for result in report.results:
        if result.rule.kind.name != "rights-request":
            continue
        plain, rolled = result.row.value("in_time"), result.row.value("in_time_rolled")
        if plain is not None and rolled is not None and plain != rolled:
            rows.append(
                (
                    words.subject(result),
                    run(words.moment(result.row.value("due_on"))),
                    run(words.verdict(result.verdict)),
                )
            )
    columns = (
        Column(say("Request"), 2),
        Column(say("Last day, not rolled"), 1, "date"),
        Column(say("Verdict"), 1),
    )
    caption = say("Terms that hang on rolling to a working day")
    empty = say("No answer to a data subject hangs on whether its last day rolls to a working day.")
    return Table("rolled", say("Rolled terms"), caption, columns, tuple(rows), empty)


def _whose_slips(report: Report, words: Words) -> Paragraph:
    """Say that the slips are the model's: they are charged to nobody whose text was not read."""
    text = (
        words.say(
            "These stand in the model. Whether the text that these core actors signed has them too, nobody"
            " has read."
        )
        if report.workspace.agreement.text is None
        else words.say(
            "These stand in the model; where the signed text differs from it is told in section 6."
        )
    )
    return Paragraph(run(text))


def _slips(report: Report, words: Words) -> Bullets:
    return Bullets(
        tuple(
            run(Part(f"{words.clause(s.clause)}: ", "strong"), s.text.in_(words.lang))
            for s in report.pack.about.slips
        )
    )


def _remarks(report: Report, words: Words) -> Bullets:
    made = []
    for notice in report.notices:
        where = (Part(str(report.relative(notice.location)), "code"), ": ") if notice.location else ()
        made.append(run(*where, notice.sentence(words.lang)))
    return Bullets(tuple(made))


def inputs(material: Material, words: Words) -> Section:
    """Give the section on what was read and with what it was judged, so that anybody can do it again."""
    report, say = material.report, words.say
    files = report.workspace.files
    intro = say(
        "The same files, rule pack, engine, settings and date give the same report, "
        "byte for byte. Nothing in it depends on where or when it was made."
    )
    together = digest_of({f.name: f.content for f in files}).partition(":")[2]
    pairs: list[tuple[str, Inline]] = [
        (say("Declarations together (SHA-256)"), run(Part(together, "code"))),
        (say("Rule pack"), run(f"{report.pack.id} {report.pack.version}")),
        (say("Digest of the pack"), run(Part(report.pack.digest, "code"))),
        (say("Engine"), run(f"gbo-policy {__version__}")),
        (say("As of"), run(str(report.as_of))),
    ]
    if material.period is not None:
        pairs.append((say("Period"), run(f"{material.period[0]} – {material.period[1]}")))
    rows = tuple(
        (
            run(Part(f.name, "code")),
            run(str(len(f.content))),
            run(Part(hashlib.sha256(f.content).hexdigest(), "code")),
        )
        for f in files
    )
    columns = (
        Column(say("File"), 1.4),
        Column(say("Bytes"), 0.5, "number"),
        Column("SHA-256", 2.6, "code"),
    )
    table = Table("files", say("Inputs"), say("Files read"), columns, rows)
    return Section(
        "inputs",
        say("Inputs and provenance"),
        (Paragraph(run(intro)), Pairs(tuple(pairs)), table, _settings(material, words)),
        page=True,
    )


def _settings(material: Material, words: Words) -> Table:
    say = words.say
    rows = tuple(
        (run(Part(s.name, "code")), run(Part(s.value, "code")), run(s.source)) for s in material.settings
    )
    columns = (
        Column(say("Setting"), 1.2),
        Column(say("Value"), 1.2),
        Column(say("Set in"), 1.6),
    )
    caption = say("Settings that differ from the pack's own")
    empty = say("No setting differs from the pack's own.")
    return Table("settings", say("Settings"), caption, columns, rows, empty)

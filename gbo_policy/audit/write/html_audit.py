"""An audit as one page of HTML that needs nothing beside it, made of the same parts as the report on
compliance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gbo_policy import __version__
from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.write.answer import answer
from gbo_policy.audit.write.audit_words import AuditWords
from gbo_policy.audit.write.months import by_month
from gbo_policy.basics.translate import mark
from gbo_policy.logic.verdict import BY_WORD, WORDS
from gbo_policy.reporting.content.blocks import (
    Bullets,
    Card,
    Column,
    Document,
    Inline,
    Pairs,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    Tile,
    Tiles,
    joined,
    marked,
    run,
)
from gbo_policy.reporting.content.report_words import FACT_ANSWERS
from gbo_policy.reporting.writers import html_report as html
from gbo_policy.terms.kinds import Field

Data = Mapping[str, Any]


def render(audit: Audit, lang: str) -> str:
    """Write an audit as a page."""
    return html.render(document(audit, lang)).decode("utf-8")


def document(audit: Audit, lang: str) -> Document:
    """Put an audit into a document in ``lang`` (nl or en)."""
    data, words = answer(audit, lang), AuditWords(audit.case, lang)
    say, agreement = words.say, audit.case.workspace.agreement
    sections = [
        _summary(data, words),
        *_findings(data, audit, words),
        by_month(data, words),
        _pairs(data, words),
        _strange(data, words),
        _inputs(data, words),
    ]
    period = words.period(data)
    return Document(
        lang=lang,
        kind=say("Audit of exchanges"),
        title=agreement.title or agreement.id,
        moment=period,
        running=f"{agreement.title or agreement.id} · {period}",
        day=audit.tally.last.date() if audit.tally.last else audit.judging.calendar.segments.day(0),
        tone=data["verdict"],
        verdict=words.label("verdicts", data["verdict"]),
        sentence=words.sentence(data),
        about=_about(data, audit, words),
        made_by=f"gbo-policy {__version__} · {data['pack']['id']} {data['pack']['version']}",
        sections=tuple(_numbered(s, i) for i, s in enumerate(sections, 1)),
    )


def _numbered(section: Section, number: int) -> Section:
    return Section(
        section.id, section.title, section.blocks, section.sections, str(number), section.sheets, section.page
    )


def _about(data: Data, audit: Audit, words: AuditWords) -> Pairs:
    say, agreement, files = words.say, audit.case.workspace.agreement, data["log"]["files"]
    named = (
        run(agreement.title, " (", Part(agreement.id, "code"), ")")
        if agreement.title
        else run(Part(agreement.id, "code"))
    )
    return Pairs(
        (
            (say("Agreement"), named),
            (say("Core actors"), run(words.parties(audit.case.workspace.parties))),
            (say("Period"), run(words.period(data))),
            (say("Log"), run(words.in_files(files))),
            *_read_by(data, words),
            (
                say("Rule pack"),
                run(
                    f"{data['pack']['id']} {data['pack']['version']}, ",
                    say("engine"),
                    f" {__version__}",
                ),
            ),
        )
    )


def _read_by(data: Data, words: AuditWords) -> Iterator[tuple[str, Inline]]:
    """Give what verdicts rest on, the mapping that the log was read by, and the months of which it says
    nothing.
    """
    say, rests = words.say, data["rests_on"]
    yield (
        say("Rests on"),
        run(
            say(
                "the row alone: {row}; also the declared flow that it names: {declared}",
                row=words.number(rests["row"]),
                declared=words.number(rests["declaration"]),
            )
        ),
    )
    if data["mapping"]:
        digest = data["mapping"]["digest"].partition(":")[2]
        yield say("Mapping"), run(Part(data["mapping"]["file"], "code"), " ", Part(digest, "code"))
    if data["quality"] and data["quality"]["months_without_rows"]:
        yield say("Months without rows"), run(", ".join(data["quality"]["months_without_rows"]))


def _summary(data: Data, words: AuditWords) -> Section:
    say, counts = words.say, data["summary"]
    tiles = [
        Tile(words.number(counts["exchanges"]), say("exchanges judged")),
        Tile(words.number(counts["violation"]), say("with a violation"), "violation"),
        Tile(words.number(counts["review"]), say("to be reviewed"), "review"),
        Tile(words.number(counts["compliant"]), say("in order"), "compliant"),
        Tile(words.number(counts["bad_rows"]), say("rows not judged")),
    ]
    reading = [
        say(
            "Every exchange is judged by the same rules as a declared flow with that one "
            "recipient, on its own day. It counts once, by its worst verdict; in the table "
            "by rule it counts once for each rule."
        ),
        say(
            "What the log leaves unsaid comes from the declared flow that it names; what "
            "neither says is unknown, and unknown is never in order."
        ),
        say(
            "A word that is not in the vocabulary is never permitted. Rows that could not "
            "be read are counted and kept apart; nothing was left out."
        ),
    ]
    rules = sorted(data["rules"], key=lambda r: (-r["violation"], -r["review"]))
    rows = [(_rule(r["rule"], words), *_counts(r, words)) for r in rules]
    table = Table(
        "by-rule",
        say("By rule"),
        say("Exchanges by rule, most violations first"),
        _heads(say("Rule"), words),
        tuple(rows),
    )
    inner = Section(
        "reading",
        say("How to read this audit"),
        (Bullets(tuple(run(p) for p in reading)),),
    )
    left = words.left_out(data)
    blocks = (Tiles(tuple(tiles)), *((Paragraph(run(Part(left, "strong"))),) if left else ()), table)
    return Section("summary", say("Summary"), blocks, (inner,), page=True)


def _rule(name: str, words: AuditWords) -> Inline:
    rule = words.report.pack.rule(name)
    return (
        run(f"{words.clause(rule.clause)} · {words.of(rule.title)} (", Part(name, "code"), ")")
        if rule
        else run(Part(name, "code"))
    )


def _heads(first: str, words: AuditWords) -> tuple[Column, ...]:
    return Column(first, 3), *(Column(words.label("verdicts", v).capitalize(), 1, "number") for v in WORDS)


def _counts(own: Data, words: AuditWords) -> Iterator[Inline]:
    return (run(words.number(own[v])) for v in WORDS)


def _findings(data: Data, audit: Audit, words: AuditWords) -> Iterator[Section]:
    """Give a section of violations and one of what is to be reviewed, each worst first."""
    titles = {"violation": mark("Violations"), "review": mark("To be reviewed")}
    for verdict, title in titles.items():
        found = [f for f in data["findings"] if f["verdict"] == verdict]
        cards = tuple(_card(f, f"{verdict}-{i}", audit, words) for i, f in enumerate(found, 1))
        nothing = words.say("Nothing was found.")
        yield Section(f"{verdict}s", words.say(title), cards or (Paragraph(run(nothing)),), page=True)


def _card(found: Data, name: str, audit: Audit, words: AuditWords) -> Card:
    severity = Part(
        words.label("severities", found["severity"]), "badge", tone=f"severity-{found['severity']}"
    )
    return Card(
        id=name,
        title=_rule(found["rule"], words),
        badges=(words.verdict(BY_WORD[found["verdict"]]), severity),
        lead=marked(found["example"]["message"]),
        rows=tuple((head, text) for head, text in _rows(found, audit, words) if text),
        tone=found["verdict"],
    )


def _rows(found: Data, audit: Audit, words: AuditWords) -> Iterator[tuple[str, Inline]]:
    say, example = words.say, found["example"]
    yield say("Exchanges"), run(words.often(found))
    yield (
        say("Held against"),
        run(words.parties(found["against"])) if found["against"] else (),
    )
    yield say("Among them"), joined([run(Part(i, "code")) for i in found["ids"]])
    kind = next(r for r in audit.judging.rules if r.id == found["rule"]).kind
    facts = [_fact(b, kind.told_as(b["fact"]), words) for b in example["because"]]
    # a label is narrow, and an id must not break in it
    yield say("For instance"), run(Part(example["id"], "code"), ": ", *joined(facts, "; ")) if facts else ()
    yield say("Missing"), joined([run(Part(m, "code")) for m in found["missing"]])
    yield (
        say("To be judged"),
        joined([run(words.label("terms", t), " (", Part(t, "code"), ")") for t in found["assess"]], "; "),
    )
    yield say("Remedy"), marked(example["remedy"] or "")
    yield say("Sanction"), run(words.sanction(found["sanction"]))


def _fact(because: Data, field: Field | None, words: AuditWords) -> Inline:
    """Say a fact by what it means and by its name, where the kind of row knows it, and its value."""
    name, given = Part(because["fact"], "code"), because["value"]
    if field is None:
        return run(name, ": ", Part(words.value(given), "strong"))
    answer_given = isinstance(given, str) and given in FACT_ANSWERS
    value = Part(words.say(FACT_ANSWERS[given]) if answer_given else words.value(given), "strong")
    meaning, _, _ = field.meaning(words.lang).partition(":")
    return run(meaning, " (", name, "): ", value)


def _pairs(data: Data, words: AuditWords) -> Section:
    say = words.say
    rows: list[Row] = [(run(words.pair(p)), *_counts(p, words)) for p in data["pairs"]]
    table = Table(
        "by-pair",
        say("By pair"),
        say("Exchanges by sender and receiver, most violations first"),
        _heads(say("From → to"), words),
        tuple(rows),
    )
    return Section("pairs", say("Who sends to whom"), (table,))


def _strange(data: Data, words: AuditWords) -> Section:
    """Give what could not be read or is not known."""
    remarks = tuple(
        run(Part(n["file"] or "", "code"), ": " if n["file"] else "", marked(n["message"]))
        for n in data["notices"]
    )
    return Section(
        "odd",
        words.say("What the log does not say well"),
        (
            _unknown_words(data, words),
            *([_unmapped(data, words)] if data["mapping"] else []),
            _rows_apart(data, words),
            *([Bullets(remarks)] if remarks else []),
        ),
    )


def _unknown_words(data: Data, words: AuditWords) -> Table:
    """Give the words that nobody knows."""
    say = words.say
    caption = say("Words that are not known, and so never permitted")
    none = say("Every word of the log is known.")
    return _counted_words("words", (say("Unknown words"), caption, none), data["words"], words)


def _unmapped(data: Data, words: AuditWords) -> Table:
    """Give the values that the tables of the mapping lack."""
    title = words.say("Values that the mapping does not know")
    none = words.say("The mapping knows every value of its columns.")
    return _counted_words("unmapped", (title, title, none), data["mapping"]["unmapped"], words)


def _counted_words(name: str, told: tuple[str, str, str], columns: Data, words: AuditWords) -> Table:
    """Give words with their exchanges, column by column; ``told`` is the title, the caption, and what is said
    where there are none.
    """
    say, (title, caption, none) = words.say, told
    rows: list[Row] = [
        (run(Part(column, "code")), run(Part(w["word"], "code")), run(words.number(w["exchanges"])))
        for column, own in columns.items()
        for w in own["most"]
    ]
    return Table(
        name,
        title,
        caption,
        (
            Column(say("Column"), 1, "code"),
            Column(say("Word"), 3, "code"),
            Column(say("Exchanges"), 1, "number"),
        ),
        tuple(rows),
        none,
        stub=False,
    )


def _rows_apart(data: Data, words: AuditWords) -> Table:
    say, bad = words.say, data["bad_rows"]
    columns = (
        Column(say("File"), 1.4, "code"),
        Column(say("Row"), 0.5, "number"),
        Column(say("Why"), 3),
    )
    first = tuple(
        (
            run(Part(b["file"], "code")),
            run("–" if b["row"] is None else words.number(b["row"])),
            marked(b["message"]),
        )
        for b in bad["first"]
    )
    caption = words.count(
        bad["rows"],
        "{number} row that could not be judged",
        "{number} rows that could not be judged",
        number=words.number(bad["rows"]),
    )
    if bad["rows"] > len(first):
        caption += say(": the first {first}", first=len(first))
    return Table(
        "bad-rows",
        say("Rows not judged"),
        caption,
        columns,
        first,
        say("Every row could be judged."),
        stub=False,
    )


def _inputs(data: Data, words: AuditWords) -> Section:
    say = words.say
    pairs = Pairs(
        (
            (say("Rule pack"), run(f"{data['pack']['id']} {data['pack']['version']}")),
            (
                say("Digest of the pack"),
                run(Part(data["pack"]["digest"], "code")),
            ),
            (say("Declarations together"), run(Part(data["inputs"]["digest"], "code"))),
            (say("Engine"), run(f"gbo-policy {__version__}")),
        )
    )
    columns = (
        Column(say("File"), 1.4, "code"),
        Column(say("Rows"), 0.6, "number"),
        Column(say("Not judged"), 0.6, "number"),
        Column("SHA-256", 2.2, "code"),
        Column(say("Columns not read"), 1, "code"),
    )
    rows = tuple(_file(f, words) for f in data["log"]["files"])
    table = Table("files", say("Files"), say("Files of the log"), columns, rows)
    declared = tuple(
        (run(Part(f["name"], "code")), run(Part(f["digest"].partition(":")[2], "code")))
        for f in data["inputs"]["files"]
    )
    files = (Column(say("File"), 1.4, "code"), Column("SHA-256", 2.4, "code"))
    own = Table(
        "declared",
        say("Declarations"),
        say("Files of the declarations"),
        files,
        declared,
    )
    return Section("inputs", say("Inputs and provenance"), (pairs, table, own), page=True)


def _file(file: Data, words: AuditWords) -> Row:
    return (
        run(Part(file["file"], "code")),
        run(words.number(file["rows"])),
        run(words.number(file["bad_rows"])),
        run(Part((file["digest"] or ":–").partition(":")[2], "code")),
        run(", ".join(file["unread"]) or "–"),
    )

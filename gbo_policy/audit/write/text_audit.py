"""An audit for people: the figures first, then the findings, worst first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.write.answer import answer
from gbo_policy.audit.write.audit_words import AuditWords
from gbo_policy.formats.text import WIDTH, Line, to_text
from gbo_policy.judging.wording import verdicts
from gbo_policy.logic.verdict import WORDS

_MARKS = {"violation": "✗", "review": "?"}
_FEW, _NAME, _LEAST_NAME = 10, 30, 8
Data = Mapping[str, Any]


def render(audit: Audit, lang: str) -> str:
    """Write an audit as plain text of 80 columns."""
    return to_text(layout(audit, lang))


def layout(audit: Audit, lang: str, width: int = WIDTH) -> list[Line]:
    """Lay an audit out as styled lines."""
    data, writer = answer(audit, lang), _AuditText(AuditWords(audit.case, lang), width)
    parts = (
        writer.head,
        writer.rules,
        writer.findings,
        writer.pairs,
        writer.months,
        writer.strange,
        writer.unmapped,
        writer.bad_rows,
        writer.foot,
    )
    return [line for part in parts for line in part(data)]


class _AuditText:
    """The parts of an audit as lines."""

    def __init__(self, words: AuditWords, width: int) -> None:
        self.words, self.say, self.width = words, words.say, width

    def wrapped(self, text: str, indent: int, style: str = "plain", lead: str = "") -> Iterator[Line]:
        """Give a text over as many lines as it takes."""
        lines = textwrap.wrap(
            text, max(self.width - indent - len(lead), 20), break_long_words=False, break_on_hyphens=False
        )
        for i, line in enumerate(lines or [""]):
            yield [("dim", " " * indent + (lead if i == 0 else " " * len(lead))), (style, line)]

    def table(self, head: str, rows: list[tuple[str, Data, str]]) -> Iterator[Line]:
        """Give a table of verdicts: for each row its name, its counts and its style."""
        heads = self.say("violation review in-order n/a").split()
        yield []
        cell = 12 if self.width >= WIDTH else 11
        left = max(min(_NAME, self.width - 2 - len(WORDS) * cell), _LEAST_NAME)
        yield [("dim", f"  {head:<{left}.{left}}" + "".join(f"{h:>{cell}}" for h in heads))]
        for name, own, style in rows:
            if len(name) > left:  # on a line of its own: cut short, it could be anybody's
                yield from self.wrapped(name, 2, style)
            cells = "".join(f"{self.words.number(own[v]):>{cell}}" for v in WORDS)
            yield [(style, f"  {name if len(name) <= left else '':<{left}}{cells}")]

    def head(self, data: Data) -> Iterator[Line]:
        """Give what was audited."""
        agreement, log, pack = self.words.workspace.agreement, data["log"], data["pack"]
        yield from self.wrapped(agreement.title or agreement.id, 0, "title")
        text = self.words.exchanges(data["summary"]["exchanges"])
        name = self.say("pack")
        days = f"{log['first'][:10]} – {log['last'][:10]}"
        yield from self.wrapped(f"{text} · {days} · {name} {pack['id']} {pack['version']}", 0, "dim")
        for file in log["files"] if len(log["files"]) <= _FEW else ():
            how = f", {file['encoding']}" if file["encoding"] else ""
            yield [("dim", f"  {file['file']}: {self.words.rows(file['rows'])}{how}")]
        if len(log["files"]) > _FEW:
            yield [("dim", "  " + self.words.in_files(log["files"]))]
        rests = data["rests_on"]
        if rests["declaration"]:
            share = f"{100 * rests['declaration'] / data['summary']['exchanges']:.0f} %"
            told = self.say(
                "{share} of the exchanges rest on the declared flow that they name too, the others on their"
                " row alone",
                share=share,
            )
            yield from self.wrapped(told, 0, "dim")
        yield from self.wrapped(left, 0, "review") if (left := self.words.left_out(data)) else ()

    def rules(self, data: Data) -> Iterator[Line]:
        """Give the counts by rule, worst first."""
        rules = sorted(data["rules"], key=lambda r: (-r["violation"], -r["review"]))
        found = [
            (r["rule"], r, "violation" if r["violation"] else "review")
            for r in rules
            if r["violation"] or r["review"]
        ]
        yield from self.table(self.say("rule"), found)
        if rest := len(rules) - len(found):
            text = self.words.count(rest, "{number} other rule", "{number} other rules")
            yield [("dim", f"  {text}: {self.say('no findings')}")]

    def findings(self, data: Data) -> Iterator[Line]:
        """Give the findings with their first exchange explained."""
        if data["findings"]:
            yield []
            yield from self.wrapped(self.say("Ids shown: {chosen}.", chosen=data["ids_shown"]), 2, "dim")
        for own in data["findings"]:
            yield []
            against = f" · {', '.join(own['against'])}" if own["against"] else ""
            severity, verdict = (
                self.words.label("severities", own["severity"]),
                self.words.label("verdicts", own["verdict"]),
            )
            head = f"{verdict} · {self.words.clause(own['clause'])} · {own['rule']} · {severity}{against}"
            yield from self.wrapped(head, 2, own["verdict"], f"{_MARKS[own['verdict']]} ")
            yield from self.wrapped(self.words.often(own), 4)
            yield from self.wrapped(", ".join(own["ids"]), 4, "dim", "id: ")
            named = [
                (self.say("missing"), own["missing"]),
                (self.say("to judge"), [self.words.terms([term]) for term in own["assess"]]),
            ]
            for name, words in named:
                if words:
                    yield from self.wrapped(", ".join(words), 4, "plain", f"{name}: ")
            yield from self.wrapped(own["example"]["message"], 4, "plain", f"{own['example']['id']}: ")
            if own["example"]["remedy"]:
                yield from self.wrapped(own["example"]["remedy"], 4, "remedy", self.say("remedy: "))
            if own["sanction"]:
                yield from self.wrapped(
                    self.words.sanction(own["sanction"]), 4, "plain", self.say("sanction: ")
                )

    def pairs(self, data: Data) -> Iterator[Line]:
        """Give the counts by pair of core actors."""
        yield from self.table(
            self.say("from → to"), [(self.words.pair(p), p, "plain") for p in data["pairs"]]
        )

    def months(self, data: Data) -> Iterator[Line]:
        """Give the counts by month."""
        yield from self.table(self.say("month"), [(m["month"], m, "plain") for m in data["months"]])

    def strange(self, data: Data) -> Iterator[Line]:
        """Give the words that are not known, which are never permitted."""
        if data["words"]:
            yield []
            yield [
                (
                    "title",
                    self.say("Words that are not known, and so never permitted"),
                )
            ]
        yield from self.words_by_column(data["words"])

    def unmapped(self, data: Data) -> Iterator[Line]:
        """Give the values that the mapping does not know, and the months of which the log says nothing."""
        if data["mapping"] and (unmapped := data["mapping"]["unmapped"]):
            yield []
            yield [("title", self.say("Values that the mapping does not know"))]
            yield from self.words_by_column(unmapped)
        if data["quality"] and (months := data["quality"]["months_without_rows"]):
            yield []
            yield from self.wrapped(self.say("Months without rows: {months}", months=", ".join(months)), 2)

    def words_by_column(self, columns: Data) -> Iterator[Line]:
        """Give the most frequent words of some columns."""
        for column, own in columns.items():
            shown = ", ".join(
                f"{w['word']} ({self.words.number(w['exchanges'])})" for w in own["most"][:_FEW]
            )
            more = f" (+{self.words.number(own['words'] - _FEW)})" if own["words"] > _FEW else ""
            yield from self.wrapped(shown + more, 2, "plain", f"{column}: ")

    def bad_rows(self, data: Data) -> Iterator[Line]:
        """Give the rows that could not be judged, and what is odd about the files."""
        bad = data["bad_rows"]
        if bad["rows"]:
            yield []
            text = self.words.count(
                bad["rows"],
                "{number} row could not be judged",
                "{number} rows could not be judged",
                number=self.words.number(bad["rows"]),
            )
            yield [("title", text)]
        for own in bad["first"][:_FEW]:
            row = "" if own["row"] is None else f":{own['row']}"
            yield from self.wrapped(own["message"], 2, "plain", f"{own['file']}{row}: ")
        if data["notices"]:
            yield []
            yield [("title", self.say("Remarks on the log"))]
        for notice in data["notices"]:
            place = f"{notice['file']}: " if notice["file"] else ""
            yield from self.wrapped(notice["message"], 2, "dim", place)

    def foot(self, data: Data) -> Iterator[Line]:
        """Give the verdict."""
        summary = data["summary"]
        counts = ", ".join(
            verdicts(
                summary[v],
                self.words.label("verdicts", v),
                self.words.lang,
                self.words.number(summary[v]),
            )
            for v in WORDS
            if v != "not_applicable"
        )
        yield []
        yield [
            (data["verdict"], self.words.label("verdicts", data["verdict"]).upper()),
            ("plain", f"  {counts}"),
        ]

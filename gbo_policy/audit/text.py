"""An audit for people: the figures first, then the findings, worst first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from gbo_policy.audit.answer import answer
from gbo_policy.audit.run import Audit
from gbo_policy.formats.text import WIDTH, Line, to_text
from gbo_policy.report import ORDER
from gbo_policy.texts import pick

_MARKS = {"violation": "✗", "review": "?"}


def render(audit: Audit, lang: str) -> str:
    """Write an audit as plain text of 80 columns."""
    return to_text(layout(audit, lang))


def layout(audit: Audit, lang: str, width: int = WIDTH) -> list[Line]:
    """Lay an audit out as styled lines."""
    writer = Writer(audit, lang, width)
    return [line for part in writer.parts() for line in part]


class Writer:
    """The parts of an audit as lines."""

    def __init__(self, audit: Audit, lang: str, width: int) -> None:
        self.audit, self.lang, self.width = audit, lang, width
        self.data = answer(audit, lang)

    def parts(self) -> Iterator[Iterator[Line]]:
        """Give all parts, in order."""
        yield self.head()
        yield self.rules()
        yield self.findings()
        yield self.pairs()
        yield self.months()
        yield self.words()
        yield self.bad_rows()
        yield self.foot()

    def label(self, section: str, word: str) -> str:
        """Give the vocabulary's label."""
        return self.audit.case.pack.vocabulary.label(section, word, self.lang)

    def number(self, n: int) -> str:
        """Write a number with its thousands apart."""
        return f"{n:,}".replace(",", pick(self.lang, ",", "."))

    def wrapped(self, text: str, indent: int, style: str = "plain", lead: str = "") -> Iterator[Line]:
        """Give a text over as many lines as it takes."""
        lines = textwrap.wrap(text, max(self.width - indent - len(lead), 20), break_long_words=False, break_on_hyphens=False)
        for i, line in enumerate(lines or [""]):
            yield [("dim", " " * indent + (lead if i == 0 else " " * len(lead))), (style, line)]

    def counts(self, own: dict[str, Any]) -> str:
        """Write the columns of a table: one number a verdict."""
        return "".join(f"{self.number(own[v]):>12}" for v in ORDER)

    def table_head(self, name: str) -> Line:
        """Give the head of a table of verdicts."""
        heads = pick(self.lang, "violation review in-order n/a", "schending beoordelen in-orde n.v.t.").split()
        return [("dim", f"  {name:<30}" + "".join(f"{h:>12}" for h in heads))]

    def head(self) -> Iterator[Line]:
        """Give what was audited."""
        agreement, log, pack = self.audit.case.workspace.agreement, self.data["log"], self.data["pack"]
        yield [("title", agreement.title or agreement.id)]
        count = self.number(self.data["summary"]["exchanges"])
        text = pick(self.lang, f"{count} exchanges", f"{count} uitwisselingen")
        name = pick(self.lang, "pack", "pakket")
        yield [("dim", f"{text} · {log['first'][:10]} – {log['last'][:10]} · {name} {pack['id']} {pack['version']}")]
        for file in log["files"] if len(log["files"]) <= 10 else ():
            yield [("dim", f"  {file['file']}: {self.number(file['rows'])}")]

    def rules(self) -> Iterator[Line]:
        """Give the counts by rule, worst first."""
        yield []
        yield self.table_head(pick(self.lang, "rule", "regel"))
        for own in sorted(self.data["rules"], key=lambda r: (-r["violation"], -r["review"])):
            style = "violation" if own["violation"] else "review" if own["review"] else "plain"
            yield [(style, f"  {own['rule']:<30.30}{self.counts(own)}")]

    def findings(self) -> Iterator[Line]:
        """Give the findings with their first exchange explained."""
        for own in self.data["findings"]:
            yield []
            clause = own["clause"] if own["clause"] == "house" else f"art. {own['clause']}"
            against = f" · {', '.join(own['against'])}" if own["against"] else ""
            head = f"{self.label('verdicts', own['verdict'])} · {clause} · {own['rule']} · {self.label('severities', own['severity'])}{against}"
            yield from self.wrapped(head, 2, own["verdict"], f"{_MARKS[own['verdict']]} ")
            count = self.number(own["exchanges"])
            text = pick(self.lang, f"{count} exchanges, {own['first']} to {own['last']}", f"{count} uitwisselingen, {own['first']} tot {own['last']}")
            yield from self.wrapped(text, 4)
            yield from self.wrapped(", ".join(own["ids"]), 4, "dim", "id: ")
            if own["missing"]:
                yield from self.wrapped(", ".join(own["missing"]), 4, "plain", pick(self.lang, "missing: ", "ontbreekt: "))
            if own["assess"]:
                yield from self.wrapped(", ".join(own["assess"]), 4, "plain", pick(self.lang, "to judge: ", "te beoordelen: "))
            yield from self.wrapped(own["example"]["message"], 4, "plain", f"{own['example']['id']}: ")
            yield from self.wrapped(own["example"]["remedy"] or "", 4, "remedy", pick(self.lang, "remedy: ", "herstel: "))

    def pairs(self) -> Iterator[Line]:
        """Give the counts by pair of core actors."""
        yield []
        yield self.table_head(pick(self.lang, "from → to", "van → aan"))
        for own in self.data["pairs"]:
            yield [("plain", f"  {self.pair(own):<30.30}{self.counts(own)}")]

    def pair(self, own: dict[str, Any]) -> str:
        """Name a pair: core actors by their ids, others by their kind."""
        unknown = pick(self.lang, "unknown", "onbekend")
        to = own["to"] or (self.label("kinds", own["kind"]) if own["kind"] else unknown)
        return f"{own['from'] or unknown} → {to}"

    def months(self) -> Iterator[Line]:
        """Give the counts by month."""
        yield []
        yield self.table_head(pick(self.lang, "month", "maand"))
        for own in self.data["months"]:
            yield [("plain", f"  {own['month']:<30}{self.counts(own)}")]

    def words(self) -> Iterator[Line]:
        """Give the words that are not known, which are never permitted."""
        if self.data["words"]:
            yield []
            yield [("title", pick(self.lang, "Words that are not known, and so never permitted", "Woorden die niet bekend zijn, en dus nooit toegelaten"))]
        for column, own in self.data["words"].items():
            shown = ", ".join(f"{w['word']} ({self.number(w['exchanges'])})" for w in own["most"][:10])
            more = f" (+{self.number(own['words'] - 10)})" if own["words"] > 10 else ""
            yield from self.wrapped(shown + more, 2, "plain", f"{column}: ")

    def bad_rows(self) -> Iterator[Line]:
        """Give the rows that could not be judged, and what is odd about the files."""
        bad = self.data["bad_rows"]
        if bad["rows"]:
            yield []
            count = self.number(bad["rows"])
            yield [("title", pick(self.lang, f"{count} rows could not be judged", f"{count} rijen waren niet te beoordelen"))]
        for own in bad["first"][:10]:
            yield from self.wrapped(own["message"], 2, "plain", f"{own['file']}:{own['row']}: ")
        for notice in self.data["notices"]:
            yield from self.wrapped(notice["message"], 2, "dim", f"! {notice['file']}: ")

    def foot(self) -> Iterator[Line]:
        """Give the verdict."""
        summary = self.data["summary"]
        counts = ", ".join(f"{self.number(summary[v])} {self.label('verdicts', v)}" for v in ORDER if v != "not_applicable")
        yield []
        yield [(self.data["verdict"], self.label("verdicts", self.data["verdict"]).upper()), ("plain", f"  {counts}")]

"""The words that an audit's text and page share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gbo_policy.judging.wording import measure_name, status_name, value
from gbo_policy.reporting.content.report_words import Words

Data = Mapping[str, Any]


class AuditWords(Words):
    """The words of one audit in one language."""

    def number(self, n: int) -> str:
        """Write a number with its thousands apart."""
        return f"{n:,}".replace(",", self.say(","))

    def exchanges(self, n: int) -> str:
        """Write a number of exchanges."""
        return self.count(n, "{number} exchange", "{number} exchanges", number=self.number(n))

    def rows(self, n: int) -> str:
        """Write a number of rows."""
        return self.count(n, "{number} row", "{number} rows", number=self.number(n))

    def in_files(self, files: Sequence[Data]) -> str:
        """Say how many rows there are in how many files."""
        rows = self.rows(sum(f["rows"] for f in files))
        return f"{rows}, {self.count(len(files), '{number} file', '{number} files')}"

    def often(self, found: Data) -> str:
        """Say how often and when something was found."""
        first, last = (found[k].replace("T", " ") for k in ("first", "last"))
        when = (
            self.say("on {first}", first=first)
            if first == last
            else self.say("{first} to {last}", first=first, last=last)
        )
        return f"{self.exchanges(found['exchanges'])}, {when}"

    def period(self, data: Data) -> str:
        """Give the first and last day of what was judged."""
        return self.say(
            "{first} to {last}",
            context="days",
            first=data["log"]["first"][:10],
            last=data["log"]["last"][:10],
        )

    def pair(self, own: Data) -> str:
        """Name a pair: core actors by their ids, others by their kind."""
        unknown = self.say("unknown")
        kind = self.label("kinds", own["kind"]) if own["kind"] else unknown
        to = own["to"] if own["kind"] == "staff" else f"{own['to']} ({kind})" if own["to"] else kind
        return f"{own['from'] or unknown} → {to or kind}"

    def sanction(self, sanction: Data | None) -> str:
        """Say what the agreement lets the others do."""
        if sanction is None:
            return ""
        via = self.say(" (through {via})", via=sanction["via"]) if sanction["via"] else ""
        later = status_name("conditional", self.lang)
        measures = [
            measure_name(m, self.lang) + (f" {later}" if m == "cessation" else "")
            for m in sanction["measures"]
        ]
        named = ", ".join(a.upper() for a in sanction["authorities"])
        rest = self.say(". Supervision: {named} (art. 15.2)", named=named) if named else ""
        return f"art. {sanction['clause']}{via}: {'; '.join(measures)}{rest}"

    def left_out(self, data: Data) -> str:
        """Say which rules were not asked to judge; nothing when all were."""
        if not data["left_out"]:
            return ""
        rules = ", ".join(data["left_out"])
        return self.say("Not all rules took part; left out: {rules}.", rules=rules)

    def value(self, given: Any) -> str:
        """Write a fact's value."""
        return value(given, self.lang)

    def sentence(self, data: Data) -> str:
        """Give the verdict in one sentence."""
        counts, bad = data["summary"], data["summary"]["bad_rows"]
        broken, open_, rest = (
            self.number(counts["violation"]),
            self.number(counts["review"]),
            self.number(bad),
        )
        total = self.exchanges(counts["exchanges"])
        text = self.say(
            "Of {total}, {broken} break the agreement, according to the log and the declarations; "
            "{open} more call for facts or for human judgement.",
            total=total,
            broken=broken,
            open=open_,
        )
        return text + (
            self.count(
                bad,
                " {number} row could not be judged.",
                " {number} rows could not be judged.",
                number=rest,
            )
            if bad
            else ""
        )

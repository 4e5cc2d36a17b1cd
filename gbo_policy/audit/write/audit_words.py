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
        return f"{n:,}".replace(",", self.say(",", "."))

    def exchanges(self, n: int) -> str:
        """Write a number of exchanges."""
        return f"{self.number(n)} {self.say('exchange', 'uitwisseling') if n == 1 else self.say('exchanges', 'uitwisselingen')}"

    def rows(self, n: int) -> str:
        """Write a number of rows."""
        return f"{self.number(n)} {self.say('row', 'rij') if n == 1 else self.say('rows', 'rijen')}"

    def in_files(self, files: Sequence[Data]) -> str:
        """Say how many rows there are in how many files."""
        return f"{self.rows(sum(f['rows'] for f in files))}, {self.count(len(files), ('file', 'bestand'), ('files', 'bestanden'))}"

    def often(self, found: Data) -> str:
        """Say how often and when something was found."""
        first, last = (found[k].replace("T", " ") for k in ("first", "last"))
        when = (
            self.say(f"on {first}", f"op {first}")
            if first == last
            else self.say(f"{first} to {last}", f"{first} tot {last}")
        )
        return f"{self.exchanges(found['exchanges'])}, {when}"

    def period(self, data: Data) -> str:
        """Give the first and last day of what was judged."""
        return self.say(
            f"{data['log']['first'][:10]} to {data['log']['last'][:10]}",
            f"{data['log']['first'][:10]} tot en met {data['log']['last'][:10]}",
        )

    def pair(self, own: Data) -> str:
        """Name a pair: core actors by their ids, others by their kind."""
        unknown = self.say("unknown", "onbekend")
        kind = self.label("kinds", own["kind"]) if own["kind"] else unknown
        to = own["to"] if own["kind"] == "staff" else f"{own['to']} ({kind})" if own["to"] else kind
        return f"{own['from'] or unknown} → {to or kind}"

    def sanction(self, sanction: Data | None) -> str:
        """Say what the agreement lets the others do."""
        if sanction is None:
            return ""
        via = (
            self.say(f" (through {sanction['via']})", f" (via {sanction['via']})") if sanction["via"] else ""
        )
        later = status_name("conditional", self.lang)
        measures = [
            measure_name(m, self.lang) + (f" {later}" if m == "cessation" else "")
            for m in sanction["measures"]
        ]
        named = ", ".join(a.upper() for a in sanction["authorities"])
        rest = (
            self.say(f". Supervision: {named} (art. 15.2)", f". Toezicht: {named} (art. 15.2)")
            if named
            else ""
        )
        return f"art. {sanction['clause']}{via}: {'; '.join(measures)}{rest}"

    def left_out(self, data: Data) -> str:
        """Say which rules were not asked to judge; nothing when all were."""
        if not data["left_out"]:
            return ""
        rules = ", ".join(data["left_out"])
        return self.say(
            f"Not all rules took part; left out: {rules}.",
            f"Niet alle regels deden mee; weggelaten: {rules}.",
        )

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
            f"Of {total}, the facts show a violation of the agreement in {broken}; {open_} more call for facts or for human judgement.",
            f"Van {total} tonen de feiten er bij {broken} een schending van de overeenkomst aan; nog {open_} vragen feiten of een menselijk oordeel.",
        )
        return text + (
            self.say(f" {rest} rows could not be judged.", f" {rest} rijen waren niet te beoordelen.")
            if bad
            else ""
        )

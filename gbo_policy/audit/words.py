"""The words that an audit's text and page share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gbo_policy.reporting.words import Words
from gbo_policy.wording import measure_name, value

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

    def often(self, found: Data) -> str:
        """Say how often and when something was found."""
        first, last = (found[k].replace("T", " ") for k in ("first", "last"))
        when = self.say(f"on {first}", f"op {first}") if first == last else self.say(f"{first} to {last}", f"{first} tot {last}")
        return f"{self.exchanges(found['exchanges'])}, {when}"

    def period(self, data: Data) -> str:
        """Give the first and last day of what was judged."""
        return self.say(f"{data['log']['first'][:10]} to {data['log']['last'][:10]}", f"{data['log']['first'][:10]} tot en met {data['log']['last'][:10]}")

    def pair(self, own: Data) -> str:
        """Name a pair: core actors by their ids, others by their kind."""
        unknown = self.say("unknown", "onbekend")
        to = own["to"] or (self.label("kinds", own["kind"]) if own["kind"] else unknown)
        return f"{own['from'] or unknown} → {to}"

    def sanction(self, sanction: Data | None) -> str:
        """Say what the agreement lets the others do."""
        if sanction is None:
            return ""
        via = self.say(f" (through {sanction['via']})", f" (via {sanction['via']})") if sanction["via"] else ""
        return f"art. {sanction['clause']}{via}: {', '.join(measure_name(m, self.lang) for m in sanction['measures'])}"

    def value(self, given: Any) -> str:
        """Write a fact's value."""
        return value(given, self.lang)

    def sentence(self, data: Data) -> str:
        """Give the verdict in one sentence."""
        counts, bad = data["summary"], data["summary"]["bad_rows"]
        broken, open_, rest = self.number(counts["violation"]), self.number(counts["review"]), self.number(bad)
        total = self.exchanges(counts["exchanges"])
        text = self.say(
            f"Of {total}, the facts show a violation of the agreement in {broken}; {open_} more call for facts or for human judgement.",
            f"Van {total} tonen de feiten er bij {broken} een schending van de overeenkomst aan; nog {open_} vragen feiten of een menselijk oordeel.",
        )
        return text + (self.say(f" {rest} rows could not be judged.", f" {rest} rijen waren niet te beoordelen.") if bad else "")

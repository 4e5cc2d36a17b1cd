"""How many findings each rule gave, the most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gbo_policy.basics.translate import pick, say
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import clause_number, verdicts
from gbo_policy.logic.verdict import Verdict


def counted(report: Report, lang: str) -> Iterator[str]:
    """Give a line for each rule with findings, violations first; what does not count (waived, in the
    baseline) is counted apart.
    """
    found: Counter[tuple[str, Verdict, bool]] = Counter()
    for result in report.results.findings:
        found[result.rule.id, result.verdict, result.counts] += 1
    if not found:
        yield say(lang, "no findings")
    rules = {r.rule.id: r.rule for r in report.results.findings}
    label = report.pack.vocabulary.label
    wide = max((len(str(n)) for n in found.values()), default=1)
    order = sorted(found.items(), key=lambda f: (-f[0][1], not f[0][2], -f[1], f[0][0]))
    for (rule, verdict, counts), number in order:
        word = verdicts(number, label("verdicts", verdict.word, lang), lang).partition(" ")[2]
        aside = "" if counts else " " + say(lang, "(does not count)")
        title = pick(lang, rules[rule].title.en, rules[rule].title.nl)
        yield f"{number:>{wide}} {word}{aside}: {rule} ({clause_number(rules[rule].clause, lang)}) {title}"

"""``gbo-policy explain``: every rule for one flow, with its reason, also why something is in order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import TEXT_OR_JSON, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, write, write_lines
from gbo_policy.cli.parts.run import judge, require_flow, tell_notices
from gbo_policy.formats._flow_answers import flow_answers
from gbo_policy.formats.json import result as result_data
from gbo_policy.formats.text import shown
from gbo_policy.judging.conditions import in_words
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import (
    because,
    clause_number,
    labels_of,
    message,
    part_name,
    remedy,
    value,
    verdicts,
)
from gbo_policy.logic.verdict import WORST_FIRST


@click.command(
    "explain",
    cls=Command,
    help=mark(
        "Explain all verdicts on one FLOW of the workspace below PATH: what decided, "
        "on which facts, and why something is in order.\n\n"
        "Example: gbo-policy explain referral flows"
    ),
)
@click.argument("flow", metavar="FLOW")
@judging
@TEXT_OR_JSON
def command(
    flow: str, paths: tuple[Path, ...], format_: str, config: Path | None, rules: Path | None, **options: Any
) -> int:
    """Explain one flow."""
    setup = set_up(paths, options, config=config, rules=rules)
    report = judge(setup)
    require_flow(flow, report.workspace)
    results = [r for r in report.results if r.subject.flow == flow]
    lang = setup.settings["lang"]
    tell_notices(report.gaps, lang)
    if format_ == "json":
        made = [result_data(r, report, lang) | {"deciding": _deciding(r)} for r in results]
        write(
            json_text({"schema": "gbo-policy/explain/1", "flow": flow, "results": made}),
            None,
        )
    else:
        lines = (line for r in results for line in _lines(r, report, lang))
        write_lines([*_answer(flow, results, report, lang), *lines])
    return EXIT_OK


def _answer(flow: str, results: list[Result], report: Report, lang: str) -> list[str]:
    """Give what a reader came for: the answer on the flow, and how many verdicts of each kind it rests on."""
    answer = next((a for a in flow_answers(report) if a.id == flow), None)
    if answer is None:
        return []
    name = f"{flow} ({answer.title})" if answer.title else flow
    counts = Counter(r.verdict for r in results)
    label = report.pack.vocabulary.label
    total = ", ".join(verdicts(counts[v], label("verdicts", v.word, lang), lang) for v in WORST_FIRST)
    return [f"{name}: {answer.words(lang)}", f"{len(results)}: {total}", ""]


def _deciding(result: Result) -> list[dict[str, Any]]:
    why = result.explanation()
    return [{"condition": text, "holds": holds} for text, holds in zip(why.deciding, why.holds, strict=True)]


def _lines(result: Result, report: Report, lang: str) -> list[str]:
    rule, label = result.rule, report.pack.vocabulary.label
    part = f" [{part_name(result)}]" if result.subject.kind == "recipient" else ""
    clause = clause_number(rule.clause, lang)
    lines = [
        f"{clause:<4} {rule.id}{part}: {label('verdicts', result.verdict.word, lang)} "
        f" ({shown(report.location(result))})",
        f"     {message(result, lang)}",
    ]
    why = result.explanation()
    conditions = [
        f"{in_words(node, rule.kind, lang)}: {value(holds, lang)}"
        for node, holds in zip(why.conditions, why.holds, strict=True)
    ]
    deciding = "; ".join(conditions) or say(lang, "nothing: it is always so")
    lines.append(say(lang, "     decided by: {deciding}", deciding=deciding))
    if own := labels_of(result):
        written = ", ".join(f"{name}: {text}" for name, text in own.items())
        lines.append(say(lang, "     labels: {written}", written=written))
    if facts := because(result, lang):
        lines.append(say(lang, "     facts: {facts}", facts=facts))
    if result.assess():
        terms = report.pack.vocabulary.terms_called(result.assess(), lang)
        lines.append(say(lang, "     to judge: {assess}", assess=terms))
    if mend := remedy(result, lang):
        lines.append(say(lang, "     remedy: {mend}", mend=mend))
    return [*lines, ""]

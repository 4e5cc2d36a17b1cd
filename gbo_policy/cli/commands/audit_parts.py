"""The commands below ``gbo-policy audit``: explain one exchange, and read a sample back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.options import CONFIG, LANGUAGE, RULES, SPOKEN, TEXT_OR_JSON, set_up
from gbo_policy.cli.parts.output import EXIT_OK, write, write_lines
from gbo_policy.cli.parts.run import told_case

if TYPE_CHECKING:
    from gbo_policy.audit.judge.explaining import ExplainedExchange
    from gbo_policy.audit.write.sample_result import StratumResult
    from gbo_policy.judging.result import Result


@click.command(
    "explain",
    cls=Command,
    help=mark(
        "Explain one exchange of a log, by its ID, rule by rule: where it lies, what decided and what is"
        " missing."
    ),
)
@click.argument("name", metavar="ID")
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option(
    "--workspace", "paths", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help=mark("The workspace (repeatable; default: here)."),
)  # fmt: skip
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path, dir_okay=False), metavar="MAPPING",
    help=mark("How the log's columns and values become ours (YAML)."),
)  # fmt: skip
@RULES
@CONFIG
@LANGUAGE
@TEXT_OR_JSON
def explain_command(
    name: str,
    logs: tuple[str, ...],
    *,
    paths: tuple[Path, ...],
    mapping: Path | None,
    rules: Path | None,
    config: Path | None,
    format_: str,
    **options: Any,
) -> int:
    """Explain an exchange."""
    from gbo_policy.audit.judge.explaining import explain
    from gbo_policy.audit.judge.opened_log import Options
    from gbo_policy.audit.read.columns import COLUMNS, FLAGS
    from gbo_policy.audit.read.log import find_logs
    from gbo_policy.reading.mapping import UNMAPPED, read_mapping

    setup = set_up(paths, options, config=config, rules=rules)
    lang = setup.settings["lang"]
    how = Options(lang=lang, mapping=read_mapping(mapping, COLUMNS, FLAGS) if mapping else UNMAPPED)
    case = told_case(setup)
    found = explain(case, find_logs([Path(p) for p in logs]), name, how)
    if format_ == "json":
        data = {
            "schema": "gbo-policy/exchange/1",
            "id": name,
            "exchanges": [_data(one, lang) for one in found],
        }
        write(json_text(data), None)
    else:
        label = partial(case.pack.vocabulary.label, "verdicts", lang=lang)
        write_lines([line for one in found for line in _lines(one, lang, label)])
    return EXIT_OK


def _data(one: ExplainedExchange, lang: str) -> dict[str, Any]:
    said = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in one.said.items()}
    results = [_result(r, one, lang) for r in one.results]
    return {
        "file": one.file,
        "row": one.row,
        "at": one.at.isoformat(timespec="seconds"),
        "said": said,
        "results": results,
    }


def _result(result: Result, one: ExplainedExchange, lang: str) -> dict[str, Any]:
    from gbo_policy.audit.judge.explaining import exchange_message
    from gbo_policy.basics.steps import dotted
    from gbo_policy.judging.wording import plain

    return {
        "rule": result.rule.id,
        "clause": result.rule.clause,
        "verdict": result.verdict.word,
        "message": exchange_message(result, one.said["id"], lang, one.said.get("flow")),
        "because": [{"fact": f, "value": plain(v)} for f, v, _ in result.because()],
        "missing": [dotted(m) for m in result.missing()],
        "assess": list(result.assess()),
    }


def _lines(one: ExplainedExchange, lang: str, label: Callable[[str], str]) -> list[str]:
    from gbo_policy.judging.wording import because, clause_number, value

    place = say(lang, "{file}, row {row}", file=one.file, row=one.row)
    lines = [f"{one.said['id']} · {one.at.isoformat(' ', 'seconds')} · {place}"]
    lines += [f"  {k}: {value(v, lang)}" for k, v in one.said.items() if k not in ("id", "at")]
    for result in sorted(one.results, key=lambda r: (-r.verdict, r.rule.clause, r.rule.id)):
        data = _result(result, one, lang)
        lines += [
            "",
            f"{clause_number(result.rule.clause, lang):<4} {result.rule.id}: {label(result.verdict.word)}",
            f"     {data['message']}",
        ]
        if facts := because(result, lang):
            lines.append(say(lang, "     facts: {facts}", facts=facts))
        if data["missing"]:
            lines.append(say(lang, "     missing: {facts}", facts=", ".join(data["missing"])))
        if data["assess"]:
            lines.append(say(lang, "     to judge: {assess}", assess=", ".join(data["assess"])))
    return [*lines, ""]


@click.command(
    "sample-result",
    cls=Command,
    help=mark(
        "Read back a sample that an auditor filled in, and give the rate of errors of the program, stratum"
        " by stratum, with 95 % "
        "intervals."
    ),
)
@click.argument("book", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@TEXT_OR_JSON
@SPOKEN
def sample_result_command(book: Path, *, format_: str, lang: str) -> int:
    """Read a sample back."""
    from importlib.util import find_spec

    if absent := [m for m in ("scipy", "openpyxl") if find_spec(m) is None]:
        extras = {"scipy": "evidence", "openpyxl": "documents"}
        raise PolicyError([problem("extra-missing", None, word=m, known=extras[m]) for m in absent])
    from dataclasses import asdict

    from gbo_policy.audit.write.sample_result import overall, read_results

    found = read_results(book)
    whole = overall(found)
    if format_ == "json":
        strata = [asdict(r) | {"judged": r.judged} for r in found]
        data = {"schema": "gbo-policy/sample-result/1", "strata": strata}
        data["overall"] = dict(zip(("rate", "low", "high"), whole, strict=True)) if whole else None  # type: ignore[assignment]
        write(json_text(data), None)
        return EXIT_OK
    write_lines(_result_lines(found, whole, lang))
    return EXIT_OK


def _result_lines(
    found: Sequence[StratumResult], whole: tuple[float, float, float] | None, lang: str
) -> Iterator[str]:
    from gbo_policy.audit.write.sample_book import stratum_name

    for one in found:
        yield say(
            lang,
            "{name}: {errors} of {judged} wrong, {unclear} unclear, {drawn} drawn of {exchanges}",
            name=stratum_name(one.name, lang),
            errors=one.errors,
            judged=one.judged,
            unclear=one.unclear,
            drawn=one.drawn,
            exchanges=one.exchanges,
        )
        yield f"  {_share(one.rate)} ({_share(one.low)} – {_share(one.high)})"
    if whole:
        rate, low, high = map(_share, whole)
        yield say(lang, "Whole log: {rate} ({low} – {high})", rate=rate, low=low, high=high)
    yield say(
        lang,
        "95 % intervals of Clopper and Pearson; what is unclear counts as wrong for the upper bound only.",
    )


def _share(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f} %"

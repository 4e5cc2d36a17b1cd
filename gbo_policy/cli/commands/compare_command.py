"""``gbo-policy compare``: what changed between two dossiers or two JSON answers, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.compared_audits_text import show_compared
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, flowing, write
from gbo_policy.dossiers.archive import read_file
from gbo_policy.dossiers.compare import Change, Comparison, Side, State, compare, read_side
from gbo_policy.dossiers.compared_audits import audit_answer, compare_audits
from gbo_policy.judging.wording import clause_number
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.pack import load_pack

_KINDS = {
    "violated": mark("Became violated"),
    "unknown": mark("Became unknown: to be reviewed"),
    "unwaived": mark("No longer waived"),
    "mended": mark("Mended"),
    "settled": mark("Settled: nothing left to review"),
    "waived": mark("Now waived"),
    "gone": mark("Gone with its subject or its rule"),
}
_FACTORS = {
    "facts": mark("facts"),
    "rules": mark("rules"),
    "parameters": mark("parameters"),
    "time": mark("time"),
    "program": mark("the program's version"),
}


@click.command(
    "compare",
    cls=Command,
    help=mark(
        "Compare two dossiers, or two JSON answers of check or of audit, the earlier one first: "
        "what became violated, mended or unknown, and why.\n\n"
        "Causes are facts, rules, parameters or time; of two dossiers each change is "
        "judged again to find its cause.\n\n"
        "Exit code: 0 nothing became worse, 1 something became violated, 3 something "
        "became unknown, 2 wrong input."
    ),
    examples=(
        CommandExample("gbo-policy compare march.zip april.zip", mark("what changed between two dossiers")),
        CommandExample(
            "gbo-policy compare before.json after.json --format json",
            mark("between two answers of check --format json"),
        ),
    ),
)
@click.argument("a", type=click.Path(path_type=Path), metavar="A")
@click.argument("b", type=click.Path(path_type=Path), metavar="B")
@TEXT_OR_JSON
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
@SPOKEN
def command(a: Path, b: Path, format_: str, output: Path | None, lang: str) -> int:
    """Compare two answers."""
    keep_inputs([output], [a, b])
    sides = [audit_answer(read_file(path), str(path)) for path in (a, b)]
    if sides[0] is not None and sides[1] is not None:
        return show_compared(compare_audits(sides[0], sides[1]), (a, b), format_, output, lang)
    found = compare(read_side(read_file(a), str(a), lang), read_side(read_file(b), str(b), lang))
    write(
        json_text(_data(found)) if format_ == "json" else flowing(_lines(found, lang)),
        output,
    )
    worse = {
        c.after[0]
        for c in found.changes
        if c.kind in ("violated", "unknown", "unwaived") and c.after is not None and not c.after[1]
    }
    return {Verdict.VIOLATION: EXIT_VIOLATION, Verdict.REVIEW: EXIT_REVIEW}.get(
        max(worse, default=Verdict.COMPLIANT), EXIT_OK
    )


def _lines(found: Comparison, lang: str) -> Iterator[str]:
    for letter, side in (("A", found.a), ("B", found.b)):
        answer = side.answer
        as_of = say(lang, "as of")
        judged = f"{as_of} {answer.as_of}, {answer.pack.id} {answer.pack.version}"
        verdict = _label("verdicts", answer.verdict, lang)
        yield f"{letter}  {side.file}: {answer.agreement.id}, {judged}: {verdict}"
    differs = ", ".join(say(lang, _FACTORS[f]) for f in found.differs) or say(
        lang, "nothing", context="comparison"
    )
    yield say(lang, "They differ in: {differs}", differs=differs)
    for name, what in _files(found.a, found.b):
        yield f"    {say(lang, _WHAT[what])} {name}"
    for kind, changes in groupby(found.changes, key=lambda c: c.kind):
        listed = list(changes)
        yield ""
        yield f"{say(lang, _KINDS[kind])} ({len(listed)})"
        for change in listed:
            yield from _change(change, lang)
    yield from _tail(found, lang)


def _change(change: Change, lang: str) -> Iterator[str]:
    result = change.result
    against = f" ({result.against})" if result.against else ""
    yield f"  {clause_number(result.clause, lang)} {result.rule}: {'/'.join(result.about())}{against}"
    because = say(lang, "because of") if change.certain else say(lang, "possibly because of")
    moved = (
        f"{_stated(change.before, lang)} → {_stated(change.after, lang)}, {because} {_causes(change, lang)}"
    )
    yield from textwrap.wrap(moved, 78, initial_indent="    ", subsequent_indent="    ")
    if change.kind in ("violated", "unknown", "unwaived"):
        yield from textwrap.wrap(
            result.message, 78, initial_indent="    ", subsequent_indent="    ", break_long_words=False
        )


def _causes(change: Change, lang: str) -> str:
    sets = (say(lang, " and ").join(say(lang, _FACTORS[f]) for f in together) for together in change.causes)
    return say(lang, " or ").join(sets)


def _label(section: str, word: str | None, lang: str) -> str:
    return load_pack().vocabulary.label(section, word, lang) if word else "–"


def _stated(state: State, lang: str) -> str:
    if state is None:
        return say(lang, "not there")
    return _label("verdicts", state[0].word, lang) + (say(lang, ", waived") if state[1] else "")


_WHAT = {
    "changed": mark("changed"),
    "added": mark("added"),
    "removed": mark("removed"),
}


def _files(a: Side, b: Side) -> Iterator[tuple[str, str]]:
    then, now = ({f.name: f.digest for f in s.answer.inputs.files} if s.answer.inputs else {} for s in (a, b))
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield name, "changed" if name in then and name in now else "added" if name in now else "removed"


def _tail(found: Comparison, lang: str) -> Iterator[str]:
    lists = (
        (say(lang, "New subjects"), [f"{k}/{i}" for k, i in found.new]),
        (say(lang, "Subjects that are gone"), [f"{k}/{i}" for k, i in found.gone]),
        (
            say(lang, "Between the core actors"),
            [
                f"{by} → {against}: {_label('states', old, lang)} → {_label('states', new, lang)}"
                for by, against, old, new in found.pairs
            ],
        ),
    )
    for title, items in lists:
        if items:
            yield ""
            yield f"{title} ({len(items)})"
            yield from (f"  {item}" for item in items)
    if not found.changes:
        yield ""
        yield say(lang, "No finding changed.")


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "schema": "gbo-policy/compare/1",
        "a": _side(found.a),
        "b": _side(found.b),
        "differs": list(found.differs),
        "files": [{"name": name, "change": what} for name, what in _files(found.a, found.b)],
        "changes": [_changed(c) for c in found.changes],
        "subjects": {"new": _subjects(found.new), "gone": _subjects(found.gone)},
        "sanctions": [
            {"by": by, "against": against, "from": old, "to": new} for by, against, old, new in found.pairs
        ],
        "summary": {kind: sum(c.kind == kind for c in found.changes) for kind in _KINDS},
    }


def _side(side: Side) -> dict[str, Any]:
    answer = side.answer
    return {
        "file": side.file,
        "agreement": answer.agreement.id,
        "as_of": answer.as_of,
        "pack": answer.pack.model_dump(),
        "engine": answer.engine,
        "verdict": answer.verdict,
        "inputs": answer.inputs and answer.inputs.digest,
    }


def _changed(change: Change) -> dict[str, Any]:
    result = change.result
    return {
        "change": change.kind,
        "rule": result.rule,
        "clause": result.clause,
        "severity": result.severity,
        "subject": result.subject,
        "against": result.against,
        "from": change.before and change.before[0].word,
        "to": change.after and change.after[0].word,
        "waived": {
            "from": bool(change.before and change.before[1]),
            "to": bool(change.after and change.after[1]),
        },
        "causes": [list(c) for c in change.causes],
        "certain": change.certain,
        "message": result.message,
    }


def _subjects(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "id": name} for kind, name in found]

"""What mends a flow, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from gbo_policy.agreement.obligation import Obligation
from gbo_policy.basics.translate import count, say
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import clause_number, message, part_name, plain, remedy, value
from gbo_policy.logic.verdict import Verdict
from gbo_policy.workbench.amending import Amendment
from gbo_policy.workbench.answers import NAMED
from gbo_policy.workbench.mend import Mending, Option

SCHEMA = "gbo-policy/mend/1"


def mending_data(mending: Mending, lang: str) -> dict[str, Any]:
    """Give the answer in its JSON format; ``if`` is the answer under which an option holds, ``meanwhile``
    the verdict until then.
    """
    return {
        "schema": SCHEMA,
        "flow": mending.flow,
        "as_of": str(mending.report.as_of),
        "verdict": mending.verdict.word,
        "options": [_option(o, mending, lang) for o in mending.options],
        "unmendable": list(dict.fromkeys(r.rule.id for r in mending.unmendable)),
        "reasons": [
            {
                "rule": r.rule.id,
                "subject": r.subject.id,
                "message": message(r, lang),
                "remedy": remedy(r, lang),
            }
            for r in mending.unmendable
        ],
        "left_out": mending.left_out,
        "rules_left_out": [r.id for r in mending.report.left_out],
        "complete": mending.whole,
    }


def _option(option: Option, mending: Mending, lang: str) -> dict[str, Any]:
    changes = [change_data(c, mending, lang) for c in option.changes]
    return {"changes": changes, "verdict": option.verdict.word, "meanwhile": option.meanwhile.word}


def change_data(change: Amendment, mending: Mending, lang: str) -> dict[str, Any]:
    """Give one change; ``to`` is null where the thing is taken out (``remove``) and where only an answer can
    say.
    """
    made: dict[str, Any] = {
        "path": list(change.path),
        "from": _plain(change.before),
        "to": _plain(change.after),
        "kind": change.kind,
        "say": change.said.in_(lang),
    }
    if change.removes:
        made["remove"] = True
    if change.kind != "conduct":
        made["if"] = _plain(change.supposed)
    if isinstance(change.supposed, Assessment):
        made |= {"term": change.supposed.term, "rule": change.supposed.rule}
        made["about"] = _plain(change.supposed.subject)
    where = _place(change, mending)
    return made | {"location": {"file": where.file, "line": where.line, "column": where.column}}


def _place(change: Amendment, mending: Mending) -> Any:
    report = mending.report
    kind, key, fact = ("flow", mending.flow, change.path[2:])
    if change.path[0] not in ("flows", "assessments"):
        fact = change.path
    elif change.path[0] == "assessments":
        fact = ()
    return report.relative(report.workspace.locate(kind, key, fact))


def _plain(given: Any) -> Any:
    if isinstance(given, Assessment):
        return given.outcome
    if isinstance(given, BaseModel):
        return {k: _plain(v) for k, v in given if v is not None}
    if isinstance(given, tuple | list):
        return [_plain(v) for v in given]
    return plain(given)


def mending_lines(mending: Mending, lang: str) -> Iterator[str]:
    """Say what mends a flow: for each thing that is not in order, the ways to put it right."""
    yield _head(mending, lang)
    if mending.parts:
        yield ""
        for number, part in enumerate(mending.parts, 1):
            yield from _part(number, part.findings, part.ways, mending, lang)
    elif mending.options:
        yield say(lang, "These changes bear upon each other; one of these sets, as a whole:")
        for number, option in enumerate(mending.options, 1):
            yield f"{number}."
            yield from _way(option.changes, "   ", mending, lang)
    yield from _unmendable(mending, lang)
    yield from _limits(mending, lang)


def _head(mending: Mending, lang: str) -> str:
    label = mending.report.pack.vocabulary.label("verdicts", mending.verdict.word, lang)
    if mending.verdict <= Verdict.COMPLIANT:
        return say(lang, "{flow}: in order as it stands; nothing to change.", flow=mending.flow)
    if not mending.options and not mending.whole:
        return say(
            lang,
            "{flow} ({verdict}): no set of changes was found; there was too much to try.",
            flow=mending.flow,
            verdict=label,
        )
    if not mending.options:
        return say(
            lang,
            "{flow} ({verdict}): no change of this flow puts it in order.",
            flow=mending.flow,
            verdict=label,
        )
    told = count(
        lang,
        mending.ways,
        "one smallest set of changes",
        "{number} smallest sets of changes",
    )
    return f"{mending.flow} ({label}): {told}."


def _part(
    number: int,
    findings: Sequence[Result],
    ways: Sequence[Sequence[Amendment]],
    mending: Mending,
    lang: str,
) -> Iterator[str]:
    rules = ", ".join(dict.fromkeys(f"{_called(r)} ({clause_number(r.rule.clause, lang)})" for r in findings))
    many = say(lang, "; one of these:") if len(ways) > 1 else ""
    yield f"{number}. {rules}{many}"
    for i, way in enumerate(ways):
        letter = f"{_letter(i)}. " if len(ways) > 1 else ""
        yield from _way(way, f"   {letter}", mending, lang)
    yield ""


def _called(result: Result) -> str:
    part = f" [{part_name(result)}]" if result.subject.kind == "recipient" else ""
    return result.rule.id + part


def _letter(index: int) -> str:
    more, last = divmod(index, 26)
    return (_letter(more - 1) if more else "") + "abcdefghijklmnopqrstuvwxyz"[last]


def _way(changes: Sequence[Amendment], lead: str, mending: Mending, lang: str) -> Iterator[str]:
    for change in changes:
        place = _place(change, mending)
        yield f"{lead}{_kind(change, lang)} {change.said.in_(lang)}{_if(change, lang)} ({place})"
        lead = " " * len(lead)


def _kind(change: Amendment, lang: str) -> str:
    if change.kind == "conduct":
        return say(lang, "do:")
    return say(lang, "find out:") if change.kind == "fact" else say(lang, "have judged:")


def _if(change: Amendment, lang: str) -> str:
    """Say under which answer the way leads to order, where that is one word; a day or a list is only an
    example of one.
    """
    supposed = change.supposed
    answer: str
    if isinstance(supposed, Assessment):
        answer = supposed.outcome
    elif isinstance(supposed, Obligation):
        answer = say(lang, "a law does oblige, and the others are told in time")
    elif isinstance(supposed, bool | str) and supposed != NAMED:
        answer = value(supposed, lang)
    else:
        return ""
    return say(lang, " [in order if: {answer}]", answer=answer)


def _unmendable(mending: Mending, lang: str) -> Iterator[str]:
    if not mending.unmendable:
        return
    yield say(lang, "No change of this flow mends:")
    for result in mending.unmendable:
        yield f"   {_called(result)} ({clause_number(result.rule.clause, lang)}): {message(result, lang)}"
        if told := remedy(result, lang):
            yield f"      {told}"
    if mending.options:
        yield say(lang, "Each set above mends all the rest.")


def _limits(mending: Mending, lang: str) -> Iterator[str]:
    if any(c.kind != "conduct" for o in mending.options for c in o.changes):
        yield say(
            lang,
            "What is to find out or to be judged is asked, not advised: write down only what is so.",
        )
    if mending.report.left_out:
        yield count(
            lang,
            len(mending.report.left_out),
            "One rule was left out, so in order means: by the rules that were judged.",
            "{number} rules were left out, so in order means: by the rules that were judged.",
        )
    if "@" in mending.flow and mending.flow not in mending.report.workspace.made:
        yield say(
            lang,
            "This flow is written for several senders at once: a change of its text changes those of the"
            " others too.",
        )
    if mending.left_out and not mending.parts:
        yield count(lang, mending.left_out, "One more set is not shown.", "{number} more sets are not shown.")
    if not mending.whole:
        yield say(lang, "There was too much to try: there may be other sets of changes.")

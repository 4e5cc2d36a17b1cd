"""Results in words for a page: what decided, what would mend it, what it rests on; and what an answer
changed, rule by rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gbo_policy.basics.translate import say
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import url
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message, part_name, questions, remedy, value
from gbo_policy.logic.verdict import Verdict
from gbo_policy.reporting.content.report_words import FACT_ANSWERS
from gbo_policy.reporting.content.spoken import without_code, word_in_words
from gbo_policy.rulebook.rule import Rule


class Reason(NamedTuple):
    """One result as a page tells it."""

    rule: str
    title: str
    clause: str
    tone: str
    part: str
    says: str
    remedy: str
    facts: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    waived: bool
    waive: str  # where a waiver of it is recorded; empty where it may not be, or is there
    severity: str
    result: Result


class SideBySide(NamedTuple):
    """One rule on two exchanges side by side."""

    title: str
    clause: str
    part: str
    old: str
    new: str
    old_tone: str
    new_tone: str
    differs: bool


def reasons(result: Result, case: DeskCase, lang: str, called: Mapping[str, str] | None = None) -> Reason:
    """Tell one result; all that has a name by its name, also what ``called`` names beside."""
    words, names = case.words, case.words.plain_names
    if called:
        names = {**names, **called}
    facts = tuple((_meaning(result, fact, lang), _value(v, case, lang)) for fact, v, _ in result.because())
    label = case.report.pack.vocabulary.label
    return Reason(
        rule=result.rule.id,
        title=result.rule.title.in_(lang),
        clause=words.clause(result.rule.clause),
        tone=result.verdict.word,
        part=_part(result, lang),
        says=without_code(message(result, lang, names), case, lang),
        remedy=without_code(remedy(result, lang, names) or "", case, lang),
        facts=facts,
        asks=tuple(questions(result, lang, names)) if result.finding else (),
        terms=tuple((t, label("terms", t, lang)) for t in result.assess()),
        references=tuple(words.reference(r) for r in result.rule.references),
        waived=result.waived is not None,
        waive=_where_waived(result),
        severity=label("severities", result.rule.severity, lang),
        result=result,
    )


def _part(result: Result, lang: str) -> str:
    """Name the recipient that a result is about, or number it."""
    if result.subject.kind != "recipient":
        return ""
    part = part_name(result)
    return say(lang, "recipient {part}", part=part) if part.isdigit() else part


def _where_waived(result: Result) -> str:
    """Give the page on which somebody decides to live with a finding."""
    if not (result.verdict == Verdict.VIOLATION and result.rule.waivable and result.waived is None):
        return ""
    subject = result.subject
    if subject.kind == "recipient" and subject.of:
        index = str(subject.place)
        return url("waivers", "new", rule=result.rule.id, kind="flow", id=subject.of, recipient=index)
    if subject.kind in ("flow", "party", "processor", "event"):
        return url("waivers", "new", rule=result.rule.id, kind=subject.kind, id=subject.id)
    return ""


def _meaning(result: Result, fact: str, lang: str) -> str:
    """Say what a fact is; its own name where nothing tells."""
    field = result.rule.kind.told_as(fact)
    return field.meaning(lang).partition(":")[0] if field is not None else fact


def _value(given: object, case: DeskCase, lang: str) -> str:
    """Say the value of a fact: names in the place of ids, labels in that of words."""
    if isinstance(given, str) and given in FACT_ANSWERS:
        return say(lang, FACT_ANSWERS[given])
    if isinstance(given, tuple):
        return ", ".join(_value(one, case, lang) for one in given) or say(lang, "none")
    return word_in_words(given, case, lang) if isinstance(given, str) else value(given, lang)


def changed_rules(
    before: Mapping[tuple[str, str, str], Verdict],
    now: Mapping[tuple[str, str, str], Verdict],
    case: DeskCase,
    lang: str,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Give the rules that an answer settled, and those that it opened, each with its verdict in words."""
    settled: dict[str, str] = {}
    opened: dict[str, str] = {}
    label = case.report.pack.vocabulary.label
    for key, verdict in now.items():
        old = _of_rule(before, key)
        if old == verdict or (rule := case.report.pack.rule(key[0])) is None:
            continue
        title = f"{rule.title.in_(lang)} ({case.words.clause(rule.clause)})"
        if verdict == Verdict.REVIEW:
            if old is not None or before:
                opened[title] = label("verdicts", verdict.word, lang)
        elif verdict != Verdict.NOT_APPLICABLE:
            settled[title] = label("verdicts", verdict.word, lang)
    return list(settled.items()), list(opened.items())


def _of_rule(before: Mapping[tuple[str, str, str], Verdict], key: tuple[str, str, str]) -> Verdict | None:
    """Give the old verdict of a rule on the same subject, or on the same part of an exchange that was called
    otherwise.
    """
    if key in before:
        return before[key]
    part = key[1].partition("/")[2]
    alike = [
        v for (rule, subject, _), v in before.items() if rule == key[0] and subject.partition("/")[2] == part
    ]
    return alike[0] if alike else None


def compared(
    old: Mapping[tuple[str, str], Verdict],
    new: Mapping[tuple[str, str], Verdict],
    case: DeskCase,
    lang: str,
) -> list[SideBySide]:
    """Put two exchanges side by side, rule by rule; what differs comes first."""
    label = case.report.pack.vocabulary.label
    rows: list[tuple[Rule, SideBySide]] = []
    for rule_id, part in {**old, **new}:
        rule = case.report.pack.rule(rule_id)
        one, other = old.get((rule_id, part)), new.get((rule_id, part))
        quiet = (None, Verdict.NOT_APPLICABLE)
        if rule is None or (one in quiet and other in quiet):
            continue
        (old_says, old_tone), (new_says, new_tone) = (
            ("–", "none") if v is None else (label("verdicts", v.word, lang), v.word) for v in (one, other)
        )
        number = str(int(part) + 1) if part.isdigit() else part
        rows.append(
            (
                rule,
                SideBySide(
                    title=rule.title.in_(lang),
                    clause=case.words.clause(rule.clause),
                    part=number,
                    old=old_says,
                    new=new_says,
                    old_tone=old_tone,
                    new_tone=new_tone,
                    differs=one != other,
                ),
            )
        )
    return [c for _, c in sorted(rows, key=lambda r: (not r[1].differs, *r[0].order(), r[1].part))]

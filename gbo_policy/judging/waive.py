"""Waivers over results: what they cover is marked, never changed; what is wrong with a waiver is a finding of
its own.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gbo_policy.declarations.references import names_of
from gbo_policy.facts.context import Context
from gbo_policy.facts.row import Row, Subject, row
from gbo_policy.judging.evaluate import Engine, Results, judge_rows
from gbo_policy.judging.result import Result, ResultKey
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.rows import KINDS

if TYPE_CHECKING:  # made only where somebody waives: start-up counts
    from gbo_policy.declarations.model.waiver import Waiver

_WHOLE = {"recipient": "flow", "notice": "event"}  # what a waiver names for a part of it


def apply_waivers(results: Results, context: Context, pack: Pack, engine: Engine) -> Results:
    """Mark the findings that a waiver in order covers, and add a result for each waiver; the order stays
    total.
    """
    covered = _covered(results, context)
    made: list[Row] = []
    for i, waiver in enumerate(context.workspace.waivers):
        rule = pack.rule(waiver.rule)
        if rule is None or rule.id not in engine.conditions:
            continue  # a rule that was not selected: nothing can be said of its waivers
        made.append(_row(i, waiver, rule, context, matches=bool(covered[i])))
    judged = judge_rows(engine, made)
    by: dict[ResultKey, int] = {}
    for result in judged:
        if not result.finding:
            index = int(result.subject.id)
            by |= dict.fromkeys(covered[index], index)

    def marked(result: Result) -> Result:
        index = by.get(result.key)
        return result if index is None else result.waived_by(index)

    return results.with_findings(marked).joined(judged.applied())


def _covered(results: Results, context: Context) -> dict[int, list[ResultKey]]:
    """Give, for each waiver by its index, the findings that it names."""
    waivers = context.workspace.waivers
    about: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for i, waiver in enumerate(waivers):
        kind, key = waiver.subject.key()
        for one in context.workspace.flows_named(key) if kind == "flow" else (key,):
            about[waiver.rule, kind, one].append(i)
    covered: dict[int, list[ResultKey]] = {i: [] for i in range(len(waivers))}
    for result in results.findings:
        subject = result.subject
        for i in about.get(
            (result.rule.id, _WHOLE.get(subject.kind, subject.kind), subject.of or subject.id), ()
        ):
            if _covers(waivers[i], subject, context):
                covered[i].append(result.key)
    return covered


def _covers(waiver: Waiver, subject: Subject, context: Context) -> bool:
    from gbo_policy.declarations.model.waiver import CommentWaiver

    kind, key = waiver.subject.key()
    if kind == "flow":
        key = subject.of or subject.id  # found under it: the flow itself, or one of those that it stands for
    if subject.kind == "flow" and kind == "flow" and isinstance(waiver, CommentWaiver):
        return key == (subject.of or subject.id)  # beside a recipient, of a rule about its flow
    if subject.kind == "recipient" and kind == "flow":
        return waiver.subject.recipient is None or waiver.subject.recipient in _names(subject, context)
    if subject.kind == "notice":
        return kind == "event" and subject.of == key
    return (kind, key) == (subject.kind, subject.id) and waiver.subject.recipient is None


def _names(subject: Subject, context: Context) -> list[str]:
    flow = context.workspace.flow_by_id[subject.of or ""]
    index = subject.place
    return names_of(flow, index) if flow.recipients else [str(index)]


def _row(index: int, waiver: Waiver, rule: Rule, context: Context, *, matches: bool) -> Row:
    kind, key = waiver.subject.key()
    about = f"{kind}/{key}" + (f"/{waiver.subject.recipient}" if waiver.subject.recipient else "")
    facts = {
        "id": str(index),
        "rule": rule.id,
        "clause": rule.clause,
        "severity": rule.severity,
        "about": about,
        "approved_on": waiver.approved_on,
        "expires_on": waiver.expires_on,
        "approved": waiver.approved_on is None or context.as_of.reached(waiver.approved_on),
        "expired": waiver.expires_on < context.as_of.day,
        "allowed": rule.waivable,
        "matches": matches,
    }
    return row(KINDS["waiver"], Subject("waiver", str(index)), facts)

"""A baseline: the findings that an old repository lives with until a date, by fingerprints that know no file
and no line.

It never grows by itself: a finding that is not in it, has another verdict, or rests on more than when it was
written, counts. A violation of a rule that cannot be waived is never taken up, nor is what the house's own
rules find; a review of such a rule is, since it only says that facts are missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.comparing.changes import facts_of
from gbo_policy.comparing.fingerprint import fingerprint
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.facts.row import Subject, row
from gbo_policy.judging.evaluate import Engine, Result, Results, judge_rows
from gbo_policy.judging.report import BaselineUse, Report, summarise
from gbo_policy.logic.verdict import BY_WORD, Verdict
from gbo_policy.reading.bounded import read_at_most
from gbo_policy.reading.files import relative
from gbo_policy.reading.source import MAX_BYTES, read
from gbo_policy.rulebook.rule import Rule
from gbo_policy.terms.blanks import is_placeholder
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.values import NONE, Date, Model, Text, near_none, shown, wrong

SCHEMA = "gbo-policy/baseline/1"


class BaselineEntry(Model):
    """A finding that the baseline holds; only ``fingerprint`` and ``facts`` are compared, the rest is for
    people.
    """

    fingerprint: str
    rule: str
    subject: str
    against: str | None = None
    verdict: Literal["violation", "review"]
    facts: tuple[str, ...]


def gives_no_reason(text: str) -> bool:
    """Tell whether a text says that there is no reason, or that it is still to be filled in."""
    return text == NONE or near_none(text) or is_placeholder(text)


class Contents(Model):
    """What a baseline file holds."""

    schema_: Literal["gbo-policy/baseline/1"] = Field(alias="schema")
    reason: Text = Field(min_length=1)
    expires_on: Date
    as_of: str
    findings: tuple[BaselineEntry, ...]

    @field_validator("reason")
    @classmethod
    def _said(cls, value: str) -> str:
        if gives_no_reason(value):
            raise wrong("baseline-reason", value)
        return value


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline as read, and where in which file it stands."""

    file: Path
    contents: Contents
    place: Place

    def at(self, index: int) -> Location:
        """Give the place of the finding at ``index``."""
        return self.place.at(["findings", index])


def read_baseline(file: Path) -> Baseline:
    """Read a baseline. Raises PolicyError with everything that is wrong with it."""
    try:
        content = read_at_most(file, MAX_BYTES)
    except FileNotFoundError:
        raise PolicyError([problem("no-such-path", None, word=str(file))]) from None
    except OSError as error:
        raise PolicyError(
            [problem("unreadable", Location(str(file)), word=str(file), what=error.strerror)]
        ) from None
    documents, problems = read(content, str(file))
    if problems or not documents:
        raise PolicyError(problems or [problem("not-a-mapping", Location(str(file), 1, 1), found="nothing")])
    if len(documents) > 1:
        raise PolicyError([problem("second-document", Place(str(file), documents[1][1]).at())])
    data, mark = documents[0]
    place = Place(str(file), mark)
    if not isinstance(data, dict):
        raise PolicyError([problem("not-a-mapping", place.at(), found=shown(data))])
    try:
        return Baseline(file, Contents.model_validate(data), place)
    except ValidationError as error:
        raise PolicyError(translate(error, place, Contents)) from None


def may_be_held(rule: Rule, verdict: Verdict) -> bool:
    """Tell whether a baseline may hold a finding: never a violation of a rule that cannot be waived, nor one
    of the house's own rules.
    """
    return rule.clause != "house" and (rule.waivable or verdict == Verdict.REVIEW)


def holdable(result: Result) -> bool:
    """Tell whether a baseline may hold this result: a finding that no waiver covers, and whose judging did
    not end in an error.
    """
    return (
        result.finding
        and result.waived is None
        and not result.failed
        and may_be_held(result.rule, result.verdict)
    )


def entries(report: Report) -> list[BaselineEntry]:
    """Give what a baseline written now would hold, by rule and subject."""
    found = [
        BaselineEntry(
            fingerprint=fingerprint(r, report),
            rule=r.rule.id,
            subject=f"{r.subject.kind}/{r.subject.id}",
            against=r.against,
            verdict="review" if r.verdict == Verdict.REVIEW else "violation",
            facts=tuple(sorted(facts_of(r))),
        )
        for r in report.results.findings
        if holdable(r)
    ]
    return sorted(found, key=lambda e: (e.rule, e.subject, e.against or "", e.fingerprint))


def written(found: Iterable[BaselineEntry], reason: str, expires_on: date, as_of: str) -> str:
    """Write a baseline's file; the same findings give the same bytes."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "reason": reason,
        "expires_on": expires_on.isoformat(),
        "as_of": as_of,
    }
    data["findings"] = [e.model_dump(mode="json") for e in found]
    return json_text(data)


def states(baseline: Baseline, report: Report) -> list[str]:
    """Tell of each finding of a baseline whether it is fixed (found no more), outgrown (rests on more now),
    refused, or still held.
    """
    now = {fingerprint(r, report): facts_of(r) for r in report.results.findings}
    found = []
    for entry in baseline.contents.findings:
        rule, facts = report.pack.rule(entry.rule), now.get(entry.fingerprint)
        if rule is not None and not may_be_held(rule, BY_WORD[entry.verdict]):
            found.append("refused")
        else:
            found.append("fixed" if facts is None else "held" if facts <= set(entry.facts) else "outgrown")
    return found


def shrunk(baseline: Baseline, report: Report) -> list[BaselineEntry]:
    """Give what is left of a baseline: what is still found, on no more facts than are left."""
    now = {e.fingerprint: e for e in entries(report)}
    both = zip(baseline.contents.findings, states(baseline, report), strict=True)
    kept = ((old, state, now.get(old.fingerprint)) for old, state in both if state in {"held", "outgrown"})
    return [new if new is not None and state == "held" else old for old, state, new in kept]


def apply_baseline(report: Report, baseline: Baseline) -> Report:
    """Mark the findings that a baseline in force covers; add a result on the baseline itself, and notices for
    what it can drop.
    """
    contents = baseline.contents
    expired = contents.expires_on < report.as_of.day
    held = {e.fingerprint: set(e.facts) for e in contents.findings} if not expired else {}

    def covered(result: Result) -> bool:
        facts = held.get(fingerprint(result, report)) if holdable(result) else None
        return facts is not None and facts_of(result) <= facts

    name = relative(baseline.file.absolute(), report.workspace.root.absolute())
    marked = report.results.with_findings(lambda r: r._replace(baselined=True) if held and covered(r) else r)
    found = states(baseline, report)
    results = marked.joined(_own(baseline, name, expired, found, report.engine))
    return report._replace(
        workspace=report.workspace._replace(
            places={**report.workspace.places, ("baseline", name): baseline.place}
        ),
        results=results,
        summary=summarise(results),
        notices=(*report.notices, *_notices(baseline, found)),
        names={**report.names, str(baseline.file): name},
        baseline=BaselineUse(str(baseline.file), contents.reason, contents.expires_on, expired),
    )


def _own(baseline: Baseline, name: str, expired: bool, found: list[str], engine: Engine) -> Results:
    """Judge the baseline itself by the house's rule."""
    both = zip(baseline.contents.findings, found, strict=True)
    refused = [f"{e.rule} ({e.subject})" for e, state in both if state == "refused"]
    facts = {"id": name, "expires_on": baseline.contents.expires_on, "expired": expired, "refused": refused}
    return judge_rows(engine, [row(KINDS["baseline"], Subject("baseline", name), facts)])


def _notices(baseline: Baseline, found: list[str]) -> list[Problem]:
    entries = enumerate(zip(baseline.contents.findings, found, strict=True))
    codes = {"fixed": "baseline-fixed", "outgrown": "baseline-outgrown"}
    return [
        problem(codes[state], baseline.at(i), word=e.rule, about=e.subject)
        for i, (e, state) in entries
        if state in codes
    ]

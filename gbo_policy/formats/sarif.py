"""SARIF 2.1.0: the findings with their rules, for code scanning and editors. What is compliant or not
applicable is left out.

Findings that a waiver or the baseline covers are left out, since code scanning would open them as alerts;
``suppressed`` asks for them, with the reason. Nothing here depends on the clock or the machine.
"""

from __future__ import annotations

import hashlib
import os
import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gbo_policy import __version__
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.translate import say
from gbo_policy.comparing.fingerprint import fingerprint
from gbo_policy.formats._descriptor import descriptor
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._rule_page import rule_page
from gbo_policy.formats._shared import headed, line_end, paths, subject, worst_first
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import message, missing_facts, remedy
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# a name: the project has no address on the web of its own
INFORMATION = "urn:gbo-policy"
_LANGUAGES = {"en": "en-GB", "nl": "nl-BE"}
_LONGEST = 1024
_ROOT = "%SRCROOT%"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def render(report: Report, lang: str, *, suppressed: bool = False) -> str:
    """Write a log of one run, with the findings that a waiver or the baseline covers where ``suppressed``
    asks for them.
    """
    return to_log([run_of(report, lang, suppressed=suppressed)])


def run_of(report: Report, lang: str, *, suppressed: bool = False) -> dict[str, Any]:
    """Give the run of one workspace as plain data."""
    return _SarifRun(report, lang, suppressed=suppressed).run()


def to_log(runs: list[dict[str, Any]]) -> str:
    """Write a log of runs, one a workspace."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return json_text(log)


def errors(found: InputErrors) -> str:
    """Write a log of a run that failed: input errors are what the tool met, not results."""
    return to_log([failed_run(found)])


def failed_run(found: InputErrors) -> dict[str, Any]:
    """Give a run that judged nothing, its notifications the input errors; without results, since none were
    looked for.
    """
    notifications = [_told(one, found) for one in found.problems]
    driver = {
        "name": "gbo-policy",
        "version": __version__,
        "informationUri": INFORMATION,
        "language": _LANGUAGES[found.lang],
        "rules": [],  # none judged; readers want the list all the same
        "notifications": [descriptor(c, found.lang) for c in sorted({p.code for p in found.problems})],
    }
    invocation = {"executionSuccessful": False, "exitCode": 2, "toolExecutionNotifications": notifications}
    return {
        "tool": {"driver": driver},
        "language": _LANGUAGES[found.lang],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _bases(found.lang),
        "invocations": [invocation],
    }


def _told(one: Problem, found: InputErrors) -> dict[str, Any]:
    made: dict[str, Any] = {
        "descriptor": {"id": one.code},
        "level": "error",
        "message": _text(found.sentence(one)),
    }
    if one.location is None:
        return made
    physical: dict[str, Any] = {"artifactLocation": _artifact(found.show(one.location))}
    if one.location.line:
        physical["region"] = _region(one.location, _content(one.location.file))
    return made | {"locations": [{"physicalLocation": physical}]}


def _content(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError):
        return b""


def _region(location: Location, content: bytes) -> dict[str, int]:
    end = line_end(content, location.line, location.column)
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.line,
        "endColumn": end,
    }


def _bases(lang: str) -> dict[str, Any]:
    text = say(lang, "the root of the repository")
    return {_ROOT: {"description": _text(text)}}


def _artifact(shown: str) -> dict[str, Any]:
    """Name a file by its path as shown: inside the repository from its root on, one outside by its whole
    path.
    """
    name = os.fsencode(shown)
    if os.path.isabs(shown):
        return {"uri": f"file:///{quote(name.lstrip(b'/'), '/:')}"}
    return {"uri": quote(name), "uriBaseId": _ROOT}


class _SarifRun:
    def __init__(self, report: Report, lang: str, *, suppressed: bool) -> None:
        self.report, self.lang, self.show = report, lang, paths(report)
        self.files = {f.path: i for i, f in enumerate(report.workspace.files)}
        self.contents = {f.path: f.content for f in report.workspace.files}
        self.findings = [
            r for r in worst_first(report.results) if suppressed or (r.waived is None and not r.baselined)
        ]
        # every rule that judged something, so that a reader sees what was looked at
        rules = {r.rule.id: r.rule for r in report.results}
        self.rules = list(rules.values())
        self.places = {id_: i for i, id_ in enumerate(rules)}

    def run(self) -> dict[str, Any]:
        report = self.report
        return {
            "tool": {"driver": self.driver()},
            "automationDetails": {"id": f"gbo-policy/{report.workspace.agreement.id}/"},
            "language": _LANGUAGES[self.lang],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": _bases(self.lang),
            "invocations": [
                {
                    "executionSuccessful": True,
                    "toolExecutionNotifications": [self.notification(n) for n in report.notices],
                }
            ],
            "artifacts": [
                {
                    "location": self.artifact(f.path),
                    "roles": ["analysisTarget"],
                    "length": len(f.content),
                    "hashes": {"sha-256": hashlib.sha256(f.content).hexdigest()},
                }
                for f in report.workspace.files
            ],
            "results": [self.result(r) for r in self.findings],
            "properties": {
                "pack": {"id": report.pack.id, "version": report.pack.version, "digest": report.pack.digest},
                "asOf": str(report.as_of),
                "verdict": report.verdict.word,
                "summary": report.counts(),
            },
        }

    def driver(self) -> dict[str, Any]:
        codes = sorted({n.code for n in self.report.notices})
        return {
            "name": "gbo-policy",
            "version": __version__,
            "informationUri": INFORMATION,
            "language": _LANGUAGES[self.lang],
            "rules": [self.rule(r) for r in self.rules],
            "notifications": [descriptor(code, self.lang) for code in codes],
        }

    def rule(self, rule: Rule) -> dict[str, Any]:
        cited = headed(self.report, rule.clause, self.lang)
        sentences = " ".join(self.sentences(rule)) or rule.title.in_(self.lang)
        mend = _generic(rule, self.lang)
        words = (
            say(self.lang, "Clause"),
            say(self.lang, "Remedy"),
            say(self.lang, "See also"),
        )
        parts = [
            (words[0], f"{cited}. {sentences}"),
            (words[1], mend),
            (words[2], "; ".join(rule.references)),
        ]
        return {
            "id": rule.id,
            "shortDescription": {"text": rule.title.in_(self.lang)},
            "fullDescription": {"text": _short(f"{cited}: {sentences}")},
            "help": {
                "text": "\n\n".join(f"{name}: {text}" for name, text in parts if text),
                "markdown": "\n\n".join(f"**{name}**: {text}" for name, text in parts if text),
            },
            "helpUri": rule_page(rule),
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
            "properties": {
                "tags": ["gdpr", "privacy", f"clause/{rule.clause}"],
                "clause": rule.clause,
                "severity": rule.severity,
                "modality": rule.modality,
                "waivable": rule.waivable,
            },
        }

    def sentences(self, rule: Rule) -> list[str]:
        """Give what the pack's clause table says of the sentences that the rule checks."""
        found = (s for c in self.report.pack.clauses for s in c.sentences if rule.id in s.rules)
        return [s.text.in_(self.lang) for s in found]

    def result(self, result: Result) -> dict[str, Any]:
        violation = result.verdict == Verdict.VIOLATION
        mend = remedy(result, self.lang)
        text = message(result, self.lang) + (f"\n{say(self.lang, 'Remedy')}: {mend}" if mend else "")
        made: dict[str, Any] = {
            "ruleId": result.rule.id,
            "ruleIndex": self.places[result.rule.id],
            "kind": "fail" if violation else "review",
            # what is to be reviewed is no failure: beside any other kind than `fail` the standard has only
            # this level
            "level": _LEVELS[result.rule.severity] if violation else "none",
            "message": _text(text),
            "locations": [
                self.location(self.report.location(result)) | {"logicalLocations": [_logical(result)]}
            ],
            "partialFingerprints": {"gboPolicyFinding/v1": fingerprint(result, self.report)},
            # of all results or of none, says the standard; an empty list says that there is no suppression
            "suppressions": self.suppressions(result),
        }
        if result.change is not None and not made["suppressions"]:
            made["baselineState"] = result.change
        facts = {"against": result.against, "missing": missing_facts(result), "assess": result.assess()}
        return made | {"properties": {k: v for k, v in facts.items() if v}}

    def suppressions(self, result: Result) -> list[dict[str, Any]]:
        if result.waived is not None:
            waiver = self.report.workspace.waivers[result.waived]
            place = self.location(self.report.workspace.locate("waiver", str(result.waived)))
            who = {
                "approvedBy": waiver.approved_by,
                "approvedOn": waiver.approved_on and waiver.approved_on.isoformat(),
                "expiresOn": waiver.expires_on.isoformat(),
            }
            return [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": waiver.reason,
                    "location": place,
                    "properties": who,
                }
            ]
        if result.baselined and (held := self.report.baseline) is not None:
            place, until = self.location(Location(held.file)), {"expiresOn": held.expires_on.isoformat()}
            return [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": held.reason,
                    "location": place,
                    "properties": until,
                }
            ]
        return []

    def notification(self, notice: Any) -> dict[str, Any]:
        made = {
            "descriptor": {"id": notice.code},
            "level": "note",
            "message": _text(notice.sentence(self.lang)),
        }
        return made | ({"locations": [self.location(notice.location)]} if notice.location else {})

    def location(self, location: Location) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self.artifact(location.file)}
        if location.line:
            physical["region"] = _region(location, self.contents.get(location.file, b""))
        return {"physicalLocation": physical}

    def artifact(self, file: str) -> dict[str, Any]:
        return _artifact(self.show(Location(file))) | (
            {"index": self.files[file]} if file in self.files else {}
        )


def _logical(result: Result) -> dict[str, str]:
    return {"name": result.subject.id, "fullyQualifiedName": subject(result), "kind": result.subject.kind}


def _short(text: str) -> str:
    """Cut a description to what code scanning shows; the whole of it is in the help."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rpartition(" ")[0] + "…"


def _text(text: str) -> dict[str, str]:
    """Make a message; what would read as an embedded link is not one."""
    return {"text": text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text}


def _generic(rule: Rule, lang: str) -> str:
    """Give a rule's remedy for no subject in particular: facts by what they mean."""
    words: Mapping[str, str] = {f.name: f"[{f.meaning(lang)}]" for f in rule.kind.fields}
    return (
        string.Formatter()
        .vformat(rule.remedy.in_(lang), (), {"expected": "…", "outer": "…", **words})
        .strip()
    )


def join(answers: Sequence[WorkspaceAnswer], *, suppressed: bool = False) -> str:
    """Write a log with a run for each workspace, told apart by its folder."""
    runs = []
    for one in answers:
        if isinstance(one.answer, InputErrors):
            run = failed_run(one.answer)
        else:
            run = run_of(one.answer, one.lang, suppressed=suppressed)
        runs.append(run | {"automationDetails": {"id": f"gbo-policy/{quote(os.fsencode(one.where))}/"}})
    return to_log(runs)

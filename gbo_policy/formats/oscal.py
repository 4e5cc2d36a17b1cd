"""OSCAL assessment results: what was judged is an observation, what was decided a finding with, where
violated, its risk.

A ``review`` is an observation without a finding: OSCAL's findings know only satisfied and not satisfied. What
does not apply is counted, not listed. Every UUID is derived and every moment is the as-of moment, so the same
input gives the same file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from gbo_policy import __version__
from gbo_policy.basics.digest import digest
from gbo_policy.basics.oscal_values import (
    VERSION,
    Data,
    control,
    identifier,
    line,
    moment,
    objective,
    prop,
    props,
    stamped,
    to_text,
)
from gbo_policy.basics.problems import Location, Problem
from gbo_policy.basics.translate import say
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._shared import paths
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Measure
from gbo_policy.judging.wording import (
    due_dates,
    kind_name,
    measure_name,
    message,
    missing_facts,
    remedy,
    status_name,
    value,
)
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.catalogue import document as catalogue

DOSSIER = "reports/{}/oscal-assessment-results.json"
_PARTY = ("party", "processor")  # subjects that are organisations


def render(report: Report, lang: str) -> str:
    """Write the assessment results."""
    return to_text(document(report, lang))


def document(report: Report, lang: str) -> Data:
    """Give the assessment results as plain data."""
    return _AssessmentResults(report, lang).document()


class _AssessmentResults:
    def __init__(self, report: Report, lang: str) -> None:
        self.report, self.lang = report, lang
        self.when = moment(report.as_of.moment)
        # what things are stays the same over time; what was found belongs to this pack, moment and input
        self.agreement = identifier("agreement", report.workspace.agreement.id)
        inputs = sorted(f"{f.name} {digest(f.content)}" for f in report.workspace.files)
        norms = [f"{n.name} {n.expected} {n.outer}" for n in report.norms.values()]
        rules = sorted({r.rule.id for r in report.results})
        basis = [
            report.pack.digest,
            report.as_of.moment.isoformat(),
            report.context.notice_given,
            *norms,
            *rules,
            *inputs,
        ]
        self.run = identifier("run", __version__, *basis, within=self.agreement)
        self.tool = identifier("gbo-policy", __version__)
        self.show = paths(report)
        self.files = {
            f.path: identifier("file", f.name, digest(f.content), within=self.agreement)
            for f in report.workspace.files
        }
        self.judged = [r for r in report.results if r.verdict != Verdict.NOT_APPLICABLE]

    def say(self, message: str, /, *, context: str = "", **values: object) -> str:
        return say(self.lang, message, context=context, **values)

    def document(self) -> Data:
        resources = list(self.resources())
        plan = resources[0]["uuid"]
        metadata = {
            "title": line(self.say("Compliance with the agreement: ") + self.title()),
            "last-modified": self.when,
            "version": str(self.report.as_of),
            "oscal-version": VERSION,
            "props": props(
                [
                    ("language", self.lang),
                    ("agreement", self.report.workspace.agreement.id),
                    ("engine", __version__),
                ]
            ),
        }
        if parties := list(self.parties()):
            metadata["parties"] = parties
        body = {
            "metadata": metadata,
            "import-ap": {"href": f"#{plan}"},
            "results": [self.result()],
            "back-matter": {"resources": resources},
        }
        return stamped("assessment-results", body)

    def title(self) -> str:
        agreement = self.report.workspace.agreement
        return agreement.title or agreement.id

    def parties(self) -> Iterator[Data]:
        workspace = self.report.workspace
        for kind, found in (("party", workspace.parties), ("processor", workspace.processors)):
            for one in found.values():
                made: Data = {
                    "uuid": self.subject_id(kind, one.id),
                    "type": "organization",
                    "name": line(one.name or one.id),
                    "short-name": line(one.id),
                }
                yield made | {"props": [prop("kind", kind), *props([("role", getattr(one, "role", None))])]}

    def resources(self) -> Iterator[Data]:
        pack, clauses = self.report.pack, catalogue(self.report.pack, self.lang)["catalog"]
        yield {
            "uuid": identifier("pack", pack.digest),
            "title": f"{pack.id} {pack.version}",
            "description": self.say(
                "The rule pack, in place of an assessment plan: every rule was judged for every subject."
            ),
            "props": [prop("digest", pack.digest)],
        }
        yield {
            "uuid": identifier("catalogue", clauses["uuid"]),
            "title": self.say("Catalogue of the agreement's clauses"),
            "document-ids": [{"scheme": "urn:ietf:rfc:9562", "identifier": clauses["uuid"]}],
            "rlinks": [{"href": "oscal-catalog.json", "media-type": "application/oscal+json"}],
        }
        for file in self.report.workspace.files:
            digits = digest(file.content).partition(":")[2]
            yield {
                "uuid": self.files[file.path],
                "title": line(shown := self.show(Location(file.path))),
                "rlinks": [
                    {
                        "href": quote(os.fsencode(shown)),
                        "hashes": [{"algorithm": "SHA-256", "value": digits}],
                    }
                ],
            }

    def result(self) -> Data:
        report = self.report
        verdict = report.pack.vocabulary.label("verdicts", report.verdict.word, self.lang)
        counts = [(f"count-{name}", n) for name, n in report.counts().items()]
        made: Data = {
            "uuid": self.run,
            "title": line(f"{self.title()}, {report.as_of}"),
            "description": self.say("Judged as of {as_of}: {verdict}.", as_of=report.as_of, verdict=verdict),
            "start": self.when,
            "end": self.when,
            "props": [prop("verdict", report.verdict.word), *props(counts), *self.parameters()],
            "local-definitions": self.definitions(),
            "reviewed-controls": self.reviewed(),
        }
        violated = [r for r in self.judged if r.verdict == Verdict.VIOLATION]
        lists = {
            "observations": [self.observation(r) for r in self.judged],
            "risks": [self.risk(r) for r in violated],
            "findings": [
                self.finding(r) for r in self.judged if r.verdict in (Verdict.VIOLATION, Verdict.COMPLIANT)
            ],
        }
        said = " ".join(line(self.told(n)) + "." for n in report.notices)
        return (
            made
            | {name: found for name, found in lists.items() if found}
            | ({"remarks": said} if said else {})
        )

    def told(self, notice: Problem) -> str:
        at, sentence = notice.location, notice.sentence(self.lang)
        return f"{Location(self.show(at), at.line, at.column)}: {sentence}" if at else sentence

    def parameters(self) -> Iterator[Data]:
        yield prop("notice_given", self.report.context.notice_given, word="parameter")
        for norm in self.report.norms.values():
            yield prop(norm.name, f"{norm.expected} / {norm.outer} {norm.unit}", word="house-norm")

    def definitions(self) -> Data:
        subjects = {(s.kind, s.id): s for r in self.judged if (s := r.subject).kind not in _PARTY}
        components = [self.component(*key) for key in sorted(subjects)]
        tool = self.made_component(self.tool, "software", f"gbo-policy {__version__}")
        platform = {
            "uuid": identifier("platform", self.tool),
            "uses-components": [{"component-uuid": self.tool}],
        }
        made: Data = {"components": components} if components else {}
        return made | {"assessment-assets": {"components": [tool], "assessment-platforms": [platform]}}

    def component(self, kind: str, key: str) -> Data:
        return self.made_component(self.subject_id(kind, key), kind, f"{kind_name(kind, self.lang)} {key}")

    def made_component(self, name: str, kind: str, title: str) -> Data:
        return {
            "uuid": name,
            "type": kind,
            "title": line(title),
            "description": line(title),
            "status": {"state": "operational"},
        }

    def reviewed(self) -> Data:
        clauses = dict.fromkeys(control(r.rule.clause) for r in self.report.results)
        rules = dict.fromkeys(objective(r.rule.id) for r in self.report.results)
        made: Data = {"control-selections": [{"include-controls": [{"control-id": c} for c in clauses]}]}
        made["control-objective-selections"] = [{"include-objectives": [{"objective-id": r} for r in rules]}]
        return made

    def subject_id(self, kind: str, key: str) -> str:
        return identifier(kind, key, within=self.agreement)

    def named(self, kind: str, result: Result) -> str:
        about = result.subject
        return identifier(kind, result.rule.id, about.kind, about.id, result.against or "", within=self.run)

    def name(self, result: Result) -> str:
        return line(
            f"{result.rule.title.in_(self.lang)}: {kind_name(result.subject.kind, self.lang)}"
            f" {result.subject.id}"
        )

    def about(self, result: Result) -> list[Data]:
        waiver = None if result.waived is None else self.report.workspace.waivers[result.waived]
        pairs: list[tuple[str, Any]] = [
            ("rule", result.rule.id),
            ("clause", result.rule.clause),
            ("verdict", result.verdict.word),
            ("severity", result.rule.severity),
            ("against", result.against),
            *(("missing", m) for m in missing_facts(result)),
            *(("assess", a) for a in result.assess()),
            ("waived-by", waiver and waiver.approved_by),
            ("waived-until", waiver and waiver.expires_on),
        ]
        return props(pairs)

    def origins(self) -> list[Data]:
        return [{"actors": [{"type": "tool", "actor-uuid": self.tool}]}]

    def observation(self, result: Result) -> Data:
        kind = "party" if result.subject.kind in _PARTY else "component"
        location = self.report.location(result)
        place = Location(self.show(location), location.line, location.column)
        facts = "; ".join(f"{fact} = {value(given, self.lang)}" for fact, given, _ in result.because())
        evidence: Data = {"href": f"#{self.files[location.file]}"} if location.file in self.files else {}
        evidence["description"] = line(f"{place}: {facts}" if facts else str(place))
        made: Data = {
            "uuid": self.named("observation", result),
            "title": self.name(result),
            "description": line(message(result, self.lang)),
            "props": self.about(result),
            "methods": ["TEST"],
            "types": ["control-objective"],
            "origins": self.origins(),
            "subjects": [
                {"subject-uuid": self.subject_id(result.subject.kind, result.subject.id), "type": kind}
            ],
            "relevant-evidence": [evidence],
            "collected": self.when,
        }
        if result.finding and (mend := remedy(result, self.lang)):
            made["remarks"] = line(mend)
        return made

    def finding(self, result: Result) -> Data:
        bad = result.verdict == Verdict.VIOLATION
        status = (
            {"state": "not-satisfied", "reason": "fail"} if bad else {"state": "satisfied", "reason": "pass"}
        )
        made: Data = {
            "uuid": self.named("finding", result),
            "title": self.name(result),
            "description": line(message(result, self.lang)),
            "target": {"type": "objective-id", "target-id": objective(result.rule.id), "status": status},
            "related-observations": [{"observation-uuid": self.named("observation", result)}],
        }
        return made | ({"related-risks": [{"risk-uuid": self.named("risk", result)}]} if bad else {})

    def risk(self, result: Result) -> Data:
        made: Data = {
            "uuid": self.named("risk", result),
            "title": self.name(result),
            "description": line(message(result, self.lang)),
            "statement": self.sanctions(result),
            "status": "open" if result.waived is None else "deviation-approved",
            "characterizations": [
                {
                    "origin": self.origins()[0],
                    "facets": [
                        {"name": "severity", "system": "urn:gbo-policy", "value": result.rule.severity}
                    ],
                }
            ],
        }
        if (due := due_dates(result)) is not None and (day := due[1][:10]):
            made["props"] = [prop("outer-due", due[1]), prop("due-day", day)]
        if mend := remedy(result, self.lang):
            step = {"uuid": self.named("response", result), "lifecycle": "recommendation"}
            made["remediations"] = [step | {"title": self.say("Remedy"), "description": line(mend)}]
        return made | {"related-observations": [{"observation-uuid": self.named("observation", result)}]}

    def sanctions(self, result: Result) -> str:
        measures = self.report.ladder.measures(result)
        if not measures:
            return self.say("The agreement attaches no sanction to this.")
        return "; ".join(self.measure(m) for m in measures)

    def measure(self, one: Measure) -> str:
        through = f" via {one.via}" if one.via else ""
        who = ", ".join(one.by) or (
            one.authority.upper() if one.authority else self.say("authority not stated")
        )
        measure, status = measure_name(one.measure, self.lang), status_name(one.status, self.lang)
        return f"art. {one.clause}{through}: {measure}, {status} ({who} → {one.against})"


# the standard asks for some control; all of them would read as judged and found in order
_NO_CONTROL = {"include-controls": [{"control-id": "nothing-judged"}]}


def errors(found: InputErrors) -> str:
    """Write assessment results without a finding: an observation for each input error."""
    when = moment(found.when)
    run = identifier(
        "input-errors", when, *(f"{found.place(p)} {p.code} {found.sentence(p)}" for p in found.problems)
    )
    observations = [
        {
            "uuid": identifier("input-error", str(i), within=run),
            "title": one.code,
            "description": line(found.sentence(one)),
            "props": props([("code", one.code), ("place", found.place(one) and str(found.place(one)))]),
            "methods": ["EXAMINE"],
            "types": ["input-error"],
            "collected": when,
        }
        for i, one in enumerate(found.problems)
    ]
    result = {
        "uuid": run,
        "title": line(found.headline),
        "description": line(found.headline),
        "start": when,
        "end": when,
        "props": [prop("verdict", "input-error")],
        "reviewed-controls": {"control-selections": [{"description": line(found.headline), **_NO_CONTROL}]},
        "observations": observations,
    }
    metadata = {
        "title": "gbo-policy",
        "last-modified": when,
        "version": __version__,
        "oscal-version": VERSION,
    }
    nothing = {
        "uuid": identifier("no-plan", within=run),
        "title": "gbo-policy",
        "description": found.headline,
    }
    body = {
        "metadata": metadata,
        "import-ap": {"href": f"#{nothing['uuid']}"},
        "results": [result],
        "back-matter": {"resources": [nothing]},
    }
    return to_text(stamped("assessment-results", body))

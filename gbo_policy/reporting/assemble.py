"""The judgement into a document: its sections in order, numbered."""

from __future__ import annotations

from dataclasses import replace

from gbo_policy import __version__
from gbo_policy.reporting.content.blocks import Document, Section
from gbo_policy.reporting.content.history import findings
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures.at_a_glance import pictures
from gbo_policy.reporting.sections.basis import inputs, parameters, readings
from gbo_policy.reporting.sections.between import between
from gbo_policy.reporting.sections.decisions import decisions
from gbo_policy.reporting.sections.declarations_section import declared
from gbo_policy.reporting.sections.findings import findings_section
from gbo_policy.reporting.sections.limits import covered, unchecked
from gbo_policy.reporting.sections.record import record
from gbo_policy.reporting.sections.relied import assessments, waivers
from gbo_policy.reporting.sections.signing import signing
from gbo_policy.reporting.sections.summary import about, sentence, summary


def assemble(material: Material, lang: str) -> Document:
    """Put a judgement into words in ``lang`` (nl or en)."""
    report, words = material.report, Words(material.report, lang)
    found = findings(material)
    sections = (
        summary(material, found, words),
        decisions(report, found, words),
        pictures(material, found, words),
        findings_section(found, words, period=material.period is not None),
        between(material, found, words),
        record(report, found, words),
        assessments(report, words),
        waivers(report, words),
        readings(material, words),
        unchecked(report, words),
        covered(material, words),
        parameters(material, words),
        declared(report, words),
        inputs(material, words),
        signing(report, words),
    )
    moment = _moment(material, words)
    return Document(
        lang=lang,
        kind=words.say("Report on compliance"),
        title=words.title,
        moment=moment,
        running=f"{words.title} · {moment}",
        day=report.as_of.day,
        tone=report.verdict.word,
        verdict=words.label("verdicts", report.verdict.word),
        sentence=sentence(material, words),
        about=about(material, words),
        made_by=f"gbo-policy {__version__} · {report.pack.id} {report.pack.version}",
        sections=tuple(_numbered(s, str(i)) for i, s in enumerate(sections, 1)),
    )


def _moment(material: Material, words: Words) -> str:
    if material.period is None:
        return words.day(material.report.as_of.day)
    first, last = material.period
    return words.say("{first} to {last}", context="days", first=words.day(first), last=words.day(last))


def _numbered(section: Section, number: str) -> Section:
    return replace(section, number=number)

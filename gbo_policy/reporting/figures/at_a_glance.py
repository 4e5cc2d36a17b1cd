"""The section of a report that shows its pictures."""

from __future__ import annotations

from gbo_policy.reporting.content.blocks import Section
from gbo_policy.reporting.content.history import Finding
from gbo_policy.reporting.content.material import Material
from gbo_policy.reporting.content.report_words import Words
from gbo_policy.reporting.figures.flowgraph import flowgraph
from gbo_policy.reporting.figures.heatmap import heatmap
from gbo_policy.reporting.figures.timeline_figure import timeline


def pictures(material: Material, found: tuple[Finding, ...], words: Words) -> Section:
    """Give the section of pictures; the timeline only for a period."""
    say = words.say
    inner = [
        Section(
            "by-clause-and-party",
            say("Clauses and parties"),
            heatmap(material.report, words),
        ),
        Section(
            "who-to-whom",
            say("Who sends to whom"),
            flowgraph(material.report, words),
            page=True,
        ),
    ]
    if material.spans:
        inner.insert(0, Section("over-time", say("The period"), timeline(material, found, words)))
    return Section("pictures", say("At a glance"), (), tuple(inner), page=True)

"""An audit as a PDF, of the same parts as its page."""

from __future__ import annotations

from dataclasses import replace

from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.write.html_audit import document
from gbo_policy.basics.translate import say
from gbo_policy.reporting.content.blocks import Card, Section
from gbo_policy.reporting.writers import pdf_report as pdf


def render(audit: Audit, lang: str) -> bytes:
    """Write an audit as a PDF."""
    made = document(audit, lang)
    return pdf.render(replace(made, sections=tuple(_nested(s, lang) for s in made.sections)))


def _nested(section: Section, lang: str) -> Section:
    """Put a section's cards one level deeper, under a heading of their own: for who hears the page, levels
    may not be skipped.
    """
    if not any(isinstance(b, Card) for b in section.blocks):
        return section
    inner = Section(f"{section.id}-worst-first", say(lang, "Worst first"), section.blocks)
    return replace(section, blocks=(), sections=(inner, *section.sections))

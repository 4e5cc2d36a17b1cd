"""The sections ``assessments`` and ``waivers``: what people answer for."""

from typing import Literal

from pydantic import Field

from gbo_policy.terms.values import Date, Model, Slug, Text, Texts

READING = "reading"  # the term for a text that can be read both ways; its assessments name the rule that they are about
Outcome = Literal["met", "not-met", "contested"]


class AssessmentSubject(Model):
    """What an assessment or a waiver is about: one of these, or a flow with one of its recipients."""

    flow: Slug | None = None
    recipient: str | None = None
    party: Slug | None = None
    processor: Slug | None = None
    event: Slug | None = None
    agreement: Slug | None = None

    def key(self) -> tuple[str, str]:
        """Give the kind and id named; a recipient is ``("flow", id)``."""
        for kind in ("flow", "party", "processor", "event", "agreement"):
            if (value := getattr(self, kind)) is not None:
                return kind, value
        return "", ""


class Assessment(Model):
    """A recorded judgement on one of the agreement's open terms."""

    term: str
    rule: Slug | None = None
    subject: AssessmentSubject
    outcome: Outcome
    by: Text | None = None
    role: Text | None = None
    on: Date | None = None
    reasons: Text | None = None
    evidence: Texts | None = None
    review_by: Date | None = None


class Waiver(Model):
    """A decision to live with one finding until a date; it changes no verdict."""

    rule: Slug
    subject: AssessmentSubject
    reason: Text = Field(min_length=1)
    approved_by: Text = Field(min_length=1)
    approved_on: Date
    expires_on: Date

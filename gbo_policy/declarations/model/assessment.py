"""The section ``assessments``, and what an assessment or a waiver is about."""

from typing import Literal

from gbo_policy.terms.values import (
    NONE,
    Date,
    FlowName,
    Labelled,
    Model,
    PartyId,
    Slug,
    Text,
    Texts,
    key,
)

# the term for a text that can be read both ways; its assessments name the rule that they are about
READING = "reading"
Outcome = Literal["met", "not-met", "contested"]


class AssessmentSubject(Model):
    """What an assessment or a waiver is about: one of these, or a flow with one of its recipients."""

    flow: FlowName | None = key("id of a flow")
    recipient: str | None = key("one recipient of that flow: its party, processor, name or index from 0")
    party: PartyId | None = key("id of a core actor")
    processor: Slug | None = key("id of a processor")
    event: Slug | None = key("id of an event")
    agreement: Slug | None = key("id of the agreement")

    def key(self) -> tuple[str, str]:
        """Give the kind and id named; a recipient is ``("flow", id)``."""
        for kind in ("flow", "party", "processor", "event", "agreement"):
            if (value := getattr(self, kind)) is not None:
                return kind, value
        return "", ""


class Assessment(Labelled):
    """A recorded judgement on one of the agreement's open terms."""

    term: str = key("the open term", default=...)
    rule: Slug | None = key("for `reading`: which rule")
    subject: AssessmentSubject = key("what it is about", default=...)
    outcome: Outcome = key("met, not-met or contested", default=...)
    by: Text | None = key("who judged; without it the assessment does not count")
    role: Text | None = key("that person's role")
    on: Date | None = key("date; without it the assessment does not count")
    reasons: Text | None = key("reasons")
    evidence: Texts | None = key("documents it rests on")
    review_by: Date | None = key("last day on which it counts")

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Give what it does not say of when it was made and by whom; nobody (`none`) is no one who judged."""
        return tuple(key for key in ("on", "by") if getattr(self, key) in (None, "", NONE))

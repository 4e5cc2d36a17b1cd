"""The section ``waivers``: findings that somebody has decided to live with."""

from pydantic import field_validator

from gbo_policy.declarations.model.assessment import AssessmentSubject
from gbo_policy.terms.blanks import is_placeholder
from gbo_policy.terms.values import NONE, Date, Labelled, Slug, Text, key, wrong


class Waiver(Labelled):
    """A decision to live with one finding until a date; it changes no verdict."""

    rule: Slug = key("id of the rule", default=...)
    subject: AssessmentSubject = key("what it is about", default=...)
    reason: Text = key("why", default=..., least=1)
    approved_by: Text = key("who decided", default=..., least=1)
    approved_on: Date = key("first day on which it counts", default=...)
    expires_on: Date = key("last day on which it counts", default=...)

    @field_validator("reason", "approved_by")
    @classmethod
    def _said(cls, value: str) -> str:
        """Refuse the word that there is none, and what is still to be filled in: nobody waives, and for no
        reason.
        """
        if value == NONE or is_placeholder(value):
            raise wrong("none-waives", value)
        return value


class CommentWaiver(Waiver):
    """A waiver that stands as a comment beside what it waives; who reviewed the file sees when it came, so it
    need not say; a notice tells what is taken in its place.
    """

    approved_on: Date | None = None  # type: ignore[assignment]

"""An audit as JSON: the whole answer."""

from __future__ import annotations

from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.write.answer import answer
from gbo_policy.basics.json_text import json_text


def render(audit: Audit, lang: str) -> str:
    """Write the whole answer as JSON."""
    return json_text(answer(audit, lang))

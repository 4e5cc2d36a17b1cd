"""An audit as JSON: the whole answer."""

from __future__ import annotations

import json

from gbo_policy.audit.judge.audit_run import Audit
from gbo_policy.audit.write.answer import answer
from gbo_policy.basics.steering import in_json


def render(audit: Audit, lang: str) -> str:
    """Write the whole answer as JSON."""
    return in_json(json.dumps(answer(audit, lang), ensure_ascii=False, indent=2)) + "\n"

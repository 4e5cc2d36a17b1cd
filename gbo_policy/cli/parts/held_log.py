"""The log of an audit that a dossier holds, judged again by what the dossier contains."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.dossiers.dossier import SETTINGS, Dossier
from gbo_policy.dossiers.held_audits import differing_logs
from gbo_policy.dossiers.verify import FAILED, HELD, OPEN, Check
from gbo_policy.judging.rejudge import Basis, judge_again, pack_of


def verified_log(dossier: Dossier, logs: Sequence[Path], mapping: Path | None, lang: str) -> Check:
    """Check a log against every audit that a dossier holds; without one nothing is checked.

    Raises PolicyError when it cannot be read, or the dossier cannot be judged.
    """
    from gbo_policy.audit.judge.audit_run import audit
    from gbo_policy.audit.judge.opened_log import Options, QualityGate
    from gbo_policy.audit.read.columns import COLUMNS, FLAGS
    from gbo_policy.audit.read.log import find_logs
    from gbo_policy.audit.write.answer import answer
    from gbo_policy.reading.mapping import UNMAPPED, read_mapping

    held = dossier.audits()
    if not logs:
        return Check("log", OPEN, tuple(problem("verify-log-open", None, word=name) for name in held))
    if not held:
        return Check("log", FAILED, (problem("verify-no-audit", None),))
    audits = {name: json.loads(content) for name, content in held.items()}
    if mapping is None and (lacking := [_unmapped(n, a) for n, a in audits.items() if a.get("mapping")]):
        raise PolicyError(lacking)
    basis = Basis.model_validate_json(dossier.members[SETTINGS])
    judged = judge_again(dossier.inputs(), pack_of(dossier.pack()), basis)
    own = read_mapping(mapping, COLUMNS, FLAGS) if mapping else UNMAPPED
    options = Options(mapping=own, gate=QualityGate(None), lang=lang)
    found = audit(judged.case, find_logs(logs), options, lambda step, share: None)
    told, wrong = [], False
    for name, said in audits.items():
        again = answer(found, str(said.get("lang", lang)))
        parts = list(differing_logs(said, json.loads(json.dumps(again))))
        wrong = wrong or bool(parts)
        code = "verify-log-not" if parts else "verify-log"
        told.append(problem(code, None, word=name, known=", ".join(parts)))
    return Check("log", FAILED if wrong else HELD, tuple(told))


def _unmapped(name: str, said: Mapping[str, Any]) -> Problem:
    """Name the mapping that an audit read its log by."""
    return problem("verify-needs-map", None, word=name, known=str(said["mapping"]["file"]))

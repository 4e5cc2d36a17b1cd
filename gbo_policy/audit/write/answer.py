"""What an audit found, as plain data: ``gbo-policy/audit/1``; keys and their order are a contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gbo_policy import __version__
from gbo_policy.audit.judge.audit_run import Audit, Audited
from gbo_policy.audit.judge.explaining import WITHIN, calling, exchange_message, whole_results
from gbo_policy.audit.judge.fact_plan import JUDGED
from gbo_policy.audit.judge.groups import GroupOutcome
from gbo_policy.audit.judge.log_places import DECLARED
from gbo_policy.audit.judge.resting import DECLARATION, ROW, UNKNOWN
from gbo_policy.audit.judge.tally import Found
from gbo_policy.audit.read.bad_rows import BadRow
from gbo_policy.audit.read.columns import COLUMNS
from gbo_policy.basics.steps import Paths, dotted
from gbo_policy.basics.translate import say
from gbo_policy.formats.json import inputs, parameters
from gbo_policy.judging.readings import awaits_reading
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import mended, plain, remedy
from gbo_policy.logic.verdict import WORST_FIRST, Verdict
from gbo_policy.rulebook.rule import SEVERITIES, Rule

SCHEMA = "gbo-policy/audit/1"
_MOST_WORDS = 100


def verdict(audit: Audit) -> Verdict:
    """Give the worst verdict; what could not be judged, or names nothing that is known, is for somebody to
    look at.
    """
    if audit.tally.verdicts[Verdict.VIOLATION]:
        return Verdict.VIOLATION
    open_ = audit.tally.verdicts[Verdict.REVIEW] or audit.bad.total or audit.tally.words or audit.notices
    return Verdict.REVIEW if open_ else Verdict.COMPLIANT


def answer(audit: Audit, lang: str) -> dict[str, Any]:
    """Give the answer as plain data."""
    tally, pack, workspace = audit.tally, audit.case.pack, audit.case.workspace
    return {
        "schema": SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": __version__,
        "lang": lang,
        "agreement": {"id": workspace.agreement.id},
        "inputs": inputs(workspace),
        "parameters": parameters(audit.case.norms, audit.case.notice_given),
        "left_out": left_out(audit),
        "verdict": verdict(audit).word,
        "log": {
            "files": [_file(f) for f in audit.files],
            "first": tally.first and _iso(tally.first),
            "last": tally.last and _iso(tally.last),
        },
        "summary": {
            "exchanges": tally.verdicts.total(),
            **{v.word: tally.verdicts[v] for v in WORST_FIRST},
            "bad_rows": audit.bad.total,
        },
        "rests_on": _rests_on(audit),
        "rules": [_rule(r, tally.rules) for r in audit.judging.rules],
        "pairs": _pairs(tally.pairs),
        "months": _months(tally.months),
        "ids_shown": say(
            lang,
            "up to ten a finding: the first in the alphabet of each kind of exchange, kinds in the order of"
            " their first moment; they "
            "are examples and no sample",
        ),
        "findings": [finding(rule, outcome, found, audit, lang) for rule, outcome, found in ordered(audit)],
        "words": _words(tally.words),
        "mapping": _mapping(audit),
        "quality": _quality(audit),
        "bad_rows": _bad(audit, lang),
        "notices": [
            {"message": n.sentence(lang), "file": n.location.file if n.location else None}
            for n in audit.notices
        ],
    }


def _mapping(audit: Audit) -> dict[str, Any] | None:
    own = audit.mapping
    if not own.file:
        return None
    return {"file": own.file, "digest": own.digest, "unmapped": _words(audit.tally.unmapped)}


def _quality(audit: Audit) -> dict[str, Any] | None:
    own = audit.quality
    if own is None:
        return None
    return {
        "rows_with_unknown_words": own.strange_rows,
        "percent": round(own.share, 2),
        "repeated_rows": own.repeated.same_rows,
        "repeated_ids": own.repeated.other_ids,
        "months_without_rows": list(own.months_without),
    }


def _rests_on(audit: Audit) -> dict[str, Any]:
    """Say how many exchanges were judged by the row alone, and how many by what the flow that they name
    declares too.
    """
    resting, every = audit.resting, audit.tally.verdicts.total()
    columns = {
        c: {source: resting.by_column[c, source] for source in (ROW, DECLARATION, UNKNOWN)}
        for c in resting.columns
    }
    return {"row": every - resting.declared, "declaration": resting.declared, "columns": columns}


def _file(file: Audited) -> dict[str, Any]:
    archive = dict(zip(("file", "digest"), file.archive, strict=True)) if file.archive else None
    return file._asdict() | {"unread": list(file.unread), "archive": archive}


def left_out(audit: Audit) -> list[str]:
    """Give the rules on exchanges that were not asked to judge."""
    own = {r.id for r in audit.judging.rules}
    return [r.id for r in audit.case.pack.rules if r.kind.name in JUDGED and r.id not in own]


def _rule(rule: Rule, counts: Mapping[tuple[str, Verdict], int]) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "clause": rule.clause,
        "severity": rule.severity,
        **{v.word: counts.get((rule.id, v), 0) for v in WORST_FIRST},
    }


def _pairs(counts: Mapping[tuple[Any, Verdict], int]) -> list[dict[str, Any]]:
    made = []
    for sender, to, kind in {key for key, _ in counts}:
        own = {v.word: counts.get(((sender, to, kind), v), 0) for v in WORST_FIRST}
        made.append({"from": sender, "to": to, "kind": kind, "exchanges": sum(own.values()), **own})
    return sorted(
        made,
        key=lambda p: (
            -p["violation"],
            -p["review"],
            -p["exchanges"],
            p["from"] or "",
            p["to"] or "",
            p["kind"] or "",
        ),
    )


def _months(counts: Mapping[tuple[int, Verdict], int]) -> list[dict[str, Any]]:
    made = []
    for month in sorted({m for m, _ in counts}):
        own = {v.word: counts.get((month, v), 0) for v in WORST_FIRST}
        made.append({"month": f"{month // 12:04}-{month % 12 + 1:02}", "exchanges": sum(own.values()), **own})
    return made


def _words(counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in sorted({c for c, _ in counts}):
        words = sorted(((n, w) for (c, w), n in counts.items() if c == column), key=lambda p: (-p[0], p[1]))
        made[column] = {
            "words": len(words),
            "most": [{"word": w, "exchanges": n} for n, w in words[:_MOST_WORDS]],
        }
    return made


def _bad(audit: Audit, lang: str) -> dict[str, Any]:
    return {
        "rows": audit.bad.total,
        "reasons": [
            {"file": file, "reason": code, "rows": n} for (file, code), n in sorted(audit.bad.counts.items())
        ],
        "first": [_bad_row(b, lang) for b in audit.bad.named],
    }


def _bad_row(bad: BadRow, lang: str) -> dict[str, Any]:
    return {
        "file": bad.file,
        "row": bad.row,
        "reason": bad.code,
        "message": bad.problem().sentence(lang),
    }


def ordered(audit: Audit) -> Iterable[tuple[Rule, GroupOutcome, Found]]:
    """Give the findings, worst first: violations before reviews, by severity, by number of exchanges."""
    rules = {r.id: r for r in audit.judging.rules}
    found = [(rules[name], outcome, f) for (name, outcome), f in audit.tally.findings.items()]
    return sorted(
        found,
        key=lambda f: (
            -f[1].verdict,
            SEVERITIES.index(f[0].severity),
            -f[2].exchanges,
            f[0].id,
            _key(f[1]),
        ),
    )


def _key(outcome: GroupOutcome) -> tuple[Any, ...]:
    return outcome.against, tuple(map(dotted, outcome.missing)), outcome.assess


def finding(rule: Rule, outcome: GroupOutcome, found: Found, audit: Audit, lang: str) -> dict[str, Any]:
    """Give a finding as plain data, explained by its first exchange."""
    result = explained(rule, outcome, found, audit)
    return {
        "rule": rule.id,
        "clause": rule.clause,
        "verdict": outcome.verdict.word,
        "severity": rule.severity,
        "against": list(outcome.against),
        "missing": [dotted(m) for m in outcome.missing],
        "assess": list(outcome.assess),
        "sanction": _sanction(rule, outcome, audit),
        "exchanges": found.exchanges,
        "first": _iso(found.first),
        "last": _iso(found.last),
        "ids": found.ids,
        "example": {
            "id": found.ids[0],
            "message": exchange_message(result, found.ids[0], lang, found.example.get("flow")),
            "because": [{"fact": f, "value": plain(v)} for f, v, _ in result.because()],
            "remedy": _mend(result, outcome, found.ids[0], lang),
        },
    }


def _mend(result: Result, outcome: GroupOutcome, name: str, lang: str) -> str | None:
    """Say what would mend a finding; a violation has happened, and a log is never changed."""
    if outcome.missing:
        return _supply(outcome.missing, lang)
    # of what goes beyond a declaration no reading of that one speaks
    say_it = mended if result.rule.id == WITHIN else remedy
    mend = say_it(result, lang, calling(result, name))
    if mend is None or outcome.verdict == Verdict.VIOLATION:
        return mend and say(lang, "For exchanges to come: {mend}", mend=mend)
    return f"{mend} {_reach(result, lang)}" if outcome.assess and result.rule.id != WITHIN else mend


def _reach(result: Result, lang: str) -> str:
    """Say for which exchanges an assessment will count."""
    if not awaits_reading(result):
        return say(
            lang,
            "An assessment counts for exchanges from its own day on, one of a flow for those that name it in"
            " `flow`. Others are for whoever audits the log to judge.",
        )
    return say(
        lang,
        "A reading is recorded of a declared flow, and counts, from its own day on, for exchanges that name"
        " that flow in `flow` and do what it declares. Others are for whoever audits the log to judge.",
    )


def _supply(missing: Paths, lang: str) -> str:
    """Say where what is missing could be stated: in the log, in the flow that it names, or elsewhere in the
    workspace.
    """
    columns: list[str] = []
    declared: list[str] = []
    rest: list[str] = []
    for path in missing:
        match path:
            case (str() as column,) if column in COLUMNS:
                columns.append(column)
            case (first, *inside) if first == DECLARED and inside:
                declared.append(dotted(inside))
            case _:
                rest.append(dotted(path))
    said = []
    if columns:
        names = ", ".join(f"`{c}`" for c in columns)
        said.append(
            say(
                lang,
                "Ask those who keep the log for one that says {names}, or that names in `flow` "
                "a declared flow that does.",
                names=names,
            )
        )
    if declared:
        names = ", ".join(f"`{d}`" for d in declared)
        said.append(
            say(
                lang,
                "A log has no column for {names}: only a declared flow that it names in `flow` "
                "can state that.",
                names=names,
            )
        )
    if rest:
        names = ", ".join(f"`{r}`" for r in rest)
        said.append(say(lang, "Fill in {names} in the declarations.", names=names))
    return " ".join(said)


def _sanction(rule: Rule, outcome: GroupOutcome, audit: Audit) -> dict[str, Any] | None:
    """Give what the agreement lets the others do about a violation that is held against somebody."""
    if rule.sanction is None or outcome.verdict != Verdict.VIOLATION or not outcome.against:
        return None
    parties = audit.case.workspace.parties
    authorities = {parties[p].supervisory_authority for p in outcome.against if p in parties} - {None}
    return {
        "clause": rule.sanction.clause,
        "via": rule.sanction.via,
        "measures": list(rule.sanction.measures),
        "authorities": sorted(authorities, key=str),
    }


def explained(rule: Rule, outcome: GroupOutcome, found: Found, audit: Audit) -> Result:
    """Judge a finding's first exchange as a whole, as ``check`` would judge a flow, for the words of its
    explanation.
    """
    results = whole_results(audit.judging, dict(found.example), found.first.date())
    own = [r for r in results if r.rule.id == rule.id]  # one for each core actor that it is held against
    result = next((r for r in own if r.verdict == outcome.verdict), own[0])
    # INVARIANT: the whole exchange gets the verdict that was worked out from the columns that the rule reads
    assert result.verdict == outcome.verdict, (rule.id, result.verdict, outcome.verdict, found.ids[0])
    return result


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

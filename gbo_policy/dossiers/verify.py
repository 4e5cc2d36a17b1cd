"""Verifying a dossier: its form, its files, its signature, its chain, and the judgement itself, made again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gbo_policy import __version__
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.translate import LANGUAGES
from gbo_policy.dossiers import signatures as signing
from gbo_policy.dossiers.dossier import (
    MANIFEST,
    SETTINGS,
    SIGNATURE,
    Dossier,
    as_json,
    derived,
    manifest_of,
    signature_file,
    tools,
)
from gbo_policy.formats.json import answer
from gbo_policy.judging.rejudge import Judged, judge_again, pack_of, read_basis
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.rule import Text

HELD, FAILED, OPEN = "held", "failed", "not-checked"
CHECKS = ("form", "complete", "digests", "signature", "chain", "judgement", "reports")
_MOST = 20  # of the differences of one check, the others are counted


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified: whether it held, failed or could not be checked, and why."""

    name: str
    outcome: str
    told: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a dossier gave. ``verified``: nothing failed."""

    dossier: Dossier
    checks: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """Whether nothing failed."""
        return all(c.outcome != FAILED for c in self.checks)


def verify(dossier: Dossier, key: str | None = None, previous: Dossier | None = None) -> Verification:
    """Verify a dossier, against a public key (64 hexadecimal digits) and the dossier before it where they are given."""
    files = _form(dossier), _complete(dossier), _digests(dossier)
    sound = all(c.outcome != FAILED for c in files)
    return Verification(
        dossier, (*files, _signature(dossier, key), _chain(dossier, previous), *_judged(dossier, sound=sound))
    )


def _outcome(name: str, wrong: list[Problem], held: Problem) -> Check:
    if not wrong:
        return Check(name, HELD, (held,))
    more = (problem("verify-more", None, more=len(wrong) - _MOST),) if len(wrong) > _MOST else ()
    return Check(name, FAILED, (*wrong[:_MOST], *more))


def _form(dossier: Dossier) -> Check:
    wrong = [problem("verify-damaged", None, word=n) for n in dossier.archive.damaged]
    if not dossier.archive.exact and not wrong:
        wrong.append(problem("verify-form-not"))
    return _outcome("form", wrong, problem("verify-form"))


def _complete(dossier: Dossier) -> Check:
    missing, added, _ = dossier.differences()
    names = [e.name for e in dossier.manifest.files] if dossier.manifest else []
    if dossier.manifest is None or names != sorted({*names}):
        return Check("complete", FAILED, (problem("verify-manifest-not"),))
    wrong = [problem("verify-missing", None, word=n) for n in missing] + [
        problem("verify-added", None, word=n) for n in added
    ]
    return _outcome("complete", wrong, problem("verify-complete", None, number=len(dossier.manifest.files)))


def _digests(dossier: Dossier) -> Check:
    wrong = [problem("verify-changed", None, word=n) for n in dossier.differences()[2]]
    if dossier.wrong_sum():
        wrong.append(problem("verify-sum-not"))
    return _outcome("digests", wrong, problem("verify-digests"))


def _signature(dossier: Dossier, key: str | None) -> Check:
    signature = dossier.members.get(SIGNATURE)
    signer = dossier.manifest.signer if dossier.manifest else None
    if signature is None and signer is None and SIGNATURE not in dossier.archive.damaged:
        if key is not None:
            return Check("signature", FAILED, (problem("verify-unsigned"),))
        return Check("signature", OPEN, (problem("verify-no-signature"),))
    if signature is None or signer is None:
        return Check("signature", FAILED, (problem("verify-half-signed"),))
    if not signing.available():
        return Check("signature", FAILED, (problem("verify-sign-extra"),))
    if key is not None and key != signer:
        return Check("signature", FAILED, (problem("verify-other-key", None, word=signer),))
    try:
        raw = bytes.fromhex(signature.decode("ascii"))
    except ValueError:
        raw = b""
    if signature_file(raw) != signature or not signing.holds(signer, raw, dossier.members.get(MANIFEST, b"")):
        return Check("signature", FAILED, (problem("verify-bad-signature"),))
    return Check(
        "signature", HELD, (problem("verify-signature" if key else "verify-own-key", None, word=signer),)
    )


def _chain(dossier: Dossier, previous: Dossier | None) -> Check:
    said = dossier.manifest.previous if dossier.manifest else None
    if previous is None:
        told = (
            problem("verify-no-previous")
            if said is None
            else problem("verify-previous-not-given", None, word=said.manifest, as_of=said.as_of)
        )
        return Check("chain", OPEN, (told,))
    if said is None:
        return Check("chain", FAILED, (problem("verify-not-chained"),))
    if previous.manifest is None or not previous.intact():
        return Check("chain", FAILED, (problem("dossier-changed"),))
    if said.manifest != previous.fingerprint:
        return Check(
            "chain",
            FAILED,
            (problem("verify-other-previous", None, word=said.manifest, found=previous.fingerprint),),
        )
    return Check("chain", HELD, (problem("verify-chain", None, as_of=previous.manifest.as_of),))


def _judged(dossier: Dossier, *, sound: bool) -> tuple[Check, Check]:
    try:
        if SETTINGS not in dossier.members:
            raise PolicyError([problem("verify-missing", None, word=SETTINGS)])
        basis = read_basis(dossier.members[SETTINGS])
        judged = judge_again(dossier.inputs(), pack_of(dossier.pack()), basis)
        report = judged.report
        wrong = [*_stated(report, dossier), *_results(report, dossier)]
        held = problem(
            "verify-judgement", None, number=len(report.results), what=_words(report.verdict, report)
        )
        return _outcome("judgement", wrong, held), _reports(judged, dossier) if sound else Check(
            "reports", OPEN, (problem("verify-reports-unsound"),)
        )
    except PolicyError as error:
        told = error.problems[:_MOST]
    except (
        Exception
    ) as error:  # what a dossier holds may be anything: it must end in an answer, never in a fault
        told = (problem("verify-cannot-judge", None, what=f"{type(error).__name__}: {error}"[:200]),)
    return Check("judgement", FAILED, told), Check("reports", OPEN, (problem("verify-reports-unjudged"),))


def _stated(report: Report, dossier: Dossier) -> Iterator[Problem]:
    """Hold what the manifest says of the judgement against what it is."""
    if (manifest := dossier.manifest) is not None:
        again = manifest_of(report, {}, {}, None, None)
        for part in ("agreement", "as_of", "verdict", "summary", "pack", "inputs"):
            if getattr(again, part) != getattr(manifest, part):
                yield problem("verify-other-part", None, word=f"{MANIFEST}: {part}")


def _results(report: Report, dossier: Dossier) -> Iterator[Problem]:
    """Hold the results that a dossier records against those that its inputs give now, one by one."""
    for lang in LANGUAGES:
        name = f"results/results.{lang}.json"
        try:
            recorded = json.loads(dossier.members.get(name, b""))
            then = {_key(r): r for r in recorded["results"]}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            yield problem("verify-no-results", None, word=name)
            continue
        fresh = answer(report, lang)
        now = {_key(r): r for r in fresh["results"]}
        for key in sorted({*then, *now}, key=str):
            if (told := _difference(key, then.get(key), now.get(key), (report, dossier))) is not None:
                yield told
        if len(then) != len(recorded["results"]):
            yield problem("verify-no-results", None, word=name)
        for part in ("verdict", "summary", "agreement", "as_of", "inputs", "parameters"):
            if recorded.get(part) != fresh[part]:
                yield problem("verify-other-part", None, word=f"{name}: {part}")


def _key(result: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(result["rule"]),
        str(result["subject"]["kind"]),
        str(result["subject"]["id"]),
        str(result["against"]),
    )


def _difference(
    key: tuple[str, ...],
    then: Mapping[str, Any] | None,
    now: Mapping[str, Any] | None,
    both: tuple[Report, Dossier],
) -> Problem | None:
    report, dossier = both
    about = f"{key[0]} ({key[1]}/{key[2]})"
    before, after = (r and r.get("verdict") for r in (then, now))
    if before != after:
        return problem(
            "verify-other-verdict",
            None,
            word=about,
            expected=_words(before, report),
            found=_words(after, report),
        )
    # another version may say the same in other words
    if then != now and dossier.manifest is not None and dossier.manifest.engine == __version__:
        parts = sorted(k for k in {*(then or {}), *(now or {})} if (then or {}).get(k) != (now or {}).get(k))
        return problem("verify-other-result", None, word=about, parts=", ".join(parts))
    return None


def _words(verdict: Any, report: Report) -> Text:
    """Give a verdict in both languages."""
    label = report.pack.vocabulary.label
    return Text(*(label("verdicts", str(verdict or "–"), lang) for lang in Text._fields))


def _reports(judged: Judged, dossier: Dossier) -> Check:
    """Hold the reports and the manifest against what this version writes for the same inputs, byte by byte."""
    manifest = dossier.manifest
    if manifest is None or manifest.engine != __version__:
        return Check(
            "reports",
            OPEN,
            (
                problem(
                    "verify-other-engine", None, word=manifest.engine if manifest else "?", own=__version__
                ),
            ),
        )
    fresh = derived(judged)
    known = {n for n in dossier.members if n.startswith(("results/", "reports/"))}
    wrong = [
        problem("verify-other-report", None, word=n)
        for n in sorted({*fresh, *known})
        if fresh.get(n) != dossier.members.get(n)
    ]
    files = {e.name: dossier.members.get(e.name, b"") for e in manifest.files}
    again = manifest_of(judged.report, files, manifest.tools, manifest.previous, manifest.signer)
    if as_json(again.model_dump(by_alias=True)) != dossier.members.get(MANIFEST):
        wrong.append(problem("verify-other-report", None, word=MANIFEST))
    if wrong and manifest.tools != (own := tools()):
        changed = ", ".join(
            f"{k} {v} → {own.get(k, '–')}" for k, v in manifest.tools.items() if own.get(k) != v
        )
        wrong.append(problem("verify-other-tools", None, word=changed))
    return _outcome("reports", wrong, problem("verify-reports", None, number=len(fresh)))

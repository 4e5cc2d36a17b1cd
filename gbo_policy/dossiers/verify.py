"""Verifying a dossier: its form, its files, its signature, its chain, and the judgement itself, made
again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gbo_policy import __version__
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.translate import LANGUAGES
from gbo_policy.dossiers import signatures as signing
from gbo_policy.dossiers.dossier import (
    ABOUT,
    ABOUT_TEXT,
    AUDITS,
    MANIFEST,
    SETTINGS,
    SIGNATURE,
    SUM,
    Dossier,
    Link,
    as_json,
    derived,
    manifest_of,
    misplaced,
    signature_file,
    tools,
)
from gbo_policy.dossiers.named_pack import KnownPack, compare_pack, known_pack
from gbo_policy.formats.json import answer
from gbo_policy.judging.rejudge import Judged, judge_again, pack_of, read_basis
from gbo_policy.judging.report import Report
from gbo_policy.rulebook.rule import Text

HELD, FAILED, OPEN = "held", "failed", "not-checked"
VERIFIED, IN_PART, NOT_VERIFIED = "verified", "in-part", "not-verified"
_MOST = 20  # of the differences of one check, the others are counted
_MOST_RULES = 1_000  # rules are named one by one
_INSIDE = ("inputs/", "pack/", "extra/", AUDITS)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified: whether it held, failed or was not checked, and why.

    ``claimed`` is false where there was nothing to check: the dossier is not signed, or names none before it.
    """

    name: str
    outcome: str
    told: tuple[Problem, ...]
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a dossier gave."""

    dossier: Dossier
    checks: tuple[Check, ...]

    @property
    def outcome(self) -> str:
        """``verified``, ``in-part`` where something that the dossier claims was not checked, or
        ``not-verified``.
        """
        if any(c.outcome == FAILED for c in self.checks):
            return NOT_VERIFIED
        return IN_PART if any(c.outcome == OPEN and c.claimed for c in self.checks) else VERIFIED


def verify(
    dossier: Dossier,
    key: str | None = None,
    previous: Dossier | None = None,
    known: KnownPack | None = None,
) -> Verification:
    """Verify a dossier, against a public key (64 hexadecimal digits), the dossier before it and a pack where
    they are given.

    Without ``known`` its rules are held against the pack that comes with the program.
    """
    files = _form(dossier), _complete(dossier), _digests(dossier)
    sound = all(c.outcome != FAILED for c in files)
    judged = _judged(dossier, known or known_pack(), sound=sound)
    return Verification(dossier, (*files, _signature(dossier, key), _chain(dossier, previous), *judged))


def _outcome(
    name: str,
    wrong: Sequence[Problem],
    held: Problem,
    unchecked: Sequence[Problem] = (),
    most: int = _MOST,
    besides: Sequence[Problem] = (),
) -> Check:
    """Give a check that failed for what is wrong, or could not be made whole, or held; ``besides`` is told
    where it held.
    """
    told = [*wrong, *unchecked]
    if not told:
        return Check(name, HELD, (held, *besides[:most]))
    more = (problem("verify-more", None, more=len(told) - most),) if len(told) > most else ()
    return Check(name, FAILED if wrong else OPEN, (*told[:most], *more))


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
        return Check("signature", OPEN, (problem("verify-no-signature"),), claimed=False)
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
    manifest = dossier.manifest
    said = manifest.previous if manifest else None
    if manifest is None or said is None:
        if previous is not None:
            return Check("chain", FAILED, (problem("verify-not-chained"),))
        return Check("chain", OPEN, (problem("verify-no-previous"),), claimed=False)
    wrong = misplaced(said, manifest.agreement, manifest.as_of)
    if previous is not None:
        wrong += _other(said, previous)
    open_ = problem("verify-previous-not-given", None, word=said.manifest, as_of=said.as_of)
    held = problem("verify-chain", None, as_of=said.as_of)
    return _outcome("chain", wrong, held, [open_] if previous is None else [])


def _other(said: Link, previous: Dossier) -> list[Problem]:
    """Find why a dossier that was given is not the one that a link speaks of."""
    if previous.manifest is None or not previous.intact():
        return [problem("dossier-changed")]
    if said.manifest != previous.fingerprint:
        return [problem("verify-other-previous", None, word=said.manifest, found=previous.fingerprint)]
    parts = ("agreement", "as_of")
    lies = [p for p in parts if getattr(said, p) != getattr(previous.manifest, p)]
    return [problem("verify-other-part", None, word=f"{MANIFEST}: previous: {p}") for p in lies]


def _judged(dossier: Dossier, known: KnownPack, *, sound: bool) -> tuple[Check, Check, Check]:
    try:
        if SETTINGS not in dossier.members:
            raise PolicyError([problem("verify-missing", None, word=SETTINGS)])
        basis = read_basis(dossier.members[SETTINGS])
        judged = judge_again(dossier.inputs(), pack_of(dossier.pack()), basis)
        report = judged.report
        wrong = [*_unread(report, dossier), *_stated(report, dossier), *_results(report, dossier)]
        held = problem(
            "verify-judgement", None, number=len(report.results), what=_words(report.verdict.word, report)
        )
        rules = compare_pack(report, dossier.pack(), known)
        same = problem("verify-rules", None, number=rules.number, pack=rules.name)
        return (
            _outcome("rules", rules.wrong, same, rules.unchecked, _MOST_RULES, besides=[*_norms(judged)]),
            _outcome("judgement", wrong, held, besides=report.workspace.gaps),
            _reports(judged, dossier)
            if sound
            else Check("reports", OPEN, (problem("verify-reports-unsound"),)),
        )
    except PolicyError as error:
        told = error.problems[:_MOST]
    except Exception as error:
        # what a dossier holds may be anything: it must end in an answer, never in a fault
        told = (problem("verify-cannot-judge", None, what=f"{type(error).__name__}: {error}"[:200]),)
    return (
        Check("rules", OPEN, (problem("verify-rules-unjudged"),)),
        Check("judgement", FAILED, told),
        Check("reports", OPEN, (problem("verify-reports-unjudged"),)),
    )


def _norms(judged: Judged) -> Iterator[Problem]:
    """Name the house norms that are others than the pack proposes: a house may set them, and whoever reads
    the answer must know.
    """
    for name, norm in sorted(judged.case.pack.norms.items()):
        given = judged.basis.parameters.get(name)
        agreed = judged.report.norms[name].agreed  # that is the parties' term, whatever the settings say
        if given is not None and not agreed and (given.expected, given.outer) != (norm.expected, norm.outer):
            words = {
                "word": name,
                "found": f"{given.expected} / {given.outer}",
                "expected": f"{norm.expected} / {norm.outer}",
            }
            yield problem("verify-norm", None, **words)
    if judged.basis.notice_given != (proposed := judged.case.pack.parameters.notice_given.default):
        words = {"word": "notice_given", "found": judged.basis.notice_given, "expected": proposed}
        yield problem("verify-norm", None, **words)


def _unread(report: Report, dossier: Dossier) -> Iterator[Problem]:
    """Name the declarations that nothing read: what is in a dossier must have been judged."""
    read = {f.name for f in report.workspace.files}
    return (
        problem("verify-unread", None, word=f"inputs/{n}") for n in sorted(dossier.inputs().keys() - read)
    )


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
    """Hold every file that follows from others against what this version writes, byte by byte; another
    version may word it otherwise.
    """
    manifest = dossier.manifest
    if manifest is None:
        return Check("reports", FAILED, (problem("verify-manifest-not"),))
    settings = as_json(judged.basis.data())
    fresh = derived(judged) | {ABOUT: ABOUT_TEXT.encode(), SETTINGS: settings}
    outside = (MANIFEST, SUM, SIGNATURE)
    known = {n for n in dossier.members if n not in outside and not n.startswith(_INSIDE)}
    found = [
        problem("verify-other-report" if n in fresh else "verify-strange", None, word=n)
        for n in sorted({*fresh, *known})
        if fresh.get(n) != dossier.members.get(n)
    ]
    held = problem("verify-reports", None, number=len(fresh))
    if manifest.engine != __version__:
        told = problem("verify-other-engine", None, word=manifest.engine, own=__version__)
        return _outcome("reports", [], held, [told, *found] if found else [])
    files = {e.name: dossier.members.get(e.name, b"") for e in manifest.files}
    again = manifest_of(judged.report, files, manifest.tools, manifest.previous, manifest.signer)
    if as_json(again.model_dump(by_alias=True)) != dossier.members.get(MANIFEST):
        found.append(problem("verify-other-report", None, word=MANIFEST))
    if found and manifest.tools != (own := tools()):
        changed = ", ".join(
            f"{k} {v} → {own.get(k, '–')}" for k, v in manifest.tools.items() if own.get(k) != v
        )
        found.append(problem("verify-other-tools", None, word=changed))
    return _outcome("reports", found, held)

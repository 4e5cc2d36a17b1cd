"""``gbo-policy verify``: whether a dossier is what it was when it was made, and whether its judgement
holds.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.held_log import verified_log
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import SPOKEN, TEXT_OR_JSON
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, flowing, write
from gbo_policy.dossiers.archive import read_file
from gbo_policy.dossiers.dossier import Dossier, read_dossier
from gbo_policy.dossiers.named_pack import known_pack
from gbo_policy.dossiers.signatures import public_key
from gbo_policy.dossiers.verify import (
    FAILED,
    HELD,
    IN_PART,
    NOT_VERIFIED,
    OPEN,
    VERIFIED,
    Check,
    Verification,
    verify,
)
from gbo_policy.rulebook.pack import load_pack

_MARKS = {HELD: "✓", FAILED: "✗", OPEN: "·"}
_NAMES = {
    "form": mark("archive"),
    "complete": mark("files"),
    "digests": mark("digests"),
    "signature": mark("signature"),
    "chain": mark("chain"),
    "rules": mark("rules"),
    "judgement": mark("judgement"),
    "reports": mark("reports"),
    "log": mark("log"),
}
_OUTCOMES = {
    HELD: mark("holds"),
    FAILED: mark("does not hold"),
    OPEN: mark("not checked"),
}
_NOTHING = mark("nothing to check")
_WORDS = {
    VERIFIED: mark("VERIFIED"),
    IN_PART: mark("VERIFIED IN PART"),
    NOT_VERIFIED: mark("NOT VERIFIED"),
}
_EXITS = {VERIFIED: EXIT_OK, IN_PART: EXIT_REVIEW, NOT_VERIFIED: EXIT_VIOLATION}


@click.command(
    "verify",
    cls=Command,
    help=mark(
        "Verify a dossier: every digest, the signature, the chain, the rules, and the "
        "judgement itself, made again from what it contains.\n\n"
        "Exit code: 0 verified, 1 not, 2 not a dossier, 3 verified in part: something "
        "could not be checked."
    ),
    examples=(
        CommandExample(
            "gbo-policy verify april.zip --key key.pub.pem --previous march.zip",
            mark("signature and chain too"),
        ),
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="PUB.pem",
    help=mark("The public key that must have signed it."),
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="OLD.zip",
    help=mark("The dossier that it must follow."),
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=mark("The house's rules, or the pack, that it must have been judged by."),
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="LOG",
    help=mark(
        "The log of the audit that it holds: its digests are checked, and it is judged again (repeatable)."
    ),
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="MAPPING",
    help=mark("The mapping that the log was read by."),
)
@TEXT_OR_JSON
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("Write to this file."),
)
@SPOKEN
def command(
    file: Path,
    *,
    key: Path | None,
    previous: Path | None,
    rules: Path | None,
    format_: str,
    output: Path | None,
    logs: tuple[Path, ...],
    mapping: Path | None,
    lang: str,
) -> int:
    """Verify a dossier."""
    keep_inputs([output], [file, key, previous, rules, mapping, *_log_files(logs, output)])
    before = _read(previous) if previous is not None else None
    dossier = _read(file)
    found = verify(dossier, public_key(key) if key is not None else None, before, known_pack(rules))
    if logs or dossier.audits():
        found = replace(found, checks=(*found.checks, verified_log(dossier, logs, mapping, lang)))
    write(
        json_text(_data(found, lang)) if format_ == "json" else flowing(_lines(found, lang)),
        output,
    )
    return _EXITS[found.outcome]


def _log_files(logs: Sequence[Path], output: Path | None) -> list[str]:
    """Give the files of the logs, where something is to be written."""
    if not logs or output is None:
        return []
    from gbo_policy.audit.read.log import find_logs

    return [f.path for f in find_logs(logs).files]


def _read(path: Path) -> Dossier:
    return read_dossier(read_file(path), str(path))


def _lines(found: Verification, lang: str) -> Iterator[str]:
    manifest = found.dossier.manifest
    if manifest is not None:
        verdict = load_pack().vocabulary.label("verdicts", manifest.verdict, lang)
        about = f"{manifest.agreement}, {say(lang, 'as of')} {manifest.as_of}: {verdict}"
        yield f"{found.dossier.file}: {about}"
    yield f"manifest {found.dossier.fingerprint}"
    yield ""
    for check in found.checks:
        outcome = _OUTCOMES[check.outcome] if check.claimed else _NOTHING
        yield f"{_MARKS[check.outcome]} {say(lang, _NAMES[check.name])}: {say(lang, outcome)}"
        for told in check.told:
            yield from textwrap.wrap(
                told.line(lang),
                78,
                initial_indent="    ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    yield ""
    yield say(lang, _WORDS[found.outcome])


def _data(found: Verification, lang: str) -> dict[str, Any]:
    manifest = found.dossier.manifest
    return {
        "schema": "gbo-policy/verify/1",
        "file": found.dossier.file,
        "verified": found.outcome == VERIFIED,
        "outcome": found.outcome,
        "manifest": found.dossier.fingerprint,
        "agreement": manifest and manifest.agreement,
        "as_of": manifest and manifest.as_of,
        "verdict": manifest and manifest.verdict,
        "engine": manifest and manifest.engine,
        "checks": [_check(c, lang) for c in found.checks],
    }


def _check(check: Check, lang: str) -> dict[str, Any]:
    return {
        "check": check.name,
        "outcome": check.outcome,
        "claimed": check.claimed,
        "messages": [t.line(lang) for t in check.told],
    }

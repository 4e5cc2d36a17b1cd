"""``gbo-policy verify``: whether a dossier is what it was when it was made, and whether its judgement holds."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.messages import pick
from gbo_policy.basics.steering import in_json, no_order
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import LANGUAGE
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_VIOLATION, LANG, examples, say, write
from gbo_policy.dossiers.archive import read_file
from gbo_policy.dossiers.dossier import Dossier, read_dossier
from gbo_policy.dossiers.signatures import public_key
from gbo_policy.dossiers.verify import FAILED, HELD, OPEN, Check, Verification, verify
from gbo_policy.rulebook.pack import load_pack

_MARKS = {HELD: "✓", FAILED: "✗", OPEN: "·"}
_NAMES = {
    "form": ("archive", "archief"),
    "complete": ("files", "bestanden"),
    "digests": ("digests", "controlegetallen"),
    "signature": ("signature", "handtekening"),
    "chain": ("chain", "keten"),
    "judgement": ("judgement", "beoordeling"),
    "reports": ("reports", "verslagen"),
}
_OUTCOMES = {
    HELD: ("holds", "klopt"),
    FAILED: ("does not hold", "klopt niet"),
    OPEN: ("not checked", "niet nagegaan"),
}


@click.command(
    "verify",
    help=say(
        """Verify a dossier: every digest, the signature, the chain, and the judgement itself, made again from what it contains.

        Exit code: 0 verified, 1 not, 2 not a dossier.""",
        """Controleer een dossier: elk controlegetal, de handtekening, de keten, en de beoordeling zelf, opnieuw gemaakt met wat erin zit.

        Afsluitcode: 0 gecontroleerd en in orde, 1 niet, 2 geen dossier.""",
    ),
    epilog=examples(
        (
            "gbo-policy verify april.zip --key key.pub.pem --previous march.zip",
            "signature and chain too",
            "ook handtekening en keten",
        ),
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    metavar="PUB.pem",
    help=say(
        "The public key that must have signed it.", "De publieke sleutel die het ondertekend moet hebben."
    ),
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="OLD.zip",
    help=say("The dossier that it must follow.", "Het dossier waarop het moet volgen."),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help=say("Output format.", "Uitvoerformaat."),
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say("Write to this file.", "Schrijf naar dit bestand."),
)
@LANGUAGE
def command(
    file: Path,
    *,
    key: Path | None,
    previous: Path | None,
    format_: str,
    output: Path | None,
    lang: str | None,
) -> int:
    """Verify a dossier."""
    lang = lang or LANG
    keep_inputs([output], [file, key, previous])
    before = _read(previous) if previous is not None else None
    dossier = _read(file)
    found = verify(dossier, public_key(key) if key is not None else None, before)
    write(
        in_json(json.dumps(_data(found, lang), ensure_ascii=False, indent=2)) + "\n"
        if format_ == "json"
        else "".join(f"{no_order(line)}\n" for line in _lines(found, lang)),
        output,
    )
    return EXIT_OK if found.verified else EXIT_VIOLATION


def _read(path: Path) -> Dossier:
    return read_dossier(read_file(path), str(path))


def _lines(found: Verification, lang: str) -> Iterator[str]:
    manifest = found.dossier.manifest
    if manifest is not None:
        verdict = load_pack().vocabulary.label("verdicts", manifest.verdict, lang)
        about = f"{manifest.agreement}, {pick(lang, 'as of', 'peildatum')} {manifest.as_of}: {verdict}"
        yield f"{found.dossier.file}: {about}"
    yield f"manifest {found.dossier.fingerprint}"
    yield ""
    for check in found.checks:
        yield f"{_MARKS[check.outcome]} {pick(lang, *_NAMES[check.name])}: {pick(lang, *_OUTCOMES[check.outcome])}"
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
    yield pick(lang, "VERIFIED", "IN ORDE") if found.verified else pick(lang, "NOT VERIFIED", "NIET IN ORDE")


def _data(found: Verification, lang: str) -> dict[str, Any]:
    manifest = found.dossier.manifest
    return {
        "schema": "gbo-policy/verify/1",
        "file": found.dossier.file,
        "verified": found.verified,
        "manifest": found.dossier.fingerprint,
        "agreement": manifest and manifest.agreement,
        "as_of": manifest and manifest.as_of,
        "verdict": manifest and manifest.verdict,
        "engine": manifest and manifest.engine,
        "checks": [_check(c, lang) for c in found.checks],
    }


def _check(check: Check, lang: str) -> dict[str, Any]:
    return {"check": check.name, "outcome": check.outcome, "messages": [t.line(lang) for t in check.told]}

"""``gbo-policy dossier``: everything that an authority needs, in one file that shows when it was tampered
with.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, write
from gbo_policy.cli.parts.passphrase import ask_passphrase
from gbo_policy.cli.parts.run import basis_of_run, case_of, tell_notices
from gbo_policy.dossiers.archive import read_file
from gbo_policy.dossiers.dossier import build, link, read_dossier
from gbo_policy.dossiers.held_audits import other_audit
from gbo_policy.dossiers.signatures import VARIABLE, signer
from gbo_policy.rulebook.pack import pack_files


@click.command(
    "dossier",
    cls=Command,
    help=mark(
        "Put the declarations below PATH, the rules, the settings, the results and the "
        "reports in one ZIP file, with digests of it all.\n\n"
        "The same declarations as of the same day give the same file, anywhere. Check "
        "it with: gbo-policy verify FILE.zip\n\n"
        "Exit code: 0 written (whatever the verdict), 2 wrong input."
    ),
    examples=(
        CommandExample(
            "gbo-policy dossier flows --as-of 2026-03-31 --output march.zip", mark("the dossier of a day")
        ),
        CommandExample(
            "gbo-policy dossier flows --output april.zip --previous march.zip --sign key.pem",
            mark("chained and signed"),
        ),
    ),
)
@judging
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    help=mark("The file to write."),
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="OLD.zip",
    help=mark("The dossier before this one, to chain it to."),
)
@click.option(
    "--audit",
    "audits",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="ANSWER.json",
    help=mark("Take in the answer of an audit by the same declarations and rules (repeatable)."),
)
@click.option(
    "--sign",
    type=click.Path(path_type=Path),
    metavar="KEY.pem",
    help=mark("Sign with this private key (gbo-policy keys new)."),
)
def command(
    paths: tuple[Path, ...],
    *,
    output: Path,
    previous: Path | None,
    audits: tuple[Path, ...],
    sign: Path | None,
    config: Path | None,
    rules: Path | None,
    **options: Any,
) -> int:
    """Make a dossier."""
    setup = set_up(paths, options, config=config, rules=rules, outputs=[output])
    keep_inputs([output], [previous, sign, *audits])
    lang = setup.settings["lang"]
    case = case_of(setup)
    before = link(read_dossier(read_file(previous), str(previous))) if previous is not None else None
    basis = basis_of_run(setup, case)
    inputs = {f.name: f.content for f in case.workspace.files}
    pack = {f.name: f.content for f in pack_files(rules)}
    own = signer(sign, partial(_passphrase, lang)) if sign is not None else None
    answers = {path.name: read_file(path) for path in audits}
    if len(answers) < len(audits):
        raise PolicyError([problem("audit-twice", None, word=p.name) for p in audits])
    made = build(inputs, pack, basis, before, own, answers)
    if wrong := [w for name, content in answers.items() for w in other_audit(content, name, made.report)]:
        raise PolicyError(wrong)
    write(made.data, output)
    tell_notices(case.workspace.gaps, lang)
    verdict = made.report.pack.vocabulary.label("verdicts", made.report.verdict.word, lang)
    as_of = say(lang, "as of")
    click.echo(no_order(f"{output}: {as_of} {made.report.as_of}: {verdict}; manifest {made.fingerprint}"))
    return EXIT_OK


def _passphrase(lang: str) -> str:
    """Take the passphrase from the environment, or ask for it."""
    if (given := os.environ.get(VARIABLE)) is not None:
        return given
    return ask_passphrase(lang)

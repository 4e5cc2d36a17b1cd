"""``gbo-policy schema``: the JSON Schema of a workspace or of a rule file, for editors, and of the answers, for programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gbo_policy import formats
from gbo_policy.basics.steering import in_json
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import LANGUAGE, RULES
from gbo_policy.cli.parts.output import EXIT_OK, say, write
from gbo_policy.rulebook.pack import load_pack

ANSWERS = ("report", "errors", "audit")
_ANSWERS = Path(formats.__file__).parent / "schemas"


@click.command(
    "schema",
    help=say(
        """Print the JSON Schema of a workspace's files, or of a rule file: editors complete and check with it.

        Or that of an answer: report (check), errors (wrong input), audit.

        \b
        gbo-policy schema --output .gbo-policy.schema.json
        and as the first line of each file, for YAML language servers:
        # yaml-language-server: $schema=.gbo-policy.schema.json""",
        """Druk het JSON-schema af van de bestanden van een werkmap, of van een regelbestand: editors vullen ermee aan en controleren.

        Of dat van een antwoord: report (check), errors (foute invoer), audit.

        \b
        gbo-policy schema --output .gbo-policy.schema.json
        en als eerste regel van elk bestand, voor YAML-taalservers:
        # yaml-language-server: $schema=.gbo-policy.schema.json""",
    ),
)
@click.argument("what", type=click.Choice(["workspace", "rule", *ANSWERS]), default="workspace")
@RULES
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say("File to write.", "Bestand om te schrijven."),
)
@LANGUAGE
def command(what: str, rules: Path | None, output: Path | None, lang: str | None) -> int:
    """Make the schema and write it; its texts are in both languages whatever ``lang``."""
    from gbo_policy.editors.json_schema import rule_schema, workspace_schema

    keep_inputs([output], [rules])
    if what in ANSWERS:
        write((_ANSWERS / f"{what}-1.schema.json").read_text(encoding="utf-8"), output)
        return EXIT_OK
    schema = (rule_schema if what == "rule" else workspace_schema)(load_pack(rules))
    write(in_json(json.dumps(schema, ensure_ascii=False, indent=2)) + "\n", output)
    return EXIT_OK

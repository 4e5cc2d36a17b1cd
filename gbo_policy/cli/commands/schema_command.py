"""``gbo-policy schema``: the JSON Schema of a workspace or of a rule file, for editors, and of the answers,
for programs.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from gbo_policy import formats
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.help import Command
from gbo_policy.cli.parts.keeping import keep_inputs
from gbo_policy.cli.parts.options import RULES, SPOKEN
from gbo_policy.cli.parts.output import EXIT_OK, write
from gbo_policy.rulebook.pack import load_pack

ANSWERS = ("report", "reports", "errors", "audit", "text")
_PARTS = {"reports": ("report", "errors")}  # answers that hold others
_ANSWERS = Path(formats.__file__).parent / "schemas"


@click.command(
    "schema",
    cls=Command,
    help=mark(
        "Print the JSON Schema of a workspace's files, or of a rule file: editors "
        "complete and check with it.\n\n"
        "Or that of an answer: report (check), reports (check --all), errors (wrong input), audit, text"
        " (read).\n\n"
        "\b\n"
        "gbo-policy schema --output .gbo-policy.schema.json\n"
        "and as the first line of each file, for YAML language servers:\n"
        "# yaml-language-server: $schema=.gbo-policy.schema.json"
    ),
)
@click.argument("what", type=click.Choice(["workspace", "rule", *ANSWERS]), default="workspace")
@RULES
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("File to write."),
)
@SPOKEN
def command(what: str, rules: Path | None, output: Path | None, lang: str) -> int:
    """Make the schema and write it; its texts are in both languages whatever ``lang``."""
    from gbo_policy.editors.json_schema import rule_schema, workspace_schema

    keep_inputs([output], [rules])
    if what in ANSWERS:
        write(_published(what), output)
        return EXIT_OK
    schema = (rule_schema if what == "rule" else workspace_schema)(load_pack(rules))
    write(json_text(schema), output)
    return EXIT_OK


def _published(what: str) -> str:
    """Give the schema of an answer, with those of the answers that it holds, so that it stands by itself."""
    text = (_ANSWERS / f"{what}-1.schema.json").read_text(encoding="utf-8")
    if what not in _PARTS:
        return text
    parts = {name: json.loads(_published(name)) for name in _PARTS[what]}
    return json.dumps(json.loads(text) | {"$defs": parts}, indent=2) + "\n"

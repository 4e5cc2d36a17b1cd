"""``gbo-policy mend``: every smallest set of changes after which one flow is in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import TEXT_OR_JSON, judging, set_up
from gbo_policy.cli.parts.output import EXIT_OK, write, write_lines
from gbo_policy.cli.parts.run import case_of, require_flow, tell_notices


@click.command(
    "mend",
    cls=Command,
    help=mark(
        "Find every smallest set of changes after which one FLOW of the workspace below PATH is in order:"
        " what to do otherwise, "
        "which facts to find out, which judgements to obtain. Each set is judged again by the ordinary"
        " rules; no fact is invented."
    ),
    examples=(CommandExample("gbo-policy mend referral flows", mark("what would put this flow in order")),),
)
@click.argument("flow", metavar="FLOW")
@judging
@TEXT_OR_JSON
def command(
    flow: str, paths: tuple[Path, ...], format_: str, config: Path | None, rules: Path | None, **options: Any
) -> int:
    """Mend one flow."""
    from gbo_policy.workbench.mend import mend, report_about
    from gbo_policy.workbench.mend_answer import mending_data, mending_lines

    setup = set_up(paths, options, config=config, rules=rules)
    case, lang = case_of(setup), setup.settings["lang"]
    require_flow(flow, case.workspace)
    tell_notices(case.workspace.gaps, lang)  # rules that were left out are in the answer
    found = mend(report_about(case, setup.settings["as_of"], flow), flow)
    if format_ == "json":
        write(json_text(mending_data(found, lang)), None)
    else:
        write_lines(mending_lines(found, lang))
    return EXIT_OK

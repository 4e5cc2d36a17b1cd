"""``gbo-policy lsp``: a language server for editors, over standard input and output."""

from __future__ import annotations

import gc
import os
import sys
from importlib.util import find_spec

import click

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.translate import mark
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.options import SPOKEN
from gbo_policy.cli.parts.output import EXIT_OK, unwritable


@click.command(
    "lsp",
    cls=Command,
    help=mark(
        "Serve an editor, which starts this itself, over standard input and output: errors and findings"
        " while one types, "
        "what keys and words mean, what may stand where, changes to make, ids and an outline.\n\n"
        "How to set up VS Code, neovim and Helix stands in docs/editors.md."
    ),
    examples=(CommandExample("gbo-policy lsp --lang nl", mark("with all texts in Dutch")),),
)
@SPOKEN
def command(lang: str) -> int:
    """Serve until the editor ends it."""
    if find_spec("pygls") is None:
        raise PolicyError([problem("needs-extra", None, word="lsp", extra="lsp")])
    if sys.stdout is None:  # closed by whoever started the program
        raise PolicyError([unwritable("closed", err=False)])
    from gbo_policy.editors.language.protocol import server

    gc.enable()  # unlike a check, this runs for hours; what is dropped at each keystroke is many small things
    gc.set_threshold(50_000, 20, 50)
    # the protocol closes its stream at the end, and standard output is still the program's own then
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream:
        server(lang).start_io(stdout=stream)
    return EXIT_OK

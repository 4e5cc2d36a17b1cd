"""``--format`` and ``--output`` as pairs: an output belongs to the format just before it on the command
line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.cli.parts.help import Command

_META = "gbo_policy.formats"
TEXT = "text"


class PairedCommand(Command):
    """A command that keeps the order in which its ``format_`` and ``output`` options came: click itself
    collects each apart.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does, after noting the order."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_META] = [p.name for p in order if p.name in ("format_", "output")]
        return super().parse_args(ctx, args)


def paired(formats: Sequence[str], outputs: Sequence[Path]) -> list[tuple[str, Path | None]]:
    """Give each format asked for with its file, None for standard output; text when none was. PolicyError for
    what does not pair.
    """
    order = click.get_current_context().meta[_META]
    files = [None if str(o) == "-" else o for o in outputs]
    if len(formats) <= 1 and len(outputs) <= 1:  # whichever came first, nothing else can be meant
        pairs = [(formats[0] if formats else TEXT, files[0] if files else None)]
    else:
        pairs = _in_order(order, formats, files)
    machine = [name for name, file in pairs if file is None and name != TEXT]
    if len(machine) > 1:
        raise PolicyError([problem("one-on-stdout", None, known=listed(machine))])
    return pairs


def _in_order(
    order: Sequence[str], formats: Sequence[str], files: Sequence[Path | None]
) -> list[tuple[str, Path | None]]:
    pairs: list[tuple[str, Path | None]] = []
    left, previous = list(files), ""
    for name in order:
        if name == "format_":
            pairs.append((formats[len(pairs)], None))
        elif previous == "format_":
            pairs[-1] = (pairs[-1][0], left.pop(0))
        else:
            raise PolicyError([problem("output-without-format")])
        previous = name
    return pairs

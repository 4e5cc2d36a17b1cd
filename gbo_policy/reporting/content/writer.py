"""What a module of ``reporting.writers`` says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gbo_policy.reporting.content.blocks import Document


@dataclass(frozen=True, slots=True)
class Writer:
    """A way to write the report: what writes it and the suffix of its files; the module's name says the
    format's.

    ``binary``: nothing for a terminal. ``library``: the one that it needs, with the extra that installs it.
    ``dossier``: its file in a dossier, with ``{}`` for the language; only for what is written without any
    library, byte for byte the same anywhere.
    """

    render: Callable[[Document], bytes]
    suffix: str
    binary: bool = False
    library: str | None = None
    extra: str | None = None
    dossier: str | None = None

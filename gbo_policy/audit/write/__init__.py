"""What an audit found, as data (``answer``) and as files: a format is a module, ``html_audit`` writes the
format html.

Such a module has ``render(audit, lang)``, which gives text or bytes, and is found by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from gbo_policy.basics.discovery import modules_of

if TYPE_CHECKING:
    from gbo_policy.audit.judge.audit_run import Audit

_ENDING = "_audit"


def names() -> list[str]:
    """Give the names of all formats of an audit."""
    return modules_of(__path__, _ENDING)


def render(audit: Audit, name: str, lang: str) -> str | bytes:
    """Write an audit in the format called ``name``, one of ``names``."""
    write: Callable[[Audit, str], str | bytes] = import_module(f"{__name__}.{name}{_ENDING}").render
    return write(audit, lang)

"""The sections of a loaded workspace as its files hold them: what its writer wrote, before anything was made
of it.
"""

from __future__ import annotations

from typing import Any

from gbo_policy.declarations.workspace import Workspace
from gbo_policy.documents.sheets.book_rows import Data
from gbo_policy.reading.source import read


def raw_sections(workspace: Workspace) -> Data:
    """Join the sections of all files; a workspace that was loaded has no errors in them."""
    found: Data = {}
    for file in workspace.files:
        documents: list[tuple[Any, Any]] = read(file.content, file.path)[0]
        for data, _ in documents:
            for section, value in (data or {}).items():
                if isinstance(value, list):
                    found[section] = [*found.get(section, []), *value]
                elif value is not None:
                    found[section] = value
    return found

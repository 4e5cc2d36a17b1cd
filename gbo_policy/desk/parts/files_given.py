"""A file that leaves the desk is kept by the browser, never shown within the desk's own pages; one that comes
in is read under a name that leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from starlette.responses import Response

from gbo_policy.basics.problems import Problem

MOST_OF_A_NAME = 60  # characters: of any of them four bytes at most, and a file system takes 255 bytes
MOST_OF_AN_ENDING = 9  # with its dot
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".zip": "application/zip",
}


def given_file(content: bytes, name: str) -> Response:
    """Give a file under a name of letters that every system takes."""
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in name.encode("ascii", "ignore").decode())
    kind = _TYPES.get(name[name.rfind(".") :], "application/octet-stream")
    return Response(
        content,
        media_type=kind,
        headers={
            "content-disposition": f'attachment; filename="{plain}"',
            "content-length": str(len(content)),
        },
    )


def taken_name(given: str) -> str:
    """Give the name under which a file that was handed over is read: no folder, nothing that a file system
    would not take; empty where nothing is left.
    """
    last = PurePath(re.sub(r"[\x00-\x1f\x7f:*?\"<>|]", "_", given.replace("\\", "/"))).name
    name = PurePath(last.strip("."))
    return f"{name.stem[-MOST_OF_A_NAME:]}{name.suffix[:MOST_OF_AN_ENDING]}"


def named_as_given(problems: Iterable[Problem], file: PurePath, name: str) -> list[Problem]:
    """Speak of a file that was handed over by its ``name``, as its giver calls it, and not by where it was
    read. The words of a problem are changed and not its sentence, in which a path may stand otherwise.
    """

    def said(value: object) -> object:
        return value.replace(str(file), name) if isinstance(value, str) else value

    return [
        p._replace(
            words={k: said(v) for k, v in p.words.items()},
            location=p.location and p.location._replace(file=p.location.file.replace(str(file), name)),
        )
        for p in problems
    ]

"""Workspaces on disk and real git repositories around them, for tests of the command line."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.kit import Data, written

WHO = [
    "-c",
    "user.name=An Peeters",
    "-c",
    "user.email=an@example.org",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "core.hooksPath=/dev/null",
]


def put(folder: Path, data: Data, name: str = "werkmap.yaml") -> Path:
    """Write a workspace of one file; give its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(written(data), encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str, when: str | None = None) -> str:
    """Run git, untouched by the user's own configuration; give what it printed."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    own |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    if when:
        own |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    run = subprocess.run(
        ["git", *WHO, *arguments], cwd=folder, env=own, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def commit(folder: Path, when: str = "2026-02-01T12:00:00+01:00") -> str:
    """Commit everything in the repository that is or becomes ``folder``; give the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=stand", when=when)
    return git(folder, "rev-parse", "HEAD")


def answer(text: str) -> dict[str, Any]:
    """Read a JSON answer."""
    return dict(json.loads(text))


def named(results: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Give rule and subject of results, as they are in the answer."""
    return [(r["rule"], f"{r['subject']['kind']}/{r['subject']['id']}") for r in results]

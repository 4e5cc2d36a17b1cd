"""Compiles the built-in pack into the wheel: a first check then costs no more than the tenth, and believes no
cache.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPack(BuildHookInterface[Any]):
    """Puts ``gbo_policy/rules/gbo.json`` beside the pack's own files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the pack; in an editable installation the checkout's own cache does that."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from gbo_policy.rulebook.pack import compile_builtin

            data = compile_builtin()
        finally:
            sys.path.remove(self.root)
        self.made = Path(tempfile.mkdtemp(), "gbo.json")
        self.made.write_text(
            json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8", newline="\n"
        )
        build_data["force_include"][str(self.made)] = "gbo_policy/rules/gbo.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if version != "editable":
            self.made.unlink()
            self.made.parent.rmdir()

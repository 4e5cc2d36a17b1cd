"""``python -m benchmarks [NAME] [OPTIONS]``: run one benchmark, by default that of ``check``."""

from __future__ import annotations

import sys
from importlib import import_module

name, rest = (
    (sys.argv[1], sys.argv[2:])
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-")
    else ("check", sys.argv[1:])
)
sys.exit(import_module(f"benchmarks.{name}").main(rest))

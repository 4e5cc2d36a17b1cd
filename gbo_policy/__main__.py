"""``python -m gbo_policy``."""

from gbo_policy.cli.main import run

run()

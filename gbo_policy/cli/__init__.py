"""The command line: one module a command, found by discovery; the only prints and exit codes."""

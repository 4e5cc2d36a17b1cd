"""Logs as they lie: their files, columns, rows that cannot be read, and the engine that groups them."""

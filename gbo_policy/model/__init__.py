"""The workspace's frozen models: what a user may write. Absent (or null) is None, and None means unknown."""

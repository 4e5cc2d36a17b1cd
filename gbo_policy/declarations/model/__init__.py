"""The workspace's frozen models: what a user may write. Absent (or null) is None, and None means unknown.

Annotations are not postponed in this folder: pydantic would compile each of them from text, at every start.
"""

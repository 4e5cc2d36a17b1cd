"""The rules of a pack: loaded, checked, cached, and counted against the clauses."""

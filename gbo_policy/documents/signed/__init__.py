"""Signed texts, held clause by clause against the model's words."""

"""Expressions of rules: parsed and type-checked, judged in three values, and the reasons of a verdict."""

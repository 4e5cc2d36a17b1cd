"""The questions of a new exchange: one module a screen, found by discovery, in the order in which a person
asks them.
"""

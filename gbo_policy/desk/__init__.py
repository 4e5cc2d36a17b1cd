"""A web application for one person on this machine: pages over the same functions, and the YAML files as the
only truth.
"""

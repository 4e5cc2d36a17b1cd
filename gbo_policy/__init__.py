"""gbo-policy: a model agreement on exchanging personal data, as rules that judge declared flows and a
register of events.
"""

__version__ = "0.1.0"

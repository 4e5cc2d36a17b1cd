"""A language server's knowledge of declarations, and, in one module, the protocol: errors and findings while
somebody types.
"""

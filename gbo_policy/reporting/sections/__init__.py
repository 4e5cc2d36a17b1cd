"""The sections of a written report, one module each."""

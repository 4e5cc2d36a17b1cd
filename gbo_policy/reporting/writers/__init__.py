"""A report into a file, one module a kind of file."""

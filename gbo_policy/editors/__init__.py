"""Help while somebody types: the JSON Schema of a file, and what each key means."""

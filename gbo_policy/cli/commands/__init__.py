"""The commands, one module each, found by discovery: ``NAME_command`` holds ``gbo-policy NAME``."""

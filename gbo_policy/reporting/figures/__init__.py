"""The pictures of a report, drawn as SVG of our own, each with the table that says the same."""

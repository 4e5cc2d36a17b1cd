"""Files into data with places; the only room that reads declarations from disk or from git."""

"""The pages of the desk: one module a page, found by discovery."""

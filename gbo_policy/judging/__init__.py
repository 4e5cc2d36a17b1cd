"""Rows and rules into a report: results, waivers, sanctions, settings and the words of a result."""

"""Which findings are really new: fingerprints, the baseline, and changes since a revision."""

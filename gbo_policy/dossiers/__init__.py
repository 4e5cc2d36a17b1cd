"""Sealed evidence: an archive with all that was judged, its signatures, its verification, and comparison."""

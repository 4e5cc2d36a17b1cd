"""Documents out: letters, advices, annexes and registers, written from what is declared; what is unknown
stays a marked blank.

``write`` makes one; the kinds are the modules of ``papers``, the forms those of ``forms``, both found by
discovery.
"""

from __future__ import annotations

from gbo_policy.documents.writing.compose import Composed, check_asked, compose, write
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import LeftOpen
from gbo_policy.documents.writing.papers import names, paper

__all__ = ["Composed", "LeftOpen", "PaperRequest", "check_asked", "compose", "names", "paper", "write"]

"""A register as CSV: UTF-8 with a mark and semicolons, as a Belgian spreadsheet opens it; no cell of
anybody's is a formula.
"""

from __future__ import annotations

import csv
import io

from gbo_policy.basics.steering import in_cell
from gbo_policy.documents.writing.content.paper_form import PaperForm
from gbo_policy.documents.writing.content.piece import Paperwork, RegisterTable


def render(work: Paperwork) -> bytes:
    """Write the rows under their heads; a star marks what the law asks."""
    register = work.register or RegisterTable((), ())
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"{c.title} *" if c.required else c.title for c in register.columns])
    writer.writerows([in_cell(text) for text in row] for row in register.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode(errors="backslashreplace")


FORM = PaperForm(render, ".csv")

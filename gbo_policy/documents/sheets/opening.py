"""One workbook from disk, known by its content and not by its name."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.documents.sheets.ods_cells import read_ods
from gbo_policy.documents.sheets.sheet_book import SheetBook, Told
from gbo_policy.documents.sheets.xlsx_cells import read_xlsx
from gbo_policy.documents.signed.office_zip import OfficeFile
from gbo_policy.documents.signed.paper import refused

_MOST_MB = 50
_NEEDED = ("defusedxml", "openpyxl")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old workbooks, and new ones behind a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_book(path: Path, told: Told = lambda _: None) -> SheetBook:
    """Read an xlsx or ods file. Raises PolicyError with one sentence for what cannot or must not be read."""
    if any(find_spec(library) is None for library in _NEEDED):
        raise PolicyError([problem("needs-extra", None, word="sheet", extra="documents")])
    content, name = file_bytes(path), str(path)
    if content.startswith(b"PK"):
        file = OfficeFile(content, name, "sheet")
        if "xl/workbook.xml" in file.parts:
            return read_xlsx(file, told)
        if "content.xml" in file.parts:
            return read_ods(file, told)
        raise refused("sheet-kind", name)
    if content.startswith(_OLE):
        raise refused("sheet-password" if _ENCRYPTED in content else "sheet-old", name)
    raise refused("sheet-kind", name)


def file_bytes(path: Path) -> bytes:
    """Read a file of bounded size. Raises PolicyError where it is none."""
    if not path.exists():
        raise refused("no-such-path", str(path))
    if not path.is_file():
        raise refused("unreadable", str(path), what="not a regular file")
    if (size := path.stat().st_size) > _MOST_MB * 1_000_000:
        raise refused("sheet-large", str(path), size=f"{size / 1e6:.0f}", most=_MOST_MB)
    try:
        return path.read_bytes()
    except OSError as error:
        raise refused("unreadable", str(path), what=error.strerror) from None

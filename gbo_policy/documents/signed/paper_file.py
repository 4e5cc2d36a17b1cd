"""One signed file from disk, known by its content and not by its name."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from gbo_policy.basics.digest import digest
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.documents.signed.docx_text import read_docx
from gbo_policy.documents.signed.odt_text import read_odt
from gbo_policy.documents.signed.office_zip import OfficeFile
from gbo_policy.documents.signed.paper import Paper, refused
from gbo_policy.documents.signed.pdf_text import read_pdf
from gbo_policy.documents.signed.plain_text import read_plain

_MOST_MB = 50
_NEEDED = ("defusedxml", "pypdf")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old Word files, and new ones behind a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class PaperFile(NamedTuple):
    """A file's name, the digest of its bytes, and what it says."""

    name: str
    digest: str
    paper: Paper


def read_paper(path: Path) -> PaperFile:
    """Read a docx, odt, pdf or text file. Raises PolicyError with one sentence for what cannot or must not be
    read.
    """
    if any(find_spec(library) is None for library in _NEEDED):
        raise PolicyError([problem("needs-extra", None, word="read", extra="documents")])
    content = _content(path)
    paper = _paper(content, str(path))
    if not paper.paragraphs:
        raise refused("signed-empty", str(path))
    return PaperFile(str(path), digest(content), paper)


def _content(path: Path) -> bytes:
    if not path.exists():
        raise refused("no-such-path", str(path))
    if not path.is_file():
        raise refused("unreadable", str(path), what="not a regular file")
    if (size := path.stat().st_size) > _MOST_MB * 1_000_000:
        raise refused("signed-large", str(path), size=f"{size / 1e6:.0f}", most=_MOST_MB)
    try:
        return path.read_bytes()
    except OSError as error:
        raise refused("unreadable", str(path), what=error.strerror) from None


def _paper(content: bytes, name: str) -> Paper:
    if content.startswith(b"PK"):
        file = OfficeFile(content, name)
        if "word/document.xml" in file.parts:
            return read_docx(file)
        if "content.xml" in file.parts:
            return read_odt(file)
        raise refused("signed-kind", name)
    if b"%PDF-" in content[:1024]:
        return read_pdf(content, name)
    if content.startswith(_OLE):
        raise refused("signed-password" if _ENCRYPTED in content else "signed-old", name)
    return read_plain(content, name)

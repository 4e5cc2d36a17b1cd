"""The parts of a Word or OpenDocument file, opened with care: bounded, without macros, entities or anything
that lies elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from gbo_policy.basics.problems import PolicyError
from gbo_policy.documents.signed.paper import refused
from gbo_policy.reading.unpacking import DAMAGED_ZIP

MOST_MB = 60  # of XML in one part
_MOST_IN_ALL_MB = 400
_MOST_PARTS = 5_000
_DEEPEST = 300
_MOST_ELEMENTS = 4_000_000
_NO_XML = (ParseError, ValueError, LookupError)  # the last: in an encoding that nobody knows
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")


class OfficeFile:
    """An opened file; ``name`` is what messages call it, ``what`` (signed or sheet) says which messages these
    are.
    """

    def __init__(self, content: bytes, name: str, what: str = "signed") -> None:
        """Open it. Raises PolicyError for a damaged one, one with macros, and one that would unpack to too
        much.
        """
        self.name, self.what = name, what
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGED_ZIP:
            raise self.refuse("damaged") from None
        members = self._zip.infolist()
        self.parts = [m.filename for m in members]
        if len(members) > _MOST_PARTS or sum(m.file_size for m in members) > _MOST_IN_ALL_MB * 1_000_000:
            raise self.refuse("bomb", most=_MOST_IN_ALL_MB)
        if any(m.flag_bits & 1 for m in members):
            raise self.refuse("password")
        lower = [p.lower() for p in self.parts]
        if any(p.rpartition("/")[2] in _MACROS or p.startswith(_MACRO_FOLDERS) for p in lower):
            raise self.refuse("macro")

    def refuse(self, why: str, **words: object) -> PolicyError:
        """Make the error that says why the file is not read."""
        return refused(f"{self.what}-{why}", self.name, **words)

    def xml(self, part: str) -> Element | None:
        """Give a part's root element; None where there is no such part. Raises PolicyError for one that is
        not sound XML.
        """
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        if part not in self.parts:
            return None
        try:
            root: Element = fromstring(self._content(part), forbid_dtd=True)
        except DefusedXmlException:
            raise self.refuse("entities") from None
        except (*_NO_XML, RecursionError):
            raise self.refuse("damaged") from None
        if not _shallow(root):
            raise self.refuse("damaged")
        return root

    def occurrences(self, part: str, text: bytes) -> int:
        """Tell how often some bytes stand in a part: about how much there is to read."""
        return self._content(part).count(text)

    def elements(self, part: str) -> Iterator[Element]:
        """Give a part's elements as they end; whoever reads them clears them. Raises PolicyError as ``xml``
        does, and for too many.
        """
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse

        content = io.BytesIO(self._content(part))
        try:
            for number, (_, one) in enumerate(iterparse(content, ("end",), forbid_dtd=True)):
                if number > _MOST_ELEMENTS:
                    raise self.refuse("bomb", most=MOST_MB)
                yield one
        except DefusedXmlException:
            raise self.refuse("entities") from None
        except _NO_XML:
            raise self.refuse("damaged") from None

    def _content(self, part: str) -> bytes:
        """Unpack one part; what its head says of its size is not believed."""
        most = MOST_MB * 1_000_000
        try:
            with self._zip.open(part) as file:
                content = file.read(most + 1)
        except DAMAGED_ZIP:
            raise self.refuse("damaged") from None
        if len(content) > most:
            raise self.refuse("bomb", most=MOST_MB)
        return content


def _shallow(root: Element) -> bool:
    level, depth = [root], 0
    while level:
        level, depth = [child for one in level for child in one], depth + 1
        if depth > _DEEPEST:
            return False
    return True


def local(tag: object) -> str:
    """Give an element's or attribute's name without its namespace, which differs between two editions of one
    format.
    """
    return str(tag).rpartition("}")[2]


def attribute(one: Element, name: str) -> str:
    """Give an attribute by its name without namespace; empty where it is not there."""
    return next((v for k, v in one.attrib.items() if local(k) == name), "")

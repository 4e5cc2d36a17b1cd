"""ZIP files of one form only: members stored as they are, in the order of their names, without times, extras
or comments.

What is written depends on names and contents alone, on any machine. So a file can be held against what would
be written for its own members: any byte that differs, also outside the members, shows. Stored members cannot
unpack to more than the file itself.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zlib import crc32

from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.bounded import read_at_most
from gbo_policy.reading.unpacking import DAMAGED_ZIP

MAX_BYTES = 500_000_000
MAX_MEMBERS = 20_000
MAX_NAME = 1_000  # bytes

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _UTF8, _DAY_ONE = 20, 3, 0x800, 33  # 1980-01-01, the first day that the format knows
_MODE = (stat.S_IFREG | 0o644) << 16
_ENCRYPTED = 0x1 | 0x40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\\]|^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive as read: its members, the names of those that cannot be read, and whether it is byte for
    byte of our form.
    """

    members: Mapping[str, bytes]
    damaged: tuple[str, ...]
    exact: bool


def safe(name: str) -> bool:
    """Tell whether a name leads to one place inside the folder that it is unpacked in, on any system."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return False
    return (
        0 < size <= MAX_NAME
        and not _CONTROL.search(name)
        and all(part not in ("", ".", "..") for part in name.split("/"))
    )


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """Write an archive. Raises PolicyError for members that it cannot hold."""
    wrong = [problem("archive-name", None, word=name) for name in members if not safe(name)]
    if len(members) > MAX_MEMBERS:
        wrong.append(problem("archive-many", None, most=MAX_MEMBERS))
    if (size := sum(map(len, members.values()))) > MAX_BYTES * 0.9:
        wrong.append(problem("archive-large", None, size=round(size / 1e6), most=MAX_BYTES // 1_000_000))
    if wrong:
        raise PolicyError(wrong)
    return b"".join(_chunks(members))


def _chunks(members: Mapping[str, bytes]) -> Iterator[bytes]:
    directory, offset = [], 0
    for name, content in sorted(members.items()):
        coded = name.encode()
        common = (
            _VERSION,
            _UTF8,
            zipfile.ZIP_STORED,
            0,
            _DAY_ONE,
            crc32(content),
            len(content),
            len(content),
            len(coded),
            0,
        )
        yield _LOCAL.pack(b"PK\3\4", *common) + coded
        yield content
        directory.append(
            _CENTRAL.pack(b"PK\1\2", _UNIX << 8 | _VERSION, *common, 0, 0, 0, _MODE, offset) + coded
        )
        offset += _LOCAL.size + len(coded) + len(content)
    yield from directory
    size = sum(map(len, directory))
    yield _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), size, offset, 0)


def read_file(path: Path) -> bytes:
    """Read a file that may be an archive. Raises PolicyError when it cannot be, or is larger than any of
    ours.
    """
    try:
        size = path.stat().st_size
        content = read_at_most(path, MAX_BYTES) if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise PolicyError([problem("no-such-path", None, word=str(path))]) from None
    except OSError as error:
        raise PolicyError(
            [problem("unreadable", Location(str(path)), word=str(path), what=error.strerror)]
        ) from None
    if max(size, len(content)) > MAX_BYTES:
        words = {"size": round(max(size, len(content)) / 1e6), "most": MAX_BYTES // 1_000_000}
        raise PolicyError([problem("archive-large", Location(str(path)), **words)])
    return content


def read_archive(data: bytes, file: str) -> Archive:
    """Read an archive; ``file`` names it in messages. Raises PolicyError for what is no ZIP file, and for any
    that is built to harm.
    """
    where = Location(file)
    if not _small_directory(data):
        raise PolicyError([problem("not-a-zip", where)])
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if (wrong := _refusal(infos, len(data), where)) is not None:
                raise PolicyError([wrong])
            members, damaged = {}, []
            for info in infos:
                try:
                    members[info.filename] = archive.read(info)
                except DAMAGED_ZIP:
                    damaged.append(info.filename)
    except DAMAGED_ZIP:
        raise PolicyError([problem("not-a-zip", where)]) from None
    return Archive(members, tuple(damaged), not damaged and _same(members, data))


def _small_directory(data: bytes) -> bool:
    """Look at the size of the list of members before anything is made of it."""
    start = data.rfind(b"PK\5\6")
    if start < 0 or len(data) - start < _END.size:
        return False
    size: int = _END.unpack_from(data, start)[5]
    return size <= MAX_MEMBERS * (_CENTRAL.size + MAX_NAME)


def _refusal(infos: list[zipfile.ZipInfo], size: int, where: Location) -> Problem | None:
    """Give why an archive is not read at all; the first reason is enough."""
    if len(infos) > MAX_MEMBERS:
        return problem("archive-many", where, most=MAX_MEMBERS)
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        shown = name.encode("unicode_escape").decode()[:80]
        kind = stat.S_IFMT(info.external_attr >> 16)
        if name != info.filename or not safe(name):
            return problem("archive-name", where, word=shown)
        if kind not in (0, stat.S_IFREG):
            return problem("archive-link", where, word=shown)
        if name in seen:
            return problem("archive-twice", where, word=shown)
        if info.flag_bits & _ENCRYPTED:
            return problem("archive-encrypted", where, word=shown)
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            return problem("archive-packed", where, word=shown)
        if info.extra or info.extract_version > _VERSION or info.file_size > size:
            return problem("archive-odd", where, word=shown)
        seen.add(name)
    if sum(i.file_size for i in infos) > size:
        return problem("archive-odd", where, word=infos[-1].filename)
    return None


def _same(members: Mapping[str, bytes], data: bytes) -> bool:
    view, at = memoryview(data), 0
    for chunk in _chunks(members):
        if view[at : at + len(chunk)] != chunk:
            return False
        at += len(chunk)
    return at == len(data)

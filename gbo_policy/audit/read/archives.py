"""Logs that come packed: each is unpacked into a folder of the audit's own, and keeps the name of its archive
in front of its own.
"""

from __future__ import annotations

import gzip
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from gbo_policy.audit.read.log import ARCHIVE, PACKED, SUFFIXES, LogFile, kind_of
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.reading.unpacking import DAMAGED_ZIP

_BLOCK = 2**20
# rows differ in their ids at least: logs are packed to a tenth or a thirtieth of their size
_TIMES = 200
_SMALL = 2**24  # bytes that are unpacked whatever they were packed in
_SPARE = 2**28  # bytes of the disk that unpacking leaves free


class Unpacking:
    """Unpacks the packed files of a log; what cannot be unpacked is among ``problems``, what is passed over
    among ``notices``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.problems, self.notices = folder, list[Problem](), list[Problem]()
        self._made = 0

    def all(self, logs: Iterable[LogFile]) -> list[LogFile]:
        """Give every file of a log as it can be read."""
        found = [one for log in logs for one in self._one(log)]
        return sorted(found, key=lambda f: f.path)

    def _one(self, log: LogFile) -> Iterator[LogFile]:
        if log.kind == ARCHIVE[1:]:
            yield from self._members(log)
        elif log.kind.endswith(PACKED):
            with self._told(log.path), gzip.open(log.real, "rb") as packed:
                lies = self._copy(packed, log.path, os.path.getsize(log.real))
                yield replace(
                    log, kind=log.kind.removesuffix(PACKED), lies=lies, archive=log.archive or log.path
                )
        else:
            yield log

    def _members(self, log: LogFile) -> Iterator[LogFile]:
        with self._told(log.path), zipfile.ZipFile(log.real) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if sum(m.file_size for m in members) > self._room():
                self.problems.append(problem("archive-room", Location(log.path), word=log.path))
                return
            before = len(self.problems)
            yield from (one for m in members for one in self._member(archive, m, log))
            if not any(kind_of(m.filename) for m in members) and len(self.problems) == before:
                self.problems.append(problem("no-logs", Location(log.path), word=log.path, known=SUFFIXES))

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, log: LogFile) -> Iterator[LogFile]:
        name, where = f"{log.path}/{member.filename}", Location(f"{log.path}/{member.filename}")
        kind = kind_of(member.filename)
        if any(part.startswith((".", "_")) for part in member.filename.split("/")):
            if kind is not None:
                self.notices.append(problem("log-hidden", where, word=os.path.basename(member.filename)))
        elif kind is None or kind == ARCHIVE[1:]:
            self.notices.append(problem("archive-passed", where, word=member.filename, known=SUFFIXES))
        elif member.flag_bits & 1:
            self.problems.append(problem("archive-locked", where, word=member.filename))
        else:
            with archive.open(member) as packed:
                lies = self._copy(packed, name, member.compress_size)
            yield from self._one(LogFile(name, kind, lies, log.path))

    def _room(self) -> int:
        return shutil.disk_usage(self.folder).free - _SPARE

    def _copy(self, packed: IO[bytes] | Any, name: str, size: int) -> str:
        """Write what was packed in ``size`` bytes beside the others, no more than the disk can hold and than
        a log can come to.
        """
        self._made += 1
        path = self.folder / f"unpacked-{self._made}{os.path.splitext(name.removesuffix(PACKED))[1]}"
        with open(path, "wb") as plain:
            while block := packed.read(_BLOCK):
                if plain.tell() % (64 * _BLOCK) == 0 and self._room() < 0:
                    raise _UnpackedTooFarError("archive-room")
                plain.write(block)
                if plain.tell() > max(_SMALL, size * _TIMES):
                    raise _UnpackedTooFarError("archive-bomb")
        return str(path)

    def _told(self, name: str) -> _Unpacked:
        return _Unpacked(name, self.problems)


class _UnpackedTooFarError(Exception):
    """What is packed is not unpacked to its end; why, as the code of a sentence."""


class _Unpacked:
    """Turns what an archive that is damaged raises into a problem."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems = name, problems

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, _UnpackedTooFarError):
            words = {"word": self.name, "most": _TIMES}
            self.problems.append(problem(str(error), Location(self.name), **words))
            return True
        if not isinstance(error, DAMAGED_ZIP):
            return False
        what = getattr(error, "strerror", None) or str(error)
        self.problems.append(problem("archive-damaged", Location(self.name), word=self.name, what=what))
        return True

"""Files that are written new: nothing that exists is touched, and where one cannot be written none is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.cli.parts.output import stop_cleanly
from gbo_policy.reading.files import read_files


def refuse_existing(folder: Path, targets: list[Path]) -> None:
    """Raise PolicyError for each file that is in the way: one to be written, or declarations that it would
    mix with.
    """
    there = [t for t in targets if t.exists() or t.is_symlink()]
    declared = [Path(f.path) for f in read_files([folder]).files] if folder.is_dir() else []
    if found := dict.fromkeys([*there, *declared]):
        raise PolicyError(problem("already-there", None, word=str(path)) for path in found)


def write_new(contents: dict[Path, str]) -> None:
    """Write all files, or none: what was made is taken away again when one cannot be. Nothing that exists is
    opened for writing.
    """
    made: list[Path] = []
    stop_cleanly()
    try:
        for path, content in contents.items():
            made.extend(_folders(path.parent))
            made.append(path)  # before it is there: somebody may stop the program as soon as it is
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(content)
    except BaseException as error:  # somebody may stop it too
        if isinstance(error, FileExistsError) and [Path(error.filename)] == made[-1:]:
            made.pop()  # another program made it meanwhile: it is not ours
        for path in reversed(made):
            with suppress(OSError):
                if path.is_dir():
                    path.rmdir()
                else:
                    path.unlink()
        if not isinstance(error, OSError):
            raise
        raise PolicyError(
            [problem("cannot-write", None, word=str(error.filename), what=error.strerror)]
        ) from None


def _folders(folder: Path) -> list[Path]:
    """Make ``folder`` and those above it; give those that were not there, the outermost first."""
    missing = []
    here = folder
    while not here.exists():
        missing.append(here)
        here = here.parent
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]

"""Where output goes: languages before anything is parsed, files written whole or not at all, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click

from gbo_policy.basics.locale import locale_language
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import LANGUAGES, later

_AT_A_TIME = 1_000_000

EXIT_OK, EXIT_VIOLATION, EXIT_INPUT, EXIT_REVIEW, EXIT_BUG, EXIT_STOPPED, EXIT_PIPE = 0, 1, 2, 3, 70, 130, 141
_told: list[int] = []  # the signal by which this process was told to stop, beside Ctrl-C


def language(arguments: Sequence[str]) -> str:
    """Find the language before the options are parsed: errors in the options and help are in it too."""
    for i, word in enumerate(arguments):
        given = (
            word.partition("=")[2]
            if word.startswith("--lang=")
            else arguments[i + 1]
            if word == "--lang" and i + 1 < len(arguments)
            else ""
        )
        if given in LANGUAGES:
            return given
    given = os.environ.get("GBO_POLICY_LANG", "")
    return given if given in LANGUAGES else locale_language(os.environ)


def columns() -> int:
    """Give how wide an answer may be: the terminal's width, or that in COLUMNS; 80 where nobody says; from 40
    to 110.
    """
    import shutil  # for machines nothing asks for a width: start-up counts

    return max(40, min(110, shutil.get_terminal_size((80, 24)).columns))


def flowing(lines: Iterable[str]) -> str:
    """Make an answer for people of its lines, none wider than the screen; what is too long goes on below,
    further in.

    Files from elsewhere may hold anything, so no line steers a screen or a CI runner.
    """
    width = columns()
    return "".join(f"{no_order(part)}\n" for line in lines for part in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()) + 2, width // 2)
    import textwrap

    made = textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return made or [line]


def write_lines(lines: Iterable[str], output: Path | None = None, *, err: bool = False) -> None:
    """Write an answer for people, as ``flowing`` makes it."""
    write(flowing(lines), output, err=err)


def write(
    content: str | bytes | Iterable[str], output: Path | None, *, err: bool = False, private: bool = False
) -> None:
    """Write to ``output``, whole or not at all, or to standard output (or error). Raises PolicyError when the
    file cannot be written.

    A file that is replaced keeps its mode; a new one of what is about persons (``private``) only its owner
    may read.
    """
    if output is None:
        for data in _encoded(content):
            _to_stream(data, err=err)
        return
    from gbo_policy.editors.saving import replace_file  # only where a file is written: start-up counts
    from gbo_policy.reading.files import beginning
    from gbo_policy.reading.passed_over import begins_as_declaration

    try:
        if begins_as_declaration(beginning(output)):  # of whatever workspace, also where none is read
            known = later("a declaration")
            raise PolicyError([problem("output-is-input", None, word=str(output), known=known)])
        # a device or a pipe (a folder is an error): nothing to put in its place
        if output.exists() and not output.is_file():
            with output.open("wb") as file:
                file.writelines(_encoded(content))
            return
        stop_cleanly()
        replace_file(output, _encoded(content), private=private)
    except OSError as error:
        raise PolicyError([problem("cannot-write", None, word=str(output), what=error.strerror)]) from None


class OutputError(PolicyError):
    """An output is an input, or two outputs are one file: nothing is written at all, not even what is
    wrong.
    """


class Stopped(SystemExit):
    """Somebody told the program to stop, and not by Ctrl-C: no KeyboardInterrupt, of which Python itself may
    make the end.
    """


def stop_cleanly() -> None:
    """See that being told to stop leaves nothing unfinished behind: the program then ends by way of all that
    cleans up, as by Ctrl-C.
    """
    import signal  # only where something is written: start-up counts

    def stop(number: int, _frame: object) -> None:
        _told.append(number)
        raise Stopped

    with suppress(ValueError):  # only a process's first thread is told
        signal.signal(signal.SIGTERM, stop)


def stop_code() -> int:
    """Give the exit code of a program that was told to stop, by Ctrl-C or otherwise."""
    return 128 + _told[0] if _told else EXIT_STOPPED


def _encoded(content: str | bytes | Iterable[str]) -> Iterator[bytes]:
    """Give content as bytes, a megabyte or so at a time; what is not Unicode, as a file's name need not be,
    is escaped.
    """
    if isinstance(content, bytes):
        yield content
        return
    held: list[str] = []
    size = 0
    for piece in [content] if isinstance(content, str) else content:
        held.append(piece)
        size += len(piece)
        if size >= _AT_A_TIME:
            yield "".join(held).encode(errors="backslashreplace")
            held, size = [], 0
    yield "".join(held).encode(errors="backslashreplace")


def _to_stream(data: bytes, *, err: bool) -> None:
    if (sys.stderr if err else sys.stdout) is None:  # closed by whoever started the program
        raise PolicyError([unwritable("closed", err=err)])
    try:
        click.echo(data, nl=False, err=err)
    except BrokenPipeError:
        # the reader went away before all was said; click would make a violation's exit code of it
        discard_output()
        raise click.exceptions.Exit(EXIT_PIPE) from None
    except OSError as error:
        discard_output()
        raise PolicyError([unwritable(error.strerror, err=err)]) from None


def on_screen(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal; one that whoever started the program closed is none."""
    return stream is not None and stream.isatty()


def unwritable(what: str | None, *, err: bool) -> Problem:
    """Say that standard output, or the error stream, takes no more."""
    return problem("cannot-write", None, word="stderr" if err else "stdout", what=what)


def discard_output(*, err: bool = False) -> None:
    """Send what is still to be written to standard output, or to the error stream, nowhere, so that nothing
    complains a second time at exit.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if err else sys.stdout).fileno())

"""The settings file: found beside a workspace or above it, read with the place of every value."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.patterns import late_pattern
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.reading.bounded import read_at_most
from gbo_policy.reading.passed_over import PROJECT, SETTINGS
from gbo_policy.reading.source import MAX_BYTES, MAX_DEPTH
from gbo_policy.terms.values import shown

_TABLE = ("tool", "gbo-policy")
_NAMED = late_pattern(rb"(?i)gbo[-_. ]?policy")
_BEGINS_TABLE = late_pattern(rb"(?i)tool[\"']?\s*\.\s*[\"']?gbo[-_. ]?policy")


class Value(NamedTuple):
    """One setting: its value, and where it comes from (a file, a variable, an option, or the default)."""

    value: Any
    source: str
    location: Location | None = None


def find(root: Path) -> Path | None:
    """Give the settings file for ``root``: there or in the nearest folder above, up to the repository's
    root. Raises PolicyError where a folder has two, or one that cannot be read.
    """
    here = root.absolute()
    for folder in (here, *here.parents):
        project = folder / PROJECT
        also = project.is_file() and _has_table(project)
        if (own := folder / SETTINGS).is_file():
            if also:  # neither may count for less in silence
                raise PolicyError([problem("settings-twice", Location(str(project)), known=str(own))])
            return own
        if os.path.lexists(own):  # a link to nothing, a folder, a pipe: somebody meant settings
            what = "not a regular file"
            raise PolicyError([problem("unreadable", Location(str(own)), word=str(own), what=what)])
        if also:
            return project
        if (folder / ".git").exists():
            return None
    return None


def _bytes(file: Path) -> bytes:
    try:
        content = read_at_most(file, MAX_BYTES)
    except OSError as error:
        raise PolicyError(
            [problem("unreadable", Location(str(file)), word=str(file), what=error.strerror)]
        ) from None
    if len(content) > MAX_BYTES:
        size = f"{MAX_BYTES / 1e6:.0f}"
        raise PolicyError([problem("too-large", Location(str(file)), size=f"> {size}", most=size)])
    return content


def read_settings_file(file: Path, names: Sequence[str], problems: list[Problem]) -> dict[str, Value]:
    """Read the settings of ``names`` in a file, house norms under names such as
    ``parameters.cure_days.outer``.

    What it does not know goes to ``problems``. Raises PolicyError for a file that cannot be read at all.
    """
    text, data = _toml(file)
    prefix = _TABLE if file.name == PROJECT else ()
    places = _positions(text)

    def at(*path: str) -> Location:
        spot = next(
            (places[p] for p in (prefix + path[:n] for n in range(len(path), -1, -1)) if p in places), (0, 0)
        )
        return Location(str(file), *spot)

    found: dict[str, Value] = {}
    for name, value in (_table(file, data, places) if prefix else data).items():
        if name not in names:
            guess = nearest(name, names)
            problems.append(problem("unknown-setting", at(name), word=name, known=listed(names), guess=guess))
        elif name != "parameters":
            found[name] = _from(value, at(name))
        elif not isinstance(value, dict):
            words = {"word": shown(value), "setting": name, "expected": "[parameters]"}
            problems.append(problem("bad-setting", at(name), **words))
        else:
            for norm, parts in value.items():
                inside = parts.items() if isinstance(parts, dict) else [("", parts)]
                for part, one in inside:
                    found[f"parameters.{norm}.{part}".rstrip(".")] = _from(one, at(name, norm, part))
    return found


def _has_table(project: Path) -> bool:
    """Tell whether a project's file holds our settings, or what is meant for them, however TOML has it."""
    content = _bytes(project)
    if _NAMED.search(content) is None:  # few name us, and a file that does not needs no parsing
        return False
    try:
        data = _toml(project)[1]
    except PolicyError:  # of somebody else's file only what is plainly ours is our matter
        return _BEGINS_TABLE.search(content) is not None
    return _of(data, *_TABLE) is not None or bool(list(_misspelt(data)))


def _of(data: Any, *steps: str) -> Any:
    for step in steps:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _misspelt(data: Any) -> Iterator[tuple[str, ...]]:
    """Give the tables of a project's file that are meant for ours and are called otherwise."""
    tool = _of(data, "tool")
    for above, inside in ((), data), (("tool",), tool if isinstance(tool, dict) else {}):
        for name in inside:
            plain = re.sub(r"[-_. ]", "", name).lower()
            if plain == "gbopolicy" and (*above, name) != _TABLE:
                yield (*above, name)


def _table(file: Path, data: Any, places: Mapping[tuple[str, ...], tuple[int, int]]) -> dict[str, Any]:
    """Give our table of a project's file. Raises PolicyError where there is none, or one by another name."""
    ours = ".".join(_TABLE)

    def at(path: tuple[str, ...]) -> Location:
        # `[tool.ours.parameters]` makes the table too
        spots = [spot for place, spot in places.items() if place[: len(path)] == path]
        return Location(str(file), *min(spots, default=(0, 0)))

    wrong = [
        problem("unknown-setting", at(path), word=".".join(path), known=listed([ours]), guess=ours)
        for path in _misspelt(data)
    ]
    found = _of(data, *_TABLE)
    if not wrong and found is None:
        wrong = [problem("no-settings", Location(str(file)), word=str(file))]
    if not wrong and not isinstance(found, dict):
        words = {"word": shown(found), "setting": ours, "expected": f"[{ours}]"}
        wrong = [problem("bad-setting", at(_TABLE), **words)]
    if wrong:
        raise PolicyError(wrong)
    return dict(found)


def _toml(file: Path) -> tuple[str, Any]:
    """Read a file's text and its data. Raises PolicyError with the place where it is none."""
    import tomllib  # only where there is a file: start-up counts

    content = _bytes(file)
    try:
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        place = Location(str(file), content.count(b"\n", 0, error.start) + 1, 1)
        raise PolicyError([problem("not-text", place)]) from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_ill_formed(file, str(error))]) from None
    except RecursionError:  # tomllib sets no limit of its own
        raise PolicyError([_too_deep(file, text)]) from None


def _from(value: Any, location: Location) -> Value:
    return Value(value, str(location), location)


def _ill_formed(file: Path, what: str) -> Problem:
    place = re.search(r" \(at line (\d+), column (\d+)\)\Z", what)
    where = Location(str(file), int(place[1]), int(place[2])) if place else Location(str(file))
    return problem("bad-settings", where, what=what[: place.start()] if place else what)


# texts and comments nest nothing
_NESTING = late_pattern(r"""\"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*|[\[{\]}]""")


def _too_deep(file: Path, text: str) -> Problem:
    """Tell that a file is nested too deeply, where it is."""
    depth, at = 0, 0
    for found in _NESTING.finditer(text):
        depth += (found[0] in "[{") - (found[0] in "]}")
        at = found.start()
        if depth > MAX_DEPTH:
            break
    line, start = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
    return problem("too-deep", Location(str(file), line, at - start + 1), most=MAX_DEPTH)


_LINE = late_pattern(
    r"""\s*(?:\[\[?\s*(?P<table>[\w.\-\s"']+?)\s*\]|(?P<key>["']?[\w-]+["']?(?:\s*\.\s*["']?[\w-]+["']?)*)\s*=)"""
)


def _positions(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Find the line and column of keys and tables: tomllib gives values without places, so lines are scanned
    for them.
    """
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if (match := _LINE.match(line)) is None:
            continue
        path = tuple(p.strip().strip("\"'") for p in (match["table"] or match["key"]).split("."))
        if match["table"]:
            table = path
        else:
            path = table + path
        found.setdefault(path, (number, match.start("table" if match["table"] else "key") + 1))
    return found

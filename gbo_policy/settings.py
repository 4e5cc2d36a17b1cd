"""Settings: a file, then the environment, then the command line; each value knows where it comes from.

The file is ``gbo-policy.toml``, or ``[tool.gbo-policy]`` in ``pyproject.toml``, in the workspace's root or a folder above it up to the
repository's root.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from gbo_policy.asof import AsOf
from gbo_policy.errors import Location, PolicyError, Problem, problem
from gbo_policy.model.base import parse_date, parse_moment
from gbo_policy.pack import Pack
from gbo_policy.rule import Norm
from gbo_policy.texts import LANGUAGES, listed, nearest

FILE = "gbo-policy.toml"
FAIL_ON = ("violation", "review", "never")
PREFIX = "GBO_POLICY_"


@dataclass(frozen=True, slots=True)
class Value:
    """One setting: its value, and where it comes from (a file, a variable, an option, or the default)."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force, by name; ``parameters`` holds the house norms that were set."""

    values: Mapping[str, Value]
    parameters: Mapping[str, Value]
    file: Path | None

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def norms(self, pack: Pack) -> dict[str, Norm]:
        """Give the house norms: the pack's, with those set in their place. Raises PolicyError for what does not fit."""
        norms, problems = dict(pack.norms), []
        for name, given in self.parameters.items():
            if name == "notice_given":
                continue
            if name not in norms:
                known = [*norms, "notice_given"]
                problems.append(self.complaint("unknown-setting", word=f"parameters.{name}", known=listed(known), guess=nearest(name, known)))
                continue
            norms[name] = _norm(norms[name], given.value, problems, self)
        if problems:
            raise PolicyError(problems)
        return norms

    def complaint(self, code: str, **words: object) -> Problem:
        """Make a problem in the settings file."""
        return problem(code, Location(str(self.file)) if self.file else None, **words)

    def notice_given(self, pack: Pack) -> str:
        """Give when a notice of termination counts as given. Raises PolicyError for an unknown mode."""
        about = pack.parameters["notice_given"]
        if "notice_given" not in self.parameters:
            return str(about["default"])
        given = self.parameters["notice_given"].value
        if given not in about["choices"]:
            raise PolicyError([self.complaint("bad-setting", word=given, setting="notice_given", expected=listed(about["choices"]))])
        return str(given)


def _norm(norm: Norm, given: Any, problems: list[Problem], settings: Settings) -> Norm:
    parts = given if isinstance(given, dict) else {}
    wrong = not isinstance(given, dict) or any(k not in ("expected", "outer") for k in parts)
    if wrong or not all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in parts.values()):
        problems.append(settings.complaint("bad-setting", word=given, setting=norm.name, expected="{ expected = 30, outer = 60 }"))
        return norm
    made = replace(norm, **parts)
    if made.expected > made.outer:
        problems.append(settings.complaint("norm-order", setting=norm.name, expected=made.expected, outer=made.outer))
    return made


def _words(value: Any) -> Any:
    return [w for w in (p.strip() for p in value.split(",")) if w] if isinstance(value, str) else value


_READ: dict[str, tuple[Callable[[Any], bool], str]] = {
    "paths": (lambda v: _texts(v) and bool(v), '["flows"]'),
    "exclude": (_texts, '["docs/*"]'),
    "as_of": (lambda v: isinstance(v, AsOf), "2026-03-01"),
    "lang": (lambda v: v in LANGUAGES, "nl / en"),
    "fail_on": (lambda v: v in FAIL_ON, "violation / review / never"),
    "select": (_texts, '["purpose-limitation"]'),
    "ignore": (_texts, '["data-quality"]'),
}
NAMES = (*_READ, "parameters")
_LISTS = ("paths", "exclude", "select", "ignore")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def parse_as_of(value: Any) -> AsOf | None:
    """Read a day or a moment; None when it is neither."""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    try:
        return AsOf.of_day(parse_date(text)) if isinstance(text, str) and len(text) <= 10 else AsOf.of_moment(parse_moment(text))
    except PydanticCustomError:
        return None


def load_settings(
    options: Mapping[str, Any], root: Path, config: Path | None, environment: Mapping[str, str], default_lang: str
) -> Settings:
    """Join file, environment and options (those that are None or empty were not given). Raises PolicyError with all that is wrong."""
    file = config or find(root)
    problems: list[Problem] = []
    raw = _read_file(file, problems) if file else {}
    values: dict[str, Value] = {
        "paths": Value(None, "default"),
        "exclude": Value([], "default"),
        "as_of": Value(None, "default"),
        "lang": Value(default_lang, "default"),
        "fail_on": Value("review", "default"),
        "select": Value([], "default"),
        "ignore": Value([], "default"),
    }
    parameters = {k: Value(v, str(file)) for k, v in raw.pop("parameters", {}).items()}
    layers: list[tuple[str, Mapping[str, Any], Location | None]] = [(str(file), raw, Location(str(file)) if file else None)]
    env = {n: environment[PREFIX + n.upper()] for n in _READ if environment.get(PREFIX + n.upper())}
    layers.append(("", {n: _words(v) if n in _LISTS else v for n, v in env.items()}, None))
    layers.append(("option", {n: v for n, v in options.items() if v not in (None, (), [])}, None))
    for source, layer, where in layers:
        for name, value in layer.items():
            read = parse_as_of(value) if name == "as_of" else list(value) if isinstance(value, tuple) else value
            fits, expected = _READ[name]
            if fits(read):
                named = source or PREFIX + name.upper()
                values[name] = Value(read, f"--{name.replace('_', '-')}" if source == "option" else named)
            else:
                problems.append(problem("bad-setting", where, word=value, setting=name, expected=expected))
    if problems:
        raise PolicyError(problems)
    if values["as_of"].value is None:
        values["as_of"] = Value(AsOf.of_moment(datetime.now(UTC)), "now")
    if values["paths"].value is not None and file is not None and values["paths"].source == str(file):
        values["paths"] = replace(values["paths"], value=[str(file.parent / p) for p in values["paths"].value])
    return Settings(values, parameters, file)


def find(root: Path) -> Path | None:
    """Give the settings file for ``root``: there or in the nearest folder above, up to the repository's root."""
    here = root.absolute()
    for folder in (here, *here.parents):
        if (own := folder / FILE).is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file() and b"[tool.gbo-policy" in project.read_bytes():
            return project
        if (folder / ".git").exists():
            return None
    return None


def _read_file(file: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise PolicyError([problem("unreadable", Location(str(file)), word=str(file), what=error.strerror)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError([problem("bad-settings", Location(str(file)), what=str(error))]) from None
    if file.name == "pyproject.toml":
        data = data.get("tool", {}).get("gbo-policy", {})
    unknown = [k for k in data if k not in NAMES]
    where = Location(str(file))
    problems.extend(problem("unknown-setting", where, word=k, known=listed(NAMES), guess=nearest(k, NAMES)) for k in unknown)
    if not isinstance(data.get("parameters", {}), dict):
        problems.append(problem("bad-setting", Location(str(file)), word=data.pop("parameters"), setting="parameters", expected="[parameters]"))
    return {k: v for k, v in data.items() if k in NAMES}


def chosen_rules(pack: Pack, select: Sequence[str], ignore: Sequence[str]) -> list[Any]:
    """Give the rules left by ``select`` (all when empty) and ``ignore``. Raises PolicyError for unknown ids or when none is left."""
    ids = [r.id for r in pack.rules]
    wrong = [w for w in (*select, *ignore) if w not in ids]
    if wrong:
        raise PolicyError([problem("unknown-rule", None, word=w, known=listed(ids), guess=nearest(w, ids)) for w in wrong])
    # the house's own rules judge waivers and logs, whatever is selected
    rules = [r for r in pack.rules if (not select or r.id in select or r.clause == "house") and r.id not in ignore]
    if not any(r.clause != "house" for r in rules):
        raise PolicyError([problem("nothing-selected")])
    return rules

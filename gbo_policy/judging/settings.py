"""Settings: a file, then the environment, then the command line; each value knows where it comes from.

The file is ``gbo-policy.toml``, or ``[tool.gbo-policy]`` in ``pyproject.toml``, in the workspace's root or a
folder above it up to the repository's root. A variable is the setting's name in capitals after
``GBO_POLICY_``; lists are written with commas, and a house norm as
``GBO_POLICY_PARAMETERS__CURE_DAYS__OUTER``.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import PolicyError, Problem, problem, told_together
from gbo_policy.basics.translate import LANGUAGES
from gbo_policy.judging.settings_file import Value, find, read_settings_file
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule
from gbo_policy.terms.values import LONGEST_NORM, MOST_DIGITS, parse_date, parse_moment, shown

FAIL_ON = ("violation", "review", "never")
PREFIX = "GBO_POLICY_"
NOT_SETTINGS = ("DEBUG", "PASSPHRASE")  # variables of the program that set nothing that is judged by
NOTICE = "notice_given"
_PARAMETERS = "PARAMETERS__"
_PARTS = ("expected", "outer")
_NORM = "{ expected = 30, outer = 60 }"


class Settings:
    """The settings in force, by name; ``parameters`` holds those that were set, by names such as
    ``cure_days.outer``.
    """

    def __init__(
        self, values: Mapping[str, Value], parameters: Mapping[str, Value], file: Path | None
    ) -> None:
        self.values, self.parameters, self.file = values, parameters, file

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def rules(self, pack: Pack) -> list[Rule]:
        """Give the rules left by ``select`` and ``ignore``.

        Raises PolicyError for unknown ids, when none is left, and when a file or a variable leaves out a rule
        that cannot be waived.
        """
        given = {name: self.values[name] for name in ("select", "ignore")}
        with told_together() as part:
            with part():
                chosen = chosen_rules(pack, given["select"].value, given["ignore"].value)
            with part():
                if found := _silenced(pack, **given):
                    raise PolicyError(found)
        return chosen

    def norms(self, pack: Pack) -> dict[str, Norm]:
        """Give the house norms: the pack's, with those set in their place. Raises PolicyError for every
        parameter that does not fit.
        """
        norms, problems = dict(pack.norms), self._notice_problems(pack)
        changed: dict[str, Value] = {}
        for full, given in self.parameters.items():
            if full == NOTICE:
                continue
            if (wrong := _misfit(full, given, norms)) is not None:
                problems.append(wrong)
                continue
            name, _, part = full.partition(".")
            norms[name] = norms[name]._replace(**{part: given.value})
            changed[name] = given
        for name, given in changed.items():
            if (norm := norms[name]).expected > norm.outer:
                problems.append(
                    _complaint("norm-order", given, setting=name, expected=norm.expected, outer=norm.outer)
                )
        if problems:
            raise PolicyError(problems)
        return norms

    def notice_given(self, pack: Pack) -> str:
        """Give when a notice of termination counts as given. Raises PolicyError for an unknown mode."""
        if problems := self._notice_problems(pack):
            raise PolicyError(problems)
        given = self.parameters.get(NOTICE)
        return str(given.value if given else pack.parameters.notice_given.default)

    def _notice_problems(self, pack: Pack) -> list[Problem]:
        given, choices = self.parameters.get(NOTICE), pack.parameters.notice_given.choices
        if given is None or given.value in choices:
            return []
        return [
            _complaint(
                "bad-setting", given, word=shown(given.value), setting=NOTICE, expected=" / ".join(choices)
            )
        ]


def _misfit(full: str, given: Value, norms: Mapping[str, Norm]) -> Problem | None:
    """Say why a parameter, as ``cure_days.outer``, sets no house norm."""
    name, _, part = full.partition(".")
    if name == NOTICE:  # which is one word
        named = listed((*norms, NOTICE))
        return _complaint("unknown-setting", given, word=f"parameters.{full}", known=named, guess=NOTICE)
    known = _PARTS if name in norms and part else (*norms, NOTICE)
    word = part if known is _PARTS else name
    if word not in known:
        words = {"word": f"parameters.{full}", "known": listed(known), "guess": nearest(word, known)}
        return _complaint("unknown-setting", given, **words)
    if not part:
        return _complaint("bad-setting", given, word=shown(given.value), setting=name, expected=_NORM)
    if (
        not isinstance(given.value, int)
        or isinstance(given.value, bool)
        or not 0 <= given.value <= LONGEST_NORM
    ):
        return _complaint("bad-setting", given, word=shown(given.value), setting=full, expected="30")
    return None


def _complaint(code: str, given: Value, **words: object) -> Problem:
    """Make a problem at the place of a value; where that is no file, its source goes with the word."""
    if given.location is None and "word" in words and code == "bad-setting":
        words["setting"] = given.source
    return problem(code, given.location, **words)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


class _KnownSettings(NamedTuple):
    default: Any
    fits: Callable[[Any], bool]
    expected: str
    many: bool = False


_KNOWN: dict[str, _KnownSettings] = {
    "paths": _KnownSettings(None, lambda v: _texts(v) and bool(v), '["flows"]', many=True),
    "exclude": _KnownSettings([], _texts, '["docs/*"]', many=True),
    "as_of": _KnownSettings(None, lambda v: isinstance(v, AsOf), "2026-03-01"),
    "lang": _KnownSettings(None, lambda v: v in LANGUAGES, "nl / en"),
    "fail_on": _KnownSettings("review", lambda v: v in FAIL_ON, "violation / review / never"),
    "select": _KnownSettings([], _texts, '["purpose-limitation"]', many=True),
    "ignore": _KnownSettings([], _texts, '["data-quality"]', many=True),
    "strict": _KnownSettings(False, lambda v: isinstance(v, bool), "true / false"),
    "baseline": _KnownSettings(None, lambda v: isinstance(v, str) and bool(v), '"gbo-policy-baseline.json"'),
}
NAMES = (*_KNOWN, "parameters")


def parse_as_of(value: Any) -> AsOf | None:
    """Read a day or a moment; None when it is neither."""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    try:
        return (
            AsOf.of_day(parse_date(text))
            if isinstance(text, str) and len(text) <= 10
            else AsOf.of_moment(parse_moment(text))
        )
    except PydanticCustomError:
        return None


def load_settings(
    options: Mapping[str, Any],
    root: Path,
    config: Path | None,
    environment: Mapping[str, str],
    default_lang: str,
) -> Settings:
    """Join file, environment and options (those that are None or empty were not given). Raises PolicyError
    with all that is wrong.
    """
    file = config or find(root)
    problems: list[Problem] = []
    values = {name: Value(known.default, "default") for name, known in _KNOWN.items()}
    values["lang"] = Value(default_lang, "locale")
    parameters: dict[str, Value] = {}
    options_given = {
        n: Value(v, f"--{n.replace('_', '-')}") for n, v in options.items() if v not in (None, (), [])
    }
    for layer in (
        read_settings_file(file, NAMES, problems) if file else {},
        _of_environment(environment, problems),
        options_given,
    ):
        for name, given in layer.items():
            if name.startswith("parameters."):
                parameters[name.removeprefix("parameters.")] = given
            elif (read := _read(name, given, problems)) is not None:
                values[name] = read
    if problems:
        raise PolicyError(problems)
    if values["as_of"].value is None:
        values["as_of"] = Value(AsOf.of_moment(datetime.now(UTC)), "now")
    return Settings(_placed(values, file), parameters, file)


def _read(name: str, given: Value, problems: list[Problem]) -> Value | None:
    """Give a value in its own type; None, with a problem told, when it does not fit."""
    known, value = _KNOWN[name], given.value
    read = parse_as_of(value) if name == "as_of" else list(value) if isinstance(value, tuple) else value
    read = str(read) if isinstance(read, Path) else read
    if known.fits(read):
        return given._replace(value=read)
    problems.append(
        _complaint("bad-setting", given, word=shown(value), setting=name, expected=known.expected)
    )
    return None


def _placed(values: dict[str, Value], file: Path | None) -> dict[str, Value]:
    """Let paths in the settings file start from its own folder."""
    for name in ("paths", "baseline"):
        given = values[name]
        if given.location is not None and file is not None:
            here = (
                [str(file.parent / p) for p in given.value]
                if name == "paths"
                else str(file.parent / given.value)
            )
            values[name] = given._replace(value=here)
    return values


def _of_environment(environment: Mapping[str, str], problems: list[Problem]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for variable in sorted(v for v in environment if v.startswith(PREFIX) and environment[v]):
        text, word = environment[variable], variable.removeprefix(PREFIX)
        if word.startswith(_PARAMETERS):
            name = "parameters." + word.removeprefix(_PARAMETERS).lower().replace("__", ".")
            found[name] = Value(int(text) if _number(text) else text, variable)
        elif word.lower() in _KNOWN:
            found[word.lower()] = Value(_of_text(text, _KNOWN[word.lower()]), variable)
        elif word not in NOT_SETTINGS:
            known = [PREFIX + n.upper() for n in _KNOWN]
            guess = nearest(word.lower(), list(_KNOWN))
            problems.append(
                problem(
                    "unknown-setting",
                    None,
                    word=variable,
                    known=listed(known),
                    guess=guess and PREFIX + guess.upper(),
                )
            )
    return found


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _of_text(text: str, known: _KnownSettings) -> Any:
    """Read a variable's text: a list by its commas, a flag by its word."""
    if known.many:
        return [w for w in (p.strip() for p in text.split(",")) if w]
    flags = {"true": True, "1": True, "false": False, "0": False}
    return flags.get(text.lower(), text) if isinstance(known.default, bool) else text


def _silenced(pack: Pack, select: Value, ignore: Value) -> list[Problem]:
    """Find the rules that may not be left out, and that settings leave out all the same; on the command line
    everybody sees it.
    """
    firm = [r.id for r in pack.rules if not r.waivable and r.clause != "house"]
    found = []
    if not ignore.source.startswith("--"):
        found = [
            problem("critical-ignored", ignore.location, word=w)
            for w in dict.fromkeys(ignore.value)
            if w in firm
        ]
    left = [r for r in firm if r not in select.value]
    if select.value and left and not select.source.startswith("--"):
        found.append(problem("critical-unselected", select.location, number=len(left), known=listed(left)))
    return found


def chosen_rules(pack: Pack, select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """Give the rules left by ``select`` (all when empty) and ``ignore``. Raises PolicyError for unknown ids
    or when none is left.
    """
    ids = [r.id for r in pack.rules]
    wrong = [w for w in (*select, *ignore) if w not in ids]
    if wrong:
        raise PolicyError(
            [problem("unknown-rule", None, word=w, known=listed(ids), guess=nearest(w, ids)) for w in wrong]
        )
    # the house's own rules judge waivers and logs, whatever is selected
    rules = [
        r for r in pack.rules if (not select or r.id in select or r.clause == "house") and r.id not in ignore
    ]
    if not any(r.clause != "house" for r in rules):
        raise PolicyError([problem("nothing-selected")])
    return rules

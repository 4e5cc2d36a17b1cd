"""Click's own words in the run's language: help and usage errors speak one language throughout.

Click looks its words up by gettext, each module under a name of its own; those names are given our lookup.
For English too: gettext has none of these words, and imports `locale` to find that out. A word that a newer
click adds stays English until it stands here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

_DUTCH: Mapping[str, str] = {
    "Aborted!": "Afgebroken!",
    "Argument {name!r} takes {nargs} values.": "Argument {name!r} vraagt {nargs} waarden.",
    "Arguments": "Argumenten",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "Commands": "Opdrachten",
    "Could not open file {filename!r}: {message}": "Bestand {filename!r} gaat niet open: {message}",
    "Did you mean {possibility}?": "Bedoelt u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelt u een van: {possibilities}?)",
    "Do you want to continue?": "Wilt u doorgaan?",
    "Error: The two entered values do not match.": "Fout: de twee ingevoerde waarden zijn niet gelijk.",
    "Error: invalid input": "Fout: ongeldige invoer",
    "Error: {message}": "Fout: {message}",
    "Got unexpected extra argument ({args})": "Er staat een argument te veel ({args})",
    "Got unexpected extra arguments ({args})": "Er staan argumenten te veel ({args})",
    "Invalid value for {param_hint}: {message}": "Ongeldige waarde voor {param_hint}: {message}",
    "Invalid value: {message}": "Ongeldige waarde: {message}",
    "Missing argument": "Ontbrekend argument",
    "Missing command.": "Er ontbreekt een opdracht.",
    "Missing option": "Ontbrekende optie",
    "Missing parameter": "Ontbrekende parameter",
    "Missing parameter: {param_name}": "Ontbrekende parameter: {param_name}",
    "Missing {param_type}": "Ontbrekend: {param_type}",
    "No such command {name!r}.": "Opdracht {name!r} bestaat niet.",
    "No such option {name!r}.": "Optie {name!r} bestaat niet.",
    "No such option: {name}": "Optie {name} bestaat niet",
    "Option {name!r} does not take a value.": "Optie {name!r} krijgt geen waarde.",
    "Option {name!r} requires an argument.": "Optie {name!r} vraagt een waarde.",
    "Option {name!r} requires {nargs} arguments.": "Optie {name!r} vraagt {nargs} waarden.",
    "Options": "Opties",
    "Positional arguments": "Argumenten",
    "Repeat for confirmation": "Herhaal ter bevestiging",
    "Show the version and exit.": "Toon de versie.",
    "Show this message and exit.": "Toon deze uitleg.",
    "Takes {nargs} values but 1 was given.": "Vraagt {nargs} waarden; er is er 1 gegeven.",
    "Takes {nargs} values but {len} were given.": "Vraagt {nargs} waarden; er zijn er {len} gegeven.",
    "Try '{command} {option}' for help.": "Voer '{command} {option}' uit voor uitleg.",
    "Usage:": "Gebruik:",
    "default: {default}": "standaard: {default}",
    "deprecated": "verouderd",
    "directory": "map",
    "env var: {var}": "omgevingsvariabele: {var}",
    "file": "bestand",
    "path": "pad",
    "required": "verplicht",
    "unknown error": "onbekende fout",
    "{name} {filename!r} does not exist.": "{name} {filename!r} bestaat niet.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} is een map.",
    "{name} {filename!r} is a file.": "{name} {filename!r} is een bestand.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} is niet leesbaar.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} is niet schrijfbaar.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} is geen ja of nee. Bekend"
    " zijn: {states}",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen geldig getal.",
    "{value!r} is not {choice}.": "{value!r} is niet {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} is geen van {choices}.",
    "{value} is not in the range {range}.": "{value} ligt buiten {range}.",
}
_USAGE = {"[OPTIONS]": "[OPTIES]", "COMMAND [ARGS]...": "OPDRACHT [ARGUMENTEN]..."}


def in_usage(pieces: list[str], lang: str) -> list[str]:
    """Give the pieces of a usage line in the reader's language."""
    return [_USAGE.get(p, p) for p in pieces] if lang == "nl" else pieces


def dutch(text: str) -> str:
    """Give click's text in Dutch, or as it is."""
    return _DUTCH.get(text, text)


def dutch_number(one: str, more: str, number: int) -> str:
    """Give click's text for one or for more in Dutch."""
    return dutch(one if number == 1 else more)


def english(text: str) -> str:
    """Give click's text as it is."""
    return text


def english_number(one: str, more: str, number: int) -> str:
    """Give click's text for one or for more as it is."""
    return one if number == 1 else more


def speak(lang: str) -> None:
    """Let every module of click that is loaded look its words up here, in ``lang`` (nl or en)."""
    words, numbers = (dutch, dutch_number) if lang == "nl" else (english, english_number)
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for own, ours in (("_", words), ("ngettext", numbers)):
                if hasattr(module, own):
                    setattr(module, own, ours)

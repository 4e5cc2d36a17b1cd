"""Countries as a person writes and reads them: by their names in Dutch and English, or by their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gbo_policy.basics.folding import folded

# the names that people write, in Dutch and in English; every code of ISO 3166-1 is understood beside them
_NAMES = {
    "BE": ("België", "Belgium"), "NL": ("Nederland", "the Netherlands"), "DE": ("Duitsland", "Germany"),
    "FR": ("Frankrijk", "France"), "LU": ("Luxemburg", "Luxembourg"), "IE": ("Ierland", "Ireland"),
    "ES": ("Spanje", "Spain"), "IT": ("Italië", "Italy"), "PT": ("Portugal", "Portugal"),
    "PL": ("Polen", "Poland"), "SE": ("Zweden", "Sweden"), "DK": ("Denemarken", "Denmark"),
    "FI": ("Finland", "Finland"), "AT": ("Oostenrijk", "Austria"), "CZ": ("Tsjechië", "Czechia"),
    "RO": ("Roemenië", "Romania"), "BG": ("Bulgarije", "Bulgaria"), "NO": ("Noorwegen", "Norway"),
    "IS": ("IJsland", "Iceland"), "GB": ("Verenigd Koninkrijk", "United Kingdom"),
    "CH": ("Zwitserland", "Switzerland"), "US": ("Verenigde Staten", "United States"),
    "IN": ("India", "India"), "CA": ("Canada", "Canada"), "MA": ("Marokko", "Morocco"),
    "TR": ("Turkije", "Turkey"), "CN": ("China", "China"), "JP": ("Japan", "Japan"),
    "IL": ("Israël", "Israel"), "UA": ("Oekraïne", "Ukraine"), "PH": ("Filipijnen", "Philippines"),
    "EU": ("Europese Unie", "European Union"),
    "EEA": ("Europese Economische Ruimte", "European Economic Area"),
}  # fmt: skip
_ALSO = {
    "belgie": "BE", "netherlands": "NL", "groot-brittannië": "GB", "vk": "GB", "uk": "GB", "engeland": "GB",
    "england": "GB", "verenigde staten van amerika": "US", "amerika": "US", "america": "US", "vs": "US",
    "usa": "US", "vsa": "US", "eer": "EEA", "eea": "EEA",
}  # fmt: skip
# each name, as names are compared, with its code
CODES = {folded(name): code for code, names in _NAMES.items() for name in names} | {
    folded(name): code for name, code in _ALSO.items()
}
# what each code is called, by language
COUNTRY_NAMES = {lang: {c: n[i] for c, n in _NAMES.items()} for i, lang in enumerate(("nl", "en"))}
INSIDE = (("BE", "België"), ("EEA", ""))


def country(text: str) -> str | None:
    """Give the code of a country that somebody wrote; a word that is none comes back as it is, and is told as
    an error.
    """
    word = text.strip()
    return CODES.get(folded(word), word.upper() if re.fullmatch("[A-Za-z]{2}", word) else word) or None


def countries(text: str) -> list[str]:
    """Give the codes of the countries in a text, which commas, semicolons or lines part."""
    return [code for part in re.split(r"[,;\n]", text) if (code := country(part)) is not None]


def country_named(code: str, lang: str) -> str:
    """Give the name of a country by its code; a code that has no name here stands as it is."""
    return COUNTRY_NAMES[lang].get(code, code)


def countries_named(codes: Iterable[str], lang: str) -> str:
    """Give the names of several countries, as `countries` reads them back."""
    return ", ".join(country_named(str(code), lang) for code in codes)

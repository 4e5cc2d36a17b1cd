"""The user's language, from what the environment says."""

from __future__ import annotations

from collections.abc import Mapping

from gbo_policy.basics.translate import LANGUAGES


def locale_language(environment: Mapping[str, str]) -> str:
    """Give nl or en: the first of LC_ALL, LC_MESSAGES and LANG that is set decides, as gettext reads them;
    otherwise en.
    """
    setting = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := environment.get(name))), "")
    choices = (
        environment.get("LANGUAGE", "").split(":")
        if setting not in ("", "C", "POSIX") and not setting.startswith("C.")
        else []
    )
    for choice in (*choices, setting):
        if choice[:2].lower() in LANGUAGES:
            return choice[:2].lower()
    return "en"

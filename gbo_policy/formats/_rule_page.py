"""Where the page of a rule is found on the web: in the repository that the program was installed from."""

from __future__ import annotations

import json
from functools import cache
from urllib.parse import quote, urlsplit

from gbo_policy.rulebook.rule import Rule

# a name, where the program was not installed from a repository on the web; `gbo-policy rules show ID` prints
# the page of a rule
NAME = "urn:gbo-policy:rule:{rule}"
_BUILT_IN = "gbo/"


def rule_page(rule: Rule) -> str:
    """Give the address of a rule's page, at the very commit that judged; its name, where there is no such
    page.
    """
    folder = _pages() if rule.file.startswith(_BUILT_IN) else None
    return NAME.format(rule=rule.id) if folder is None else f"{folder}/{quote(rule.id)}.md"


@cache
def _pages() -> str | None:
    from importlib.metadata import PackageNotFoundError, distribution  # slow, and only this format asks

    try:
        return pages_of(distribution("gbo-policy").read_text("direct_url.json"))
    except PackageNotFoundError:
        return None


def pages_of(installed_from: str | None) -> str | None:
    """Read the folder of the pages off what pip recorded of an installation (PEP 610); None for what is not
    on the web.
    """
    try:
        found = json.loads(installed_from or "{}")
        address, commit = urlsplit(found["url"]), found["vcs_info"]["commit_id"]
    except (LookupError, TypeError, ValueError):
        return None
    if address.scheme not in ("http", "https") or not address.hostname or not commit.isalnum():
        return None
    host = address.hostname + (f":{address.port}" if address.port else "")  # without whose password it was
    return f"{address.scheme}://{host}{address.path.removesuffix('/').removesuffix('.git')}/blob/{commit}/docs/rules"

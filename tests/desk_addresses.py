"""An address of every kind that the desk answers, on the fixture `mixed`: made from what the application has,
so that a new page cannot be left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from gbo_policy.agreement.events import names as event_types
from gbo_policy.desk.deskapp import routes
from gbo_policy.desk.parts.asking import all_steps
from gbo_policy.documents.writing import names as papers
from tests.desk_kit import csrf

FLOW, EVENT, PARTY = "clientdossier-cloud", "zwakke-wachtwoorden", "caw-polderkant"
# an address of each kind of which the words do not follow from the application
_GIVEN = {
    "/": ["/", "/?q=cloud&answer=not-so", "/?q=niets-dat-er-is"],
    "/flow/{flow}": [f"/flow/{FLOW}", "/flow/vluchthuis", "/flow/huisbezoekverslagen"],
    "/register/event/{key}": [f"/register/event/{EVENT}", "/register/event/inzageverzoek-3"],
    "/agreement/{section}/new": ["/agreement/parties/new", "/agreement/processors/new"],
    "/agreement/{section}/{key}": [f"/agreement/parties/{PARTY}", "/agreement/processors/cliq-cloud"],
    "/judgement": ["/judgement?term=necessity&kind=flow&id=huisbezoekverslagen"],
    "/judgement/change/{number}": ["/judgement/change/0"],
    "/waivers/new": ["/waivers/new?rule=agreed-channel&kind=flow&id=doorverwijzing-woonbegeleiding"],
}
# a list with two columns of one name, a word that may be meant otherwise and a core actor that is none here
LIST = """Nr.;Soort;Verzender;Ontvanger;Doel;Gegevens;Gegevens
1;intern;CAW Polderkant;iemand;opvolging;gezondheid;veel
2;uitwisseling;CAW Polderkant;;doorverwijzing/opvolging;gezondheid;
"""
# what a page has of a kind of its own elsewhere: a file that leaves the desk
FILES = "/downloads/"


def kinds() -> set[str]:
    """Give the addresses that the application answers with a page, as its routes write them."""
    return {
        r.path
        for r in routes()
        if r.get is not None and not r.path.startswith(FILES) and not r.path.endswith("/download")
    }


def addresses(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Give each kind of page with an address of it, on a desk that is open on `mixed`."""
    for kind in sorted(kinds()):
        for one in _of(kind, client):
            yield kind, one


def _of(kind: str, client: httpx.Client) -> list[str]:
    match kind:
        case "/register/new/{type}":
            return [f"/register/new/{name}" for name in event_types()]
        case "/letter/{kind}":
            asked = f"?flow={FLOW}"
            return [f"/letter/{name}{asked if name == 'advice' else ''}" for name in papers()]
        case "/exchange/{draft}/{step}":
            begun = client.get(f"/flow/{FLOW}/variant/begin?at=what").url.path.rpartition("/")[0]
            return [f"{begun}/{name}" for name in (*(s.name for s in all_steps()), "result")]
        case "/flow/{flow}/{how}/begin":
            return [f"/flow/{FLOW}/{how}/begin" for how in ("change", "copy", "variant")]
        case "/list/{key}":
            asked = client.get("/exchange")
            given = {"list": ("lijst van mij.csv", LIST.encode())}
            return [client.post("/list", data={"csrf": csrf(asked)}, files=given).url.path]
        case "/save/{key}":
            page = client.get("/exchange")
            shown = client.post(f"/flow/{FLOW}/take-away", data={"csrf": csrf(page)})
            return [shown.url.path]
    return _GIVEN.get(kind) or [kind]

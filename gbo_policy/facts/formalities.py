"""Facts on publication (P3), the DPOs' advice (P4) and the signatures (14.1)."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.agreement import Party, Publication
from gbo_policy.declarations.references import entries
from gbo_policy.facts.binding import is_member
from gbo_policy.facts.context import Context
from gbo_policy.facts.row import Made
from gbo_policy.logic.kleene import every, some


class _PublicationEntry(NamedTuple):
    """One publication: where it stands, what it says, whether it has happened, and whether a CAW made it."""

    path: Steps
    said: Publication
    reached: bool | None
    by_caw: bool | None


def publication(context: Context) -> Made:
    """Give what is known of the publication by each CAW, and what it comes from."""
    part = context.workspace.agreement.publication
    names = ("published", "published_by_caw", "published_by_each", "on_own_website")
    caws = _caws(context)
    facts: dict[str, Any] = {"caws": caws} | dict.fromkeys(names)
    found = [_entry(path, one, context) for path, one in entries(part, "publication")]
    if not found:
        unsaid = dict.fromkeys(names, from_key("publication"))
        return facts | {
            "published": None if part is None else False,
            "caws": _accused(caws, by_caw=False, context=context),
        }, unsaid
    live = [e for e in found if e.reached is not False]
    facts |= {
        "published": some([e.reached for e in found]),
        "published_by_caw": some([e.by_caw for e in live]),
        "published_by_each": None if caws is None else every([_by(caw, live) for caw in caws]),
    }
    facts["caws"] = _accused(caws, facts["published_by_caw"], context)
    sites = [(e, *_own_site(e, context)) for e in live if e.by_caw]
    facts["on_own_website"] = every([own for _, own, _ in sites])
    nameless = tuple((*e.path, "by") for e in live if e.said.by is None)
    undated = tuple((*e.path, "published_on") for e in live if e.reached is None)
    origins = {
        "published": undated,
        "published_by_caw": nameless,
        "published_by_each": (*nameless, *undated),
        "on_own_website": tuple(dict.fromkeys(p for _, own, p in sites if own is facts["on_own_website"])),
    }
    return facts, {k: v or from_key("publication") for k, v in origins.items()}


def _entry(path: Steps, said: Publication, context: Context) -> _PublicationEntry:
    role = context.workspace.parties[said.by].role if said.by is not None else None
    lead = context.vocabulary.particulars.lead
    reached = None if said.published_on is None else context.as_of.reached(said.published_on)
    return _PublicationEntry(path, said, reached, None if role is None else role == lead)


def _caws(context: Context) -> tuple[str, ...] | None:
    """Give the CAWs among the core actors of the as-of date; None when some one's role is not said."""
    parties = [p for p in context.workspace.parties.values() if is_member(p, context.as_of.day)]
    return (
        None
        if any(p.role is None for p in parties)
        else tuple(p.id for p in parties if p.role == context.vocabulary.particulars.lead)
    )


def _accused(caws: tuple[str, ...] | None, by_caw: bool | None, context: Context) -> tuple[str, ...] | None:
    """Give the CAWs whose it is that none published: those of the start, or else those that have been bound
    longest. Whoever joined later has not had as long.
    """
    if by_caw or not caws:
        return caws
    first = tuple(c for c in caws if not context.signatures.joined_later(c))
    if first:
        return first
    since = {c: _bound_since(c, context) for c in caws}
    days = [d for d in since.values() if d is not None]
    return tuple(c for c in caws if since[c] == min(days)) if days else caws


def bound_from(caws: tuple[str, ...] | None, context: Context) -> date | None:
    """Give since when one of some CAWs has been bound: from the start, unless all of them joined later."""
    if not caws or not all(map(context.signatures.joined_later, caws)):
        return context.in_force_from
    return min((d for c in caws if (d := _bound_since(c, context))), default=None)


def _bound_since(caw: str, context: Context) -> date | None:
    return context.bound(caw).since


def _by(caw: str, live: list[_PublicationEntry]) -> bool | None:
    return some([e.reached if e.said.by == caw else None if e.said.by is None else False for e in live])


def _own_site(entry: _PublicationEntry, context: Context) -> tuple[bool | None, Steps]:
    """Tell whether a publication is on its CAW's own website, and the path that says so or would."""
    by, url = entry.said.by or "", entry.said.url
    website = context.workspace.parties[by].website
    if url in (None, "none"):
        return None, (*entry.path, "url")
    if website in (None, "none"):
        return None, ("parties", by, "website")
    return _host(str(url)) == _host(str(website)), (*entry.path, "url")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def advice(party: Party, context: Context) -> Made:
    """Give what is known of the advice of a party's own DPO, or of that of whom it took over from, and of the
    signature that it has to come before: the first one, or its own where it joined later.
    """
    part = context.workspace.agreement.dpo_advice
    found = [(("agreement", *path), one) for path, one in entries(part, "dpo_advice")]
    itself = context.signatures.in_place_of(party.id)
    own = min(
        ((path, one) for path, one in found if one.by in itself),
        key=lambda e: e[1].given_on or date.min,
        default=None,
    )
    given: bool | None = None if part is None else False
    given_on, paths = None, from_key("agreement", "dpo_advice")
    if own is not None:
        given_on, paths = own[1].given_on, (((*own[0], "given_on")),)
        given = None if given_on is None else context.as_of.reached(given_on)
    elif nameless := tuple((*path, "by") for path, one in found if one.by is None):
        given, paths = None, nameless
    signed, first, after = _preceded(party.id, given_on, context)
    signatures = context.undated if context.undated and first is None else from_key("agreement", "signatures")
    facts = {
        "any_signed": signed,
        "first_signed_on": first,
        "after_the_others": after,
        "advice_given": given,
        "advice_on": given_on,
    }
    return facts, {
        "any_signed": signatures,
        "first_signed_on": signatures,
        "after_the_others": paths if given_on is None else signatures,
        "advice_given": paths,
        "advice_on": paths,
    }


def _preceded(
    party: str, given_on: date | None, context: Context
) -> tuple[bool | None, date | None, bool | None]:
    """Tell whether the signature that advice has to come before has been set, and when; and, of one that
    joined later, whether its advice came when others had signed.
    """
    first = first_signed(given_on, context)
    if not context.signatures.joined_later(party):
        return any_signed(context), first, False
    own = context.signatures.signed_by(party)
    signed_on = own if isinstance(own, date) and context.as_of.reached(own) else None
    signed = None if own is None else signed_on is not None
    return signed, signed_on, None if given_on is None or first is None else given_on >= first


def any_signed(context: Context) -> bool | None:
    """Tell whether anybody has signed by the as-of date."""
    if context.signed_on:
        return True
    signatures = context.workspace.agreement.signatures
    undated = signatures is None or any(s.signed_on is None for s in signatures)
    return None if undated else False


def first_signed(given_on: date | None, context: Context) -> date | None:
    """Give the day of the first signature; unknown where one is undated, unless the advice came after another
    anyway.
    """
    first = min(context.signed_on, default=None)
    late = first is not None and given_on is not None and given_on > first
    return first if late or not context.undated else None


def signatories(context: Context) -> tuple[bool | None, Paths]:
    """Tell whether each signature names its signatory with the function, and the paths of those that do
    not.
    """
    signatures = context.workspace.agreement.signatures
    if signatures is None:
        return None, from_key("signatures")
    unnamed = tuple(("signatures", i, "by") for i, s in enumerate(signatures) if s.by in (None, "", "none"))
    return (None if unnamed else True), unnamed or from_key("signatures")

"""What an obligation covers (5.2): which recipients, and which countries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from gbo_policy.agreement.obligation import BARRED, Obligation, obliging
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.declarations.references import names_of

if TYPE_CHECKING:  # of an audit alone: start-up counts
    from gbo_policy.declarations.model.logged_exchange import Exchange

_FLOW: Steps = ("legal_obligation",)


class Relied(NamedTuple):
    """The obligation that may cover one recipient: whether it obliges, what that comes from, and where it
    stands. ``other`` is a second one that obliges to the same, or may.
    """

    obliges: bool | None
    paths: Paths
    obligation: Obligation | str | None
    at: Steps
    other: Relied | None = None


def is_exchange(flow: Flow) -> TypeGuard[Exchange]:
    """Tell whether a flow is one that a log holds."""
    return flow.logged


def needs_law(recipient: Recipient) -> bool:
    """Tell whether only a law lets somebody receive, or may be all that does: of what kind is not said."""
    return recipient.kind in (*BARRED, None)


def lawless(flow: Flow) -> list[tuple[int, Recipient]]:
    """Give the recipients that need a law, and have none of their own stated, nor that there is none; each
    with its place.
    """
    every = enumerate(flow.recipients or ())
    return [(i, r) for i, r in every if needs_law(r) and r.legal_obligation is None]


def relied_on(flow: Flow) -> tuple[Relied, ...]:
    """Give, for each recipient of a flow, the obligation that counts for it."""
    return tuple(_relied(i, r, flow) for i, r in enumerate(flow.recipients or ()))


def _relied(index: int, recipient: Recipient, flow: Flow) -> Relied:
    own, general = recipient.legal_obligation, flow.legal_obligation
    at: Steps = ("recipients", index, *_FLOW)
    covers = general.covers if isinstance(general, Obligation) else None
    named = covers is not None and any(name in covers for name in _names(flow, index))
    if own is not None:
        mine = Relied(*obliging(own, at), own, at)
        return _either(Relied(*obliging(general), general, _FLOW), mine) if named else mine
    if not isinstance(general, Obligation) or named:
        verdict, paths = obliging(general)
        return Relied(verdict if named or needs_law(recipient) else False, paths, general, _FLOW)
    if covers is not None and needs_law(recipient):
        # the flow's leaves this one out; whether a law of its own obliges, nobody has said
        nameless = from_key("recipients", index, "name") if covers and not recipient.name else ()
        return Relied(None, (*nameless, at), None, at)
    return Relied(*_uncovered(recipient, flow, general), general, _FLOW)


def _either(named: Relied, own: Relied) -> Relied:
    """Give which of two laws counts for a recipient that both are about: one that obliges is enough. The
    flow's goes before where both do, or neither.
    """
    if named.obliges or own.obliges is False:
        return named if own.obliges is False else named._replace(other=own)
    if own.obliges or named.obliges is False:
        return own if named.obliges is False else own._replace(other=named)
    return named._replace(paths=(*named.paths, *own.paths))


def _names(flow: Flow, index: int) -> list[str]:
    """Give the names of a recipient; a logged exchange has a place in the list of its flow where it can mean
    but one there.
    """
    names = names_of(flow, index)
    if not is_exchange(flow):
        return names
    return [*names[1:], *(map(str, flow.meant) if len(flow.meant) == 1 else ())]


def _uncovered(recipient: Recipient, flow: Flow, obligation: Obligation) -> tuple[bool | None, Paths]:
    """Judge a recipient that `covers` does not name: the only one that needs an obligation has it, and no
    other.
    """
    if obligation.covers is not None:
        return False, ((*_FLOW, "covers"),)
    if not needs_law(recipient):
        return False, (_FLOW,)
    verdict, paths = obliging(obligation)
    several = flow.may_need_law if is_exchange(flow) else len(lawless(flow))
    return (None, ((*_FLOW, "covers"),)) if several > 1 and verdict is not False else (verdict, paths)


def compelled(flow: Flow, relied: Sequence[Relied]) -> tuple[bool | None, Paths]:
    """Tell whether an obliging obligation covers every recipient, the sender's own processors aside, and
    there is one. Who may be such a processor is no reason yet to say that there is one left uncovered.
    """
    if flow.recipients is None:
        return None, from_key("recipients")
    found = [(r, *_own_processor(i, flow)) for i, r in enumerate(relied)]
    stay = [r for r, own, _ in found if own is False]
    may_stay = [(r, paths) for r, own, paths in found if own is None]
    uncovered = [r for r in stay if r.obliges is False]
    if uncovered:
        return False, _once(r.paths for r in uncovered)
    if not any(r.obliges is not False for r in (*stay, *(r for r, _ in may_stay))):
        return False, from_key("recipients")  # nobody is left whom it could cover
    if all(r.obliges for r in stay) and stay and all(r.obliges for r, _ in may_stay):
        return True, _once(r.paths for r in (*stay, *(r for r, _ in may_stay)))
    open_ = [paths for r, paths in may_stay if not (r.obliges and stay)]
    return None, _once((*open_, *(r.paths for r in (*stay, *(r for r, _ in may_stay)) if r.obliges is None)))


def _once(found: Iterable[Paths]) -> Paths:
    return tuple(dict.fromkeys(path for paths in found for path in paths))


def _own_processor(index: int, flow: Flow) -> tuple[bool | None, Paths]:
    """Tell whether a recipient processes for the sender itself, or what leaves it open."""
    recipient = (flow.recipients or ())[index]
    kind, user = recipient.kind, recipient.on_behalf_of
    if kind not in ("processor", None) or (user is not None and flow.sender not in (None, user)):
        return False, ()
    here: Steps = ("recipients", index)
    unsaid = (
        ((*here, "kind"), kind),
        ((*here, "on_behalf_of"), user),
        (("sender",), flow.sender),
    )
    open_ = tuple(path for path, value in unsaid if value is None)
    return (None, open_) if open_ else (True, ())


def covers_country(
    code: str | None, path: Steps, relied: Relied, flow: Flow, recipient: Recipient
) -> tuple[bool | None, Paths]:
    """Tell whether an obliging obligation covers a country (None: one that is not stated) that stands at
    ``path``.
    """
    # a location in the recipient's own country is not elsewhere
    home = path == ("country",) or (code is not None and code == recipient.country)
    if home and relied.obliges:
        return True, relied.paths
    own, general = recipient.legal_obligation, flow.legal_obligation
    stated = [(own, relied.at)] if own is not None else []
    stated += [(general, _FLOW)] if general is not None else []
    unsaid = own is None and relied.obliges is None and relied.at != _FLOW  # its own may name any country
    if unsaid or (home and relied.obliges is None):
        open_: list[Steps] = list(relied.paths)
    else:
        open_ = [] if stated else [_FLOW]
    for obligation, at in stated:
        verdict, paths = _names_country(obligation, at, code)
        if verdict:
            return True, paths
        open_ += paths if verdict is None else ()
    if recipient.country is None and needs_law(recipient) and relied.obliges is not False:
        open_.append(("country",))  # it may be the one that stands here
    return (None, tuple(dict.fromkeys(open_))) if open_ else (False, ())


def _names_country(obligation: Obligation | str, at: Steps, code: str | None) -> tuple[bool | None, Paths]:
    obliges, paths = obliging(obligation, at)
    if not isinstance(obligation, Obligation) or obliges is False:
        return False, ()
    if obligation.countries is None:
        return None, (paths if obliges is None else ((*at, "countries"),))
    if code is None or code in obligation.countries:
        return (obliges if code is not None else None), paths
    return False, ()

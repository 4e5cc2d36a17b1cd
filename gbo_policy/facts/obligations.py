"""What an obligation covers (5.2): which recipients, and which countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gbo_policy.agreement.obligation import BARRED, Obligation, obliging
from gbo_policy.basics.steps import Paths, Steps, from_key
from gbo_policy.declarations.model.flow import Exchange, Flow, Recipient
from gbo_policy.declarations.references import names_of
from gbo_policy.logic.compile import every

_FLOW: Steps = ("legal_obligation",)


class Relied(NamedTuple):
    """The obligation that may cover one recipient: whether it obliges, what that comes from, and where it
    stands.
    """

    obliges: bool | None
    paths: Paths
    obligation: Obligation | str | None
    at: Steps


def relied_on(flow: Flow) -> tuple[Relied, ...]:
    """Give, for each recipient of a flow, the obligation that counts for it."""
    return tuple(_relied(i, r, flow) for i, r in enumerate(flow.recipients or ()))


def _relied(index: int, recipient: Recipient, flow: Flow) -> Relied:
    own, general = recipient.legal_obligation, flow.legal_obligation
    at: Steps = ("recipients", index, *_FLOW)
    covers = general.covers if isinstance(general, Obligation) else None
    named = covers is not None and any(name in covers for name in _names(flow, index))
    if own is not None and not named:
        return Relied(*obliging(own, at), own, at)
    if not isinstance(general, Obligation) or named:
        verdict, paths = obliging(general)
        needs = recipient.kind in BARRED or recipient.kind is None
        return Relied(verdict if named or needs else False, paths, general, _FLOW)
    if covers is not None and recipient.kind in (*BARRED, None):
        # the flow's leaves this one out; whether a law of its own obliges, nobody has said
        nameless = from_key("recipients", index, "name") if covers and not recipient.name else ()
        return Relied(None, (*nameless, at), None, at)
    return Relied(*_uncovered(recipient, flow, general), general, _FLOW)


def _names(flow: Flow, index: int) -> list[str]:
    """Give the names of a recipient; a logged exchange has no place in the list of its flow."""
    names = names_of(flow, index)
    return names[1:] if isinstance(flow, Exchange) else names


def _uncovered(recipient: Recipient, flow: Flow, obligation: Obligation) -> tuple[bool | None, Paths]:
    """Judge a recipient that `covers` does not name: the only one that needs an obligation has it, and no
    other.
    """
    if obligation.covers is not None:
        return False, ((*_FLOW, "covers"),)
    if recipient.kind not in (*BARRED, None):
        return False, (_FLOW,)
    verdict, paths = obliging(obligation)
    rivals = sum(r.kind in (*BARRED, None) and r.legal_obligation is None for r in flow.recipients or ())
    return (None, ((*_FLOW, "covers"),)) if rivals > 1 and verdict is not False else (verdict, paths)


def compelled(flow: Flow, relied: Sequence[Relied]) -> tuple[bool | None, Paths]:
    """Tell whether an obliging obligation covers every recipient, the sender's own processors aside, and
    there is one.
    """
    if flow.recipients is None:
        return None, from_key("recipients")
    rests = [r for one, r in zip(flow.recipients, relied, strict=True) if not _own_processor(one, flow)]
    if not rests:
        return False, from_key("recipients")
    verdict = every([r.obliges for r in rests])
    deciding = (path for r in rests if r.obliges is verdict for path in r.paths)
    return verdict, tuple(dict.fromkeys(deciding))


def _own_processor(recipient: Recipient, flow: Flow) -> bool:
    return recipient.kind == "processor" and recipient.on_behalf_of == flow.sender is not None


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

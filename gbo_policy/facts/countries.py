"""Where a recipient's data go (5.2): the countries outside the EEA, those of unsettled standing, and what an
obligation covers.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from gbo_policy.agreement.obligation import BARRED
from gbo_policy.basics.steps import Paths, Steps
from gbo_policy.declarations.model.agreement import Places, Processor
from gbo_policy.declarations.model.flow import Flow, Recipient
from gbo_policy.facts.context import Context
from gbo_policy.facts.obligations import Relied, covers_country
from gbo_policy.logic.kleene import every

W = TypeVar("W", str, Steps)


class Countries(NamedTuple):
    """Where a recipient's data go.

    ``leaves``: some country is outside the EEA. ``outside``: those, and ``paths`` where they stand, or what
    leaves it open. ``covered``: an obliging obligation covers each of them, or would cover what is not
    stated. ``coverable``: some obligation covers, or may cover, one of them. ``barred``: those that none
    covers.
    """

    leaves: bool | None
    outside: tuple[str, ...]
    paths: Paths
    covered: bool | None
    covered_paths: Paths
    coverable: bool
    barred: tuple[str, ...]
    unsettled: tuple[str, ...]
    unsettled_paths: Paths


def countries(recipient: Recipient, flow: Flow, relied: Relied, context: Context) -> Countries:
    """Find where one recipient's data go, and what of it an obligation covers."""
    named, missing = _named(recipient, flow, context.workspace.processors)
    agreed = context.agreed_recipient(recipient.name)
    if agreed:  # who may receive may do so where it sits, not elsewhere
        named = [(c, p) for c, p in named if p != ("country",)]
    inside = context.vocabulary.inside | context.departures.countries
    unsettled = context.vocabulary.unsettled - inside
    outside = [(c, p) for c, p in named if c not in inside and c not in unsettled]
    judged = [(c, covers_country(c, p, relied, flow, recipient)) for c, p in outside]
    if agreed is None:
        judged = [
            (c, (None, (*paths, ("name",))) if p == ("country",) and not covered else (covered, paths))
            for (c, (covered, paths)), (_, p) in zip(judged, outside, strict=True)
        ]
    open_ = [
        (c, p) for c, p in named if c in unsettled and not covers_country(c, p, relied, flow, recipient)[0]
    ]
    unstated = [covers_country(None, p, relied, flow, recipient) for p in missing]
    covered = every([v for _, (v, _) in judged] + [v or None for v, _ in unstated])
    deciding = (
        path
        for verdict, paths in (*(found for _, found in judged), *unstated)
        if verdict is covered
        for path in paths
    )
    leaves = True if outside else None if missing else False
    everywhere = _once(p for _, p in named)
    return Countries(
        leaves=leaves,
        outside=_once(c for c, _ in outside),
        paths=_once(p for _, p in outside) or tuple(missing) or everywhere,
        covered=covered,
        covered_paths=_once(deciding) or ((("legal_obligation",),) if covered is False else ()),
        coverable=any(v is not False for v, _ in (*(found for _, found in judged), *unstated)),
        barred=_once(c for c, (v, _) in judged if v is False),
        unsettled=_once(c for c, _ in open_),
        unsettled_paths=_once(p for _, p in open_) or everywhere,
    )


def _once(words: Iterable[W]) -> tuple[W, ...]:
    return tuple(dict.fromkeys(words))


def _named(
    recipient: Recipient, flow: Flow, processors: Mapping[str, Processor]
) -> tuple[list[tuple[str, Steps]], list[Steps]]:
    """Give the countries with where each stands, and what is not stated. The client may live anywhere."""
    named, missing = places(flow.locations, ("locations",))
    if recipient.kind == "data-subject":
        return named, missing
    if recipient.kind is None:
        missing.append(("kind",))
    if recipient.country is not None:
        named.append((recipient.country, ("country",)))
    elif recipient.kind in BARRED:
        missing.append(("country",))
    if recipient.processor is not None:
        more, lacking = places(
            processors[recipient.processor].countries, ("processors", recipient.processor, "countries")
        )
        named, missing = named + more, missing + lacking
    elif recipient.kind == "processor":
        missing.append(("processor",))
    return named, missing


def places(given: Places | None, path: Steps) -> tuple[list[tuple[str, Steps]], list[Steps]]:
    """Give the countries of storage and access with the paths where they stand, and the paths that are not
    stated.
    """
    if given is None:
        return [], [path]
    named: list[tuple[str, Steps]] = []
    missing: list[Steps] = []
    for key in ("storage", "access"):
        codes: tuple[str, ...] | None = getattr(given, key)
        if codes is None:
            missing.append((*path, key))
        named += [(c, (*path, key)) for c in codes or ()]
    return named, missing

"""An exchange of a log, as the facts of flows are computed from it."""

from gbo_policy.declarations.model.flow import Flow


class Exchange(Flow):
    """A logged exchange, judged as a flow of one day with one recipient; ``declared`` when the log says under
    which flow it was sent.

    What goes beyond that flow is in ``beyond_…``; None when the flow leaves it open. ``meant`` are the
    places, among that flow's recipients, of those that it may be to; ``may_need_law`` how many recipients
    that flow's law may be about where it does not say (5.2).
    """

    logged = True
    declared: bool = False
    meant: tuple[int, ...] = ()
    may_need_law: int = 1
    beyond_purposes: tuple[str, ...] | None = None
    beyond_data: tuple[str, ...] | None = None
    beyond_recipient: tuple[str, ...] | None = None

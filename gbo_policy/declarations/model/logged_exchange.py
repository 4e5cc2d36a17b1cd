"""An exchange of a log, as the facts of flows are computed from it."""

from gbo_policy.declarations.model.flow import Flow


class Exchange(Flow):
    """A logged exchange, judged as a flow of one day with one recipient; ``declared`` when the log says under
    which flow it was sent.

    What goes beyond that flow is in ``beyond_…``; None when the flow leaves it open.
    """

    logged = True
    declared: bool = False
    beyond_purposes: tuple[str, ...] | None = None
    beyond_data: tuple[str, ...] | None = None
    beyond_recipient: tuple[str, ...] | None = None

"""What a pack says of its agreement besides words, clauses, norms and rules: whom it names first, how it is
ended, what its ladder rests on.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from gbo_policy.basics.calendar import PublicHolidays

Start = Literal["next-monday", "first-of-next-month"]


class NoticeTerms(NamedTuple):
    """How a notice ends the agreement: its clause, the means that it asks for, its months, the day from which
    they run.

    ``presumed_receipt``: the working days after dispatch by which it counts as received, where nobody says
    when.
    """

    clause: str
    means: str
    months: int
    starts: Start
    presumed_receipt: int


class Particulars(NamedTuple):
    """``lead``: the role that publishes the agreement and whose officer advises on it. ``number``: the scheme
    of enterprise numbers.

    ``holidays``: the public holidays that are no working days. ``cure`` and ``improvement``: the house norms
    for the reasonable term of a non-compliance and of a security finding; ``security``: the clauses that such
    a finding is about. ``processors``: the clause on them; ``supervision``: the one that names the
    authorities.
    """

    lead: str
    number: str
    holidays: PublicHolidays
    notice: NoticeTerms
    cure: str
    improvement: str
    security: tuple[str, ...]
    processors: str
    supervision: str

    @staticmethod
    def from_data(data: Mapping[str, Any], holidays: Mapping[str, str]) -> "Particulars":
        """Read them from the pack's checked data, with the ``holidays`` that it keeps. LookupError or
        TypeError for what is none.
        """
        notice, ladder = data["notice"], data["ladder"]
        return Particulars(
            lead=data["lead"],
            number=data["number"],
            holidays=PublicHolidays(data["holidays"], holidays),
            notice=NoticeTerms(
                clause=notice["clause"],
                means=notice["means"],
                months=notice["months"],
                starts=notice["starts"],
                presumed_receipt=notice["presumed_receipt"],
            ),
            cure=ladder["cure"],
            improvement=ladder["improvement"],
            security=tuple(ladder["security"]),
            processors=data["processors"],
            supervision=data["supervision"],
        )

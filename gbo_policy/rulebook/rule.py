"""A rule: the file that an author writes (``RuleFile``), and the checked rule that judges (``Rule``)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from gbo_policy.logic.tree import NORM_NAMES, OTHER_NAMES, Condition, Node
from gbo_policy.terms.kinds import LIFE, OVER, Kind

SEVERITIES = ("critical", "high", "medium", "low")


class Text(NamedTuple):
    """A text in both languages."""

    en: str
    nl: str

    def in_(self, lang: str) -> str:
        """Give the text in ``lang`` (nl or en)."""
        return self.nl if lang == "nl" else self.en


def shown_in(text: str) -> list[str]:
    """Give the words that a text shows a fact by, each in braces; ValueError for a brace that shows none."""
    if "{" not in text and "}" not in text:
        return []
    # braces that are meant as such are written twice
    before, *parts = text.replace("{{", " ").split("{")
    pairs = [part.partition("}") for part in parts]
    around = " ".join([before, *[after for _, _, after in pairs]]).replace("}}", "")
    if "}" in around or not all(end and word.replace("_", "a").isalnum() for word, end, _ in pairs):
        raise ValueError("a brace that shows no fact")
    return [word for word, _, _ in pairs]


class Norm(NamedTuple):
    """A house norm as in force: whole ``expected`` and ``outer`` numbers of its ``unit`` (days or hours).

    ``agreed``: the signed text states it, so that it is no house norm but a term of the agreement.
    """

    name: str
    expected: int
    outer: int
    unit: str
    agreed: bool = False


class OtherNorm(NamedTuple):
    """The house norm that counts in the place of a rule's own, where the fact called ``when`` is true."""

    when: str
    name: str


class Sanction(NamedTuple):
    """The clause that answers a violation, the clause it comes through if any, and the measures that it
    names.
    """

    clause: str
    via: str | None
    measures: tuple[str, ...]


class Telling(NamedTuple):
    """What is said, and what would mend it (None: the rule's own remedy), of a finding that it fits.

    It fits where ``when`` holds; without ``when``, where the fact that it is named after was among those that
    decided.
    """

    message: Text
    remedy: Text | None
    when: Node | None = None


class Example(NamedTuple):
    """One of a rule's own tests: facts given, all others unknown, and the verdict expected."""

    name: str
    given: Mapping[str, Any]
    expect: str
    missing: tuple[str, ...] | None
    assess: tuple[str, ...] | None
    line: int


_BEYOND = Node("in", (Node("field", (LIFE.name,)), Node("const", (("before", "ended"),))))
_AFTER = Node("eq", (Node("field", (LIFE.name,)), Node("const", (OVER,))))
_DISPUTED = Node("eq", (Node("field", (LIFE.name,)), Node("const", ("disputed",))))


# facts of a flow by which a rule says itself whether the agreement covers it
_STANDING = ("end_state", "in_force_from")


def within_life(own: Condition, beyond: Node = _BEYOND) -> Condition:
    """Bind a rule to the life of the agreement: outside it the rule does not apply; on days in dispute it
    cannot be violated.
    """
    inside = Node("not", (beyond,))
    broken = Node("and", (_DISPUTED, Node("not", (own.require,))))
    return Condition(
        inside if own.when is None else Node("and", (inside, own.when)),
        Node("or", (_DISPUTED, own.require)),
        broken if own.review is None else Node("or", (own.review, broken)),
        own.names,
    )


class Rule(NamedTuple):
    """A checked rule. ``norm`` is the name of the house norm that it rests on and the fact its clock starts
    from; ``other`` the one that counts instead of some rows.

    ``duty`` says in an infinitive what is owed while its clock runs. ``continuing`` tells of a violation
    whether it still goes on (absent: it does). ``cases`` that fit are added to the message of a finding, and
    their remedies stand in the place of ``remedy``. ``asks`` say what is open, by the fact that is unknown.
    ``reads`` are further clauses whose words the rule rests on.
    """

    id: str
    file: str
    title: Text
    duty: Text | None
    clause: str
    modality: str
    kind: Kind
    when: Node | None
    require: Node
    review: Node | None
    continuing: Node | None
    norm: tuple[str, str] | None
    other: OtherNorm | None
    severity: str
    against: str | None
    waivable: bool
    sanction: Sanction | None
    message: Text
    review_message: Text | None
    remedy: Text
    references: tuple[str, ...]
    tests: Sequence[Example]
    cases: Mapping[str, Telling]
    asks: Mapping[str, Text]
    reads: tuple[str, ...]

    def order(self) -> tuple[tuple[int, ...], str]:
        """Give its place among rules: by clause, then by id."""
        return clause_key(self.clause), self.id

    def condition(self, constants: Mapping[str, Any], norms: Mapping[str, Norm]) -> Condition:
        """Give what is judged, with the pack's lists and the norm's numbers filled in."""
        names = dict(constants)
        if self.norm is not None:
            norm = norms[self.norm[0]]
            names |= {"expected": norm.expected, "outer": norm.outer}
        if self.other is not None:
            norm = norms[self.other.name]
            names |= {"other_expected": norm.expected, "other_outer": norm.outer}
        own = Condition(self.when, self.require, self.review, names)
        if not self.bound:
            return own
        # what is declared is outside that life where it began after the end, or is judged after it
        return within_life(own, _BEYOND if LIFE in self.kind.fields else _AFTER)

    @property
    def norm_names(self) -> tuple[str, ...]:
        """What its expressions may call the numbers of its norms."""
        return norm_names(self.norm is not None, self.other is not None)

    @property
    def bound(self) -> bool:
        """Whether the agreement must be in force on the day of the event; a rule that reads that itself
        decides for itself.
        """
        parts = (self.when, self.require, self.review)
        read = frozenset().union(*(n.fields() for n in parts if n is not None))
        return self.kind.has(LIFE.name) and not read & {LIFE.name, *_STANDING}


def norm_names(norm: bool, other: bool) -> tuple[str, ...]:
    """Give what expressions may call the numbers of a rule's norm, and of the other one that may count
    instead.
    """
    return (NORM_NAMES if norm else ()) + (OTHER_NAMES if other else ())


def clause_key(clause: str) -> tuple[int, ...]:
    """Give the place of a clause in the agreement's order: P1 … P4, 1.1, 1.2, 2 … 15.3; what is no clause
    comes last.
    """
    if clause.startswith("P") and clause[1:].isdecimal():
        return 0, int(clause[1:])
    parts = clause.split(".")
    return tuple(int(p) for p in parts) if all(p.isdecimal() for p in parts) else (99,)


Modality = Literal["obligation", "prohibition", "permission", "power", "declaration"]
Measure = Literal["suspension", "cessation"]
Severity = Literal["critical", "high", "medium", "low"]
Verdict = Literal["compliant", "violation", "review", "not_applicable"]

"""Two answers compared: what became violated, mended or unknown, and whether facts, rules, parameters or time
made it so.

Two dossiers are judged again with parts of the one in the place of the other's, so that each change has its
cause. Of two JSON answers only the digests are known: where more than one thing differs, each of them may be
the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.dossiers.dossier import SETTINGS, Dossier, read_dossier
from gbo_policy.formats.json import result_id
from gbo_policy.judging.rejudge import Basis, judge_again, pack_of, read_basis
from gbo_policy.logic.verdict import BY_WORD, Verdict

FACTORS = ("facts", "rules", "parameters", "time")
PROGRAM = "program"
KINDS = ("violated", "unknown", "unwaived", "mended", "settled", "waived", "gone")

State = tuple[Verdict, bool] | None  # verdict and whether waived; None where there is no such result


class _KnownSubjects(BaseModel):
    """The parts of an answer that comparing reads; later versions may add others."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PackPart(_KnownSubjects):
    """The pack of an answer."""

    id: str
    version: str
    digest: str


class AgreementPart(_KnownSubjects):
    """The agreement of an answer."""

    id: str


class ResultPart(_KnownSubjects):
    """One result of an answer."""

    id: str | None = None
    rule: str
    clause: str
    verdict: Literal["violation", "review", "compliant", "not_applicable"]
    severity: str = ""
    subject: dict[str, str]
    against: str | None = None
    message: str = ""
    waived: dict[str, Any] | None = None

    def key(self) -> str:
        """What the result is called in both answers."""
        return self.id or "\n".join((self.rule, *self.about(), self.against or ""))

    def about(self) -> tuple[str, str]:
        """The kind and id of its subject."""
        return self.subject.get("kind", ""), self.subject.get("id", "")


class FilePart(_KnownSubjects):
    """One input of an answer."""

    name: str
    digest: str


class InputsPart(_KnownSubjects):
    """The inputs of an answer."""

    digest: str
    files: tuple[FilePart, ...] = ()


class PairPart(_KnownSubjects):
    """Where one core actor stands against another."""

    by: str
    against: str
    state: str


class Answer(_KnownSubjects):
    """An answer of ``gbo-policy check --format json``."""

    schema_: Literal["gbo-policy/report/1"] = Field(alias="schema")
    pack: PackPart
    engine: str
    as_of: str
    agreement: AgreementPart
    verdict: str
    results: tuple[ResultPart, ...]
    sanctions: tuple[PairPart, ...] = ()
    parameters: dict[str, Any] | None = None
    inputs: InputsPart | None = None
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its file, its answer, and the dossier that it came in, if any."""

    file: str
    answer: Answer
    dossier: Dossier | None


@dataclass(frozen=True, slots=True)
class Change:
    """One result that is another now. ``causes``: any one of these sets of factors makes the change;
    ``certain`` if judged, not inferred.
    """

    kind: str
    result: ResultPart
    before: State
    after: State
    causes: tuple[tuple[str, ...], ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two answers differ in: ``differs`` among what they rest on, then results, subjects and pairs of
    core actors.
    """

    a: Side
    b: Side
    differs: tuple[str, ...]
    changes: tuple[Change, ...]
    new: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str, str | None, str | None], ...]


def read_side(data: bytes, file: str, lang: str) -> Side:
    """Read a dossier or a JSON answer. Raises PolicyError for anything else, and for a dossier that was
    changed.
    """
    if not data.startswith(b"PK"):
        return Side(file, _answer(data, file), None)
    dossier = read_dossier(data, file)
    if not dossier.intact():
        raise PolicyError([problem("dossier-changed", Location(file))])
    return Side(file, _answer(dossier.members.get(f"results/results.{lang}.json", b""), file), dossier)


def _answer(data: bytes, file: str) -> Answer:
    try:
        return Answer.model_validate_json(data)
    except ValidationError:
        raise PolicyError([problem("compare-what", Location(file))]) from None


def compare(a: Side, b: Side) -> Comparison:
    """Compare two answers, the earlier one first."""
    differs = tuple(_differs(a, b))
    before, after = ({r.key(): r for r in s.answer.results} for s in (a, b))
    judge = _Hybrids(a.dossier, b.dossier, differs) if a.dossier and b.dossier else None
    changes = []
    for key in sorted({*before, *after}):
        then, now = _state(before.get(key)), _state(after.get(key))
        if (kind := _kind(then, now)) is not None:
            causes = judge.causes(key, then, now) if judge else tuple((f,) for f in differs) or ((PROGRAM,),)
            changes.append(
                Change(
                    kind,
                    after.get(key) or before[key],
                    then,
                    now,
                    causes,
                    judge is not None or len(causes) == 1,
                )
            )
    changes.sort(key=lambda c: (KINDS.index(c.kind), c.result.rule, c.result.about(), c.result.against or ""))
    return Comparison(
        a, b, differs, tuple(changes), tuple(_only(b, a)), tuple(_only(a, b)), tuple(_pairs(a, b))
    )


def _differs(a: Side, b: Side) -> Iterator[str]:
    """Name what the two rest on and differ in; what an older answer does not tell counts as different."""
    one, two = a.answer, b.answer
    if one.inputs is None or two.inputs is None or one.inputs.digest != two.inputs.digest:
        yield "facts"
    if one.pack.digest != two.pack.digest or (
        one.rules is not None and two.rules is not None and one.rules != two.rules
    ):
        yield "rules"
    if one.parameters is None or two.parameters is None or one.parameters != two.parameters:
        yield "parameters"
    if one.as_of != two.as_of:
        yield "time"
    if one.engine != two.engine:
        yield PROGRAM


def _state(result: ResultPart | None) -> State:
    return (BY_WORD[result.verdict], result.waived is not None) if result is not None else None


def _kind(then: State, now: State) -> str | None:
    """Name a change; None for what is the same, or was and is fine."""
    before, after = then and then[0], now and now[0]
    if then == now:
        return None
    if before == after:
        return "waived" if now and now[1] else "unwaived"
    if after == Verdict.VIOLATION:
        return "violated"
    if after == Verdict.REVIEW:
        return "unknown"
    if before in (Verdict.VIOLATION, Verdict.REVIEW):
        return "gone" if after is None else "mended" if before == Verdict.VIOLATION else "settled"
    return None


def _only(a: Side, b: Side) -> Iterator[tuple[str, str]]:
    """Give the subjects of ``a`` that ``b`` does not know, by the rules that both judged."""
    common = {r.rule for r in a.answer.results} & {r.rule for r in b.answer.results}
    known = {r.key() for r in b.answer.results}
    names = {r.about() for r in b.answer.results}
    found: dict[tuple[str, str], list[bool]] = {}
    for result in a.answer.results:
        there = result.key() in known if result.rule in common else None
        found.setdefault(result.about(), []).extend([] if there is None else [there])
    yield from sorted(s for s, there in found.items() if (not any(there) if there else s not in names))


def _pairs(a: Side, b: Side) -> Iterator[tuple[str, str, str | None, str | None]]:
    then, now = ({(p.by, p.against): p.state for p in s.answer.sanctions} for s in (a, b))
    for by, against in sorted({*then, *now}):
        if (old := then.get((by, against))) != (new := now.get((by, against))):
            yield by, against, old, new


@dataclass(slots=True)
class _Hybrids:
    """The first dossier judged with some of the second's factors, each mix at most once."""

    a: Dossier
    b: Dossier
    differs: tuple[str, ...]
    judged: dict[tuple[str, ...], Mapping[str, State] | None] = field(default_factory=dict)

    def causes(self, key: str, then: State, now: State) -> tuple[tuple[str, ...], ...]:
        """Give the smallest sets of factors that make the change; the program, where judging again does not
        show it at all.
        """
        factors = [f for f in FACTORS if f in self.differs]
        start = self.states(())
        if start is None or start.get(key) != then:
            return ((PROGRAM,),)
        for size in range(1, len(factors) + 1):
            found = tuple(
                s
                for s in combinations(factors, size)
                if (mix := self.states(s)) is not None and mix.get(key) == now
            )
            if found:
                return found
        return ((PROGRAM,),)

    def states(self, taken: tuple[str, ...]) -> Mapping[str, State] | None:
        """Judge the mix in which the ``taken`` factors are the second's; None where those cannot be judged
        together.
        """
        if taken not in self.judged:
            self.judged[taken] = self.judge(taken)
        return self.judged[taken]

    def judge(self, taken: tuple[str, ...]) -> Mapping[str, State] | None:
        def of(factor: str) -> Dossier:
            return self.b if factor in taken else self.a

        try:
            settings = {f: read_basis(of(f).members[SETTINGS]) for f in FACTORS}
            mixed = Basis(
                as_of=settings["time"].as_of,
                notice_given=settings["parameters"].notice_given,
                parameters=settings["parameters"].parameters,
                select=settings["rules"].select,
                ignore=settings["rules"].ignore,
            )
            report = judge_again(of("facts").inputs(), pack_of(of("rules").pack()), mixed).report
        except Exception:  # one's declarations need not fit the other's pack
            return None
        return {result_id(r, report): (r.verdict, r.waived is not None) for r in report.results}

"""Judging from memory: inputs, pack and settings as bytes and values, as a dossier holds them; nothing is
read from disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.near_words import listed
from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.declarations.load import load_files
from gbo_policy.judging.case import Case
from gbo_policy.judging.evaluate import Engine
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.settings import chosen_rules, parse_as_of
from gbo_policy.logic.reasons import effort, walked_verdict
from gbo_policy.logic.tree import Condition, Judge, TooManyPairsError, Values
from gbo_policy.logic.verdict import ERROR
from gbo_policy.reading.files import IN_MEMORY, InputFile
from gbo_policy.reading.passed_over import NotRead
from gbo_policy.rulebook.pack import Pack, PackFile, load_pack, make_pack, pack_files
from gbo_policy.rulebook.rule import Norm
from gbo_policy.terms.kinds import Kind

MOST_WORK = 100_000_000


class Strict(BaseModel):
    """What a dossier's own files hold: every key known, every type exact."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NormInForce(Strict):
    """A house norm's numbers."""

    expected: int = Field(ge=0, le=100_000)
    outer: int = Field(ge=0, le=100_000)
    unit: str


class PassedOver(Strict):
    """A file that lay below the given paths and was not read: its name from the workspace's root on, and
    why.
    """

    file: str
    why: Literal[
        "excluded",
        "not-read-suffix",
        "not-read-hidden",
        "not-read-office",
        "not-read-baseline",
        "not-read-settings",
        "not-read-link",
    ]


class Basis(Strict):
    """What a judgement rests on besides its inputs and its pack. ``as_of`` is a day, or a moment to the
    microsecond.
    """

    schema_: Literal["gbo-policy/settings/1"] = Field("gbo-policy/settings/1", alias="schema")
    as_of: str
    notice_given: str
    parameters: dict[str, NormInForce]
    select: list[str]
    ignore: list[str]
    not_read: list[PassedOver] = Field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Give it as plain data; where nothing was passed over, nothing is said of that."""
        made = self.model_dump(by_alias=True)
        return made if self.not_read else {k: v for k, v in made.items() if k != "not_read"}

    @property
    def moment(self) -> AsOf:
        """The as-of moment; PolicyError when it is none."""
        if (found := parse_as_of(self.as_of)) is None:
            raise PolicyError(
                [problem("bad-setting", None, word=self.as_of, setting="as_of", expected="2026-03-01")]
            )
        return found


def basis_of(
    as_of: AsOf,
    norms: Mapping[str, Norm],
    notice_given: str,
    select: Sequence[str],
    ignore: Sequence[str],
    not_read: Sequence[NotRead] = (),
) -> Basis:
    """Write down what a judgement rests on, in an order that does not depend on how it was given."""
    exact = as_of.day.isoformat() if as_of.whole_day else as_of.moment.astimezone(BRUSSELS).isoformat()
    numbers = {
        n.name: NormInForce(expected=n.expected, outer=n.outer, unit=n.unit)
        for n in sorted(norms.values(), key=lambda n: n.name)
    }
    return Basis(
        as_of=exact,
        notice_given=notice_given,
        parameters=numbers,
        select=sorted({*select}),
        ignore=sorted({*ignore}),
        not_read=[PassedOver.model_validate({"file": one.name, "why": one.why}) for one in not_read],
    )


def read_basis(content: bytes) -> Basis:
    """Read a dossier's settings. Raises PolicyError when they are not."""
    try:
        return Basis.model_validate_json(content)
    except ValidationError as error:
        raise PolicyError([problem("dossier-settings", None, what=_first(error))]) from None


def _first(error: ValidationError) -> str:
    one = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"


def pack_of(files: Mapping[str, bytes]) -> Pack:
    """Make a pack of the files that a dossier holds, by their names there; the program's own pack is not
    compiled again.
    """
    own = pack_files()
    if {f.name: f.content for f in own} == files:
        return load_pack()
    return make_pack([PackFile(name, name, content) for name, content in sorted(files.items())])


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement made in memory: its report, the case that it judged, and what it rests on besides."""

    report: Report
    case: Case
    basis: Basis


def judge_again(inputs: Mapping[str, bytes], pack: Pack, basis: Basis) -> Judged:
    """Judge declarations in memory, walking the rules' trees: no code is made of what came from elsewhere.

    Raises PolicyError for inputs or settings that this pack cannot judge.
    """
    norms = {name: Norm(name, n.expected, n.outer, n.unit) for name, n in basis.parameters.items()}
    if basis.notice_given not in (choices := pack.parameters.notice_given.choices):
        raise PolicyError(
            [
                problem(
                    "bad-setting",
                    None,
                    word=basis.notice_given,
                    setting="notice_given",
                    expected=listed(choices),
                )
            ]
        )
    files = [InputFile(name, name, content) for name, content in sorted(inputs.items())]
    passed = [NotRead(one.file, one.file, one.why) for one in basis.not_read]
    workspace = load_files(files, IN_MEMORY, pack.vocabulary, pack.clause_numbers, not_read=passed)
    chosen = chosen_rules(pack, basis.select, basis.ignore)
    case = Case.of(workspace, pack, pack.norms | norms, chosen, notice_given=basis.notice_given)
    engine, work = case.engine, _Work(MOST_WORK)
    walkers = {kind: _walker(kind, engine, work) for kind in engine.rules}
    case = case._replace(
        engine=Engine(engine.rules, engine.conditions, engine.norms, engine.vocabulary, walkers)
    )
    return Judged(make_report(case, basis.moment), case, basis)


@dataclass(slots=True)
class _Work:
    """How much judging again may still do, in parts of expressions looked at.

    What a stranger hands over to be judged again must come to an end, whatever rules and declarations it
    holds.
    """

    left: int

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise PolicyError([problem("verify-too-much")])


def _walker(name: str, engine: Engine, work: _Work) -> Judge:
    kind = engine.rules[name][0].kind
    conditions = [engine.conditions[r.id] for r in engine.rules[name]]

    def judge(values: Values) -> tuple[int, ...]:
        return tuple(_bounded(c, kind, values, work) for c in conditions)

    return judge


def _bounded(condition: Condition, kind: Kind, values: Values, work: _Work) -> int:
    """Judge a row by one rule, unless it would compare too many pairs, as where rules are compiled."""
    try:
        work.spend(effort(condition, kind, values))
    except TooManyPairsError:
        return ERROR
    try:
        return walked_verdict(condition, kind, values)
    except Exception:  # as when compiled: an error while judging is that rule's review, with its text
        return ERROR

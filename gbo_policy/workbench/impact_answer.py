"""What a change would do, as data and in words: on a screen, and as a note for a board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gbo_policy.basics.markdown_cells import cell, code_cell
from gbo_policy.basics.translate import Saying, count, say
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import clause_number, kind_name, part_name, plain
from gbo_policy.logic.verdict import Verdict
from gbo_policy.over_time.deadlines import Deadline
from gbo_policy.workbench.impact import DeadlineChange, Flip, Impact, PowerChange
from gbo_policy.workbench.row_words import FactSaid, facts_said, row_data

if TYPE_CHECKING:  # these modules load the solver, which need not be there
    from gbo_policy.workbench.diff import RuleChange
    from gbo_policy.workbench.prove import Witness

SCHEMA = "gbo-policy/impact/1"


@dataclass(frozen=True, slots=True)
class Impacts:
    """The answer: what would change, what becomes of each workspace, and made-up rows for rules that flip
    nothing there.

    ``solved`` is false where no solver is installed, so that nobody looked for such rows.
    """

    change: Saying
    found: tuple[Impact, ...]
    witnesses: tuple[RuleChange, ...]
    solved: bool = True

    @property
    def flips(self) -> int:
        """How many verdicts flip."""
        return sum(len(one.flips) for one in self.found)


def impact_data(answer: Impacts, lang: str) -> dict[str, Any]:
    """Give the answer in its JSON format."""
    return {
        "schema": SCHEMA,
        "change": answer.change.in_(lang),
        "as_of": [str(one.old.as_of) for one in answer.found],
        "workspaces": [one.workspace for one in answer.found],
        "flips": [_flip_data(f, one) for one in answer.found for f in one.flips],
        "powers": [_power_data(p, one) for one in answer.found for p in one.powers],
        "deadlines": [_clock_data(d, one, lang) for one in answer.found for d in one.deadlines],
        "witnesses": [_witness_data(w, answer, lang) for w in answer.witnesses],
        "looked_for_witnesses": answer.solved,
        "errors": [
            {"workspace": one.workspace, "message": p.line(lang)} for one in answer.found for p in one.wrong
        ],
    }


def _flip_data(flip: Flip, one: Impact) -> dict[str, Any]:
    report = one.old if flip.new is None or one.new is None else one.new
    where = report.relative(report.location(flip.result))
    return {
        "workspace": one.workspace,
        "rule": flip.result.rule.id,
        "clause": flip.result.rule.clause,
        "subject": _subject_data(flip.result),
        "against": flip.result.against,
        "old": flip.old and flip.old.word,
        "new": flip.new and flip.new.word,
        "location": {"file": where.file, "line": where.line, "column": where.column},
    }


def _subject_data(result: Result) -> dict[str, str]:
    subject = result.subject
    above = {"recipient": "flow", "notice": "event"}.get(subject.kind)
    of = {above: subject.of} if above is not None and subject.of is not None else {}
    return {"kind": subject.kind, "id": subject.id, **of}


def _power_data(power: PowerChange, one: Impact) -> dict[str, Any]:
    old, new = power.states
    return {"workspace": one.workspace, "by": power.by, "against": power.against, "old": old, "new": new}


def _clock_data(change: DeadlineChange, one: Impact, lang: str) -> dict[str, Any]:
    known = change.known
    return {
        "workspace": one.workspace,
        "key": known.key,
        "what": known.what.in_(lang),
        "by": known.by,
        "to": list(known.to),
        "old": _days(change.old),
        "new": _days(change.new),
    }


def _days(clock: Deadline | None) -> dict[str, Any] | None:
    return None if clock is None else {"expected": plain(clock.expected), "outer": plain(clock.outer)}


def _witness_data(one: RuleChange, answer: Impacts, lang: str) -> dict[str, Any]:
    old, new = (None, None) if one.verdicts is None else (v.word for v in one.verdicts)
    row: dict[str, Any] | None = None
    said: list[dict[str, Any]] = []
    if one.witness is not None:
        row = row_data(one.witness)
        said = [f._asdict() for f in _ImpactWords(answer, lang).facts(one.witness)]
    return {"rule": one.rule, "row": row, "said": said, "old": old, "new": new}


class _ImpactWords:
    """The words of an answer in one language."""

    def __init__(self, answer: Impacts, lang: str) -> None:
        self.answer, self.lang = answer, lang
        self.label = answer.found[0].old.pack.vocabulary.label

    def verdict(self, verdict: Verdict | None) -> str:
        return (
            say(self.lang, "not there")
            if verdict is None
            else self.label("verdicts", verdict.word, self.lang)
        )

    def subject(self, flip: Flip) -> str:
        subject = flip.result.subject
        if subject.kind == "recipient":
            return f"{kind_name('flow', self.lang)} {subject.of} [{part_name(flip.result)}]"
        return f"{kind_name(subject.kind, self.lang)} {subject.id}"

    def state(self, state: str | None) -> str:
        return say(self.lang, "not there") if state is None else self.label("states", state, self.lang)

    def days(self, clock: Deadline | None) -> str:
        if clock is None:
            return say(self.lang, "does not run")
        days = [plain(d) for d in (clock.expected, clock.outer) if d is not None]
        return " / ".join(map(str, days))

    def head(self) -> Iterator[str]:
        yield self.answer.change.in_(self.lang)
        flips = count(self.lang, self.answer.flips, "{number} verdict flips", "{number} verdicts flip")
        where = count(self.lang, len(self.answer.found), "in {number} workspace", "in {number} workspaces")
        yield f"{flips} {where}."

    def facts(self, witness: Witness) -> Iterator[FactSaid]:
        return facts_said(witness, self.answer.found[0].old.pack, self.lang)

    def unsolved(self) -> str:
        return say(
            self.lang,
            "No made-up row was looked for where nothing real flips: that needs the extra `prove`.",
        )


def impact_lines(answer: Impacts, lang: str) -> Iterator[str]:
    """Say on a screen what a change would do."""
    words = _ImpactWords(answer, lang)
    yield from words.head()
    for one in answer.found:
        yield ""
        yield f"{one.workspace} ({one.old.as_of})"
        yield from (f"  {p.line(lang)}" for p in one.wrong)
        for flip in one.flips:
            old, new = words.verdict(flip.old), words.verdict(flip.new)
            rule = f"{flip.result.rule.id} ({clause_number(flip.result.rule.clause, lang)})"
            yield f"  {rule}, {words.subject(flip)}: {old} → {new}"
        for power in one.powers:
            old, new = map(words.state, power.states)
            yield f"  {power.by} – {power.against}: {old} → {new}"
        for clock in one.deadlines:
            yield f"  {clock.known.key}: {words.days(clock.old)} → {words.days(clock.new)}"
        if not (one.flips or one.powers or one.deadlines or one.wrong):
            yield "  " + say(lang, "nothing changes")
    yield from _made_up(answer, words)


def _made_up(answer: Impacts, words: _ImpactWords) -> Iterator[str]:
    lang = words.lang
    if answer.witnesses:
        yield ""
        yield say(lang, "No real flow or event shows these; a made-up one does:")
    for one in answer.witnesses:
        if one.verdicts is None or one.witness is None:
            yield f"  {one.rule}: " + say(lang, "undecided in the time given")
            continue
        old, new = map(words.verdict, one.verdicts)
        yield f"  {one.rule}: {old} → {new}"
        yield from (f"    {f.fact}: {f.value}" for f in words.facts(one.witness))
    if not answer.solved:
        yield words.unsolved()


def impact_markdown(answer: Impacts, lang: str) -> Iterator[str]:
    """Write a note for a board."""
    words = _ImpactWords(answer, lang)
    first, second = words.head()
    yield f"# {cell(first)}"
    yield ""
    yield cell(second)
    for one in answer.found:
        yield ""
        yield f"## {cell(one.workspace)} ({one.old.as_of})"
        yield ""
        yield from (f"- {cell(p.line(lang))}" for p in one.wrong)
        yield from _tables(one, words)
    if answer.witnesses or not answer.solved:
        yield ""
        yield "## " + say(lang, "Not seen in these workspaces")
        yield ""
    yield from _made_up_cells(answer, words)


def _tables(one: Impact, words: _ImpactWords) -> Iterator[str]:
    lang = words.lang
    before, after = say(lang, "Now"), say(lang, "Then")
    if one.flips:
        rows = [
            [
                code_cell(f.result.rule.id),
                cell(f.result.rule.clause),
                cell(words.subject(f)),
                cell(words.verdict(f.old)),
                cell(words.verdict(f.new)),
            ]
            for f in one.flips
        ]
        yield from _table([say(lang, "Rule"), say(lang, "Article"), say(lang, "About"), before, after], rows)
    if one.powers:
        rows = [[cell(p.by), cell(p.against), *(cell(words.state(s)) for s in p.states)] for p in one.powers]
        yield from _table([say(lang, "By"), say(lang, "Against"), before, after], rows)
    if one.deadlines:
        rows = [
            [
                cell(d.known.what.in_(lang)),
                cell(d.known.by or "–"),
                cell(words.days(d.old)),
                cell(words.days(d.new)),
            ]
            for d in one.deadlines
        ]
        yield from _table([say(lang, "Deadline"), say(lang, "By"), before, after], rows)
    if not (one.flips or one.powers or one.deadlines or one.wrong):
        yield say(lang, "nothing changes")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _made_up_cells(answer: Impacts, words: _ImpactWords) -> Iterator[str]:
    for one in answer.witnesses:
        if one.verdicts is None or one.witness is None:
            yield f"- {code_cell(one.rule)}: {say(words.lang, 'undecided in the time given')}"
            continue
        old, new = map(words.verdict, one.verdicts)
        yield f"- {code_cell(one.rule)}: {cell(old)} → {cell(new)}"
        yield from (f"  - {cell(f.fact)}: {cell(f.value)}" for f in words.facts(one.witness))
    if not answer.solved:
        yield f"- {cell(words.unsolved())}"

"""The answer on a flow in words that a person asks for: it may, not yet, not as proposed, or only if
something changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gbo_policy.basics.translate import count, say
from gbo_policy.desk.parts.open_questions import waiting
from gbo_policy.judging.result import Result
from gbo_policy.logic.verdict import Verdict

Word = Literal["may", "not-yet", "not-so", "may-if", "nothing"]
TONES = {
    "may": "compliant",
    "not-yet": "review",
    "not-so": "violation",
    "may-if": "violation",
    "nothing": "none",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What holds for one flow: the word, how many answers are needed, the results that say no, and what would
    make it right.
    """

    flow: str
    word: Word
    questions: int
    against: tuple[Result, ...]
    open: tuple[Result, ...]
    rest: tuple[Result, ...]
    condition: str = ""
    ahead: bool = False  # it is proposed or has yet to begin
    partly: bool = False  # rules were left out, so what is in order may still be wrong by one of them

    def if_(self, condition: str) -> Reply:
        """Give the same answer with what would make it right; as it is where that is not known."""
        return replace(self, word="may-if", condition=condition) if condition and self.against else self

    @property
    def tone(self) -> str:
        """The verdict that colours it."""
        return "review" if self.partly and self.word == "may" else TONES[self.word]

    def words(self, lang: str) -> str:
        """Say it."""
        match self.word:
            case "may" if self.partly:
                return say(lang, "in order, judged in part")
            case "may":
                return say(lang, "may", context="answer on a flow")
            case "not-yet":
                asked = count(lang, self.questions, "{number} answer", "{number} answers")
                return say(lang, "may not yet: {answers} needed", answers=asked)
            case "may-if":
                return say(lang, "may if: {condition}", condition=self.condition)
            case "nothing":
                return say(lang, "not judged")
        return say(lang, "not as proposed")


def replies(results: Iterable[Result], *, partly: bool = False) -> dict[str, Reply]:
    """Give the answer on every flow that results are about, by its id."""
    found: dict[str, list[Result]] = {}
    for result in results:
        if (flow := result.subject.flow) is not None:
            found.setdefault(flow, []).append(result)
    return {flow: reply(flow, own, partly=partly) for flow, own in found.items()}


def reply(flow: str, results: Sequence[Result], *, partly: bool = False) -> Reply:
    """Give the answer on one flow. A waiver changes what is counted, not what holds."""
    against = tuple(r for r in results if r.verdict == Verdict.VIOLATION)
    open_ = tuple(r for r in results if r.verdict == Verdict.REVIEW)
    rest = tuple(r for r in results if not r.finding)
    asked = len(waiting(open_)) if open_ else 0
    word: Word = "not-so" if against else "not-yet" if open_ else "may"
    if not against and not open_ and not any(r.verdict == Verdict.COMPLIANT for r in rest):
        word = "nothing"
    ahead = any(r.row.prospective for r in results)
    return Reply(flow, word, asked, against, open_, rest, ahead=ahead, partly=partly)

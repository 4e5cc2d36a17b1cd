"""Results in words: the sentence of a verdict, what would mend it, and values as a reader writes them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from gbo_policy.basics.moments import iso
from gbo_policy.basics.steps import dotted
from gbo_policy.basics.translate import Saying, count, mark, pick, say
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.questions import question, question_of_event
from gbo_policy.judging.sanctions import Pair
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Case, Norm

Names = Mapping[str, str]
AS_IS: Names = {}

_NEXT: dict[str, str] = {
    "nothing": mark("nothing to decide"),
    "not-in-force": mark("the agreement is not in force: article 9 gives no power"),
    "ceased-uncertain": mark(
        "communication has ceased, if there is a ground and the notice came before the "
        "day of effect (`ground`, `notified_on`)"
    ),
    "unclear": mark(
        "say first whether the recorded measure is in effect (`from`, `lifted_on`, `effective_on`)"
    ),
    "unsettled": mark("say first whether the finding is remedied (`remedied_on`)"),
    "takes-effect": mark("a cessation has been notified and takes effect"),
    "decide": mark("may decide to suspend until the obligations are met again"),
    "cure": mark(
        "lifted once the ground is remedied; cessation needs the reasonable term to lapse and a notice"
    ),
    "lift": mark("the ground is remedied: lift the suspension"),
    "cessation-possible": mark("the reasonable term has lapsed: cessation may be notified"),
    "notify-cessation": mark("may suspend, or cease after a notice"),
    "ceased": mark("communication has ceased; only a new decision can resume it"),
}


_KINDS = {
    "agreement": mark("agreement"),
    "party": mark("core actor"),
    "processor": mark("processor"),
    "flow": mark("flow"),
    "recipient": mark("recipient"),
    "event": mark("event"),
    "notice": mark("notice to"),
    "assessment": mark("assessment"),
    "waiver": mark("waiver"),
    "baseline": mark("baseline"),
}


_MEASURES = {
    "suspension": mark("suspension"),
    "cessation": mark("cessation"),
    "supervision": mark("supervision"),
}
_UNITS = {"days": mark("days"), "hours": mark("hours")}
_STATUS = {
    "available": mark("possible"),
    "conditional": mark("only after the reasonable term and a notice"),
    "prospective": mark("once it starts"),
}


def kind_name(kind: str, lang: str) -> str:
    """Give what a reader calls a kind of subject."""
    return say(lang, _KINDS[kind])


def kind_saying(kind: str) -> Saying:
    """Give what a reader calls a kind of subject, to be said later."""
    return Saying(_KINDS[kind], {})


_NEXT_ON: dict[str, str] = {
    "unsettled": mark("say first whether the finding is remedied (`remedied_on`)"),
    "takes-effect": mark(" on {on}"),
    "cure": mark("; that term lapses on {on}"),
    "decide": mark("; may cease after a notice from {on} on, if nothing is remedied"),
}


def measure_name(word: str, lang: str) -> str:
    """Give what a reader calls a measure that answers a violation."""
    return say(lang, _MEASURES[word])


def status_name(word: str, lang: str) -> str:
    """Give what a reader calls the status of a measure."""
    return say(lang, _STATUS[word])


def unit_name(unit: str, lang: str) -> str:
    """Give what a reader calls the unit of a norm."""
    return say(lang, _UNITS[unit])


def grounds(pair: Pair, lang: str) -> list[str]:
    """Give the grounds of a pair; one that the other core actor contests says so."""
    disputed = say(lang, "contested")
    return [f"{g} ({disputed})" if g in pair.contested else g for g in pair.grounds]


def next_step(code: str, lang: str, on: date | None = None) -> str:
    """Give the words for what comes next for a pair of core actors, with the day that it waits for, if any."""
    return say(lang, _NEXT[code]) + (say(lang, _NEXT_ON[code], on=on) if on is not None else "")


def verdicts(number: int, label: str, lang: str, written: str = "") -> str:
    """Write a number of verdicts whose label is given; ``written`` is the number as it is to stand there."""
    said = {"number": written or number}
    plain = f"{written or number} {label}"
    if plain != count(lang, 1, "{number} violation", "{number} violations", **said):
        return plain  # not a noun, or the pack's own
    return count(lang, number, "{number} violation", "{number} violations", **said)


def value(given: Any, lang: str) -> str:
    """Write a fact's value for a reader."""
    if given is None:
        return say(lang, "unknown")
    if isinstance(given, bool):
        return say(lang, "yes") if given else say(lang, "no")
    if isinstance(given, tuple | list):
        return ", ".join(value(g, lang) for g in given) if given else say(lang, "none")
    if isinstance(given, float):
        return f"{given:.1f}".rstrip("0").rstrip(".").replace(".", say(lang, "."))
    return str(plain(given))


def plain(given: Any) -> Any:
    """Write a fact's value for JSON."""
    if isinstance(given, tuple | list):
        return [plain(g) for g in given]
    if isinstance(given, datetime):
        return iso(given)
    return given.isoformat() if isinstance(given, date) else given


class _MessageWords(dict[str, str]):
    def __init__(self, result: Result, lang: str, names: Names) -> None:
        super().__init__()
        self.row, self.lang, self.names = result.row, lang, names
        norm = result.engine.norms.get(result.rule.norm[0]) if result.rule.norm else None
        if norm is not None:
            self.update(expected=str(norm.expected), outer=str(norm.outer))

    def __missing__(self, name: str) -> str:
        return value(_named(self.row.value(name), self.names), self.lang)


def _named(given: Any, names: Names) -> Any:
    if isinstance(given, tuple):
        return tuple(_named(g, names) for g in given)
    return names.get(given, given) if isinstance(given, str) else given


def fill(template: str, result: Result, lang: str, names: Names = AS_IS) -> str:
    """Fill the facts of a result's row into a rule's text; ``names`` says what to call an id."""
    return template.format_map(_MessageWords(result, lang, names)).strip()


def message(result: Result, lang: str, names: Names = AS_IS) -> str:
    """Give the sentence of a verdict; ``names`` says what to call an id."""
    told = _verdict(result, lang, names)
    if (one := result.settled) is None:
        return told
    why = f": {one.reasons.strip()}" if one.reasons else "."
    return f"{told} " + say(
        lang,
        "The text can be read both ways; this is how {by} read it on {on}{why}",
        by=one.by,
        on=one.on,
        why=why,
    )


def _verdict(result: Result, lang: str, names: Names) -> str:
    rule, title = result.rule, result.rule.title.in_(lang)
    if result.departs and result.departure is not None and result.settled is None:
        says = result.departure.says or "…"
        return say(
            lang,
            "{title}: the signed text departs from the model in article {clause} ({says}). What follows from that for this rule, a person has to say.",
            title=title,
            clause=result.departure.clause,
            says=says,
        )
    if result.failed:
        return say(lang, "{title}: judging it failed ({error}).", title=title, error=result.error())
    match result.verdict:
        case Verdict.VIOLATION:
            broken = " ".join(
                fill(text.in_(lang), result, lang, names)
                for text in (rule.message, *(c.message for c in _cases(result)))
            )
            ahead = say(lang, "If this goes ahead as proposed: {broken}", broken=broken)
            return ahead if result.row.prospective else broken
        case Verdict.NOT_APPLICABLE:
            return say(lang, "{title}: does not apply here.", title=title)
        case Verdict.COMPLIANT:
            return _compliant(result, title, lang)
    return _review(result, title, lang, names)


def _compliant(result: Result, title: str, lang: str) -> str:
    if result.pending() and (due := due_dates(result)) is not None:
        return say(lang, "{title}: still open, due by {due}.", title=title, due=due[0])
    return say(lang, "{title}: in order.", title=title)


def _review(result: Result, title: str, lang: str, names: Names) -> str:
    if result.in_dispute:
        broken = fill(result.rule.message.in_(lang), result, lang, names)
        return say(
            lang,
            "Readings differ on whether the agreement still ran then. If it did: {broken}",
            broken=broken,
        )
    parts = []
    missing, assess = missing_facts(result), result.assess()
    if result.rule.review_message is not None and result.reviewed():
        parts.append(fill(result.rule.review_message.in_(lang), result, lang, names))
        parts.extend(fill(c.message.in_(lang), result, lang, names) for c in _cases(result))
    asked, missing = _asked(result, missing, lang, names)
    parts += asked
    if missing:
        words = ", ".join(f"`{m}`" for m in missing)
        parts.append(say(lang, "{title}: cannot be judged without {words}.", title=title, words=words))
    if not parts:
        terms = ", ".join(f"`{t}`" for t in assess)
        parts.append(say(lang, "{title}: somebody has to judge {terms}.", title=title, terms=terms))
    return " ".join(parts)


def part_name(result: Result) -> str:
    """Name the part of a flow or an event that a result is about: a recipient by its name where it is known, else by its number."""
    named = result.subject.kind == "recipient" and any(f.name == "name" for f in result.rule.kind.fields)
    name = result.row.value("name") if named else None
    return str(name or result.subject.id.rpartition("/")[2])


def questions(result: Result, lang: str, names: Names = AS_IS) -> list[str]:
    """Ask for what is missing to settle a review: in the rule's own words, else in those of the key, else by what the key holds."""
    asked, missing = _asked(result, missing_facts(result), lang, names)
    of_event = result.subject.kind in ("event", "notice")
    for path in result.missing():
        if dotted(path) not in missing:
            continue
        told = question_of_event(result.rule.kind.name, path) if of_event else None
        words = f"{say(lang, told)}?" if told else question(path, lang)
        asked.append(f"`{dotted(path)}`: {words or say(lang, 'what is to stand here?')}")
    return asked


def _asked(result: Result, missing: list[str], lang: str, names: Names) -> tuple[list[str], list[str]]:
    """Give the rule's own questions on what is unknown, and the missing facts that none of them is about."""
    asked: list[str] = []
    for fact, text in result.rule.asks.items():
        if fact not in result.explanation().unknown or not _tells_only_known(text.in_(lang), result):
            continue
        asked.append(fill(text.in_(lang), result, lang, names))
        told = {dotted(path) for path in result.row.paths(fact)}
        missing = [m for m in missing if m not in told]
    return asked, missing


def _tells_only_known(template: str, result: Result) -> bool:
    """Tell whether every fact that a text mentions is known: a review states no unknown as known."""
    words = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    return all(result.row.value(name) is not None for name in words)


def remedy(result: Result, lang: str, names: Names = AS_IS) -> str | None:
    """Give what would mend a violation or settle a review; None for the rest. ``names`` says what to call an id."""
    if not result.finding:
        return None
    if result.departs and result.settled is None:
        return say(
            lang,
            "Record as the assessment `reading`, with `rule: {rule}`, whether this is in order under the signed text, with the reasons.",
            rule=result.rule.id,
        )
    if missing := missing_facts(result):
        return _fill_in(result, missing, lang)
    if result.in_dispute:
        terms = ", ".join(f"`{t}`" for t in result.assess())
        return say(
            lang,
            "Have it recorded whether the agreement still ran on that day: an assessment {terms}.",
            terms=terms,
        )
    mend = [c.remedy for c in _cases(result)] or [result.rule.remedy]
    return " ".join(fill(text.in_(lang), result, lang, names) for text in mend)


def _fill_in(result: Result, missing: list[str], lang: str) -> str:
    """Ask for what is missing, each key in its own words; of an event, the keys' own help says what they take."""
    asked = (
        [] if result.subject.kind in ("event", "notice") else [question(p, lang) for p in result.missing()]
    )
    told = [f"`{name}`: {words}" for name, words in zip(missing, asked, strict=False) if words is not None]
    plain = [f"`{name}`" for name, words in zip_longest(missing, asked) if words is None]
    return " ".join([*told, *([say(lang, "Fill in {words}.", words=", ".join(plain))] if plain else [])])


def _cases(result: Result) -> list[Case]:
    decided = result.explanation().read if result.rule.cases else ()
    return [case for fact, case in result.rule.cases.items() if fact in decided]


def due_dates(result: Result) -> tuple[str, str] | None:
    """Give when a house norm's expected and outer terms end, as dates or Brussels moments; None where no norm counts."""
    found = result.norm()
    if found is None:
        return None
    norm, start = found
    if not isinstance(start, date):
        return None
    return _after(start, norm, norm.expected), _after(start, norm, norm.outer)


def _after(start: date, norm: Norm, number: int) -> str:
    if isinstance(start, datetime):
        return iso(start + timedelta(hours=number))
    return (start + timedelta(days=number)).isoformat()


def missing_facts(result: Result) -> list[str]:
    """Write the paths of the facts that would settle a review."""
    return [dotted(path) for path in result.missing()]


def because(result: Result, lang: str) -> str:
    """Write the deciding facts on one line."""
    return "; ".join(f"{fact} = {value(v, lang)}" for fact, v, _ in result.because())


def label(labels: Mapping[str, Any], word: str, lang: str) -> str:
    """Give a vocabulary label, or the word itself."""
    entry = labels.get(word)
    return pick(lang, entry["en"], entry["nl"]) if entry else word

"""Results in words: the sentence of a verdict, what would mend it, and values as a reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from gbo_policy.basics.moments import iso
from gbo_policy.basics.steps import Paths, dotted
from gbo_policy.basics.translate import Saying, begun, count, mark, pick, say
from gbo_policy.declarations.model.assessment import READING
from gbo_policy.judging.clock import norm_of, pending
from gbo_policy.judging.questions import question, question_of_event
from gbo_policy.judging.result import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.logic.verdict import Verdict
from gbo_policy.rulebook.rule import Telling, shown_in
from gbo_policy.terms.kinds import LIFE

Names = Mapping[str, str]
AS_IS: Names = {}
NAMELESS = ""  # in place of an id: of an exchange of no declared flow, which has none
_CALLED = frozenset({"id", "flow", "title"})  # facts by which a sentence calls what it is about

_KINDS = {
    "agreement": mark("agreement"),
    "party": mark("core actor"),
    "processor": mark("processor"),
    "processor-use": mark("use of a processor"),
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
    """Give what a reader calls a kind of subject, or of row: one of a type of event is called as its type."""
    if kind in _KINDS:
        return say(lang, _KINDS[kind])
    from gbo_policy.agreement.events import event_type  # no plain check tells of one

    return say(lang, event_type(kind).label)


def kind_saying(kind: str) -> Saying:
    """Give what a reader calls a kind of subject, to be said later."""
    return Saying(_KINDS[kind], {})


def clause_number(word: str, lang: str) -> str:
    """Give the number of a clause; of a rule of the house, which has none, that it is one."""
    return say(lang, "house rule") if word == "house" else word


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
    if given is None or isinstance(given, str | int):
        return given
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
        given = self.row.value(name)
        if given is None and name in _CALLED:
            given = NAMELESS
        return value(_named(given, self.names), self.lang)


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
    title = result.rule.title.in_(lang)
    if result.departs and result.departure is not None and result.settled is None:
        says = result.departure.says or "…"
        return say(
            lang,
            "{title}: the signed text departs from the model in article {clause} ({says}). What follows"
            " from that for this rule, a person has to say.",
            title=title,
            clause=result.departure.clause,
            says=says,
        )
    if result.failed:
        return say(lang, "{title}: judging it failed ({error}).", title=title, error=result.error())
    match result.verdict:
        case Verdict.VIOLATION:
            return _of_its_time(result, _broken(result, lang, names), lang)
        case Verdict.NOT_APPLICABLE:
            return _of_title(lang, mark("{title}: does not apply here."), title)
        case Verdict.COMPLIANT:
            return _compliant(result, title, lang)
    return _review(result, title, lang, names)


def _broken(result: Result, lang: str, names: Names) -> str:
    """Say what is broken: the rule's sentence, then the part of it that holds here."""
    texts = (result.rule.message, *(c.message for c in fitting_cases(result)))
    return " ".join(fill(text.in_(lang), result, lang, names) for text in texts)


def _of_its_time(result: Result, told: str, lang: str) -> str:
    """Say of a flow that is yet to start, or is over, that what is told is not of now."""
    if result.row.prospective:
        return say(lang, "If this goes ahead as proposed: {broken}", broken=told)
    if result.row.over:
        last = value(result.row.value("judged_on"), lang)
        return say(lang, "While the flow ran, up to and including {last}: {told}", last=last, told=told)
    return told


def _compliant(result: Result, title: str, lang: str) -> str:
    if pending(result) and (due := due_dates(result)) is not None:
        return say(lang, "{title}: still open, due by {due}.", title=title, due=due[0])
    return _of_title(lang, mark("{title}: in order."), title)


@lru_cache(1024)  # most results are one of these: each is said once a rule
def _of_title(lang: str, told: str, title: str) -> str:
    return say(lang, told, title=title)


def _review(result: Result, title: str, lang: str, names: Names) -> str:
    if result.in_dispute:
        broken = _broken(result, lang, names)
        return say(
            lang,
            "Readings differ on whether the agreement still ran then. If it did: {broken}",
            broken=broken,
        )
    parts = []
    missing, assess = missing_facts(result), result.assess()
    if result.rule.review_message is not None and result.reviewed():
        # its own sentence takes for granted that the rule applies and is kept; a case says what it needs
        own = (result.rule.review_message,) if not missing or _settled_but_for_review(result) else ()
        texts = (*own, *(c.message for c in fitting_cases(result)))
        # what names a fact that is still asked for would state it as known
        sure = [t for text in texts if _tells_only_known(t := text.in_(lang), result) or not missing]
        told = " ".join(fill(t, result, lang, names) for t in sure)
        if told:
            parts.append(_of_its_time(result, told, lang))
    asked, missing = _asked(result, missing, lang, names)
    parts += asked
    if missing:
        words = ", ".join(f"`{m}`" for m in missing)
        parts.append(say(lang, "{title}: cannot be judged without {words}.", title=title, words=words))
    if not parts:
        terms = result.engine.vocabulary.terms_called(assess, lang)
        parts.append(say(lang, "{title}: somebody has to judge {terms}.", title=title, terms=terms))
    return " ".join(parts)


def _settled_but_for_review(result: Result) -> bool:
    """Tell whether a rule applies and is kept, so that only its own doubt makes it a review."""
    rule = result.rule
    return result.holds(rule.require) is True and (rule.when is None or result.holds(rule.when) is True)


def part_name(result: Result) -> str:
    """Name the part of a flow or an event that a result is about: a recipient by its name where it is known,
    else by its number, as people count: from one.
    """
    part = result.subject.id.rpartition("/")[2]
    if result.subject.kind != "recipient":
        return part
    name = result.row.value("name") if result.rule.kind.has("name") else None
    return str(name or (int(part) + 1 if part.isdigit() else part))


def questions(result: Result, lang: str, names: Names = AS_IS, *, keyed: bool = True) -> list[str]:
    """Ask for what is missing to settle a review: in the rule's own words, else in those of the key, else by
    what the key holds. ``keyed`` puts the key before its question, for who writes files.
    """
    asked, missing = _asked(result, missing_facts(result), lang, names)
    of_event = result.subject.kind in ("event", "notice")
    for path in result.missing():
        if dotted(path) not in missing:
            continue
        words = question_of_event(result.rule.kind.name, path, lang) if of_event else question(path, lang)
        if words is not None and not keyed:
            asked.append(begun(words))
            continue
        asked.append(f"`{dotted(path)}`: {words or say(lang, 'what is to stand here?')}")
    return asked


def _asked(result: Result, missing: list[str], lang: str, names: Names) -> tuple[list[str], list[str]]:
    """Give the rule's own questions on what is unknown, and the missing facts that none of them is about.

    A question takes for granted that all hangs on its answer ("a third party; unless a law obliges, ...").
    """
    asked: list[str] = []
    for fact, text in result.rule.asks.items():
        if fact not in result.explanation().unknown or not result.hangs_on(fact):
            continue
        if not _tells_only_known(text.in_(lang), result):
            continue
        asked.append(fill(text.in_(lang), result, lang, names))
        told = {dotted(path) for path in result.row.paths(fact)}
        missing = [m for m in missing if m not in told]
    return asked, missing


def _tells_only_known(template: str, result: Result) -> bool:
    """Tell whether every fact that a text mentions is known: a review states no unknown as known. What
    something is called by states nothing.
    """
    return all(name in _CALLED or result.row.value(name) is not None for name in shown_in(template))


def remedy(result: Result, lang: str, names: Names = AS_IS) -> str | None:
    """Give what would mend a violation or settle a review; None for the rest. ``names`` says what to call an
    id.
    """
    if not result.finding:
        return None
    if result.departs and result.settled is None:
        return say(
            lang,
            "Record as the assessment of the reading of the text (`reading`), with `rule: {rule}`, whether"
            " this is in order under the signed text, with the reasons.",
            rule=result.rule.id,
        )
    if missing := missing_facts(result):
        return _fill_in(result, missing, lang)
    told = mended(result, lang, names)
    asked = [t for t in result.assess() if f"`{t}`" not in told]
    return f"{told} {_judged_instead(result, asked, lang)}" if asked else told


def _judged_instead(result: Result, terms: list[str], lang: str) -> str:
    """Say that a review is settled by judgements too, where what would mend it names none."""
    words = result.engine.vocabulary.terms_called(terms, lang)
    if terms == [READING]:
        return say(
            lang,
            "Or record as the assessment of {terms}, with `rule: {rule}`, whether this is in order as the"
            " text is read here.",
            terms=words,
            rule=result.rule.id,
        )
    return say(lang, "Or have it judged, and record that as the assessment of {terms}.", terms=words)


def mended(result: Result, lang: str, names: Names = AS_IS) -> str:
    """Give what would mend a finding of which all facts are known, as its rule says it."""
    if result.in_dispute:
        terms = result.engine.vocabulary.terms_called(result.assess(), lang)
        return say(
            lang,
            "Have it recorded whether the agreement still ran on that day: an assessment of {terms}.",
            terms=terms,
        )
    mend = [c.remedy for c in fitting_cases(result) if c.remedy is not None] or [result.rule.remedy]
    mend = list(dict.fromkeys(mend))
    told = " ".join(fill(text.in_(lang), result, lang, names) for text in mend)
    if result.row.over and result.verdict == Verdict.VIOLATION:
        return say(
            lang,
            "The flow is over: correct what is declared wrongly, and have undone what still can be. {mend}",
            mend=told,
        )
    return told


def _fill_in(result: Result, missing: list[str], lang: str) -> str:
    """Ask for what is missing, each key in its own words."""
    of_event = result.subject.kind in ("event", "notice")
    asked = [
        question_of_event(result.rule.kind.name, p, lang) if of_event else question(p, lang)
        for p in result.missing()
    ]
    told = [f"`{name}`: {words}" for name, words in zip(missing, asked, strict=False) if words is not None]
    plain = [f"`{name}`" for name, words in zip_longest(missing, asked) if words is None]
    return " ".join([*told, *([say(lang, "Fill in {words}.", words=", ".join(plain))] if plain else [])])


def fitting_cases(result: Result) -> list[Telling]:
    """Give the cases of its rule that fit a result: what they say holds of its row."""
    decided = result.explanation().read if result.rule.cases else ()
    return [
        case
        for fact, case in result.rule.cases.items()
        if (fact in decided if case.when is None else result.holds(case.when) is True)
    ]


def due_dates(result: Result) -> tuple[str, str] | None:
    """Give when a house norm's expected and outer terms end, as dates or Brussels moments; None where no norm
    counts.
    """
    found = norm_of(result)
    if found is None:
        return None
    norm, start = found
    if not isinstance(start, date):
        return None
    return _after(start, norm.expected), _after(start, norm.outer)


def _after(start: date, number: int) -> str:
    """Write the end of a term: of so many hours from a moment, of so many days from a day."""
    if isinstance(start, datetime):
        return iso(start + timedelta(hours=number))
    return (start + timedelta(days=number)).isoformat()


def missing_facts(result: Result) -> list[str]:
    """Write the paths of the facts that would settle a review."""
    return [dotted(path) for path in result.missing()]


def labels_of(result: Result) -> dict[str, str]:
    """Give the labels that its writer gave what a result is about."""
    found = result.row.value("labels") if result.rule.kind.has("labels") else None
    return dict(one.split("=", 1) for one in found) if found else {}


def because(result: Result, lang: str) -> str:
    """Write the deciding facts on one line."""
    return "; ".join(f"{fact} = {value(v, lang)}" for fact, v, _ in telling(result))


def telling(result: Result) -> list[tuple[str, Any, Paths]]:
    """Give the deciding facts that say something to a reader: that the agreement ran goes without saying."""
    return [one for one in result.because() if one[:2] != (LIFE.name, "running")]


def label(labels: Mapping[str, Any], word: str, lang: str) -> str:
    """Give a vocabulary label, or the word itself."""
    entry = labels.get(word)
    return pick(lang, entry["en"], entry["nl"]) if entry else word

"""Results in words: the sentence of a verdict, what would mend it, and values as a reader writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from gbo_policy.basics.messages import pick
from gbo_policy.basics.moments import iso
from gbo_policy.basics.steps import dotted
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.sanctions import Pair
from gbo_policy.logic.compile import COMPLIANT, ERROR, NOT_APPLICABLE, VIOLATION
from gbo_policy.rulebook.rule import Case, Norm

Names = Mapping[str, str]
AS_IS: Names = {}

_NEXT: dict[str, tuple[str, str]] = {
    "nothing": ("nothing to decide", "niets te beslissen"),
    "not-in-force": (
        "the agreement is not in force: article 9 gives no power",
        "de overeenkomst is niet in werking: artikel 9 geeft geen bevoegdheid",
    ),
    "ceased-uncertain": (
        "communication has ceased, if there is a ground and the notice came before the day of effect (`ground`, `notified_on`)",
        "de mededeling is stopgezet, als er een grond is en de kennisgeving voorafging (`ground`, `notified_on`)",
    ),
    "unclear": (
        "say first whether the recorded measure is in effect (`from`, `lifted_on`, `effective_on`)",
        "zeg eerst of de vastgelegde maatregel geldt (`from`, `lifted_on`, `effective_on`)",
    ),
    "unsettled": (
        "say first whether the finding is remedied (`remedied_on`)",
        "zeg eerst of de vaststelling verholpen is (`remedied_on`)",
    ),
    "takes-effect": (
        "a cessation has been notified and takes effect",
        "een stopzetting is ter kennis gebracht en gaat in",
    ),
    "decide": (
        "may decide to suspend until the obligations are met again",
        "kan beslissen op te schorten tot de verplichtingen weer nageleefd worden",
    ),
    "cure": (
        "lifted once the ground is remedied; cessation needs the reasonable term to lapse and a notice",
        "op te heffen zodra de grond hersteld is; stopzetten kan pas na de redelijke termijn en met kennisgeving",
    ),
    "lift": ("the ground is remedied: lift the suspension", "de grond is hersteld: hef de opschorting op"),
    "cessation-possible": (
        "the reasonable term has lapsed: cessation may be notified",
        "de redelijke termijn is verstreken: de stopzetting kan ter kennis gebracht worden",
    ),
    "notify-cessation": (
        "may suspend, or cease after a notice",
        "kan opschorten, of stopzetten na een kennisgeving",
    ),
    "ceased": (
        "communication has ceased; only a new decision can resume it",
        "de mededeling is stopgezet; enkel een nieuwe beslissing kan ze hervatten",
    ),
}


_KINDS = {
    "agreement": ("agreement", "overeenkomst"),
    "party": ("core actor", "kernactor"),
    "processor": ("processor", "verwerker"),
    "flow": ("flow", "gegevensstroom"),
    "recipient": ("recipient", "ontvanger"),
    "event": ("event", "gebeurtenis"),
    "notice": ("notice to", "kennisgeving aan"),
    "waiver": ("waiver", "afwijking"),
    "baseline": ("baseline", "nulmeting"),
}


_MEASURES = {
    "suspension": ("suspension", "opschorting"),
    "cessation": ("cessation", "stopzetting"),
    "supervision": ("supervision", "toezicht"),
}
_STATUS = {
    "available": ("possible", "mogelijk"),
    "conditional": (
        "only after the reasonable term and a notice",
        "pas na de redelijke termijn en een kennisgeving",
    ),
    "prospective": ("once it starts", "zodra ze begint"),
}


def kind_name(kind: str, lang: str) -> str:
    """Give what a reader calls a kind of subject."""
    return pick(lang, *_KINDS[kind])


_NEXT_ON: dict[str, tuple[str, str]] = {
    "unsettled": (
        "say first whether the finding is remedied (`remedied_on`)",
        "zeg eerst of de vaststelling verholpen is (`remedied_on`)",
    ),
    "takes-effect": (" on {on}", " op {on}"),
    "cure": ("; that term lapses on {on}", "; die termijn is verstreken op {on}"),
    "decide": (
        "; may cease after a notice from {on} on, if nothing is remedied",
        "; kan vanaf {on} stopzetten na een kennisgeving, als niets hersteld is",
    ),
}


def measure_name(word: str, lang: str) -> str:
    """Give what a reader calls a measure that answers a violation."""
    return pick(lang, *_MEASURES[word])


def status_name(word: str, lang: str) -> str:
    """Give what a reader calls the status of a measure."""
    return pick(lang, *_STATUS[word])


def grounds(pair: Pair, lang: str) -> list[str]:
    """Give the grounds of a pair; one that the other core actor contests says so."""
    disputed = pick(lang, "contested", "betwist")
    return [f"{g} ({disputed})" if g in pair.contested else g for g in pair.grounds]


def next_step(code: str, lang: str, on: date | None = None) -> str:
    """Give the words for what comes next for a pair of core actors, with the day that it waits for, if any."""
    return pick(lang, *_NEXT[code]) + (pick(lang, *_NEXT_ON[code]).format(on=on) if on is not None else "")


def value(given: Any, lang: str) -> str:
    """Write a fact's value for a reader."""
    if given is None:
        return pick(lang, "unknown", "onbekend")
    if isinstance(given, bool):
        return pick(lang, "yes", "ja") if given else pick(lang, "no", "nee")
    if isinstance(given, tuple | list):
        return ", ".join(value(g, lang) for g in given) if given else pick(lang, "none", "geen")
    if isinstance(given, float):
        return f"{given:.1f}".rstrip("0").rstrip(".").replace(".", pick(lang, ".", ","))
    return str(plain(given))


def plain(given: Any) -> Any:
    """Write a fact's value for JSON."""
    if isinstance(given, tuple | list):
        return [plain(g) for g in given]
    if isinstance(given, datetime):
        return iso(given)
    return given.isoformat() if isinstance(given, date) else given


class _Words(dict[str, str]):
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
    return template.format_map(_Words(result, lang, names)).strip()


def message(result: Result, lang: str, names: Names = AS_IS) -> str:
    """Give the sentence of a verdict; ``names`` says what to call an id."""
    told = _verdict(result, lang, names)
    if (one := result.settled) is None:
        return told
    why = f": {one.reasons.strip()}" if one.reasons else "."
    return f"{told} " + pick(
        lang,
        f"The text can be read both ways; this is how {one.by} read it on {one.on}{why}",
        f"De tekst is op twee manieren te lezen; zo las {one.by} hem op {one.on}{why}",
    )


def _verdict(result: Result, lang: str, names: Names) -> str:
    rule, title = result.rule, result.rule.title.in_(lang)
    match result.code:
        case code if code == VIOLATION:
            return " ".join(
                fill(text.in_(lang), result, lang, names)
                for text in (rule.message, *(c.message for c in _cases(result)))
            )
        case code if code == NOT_APPLICABLE:
            return pick(lang, f"{title}: does not apply here.", f"{title}: niet van toepassing.")
        case code if code == COMPLIANT:
            return _compliant(result, title, lang)
        case code if code == ERROR:
            return pick(
                lang,
                f"{title}: judging it failed ({result.error()}).",
                f"{title}: de beoordeling mislukte ({result.error()}).",
            )
    return _review(result, title, lang, names)


def _compliant(result: Result, title: str, lang: str) -> str:
    if result.pending() and (due := due_dates(result)) is not None:
        return pick(
            lang, f"{title}: still open, due by {due[0]}.", f"{title}: loopt nog, uiterlijk {due[0]}."
        )
    return pick(lang, f"{title}: in order.", f"{title}: in orde.")


def _review(result: Result, title: str, lang: str, names: Names) -> str:
    parts = []
    missing, assess = missing_facts(result), result.assess()
    if result.rule.review_message is not None and result.reviewed():
        parts.append(fill(result.rule.review_message.in_(lang), result, lang, names))
        parts.extend(fill(c.message.in_(lang), result, lang, names) for c in _cases(result))
    if missing:
        words = ", ".join(f"`{m}`" for m in missing)
        parts.append(
            pick(
                lang,
                f"{title}: cannot be judged without {words}.",
                f"{title}: niet te beoordelen zonder {words}.",
            )
        )
    if not parts:
        terms = ", ".join(f"`{t}`" for t in assess)
        parts.append(
            pick(
                lang, f"{title}: somebody has to judge {terms}.", f"{title}: iemand moet {terms} beoordelen."
            )
        )
    return " ".join(parts)


def remedy(result: Result, lang: str, names: Names = AS_IS) -> str | None:
    """Give what would mend a violation or settle a review; None for the rest. ``names`` says what to call an id."""
    if not result.finding:
        return None
    if missing := missing_facts(result):
        words = ", ".join(f"`{m}`" for m in missing)
        return pick(
            lang,
            f"Fill in {words}; write `none`, `[]` or `false` where there is nothing.",
            f"Vul {words} in; schrijf `none`, `[]` of `false` als er niets is.",
        )
    mend = [c.remedy for c in _cases(result)] or [result.rule.remedy]
    return " ".join(fill(text.in_(lang), result, lang, names) for text in mend)


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

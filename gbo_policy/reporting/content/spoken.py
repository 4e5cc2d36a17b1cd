"""A change in words: each key by what it means, its old and its new value as a person says them."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.calendar import BRUSSELS
from gbo_policy.basics.translate import mark, say
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.report_words import GIVEN_WHEN, Words
from gbo_policy.terms.choices import CHOICES
from gbo_policy.terms.country_names import country_named
from gbo_policy.terms.values import NONE

_SECTIONS = ("purposes", "categories", "bases", "kinds", "terms", "roles", "authorities", "means", "verdicts")


class SpokenOf(Protocol):
    """What words are spoken of: a workspace and its report, with the names that a reader knows."""

    @property
    def workspace(self) -> Workspace:
        """The declarations."""

    @property
    def report(self) -> Report:
        """The report on them."""

    @property
    def words(self) -> Words:
        """The names."""


class SpokenChange(NamedTuple):
    """What one key says: before (empty for a new one) and after (empty for one that goes)."""

    label: str
    old: str
    new: str


def spoken(
    model: type[BaseModel], old: Mapping[str, Any], new: Mapping[str, Any], case: SpokenOf | None, lang: str
) -> list[SpokenChange]:
    """Say what differs between two states of one thing, key by key; a part with keys of its own says only
    what differs in it.
    """
    return list(_differences(model, old, new, case, lang, ""))


def _differences(
    model: type[BaseModel] | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    case: SpokenOf | None,
    lang: str,
    above: str,
) -> Iterator[SpokenChange]:
    for key in [*new, *(k for k in old if k not in new)]:
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        label = f"{above}{meaning(model, key, lang)}"
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(model_of(model, key), before, after, case, lang, f"{label}: ")
        else:
            inner = model_of(model, key)
            yield SpokenChange(
                label, value_in_words(before, inner, case, lang), value_in_words(after, inner, case, lang)
            )


# of an exchange, whose keys a person meets every day: shorter than what explains them
_SHORT = {
    "id": mark("short name"),
    "type": mark("type of event"),
    "title": mark("what is shared"),
    "status": mark("stage"),
    "sender": mark("who sends"),
    "recipients": mark("who receives"),
    "purposes": mark("what for"),
    "data": mark("which data"),
    "legal_basis": mark("legal basis"),
    "locations": mark("where"),
    "storage": mark("kept in"),
    "access": mark("reached from"),
    "legal_obligation": mark("law that obliges"),
    "channel": mark("channel"),
    "format": mark("format"),
    "starts_on": mark("first day"),
    "ends_on": mark("last day"),
    "periodicity": mark("how often"),
    "retention": mark("how long kept"),
    "kind": mark("who"),
    "party": mark("core actor"),
    "function": mark("function"),
    "need_to_know": mark("needs the data"),
    "processor": mark("processor"),
    "on_behalf_of": mark("works for"),
    "name": mark("name"),
    "country": mark("country"),
    "countries": mark("countries"),
    "category": mark("category"),
    "subject": mark("about"),
    "provision": mark("provision"),
    "source": mark("law of"),
    "obliges": mark("it obliges"),
    "notified": mark("who was told"),
    "notice_forbidden_by": mark("telling is forbidden by"),
    "at": mark("on"),
    "via": mark("how it was told"),
    "role": mark("role"),
    "enterprise_number": mark("enterprise number"),
    "registered_office": mark("registered office"),
    "dpo": mark("data protection officer"),
    "rule": mark("rule"),
    "outcome": mark("outcome"),
    "ground": mark("ground"),
    "flow": mark("exchange"),
    "event": mark("event"),
}
_STATES = {
    "proposed": mark("proposed"),
    "active": mark("runs"),
    "client": mark("the client"),
    "involved-person": mark("somebody around the client"),
    "union": mark("the European Union"),
    "member-state": mark("Belgium, Flanders or another member state"),
}


def meaning(model: type[BaseModel] | None, key: str, lang: str) -> str:
    """Say what a key of a model means; a key of nobody's stands as it is."""
    if key in _SHORT and not (key == "title" and model is Agreement):
        return say(lang, _SHORT[key])
    fields = model.model_fields if model is not None else {}
    found = next((f for name, f in fields.items() if (f.alias or name) == key), None)
    if found is None or not found.description:
        return key
    # behind a colon stand the words that a file may hold
    return for_a_person(say(lang, found.description), lang).partition(": ")[0]


def for_a_person(told: str, lang: str) -> str:
    """Make of what a key means what a person needs of it: without the words that only a file has."""
    text, none = told.partition(";")[0], say(lang, "or none")
    return text.replace(f", {none}", "").replace(f" {none}", "")


def model_of(model: type[BaseModel] | None, key: str) -> type[BaseModel] | None:
    """Give the model of what stands under a key, where that has keys of its own."""
    fields = model.model_fields if model is not None else {}
    found = next((f for name, f in fields.items() if (f.alias or name) == key), None)
    return None if found is None else next(models_in((found.annotation, *found.metadata)), None)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Give every model that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in annotation if isinstance(annotation, tuple) else typing.get_args(annotation):
        yield from models_in(part)


def value_in_words(value: Any, model: type[BaseModel] | None, case: SpokenOf | None, lang: str) -> str:
    """Say a value: words of the vocabulary and ids by their names, yes and no, none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say(lang, "yes") if value else say(lang, "no")
    if isinstance(value, list):
        if not value:
            return say(lang, "none")
        between = "; " if any(isinstance(v, dict) for v in value) else ", "
        return between.join(value_in_words(v, model, case, lang) for v in value)
    if isinstance(value, dict):
        if list(value) == ["other"]:
            return f"“{value['other']}”"
        parts = (
            f"{meaning(model, k, lang)}: {value_in_words(v, model_of(model, k), case, lang)}"
            for k, v in value.items()
        )
        return ", ".join(parts)
    return word_in_words(str(value), case, lang)


def word_in_words(word: str, case: SpokenOf | None, lang: str) -> str:
    """Say one word of a file: an id by its name, a word of the vocabulary by its label; any other as it
    stands.
    """
    if word in _STATES:
        return say(lang, _STATES[word])
    if word == NONE:
        return say(lang, "none")
    if _MOMENT.fullmatch(word):
        return _in_brussels(word)
    if (name := country_named(word, lang)) != word:
        return name
    if word in event_types():
        return say(lang, event_type(word).label)
    chosen = say(lang, CHOICES[word]) if word in CHOICES else word
    if case is None:
        return chosen
    if word in case.workspace.parties:
        return case.words.party(word)
    if word in case.workspace.processors:
        return case.words.processor(word)
    if word in case.workspace.flow_by_id:
        return case.workspace.flow_by_id[word].title or word
    for section in _SECTIONS:
        if (label := case.report.pack.vocabulary.label(section, word, lang)) != word:
            return label
    rule = case.report.pack.rule(word)
    return chosen if rule is None else rule.title.in_(lang)


_CODE = re.compile(r"`([^`]+)`")
_TERM = re.compile(r" \(`([^`]+)`\): ")  # a term that is told in full behind it
_HINT = re.compile(
    r"\? (?=[^A-Z.?\n]*`)[^A-Z.?\n]+$", re.MULTILINE
)  # behind a question: how a file answers it
_SAID = re.compile(r" \(`([a-z-]+)`\)")  # a word that stands behind what it is called
_NORM = re.compile(r"\(`([a-z_]+)`\)")  # a house norm, named behind what it is
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d|Z)?(?!\w)")


def without_code(text: str, case: SpokenOf, lang: str) -> str:
    """Put what a person calls it in the place of each word of a file that a text names between backticks:
    keys, ids and words of the vocabulary, house norms by their numbers; moments as they stand in tables. How
    a file answers a question is left out. Any other word stays as it is.
    """
    terms = case.report.pack.vocabulary.raw["terms"]
    text = _MOMENT.sub(lambda found: _in_brussels(found[0]), text)
    text = _HINT.sub("?", text)
    raw = case.report.pack.vocabulary.raw
    said = {"true", "false", *_STATES, *CHOICES, *raw.get("kinds", ()), *raw.get("means", ())}
    text = _SAID.sub(lambda found: "" if found[1] in said else found[0], text)
    text = _NORM.sub(lambda found: _numbers(found[1], case, lang) or found[0], text)
    text = _TERM.sub(lambda found: ": " if found[1] in terms else found[0], text)
    return _CODE.sub(lambda found: _called(found[1], case, lang) or found[0], text)


def _in_brussels(moment: str) -> str:
    """Write a moment of a file as it stands in tables; one that is none of the calendar stays as it is."""
    try:
        given = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return (given if given.tzinfo is None else given.astimezone(BRUSSELS)).strftime("%Y-%m-%d %H:%M")


def _numbers(name: str, case: SpokenOf, lang: str) -> str:
    """Give the numbers of a house norm, or when a notice counts as given; empty where there is none of that
    name.
    """
    if name == "notice_given":
        return f"({say(lang, GIVEN_WHEN[case.report.context.notice_given])})"
    norm = case.report.norms.get(name)
    if norm is None:
        return ""
    numbers: dict[str, Any] = {"expected": norm.expected, "outer": norm.outer}
    if norm.unit == "hours":
        return f"({say(lang, '{expected} to {outer} hours', **numbers)})"
    return f"({say(lang, '{expected} to {outer} days', **numbers)})"


def without_keys(text: str, case: SpokenOf, lang: str) -> str:
    """Put what a person calls it in the place of each key that a text names between backticks; what somebody
    wrote stays as it was written.
    """
    return _CODE.sub(lambda found: _key_called(found[1], case, lang) or found[0], text)


def _called(code: str, case: SpokenOf, lang: str) -> str:
    if told := _key_called(code, case, lang):
        return told
    if code in case.report.pack.vocabulary.raw["terms"]:
        return f"“{case.words.label('terms', code)}”"  # a sentence within a sentence
    named = case.words.plain_names.get(code) or _word(code, case, lang)
    return named if named != code else ""


def _key_called(code: str, case: SpokenOf, lang: str) -> str:
    key, colon, value = code.partition(":")
    last = re.sub(r"\[\d+\]", "", key).rpartition(".")[2]
    if (told := _meanings().get(last)) is not None:
        said = say(lang, told)
        what = re.split(r"[;:,(]", said)[0].strip()
        return f"“{what}{f': {_word(value.strip(), case, lang)}' if colon else ''}”"
    return ""


def _word(value: str, case: SpokenOf, lang: str) -> str:
    return value_in_words({"true": True, "false": False}.get(value, value), None, case, lang)


@cache
def _meanings() -> dict[str, str]:
    """What each key of a workspace means; the short word where it has one."""
    found: dict[str, str] = {}
    models: list[type[BaseModel]] = [
        Agreement,
        Flow,
        Assessment,
        Waiver,
        *(event_type(n).model for n in event_types()),
    ]
    while models:
        for name, info in (one := models.pop(0)).model_fields.items():
            key = info.alias or name
            if key not in found and info.description:
                found[key] = _SHORT.get(key, info.description)
            models += [m for m in models_in((info.annotation, *info.metadata)) if m is not one]
    return found

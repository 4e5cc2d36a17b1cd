"""What a user may have meant is suggested: labels in both languages, dates of spreadsheets, `ja`; and what
says nothing is no text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from gbo_policy.basics.problems import Problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment, AssessmentSubject
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.suggestions import meant_date
from tests.kit import change, complete, in_memory, judged, models, verdict

HEAD = "agreement:\n  parties: [{id: caw, role: caw}, {id: ocmw, role: ocmw}]\nflows:\n  - id: stroom\n"
EVENT = HEAD + "events:\n  - id: e1\n"


def only(pack: Pack, text: str) -> Problem:
    (found,) = in_memory(pack, text)
    return found


@pytest.mark.parametrize(
    ("line", "guess"),
    [
        ("    data: [gezondheid]\n", "health"),
        ("    data: [identificatie]\n", "identification-contact"),
        ("    data: [Health data]\n", "health"),
        ("    data: [gezondheidsgegevens]\n", "health"),
        ("    purposes: [fraudecontrole]\n", "fraud-control"),
        ("    purposes: [doorverwijzen]\n", "refer"),
        ("    purposes: [Statistiek]\n", "statistics"),
        ("    recipients: [{kind: verwerker}]\n", "processor"),
        ("    recipients: [{kind: derde}]\n", "third-party"),
        ("    recipients: [{kind: staff, need_to_know: ja}]\n", "true"),
        ("    recipients: [{kind: staff, need_to_know: nee}]\n", "false"),
        ("    recipients: [{kind: staff, need_to_know: no}]\n", "false"),
        ("    status: lopend\n", "active"),
        ("    data: [{category: health, subject: cliënt}]\n", "client"),
        ("    legal_obligation: {source: Unierecht}\n", "union"),
        ("    starts_on: 03/02/2026\n", "2026-02-03"),
        ("    starts_on: 31-12-2026\n", "2026-12-31"),
        ("    starts_on: 2 februari 2026\n", "2026-02-02"),
        ("    starts_on: 2026/3/1\n", "2026-03-01"),
        ("    starts_on: 20260301\n", "2026-03-01"),
        ("    ends_on: geen\n", "none"),
        ("    ends_on: NONE\n", "none"),
        ("    legal_obligation: nee\n", "none"),
        ("    purposes: refer\n", "[refer]"),
        ("    legal_basis: [6.1.e]\n", "gdpr-6-1-e"),
        ("    legal_basis: [gdpr-9-1-h]\n", "gdpr-9-2-h"),
        ("    legal_basis: [gdpr-6-1-g]\n", "gdpr-6-1-f"),  # and not the slip of the model's text
        ("    legal_basis: ['art. 6, lid 1, e)']\n", "gdpr-6-1-e"),
        ("    legal_basis: ['AVG 9(2)(g)']\n", "gdpr-9-2-g"),
        ("    legal_basis: ['artikel 6, lid 1, punt c AVG']\n", "gdpr-6-1-c"),
        ("    data: health\n", "[health]"),
        ("    locations: {storage: [Nederland]}\n", "NL"),
        ("    locations: {storage: [Belgie]}\n", "BE"),
        ("    locations: {storage: [United Kingdom]}\n", "GB"),
    ],
)
def test_what_may_have_been_meant_is_suggested(pack: Pack, line: str, guess: str) -> None:
    found = only(pack, HEAD + line)
    assert found.suggestion == guess
    assert f"did you mean `{guess}`?" in found.sentence("en")


def test_the_right_means_is_suggested_by_its_dutch_name(pack: Pack) -> None:
    found = only(pack, EVENT + "    type: termination\n    means: aangetekend\n")
    assert found.suggestion == "registered-letter"


def test_the_skipped_and_the_doubled_hour_say_why(pack: Pack) -> None:
    skipped = only(pack, EVENT + "    type: breach\n    aware_at: 2026-03-29T02:30\n")
    assert "skips that hour" in skipped.sentence("en")
    doubled = only(pack, EVENT + "    type: breach\n    aware_at: 2026-10-25T02:30\n")
    assert "comes twice" in doubled.sentence("en")
    for offset in ("+02:00", "+01:00"):
        assert not in_memory(pack, EVENT + f"    type: breach\n    aware_at: 2026-10-25T02:30{offset}\n")


@pytest.mark.parametrize("word", ["99/99/2026", "x", "", "2026-02-30", "1 foo 2026", [], None, 46_000])
def test_what_is_no_date_at_all_gets_none(word: object) -> None:
    assert meant_date(word) is None


# an ordinary blank is nothing at all
NEAR = [
    "no",
    "None",
    "NONE",
    "nee",
    "Geen",
    "-",
    "–",
    "0",
    "n.v.t.",
    "/",
    "\u200b",
    "\u2800",
]


def fields(model: type[BaseModel], path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Give every key below a model, at any depth, with its annotation; a list's element stands at 0."""
    for name, field in model.model_fields.items():
        if name == "labels" and path:  # one key of all models alike
            continue
        here = (*path, field.alias or name)
        yield here, field.annotation
        for inner, listed in inside(field.annotation):
            yield from fields(inner, (*here, 0) if listed else here)


def inside(annotation: Any, listed: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, listed
    else:
        for part in get_args(annotation):
            yield from inside(part, listed or getattr(annotation, "__origin__", None) is tuple)


# an index is a name here, and these are words of a vocabulary, ids of a rule or a type told apart otherwise
BARE = {(AssessmentSubject, "recipient"), (Assessment, "term")}


def test_no_key_takes_just_any_text() -> None:
    """A key whose type is ``str`` would take `-` for a fact: it is a ``Text``."""
    bare = {
        (model, name)
        for model in models()
        for name, field in model.model_fields.items()
        if name != "type"
        and (field.annotation is str or str in get_args(field.annotation))
        and "_something" not in str(field.metadata)
        and "_before_validator" not in str(field.metadata)
    }
    assert bare <= BARE


@pytest.mark.parametrize("word", NEAR)
def test_a_near_miss_of_none_is_an_error_in_every_key_of_text(pack: Pack, word: str) -> None:
    texts = [(m, n) for m in (Flow, Agreement) for n in sorted(told_as_text(m), key=str)]
    assert len(texts) > 15
    for model, path in texts:
        value: Any = word
        for step in reversed(path):
            value = [value] if isinstance(step, int) else {step: value}
        data = {"agreement": {}} | (
            {"agreement": value} if model is Agreement else {"flows": [{"id": "f", **value}]}
        )
        found = [p for p in in_memory(pack, dumped(data)) if p.code == "says-nothing"]
        assert [p.suggestion for p in found] == ["none"], (path, word)


def told_as_text(model: type[BaseModel]) -> set[Steps]:
    return {
        (*path, 0) if "tuple[" in str(annotation) else (*path, "team") if "dict[" in str(annotation) else path
        for path, annotation in fields(model)
        if ("_says_something" in str(annotation) or "_lists_something" in str(annotation))
        and not inside_any(annotation)
    }


def inside_any(annotation: Any) -> bool:
    return next(iter(inside(annotation)), None) is not None


def dumped(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=True)


def test_false_and_zero_are_near_misses_too(pack: Pack) -> None:
    for word, key in itertools.product(("false", "0", "no"), ("channel", "ends_on", "legal_obligation")):
        assert only(pack, HEAD + f"    {key}: {word}\n").suggestion == "none", (word, key)


def test_an_empty_text_is_no_error_and_an_empty_element_of_a_list_is(pack: Pack) -> None:
    assert in_memory(pack, HEAD + "    title: ''\n") == []
    for word in ("''", "' '", "'\u00a0'", "'-'"):
        text = f"agreement: {{parties: [{{id: caw, security: {{measures: [{word}]}}}}]}}\n"
        assert only(pack, text).code == "says-nothing"


NO_LAW = ("geen wet", "Geen wet.", "geen wettelijke plicht", "GEEN\u00a0WETTELIJKE  VERPLICHTING", "no law")


@pytest.mark.parametrize("word", NO_LAW)
def test_that_there_is_no_law_is_no_law(pack: Pack, word: str) -> None:
    for key in ("provision", "notice_forbidden_by"):
        found = only(pack, HEAD + f"    legal_obligation: {{{key}: {word}}}\n")
        assert (found.code, found.suggestion) == ("says-nothing", "none")
    assert only(pack, HEAD + f"    legal_obligation: {word}\n").suggestion == "none"
    provisions = f"agreement: {{parties: [{{id: caw, collection: {{provisions: ['{word}']}}}}]}}\n"
    assert only(pack, provisions).suggestion == "none"


def test_a_law_that_begins_so_and_other_texts_stay(pack: Pack) -> None:
    for word in ("geen wet van 3 mei", "wet", "verplichting van art. 5", "Wet geen plicht, art. 1", "plicht"):
        assert in_memory(pack, HEAD + f"    legal_obligation: {{provision: '{word}'}}\n") == []
    for key in ("title", "channel"):
        assert in_memory(pack, HEAD + f"    {key}: geen wet\n") == []


def test_none_itself_and_ordinary_texts_stay(pack: Pack) -> None:
    for word in ("none", "nee-nummer", "0 tot 6 jaar", "10", "Geen-Wonder vzw", "N"):
        assert in_memory(pack, HEAD + f"    channel: {word}\n") == []


@pytest.mark.parametrize(
    "channel", ["Café Net", "Cafe\u0301 Net", "CAFÉ NET", "Café\u00a0Net", "café  net", "Caf\u00e9\u200b Net"]
)
def test_a_channel_that_differs_only_in_form_is_the_same(pack: Pack, channel: str) -> None:
    data = change(
        complete(),
        {"flows.0.channel": channel, "agreement.specific_measures.channels": ["Café Net", "brief"]},
    )
    assert verdict(judged(pack, data), "agreed-channel") == "compliant"
    assert (
        verdict(judged(pack, change(data, {"flows.0.channel": "Cafe Net"})), "agreed-channel") == "violation"
    )

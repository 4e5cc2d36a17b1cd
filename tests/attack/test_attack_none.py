"""Near misses of `none`: however it is written, in whatever key, it is never taken for a fact, and `none` is
suggested where it may stand.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any, get_args

from pydantic import BaseModel

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.basics.problems import Problem
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.model.agreement import Agreement
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.model.flow import Flow
from gbo_policy.declarations.model.waiver import Waiver
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.files import InputFile
from gbo_policy.reading.source import read
from gbo_policy.terms.blanks import is_placeholder
from tests.attack import rounds
from tests.kit import Data, already_read, assessment, written
from tests.test_laws import PACK
from tests.test_suggestions import fields

WORDS = ["none", "no", "nee", "geen", "nihil", "nvt", "n.v.t.", "n/a", "null", "0", "-", "", "niets", "niet van toepassing", "not applicable", "false", "0,00"]  # fmt: skip
# blanks, dashes, quotes, and what shows nothing at all
AROUND = " \t\u00a0\u2007\u200b\u200d\u2060\ufeff\u00ad\u202e\u3164\u2800\u034f\ufe0f.-–—'\"()*!/|"
PARTIES = [{"id": "caw", "role": "caw"}, {"id": "ocmw", "role": "ocmw"}]
FILE = "0.yaml"
Key = tuple[str, type[BaseModel], Steps]
WAIVER = {"rule": "necessity", "subject": {"flow": "f"}, "reason": "r", "approved_by": "An", "approved_on": "2026-01-01", "expires_on": "2026-12-31"}  # fmt: skip


@cache
def keys() -> list[Key]:
    """Give every key of every section that takes a value of its own: section, model and path; names of one's
    own choice aside.
    """
    models: list[tuple[str, type[BaseModel]]] = [("flows", Flow), ("agreement", Agreement), ("assessments", Assessment), ("waivers", Waiver)]  # fmt: skip
    models += [("events", event_type(name).model) for name in event_types()]
    found = []
    for section, model in models:
        for path, annotation in fields(model):
            # names; the latter may be an index
            if path[-1] in {"id", "type"} or path == ("subject", "recipient"):
                continue
            many = "tuple[" in str(annotation) or "Texts" in str(annotation)
            found += [(section, model, path), *([(section, model, (*path, 0))] if many else [])]
            if path[-1] == "labels":
                found.append((section, model, (*path, "team")))
    return found


def around(section: str, model: type[BaseModel], path: Steps, value: Any) -> tuple[Data, Steps]:
    """Give a workspace in which one key holds a value, and the path of that key in it."""
    part = value
    for step in reversed(path):
        part = [part] if isinstance(step, int) else {step: part}
    data: Data = {"agreement": {"parties": PARTIES}, "flows": [{"id": "f"}]}
    if section == "agreement":
        needed = {"parties": {"id": "caw"}, "processors": {"id": "wolk"}, "departures": {"clause": "5.1"}}
        # an entry that lacks what it must have is told, and no more of it
        if path[0] in needed and len(path) > 2:
            part = {
                path[0]: [
                    needed[str(path[0])] | part[path[0]][0],
                    *(PARTIES[1:] if path[0] == "parties" else []),
                ]
            }
        data["agreement"] = data["agreement"] | part
        return data, (section, *path)
    bare: Data = {
        "flows": {"id": "f"},
        "assessments": assessment("necessity", {"flow": "f"}),
        "waivers": WAIVER,
        "events": {"id": "e", "type": next(iter(get_args(model.model_fields["type"].annotation)), "") if section == "events" else ""},
    }  # fmt: skip
    data[section] = [bare[section] | part]
    return data, (section, 0, *path)


def at_the_place(data: Data, path: Steps) -> list[Problem]:
    """Give what is wrong exactly at a value."""
    content = written(data).encode()
    documents = read(content, FILE)
    ((_, mark),) = documents[0]
    where = {Place(FILE, mark).at(path, value=True), Place(FILE, mark).at(path)}
    found = already_read(PACK, [InputFile(FILE, FILE, content)], {FILE: documents})
    return [p for p in found if p.location in where]


@cache
def may_be_none(section: str, model: type[BaseModel], path: Steps) -> bool:
    """Tell whether the word `none` itself may stand there."""
    return not at_the_place(*around(section, model, path, "none"))


def near(chance: Random) -> str:
    """Draw a near miss: a word for nothing in any letters, with what does not count around it."""
    word = "".join(c.upper() if chance.random() < 0.5 else c for c in chance.choice(WORDS))
    before, after = ("".join(chance.choices(AROUND, k=chance.randrange(4))) for _ in range(2))
    return before + word + after


def is_miss(key: Key, word: str) -> bool:
    """Tell whether a word is a miss at all: the word itself is none; an empty text states what it states; what
    the model leaves blank counts as absent; `no` is Norway.
    """
    of_country = {"country", "countries", "storage", "access"} & {*key[2]}
    return (
        word.strip() not in {"none", ""}
        and not is_placeholder(word)
        and not (of_country and PACK.vocabulary.lookup("country", word.strip()) is not None)
    )


def refused(key: Key, word: str) -> None:
    found = at_the_place(*around(*key, word))
    assert found, f"{word!r} taken for a fact in {key}"
    if may_be_none(*key):
        assert "none" in {p.suggestion for p in found}, [p.line("en") for p in found]


def test_no_key_at_all_takes_a_near_miss_for_a_fact() -> None:
    words = ["nee", "-", "\u200b", "None", "0", "n.v.t."]
    for i, key in enumerate(keys()):
        refused(key, words[i % len(words)])


def test_a_near_miss_of_none_is_never_a_fact() -> None:
    every = keys()
    for chance in rounds(ci=60, nightly=100_000, seed=16):
        key, word = chance.choice(every), near(chance)
        while not is_miss(key, word):
            key, word = chance.choice(every), near(chance)
        refused(key, word)

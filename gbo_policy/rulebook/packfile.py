"""The files of a pack, read and checked together; the part of loading a pack that the cache saves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import Any

from gbo_policy.basics.calendar import PublicHolidays, knows_holidays
from gbo_policy.basics.digest import digest_of
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.declarations.workspace import Place
from gbo_policy.reading.source import read
from gbo_policy.rulebook.compiled import rule_to_data
from gbo_policy.rulebook.packdata import MODEL_FILE
from gbo_policy.rulebook.packshape import check_part
from gbo_policy.rulebook.rule import Rule
from gbo_policy.rulebook.rulefile import read_rule
from gbo_policy.terms.particulars import Particulars
from gbo_policy.terms.rows import KINDS
from gbo_policy.terms.vocabulary import Vocabulary

_DATA = {
    "pack.yaml": "about",
    "clauses.yaml": "clauses",
    "vocabulary.yaml": "vocabulary",
    "parameters.yaml": "parameters",
}
# rules without a fault, by the digest of the pack's words, their name and their text
_KEPT: dict[tuple[str, str, bytes], Rule] = {}
_MOST_KEPT = 1000


def read_pack(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Read and check all files of a pack into plain data. Raises PolicyError with every defect."""
    problems: list[Problem] = []
    data: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for name, content in files.items():
        if (part := _DATA.get(PurePosixPath(name).name)) is not None:
            documents, wrong = read(content, name, decimals=True)
            problems.extend(wrong)
            problems.extend(problem("second-document", Place(name, at).at()) for _, at in documents[1:2])
            data[part], mark = documents[0] if documents else (None, 0)
            places[part] = Place(name, mark)
            if not wrong:
                problems.extend(check_part(part, data[part], places[part]))
    problems.extend(
        problem("pack-file-missing", None, word=f) for f, part in _DATA.items() if part not in data
    )
    if problems:
        raise PolicyError(problems)
    data["clauses"] = data["clauses"]["clauses"]
    rules = _rules(
        files,
        Vocabulary(data["vocabulary"], Particulars.from_data(data["about"]["agreement"], {})),
        data["parameters"]["norms"],
        problems,
    )
    # a rule that does not compile is still one of the pack: that its file is wrong has been said
    broken = [PurePosixPath(f).stem for f in files if PurePosixPath(f).name not in _DATA]
    problems.extend(_unknown_names(data, places["about"]))
    problems.extend(_unknown_rules(data["clauses"], places["clauses"], [*rules, *broken]))
    if problems:
        raise PolicyError(problems)
    if not rules:
        raise PolicyError([problem("empty-pack", None, word=next(iter(files)))])
    data["holidays"] = PublicHolidays.keep(data["about"]["agreement"]["holidays"])
    data["rules"] = [rule_to_data(r) for r in rules.values()]
    # so that loading it again makes no models of events
    data["kinds"] = {r.kind.name: r.kind.to_data() for r in rules.values() if r.kind.name not in KINDS}
    return data


def _rules(
    files: Mapping[str, bytes], vocabulary: Vocabulary, norms: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    words = digest_of({n: c for n, c in files.items() if PurePosixPath(n).name in _DATA})
    for name, content in files.items():
        if PurePosixPath(name).name in {*_DATA, MODEL_FILE}:
            continue
        rule, wrong = _rule((words, name, content), vocabulary, norms)
        problems.extend(wrong)
        if rule is None:
            continue
        if rule.id in rules:
            problems.append(
                problem("duplicate-id", Location(name, 1, 1), word=rule.id, first=rules[rule.id].file)
            )
        rules[rule.id] = rule
    return rules


def _rule(
    given: tuple[str, str, bytes], vocabulary: Vocabulary, norms: Mapping[str, Any]
) -> tuple[Rule | None, list[Problem]]:
    """Read a rule once in a process: of a pack that its author works on, most rules are as they were."""
    if given in _KEPT:
        return _KEPT[given], []
    _, name, content = given
    rule, wrong = read_rule(content, name, vocabulary, norms)
    if rule is not None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[given] = rule
    return rule, wrong


def _unknown_names(data: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Hold what the pack says of its agreement against its own lists: the lead's role, the norms of the
    ladder.
    """
    bound, norms = data["about"]["agreement"], list(data["parameters"]["norms"])
    ladder = bound["ladder"]
    named = [
        (["agreement", "lead"], bound["lead"], list(data["vocabulary"]["roles"])),
        (["agreement", "ladder", "cure"], ladder["cure"], norms),
        (["agreement", "ladder", "improvement"], ladder["improvement"], norms),
    ]
    country, _, _ = bound["number"].partition(".")
    if not find_spec(f"stdnum.{country}") or not find_spec(f"stdnum.{bound['number']}"):
        yield problem("unknown-scheme", place.at(["agreement", "number"], value=True), word=bound["number"])
    if not knows_holidays(bound["holidays"]):
        where = place.at(["agreement", "holidays"], value=True)
        yield problem("unknown-country", where, word=bound["holidays"])
    for path, word, known in named:
        if word not in known:
            where = place.at(path, value=True)
            yield problem("unknown-word", where, word=word, known=listed(known), guess=nearest(word, known))


def _unknown_rules(clauses: list[dict[str, Any]], place: Place, rules: Iterable[str]) -> Iterator[Problem]:
    """Hold the clause table against the rules: its sentences name only those that exist."""
    known = list(dict.fromkeys(rules))
    for i, clause in enumerate(clauses):
        for j, sentence in enumerate(clause["sentences"]):
            for k, name in enumerate(sentence.get("rules", ())):
                if name not in known:
                    where = place.at(["clauses", i, "sentences", j, "rules", k])
                    yield problem(
                        "unknown-rule", where, word=name, known=listed(known), guess=nearest(name, known)
                    )

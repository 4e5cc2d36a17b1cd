"""The files of a pack, read and checked together; the part of loading a pack that the cache saves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from gbo_policy.errors import Location, PolicyError, Problem, problem
from gbo_policy.rule import Rule
from gbo_policy.rulefile import read_rule
from gbo_policy.source import read
from gbo_policy.vocabulary import Vocabulary

_DATA = {"pack.yaml": "about", "clauses.yaml": "clauses", "vocabulary.yaml": "vocabulary", "parameters.yaml": "parameters"}


def read_pack(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Read and check all files of a pack into plain data. Raises PolicyError with every defect."""
    problems: list[Problem] = []
    data: dict[str, Any] = {}
    for name, content in files.items():
        if (part := _DATA.get(PurePosixPath(name).name)) is not None:
            documents, wrong = read(content, name, decimals=True)
            problems.extend(wrong)
            data[part] = documents[0][0] if documents else None
    problems.extend(problem("pack-file-missing", None, word=f) for f, part in _DATA.items() if not data.get(part))
    if problems:
        raise PolicyError(problems)
    data["clauses"] = data["clauses"]["clauses"]
    rules = _rules(files, Vocabulary(data["vocabulary"]), data["parameters"]["norms"], problems)
    problems.extend(_clauses(data["clauses"], rules))
    if problems:
        raise PolicyError(problems)
    if not rules:
        raise PolicyError([problem("empty-pack", None, word=next(iter(files)))])
    data["rules"] = [r.to_data() for r in rules.values()]
    return data


def _rules(files: Mapping[str, bytes], vocabulary: Vocabulary, norms: Mapping[str, Any], problems: list[Problem]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for name, content in files.items():
        if PurePosixPath(name).name in _DATA:
            continue
        rule, wrong = read_rule(content, name, vocabulary, norms)
        problems.extend(wrong)
        if rule is None:
            continue
        if rule.id in rules:
            problems.append(problem("duplicate-id", Location(name, 1, 1), word=rule.id, first=rules[rule.id].file))
        rules[rule.id] = rule
    return rules


def _clauses(clauses: list[dict[str, Any]], rules: Mapping[str, Rule]) -> list[Problem]:
    """Hold the clause table against the rules: every sentence is accounted for, and names rules that exist."""
    found: list[Problem] = []
    for clause in clauses:
        for sentence in clause["sentences"]:
            if not sentence.get("rules") and not sentence.get("unchecked"):
                found.append(problem("pack-unchecked", None, word=sentence["id"]))
            found.extend(problem("unknown-rule", None, word=r, known="") for r in sentence.get("rules", ()) if r not in rules)
    return found

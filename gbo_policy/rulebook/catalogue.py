"""The agreement's clauses as an OSCAL catalogue: each clause a control, each sentence a statement, each rule
an objective.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from gbo_policy.basics.oscal_values import (
    HOUSE,
    VERSION,
    Data,
    control,
    house_title,
    line,
    objective,
    prop,
    props,
    stamped,
    to_text,
    token,
)
from gbo_policy.basics.translate import say
from gbo_policy.rulebook.coverage import Clause, coverage
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.packdata import Sentence
from gbo_policy.rulebook.rule import Rule

_UNDATED = "1980-01-01"  # a pack that does not say when it was made; never the clock


def catalogue(pack: Pack, lang: str) -> str:
    """Write the catalogue that assessment results refer to."""
    return to_text(document(pack, lang))


def document(pack: Pack, lang: str) -> Data:
    """Give the catalogue as plain data."""
    source = pack.about.source
    metadata: Data = {
        "title": line(pack.about.title.in_(lang)),
        "last-modified": f"{_date(pack)}T00:00:00Z",
        "version": line(pack.version),
        "oscal-version": VERSION,
        "props": [prop("pack", pack.id), prop("pack-digest", pack.digest), prop("language", lang)],
    }
    if source:
        metadata["remarks"] = line(source.in_(lang))
    params = list(_params(pack, lang))
    return stamped(
        "catalog",
        {"metadata": metadata, **({"params": params} if params else {}), "groups": list(_groups(pack, lang))},
    )


def _date(pack: Pack) -> str:
    try:
        return date.fromisoformat(str(pack.about.date)).isoformat()
    except ValueError:
        return _UNDATED


def _groups(pack: Pack, lang: str) -> Iterator[Data]:
    listed = coverage(pack).clauses
    for article, clauses in groupby(
        listed, key=lambda c: "P" if c.clause.startswith("P") else c.clause.partition(".")[0]
    ):
        title = say(lang, "Preamble") if article == "P" else say(lang, "Article {article}", article=article)
        controls = [_control(c, pack, lang) for c in clauses]
        yield {"id": token(f"article-{article}"), "class": "article", "title": title, "controls": controls}
    known = {c.clause for c in listed}
    others = {
        c: list(rules)
        for c, rules in groupby(
            sorted((r for r in pack.rules if r.clause not in known), key=lambda r: (r.clause, r.id)),
            key=lambda r: r.clause,
        )
    }
    if others:
        controls = [_house(clause, rules, lang) for clause, rules in others.items()]
        yield {"id": "group-house", "class": "house", "title": house_title(lang), "controls": controls}


def _control(clause: Clause, pack: Pack, lang: str) -> Data:
    rules = [r for name in clause.rules if (r := pack.rule(name)) is not None]
    name = control(clause.clause)
    statement = {
        "id": f"{name}_smt",
        "name": "statement",
        "parts": [_item(s, lang) for s in clause.sentences],
    }
    made: Data = {"id": name, "class": "clause", "title": line(clause.title.in_(lang))}
    made["props"] = [prop("label", clause.clause), *(prop("checked-by", r.id) for r in rules)]
    made["parts"] = [statement, *(_objective(r, lang) for r in rules if r.clause == clause.clause)]
    return made


def _item(sentence: Sentence, lang: str) -> Data:
    name = f"clause-{token(sentence.id).lstrip('_')}_smt"
    made: Data = {
        "id": name,
        "name": "item",
        "props": [
            prop("label", sentence.id),
            prop("held", sentence.held),
            *(prop("checked-by", r) for r in sentence.rules),
        ],
    }
    made["prose"] = line(sentence.text.in_(lang))
    if sentence.reason is not None:
        why = {
            "id": f"{name}_gdn",
            "name": "guidance",
            "class": token(sentence.kind or "human"),
            "prose": line(sentence.reason.in_(lang)),
        }
        made["parts"] = [why]
    return made


def _params(pack: Pack, lang: str) -> Iterator[Data]:
    for norm in pack.norms.values():
        usage = pack.parameters.usage[norm.name].in_(lang)
        for part, number in (("expected", norm.expected), ("outer", norm.outer)):
            name = f"{token(norm.name)}.{part}"
            yield {
                "id": name,
                "class": "house-norm",
                "label": f"{norm.name}, {part} ({norm.unit})",
                "usage": line(usage),
                "values": [str(number)],
            }


def _objective(rule: Rule, lang: str) -> Data:
    title = line(rule.title.in_(lang))
    return {
        "id": objective(rule.id),
        "name": "assessment-objective",
        "class": rule.modality,
        "props": props(_about(rule)),
        "prose": title,
    }


def _about(rule: Rule) -> list[tuple[str, Any]]:
    return [
        ("label", rule.id),
        ("severity", rule.severity),
        ("for-each", rule.kind.name),
        ("against", rule.against),
        ("waivable", "yes" if rule.waivable else "no"),
        ("house-norm", rule.norm and rule.norm[0]),
        ("sanction-clause", rule.sanction and rule.sanction.clause),
        *(("reference", r) for r in rule.references),
    ]


def _house(clause: str, rules: Iterable[Rule], lang: str) -> Data:
    title = house_title(lang) if clause == HOUSE else clause
    return {
        "id": control(clause),
        "class": "house",
        "title": line(title),
        "parts": [_objective(r, lang) for r in rules],
    }

"""What was proved of rules, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gbo_policy.basics.translate import count, say
from gbo_policy.logic.verdict import WORST_FIRST
from gbo_policy.workbench.prove import Proof, Proved, Undecided
from gbo_policy.workbench.row_words import row_data, row_words

SCHEMA = "gbo-policy/proof/1"


def proof_data(proof: Proof) -> dict[str, Any]:
    """Give the answer in its JSON format."""
    return {
        "schema": SCHEMA,
        "pack": {"id": proof.pack.id, "version": proof.pack.version, "digest": proof.pack.digest},
        "rules": [_rule_data(p) for p in proof.rules],
        "undecided": [{"rule": u.rule, "about": u.about} for u in proof.undecided],
    }


def _rule_data(proved: Proved) -> dict[str, Any]:
    made: dict[str, Any] = {
        "rule": proved.rule.id,
        "can": {v.word: (w := proved.can[v]) and row_data(w) for v in WORST_FIRST},
        "implied_by": proved.implied_by,
        "equal_to": proved.equal_to,
        "conflicts_with": [{"rule": r, "row": row_data(w)} for r, w in proved.conflicts_with],
        "monotonic": proved.monotonic,
    }
    return made if proved.pardon is None else made | {"pardoned": row_data(proved.pardon)}


def proof_lines(proof: Proof, lang: str, *, rows: bool) -> Iterator[str]:
    """Say what was proved, with a row for each verdict where ``rows`` asks for them."""
    label = proof.pack.vocabulary.label
    for proved in proof.rules:
        open_ = {u.about for u in proof.undecided if u.rule == proved.rule.id}
        can = ", ".join(label("verdicts", v.word, lang) for v in WORST_FIRST if proved.can[v] is not None)
        yield say(
            lang,
            "{rule} ({clause}) can give: {can}",
            rule=proved.rule.id,
            clause=proved.rule.clause,
            can=can or "–",
        )
        yield from _remarks(proved, proof.undecided, lang)
        for verdict in WORST_FIRST if rows else ():
            name = label("verdicts", verdict.word, lang)
            if (witness := proved.can[verdict]) is not None:
                yield f"   {name}: {row_words(witness, lang)}"
            elif verdict.word not in open_:
                yield "   " + say(lang, "{verdict}: no row gives it", verdict=name)
    yield from _summary(proof, lang)


def _remarks(proved: Proved, undecided: tuple[Undecided, ...], lang: str) -> Iterator[str]:
    if proved.dead(undecided):
        yield "   " + say(lang, "DEAD: it can find nothing, whatever the facts")
    if proved.monotonic is False and proved.pardon is not None:
        row = row_words(proved.pardon, lang)
        yield "   " + say(lang, "PARDONED: a violation that vanishes when more is known: {row}", row=row)
    if proved.implied_by:
        rules = ", ".join(proved.implied_by)
        yield "   " + say(lang, "whatever breaks it breaks these too: {rules}", rules=rules)
    if proved.equal_to:
        yield "   " + say(lang, "the same on every row as: {rules}", rules=", ".join(proved.equal_to))
    for other, witness in proved.conflicts_with:
        told = row_words(witness, lang)
        yield "   " + say(lang, "can never be kept together with {rule}: {row}", rule=other, row=told)


def _summary(proof: Proof, lang: str) -> Iterator[str]:
    dead = sum(p.dead(proof.undecided) for p in proof.rules)
    pardons = sum(p.monotonic is False for p in proof.rules)
    yield count(
        lang,
        len(proof.rules),
        "{number} rule over every row that its facts allow: {dead} dead, {pardons} that more knowledge"
        " can pardon, {undecided} undecided",
        "{number} rules over every row that their facts allow: {dead} dead, {pardons} that more knowledge"
        " can pardon, {undecided} undecided",
        dead=dead,
        pardons=pardons,
        undecided=len(proof.undecided),
    )
    for one in proof.undecided:
        yield "   " + say(
            lang, "undecided in the time given: {rule}, {about}", rule=one.rule, about=one.about
        )

"""Two packs held against each other, and a pack's tests under mutation: as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gbo_policy.basics.translate import say
from gbo_policy.rulebook.pack import Pack
from gbo_policy.workbench.diff import PackDiff, RuleChange
from gbo_policy.workbench.mutate import Mutated, Survivor
from gbo_policy.workbench.row_words import facts_said, row_data, row_words

DIFF_SCHEMA, MUTATION_SCHEMA = "gbo-policy/pack-diff/1", "gbo-policy/mutation/1"


def diff_data(found: PackDiff) -> dict[str, Any]:
    """Give the answer in its JSON format; ``same`` is null where that is undecided, ``beside`` says what
    else of a rule differs.
    """
    return {
        "schema": DIFF_SCHEMA,
        "old": _pack(found.old),
        "new": _pack(found.new),
        "rules": [_change_data(c) for c in found.rules],
    }


def _pack(pack: Pack) -> dict[str, Any]:
    return {"id": pack.id, "version": pack.version, "digest": pack.digest}


def _change_data(one: RuleChange) -> dict[str, Any]:
    old, new = (None, None) if one.verdicts is None else (v.word for v in one.verdicts)
    return {
        "rule": one.rule,
        "same": one.same,
        "row": None if one.witness is None else row_data(one.witness),
        "old": old,
        "new": new,
        "only_in": _only(one),
        "beside": list(one.beside),
    }


def _only(one: RuleChange) -> str | None:
    return "new" if one.old is None else "old" if one.new is None else None


def diff_lines(found: PackDiff, lang: str) -> Iterator[str]:
    """Say which rules judge otherwise, each with a row and both verdicts."""
    label = found.new.vocabulary.label
    alike = 0
    for one in found.rules:
        if one.same and not one.beside:
            alike += 1
            continue
        yield f"{one.rule}: {_told(one, lang)}"
        if one.witness is not None and one.verdicts is not None:
            before, after = (label("verdicts", v.word, lang) for v in one.verdicts)
            yield "   " + say(lang, "{old} became {new} on:", old=before, new=after)
            for fact in facts_said(one.witness, found.new, lang):
                yield f"     {fact.fact}: {fact.value}"
        if one.beside:
            yield "   " + say(lang, "also otherwise: {keys}", keys=", ".join(one.beside))
    yield say(lang, "{alike} of {all} rules are the same in all.", alike=alike, all=len(found.rules))


def _told(one: RuleChange, lang: str) -> str:
    if one.old is None:
        return say(lang, "new")
    if one.new is None:
        return say(lang, "no longer there")
    if one.same is None:
        return say(lang, "undecided in the time given")
    if one.same:
        return say(lang, "the same verdict on every row")
    return say(lang, "judges otherwise")


def mutation_data(found: Sequence[Mutated]) -> dict[str, Any]:
    """Give the answer in its JSON format; ``elsewhere`` counts equal ones that differ under other house
    norms.
    """
    return {
        "schema": MUTATION_SCHEMA,
        "rules": [
            {
                "rule": m.rule.id,
                "mutants": m.mutants,
                "killed": m.killed,
                "equal": m.equal,
                "elsewhere": m.elsewhere,
                "survivors": [_survivor(s) for s in m.survivors],
            }
            for m in found
        ],
    }


def _survivor(one: Survivor) -> str:
    if one.witness is None or one.verdicts is None:
        return f"{one.mutant.told} (undecided)"
    before, after = (v.word for v in one.verdicts)
    return f"{one.mutant.told} ({before} -> {after}: {row_words(one.witness, 'en')})"


def mutation_lines(found: Sequence[Mutated], pack: Pack, lang: str) -> Iterator[str]:
    """Say how many changes each rule's tests notice, and show those that they do not, each with the row of a
    test that would.
    """
    label = pack.vocabulary.label
    for one in found:
        score = f"{one.killed}/{one.mutants}"
        yield f"{score:>9}  {one.rule.id}"
        for survivor in one.survivors:
            yield "           " + say(lang, "not noticed: {change}", change=survivor.mutant.told)
            if survivor.witness is None or survivor.verdicts is None:
                yield "             " + say(lang, "undecided in the time given")
                continue
            before, after = (label("verdicts", v.word, lang) for v in survivor.verdicts)
            row = row_words(survivor.witness, lang)
            yield "             " + say(
                lang,
                "a test that expects {old} (the change gives {new}): {row}",
                old=before,
                new=after,
                row=row,
            )
    killed, made = sum(m.killed for m in found), sum(m.mutants for m in found)
    yield say(
        lang,
        "{killed} of {made} changes are noticed; {equal} more change nothing, {elsewhere} of them only"
        " under the pack's own house norms.",
        killed=killed,
        made=made,
        equal=sum(m.equal for m in found),
        elsewhere=sum(m.elsewhere for m in found),
    )

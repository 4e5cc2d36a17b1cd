"""How strongly rules hold each sentence of the agreement (clauses.md 3.2)."""

from __future__ import annotations

from gbo_policy.rulebook.coverage import HELD, coverage
from gbo_policy.rulebook.pack import Pack


def held(pack: Pack) -> dict[str, str]:
    return {s.id: s.held for c in pack.clauses for s in c.sentences}


def test_a_sentence_is_held_where_a_rule_names_it_and_only_there(pack: Pack) -> None:
    for clause in pack.clauses:
        for sentence in clause.sentences:
            assert (sentence.held == "none") is (not sentence.rules), sentence.id
            assert sentence.held in HELD


def test_some_sentences_as_the_text_has_them(pack: Pack) -> None:
    """3.3: a purpose outside the nine shows itself, need is judged; 2: contact data are there or not; 9: a
    power.
    """
    found = held(pack)
    assert [found[s] for s in ("3.3-1", "3.3-2", "2-1", "9-1", "10-1")] == [
        "decides",
        "asks",
        "form",
        "none",
        "asks",
    ]


def test_what_an_author_split_counts_once_as_its_weakest_part(pack: Pack) -> None:
    """5.2 is one sentence in four parts here, 3.3 one in two: purpose, which shows itself, and need, which is
    asked.
    """
    sentences = [s for c in pack.clauses for s in c.sentences]
    ids = {s.id for s in sentences}
    parts = [s for s in sentences if s.part_of is not None]
    assert {s.part_of for s in parts} <= ids - {s.id for s in parts}
    assert sum(coverage(pack).sentences.values()) == len(sentences) - len(parts)
    assert {s.part_of for s in parts if s.id.startswith("5.2-")} == {"5.2-1"}

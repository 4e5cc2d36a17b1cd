"""The catalogue: complete, with nothing left over, and read as the library reads it; what it makes of
numbers.
"""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.translate import count, entries, later, say
from tests.conftest import ROOT

WORDS: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "words"))
CATALOGUE: Path = WORDS["CATALOGUE"]


def test_a_workspace_and_a_workbook_have_each_a_word_of_its_own() -> None:
    """In Dutch both could be called the same: a reader would not know which of the two is meant."""
    mixed = set()
    for message in WORDS["read"]():
        english, dutch = str(message.id), str(message.string)
        if "werkruimte" in dutch or ("werkboek" in dutch and "book" not in english.lower()):
            mixed.add((english, dutch))
        if "werkmap" in dutch and "workspace" not in english:
            mixed.add((english, dutch))
    assert mixed == set()


# one concept, one Dutch word: what must not stand for it, and the word that does
ONE_WORD = {
    r"\b(de|een|deze|elke|geen|die) logs?\b": "logboek",
    r"\bmapping\b": "vertaaltabel",
    r"\b[Dd]eclaraties\b|\bverklaringen onder\b": "aangiften",
    r"\bgekende?\b": "bekend",
    r"\b[Ee]xitcode\b": "afsluitcode",
    r"\bten laatste\b": "uiterlijk",
    r"\b(aan|van) de autoriteit\b": "toezichthouder",
    r"\bzwaarwegende? redenen\b": "gewichtige redenen (5.2)",
    r"\bnotificatie\b|\bsanctionering\b": "kennisgeving, sanctie",
    r"\bPAD\b": "PATH, as the usage line says",
}


@pytest.mark.parametrize("pattern", ONE_WORD)
def test_one_concept_has_one_word(pattern: str) -> None:
    """The texts of the rules too; the desk's pages have a word of their own for what is no one's file."""
    dutch = [
        str(m.string)
        for m in WORDS["read"]()
        if not all("/desk/" in place for place, _ in m.locations or [("", 0)])
    ]
    dutch += [rule.read_text(encoding="utf-8") for rule in sorted((ROOT / "rules").rglob("*.yaml"))]
    assert [said for said in dutch if re.search(pattern, said)] == []


@pytest.mark.parametrize(
    ("code", "entry", "complaint"),
    [
        ('say(lang, "new")', "", "has no Dutch"),
        ('say(lang, "new")', 'msgid "new"\nmsgstr ""\n', "has no Dutch"),
        ("", 'msgid "old"\nmsgstr "oud"\n', "no longer said"),
        ('say(lang, "new")', '#, fuzzy\nmsgid "new"\nmsgstr "nieuw"\n', "marked fuzzy"),
        ('say(lang, "{n} new", n=1)', 'msgid "{n} new"\nmsgstr "{m} nieuw"\n', "fills in other words"),
        ('say(lang, "{n} new", m=1)', 'msgid "{n} new"\nmsgstr "{n} nieuw"\n', "is given ['m']"),
        ('mark("may", "month")', 'msgid "may"\nmsgstr "mei"\n', "has no Dutch"),
        (
            'count(lang, n, "{number} cow", "{number} cows")',
            'msgid "{number} cow"\nmsgid_plural "{number} cows"\nmsgstr[0] "{number} koe"\nmsgstr[1] ""\n',
            "has no Dutch",
        ),
        (
            'TEXTS = {"code": "a sentence"}',
            'msgctxt "other"\nmsgid "a sentence"\nmsgstr "een zin"\n',
            "has no Dutch",
        ),
        ('pick(lang, "new", "nieuw")', "", "say it"),
    ],
)
def test_what_is_amiss_is_told(tmp_path: Path, code: str, entry: str, complaint: str) -> None:
    file = tmp_path / "gbo_policy.po"
    file.write_text(entry, encoding="utf-8")
    with file.open("rb") as source:
        known = read_po(source, "nl")
    (told, *_) = WORDS["complaints"](list(WORDS["messages"](code, "module.py")), known)
    assert complaint in told


def test_every_message_has_its_dutch_none_is_left_over_and_all_stand_as_they_are_written() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "words", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\ {}'), min_size=1)


@given(
    st.lists(st.tuples(st.none() | st.sampled_from(["code", "month"]), text, text), max_size=5), st.booleans()
)
def test_a_catalogue_is_read_as_the_library_reads_it(
    found: list[tuple[str | None, str, str]], wide: bool
) -> None:
    made = Catalog("nl", fuzzy=False)
    for context, message, said in found:
        made.add(message, said, context=context)
        made.add((message, message + "s"), (said, said + "s"), context="plural")
    written = WORDS["written"](made, width=0 if wide else 30)
    ours = {(e.context, e.message, e.plural): (e.said, e.said_of_many) for e in entries(written) if e.message}
    theirs = {}
    for entry in made:
        one, plural = entry.id if isinstance(entry.id, tuple) else (entry.id, "")
        said, many = entry.string if isinstance(entry.string, tuple) else (entry.string, "")
        if one:
            theirs[entry.context or "", one, plural] = said, many
    assert ours == theirs


def test_numbers_choose_their_noun() -> None:
    def said(lang: str, number: int) -> str:
        return count(lang, number, "{number} violation", "{number} violations")

    assert [said("nl", n) for n in (0, 1, 17)] == ["0 schendingen", "1 schending", "17 schendingen"]
    assert [said("en", n) for n in (0, 1, 17)] == ["0 violations", "1 violation", "17 violations"]


def test_a_saying_waits_for_the_language_and_so_do_its_values() -> None:
    told = later("{title}: in order.", title=later("the agreement"))
    assert (told.in_("nl"), told.in_("en")) == ("de overeenkomst: in orde.", "the agreement: in order.")


def test_what_a_user_wrote_is_never_taken_for_a_template() -> None:
    assert say("nl", "received by {who}", who="{x} {") == "ontvangen door {x} {"

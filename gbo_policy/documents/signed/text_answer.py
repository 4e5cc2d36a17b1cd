"""What became of each clause of a signed text, as data and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gbo_policy.basics.translate import count, mark, say
from gbo_policy.documents.signed.differences import TextChange
from gbo_policy.documents.signed.model_words import AgreementModel
from gbo_policy.documents.signed.paper_file import PaperFile
from gbo_policy.documents.signed.stated import Stated
from gbo_policy.documents.signed.text_reading import ClauseReading, TextReading
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.packdata import Slip

STATUSES = {
    "same": mark("same"),
    "changed": mark("changed"),
    "missing": mark("missing"),
    "added": mark("added"),
    "blank": mark("left blank"),
}
_BLANKS = {
    "party": mark("name, enterprise number and registered office"),
    "name": mark("name"),
    "dpo": mark("name and e-mail address of the data protection officer"),
    "date": mark("date"),
    "place": mark("place"),
    "signatory": mark("name and function of who signs"),
    "citation": mark("article of law"),
    "free": mark("what is agreed here"),
}
# of what stands in these, facts are read: a path of each ends in one of these keys
_READ = {"party": {"id"}, "dpo": {"email"}, "date": {"given_on", "signed_on"}, "signatory": {"by"}}
_SHOWN = 400  # characters of a text that a line for people shows


@dataclass(frozen=True)
class TextAnswer:
    """A text as read, with what is needed to say it; ``spelled`` gives the model's words by digest where its
    text is given.
    """

    file: PaperFile
    reading: TextReading
    facts: Sequence[Stated]
    model: AgreementModel
    pack: Pack
    spelled: Mapping[str, str] | None = None

    def place(self, paragraph: int) -> str:
        """Give a paragraph's number and first words."""
        return self.file.paper.paragraphs[paragraph].place.replace("\n", " ")

    def words(self, change: TextChange) -> str | None:
        """Give the model's words that went, where they are known."""
        if self.spelled is None:
            return None
        return " ".join(self.spelled[self.model.tokens[i].digest] for i in change.went)

    def rules(self, clause: str) -> list[str]:
        """Give the rules on a clause, or that rest on its words."""
        about = {clause, clause.partition(".")[0]} if clause in self.model.clauses else set()
        return [
            r.id
            for r in self.pack.rules
            if about & {r.clause, *r.reads} or r.clause.partition(".")[0] == clause
        ]


def as_data(answer: TextAnswer, lang: str) -> dict[str, Any]:
    """Give the answer as plain data."""
    paper = answer.file
    return {
        "schema": "gbo-policy/text/1",
        "file": paper.name,
        "digest": paper.digest,
        "pack": {"id": answer.pack.id, "version": answer.pack.version, "digest": answer.pack.digest},
        "clauses": [_clause_data(answer, c) for c in answer.reading.clauses],
        "blanks": [
            {
                "clause": b.clause,
                "what": say(lang, _BLANKS[b.blank.kind]),
                "kind": b.blank.kind,
                "place": answer.place(b.paragraph),
            }
            for b in answer.reading.blanks
        ],
        "slips": [{"clause": s.clause, "text": s.text.in_(lang)} for s in _slips(answer)],
        "facts": [
            {"path": _path(f), "value": f.value, "place": answer.place(f.paragraph)} for f in answer.facts
        ],
        "filled": [
            {
                "clause": f.clause,
                "kind": f.blank.kind,
                "says": " / ".join(f.pieces),
                "place": answer.place(f.paragraph),
            }
            for f in answer.reading.filled
        ],
        "notices": [n.sentence(lang) for n in paper.paper.notices],
    }


def _clause_data(answer: TextAnswer, one: ClauseReading) -> dict[str, Any]:
    return {
        "clause": one.clause,
        "status": one.status,
        "says": one.says,
        "changes": [
            {
                "after": c.after,
                "model": answer.words(c),
                "signed": c.signed,
                "went": len(c.went),
                "place": answer.place(c.paragraph),
            }
            for c in one.changes
        ],
        "moved": one.moved,
        "follows": one.follows,
        "rules": answer.rules(one.clause),
    }


def _path(one: Stated) -> str:
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in one.path]
    return "agreement" + "".join(parts)


def _slips(answer: TextAnswer) -> list[Slip]:
    known = answer.pack.about.slips
    return [known[i] for i in answer.reading.slips if i < len(known)]


def as_lines(answer: TextAnswer, lang: str) -> Iterator[str]:
    """Give the answer as lines for people: what departs first, then what is left blank, the slips, and what
    was not read.
    """
    reading = answer.reading
    departing = [c for c in reading.clauses if c.departs]
    number = count(lang, len(departing), "{number} clause departs", "{number} clauses depart")
    yield say(
        lang,
        "{file}: {number} from the model of pack {pack} {version}",
        file=answer.file.name,
        number=number,
        pack=answer.pack.id,
        version=answer.pack.version,
    )
    for one in departing:
        yield ""
        yield from _clause_lines(answer, one, lang)
    *about_text, (note, notices) = remarks(answer, lang)
    for head, lines in about_text:
        yield from _listing(head, lines)
    yield from _listing(say(lang, "Filled in"), [f"{_path(f)}: {f.value}" for f in answer.facts])
    yield from _listing(note, notices)
    yield ""
    yield _summary(reading, lang)


def remarks(answer: TextAnswer, lang: str) -> Iterator[tuple[str, list[str]]]:
    """Give what a reader of the text should know beside its departures, each kind under its head; what was
    not read comes last.
    """
    yield say(lang, "Same words, elsewhere in the text"), _moved(answer)
    yield say(lang, "Left blank"), _blank_lines(answer, lang)
    yield say(lang, "Filled in, but nothing was taken from it: see what it says"), _unused(answer, lang)
    slips = [f"{s.clause}  {s.text.in_(lang)}" for s in _slips(answer)]
    yield say(lang, "Slips of the model that still stand"), slips
    yield say(lang, "Note"), [n.sentence(lang) for n in answer.file.paper.notices]


def _clause_lines(answer: TextAnswer, one: ClauseReading, lang: str) -> Iterator[str]:
    title = answer.pack.clause_title(one.clause).in_(lang) if one.status != "added" else ""
    head = f"{say(lang, 'art. {clause}', clause=one.clause)}  {say(lang, STATUSES[one.status])}"
    yield f"{head}  {title}" if title and title != one.clause else head
    for change in one.changes:
        yield f"  {_change(answer, one, change, lang)}"
    yield say(lang, "  paragraph {place}", place=answer.place(one.paragraph))
    if rules := answer.rules(one.clause):
        yield say(lang, "  rules on it: {rules}", rules=", ".join(rules))


def _change(answer: TextAnswer, one: ClauseReading, change: TextChange, lang: str) -> str:
    after = f"… {change.after} " if change.after and one.status == "changed" else ""
    came = f"[+ {_cut(change.signed)}]" if change.signed else ""
    words = answer.words(change)
    if change.went and words is not None:
        went = f"[- {_cut(words)}]"
    elif change.went:
        went = (
            "[- "
            + count(lang, len(change.went), "{number} word of the model", "{number} words of the model")
            + "]"
        )
    else:
        went = ""
    return f"{after}{' '.join(p for p in (went, came) if p)}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} […]"


def _moved(answer: TextAnswer) -> list[str]:
    return [f"{c.clause}  {answer.place(c.paragraph)}" for c in answer.reading.clauses if c.moved]


def _blank_lines(answer: TextAnswer, lang: str) -> list[str]:
    return [
        f"{b.clause}  {say(lang, _BLANKS[b.blank.kind])} "
        f" ({say(lang, 'paragraph {place}', place=answer.place(b.paragraph))})"
        for b in answer.reading.blanks
    ]


def _unused(answer: TextAnswer, lang: str) -> list[str]:
    """Tell what stands in a blank out of which facts are read, where none came of it."""
    used = {(f.paragraph, f.path[-1]) for f in answer.facts}
    return [
        f"{f.clause}  {say(lang, _BLANKS[f.blank.kind])}: {' / '.join(f.pieces)} "
        f" ({say(lang, 'paragraph {place}', place=answer.place(f.paragraph))})"
        for f in answer.reading.filled
        if f.blank.kind in _READ
        and not any(
            (f.paragraph + i, key) in used for i in range(len(f.pieces)) for key in _READ[f.blank.kind]
        )
    ]


def _listing(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield head
        yield from (f"  {line}" for line in lines)


def _summary(reading: TextReading, lang: str) -> str:
    counts = {s: sum(c.status == s for c in reading.clauses) for s in STATUSES}
    return ", ".join(f"{number} {say(lang, STATUSES[s])}" for s, number in counts.items())

"""What a pack says besides its rules and words: of itself, of each clause, and of the numbers that a house
may set.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from gbo_policy.rulebook.rule import Norm, Text

MODEL_FILE = "model.yaml"  # part of a pack and of its digest; only what reads signed texts opens it


class Slip(NamedTuple):
    """A slip or a gap of the model text, by its clause."""

    clause: str
    text: Text


class About(NamedTuple):
    """What a pack says of itself; ``date`` is that of its version, as it is written."""

    id: str
    version: str
    date: str | None
    title: Text
    source: Text | None
    slips: tuple[Slip, ...]

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "About":
        """Read it from the pack's checked data. LookupError or TypeError for what is none."""
        source = data.get("source")
        return About(
            id=data["id"],
            version=data["version"],
            date=data.get("date"),
            title=_text(data["title"]),
            source=None if source is None else _text(source),
            slips=tuple(Slip(s["clause"], _text(s)) for s in data.get("slips", ())),
        )


class Sentence(NamedTuple):
    """One sentence or duty of a clause: the rules that check it, or the kind of reason and the reason why
    none can.

    ``held``: how strongly rules hold it: decides, asks, form or none. ``part_of``: the sentence of which an
    author split it.
    """

    id: str
    text: Text
    rules: tuple[str, ...]
    kind: str | None
    reason: Text | None
    held: str
    part_of: str | None

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Sentence":
        """Read it from the pack's checked data. LookupError or TypeError for what is none."""
        why = data.get("unchecked")
        return Sentence(
            id=data["id"],
            text=_text(data["text"]),
            rules=tuple(data.get("rules", ())),
            kind=why.get("kind") if why else None,
            reason=_text(why) if why else None,
            held=data.get("held", "decides") if data.get("rules") else "none",
            part_of=data.get("part_of"),
        )


class ClauseText(NamedTuple):
    """One clause of the agreement, paraphrased sentence by sentence."""

    clause: str
    title: Text
    sentences: tuple[Sentence, ...]

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "ClauseText":
        """Read it from the pack's checked data. LookupError or TypeError for what is none."""
        return ClauseText(
            data["clause"], _text(data["title"]), tuple(map(Sentence.from_data, data["sentences"]))
        )


class NoticeGiven(NamedTuple):
    """When a notice counts as given: the ``choices`` that a house has, the ``default``, and what they
    mean.
    """

    default: str
    choices: tuple[str, ...]
    text: Text


class Parameters(NamedTuple):
    """What a house may set: the norms as the pack proposes them, what a sentence calls each, what each is
    about, and when a notice counts as given.
    """

    norms: dict[str, Norm]
    names: Mapping[str, Text]
    usage: Mapping[str, Text]
    notice_given: NoticeGiven

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Parameters":
        """Read them from the pack's checked data. LookupError or TypeError for what is none."""
        given = data["notice_given"]
        return Parameters(
            norms={
                name: Norm(name, n["expected"], n["outer"], n["unit"]) for name, n in data["norms"].items()
            },
            names={name: _text(n["name"]) for name, n in data["norms"].items() if n.get("name")},
            usage={name: _text(n) for name, n in data["norms"].items()},
            notice_given=NoticeGiven(given["default"], tuple(given["choices"]), _text(given)),
        )


def _text(data: Mapping[str, Any]) -> Text:
    return Text(data["en"], data["nl"])

"""Two audits beside each other, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.translate import mark, say
from gbo_policy.cli.parts.output import EXIT_OK, EXIT_REVIEW, EXIT_VIOLATION, flowing, write
from gbo_policy.dossiers.compared_audits import ComparedAudits

_PARTS = {
    "facts": mark("facts"),
    "rules": mark("rules"),
    "parameters": mark("parameters"),
    "mapping": mark("the mapping"),
    "program": mark("the program's version"),
}
_KINDS = {"rule": mark("By rule"), "pair": mark("By pair")}


def show_compared(
    found: ComparedAudits, files: tuple[Path, Path], format_: str, output: Path | None, lang: str
) -> int:
    """Write what changed; give 1 where a rule has more violations than before, 3 where one has more reviews,
    otherwise 0.
    """
    write(
        json_text(_data(found)) if format_ == "json" else flowing(_lines(found, files, lang)),
        output,
    )
    rules = [c for c in found.changes if c.kind == "rule"]
    if any(c.more(0) for c in rules):
        return EXIT_VIOLATION
    return EXIT_REVIEW if any(c.more(1) for c in rules) else EXIT_OK


def _data(found: ComparedAudits) -> dict[str, Any]:
    names = ("violation", "review")
    changes = [
        {
            "kind": c.kind,
            "name": c.name,
            "then": c.then and dict(zip(names, c.then, strict=True)),
            "now": c.now and dict(zip(names, c.now, strict=True)),
        }
        for c in found.changes
    ]
    sides = {
        side: {
            "verdict": one["verdict"],
            "exchanges": one["summary"]["exchanges"],
            "log": one["log"]["files"],
        }
        for side, one in (("a", found.a), ("b", found.b))
    }
    return {
        "schema": "gbo-policy/compared-audits/1",
        **sides,
        "same_log": found.same_log,
        "differs": list(found.differs),
        "changes": changes,
    }


def _lines(found: ComparedAudits, files: tuple[Path, Path], lang: str) -> Iterator[str]:
    for letter, file, side in zip("AB", files, (found.a, found.b), strict=True):
        yield f"{letter}  {file}: {_side(side, lang)}"
    yield say(lang, "The log is the same.") if found.same_log else say(lang, "The logs are different ones.")
    parts = ", ".join(say(lang, _PARTS[p]) for p in found.differs) or say(
        lang, "nothing", context="comparison"
    )
    yield say(lang, "They differ in: {differs}", differs=parts)
    for kind, title in _KINDS.items():
        changes = [c for c in found.changes if c.kind == kind]
        if changes:
            yield ""
            yield say(lang, title)
        for one in changes:
            absent = (say(lang, "not judged"),) * 2
            then, now = one.then or absent, one.now or absent
            told = say(
                lang,
                "violations {a} → {b}, to be reviewed {c} → {d}",
                a=then[0], b=now[0], c=then[1], d=now[1],
            )  # fmt: skip
            yield f"  {one.name}: {told}"


def _side(side: Mapping[str, Any], lang: str) -> str:
    pack, summary = side["pack"], side["summary"]
    return say(
        lang,
        "{number} exchanges, {violations} violations, {reviews} to be reviewed, {pack}",
        number=summary["exchanges"], violations=summary["violation"], reviews=summary["review"],
        pack=f"{pack['id']} {pack['version']}",
    )  # fmt: skip

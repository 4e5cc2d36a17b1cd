"""A rule's condition in words, for who reads no expressions: facts by what they mean, comparisons and lists
said out.
"""

from __future__ import annotations

from typing import Any

from gbo_policy.basics.translate import mark, say
from gbo_policy.logic.tree import Node
from gbo_policy.terms.kinds import Kind, Type

_SAID = {
    "eq": mark("{left} is {right}", "condition"),
    "ne": mark("{left} is not {right}", "condition"),
    "lt": mark("{left} is below {right}", "condition"),
    "le": mark("{left} is at most {right}", "condition"),
    "gt": mark("{left} is above {right}", "condition"),
    "ge": mark("{left} is at least {right}", "condition"),
    "in": mark("{left} is among {right}", "condition"),
    "and": mark("{left} and {right}", "condition"),
    "or": mark("{left} or {right}", "condition"),
}
_EACH = {
    "all": mark("for each of {listed}: {body}", "condition"),
    "any": mark("for at least one of {listed}: {body}", "condition"),
}


def in_words(node: Node, kind: Kind, lang: str) -> str:
    """Say a condition on a row of ``kind`` in the reader's language."""
    args = node.args
    match node.op:
        case "field":
            return _fact(args[0], kind, lang)
        case "name":
            return f"`{args[0]}`"
        case "var":
            return say(lang, "that one", context="condition")
        case "const":
            return _value(args[0], lang)
        case "not":
            return _denied(args[0], kind, lang)
        case "all" | "any":
            listed, body = in_words(args[1], kind, lang), in_words(args[2], kind, lang)
            return say(lang, _EACH[node.op], listed=listed, body=body)
    left, right = (in_words(part, kind, lang) for part in args)
    return say(lang, _SAID[node.op], left=left, right=right)


def _denied(part: Node, kind: Kind, lang: str) -> str:
    if part.op == "in":
        left, right = (in_words(p, kind, lang) for p in part.args)
        return say(lang, "{left} is not among {right}", context="condition", left=left, right=right)
    return say(lang, "not so: {body}", context="condition", body=in_words(part, kind, lang))


def _fact(name: str, kind: Kind, lang: str) -> str:
    """Say a fact by its meaning where it is one that holds or not; else by its name, which its value stands
    beside.
    """
    field = kind.field(name)
    meaning, _, _ = field.meaning(lang).partition(":")
    return f"{meaning} (`{name}`)" if field.type is Type.BOOL else f"`{field.term or name}`"


def _value(given: Any, lang: str) -> str:
    if given in ((), [], None):
        return say(lang, "empty", context="condition")
    if isinstance(given, tuple | list):
        return ", ".join(map(str, given))
    if isinstance(given, bool):
        return say(lang, "yes") if given else say(lang, "no")
    return str(given)

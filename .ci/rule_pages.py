"""Writes docs/rules/, one page a rule in both languages, from the pack alone; nothing in there is written by
hand.

Usage: python .ci/rule_pages.py [--check]   (with --check nothing is written: exit code 1 when a page is not
what it should be)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gbo_policy.judging.wording import value  # noqa: E402
from gbo_policy.logic.tree import Node  # noqa: E402
from gbo_policy.rulebook.pack import Pack, load_pack  # noqa: E402
from gbo_policy.rulebook.rule import Rule  # noqa: E402
from gbo_policy.terms.kinds import Type  # noqa: E402

PAGES = ROOT / "docs" / "rules"
WORDS = yaml.safe_load((ROOT / ".ci" / "rule_pages.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Speaker:
    """What a page says in one language of a rule's conditions."""

    rule: Rule
    pack: Pack
    lang: str

    def say(self, name: str, /, **words: object) -> str:
        """Give a sentence of the page, its words filled in."""
        return str(WORDS[name][self.lang]).format_map(words)

    def meaning(self, fact: str) -> str:
        """Give what a fact means; the values that may follow it are left out."""
        return self.rule.kind.field(fact).meaning(self.lang).partition(": met, ")[0]

    def word(self, given: Any) -> str:
        """Give a value as a reader writes it, with its label where the vocabulary has one."""
        if isinstance(given, tuple):
            return ", ".join(self.word(v) for v in given)
        if not isinstance(given, str):
            return value(given, self.lang)
        if given == "":
            return self.say("empty")
        labels = (self.pack.vocabulary.label(section, given, self.lang) for section in WORDS["sections"])
        label = next((found for found in labels if found != given), None)
        return f"`{given}` ({label})" if label else f"`{given}`"

    def lines(self, node: Node, depth: int = 0) -> Iterator[str]:
        """Give a condition as a list inside a list: what must all hold, or at least one."""
        indent = "  " * depth
        if node.op not in ("and", "or"):
            yield f"{indent}- {self.phrase(node)}"
            return
        yield f"{indent}- {self.say('all of' if node.op == 'and' else 'one of')}"
        for part in _flat(node, node.op):
            yield from self.lines(part, depth + 1)

    def phrase(self, node: Node, *, holds: bool = True) -> str:
        """Give one comparison in words; ``holds`` is false inside a negation."""
        if node.op == "not":
            return self.phrase(node.args[0], holds=not holds)
        phrases: Mapping[str, Callable[[Node, bool], str]] = {
            "field": lambda n, h: self.say("yes" if h else "no", fact=self.operand(n)),
            "const": lambda n, h: self.say("always" if n.args[0] == h else "never"),
            "in": self._member,
            "all": self._every,
            "any": self._every,
            "and": self._both,
            "or": self._both,
        }
        return phrases.get(node.op, self._compared)(node, holds)

    def operand(self, node: Node) -> str:
        """Give one side of a comparison in words."""
        match node.op:
            case "field":
                return f"*{self.meaning(node.args[0])}*"
            case "name":
                return self.say(f"name {node.args[0]}")
            case "var":
                return self.say("each")
        return self.word(node.args[0])

    def _member(self, node: Node, holds: bool) -> str:
        inside, around = node.args
        if inside.op == "const":
            return self.say(
                "has" if holds else "has not", fact=self.operand(around), word=self.operand(inside)
            )
        return self.say(
            "among" if holds else "not among", fact=self.operand(inside), words=self.operand(around)
        )

    def _every(self, node: Node, holds: bool) -> str:
        _, over, condition = node.args
        told = self.say(node.op, fact=self.operand(over), condition=self.phrase(condition))
        return told if holds else self.say("not so", told=told)

    def _both(self, node: Node, holds: bool) -> str:
        told = self.say(f"joined {node.op}").join(self.phrase(part) for part in _flat(node, node.op))
        return told if holds else self.say("not so", told=told)

    def _compared(self, node: Node, holds: bool) -> str:
        left, right = node.args
        op = node.op if holds else _OPPOSITE[node.op]
        if right == Node("const", ((),)):
            return self.say("none" if op == "eq" else "some", fact=self.operand(left))
        field = self.rule.kind.field(left.args[0]) if left.op == "field" else None
        if field and field.term:
            word = self.say(f"assessed {right.args[0]}")
            return self.say(f"assessment {op}", fact=self.operand(left), word=word)
        if field and field.type is Type.DATE and op not in ("eq", "ne"):
            op = f"day {op}"
        return self.say(op, fact=self.operand(left), word=self.operand(right))

    def measures(self) -> str:
        """Give the measures that the rule's sanction names."""
        named = self.rule.sanction.measures if self.rule.sanction else ()
        return ", ".join(self.say(f"measure {m}") for m in named)

    def given(self, test: Any) -> str:
        """Give the facts of one of the rule's tests."""
        facts = (f"`{name}` = {value(v, self.lang)}" for name, v in test.given.items())
        return "; ".join(facts) or self.say("nothing known")


_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}


def _flat(node: Node, op: str) -> Iterator[Node]:
    for part in node.args:
        if part.op == op:
            yield from _flat(part, op)
        else:
            yield part


def pages(pack: Pack) -> dict[str, str]:
    """Give the text of every file in docs/rules/."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / ".ci"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (Markdown of our own pack)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page, index = environment.get_template("rule_page.md.j2"), environment.get_template("rule_index.md.j2")
    made = {f"{r.id}.md": page.render(**_given(r, pack)) for r in pack.rules}
    return made | {"README.md": index.render(pack=pack, rules=pack.rules, label=pack.vocabulary.label)}


def _given(rule: Rule, pack: Pack) -> dict[str, Any]:
    parts = {"when": rule.when, "require": rule.require, "review": rule.review}
    conditions = {name: node for name, node in parts.items() if node is not None}
    read = frozenset().union(*(node.fields() for node in conditions.values()))
    return {
        "rule": rule,
        "conditions": conditions,
        "facts": [field for field in rule.kind.fields if field.name in read],
        "norm": rule.norm and pack.norms[rule.norm[0]],
        "clause": None if rule.clause == "house" else pack.clause_title(rule.clause),
        "speakers": [Speaker(rule, pack, lang) for lang in ("nl", "en")],
        "label": pack.vocabulary.label,
        "words": WORDS,
    }


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only compare them."""
    wanted = pages(load_pack())
    here = {p.name: p.read_text(encoding="utf-8") for p in PAGES.glob("*.md")}
    stale = sorted(name for name in wanted.keys() | here.keys() if wanted.get(name) != here.get(name))
    if arguments == ["--check"]:
        for name in stale:
            print(f"docs/rules/{name} is not what the pack says; run: python .ci/rule_pages.py")
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in wanted:
            (PAGES / name).write_text(wanted[name], encoding="utf-8")
        else:
            (PAGES / name).unlink()
    print(f"docs/rules: {len(wanted)} pages, {len(stale)} of them changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A rule's expression: rule_engine parses and type-checks it; what is kept is a small tree of our own.

The only importer of rule_engine, and only when a pack is compiled afresh: importing it costs more than a
whole check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any

from gbo_policy.basics.translate import Saying, later
from gbo_policy.logic.tree import (
    COMPARISONS,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_LISTS,
    MAX_NUMBER,
    NORM_NAMES,
    OTHER_NAMES,
    Node,
    unparse,
)
from gbo_policy.terms.kinds import Kind, Type


class ExpressionError(ValueError):
    """What is wrong with an expression: ``what`` about ``word``, as the author wrote it."""

    def __init__(self, word: str, what: Saying) -> None:
        """Keep the word and the sentence about it."""
        super().__init__(f"`{word}` {what.in_('en')}")
        self.word, self.what = word, what


def parse(text: str, kind: Kind, constants: Mapping[str, object], *, norms: Sequence[str] = ()) -> Node:
    """Parse ``text`` over the fields of ``kind``, the pack's ``constants`` (lists of text) and the numbers of
    house norms called ``norms``.

    Raises ExpressionError for anything outside the restricted language, misspelt, or of the wrong type.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            text[:20] + "…",
            later("is longer than {max_length} characters; split the rule", max_length=MAX_LENGTH),
        )
    reader = _SyntaxReader(kind, constants, norms)
    node = reader.node(reader.statement(text), 0)
    if reader.type_of(node) is not Type.BOOL:
        raise ExpressionError(text, later("is not true or false; compare it with something"))
    return node


class _SyntaxReader:
    def __init__(self, kind: Kind, constants: Mapping[str, object], norms: Sequence[str]) -> None:
        self.kind, self.constants = kind, constants
        self.text = ""
        self.fields = {f.name: f.type for f in kind.fields}
        self.numbers = tuple(norms)
        self.variables: list[str] = []

    def statement(self, text: str) -> Any:
        self.text = text
        import rule_engine
        from rule_engine import errors

        engine_types = _engine_types()
        types = {name: engine_types[t] for name, t in self.fields.items()}
        types |= dict.fromkeys(self.constants, engine_types[Type.TEXTS])
        types |= dict.fromkeys(self.numbers, engine_types[Type.NUMBER])
        context = rule_engine.Context(
            type_resolver=rule_engine.type_resolver_from_dict(types), default_timezone="utc"
        )
        try:
            return rule_engine.Rule(text, context=context).statement.expression
        except errors.SymbolResolutionError as error:
            raise ExpressionError(
                error.symbol_name,
                later(
                    "is not a fact of `{kind}`; did you mean `{guess}`?",
                    kind=self.kind.name,
                    guess=error.suggestion,
                )
                if error.suggestion
                else later("is not a fact of `{kind}`", kind=self.kind.name),
            ) from None
        except RecursionError:
            raise ExpressionError(text[:20] + "…", later("is nested too deeply; split the rule")) from None
        except errors.EngineError as error:
            what = getattr(error, "message", "") or str(error)
            raise ExpressionError(text, later("cannot be read ({what})", what=what)) from None

    def node(self, part: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError(self.text[:20] + "…", later("is nested too deeply; split the rule"))
        handler = getattr(self, "_" + type(part).__name__, None)
        if handler is None:
            raise self.refused(type(part).__name__.removesuffix("Expression").lower())
        return handler(part, depth + 1)  # type: ignore[no-any-return]

    @staticmethod
    def refused(word: str) -> ExpressionError:
        return ExpressionError(
            word,
            later(
                "is not part of the language of rules; use comparisons, `and`, `or`, `not`, "
                "`in`, `$all`, `$any`"
            ),
        )

    def _LogicExpression(self, part: Any, depth: int) -> Node:
        sides = self.node(part.left, depth), self.node(part.right, depth)
        for side in sides:
            self.expect(side, Type.BOOL)
        return Node(part.type, sides)

    def _UnaryExpression(self, part: Any, depth: int) -> Node:
        if part.type != "not":
            raise self.refused(part.type)
        inner = self.node(part.right, depth)
        self.expect(inner, Type.BOOL)
        return Node("not", (inner,))

    def _ComparisonExpression(self, part: Any, depth: int) -> Node:
        left, right = self.node(part.left, depth), self.node(part.right, depth)
        a, b = self.type_of(left), self.type_of(right)
        if a is not b:
            word = f"{unparse(left)} {COMPARISONS[part.type]} {unparse(right)}"
            raise ExpressionError(
                word,
                later(
                    "compares {value} with {value2}; compare like with like", value=a.value, value2=b.value
                ),
            )
        for side in (left, right):
            if side.op == "name" and a is Type.TEXTS:
                raise ExpressionError(
                    side.args[0], later("is a list of the pack, whose order means nothing; use `in`")
                )
        if part.type not in {"eq", "ne"} and a not in {Type.NUMBER, Type.DATE, Type.MOMENT}:
            raise ExpressionError(unparse(left), later("is {value} and has no order", value=a.value))
        return Node(part.type, (left, right))

    _ArithmeticComparisonExpression = _ComparisonExpression

    def _ContainsExpression(self, part: Any, depth: int) -> Node:
        member, container = self.node(part.member, depth), self.node(part.container, depth)
        self.expect(member, Type.TEXT)
        self.expect(container, Type.TEXTS)
        return Node("in", (member, container))

    def _FunctionCallExpression(self, part: Any, depth: int) -> Node:
        name = getattr(part.function, "name", "?")
        if (
            name not in {"all", "any"}
            or len(part.arguments) != 1
            or type(part.arguments[0]).__name__ != "ComprehensionExpression"
        ):
            raise self.refused(f"${name}")
        inner = part.arguments[0]
        if inner.condition is not None:
            raise self.refused("if")
        if inner.variable in {*self.fields, *self.constants, *self.numbers, *self.variables}:
            raise ExpressionError(inner.variable, later("is already a name here; choose another"))
        if len(self.variables) >= MAX_LISTS:
            raise ExpressionError(
                inner.variable,
                later("goes through a list for each pair of two others; split the rule"),
            )
        over = self.node(inner.iterable, depth)
        self.expect(over, Type.TEXTS)
        self.variables.append(inner.variable)
        body = self.node(inner.result, depth)
        self.variables.pop()
        self.expect(body, Type.BOOL)
        return Node(name, (inner.variable, over, body))

    def _SymbolExpression(self, part: Any, depth: int) -> Node:
        name = part.name
        if part.scope == "built-in":
            raise self.refused(f"${name}")
        if name in self.variables:
            return Node("var", (name,))
        return Node("field" if name in self.fields else "name", (name,))

    def _ArrayExpression(self, part: Any, depth: int) -> Node:
        members = [self.node(m, depth) for m in part.value]
        for member in members:
            if member.op != "const" or not isinstance(member.args[0], str):
                raise ExpressionError(unparse(member), later("is not text; lists hold text only"))
        return Node("const", (tuple(m.args[0] for m in members),))

    def _StringExpression(self, part: Any, depth: int) -> Node:
        if not part.value.isprintable():
            raise ExpressionError(
                ascii(part.value), later("holds characters that cannot be shown; write plain text")
            )
        return Node("const", (part.value,))

    def _BooleanExpression(self, part: Any, depth: int) -> Node:
        return Node("const", (part.value,))

    def _FloatExpression(self, part: Any, depth: int) -> Node:
        if not (part.value.is_finite() and -MAX_NUMBER < part.value < MAX_NUMBER):
            raise ExpressionError(
                str(part.value)[:20], later("is no number to compare with; write a smaller one")
            )
        return Node("const", (int(part.value) if part.value == int(part.value) else float(part.value),))

    def _DatetimeExpression(self, part: Any, depth: int) -> Node:
        if part.value.time() != time(0) or part.value.utcoffset():
            raise ExpressionError(
                part.value.isoformat(), later("has an hour; facts are whole days, so write the day alone")
            )
        return Node("const", (part.value.date(),))

    def expect(self, node: Node, expected: Type) -> None:
        if (found := self.type_of(node)) is not expected:
            raise ExpressionError(
                unparse(node),
                later("is {value} where {value2} is needed", value=found.value, value2=expected.value),
            )

    def type_of(self, node: Node) -> Type:
        if node.op == "field":
            return self.fields[node.args[0]]
        if node.op == "name":
            return Type.NUMBER if node.args[0] in (*NORM_NAMES, *OTHER_NAMES) else Type.TEXTS
        if node.op == "var":
            return Type.TEXT
        if node.op != "const":
            return Type.BOOL
        value = node.args[0]
        order = (
            (bool, Type.BOOL),
            (str, Type.TEXT),
            (int, Type.NUMBER),
            (float, Type.NUMBER),
            (date, Type.DATE),
            (tuple, Type.TEXTS),
        )
        return next(t for c, t in order if isinstance(value, c))


@cache
def _engine_types() -> dict[Type, Any]:
    """Give the engine's type of each of ours: it takes time to make one."""
    from rule_engine import DataType

    return {
        Type.TEXT: DataType.STRING,
        Type.BOOL: DataType.BOOLEAN,
        Type.NUMBER: DataType.FLOAT,
        Type.DATE: DataType.DATETIME,
        Type.MOMENT: DataType.DATETIME,
        Type.TEXTS: DataType.ARRAY(DataType.STRING),
    }

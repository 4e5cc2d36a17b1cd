"""Rule files into rules: shape, expressions, placeholders and tests checked; every defect of every file in
one go.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from gbo_policy.agreement.events import kinds
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import Location, Problem, problem
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.logic.expression import ExpressionError, parse
from gbo_policy.logic.tree import Node
from gbo_policy.reading.source import read
from gbo_policy.rulebook.rule import (
    Example,
    Measure,
    Modality,
    OtherNorm,
    Rule,
    Sanction,
    Severity,
    Telling,
    Text,
    Verdict,
    norm_names,
)
from gbo_policy.terms.kinds import Kind, Type
from gbo_policy.terms.values import NONE, Flag, Model, key, near_none, parse_date, parse_moment, shown
from gbo_policy.terms.vocabulary import Vocabulary


class Both(Model):
    """A text in English and Dutch."""

    en: str = key("in English", default=...)
    nl: str = key("in Dutch", default=...)


class OtherUse(Model):
    """The house norm that counts instead, where a fact is true."""

    when: str = key("fact that decides it", default=...)
    parameter: str = key("name of the house norm", default=...)


class NormUse(Model):
    """The house norm a rule rests on, and the fact that its clock starts from."""

    parameter: str = key("name of the house norm", default=...)
    from_: str = key("fact from which the clock runs", default=..., alias="from")
    otherwise: OtherUse | None = key("house norm that counts instead, where a fact is true")


class SanctionUse(Model):
    """The sanction clause, the clause it comes through, and its measures."""

    clause: str = key("clause that gives the sanction", default=...)
    via: str | None = key("clause through which it comes")
    measures: tuple[Measure, ...] = key("suspension, cessation", default=...)


class RuleCase(Model):
    """What is said, and what would mend it, of a finding that it fits."""

    when: str | None = key("expression: whether it fits; absent: where the fact of its name decided")
    message: Both = key("sentence of the finding", default=...)
    remedy: Both | None = key("what would mend it; absent: the rule's own remedy")


class RuleTest(Model):
    """One of a rule's own tests."""

    name: str = key("what is tested", default=...)
    given: dict[str, Any] = key("facts; all others are unknown", default=...)
    expect: Verdict = key("verdict expected", default=...)
    missing: tuple[str, ...] | None = key("facts that would settle a review")
    assess: tuple[str, ...] | None = key("open terms that would settle a review")


class RuleFile(Model):
    """A rule as its author writes it; the id is the file's name, the article is its folder."""

    title: Both = key("the rule as a statement of what is in order", default=...)
    duty: Both | None = key("what is owed while its clock runs, in an infinitive")
    clause: str = key("clause of the agreement", default=...)
    modality: Modality = key("what the clause is: an obligation, a prohibition …", default=...)
    for_each: str = key("kind of subject that it judges, one by one", default=...)
    when: str | None = key("expression: whether it applies; absent: always")
    require: str = key("expression: true is in order, false a violation, unknown a review", default=...)
    review: str | None = key("expression: true asks for a human, where `require` holds")
    continuing: str | None = key("expression: whether it still goes on")
    norm: NormUse | None = key("house norm that it rests on")
    severity: Severity = key("gravity of a violation; a critical rule cannot be waived", default=...)
    against: str | None = key("fact that names the core actor held to it, or null", default=...)
    waivable: Flag = key("whether a waiver can cover it", default=...)
    sanction: SanctionUse | None = key("what the agreement lets the others do, or null", default=...)
    message: Both = key("sentence of a violation; {{fact}} is filled in", default=...)
    review_message: Both | None = key("sentence of a review that `review` asks for")
    remedy: Both = key("what would mend it", default=...)
    cases: dict[str, RuleCase] = key(
        "further words, by the fact that decided, or by what `when` says", default={}
    )
    asks: dict[str, Both] = key("what is open and asked, by the fact that is unknown", default={})
    reads: tuple[str, ...] = key("further clauses whose words the rule rests on", default=())
    references: tuple[str, ...] = key("law and other sources", default=())
    tests: tuple[RuleTest, ...] = key("the rule's own tests", default=...)


def read_rule(
    content: bytes, file: str, vocabulary: Vocabulary, norms: Mapping[str, Any]
) -> tuple[Rule | None, list[Problem]]:
    """Read one rule file; give the rule, or None, and all that is wrong with it."""
    documents, problems = read(content, file, decimals=True)
    if problems or not documents:
        return None, problems or [problem("not-a-mapping", Location(file, 1, 1), found="nothing")]
    data, mark = documents[0]
    place = Place(file, mark)
    if len(documents) > 1:
        return None, [problem("rule-second", Place(file, documents[1][1]).at())]
    if not isinstance(data, dict):
        return None, [problem("not-a-mapping", place.at(), found=shown(data))]
    try:
        raw = RuleFile.model_validate(data, context=vocabulary)
    except ValidationError as error:
        return None, translate(error, place, RuleFile)
    checker = _RuleChecker(raw, place, vocabulary, norms)
    rule = checker.rule(PurePosixPath(file).stem, file)
    return (None if checker.problems else rule), checker.problems


class _RuleChecker:
    def __init__(self, raw: RuleFile, place: Place, vocabulary: Vocabulary, norms: Mapping[str, Any]) -> None:
        self.raw, self.place, self.vocabulary, self.norms = raw, place, vocabulary, norms
        self.problems: list[Problem] = []

    def complain(self, code: str, path: list[str | int], **words: object) -> None:
        self.problems.append(problem(code, self.place.at(path, value=True), **words))

    def choose(
        self, word: str, known: list[str], path: list[str | int], code: str = "unknown-word", **words: object
    ) -> bool:
        if word in known:
            return True
        self.complain(code, path, word=word, known=listed(known), **{"guess": nearest(word, known), **words})
        return False

    def rule(self, name: str, file: str) -> Rule | None:
        raw = self.raw
        known = kinds()
        if not self.choose(raw.for_each, list(known), ["for_each"]):
            return None
        kind = known[raw.for_each]
        when, require, review, continuing = (
            self.expression(kind, [k], getattr(raw, k)) for k in ("when", "require", "review", "continuing")
        )
        self.consistent(kind)
        self.placeholders(kind)
        tests = tuple(self.example(kind, i, test) for i, test in enumerate(raw.tests))
        if require is None:
            return None
        return Rule(
            id=name,
            file=file,
            title=_text(raw.title),
            duty=_text(raw.duty) if raw.duty else None,
            clause=raw.clause,
            modality=raw.modality,
            kind=kind,
            when=when,
            require=require,
            review=review,
            continuing=continuing,
            norm=(raw.norm.parameter, raw.norm.from_) if raw.norm else None,
            other=OtherNorm(raw.norm.otherwise.when, raw.norm.otherwise.parameter)
            if raw.norm and raw.norm.otherwise
            else None,
            severity=raw.severity,
            against=raw.against,
            waivable=raw.waivable,
            sanction=Sanction(raw.sanction.clause, raw.sanction.via, raw.sanction.measures)
            if raw.sanction
            else None,
            message=_text(raw.message),
            review_message=_text(raw.review_message) if raw.review_message else None,
            remedy=_text(raw.remedy),
            references=raw.references,
            tests=tests,
            cases={name: self.case(kind, name, case) for name, case in raw.cases.items()},
            asks={name: _text(both) for name, both in raw.asks.items()},
            reads=raw.reads,
        )

    def case(self, kind: Kind, name: str, case: RuleCase) -> Telling:
        remedy = _text(case.remedy) if case.remedy else None
        return Telling(_text(case.message), remedy, self.expression(kind, ["cases", name, "when"], case.when))

    def expression(self, kind: Kind, path: list[str | int], text: str | None) -> Node | None:
        if text is None:
            return None
        try:
            norm = self.raw.norm
            names = norm_names(norm is not None, norm is not None and norm.otherwise is not None)
            return parse(text, kind, self.vocabulary.constants(), norms=names)
        except ExpressionError as error:
            self.problems.append(
                Problem(
                    "rule-expression",
                    {"word": error.word, "what": error.what},
                    self.place.at(path, value=True),
                )
            )
            return None

    def consistent(self, kind: Kind) -> None:
        raw = self.raw
        if (raw.review is None) != (raw.review_message is None):
            self.complain("rule-review-message", ["review"])
        if raw.severity == "critical" and raw.waivable:
            self.complain("rule-waivable", ["waivable"])
        if raw.sanction is not None and raw.against is None:
            self.complain("rule-sanction", ["sanction"])
        named = [f.name for f in kind.fields if f.actor]
        if raw.against is not None:
            nobody = raw.against == NONE or near_none(raw.against)
            more = {"kind": kind.name, **({"guess": "null"} if nobody else {})}
            self.choose(raw.against, named, ["against"], "rule-against", **more)
        if raw.norm is not None:
            self.choose(raw.norm.parameter, list(self.norms), ["norm", "parameter"])
            self.choose(
                raw.norm.from_,
                [f.name for f in kind.fields if f.type in (Type.DATE, Type.MOMENT)],
                ["norm", "from"],
            )
        if raw.norm is not None and raw.norm.otherwise is not None:
            self.choose(raw.norm.otherwise.parameter, list(self.norms), ["norm", "otherwise", "parameter"])
            flags = [f.name for f in kind.fields if f.type is Type.BOOL]
            self.choose(raw.norm.otherwise.when, flags, ["norm", "otherwise", "when"])

    def placeholders(self, kind: Kind) -> None:
        known = [f.name for f in kind.fields]
        texts: list[tuple[list[str | int], Both | None]] = [
            ([k], getattr(self.raw, k)) for k in ("message", "review_message", "remedy")
        ]
        for fact, case in self.raw.cases.items():
            if case.when is None:
                self.choose(fact, known, ["cases", fact], "rule-placeholder", kind=kind.name)
            texts += [(["cases", fact, "message"], case.message), (["cases", fact, "remedy"], case.remedy)]
        for fact, question in self.raw.asks.items():
            self.choose(fact, known, ["asks", fact], "rule-placeholder", kind=kind.name)
            texts.append((["asks", fact], question))
        for path, both in texts:
            for lang in ("en", "nl") if both is not None else ():
                try:
                    # a width or a conversion is no part of a fact's name: a pack from elsewhere could ask for
                    # a gigabyte of blanks
                    parts = string.Formatter().parse(getattr(both, lang))
                    words = [
                        f"{name}{f'!{how}' if how else ''}{f':{width}' if width else ''}"
                        for _, name, width, how in parts
                        if name is not None
                    ]
                except ValueError as error:
                    self.complain("rule-expression", [*path, lang], word="{", what=str(error))
                    continue
                for word in words:
                    self.choose(word, known, [*path, lang], "rule-placeholder", kind=kind.name)

    def example(self, kind: Kind, index: int, test: RuleTest) -> Example:
        path: list[str | int] = ["tests", index, "given"]
        given = {}
        for name, value in test.given.items():
            if (
                self.choose(
                    name, [f.name for f in kind.fields], [*path, name], "rule-placeholder", kind=kind.name
                )
                and value is not None
            ):
                given[name] = value
                if not _fits(kind.field(name).type, value):
                    expected = _EXPECTED[kind.field(name).type]
                    self.complain("rule-test-fact", [*path, name], word=shown(value), expected=expected)
        return Example(
            test.name, given, test.expect, test.missing, test.assess, self.place.at(["tests", index]).line
        )


_EXPECTED = {
    Type.TEXT: "text",
    Type.BOOL: "true or false",
    Type.NUMBER: "a number",
    Type.DATE: "a date",
    Type.MOMENT: "a moment",
    Type.TEXTS: "a list",
}


def _fits(kind: Type, value: Any) -> bool:
    match kind:
        case Type.BOOL:
            return isinstance(value, bool)
        case Type.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Type.TEXTS:
            return isinstance(value, list) and all(isinstance(v, str) for v in value)
        case Type.DATE:
            return isinstance(value, str) and _reads(value, parse_date)
        case Type.MOMENT:
            return isinstance(value, str) and _reads(value, parse_moment)
    return isinstance(value, str)


def _reads(value: str, parse: Callable[[str], date]) -> bool:
    try:
        return bool(parse(value))
    except PydanticCustomError:
        return False


def _text(both: Both) -> Text:
    return Text(both.en, both.nl)

"""JUnit XML: a suite for each clause, a case for each rule and subject. What is not applicable is no test.

A violation is a failure of type ``violation``. A review is a failure of type ``review``: CI systems know
nothing between red and green, and a case that nobody judged must not be green. A finding that does not count
(waived, in the baseline, unchanged) is skipped, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from gbo_policy.basics.steering import in_xml
from gbo_policy.basics.translate import say
from gbo_policy.formats._errors import InputErrors
from gbo_policy.formats._many import WorkspaceAnswer
from gbo_policy.formats._shared import Show, excuse, headed, paths, subject
from gbo_policy.judging.report import Report
from gbo_policy.judging.result import Result
from gbo_policy.judging.wording import because, message, remedy
from gbo_policy.logic.verdict import Verdict

# what XML 1.0 cannot hold, not even as a reference
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, lang: str) -> str:
    """Write the suites in the order of the clauses."""
    judged = [r for r in report.results if r.verdict != Verdict.NOT_APPLICABLE]
    show = paths(report)
    root = ElementTree.Element("testsuites", _texts(name="gbo-policy", **_counts(judged)))
    clauses: dict[str, list[Result]] = {}
    for result in judged:
        clauses.setdefault(result.rule.clause, []).append(result)
    for key, results in clauses.items():
        suite = _suite(root, headed(report, key, lang), results)
        for result in results:
            _case(suite, result, report, show, lang)
    if report.notices:
        _notices(root, report, show, lang)
    return _document(root)


def _document(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    # the library leaves a carriage return in a text as it is, and every reader would make it a line feed
    text = text.replace("\r", "&#13;")
    return in_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _notices(root: ElementTree.Element, report: Report, show: Show, lang: str) -> None:
    """Add a suite without cases that says the notices: what was not read, what was left out."""
    suite = _suite(root, say(lang, "notices"), [])
    said = [
        f"{show(n.location)}: {n.sentence(lang)}" if n.location else n.sentence(lang) for n in report.notices
    ]
    ElementTree.SubElement(suite, "system-out").text = _legal("\n".join(said))


def _suite(root: ElementTree.Element, name: str, results: list[Result]) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", _texts(name=name, **_counts(results)))


def _counts(results: list[Result]) -> dict[str, int]:
    states = Counter(_state(r) for r in results)
    return {
        "tests": len(results),
        "failures": states["failure"],
        "errors": 0,
        "skipped": states["skipped"],
        "time": 0,
    }


def _state(result: Result) -> str:
    return "failure" if result.counts else "skipped" if result.finding else "passed"


def _case(suite: ElementTree.Element, result: Result, report: Report, show: Show, lang: str) -> None:
    location = report.location(result)
    other = result.against is not None and result.against != result.subject.id
    against = say(lang, " (against {against})", against=result.against) if other else ""
    place = {"file": show(location)} | ({"line": location.line} if location.line else {})
    names = _texts(
        classname=f"{report.pack.id}.{result.rule.id}", name=subject(result) + against, **place, time=0
    )
    case = ElementTree.SubElement(suite, "testcase", names)
    if not result.finding:
        return
    if not result.counts:
        ElementTree.SubElement(case, "skipped", _texts(message=excuse(result, report, lang)))
        return
    told = _texts(type=result.verdict.word, message=message(result, lang))
    failure = ElementTree.SubElement(case, "failure", told)
    failure.text = _legal("\n".join(_details(result, report, show, lang)))


def _details(result: Result, report: Report, show: Show, lang: str) -> Iterator[str]:
    location = report.location(result)
    yield f"{show(location)}:{location.line}:{location.column}" if location.line else show(location)
    yield message(result, lang)
    if facts := because(result, lang):
        yield say(lang, "because: {facts}", facts=facts)
    if mend := remedy(result, lang):
        yield say(lang, "remedy: {mend}", mend=mend)


def _texts(**attributes: object) -> dict[str, str]:
    return {name: _legal(str(value)) for name, value in attributes.items()}


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def errors(found: InputErrors) -> str:
    """Write a failed case for each input error, in a suite of their own."""
    n = len(found.problems)
    root = ElementTree.Element("testsuites", _texts(name="gbo-policy", tests=n, failures=n, errors=0))
    about = _texts(name=found.headline, tests=n, failures=n, errors=0, skipped=0)
    suite = ElementTree.SubElement(root, "testsuite", about)
    for number, one in enumerate(found.problems, 1):
        place, sentence = found.place(one), found.sentence(one)
        where = str(place) if place else "gbo-policy"
        file = {"file": place.file} if place else {}
        names = _texts(classname=f"gbo-policy.{one.code}", name=f"{where} #{number}", time=0, **file)
        case = ElementTree.SubElement(suite, "testcase", names)
        failure = ElementTree.SubElement(case, "failure", _texts(type=one.code, message=sentence))
        failure.text = _legal(f"{where}\n{sentence}")
    return _document(root)


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the suites of each workspace in one file, each named by its workspace too."""
    root = ElementTree.Element("testsuites", name="gbo-policy")
    for one in answers:
        for suite in ElementTree.fromstring(one.written(render, errors)):  # noqa: S314  our own text
            suite.set("name", f"{_legal(one.where)}: {suite.get('name')}")
            root.append(suite)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, 0)) for suite in root)))
    return _document(root)

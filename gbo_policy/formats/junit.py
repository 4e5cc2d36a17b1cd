"""JUnit XML: a suite for each clause, a case for each rule and subject. What is not applicable is no test.

A violation is a failure of type ``violation``. A review is a failure of type ``review``: CI systems know nothing between red and
green, and a case that nobody judged must not be green. A finding that does not count (waived, in the baseline, unchanged) is skipped,
with the reason.
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
from gbo_policy.judging.evaluate import Result
from gbo_policy.judging.report import Report
from gbo_policy.judging.wording import because, message, remedy

# what XML 1.0 cannot hold, not even as a reference
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def render(report: Report, lang: str) -> str:
    """Write the suites in the order of the clauses."""
    judged = [r for r in report.results if r.verdict != "not_applicable"]
    show = paths(report)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _open("testsuites", name="gbo-policy", **_counts(judged)),
    ]
    clauses: dict[str, list[Result]] = {}
    for result in judged:
        clauses.setdefault(result.rule.clause, []).append(result)
    for key, results in clauses.items():
        lines.append("  " + _open("testsuite", name=headed(report, key, lang), **_counts(results)))
        for result in results:
            lines.extend(_case(result, report, show, lang))
        lines.append("  </testsuite>")
    lines.extend(_notices(report, show, lang))
    return in_xml("\n".join([*lines, "</testsuites>", ""]))


def _notices(report: Report, show: Show, lang: str) -> Iterator[str]:
    """Give a suite without cases that says the notices: what was not read, what was left out."""
    if not report.gaps:
        return
    yield "  " + _open("testsuite", name=say(lang, "notices"), **_counts([]))
    said = [
        f"{show(n.location)}: {n.sentence(lang)}" if n.location else n.sentence(lang) for n in report.gaps
    ]
    yield f"    <system-out>{_escape(chr(10).join(said), _TEXT)}</system-out>"
    yield "  </testsuite>"


def _counts(results: list[Result]) -> dict[str, object]:
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


def _case(result: Result, report: Report, show: Show, lang: str) -> Iterator[str]:
    location = report.location(result)
    other = result.against is not None and result.against != result.subject.id
    against = say(lang, " (against {against})", against=result.against) if other else ""
    place = {"file": show(location)} | ({"line": location.line} if location.line else {})
    start = _open(
        "testcase",
        classname=f"{report.pack.id}.{result.rule.id}",
        name=subject(result) + against,
        **place,
        time=0,
    )
    state = _state(result)
    if state == "passed":
        yield f"    {start[:-1]}/>"
        return
    yield f"    {start}"
    if state == "skipped":
        yield f"      {_open('skipped', message=excuse(result, report, lang))[:-1]}/>"
    else:
        body = _escape("\n".join(_details(result, report, show, lang)), _TEXT)
        yield f"      {_open('failure', type=result.verdict, message=message(result, lang))}{body}</failure>"
    yield "    </testcase>"


def _details(result: Result, report: Report, show: Show, lang: str) -> Iterator[str]:
    location = report.location(result)
    yield f"{show(location)}:{location.line}:{location.column}" if location.line else show(location)
    yield message(result, lang)
    if facts := because(result, lang):
        yield say(lang, "because: {facts}", facts=facts)
    if mend := remedy(result, lang):
        yield say(lang, "remedy: {mend}", mend=mend)


def _open(tag: str, **attributes: object) -> str:
    return "".join(
        [f"<{tag}", *(f' {k}="{_escape(str(v), _ATTRIBUTE)}"' for k, v in attributes.items()), ">"]
    )


def _escape(text: str, table: dict[int, str]) -> str:
    return _ILLEGAL.sub("\ufffd", text).translate(table)


def errors(found: InputErrors) -> str:
    """Write a failed case for each input error, in a suite of their own."""
    n = len(found.problems)
    root = ElementTree.Element("testsuites", name="gbo-policy", tests=str(n), failures=str(n), errors="0")
    about = {"name": found.headline, "tests": str(n), "failures": str(n), "errors": "0", "skipped": "0"}
    suite = ElementTree.SubElement(root, "testsuite", about)
    for number, one in enumerate(found.problems, 1):
        place, sentence = found.place(one), _ILLEGAL.sub("\ufffd", found.sentence(one))
        where = _ILLEGAL.sub("\ufffd", str(place)) if place else "gbo-policy"
        names = {"classname": f"gbo-policy.{one.code}", "name": f"{where} #{number}", "time": "0"}
        case = ElementTree.SubElement(suite, "testcase", names)
        if place is not None:
            case.set("file", _ILLEGAL.sub("\ufffd", place.file))
        failure = ElementTree.SubElement(case, "failure", type=one.code, message=sentence)
        failure.text = f"{where}\n{sentence}"
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return in_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def join(answers: Sequence[WorkspaceAnswer]) -> str:
    """Write the suites of each workspace in one file, each named by its workspace too."""
    root = ElementTree.Element("testsuites", name="gbo-policy")
    for one in answers:
        for suite in ElementTree.fromstring(one.written(render, errors)):  # noqa: S314  our own text
            suite.set("name", f"{_ILLEGAL.sub(chr(0xFFFD), one.where)}: {suite.get('name')}")
            root.append(suite)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, 0)) for suite in root)))
    text = ElementTree.tostring(root, encoding="unicode")
    return in_xml(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')

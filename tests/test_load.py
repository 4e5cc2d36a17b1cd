"""What is wrong with declarations: every sentence, at its place, with the user's word, and all of them in one
go.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from gbo_policy.agreement import obligation
from gbo_policy.agreement.events import event_type
from gbo_policy.basics.messages import KINDS_OF_VALUE, TEXTS, sentence
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.basics.translate import say
from gbo_policy.declarations.load import load
from gbo_policy.declarations.model import agreement, assessment, flow
from gbo_policy.declarations.model.agreement import Collection
from gbo_policy.reading.files import file_content
from gbo_policy.reading.source import MAX_BYTES
from gbo_policy.rulebook.pack import Pack
from tests.conftest import ROOT
from tests.inside import inside
from tests.kit import ABSENT, change, complete, judged, loaded, models, problems, verdict, written

DECLARATIONS = list(TEXTS)[: list(TEXTS).index("bad-settings")]
# wrong in a way that no file's text shows; tests of their own below
OF_FILES = {"not-text", "control-character", "too-large", "no-such-path", "unreadable", "no-workspace"} | {
    "no-declarations"
}
# and tests/test_passed_over.py
OF_FILES |= {
    "not-read-hidden",
    "not-read-suffix",
    "not-read-office",
    "not-read-baseline",
    "excluded",
    "exclude-nothing",
    "not-read-settings",
    "settings-not-in-force",
    "not-read-link",
    "recorded-not-read",
}

# a workspace in four lines, to hang what is wrong on
HEAD = """\
agreement:
  parties: [{id: caw, role: caw}, {id: ocmw, role: ocmw}]
  processors: [{id: wolk}]
flows:
  - id: stroom
"""
EVENT = HEAD + "events:\n  - id: e1\n"

# code: text added to HEAD (or a whole file), line, column, the user's word, a part of what is advised
WRONG: list[tuple[str, str, int, int, object, str]] = [
    ("yaml-alias", HEAD + "    title: &t x\n", 6, 12, "&t", "write the value out"),
    ("yaml-tag", HEAD + "    title: !!str x\n", 6, 12, "!!str", "leave the tag out"),
    ("yaml-key", HEAD + "    [a]: x\n", 6, 5, None, "name: value"),
    ("yaml-syntax", HEAD + "    title: 'x\n", 6, 12, None, "not closed"),
    ("too-deep", HEAD + "    title: " + "[" * 40 + "]" * 40 + "\n", 6, 49, None, "40"),
    ("duplicate-key", HEAD + "    id: b\n", 6, 5, "id", "on line 5"),
    ("not-a-workspace-file", "parties: []\n", 1, 1, None, "`agreement`"),
    ("not-a-mapping", "- agreement\n", 1, 1, None, "[agreement]"),
    ("unknown-key", HEAD + "    sendr: caw\n", 6, 5, "sendr", "did you mean `sender`?"),
    ("unknown-key", HEAD + "    locations: {stored:"
                           " [BE]}\n", 6, 17, "stored", "use one of: `storage`,"
                                                                               " `access`"),
    ("unknown-key", HEAD + "flow: []\n", 6, 1, "flow", "did you mean `flows`?"),
    # as a tool of YAML 1.1 writes the key `on` back
    ("unknown-key", HEAD + "assessments:\n  - {outcome: met, term: data-quality, subject: {flow: stroom},\n     "
                           "true: 2026-01-02}\n", 8, 6, "true", "did you mean `on`?"),
    ("missing-key", "agreement: {}\nflows:\n  - title: x\n", 3, 5, "id", "add it"),
    ("missing-key", HEAD + "events: [{id: e1}]\n", 6, 10, "type", "add it"),
    ("missing-key", HEAD + "assessments: [{term: necessity, subject: {flow:"
                           " stroom}}]\n", 6, 15, "outcome", "add it"),
    ("wrong-type", HEAD + "    purposes: refer\n", 6, 15, "refer", "a list"),
    ("wrong-type", HEAD + "    recipients: [{kind: staff, need_to_know:"
                          " no}]\n", 6, 46, "no", "true or false"),
    ("wrong-type", HEAD + "    locations: [BE]\n", 6, 16, "[BE]", "keys with values"),
    ("wrong-type", HEAD + "    legal_obligation: geen\n", 6, 23, "geen", "or `none`"),
    ("wrong-type", HEAD + "events: {}\n", 6, 9, "{}", "a list"),
    ("wrong-type", HEAD + "    title: {a: b}\n", 6, 12, "{a}", "text"),
    ("wrong-type", HEAD + "    title: true\n", 6, 12, "true", "text"),
    ("unknown-word", HEAD + "    status: activ\n", 6, 13, "activ", "did you mean `active`?"),
    ("unknown-word", EVENT + "    type: suspention\n", 8, 11, "suspention", "did you mean `suspension`?"),
    ("unknown-word", HEAD + "    recipients: [{kind: staf}]\n", 6, 25, "staf", "did you mean `staff`?"),
    ("unknown-word", HEAD + "assessments:\n  - {term: necesity, subject: {flow: stroom}, outcome:"
                            " met}\n", 7, 12, "necesity", "did you mean `necessity`?"),
    ("unknown-purpose", HEAD + "    purposes: [refer, referr]\n", 6, 23, "referr", "did you mean `refer`?"),
    ("unknown-purpose", HEAD + "    purposes: [{anders: x}]\n", 6, 16, "{anders}", "other"),
    ("unknown-category", HEAD + "    data: [healt]\n", 6, 12, "healt", "did you mean `health`?"),
    ("unknown-category", HEAD + "    data: [{category: healt}]\n", 6, 23, "healt", "did you mean `health`?"),
    ("unknown-basis", HEAD + "    legal_basis: [gdpr-6-1-g]\n", 6, 19, "gdpr-6-1-g", "gdpr-9-2-a"),
    ("unknown-country", HEAD + "    locations: {storage: [BE, ZZ]}\n", 6, 31, "ZZ", "ISO 3166-1"),
    ("unknown-country", HEAD + "    locations: {storage: [België]}\n", 6, 27, "België", "two-letter"),
    ("bad-date", HEAD + "    starts_on: 2026-02-30\n", 6, 16, "2026-02-30", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: 1/3/2026\n", 6, 16, "1/3/2026", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: 2026-3-1\n", 6, 16, "2026-3-1", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: 20260301\n", 6, 16, "20260301", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: 0026-03-01\n", 6, 16, "0026-03-01", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: none\n", 6, 16, "none", "2026-03-01"),
    ("bad-date", HEAD + "    starts_on: []\n", 6, 16, "[]", "2026-03-01"),
    ("bad-moment", EVENT + "    type: breach\n    aware_at:"
                           " 2026-03-01\n", 9, 15, "2026-03-01", "2026-03-01T14:30"),
    ("bad-moment", EVENT + "    type: breach\n    aware_at:"
                           " 2026-03-01T25:00\n", 9, 15, "2026-03-01T25:00", "T14:30"),
    ("no-such-time", EVENT + "    type: breach\n    aware_at:"
                             " 2026-03-29T02:30\n", 9, 15, "2026-03-29T02:30", "skips that hour"),
    ("twice-that-time", EVENT + "    type: breach\n    aware_at:"
                                " 2026-10-25T02:30\n", 9, 15, "2026-10-25T02:30", "+02:00"),
    ("says-nothing", HEAD + "    channel: '-'\n", 6, 14, "-", "did you mean `none`?"),
    ("key-below", HEAD + "    storage: [BE]\n", 6, 5, "storage", "under `locations`"),
    ("none-waives", HEAD + "waivers:\n  - {rule: necessity, subject: {flow: stroom}, reason: none, approved_by: An,"
                           " approved_on: 2026-01-01, expires_on: 2026-02-01}\n", 7, 56, "none", "who decided"),
    ("none-waives", HEAD + "waivers:\n  - {rule: necessity, subject: {flow: stroom}, reason: x, approved_by: none,"
                           " approved_on: 2026-01-01, expires_on: 2026-02-01}\n", 7, 72, "none", "who decided"),
    ("none-waives", HEAD + "waivers:\n  - {rule: necessity, subject: {flow: stroom}, reason: TBD, approved_by: An,"
                           " approved_on: 2026-01-01, expires_on: 2026-02-01}\n", 7, 56, "TBD", "who decided"),
    ("none-waives", HEAD + "waivers:\n  - {rule: necessity, subject: {flow: stroom}, reason: x, approved_by: NAAM,"
                           " approved_on: 2026-01-01, expires_on: 2026-02-01}\n", 7, 72, "NAAM", "who decided"),
    ("bad-date", HEAD + "waivers:\n  - {rule: necessity, subject: {flow: stroom}, reason: x, approved_by: An,"
                        " approved_on: 2026-01-01, expires_on: DATUM}\n", 7, 113, "DATUM", "2026-03-01"),
    ("bad-email", "agreement:\n  parties: [{id: caw, dpo: {email: an}}]\n", 2, 36, "an", "name@domain"),
    ("bad-url", "agreement:\n  publication: {url: www.caw.example}\n", 2, 22, "www.caw.example", "https://"),
    ("bad-number", "agreement:\n  parties: [{id: caw, enterprise_number:"
                   " BE0417.319.932}]\n", 2, 42, "BE0417.319.932", "0123.456.789"),
    ("bad-slug", HEAD + "  - id: mijn stroom\n", 6, 9, "mijn stroom", "letters, digits"),
    # what cannot be seen, or looks like something else, is named
    ("bad-slug", HEAD + "    sender: caw\u200b\n", 6, 13, "caw\u200b", "; U+200B stands in it"),
    ("bad-slug", HEAD + "    sender: 'c\u0430w'\n", 6, 13, "c\u0430w", "; U+0430 stands in it"),
    ("bad-slug", HEAD + "    sender: c\u2011w\n", 6, 13, "c\u2011w", "; U+2011 stands in it"),
    ("unknown-key", HEAD + "    send\u00ader: caw\n", 6, 5, "send\u00ader", "; U+00AD stands in it; did you mean"),
    ("unknown-purpose", HEAD + "    purposes: [\u201crefer\u201d]\n", 6, 16, "\u201crefer\u201d", "U+201C, U+201D"),
    ("yaml-syntax", HEAD + "  -\u00a0id: x\n", 6, 4, None, "not an ordinary space"),
    ("wrong-type", HEAD + "  - id\uff1a x\n", 6, 5, "id\uff1a x", "U+FF1A stands in it; did you mean `id: x`?"),
    ("wrong-type", HEAD + "  - id:x\n", 6, 5, "id:x", "did you mean `id: x`?"),
    ("yaml-syntax", HEAD + "    title: *zeer* dringend\n", 6, 12, None, "quotation marks around it"),
    ("bad-slug", HEAD + "  - id: ''\n", 6, 9, "", "letters, digits"),
    ("bad-article", EVENT + "    type: assistance-request\n    article: 31\n", 9, 14, "31", "32 to 36"),
    ("no-agreement", "flows: [{id: stroom}]\n", 0, 0, None, "add the agreement"),
    ("second-agreement", HEAD + "---\nagreement: {}\n", 7, 1, None, "1:1"),
    ("duplicate-id", HEAD + "  - id: stroom\n", 6, 9, "stroom", ":5:5"),
    ("dangling", HEAD + "    sender: ocm\n", 6, 13, "ocm", "did you mean `ocmw`?"),
    ("dangling", HEAD + "    recipients: [{kind: processor, processor:"
                        " wolke}]\n", 6, 47, "wolke", "did you mean `wolk`?"),
    ("dangling", HEAD + "assessments:\n  - {term: necessity, subject: {flow: strom}, outcome:"
                        " met}\n", 7, 39, "strom", "did you mean `stroom`?"),
    ("dangling", HEAD + "    recipients: [{kind: staff, party: ocmw}]\nassessments:\n  - {term: necessity,"
                        " subject: {flow: stroom, recipient: dmw}, outcome: met}\n", 8, 58, "dmw", "`ocmw`"),
    ("differs-in-form", HEAD + "    sender: OCMW\n", 6, 13, "OCMW", "did you mean `ocmw`?"),
    ("differs-in-form", HEAD + "    recipients: [{kind: third-party, name: Caf\u00e9 X}]\nassessments:\n  -"
                               " {term: necessity, subject: {flow: stroom, recipient: Cafe\u0301\u00a0x},"
                               " outcome: met}\n", 8, 58, "Cafe\u0301\u00a0x", "only in capitals, blanks or"
                                                                               " how accents are written"),
    ("names-nobody", HEAD + "    sender: []\n", 6, 13, None, "name one"),
    ("foreign-field", HEAD + "    recipients: [{kind: data-subject, country:"
                             " BE}]\n", 6, 39, "country", "data-subject"),
    ("foreign-field", HEAD + "    recipients: [{kind: staff, party: caw, on_behalf_of:"
                             " caw}]\n", 6, 44, "on_behalf_of", "staff"),
    ("one-subject", HEAD + "assessments:\n  - {term: necessity, subject: {flow: stroom, party: caw},"
                           " outcome: met}\n", 7, 23, None, "just one"),
    ("one-subject", HEAD + "assessments:\n  - {term: necessity, subject: {}, outcome:"
                           " met}\n", 7, 23, None, "just one"),
    ("null-subject", HEAD + "assessments:\n  - {term: necessity, subject: {flow: null}, outcome:"
                            " met}\n", 7, 33, "flow", "write its id"),
    ("wrong-subject", HEAD + "assessments:\n  - {term: necessity, subject: {party: caw}, outcome:"
                             " met}\n", 7, 23, "necessity", "`flow`"),
    ("dates-reversed", HEAD + "    starts_on: 2026-03-01\n    ends_on:"
                              " 2026-02-28\n", 7, 14, None, "`ends_on` (2026-02-28) lies before `starts_on`"
                                                            " (2026-03-01)"),
    ("dates-reversed", EVENT + "    type: suspension\n    from: 2026-03-02\n    lifted_on:"
                               " 2026-03-01\n", 10, 16, None, "`lifted_on`"),
    ("same-party", EVENT + "    type: suspension\n    by: caw\n    against:"
                           " caw\n", 10, 14, "caw", "two different"),
    ("successor-circle", "agreement:\n  parties:\n    - {id: caw, successor: dmw}\n    - {id: dmw, successor: caw}\n", 4, 28,
                         "caw", "only with who is gone"),
    ("twice", EVENT + "    type: termination\n    addressed_to: [caw, caw]\n", 9, 25, "caw", "keep one"),
    ("unknown-clause", EVENT + "    type: non-compliance\n    clause: '16.1'\n", 9, 13, "16.1", "13.5"),
    ("own-ground", EVENT + "    type: suspension\n    ground: e1\n", 9, 13, "e1", "another event"),
    ("dangling-none", "agreement: {parties: [{id: caw}]}\nassessments:\n  - {term: necessity, subject:"
                      " {flow: stroom}, outcome: met}\n", 3, 39, "stroom", "which has none"),
    ("not-in-range", "agreement:\n  departures: [{clause: '14.2', effect: {notice_months:"
                     " zes}}]\n", 2, 57, "zes", "without quotation marks"),
    ("not-in-range", "agreement:\n  departures: [{clause: '14.2', effect: {notice_months:"
                     " 121}}]\n", 2, 57, "121", "0 to 120"),
    ("not-in-range", "agreement:\n  departures: [{clause: '7.2', effect: {parameters: {improvement_days:"
                     " {expected: '30', outer: 60}}}}]\n", 2, 83, "30", "whole number"),
    ("slip-9-1-g", "", 0, 0, None, ""),  # a notice, not an error: below
    ("placeholder", "", 0, 0, None, ""),  # likewise
    ("placeholder-in-list", "", 0, 0, None, ""),  # likewise
    ("placeholder-states", HEAD + "    ends_on: DATUM\n", 6, 14, "DATUM", "fill it in"),
    ("effect-clause", "", 0, 0, None, ""),  # in tests/test_departing.py
    ("effect-twice", "agreement:\n  departures: [{clause: '14.2', effect: {notice_months: 3}},\n    {clause: '14.2',"
                     " effect: {notice_months: 4}}]\n", 3, 31, "notice_months", "keep the one that holds"),
    ("effect-twice", "agreement:\n  departures: [{clause: '9', effect: {parameters: {cure_days: {expected: 1, outer:"
                     " 2}}}},\n    {clause: '9', effect: {parameters: {cure_days: {expected: 1, outer: 3}}}}]\n",
                     3, 41, "cure_days", "2:52"),
]  # fmt: skip


def only(found: list[Problem]) -> Problem:
    assert len(found) == 1, [p.line("en") for p in found]
    return found[0]


@pytest.mark.parametrize(
    ("code", "text", "line", "column", "word", "advice"),
    [pytest.param(*w, id=f"{w[0]}-{i}") for i, w in enumerate(WRONG) if w[1]],
)
def test_each_thing_that_is_wrong(
    pack: Pack, code: str, text: str, line: int, column: int, word: object, advice: str
) -> None:
    found = only(problems(pack, text))
    assert found.code == code
    assert (found.location.line, found.location.column) == (line, column) if found.location else line == 0
    assert word is None or found.words["word"] == word
    assert advice in found.line("en")
    assert "None" not in found.sentence("en")
    assert found.sentence("nl") != found.sentence("en")


def test_every_sentence_about_declarations_is_shown_to_be_said() -> None:
    of_signed_texts = {code for code in DECLARATIONS if code.startswith("signed-")}  # in test_documents
    of_impact = {"one-change", "bad-set", "no-departure"}  # of the command line, in test_impact
    never_alone = {"no-types-key"}  # in test_all_errors
    assert {w[0] for w in WRONG} | OF_FILES | of_signed_texts | of_impact | never_alone == set(DECLARATIONS)


def test_every_text_is_used_and_every_code_has_a_text() -> None:
    source = "\n".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "gbo_policy").rglob("*.py") if p.name != "messages.py"
    )
    # all at once; one by one only what is not whole there
    quoted = set(re.findall(r"[\"'#]([a-z][a-z0-9-]*)", source))
    unused = {
        code
        for code in TEXTS.keys() - quoted
        if not re.search(rf"[\"'#]{code}\b", source)
        and code not in {f"unknown-{s}" for s in ("purpose", "category", "basis", "country")}
        # of office files, whose code begins with what is read
        and not (code.startswith("signed-") and f'refuse("{code.removeprefix("signed-")}"' in source)
    }
    assert unused == set()
    used = set(
        re.findall(
            r'\b(?:problem|Problem|wrong|complain|complaint|notice|say_line)\(\s*"([a-z0-9-]+)"', source
        )
    )
    assert used - set(TEXTS) == set()


def test_kinds_of_value_are_said_in_dutch() -> None:
    assert sentence("wrong-type", "nl", word="x", expected="a list") == "`x` is geen lijst; hier hoort: lijst"
    assert all(say("nl", kind) for kind in KINDS_OF_VALUE.values())


def test_all_that_is_wrong_is_told_in_one_go_in_the_order_of_its_places(pack: Pack) -> None:
    text = """\
agreement:
  parties:
    - {id: caw, role: cow, dpo: {email: x}}
    - {id: caw}
  signatures: [{party: dmw, signed_on: gisteren}]
flows:
  - id: a
    sender: nobody
    purposes: [refer, teach]
    starts_on: 2026-02-30
    recipients: [{kind: staff, party: nobody, name: x}]
    extra: 1
  - {title: b}
  - {id: a}
events:
  - {id: e, type: suspension, by: caw, against: caw, ground: nonsense}
assessments:
  - {term: necessity, subject: {flow: nope}, outcome: perhaps}
waivers:
  - {rule: purpose-limitation, subject: {flow: a}}
"""
    found = [(p.code, p.location.line, p.location.column) for p in problems(pack, text) if p.location]
    assert found == [
        ("unknown-word", 3, 23),
        ("bad-email", 3, 41),
        ("duplicate-id", 4, 12),
        ("dangling", 5, 24),
        ("bad-date", 5, 40),
        ("dangling", 8, 13),
        ("unknown-purpose", 9, 23),
        ("bad-date", 10, 16),
        ("dangling", 11, 39),
        ("foreign-field", 11, 47),
        ("unknown-key", 12, 5),
        ("missing-key", 13, 5),
        ("duplicate-id", 14, 10),
        ("same-party", 16, 49),
        ("unknown-clause", 16, 62),
        # `nope` may be the flow without an id or the second `a`
        ("unknown-word", 18, 55),
        *[("missing-key", 20, 5)] * 4,
    ]


def test_what_lacks_its_name_or_its_type_hides_nothing_else_that_is_wrong(pack: Pack) -> None:
    text = """\
agreement:
  parties: [{role: caw}, x, {id: ocmw, role: ocmw}]
flows:
  - {sender: nobody}
  - {sender: nobody, data: [{subject: client}, {category: healt}, 7]}
  - {id: c, sender: cmw}
events:
  - {id: e, type: suspention}
  - {type: suspension, by: nobody}
assessments:
  - {term: reasonable-term, subject: {event: e}, outcome: met}
  - {term: necessity, subject: {flow: d}, outcome: maybe}
waivers:
  - {subject: {flow: d}}
"""
    found = [(p.code, p.location.line, p.words["word"]) for p in problems(pack, text) if p.location]
    # `nobody` and `d` may be what the nameless are called; `cmw` is a slip of `ocmw`
    assert [f[2] for f in found if f[0] == "dangling"] == ["cmw"]
    assert [f[1] for f in found if f[0] == "missing-key"] == [2, 4, 5, 5, 9, 14, 14, 14, 14, 14]
    assert {f for f in found if f[0] not in {"dangling", "missing-key"}} == {
        ("wrong-type", 2, "x"), ("unknown-category", 5, "healt"), ("wrong-type", 5, "7"), ("unknown-word", 8, "suspention"), ("unknown-word", 12, "maybe")
    }  # fmt: skip
    assert "unnamed" not in "".join(p.line("en") for p in problems(pack, text))


def test_what_is_wrong_in_several_files_is_told_together(pack: Pack) -> None:
    found = problems(pack, "agreement: {}\nx: 1\n", "flows: [{id: a, id: b}]\n", "a: [\n", "- x\n")
    assert [(Path(p.location.file).name, p.code) for p in found if p.location] == [
        ("0.yaml", "unknown-key"), ("1.yaml", "duplicate-key"), ("2.yaml", "yaml-syntax"), ("3.yaml", "not-a-mapping")
    ]  # fmt: skip


def test_what_the_model_leaves_blank_is_absent_and_told(pack: Pack) -> None:
    """A placeholder is no fact: it counts as absent, wherever it stands, with a notice at its place."""
    text = (
        "agreement:\n  id: gbo\n  parties:\n    - {id: caw, role: caw, name: NAAM CAW, registered_office:"
        " in te vullen,"
        " collection: {purpose: TBD, provisions: [artikel dkfkqdlkq uit woonzorgdecreet]}}\n"
        "    - {id: xxx, role: ocmw, name: Naamloos Namen, registered_office: '[…]'}\n"
        "  signatures:\n    - {party: caw, signed_on: DATUM, by: nog te bepalen}\n"
    )
    workspace = loaded(pack, text)
    caw, other = workspace.parties["caw"], workspace.parties["xxx"]
    assert (caw.name, caw.registered_office, caw.collection) == (None, None, Collection())
    assert (other.name, other.registered_office) == ("Naamloos Namen", None)
    assert [n.words["word"] for n in workspace.notices] == [
        "NAAM CAW",
        "in te vullen",
        "TBD",
        "artikel dkfkqdlkq uit woonzorgdecreet",
        "[…]",
        "DATUM",
        "nog te bepalen",
    ]
    assert {n.code for n in workspace.notices} == {"placeholder"}


LISTS = {"purposes": ["refer"], "data": ["identification-contact"], "legal_basis": ["gdpr-6-1-e"], "locations.storage": ["BE"], "locations.access": ["BE"]}  # fmt: skip


@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize("blank", ["TBD", "…", "[nog te bepalen]"])
def test_a_list_with_a_blank_in_it_is_not_known_as_a_whole(pack: Pack, key: str, blank: str) -> None:
    """What is left of it would pass for all of it: `[refer, TBD]` may stand for any purpose."""
    data = change(complete(), {f"flows.0.{key}": [*LISTS[key], blank]})
    report = judged(pack, data)
    assert report.verdict.word == "review"
    assert [n.code for n in report.notices] == ["placeholder-in-list"]


def test_agreed_channels_with_a_blank_among_them_accuse_nobody(pack: Pack) -> None:
    data = change(complete(), {"agreement.specific_measures.channels": ["brief", "TBD"]})
    assert verdict(judged(pack, data), "agreed-channel") == "review"


STATED = [
    ("flows.0.ends_on", "DATUM"),
    ("flows.0.status", "TBD"),
    ("flows.0.data.1.authentic_source", "[bron]"),
    ("flows.0.legal_obligation", {"obliges": True, "covers": ["RVA", "TBD"]}),
    ("agreement.parties.0.until", "DATUM"),
    ("agreement.parties.0.since", "DATUM"),
    ("agreement.parties.0.successor", "…"),
    ("agreement.processors.0.agreements", ["TBD"]),
    ("agreement.processors.0.listed_with.0.by", "TBD"),
]


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (
            "flows.0.purposes",
            [None],
            "`null` is not a purpose of the vocabulary; use one of: `proactive-action`",
        ),
        (
            "flows.0.purposes",
            [["refer"]],
            "`[refer]` is not a purpose of the vocabulary; use one of: `proactive-",
        ),
        ("flows.0.data", [None], "`null` is not text; write text"),
        ("flows.0.data", [True], "`true` is not text; write text"),
        (
            "flows.0.data",
            [{"category": None}],
            "`null` is not a category of the vocabulary; use one of: `identif",
        ),
    ],
)
def test_what_is_no_word_is_told_as_it_is_written_with_the_words_to_choose_from(
    pack: Pack, path: str, value: object, told: str
) -> None:
    (one,) = problems(pack, change(complete(), {path: value}))
    assert one.sentence("en").startswith(told)


@pytest.mark.parametrize(("path", "value"), STATED)
def test_a_blank_where_absence_says_something_is_an_error(pack: Pack, path: str, value: object) -> None:
    assert [p.code for p in problems(pack, change(complete(), {path: value}))] == ["placeholder-states"]


def test_the_model_text_s_own_slip_is_read_and_told(pack: Pack) -> None:
    data = change(
        complete(),
        {
            "flows.0.legal_basis": ["gdpr-6-1-e", "gdpr-9-1-g"],
            "agreement.parties.1.collection.legal_basis": ["gdpr-9-1-g"],
        },
    )
    workspace = loaded(pack, data)
    assert [n.code for n in workspace.notices] == ["slip-9-1-g"] * 2
    lines = written(data).splitlines()
    assert all("gdpr-9-1-g" in lines[n.location.line - 1] for n in workspace.notices if n.location)


def test_a_moment_without_an_offset_is_brussels_time(pack: Pack) -> None:
    def aware(text: str) -> object:
        return loaded(pack, EVENT + f"    type: breach\n    aware_at: {text}\n").events[0].aware_at  # type: ignore[union-attr]

    assert (
        aware("2026-07-01T12:00")
        == aware("2026-07-01T10:00Z")
        == aware("2026-07-01 12:00:00+02:00")
        == aware("2026-07-01T12:00:00.0+0200")
    )
    assert aware("2026-01-01T12:00") == aware("2026-01-01T11:00z")


def test_countries_in_any_case_and_by_their_european_names(pack: Pack) -> None:
    places = loaded(pack, HEAD + "    locations: {storage: [be, El, uk, eu, EEA, no]}\n").flows[0].locations
    assert places is not None
    assert places.storage == ("BE", "GR", "GB", "EEA", "EEA", "NO")


def test_a_null_is_as_if_the_key_were_not_there(pack: Pack) -> None:
    data = complete()
    nulls = change(
        data,
        {
            "flows.0.purposes": None,
            "agreement.publication": None,
            "agreement.parties.0.flow_down": None,
            "waivers": None,
        },
    )
    gone = change(
        data,
        {
            "flows.0.purposes": ABSENT,
            "agreement.publication": ABSENT,
            "agreement.parties.0.flow_down": ABSENT,
            "waivers": ABSENT,
        },
    )
    one, other = loaded(pack, nulls), loaded(pack, gone)
    assert (one.agreement, one.flows, one.waivers) == (other.agreement, other.flows, other.waivers)


# every field of formats.md, with the values beside an ordinary one that its type takes; each is another fact
# than absence
EMPTY = {
    agreement.Agreement: {
        "parties": ["[]"],
        "dpo_advice": ["none"],
        "publication": ["none"],
        "signatures": ["[]"],
        "specific_measures": ["none"],
        "processors": ["[]"],
    },
    agreement.Party: {
        "dpo": ["none"],
        "informs_clients": ["none"],
        "confidentiality": ["none"],
        "flow_down": ["false"],
    },
    agreement.Collection: {"legal_basis": ["[]"], "provisions": ["[]"]},
    agreement.Security: {"measures": ["[]"]},
    agreement.Measures: {"channels": ["[]"], "formats": ["[]"]},
    agreement.Places: {"storage": ["[]"], "access": ["[]"]},
    agreement.Processor: {
        "used_by": ["[]"],
        "sufficient_guarantees": ["false"],
        "agreement_signed_on": ["none"],
        "agreement_ends_on": ["none"],
        "listed_with": ["[]"],
    },
    flow.Flow: {
        "recipients": ["[]"],
        "purposes": ["[]"],
        "data": ["[]"],
        "legal_basis": ["[]"],
        "legal_obligation": ["none"],
        "ends_on": ["none"],
    },
    flow.Recipient: {"need_to_know": ["false"]},
    flow.Item: {"authorisation": ["none"]},
    obligation.Obligation: {"obliges": ["false"], "notified": ["[]"], "notice_forbidden_by": ["none"]},
    event_type("overview-request").model: {"answered_on": ["none"]},
    event_type("assistance-request").model: {"answered_on": ["none"]},
    event_type("security-finding").model: {"remedied_on": ["none"]},
    event_type("non-compliance").model: {"remedied_on": ["none"]},
    event_type("suspension").model: {"lifted_on": ["none"], "ground": ["none"]},
    event_type("cessation").model: {"notified_on": ["none"], "ground": ["none"]},
    event_type("rights-request").model: {"answered_on": ["none"], "extended_on": ["none"]},
    event_type("breach").model: {
        "affects": ["[]"],
        "during_communication": ["false"],
        "notified": ["[]"],
        "consulted_at": ["none"],
        "measures": ["[]"],
        "authority_notified_at": ["none"],
    },
    event_type("termination").model: {"received": ["[]"], "addressed_to": ["[]"]},
    event_type("disclosure").model: {"legal_obligation": ["none"]},
    assessment.Assessment: {"evidence": ["[]"]},
}
TYPES = {"none": "none", "[]": (), "false": False}
IDS = {"id": "x", "category": "health", "term": "necessity", "subject": {"flow": "x"}, "outcome": "met"}


@pytest.mark.parametrize(
    ("of", "name", "word"),
    [(of, n, w) for of, names in EMPTY.items() for n, words in names.items() for w in words],
)
def test_none_an_empty_list_and_false_are_kept_and_are_not_absence(
    pack: Pack, of: type[BaseModel], name: str, word: str
) -> None:
    needed = {k: v for k, v in IDS.items() if (field := of.model_fields.get(k)) and field.is_required()}
    if "type" in of.model_fields:
        needed["type"] = get_args(of.model_fields["type"].annotation)[0]
    value = {"none": "none", "[]": [], "false": False}[word]
    given = of.model_validate({**needed, name: value}, context=pack.vocabulary)
    absent = of.model_validate(needed, context=pack.vocabulary)
    assert getattr(given, name) == TYPES[word]
    assert getattr(given, name) is not None
    assert getattr(absent, name) is None


def test_every_optional_field_starts_out_unknown() -> None:
    """A default other than unknown would be a fact that nobody stated."""
    defaults = {
        (m.__name__, n): f.default
        for m in models()
        for n, f in m.model_fields.items()
        if not f.is_required() and f.default is not None
    }
    assert defaults == {("Agreement", "id"): "agreement"}
    assert all(m.model_config["extra"] == "forbid" and m.model_config["frozen"] for m in models())


@pytest.mark.parametrize("word", ["none", "[]", "false", "0", "''", "{}"])
def test_a_word_where_it_has_no_place_is_an_error_and_never_absence(pack: Pack, word: str) -> None:
    for key in ("starts_on", "locations", "sender", "status"):
        if (key, word) not in {("locations", "{}")}:
            assert problems(pack, HEAD + f"    {key}: {word}\n"), key


def told(run: Any) -> list[str]:
    assert run.stdout == ""
    return list(run.stderr.splitlines())


@pytest.mark.parametrize("size", [0, 1, 65_537, MAX_BYTES, MAX_BYTES + 1, MAX_BYTES + 2])
def test_a_file_is_read_whole_up_to_the_most_that_one_may_hold(tmp_path: Path, size: int) -> None:
    content = bytes(i % 251 for i in range(1000)) * (size // 1000 + 1)
    (file := tmp_path / "a.yaml").write_bytes(content[:size])
    problems: list[Problem] = []
    assert file_content(file, problems) == (content[:size] if size <= MAX_BYTES else None)
    assert [p.code for p in problems] == (["too-large"] if size > MAX_BYTES else [])
    assert file_content(file, [], cut=True) == content[: min(size, MAX_BYTES + 1)]


def test_a_file_that_is_longer_than_it_says_is_read_whole() -> None:
    file = Path("/proc/self/limits")
    assert file.stat().st_size == 0
    assert file_content(file, []) == file.read_bytes() != b""


def test_files_that_cannot_be_read_are_named(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "a.yaml").write_bytes(b"agreement: {}\n")
    (tmp_path / "b.yaml").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "c.yaml").write_bytes(b"flows: []\n" + b"#" * 6_000_000)
    (tmp_path / "d.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(PolicyError) as caught:
        load([tmp_path], pack.vocabulary, [])
    found = {Path(p.location.file).name: p.code for p in caught.value.problems if p.location}
    assert found == {"b.yaml": "not-text", "c.yaml": "too-large", "d.yaml": "unreadable"}
    (tmp_path / "c.yaml").unlink()
    (tmp_path / "d.yaml").unlink()
    run = inside("check", tmp_path)
    assert run.returncode == 2
    assert told(run) == [
        f"{tmp_path / 'b.yaml'}:1:1: this file is not UTF-8 text; save it as UTF-8 or leave it out"
    ]


def test_a_path_that_holds_no_workspace_is_an_error(tmp_path: Path, pack: Pack) -> None:
    for where, code in ((tmp_path, "no-workspace"), (tmp_path / "nothing", "no-such-path")):
        with pytest.raises(PolicyError) as caught:
            load([where], pack.vocabulary, [])
        assert [p.code for p in caught.value.problems] == [code]
        assert str(where) in caught.value.problems[0].sentence("en")


def test_a_file_reached_in_two_ways_is_read_once(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_text("agreement: {id: x}\nflows: [{id: f}]\n", encoding="utf-8")
    (tmp_path / "sub" / "back").symlink_to(tmp_path)
    (tmp_path / "again.yaml").symlink_to(tmp_path / "sub" / "a.yaml")
    workspace = load([tmp_path, tmp_path / "sub" / "a.yaml"], pack.vocabulary, [])
    assert [f.id for f in workspace.flows] == ["f"]


def test_nothing_random_makes_loading_fail(pack: Pack) -> None:
    """Any value at any place of a workspace is either read or told: never an error of the program's own."""
    values: list[Any] = [
        None,
        True,
        0,
        -1,
        10**30,
        "",
        "x",
        "none",
        [],
        ["x"],
        [[]],
        [None],
        {},
        {"x": 1},
        {"other": "x"},
        {"other": 1},
    ]
    data = complete() | {
        "events": [{"id": "e", "type": "breach", "notified": [{"party": "caw"}]}],
        "waivers": [],
    }
    paths = [p for p in _paths(data) if p]
    assert len(paths) > 150
    untold = []
    for i, path in enumerate(paths):
        for value in (values[i % len(values)], values[(7 * i + 3) % len(values)]):
            found = problems(pack, change(data, {path: value}))
            untold += [
                p for p in found if not p.sentence("nl") or ("`" not in p.sentence("en") and not p.location)
            ]
    assert untold == []


def _paths(data: Any, path: str = "") -> list[str]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(p for k, v in children for p in _paths(v, f"{path}.{k}" if path else str(k)))]

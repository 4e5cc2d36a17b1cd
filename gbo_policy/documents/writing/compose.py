"""From what was asked for to a document: checked, drafted, rendered, with everything that is blank in it or
speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gbo_policy import __version__
from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.near_words import listed, nearest
from gbo_policy.basics.problems import PolicyError, Problem, problem
from gbo_policy.basics.translate import begun, later, say
from gbo_policy.documents.writing import forms, papers
from gbo_policy.documents.writing.content.drafting import Draft
from gbo_policy.documents.writing.content.paper_kind import PaperKind
from gbo_policy.documents.writing.content.paper_request import PaperRequest
from gbo_policy.documents.writing.content.piece import LeftOpen, Paperwork, RegisterTable
from gbo_policy.judging.report import Report
from gbo_policy.reporting.content.blocks import plain
from gbo_policy.terms.values import PARTNER

# options that name something of the workspace, by what they name
_PARTIES = ("by", "to", "against", "party")


@dataclass(frozen=True, slots=True)
class Composed:
    """A document before it has a form, its blanks, and why it is only a draft (the same mark of several
    letters once).
    """

    work: Paperwork
    blanks: tuple[LeftOpen, ...]
    marks: tuple[str, ...]

    def apart(self) -> Iterator[tuple[str, Paperwork]]:
        """Give each piece as a document of its own, with a name for its file; a register as it is."""
        if self.work.register is not None:
            yield self.work.kind, self.work
        for piece in self.work.pieces:
            yield "-".join(filter(None, (self.work.kind, piece.name))), replace(self.work, pieces=(piece,))


def write(
    kind: str, report: Report, asked: PaperRequest, form: str, lang: str
) -> tuple[bytes, tuple[LeftOpen, ...]]:
    """Write a document of ``kind`` on a report in a form and a language; give its bytes and the blanks in it.

    Raises PolicyError for what was asked wrongly, and when the library of the form is not installed.
    """
    made = compose(kind, report, asked, lang)
    return forms.usable(check_form(kind, form)).render(made.work), made.blanks


def compose(kind: str, report: Report, asked: PaperRequest, lang: str) -> Composed:
    """Draft a document of ``kind``. Raises PolicyError for what was asked wrongly."""
    check_asked(kind, report, asked)
    found, draft = papers.paper(kind), Draft(report, lang)
    made = found.draft(draft, asked)
    register = made if isinstance(made, RegisterTable) else None
    pieces = () if isinstance(made, RegisterTable) else made
    if register is None and not pieces:
        raise PolicyError([problem("write-nobody", None, word=kind)])
    agreement = report.workspace.agreement
    title = say(lang, found.title)
    work = Paperwork(
        lang=lang,
        kind=kind,
        title=f"{begun(title)} · {agreement.title or agreement.id}",
        day=asked.sent_on or report.as_of.day,
        made_by=f"gbo-policy {__version__} · {report.pack.id} {report.pack.version}",
        sayings=_sayings(lang),
        pieces=pieces,
        register=register,
    )
    marks = dict.fromkeys(plain(mark) for piece in pieces for mark in piece.marks)
    return Composed(work, tuple(draft.blanks.values()), tuple(marks))


def _sayings(lang: str) -> Mapping[str, str]:
    return {
        "draft": say(lang, "Draft: not to be sent as it stands, for this reason"),
        "draft_word": say(lang, "DRAFT"),
        "of": say(lang, "of"),
        "page": say(lang, "page"),
        "blank": say(lang, "Not known, so left blank:"),
        "legend": say(lang, "Legend"),
        "register": say(lang, "Register"),
        "column": say(lang, "Column"),
        "explanation": say(lang, "What it holds"),
        "required": say(lang, "Asked by the law"),
        "yes": say(lang, "yes"),
    }


def default_form(kind: str, file_suffix: str) -> str:
    """Give the form that a file's name tells, else the first one of the kind."""
    known = papers.paper(kind).forms
    return next((f for f in known if forms.form(f).suffix == file_suffix), known[0])


def check_form(kind: str, form: str) -> str:
    """Give the form back. Raises PolicyError when the kind does not come in it."""
    known = papers.paper(kind).forms
    if form not in known:
        raise PolicyError([problem("write-form", None, word=form, kind=kind, known=listed(known))])
    return form


def check_asked(kind: str, report: Report, asked: PaperRequest) -> None:
    """Raise PolicyError with everything that is wrong with what was asked for."""
    found = [
        *_agreement(kind, report),
        *_options(kind, papers.paper(kind), report, asked),
        *_ids(report, asked),
        *_types(kind, report, asked),
    ]
    if found:
        raise PolicyError(found)


def _agreement(kind: str, report: Report) -> Iterator[Problem]:
    """A document cites articles of one agreement: the pack must be that agreement's."""
    after = papers.paper(kind).after
    if after is not None and after not in {(r.id, r.clause) for r in report.pack.rules}:
        yield problem("write-other-agreement", None, word=kind, known=after[0], clause=after[1])


def option(name: str) -> str:
    """Give an option as a user writes it."""
    return {"starting": "--from"}.get(name, f"--{name.replace('_', '-')}")


def _options(kind: str, paper: PaperKind, report: Report, asked: PaperRequest) -> Iterator[Problem]:
    given = asked.given()
    for name in paper.needs:
        if name not in given:
            yield problem(
                "write-needs", None, word=option(name), kind=kind, known=_known(name, paper, report)
            )
    if paper.one_of and not set(paper.one_of) & set(given):
        yield problem("write-needs-one", None, word=kind, known=listed([option(n) for n in paper.one_of]))
    for name in given:
        if name not in (*paper.needs, *paper.takes, *paper.one_of):
            takes = [option(n) for n in (*paper.needs, *paper.one_of, *paper.takes)]
            yield problem(
                "write-not-taken", None, word=option(name), kind=kind, known=listed(takes) or later("none")
            )
    writer = _writer(paper, report, asked)
    for other in (asked.against, asked.to):
        if writer is not None and writer == other:
            yield problem("same-party", None, word=writer)


def _writer(paper: PaperKind, report: Report, asked: PaperRequest) -> str | None:
    """Give the core actor whose letter it is: the one asked for, or else the sender of the flow that it is
    about or the core actor whose event it is.
    """
    if asked.by is not None or "by" in paper.needs:
        return asked.by
    if (flow := report.workspace.flow_by_id.get(asked.flow or "")) is not None:
        return flow.sender
    event = next((e for e in report.workspace.events if e.id == asked.event), None)
    if event is None:
        return None
    bearer: str | None = value_of(event, event_type(event.type).bearer)
    return bearer


def _known(name: str, paper: PaperKind, report: Report) -> object:
    """Say what can be given for an option."""
    if name in _PARTIES:
        return listed([*report.workspace.parties])
    if name == "flow":
        return listed([f.id for f in report.workspace.flows])
    if name == "event":
        return listed(_events(paper, report)) or later("none in this register")
    if name == "article":
        return listed([str(n) for n in range(32, 37)])
    return listed(["2026-03-01"])


def _events(paper: PaperKind, report: Report) -> list[str]:
    return [e.id for e in report.workspace.events if not paper.events or e.type in paper.events]


def _ids(report: Report, asked: PaperRequest) -> Iterator[Problem]:
    """Look up every id."""
    known = {
        **dict.fromkeys(_PARTIES, ("party", list(report.workspace.parties))),
        "flow": ("flow", [f.id for f in report.workspace.flows]),
        "event": ("event", [e.id for e in report.workspace.events]),
    }
    for name, (what, ids) in known.items():
        word = getattr(asked, name)
        if word is not None and word not in ids:
            yield problem("dangling", None, word=word, what=what, known=listed(ids), guess=nearest(word, ids))
    partners = {p.id for p in report.workspace.parties.values() if p.role == PARTNER}
    for name in _PARTIES:
        if (word := getattr(asked, name)) in partners:
            ids = [p for p in report.workspace.parties if p not in partners]
            yield problem("write-partner", None, word=word, known=listed(ids))
    rules = [r.id for r in report.pack.rules]
    if asked.rule is not None and asked.rule not in rules:
        yield problem(
            "unknown-rule", None, word=asked.rule, known=listed(rules), guess=nearest(asked.rule, rules)
        )


def _types(kind: str, report: Report, asked: PaperRequest) -> Iterator[Problem]:
    """An event of another type than the document is about."""
    paper = papers.paper(kind)
    event = next((e for e in report.workspace.events if e.id == asked.event), None)
    if event is not None and paper.events and event.type not in paper.events:
        yield problem(
            "write-event-type",
            None,
            word=event.id,
            kind=kind,
            known=listed(_events(paper, report)) or later("none in this register"),
            type=later(event_type(event.type).label),
        )

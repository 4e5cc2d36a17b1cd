"""A question as it is put to a person, and the page on which it is answered."""

from __future__ import annotations

from typing import NamedTuple

from gbo_policy.basics.steps import Steps
from gbo_policy.basics.translate import begun, mark, say
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.desk_page import url
from gbo_policy.desk.parts.open_questions import OpenQuestion, Waiting
from gbo_policy.judging.questions import question, question_of_event

# the screen of an exchange on which a key is answered
_SCREENS = {
    "title": "what",
    "sender": "sender",
    "recipients": "recipients",
    "purposes": "purposes",
    "data": "data",
    "legal_basis": "basis",
    "locations": "places",
    "legal_obligation": "law",
    "channel": "channel",
    "format": "channel",
    "starts_on": "period",
    "ends_on": "period",
    "status": "period",
}
# where the desk asks otherwise than a file does
_ASKED = {
    "need_to_know": mark("do they need these data for their task?"),
    "obliges": mark("does that law oblige, or does it only allow?"),
    "legal_obligation": mark("does a law oblige the sender to this, and which provision?"),
    "sufficient_guarantees": mark("does the processor offer sufficient guarantees?"),
    "subject": mark("whose data are they: the client's, or somebody's around the client?"),
    "legal_basis": mark("on which legal bases does it rest?"),
    "controller": mark("does it decide on its own, or jointly with others?"),
    "confidentiality": mark("what binds its staff to confidentiality: an undertaking, or a statute?"),
    "supervisory_authority": mark("which authority supervises it?"),
    "source": mark("is it law of the Union, or of a member state?"),
}


class ToldQuestion(NamedTuple):
    """A question in words: what is asked, about what, why it matters (the rules that wait), and where it is
    answered.
    """

    text: str
    about: str
    rules: tuple[str, ...]
    where: str
    asked: OpenQuestion


def told_question(waiting: Waiting, case: DeskCase, lang: str) -> ToldQuestion:
    """Put a question into words."""
    asked = waiting.asked
    about = _about(asked, case)
    text = _term(asked, case, lang) if asked.term else _fact(asked, waiting, lang)
    rules = tuple(dict.fromkeys(r.rule.title.in_(lang) for r in waiting.results))
    return ToldQuestion(text, about, rules, where_answered(asked), asked)


def _about(asked: OpenQuestion, case: DeskCase) -> str:
    key = asked.id or case.workspace.agreement.id
    if asked.kind == "assessment" and key.isdigit() and int(key) < len(case.workspace.assessments):
        judged = case.workspace.assessments[int(key)]
        term = case.report.pack.vocabulary.label("terms", judged.term, case.lang)
        return f"{case.words.bare(*judged.subject.key())} · {term}"
    name = case.words.bare(asked.kind, key)
    recipient = asked.recipient or _index(asked.path)
    flow = case.workspace.flow_by_id.get(asked.id)
    if asked.kind == "flow" and flow is not None and recipient.isdigit():
        recipients = flow.recipients or ()
        if int(recipient) < len(recipients):
            return f"{name} → {case.words.recipient(recipients[int(recipient)])}"
    return name


def _index(path: Steps) -> str:
    return str(path[1]) if len(path) > 1 and path[0] == "recipients" else ""


def _term(asked: OpenQuestion, case: DeskCase, lang: str) -> str:
    label = case.report.pack.vocabulary.label("terms", asked.term, lang)
    if asked.term == "reading" and (rule := case.report.pack.rule(asked.rule)) is not None:
        return say(lang, "How is this rule to be read here: “{title}”?", title=rule.title.in_(lang))
    return say(lang, "Judge: {term}", term=label[:1].lower() + label[1:])


def _fact(asked: OpenQuestion, waiting: Waiting, lang: str) -> str:
    keys = [s for s in asked.path if isinstance(s, str)]
    last = keys[-1] if keys else ""
    if last in _ASKED:
        told: str | None = say(lang, _ASKED[last])
    elif asked.kind == "event":
        kind = waiting.results[0].rule.kind.name
        told = question_of_event(kind, asked.path, lang)
    elif asked.kind == "assessment":
        told = question(("assessments", 0, *asked.path), lang)
    else:
        told = question(asked.path, lang)
    text = told or say(lang, "what is to stand under `{key}`?", key=last)
    head = text.partition("?")[0].replace("`", "")  # how a file writes it is no concern of who is asked
    return f"{begun(head)}?"


def where_answered(asked: OpenQuestion) -> str:
    """Give the page on which a question is answered."""
    if asked.term:
        return url(
            "judgement",
            term=asked.term,
            kind=asked.kind,
            id=asked.id,
            rule=asked.rule,
            recipient=asked.recipient,
        )
    key = next((s for s in asked.path if isinstance(s, str)), "")
    match asked.kind:
        case "flow":
            screen = _SCREENS.get(key, "what")
            last = asked.path[-1] if asked.path else ""
            if key == "recipients" and last in ("need_to_know", "function"):
                screen = "need"
            elif key == "recipients" and "legal_obligation" in asked.path:
                screen = "law"
            return url("flow", asked.id, "change", "begin", at=screen)
        case "party":
            return url("agreement", "parties", asked.id) + f"#f-{key}"
        case "processor":
            return url("agreement", "processors", asked.id) + f"#f-{key}"
        case "event":
            return url("register", "event", asked.id) + f"#f-{key}"
        case "assessment":
            return url("judgement", "change", asked.id)
    return url("agreement", "own") + f"#f-{key}"

"""What is still to be answered: each fact or judgement once, whatever the number of rules that wait for it,
and who can answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.key_values import value_of
from gbo_policy.basics.steps import Steps
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.result import Result

_OWNERS = {
    "parties": "party",
    "processors": "processor",
    "events": "event",
    "flows": "flow",
    "assessments": "assessment",
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question: the fact at ``path`` of one thing (``kind`` and ``id``), or the judgement ``term`` on it
    (of ``rule``, for a reading).
    """

    kind: str
    id: str
    path: Steps = ()
    term: str = ""
    rule: str = ""
    recipient: str = ""

    @property
    def key(self) -> str:
        """What it is called in an address; it is only ever compared."""
        parts = (self.kind, self.id, self.term, self.rule, self.recipient, *map(str, self.path))
        return "~".join(parts)


@dataclass(slots=True)
class Waiting:
    """The results that one question would help to settle."""

    asked: OpenQuestion
    results: list[Result] = field(default_factory=list)


def waiting(results: Iterable[Result]) -> list[Waiting]:
    """Give every question, in the order in which the results first ask it."""
    found: dict[OpenQuestion, Waiting] = {}
    for result in results:
        if not result.finding:
            continue
        for one in questions_of(result):
            found.setdefault(one, Waiting(one)).results.append(result)
    return list(found.values())


def questions_of(result: Result) -> list[OpenQuestion]:
    """Give what would settle one review: facts, each under the thing that states it, and judgements."""
    missing = [_owned(*result.subject.where(path)) for path in result.missing()]
    terms = [_term(result, term) for term in result.assess()]
    return [*missing, *terms]


def _owned(kind: str, key: str, path: Steps) -> OpenQuestion:
    """Name a fact by the thing that states it: a fact of the agreement is the agreement's, whoever's rule
    asks for it.
    """
    match path:
        case ("agreement", *rest):
            return _owned("agreement", "", tuple(rest))
        case (str() as section, name, *rest) if section in _OWNERS:
            return OpenQuestion(_OWNERS[section], str(name), tuple(rest))
    return OpenQuestion(kind, "" if kind == "agreement" else key, path)


def _term(result: Result, term: str) -> OpenQuestion:
    subject = result.subject
    rule = result.rule.id if term == "reading" else ""
    if subject.kind == "recipient":
        return OpenQuestion("flow", subject.of or "", (), term, rule, str(subject.place))
    kind = "event" if subject.kind == "notice" else subject.kind
    if kind == "agreement":
        return OpenQuestion(kind, "", (), term, rule)
    return OpenQuestion(kind, subject.of or subject.id, (), term, rule)


def answers_for(asked: OpenQuestion, workspace: Workspace) -> str | None:
    """Give the core actor whose officer can find the answer; None where the declarations do not say whose it
    is.
    """
    match asked.kind:
        case "party":
            return asked.id
        case "processor":
            used = workspace.processors[asked.id].used_by if asked.id in workspace.processors else None
            return used[0] if used else None
        case "flow":
            return _of_flow(asked, workspace)
        case "event":
            event = next((e for e in workspace.events if e.id == asked.id), None)
            bearer = None if event is None else value_of(event, event_type(event.type).bearer)
            return bearer if isinstance(bearer, str) else None
        case "assessment" if asked.id.isdigit() and int(asked.id) < len(workspace.assessments):
            about = workspace.assessments[int(asked.id)].subject.key()
            return answers_for(OpenQuestion(*about), workspace)
    drafters = [p.id for p in workspace.parties.values() if p.role == "caw"]
    return drafters[0] if drafters else None


def _of_flow(asked: OpenQuestion, workspace: Workspace) -> str | None:
    flow = workspace.flow_by_id.get(asked.id)
    if flow is None:
        return None
    match asked.path:
        case ("recipients", int() as index, "need_to_know" | "function"):
            recipients = flow.recipients or ()
            return recipients[index].party if index < len(recipients) else flow.sender
    return flow.sender

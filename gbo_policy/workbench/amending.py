"""Changes of a declared flow and of what it rests on, put into frozen models: what ``mend`` tries before
anybody writes it.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from gbo_policy.basics.steps import Step, Steps
from gbo_policy.basics.translate import Sayable
from gbo_policy.declarations.model.assessment import Assessment
from gbo_policy.declarations.workspace import Workspace

AmendmentKind = Literal["conduct", "fact", "judgement"]


@dataclass(frozen=True, slots=True, eq=False)
class Amendment:
    """One change: ``path`` from the workspace on (``("flows", id, "purposes", 1)``), what stands there and
    what to write.

    ``after`` is None where a thing is taken out (``removes``), and where only the world can say: a fact and a
    judgement are asked for, never written. ``supposed`` is the answer under which an option holds. A path
    whose last step is a list's length appends.
    """

    path: Steps
    before: Any
    after: Any
    kind: AmendmentKind
    said: Sayable
    supposed: Any = None
    removes: bool = False

    @property
    def value(self) -> Any:
        """What is tried."""
        return self.after if self.kind == "conduct" else self.supposed


def amended(workspace: Workspace, changes: Iterable[Amendment]) -> Workspace:
    """Put changes into a workspace; paths are those of the workspace as it was, so what is taken out goes
    last, from the end on.
    """
    # a judgement takes the place of others in their list, so it comes after what is put right inside that
    # list
    chosen = sorted(changes, key=lambda c: c.kind == "judgement")
    removals = [c for c in chosen if c.removes]
    for change in chosen:
        if not change.removes:
            workspace = _with(workspace, change)
    for change in sorted(removals, key=lambda c: _place(c.path), reverse=True):
        workspace = _with(workspace, change)
    return workspace


def _place(path: Steps) -> int:
    last = path[-1]
    return last if isinstance(last, int) else -1


def _with(workspace: Workspace, change: Amendment) -> Workspace:
    match change.path:
        case ("flows", name, *rest):
            flows = tuple(_put(f, rest, change) if f.id == name else f for f in workspace.flows)
            return workspace._replace(flows=flows)
        case ("events", name, *rest):
            events = tuple(_put(e, rest, change) if e.id == name else e for e in workspace.events)
            return workspace._replace(events=events)
        case ("agreement", *rest):
            return workspace._replace(agreement=_put(workspace.agreement, rest, change))
        case ("parties" | "processors" as section, name, *rest):
            named = getattr(workspace.agreement, section) or ()
            found = tuple(_put(p, rest, change) if p.id == name else p for p in named)
            return workspace._replace(agreement=workspace.agreement.model_copy(update={section: found}))
        case ("assessments", int() as index, *rest) if rest:
            kept = workspace.assessments
            one = _put(kept[index], rest, change)
            return workspace._replace(assessments=(*kept[:index], one, *kept[index + 1 :]))
        case ("assessments", *_):
            return _judged(workspace, change.value)
    raise ValueError(change.path)


def _judged(workspace: Workspace, made: Assessment) -> Workspace:
    """Let a new judgement stand in the place of those on the same question: it is the newest."""
    wanted = _question(made, workspace)
    kept = tuple(a for a in workspace.assessments if _question(a, workspace) != wanted)
    return workspace._replace(assessments=(*kept, made))


def _question(one: Assessment, workspace: Workspace) -> tuple[object, ...]:
    kind, key = one.subject.key()
    names = workspace.flows_named(key) if kind == "flow" else (key,)
    recipient = one.subject.recipient if one.term == "reading" else None
    return one.term, one.rule, kind, names, recipient


def _put(here: Any, rest: Iterable[Step], change: Amendment) -> Any:
    """Copy a model or a list with the value at a path replaced, added or taken out."""
    step, *below = rest
    if isinstance(here, tuple):
        index = int(step)
        if below:
            return (*here[:index], _put(here[index], below, change), *here[index + 1 :])
        if change.removes:
            return (*here[:index], *here[index + 1 :])
        return (*here, change.value)  # the only other change of a list itself
    name = str(step)
    if below:
        child = getattr(here, name)
        if not isinstance(child, BaseModel | tuple):
            child = _empty(type(here), name)
        return here.model_copy(update={name: _put(child, below, change)})
    return here.model_copy(update={name: None if change.removes else change.value})


def _empty(model: type[BaseModel], name: str) -> BaseModel:
    """Make the model that a key would hold, with nothing known in it."""
    found = next(_models_in(model.model_fields[name].annotation))
    return found.model_construct()


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)

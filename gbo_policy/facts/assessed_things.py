"""The assessments by what they are about, under the id that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.model.assessment import Assessment

Entries = list[tuple[int, Assessment]]  # each with its place in the section
AssessedThings = Mapping[tuple[str, str, str, str, str], Entries]  # term, rule, kind, id, recipient


def assessed_things(assessments: Iterable[Assessment], as_of: AsOf) -> AssessedThings:
    """Give the assessments as of a moment; one without a date may be any day's."""
    found: dict[tuple[str, str, str, str, str], Entries] = defaultdict(list)
    for i, assessment in enumerate(assessments):
        kind, key = assessment.subject.key()
        if assessment.on is None or as_of.reached(assessment.on):
            recipient = assessment.subject.recipient or ""
            found[assessment.term, assessment.rule or "", kind, key, recipient].append((i, assessment))
    return found


def entries_of(
    things: AssessedThings, term: str, rule: str, kind: str, names: Iterable[str], recipient: str
) -> Entries:
    """Give what was assessed of a thing under any of its names, in the order of the section."""
    found = [e for name in names for e in things.get((term, rule, kind, name, recipient), ())]
    return sorted(found, key=itemgetter(0))

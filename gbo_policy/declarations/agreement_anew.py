"""The agreement of a workspace read anew from another text of its file; nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations.building import Builder
from gbo_policy.declarations.declared_sections import Sections, gather
from gbo_policy.declarations.references import check
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.reading.files import InputFile
from gbo_policy.terms.vocabulary import Vocabulary


def with_agreement_of(
    workspace: Workspace,
    file: InputFile,
    vocabulary: Vocabulary,
    clauses: Sequence[str],
    rules: Sequence[str] | None,
) -> Workspace:
    """Give a workspace with the agreement of ``file``, which stands in the place of the file of that path.

    What else it declares stays as it was read, so the new agreement may add words and take none away. Raises
    PolicyError with all that is wrong in the agreement, or in how the rest names what it holds.
    """
    problems: list[Problem] = []
    sections = Sections()
    gather(file, sections, problems)
    builder = Builder(vocabulary, clauses, rules, problems)
    agreement = builder.agreement(sections)
    builder.added(agreement)
    made = workspace._replace(
        agreement=agreement,
        places={**workspace.places, **builder.places},
        files=tuple(file if f.path == file.path else f for f in workspace.files),
    )
    problems.extend(check(made, builder.vocabulary, clauses, builder.doubts, rules))
    if problems:
        raise PolicyError(problems)
    return made

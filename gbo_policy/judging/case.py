"""What is judged and by what, as one thing that every command passes on."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gbo_policy.basics.moments import AsOf
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.facts import Context
from gbo_policy.judging.agreed import agreed_norms
from gbo_policy.judging.evaluate import Engine
from gbo_policy.rulebook.pack import Pack
from gbo_policy.rulebook.rule import Norm, Rule


class Case(NamedTuple):
    """Declarations, a pack, its rules under the norms in force, and what ``notice_given`` means: all but the
    moment.
    """

    workspace: Workspace
    pack: Pack
    engine: Engine
    notice_given: str

    @staticmethod
    def of(
        workspace: Workspace,
        pack: Pack,
        norms: Mapping[str, Norm],
        rules: Iterable[Rule] | None = None,
        *,
        notice_given: str,
    ) -> "Case":
        """Make a case under house norms, where the signed text states no other; of all rules, or of those
        given.
        """
        return Case(workspace, pack, Engine.of(pack, agreed_norms(workspace, norms), rules), notice_given)

    @property
    def norms(self) -> Mapping[str, Norm]:
        """The house norms in force."""
        return self.engine.norms

    def context(self, as_of: AsOf) -> Context:
        """Give what facts are computed from, as of a moment."""
        return Context(self.workspace, as_of, self.pack.vocabulary, self.notice_given)

"""The command line: one module a command, found by discovery; the only prints and exit codes."""

import gc
import sys
from types import ModuleType


def _without_plugins() -> None:
    """Keep pydantic from looking for plugins among all that is installed: that costs a twentieth of a check.

    Nor does any other package get a say in what is valid. Only the program itself does so, never who imports
    its parts; where pydantic has no such module any more, nothing happens.
    """
    loader = ModuleType("pydantic.plugin._loader")
    vars(loader)["get_plugins"] = lambda: ()
    sys.modules.setdefault(loader.__name__, loader)


_without_plugins()
# from the first import on: a short run builds much and drops nothing, so that collecting would only cost time
gc.disable()

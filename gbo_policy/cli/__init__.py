"""The command line: one module a command, found by discovery; the only prints and exit codes."""

import gc
import sys
from importlib import import_module
from types import ModuleType

from gbo_policy.basics.importing import libraries_lean


def _without_plugins() -> None:
    """Keep pydantic from looking for plugins among all that is installed: that costs a twentieth of a check.

    Nor does any other package get a say in what is valid. Only the program itself does so, never who imports
    its parts; where pydantic has no such module any more, nothing happens.
    """
    loader = ModuleType("pydantic.plugin._loader")
    vars(loader)["get_plugins"] = lambda: ()
    sys.modules.setdefault(loader.__name__, loader)


def _import_libraries() -> None:
    """Import what nearly every command stands on from here, where it takes an eighth less: far down in a
    chain of imports Python asks the system for room at many a call, and gives it back.

    Of what they compile a check uses next to none, and that takes a sixth of its time; only gettext hands a
    pattern to a function of ``re``, which takes no late one.
    """
    import_module("gettext")
    with libraries_lean():
        for name in ("json", "click", "yaml", "pydantic.fields", "pydantic.main"):
            import_module(name)


_without_plugins()
# from the first import on: a short run builds much and drops nothing, so that collecting would only cost time
gc.disable()
_import_libraries()

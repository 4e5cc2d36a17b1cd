"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from gbo_policy.basics.patterns import late_pattern
from tests.conftest import ROOT
from tests.test_startup import own_environment


def test_a_pattern_answers_as_a_compiled_one_and_is_compiled_only_then() -> None:
    found = late_pattern(r"(a)b", re.IGNORECASE)
    assert (match := found.match("ABab")) is not None
    assert match[1] == "A"
    assert found.sub("-", "xAby") == "x-y"
    assert found.pattern == r"(a)b"
    no_pattern = late_pattern("(")
    with pytest.raises(re.error):
        no_pattern.match("(")


def test_the_program_compiles_no_pattern_of_its_libraries_before_one_is_used() -> None:
    asked = (
        "import gbo_policy.cli.main, re, textwrap, yaml.reader;"
        "late = yaml.reader.Reader.NON_PRINTABLE;"
        "assert not isinstance(late, re.Pattern), late;"
        "assert late.search('a\\x07') and not late.search('a');"
        "assert yaml.safe_load('on: 2026-01-02') and yaml.safe_dump({'a': ['no', '1_000', 2.5]});"
        "assert textwrap.wrap('een twee-drie', 9) == ['een twee-', 'drie']"
    )
    subprocess.run([sys.executable, "-c", asked], check=True, cwd=ROOT, env=own_environment())


_LATE = """
import gbo_policy.cli, gettext, inspect, json, sys
from gbo_policy.basics.patterns import LatePattern
held = {}
for module in [m for n, m in sorted(sys.modules.items()) if not n.startswith("gbo_policy") and hasattr(m, "__file__")]:
    spaces = [vars(module), *(vars(c) for c in vars(module).values() if inspect.isclass(c) and c.__module__ == module.__name__)]
    names = sorted({k for space in spaces for k, v in space.items() if isinstance(v, LatePattern)})
    if names:
        held[module.__name__] = [names, inspect.getsource(module)]
assert gettext.c2py("n != 1")(2) == 1
print(json.dumps(held))
"""


def test_no_library_hands_a_late_pattern_to_a_function_that_wants_a_compiled_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LATE], check=True, capture_output=True, cwd=ROOT, env=own_environment()
    )
    found = json.loads(done.stdout)
    assert {"yaml.reader", "textwrap", "fractions"} <= found.keys()
    for module, (names, source) in found.items():
        handed = rf"re\.\w+\(\s*(?:self\.|cls\.|\w+\.)?(?:{'|'.join(map(re.escape, names))})\b"
        assert re.findall(handed, source) == [], module
        assert "re.Pattern" not in source or module.startswith("pydantic"), module

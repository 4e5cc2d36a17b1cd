"""Libraries imported without what a plain run asks of none of them."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import typing
from importlib import import_module

import pytest
import typing_extensions

from gbo_policy.basics.importing import libraries_lean
from tests.conftest import ROOT
from tests.test_startup import own_environment


def _now() -> list[object]:
    return [
        re.compile,
        typing.TypedDict,
        typing_extensions.TypedDict,
        vars(dataclasses).get("_create_fn"),
        dataclasses.dataclass,
    ]


def test_what_is_lean_is_so_only_while_libraries_are_imported() -> None:
    before = _now()
    with libraries_lean():
        assert _now() != before
        made = re.compile(r"(a)b", re.IGNORECASE)
        assert made.match("AB")  # as a library may that uses it while it is imported
    assert _now() == before
    with pytest.raises(ModuleNotFoundError), libraries_lean():
        import_module("no_such_library")
    assert _now() == before
    assert not isinstance(made, re.Pattern)
    assert made.sub("-", "xAby") == "x-y"


def test_a_dataclass_made_meanwhile_is_as_any_other() -> None:
    def made(name: str) -> type:
        space = {
            "__annotations__": {"a": int, "b": str},
            "b": dataclasses.field(default="x"),
            "__doc__": "One.",
        }
        return dataclasses.dataclass(frozen=True, slots=True, order=True)(type(name, (), space))

    with libraries_lean():
        late = made("Made")
        given = late(1)  # as a library may that uses it while it is imported
    plain = made("Made")
    assert repr(given) == repr(plain(1)).replace(plain.__qualname__, late.__qualname__)
    assert given == late(1, b="x") != late(2)
    assert hash(given) == hash(late(1))
    assert late(1) < late(2)
    assert dataclasses.replace(given, a=3).a == 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        given.a = 2
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        late()
    assert dataclasses.asdict(given) == {"a": 1, "b": "x"}


def test_a_typed_dictionary_made_meanwhile_is_a_plain_one_that_knows_its_keys() -> None:
    with libraries_lean():
        space = {"__annotations__": {"a": "int", "b": "Nowhere"}}
        made = type(typing_extensions.TypedDict)("Made", (), space, total=False, closed=True)
        below = type(made)("Below", (made,), {"__annotations__": {"c": "str"}})
    assert list(made.__annotations__) == ["a", "b"]
    assert type(made(a=1)) is dict
    assert below(c="x") == {"c": "x"}


_ASKED = """
import gbo_policy.cli.main, sys
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import core_schema
from typing_extensions import TypedDict

assert type(ConfigDict(frozen=True)) is dict
assert not hasattr(core_schema.StringSchema, "__required_keys__"), "read for nobody"

class Own(TypedDict, total=False):
    a: int

assert Own.__optional_keys__ == {"a"} and TypeAdapter(Own).validate_python({"a": "1"}) == {"a": 1}

class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    b: str

assert Model(b=" x ").b == "x" and Model.model_json_schema()["additionalProperties"] is False
try:
    Model(c=1)
except ValidationError as error:
    assert sorted(e["type"] for e in error.errors()) == ["extra_forbidden", "missing"]
else:
    raise AssertionError
"""


def test_pydantic_so_imported_does_what_it_does() -> None:
    subprocess.run([sys.executable, "-c", _ASKED], check=True, cwd=ROOT, env=own_environment())

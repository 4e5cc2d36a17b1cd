"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from gbo_policy.basics.patterns import late_pattern


def test_a_pattern_answers_as_a_compiled_one_and_is_compiled_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    compile_ = re.compile
    monkeypatch.setattr(re, "compile", lambda text, flags=0: compiled.append(text) or compile_(text, flags))
    found = late_pattern(r"(a)b", re.IGNORECASE)
    assert compiled == []
    assert (match := found.match("ABab")) is not None
    assert match[1] == "A"
    assert found.sub("-", "xAby") == "x-y"
    assert found.pattern == r"(a)b"
    assert set(compiled) == {r"(a)b"}

"""Answers in JSON: each reads back as it was, and none steers a screen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.json_text import json_text

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(PLAIN, st.sampled_from([1, 2]))
def test_data_read_back_as_they_were_and_stand_as_json_stands_in_lines(data: Any, step: int) -> None:
    text = json_text(data, step)
    assert json.loads(text) == data
    # the same lines as Python's own writer makes, but for what is escaped
    assert text.count("\n") == json.dumps(data, indent=step).count("\n") + 1


@pytest.mark.parametrize("steers", ["\x1b[2J", "\x7f", "\x9b", "\u202e", "\u2028", "\r"])
def test_what_steers_a_screen_is_escaped(steers: str) -> None:
    text = json_text({"name": f"a{steers}b"})
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == {"name": f"a{steers}b"}


def test_half_a_character_of_a_file_s_name_is_kept() -> None:
    assert json_text(["caf\udce9"]) == '[\n  "caf\udce9"\n]\n'

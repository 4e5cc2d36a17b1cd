"""The normal form of a file: data, order and comments stay, and it is its own normal form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbo_policy.basics.problems import PolicyError
from gbo_policy.editors.formatting import formatted
from gbo_policy.reading.source import read
from tests.conftest import FIXTURES, cases
from tests.inside import inside
from tests.styled_yaml import FILES, styled


def data_of(text: str) -> Any:
    documents, problems = read(text.encode(), "f.yaml")
    assert problems == [], text
    return [data for data, _ in documents]


def comments(text: str) -> list[str]:
    return re.findall(r"# wáárom|# x: y|#-|# boven|# onder|# links|# over wat volgt|# bij het streepje", text)


@cases(40, 4000)
@given(st.data(), FILES)
def test_the_normal_form_keeps_data_order_and_comments_and_is_its_own(draw: st.DataObject, data: Any) -> None:
    text = draw.draw(styled(data))
    made = formatted(text)
    assert repr(data_of(made)) == repr(data_of(text))
    assert comments(made) == comments(text)
    assert formatted(made) == made
    assert "\r" not in made or "\r" in repr(data)
    assert made.endswith("\n")


WRITTEN = """\

# boven
agreement:
    id :   gbo   # x
    parties:
    -   id: a
        l: [a,b ,  {c: d}] # c
    # tussen



    -   note: |
            hallo
             daar
        lang:  een
          twee
flows:
   - {a: 1,
      b: [1,
        2]
     }
   - - x
     -   y
# slot"""
FORMATTED = """\
# boven
agreement:
  id: gbo   # x
  parties:
    - id: a
      l: [a, b, {c: d}]  # c
    # tussen

    - note: |
        hallo
         daar
      lang: een
        twee
flows:
  - {a: 1,
    b: [1,
      2]
  }
  - - x
    - y
# slot
"""


def test_indentation_blanks_and_empty_lines_are_put_right() -> None:
    assert formatted(WRITTEN) == FORMATTED
    assert formatted("\ufeff" + WRITTEN.replace("\n", "\r\n")) == FORMATTED


@pytest.mark.parametrize("file", sorted((FIXTURES / "compliant").rglob("*.yaml")))
def test_files_that_are_written_with_care_stay_as_they_are(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert formatted(text, file.name) == text


def test_a_file_that_is_not_well_formed_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.yaml", tmp_path / "b.yaml"
    good.write_text("flows:\n-   id: x\n", encoding="utf-8")
    bad.write_text("flows: [\n", encoding="utf-8")
    answer = inside("fmt", tmp_path)
    assert answer.returncode == 2
    assert "b.yaml:1:8" in answer.stderr
    assert good.read_text(encoding="utf-8") == "flows:\n  - id: x\n"
    assert bad.read_text(encoding="utf-8") == "flows: [\n"


def test_check_and_diff_write_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("flows:\n-   id: x\n", encoding="utf-8")
    checked, shown = inside("fmt", file, "--check"), inside("fmt", file, "--diff")
    assert (checked.returncode, shown.returncode) == (1, 1)
    assert checked.stdout.splitlines()[0] == str(file)
    assert "-  - id: x" not in shown.stdout
    assert "+  - id: x" in shown.stdout
    assert file.read_text(encoding="utf-8") == "flows:\n-   id: x\n"
    assert inside("fmt", file).returncode == 0
    assert inside("fmt", file, "--check").returncode == 0


def test_what_has_no_normal_form_is_left_and_told() -> None:
    with pytest.raises(PolicyError) as refused:
        formatted("a:\n - ? |\n     x\n   : 1\n")
    assert [p.code for p in refused.value.problems] == ["no-normal-form"]

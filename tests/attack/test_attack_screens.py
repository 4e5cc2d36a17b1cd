"""No word of anybody's steers a screen or a runner, in the answer of any command: the commands and their
options are those of click itself, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import click
import pytest

from tests.agreement_kit import filled_in, pack_with_model
from tests.attack import commands, run
from tests.kit import change, complete, written
from tests.test_hostile import PAYLOADS, STEERING, calls_nobody, hostile, plain_lines
from tests.test_pack import RULE

AT = "--as-of 2026-03-01"
WORD = "\x1b[2J\n::error::x\u202e\x9b31m"
SERVES = {"desk", "lsp"}  # they speak to a browser and to an editor, in tests of their own
ODD = "::error::b.yaml"  # a dossier takes no name that steers

SPOKEN = {
    "audit": "audit log.csv --workspace ws --quality off;audit log.csv --workspace ws --suggest-map;audit log.csv --workspace ws --map map.yaml",
    "audit explain": "audit explain x log.csv --workspace ws --quality off",
    "audit sample-result": "audit sample-result sample.xlsx",
    "baseline show": f"baseline show ws {AT} --file base.json",
    "baseline write": f"baseline write ws {AT} --reason WORD --expires 2027-01-01 --file base2.json",
    "check": f"check ws {AT} --verbose;check ws {AT} --statistics;check --all . {AT};check ws {AT} --rules house",
    "compare": "compare a.json b.json;compare a.zip b.zip",
    "completion": "completion bash",
    "deadlines": f"deadlines ws {AT};deadlines ws {AT} --format ics",
    "dossier": f"dossier ws {AT} --output c.zip",
    "explain": f"explain stroom ws {AT}",
    "fix": "fix fixable --diff;fix fixable --check;fix fixable",
    "fmt": "fmt fixable --diff;fmt fixable --check;fmt fixable",
    "impact": f"impact ws {AT} --with house;impact ws {AT} --format markdown --set breach_notice_hours=1;impact ws {AT} --departure departure.yaml",
    "init": "init WORD",
    "keys new": "keys new WORD --no-passphrase",
    "mend": f"mend stroom ws {AT}",
    "notice": "notice --sent 2026-03-02 --to ocmw",
    "read": "read signed.txt --rules lees;read signed.txt --rules lees --into WORD",
    "report": f"report ws {AT} --format markdown;report ws {AT} --format html",
    "rules": "rules --rules house",
    "rules coverage": "rules coverage --rules house",
    "rules diff": "rules diff house other",
    "rules export": "rules export --rules house",
    "rules mutate": "rules mutate steers --rules house",
    "rules prove": "rules prove steers --rules house",
    "rules show": "rules show steers --rules house",
    "rules test": "rules test --rules house",
    "schema": "schema --rules house",
    "settings": "settings ws",
    "sheet read": "sheet read list.csv --suggest-map;sheet read list.csv --map list.yaml;sheet read book.xlsx;sheet read wrong.csv --map list.yaml",
    "sheet write": "sheet write ws --output WORD",
    "timeline": "timeline ws --from 2026-01-01 --to 2026-12-31",
    "verify": "verify a.zip;verify a.zip --log log.csv",
    "write": "write advice ws --flow stroom --format markdown;write register ws --party caw --format csv;write contacts ws --format markdown;write register ws --party caw --format jsonld",
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every text that somebody may choose is hostile."""
    folder = tmp_path_factory.mktemp("screens")
    for below in ("ws", "fixable", "house", "other"):
        (folder / below).mkdir()
    (folder / "ws" / "a.yaml").write_text(hostile(PAYLOADS), encoding="utf-8")
    (folder / "ws" / ODD).write_text("flows: []\n", encoding="utf-8")
    loose = change(complete(), {"flows.0.starts_on": "12/01/2026", "flows.0.data": ["gezondheid"]})
    (folder / "fixable" / ODD).write_text(written(loose), encoding="utf-8")
    rule = RULE.replace("The CAW sends", json_text(WORD)).replace("Het CAW stuurt", json_text(WORD))
    (folder / "house" / "steers.yaml").write_text(rule, encoding="utf-8")
    (folder / "other" / "steers.yaml").write_text(RULE, encoding="utf-8")
    pack_with_model(folder / "lees")
    lines = [line.replace("Kerkstraat 1", "\u202eKerk\u2066 ::error::x @iemand") for line in filled_in()]
    (folder / "signed.txt").write_text("\n".join([*lines, "::error::nog iets"]), encoding="utf-8")
    (folder / "departure.yaml").write_text(f"- {{clause: '14.2', says: {json_text(WORD)}, effect: {{notice_months: 6}}, by: {json_text(WORD)}, on: 2026-01-05}}\n", encoding="utf-8")  # fmt: skip
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        columns = ["id", "at", "sender", "recipient_kind", "recipient", "purposes", "channel", "flow", WORD]
        rows = [["x", "2026-02-02T10:00", "caw", *[word] * 6] for word in PAYLOADS]
        csv.writer(file).writerows([columns, *rows, [WORD] * 9])
    (folder / "map.yaml").write_text(f"columns: {{id: id, at: at, sender: sender, channel: {json_text(WORD)}}}\nvalues: {{sender: {{{json_text(WORD)}: caw}}}}\n", encoding="utf-8")  # fmt: skip
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [["x", "Titel", "van", WORD], *[[f"f{i}", word, "caw", word] for i, word in enumerate(PAYLOADS)]]  # fmt: skip
        csv.writer(file).writerows(rows)
    (folder / "wrong.csv").write_text(f'x,Titel\nf,"{WORD}"\n', encoding="utf-8")
    (folder / "list.yaml").write_text(f"columns: {{id: x, title: Titel, sender: van, channel: {json_text(WORD)}}}\n", encoding="utf-8")  # fmt: skip
    for words in (
        f"check ws {AT} --format json --output a.json",
        "check ws --as-of 2026-06-01 --format json --output b.json",
        f"dossier ws {AT} --output a.zip",
        "dossier ws --as-of 2026-06-01 --output b.zip",
        f"baseline write ws {AT} --reason x --expires 2027-01-01 --file base.json",
        "audit log.csv --workspace ws --quality off -q --sample 2 --sample-book sample.xlsx",
        "sheet write ws --output book.xlsx",
    ):
        code, said = run(words.split(), folder)
        assert code in {0, 1, 3}, said
    return folder


def json_text(word: str) -> str:
    """Write a word as a text that YAML reads back."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in word) + '"'


def test_every_command_is_tried() -> None:
    leaves = {name for name, found in commands() if not isinstance(found, click.Group)}
    # of which click does not know that they are some
    below = {
        "audit explain",
        "audit sample-result",
        "rules",
    }
    assert SPOKEN.keys() == (leaves | below) - SERVES


@pytest.mark.parametrize("name", SPOKEN)
def test_no_answer_of_any_command_steers_a_screen(name: str, here: Path) -> None:
    for line in SPOKEN[name].split(";"):
        words = [WORD.replace("\n", " ") if word == "WORD" else word for word in line.split()]
        code, said = run(words, here)
        assert code != 70, said
        assert said, words
        said = said.replace("\r\n", "\n")
        if name in {"rules export", "schema"} or {"csv", "jsonld", "html"}.intersection(words):
            assert not STEERING.search(said), words
        else:
            plain_lines(said)
        if "markdown" in words:
            calls_nobody(said)


@pytest.mark.parametrize("name", [name for name, found in commands() if found.params])
def test_no_wrong_use_of_any_option_steers_a_screen(name: str, tmp_path: Path) -> None:
    found = dict(commands())[name]
    options = [p.opts[0] for p in found.params if isinstance(p, click.Option) and not p.is_flag]
    tried = [[WORD], [f"--{WORD}"], *([option, WORD] for option in options if option != "--lang")]
    for words in tried if name not in SERVES else tried[1:2]:
        code, said = run([*name.split(), *words], tmp_path)
        assert code != 70, said
        plain_lines(said)


WIDE = {"--format", "--diff", "--suggest-map", "completion", "schema", "export"}  # what other programs read


def test_answers_fit_a_terminal_of_sixty_columns(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors aside, which are a line each for whoever reads them by line; a digest is one word."""
    monkeypatch.setenv("COLUMNS", "60")
    tried = 0
    for line in (one for lines in SPOKEN.values() for one in lines.split(";")):
        if WIDE.intersection(line.split()) or "WORD" in line:
            continue
        code, said = run(line.split(), here)
        wide = [
            one for one in said.split("\n") if len(one) > 60 and "sha256:" not in one and "Note:" not in one
        ]
        # a word that would be an order gets a blank more than was counted
        assert code == 2 or not [one for one in wide if ": :" not in one], (line, wide)
        tried += code != 2
    assert tried > 15


def test_drafts_of_mappings_keep_the_words_that_would_steer(here: Path) -> None:
    """They are escaped there, not lost: a draft is to be filled in and used."""
    for words in ("audit log.csv --workspace ws --suggest-map", "sheet read list.csv --suggest-map"):
        _, said = run(words.split(), here)
        quoted = set(re.findall(r'"(?:[^"\\\n]|\\.)*"', said))
        read_back = {json.loads(word) for word in quoted}
        assert any(STEERING.search(word) for word in read_back), said

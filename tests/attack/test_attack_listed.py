"""Whatever was once found to end in a green: each case ends in another code than 0, and says why.

Where a file that is not read is a notice by contract, ``--strict`` makes an error of it, and without it the
answer names it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.attack import run
from tests.kit import ABSENT, assessment, change, complete, flow, written

AT = "--as-of 2026-03-01"
CHECK = f"check ws {AT}"
AUDIT = "audit log.{} --workspace ws --quality off"
NFD = "e\u0301"


class Listed(NamedTuple):
    """One case: the point that it belongs to, what is changed in declarations that are in order, the files
    beside them, the command, the codes that it may end in, and a word of what is told.
    """

    point: int
    changes: dict[str, Any]
    files: dict[str, str | bytes | Callable[[Path], None]]
    words: str
    codes: set[int]
    told: str


def declared(changes: dict[str, Any], told: str, code: int = 2, point: int = 5) -> Listed:
    return Listed(point, changes, {}, CHECK, {code}, told)


def beside(name: str, code: int = 2, words: str = f"{CHECK} --strict") -> Listed:
    content = written({"flows": [flow("erbij", purposes=["marketing"])]})
    return Listed(1, {}, {f"ws/{name}": content}, words, {code}, Path(name).name)


def with_settings(text: str, told: str, code: int = 2, words: str = CHECK) -> Listed:
    return Listed(2, {}, {"ws/gbo-policy.toml": f'lang = "en"\n{text}\n'}, words, {code}, told)


def text(point: int, content: str, told: str, codes: set[int] | None = None) -> Listed:
    return Listed(point, {}, {"ws/b.yaml": content}, CHECK, codes or {2}, told)


def log(
    content: str, told: str, codes: set[int] | None = None, kind: str = "jsonl", point: int = 24
) -> Listed:
    return Listed(point, {}, {f"log.{kind}": content}, AUDIT.format(kind), codes or {3}, told)


def row(**cells: Any) -> str:
    """Give a line of a log in which all is known and in order, but for what is given."""
    sound = {
        "id": "rij", "at": "2026-02-02T10:00", "sender": "caw", "recipient_kind": "staff", "recipient": "ocmw",
        "purposes": ["refer"], "data": ["identification-contact"], "legal_basis": ["gdpr-6-1-e"],
        "storage": ["BE"], "access": ["BE"], "need_to_know": True, "channel": "GBO-Connect", "format": "PDF",
        "flow": "stroom",
    }  # fmt: skip
    return json.dumps(sound | cells)


def two_columns(folder: Path) -> None:
    columns = {"id": ["x"], "at": [datetime(2026, 2, 2)], "Purposes": [["refer"]], "purposes": [["marketing"]]}  # fmt: skip
    pq.write_table(pa.table(columns), folder / "log.parquet")


def newest(**without: Any) -> dict[str, Any]:
    """A flow that somebody found necessary, and a newer judgement that it is not, of which something lacks."""
    made = assessment("necessity", {"flow": "stroom"}, "not-met", "2026-02-20") | without
    return {"assessments.+": {key: value for key, value in made.items() if value is not ABSENT}}


LISTED = [
    # 1: files that look meant and are not read
    *(beside(n) for n in ("nieuw.yaml.txt", ".nieuw.yaml", "nieuw.yaml~", "nieuw.yam", ".oud/nieuw.yaml", "nieuw.YAML.bak", "nieuw.yaml.docx", "lijst.xlsx", "lijst.docx")),
    beside("expected.yaml", code=1, words=f"{CHECK} --verbose"),
    with_settings('exclude = ["niets/*"]', "niets/*")._replace(point=1),
    # 2: critical rules left out
    with_settings('ignore = ["purpose-limitation"]', "purpose-limitation"),
    with_settings('select = ["necessity"]', "purpose-limitation"),
    # 3: no selected rule applied to anything
    Listed(3, {}, {}, f"{CHECK} --select breach-consulted", {3}, "nothing was judged"),
    # 4: an id that differs only so
    declared({"flows.0.sender": "CAW"}, "`caw`", point=4),
    declared({"agreement.parties.0.id": f"caf{NFD}", "flows.0.sender": "caf\u00e9"}, "caf", point=4),
    declared({"flows.0.channel": "Een ander kanaal"}, "channel", code=1, point=4),
    # 5: several errors at once
    declared({"flows.0.sender": "nobody", "flows.0.purposes": ["teach"]}, "nobody"),
    declared({"flows.0.qqq": 1}, "qqq"),
    declared({"flows.0.purposes": True}, "not a list"),
    declared({"flows.0.starts_on": "2026-02-30"}, "2026-02-30"),
    declared({"flows.+": flow()}, "stroom"),
    declared({"flows.0.id": ABSENT}, "id"),
    text(5, "flows: \x00", "b.yaml"),
    # 7: what is no YAML
    text(7, "flows:\n\t- id: x\n", "tab"),
    text(7, "flows:\n  - id:\u00a0x\n    title: y\n", "b.yaml"),
    text(7, "flows:\n  - id: \u201cx\u201d y: z\n", "b.yaml"),
    text(7, "flows:\n  - id:x\n    title: y\n", "b.yaml"),
    # 8: words and dates of people
    declared({"flows.0.data": ["gezondheid"]}, "health", point=8),
    declared({"flows.0.starts_on": "12/01/2026"}, "2026-01-12", point=8),
    declared({"agreement.parties.0.flow_down": "ja"}, "true", point=8),
    declared({"events": [{"id": "l", "type": "breach", "party": "caw", "aware_at": "2026-03-29T02:30"}]}, "02:30", point=8),
    # 15: unknown must not pardon
    declared(newest(), "necess", code=1, point=15),
    declared(newest(on=ABSENT), "stroom", code=3, point=15),
    declared(newest(by=ABSENT), "stroom", code=3, point=15),
    declared(newest(subject={"flow": None}), "says nothing of what this is about", point=15),
    # 16: near misses of none
    *(declared({key: miss}, "none", point=16) for miss in ("no", "None", "nee", "geen", "-", "0", "\u200b") for key in ("flows.0.legal_obligation", "agreement.parties.0.informs_clients")),
    declared({"flows.0.legal_obligation": {"provision": "nee", "obliges": True}}, "`nee` says nothing", point=16),
    declared({"agreement.parties.0.security.measures": [""]}, "`` says nothing", point=16),
    declared({"agreement.parties.0.name": "-"}, "`-` says nothing", point=16),
    # 17: two values for one thing
    Listed(17, {}, {"log.parquet": two_columns}, AUDIT.format("parquet"), {2}, "differ in capitals"),
    log(f'{row()[:-1]}, "purposes": ["marketing"]}}\n', "twice", {2, 3}, point=17),
    log(f'{row()}\n{row()[:-1]}, "purposes": ["marketing"]}}\n', "1 row", {3}, point=17),
    # 20: an output over a declaration
    Listed(20, {}, {}, f"{CHECK} --format json --output ws/a.yaml", {2}, "an input of this run"),
    Listed(20, {}, {}, f"{CHECK} --format json --output o --format csv --output o", {2}, "two formats"),
    # 22: keys that begin with <, and odd texts
    declared({"flows.0.<<": {"id": "x"}}, "<<", point=22),
    declared({"flows.0.<none>": 1}, "<none>", point=22),
    # 23: ends of lines that are none, steering characters, facts that nobody said
    text(23, "flows: []  # \u2028    - weg\n  - {id: x}\n", "b.yaml"),
    text(23, "# een\u2028twee\u0085drie\n" + written({"flows": [flow("b", purposes=["marketing"])]}), "marketing", {1}),
    text(23, "flows: []\f\n", "form feed"),
    text(23, "flows: []\x7f\n", "delete"),
    # without its day nobody knows that it had been found by the day judged: a review under 7.1 and under 7.2
    declared({"events": [{"id": "v", "type": "security-finding", "party": "caw", "remedied_on": "none"}]}, "without `found_on`", code=3, point=23),
    declared({"assessments.3.review_by": ABSENT}, "stroom", code=3, point=23),
    # 24: moments that never were, and lines that are no JSON
    *(log(f"{row()}\n{row(at=at)}\n", "1 row") for at in ("2026-03-29T02:30", "2026-02-02T24:00", "2026-02-02T10:00+25:00")),
    log(f"{row()}\n{row()[:-1]},}}\n", "1 row"),
    log(row(purposes=["refer\x1fkeep-overview"]), "refer", {1}),
]  # fmt: skip


@pytest.mark.parametrize("case", LISTED, ids=lambda c: f"{c.point} {c.told}"[:40])
def test_no_listed_case_ends_in_0_and_each_says_why(case: Listed, tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(written(change(complete(), case.changes)), encoding="utf-8")
    for name, content in case.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(tmp_path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, said = run(case.words.split(), tmp_path)
    assert code in case.codes - {0}, said
    assert case.told in " ".join(said.split()), said


def test_the_declarations_that_the_cases_change_are_in_order(tmp_path: Path) -> None:
    """Else any of them would end so."""
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(written(complete()), encoding="utf-8")
    (tmp_path / "log.jsonl").write_text(row() + "\n", encoding="utf-8")
    assert run(CHECK.split(), tmp_path)[0] == 0
    code, said = run(AUDIT.format("jsonl").split(), tmp_path)
    assert code == 0, said


def test_what_is_read_as_meant_without_strict_is_named(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "a.yaml").write_text(written(complete()), encoding="utf-8")
    (tmp_path / "ws" / "nieuw.yaml.txt").write_text("flows: []\n", encoding="utf-8")
    code, said = run(CHECK.split(), tmp_path)
    assert (code, "nieuw.yaml.txt" in said) == (0, True)

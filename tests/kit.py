"""A small workspace in which everything is known and in order, ways to change it, and the whole pipeline in
one call.
"""

from __future__ import annotations

import copy
import gc
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gbo_policy.agreement import obligation
from gbo_policy.agreement.events import event_type
from gbo_policy.agreement.events import names as event_types
from gbo_policy.agreement.events._requests import Request
from gbo_policy.agreement.register import Event
from gbo_policy.agreement.shortcoming import Shortcoming
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import PolicyError, Problem
from gbo_policy.declarations import load as load_module
from gbo_policy.declarations.load import load, load_files
from gbo_policy.declarations.model import agreement, flow_by_role, waiver
from gbo_policy.declarations.model import assessment as assessment_model
from gbo_policy.declarations.model import flow as flow_model
from gbo_policy.declarations.workspace import Workspace
from gbo_policy.judging.case import Case
from gbo_policy.judging.report import Report, make_report
from gbo_policy.judging.ruleset import Engine
from gbo_policy.reading.files import IN_MEMORY, InputFile
from gbo_policy.reading.source import Read
from gbo_policy.rulebook.pack import Pack
from gbo_policy.terms.values import Labelled, Model
from tests import forks

Data = dict[str, Any]
AS_OF = date(2026, 3, 1)
ABSENT = object()  # as a value in `change`: take the key away

_NUMBERS = {"caw": "0417.319.932", "ocmw": "0212.384.765", "dmw": "0411.027.404"}


def models() -> list[type[Model]]:
    """Give the models of all that a workspace may hold."""
    types = [sys.modules[event_type(name).model.__module__] for name in event_types()]
    found = {
        m
        for module in (agreement, assessment_model, flow_model, flow_by_role, obligation, waiver, *types)
        for m in vars(module).values()
        if isinstance(m, type) and issubclass(m, Model)
    }
    # a waiver in a comment is no object, and what is written of a flow may be for several of them
    bases = {
        Model,
        Labelled,
        Event,
        Request,
        Shortcoming,
        flow_model.Flow,
        flow_model.Recipient,
        waiver.CommentWaiver,
    }
    return sorted(found - bases, key=lambda m: m.__name__)


def party(name: str, role: str) -> Data:
    """Give a core actor of which everything is known and in order."""
    return {
        "id": name,
        "role": role,
        "name": name.upper(),
        "enterprise_number": _NUMBERS[role],
        "registered_office": "Kerkstraat 1, 9100 Sint-Niklaas",
        "website": f"https://{name}.example",
        "controller": "separate",
        "dpo": {"name": "An Peeters", "email": f"dpo@{name}.example"},
        "supervisory_authority": "vtc",
        "collection": {
            "purpose": "hulp",
            "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-g"],
            "provisions": ["Decreet, art. 4"],
        },
        "security": {"measures": ["toegang per rol"], "reviewed_on": "2025-12-01"},
        "informs_clients": {"notice": "folder", "since": "2025-01-01"},
        "flow_down": True,
        "confidentiality": "statute",
    }


def staff(name: str) -> Data:
    """Give the staff of a core actor as a recipient that needs the data."""
    return {"kind": "staff", "party": name, "function": "maatschappelijk werker", "need_to_know": True}


def by_law(told_on: str | None = None, **changes: Any) -> Data:
    """Give a law that obliges the CAW to communicate, of which the other core actors were told on a day, or of
    which nobody was.
    """
    told = [] if told_on is None else [{"party": p, "at": told_on} for p in ("ocmw", "dmw")]
    made = {
        "provision": "art. 1 van een wet",
        "source": "member-state",
        "obliges": True,
        "notified": told,
        "notice_forbidden_by": "none",
    }
    return {k: v for k, v in (made | changes).items() if v is not ABSENT}


def flow(name: str = "stroom", **changes: Any) -> Data:
    """Give a flow from the CAW to the OCMW's staff of which everything is known and in order."""
    made = {
        "id": name,
        "title": "Doorverwijzing",
        "status": "active",
        "sender": "caw",
        "recipients": [staff("ocmw")],
        "purposes": ["refer"],
        "data": ["identification-contact", {"category": "health", "subject": "client"}],
        "legal_basis": ["gdpr-6-1-e", "gdpr-9-2-g"],
        "locations": {"storage": ["BE"], "access": ["BE"]},
        "legal_obligation": "none",
        "channel": "GBO-Connect",
        "format": "PDF",
        "starts_on": "2026-01-12",
        "ends_on": "none",
    }
    return {k: v for k, v in (made | changes).items() if v is not ABSENT}


def assessment(
    term: str, subject: Mapping[str, str], outcome: str = "met", on: str = "2026-01-02", **more: Any
) -> Data:
    """Give an assessment that somebody signed for."""
    return {
        "term": term,
        "subject": dict(subject),
        "outcome": outcome,
        "by": "An Peeters",
        "role": "DPO",
        "on": on,
        "review_by": "2030-01-01",
        **more,
    }


def complete() -> Data:
    """Give a workspace whose check on AS_OF is compliant throughout."""
    parties = [party("caw", "caw"), party("ocmw", "ocmw"), party("dmw", "dmw")]
    return {
        "agreement": {
            "id": "gbo",
            "title": "GBO Voorbeeld",
            "parties": parties,
            "dpo_advice": {"by": "caw", "given_on": "2025-12-01"},
            "publication": {"by": "caw", "url": "https://caw.example/gbo", "published_on": "2026-01-10"},
            "signatures": [{"party": p["id"], "signed_on": "2026-01-05", "by": "directeur"} for p in parties],
            "specific_measures": {"channels": ["GBO-Connect"], "formats": ["PDF"]},
            "processors": [
                {
                    "id": "wolk",
                    "name": "Wolk bv",
                    "used_by": ["caw"],
                    "countries": {"storage": ["BE"], "access": ["NL"]},
                    "sufficient_guarantees": True,
                    "agreement_signed_on": "2025-11-01",
                    "agreement_ends_on": "none",
                    "listed_with": [
                        {"party": "ocmw", "on": "2026-01-06"},
                        {"party": "dmw", "on": "2026-01-06"},
                    ],
                }
            ],
        },
        "flows": [flow()],
        "events": [],
        "assessments": [
            *(assessment("appropriate-measures", {"party": p["id"]}) for p in parties),
            assessment("necessity", {"flow": "stroom"}),
        ],
        "waivers": [],
    }


def long_in_force() -> Data:
    """Give the same of an agreement that has been in force since June 2024, for events of before 2026."""
    early = {f"agreement.signatures.{i}.signed_on": "2024-06-03" for i in range(3)}
    return change(complete(), early | {"agreement.dpo_advice.given_on": "2024-05-01"})


def change(data: Data, changes: Mapping[str, Any]) -> Data:
    """Copy ``data`` with the values at dotted paths replaced; ABSENT takes a key away, ``+`` at a path's end
    adds to a list.
    """
    made = copy.deepcopy(data)
    for path, value in changes.items():
        *above, last = path.split(".")
        here: Any = made
        for step in above:
            here = here[int(step)] if isinstance(here, list) else here[step]
        if last == "+":
            here.append(copy.deepcopy(value))
        elif value is ABSENT:
            del here[int(last) if isinstance(here, list) else last]
        else:
            here[int(last) if isinstance(here, list) else last] = copy.deepcopy(value)
    return made


def written(data: Any) -> str:
    """Write plain data as a workspace file: JSON is YAML."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def loaded(pack: Pack, *files: Any, folder: str | None = None) -> Workspace:
    """Load a workspace of files given as data or as text, in memory or from a folder that they are written to;
    raises PolicyError as the program does.
    """
    texts = {f"{i}.yaml": f if isinstance(f, str) else written(f) for i, f in enumerate(files)}
    if folder is None:
        held = [InputFile(name, name, text.encode()) for name, text in texts.items()]
        return load_files(held, IN_MEMORY, pack.vocabulary, pack.clause_numbers)
    for name, text in texts.items():
        Path(folder, name).write_text(text, encoding="utf-8")
    return load([folder], pack.vocabulary, pack.clause_numbers)


def problems(pack: Pack, *files: Any) -> list[Problem]:
    """Give what is wrong with a workspace."""
    try:
        loaded(pack, *files)
    except PolicyError as error:
        return list(error.problems)
    return []


def in_memory(pack: Pack, *texts: str) -> list[Problem]:
    """Give what is wrong with a workspace of texts, without writing any file."""
    files = [InputFile(f"{i}.yaml", f"{i}.yaml", text.encode()) for i, text in enumerate(texts)]
    try:
        load_files(files, IN_MEMORY, pack.vocabulary, pack.clause_numbers, (), [r.id for r in pack.rules])  # fmt: skip
    except PolicyError as error:
        return list(error.problems)
    return []


def already_read(pack: Pack, files: Sequence[InputFile], seen: Mapping[str, Read]) -> list[Problem]:
    """Give what is wrong with files of which the documents are there already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_module, "read", lambda _, path: seen[path])
        try:
            load_files(files, IN_MEMORY, pack.vocabulary, pack.clause_numbers, (), [r.id for r in pack.rules])
        except PolicyError as error:
            return list(error.problems)
    return []


def judged(
    pack: Pack,
    *files: Any,
    as_of: date | AsOf = AS_OF,
    waivers: bool = True,
    parameters: Mapping[str, Any] | None = None,
    folder: str | None = None,
) -> Report:
    """Judge a workspace with the built-in rules."""
    workspace = loaded(pack, *files, folder=folder)
    moment = as_of if isinstance(as_of, AsOf) else AsOf.of_day(as_of)
    return make_report(
        Case(workspace, pack, engine(pack, parameters or {}), "received"), moment, waivers=waivers
    )


_COMPILED: dict[str, tuple[Pack, Engine]] = {}


def engine(pack: Pack, parameters: Mapping[str, Any]) -> Engine:
    """Give an engine that has explained nothing yet; what it compiles, it compiles once for all tests of a
    pack and its norms.
    """
    norms = {**pack.norms, **parameters}
    key = f"{id(pack)} {sorted(norms.items())}"
    if key not in _COMPILED:
        _COMPILED[key] = pack, Engine.of(pack, norms)  # the pack too, so that its id stays its own
    made = _COMPILED[key][1]
    return Engine(made.rules, made.conditions, made.norms, made.vocabulary, made.judges)


def verdicts(report: Report) -> dict[tuple[str, str, str | None], str]:
    """Give every verdict by rule, subject (kind/id) and party."""
    return {
        (r.rule.id, f"{r.subject.kind}/{r.subject.id}", r.against): r.verdict.word for r in report.results
    }


def verdict(report: Report, rule: str, subject: str | None = None) -> str | None:
    """Give the one verdict of a rule, on one subject where it judged several; None when it judged none."""
    found = {v for (r, s, _), v in verdicts(report).items() if r == rule and subject in (None, s)}
    assert len(found) <= 1, f"{rule} judged several subjects: name one"
    return next(iter(found), None)


def findings(report: Report) -> set[tuple[str, str]]:
    """Give rule and verdict of every violation and review."""
    return {(r.rule.id, r.verdict.word) for r in report.results if r.finding}


def shuffled(data: Any, order: Callable[[Sequence[Any]], Sequence[Any]]) -> Any:
    """Copy ``data`` with the keys of every mapping and the items of every list in another order."""
    if isinstance(data, dict):
        return {k: shuffled(data[k], order) for k in order(list(data))}
    if isinstance(data, list):
        return [shuffled(item, order) for item in order(data)]
    return data


def work_of(act: Callable[[], object]) -> int:
    """How many functions are called: how much work something is, the same on every machine and under coverage."""
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return called


def memory_of(act: Callable[[], object]) -> int:
    """How many bytes are held by what an act gives, and not given back when it is done."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = act()
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        del kept
        return held
    finally:
        tracemalloc.stop()


# root without what lets it pass permissions: it still owns its files, and may read what is its own
_BOUND = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]


def bound_by_permissions(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody whom permissions bind, which root is not by itself."""
    command = [sys.executable, "-m", "gbo_policy", *map(str, arguments)]
    env = forks.environment({"LC_ALL": "C"})
    bound = _BOUND if os.getuid() == 0 else []
    return subprocess.run([*bound, *command], capture_output=True, text=True, env=env, check=False)


def spoilt_lzma(file: Path) -> None:
    """Pack a ZIP file anew in a way that its kind does not use, and spoil what is packed."""
    with zipfile.ZipFile(file) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as new:
        for name, part in parts.items():
            new.writestr(name, part)
        heads = new.infolist()
    content = bytearray(file.read_bytes())
    for head in heads:
        at = head.header_offset + 30 + len(head.filename) + 9  # behind what says how it is packed
        content[at : at + 8] = b"\xff" * 8
    file.write_bytes(content)


def case_name(rule: str, changed: Any, expected: str | None) -> str:
    """Name a case of a table by its rule, its verdict and what is changed, whatever stands beside it."""
    keys = [k.removeprefix("agreement.").removeprefix("flows.0.") for k in changed if isinstance(k, str)]
    return f"{rule} {expected}: {', '.join(keys) or 'as it is'}"


def named(table: Iterable[Any]) -> list[Any]:
    """Name the cases of a table: of each row the first is a rule, the last two what is changed and a verdict."""
    return [pytest.param(*row, id=case_name(row[0], row[-2], row[-1])) for row in table]

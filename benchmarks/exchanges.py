"""Logs of exchanges that look real, for tests and benchmarks: ``python -m benchmarks.exchanges --rows N
--distinct K --seed S FILE``.

They go with the workspace of ``fixtures/compliant``. Most exchanges follow a declared flow; a share of them
goes wrong in every way that a rule knows. Rows follow the seasons and office hours, and carry free text that
no rule reads. The same arguments give the same rows.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

PARTIES = ("caw-scheldeveen", "ocmw-oosterlede", "dmw-levensloop")
PROCESSORS = ("gbo-connect", "drukkerij-inktpot", "tolkenlijn")
PURPOSES = (
    "proactive-action",
    "clarify-need",
    "explore-rights",
    "inform-on-offer",
    "orienting-advice",
    "realise-rights",
    "refer",
    "keep-overview",
    "signal-thresholds",
)
BARRED_PURPOSES = ("fraud-control", "statistics", "marketing", "debt-collection")
ORDINARY = ("identification-contact", "rights-exploration", "support-questions", "involved-persons-contact")
SPECIAL = ("ethnic-origin", "religious-beliefs", "trade-union-membership", "health", "sexual-life")
BARRED_DATA = ("criminal", "financial-account", "genetic", "shoe-size")
CHANNELS = ("GBO-Connect", "eHealthBox", "overlegtafel", "aangetekende zending", "beveiligd bestandsportaal")
FORMATS = ("gestructureerd dossierbericht", "PDF/A", "versleuteld rekenblad", "mondeling", "papier")
OUTSIDERS = (
    "Verhuurder Immo Oost",
    "Energieleverancier Volt",
    "Vredegerecht",
    "Incassobureau Snel",
    "Gemeente Wellebeke",
)
# flow, sender, recipients as (kind, name, on_behalf_of), purposes and data that the fixture declares
FLOWS: tuple[
    tuple[str, str, tuple[tuple[str, str | None, str | None], ...], tuple[str, ...], tuple[str, ...]], ...
] = (
    (
        "doorverwijzing-budgethulp",
        PARTIES[0],
        (("staff", PARTIES[1], None),),
        ("refer", "realise-rights"),
        (ORDINARY[0], ORDINARY[2], ORDINARY[1]),
    ),
    (
        "gedeelde-opvolging",
        PARTIES[0],
        (("staff", PARTIES[1], None), ("staff", PARTIES[2], None), ("processor", "gbo-connect", PARTIES[0])),
        ("keep-overview", "clarify-need"),
        (ORDINARY[0], ORDINARY[2], ORDINARY[3], "health"),
    ),
    (
        "tolk-bij-intake",
        PARTIES[0],
        (("processor", "tolkenlijn", PARTIES[0]),),
        ("clarify-need",),
        (ORDINARY[0], "ethnic-origin"),
    ),
    (
        "rechtenverkenning",
        PARTIES[1],
        (("staff", PARTIES[0], None), ("staff", PARTIES[2], None)),
        ("explore-rights", "inform-on-offer"),
        ORDINARY[:2],
    ),
    (
        "rechtenbrief",
        PARTIES[1],
        (("processor", "drukkerij-inktpot", PARTIES[1]), ("data-subject", None, None)),
        ("proactive-action", "inform-on-offer"),
        ORDINARY[:2],
    ),
    (
        "bericht-van-steun",
        PARTIES[1],
        (("third-party", "POD Maatschappelijke Integratie", None),),
        ("realise-rights",),
        ORDINARY[:2],
    ),
    (
        "verhoogde-tegemoetkoming",
        PARTIES[2],
        (("staff", PARTIES[1], None),),
        ("explore-rights", "realise-rights"),
        ORDINARY[:2],
    ),
    (
        "hulpvraag-chronisch-zieken",
        PARTIES[2],
        (("staff", PARTIES[0], None),),
        ("clarify-need", "orienting-advice"),
        (ORDINARY[0], ORDINARY[2], "health"),
    ),
    (
        "mantelzorgers",
        PARTIES[2],
        (("staff", PARTIES[1], None),),
        ("realise-rights", "keep-overview"),
        (ORDINARY[0], ORDINARY[3]),
    ),
)
KEY = (
    *(
        "sender",
        "recipient_kind",
        "recipient",
        "on_behalf_of",
        "purposes",
        "data",
        "legal_basis",
        "storage",
        "access",
    ),
    *("need_to_know", "obligation_obliges", "channel", "format", "flow"),
)
_LISTS = ("purposes", "data", "legal_basis", "storage", "access")
_FLAGS = ("need_to_know", "obligation_obliges")


def _declared(pick: random.Random) -> dict[str, Any]:
    """An exchange under a declared flow, within it."""
    flow, sender, recipients, purposes, data = pick.choice(FLOWS)
    kind, name, behalf = pick.choice(recipients)
    shared = tuple(pick.sample(data, pick.randint(1, len(data))))
    special = any(c in SPECIAL for c in shared)
    return {
        "flow": flow,
        "sender": sender,
        "recipient_kind": kind,
        "recipient": name,
        "on_behalf_of": behalf,
        "purposes": tuple(pick.sample(purposes, pick.randint(1, len(purposes)))),
        "data": shared,
        "legal_basis": ("gdpr-6-1-e", "gdpr-9-2-g") if special else ("gdpr-6-1-e",),
        **_ways(pick, kind),
    }


def _undeclared(pick: random.Random) -> dict[str, Any]:
    """An exchange that names no flow, between any two."""
    sender, other = pick.sample(PARTIES, 2)
    kind = pick.choices(("staff", "processor", "data-subject"), (8, 3, 1))[0]
    data = tuple(pick.sample((*ORDINARY, *SPECIAL), pick.randint(1, 5)))
    return {
        "flow": None,
        "sender": sender,
        "recipient_kind": kind,
        "recipient": other if kind == "staff" else pick.choice(PROCESSORS) if kind == "processor" else None,
        "on_behalf_of": sender if kind == "processor" else None,
        "purposes": tuple(pick.sample(PURPOSES, pick.randint(1, 3))),
        "data": data,
        "legal_basis": ("gdpr-6-1-e", "gdpr-9-2-g") if any(c in SPECIAL for c in data) else ("gdpr-6-1-e",),
        **_ways(pick, kind),
    }


def _ways(pick: random.Random, kind: str) -> dict[str, Any]:
    return {
        "storage": pick.choice((("BE",), ("BE",), ("BE", "NL"), ("BE", "FR"), None)),
        "access": pick.choice((("BE",), ("BE",), ("BE", "NL"), None)),
        "need_to_know": True if kind == "staff" else None,
        "obligation_obliges": None,
        "channel": pick.choice(CHANNELS),
        "format": pick.choice(FORMATS),
    }


def _spoil(row: dict[str, Any], pick: random.Random) -> None:
    """Make an exchange go wrong, in one way."""
    match pick.randrange(9):
        case 0:
            row["purposes"] = (*row["purposes"], pick.choice(BARRED_PURPOSES))
        case 1:
            row["data"] = (*row["data"], pick.choice(BARRED_DATA))
        case 2:
            row["legal_basis"] = pick.choice((("gdpr-6-1-f",), ("gdpr-6-1-a", "gdpr-9-2-a"), ()))
        case 3:
            row |= {
                "recipient_kind": "third-party",
                "recipient": pick.choice(OUTSIDERS),
                "on_behalf_of": None,
                "obligation_obliges": False,
            }
        case 4:
            row["access"] = ("BE", pick.choice(("US", "GB", "IN")))
        case 5:
            row["need_to_know"] = False
        case 6:
            row["channel"] = pick.choice(("e-mail", "WhatsApp", "fax"))
        case 7:
            row |= {
                "recipient_kind": "staff",
                "recipient": "ocmw-elders",
                "on_behalf_of": None,
                "need_to_know": True,
            }
        case _:
            row[pick.choice(("purposes", "data", "legal_basis", "channel", "sender"))] = None


def kinds(distinct: int, seed: int, offences: float = 0.04) -> list[dict[str, Any]]:
    """Give ``distinct`` different exchanges, a share of them ``offences``."""
    pick = random.Random(seed)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    while len(found) < distinct:
        row = _declared(pick) if pick.random() < 0.6 else _undeclared(pick)
        if pick.random() < offences:
            _spoil(row, pick)
        if distinct > 100_000:  # the worst case: free words in columns that rules do read
            row["channel"] = f"{row['channel']} {pick.randrange(50)}"
        found.setdefault(tuple(row[c] for c in KEY), row)
    return list(found.values())


def _types() -> Iterator[pa.Field]:
    for column in KEY:
        yield pa.field(
            column,
            pa.list_(pa.string()) if column in _LISTS else pa.bool_() if column in _FLAGS else pa.string(),
        )


# busier in winter, on working days, from 8 to 18 h; all from the row's number alone
_ROWS = """
SELECT 'uit-' || lpad(CAST(r AS VARCHAR), 11, '0') AS id,
    TIMESTAMP '2026-01-05' + to_days(CAST(day AS INTEGER))
        + to_seconds(28800 + hash(r, $seed, 3) % 36000) AS "at",
    {columns},
    'dossier ' || hash(r, $seed, 4) % 900000 || ': ' ||
        ['opvolging', 'eerste contact', 'vraag van "cliënt"', 'herinnering'][
            1 + CAST(hash(r, $seed, 5) % 4 AS INTEGER)
        ] AS note
FROM (
    SELECT r, kind,
        CASE
            WHEN dayofweek(TIMESTAMP '2026-01-05' + to_days(CAST(d AS INTEGER))) IN (0, 6)
                AND hash(r, $seed, 6) % 10 > 0
            THEN (d + 2) % 360 ELSE d
        END AS day
    FROM (
        SELECT r,
            CASE
                WHEN $rows = $distinct THEN r
                ELSE CAST(floor(pow(hash(r, $seed, 1) / 18446744073709551616.0, 2) * $distinct) AS BIGINT)
            END AS kind,
            CAST(
                CASE
                    WHEN hash(r, $seed, 7) % 3 = 0 THEN (hash(r, $seed, 2) % 120 + 300) % 360
                    ELSE hash(r, $seed, 2) % 360
                END AS BIGINT
            ) AS d
        FROM range(CAST($rows AS BIGINT)) AS numbers(r)
    )
) JOIN kinds USING (kind)
"""


def _written(column: str) -> str:
    """Give the SQL of a list as CSV holds it; an empty one is not an absent one."""
    joined = f"""array_to_string("{column}", '|')"""
    return f"""CASE WHEN len("{column}") = 0 THEN '[]' ELSE {joined} END AS "{column}\""""


_WRITTEN = {".parquet": "(FORMAT parquet)", ".csv": "(FORMAT csv, HEADER)", ".jsonl": "(FORMAT json)"}


def write(path: Path, rows: int, distinct: int, seed: int) -> None:
    """Write a log of ``rows`` exchanges, at most ``distinct`` of them different but for id, moment and
    notes.
    """
    made = kinds(distinct, seed)
    table = pa.table({f.name: pa.array([k[f.name] for k in made], f.type) for f in _types()})
    con = duckdb.connect()
    con.register("made", table)
    con.execute("CREATE TABLE kinds AS SELECT row_number() OVER () - 1 AS kind, * FROM made")
    text = path.suffix == ".csv"
    columns = ", ".join(_written(c) if text and c in _LISTS else f'"{c}"' for c in KEY)
    query = _ROWS.format(columns=columns)
    for name, value in (("seed", seed), ("rows", rows), ("distinct", distinct)):
        query = query.replace(f"${name}", str(value))
    con.execute(f"COPY ({query}) TO '{path}' {_WRITTEN[path.suffix]}")
    con.close()


def main(arguments: list[str] | None = None) -> None:
    """Write the log that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchanges", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--distinct", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("file", type=Path, help="ends in .parquet, .csv or .jsonl")
    given = parser.parse_args(arguments)
    write(given.file, given.rows, given.distinct, given.seed)


if __name__ == "__main__":
    main()

"""What DuckDB alone takes for a log: ``python -m benchmarks.audit_bare group|answer|scan FILE``."""

from __future__ import annotations

import sys

import duckdb

from benchmarks.exchanges import KEY

_COLUMNS = ", ".join(f'"{c}"' for c in KEY)


def main(what: str, file: str) -> None:
    """Group a log by the columns that an audit groups by, also with what its answer needs, or read every
    value.

    ``group`` counts the groups of the columns alone; ``answer`` counts them month by month, with their first
    and last moment and an id, as a query by hand would that has to tell as much; ``scan`` reads every value
    of the columns, of the ids and of the moments.
    """
    con = duckdb.connect()
    con.execute("SET memory_limit = '1GB'")
    con.execute("SET enable_progress_bar_print = false")
    if what == "group":
        con.execute(
            f"CREATE TABLE groups AS SELECT {_COLUMNS}, count(*) AS n FROM read_parquet('{file}') GROUP BY"
            f" ALL"
        )
    elif what == "answer":
        told = """month("at") AS month, count(*) AS n, min("at") AS first, max("at") AS last, min(id) AS id"""
        con.execute(
            f"CREATE TABLE groups AS SELECT {_COLUMNS}, {told} FROM read_parquet('{file}') GROUP BY ALL"
        )
    else:
        con.execute(
            "SELECT " + ", ".join(f'max("{c}")' for c in (*KEY, "id", "at")) + f" FROM read_parquet('{file}')"
        ).fetchall()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

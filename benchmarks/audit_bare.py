"""What DuckDB alone takes for a log: ``python -m benchmarks.audit_bare group|scan FILE``."""

from __future__ import annotations

import sys

import duckdb

from benchmarks.exchanges import KEY

_COLUMNS = ", ".join(f'"{c}"' for c in KEY)


def main(what: str, file: str) -> None:
    """Group a log by the columns that an audit groups by, or read every value of them, of the ids and of the moments."""
    con = duckdb.connect()
    con.execute("SET memory_limit = '1GB'")
    con.execute("SET enable_progress_bar_print = false")
    if what == "group":
        con.execute(f"CREATE TABLE groups AS SELECT {_COLUMNS}, count(*) AS n FROM read_parquet('{file}') GROUP BY ALL")
    else:
        con.execute("SELECT " + ", ".join(f'max("{c}")' for c in (*KEY, "id", "at")) + f" FROM read_parquet('{file}')").fetchall()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

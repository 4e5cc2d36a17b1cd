"""CSV and JSON Lines that a cluster reads, line by line: split and typed there by the rules that hold for the
files of this machine.

A value over several lines is not put together: each of its lines is told as one that cannot be read.
"""

from __future__ import annotations

import csv
import re
from typing import Any, NamedTuple

import pyarrow as pa

from gbo_policy.audit.read.columns import COLUMNS, LIST_SEPARATOR, LogColumn
from gbo_policy.audit.read.encodings import UTF_8
from gbo_policy.audit.read.engine import FILE, UNREAD
from gbo_policy.audit.read.lines import SEPARATORS
from gbo_policy.audit.read.log import named
from gbo_policy.basics.problems import Location, PolicyError, problem
from gbo_policy.reading.mapping import TableMapping

_WORDS = pa.list_(pa.string())
_GREATEST = str(2**64 - 1)  # of the numbers that are an id in JSON


class ClusterText(NamedTuple):
    """A text of the cluster as a frame of Spark: its columns by their own names, where each row lies, and in
    ``UNREAD`` the code of why a line cannot be read.
    """

    frame: Any
    schema: pa.Schema
    rows: int


def read_text(session: Any, address: str, kind: str, mapping: TableMapping) -> ClusterText:
    """Read CSV or JSON Lines. Raises PolicyError for what is no such text, and where files have other
    headers.
    """
    from pyspark.sql.functions import col, is_valid_utf8, regexp_replace

    if mapping.encoding not in (None, UTF_8):
        raise PolicyError([problem("cluster-encoding", Location(address), word=mapping.encoding)])
    text = session.read.option("lineSep", "\n").text(address)
    line = regexp_replace(regexp_replace(col("value"), "^\ufeff", ""), "\r$", "").alias("line")
    block = col("_metadata.file_block_start").alias("start")
    valid = is_valid_utf8("value").alias("valid")  # of what was read: what is made of it always is
    lines = text.select(line, valid, col("_metadata.file_path").alias(FILE), block)
    lines = lines.filter(col("line").rlike(r"\S"))
    if (first := lines.filter(col("start") == 0).select("line").first()) is None:
        raise PolicyError([problem("log-empty", Location(address))])
    if "\0" in first[0]:
        raise PolicyError([problem("cluster-encoding", Location(address), word="UTF-16")])
    return _csv(lines, first[0], address) if kind == "csv" else _json(lines, mapping)


def _csv(lines: Any, head: str, address: str) -> ClusterText:
    from pyspark.sql import functions as f

    separator = max(SEPARATORS, key=head.count)
    names = [n.strip() for n in next(csv.reader([head], delimiter=separator))]
    is_head = f.col("line") == head
    counts = lines.groupBy(FILE).agg(f.count("*"), f.sum(is_head.cast("int"))).collect()
    if wrong := sorted(name for name, _, heads in counts if heads != 1):
        raise PolicyError([problem("cluster-headers", Location(name), known=address) for name in wrong[:10]])
    one = re.escape(separator)
    # a separator before each value, so that none is empty; nothing that is taken is given back
    value = rf'{one}("[^"]*+(?:""[^"]*+)*+"|[^"{one}][^{one}]*+|)'
    whole = f.concat(f.lit(separator), f.col("line"))
    split = f.when(whole.rlike(f"^(?:{value})*+$"), f.regexp_extract_all(whole, f.lit(value), f.lit(1)))
    rows = lines.filter(~is_head).select(FILE, "valid", split.alias("split"))
    unread = (
        f.when(~f.col("valid"), "not-text-row")
        .when(f.col("split").isNull(), "log-quote")
        .when(f.size("split") != len(names), "log-width")
    )
    columns = [
        f.when(unread.isNull(), _unquoted(f.col("split")[i])).alias(n)
        for i, n in enumerate(dict.fromkeys(names))
    ]
    frame = rows.select(FILE, unread.alias(UNREAD), *columns)
    schema = pa.schema([(n, pa.string()) for n in names])
    return ClusterText(frame, schema, sum(rows for _, rows, _ in counts) - len(counts))


def _unquoted(value: Any) -> Any:
    from pyspark.sql import functions as f

    inside = f.regexp_replace(f.substring(value, 2, 2**30), '"$', "")
    return f.when(value.startswith('"'), f.replace(inside, f.lit('""'), f.lit('"'))).otherwise(value)


def _json(lines: Any, mapping: TableMapping) -> ClusterText:
    from pyspark.sql import functions as f

    keys = f.array_distinct(f.flatten(f.collect_set(f.json_object_keys("line"))))
    rows, found = lines.agg(f.count("*"), keys).first()
    names = sorted(found or ())
    ours = {theirs: COLUMNS[c] for c, theirs in named(names, mapping).items() if c in COLUMNS}
    object_ = f.try_parse_json("line")
    parsed = lines.select(FILE, "valid", object_.alias("v"))
    values = {n: _json_value(n, kind, mapping) for n, kind in ours.items()}
    wrong = [given for _, given in values.values()]
    unread = f.when(~f.col("valid"), "not-text-row").when(
        f.col("v").isNull() | ~f.schema_of_variant("v").startswith("OBJECT"), "log-json"
    )
    unread = unread.when(f.greatest(f.lit(False), f.lit(False), *wrong), "log-wrong")
    columns = [values[n][0].alias(n) for n in names if n in values]
    frame = parsed.select(FILE, unread.alias(UNREAD), *columns)
    kinds = {n: _WORDS if ours.get(n) is LogColumn.TEXTS else pa.string() for n in names}
    return ClusterText(frame, pa.schema(list(kinds.items())), rows)


def _json_value(name: str, column: LogColumn, mapping: TableMapping) -> tuple[Any, Any]:
    """Give a key's value, and whether one was given that is not of the column's kind; a mapping takes any."""
    from pyspark.sql import functions as f

    path = '$["' + name + '"]'
    kind = f.schema_of_variant(f.try_variant_get("v", path, "variant"))
    text = f.try_variant_get("v", path, "string")
    given = kind.isNotNull() & (kind != "VOID")
    words = f.try_variant_get("v", path, "array<string>")
    if column is LogColumn.TEXTS:
        good = kind.isin("ARRAY<STRING>", "ARRAY<VOID>")
        if not mapping.file:
            return f.when(good, words), given & ~good
        apart = f.split(text, re.escape(mapping.separator or LIST_SEPARATOR))
        odd = f.array(f.lit(None).cast("string"))
        listed = f.when(good, words).when(kind.startswith("ARRAY"), odd)
        return listed.when(given, apart), f.lit(False)
    if mapping.file:
        whole = f.to_json(f.try_variant_get("v", path, "variant"))
        return f.coalesce(text, f.when(given, whole)), f.lit(False)
    good = _good(name, column, kind, text)
    return f.when(good, text), given & ~good


def _good(name: str, column: LogColumn, kind: Any, text: Any) -> Any:
    from pyspark.sql import functions as f

    if column is LogColumn.FLAG:
        return kind == "BOOLEAN"
    if name.strip().casefold() != "id":
        return kind == "STRING"
    large = kind.isin("DECIMAL(19,0)", "DECIMAL(20,0)") & ~text.startswith("-")
    return kind.isin("STRING", "BIGINT") | large & (f.lpad(text, 20, "0") <= _GREATEST)

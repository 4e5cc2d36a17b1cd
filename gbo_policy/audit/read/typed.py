"""The SQL that types rows of text: each column as it should be, and what was given and could not be read."""

from __future__ import annotations

from collections.abc import Mapping

from gbo_policy.audit.read.columns import COLUMNS, LIST_SEPARATOR, RAW, REQUIRED, VALUE, LogColumn
from gbo_policy.audit.read.engine import ZONE, literal
from gbo_policy.basics.calendar import FIRST_YEAR, LAST_YEAR
from gbo_policy.reading.mapping import TableMapping

_OFFSET = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
_MOMENT = rf"\d{{4}}-\d\d-\d\d([T ]{_CLOCK} ?{_OFFSET}?)?"


def _moment(text: str, zone: str = ZONE) -> str:
    """Give the SQL that reads a moment; without an offset it is time of ``zone``; what comes out is Brussels
    time, the session's zone.

    A moment of the hour that is skipped in spring comes out as another than it went in, and so is none.
    """
    if zone != ZONE:
        naive = f"TRY_CAST({text} AS TIMESTAMP)"
        abroad = f"CAST(timezone({literal(zone)}, {naive}) AS TIMESTAMP)"
        same = f"regexp_matches({text}, '{_OFFSET}$')"
        there = f"CASE WHEN {same} THEN CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) ELSE {abroad} END"
        back = f"timezone({literal(zone)}, timezone({literal(zone)}, {naive})) = {naive}"
        return f"CASE WHEN regexp_full_match({text}, '{_MOMENT}') AND ({same} OR {back}) THEN {there} END"
    there = f"CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)"
    same = f"regexp_matches({text}, '{_OFFSET}$') OR TRY_CAST({text} AS TIMESTAMP) = {there}"
    return f"CASE WHEN regexp_full_match({text}, '{_MOMENT}') AND ({same}) THEN {there} END"


def _skipped(text: str) -> str:
    """Give the SQL that tells whether a text that is no moment is one of an hour that the clock skips:
    written as a moment without an offset, it can be nothing else.
    """
    whole = f"regexp_full_match({text}, '{_MOMENT}') AND TRY_CAST({text} AS TIMESTAMP) IS NOT NULL"
    return f"coalesce({whole} AND NOT regexp_matches({text}, '{_OFFSET}$'), false)"


_SQL = {
    LogColumn.TEXT: "VARCHAR",
    LogColumn.MOMENT: "TIMESTAMP",
    LogColumn.TEXTS: "VARCHAR[]",
    LogColumn.FLAG: "BOOLEAN",
}


def _typed(values: Mapping[str, tuple[str, str]], unread: str, source: str, moment: str) -> str:
    """Give the SQL of typed rows: for each column its value and the text that it comes from; given but not
    read is wrong, and so is no id. ``moment`` is the SQL of the text that should be a moment.
    """
    made = [f'{value} AS "{c}", {text} AS raw_{c}' for c, (value, text) in values.items()]
    made += [
        f'CAST(NULL AS {_SQL[kind]}) AS "{c}", NULL AS raw_{c}'
        for c, kind in COLUMNS.items()
        if c not in values
    ]
    made.append(f"{moment} AS moment")
    codes = {c: f"'log-value {c}'" for c in values}
    codes["at"] = f"CASE WHEN {_skipped('moment')} THEN 'log-skipped' ELSE {codes['at']} END"
    cases = [f'WHEN "{c}" IS NULL AND raw_{c} IS NOT NULL THEN {code}' for c, code in codes.items()]
    cases += [f"WHEN \"{c}\" IS NULL THEN 'log-no-{c}'" for c in REQUIRED]
    words = [f'WHEN "{c}" IS NULL AND raw_{c} IS NOT NULL THEN raw_{c}' for c in values]
    years = f'WHEN year("at") NOT BETWEEN {FIRST_YEAR + 1} AND {LAST_YEAR - 1} THEN'
    return f"""
        SELECT *, CASE WHEN {unread} THEN 'log-json' {" ".join(cases)} {years} 'log-year' END AS wrong,
            CASE {" ".join(words)} {years} raw_at END AS word
        FROM (SELECT *, {", ".join(made)} FROM ({source}))"""


def typed_csv(path: str) -> str:
    """Give the typed rows of a Parquet file that holds our columns as the text of a CSV file."""
    values = {}
    for name in COLUMNS:
        text = f"nullif(trim(text_{name}), '')"
        match COLUMNS[name]:
            case LogColumn.TEXT:
                value = text
            case LogColumn.MOMENT:
                value = _moment(text)
            case LogColumn.FLAG:
                flags = "WHEN 'true' THEN true WHEN '1' THEN true WHEN 'false' THEN false WHEN '0' THEN false"
                value = f"CASE lower({text}) {flags} END"
            case _:
                items = f"list_transform(string_split({text}, '|'), lambda w: trim(w))"
                value = f"CASE WHEN {text} = '[]' THEN CAST([] AS VARCHAR[]) ELSE {items} END"
        values[name] = value, text
    renamed = ", ".join(f'"{c}" AS text_{c}' for c in COLUMNS)
    source = f"SELECT file, line, {renamed} FROM read_parquet({literal(path)})"
    return _typed(values, "false", source, values["at"][1])


def typed_json(path: str) -> str:
    """Give the typed rows of a Parquet file that holds JSON objects."""
    paths = "[" + ", ".join(f"'$.{c}'" for c in COLUMNS) + "]"
    values = {}
    for i, (name, column) in enumerate(COLUMNS.items(), 1):
        kind, text = f"kinds[{i}]", f"texts[{i}]"
        given = f"CASE WHEN {kind} <> 'NULL' THEN {text} END"
        match column:
            case LogColumn.TEXT:
                # a text of blanks says nothing, and neither does null
                kinds = "'VARCHAR', 'BIGINT', 'UBIGINT', 'HUGEINT'" if name == "id" else "'VARCHAR'"
                value, given = (
                    f"CASE WHEN {kind} IN ({kinds}) THEN nullif(trim({text}), '') END",
                    f"nullif(trim({given}), '')",
                )
            case LogColumn.MOMENT:
                value = f"CASE WHEN {kind} = 'VARCHAR' THEN {_moment(text)} END"
            case LogColumn.FLAG:
                value = f"CASE WHEN {kind} = 'BOOLEAN' THEN {text} = 'true' END"
            case _:
                value = f"CASE WHEN {kind} = 'ARRAY' AND {_only_words(text)} THEN {_words(text)} END"
        values[name] = value, given
    good = "CASE WHEN json_valid(json) THEN json_type(json) = 'OBJECT' ELSE false END AS good"
    read = f"SELECT file, line, {good}, json FROM read_parquet({literal(path)})"
    split = f"""CASE WHEN good THEN json_type(json, {paths}) END AS kinds,
        CASE WHEN good THEN json_extract_string(json, {paths}) END AS texts"""
    at = f"texts[{[*COLUMNS].index('at') + 1}]"
    return _typed(values, "NOT good", f"SELECT file, line, good, {split} FROM ({read})", at)


def _words(json: str) -> str:
    return f"from_json({json}, '[\"VARCHAR\"]')"


def _only_words(json: str) -> str:
    """Give the condition under which a JSON list holds texts and nulls alone."""
    listed = f"from_json({json}, '[\"JSON\"]')"
    return f"len(list_filter({listed}, lambda w: json_type(w) NOT IN ('VARCHAR', 'NULL'))) = 0"


def typed_mapped(relation: str, types: Mapping[str, str], mapping: TableMapping) -> str:
    """Give the typed rows of a relation that has ``file``, ``line`` and our columns as they stand in the log,
    of these Ibis types.
    """
    import ibis

    from gbo_policy.audit.read.mapped import mapped

    table = ibis.table({"file": "int64", "line": "int64", **types}, relation)
    source = str(ibis.to_sql(mapped(table, mapping, "file", "line"), dialect="duckdb"))
    native = {
        c
        for c, kind in types.items()
        if COLUMNS[c] is LogColumn.MOMENT and kind.startswith(("timestamp", "date"))
    }
    values = {
        c: (
            _moment(f'"{VALUE}{c}"', mapping.zone)
            if kind is LogColumn.MOMENT and c not in native
            else f'"{VALUE}{c}"',
            f'"{RAW}{c}"',
        )
        for c, kind in COLUMNS.items()
    }
    return _typed(values, "false", source, f'CAST("{VALUE}at" AS VARCHAR)')


def flat_json(path: str, columns: Mapping[str, str], separator: str | None) -> tuple[str, dict[str, str]]:
    """Give the SQL of JSON objects as a relation of our columns, ``columns`` their keys by ours, and its Ibis
    types.

    Lists are lists, also where the log joins them in one text; what is no object has no values.
    """
    made, types = [], {}
    for column, theirs in columns.items():
        key = literal("$." + '"' + theirs.replace('"', '\\"') + '"')
        text, kind = f"json_extract_string(json, {key})", f"json_type(json, {key})"
        if COLUMNS[column] is LogColumn.TEXTS:
            listed = f"json_extract(json, {key})"
            whole = f"CASE WHEN {_only_words(listed)} THEN {_words(listed)} ELSE [NULL] END"
            split = f"string_split({text}, {literal(separator or LIST_SEPARATOR)})"
            value = f"CASE WHEN {kind} = 'ARRAY' THEN {whole} WHEN {kind} <> 'NULL' THEN {split} END"
            types[column] = "array<string>"
        else:
            value, types[column] = f"CASE WHEN {kind} <> 'NULL' THEN {text} END", "string"
        made.append(f'{value} AS "{column}"')
    return f"SELECT file, line, {', '.join(made)} FROM read_parquet({literal(path)})", types

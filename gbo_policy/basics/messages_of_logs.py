"""The sentences about mapping files, archives and the quality of logs; ``messages`` holds those about the
rows of a log.
"""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # mapping files
    "map-empty": "a mapping holds keys with values; write one of: {known}",
    "map-second": "a second document begins here, and a mapping file holds one; take `---` out",
    "map-pattern": (
        "`{word}` is not a pattern of dates; write day, month, year and, where there are any, hours and "
        "minutes as they stand in the table, such as `dd/mm/yyyy hh:mm`"
    ),
    "map-zone": "`{word}` is not a time zone; write one such as `Europe/Brussels` or `UTC`",
    "map-no-column": (
        "the mapping takes `{ours}` from the column `{word}`, which is not there; the columns are: {known}"
    ),
    # archives, workbooks, encodings
    "archive-room": "`{word}` would fill the disk when it is unpacked; make room, or set `TMPDIR` to a"
    " larger disk",
    "archive-bomb": "`{word}` unpacks to more than {most} times its size, as no log does; if it is one, give"
    " it unpacked",
    "archive-passed": "`{word}` in the archive is not read as a log; logs end in {known}",
    "archive-locked": "`{word}` in the archive is encrypted; unpack it with its password first",
    "archive-damaged": "`{word}` cannot be unpacked ({what}); fetch it anew",
    "book-damaged": "`{word}` cannot be read as a workbook ({what}); save it anew as .xlsx",
    "book-large": "`{word}` unpacks to {size} MB beside its sheets, more than {most}; save it as .csv",
    "book-sheet": "the sheet `{word}` is not read, only `{first}`; give it as a workbook of its own if it"
    " is a log",
    "log-encoding": "this file is not {word}; write its encoding under `encoding` in the mapping",
    "log-guessed": (
        "this file is not UTF-8 and was read as {word}; look at a name with an accent, and write "
        "`encoding` in the mapping to settle it"
    ),
    # logs on a cluster
    "log-needs-spark": "`{word}` lies on a cluster; give `--engine spark`, and the cluster with"
    " `--spark-master`",
    "log-not-on-cluster": (
        "this log lies on this machine and has to be typed or mapped first, where the workers of the"
        " cluster cannot read it; put it "
        "where they do (`s3a://`, `hdfs://`, a table), or take `--spark-master local[2]`"
    ),
    "cluster-failed": "the cluster did not do its work to the end ({what}), so nothing is answered; see what"
    " its own log says, and run this again",
    "cluster-waits": "for {word} seconds no worker of the cluster did anything, so nothing is answered; see"
    " that workers run and have a core and memory free, or wait longer with `spark.network.timeout`",
    "cluster-silent": "for {word} seconds the Spark Connect server said nothing, so nothing is answered; see"
    " that it still runs and can be reached, or wait longer with `spark.network.timeout`",
    "cluster-no-path": "`{word}` is not there for the cluster; see that its workers may read it and"
    " that it is written as they know it",
    "offenders-exist": "something lies at `{word}` already and is not written over; choose another place",
    "cluster-encoding": "a cluster reads texts in UTF-8, and this one is {word}; write it over, or give it as"
    " Parquet",
    "cluster-headers": "this file does not begin with the same line of column names as the others of {known},"
    " or holds that line twice; give files of other columns one by one",
    "cluster-kind": "a cluster cannot read `{word}` where it lies; unpack it, or give it as Parquet, CSV or"
    " JSON Lines",
    "log-width": "the row has more or fewer values than there are columns; look for a missing or stray"
    " separator",
    "conf-of-server": "the setting `{word}` is the Spark Connect server's own; give it where that is started",
    "log-wrong": "a value of the exchange `{word}` is not what its column holds; correct it where the log"
    " is made",
    "offenders-cluster": "`{word}` is written by the cluster; end it in .parquet or .jsonl",
    "offenders-in-log": "`{word}` would lie in the log `{known}` and be read as part of it the next time;"
    " choose another place",
    "bad-conf": "`{word}` is not a setting of Spark; write it as `spark.executor.memory=4g`",
    "log-no-such-id": "no exchange of this log that can be judged has the id `{word}`; copy it from the"
    " list of offenders",
    # samples
    "sample-sheet": "there is no sheet `{word}`; give the workbook that `audit --sample` wrote",
    "sample-column": "the sheet `{known}` has no column `{word}`; give the workbook that `audit --sample`"
    " wrote",
    "sample-number": "`{word}` is no count of exchanges; give the sheet as `audit --sample` wrote it",
    "sample-answer": "`{word}` is not an own finding; choose one of: {known}",
    # audits as evidence
    "not-an-audit": "`{word}` is not the whole answer of an audit; give what `audit --format json` wrote",
    "audit-twice": "there are several answers called `{word}`; give each a name of its own",
    "audit-other": "the audit `{word}` was not by {what} of this dossier; audit the log anew",
    "verify-no-audit": "this dossier holds no answer of an audit; make it with `dossier --audit`",
    "verify-log-open": "the log of the audit `{word}` was not given; give it with `--log`",
    "verify-needs-map": (
        "the log of the audit `{word}` was read by the mapping `{known}`; give it with `--map`"
    ),
    "verify-log": "the log is the one that was audited, and judged again it gives the same ({word})",
    "verify-log-not": "the log judged again gives something else than `{word}` in: {known}",
    # the gate of quality
    "quality-joined": (
        "`{word}` in `{column}` (rows: {rows}) holds several words that are known ({known}), so nothing was"
        " judged; "
        "write what separates them under `separator` in a mapping (`--map`)"
    ),
    "quality-words": (
        "{share} % of the rows ({rows} of {every}) hold a word that nobody knows, and more than {limit} % is"
        " not judged: "
        "{known}; say under `values` in a mapping what they mean (`--suggest-map` writes a draft), or judge"
        " them as "
        "they are with `--quality off`"
    ),
    "quality-ids": (
        "ids that stand for several exchanges with other contents: {rows} ({known}), so nothing was judged;"
        " take what names each "
        "exchange as `id`, or judge them all with `--quality off`"
    ),
    "quality-senders": (
        "not one sender of this log is known, so nothing was judged; say under `parties` in a mapping how"
        " it names core "
        "actors (`--suggest-map` writes a draft), or judge it as it is with `--quality off`"
    ),
    "log-repeated": "rows that repeat another word for word, and are counted as often as they are there:"
    " {rows} ({known})",
    "log-blank": "words that stand for something still to be filled in, and count as absent:"
    " {number} ({known})",
    "log-ids": "ids that stand for several exchanges with other contents: {rows} ({known})",
    "bad-quality": "`{word}` is not a share; write a number of per cent from 0 to 100, or `off`",
}

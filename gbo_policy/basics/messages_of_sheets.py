"""The sentences about workbooks and lists that are read; ``messages`` holds those of all else."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # files
    "sheet-damaged": "`{word}` is damaged and cannot be read; save it again, or ask for another copy",
    "sheet-password": "`{word}` is protected by a password; save it without one",
    "sheet-macro": "`{word}` holds macros, and none is ever run; save it as a workbook without macros"
    " (.xlsx or .ods)",
    "sheet-bomb": "`{word}` unpacks to more than {most} MB in a part and is not read; save the table alone"
    " in a new workbook",
    "sheet-entities": "`{word}` declares XML entities, which no spreadsheet program does; they are not"
    " read: save it again",
    "sheet-old": "`{word}` is of the old Excel format (.xls); save it as .xlsx or .ods",
    "sheet-kind": "`{word}` is no workbook (.xlsx or .ods); save it as one of these",
    "sheet-list-kind": "`{word}` is no workbook (.xlsx or .ods) and no list (.csv); save it as one of these",
    "sheet-large": "`{word}` is {size} MB and at most {most} MB is read; save the table alone in a new"
    " workbook",
    "sheet-far": (
        "`{word}`: the sheet `{sheet}` holds something beyond {rows} rows or {columns} columns; delete what"
        " stands "
        "far from the table"
    ),
    "sheet-links": "`{word}` refers to other files or sources ({number}); they are not fetched",
    "sheet-encoding": "`{word}` is not text in {encoding}; say under `encoding` in the mapping what it is,"
    " or save it as UTF-8",
    # lists of somebody else's
    "list-no-sheet": "there is no sheet `{word}` with anything on it; the sheets are: {known}",
    "list-empty": "`{word}` holds nothing; check that it is the right file",
    "list-no-column": "the mapping names the column `{word}`, and the list has none; its columns are:"
    " {known}",
    "list-left": "columns of which the mapping says nothing are left out ({number}): {known}",
    "list-kind": "nothing says what kind of recipient this is; map `recipient_kind`, to a column or to a"
    " constant",
    "list-no-recipient": "rows that name no recipient: {number}; where these are no exchange, say so under"
    " `exchange` in the mapping",
    "list-unknown": "`{word}` under `{column}` is not known ({number}×); map it under `values`, or correct"
    " it",
    # sheets and columns
    "sheet-none-known": (
        "`{word}` holds none of the sheets that `sheet write` makes (such as `{expected}`); for a list of"
        " somebody "
        "else's give `--map`"
    ),
    "sheet-renamed": "the sheet `{word}` is not known by that name; call it what it is",
    "sheet-not-read": "the sheet `{word}` is none of those that are read, so it is left out",
    "sheet-no-heads": "the sheet `{word}` has none of the heads that belong to it; put them back in its"
    " first row",
    "sheet-column": "the column `{word}` is not known here; give it its own head back, or move it to"
    " another sheet",
    "sheet-headless": "this column has no head, and something stands in it; give it one, or empty it",
    "sheet-column-twice": "the column `{word}` is there twice; keep one",
    "sheet-column-missing": "the column `{word}` is missing, and every row needs it; add it",
    # cells
    "sheet-merged": "these cells are merged, so that only one row has the value; unmerge them and fill in"
    " each",
    "sheet-formula": "this formula has not been worked out; open the book, let it be worked out, and save"
    " it, or write the value",
    "sheet-cell-error": "this formula comes to the error `{word}`; mend it, or write the value",
    "sheet-formulas": "formulas ({number}) are not worked out: what they last came to is read",
    "sheet-hidden": "what is hidden is read like the rest ({what})",
    "sheet-hidden-sheet": "the sheet `{word}` is hidden and is read like the rest",
    "sheet-rest": "what no column shows is kept here and was changed; put back what stood here, or empty"
    " the cell",
    "sheet-replaced": "this cell replaces what was kept in the last column, since no column could show it",
    "sheet-elsewhere": "`{word}` cannot stand here, since each of them has a row on a sheet of its own;"
    " write it there",
    "sheet-none-and-more": "one cell says that there is none, and others say what it is; empty one or the"
    " others",
    "sheet-second-agreement": "a second agreement; a book holds one: delete this row",
    "sheet-kept-aside": "what fits in no column of `{word}` stands as it is in the last one ({number})",
}

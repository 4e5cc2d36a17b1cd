"""Every sentence about a user's input, by its code. Findings take their words from the rules, labels from the
vocabulary.
"""

from __future__ import annotations

from gbo_policy.basics import messages_of_dossiers, messages_of_logs, messages_of_sheets, messages_of_writing
from gbo_policy.basics.folding import unlike_it_looks
from gbo_policy.basics.translate import Sayable, mark, say

TEXTS: dict[str, str] = {
    # reading files
    "yaml-alias": "`{word}`: aliases and anchors are not read; write the value out",
    "yaml-tag": "`{word}`: tags are not read; leave the tag out",
    "yaml-key": "a key must be one word; write `name: value`",
    "yaml-syntax": "this is not well-formed YAML: {what}",
    "control-character": "{word} ({what}) cannot stand in a text file; delete it",
    "not-text": "this file is not UTF-8 text; save it as UTF-8 or leave it out",
    "too-deep": "nested deeper than {most} levels; flatten it",
    "too-large": "the file is {size} MB and at most {most} MB is read; split it",
    "duplicate-key": "`{word}` is already given on line {line}; keep one",
    "no-such-path": "`{word}` does not exist; check the path",
    "no-declarations": "`{word}` holds no declarations; check the path, or leave it out",
    "unreadable": "`{word}` cannot be read ({what}); check its permissions",
    "not-read-hidden": "`{word}` is hidden and so is not read; rename it, or name it under `exclude`",
    "not-read-suffix": (
        "`{word}` looks like a declaration and is not read; let its name end in .yaml, "
        ".yml or .json, or name it under `exclude`"
    ),
    "not-read-office": (
        "`{word}` is a workbook or a document, and those are no declarations; read it with `gbo-policy sheet "
        "read` or `gbo-policy read`, move it elsewhere or name it under `exclude`"
    ),
    "not-read-baseline": (
        "`{word}` is a baseline of findings that is not in use, so it is not read; "
        "name it with `--baseline` or delete it"
    ),
    "not-read-settings": "`{word}` looks like settings and is not read; settings stand in `gbo-policy.toml`"
    " in the workspace's root",
    "settings-not-in-force": "nothing in `{word}` counts, as `--config` names `{known}`; leave `--config` out"
    " if the workspace's own settings should",
    "not-read-link": "`{word}` is a link to what is not there, so nothing is read by it; mend it, or name it"
    " under `exclude`",
    "excluded": "`{word}` under `exclude` leaves out {number}: {known}{more}",
    "recorded-not-read": "`{word}` lay among the declarations and was not read when they were judged; see"
    " whether it should have been",
    "exclude-nothing": "`{word}` under `exclude` fits no file; correct it or take it out",
    "no-workspace": ("`{word}` holds no workspace sections ({sections}); give a file or folder that does"),
    "not-a-workspace-file": (
        "this file holds none of the sections {sections}; move it out of the folder or "
        "name it under `exclude` in gbo-policy.toml"
    ),
    "not-a-mapping": (
        "expected keys with values here, found {found}; write `section:` with its contents below"
    ),
    # shapes
    "unknown-key": "unknown key `{word}`; remove it or use one of: {known}",
    "key-below": "`{word}` does not stand here but under `{under}`",
    "no-types-key": "no type of event has a key `{word}`; remove it",
    "missing-key": "`{word}` is missing; add it",
    "wrong-type": "`{word}` is not {expected}; write {expected}",
    "unknown-word": "`{word}` is not known here; use one of: {known}",
    "unknown-purpose": (
        '`{word}` is not a purpose of the vocabulary; use one of: {known}, or `{{other: "…"}}`'
    ),
    "unknown-category": (
        '`{word}` is not a category of the vocabulary; use one of: {known}, or `{{other: "…"}}`'
    ),
    "unknown-basis": "`{word}` is not a legal basis; use `gdpr-6-1-a` to `f` or `gdpr-9-2-a` to `j`",
    "unknown-country": "`{word}` is not a country; use a two-letter ISO 3166-1 code, `EU` or `EEA`",
    "bad-date": "`{word}` is not a date; write one such as 2026-03-01",
    "bad-moment": "`{word}` is not a moment; write one such as 2026-03-01T14:30, or with an offset",
    "no-such-time": (
        "`{word}` does not exist in Brussels, where the clock skips that hour; write "
        "the right hour or an offset"
    ),
    "twice-that-time": (
        "`{word}` comes twice in Brussels, where the clock goes back over that hour; "
        "write the offset, +02:00 for the first or +01:00 for the second"
    ),
    "not-in-range": "`{word}` is no whole number from 0 to {most}; write one, without quotation marks",
    "says-nothing": (
        "`{word}` says nothing; write `none` where there is none, and leave the key out where it is not known"
    ),
    "none-waives": "`{word}` waives nothing: a waiver says why and who decided; write it",
    "bad-email": "`{word}` is not an e-mail address; write it as name@domain",
    "bad-url": "`{word}` is not a web address; write it with https:// in front",
    "bad-number": ("`{word}` is not written as an enterprise number; write 0123.456.789 or ten digits"),
    "bad-slug": "`{word}` is not a short name; use letters, digits, `-`, `_` and `.`",
    "bad-article": "`{word}` is not one of the GDPR's articles 32 to 36; write one of them",
    # sections and references
    "no-departure": (
        "`{word}` holds no departure; write one with its `clause`, a list of them, or the key `departures`"
    ),
    "one-change": "give one of `--with`, `--departure` and `--set`, so that it is clear what would change",
    "bad-set": "`{word}` sets nothing; write `NAME=30`, `NAME=30/60`, `NAME.outer=60` or"
    " `notice_given=posted`",
    "no-agreement": ("there is no section `agreement`; add the agreement that these declarations fall under"),
    "second-agreement": "a second `agreement`; the first is in {first}; one workspace holds one",
    "duplicate-id": "the id `{word}` is already used in {first}; give each its own",
    "dangling": "`{word}` is not a {what} of this workspace; use one of: {known}",
    "dangling-none": "`{word}` is not a {what} of this workspace, which has none; add it, or correct the"
    " name",
    "differs-in-form": (
        "`{word}` is not a {what} of this workspace: it differs from one only in capitals, blanks or how"
        " accents are written"
    ),
    "names-nobody": "this names no core actor (a sender is never its own recipient); name one, or take the"
    " line out",
    "foreign-field": (
        "`{word}` does not belong to a recipient of kind `{kind}`; remove it or change the kind"
    ),
    "one-subject": (
        "a subject is one of `flow`, `party`, `processor`, `event` (or `flow` with "
        "`recipient`); write just one"
    ),
    "null-subject": "`{word}` is empty, so it says nothing of what this is about; write its id",
    "wrong-subject": "the term `{word}` is not about this kind of subject; it is about: {known}",
    "dates-reversed": "`{later}` ({second}) lies before `{earlier}` ({first}); correct one of the two",
    "same-party": "`{word}` stands on both sides; name two different core actors",
    "successor-circle": (
        "`{word}` went into this one itself, at once or by way of others; keep `successor` only with who is"
        " gone"
    ),
    "twice": "`{word}` is named twice; keep one",
    "own-ground": "`{word}` is this very event, and no ground of its own; name a clause or another event",
    "unknown-clause": (
        "`{word}` is neither a clause of the agreement nor the id of an event; write one, such as 13.5"
    ),
    "slip-9-1-g": ("`gdpr-9-1-g` is a slip of the model text and is read as `gdpr-9-2-g`; correct it"),
    "effect-clause": "`{word}` is an effect on clause {clause}, not on {found}; write it under a departure"
    " on {clause}",
    "effect-twice": "{first} states `{word}` too, and otherwise; keep the one that holds",
    "placeholder": "`{word}` stands for something still to be filled in and counts as absent; fill it in",
    "placeholder-in-list": "`{word}` in a list stands for something still to be filled in: the whole list"
    " counts as not known; fill it in",
    "placeholder-states": (
        "`{word}` stands for something still to be filled in, in a key that says something where it is left"
        " out; fill it in, or leave the key out if that is meant"
    ),
    # signed texts
    "signed-damaged": "`{word}` is damaged and cannot be read; save it again, or ask for another copy",
    "signed-password": "`{word}` is protected by a password; save it without one",
    "signed-macro": "`{word}` holds macros, and none is ever run; save it as a document without macros"
    " (.docx or .odt)",
    "signed-bomb": "`{word}` unpacks to more than {most} MB and is not read; save its text alone",
    "signed-entities": "`{word}` declares XML entities, which no word processor does; they are not read:"
    " save it again",
    "signed-elsewhere": "part of the text of `{word}` lies in another file, and that is not fetched; paste"
    " that text in and save it",
    "signed-old": "`{word}` is of the old Word format; save it as .docx, .odt or PDF",
    "signed-kind": "`{word}` is no Word file (.docx), OpenDocument text (.odt), PDF or plain text; save it"
    " as one of these",
    "signed-picture": "`{word}` holds pictures of pages and no text; run text recognition on it, or ask for"
    " the file that was printed",
    "signed-long": "`{word}` has more than {most} pages; give the agreement alone",
    "signed-large": "`{word}` is {size} MB and at most {most} MB is read; save it without its pictures",
    "signed-empty": "`{word}` holds no text; check that it is the right file",
    "signed-other": "`{word}` is no such agreement: only {number} % of the model's words stand in it as in"
    " the model; give the signed text",
    "signed-model": "`{word}` is not the model that the pack knows by its digests; give the model's own"
    " text, not filled in",
    "signed-no-model": "this pack holds no `model.yaml`, so no text can be held against its model; use a"
    " pack that does",
    "signed-tracked": "`{word}` holds tracked changes ({number}); they are read as accepted",
    "signed-comments": "`{word}` holds comments ({number}); they are not read",
    "signed-edge": "not compared, since it stands at the edge of a page: {word}",
    "signed-links": "`{word}` refers to other files ({number}: pictures, a template); they are not fetched",
    "signed-1252": "`{word}` is not UTF-8 and is read as Windows-1252",
    # settings and options
    "bad-settings": "the settings file is not well-formed TOML ({what}); correct it",
    "settings-twice": "`[tool.gbo-policy]` here and `{known}` both hold settings; keep them in one of them",
    "no-settings": "`{word}` holds no settings; write them below `[tool.gbo-policy]`, or name another file",
    "unknown-setting": "unknown setting `{word}`; remove it or use one of: {known}",
    "bad-setting": "`{word}` is not a value for `{setting}`; write {expected}",
    "norm-order": ("`{setting}`: `expected` ({expected}) is beyond `outer` ({outer}); make it the smaller"),
    "unknown-rule": "`{word}` is not a rule of this pack; use one of: {known}",
    "unknown-flow": "`{word}` is not a flow of this workspace; use one of: {known}",
    "critical-ignored": (
        "`{word}` cannot be waived, so settings cannot leave it out; take it out of "
        "`ignore` (on the command line it can be left out, and the answer says so)"
    ),
    "critical-unselected": (
        "`select` in settings leaves out {number} that cannot be waived: {known}; add "
        "them, or select on the command line"
    ),
    "rules-left-out": (
        "left out by `select` and `ignore`: {number} of the {all} rules, {critical} of them critical: {known}"
    ),
    "nothing-applied": (
        "no rule that was selected applied to anything here, so nothing was judged; "
        "check the declarations, `select` and the as-of date"
    ),
    "nothing-selected": "no rule is left after `select` and `ignore`; select at least one",
    "comment-not-read": "`{word}` looks meant for gbo-policy and is not read; write `# gbo: waive RULE"
    " until 2026-12-31 approved-by NAME reason …`",
    "waiver-of-nothing": "`{word}` stands in nothing that a waiver can be about; put it in a flow, a party,"
    " a processor, an event or the agreement",
    "waiver-part-missing": "`{word}` is missing in this waiver; write `# gbo: waive RULE until 2026-12-31"
    " approved-by NAME reason …`",
    "waiver-undated": "this waiver of `{word}` says no day of approval, so it is taken as approved on every"
    " day up to its last; write `approved-on DATE` before `reason`",
    "waiver-part-twice": "`{word}` comes twice in this waiver; keep one",
    "cannot-edit": "`{word}` cannot be changed in place as this file is written; change it by hand",
    "no-normal-form": "this file is written in a way that has no normal form without changing what it says;"
    " it is left as it is",
    "changed-meanwhile": "`{word}` was changed by somebody else meanwhile, so nothing is written; start"
    " again from the file as it is now",
    "cannot-write": "`{word}` cannot be written ({what}); choose another place",
    "moment-or-period": "`--as-of` is a moment, `--from` and `--to` make a period; give one of the two",
    "needs-output": "`{word}` is not for a screen; name a file with `--output`",
    "output-without-format": "each `--output` belongs to the `--format` just before it; give one for each",
    "one-on-stdout": "only one of {known} can go to standard output; give the others an `--output`",
    "output-twice": "`{word}` is the output of two formats; give each its own",
    "not-a-receipt": "`{word}` does not say who and when; write PARTY=2026-03-01",
    "needs-extra": "`{word}` needs the extra `{extra}`; install gbo-policy[{extra}]",
    # baselines, revisions, starters
    "baseline-fixed": (
        "{word} of {about} is no longer found; `gbo-policy baseline write --shrink` "
        "takes it out of the baseline"
    ),
    "baseline-outgrown": ("{word} of {about} rests on more than when the baseline was written, so it counts"),
    "baseline-exists": (
        "`{word}` exists already; `--shrink` takes out what is fixed, `--force` writes it anew"
    ),
    "baseline-expiry": "`{word}` does not lie after the as-of date {day}; choose a later day",
    "baseline-reason": "`{word}` is no reason; say why the findings are held",
    "baseline-option": "`{word}` is missing; give it",
    "port-taken": "port {word} is not free ({what}); choose another with `--port`, or leave that out",
    "folder-gone": "the folder that this runs in no longer exists; go to one that does",
    "no-git": "git is not installed; install it, or judge without `--changed-since` and `--known-on`",
    "no-repository": "`{word}` is looked for in git, and `{where}` lies in no git repository; give a path in"
    " one, or judge without `--changed-since` and `--known-on`",
    "unknown-revision": (
        "`{word}` is not a revision of the git repository here{what}; fetch it (a CI "
        "checkout needs its history) or name another"
    ),
    "known-on-no-day": "`{word}` is no day or moment of the calendar, and no revision of the git repository"
    " here; write a day such as 2026-03-01, a moment such as 2026-03-01T12:00, or a revision",
    "revision-damaged": (
        "`{word}` cannot be read whole from this git repository ({what}), and nothing "
        "is fetched; fetch it first (`git fetch --refetch`)"
    ),
    "nothing-known": "nothing had been committed by {word} on the branch checked out here; give a later day",
    "known-elsewhere": "`{word}` is a submodule: what it held then is in a repository of its own and was not"
    " read; judge it by its own path",
    "known-link": "`{word}` was a link to what the repository did not hold then, so nothing was read by it;"
    " see what it may have led to",
    "known-absent": "`{word}` was not there then, so nothing of it was judged",
    "known-cut": "this clone holds only the latest commits (it is shallow), none of them by {word}; fetch the"
    " whole history (`git fetch --unshallow`, `fetch-depth: 0` in CI)",
    "known-on": (
        "judged are the declarations as the repository held them in commit {commit} of {when}; rules and"
        " settings are those of now"
    ),
    "outside-repository": "`{word}` lies outside the git repository {top}; give a path inside it",
    "revision-unusable": (
        "the declarations at `{word}` cannot be judged, so every finding counts as new: {what}"
    ),
    "already-there": (
        "`{word}` exists already and is left as it is, so nothing was written; choose "
        "another folder or move it"
    ),
    "needs-yes": "there is no terminal to ask questions on; give `--yes` to leave the names out",
    # logs of exchanges
    "not-a-log": (
        "`{word}` is not a log that is read here; give files that end in {known}, or "
        "move it out of the folder"
    ),
    "no-logs": "`{word}` holds no logs; give files that end in {known}",
    "log-empty": "this log holds no exchanges; give one that does",
    "log-all-bad": "not one row of this log can be judged (of {word}); mend them",
    "damaged-log": ("`{word}` cannot be read as Parquet ({what}); it may be cut short: fetch it anew"),
    "log-column-missing": "there is no column `{word}`, and every log needs it; the columns are: {known}",
    "log-column-twice": "the column `{word}` is there twice; keep one",
    "log-columns-alike": "the columns `{first}` and `{word}` differ in capitals or blanks only; keep one",
    "log-column-type": ("the column `{word}` is of type {found} and not {expected}; write it as {expected}"),
    "log-column-unread": "the column `{word}` is not read",
    "log-columns-differ": (
        "this file has no column `{word}`, which {first} has; its exchanges are judged without it"
    ),
    "log-hidden": (
        "`{word}` was passed over, since its name or folder begins as what engines "
        "leave beside their data; rename it if it is a log"
    ),
    "log-partition": (
        "the folder gives the column `{word}` for this file, and folders are not read "
        "as columns; write it in the file"
    ),
    "log-line-ends": (
        "the lines of this file end in a way that is not read; save it with line ends of Windows or Linux"
    ),
    "log-rows-lost": (
        "{word} of the {known} rows of the log were accounted for, so nothing is "
        "answered; check that no file was changed meanwhile"
    ),
    "log-same": "this file holds the same as {first}; its exchanges are counted twice",
    "no-join": "`{word}` holds one workspace; leave `--all` out, or take another format",
    "output-is-input": "`{word}` is read as {known}, and would be written over; choose another file",
    "output-among-logs": (
        "`{word}` would lie among the logs and be read as one the next time; choose another folder"
    ),
    "select-not-exchanges": (
        "`{word}` selects no rule on exchanges, so there would be nothing to judge by; "
        "the rules on exchanges are: {known}"
    ),
    "log-no-id": "there is no `id`; give each exchange one",
    "log-no-at": "there is no `at`; say when the exchange took place",
    "log-year": "`{word}` lies outside the years that can be judged; correct it",
    "log-value": "`{word}` in `{column}` is not {expected}; correct it where the log is made",
    "log-fields": ("the row has {word} values and not {known}; look for a missing or stray separator"),
    "log-quote": ("a quotation mark is opened and not closed, or stands where it cannot; close or double it"),
    "log-line-long": "the line is longer than {word} MB, and so is no row; look for a missing end of a line",
    "log-json": "the line is not a JSON object; write one object a line",
    "log-key-twice": "the key `{word}` is there twice; keep one",
    "log-skipped": (
        "`{word}` does not exist: in that night the clock skips that hour; correct it where the log is made"
    ),
    "not-text-row": "the row is not UTF-8 text; save the log as UTF-8",
    "offenders-suffix": "`{word}` is not a kind of file for offenders; end it in {known}",
    "extra-missing": "`{word}` is not installed; install gbo-policy with the extra `{known}`",
    "bad-memory": "`{word}` is not an amount of memory; write it as 1GB or 500MB",
    "log-engine": (
        "the log cannot be read to its end ({what}); fetch a damaged file anew, or "
        "give more `--memory` if that is what is short"
    ),
    "spark-failed": (
        "Spark cannot be started ({what}); install Java 17 or newer, or correct `--spark-master` or "
        "`--spark-conf`"
    ),
    "second-document": "a second document begins here, and this file holds one; take `---` out",
    # rule packs
    "pack-file-missing": "`{word}` is missing from the pack; add it",
    "pack-file-twice": (
        "`{word}` is there already, as {first}, and a folder of rules has one; take one of the two out"
    ),
    "pack-file-replaced": (
        "`{word}` takes the place of the built-in pack's file of that name, and all rules judge by it; take"
        " it out where that is not meant"
    ),
    "rule-not-read": "`{word}` lies among the rules and is not read; let its name end in .yaml or .yml and"
    " begin with a letter, or take it out of the folder",
    "rule-second": "a rule file holds one rule; move this one to a file of its own",
    "rule-expression": "`{word}`: {what}",
    "rule-placeholder": "`{word}` is not a fact of `{kind}`; use one of: {known}",
    "rule-review-message": "`review` and `review_message` belong together; give both or none",
    "rule-waivable": "a critical rule cannot be waived; write `waivable: false`",
    "rule-against": "`{word}` is not a fact of `{kind}` that names core actors; use one of: {known}",
    "reading-rule": "the term `reading` is about one rule; name it under `rule`",
    "rule-not-here": "`rule` belongs to the term `reading`, not to `{word}`; leave it out here",
    "unread-rule": (
        "assessment of the reading of rule `{word}`: there is no such rule, so it settles nothing"
    ),
    "rule-sanction": ("`sanction` needs a party that it is `against`; name one, or write `sanction: null`"),
    "rule-test-fact": "`{word}` is not {expected}; write {expected} for this fact",
    "empty-pack": "`{word}` holds no rules; give a folder with rule files",
    "unknown-scheme": "`{word}` is not a scheme of numbers; name one of python-stdnum, such as `be.vat`",
    "pack-unchecked": ("clause `{word}` has a sentence with neither rules nor a reason; give one of them"),
}
TEXTS |= messages_of_dossiers.TEXTS | messages_of_logs.TEXTS | messages_of_sheets.TEXTS
TEXTS |= messages_of_writing.TEXTS

# sentences about a word that has to be one of those known, or of a form
_OF_NAMES = ("bad-", "dangling", "differs-in-form", "not-a-", "unknown-", "wrong-type")
# the words of a sentence that are ours, not the user's
_OURS = ("expected", "what", "found")

KINDS_OF_VALUE: dict[str, str] = {
    "text": mark("text"),
    "a date": mark("a date"),
    "a list": mark("a list"),
    "keys with values": mark("keys with values"),
    "true or false": mark("true or false"),
    "a whole number": mark("a whole number"),
    "a whole number from 0 on": mark("a whole number from 0 on"),
    "keys with values, or none": mark("keys with values, or `none`"),
    "nothing": mark("nothing"),
    "a number": mark("a number"),
    "a timestamp": mark("a timestamp (such as 2026-03-01T09:30)"),
    "a list of text": mark("a list of text"),
    "party": mark("core actor"),
    "the declarations": mark("the declarations"),
    "the rules": mark("the rules"),
    "processor": mark("processor"),
    "flow": mark("flow"),
    "event": mark("event"),
    "recipient": mark("recipient"),
    # causes of ill-formed YAML, and characters that no text holds
    "yaml-tab": mark("a tab stands here, and YAML is indented with spaces; type spaces"),
    "yaml-blank": mark(
        "the blank here is not an ordinary space (often a non-breaking one, pasted from a"
        " web page or Word); type a space"
    ),
    "yaml-quotes": mark(
        'the quotation mark here is a typographic one, as Word makes them; type a straight one (")'
    ),
    "yaml-glued": mark("a space is missing after the colon; write `key: value`"),
    "yaml-start": mark("a value cannot begin with this character; put quotation marks around it"),
    "yaml-open-quote": mark("the quotation mark here is not closed; close it"),
    "yaml-open-bracket": mark(
        "the bracket here is not closed, or a comma is missing after it; close it or add the comma"
    ),
    "yaml-two-colons": mark(
        "a key with a value cannot stand here; put quotation marks around a value that "
        "holds a colon, or check the indentation"
    ),
    "yaml-no-colon": mark(
        "this line has no `key: value`; add the colon and a space, or indent it under what it belongs to"
    ),
    "yaml-dash": mark("a list cannot begin on the line of its key; start the `-` on the next line"),
    "yaml-escape": mark(
        "`\\` begins an escape between double quotation marks, and this is none; write "
        "`\\\\` or use single ones"
    ),
    "yaml-indent": mark(
        "this does not line up with what stands above it; check the indentation, and "
        "quotation marks that end too early"
    ),
    "yaml-other": mark("check indentation, quotation marks and colons here"),
    "form-feed": mark("form feed"),
    "delete": mark("delete"),
    "escape": mark("escape"),
    "backspace": mark("backspace"),
    "vertical-tab": mark("vertical tab"),
    "control-character": mark("a control character"),
}


def sentence(code: str, lang: str, **words: object) -> str:
    """Fill in the sentence ``code`` in ``lang``; a ``guess`` among the words becomes a suggestion at its
    end.
    """
    words = {k: _in(lang, v, ours=k in _OURS) for k, v in words.items()}
    text = say(lang, mark(TEXTS[code], code), **words)  # type: ignore[arg-type]  # none is called context
    if code.startswith(_OF_NAMES) and (odd := unlike_it_looks(str(words.get("word") or ""))):
        text += say(lang, "; {odd} stands in it", odd=", ".join(odd))
    return text + say(lang, "; did you mean `{guess}`?", guess=words["guess"]) if words.get("guess") else text


def _in(lang: str, word: object, *, ours: bool) -> object:
    if isinstance(word, Sayable):
        return word.in_(lang)
    return (
        say(lang, KINDS_OF_VALUE[word]) if ours and isinstance(word, str) and word in KINDS_OF_VALUE else word
    )

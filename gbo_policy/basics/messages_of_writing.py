"""What can be wrong with what is asked of a document to be written."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "write-needs": "`write {kind}` needs `{word}`; give it: {known}",
    "write-needs-one": "`write {word}` needs one of {known}; give it",
    "write-not-taken": "`{word}` says nothing to `write {kind}`; leave it out (it takes: {known})",
    "write-other-agreement": "`write {word}` cites clause {clause} of the agreement, and this pack has no"
    " rule `{known}` on it; use the pack of that agreement",
    "write-form": "`write {kind}` does not come as `{word}`; use one of: {known}",
    "write-kind": "`{word}` is no kind of document; use one of: {known}",
    "write-event-type": "`{word}` ({type}) is not what `write {kind}` is about; use one of: {known}",
    "write-nobody": "`write {word}` has nobody to write to: the core actors are not declared; add them",
    "write-article": "`{word}` is not one of the GDPR's articles 32 to 36; write one of them",
    "record-nothing": "`write {word}` brings nothing about that a register holds; leave `--record` out",
    "record-not-read": "`{word}` is no file of this workspace, so nothing was recorded; use one of: {known}",
    "record-elsewhere": "`{word}` stands in {first}, so nothing was recorded in another file; give that one",
    "record-twice": "{first} holds this already (`{word}`), so nothing was recorded",
    "record-several": "`{word}` is written for several core actors at once; record it there by hand",
    "write-partner": "`{word}` is a partner and no core actor: the agreement lets it receive, and asks"
    " nothing of it or for it; name one of: {known}",
    "record-one": "`--to` writes to one core actor, and what is recorded is about all; leave `--to` or"
    " `--record` out",
    "record-open": "`{word}` is not known, and what is recorded without it says less than the document;"
    " give it",
}

"""The sentences about dossiers, keys and what verifying tells; ``messages`` holds those of all else."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # dossiers and keys
    "not-a-zip": ("this is not a ZIP file that can be read; give a dossier made by `gbo-policy dossier`"),
    "not-a-dossier": "this archive has no manifest.json; give a dossier made by `gbo-policy dossier`",
    "archive-name": (
        "`{word}` is not a plain name inside the archive; a dossier names its files by "
        "relative paths with `/`"
    ),
    "archive-link": "`{word}` is a link or a device; a dossier holds plain files only",
    "archive-twice": "`{word}` is there twice; a dossier holds every file once",
    "archive-encrypted": "`{word}` is encrypted; a dossier is not",
    "archive-packed": (
        "`{word}` is compressed; a dossier stores its files as they are, and unpacking "
        "this could fill the disk"
    ),
    "archive-odd": (
        "`{word}` claims to be larger than the archive itself, or is in a variant of "
        "ZIP that a dossier does not use"
    ),
    "archive-many": "more than {most} files; a dossier holds at most that many",
    "archive-large": "{size} MB; a dossier is at most {most} MB",
    "dossier-settings": "the dossier's settings.json is not as it should be ({what})",
    "dossier-changed": "this dossier is not as it was made; run `gbo-policy verify` on it",
    "sign-extra": "signatures need an extra; install it with `pip install 'gbo-policy[sign]'`",
    "key-exists": "`{word}` is already there and is never overwritten; choose another folder",
    "key-open": (
        "others can read this private key; run `chmod 600` on it, or make a new one "
        "with `gbo-policy keys new`"
    ),
    "needs-passphrase": "there is no terminal to ask for the passphrase on; put it in GBO_POLICY_PASSPHRASE",
    "key-passphrase": "the passphrase is not right; try again, or look at GBO_POLICY_PASSPHRASE",
    "key-private": "this is not an Ed25519 private key in PEM; make one with `gbo-policy keys new`",
    "key-public": (
        "this is not an Ed25519 public key in PEM; give the public file that `gbo-policy keys new` wrote"
    ),
    "compare-what": (
        "this is neither a dossier nor the answer of `gbo-policy check --format json`; give one of these"
    ),
    # what verifying a dossier tells
    "verify-more": "and {more} more",
    "verify-damaged": "`{word}` cannot be read: its bytes or its name were changed",
    "verify-form": "byte for byte the archive that this program writes for these files",
    "verify-form-not": "bytes outside the files were changed, added or removed",
    "verify-manifest-not": "the manifest cannot be read",
    "verify-missing": "`{word}` is missing",
    "verify-added": "`{word}` is not in the manifest",
    "verify-complete": "all {number} files of the manifest are there, and no other",
    "verify-changed": "`{word}` is not what the manifest says",
    "verify-sum-not": "manifest.json is not the one of manifest.sha256",
    "verify-digests": "every file has the size and the SHA-256 digest of the manifest",
    "verify-unsigned": "a key was given, but the dossier is not signed",
    "verify-no-signature": (
        "the dossier is not signed: whoever can change a file can also write a new manifest"
    ),
    "verify-half-signed": (
        "the manifest and the signature do not belong together: one of them speaks of "
        "a signer, the other does not"
    ),
    "verify-sign-extra": (
        "the dossier is signed and the signature cannot be checked here; install `gbo-policy[sign]`"
    ),
    "verify-other-key": "signed with another key than the one given: {word}",
    "verify-bad-signature": "the signature does not fit the manifest",
    "verify-signature": "the manifest is signed with the given key {word}",
    "verify-own-key": (
        "the signature fits the key that the dossier itself names, {word}; give --key to know whose it is"
    ),
    "verify-no-previous": "the dossier names none before it",
    "verify-previous-not-given": (
        "the dossier follows the one as of {as_of} with manifest {word}; give it with --previous"
    ),
    "verify-not-chained": "a previous dossier was given, but this one names none",
    "verify-other-previous": "the dossier follows manifest {word}, not the one given: {found}",
    "verify-chain": "the dossier follows the given one, as of {as_of}",
    "link-agreement": ("the dossier before it is of another agreement, `{word}`; this one is of `{own}`"),
    "link-later": "the dossier before it is as of {word}, later than this one, {own}",
    "verify-rules": "all {number} files of rules are those of pack {pack}",
    "verify-rule-changed": "`{word}` was rewritten: it is not that of pack {pack}",
    "verify-rule-gone": "`{word}` of pack {pack} was left out",
    "verify-rule-added": "`{word}` was added: pack {pack} holds no such file",
    "verify-rule-house": "`{word}` is not of pack {pack}; compare it with the house's own by --rules DIR",
    "verify-rule-replaces": (
        "`{word}` takes the place of the file of that name in pack {pack}; compare it with "
        "the house's own by --rules DIR"
    ),
    "verify-pack-other": "judged by pack {word}, not by the one given, {own}",
    "verify-pack-unknown": (
        "judged by pack {word}, which is not the one of this program, {own}: its rules were "
        "not compared; give that pack by --rules DIR"
    ),
    "verify-norm": "`{word}` was judged as {found}, a norm that this house set; the pack proposes {expected}",
    "verify-left-out": "rule `{word}` (article {clause}) was left out: nothing was judged by it",
    "verify-left-out-critical": (
        "critical rule `{word}` (article {clause}) was left out: nothing was judged by it"
    ),
    "verify-rules-unjudged": "no rules to compare, since judging again failed",
    "verify-unread": "`{word}` is listed, but nothing reads it: it was not judged",
    "verify-strange": "`{word}` is no file of a dossier: nothing can be held against it",
    "verify-judgement": (
        "judged again from the contained declarations and rules: {number} results, "
        "every one the same ({what})"
    ),
    "verify-too-much": (
        "its rules ask for more work on these declarations than any agreement needs, so it was not judged"
        " again"
    ),
    "verify-cannot-judge": "the contents cannot be judged again ({what})",
    "verify-no-results": "`{word}` does not hold readable results, each once",
    "verify-other-verdict": "{word}: recorded {expected}, judged again {found}",
    "verify-other-result": "{word}: the same verdict, but recorded otherwise: {parts}",
    "verify-other-part": "{word} is recorded otherwise than judged again",
    "verify-reports": (
        "all {number} result and report files and the manifest are what this version writes for these results"
    ),
    "verify-reports-unjudged": "nothing to hold the reports against, since judging again failed",
    "verify-reports-unsound": "the dossier was changed, so there is no use in comparing reports",
    "verify-other-engine": "made by version {word}; this is {own}, which may word reports differently",
    "verify-other-report": "`{word}` is not what follows from the contents",
    "verify-other-tools": "made with other libraries, which may explain it: {word}",
}

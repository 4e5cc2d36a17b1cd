"""A dossier: one ZIP file with what was declared, by which rules and settings it was judged, what came out,
and digests of it all.

Everything derived is written from the contents of the dossier itself, in both languages, so nothing of the
machine, the folder or the locale that it was made in can enter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from gbo_policy import __version__, formats
from gbo_policy.basics.digest import digest, digest_of
from gbo_policy.basics.json_text import json_text
from gbo_policy.basics.moments import AsOf
from gbo_policy.basics.problems import Location, PolicyError, Problem, problem
from gbo_policy.basics.translate import LANGUAGES
from gbo_policy.dossiers.archive import Archive, read_archive, write_archive
from gbo_policy.dossiers.signatures import Signer
from gbo_policy.judging.rejudge import Basis, Judged, Strict, judge_again, pack_of
from gbo_policy.judging.report import Report
from gbo_policy.judging.settings import parse_as_of
from gbo_policy.rulebook.catalogue import catalogue

if TYPE_CHECKING:
    from gbo_policy.reporting.content.material import Material

SCHEMA = "gbo-policy/dossier/1"
MANIFEST, SUM, SIGNATURE, SETTINGS, ABOUT = (
    "manifest.json",
    "manifest.sha256",
    "manifest.sig",
    "settings.json",
    "README.txt",
)
AUDITS = "audits/"
_OUTSIDE = (MANIFEST, SUM, SIGNATURE)  # what the manifest cannot list
# the libraries that a verdict could depend on
_TOOLS = ("holidays", "pydantic", "python-stdnum", "pyyaml", "rule-engine", "tzdata")

ABOUT_TEXT = """\
Dossier of gbo-policy. / Dossier van gbo-policy.

inputs/        what was declared / wat is aangegeven
pack/, extra/  the rules it was judged by / de regels waaraan het is getoetst
settings.json  as-of date, house norms, chosen rules / peildatum, huisnormen, gekozen regels
results/       every result / elk resultaat
reports/       the same, to read / hetzelfde, om te lezen
manifest.json  the SHA-256 digest of every file here / de SHA-256 van elk bestand hier

Check it with / Controleer het met: gbo-policy verify FILE.zip
"""


class ManifestEntry(Strict):
    """One file of a dossier."""

    name: str
    size: int
    sha256: str


class PackName(Strict):
    """Which pack judged."""

    id: str
    version: str
    digest: str


class Link(Strict):
    """The dossier before this one, by the digest of its manifest."""

    manifest: str
    agreement: str
    as_of: str


class Manifest(Strict):
    """What a dossier says of itself. ``signer`` is the public Ed25519 key, in hexadecimal digits, of whoever
    signed it.
    """

    schema_: Literal["gbo-policy/dossier/1"] = Field("gbo-policy/dossier/1", alias="schema")
    engine: str
    tools: dict[str, str]
    agreement: str
    as_of: str
    verdict: str
    summary: dict[str, int]
    pack: PackName
    inputs: str
    previous: Link | None
    signer: str | None
    files: list[ManifestEntry]


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier as made: its bytes, the report that it holds, and the digest of its manifest."""

    data: bytes
    report: Report
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as read. ``manifest`` is None when it cannot be read."""

    file: str
    archive: Archive
    manifest: Manifest | None

    @property
    def members(self) -> Mapping[str, bytes]:
        """All files, by name."""
        return self.archive.members

    @property
    def fingerprint(self) -> str:
        """The digest of the manifest: what stands for the whole dossier."""
        return digest(self.members.get(MANIFEST, b""))

    def inputs(self) -> dict[str, bytes]:
        """Give the declarations, by their names in the workspace."""
        return _below("inputs/", self.members)

    def pack(self) -> dict[str, bytes]:
        """Give the files of the pack, by their names in the dossier."""
        return {n: c for n, c in self.members.items() if n.startswith(("pack/", "extra/"))}

    def wrong_sum(self) -> bool:
        """Tell whether the manifest is not the one whose digest stands beside it."""
        return self.members.get(SUM) != _sum(self.members.get(MANIFEST, b""))

    def differences(self) -> tuple[list[str], list[str], list[str]]:
        """Give the files that are missing, that were added, and that were changed, against the manifest."""
        listed = {e.name: e for e in self.manifest.files} if self.manifest else {}
        here = {n: c for n, c in self.members.items() if n not in _OUTSIDE}
        missing = sorted({*listed, MANIFEST, SUM} - {*self.members, *self.archive.damaged})
        changed = [
            n
            for n, c in here.items()
            if n in listed and (listed[n].size, listed[n].sha256) != (len(c), _hex(c))
        ]
        return missing, sorted(here.keys() - listed.keys()), sorted([*changed, *self.archive.damaged])

    def audits(self) -> dict[str, bytes]:
        """Give the answers of audits that it took in, by their names."""
        return _below(AUDITS, self.members)

    def intact(self) -> bool:
        """Tell whether every byte is as it was made, as far as the dossier itself can tell."""
        return (
            self.archive.exact
            and self.manifest is not None
            and not self.wrong_sum()
            and not any(self.differences())
        )


def read_dossier(data: bytes, file: str) -> Dossier:
    """Read a dossier; ``file`` names it in messages. Raises PolicyError for anything else, and for what is
    built to harm.
    """
    archive = read_archive(data, file)
    if MANIFEST not in archive.members and MANIFEST not in archive.damaged:
        raise PolicyError([problem("not-a-dossier", Location(file))])
    try:
        manifest = Manifest.model_validate_json(archive.members.get(MANIFEST, b""))
    except ValidationError:
        manifest = None
    return Dossier(file, archive, manifest)


def build(
    inputs: Mapping[str, bytes],
    pack: Mapping[str, bytes],
    basis: Basis,
    previous: Link | None,
    signer: Signer | None,
    audits: Mapping[str, bytes] = MappingProxyType({}),
) -> Made:
    """Judge and make a dossier. ``pack`` names its files as ``pack.pack_files`` does; ``audits`` are answers
    of ``audit``, by their names.

    Raises PolicyError for declarations that cannot be judged, and for a ``previous`` that it cannot follow.
    """
    judged = judge_again(inputs, pack_of(pack), basis)
    agreement, as_of = judged.report.workspace.agreement.id, str(judged.report.as_of)
    if previous is not None and (wrong := misplaced(previous, agreement, as_of)):
        raise PolicyError(wrong)
    declared = {f"inputs/{name}": content for name, content in inputs.items()}
    files = {
        **declared,
        **pack,
        **{f"{AUDITS}{name}": content for name, content in audits.items()},
        SETTINGS: as_json(basis.data()),
        ABOUT: ABOUT_TEXT.encode(),
        **derived(judged),
    }
    manifest = as_json(
        manifest_of(
            judged.report, files, tools(), previous, signer.public if signer is not None else None
        ).model_dump(by_alias=True)
    )
    sealed = {MANIFEST: manifest, SUM: _sum(manifest)} | (
        {SIGNATURE: signature_file(signer.sign(manifest))} if signer is not None else {}
    )
    return Made(write_archive(files | sealed), judged.report, digest(manifest))


def manifest_of(
    report: Report,
    files: Mapping[str, bytes],
    made_with: Mapping[str, str],
    previous: Link | None,
    signer: str | None,
) -> Manifest:
    """Make the manifest of ``files``, which the report belongs to."""
    pack = PackName(id=report.pack.id, version=report.pack.version, digest=report.pack.digest)
    return Manifest(
        engine=__version__,
        tools=dict(made_with),
        agreement=report.workspace.agreement.id,
        as_of=str(report.as_of),
        verdict=report.verdict.word,
        summary=report.counts(),
        pack=pack,
        inputs=digest_of({f.name: f.content for f in report.workspace.files}),
        previous=previous,
        signer=signer,
        files=[ManifestEntry(name=n, size=len(c), sha256=_hex(c)) for n, c in sorted(files.items())],
    )


def derived(judged: Judged) -> dict[str, bytes]:
    """Write what follows from the rest: the results and the reports that this program knows to write, in both
    languages.
    """
    material = _material(judged)
    return {name: content for lang in LANGUAGES for name, content in _derived(material, lang)}


def _derived(material: Material, lang: str) -> Iterator[tuple[str, bytes]]:
    report = material.report
    for name, path in formats.in_dossiers().items():
        yield path.format(lang), formats.renderer(name)(report, lang).encode()
    yield f"reports/{lang}/oscal-catalog.json", catalogue(report.pack, lang).encode()
    yield from _written(material, lang)


def _material(judged: Judged) -> Material:
    from gbo_policy.reporting import Setting, gather

    basis, norms = judged.basis, judged.report.pack.norms
    chosen = [("select", ", ".join(basis.select)), ("ignore", ", ".join(basis.ignore))]
    chosen += [
        (n.name, f"{n.expected} / {n.outer}") for n in judged.case.norms.values() if norms.get(n.name) != n
    ]
    settings = [Setting(name, value, SETTINGS) for name, value in chosen if value]
    return gather(judged.case, judged.report.as_of, settings=settings, report=judged.report)


def _written(material: Material, lang: str) -> Iterator[tuple[str, bytes]]:
    """Write the report for people, in those formats that have a file in a dossier."""
    from gbo_policy.reporting import names, writer
    from gbo_policy.reporting.assemble import assemble

    document = assemble(material, lang)
    for made in map(writer, names()):
        if made.dossier is not None:
            yield made.dossier.format(lang), made.render(document)


def tools() -> dict[str, str]:
    """Give the versions of what a verdict could depend on."""
    return {"python": ".".join(map(str, sys.version_info[:3]))} | {
        name: metadata.version(name) for name in _TOOLS
    }


def link(before: Dossier) -> Link:
    """Give what the next dossier says of this one; PolicyError when it is not intact."""
    if before.manifest is None or not before.intact():
        raise PolicyError([problem("dossier-changed", Location(before.file))])
    return Link(manifest=before.fingerprint, agreement=before.manifest.agreement, as_of=before.manifest.as_of)


def misplaced(before: Link, agreement: str, as_of: str) -> list[Problem]:
    """Find why a dossier of this agreement, as of this day, cannot follow another: that is of another
    agreement, or of a later day.
    """
    wrong = []
    if before.agreement != agreement:
        wrong.append(problem("link-agreement", None, word=before.agreement, own=agreement))
    then, now = parse_as_of(before.as_of), parse_as_of(as_of)
    if then is None or now is None or then.day > now.day or (_exact(then, now) and then.moment > now.moment):
        wrong.append(problem("link-later", None, word=before.as_of, own=as_of))
    return wrong


def _exact(one: AsOf, other: AsOf) -> bool:
    """Tell whether two may be compared to the moment; a day stands for its end only beside another day."""
    return not one.whole_day and not other.whole_day


def signature_file(signature: bytes) -> bytes:
    """Write a signature as a file's content."""
    return f"{signature.hex()}\n".encode()


def as_json(data: Any) -> bytes:
    """Write data the one way that a dossier holds it."""
    return json_text(data).encode()


def _below(prefix: str, members: Mapping[str, bytes]) -> dict[str, bytes]:
    return {n.removeprefix(prefix): c for n, c in members.items() if n.startswith(prefix)}


def _hex(content: bytes) -> str:
    return digest(content).partition(":")[2]


def _sum(manifest: bytes) -> bytes:
    return f"{_hex(manifest)}  {MANIFEST}\n".encode()

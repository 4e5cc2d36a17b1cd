"""A signed file, a pack and perhaps the model's own text into the whole answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.documents.signed.model_words import AgreementModel, read_model
from gbo_policy.documents.signed.paper import refused
from gbo_policy.documents.signed.paper_file import read_paper
from gbo_policy.documents.signed.stated import stated
from gbo_policy.documents.signed.text_answer import TextAnswer
from gbo_policy.documents.signed.text_reading import read_text
from gbo_policy.documents.signed.tokens import tokens
from gbo_policy.rulebook.pack import Pack, PackFile
from gbo_policy.rulebook.packdata import MODEL_FILE


def read_signed(signed: Path, pack: Pack, files: Sequence[PackFile], model_text: Path | None) -> TextAnswer:
    """Read a text against the pack's model. Raises PolicyError for what cannot be read, and for a text that
    is no such agreement.
    """
    model = pack_model(files)
    file = read_paper(signed)
    reading = read_text(model, file.paper.paragraphs)
    if reading.other:
        raise refused("signed-other", file.name, number=round(100 * reading.share))
    facts = stated(reading.filled, file.paper.paragraphs, list(pack.vocabulary.raw["roles"]))
    spelled = spelling(model, model_text) if model_text is not None else None
    return TextAnswer(file, reading, facts, model, pack, spelled)


def pack_model(files: Sequence[PackFile]) -> AgreementModel:
    """Give the model of the pack made of ``files``. Raises PolicyError where there is none, or something is
    wrong with it.
    """
    found = [f for f in files if PurePath(f.name).name == MODEL_FILE]
    if not found:
        raise PolicyError([problem("signed-no-model")])
    return read_model(found[0].content, found[0].path)


def spelling(model: AgreementModel, path: Path) -> dict[str, str]:
    """Give the model's words by their digests, out of its own text. Raises PolicyError where that is another
    text.
    """
    paragraphs = read_paper(path).paper.paragraphs
    reading = read_text(model, paragraphs)
    if reading.share < 1 or any(c.departs for c in reading.clauses):
        raise refused("signed-model", str(path))
    return {
        t.digest: paragraphs[t.paragraph].text[t.start : t.end].replace("-\n", "")
        for t in tokens(paragraphs, model.known)
    }

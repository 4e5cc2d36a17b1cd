"""The model of an agreement as a pack knows it (``model.yaml``): for each sentence its clause and the digests
of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.declarations.shapes import translate
from gbo_policy.declarations.workspace import Place
from gbo_policy.documents.signed.tokens import LENGTH
from gbo_policy.reading.source import read
from gbo_policy.terms.values import shown, wrong

BlankKind = Literal["party", "name", "dpo", "date", "place", "signatory", "citation", "free"]
_PIECE = re.compile(r"\{(\d+):([^}]*)\}|(\S+)")


def _words(value: str) -> str:
    for found in _PIECE.finditer(value):
        for word in (found[2] or found[3] or "").split():
            if not re.fullmatch(rf"[0-9a-f]{{{LENGTH}}}", word):
                raise wrong("wrong-type", shown(word), expected="a digest of a word")
    return value


class _ModelPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Blank(_ModelPart):
    """What the model leaves to fill in: of which kind, and whose it is (a role) where the model says so."""

    kind: BlankKind
    of: str | None = None


class ModelSentence(_ModelPart):
    """One sentence: ``words`` are digests in order; ``{N:…}`` is blank N of the model with the words that
    stand in it.
    """

    clause: str
    kind: Literal["sentence", "heading", "footnote", "closing"] = "sentence"
    words: Annotated[str, AfterValidator(_words)]


class ModelSlip(_ModelPart):
    """When a slip of the pack (by its number there, from 0) still stands: its words do, a blank is left, or
    nothing was added.
    """

    slip: int
    clause: str
    words: tuple[int, ...] = ()  # positions of words in the whole model
    blanks: bool = False


class _ModelFile(_ModelPart):
    blanks: tuple[Blank, ...] = ()
    slips: tuple[ModelSlip, ...] = ()
    sentences: tuple[ModelSentence, ...]


class ModelToken(NamedTuple):
    """One word of the model: its digest, its sentence, and its blank where it only marks one."""

    digest: str
    sentence: int
    blank: int | None


@dataclass(frozen=True)
class AgreementModel:
    """The model's sentences and words in order, its blanks, and when its slips stand."""

    sentences: Sequence[ModelSentence]
    blanks: Sequence[Blank] = field(default=())
    slips: Sequence[ModelSlip] = field(default=())

    @cached_property
    def tokens(self) -> tuple[ModelToken, ...]:
        """All words in order."""
        return tuple(t for i, s in enumerate(self.sentences) for t in _tokens(s.words, i))

    @cached_property
    def known(self) -> frozenset[str]:
        """The digests of all words."""
        return frozenset(t.digest for t in self.tokens)

    @property
    def clauses(self) -> list[str]:
        """The clauses in the order in which they first stand."""
        return list(dict.fromkeys(s.clause for s in self.sentences))


def _tokens(words: str, sentence: int) -> Iterator[ModelToken]:
    for found in _PIECE.finditer(words):
        blank = int(found[1]) if found[1] is not None else None
        for digest in (found[2] if blank is not None else found[3]).split():
            yield ModelToken(digest, sentence, blank)


def read_model(content: bytes, name: str) -> AgreementModel:
    """Read a pack's ``model.yaml``. Raises PolicyError with everything that is wrong with it."""
    documents, problems = read(content, name)
    if problems:
        raise PolicyError(problems)
    data, mark = documents[0] if documents else (None, 0)
    place = Place(name, mark)
    if len(documents) > 1:
        raise PolicyError([problem("second-document", Place(name, documents[1][1]).at())])
    if not isinstance(data, dict):
        raise PolicyError([problem("not-a-mapping", place.at(), found=shown(data))])
    return _checked(data, place)


def _checked(data: Mapping[str, Any], place: Place) -> AgreementModel:
    try:
        file = _ModelFile.model_validate(data)
    except ValidationError as error:
        raise PolicyError(translate(error, place, _ModelFile)) from None
    return AgreementModel(file.sentences, file.blanks, file.slips)

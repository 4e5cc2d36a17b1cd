"""A draft of a mapping for somebody's list: which of their columns are ours by their heads, and every word
that nobody knows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gbo_policy.basics.folding import folded
from gbo_policy.basics.translate import LANGUAGES, say
from gbo_policy.documents.sheets.cell_forms import Leaf, Several
from gbo_policy.documents.sheets.cell_words import CellWords
from gbo_policy.documents.sheets.list_columns import EXCHANGE, KIND, RECIPIENT, leaf_of, list_columns
from gbo_policy.documents.sheets.sheet_book import BookSheet
from gbo_policy.documents.sheets.sheet_columns import sheet_kinds
from gbo_policy.terms.suggestions import meant

_LOOK, _LEAST, _STEM, _MOST_WORDS = 20, 0.7, 7, 40
_LINKING = frozenset(("van", "de", "het", "of", "the", "een"))
_SEPARATORS = ("|", ";", ",", "/")
# what registers call by other words than our own descriptions
_ALSO: Mapping[str, str] = {
    "id": "nr|nummer|volgnummer|id|ref|referentie",
    "title": "naam verwerking|naam van de"
    " verwerking|verwerkingsactiviteit|activiteit|omschrijving|titel|title",
    "sender": "verwerkingsverantwoordelijke|verzender|afzender|van|van wie|verstrekker|verantwoordelijke"
    "|controller|sender|from",
    RECIPIENT: "ontvanger|ontvangers|categorieën van ontvangers|bestemmeling|naar|aan|aan wie|recipient"
    "|recipients|to",
    KIND: "soort ontvanger|type ontvanger|kind of recipient",
    "purposes": "doel|doelen|doeleinde|doeleinden|doeleinden van de verwerking|finaliteit|purpose|purposes",
    "data": "persoonsgegevens|categorieën van persoonsgegevens|gegevens|gegevenscategorie|soort gegevens"
    "|soorten gegevens|welke gegevens|data",
    "legal_basis": "rechtsgrond|rechtsgronden|grondslag|wettelijke grondslag|rechtmatigheid|legal basis",
    "storage": "opslag|bewaarplaats|hosting|plaats van opslag|locatie|storage",
    "access": "toegang|toegang vanuit|access",
    "channel": "kanaal|wijze van overdracht|channel",
    "format": "formaat|format",
    "starts_on": "begin|begindatum|startdatum|sinds|vanaf|start",
    "ends_on": "einde|einddatum|tot|end",
    "retention.period": "bewaartermijn|bewaartermijnen|bewaarduur|retention|retention period",
    "periodicity": "frequentie|periodiciteit|frequency",
    EXCHANGE: "uitwisseling|doorgifte|mededeling|exchange",
}


@dataclass(frozen=True)
class ListDraft:
    """What a list shows of itself: the row of its heads, what stands in them, which column each of our names
    has, and the mark that parts its lists.
    """

    head: int
    heads: Mapping[int, str]
    found: Mapping[str, int]
    separator: str


def head_row(sheet: BookSheet) -> int:
    """Give the row that is most like one of heads: of which most are known, and then that with the most
    texts; the first of several.
    """
    return max(
        sorted(sheet.rows)[:_LOOK], key=lambda n: (len(_matched(_heads(sheet, n))), _texted(sheet, n), -n)
    )


def known_heads(sheet: BookSheet) -> int:
    """Tell how many columns of a list have a head that is known."""
    return len(_matched(_heads(sheet, head_row(sheet))))


def _texted(sheet: BookSheet, row: int) -> int:
    return sum(isinstance(c.value, str) for c in sheet.rows[row].values())


def _heads(sheet: BookSheet, row: int) -> dict[int, str]:
    return {at: str(c.value).strip() for at, c in sheet.rows[row].items() if c.value is not None}


def drafted(sheet: BookSheet, head: int | None = None) -> ListDraft:
    """Draft what the columns of a list are; ``head`` is the row of its heads, where somebody said so."""
    row = head_row(sheet) if head is None else head
    heads = _heads(sheet, row)
    found = _matched(heads)
    return ListDraft(row, heads, found, _separator(_texts(sheet, row, found)))


def draft_mapping(sheet: BookSheet, words: CellWords) -> str:
    """Write the draft; what it is not sure of stands in comments, so that nothing of it is read unless
    somebody says so.
    """
    draft = drafted(sheet)
    texts = _texts(sheet, draft.head, draft.found)
    return "".join(f"{line}\n" for line in _lines(draft.heads, draft.found, texts, draft.separator, words))


def _texts(sheet: BookSheet, head: int, found: Mapping[str, int]) -> dict[str, list[str]]:
    """Give the texts below the heads, by our names."""
    below = [cells for n, cells in sheet.rows.items() if n > head]
    return {
        ours: [c[at].value for c in below if at in c and isinstance(c[at].value, str)]  # type: ignore[misc]
        for ours, at in found.items()
    }


def _lines(
    heads: Mapping[int, str],
    found: Mapping[str, int],
    texts: Mapping[str, Sequence[str]],
    separator: str,
    words: CellWords,
) -> Iterator[str]:
    lang = words.lang
    yield f"# {say(lang, 'A draft: hold every line against the list. What follows a # is not read.')}"
    yield "columns:"
    for ours, at in found.items():
        yield f"  {ours}: {_quoted(heads[at])}"
    if KIND not in found:
        yield f"  # {KIND}: {{constant: staff}}  # {say(lang, 'or the column that says it')}"
    if EXCHANGE not in found:
        yield f"  # {EXCHANGE}: …  # {say(lang, 'the column that says which rows are an exchange')}"
    for at, head in heads.items():
        if at not in found.values():
            yield f"  # …: {_quoted(head)}"
    if separator:
        yield f"separator: {_quoted(separator)}"
    yield f"dates: d/m/jjjj  # {say(lang, 'of dates that stand there as text')}"
    yield f"parties: id  # {say(lang, 'or enterprise_number, or a table: their name: our id')}"
    unknown = {ours: _unknown(ours, values, separator, words) for ours, values in texts.items()}
    if any(unknown.values()):
        yield f"# values:  # {say(lang, 'their words: ours; take away the # of what is right')}"
    for ours, those in unknown.items():
        if those:
            yield f"#   {ours}:"
            yield from (
                f"#     {_quoted(word)}: {guess or '…'}  # {number}×" for word, number, guess in those
            )


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _matched(heads: Mapping[int, str]) -> dict[str, int]:
    """Give their columns by our names, the surest first; each of both once."""
    scores = sorted(
        ((_score(head, known), -at, ours) for at, head in heads.items() for ours, known in _known().items()),
        reverse=True,
    )
    found: dict[str, int] = {}
    for score, at, ours in scores:
        if score >= _LEAST and ours not in found and -at not in found.values():
            found[ours] = -at
    return {ours: found[ours] for ours in _known() if ours in found}


def _known() -> dict[str, list[set[str]]]:
    """Give the sets of word stems by which each of our names is known: what registers call it, and our own
    heads.
    """
    own: dict[str, list[set[str]]] = {
        ours: [_stems(w) for w in text.split("|")] for ours, text in _ALSO.items()
    }
    for kind in sheet_kinds():
        if kind.name == "flows":
            for lang in LANGUAGES:
                for head, column in zip(kind.heads(lang), kind.columns, strict=True):
                    ours = ".".join(map(str, column.path))
                    if ours in list_columns():
                        own.setdefault(ours, []).append(_stems(head))
    return own


def _stems(text: str) -> set[str]:
    words = {w[:_STEM] for w in re.findall(r"\w+", folded(text)) if len(w) > 1}
    return (words - _LINKING) or words  # a head may be no more than such a word


def _score(head: str, known: Sequence[set[str]]) -> float:
    """Tell how much of a head is in one of the ways to call a column, and the other way round."""
    stems = _stems(head)
    return (
        max((2 * len(stems & one) / (len(stems) + len(one)) for one in known if one), default=0.0)
        if stems
        else 0.0
    )


def _separator(texts: Mapping[str, Sequence[str]]) -> str:
    """Give the mark that parts the lists, if one does; laws are asked last, since who cites one writes commas
    in it.
    """
    several = [ours for ours in texts if isinstance(list_columns()[ours].form, Several)]
    for asked in ([ours for ours in several if ours != "legal_basis"], several):
        counts = {mark: sum(mark in t for ours in asked for t in texts[ours]) for mark in _SEPARATORS}
        best = max(counts, key=lambda mark: counts[mark])
        if counts[best]:
            return best
    return ""


def _unknown(
    ours: str, values: Sequence[str], separator: str, words: CellWords
) -> list[tuple[str, int, str | None]]:
    """Give the words of a column of words that are none of ours, with counts and what may be meant."""
    form = list_columns()[ours].form
    leaf = leaf_of(form)
    if leaf is None or leaf.kind not in {"word", "flag"}:
        return []
    listed = isinstance(form, Several) and separator
    parts = [
        p.strip()
        for v in values
        for line in v.split("\n")
        for p in (line.split(separator) if listed else [line])
    ]
    first = {folded(p): p for p in reversed(parts)}
    counts = Counter(first[folded(p)] for p in parts if p and not _is_ours(leaf, p, words))
    labels = words.vocabulary.labels()
    known = words.known(leaf.section, leaf.choices) if leaf.kind == "word" else []
    return [(word, number, meant(word, known, labels)) for word, number in counts.most_common(_MOST_WORDS)]


def _is_ours(leaf: Leaf, text: str, words: CellWords) -> bool:
    if leaf.kind == "flag":
        return isinstance(leaf.taken(text, words), bool)
    return words.word(leaf.section, text, leaf.choices) is not None

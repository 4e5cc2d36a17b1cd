"""The types of values that the models share. A validator raises ``wrong``, whose code is a sentence of
``texts``.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from gbo_policy.basics.calendar import BRUSSELS, FIRST_YEAR, LAST_YEAR
from gbo_policy.basics.folding import UNSEEN
from gbo_policy.basics.patterns import late_pattern
from gbo_policy.terms.reading_types import ReadBy, Tagged, by, by_words, then
from gbo_policy.terms.vocabulary import Vocabulary

NONE = "none"
OTHER = "other: "  # before what a purpose or a category outside the vocabulary is called
PARTNER = "partner"  # the role of whom a departure lets receive, who is no core actor
None_ = Literal["none"]

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_FLOW_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(@[A-Za-z0-9][A-Za-z0-9._-]*)?\Z")
ASKS = "asks"  # under which a key keeps its question
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = late_pattern(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)? ?(Z|z|[+-]\d\d:?\d\d)?\Z")
_NUMBER = re.compile(r"\d{4}\.\d{3}\.\d{3}\Z|\d{10}\Z")
_ANYTHING = re.compile(r"\S.*\Z")
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9]+([.-][A-Za-z0-9]+)*\.[A-Za-z]{2,}\Z"
)
_ARTICLES = range(32, 37)


class Model(BaseModel):
    """A frozen model that refuses keys it does not know: a dropped key is a false pass."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, coerce_numbers_to_str=True, str_strip_whitespace=True
    )


def key(
    told: str,
    *,
    default: Any = None,
    alias: str | None = None,
    least: int | None = None,
    asks: str | None = None,
) -> Any:
    """Describe a key by a message; without a value it is unknown, unless another ``default`` (``...``:
    required) is given.

    ``least`` is the number of characters that a text must have; ``asks`` the question for it where it is
    unknown.
    """
    extra: dict[str, Any] | None = {ASKS: asks} if asks else None
    return Field(default, description=told, alias=alias, min_length=least, json_schema_extra=extra)


def wrong(code: str, word: object, **more: object) -> PydanticCustomError:
    """Make the error for ``word``; ``code`` is a sentence of ``texts.TEXTS``."""
    return PydanticCustomError(code, code, {"word": str(word), **more})


def _bad(form: str, value: object) -> PydanticCustomError:
    """Make the error for a value that has not the form that it must have, with what may have been meant."""
    from gbo_policy.terms import suggestions  # only where something is wrong: start-up counts

    match form:
        case "date":
            return wrong("bad-date", shown(value), guess=suggestions.meant_date(value))
        case "moment":
            return wrong("bad-moment", shown(value), guess=suggestions.meant_moment(value))
        case "number":
            return wrong("bad-number", shown(value), guess=suggestions.meant_number(value))
    return wrong("wrong-type", shown(value), expected="true or false", guess=suggestions.meant_flag(value))


def _text(expected: str, pattern: re.Pattern[str], code: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise wrong("wrong-type", shown(value), expected=expected)
        if not pattern.match(value):
            raise wrong(code, value)
        return value

    return check


def shown(value: Any) -> str:
    """Give a short form of what a user wrote, for a sentence."""
    if isinstance(value, dict):
        return "{" + ", ".join(str(k) for k in list(value)[:3]) + ("…}" if len(value) > 3 else "}")
    if isinstance(value, list):
        return "[" + ", ".join(shown(v) for v in value[:3]) + ("…]" if len(value) > 3 else "]")
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value) if len(str(value)) <= 60 else str(value)[:59] + "…"


# as words are compared: in small letters, without blanks and without marks around them
_NEAR_NONE = frozenset(
    "none no nee neen geen niets niks nihil nul non null nil nan n/a na nvt n.v.t false "  # noqa: SIM905
    "onwaar leeg empty nada nothing "
    "niemand nobody nergens niet zero ø geenenkele undefined aucun aucune keine "
    "nietvantoepassing notapplicable notavailable".split()
)
# a provision is never called so; each stands for itself alone, since a real one may well begin like it
_NO_LAW = frozenset(
    f"{no}{law}"
    for no, laws in {
        "geen": "wet wetgeving wetsbepaling bepaling plicht verplichting rechtsgrond wettelijkeplicht "
        "wettelijkeverplichting wettelijkebepaling wettelijkebasis wettelijkegrond",
        "no": "law provision statute obligation duty legalobligation legalduty legalprovision legalbasis",
    }.items()
    for law in laws.split()
)
NEAR_NONE = (*sorted(_NEAR_NONE), "-", "--", "–", "—", "/", "0")  # those that an editor points out
FIRST = "0"  # the place of the first recipient of a flow, which is a name of it too
_SPEAKS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)  # from the first letter or number to the last
_NOTHING = re.compile(r"0+([.,]0+)?")
_LONGEST = max(map(len, _NEAR_NONE))


def near_none(value: Any) -> bool:
    """Tell whether a value is a near miss of the word ``none``: another word for it, a dash, a zero, or
    nothing that can be seen.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value is False
    word = str(value)
    if word == NONE:
        return False
    plain = _spoken(word)
    near = plain in _NEAR_NONE or _NOTHING.fullmatch(plain) is not None
    return not plain or (len(plain) <= _LONGEST and near)


def names_no_law(value: Any) -> bool:
    """Tell whether a value says in so many words that there is no law, where ``none`` is the word for it."""
    return isinstance(value, str) and _spoken(value) in _NO_LAW


def _spoken(word: str) -> str:
    """Give what a word says: in small letters, without blanks and without marks around it."""
    # of ASCII, blanks alone cannot be seen
    seen = "".join(word.split()) if word.isascii() else UNSEEN.sub("", unicodedata.normalize("NFKC", word))
    said = _SPEAKS.search(seen)
    return "" if said is None else said[0].casefold()


def parse_date(value: Any) -> date:
    """ReadBy an ISO 8601 calendar date; a pydantic error says what is wrong."""
    if isinstance(value, str) and _DATE.match(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise _bad("date", value) from None
        # terms of months from the day must stay within the years whose holidays are known
        if FIRST_YEAR < day.year < LAST_YEAR:
            return day
    raise _bad("date", value)


def parse_moment(value: Any) -> datetime:
    """ReadBy an ISO 8601 moment as UTC; without an offset it is Brussels time. A pydantic error says what is
    wrong.
    """
    if not isinstance(value, str) or not _MOMENT.match(value):
        raise _bad("moment", value)
    parse_date(value[:10])
    try:
        moment = datetime.fromisoformat(value.replace(" ", "T", 1).replace(" ", "").upper())
    except ValueError:
        raise wrong("bad-moment", value) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BRUSSELS)
        if moment.astimezone(UTC).astimezone(BRUSSELS).replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise wrong("no-such-time", value)
        if moment.replace(fold=1).utcoffset() != moment.utcoffset():
            raise wrong("twice-that-time", value)
    return moment.astimezone(UTC)


def _date_or_moment(value: Any) -> date | datetime:
    return parse_date(value) if isinstance(value, str) and _DATE.match(value) else parse_moment(value)


def _email(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("bad-email", shown(value))
    if _PLAIN_EMAIL.match(value):
        return value  # the library below costs 30 ms to import and says the same of such an address
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(value, check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise wrong("bad-email", value) from None


def _url(value: Any) -> str:
    if isinstance(value, str) and re.match(r"https?://[^\s/]+\S*\Z", value):
        return value
    bare = isinstance(value, str) and re.match(r"[\w-]+(\.[\w-]+)+(/\S*)?\Z", value)
    raise wrong("bad-url", shown(value), guess=f"https://{value}" if bare else None)


def _or_none(validator: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Accept `none` where something must be named: it says that there is no such thing."""

    def check(value: Any) -> Any:
        return value if value == NONE else validator(_no_near_miss(value))

    return check


def _no_near_miss(value: Any) -> Any:
    """Give a value back, unless it is a near miss of ``none``."""
    if near_none(value):
        raise wrong("says-nothing", _visible_word(shown(value)), guess=NONE)
    return value


def _flag(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    raise _bad("flag", value)


def _says_something(value: str) -> str:
    """Refuse a text that says nothing, or that there is nothing: only the word ``none`` says so."""
    return value if value == "" else _lists_something(value)  # an empty text states what it states: nothing


def _some_law(value: str) -> str:
    """Refuse a text in the place of a provision that says that there is none: it would count as one."""
    if names_no_law(value):
        raise wrong("says-nothing", shown(value), guess=NONE)
    return value


def _lists_something(value: str) -> str:
    """Refuse an element of a list that says nothing, the empty one too: whoever counts would count it."""
    return str(_no_near_miss(value))


def _lists_recipient(value: str) -> str:
    """Give the name of a recipient, or its place in its flow: the first one's says something."""
    return value if value == FIRST else _lists_something(value)


def _visible_word(value: str) -> str:
    """Give a word that can be seen: characters that show nothing by their codes."""
    return "".join(c if c.isprintable() and not UNSEEN.fullmatch(c) else f"U+{ord(c):04X}" for c in value)


def _article(value: Any) -> int:
    if isinstance(value, int) and value in _ARTICLES:
        return value
    raise wrong("bad-article", shown(value))


LONGEST_NORM = 100_000  # days or hours; beyond some such number a calendar has no day left
MOST_DIGITS = 18  # of a number in a text; Python reads none of thousands


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise wrong("wrong-type", shown(value), expected="a whole number from 0 on")


def whole(most: int) -> ReadBy:
    """Accept whole numbers from 0 to ``most``, and nothing that would first have to be read as one."""

    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise wrong("not-in-range", shown(value), most=most)

    return by(check)


def _word(section: str) -> Callable[[Any, ValidationInfo], Any]:
    def check(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return _known(section, value, info)
        if (
            section != "basis"
            and isinstance(value, dict)
            and list(value) == ["other"]
            and isinstance(value["other"], str)
        ):
            return f"{OTHER}{value['other']}"
        raise wrong(f"unknown-{section}", shown(value), known=_advised(section, info))

    return check


def _number(value: Any, info: ValidationInfo) -> Any:
    """A number as the pack's scheme writes it; only of the Belgian one is the form known beforehand."""
    if value == NONE:
        return value
    vocabulary: Vocabulary = info.context  # type: ignore[assignment]
    _no_near_miss(value)
    belgian = vocabulary.particulars.number.startswith("be.")
    if belgian and isinstance(value, str | int) and not _NUMBER.match(str(value)):
        raise _bad("number", value)
    return _text("text", _NUMBER if belgian else _ANYTHING, "bad-number")(value)


def _party(value: Any, info: ValidationInfo) -> Any:
    """A core actor's id; its enterprise number, dots or not, stands for the id."""
    word = _text("text", _SLUG, "bad-slug")(value)
    vocabulary: Vocabulary = info.context  # type: ignore[assignment]
    return vocabulary.parties.get(digits_of(word), word)


def digits_of(word: str) -> str:
    """Give an enterprise number without its dots; anything else as it is."""
    return word.replace(".", "") if _NUMBER.match(word) else word


def _role(value: Any, info: ValidationInfo) -> Any:
    return value if value == PARTNER else _named("role")(value, info)


def _named(section: str) -> Callable[[Any, ValidationInfo], Any]:
    def check(value: Any, info: ValidationInfo) -> Any:
        vocabulary: Vocabulary = info.context  # type: ignore[assignment]
        if value is None or (isinstance(value, str) and vocabulary.lookup(section, value) is not None):
            return value
        raise wrong("unknown-word", shown(value), known=vocabulary.words(section))

    return check


def _country(value: Any, info: ValidationInfo) -> str:
    if isinstance(value, str):
        return _known("country", value, info)
    raise wrong("unknown-country", shown(value))


def _known(section: str, value: str, info: ValidationInfo) -> str:
    vocabulary: Vocabulary = info.context  # type: ignore[assignment]  # every caller validates with the pack's vocabulary
    if (word := vocabulary.lookup(section, value)) is None:
        raise wrong(f"unknown-{section}", value, known=_advised(section, info))
    return word


def _advised(section: str, info: ValidationInfo) -> list[str]:
    """Give the words to choose from; the slip of the model's text is read, and advised to nobody."""
    vocabulary: Vocabulary = info.context  # type: ignore[assignment]
    return [w for w in vocabulary.words(section) if vocabulary.basis(w) == w]


Slug = Annotated[str, by(_text("text", _SLUG, "bad-slug"))]
PartyId = Annotated[str, by_words(_party)]
FlowName = Annotated[str, by(_text("text", _FLOW_NAME, "bad-slug"))]  # with @ and its sender: one of several
Date = Annotated[date, by(parse_date)]
Moment = Annotated[datetime, by(parse_moment)]
DateOrMoment = Annotated[date | datetime, by(_date_or_moment)]
DateOrNone = Annotated[date | None_, by(_or_none(parse_date))]
MomentOrNone = Annotated[datetime | None_, by(_or_none(parse_moment))]
Flag = Annotated[bool, by(_flag)]
Email = Annotated[str, by(_or_none(_email))]
Url = Annotated[str, by(_or_none(_url))]
EnterpriseNumber = Annotated[str, by_words(_number)]
Count = Annotated[int, by(_count)]
Article = Annotated[int, by(_article)]
Role = Annotated[str, by_words(_role)]
Authority = Annotated[str, by_words(_named("authority"))]
Purpose = Annotated[str, by_words(_word("purpose"))]
Category = Annotated[str, by_words(_word("category"))]
Basis = Annotated[str, by_words(_word("basis"))]
Country = Annotated[str, by_words(_country)]
Text = Annotated[str, then(_says_something)]
ListedText = Annotated[str, then(_lists_something)]
Texts = tuple[ListedText, ...]
RecipientName = Annotated[str, then(_lists_recipient)]
Provision = Annotated[Text, then(_some_law)]
ListedProvision = Annotated[ListedText, then(_some_law)]
Provisions = tuple[ListedProvision, ...]


class Labelled(Model):
    """An object of a workspace: beside its own keys it takes labels, which are its writer's own and state no
    fact.
    """

    labels: dict[Slug, Text] | None = key("labels of your own: a text for each name")

    @property
    def marked(self) -> tuple[str, ...]:
        """Its labels as a rule reads them, each `name=text`; none where none is given: a label states no fact
        that may be unknown.
        """
        return tuple(f"{name}={text}" for name, text in sorted((self.labels or {}).items()))


def either(given: Any) -> Any:
    """Give the type of a model that may also be the word ``none``; its tags ``<none>`` and ``<given>`` are no
    part of a path.
    """
    return Annotated[
        None_ | given,
        Tagged(lambda value: "<none>" if value == NONE else "<given>", {"<none>": None_, "<given>": given}),
    ]


def one_or_many(given: Any) -> Any:
    """Give the type of a model that may also be a list of such models, or the word ``none``; its tags are no
    part of a path.
    """
    members = {"<none>": None_, "<given>": given, "<list>": tuple[given, ...]}

    def tag(value: Any) -> str:
        return "<none>" if value == NONE else "<list>" if isinstance(value, list | tuple) else "<given>"

    return Annotated[None_ | given | tuple[given, ...], Tagged(tag, members)]

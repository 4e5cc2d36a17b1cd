"""What a user can get wrong, as values: a problem knows its place, its words and what to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from gbo_policy.basics.steering import visible


class Location(NamedTuple):
    """A place in a file: ``line`` and ``column`` count from 1; both are 0 for the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problem(NamedTuple):
    """One thing that is wrong: a text of ``messages.TEXTS`` by ``code``, the words to fill in, and where."""

    code: str
    words: Mapping[str, object]
    location: Location | None = None

    @property
    def word(self) -> str | None:
        """The user's word that the sentence is about, where there is one."""
        return None if (word := self.words.get("word")) is None else str(word)

    @property
    def suggestion(self) -> str | None:
        """What may have been meant, ready to write in place of the word, where it is known."""
        return None if (guess := self.words.get("guess")) is None else str(guess)

    def sentence(self, lang: str) -> str:
        """Give the sentence in ``lang`` (nl or en), without its place."""
        from gbo_policy.basics.messages import sentence  # all that can be said: start-up counts

        return sentence(self.code, lang, **self.words)

    def line(self, lang: str) -> str:
        """Give the sentence with its place in front, as editors and CI logs link it."""
        return visible(f"{self.location}: {self.sentence(lang)}" if self.location else self.sentence(lang))


class PolicyError(Exception):
    """All the problems found in one go; raised below the command line, printed only there."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of their places, each once."""
        once = {(p.location or Location(""), p.sentence("en")): p for p in problems}
        self.problems = tuple(once[key] for key in sorted(once))
        super().__init__("\n".join(p.line("en") for p in self.problems))


@contextmanager
def told_together() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Let several parts fail and raise one PolicyError with the problems of all: each part runs ``with
    part():``.
    """
    found: list[Problem] = []

    @contextmanager
    def part() -> Iterator[None]:
        try:
            yield
        except PolicyError as error:
            found.extend(error.problems)

    yield part
    if found:
        raise PolicyError(found)


def problem(code: str, location: Location | None = None, /, **words: object) -> Problem:
    """Make a problem; shorthand for the many places that find one."""
    return Problem(code, words, location)

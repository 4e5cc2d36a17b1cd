"""What every page has: the request in hand, the words, the template, and where it stands in the menu."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.datastructures import FormData, QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gbo_policy.basics.steering import harmless
from gbo_policy.basics.translate import count, say
from gbo_policy.desk.parts.desk_case import DeskCase
from gbo_policy.desk.parts.office import Office
from gbo_policy.reporting.content.blocks import Inline, marked
from gbo_policy.terms.country_names import countries_named

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# a browser ends the lines of a form with two characters, of which a page and a file want the second
_LINE_END = re.compile(r"\r\n?")
_TEMPLATES = Path(__file__).parent.parent / "templates"


class NotThereError(LookupError):
    """What an address names is not there, or no longer."""


def _lines(text: str) -> str:
    return _LINE_END.sub("\n", text) if "\r" in text else text


@dataclass(frozen=True)
class Call:
    """One request in hand: what was asked, with what, and the desk that answers."""

    office: Office
    params: Mapping[str, str]
    query: QueryParams
    menu: tuple[DeskRoute, ...]
    here: str
    form: FormData = field(default_factory=FormData)

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.office.lang

    def say(self, message: str, /, *, context: str = "", **values: object) -> str:
        """Give a message in the language of the page."""
        return say(self.lang, message, context=context, **values)

    def case(self) -> DeskCase:
        """Give the workspace as judged now. Raises PolicyError for wrong input."""
        return self.office.case()

    def text(self, name: str) -> str:
        """Give one field of the form as text; empty where it is not there."""
        value = self.form.get(name)
        return _lines(value).strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Give all that was ticked under one name."""
        return [_lines(v) for v in self.form.getlist(name) if isinstance(v, str)]

    def page(self, template: str, status: int = 200, **words: Any) -> Response:
        """Render a page; whatever is put into it is escaped, and steers nothing."""
        return HTMLResponse(self.rendered(template, **words), status)

    def rendered(self, template: str, **words: Any) -> str:
        """Render a template, whole or a fragment."""
        own: dict[str, Any] = {
            "say": self.say,
            "count": partial(count, self.lang),
            "titled": partial(say, self.lang),  # what a module marked
            "lang": self.lang,
            "menu": [r for r in self.menu if r.title],
            "here": self.here,
            "csrf": self.office.keys.form,
            "read_only": self.office.hands.read_only,
            "several": self.office.several,
            "undoable": self.office.saved[-1] if self.office.saved else None,
        }
        if not template.startswith("part_"):
            own["told"] = list(self.office.told)
            self.office.told.clear()
        return harmless(_environment().get_template(template).render(**own, **words))

    def to(self, where: str, told: str = "") -> Response:
        """Go to another page, which says ``told`` first."""
        if told:
            self.office.told.append(told)
        return RedirectResponse(where, 303)


def whole_number(text: str) -> int | None:
    """Read a number out of a form or an address; None where it is none, or larger than any page asks."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class DeskRoute:
    """One address: its handlers, and its title and place where it stands in the menu.

    ``writes``: its post leads to a change of files, so that it is refused in read-only. ``always``: it works
    where the declarations cannot be judged too.
    """

    path: str
    get: Handler | None = None
    post: Handler | None = None
    title: str = ""
    order: int = 100
    writes: bool = False
    always: bool = False


def url(*parts: object, **query: object) -> str:
    """Make an address of the desk: each part quoted, so that an id leads nowhere else."""
    path = "/" + "/".join(quote(str(p), safe="@") for p in parts)
    given = "&".join(f"{quote(k)}={quote(str(v), safe='')}" for k, v in query.items() if v not in (None, ""))
    return f"{path}?{given}" if given else path


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,  # for every name: the files do not end in .html
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["url"] = url
    made.filters.update(marked=_with_code, inline=_inline, picture=_picture, countries=countries_named)
    return made


def _with_code(text: str) -> Markup:
    """Give a text whose backticks are code."""
    return _inline(marked(text))


def _inline(text: Inline) -> Markup:
    """Give a run of parts; a badge keeps its tone."""
    from markupsafe import Markup

    tags = {
        "strong": Markup("<strong>{0}</strong>"),
        "code": Markup("<code>{0}</code>"),
        "dim": Markup('<span class="dim">{0}</span>'),
        "badge": Markup('<span class="badge b-{1}">{0}</span>'),
    }
    return Markup("").join(tags.get(p.style, Markup("{0}")).format(p.text, p.tone) for p in text)


def _picture(body: str) -> Markup:
    from markupsafe import Markup

    return Markup(body)  # noqa: S704 - drawn by `reporting.figures`, which escapes each text

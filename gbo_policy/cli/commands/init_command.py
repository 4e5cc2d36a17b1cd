"""``gbo-policy init``: a first workspace to fill in, its settings and a CI workflow; nothing that exists is
touched.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import click

from gbo_policy.basics.problems import PolicyError, problem
from gbo_policy.basics.steering import no_order
from gbo_policy.basics.translate import LANGUAGES, mark, say
from gbo_policy.cli.parts.help import Command, CommandExample
from gbo_policy.cli.parts.new_files import refuse_existing, write_new
from gbo_policy.cli.parts.output import EXIT_OK, on_screen
from gbo_policy.reading.passed_over import SETTINGS
from gbo_policy.rulebook.pack import load_pack
from gbo_policy.terms.vocabulary import Vocabulary

_TEMPLATES = Path(__file__).resolve().parent.parent / "starter"
_WORKFLOW = Path(".github", "workflows", "gbo-policy.yml")
# template -> where it goes in the workspace, by language
_FILES = {
    "nl": {
        "overeenkomst.yaml": "overeenkomst.yaml",
        "stromen.yaml": "stromen/eerste-stroom.yaml",
        "register.yaml": "register.yaml",
        "beoordelingen.yaml": "beoordelingen.yaml",
    },
    "en": {
        "agreement.yaml": "agreement.yaml",
        "flows.yaml": "flows/first-flow.yaml",
        "register.yaml": "register.yaml",
        "assessments.yaml": "assessments.yaml",
    },
}
_PARTY = {"nl": "kernactor.yaml", "en": "party.yaml"}


@click.command(
    "init",
    cls=Command,
    help=mark(
        "Write a first workspace into DIR (default: here): the agreement with its core "
        "actors, a flow, a register, assessments, settings and a CI workflow.\n\n"
        "Facts that nobody has given yet are left out, so that the first check says "
        "what is missing. Nothing that exists is overwritten: if one file is there "
        "already, none is written. Names are asked for on a terminal; --yes asks "
        "nothing and leaves them out."
    ),
    examples=(
        CommandExample("gbo-policy init my-workspace", mark("answer four questions")),
        CommandExample("gbo-policy init my-workspace --yes --lang nl", mark("without questions, in Dutch")),
        CommandExample("gbo-policy check my-workspace", mark("then: what is missing?")),
    ),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--yes", is_flag=True, help=mark("Ask nothing."))
@click.option(
    "--install",
    "program",
    metavar="SPEC",
    help=mark(
        "What the CI workflow lets pip install; by default the repository and commit "
        "that this program came from."
    ),
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=lambda ctx, _, given: given or ctx.obj,
    help=mark("Language of comments and settings."),
)
def command(folder: Path, yes: bool, program: str | None, lang: str) -> int:
    """Write the starter."""
    contents = dict.fromkeys(_targets(folder, lang), "")
    refuse_existing(folder, list(contents))
    if not yes and not (on_screen(sys.stdin) and on_screen(sys.stdout)):
        raise PolicyError([problem("needs-yes")])
    roles = load_pack().vocabulary
    title, names = ("", dict.fromkeys(roles.words("role"), "")) if yes else _ask(roles, lang)
    program = _origin() if program is None else program
    written = _starter(folder, lang, program, title, names)
    write_new(written)
    for path in written:
        click.echo(no_order(str(path)))
    if not program:
        click.echo(
            say(
                lang,
                "the workflow does not know where pip finds the program: fill in PROGRAM in "
                "it, or use --install",
            ),
        )
    told = say(lang, "now fill in what you know, and run: gbo-policy check {folder}", folder=folder)
    click.echo(no_order(told))
    return EXIT_OK


def _origin() -> str:
    """Give the repository and commit that the program was installed from; nothing where that is not known,
    for a name could be anybody's.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        told = json.loads(distribution("gbo-policy").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return ""
    vcs = told.get("vcs_info", {})
    return f"{vcs['vcs']}+{told['url']}@{vcs['commit_id']}" if vcs else ""


def _ask(roles: Vocabulary, lang: str) -> tuple[str, dict[str, str]]:
    """Ask for the names, one for each role that the pack knows; an empty answer leaves one out."""

    def ask(text: str) -> str:
        return str(click.prompt(text, default="", show_default=False)).strip()

    click.echo(say(lang, "An empty answer leaves the fact out."))
    title = ask(say(lang, "Title of the agreement"))
    asked = {word: roles.label("roles", word, lang) for word in roles.words("role")}
    return title, {word: ask(say(lang, "{role}, name", role=role)) for word, role in asked.items()}


def _repository(folder: Path) -> Path:
    """Give the root of the git repository around ``folder``, or else ``folder``: the workflow belongs
    there.
    """
    here = folder.absolute()
    return next((f for f in (here, *here.parents) if (f / ".git").exists()), here)


def _targets(folder: Path, lang: str) -> list[Path]:
    workflow = Path(os.path.relpath(_repository(folder) / _WORKFLOW))
    return [*(folder / name for name in _FILES[lang].values()), folder / SETTINGS, workflow]


def _starter(folder: Path, lang: str, program: str, title: str, names: dict[str, str]) -> dict[Path, str]:
    """Fill the templates in; text of the user's is written as JSON strings, which YAML reads as text whatever
    is in it.
    """

    def template(name: str, **words: str) -> str:
        text = (_TEMPLATES / lang / name).read_text(encoding="utf-8")
        return re.sub(r"@(\w+)@", lambda m: words[m[1]], text)

    def filled(content: str, key: str, given: str) -> str:
        """Put a fact in the place of the commented example of its key."""
        return (
            re.sub(
                rf"^( *)#{key}: .*$",
                lambda m: f"{m[1]}{key}: {_text(given)}",
                content,
                count=1,
                flags=re.MULTILINE,
            )
            if given
            else content
        )

    parties = "".join(filled(template(_PARTY[lang], role=r, ROLE=r.upper()), "name", names[r]) for r in names)
    *declarations, settings, workflow = _targets(folder, lang)
    made = {
        path: template(source, parties=parties.rstrip("\n"))
        for path, source in zip(declarations, _FILES[lang], strict=True)
    }
    made[declarations[0]] = filled(made[declarations[0]], "title", title)
    made[settings] = template(SETTINGS)
    where = os.path.relpath(folder.absolute(), _repository(folder)).replace(os.sep, "/")
    made[workflow] = template("workflow.yml", workspace=_text(where), program=_text(program))
    return made


def _text(given: str) -> str:
    return json.dumps(given, ensure_ascii=False)

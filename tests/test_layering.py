"""The direction of imports as design.md draws it: one way, no cycle, each library behind one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from gbo_policy import formats
from gbo_policy.cli.main import group
from tests.conftest import ROOT

PACKAGE = ROOT / "gbo_policy"
MODULES = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
    for p in PACKAGE.rglob("*.py")
}

# the rooms from the ground up; a room imports only from those before it
ROOMS = [
    "basics",
    "terms",
    "terms.rows",
    "reading",
    "logic",
    "agreement",
    "agreement.events",
    "declarations.model",
    "declarations",
    "rulebook",
    "facts",
    "judging",
    "over_time",
    "comparing",
    "formats",
    "reporting.content",
    "reporting.sections",
    "reporting.figures",
    "reporting.writers",
    "reporting",
    "editors",
    "editors.language",
    "workbench",
    "dossiers",
    "documents.signed",
    "documents.sheets",
    "documents.writing.content",
    "documents.writing.papers",
    "documents.writing.forms",
    "documents.writing",
    "documents",
    "audit.read",
    "audit.judge",
    "audit.write",
    "audit",
    "desk.parts",
    "desk.steps",
    "desk.pages",
    "desk",
    "cli.parts",
    "cli.commands",
    "cli",
]
FLOORS = 12
BEHIND_ONE_DOOR = {
    "rule_engine": {"logic.expression"},
    "rich": {"cli.parts.terminal"},
    "yaml": {"reading.source", "reading.spans", "reading.dumping"},
    "holidays": {"basics.calendar"},
    "stdnum": {"facts.declared"},
    "email_validator": {"terms.values"},
    "tomllib": {"judging.settings_file"},
}


@cache
def tree_of(module: str) -> ast.Module:
    """Give a module's syntax: parsed once for all that is asked of it."""
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> frozenset[str]:
    """Give everything that a module imports, inside functions too: modules of the program and top names of
    libraries.
    """
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{module} imports by dots"
            found |= {
                f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in MODULES else node.module
                for a in node.names
            }
    return frozenset(n if n in MODULES else n.partition(".")[0] for n in found) - {module}


@cache
def reach(module: str) -> frozenset[str]:
    """Give all modules of the program that importing one may lead to."""
    own = frozenset(m for m in imports(module) if m in MODULES)
    return own.union(*(reach(m) for m in own))


def below(*prefixes: str) -> set[str]:
    names = {f"gbo_policy.{p}" for p in prefixes}
    return {m for m in MODULES if m in names or any(m.startswith(f"{n}.") for n in names)}


def test_there_is_no_cycle() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        if module not in done:
            for other in sorted(m for m in imports(module) if m in MODULES):
                visit(other, (*path, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


def room(module: str) -> str:
    """Give the innermost room that a module of the program lies in; the program's own name for what lies at
    its top.
    """
    inside = module.removeprefix("gbo_policy.")
    return max((r for r in ROOMS if inside == r or inside.startswith(f"{r}.")), key=len, default="gbo_policy")


def test_every_folder_is_a_room_and_only_rooms_stand_at_the_top() -> None:
    folders = {".".join(p.parent.relative_to(PACKAGE).parts) for p in PACKAGE.rglob("__init__.py")} - {""}
    assert folders == set(ROOMS) | {"cli"}
    files = {p.name for p in PACKAGE.iterdir() if p.is_file()}
    assert files == {"__init__.py", "__main__.py", "py.typed"}


def test_a_room_imports_only_from_rooms_below_it() -> None:
    upwards = []
    for module in MODULES:
        for other in imports(module) & MODULES.keys():
            here, there = room(module), room(other)
            if here in ROOMS and there in ROOMS and here != there and ROOMS.index(there) > ROOMS.index(here):
                upwards.append(f"{module} imports {other}")
    assert upwards == []


def test_the_house_has_few_floors() -> None:
    below_room: dict[str, set[str]] = {r.partition(".")[0]: set() for r in ROOMS}
    for module in MODULES:
        here = room(module).partition(".")[0]
        if here in below_room:
            there = {room(m).partition(".")[0] for m in imports(module) & MODULES.keys()}
            below_room[here] |= there - {here, "gbo_policy"}

    @cache
    def floor(name: str) -> int:
        return 1 + max((floor(r) for r in below_room[name]), default=0)

    assert max(map(floor, below_room)) <= FLOORS, {r: floor(r) for r in below_room}


def test_a_name_occurs_once_in_the_house() -> None:
    names = [m.rpartition(".")[2] for m in MODULES if not MODULES[m].name.startswith("__")]
    assert {n for n in names if names.count(n) > 1} == set()
    classes = [n.name.lstrip("_") for m in MODULES for n in tree_of(m).body if isinstance(n, ast.ClassDef)]
    assert {n for n in classes if classes.count(n) > 1} == set()


def test_facts_know_of_no_rules_and_rules_of_no_workspace_s_facts() -> None:
    for module in below("facts"):
        assert reach(module) & below("rulebook", "judging", "cli") == set(), module
    for module in below("rulebook", "declarations"):
        assert reach(module) & below("facts") == set(), module


def test_models_know_of_no_files() -> None:
    for module in below("declarations.model"):
        assert (
            reach(module)
            & below(
                "reading",
                "declarations.workspace",
                "declarations.load",
                "declarations.building",
                "declarations.references",
            )
            == set()
        ), module


def test_formats_see_the_report_and_neither_where_it_comes_from_nor_where_it_goes() -> None:
    for module in below("formats"):
        assert (
            imports(module)
            & below(
                "declarations.load",
                "declarations.building",
                "reading.source",
                "facts",
                "judging.settings",
                "rulebook.pack",
                "cli",
            )
            == set()
        ), module


@pytest.mark.parametrize("library", BEHIND_ONE_DOOR)
def test_a_library_stands_behind_one_door(library: str) -> None:
    assert {m.removeprefix("gbo_policy.") for m in MODULES if library in imports(m)} == BEHIND_ONE_DOOR[
        library
    ]


def test_click_is_the_command_line_s_alone() -> None:
    assert {m for m in MODULES if "click" in imports(m)} <= below("cli")


@cache
def calls(module: str) -> frozenset[str]:
    """Give what a module calls, as it is written where that is a name or a dotted name."""
    called = [n.func for n in ast.walk(tree_of(module)) if isinstance(n, ast.Call)]
    return frozenset(ast.unparse(f) for f in called if isinstance(f, ast.Name | ast.Attribute))


def test_nothing_prints_and_only_the_command_line_ends_the_program() -> None:
    ends = {"sys.exit", "exit", "quit", "os._exit", "sys.stdout.write", "sys.stderr.write"}
    assert [m for m in MODULES if "print" in calls(m)] == []
    assert [m for m in MODULES if m not in below("cli") and calls(m) & ends] == []


def test_the_clock_is_read_where_the_settings_are_and_by_commands() -> None:
    """Between its two ends the program knows no other time than the as-of moment that it was given."""
    clocks = {"datetime.now", "date.today", "datetime.today", "time.time", "datetime.utcnow"}
    assert {
        m.removeprefix("gbo_policy.") for m in MODULES if clocks & calls(m) and m not in below("cli")
    } <= {"judging.settings", "dossiers.archive"}


def test_every_command_and_every_format_is_found_by_its_module() -> None:
    for name in group.list_commands(click.Context(group)):
        assert isinstance(group.get_command(click.Context(group), name), click.Command), name
    for name in formats.names():
        assert callable(formats.renderer(name))
    assert {"text", "json"} <= set(formats.names())


def private_uses(tree: ast.Module) -> Iterator[str]:
    """Give what a test takes of the program by a name that is private there: imported, or as an attribute of
    a module.
    """
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gbo_policy"):
            for name in node.names:
                modules[name.asname or name.name] = f"{node.module}.{name.name}"
                if name.name.startswith("_") and not name.name.startswith("__"):
                    yield f"{node.module}.{name.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            private = node.attr.startswith("_") and not node.attr.startswith("__")
            if private and modules.get(node.value.id) in MODULES:
                yield f"{modules[node.value.id]}.{node.attr}"


def test_tests_use_the_program_by_its_public_names() -> None:
    files = [*ROOT.joinpath("tests").rglob("*.py")]
    assert len(files) > 50
    assert [(f.name, n) for f in files for n in private_uses(ast.parse(f.read_text(encoding="utf-8")))] == []


def test_modules_and_functions_stay_small_and_say_what_they_are() -> None:
    assert [m for m, p in MODULES.items() if p.read_text(encoding="utf-8").count("\n") > 450] == []
    assert [m for m in MODULES if not ast.get_docstring(tree_of(m))] == []
    functions = [(m, n) for m in MODULES for n in ast.walk(tree_of(m)) if isinstance(n, ast.FunctionDef)]
    assert [(m, n.name) for m, n in functions if (n.end_lineno or 0) - n.lineno >= 50] == []


def test_nothing_of_the_program_names_the_machine_that_it_was_written_on() -> None:
    tops = [ROOT / n for n in ("gbo_policy", "rules", "tests", "fixtures", "README.md", "pyproject.toml")]
    files = [
        p
        for top in tops
        for p in (top.rglob("*") if top.is_dir() else [top])
        if p.is_file() and p.suffix in {".py", ".yaml", ".md", ".toml", ".json"}
    ]
    assert len(files) > 100
    mine = Path(__file__).resolve()
    assert [
        p
        for p in files
        if p != mine
        and any(w in p.read_text(encoding="utf-8", errors="replace") for w in ("/work/", "/root/", "/tmp/w/"))
    ] == []

"""Imports go down only, each outside library has one home, and plugins know nothing but the front door."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A module may import from lower floors only. A name is a module or a package directly below calciplug/.
FLOORS = {
    "errors": 0,
    "units": 1,
    "model": 2,
    "evidence": 3,
    "protocol": 3,
    "kinetics": 3,
    "hookspecs": 4,
    "resolve": 4,
    "codec": 5,
    "host": 5,
    # One case's way through the engine: what is said, where it is collected, how it is closed, who calls whom when.
    "findings": 6,
    "observations": 6,
    "templates": 5,
    "docket": 7,
    "silences": 7,
    "planning": 8,
    "changes": 8,
    "sealing": 9,
    "engine": 10,
    "sweeping": 10,
    "api": 11,
    "calendar": 11,
    "comparison": 11,
    "sweep": 11,
    "wants": 11,
    "cohort": 12,
    "report": 12,
    "testing": 12,
    "forecast": 13,
    "cli": 14,
}
# (importer, imported) on one floor, with the reason why one may know the other.
NEIGHBOURS = {
    ("host", "codec"): "a manifest is a document: it is schema-checked where all documents are",
}
# (importer, imported) upwards, in annotations only, with the reason; when the code runs, the importer does not need it.
FOR_TYPES = {
    ("errors", "model"): "an InputError carries the problems that were found",
    ("hookspecs", "host"): "the host makes what a hook is called with",
}
# Floors whose choice is narrower than their height.
ONLY = {"evidence": {"errors"}, "kinetics": {"errors", "units"}}
# Names that are no floor: the front door may name anything, and the links hold data and plugins, loaded by name.
FRONT_DOOR = "__init__"
MAPPED = {"fixtures", "plugins", "schemas"}

ANYWHERE = {"*"}
# Which floors may import an outside library. What is not here may not be imported at all: the core install stays small.
HOMES = {
    "attrs": ANYWHERE,
    "click": {"cli"},
    "dask": {"cohort"},  # an extra, with what follows: only a cluster needs them
    "distributed": {"cohort"},
    "icalendar": {"codec"},  # an extra: only a file for a calendar program needs it
    "jsonschema": {"codec"},
    "jsonschema_rs": {"codec"},  # an extra: a compiled yes, beside jsonschema
    "numpy": {"forecast", "kinetics", "sweep"},  # an extra: only arrays need it, and only what makes one imports it
    "orjson": {"codec"},  # an extra: reads and writes what it is proven to read and write as the standard library does
    "pint": {"units"},
    "pluggy": {"hookspecs", "host"},
    "pyarrow": {"cohort"},  # an extra: only Parquet files need it
    "referencing": {"codec"},  # comes with jsonschema; an empty registry keeps it off the network
    "tzdata": ANYWHERE,
}
PLUGINS_MAY_IMPORT = {"calciplug.__init__", "calciplug.kinetics.quantities", "calciplug.units"}


class Problem(NamedTuple):
    """One import that the design forbids: the rule it breaks, and what was found."""

    rule: str
    line: int
    found: str


class Import(NamedTuple):
    """One import: `from module import name` or, without a name, `import module`."""

    line: int
    module: str
    name: str | None
    for_types: bool = False
    relative: bool = False

    def __str__(self) -> str:
        return f"from {self.module} import {self.name}" if self.name else f"import {self.module}"


def imports(source: str, package: str) -> Iterator[Import]:
    """Yield every import of a source, however deep in it; relative ones are resolved against its package.

    Imports for type-checkers count as well: a reader meets them like any other.
    So does `import_module` with a plain name.
    """
    tree = ast.parse(source)
    guarded = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (Import(node.lineno, alias.name, None, node in guarded) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                parents = package.split(".")
                base = parents[: len(parents) - level + 1] if level else []
                target = ".".join([*base, *([module] if module else [])])
                yield from (Import(node.lineno, target, alias.name, node in guarded, level > 0) for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(target)), *_],
            ):
                yield Import(node.lineno, target, None)


def floor_of(found: Import) -> str:
    """Name the part of calciplug that an import reaches; the front door for a name that is no part."""
    if found.module == "calciplug":
        return found.name if found.name in FLOORS or found.name in MAPPED else FRONT_DOOR
    return found.module.split(".")[1]


def check_host(source: str, floor: str, package: str) -> list[Problem]:
    """Say which imports of a host module break the design."""
    problems = []
    for found in imports(source, package):
        root = found.module.split(".")[0]
        rule = broken_inside(floor, found) if root == "calciplug" else broken_outside(floor, root)
        if rule:
            problems.append(Problem(rule, found.line, str(found)))
    return problems


def broken_inside(floor: str, found: Import) -> str | None:
    """Name the rule that an import from calciplug itself breaks."""
    target = floor_of(found)
    if floor in {FRONT_DOOR, target}:
        return None
    if target == FRONT_DOOR:
        # The door opens outwards: what is inside goes to the module itself. The command line is a user like any other.
        return None if floor == "cli" else "front door"
    if target in MAPPED:
        return "loaded by name"
    if floor not in FLOORS or target not in FLOORS:
        return "no floor"
    if target not in ONLY.get(floor, FLOORS):
        return "only"
    return wrong_way(floor, target, for_types=found.for_types)


def wrong_way(floor: str, target: str, *, for_types: bool) -> str | None:
    """Name the rule that an import breaks by its direction alone."""
    if FLOORS[target] > FLOORS[floor]:
        return None if for_types and (floor, target) in FOR_TYPES else "up"
    if FLOORS[target] == FLOORS[floor]:
        return None if (floor, target) in NEIGHBOURS else "neighbour"
    return None


def broken_outside(floor: str, root: str) -> str | None:
    """Name the rule that an import from outside calciplug breaks."""
    if root in sys.stdlib_module_names:
        return None
    if root not in HOMES:
        return "not a dependency"
    return None if HOMES[root] == ANYWHERE or floor in HOMES[root] else "home"


def door_of(found: Import) -> str:
    """Name what a plugin reaches in calciplug: the front door, or a module by its whole name."""
    inside = found.module.split(".")[1:]
    if not inside:
        return f"calciplug.{floor_of(found)}"
    # What is imported from a module is no module itself; from the package of models it is one.
    return f"{found.module}.{found.name}" if found.module == "calciplug.kinetics" else found.module


def check_plugin(source: str, package: str) -> list[Problem]:
    """Say which imports of a plugin reach past the front door; what it takes from Python is the lint's question."""
    problems = []
    for found in imports(source, package):
        root = found.module.split(".")[0]
        own = found.module == package or found.module.startswith(f"{package}.")
        if root in sys.stdlib_module_names or (own and found.relative):
            continue
        if own:
            # A plugin of a folder has another name: by this one it would reach the installed copy, or nothing.
            problems.append(Problem("own folder by name", found.line, str(found)))
        elif root != "calciplug":
            problems.append(Problem("not a dependency", found.line, str(found)))
        elif door_of(found) not in PLUGINS_MAY_IMPORT:
            problems.append(Problem("past the front door", found.line, str(found)))
    return problems


def host_files() -> dict[str, tuple[Path, str, str]]:
    """Map each host file's name to its path, its floor and the package that its relative imports start from."""
    files = {}
    for path in sorted((ROOT / "calciplug").rglob("*.py")):
        inner = path.relative_to(ROOT / "calciplug")
        if inner.parts[0] not in MAPPED:
            package = ".".join(["calciplug", *inner.parent.parts])
            files[inner.as_posix()] = path, inner.with_suffix("").parts[0], package
    return files


def plugin_files() -> dict[str, tuple[Path, str]]:
    """Map each plugin file's name to its path and its plugin's package."""
    files = {}
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        inner = path.relative_to(ROOT / "plugins")
        files[inner.as_posix()] = path, ".".join(["calciplug.plugins", *inner.parent.parts[:1]])
    return files


def test_every_module_has_a_floor_and_every_floor_a_module() -> None:
    on_disk = {floor for _, floor, _ in host_files().values()} - {FRONT_DOOR, "__main__"}

    assert set(FLOORS) == on_disk


@pytest.mark.parametrize("name", host_files())
def test_host_imports_go_down(name: str) -> None:
    path, floor, package = host_files()[name]
    floor = "cli" if floor == "__main__" else floor  # `python -m calciplug` is the command line's other name

    assert check_host(path.read_text(encoding="utf-8"), floor, package) == []


def test_every_exception_is_in_use() -> None:
    """One that is no longer needed would let the next import through unseen."""
    used = {
        (floor, floor_of(found))
        for path, floor, package in host_files().values()
        for found in imports(path.read_text(encoding="utf-8"), package)
        if found.module.split(".")[0] == "calciplug"
    }

    assert (set(NEIGHBOURS) | set(FOR_TYPES)) - used == set()


@pytest.mark.parametrize("name", plugin_files())
def test_plugins_use_the_front_door(name: str) -> None:
    path, package = plugin_files()[name]

    assert check_plugin(path.read_text(encoding="utf-8"), package) == []


# --- the checks above can fail --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "floor", "package", "rule"),
    [
        ("import calciplug.engine", "resolve", "calciplug", "up"),
        ("from calciplug.engine import adjust", "codec", "calciplug.codec", "up"),
        ("from calciplug import cli", "report", "calciplug.report", "up"),
        ("from . import host", "hookspecs", "calciplug", "up"),
        ("from ..host import Host", "model", "calciplug.model", "up"),
        ("from ..host.discover import find", "model", "calciplug.model", "up"),
        ("from ... import host", "units", "calciplug.units.deep", "up"),
        ("def late():\n    from calciplug.model import Case", "units", "calciplug.units", "up"),
        ("if TYPE_CHECKING:\n    from calciplug.engine import Outcome", "hookspecs", "calciplug", "up"),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    from calciplug.host import View", "hookspecs", "calciplug", "up"),
        ("from calciplug.host import View", "hookspecs", "calciplug", "up"),
        ("if DEBUG:\n    from calciplug.host import View", "hookspecs", "calciplug", "up"),
        ("importlib.import_module('calciplug.engine')", "model", "calciplug.model", "up"),
        ("import_module('calciplug.engine')", "model", "calciplug.model", "up"),
        ("__import__('calciplug.engine')", "model", "calciplug.model", "up"),
        ("from calciplug.host import Host", "codec", "calciplug.codec", "neighbour"),
        ("from calciplug.testing import run", "report", "calciplug.report", "neighbour"),
        ("from calciplug.units import show", "evidence", "calciplug.evidence", "only"),
        ("from calciplug.warehouse import run", "cli", "calciplug.cli", "no floor"),
        ("from calciplug.units import show", "warehouse", "calciplug.warehouse", "no floor"),
        ("from calciplug import Case", "engine", "calciplug", "front door"),
        ("import calciplug", "testing", "calciplug.testing", "front door"),
        ("from calciplug.plugins.one import hook", "host", "calciplug.host", "loaded by name"),
        ("from calciplug import schemas", "codec", "calciplug.codec", "loaded by name"),
        ("import pint", "model", "calciplug.model", "home"),
        ("from pint.errors import DimensionalityError", "engine", "calciplug", "home"),
        ("import pint", FRONT_DOOR, "calciplug", "home"),
        ("import jsonschema", "cli", "calciplug.cli", "home"),
        ("from referencing import Registry", "engine", "calciplug", "home"),
        ("import pluggy", "engine", "calciplug", "home"),
        ("import click", "report", "calciplug.report", "home"),
        ("import numpy", "units", "calciplug.units", "home"),
        ("import scipy", "kinetics", "calciplug.kinetics", "not a dependency"),
        ("from calciplug.host import Host", "kinetics", "calciplug.kinetics", "only"),
        ("from yaml import safe_load", "cli", "calciplug.cli", "not a dependency"),
    ],
)
def test_a_forbidden_host_import_is_noticed(source: str, floor: str, package: str, rule: str) -> None:
    assert [problem.rule for problem in check_host(source, floor, package)] == [rule]


@pytest.mark.parametrize(
    ("source", "floor", "package"),
    [
        ("import json, zoneinfo\nimport attrs", "model", "calciplug.model"),
        ("from calciplug.host import Host\nfrom calciplug import host", "engine", "calciplug"),
        ("from .table import ROWS\nfrom . import table\nimport pint", "units", "calciplug.units"),
        ("from ..errors import InputError", "evidence", "calciplug.evidence"),
        ("import calciplug\nimport click\nfrom calciplug import adjust", "cli", "calciplug.cli"),
        ("from calciplug.engine import adjust", FRONT_DOOR, "calciplug"),
        ("import_module(name)", "host", "calciplug.host"),
        ("from calciplug.codec import read_manifest", "host", "calciplug.host"),
        ("if TYPE_CHECKING:\n    from calciplug.host import View", "hookspecs", "calciplug"),
    ],
)
def test_a_permitted_host_import_passes(source: str, floor: str, package: str) -> None:
    assert check_host(source, floor, package) == []


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("from calciplug.engine import adjust", "past the front door"),
        ("from calciplug import engine", "past the front door"),
        ("import calciplug.model", "past the front door"),
        ("from calciplug.units.registry import ureg", "past the front door"),
        ("from calciplug.plugins.two import rule", "past the front door"),
        ("from ..two import rule", "past the front door"),
        ("from .. import two", "past the front door"),
        ("from calciplug.plugins.one.steps import step", "own folder by name"),
        ("from calciplug.plugins.one import steps", "own folder by name"),
        ("import calciplug.plugins.one.steps", "own folder by name"),
        ("from ...engine import adjust", "past the front door"),
        ("from calciplug.kinetics import urea", "past the front door"),
        ("from calciplug.kinetics.urea import single_pool_kt_v", "past the front door"),
        ("import calciplug.kinetics", "past the front door"),
        ("import pint", "not a dependency"),
        ("import numpy as np", "not a dependency"),
    ],
)
def test_a_forbidden_plugin_import_is_noticed(source: str, rule: str) -> None:
    assert [problem.rule for problem in check_plugin(source, "calciplug.plugins.one")] == [rule]


def test_a_permitted_plugin_import_passes() -> None:
    source = (
        "import enum\nfrom calciplug import Case, units\nfrom calciplug.units import below\nfrom .steps import step\n"
        "from . import ladder"
    )

    assert check_plugin(source, "calciplug.plugins.one") == []

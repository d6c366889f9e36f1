"""Packages whose names are imported at their first use: whole, typed, and without a name that is a module's too."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import calciplug
from calciplug import codec, host

if TYPE_CHECKING:
    from types import ModuleType

PACKAGES = {"codec": (codec, codec._HOMES), "host": (host, host._HOMES)}


@pytest.mark.parametrize("name", PACKAGES)
def test_what_a_type_checker_sees_is_what_is_there(name: str) -> None:
    """The imports for type checkers and the homes name the same things from the same places."""
    package, homes = PACKAGES[name]
    seen = {
        item.name: (node.module or "").removeprefix(f"calciplug.{name}.")
        for block in ast.parse(Path(str(package.__file__)).read_text("utf-8")).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for item in node.names
    }

    assert seen == homes
    assert set(homes) <= set(package.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_is_there_and_no_other(name: str) -> None:
    """Each is the very object of its module."""
    package, homes = PACKAGES[name]

    assert all(getattr(package, own) is not None for own in package.__all__)
    assert all(
        getattr(package, own) is getattr(import_module(f"calciplug.{name}.{at}"), own) for own, at in homes.items()
    )
    with pytest.raises(AttributeError, match="no attribute 'nothing_such'"):
        _ = package.nothing_such


@pytest.mark.parametrize("name", [*PACKAGES, ""])
def test_no_name_is_a_modules_too(name: str) -> None:
    """Importing that module would put it in the name's place, before the name was ever asked for."""
    package, homes = PACKAGES.get(name, (calciplug, calciplug._HOMES))

    assert set(homes) & modules(package) == set()


def modules(package: ModuleType) -> set[str]:
    """Names of the modules and packages right below *package*."""
    return {path.stem for path in Path(str(package.__file__)).parent.iterdir()}


@pytest.mark.parametrize(
    ("code", "unused"),
    [
        ("import calciplug.codec", {"calciplug.codec.schema", "calciplug.codec.case_reader"}),
        (
            "from calciplug.codec import read_case",
            {"calciplug.codec.calendar_writer", "calciplug.codec.outcome_writer"},
        ),
        ("from calciplug.host import installed; installed()", {"pluggy", "pint", "jsonschema", "calciplug.host.host"}),
        ("from calciplug import units; units.text(140.0, 'sodium')", {"pint", "calciplug.units.registry"}),
    ],
)
def test_what_is_not_used_is_not_imported(code: str, unused: set[str]) -> None:
    """In a fresh process."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )

    assert set(told.stdout.split()) & unused == set()

"""pint is a tool of `calciplug.units` and nobody else touches it, or what only a pint quantity has."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = sorted(
    path
    for path in (ROOT / "calciplug").rglob("*.py")
    if path.relative_to(ROOT / "calciplug").parts[0] not in ("units", "plugins", "fixtures", "schemas")
)
# What a pint quantity has and a coherent float has not, or what reaches the registry behind it.
PINT_ONLY = {
    "_REGISTRY", "_magnitude", "_units", "compatible_units", "dimensionality", "from_list", "ito", "ito_base_units",
    "m_as", "magnitude", "plus_minus", "to_base_units", "to_compact", "to_reduced_units", "to_root_units", "to_tuple",
    "unitless",
}  # fmt: skip


def pint_uses(source: str) -> list[str]:
    """Attributes in *source* that only pint's quantities have; a method `to` counts where it is called."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in PINT_ONLY:
            found.append(f"{node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("to", "ito"):
            found.append(f"{node.lineno}: .{node.func.attr}()")
        if isinstance(node, ast.Import | ast.ImportFrom) and "pint" in ast.unparse(node).split():
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_pint_outside_units(path: Path) -> None:
    assert pint_uses(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pint",
        "from pint import UnitRegistry",
        "dose.magnitude",
        "dose.to('g')",
        "dose.m_as(unit)",
        "a._REGISTRY",
    ],
)
def test_the_check_can_fail(source: str) -> None:
    assert pint_uses(source)


def test_units_hands_text_to_nothing() -> None:
    """In units itself, the only texts that pint gets are the definitions, from the closed table and the kinds."""
    calls = [
        ast.unparse(node)
        for node in ast.walk(ast.parse((ROOT / "calciplug" / "units" / "registry.py").read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("Unit", "Quantity", "define")
    ]

    assert sorted(calls) == [
        "_REGISTRY.Quantity(1.0, _powers(name))",
        "_REGISTRY.Quantity(1.0, unit(name))",
        "_REGISTRY.Quantity(value, _powers(name))",
        "_REGISTRY.Unit(_REGISTRY.UnitsContainer({pint_name: 1}))",
        "_REGISTRY.Unit(_REGISTRY.UnitsContainer({}))",
        "registry.define(UnitDefinition(name, None, (), ScaleConverter(size), reference))",
    ]


def test_pints_default_registry_is_never_made() -> None:
    """It takes a tenth of a second, knows a thousand units, and would be the one that a pickle comes back in."""
    used = "import pint, calciplug.units; calciplug.units.make(1.0, 'sodium')"
    script = f"{used}; print(type(pint.application_registry.get()).__name__)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "LazyRegistry"

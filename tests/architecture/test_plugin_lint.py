"""Plugin code runs with pint quantities and with plain floats alike, and holds no clinical number.

That works only while it touches quantities with `+ - * /`, order comparisons, `min`, `max`, `abs` and the helpers of
`calciplug.units`; everything else that a quantity or a float can do, it does differently for the two, or not at all.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"

# Structure, not medicine: nothing, one, a pair. Every other number is a parameter in the manifest, with its source.
NUMBERS = {0, 1, 2}
# Only what types and loops need. The rest of Python reaches the clock, files, the network or another arithmetic.
MODULES = {"__future__", "collections", "enum", "functools", "itertools", "typing"}
CALLS = {
    "sum": "an empty one has no unit: total()",
    "round": "steps are the field's: to_step()",
    "float": "drops the unit",
    "int": "drops the unit",
    "complex": "drops the unit",
    "divmod": "is not defined for both lanes",
    "pow": "is not defined for both lanes",
    "open": "the case is all the input there is",
    "input": "the case is all the input there is",
    "print": "the outcome is all the output there is",
    "eval": "runs what cannot be checked here",
    "exec": "runs what cannot be checked here",
    "__import__": "runs what cannot be checked here",
    "getattr": "reads around the attribute rule",
    "setattr": "writes around the attribute rule",
}
ATTRIBUTES = {
    "to": "floats have no units to change",
    "m": "drops the unit",
    "m_as": "drops the unit",
    "magnitude": "drops the unit",
    "to_base_units": "floats have no units to change",
    "to_compact": "floats have no units to change",
    "to_reduced_units": "floats have no units to change",
    "to_root_units": "floats have no units to change",
    "ito": "changes the quantity in place",
    "ito_base_units": "changes the quantity in place",
    "ito_reduced_units": "changes the quantity in place",
    "ito_root_units": "changes the quantity in place",
    "format": "a reason is a template in the manifest",
    "format_map": "a reason is a template in the manifest",
}
OPERATORS = {
    ast.Mod: "formats text or drops a unit",
    ast.FloorDiv: "steps are the field's: to_step()",
    ast.Pow: "is not defined for both lanes",
    ast.MatMult: "is not defined for both lanes",
}
CAPITALS = re.compile(r"_?[A-Z][A-Z0-9_]*")


class Problem(NamedTuple):
    """One thing that plugin code must not do."""

    line: int
    rule: str
    why: str


def check(source: str) -> list[Problem]:
    """List what a plugin's source does that would not hold in both lanes."""
    tree = ast.parse(source)
    types = {inner for node in ast.walk(tree) for note in annotations(node) for inner in ast.walk(note)}
    return sorted(problem for node in ast.walk(tree) if node not in types for problem in problems(node))


def annotations(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node's type annotations: `float` there is a word, not a conversion."""
    for field in ("annotation", "returns"):
        if isinstance(note := getattr(node, field, None), ast.AST):
            yield note


def problems(node: ast.AST) -> Iterator[Problem]:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() | complex() as number) if number not in NUMBERS:
            yield Problem(node.lineno, "number", f"{number}: a clinical number belongs in the manifest")
        case ast.Name(id=name) if name in CALLS:
            yield Problem(node.lineno, "call", f"{name}: {CALLS[name]}")
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            yield Problem(node.lineno, "attribute", f".{name}: {ATTRIBUTES[name]}")
        case ast.JoinedStr():
            yield Problem(node.lineno, "f-string", "a reason is a template in the manifest")
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in OPERATORS:
            yield Problem(node.lineno, "operator", f"{type(operator).__name__}: {OPERATORS[type(operator)]}")
        case ast.Compare(left=first, ops=operators, comparators=others):
            yield from unequal(node.lineno, [first, *others], operators)
        case ast.MatchValue(value=value) if not is_exact(value):
            yield Problem(node.lineno, "equality", "quantities are compared with exceeds(), below() or within()")
        case ast.Import() | ast.ImportFrom():
            yield from (Problem(node.lineno, "import", f"{name}: out of reach") for name in beyond(node))


def beyond(node: ast.Import | ast.ImportFrom) -> list[str]:
    """List what an import takes from outside; what it takes from calciplug is the import test's question."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    else:
        modules = [node.module or ""] if node.level == 0 else []
    return [module for module in modules if module.partition(".")[0] not in MODULES | {"calciplug"}]


def unequal(line: int, values: list[ast.expr], operators: list[ast.cmpop]) -> Iterator[Problem]:
    """Find `==` and `!=` that could compare computed values."""
    for left, operator, right in zip(values, operators, values[1:], strict=False):
        if isinstance(operator, ast.Eq | ast.NotEq) and not (is_exact(left) or is_exact(right)):
            yield Problem(line, "equality", "quantities are compared with exceeds(), below() or within()")


def is_exact(node: ast.expr) -> bool:
    """Tell whether a value can only be a code, a yes or no, or a count."""
    match node:
        case ast.Constant(value=value):
            return value is None or isinstance(value, str | bool)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(CAPITALS.fullmatch(name))
        case ast.Call(func=ast.Name(id="len")):
            return True
    return False


def files() -> dict[str, Path]:
    return {path.relative_to(PLUGINS).as_posix(): path for path in sorted(PLUGINS.rglob("*.py"))}


def test_there_are_plugins_to_check() -> None:
    assert len(files()) > 1


@pytest.mark.parametrize("name", files())
def test_plugin_holds_in_both_lanes(name: str) -> None:
    found = check(files()[name].read_text(encoding="utf-8"))

    assert [f"plugins/{name}:{line}: {rule}: {why}" for line, rule, why in found] == []


# --- the check above can fail ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("ceiling = 25", "number"),
        ("step = 0.25 * p.step", "number"),
        ("low = -3", "number"),
        ("late = 1e-9", "number"),
        ("def f(x, most=60): ...", "number"),
        ("dose.to(unit)", "attribute"),
        ("dose.m_as(unit)", "attribute"),
        ("dose.m", "attribute"),
        ("dose.magnitude", "attribute"),
        ("dose.ito(unit)", "attribute"),
        ("dose.to_base_units()", "attribute"),
        ("dose.ito_root_units()", "attribute"),
        ("convert = dose.to", "attribute"),
        ("'{} g'.format(dose)", "attribute"),
        ("sum(loads)", "call"),
        ("round(dose)", "call"),
        ("float(dose)", "call"),
        ("int(dose)", "call"),
        ("map(float, doses)", "call"),
        ("open(name)", "call"),
        ("print(dose)", "call"),
        ("getattr(dose, name)", "call"),
        ("f'{dose}'", "f-string"),
        ("f'plain'", "f-string"),
        ("'%s g' % dose", "operator"),
        ("dose % step", "operator"),
        ("dose %= step", "operator"),
        ("dose // step", "operator"),
        ("dose ** 2", "operator"),
        ("dose == limit", "equality"),
        ("dose != limit", "equality"),
        ("dose == 0", "equality"),
        ("case.dose == case.limit", "equality"),
        ("low < dose == limit", "equality"),
        ("sizeof(x) == n", "equality"),
        ("match dose:\n    case 0: ...", "equality"),
        ("import os", "import"),
        ("import sys", "import"),
        ("import time", "import"),
        ("import random, subprocess.run", "import"),
        ("from datetime import datetime", "import"),
        ("from math import exp", "import"),
        ("def late():\n    import os.path", "import"),
    ],
)
def test_a_forbidden_source_is_noticed(source: str, rule: str) -> None:
    assert {problem.rule for problem in check(source)} == {rule}


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "from collections.abc import Iterable\nfrom calciplug import Case, hookimpl\nfrom .steps import step",
        "first, last = doses[0], doses[-1]\nhalf = dose / 2 + 1.0 * dose",
        "low <= dose < high and not dose > ceiling",
        "min(dose, ceiling) - abs(rest)",
        "to_step(dose) if exceeds(dose, limit) else total(loads)",
        "mode == 'HD' or Modality.HD == mode or mode != _CAPD",
        "found == None or found == True",
        "len(doses) == expected or match[len(doses)] is None",
        "given = True\nseen: dict[str, float] = {}\ndef f(x: float) -> int: ...",
        "match mode:\n    case 'HD' | Modality.PD: ...",
    ],
)
def test_a_permitted_source_passes(source: str) -> None:
    assert check(source) == []

"""The formulas as an ELM library for cql-execution, with UCUM quantities or with bare decimals.

The library is built here and not translated from CQL text. Of formulas that are equal on paper, those were taken
whose units cql-execution derives rightly: it reads `13 'mL/h/kg' * 70 'kg'` as `mL.kg/(h/kg)`, and a dose over a rate
as `g/(g/h)`, so that time is scaled by ratios instead. It rounds each product and quotient to eight decimals.
"""

from __future__ import annotations

import ast
import json
import subprocess
from functools import reduce
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Final, Self

from . import logic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NODE: Final = Path(__file__).resolve().parent.parent / "node"
_TYPES: Final = "{urn:hl7-org:elm-types:r1}"
_COUNTED: Final = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply", ast.Div: "Divide"}


class Elm:
    """Translates formulas; constants and inputs are quantities, or decimals."""

    def __init__(self, *, quantities: bool) -> None:
        self._quantities = quantities

    def library(self) -> dict[str, Any]:
        """The eight rules."""
        kind = "Quantity" if self._quantities else "Decimal"
        return {
            "library": {
                "identifier": {"id": "eight", "version": "1"},
                "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
                "usings": {"def": [{"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"}]},
                "parameters": {
                    "def": [
                        {"name": name, "accessLevel": "Public", "parameterTypeSpecifier": _named(kind)}
                        for name in logic.INPUTS
                    ]
                },
                "statements": {
                    "def": [
                        {
                            "name": name, "context": "Unfiltered", "accessLevel": "Public",
                            "expression": self.tree(formula),
                        }
                        for name, formula in logic.formulas()
                    ]
                },
            }
        }  # fmt: skip

    def tree(self, node: ast.expr) -> dict[str, Any]:
        """*node* as ELM."""
        match node:
            case ast.Constant(value=value):
                return _literal(value)
            case ast.Name(id=name):
                return {"type": "ParameterRef" if name in logic.INPUTS else "ExpressionRef", "name": name}
            case ast.IfExp():
                condition, then, otherwise = map(self.tree, (node.test, node.body, node.orelse))
                return {"type": "If", "condition": condition, "then": then, "else": otherwise}
            case ast.BoolOp(op=op, values=values):
                return reduce(_joined("And" if isinstance(op, ast.And) else "Or"), map(self.tree, values))
            case ast.Compare():
                return self._compared(node.ops[0], self.tree(node.left), self.tree(node.comparators[0]))
            case ast.BinOp():
                return {"type": _COUNTED[type(node.op)], "operand": [self.tree(node.left), self.tree(node.right)]}
            case ast.Call():
                return self._called(node)
        raise TypeError(ast.dump(node))

    def _compared(self, how: ast.cmpop, one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
        match how:
            case ast.Is():
                return {"type": "IsNull", "operand": one}
            case ast.IsNot():
                return {"type": "Not", "operand": {"type": "IsNull", "operand": one}}
        return {"type": "Less" if isinstance(how, ast.Lt) else "Greater", "operand": [one, two]}

    def _called(self, node: ast.Call) -> dict[str, Any]:
        assert isinstance(node.func, ast.Name), "formulas call by name"
        if node.func.id == "q":
            number, unit, other = logic.constant(node)
            return {"type": "Quantity", "value": number, "unit": unit} if self._quantities else _decimal(other)
        own = [self.tree(item) for item in node.args]
        match node.func.id:
            case "number":
                return {"type": "Property", "path": "value", "source": own[0]} if self._quantities else own[0]
            case "ceil":
                return {"type": "Ceiling", "operand": own[0]}
            case "floor":
                return {"type": "Floor", "operand": own[0]}
            case name:
                less = {"type": "Less", "operand": own}
                one, two = own if name == "min" else own[::-1]
                return {"type": "If", "condition": less, "then": one, "else": two}


class Child:
    """A Node.js process that evaluates cases and times itself; it lives as long as the block.

    Raises:
        ImportError: Node.js or cql-execution is not installed.
    """

    def __init__(self, *, quantities: bool) -> None:
        node = which("node")
        if node is None or not (NODE / "node_modules" / "cql-execution").is_dir():
            raise ImportError("cql-execution is not installed")
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            [node, str(NODE / "cql.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        units = logic.INPUTS if quantities else None
        self.version = self._told({"library": Elm(quantities=quantities).library(), "units": units})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Closes its input, at the end of which it ends.
        self._process.communicate()

    def seconds(self, cases: Sequence[Mapping[str, Any]]) -> float:
        """How long it took to evaluate all *cases*, by the child's own clock."""
        return float(self._told({"cases": cases, "answers": False})["seconds"])

    def answers(self, cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What it says of *cases*."""
        found: list[dict[str, Any]] = self._told({"cases": cases, "answers": True})["answers"]
        return found

    def _told(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None, "it is a pipe"
        assert self._process.stdout is not None, "it is a pipe"
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


def _joined(word: str) -> Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]:
    return lambda one, two: {"type": word, "operand": [one, two]}


def _named(kind: str) -> dict[str, str]:
    return {"type": "NamedTypeSpecifier", "name": f"{_TYPES}{kind}"}


def _literal(value: float | bool | None) -> dict[str, Any]:
    if value is None:
        return {"type": "Null"}
    if isinstance(value, bool):
        return {"type": "Literal", "valueType": f"{_TYPES}Boolean", "value": str(value).lower()}
    return _decimal(value)


def _decimal(value: float) -> dict[str, Any]:
    return {"type": "Literal", "valueType": f"{_TYPES}Decimal", "value": repr(float(value))}

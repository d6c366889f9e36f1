"""The formulas as JSONLogic for datalogic-py, compiled once.

JSONLogic names no intermediate values, so that each output holds all of its formulas; the ten of them are one
compiled template, and JSON text goes in.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from . import logic

if TYPE_CHECKING:
    from collections.abc import Callable

_COUNTED: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@cache
def _trees() -> dict[str, ast.expr]:
    return dict(logic.formulas())


def tree(node: ast.expr) -> Any:
    """*node* as JSONLogic, with every intermediate value in its place."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return tree(_trees()[name]) if name in _trees() else {"var": name}
        case ast.IfExp():
            return {"if": [tree(node.test), tree(node.body), tree(node.orelse)]}
        case ast.BoolOp():
            return {"and" if isinstance(node.op, ast.And) else "or": [tree(item) for item in node.values]}
        case ast.Compare():
            return _compared(node.ops[0], tree(node.left), tree(node.comparators[0]))
        case ast.BinOp():
            return {_COUNTED[type(node.op)]: [tree(node.left), tree(node.right)]}
        case ast.Call(func=ast.Name(id="q")):
            return logic.constant(node)[2]
        case ast.Call(func=ast.Name(id="number")):
            return tree(node.args[0])
        case ast.Call(func=ast.Name(id=name)):
            return {name: [tree(item) for item in node.args]}
    raise TypeError(ast.dump(node))


def _compared(how: ast.cmpop, one: Any, two: Any) -> Any:
    words = {ast.Lt: "<", ast.Gt: ">", ast.Is: "===", ast.IsNot: "!=="}
    return {words[type(how)]: [one, two]}


def engine() -> Callable[[bytes], str]:
    """What answers one case, JSON bytes of the flat inputs in, JSON text out: its quickest way.

    Raises:
        ImportError: datalogic-py is not installed.
    """
    from datalogic_py import Engine

    template = json.dumps({name: tree(ast.Name(id=name)) for name in logic.OUTPUTS})
    evaluate = Engine(templating=True).compile(template).evaluate_str

    def answer(data: bytes) -> str:
        found: str = evaluate(data.decode())
        return found

    return answer

"""The formulas as decisions of zen-engine: one expression node, or one for each rule.

Its quickest way is taken: the decision is loaded and prepared once, and JSON bytes go in.
"""

from __future__ import annotations

import ast
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from . import logic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.And: " and ", ast.Or: " or ", ast.Lt: "<", ast.Gt: ">", ast.Is: "==", ast.IsNot: "!=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip


def text(node: ast.expr, earlier: set[str]) -> str:
    """*node* in zen's expression language; *earlier* names are computed in the same node."""

    def own(item: ast.expr) -> str:
        return text(item, earlier)

    match node:
        case ast.Constant(value=value):
            return json.dumps(value)
        case ast.Name(id=name):
            return f"$.{name}" if name in earlier else name
        case ast.IfExp():
            return f"(({own(node.test)}) ? ({own(node.body)}) : ({own(node.orelse)}))"
        case ast.BoolOp():
            return f"({_WORDS[type(node.op)].join(map(own, node.values))})"
        case ast.Compare(left=one, ops=[how], comparators=[two]) | ast.BinOp(left=one, op=how, right=two):
            return f"({own(one)} {_WORDS[type(how)]} {own(two)})"
        case ast.Call(func=ast.Name(id="q")):
            return repr(logic.constant(node)[2])
        case ast.Call(func=ast.Name(id="number")):
            return own(node.args[0])
        case ast.Call(func=ast.Name(id=name)):
            inside = ", ".join(map(own, node.args))
            return f"{name}([{inside}])" if name in ("min", "max") else f"{name}({inside})"
    raise TypeError(ast.dump(node))


def decision(*, one_node: bool) -> dict[str, Any]:
    """The eight rules as a graph."""
    groups = [("rules", [name for rule in logic.RULES.values() for name in rule])]
    if not one_node:
        groups = [(code, list(rule)) for code, rule in logic.RULES.items()]
    trees = dict(logic.formulas())
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in"}]
    for code, names in groups:
        before: set[str] = set()
        expressions = []
        for name in names:
            expressions.append({"id": name, "key": name, "value": text(trees[name], before)})
            before.add(name)
        content = {"expressions": expressions, "passThrough": not one_node}
        nodes.append({"id": code, "type": "expressionNode", "name": code, "content": content})
    nodes.append({"id": "out", "type": "outputNode", "name": "out"})
    edges = [
        {"id": f"e{index}", "type": "edge", "sourceId": one["id"], "targetId": two["id"]}
        for index, (one, two) in enumerate(pairwise(nodes))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def engine(*, one_node: bool) -> Callable[[bytes], Mapping[str, Any]]:
    """What answers one case, JSON bytes of the flat inputs in.

    Raises:
        ImportError: zen-engine is not installed.
    """
    import zen

    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"eight": decision(one_node=one_node)}}}).evaluate

    def answer(data: bytes) -> Mapping[str, Any]:
        result: Mapping[str, Any] = evaluate("eight", data)["result"]
        return result

    return answer

"""The eight rules once more, for the other engines: one list of formulas, put into each engine's own language.

Inputs are flat, fresh and in one unit each, so that these engines need no units, no ages and no documents. Every
formula stands once; `q(13, "mL/h/kg", 13 / 60)` is a constant with its unit, for the engine that knows units, and its
number in the unit of the inputs, for those that do not. Thresholds are moved by a millionth, and counts of steps by a
hundred-thousandth: a value that is *at* a limit is on the same side in decimals, in floats and in rounded quantities.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Inputs and their units.
INPUTS: Final = {
    "weight": "kg", "goal": "mL", "length": "min", "bath_calcium": "mmol/L", "bath_sodium": "mmol/L",
    "bath_bicarbonate": "mmol/L", "calcium_total": "mmol/L", "albumin": "g/L", "phosphate": "mmol/L",
    "calcium_ionised": "mmol/L", "sodium": "mmol/L", "bicarbonate": "mmol/L",
}  # fmt: skip

RULES: Final[dict[str, dict[str, str]]] = {
    "calcium-hold": {
        "held": "calcium_ionised is not None and calcium_ionised < q(0.999999, 'mmol/L')",
    },
    "session-length": {
        "rate": "goal / length / weight",
        "laid_out": "q(15, 'min')"
        " * ceil(number(length * (rate / q(13, 'mL/h/kg', 13 / 60)) / q(15, 'min')) - 0.00001)",
        "asked": "min(laid_out, q(300, 'min'))",
        "new_length": "asked if asked > length + q(0.001, 'min') else length",
    },
    "uf-ceiling": {
        "new_rate": "goal / new_length / weight",
        "refused": "new_rate > q(0.216667666, 'mL/min/kg')",
        "too_fast": "refused or rate > q(0.216667666, 'mL/min/kg')",
    },
    "dose-by-weight": {
        "full": "q(25, 'g') * (weight / q(80, 'kg'))",
        "capped": "min(full, q(25, 'g'))",
        "new_dose": "None if held else q(0.5, 'g') * floor(number(capped / q(0.5, 'g')) + 0.00001)",
    },
    "infusion-time": {
        "needed": "None if held"
        " else q(5, 'min') * ceil(number(new_dose / q(20, 'g') * q(60, 'min') / q(5, 'min')) - 0.00001)",
        "new_run": "None if held else max(needed, q(30, 'min'))",
        "no_room": "False if held else new_run + q(90, 'min') > new_length + q(0.001, 'min')",
    },
    "sodium-offset": {
        "offset": "None if held"
        " else new_dose * q(8.058667096, 'mmol/g') / (q(0.5, 'L/kg') * weight)",
        "offset_capped": "None if held else min(offset, q(4, 'mmol/L'))",
        "aim": "None if held or sodium is None"
        " else q(1, 'mmol/L') * floor(number((sodium - offset_capped) / q(1, 'mmol/L')) + 0.00001)",
        "aim_bounded": "None if aim is None else max(aim, q(130, 'mmol/L'))",
        "new_sodium": "bath_sodium if aim is None else min(aim_bounded, bath_sodium)",
    },
    "calcium-bath": {
        "corrected": "None if calcium_total is None or albumin is None or phosphate is None"
        " else calcium_total + q(0.02, 'mmol/g') * (q(40, 'g/L') - albumin)",
        "new_calcium": "bath_calcium if corrected is None"
        " else q(1.25, 'mmol/L') if corrected > q(2.550001, 'mmol/L')"
        " or corrected * phosphate > q(4.400001, 'mmol2/L2')"
        " else q(1.5, 'mmol/L') if corrected < q(2.099999, 'mmol/L') else bath_calcium",
    },
    "bicarbonate-bath": {
        "raised": "bath_bicarbonate + q(2, 'mmol/L')",
        "lowered": "bath_bicarbonate - q(2, 'mmol/L')",
        "new_bicarbonate": "bath_bicarbonate if bicarbonate is None"
        " else min(raised, q(37, 'mmol/L')) if bicarbonate < q(21.999999, 'mmol/L')"
        " and bath_bicarbonate < q(36.999999, 'mmol/L')"
        " else max(lowered, q(30, 'mmol/L')) if bicarbonate > q(26.000001, 'mmol/L')"
        " and bath_bicarbonate > q(30.000001, 'mmol/L') else bath_bicarbonate",
    },
}  # fmt: skip

# What every engine has to answer.
OUTPUTS: Final = (
    "new_length", "new_calcium", "new_sodium", "new_bicarbonate", "new_dose", "new_run",
    "held", "too_fast", "refused", "no_room",
)  # fmt: skip


def formulas() -> Iterator[tuple[str, ast.expr]]:
    """Every formula by name, in an order in which each can be computed."""
    for rule in RULES.values():
        for name, text in rule.items():
            yield name, ast.parse(text, mode="eval").body


def constant(node: ast.Call) -> tuple[float, str, float]:
    """Number and unit of a constant, and its number in the unit of the inputs."""
    number, unit, *other = (eval(compile(ast.Expression(item), "", "eval")) for item in node.args)  # noqa: S307  # our own text
    return number, unit, other[0] if other else number


def as_python() -> str:
    """The formulas as one function `rules` of plain floats."""
    lines = [f"def rules({', '.join(INPUTS)}):"]
    lines += [f"    {name} = {ast.unparse(_Plain().visit(tree))}" for name, tree in formulas()]
    lines += [f"    return {{{', '.join(f'{name!r}: {name}' for name in OUTPUTS)}}}"]
    return "\n".join(lines)


class _Plain(ast.NodeTransformer):
    """Constants as bare numbers."""

    def visit_Call(self, node: ast.Call) -> ast.expr:  # the name that ast looks for
        """*node* with what is in it."""
        self.generic_visit(node)
        if node.func.id == "q":
            return ast.Constant(constant(node)[2])
        return node.args[0] if node.func.id == "number" else node


def differing(one: Mapping[str, Any], two: Mapping[str, Any], tolerance: float = 1e-6) -> Sequence[str]:
    """Outputs that differ, numbers by more than *tolerance*; one that is left out is null."""
    return [name for name in OUTPUTS if not _alike(one.get(name), two.get(name), tolerance)]


def _alike(one: Any, two: Any, tolerance: float) -> bool:
    if one is None or two is None or isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return abs(float(one) - float(two)) <= tolerance

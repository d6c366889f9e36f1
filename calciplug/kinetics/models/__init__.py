"""What each model is: version, constants, the range in which it holds, its sources; read from the files beside."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.kinetics._numeric import Number, Truth

_FILES: Final = (
    "body", "calcium", "dialyser", "fluid", "osmolality", "peritoneal", "phosphate", "sodium", "thiosulfate", "urea",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Constant:
    """One number of a published equation.

    Attributes:
        value: in *unit*.
        unit: as its source prints it.
        sources: bibliography ids.
        memory: whether nobody read it in its source: it was remembered.
        note: what else has to be known of it, or None.
    """

    value: float
    unit: str
    sources: tuple[str, ...] = attrs.field(converter=tuple)
    memory: bool = False
    note: str | None = None


@attrs.frozen(kw_only=True)
class Range:
    """Where an argument has to lie for the model to hold; outside of it a result is flagged, never refused.

    Attributes:
        low: lowest value, in *unit*, or None.
        high: highest value, or None.
        unit: as it is printed.
        per_unit: how many of the functions' own unit one *unit* is.
        why: what the bounds come from.
    """

    low: float | None = None
    high: float | None = None
    unit: str
    per_unit: float = 1.0
    why: str


@attrs.frozen(kw_only=True)
class Model:
    """One model.

    Attributes:
        id: `urea.single-pool`.
        version: changes with every change of its numbers or of its equations.
        title: what a sheet calls it.
        sentence: what it computes and what it leaves out.
        sources: bibliography ids of its equations.
        memory: whether its equations were remembered and not read.
        constants: by name.
        valid: argument → range.
    """

    id: str
    version: str
    title: str
    sentence: str
    sources: tuple[str, ...] = attrs.field(converter=tuple)
    memory: bool = False
    constants: Mapping[str, Constant] = attrs.field(factory=dict)
    valid: Mapping[str, Range] = attrs.field(factory=dict)

    def constant(self, name: str) -> float:
        """The number of the constant called *name*, in its own unit."""
        return self.constants[name].value


@cache
def models() -> Mapping[str, Model]:
    """Every model, by id."""
    found: dict[str, Model] = {}
    for name in _FILES:
        rows = json.loads((files("calciplug.kinetics.models") / f"{name}.json").read_text("utf-8"))
        for key, row in rows.items():
            found[key] = _model(key, row)
    return found


def model(identifier: str) -> Model:
    """The model called *identifier*.

    Raises:
        EvidenceError: there is none.
    """
    try:
        return models()[identifier]
    except KeyError:
        raise EvidenceError(f"no model is called {identifier!r}; there are {', '.join(sorted(models()))}") from None


def outside(identifier: str, **arguments: Number) -> Mapping[str, Truth]:
    """Which *arguments* lie outside of the range in which the model is known to hold.

    Args:
        identifier: of the model.
        arguments: by the names that its `valid` has, in the functions' own units; others are ignored.

    Returns:
        Argument → whether it lies outside (element by element for arrays), for each that has a range.
    """
    found: dict[str, Truth] = {}
    for name, bounds in model(identifier).valid.items():
        if name in arguments:
            value: Any = arguments[name]
            low = bounds.low is not None and value < bounds.low * bounds.per_unit
            found[name] = low | (bounds.high is not None and value > bounds.high * bounds.per_unit)
    return found


def _model(key: str, row: Mapping[str, Any]) -> Model:
    rest = {name: value for name, value in row.items() if name not in ("constants", "valid")}
    constants = {name: Constant(**own) for name, own in row.get("constants", {}).items()}
    valid = {name: Range(**own) for name, own in row.get("valid", {}).items()}
    return Model(id=key, constants=constants, valid=valid, **rest)

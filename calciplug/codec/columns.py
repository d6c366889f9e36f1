"""Arrays of memory's floats as the numbers that documents carry: the same digits as one value alone would have.

Nothing here imports NumPy: an array brings its own arithmetic.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from calciplug import units

if TYPE_CHECKING:
    from collections.abc import Iterator

# So near to half a digit, or so large, floats could round the other way than exact arithmetic does.
_NEAR: Final = 1e-4
_LARGE: Final = 1e9
CHUNK: Final = 10_000


def wire_numbers(values: Any, kind: str) -> list[int | float | None]:
    """*values*, an array in the own unit of the kind called *kind*, in the unit and digits of documents.

    None stands where there is no value (NaN).
    """
    code = units.kind(kind).shows[0][0]
    digits = units.kind(kind).digits(code)
    scaled = values * float(Fraction(10) ** digits / units.kind(kind).factor(code))
    whole = scaled.round()
    unsure = (abs(abs(scaled - whole) - 0.5) < _NEAR) | ~(abs(scaled) < _LARGE)
    found: list[int | float | None] = [
        int(value) if value.is_integer() else value for value in _finite(whole / 10**digits, unsure)
    ]
    for index in unsure.nonzero()[0].tolist():
        value = float(values[index])
        found[index] = None if math.isnan(value) else units.figure(value, kind)
    return found


def _finite(values: Any, unsure: Any) -> list[float]:
    """*values* as floats, zero where they are unsure and will be replaced."""
    values[unsure] = 0.0
    listed: list[float] = values.tolist()
    return listed


def chunks(size: int) -> Iterator[tuple[int, int]]:
    """From 0 to *size* in steps that are small beside the memory of a computer: from, up to but without."""
    yield from ((first, min(first + CHUNK, size)) for first in range(0, size, CHUNK))

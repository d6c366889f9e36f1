"""What a model demands of its arguments, said once: a bad one is refused by name, never computed with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from calciplug.errors import KineticsError

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_PLAIN: Final = (float, int)
_ENDLESS: Final = math.inf


def positive(model: str, **arguments: Number) -> None:
    """Refuse any argument that is not finite and above zero, everywhere.

    Raises:
        KineticsError: names every argument that is wrong, and the first wrong value.
    """
    # One patient's numbers are nearly always right, and this is asked hundreds of times for them: one comparison says
    # so, and only where it does not is asked what is wrong. The same in the next two.
    for x in arguments.values():
        if not (isinstance(x, _PLAIN) and 0 < x < _ENDLESS):
            break
    else:
        return
    _refuse(model, "must be above zero", [_low(name, x, strict=True) for name, x in arguments.items()])


def not_negative(model: str, **arguments: Number) -> None:
    """Refuse any argument that is not finite or is below zero, anywhere.

    Raises:
        KineticsError: names every argument that is wrong, and the first wrong value.
    """
    for x in arguments.values():
        if not (isinstance(x, _PLAIN) and 0 <= x < _ENDLESS):
            break
    else:
        return
    _refuse(model, "must not be below zero", [_low(name, x, strict=False) for name, x in arguments.items()])


def finite(model: str, **arguments: Number) -> None:
    """Refuse any argument that is not a finite number, anywhere.

    Raises:
        KineticsError: names every argument that is wrong, and the first wrong value.
    """
    for x in arguments.values():
        if not (isinstance(x, _PLAIN) and -_ENDLESS < x < _ENDLESS):
            break
    else:
        return
    _refuse(model, "must be a finite number", [_low(name, x, strict=None) for name, x in arguments.items()])


def holds(model: str, condition: object, message: str) -> None:
    """Refuse arguments that do not fit each other.

    Raises:
        KineticsError: *condition* does not hold everywhere; *message* says what was expected.
    """
    if not (condition if isinstance(condition, bool) else bool(condition.all())):  # type: ignore[attr-defined]
        raise KineticsError(model, message)


def _refuse(model: str, expected: str, found: list[str | None]) -> None:
    wrong = [item for item in found if item is not None]
    if wrong:
        raise KineticsError(model, f"{', '.join(wrong)}: {expected}")


def _low(name: str, x: Number, *, strict: bool | None) -> str | None:
    # Written positively, so that NaN never passes: it is both the lowest and the highest. Asking where those are is
    # quicker than asking for them in arrays of up to some ten thousand, which is what is computed at once.
    if isinstance(x, _PLAIN):
        low = high = x
    elif not x.size:
        return None  # No patient at all: nothing can be wrong.
    else:
        low, high = x.item(x.argmin()), x.item(x.argmax())
    fits = math.isfinite(high) and (low > 0 if strict else low >= 0 if strict is False else math.isfinite(low))
    if fits:
        return None
    return f"{name} = {x:g}" if isinstance(x, _PLAIN) else f"{name} (from {low:g} to {high:g})"

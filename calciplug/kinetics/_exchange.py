"""One exchange of peritoneal dialysate: fresh fluid on the rest of the last, the dwell, and the dry time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import phi1
from calciplug.kinetics.segments import one_compartment, two_compartments

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.segments import Pair

MODEL: Final = "peritoneal.dwell"


@attrs.frozen
class Exchange:
    """One exchange; all but *steps* and *grows* are floats or arrays.

    Attributes:
        mass_transfer: mass transfer area coefficient (L/min).
        fill: volume that runs in (L).
        net_ultrafiltration: over the dwell (L).
        minutes: of the dwell.
        dead_volume: that a drain leaves (L).
        steps: in which the growth of the dialysate is followed.
        grows: whether ultrafiltration adds to the dialysate.

    Raises:
        KineticsError: no fluid runs in, nothing is left to drain, the dwell has no minutes, or nothing can cross.
    """

    mass_transfer: Any
    fill: Any
    net_ultrafiltration: Any
    minutes: Any
    dead_volume: Any
    steps: int
    grows: bool = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        _demand.positive(MODEL, mass_transfer=self.mass_transfer, fill=self.fill, dwell=self.minutes, steps=self.steps)
        _demand.not_negative(MODEL, dead_volume=self.dead_volume)
        left = self.fill + self.dead_volume + self.net_ultrafiltration
        _demand.positive(MODEL, drained=left)

    def mixed(self, state: Pair) -> Pair:
        """Body and fresh dialysate, in which the rest of the last exchange is mixed."""
        return state[0], state[1] * self.dead_volume / (self.fill + self.dead_volume)

    def rest(self, state: Pair, body: tuple[Any, Any, Any]) -> tuple[Pair, Any, Any]:
        """State at the end of the dwell, what crossed, and the integral of the plasma concentration."""
        volume, clearance, generation = body
        filtration = self.net_ultrafiltration / self.minutes
        # The mean concentration in the membrane, (1 - f) plasma + f dialysate, leaves these two clearances; written so,
        # nothing is singular where nothing filters.
        out = self.mass_transfer / phi1(-filtration / self.mass_transfer)
        back = self.mass_transfer / phi1(filtration / self.mass_transfer)
        minutes = self.minutes / self.steps
        moved: Any = 0.0
        area: Any = 0.0
        for i in range(self.steps):
            grown = filtration * minutes * (i + 0.5) if self.grows else 0.0
            dialysate = self.fill + self.dead_volume + grown
            # In concentrations: water that comes along dilutes what is there, which is what `out` for `back` says.
            matrix = (
                -(out + clearance) / volume,
                back / volume,
                out / dialysate,
                -(out if self.grows else back) / dialysate,
            )
            state, (plasma, inside) = two_compartments(
                state=state, matrix=matrix, source=(generation / volume, 0.0), minutes=minutes
            )
            moved, area = moved + out * plasma - back * inside, area + plasma
        return state, moved, area


def empty(state: Pair, minutes: Number, body: tuple[Any, Any, Any]) -> tuple[Pair, Any]:
    """State after *minutes* in which nothing crosses, and the integral of the plasma concentration."""
    volume, clearance, generation = body
    plasma, area = one_compartment(
        amount=state[0], rate=clearance / volume, added=generation / volume * minutes, minutes=minutes
    )
    return (plasma, state[1]), area


def check_body(body_volume: Number, residual_clearance: Number, generation: Number) -> None:
    """Refuse a body of no volume, and a clearance or generation below zero.

    Raises:
        KineticsError: names the argument.
    """
    _demand.positive(MODEL, body_volume=body_volume)
    _demand.not_negative(MODEL, residual_clearance=residual_clearance, generation=generation)

"""What a patient does with thiosulfate: how fast it leaves, off dialysis and by it, and where it spreads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from calciplug.kinetics._demand import positive
from calciplug.kinetics._numeric import minimum
from calciplug.kinetics.thiosulfate_week import MODEL

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


def disposition(
    *,
    weight: Number,
    distribution_volume: Number,
    half_life: Number,
    dialysis_clearance: Number,
    flow: Number | None = None,
) -> dict[str, Number]:
    """The rates and the volume that the models of thiosulfate take.

    Args:
        weight: kg (float or array, as all others).
        distribution_volume: L/kg. With it, a half-life says what is cleared off dialysis.
        half_life: off dialysis (min).
        dialysis_clearance: of the dialyser, as it was published for each kilogram (L/min/kg).
        flow: the slower of blood and dialysate flow (L/min), or None where it is not known. No dialyser clears more
            than that, whatever the patient weighs: a published clearance above it is taken as the flow.

    Returns:
        `elimination` and `dialysis` (1/min), `volume` (L).

    Raises:
        KineticsError: an argument is not above zero.
    """
    positive(
        MODEL, weight=weight, distribution_volume=distribution_volume, half_life=half_life,
        dialysis_clearance=dialysis_clearance, **({} if flow is None else {"flow": flow}),
    )  # fmt: skip
    volume = distribution_volume * weight
    cleared = dialysis_clearance * weight
    return {
        "elimination": math.log(2) / half_life,
        "dialysis": (cleared if flow is None else minimum(cleared, flow)) / volume,
        "volume": volume,
    }

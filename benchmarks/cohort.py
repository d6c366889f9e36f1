"""The patients that `kinetics.py` draws, and everything that the models say of one: always the same for a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from two_pool_peers import Patients

from calciplug.kinetics.dialyser import PLASMA_WATER, diffusive_clearance
from calciplug.kinetics.outlook import ions
from calciplug.kinetics.outlook.corners import interval
from calciplug.kinetics.phosphate import phosphate_removed
from calciplug.kinetics.sodium import sodium_removed
from calciplug.kinetics.thiosulfate_week import thiosulfate_week
from calciplug.kinetics.urea_week import EXCHANGE, EXTRACELLULAR_SHARE, two_pool_week

if TYPE_CHECKING:
    from calciplug.kinetics.urea_week import Week

BLOCK = 10_000
STARTS = (0.0, 2880.0, 5760.0)
LAST_HOUR = 60.0
# Litres, minutes, millimoles, kilograms.
RANGES = {
    "volume": (25, 55), "clearance": (0.15, 0.28), "residual": (0, 0.004), "session": (180, 300), "weekly": (4, 14),
    "weight": (50, 100), "elimination": (0.005, 0.01), "dialysis": (0.005, 0.015), "phosphate": (1, 2.5),
    "mobilisation": (0.06, 0.12), "phosphate_clearance": (0.12, 0.18), "phosphate_volume": (7, 12),
    "sodium": (133, 142), "calcium": (1, 1.3), "blood": (0.15, 0.25), "dialysate": (0.5, 0.8), "area": (0.4, 0.9),
}  # fmt: skip


def cohort(size: int | None, seed: int = 0) -> tuple[Patients, dict[str, Any]]:
    """*size* patients of this *seed*: what urea needs, and everything; floats for None."""
    random = np.random.default_rng(seed)
    drawn = {name: random.uniform(*bounds, size or 1) for name, bounds in RANGES.items()}
    every: dict[str, Any] = {name: float(own[0]) for name, own in drawn.items()} if size is None else drawn
    of_urea = Patients(
        clearance=every["clearance"], residual=every["residual"], volume=every["volume"],
        exchange=EXCHANGE * every["volume"], share=EXTRACELLULAR_SHARE, session=every["session"],
        weekly=every["weekly"],
    )  # fmt: skip
    return of_urea, every


def week(one: Patients, starts: tuple[float, ...]) -> Week:
    """The two-pool week of the package."""
    return two_pool_week(
        clearance=one.clearance, residual_clearance=one.residual, volume=one.volume, exchange=one.exchange,
        extracellular_share=one.share, session=one.session, starts=starts, weekly_ultrafiltration=one.weekly,
    )  # fmt: skip


def chain(of_urea: Patients, own: dict[str, Any]) -> tuple[Any, ...]:
    """All that is said of a prescription: urea, thiosulfate in the last hour, phosphate, sodium and calcium."""
    urea = week(of_urea, STARTS)
    thiosulfate = thiosulfate_week(
        dose=100.0, infusion=LAST_HOUR, infusion_starts=[start + own["session"] - LAST_HOUR for start in STARTS],
        session=own["session"], session_starts=STARTS, elimination=own["elimination"], dialysis=own["dialysis"],
        volume=0.23 * own["weight"],
    )  # fmt: skip
    phosphate = phosphate_removed(
        pre=own["phosphate"], mobilisation=own["mobilisation"], clearance=own["phosphate_clearance"],
        residual_clearance=own["residual"], volume=own["phosphate_volume"], session=own["session"],
    )  # fmt: skip
    rate = own["weekly"] / len(STARTS) / own["session"]
    sodium = sodium_removed(
        plasma_sodium=own["sodium"], dialysate_sodium=138.0, blood_water_flow=own["blood"],
        diffusive_clearance=diffusive_clearance(
            mass_transfer_area=own["area"], blood_water_flow=own["blood"], dialysate_flow=own["dialysate"]
        ),
        ultrafiltration_rate=rate, session=own["session"], donnan=0.95, plasma_water=PLASMA_WATER, direct=False,
    )  # fmt: skip
    calcium = interval(
        ions.calcium_gained, ionised_calcium=own["calcium"], complexed=(1.1, 1.2), donnan=(0.95, 0.97),
        mass_transfer_area=(own["area"] / 2, own["area"]), dialysate_calcium=1.25, blood_flow=own["blood"],
        hematocrit=0.0, plasma_water=1.0, dialysate_flow=own["dialysate"], ultrafiltration_rate=rate,
        session=own["session"],
    )  # fmt: skip
    return urea.standard_kt_v, urea.average, thiosulfate.removed, thiosulfate.exposure, phosphate, sodium, *calcium

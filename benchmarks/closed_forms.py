"""The closed forms that `kinetics.py` times: of the package, and as one would write them bare in NumPy.

The bare ones are the published expressions as they are printed. They check nothing, and fail where a clearance, a flow
or a rate makes a quotient singular; the package's do not, which is what it may cost a little for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from calciplug.kinetics import dialyser, phosphate, thiosulfate, urea

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20260112
WEEK = 10080.0


class Form(NamedTuple):
    """One closed form, ours and bare, with the range that each argument is drawn from; or its one value."""

    name: str
    ours: Callable[..., Any]
    bare: Callable[..., Any]
    ranges: tuple[tuple[str, float, float], ...]
    note: str

    def drawn(self, size: int) -> dict[str, Any]:
        """Arguments of *size* patients, always the same; a range of no width is a float."""
        random = np.random.default_rng(SEED)
        return {name: random.uniform(low, high, size) if low < high else low for name, low, high in self.ranges}


def _single_pool(
    *, post_to_pre: Any, session: Any, ultrafiltration: Any, post_weight: Any, generation_factor: Any
) -> Any:
    left = post_to_pre - generation_factor * session / 60
    return -np.log(left) + (4 - 3.5 * post_to_pre) * ultrafiltration / post_weight


def _standard(
    *,
    single_pool: Any,
    equilibrated: Any,
    session: Any,
    count: Any,
    weekly_ultrafiltration: Any,
    volume: Any,
    residual_clearance: Any,
) -> Any:
    saturation = 1 - np.exp(-equilibrated)
    fixed = WEEK * saturation / session / (saturation / equilibrated + WEEK / (count * session) - 1)
    kidneys = residual_clearance * (0.974 / (single_pool + 1.62) + 0.4) * WEEK / volume
    return fixed / (1 - 0.74 / count * weekly_ultrafiltration / volume) + kidneys


def _michaels(*, mass_transfer_area: Any, blood_water_flow: Any, dialysate_flow: Any) -> Any:
    ratio = blood_water_flow / dialysate_flow
    power = np.exp(mass_transfer_area / blood_water_flow * (1 - ratio))
    return blood_water_flow * (power - 1) / (power - ratio)


def _removed_fraction(*, start: Any, infusion: Any, session: Any, elimination: Any, dialysis: Any) -> Any:
    # Of an infusion that begins in the session, and may end after it.
    rate = elimination + dialysis
    inside = np.minimum(infusion, session - start)
    tail = session - start - inside
    mean = (1 - np.exp(-rate * inside)) / (rate * inside)
    return dialysis / rate * inside / infusion * (1 - mean * np.exp(-rate * tail))


def _phosphate(
    *, pre: Any, mobilisation: Any, clearance: Any, residual_clearance: Any, volume: Any, session: Any
) -> Any:
    cleared = clearance + residual_clearance
    flow = mobilisation + cleared
    gone = 1 - np.exp(-flow * session / volume)
    return clearance * pre * (mobilisation * session / flow + cleared / flow**2 * volume * gone)


_SESSION = ("session", 180, 300)
FORMS = (
    Form(
        "spKt/V", urea.single_pool_kt_v, _single_pool,
        (
            ("post_to_pre", 0.2, 0.5), _SESSION, ("ultrafiltration", 1, 4), ("post_weight", 50, 100),
            ("generation_factor", 0.008, 0.008),
        ),
        "the bare form is one logarithm and nine operations long, so that a check weighs much",
    ),
    Form(
        "stdKt/V (FHN)", urea.standard_kt_v, _standard,
        (
            ("single_pool", 1.1, 1.8), ("equilibrated", 0.9, 1.6), _SESSION, ("count", 2, 4),
            ("weekly_ultrafiltration", 4, 14), ("volume", 25, 55), ("residual_clearance", 0, 0.004),
        ),
        "seven arguments are checked beside eleven operations",
    ),
    Form(
        "Michaels clearance", dialyser.diffusive_clearance, _michaels,
        (("mass_transfer_area", 0.4, 1.2), ("blood_water_flow", 0.15, 0.4), ("dialysate_flow", 0.45, 0.8)),
        "equal flows, which the bare form cannot take, cost a look for zeros, and expm1 costs more than exp",
    ),
    Form(
        "thiosulfate removed", thiosulfate.removed_fraction, _removed_fraction,
        (
            ("start", 0, 175), ("infusion", 60, 60), _SESSION, ("elimination", 0.005, 0.01),
            ("dialysis", 0.005, 0.02),
        ),
        "ours also takes infusions before and after the session, boluses, and rates down to none, through the phi "
        "functions: two exponentials more",
    ),
    Form(
        "phosphate removed", phosphate.phosphate_removed, _phosphate,
        (
            ("pre", 1, 2.5), ("mobilisation", 0.06, 0.12), ("clearance", 0.12, 0.18),
            ("residual_clearance", 0, 0.002), ("volume", 7, 12), _SESSION,
        ),
        "ours holds without any flow at all",
    ),
)  # fmt: skip

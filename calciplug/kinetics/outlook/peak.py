"""Thiosulfate at the end of one infusion: its concentration, and the anions that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.kinetics import thiosulfate
from calciplug.kinetics.osmolality import anion_gap_widening
from calciplug.kinetics.thiosulfate_salt import thiosulfate_amount

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


def thiosulfate_peak(
    *,
    dose: Number,
    infusion: Number,
    start: Number,
    session: Number,
    weight: Number,
    clearance: Number,
    dialysis_clearance: Number,
    half_life: Number,
) -> Number:
    """Concentration at the end of one infusion into a patient who has none (mmol/L).

    Args:
        dose: g of pentahydrate (float or array, as all others).
        infusion: min.
        start: min from the start of the session.
        session: min.
        weight: kg.
        clearance: off dialysis (L/min/kg).
        dialysis_clearance: of the dialyser (L/min/kg).
        half_life: off dialysis (min).

    Raises:
        KineticsError: an argument is out of its domain.

    Source: farese-2011 for the clearances that are given; one compartment is this project's simplification.
    """
    volume = thiosulfate.volume_of(clearance=clearance * weight, half_life=half_life)
    return thiosulfate.peak(
        dose=thiosulfate_amount(grams=dose, form="pentahydrate"), start=start, infusion=infusion,
        session=session, elimination=clearance * weight / volume, dialysis=dialysis_clearance * weight / volume,
        volume=volume,
    )  # fmt: skip


def anions_at_peak(**arguments: Any) -> Number:
    """Equivalents of thiosulfate in a litre at the end of an infusion (meq/L): what an anion gap counts as unmeasured.

    Args:
        arguments: as `thiosulfate_peak`.

    Raises:
        KineticsError: as `thiosulfate_peak`.

    Source: as `thiosulfate_peak`; thiosulfate carries two charges.
    """
    return anion_gap_widening(thiosulfate=thiosulfate_peak(**arguments))

"""Thiosulfate at the end of one infusion: its concentration, and the anions that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.kinetics import thiosulfate
from calciplug.kinetics.osmolality import anion_gap_widening
from calciplug.kinetics.outlook.disposition import disposition
from calciplug.kinetics.thiosulfate_salt import thiosulfate_amount

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


def thiosulfate_peak(
    *,
    dose: Number,
    infusion: Number,
    start: Number,
    session: Number,
    **patient: Any,
) -> Number:
    """Concentration at the end of one infusion into a patient who has none (mmol/L).

    Args:
        dose: g of pentahydrate (float or array, as all others).
        infusion: min.
        start: min from the start of the session.
        session: min.
        patient: the arguments of `disposition`.

    Raises:
        KineticsError: an argument is out of its domain.

    Source: calciplug-exposure-model; one compartment is this project's simplification.
    """
    return thiosulfate.peak(
        dose=thiosulfate_amount(grams=dose, form="pentahydrate"), start=start, infusion=infusion,
        session=session, **disposition(**patient),
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

"""Osmolality of serum, and what thiosulfate adds to it and to the anion gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_SERUM: Final = model("osmolality.serum")
_THIOSULFATE: Final = model("osmolality.thiosulfate")


def serum_osmolality(*, sodium: Number, glucose: Number, urea: Number) -> Number:
    """Osmolality calculated from sodium, glucose and urea.

    Args:
        sodium: mmol/L (float or array, broadcast).
        glucose: mmol/L (float or array, broadcast).
        urea: mmol/L of urea, not of its nitrogen (float or array, broadcast).

    Returns:
        mOsm/kg. Other solutes are missing: they make the gap to a measured value.

    Raises:
        KineticsError: sodium is not above zero, or another argument is negative.

    Source: serum-osmolality-textbook, memory only.
    """
    _demand.not_negative(_SERUM.id, urea=urea)
    return effective_osmolality(sodium=sodium, glucose=glucose) + urea


def effective_osmolality(*, sodium: Number, glucose: Number) -> Number:
    """Osmolality that moves water, calculated without urea, which crosses cell walls.

    Args:
        sodium: mmol/L (float or array, broadcast).
        glucose: mmol/L (float or array, broadcast).

    Returns:
        mOsm/kg.

    Raises:
        KineticsError: sodium is not above zero, or glucose is negative.

    Source: serum-osmolality-textbook, memory only.
    """
    _demand.positive(_SERUM.id, sodium=sodium)
    _demand.not_negative(_SERUM.id, glucose=glucose)
    return _SERUM.constant("sodium") * sodium + glucose


def with_thiosulfate(*, osmolality: Number, thiosulfate: Number) -> Number:
    """Osmolality after sodium thiosulfate has been added: the ion and its sodium, as ideal solutes.

    Args:
        osmolality: of the serum as it was before, mOsm/kg (float or array, broadcast); one calculated with a sodium
            that was measured afterwards already holds part of it.
        thiosulfate: ion in that same water, mmol/L (float or array, broadcast).

    Returns:
        mOsm/kg.

    Raises:
        KineticsError: osmolality is not above zero, or thiosulfate is negative.

    Source: calciplug-sodium-load.
    """
    _demand.positive(_THIOSULFATE.id, osmolality=osmolality)
    _demand.not_negative(_THIOSULFATE.id, thiosulfate=thiosulfate)
    return osmolality + (1 + _THIOSULFATE.constant("charges")) * thiosulfate


def anion_gap_widening(*, thiosulfate: Number) -> Number:
    """How much wider thiosulfate makes the true anion gap, as an anion that nobody measures.

    Args:
        thiosulfate: ion, mmol/L (float or array, broadcast).

    Returns:
        mEq/L. Analysers that read thiosulfate as chloride hide it.

    Raises:
        KineticsError: thiosulfate is negative.

    Source: calciplug-sodium-load.
    """
    _demand.not_negative(_THIOSULFATE.id, thiosulfate=thiosulfate)
    return _THIOSULFATE.constant("charges") * thiosulfate

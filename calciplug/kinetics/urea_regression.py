"""A peer's linear fits of weekly urea, only to compare with that peer: a two-pool week is what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.errors import KineticsError
from calciplug.kinetics import _demand
from calciplug.kinetics.models import Model, model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_FITS: Final = {1: model("urea.eureca-1"), 2: model("urea.eureca-2"), 3: model("urea.eureca-3")}
_TARGETS: Final = model("urea.eureca-targets")
_MILLILITRES: Final = 1000.0
_STANDARD: Final = (
    "standard_base", "standard_residual", "standard_equilibrated", "standard_fluid", "standard_interval",
)  # fmt: skip
_CLEARANCE: Final = (
    "clearance_base", "clearance_residual", "clearance_equilibrated", "clearance_fluid", "clearance_interval",
)  # fmt: skip
_STANDARD_NEEDS: Final = (
    "standard_needs_base", "standard_needs_residual", "standard_needs_fluid", "standard_needs_interval",
)  # fmt: skip
_CLEARANCE_NEEDS: Final = (
    "clearance_needs_base", "clearance_needs_residual", "clearance_needs_fluid", "clearance_needs_interval",
)  # fmt: skip


def regressed_week(
    *, count: int, residual: Number, equilibrated: Number, weekly_ultrafiltration: Number, interval: Number
) -> tuple[Number, Number]:
    """Weekly standard Kt/V and equivalent clearance by the peer's fits.

    Args:
        count: sessions a week: 1, 2 or 3.
        residual: clearance of the kidneys in a volume of 35 L (L/min; float or array, broadcast, as all others).
        equilibrated: Kt/V of each session.
        weekly_ultrafiltration: L.
        interval: days since the session before.

    Returns:
        Weekly standard Kt/V, and the equivalent clearance with kidneys in a volume of 35 L (L/min). Known to miss the
        two-pool week by 5 to 15 % (95th percentile).

    Raises:
        KineticsError: another number of sessions, or an argument of the wrong sign.

    Source: peer-eureca, in its code.
    """
    of = _fit(count)
    _demand.positive(of.id, equilibrated=equilibrated, interval=interval)
    _demand.not_negative(of.id, residual=residual, weekly_ultrafiltration=weekly_ultrafiltration)
    terms = (1.0, residual * _MILLILITRES, equilibrated, weekly_ultrafiltration, interval)
    return _sum(of, _STANDARD, terms), _sum(of, _CLEARANCE, terms) / _MILLILITRES


def regressed_need(
    *, count: int, residual: Number, weekly_ultrafiltration: Number, interval: Number
) -> tuple[Number, Number]:
    """Equilibrated Kt/V that a session needs, by the peer's fits.

    Args:
        count: sessions a week: 1, 2 or 3.
        residual: clearance of the kidneys in a volume of 35 L (L/min; float or array, broadcast, as all others).
        weekly_ultrafiltration: L.
        interval: days since the session before.

    Returns:
        Kt/V for a weekly standard Kt/V of 2.3, and for the equivalent clearance of `clearance_targets`; at or below
        zero where the kidneys are enough.

    Raises:
        KineticsError: another number of sessions, or an argument of the wrong sign.

    Source: peer-eureca, in its code.
    """
    of = _fit(count)
    _demand.positive(of.id, interval=interval)
    _demand.not_negative(of.id, residual=residual, weekly_ultrafiltration=weekly_ultrafiltration)
    terms = (1.0, residual * _MILLILITRES, weekly_ultrafiltration, interval)
    return _sum(of, _STANDARD_NEEDS, terms), _sum(of, _CLEARANCE_NEEDS, terms)


def clearance_targets(*, residual: Number) -> tuple[Number, Number]:
    """Equivalent clearance with kidneys that the peer asks for.

    Args:
        residual: clearance of the kidneys in a volume of 35 L (L/min; float or array).

    Returns:
        The least and the wanted, in a volume of 35 L (L/min).

    Raises:
        KineticsError: *residual* is negative.

    Source: peer-eureca, in its code.
    """
    _demand.not_negative(_TARGETS.id, residual=residual)
    k = _TARGETS.constant
    least = k("least_base") / _MILLILITRES - k("least_slope") * residual
    return least, k("target_base") / _MILLILITRES - residual


def _fit(count: int) -> Model:
    if count not in _FITS:
        raise KineticsError(_FITS[1].id, f"count = {count}: there are coefficients for 1, 2 and 3 sessions a week only")
    return _FITS[count]


def _sum(of: Model, names: tuple[str, ...], terms: tuple[Number, ...]) -> Number:
    total: Number = 0.0
    for name, term in zip(names, terms, strict=True):
        total = total + of.constant(name) * term
    return total

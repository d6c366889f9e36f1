"""S-15: how far serum sodium could rise if all the sodium of a dose stayed."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, make

from .places import DOSE

MALE = "M"
BODY = ("patient.age", "patient.sex", "patient.height", "patient.dry_weight")
PART = "rise in sodium"


def report_rise(rule: Rule, p: Parameters, path: str, load: tuple[Quantity, Quantity]) -> None:
    """Report the rise that *load* of the dose at *path* would make in body water, lowest and highest reading.

    The upper bound of what can happen: neither dialysis nor a dwell's end takes sodium away, and nobody drinks.
    """
    water = _body_water(rule, p)
    if water is None:
        return
    if path == DOSE:
        rule.info(path, "rise", dose=rule.need(path), rise=kinetics.sodium_rise(load=load, body_water=water))
        return
    low, high = (_at_once(one) for one in load)
    rule.info(path, "rise-dwell", dose=rule.need(path), rise=kinetics.sodium_rise(load=(low, high), body_water=water))


def _body_water(rule: Rule, p: Parameters) -> Quantity | None:
    """Watson's body water; None, with the reason named, where a part of it is unknown or it does not hold."""
    age, sex, height, weight = (rule.get(path) for path in BODY)
    for path, value in zip(BODY, (age, sex, height, weight), strict=True):
        if value is None:
            rule.silent("missing", path=path, part=PART)
            return None
    if below(age, p.adult_age):
        rule.silent("needs-model", path="patient.age", part="rise in sodium of a child")
        return None
    try:
        water: Quantity = kinetics.body_water(male=sex == MALE, age=age, height=height, weight=weight)
    except ValueError:  # the model does not hold for a body of this size
        rule.silent("needs-model", path="patient.height", part="rise in sodium in a body of this size")
        return None
    return water


def _at_once(load: Quantity) -> Quantity:
    """What one bag holds, counted as what one session brings: both come once."""
    return load * (make(1.0, "exchange_frequency") / make(1.0, "session_frequency"))

"""How far a dose of thiosulfate could raise serum sodium, if all of its sodium stayed in body water."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, sodium_load

MALE = "M"
BODY = ("patient.age", "patient.sex", "patient.height", "patient.dry_weight")
PART = "predicted rise in sodium"
DOSE = "thiosulfate.dose"


def predicted_rise(rule: Rule, p: Parameters, dose: Quantity) -> Quantity | None:
    """The rise by the higher reading of *dose*; None, with the reason named, where it cannot be computed.

    The higher reading, because the label's grams are disputed and a limit has to hold for both.
    """
    water = _body_water(rule, p)
    if water is None:
        return None
    _, rise = kinetics.sodium_rise(load=_load(rule, dose), body_water=water)
    highest: Quantity = rise
    return highest


def _load(rule: Rule, dose: Quantity) -> tuple[Quantity, Quantity]:
    """Sodium of one session's *dose*, lowest and highest reading."""
    products = {product.id: product for product in rule.get("site.products")}
    product, volume = products.get(rule.get("thiosulfate.product")), rule.get("thiosulfate.volume")
    declared = None if product is None or volume is None else product.sodium
    return sodium_load(dose, rule.form(DOSE) or "pentahydrate", volume=volume, declared=declared)


def _body_water(rule: Rule, p: Parameters) -> Quantity | None:
    """Watson's body water; None, with the reason named, where a part of it is unknown or it does not hold."""
    age, sex, height, weight = (rule.get(path) for path in BODY)
    for path, value in zip(BODY, (age, sex, height, weight), strict=True):
        if value is None:
            rule.silent("missing", path=path, part=PART)
            return None
    if below(age, p.adult_age):
        rule.silent("needs-model", path="patient.age", part="predicted rise in a child's sodium")
        return None
    try:
        water: Quantity = kinetics.body_water(male=sex == MALE, age=age, height=height, weight=weight)
    except ValueError:  # the model does not hold for a body of this size
        rule.silent("needs-model", path="patient.height", part="predicted rise in a body of this size")
        return None
    return water

"""S-15: what a dose brings with it."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import osmoles, sodium_load

from .excipients import warn_of_excipients
from .places import DOSE, standing_doses
from .product import stocked_product


def report_load(case: CaseView, p: Parameters) -> None:
    """Report sodium, osmoles and excipients of every dose that stands."""
    with case.rule("S-15") as rule:
        paths = standing_doses(rule) or rule.need(DOSE)
        rule.silent("needs-model", part="rise in sodium")
        for path in paths:
            (_report_vein if path == DOSE else _report_dwell)(rule, path)
        warn_of_excipients(rule, p, paths)


def _known(kind: str, potassium: Any, boric_acid: Any) -> str:
    """Key of the reason that says what of a product is known."""
    if potassium is None:
        return kind + ("-bare" if boric_acid is None else "-boric-acid")
    return kind + ("-potassium" if boric_acid is None else "")


def _report_vein(rule: Rule, path: str) -> None:
    dose, product = rule.need(path), stocked_product(rule, path)
    form = rule.form(path) or "pentahydrate"
    named = {"dose": dose, "osmoles": _ideal(dose, form)}
    if product is None:
        rule.info(path, "load-no-product", sodium=sodium_load(dose, form), **named)
        return
    volume = rule.need("thiosulfate.volume")
    named |= {"volume": volume, "sodium": sodium_load(dose, form, volume=volume, declared=product.sodium)}
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * volume
    rule.info(path, _known("load", product.potassium, product.boric_acid), **named)


def _report_dwell(rule: Rule, path: str) -> None:
    section = path.removesuffix(".dose")
    dose, product, form = rule.need(path), stocked_product(rule, path), rule.form(path) or "pentahydrate"
    bag = rule.get(section.removesuffix("thiosulfate") + "volume")
    if product is None or bag is None:
        rule.info(path, "dwell-no-product", dose=dose, sodium=sodium_load(dose, form))
        return
    volume = rule.need(section + ".volume")
    named = {"dose": dose, "volume": volume, "osmoles": _ideal(rule.need(section + ".concentration"), form)}
    named["sodium"] = sodium_load(dose, form, volume=volume, declared=product.sodium)
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * (volume / (bag + volume))
    rule.info(path, _known("dwell", product.potassium, product.boric_acid), **named)


def _ideal(amount: Quantity, form: str) -> tuple[Quantity, Quantity]:
    """Ideal osmoles, in the declared form and with the same label's grams read as anhydrous."""
    low = osmoles(amount)
    return low, low if form == "anhydrous" else osmoles(amount, as_anhydrous=True)

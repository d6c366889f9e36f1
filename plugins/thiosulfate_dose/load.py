"""S-15: what a dose brings with it."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import osmoles, sodium_load

from .excipients import warn_of_excipients
from .places import DOSE, standing_doses
from .product import stocked_product
from .retained import report_rise


def report_load(case: CaseView, p: Parameters) -> None:
    """Report sodium, osmoles and excipients of every dose that stands, and how far its sodium could raise serum's."""
    with case.rule("S-15") as rule:
        paths = standing_doses(rule) or rule.need(DOSE)
        for path in paths:
            load = (_report_vein if path == DOSE else _report_dwell)(rule, path)
            report_rise(rule, p, path, load)
        warn_of_excipients(rule, p, paths)


def _known(kind: str, potassium: Any, boric_acid: Any) -> str:
    """Key of the reason that says what of a product is known."""
    if potassium is None:
        return kind + ("-bare" if boric_acid is None else "-boric-acid")
    return kind + ("-potassium" if boric_acid is None else "")


def _report_vein(rule: Rule, path: str) -> tuple[Quantity, Quantity]:
    """Report one infusion; its sodium, lowest and highest reading."""
    dose, product = rule.need(path), stocked_product(rule, path)
    form = rule.form(path) or "pentahydrate"
    named = {"dose": dose, "osmoles": _ideal(dose, form)}
    if product is None:
        sodium = sodium_load(dose, form)
        rule.info(path, "load-no-product", sodium=sodium, **named)
        return sodium
    volume = rule.need("thiosulfate.volume")
    sodium = sodium_load(dose, form, volume=volume, declared=product.sodium)
    named |= {"volume": volume, "sodium": sodium}
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * volume
    rule.info(path, _known("load", product.potassium, product.boric_acid), **named)
    return sodium


def _report_dwell(rule: Rule, path: str) -> tuple[Quantity, Quantity]:
    """Report one bag; the drug's sodium in it, lowest and highest reading."""
    section = path.removesuffix(".dose")
    dose, product, form = rule.need(path), stocked_product(rule, path), rule.form(path) or "pentahydrate"
    bag = rule.get(section.removesuffix("thiosulfate") + "volume")
    if product is None or bag is None:
        sodium = sodium_load(dose, form)
        rule.info(path, "dwell-no-product", dose=dose, sodium=sodium)
        return sodium
    volume = rule.need(section + ".volume")
    named = {"dose": dose, "volume": volume, "osmoles": _ideal(rule.need(section + ".concentration"), form)}
    named["sodium"] = sodium = sodium_load(dose, form, volume=volume, declared=product.sodium)
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * (volume / (bag + volume))
    rule.info(path, _known("dwell", product.potassium, product.boric_acid), **named)
    return sodium


def _ideal(amount: Quantity, form: str) -> tuple[Quantity, Quantity]:
    """Ideal osmoles, in the declared form and with the same label's grams read as anhydrous."""
    low = osmoles(amount)
    return low, low if form == "anhydrous" else osmoles(amount, as_anhydrous=True)

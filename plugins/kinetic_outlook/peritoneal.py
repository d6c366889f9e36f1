"""A bag with thiosulfate in it: its sodium, its osmolarity, and how much of the dose a dwell takes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import osmoles, sodium_load

from .sides import PERITONEAL

if TYPE_CHECKING:
    from collections.abc import Callable


NEEDED = (".volume", ".dwell", ".solution", ".thiosulfate.product")
ANHYDROUS = "anhydrous"


def predict_dwells(case: CaseView, p: Parameters) -> None:
    """Every exchange that thiosulfate is, or will be, put into."""
    with case.rule("outlook-peritoneal") as rule:
        if rule.need("case.modality") not in PERITONEAL:
            rule.stop()
        for key in rule.get("exchanges"):
            _predict_bag(rule, p, "exchanges." + key)


def _predict_bag(rule: Rule, p: Parameters, path: str) -> None:
    if rule.get(path + ".thiosulfate.dose") is None:
        if rule.withheld_by(path + ".thiosulfate"):
            rule.silent("withheld", path=path + ".thiosulfate.dose", part=path)
        return
    now, then = _bag(rule, rule.get, path), _bag(rule, rule.in_force, path)
    if now is None:
        for name in NEEDED:
            if rule.get(path + name) is None:
                rule.silent("withheld" if rule.withheld_by(path) else "missing", path=path + name, part=path)
        return
    for name, kind in (("bag-sodium", "sodium"), ("bag-osmolarity", "osmolarity")):
        if now[kind] is None:
            rule.silent("missing", path="site.solutions", part=kind + " of the solution in " + path)
        else:
            rule.predict(name, before=None if then is None else then[kind], after=now[kind], path=path)
    rule.predict("absorbed", before=_absorbed(p, then), after=_absorbed(p, now), path=path)


def _absorbed(p: Parameters, bag: dict[str, Any] | None) -> Any:
    """Share of the dose; None of a bag without one."""
    if bag is None or bag["added"] is None:
        return None
    return kinetics.absorbed(
        mass_transfer=(p.mass_transfer_low, p.mass_transfer_high),
        volume=bag["volume"] + bag["added"],
        dwell=bag["dwell"],
    )


def _bag(rule: Rule, read: Callable[[str], Any], path: str) -> dict[str, Any] | None:
    """Sodium and osmolarity of a bag, with its dose where it has one; None where the exchange is not known."""
    volume, dwell, dose = read(path + ".volume"), read(path + ".dwell"), read(path + ".thiosulfate.dose")
    solutions = {solution.id: solution for solution in rule.get("site.solutions")}
    solution, added = solutions.get(read(path + ".solution")), read(path + ".thiosulfate.volume")
    if volume is None or dwell is None or solution is None or (dose is not None and added is None):
        return None
    found = {
        "volume": volume, "dwell": dwell, "added": None if dose is None else added,
        "sodium": solution.sodium, "osmolarity": solution.osmolarity,
    }  # fmt: skip
    if dose is None:
        return found
    products = {product.id: product for product in rule.get("site.products")}
    # The label's form: that of the dose, as a case is refused where the two differ.
    product = products[read(path + ".thiosulfate.product")]
    if solution.sodium is not None:
        found["sodium"] = kinetics.bag_sodium(
            sodium=solution.sodium, volume=volume, added_volume=added,
            added_sodium=sodium_load(dose, product.form, volume=added, declared=product.sodium),
        )  # fmt: skip
    if solution.osmolarity is not None:
        ideal = osmoles(dose)
        found["osmolarity"] = kinetics.bag_osmolarity(
            osmolarity=solution.osmolarity, volume=volume, added_volume=added,
            added_osmoles=(ideal, ideal if product.form == ANHYDROUS else osmoles(dose, as_anhydrous=True)),
        )  # fmt: skip
    return found

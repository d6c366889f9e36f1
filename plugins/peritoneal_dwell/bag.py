"""P-2: dose and concentration of a bag."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.units import exceeds, osmoles, sodium_load

from .exchange import dosed_exchanges, section_of, solution_of


def limit_bags(case: CaseView, p: Parameters) -> None:
    """Limit every exchange, and show what each bag with a dose will hold."""
    with case.rule("P-2") as rule:
        for key in rule.get("exchanges"):
            _limit(rule, p, key)
        for key in dosed_exchanges(rule):
            _show_bag(rule, p, key)


def _limit(rule: Rule, p: Parameters, key: str) -> None:
    """Bounds for this exchange, whether a dose stands in it now or is moved there later."""
    section, bag = section_of(key), _bag(rule, key)
    rule.limit(section + ".dose", "dose", maximum=p.largest_dose)
    rule.limit(section + ".count", "too-often", maximum=p.most_a_week)
    if "sodium" in bag:
        rule.limit(section + ".concentration", "concentration", maximum=p.highest_concentration, **bag)
    else:
        rule.limit(section + ".concentration", "concentration-limit", maximum=p.highest_concentration)


def _show_bag(rule: Rule, p: Parameters, key: str) -> None:
    """Show what the bag will hold, or hold a dose of which that cannot be said."""
    section, bag = section_of(key), _bag(rule, key)
    if not bag or rule.get(section + ".count") is None:
        rule.hold(section, "incomplete")
    elif not exceeds(bag["concentration"], p.highest_concentration):
        rule.info(section + ".concentration", "bag" if "sodium" in bag else "bag-sodium-unknown", **bag)


def _bag(rule: Rule, key: str) -> dict[str, Any]:
    """Concentration, added osmoles and (where the solution's is known) sodium of a bag with its dose in it."""
    section = section_of(key)
    dose, added = rule.get(section + ".dose"), rule.get(section + ".volume")
    volume = rule.get("exchanges." + key + ".volume")
    if dose is None or added is None or volume is None:
        return {}
    whole, form = volume + added, rule.form(section + ".dose") or "pentahydrate"
    ideal = osmoles(dose) / whole
    upper = ideal if form == "anhydrous" else osmoles(dose, as_anhydrous=True) / whole
    found: dict[str, Any] = {"concentration": dose / whole, "osmoles": (ideal, upper)}
    solution = solution_of(rule, key)
    if solution is not None and solution.sodium is not None:
        products = {product.id: product for product in rule.get("site.products")}
        declared = products[rule.get(section + ".product")].sodium
        low, high = sodium_load(dose, form, volume=added, declared=declared)
        own = solution.sodium * volume
        found["sodium"] = (own + low) / whole, (own + high) / whole
    return found

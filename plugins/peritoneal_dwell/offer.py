"""A dose that is offered in another dwell."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Rule
from calciplug.units import exceeds

from .exchange import dosed_exchanges, longest_suitable, section_of
from .gate import why_shut
from .peritonitis import doubts, signs


def offer_elsewhere(rule: Rule, p: Parameters, key: str) -> dict[str, Any]:
    """The same dose in the longest suitable dwell, to offer where it was refused; empty where there is none."""
    target = longest_suitable(rule, p)
    return {} if target is None or len(dosed_exchanges(rule)) > 1 else offered_dose(rule, p, key, target)


def offered_dose(rule: Rule, p: Parameters, key: str, target: str) -> dict[str, Any]:
    """The dose of *key* in the dwell *target*; empty where gate, effluent or a limit speaks against it there."""
    source, section = section_of(key), section_of(target)
    dose, product, count = (rule.drafted(source + name) for name in (".dose", ".product", ".count"))
    volume = rule.drafted("exchanges." + target + ".volume")
    strengths = {item.id: item.strength for item in rule.get("site.products")}
    if dose is None or product not in strengths or count is None or volume is None:
        return {}
    if why_shut(rule) is not None or signs(rule, p) or doubts(rule, p):
        return {}
    concentration = dose / (volume + dose / strengths[product])
    if exceeds(dose, p.largest_dose) or exceeds(concentration, p.highest_concentration):
        return {}
    return {section + ".dose": dose, section + ".product": product, section + ".count": min(count, p.most_a_week)}

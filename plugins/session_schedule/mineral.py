"""C-19: the calcium-phosphate product, and the calcium that counts in it."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import calcium_phosphate, corrected_calcium, exceeds


def show_product(case: CaseView, p: Parameters) -> None:
    """Point out a product above its limit."""
    with case.rule("C-19") as rule:
        phosphate, calcium = rule.need("labs.phosphate"), rule.need("labs.calcium_total")
        highest = higher_calcium(rule, p, calcium)
        product = calcium_phosphate(highest, phosphate)
        if not exceeds(product, p.product_limit):
            rule.stop()
        rule.info(None, "product", product=product, calcium=highest, total=calcium)


def higher_calcium(rule: Rule, p: Parameters, calcium: Quantity) -> Quantity:
    """The higher of total and corrected calcium; the total alone where albumin is not known."""
    albumin = rule.get("labs.albumin")
    if albumin is None:
        return calcium
    return max(calcium, corrected_calcium(calcium, albumin, p.per_albumin, p.reference_albumin))

"""S-15: potassium and boric acid, and who should not have them."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .product import stocked_product


def warn_of_excipients(rule: Rule, p: Parameters, paths: tuple[str, ...]) -> None:
    """Potassium for a patient who has too much of it; both excipients in pregnancy and in childhood."""
    products = [stocked_product(rule, path) for path in paths]
    zero = p.high_potassium * 0
    with_potassium = any(
        product is None or product.potassium is None or exceeds(product.potassium, zero) for product in products
    )
    serum = rule.get("labs.potassium", stale=True)
    if serum is None:
        rule.silent("missing", path="labs.potassium", part="potassium")
    elif with_potassium and exceeds(serum, p.high_potassium):
        rule.warn(paths[0], "potassium", potassium=serum)
    age = rule.get("patient.age")
    who = ["child"] if age is not None and below(age, p.adult_age) else []
    who += [item.code for item in rule.get("patient.conditions") if item.code == "pregnancy"]
    free = all(product is not None and _is_none(product.boric_acid) for product in products)
    if who and (with_potassium or not free):
        rule.warn(paths[0], "excipients", who=tuple(who))


def _is_none(content: Quantity | None) -> bool:
    """Whether a product declares that it holds none."""
    return content is not None and not exceeds(content, content * 0)

"""Thiosulfate into the lesions: grams against millilitres, the published range, and the sodium of a week."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import make, sodium_load, within

from .prescribed import prescribed

SECTION = "intralesional"
GRAMS, CONTENT, VOLUME, PRODUCT = (
    "intralesional.thiosulfate",
    "intralesional.content",
    "intralesional.volume",
    "intralesional.product",
)


def check_content(case: CaseView, p: Parameters) -> None:
    """Refuse grams that are not volume times strength; nothing is chosen between the two."""
    with case.rule("intralesional-content") as rule:
        grams, content = prescribed(rule, GRAMS, SECTION), rule.need(CONTENT)
        off = grams * p.content_tolerance
        if not within(content, grams - off, grams + off):
            rule.block(SECTION, "contradiction", grams=grams, content=content)


def check_weekly(case: CaseView, p: Parameters) -> None:
    """Inform of what is known and of the sodium; warn outside the published range."""
    with case.rule("intralesional-thiosulfate") as rule:
        if rule.get(GRAMS) is None and rule.get(VOLUME) is not None:
            rule.warn(VOLUME, "grams-missing")
        grams = prescribed(rule, GRAMS, SECTION)
        rule.info(GRAMS, "published", grams=grams, sodium=_sodium(rule, grams))
        if not within(grams, p.least_weekly, p.most_weekly):
            rule.warn(GRAMS, "outside", grams=grams)


def _sodium(rule: Rule, grams: Quantity) -> tuple[Quantity, Quantity]:
    """Sodium of one week's injections (mmol), lowest and highest reading."""
    products = {item.id: item for item in rule.get("site.products")}
    product = products.get(rule.get(PRODUCT))
    volume, declared = rule.get(VOLUME), None if product is None else product.sodium
    low, high = sodium_load(grams, rule.form(GRAMS) or "", volume=volume, declared=declared)
    week = make(1.0, "thiosulfate_amount") / make(1.0, "thiosulfate_weekly")
    return low * week, high * week

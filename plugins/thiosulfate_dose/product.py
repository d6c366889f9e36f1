"""The stocked product of a dose."""

from __future__ import annotations

from typing import Any

from calciplug import Rule


def stocked_product(rule: Rule, path: str) -> Any:
    """The product of the dose at *path*, or None."""
    products = {product.id: product for product in rule.get("site.products")}
    return products.get(rule.get(path.removesuffix("dose") + "product"))

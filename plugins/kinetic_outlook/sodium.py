"""Sodium that dialysis removes, beside what comes with thiosulfate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import make, sodium_load

from .sides import (
    REMOVAL,
    a_week,
    adult,
    both,
    in_force,
    label_form,
    of,
    only_haemodialysis,
    outside,
    proposed,
    substitution,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

BATH = {**REMOVAL, "dialysate_sodium": "dialysate.sodium"}
SESSIONS = {**BATH, "count": "schedule.count"}
DIRECT = "direct"
DOSE, DOSES, PRODUCT, VOLUME = (
    "thiosulfate.dose",
    "thiosulfate.sessions",
    "thiosulfate.product",
    "thiosulfate.volume",
)
PART = "balance with thiosulfate"


def predict_sodium(case: CaseView, p: Parameters) -> None:
    """Removal in a session, and what a week of sessions leaves or takes once thiosulfate's sodium is counted."""
    with case.rule("outlook-sodium") as rule:
        only_haemodialysis(rule)
        known = {
            "plasma_sodium": rule.need("labs.sodium"),
            "direct": p.sodium_electrode == DIRECT,
            "mass_transfer_area": (p.sodium_mass_transfer_low, p.sodium_mass_transfer_high),
            "hematocrit": (p.hematocrit_low, p.hematocrit_high),
            "donnan": (p.sodium_donnan_low, p.sodium_donnan_high),
            "plasma_water": p.plasma_water,
        }
        after, before = proposed(rule, SESSIONS), in_force(rule, SESSIONS)
        if not adult(rule, p, "sodium of a child"):
            return
        then, now = both(
            rule, "ultrafiltration.flow", kinetics.sodium_removed,
            None if before is None else of(before, BATH), of(after, BATH), **known,
        )  # fmt: skip
        if now is None:
            return
        given = {"plasma_sodium": known["plasma_sodium"]}
        flags = {
            "substitution": substitution(rule),
            "out-of-range": outside("sodium.session", before, after, ("dialysate_sodium",))
            | outside("sodium.session", None, given, given),
        }
        rule.predict("sodium-removed", before=then, after=now, flags=flags)
        if rule.withheld_by("thiosulfate"):
            rule.silent("withheld", path=DOSE, part=PART)
            return
        brought = _load(rule, rule.get)
        if brought is None:
            rule.silent("missing", path=DOSES, part=PART)
            return
        earlier = None if before is None else _left(a_week(then, before["count"]), _load(rule, rule.in_force))
        rule.predict("sodium-week", before=earlier, after=_left(a_week(now, after["count"]), brought), flags=flags)


def _left(removed: Any, brought: Any) -> tuple[Any, Any] | None:
    """What thiosulfate brings in a week, less what the sessions remove; None where either is not known."""
    if removed is None or brought is None:
        return None
    (low, high), (least, most) = removed, brought
    return least - high, most - low


def _load(rule: Rule, read: Callable[[str], Any]) -> tuple[Any, Any] | None:
    """Sodium that thiosulfate brings in a week, lowest and highest reading; None for a dose given nobody knows when."""
    dose, doses = read(DOSE), read(DOSES)
    if dose is None:
        return make(0.0, "sodium_weekly"), make(0.0, "sodium_weekly")
    if doses is None:
        return None
    products = {product.id: product for product in rule.get("site.products")}
    product, form = products.get(read(PRODUCT)), label_form(rule, read)
    if product is None:
        return a_week(sodium_load(dose, form), doses)
    return a_week(sodium_load(dose, form, volume=read(VOLUME), declared=product.sodium), doses)

"""Thiosulfate as an anion that no routine test measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import make, ratio, sodium_load

from .flows import known, read_flows, slower, thiosulfate_flags
from .sides import (
    INFUSION,
    both,
    in_force,
    label_form,
    only_haemodialysis,
    outside,
    proposed,
    substitution,
    with_thiosulfate,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable


def predict_anions(case: CaseView, p: Parameters) -> None:
    """Charges at the end of an infusion, from one half-life to the other, with both readings of the dose."""
    with case.rule("outlook-anions") as rule:
        only_haemodialysis(rule)
        with_thiosulfate(rule)
        weight = rule.need("patient.dry_weight")
        patient = {
            "weight": weight,
            "distribution_volume": p.distribution_volume,
            "half_life": (p.half_life_short_low, p.half_life_long),
            "dialysis_clearance": (p.dialysis_low, p.dialysis_high),
        }
        after, before = proposed(rule, INFUSION), in_force(rule, INFUSION)
        flows = read_flows(rule)
        flags = {
            **thiosulfate_flags(flows, p, weight, before),
            "substitution": substitution(rule),
            "out-of-range": outside("thiosulfate.one-compartment", before, after, ("session", "infusion")),
        }
        after = _read(rule, rule.get, after, slower(flows.now))
        before = None if before is None else _read(rule, rule.in_force, before, slower(flows.then))
        then, now = both(rule, "thiosulfate.dose", kinetics.thiosulfate_anions, before, after, **patient)
        if now is None:
            return
        rule.predict("anions", before=then, after=now, flags=flags)


def _read(rule: Rule, read: Callable[[str], Any], side: dict[str, Any], flow: Any) -> dict[str, Any]:
    """*side* with both readings of its dose, as sodium has them, and with the *flow* that bounds its clearance."""
    # Of one gram, as a dose of none has no ratio; what the product declares of its sodium says nothing of the anion.
    least, most = sodium_load(make(1.0, "thiosulfate_dose"), label_form(rule, read))
    return {**side, "dose": (side["dose"], side["dose"] * ratio(most, least)), **known(flow=flow)}

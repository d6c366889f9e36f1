"""Calcium that a session moves, as an interval: what bone takes up or gives is not in it."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.kinetics import quantities as kinetics

from .sides import REMOVAL, a_week, adult, both, in_force, of, only_haemodialysis, outside, proposed, substitution

BATH = {**REMOVAL, "dialysate_calcium": "dialysate.calcium"}
SESSIONS = {**BATH, "count": "schedule.count"}


def predict_calcium(case: CaseView, p: Parameters) -> None:
    """Calcium into the patient (negative: out of the patient), for a session and for a week."""
    with case.rule("outlook-calcium") as rule:
        only_haemodialysis(rule)
        known = {
            "ionised_calcium": rule.need("labs.calcium_ionised"),
            "complexed": (p.complexed_calcium_low, p.complexed_calcium_high),
            "mass_transfer_area": (p.calcium_mass_transfer_low, p.calcium_mass_transfer_high),
            "hematocrit": (p.hematocrit_low, p.hematocrit_high),
            "donnan": (p.calcium_donnan_low, p.calcium_donnan_high),
            "plasma_water": p.plasma_water,
        }
        after, before = proposed(rule, SESSIONS), in_force(rule, SESSIONS)
        if not adult(rule, p, "calcium of a child"):
            return
        then, now = both(
            rule, "ultrafiltration.flow", kinetics.calcium_gained,
            None if before is None else of(before, BATH), of(after, BATH), **known,
        )  # fmt: skip
        if now is None:
            return
        flags = {
            "substitution": substitution(rule),
            "out-of-range": outside("calcium.session", before, after, ("dialysate_calcium",)),
        }
        rule.predict("calcium-session", before=then, after=now, flags=flags)
        rule.predict(
            "calcium-week",
            before=None if before is None else a_week(then, before["count"]),
            after=a_week(now, after["count"]),
            flags=flags,
        )

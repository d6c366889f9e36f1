"""What rules print: cases compare decisions, and a printed number is the decision of a reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from calciplug.testing import PluginCase, host_of, load_cases

ROOT = Path(__file__).resolve().parents[2]
DOSE, TIMING, SODIUM, SCHEDULE = "thiosulfate_dose", "thiosulfate_timing", "dialysate_sodium", "session_schedule"
# (plugin, case file, rule, text). Sodium: 2 for each 248.18 g (or 158.11 g); osmoles: 3; 2.3 mg potassium and 2.8 mg
# boric acid in a millilitre of the base product. Body water of the base patient by Watson: 32.80 L.
SAID = [
    (DOSE, "a_dose_in_force_is_only_reported", "S-15", "100 mL"),
    (DOSE, "a_dose_in_force_is_only_reported", "S-15", "sodium 201.5 to 316.2 mmol, potassium 5.9 mmol"),
    (DOSE, "a_dose_in_force_is_only_reported", "S-15", "boric acid 280 mg"),
    (DOSE, "a_dose_in_force_is_only_reported", "S-15", "302 to 474 mOsm"),
    (DOSE, "a_dose_in_force_is_only_reported", "S-15", "6.1 to 9.6 mmol/L (6.1 to 9.6 mEq/L): a model, not a measur"),
    (DOSE, "s1_one_vial_ordered_stands", "S-15", "sodium 100.7 to 158.1 mmol, potassium 2.9 mmol, boric acid 140 mg"),
    (DOSE, "s1_anhydrous_label_gets_its_own_grams", "S-15", "7.963 g anhydrous"),
    (DOSE, "s1_anhydrous_label_gets_its_own_grams", "S-15", "sodium 99.6 mmol"),
    (DOSE, "s15_without_a_product", "S-15", "no product chosen"),
    (DOSE, "s15_product_with_unknown_potassium", "S-15", "boric acid 280 mg, potassium not stated"),
    (DOSE, "s15_pregnancy_and_unknown_boric_acid", "S-15", "potassium 0 mmol, boric acid not stated"),
    (DOSE, "s15_dwell", "S-15", "50 mL a bag"),
    (DOSE, "s15_dwell", "S-15", "74 to 116 mOsm/L"),
    (DOSE, "s15_dwell", "S-15", "1.43 mmol/L"),
    (DOSE, "s15_dwell_without_a_product", "S-15", "sodium 100.7 to 158.1 mmol; product or bag volume unknown"),
    (DOSE, "s4_hold_is_overridden", "S-15", "(child)"),
    # 165 cm, 70 kg: 1.791 m2; 25/1.73 and 12/1.7 times that.
    (DOSE, "s4_child_is_held_for_a_specialist", "S-4", "1.79 m²"),
    (DOSE, "s4_child_is_held_for_a_specialist", "S-4", "25.884 g"),
    (DOSE, "s4_child_is_held_for_a_specialist", "S-4", "12.644 g"),
    (DOSE, "s4_child_without_a_height", "S-4", "no published dose can be computed"),
    (DOSE, "p5_vein_instead_of_a_refused_dwell", "P-5", "1.31 to 1.37 times"),
    (DOSE, "s2_ordered_step_with_low_bicarbonate", "S-2", "not met: labs.bicarbonate"),
    (DOSE, "s2_ordered_step_without_a_sodium", "S-2", "not known or too old: labs.sodium"),
    (DOSE, "s2_one_step_at_a_time", "S-2", "one step at a time"),
    # The last 30 or 120 minutes of four hours instead of the last 60: the reference's table of exposure.
    (TIMING, "s16_a_later_start", "S-16", "1.127 or 1.163 times that in force, by half-life: a model, not a"),
    (TIMING, "s16_an_earlier_start", "S-16", "0.849 or 0.771 times that in force, by half-life"),
    (TIMING, "s16_a_later_start", "S-16", "for this weight neither flow is below that"),
    (TIMING, "s16_less_is_pointed_out", "S-16", "0.5 times that in force, under either half-life"),
    (TIMING, "s16_blood_flow_that_bounds", "S-16", "more than the slower of blood and dialysate flow"),
    (TIMING, "s16_flows_unknown_and_half_the_dose", "S-16", "flows are not all known"),
    (SODIUM, "n3_rise_at_135_is_only_pointed_out", "N-3", "by 9.6 mmol/L (9.6 mEq/L): upper bound, no dialysis"),
    # 8 mmol/L times 32.80 L over 2 times 1000/158.11 mmol/g.
    (SODIUM, "n3_rise_of_an_ordered_dose_is_refused", "N-3", "over 20.746 g pentahydrate"),
    (SCHEDULE, "f3_predicted_at_four_sessions_ordered", "F-3", "the target of 2.3 per week may not be met"),
    (SCHEDULE, "f3_predicted_at_four_sessions_ordered", "F-3", "belongs to other sessions: measure again"),
    (SCHEDULE, "f3_session_blood_flow_too_low", "F-3", "Kt/V 0.75 to 0.93 predicted (a model), all below 1.2"),
    (SCHEDULE, "f3_predicted_minimum_is_missed", "F-3", "Even the upper end is too low"),
]  # fmt: skip


@cache
def cases(plugin: str) -> dict[str, PluginCase]:
    """The case files of *plugin*, by name."""
    return {case.name: case for case in load_cases(ROOT / "fixtures" / "cases" / plugin)}


@cache
def said(plugin: str, name: str, code: str) -> str:
    """Everything that the rule *code* says of the case."""
    case = cases(plugin)[f"{name}.json"]
    document = case.run(host_of(case.plugins, [ROOT / "plugins"]))
    found = [f"{item['summary']} {item['detail']}" for item in document["findings"] if item["code"] == code]
    return " ".join(found)


@pytest.mark.parametrize(("plugin", "name", "code", "text"), SAID)
def test_it_is_said(plugin: str, name: str, code: str, text: str) -> None:
    """The text stands in what the rule says."""
    assert text in said(plugin, name, code)

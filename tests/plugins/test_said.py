"""What rules print: cases compare decisions, and a printed number is the decision of a reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from calciplug.testing import PluginCase, host_of, load_cases

ROOT = Path(__file__).resolve().parents[2]
DOSE, TIMING, SODIUM, SCHEDULE = "thiosulfate_dose", "thiosulfate_timing", "dialysate_sodium", "session_schedule"
MODALITY, OXYGEN, LOCAL = "dialysis_modality", "hyperbaric_oxygen", "local_thiosulfate"
LEAVING, ORAL, INJECTED = "peritoneal-to-haemodialysis", "oral-thiosulfate", "intralesional-thiosulfate"
CONTENT, CHAMBER = "intralesional-content", "hyperbaric-oxygen"
TRIAL, FOUND = "investigational", "investigational-evidence"
CARE, LIST, OTHER, RISK = "supportive_care", "supportive-care", "other-measures", "risk-drugs"
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
    ("anticoagulation", "a1_p14_inr", "A-1", "warfarin is active: the review asks to stop and replace it; a"),
    ("anticoagulation", "a1_p14_inr", "A-1", "INR 2.4 under warfarin How old it is stands below."),
    ("anticoagulation", "a1_circuit_heparin", "A-1", "Anticoagulation of the circuit (heparin) does not count"),
    ("anticoagulation", "a1_pd_warfarin_active", "A-1", "the circuit (none in peritoneal dialysis) does not count"),
    ("anticoagulation", "a1_warfarin_active", "A-1", "Anticoagulation of the circuit (not stated) does not count"),
    ("anticoagulation", "a1_warfarin_ordered", "A-1", "warfarin is ordered: the review asks for another"),
    ("anticoagulation", "a1_change_to_apixaban", "A-1", "warfarin and apixaban recorded together"),
    ("anticoagulation", "a1_apixaban_informs", "A-1", "a paper of 2018: not licensed in dialysis in Europe"),
    ("anticoagulation", "a2_warfarin_active", "A-1", "warfarin with a mechanical valve: the review asks to replace it"),
    ("anticoagulation", "a2_warfarin_ordered", "A-1", "warfarin ordered with a mechanical valve"),
    ("anticoagulation", "a2_warfarin_active", "A-2", "warfarin with a mechanical valve: ask cardiology"),
    ("anticoagulation", "a2_apixaban_active", "A-2", "apixaban with a mechanical valve: contraindicated by its label"),
    ("anticoagulation", "a1_conditions_not_stated", "A-2", "whether there is a mechanical valve is not stated"),
    ("anticoagulation", "a2_none_named", "A-2", "the medicines name no anticoagulant"),
    ("vitamin_k", "a3_p14", "A-3", "phytonadione with warfarin: each undoes the other"),
    ("vitamin_k", "a3_stopped_yesterday", "A-3", "phenprocoumon was given within 14 days"),
    ("vitamin_k", "a3_stopped_undated", "A-3", "the last dose of warfarin is not stated"),
    ("vitamin_k", "a3_thrombosis", "A-3", "phytonadione with recent-thrombosis: one hepatic thrombosis"),
    # 26 patients, 12 weeks, deaths 0 against 31 %: never without the group that they were counted in.
    ("vitamin_k", "a3_known_hd", "A-3", "death in 0 %, with oral phytonadione for 12 weeks, against 31 % in the other"),
    ("vitamin_k", "a3_known_hd", "A-3", "26 patients with calciphylaxis"),
    ("calcium_sources", "a4_p14", "A-4", "calcium-acetate: the review asks for a phosphate binder preferably without"),
    ("calcium_sources", "a4_p14", "A-4", "alfacalcidol (active vitamin D): the review asks to reduce, stop or adjust"),
    ("calcium_sources", "a4_cholecalciferol", "A-4", "cholecalciferol (natural vitamin D)"),
    ("calcium_sources", "a4_calcium_gluconate", "A-4", "the review's table lists stopping calcium supplements"),
    ("calcium_sources", "a4_feed_with_calcium", "A-4", "a feed with calcium is active or ordered"),
    # 4.4 mg/dL over 4.0078 mg/mmol: 1.0979 mmol/L. The low one is named, and nothing is asked of the drugs.
    ("calcium_sources", "a4_ionised_in_mg_per_dl_low", "A-4", "ionised calcium 1.1 mmol/L (4.4 mg/dL) is low"),
    ("calcium_sources", "a4_ionised_in_mg_per_dl_low", "A-4", "the two pull against each other"),
    ("calcium_sources", "a4_lower_of_both_counts", "A-4", "total or corrected calcium 2.05 mmol/L (8.22 mg/dL) is"),
    ("calcium_sources", "a4_hungry_bone", "A-4", "hungry-bone: calcium and vitamin D may be needed"),
    ("calcium_sources", "phosphate_just_above_5_5", "phosphate-binder", "and the medicines name no binder"),
    # 1.8714 and 1.8713 mmol/L times 4.0078 are 7.5002 and 7.4998 mg/dL; 1.00 and 0.9995 mmol/L ionised.
    ("calcimimetic", "total_just_above_stop_limit", "A-5", "ask to reduce etelcalcetide: total or corrected calc"),
    ("calcimimetic", "total_just_below_stop_limit", "A-5", "ask to stop etelcalcetide: total or corrected calc"),
    ("calcimimetic", "ionised_at_stop_limit", "A-5", "ask to reduce etelcalcetide: ionised calcium 1 mmol/L"),
    ("calcimimetic", "ionised_below_stop_limit", "A-5", "ask to stop etelcalcetide: ionised calcium 1 mmol/L"),
    ("calcimimetic", "ordered_ionised_very_low", "A-5", "ask to wait with etelcalcetide: ionised calcium 0.9"),
    ("calcimimetic", "symptom_and_very_low_p11", "A-5", "muscle-cramps: may be low calcium; to be stopped?"),
    ("calcimimetic", "ionised_normal_corrected_low", "A-5", "total or corrected calcium 2.05 mmol/L (8.22 mg/dL)"),
    # 3 days before now and 3 after it.
    ("calcimimetic", "switch_planned_start_too_soon", "calcimimetic-switch", "6 days after the last cinacalcet"),
    ("calcimimetic", "active_calcium_normal", "calcimimetic-evidence", "hazard ratio 0.31 (95 % CI 0.13 to 0.79)"),
    # 700/65 and 820/65; 9.425 pg/mL in 1 pmol/L.
    ("parathyroid_hormone", "p14_high", "A-6", "PTH 700 pg/mL (74.27 pmol/L) is 10.769 times the upper limit"),
    ("parathyroid_hormone", "p25_high", "A-6", "PTH 820 pg/mL (87 pmol/L) is 12.615 times the upper limit of 65 pg/mL"),
    ("parathyroid_hormone", "low_with_cinacalcet", "A-6", "1.538 times the upper limit, below 2, with cinacalcet"),
    ("parathyroid_hormone", "assay_not_stated", "A-6", "Assay not-stated; the bound is meant for intact PTH"),
    ("parathyroid_hormone", "surgery_ordered", "parathyroidectomy", "survival in 6 of 6, with parathyroidec"),
    ("antiresorptive", "whole_multiple_low", "A-7", "pamidronate at PTH 60 pg/mL (6.37 pmol/L), 1.5 times the upper"),
    ("antiresorptive", "pamidronate_turnover_unknown", "antiresorptive-evidence", "11 dialysis patients"),
    ("antiresorptive", "denosumab_bath_at_limit", "denosumab-calcium", "1.25 mmol/L (2.5 mEq/L): risk of severe"),
    ("antiresorptive", "denosumab_total_just_below", "denosumab-calcium", "total or corrected calcium 2.1 mmol/L"),
    ("anticoagulation", "a1_apixaban_ordered_after_warfarin", "A-1", "INR 2.1; warfarin is recorded as stopped"),
    ("parathyroid_hormone", "low_after_surgery_with_alfacalcidol", "A-6", "below 2, with parathyroidectomy on record"),
    (MODALITY, "a8_hd_to_hdf", "A-8", "HD to HDF is ordered: the review sees no sound argument for it"),
    (MODALITY, "a8_convection_raised_in_millilitres", "A-8", "convection volume 22 L to 22.5 L"),
    (MODALITY, "pd_inadequate_just_below", LEAVING, "by clearance of urea it is; the limit"),
    (MODALITY, "pd_adequate_at_limit", LEAVING, "1.5 mmol/L (4.65 mg/dL) under peritoneal"),
    (MODALITY, "membrane_name_alone", "membrane", "as before: dialyser.surface, dialyser.membrane"),
    # 150 and 150 + 120 min; the infusion is the last 60 of 240.
    ("rheopheresis", "overlap", "plasma-removal", "(2.5 to 4.5 h) overlaps thiosulfate at 180 to 240 min (3 to 4 h)"),
    ("rheopheresis", "overlap_in_hours", "plasma-removal", "at 150 to 270 min (2.5 to 4.5 h)"),
    ("rheopheresis", "a_common_day", "plasma-removal", "common days: mon"),
    ("rheopheresis", "days_of_therapy_unknown", "plasma-removal", "common days: not stated"),
    ("rheopheresis", "begins_as_the_infusion_ends", "plasma-removal", "begins within 4 h after thiosulfate"),
    ("rheopheresis", "rheopheresis_planned", "rheopheresis", "complete remission (3 of the 8 died) in 5 of 8"),
    ("rheopheresis", "rheopheresis_planned", "rheopheresis", "predicts nothing for this patient"),
    ("rheopheresis", "vein_in_peritoneal_dialysis_untimed", "plasma-removal", "does not say when thiosulfate runs"),
    (OXYGEN, "planned", CHAMBER, "complete healing of ulcers in 8 of 11"),
    (OXYGEN, "planned", CHAMBER, "complete resolution of ulcers in 2 of 5"),
    # 101.325 kPa are one atmosphere: 264 kPa are 2.61, and 2.4 bar are 240 kPa.
    (OXYGEN, "pressure_in_kilopascals_too_high", CHAMBER, "2.61 atm (264 kPa), absolute; published"),
    (OXYGEN, "pressure_in_bar_too_low", CHAMBER, "2.37 atm (240 kPa), absolute; published"),
    (OXYGEN, "done_some", CHAMBER, "12 treatments done; the published course had 20 to 108"),
    (OXYGEN, "two_contraindications", CHAMBER, "heart-failure, lung-disease: may speak against"),
    # 2.6 g times 0.076, 0.008 and 0.26.
    (LOCAL, "oral_highest_published", ORAL, "0.198 g/day pentahydrate (0.021 to 0.676 g/day)"),
    (LOCAL, "oral_highest_published", ORAL, "no dose is converted from or to the vein"),
    (LOCAL, "oral_highest_published", ORAL, "improved lesions in 2 of 4"),
    (LOCAL, "oral_anhydrous_too_much", ORAL, "3.139 g/day pentahydrate by mouth is outside"),
    # 0.75 g: 2 times 1000/248.18 and 1000/158.11 mmol a gram; 23 mg/mL in 3 mL over 22.99.
    (LOCAL, "lesion_in_force", INJECTED, "6 to 9.5 mmol of sodium a week"),
    (LOCAL, "lesion_anhydrous", INJECTED, "into the lesions: 6.3 mmol of sodium a week"),
    (LOCAL, "content_declared_sodium", INJECTED, "into the lesions: 3 mmol of sodium a"),
    (LOCAL, "content_volume_without_grams", INJECTED, "without its grams: it is not counted"),
    (LOCAL, "content_ten_times_the_grams", CONTENT, "7.5 g/week pentahydrate stated, volume times"),
    (LOCAL, "content_ten_times_the_grams", CONTENT, "strength is 0.75 g/week pentahydrate"),
    (TRIAL, "both_ordered", "A-9", "inz-701, snf472 ordered: investigational; no dose is computed, and"),
    (TRIAL, "one_active_another_ordered", "A-9", "inz-701 taken: investigational; no dose is computed or checked"),
    # The trial's abstract: 37 and 34, week 12, and deaths over the whole trial.
    (TRIAL, "snf472_active", FOUND, "37 assigned at random to the drug and 34 to placebo, double-blind"),
    (TRIAL, "snf472_active", FOUND, "-5.3 against -6.0 (p = 0.88), pain (scale of 100) -19.5 against -32.2"),
    (TRIAL, "snf472_active", FOUND, "in 2 of 38, with hexasodium fytate, against 7 of 33 first given placebo"),
    (TRIAL, "inz_701_active", FOUND, "inz-701: under investigation; the review gives no result"),
    # Five, one, three, four and five measures: 18.
    (CARE, "checklist_empty", LIST, "0 of 18 stated; groups of which nothing is stated: wound, infection"),
    (CARE, "checklist_some", LIST, "3 of 18 stated; groups of which nothing is stated: infection, nutrit"),
    (CARE, "checklist_some", LIST, "In place: wound-care-team. Ordered or planned: analgesia. Stopped: none."),
    (CARE, "checklist_complete", LIST, "18 of 18 stated; groups of which nothing is stated: none"),
    (CARE, "checklist_every_status", LIST, "6 of 18 stated"),
    (CARE, "checklist_every_status", LIST, "planned: wound-dressing, surgical-debridement, antibiotics."),
    (CARE, "checklist_every_status", LIST, "Stopped: antibiotics. Ruled out: enteral-nutrition, parenteral-"),
    (CARE, "checklist_every_status", LIST, "wound: negative-pressure-wound-therapy, skin-graft; infection: none"),
    (CARE, "checklist_empty", LIST, "Albumin 38 g/L (3.8 g/dL): the review asks to normalise it where"),
    (CARE, "site_adds_a_measure", LIST, "1 of 19 stated"),
    (CARE, "tried_ordered", OTHER, "cerium-nitrate, maggot-debridement: tried in calciphylaxis, not validated"),
    (CARE, "tried_drugs_ordered", OTHER, "alteplase, bosentan: tried in calciphylaxis, not validated"),
    (CARE, "transplantation_planned", OTHER, "recovery from calciphylaxis within two to four months in 3 of 3"),
    (CARE, "corticosteroid_ordered", OTHER, "methylprednisolone, prednisolone: the review asks for great caution"),
    (CARE, "insulin_active", RISK, "odds ratio 3.74 (95 % CI 2.28 to 6.25)"),
    (CARE, "insulin_active", RISK, "more than three insulin injections a day, in diabetes, against none"),
    (CARE, "insulin_active", RISK, "An association in diabetes is no reason to stop insulin"),
    (CARE, "iron_active", RISK, "intravenous iron: named among the risk factors"),
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

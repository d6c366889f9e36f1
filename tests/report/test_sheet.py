"""The sheet: what a pharmacist reads, section by section, and how it looks wherever it is printed."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from calciplug import InputError, adjust_document, evidence, read_case, shipped_protocol
from calciplug.report import WIDTH, sheet
from calciplug.report.sheet import word

ROOT = Path(__file__).resolve().parents[2]
PATIENTS = sorted((ROOT / "fixtures" / "patients").glob("*.json"))


def section(text, name):
    """The lines of one section, joined as a reader reads them."""
    after = text.split(f"\n{name}", 1)[1].split("\n", 1)[1]
    lines = re.split(r"\n\n[A-Z][A-Z ]+(?:   |\n)", after)[0]
    return " ".join(lines.split())


def well_made(text):
    for line in text.splitlines():
        # The place of a problem stays whole, for an editor to follow; nothing stands beside one that is too long.
        assert len(line) <= WIDTH or re.fullmatch(r"\S+::/\S*:", line), line
        assert line == line.rstrip(), repr(line)
    assert not [char for char in text if unicodedata.category(char)[0] == "C" and char != "\n"]
    assert text.endswith("\n")
    assert "\n\n\n" not in text


# --- how it looks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_the_sheet_of_every_patient_is_well_made(host, path):
    data = path.read_bytes()
    document = json.loads(adjust_document(data, host, shipped_protocol()))
    try:
        case = read_case(data)
    except InputError:
        case = None

    well_made(sheet(document, case, name=str(path)))
    well_made(sheet(document, name="far-away/" * 12 + path.name))


def test_a_stored_outcome_is_printed_without_its_case(adjusted):
    document, case = adjusted()

    assert "UNDERSTOOD" in sheet(document, case)
    assert "UNDERSTOOD" not in sheet(document)


def test_the_document_by_hand_is_well_made(by_hand):
    well_made(sheet(by_hand))


@pytest.mark.parametrize("name", ["hd", "pd"])
def test_no_number_is_parted_from_its_unit(adjusted, name):
    """Wrapping must not leave `25` on one line and `g` on the next."""
    text = sheet(*adjusted({"/case_id": "wrapped"}, name))

    for line, following in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        broken = re.search(r"(?<![\[,] )\b\d[\d.]*$", line) and re.match(
            r"\s+(mmol|mEq|mg|g|mL|L|min|h|ms|kg|mmHg)\b", following
        )
        assert not broken, (line, following)


def test_colour_only_brings_out_words_that_stand_there(by_hand):
    plain, coloured = sheet(by_hand), sheet(by_hand, colour=True)

    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[1;31mSTOP\x1b[0m" in coloured
    assert "\x1b" not in plain


def test_nothing_from_the_document_reaches_the_terminal_as_a_command(by_hand):
    by_hand["withheld"][0]["why"] = "low\x1b[2J\r\n\u202egnihton"
    by_hand["findings"][0]["detail"] = "x\x07\u200b"

    well_made(sheet(by_hand))


# --- the title ------------------------------------------------------------------------------------------------------


def test_the_first_lines_say_status_and_who_decides(by_hand):
    first, *rest = sheet(by_hand).splitlines()

    assert first.startswith("HOLD     held: no value today for thiosulfate")
    assert "calciplug proposes; a licensed prescriber decides." in rest
    assert "findings: 1 STOP, 1 CAUTION, 1 NOTE" in " ".join(sheet(by_hand).split())
    assert "3 rules not evaluated for want of a fresh value" in " ".join(sheet(by_hand).split())


@pytest.mark.parametrize(
    ("status", "severity", "state", "silent", "expected"),
    [
        ("rejected", None, "open", False, "STOP"),
        ("held", "info", "open", False, "HOLD"),
        ("adjusted", "warning", "open", False, "CAUTION"),
        ("adjusted", "block", "overridden", False, "CAUTION"),
        ("adjusted", "info", "open", False, "NOTE"),
        ("unchanged", "warning", "acknowledged", False, "OK"),
        ("unchanged", None, "open", True, "NOTE"),
        ("unchanged", None, "open", False, "OK"),
    ],
)
def test_one_word_is_as_grave_as_the_gravest_open_thing(by_hand, status, severity, state, silent, expected):  # noqa: PLR0917
    """A case that could not be fully evaluated is never simply OK."""
    by_hand["status"] = status
    by_hand["findings"] = [] if severity is None else [by_hand["findings"][2] | {"severity": severity, "state": state}]
    by_hand["silent"] = by_hand["silent"][:1] if silent else []

    assert word(by_hand) == expected


def test_an_order_that_was_refused_is_said_in_the_title(by_hand):
    by_hand["withheld"] = []

    assert "an order was refused" in " ".join(sheet(by_hand).split())


def test_a_case_that_was_not_evaluated_shows_no_prescription(by_hand):
    by_hand |= {"status": "rejected", "prescription": None, "changes": [], "computed": [], "withheld": []}

    text = sheet(by_hand)

    assert text.startswith("STOP     rejected: this case was not evaluated and no prescription is proposed")
    assert "PROPOSED PRESCRIPTION" not in text


# --- the sections ---------------------------------------------------------------------------------------------------


def test_the_headline_of_a_rejected_case_names_the_plugin_that_failed(by_hand):
    fault = {
        "code": "plugin-fault", "severity": "block", "detail": "Why.", "read": [], "citations": [], "policy": False,
        "summary": "theirs failed [plugin.exception]: this case was not evaluated", "disputes": [], "state": "open",
    }  # fmt: skip
    by_hand |= {"status": "rejected", "prescription": None, "changes": [], "withheld": [], "findings": [fault]}
    headline = " ".join(sheet(by_hand).split())

    assert headline.startswith(
        "STOP rejected: plugin theirs failed [plugin.exception]: this case was not evaluated and no prescription is "
        "proposed; findings: 1 STOP"
    )


def prediction(title, **more):
    ends = {"low": 1, "high": 2, "unit": "mmol/{session}", "shown": "1 to 2 mmol (23 to 46 mg)"}
    return {
        "plugin": "own", "rule": "X-1", "prediction": "it", "title": title, "model": {"id": "own", "version": "1"},
        "before": ends, "after": {**ends, "shown": "1,000 to 2,000 mmol (23,000 to 46,000 mg)"}, "note": "A model.",
        "flags": [], "read": [], "citations": [], "policy": True, "disputes": [], **more,
    }  # fmt: skip


def test_a_long_title_of_a_prediction_keeps_all_its_words(by_hand):
    """What a sign means stands at the end of a title: it is wrapped, set in, and never cut."""
    title = "sodium that a session removes from the patient (below nothing: the patient takes up sodium)"
    by_hand["predictions"] = [prediction(title), prediction("another"), prediction("it", path="exchanges.night")]
    lines = sheet(by_hand).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("  sodium that a session removes"))
    other = next(index for index, line in enumerate(lines) if line.startswith("  another"))
    cells = [line[2:46].rstrip() for line in lines[first:other]]

    assert all(len(line) <= 100 for line in lines)
    assert other - first > 1
    assert all(cell.startswith("  ") for cell in cells[1:] if cell)
    assert " ".join(" ".join(cells).split()) == title
    assert "(below nothing: the patient takes up sodium)" in " ".join(" ".join(cells).split())
    numbers = " ".join(" ".join(line[46:] for line in lines[first:other]).split())
    assert numbers == "1 to 2 mmol (23 to 46 mg) → 1,000 to 2,000 mmol (23,000 to 46,000 mg)"


def test_a_change_shows_before_and_after_in_both_unit_systems_with_who_and_why(by_hand):
    text = section(sheet(by_hand), "PROPOSED PRESCRIPTION")

    assert "dialysate sodium 140 mmol/L (140 mEq/L) → 137 mmol/L (137 mEq/L)" in text
    assert (
        "Ordered: 139 mmol/L (139 mEq/L). dialysate_sodium, N-1 (sources [1] and policy): Because of the load." in text
    )
    assert "Read: serum sodium before dialysis 138 mmol/L (138 mEq/L), 30 min old. Disputed: C-25." in text


def test_what_has_no_value_today_says_so_and_never_shows_the_value_in_force(by_hand):
    text = sheet(by_hand)

    assert "thiosulfate dose none → NO VALUE TODAY (ordered: 25 g pentahydrate)" in section(
        text, "PROPOSED PRESCRIPTION"
    )
    assert "HOLD thiosulfate: ionised calcium is low (thiosulfate_safety)" in section(text, "WITHHELD")


def test_what_stays_and_what_follows_are_shown_as_well(by_hand):
    text = section(sheet(by_hand), "PROPOSED PRESCRIPTION")

    assert "As in force: modality HD dialysate calcium 1.25 mmol/L (2.5 mEq/L)" in text
    assert "ultrafiltration rate 6.1 mL/kg/h" in text
    assert "infusion begins 180 min (3 h) into the session" in text


def test_every_stored_leaf_of_the_proposal_stands_on_the_sheet(adjusted):
    document, _ = adjusted({"/prescription/dialysate/sodium/value": 140})

    text = section(sheet(document), "PROPOSED PRESCRIPTION")

    for expected in (
        "sessions a week 3 sessions/week", "session duration 240 min (4 h)", "blood flow 350 mL/min",
        "dialysate potassium 2 mmol/L (2 mEq/L)", "volume to remove 1.7 L", "thiosulfate dose 25 g pentahydrate",
        "thiosulfate product vial-25-percent", "where thiosulfate runs in circuit",
    ):  # fmt: skip
        assert expected in text


def test_an_order_that_was_taken_and_one_that_was_not(adjusted):
    taken = section(
        sheet(adjusted({"/order": {"dialysate": {"sodium": {"value": 137, "unit": "mmol/L"}}}})[0]), "PROPOSED"
    )
    refused, _ = adjusted({"/order": {"dialysate": {"sodium": {"value": 150, "unit": "mmol/L"}}}})
    kept = section(sheet(refused), "PROPOSED PRESCRIPTION")

    assert "136 mmol/L (136 mEq/L) → 137 mmol/L (137 mEq/L) (as ordered)" in taken
    assert "dialysate sodium 136 mmol/L (136 mEq/L), as in force" in kept
    assert "Ordered: 150 mmol/L (150 mEq/L). The order was refused:" in kept


def test_a_finding_shows_what_it_refuses_offers_read_and_who_may_override(by_hand):
    text = section(sheet(by_hand), "FINDINGS")

    assert "STOP D-2 dialysate calcium is too low" in text
    assert (
        "Refused: dialysate calcium 0.75 mmol/L (1.5 mEq/L). Instead: dialysate calcium 1.25 mmol/L (2.5 mEq/L)."
        in text
    )
    assert "It is lower than any source supports." in text
    assert "a specialist may override this" in text
    assert "Read: QTc 430 ms, 2 days old, STALE; dialysate calcium in force 1.5 mmol/L (3 mEq/L)." in text
    assert "dialysate_calcium; sources [2, 3] and policy; disputed: C-2" in text


def test_an_override_is_shown_with_role_and_reason(by_hand):
    text = section(sheet(by_hand), "FINDINGS")

    assert "CAUTION S-1 start low (OVERRIDDEN)" in text
    assert "Overridden by nephrologist: tolerated before" in text


def test_a_finding_that_only_announces_a_change_is_told_once_and_counted(by_hand):
    text = sheet(by_hand)

    assert "FINDINGS   1 STOP, 1 CAUTION, 1 NOTE; 1 NOTE told above with the change it made" in text
    assert "N-1" not in section(text, "FINDINGS")
    assert " ".join(text.split()).count("Because of the load.") == 1


def test_a_warning_is_never_folded_into_a_change(by_hand):
    by_hand["findings"][2]["severity"] = "warning"

    assert "CAUTION N-1" in section(sheet(by_hand), "FINDINGS")


def test_findings_stand_gravest_first(adjusted):
    document, case = adjusted({"/labs/sodium/0/value": 128, "/prescription/dialysate/sodium/value": 143})
    words = re.findall(
        r"^  (STOP|HOLD|CAUTION|NOTE) ", sheet(document, case).split("\nFINDINGS")[1], flags=re.MULTILINE
    )

    assert words == sorted(words, key=["STOP", "HOLD", "CAUTION", "NOTE"].index)
    assert len(set(words)) > 1


def test_a_dispute_shows_its_title_and_every_side_with_its_design(by_hand):
    text = section(sheet(by_hand), "DISPUTES")

    for row in by_hand["disputes"]:
        assert f"{row['id']} {row['title']}" in text
        for side in row["sides"]:
            assert f"- {side['claim']} ({side['design'].replace('-', ' ')})" in text
    assert text.index("C-2 ") < text.index("C-25 ")


def test_what_was_not_evaluated_names_the_value_its_code_and_its_units(by_hand):
    text = section(sheet(by_hand), "NOT EVALUATED")

    assert "missing serum albumin (LOINC 1751-7, in g/L or g/dL): D-3, D-10" in text
    assert "too old QTc (in ms): D-4" in text
    assert "no model N-3 (predicted rise in sodium)" in text
    assert "Nothing to say: N-2, N-10." in text
    assert "Not for this modality: P-1." in text


def test_evidence_protocol_and_versions_close_the_sheet(by_hand):
    text = sheet(by_hand)

    assert "thiosulfate: No trial supports it. [4] Grade: observational." in section(text, "EVIDENCE")
    assert "PARAMETERS MOVED BY THE PROTOCOL   ours" in text
    assert "dialysate_sodium.largest_step 2 mmol/L (2 mEq/L)" in section(text, "PARAMETERS MOVED BY THE PROTOCOL")
    assert "gradient" not in section(text, "PARAMETERS MOVED BY THE PROTOCOL")
    assert "dialysate_sodium 0.1.0 calciplug 0.1.0, sha256:0123456789ab" in section(text, "MADE BY")
    assert text.splitlines()[-1] == "  input sha256:feed"


def test_every_number_leads_to_a_source_that_says_how_far_it_may_be_trusted(by_hand):
    text = sheet(by_hand)
    listed = dict(re.findall(r"\[(\d+)\] (.*?)(?= \[\d+\] |$)", section(text, "SOURCES")))
    used = {number for group in re.findall(r"\[([\d, ]+)\]", text) for number in group.split(", ")}

    assert used == set(listed)
    assert list(listed.values()) == [
        evidence.cite(name) for name in ("arramreddy-2012", "pun-2013", "kdigo-2017", "wen-2023")
    ]
    assert "from memory" in listed["3"]


def test_a_source_that_this_version_does_not_know_is_said_to_be_unknown(by_hand):
    by_hand["changes"][0]["citations"] = ["from-another-time"]

    text = " ".join(sheet(by_hand).split())

    assert "from-another-time (not in the bibliography of this version; unknown how far it may be trusted)" in text


def test_a_path_that_nothing_names_is_shown_as_it_is(by_hand):
    by_hand["withheld"][0]["section"] = "exchanges.day.thiosulfate"
    by_hand["findings"][0]["path"] = "something.else"
    by_hand["findings"][0]["read"][0]["path"] = "something.else"

    text = " ".join(sheet(by_hand).split())

    assert "no value today for exchange day: thiosulfate" in text
    assert "something.else 430 ms" in text

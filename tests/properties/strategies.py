"""Generated cases: base patients with values drawn around the numbers that rules turn on."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from calciplug.testing import patched
from calciplug.testing.cases import base

TAKEN = "2026-01-12T06:30:00+01:00"
OLD = "2025-11-20T06:30:00+01:00"


def numbers(*values: float) -> st.SearchStrategy[float]:
    return st.sampled_from(values)


LABS = {
    "sodium": ("mmol/L", numbers(127.3, 131.4, 134.2, 136.1, 138.3, 141.2, 144.7, 146.2)),
    "potassium": ("mmol/L", numbers(3.1, 3.8, 4.6, 5.9, 6.4)),
    "bicarbonate": ("mmol/L", numbers(13.2, 16.4, 19.1, 23.2, 26.3)),
    "calcium_total": ("mmol/L", numbers(1.72, 1.93, 2.04, 2.21, 2.43, 2.71)),
    "calcium_ionised": ("mmol/L", numbers(0.91, 1.03, 1.08, 1.12, 1.17, 1.24)),
    "albumin": ("g/L", numbers(24.3, 31.2, 38.4, 42.1)),
    "phosphate": ("mmol/L", numbers(0.72, 0.93, 1.42, 1.83, 2.41)),
    "qtc": ("ms", numbers(421.0, 452.0, 463.0, 481.0, 507.0)),
    "systolic_pressure": ("mm[Hg]", numbers(84.0, 96.0, 112.0, 143.0)),
    "spktv": ("{Kt/V}", numbers(1.03, 1.31, 1.52)),
    "residual_urea_clearance": ("mL/min", numbers(0.0, 1.3, 3.2)),
}

PATIENT = {
    "/patient/dry_weight": ("kg", numbers(44.0, 58.3, 61.2, 74.5, 97.0)),
    "/patient/interdialytic_weight_gain": ("kg/{session}", numbers(0.7, 1.9, 3.3, 4.6)),
    "/patient/age": ("a", numbers(15.0, 24.0, 63.0)),
}

SESSION = {
    "/prescription/schedule/count": ("{session}/wk", numbers(2.0, 3.0, 3.5, 4.0, 5.0, 6.0)),
    "/prescription/schedule/duration": ("min/{session}", numbers(150.0, 165.0, 210.0, 240.0, 300.0, 360.0)),
    "/prescription/dialysate/sodium": ("mmol/L", numbers(132.0, 135.0, 137.0, 140.0, 144.0)),
    "/prescription/dialysate/calcium": ("mmol/L", numbers(1.0, 1.25, 1.5, 1.75)),
    "/prescription/dialysate/bicarbonate": ("mmol/L", numbers(30.0, 34.0, 37.0)),
}

ORDERS = {
    "/order/dialysate/sodium": ("mmol/L", numbers(131.0, 135.0, 137.0, 141.0, 146.0)),
    "/order/dialysate/calcium": ("mmol/L", numbers(0.75, 1.0, 1.25, 1.5, 1.75)),
    "/order/dialysate/bicarbonate": ("mmol/L", numbers(32.0, 35.0, 39.0)),
    "/order/schedule/count": ("{session}/wk", numbers(3.0, 4.0, 6.0)),
    "/order/schedule/duration": ("min/{session}", numbers(150.0, 200.0, 240.0, 330.0)),
    "/order/thiosulfate/sessions": ("{session}/wk", numbers(1.0, 3.0, 5.0)),
}


def quantity(value: float, unit: str, form: str | None = None) -> dict[str, Any]:
    number: float | int = int(value) if value == int(value) else value
    return {"value": number, "unit": unit, **({"form": form} if form else {})}


@st.composite
def haemodialysis(draw: st.DrawFn) -> dict[str, Any]:
    """A case on haemodialysis, with some values set, some missing and some old."""
    document = base("hd")
    changes: dict[str, Any] = {}
    for name, (unit, values) in LABS.items():
        fate = draw(st.sampled_from(("keep", "set", "set", "old", "gone")))
        if fate == "gone":
            document["labs"].pop(name, None)
        elif fate != "keep":
            taken = TAKEN if fate == "set" else OLD
            changes[f"/labs/{name}"] = [{**quantity(draw(values), unit), "taken": taken, **_tags(name)}]
    for table, chance in ((PATIENT, 3), (SESSION, 2), (ORDERS, 5)):
        for pointer, (unit, values) in table.items():
            if draw(st.integers(0, chance)) == 0:
                changes[pointer] = quantity(draw(values), unit)
    _thiosulfate(draw, document, changes)
    changes["/patient/lesions"] = draw(st.sampled_from(("active", "healing", "none")))
    changes["/patient/sex"] = draw(st.sampled_from(("F", "M")))
    if draw(st.integers(0, 4)) == 0:
        changes["/patient/symptoms"] = [{"code": draw(st.sampled_from(("muscle-cramps", "nausea", "tetany")))}]
    if draw(st.integers(0, 4)) == 0:
        happened = draw(st.sampled_from(("2026-01-07T10:00:00+01:00", "2025-12-01T10:00:00+01:00")))
        changes["/history/events"] = [{"code": draw(st.sampled_from(("cramps", "hypotension"))), "happened": happened}]
    if draw(st.integers(0, 5)) == 0:
        changes["/site/machine"] = "fixed-dialysate"
    return patched(document, changes)


def _thiosulfate(draw: st.DrawFn, document: dict[str, Any], changes: dict[str, Any]) -> None:
    if draw(st.booleans()):
        document["prescription"].pop("thiosulfate")
    doses = draw(st.integers(0, 2))
    document["history"]["thiosulfate"] = document["history"]["thiosulfate"][:doses]
    ordered = draw(st.sampled_from((None, 3.2, 12.5, 25.0, 31.0)))
    if ordered is not None:
        changes["/order/thiosulfate/dose"] = quantity(ordered, "g/{session}", "pentahydrate")
        changes["/order/thiosulfate/product"] = "vial-25-percent"
    else:
        changes.pop("/order/thiosulfate/sessions", None)


def _tags(name: str) -> dict[str, str]:
    tags = {"timing": "pre-dialysis"} if name not in ("qtc", "spktv", "residual_urea_clearance") else {}
    return {**tags, "assay": "bromocresol-green"} if name == "albumin" else tags


@st.composite
def peritoneal(draw: st.DrawFn) -> dict[str, Any]:
    """A case on peritoneal dialysis, mostly with thiosulfate asked for in a dwell."""
    changes: dict[str, Any] = {}
    for name in ("sodium", "bicarbonate", "calcium_total", "calcium_ionised", "qtc"):
        unit, values = LABS[name]
        if draw(st.booleans()):
            changes[f"/labs/{name}"] = [{**quantity(draw(values), unit), "taken": TAKEN}]
    where = draw(st.sampled_from(("day", "night", None)))
    if where is not None:
        dose = draw(st.sampled_from((6.25, 12.5, 25.0)))
        changes[f"/order/exchanges/{where}/thiosulfate"] = {
            "product": "vial-25-percent",
            "dose": quantity(dose, "g/{exchange}", "pentahydrate"),
            "count": quantity(draw(st.sampled_from((2.0, 3.0, 7.0))), "{exchange}/wk"),
        }
    if draw(st.booleans()):
        changes["/patient/intraperitoneal_opt_in"] = {
            "signed": "2026-01-08T10:00:00+01:00",
            "reason": "no-intravenous-access",
            "effluent_check": "daily",
        }
        changes["/patient/intravenous_access"] = "none"
    if draw(st.integers(0, 3)) == 0:
        changes["/labs/effluent_leukocytes"] = [{"value": 400, "unit": "/uL", "taken": TAKEN}]
        changes["/labs/effluent_neutrophils"] = [{"value": 71, "unit": "%{neutrophils}", "taken": TAKEN}]
    changes["/prescription/exchanges/day/solution"] = draw(st.sampled_from(("glucose-1-36", "icodextrin")))
    return patched(base("pd"), changes)


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """Any generated case."""
    return st.one_of(haemodialysis(), haemodialysis(), peritoneal())

"""Write schemas/case.json and schemas/outcome.json from the field, kind and code declarations.

Run it after a declaration changes: `python tools/build_schemas.py`. A test compares what it would write with what is
committed, and others compare the schemas with the declarations by other means.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from calciplug import units
from calciplug.codec.schema import urn
from calciplug.model.field import CodeField, Field, code_fields, code_lists, fields

ROOT = Path(__file__).resolve().parent.parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"


def closed(properties: dict[str, Any], required: list[str] | None = None, about: str | None = None) -> dict[str, Any]:
    """A closed object."""
    found: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if about is not None:
        found = {"description": about, **found}
    return {**found, "required": required} if required else found


def quantity(kind: str, about: str | None = None) -> dict[str, Any]:
    """A reference to the kind, described."""
    return {"$ref": f"#/$defs/{kind}", **({"description": about} if about else {})}


def kind_definition(kind: units.Kind, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """value and unit, and the salt form where grams of thiosulfate need one."""
    properties: dict[str, Any] = {"value": {"type": "number"}, "unit": {"enum": list(kind.accepts)}}
    required = ["value", "unit"]
    about = f"Accepted units: {', '.join(kind.accepts)}."
    if kind.name in FORMED:
        properties["form"] = {"enum": list(code_lists()["salt_form"])}
        required.append("form")
        about += " form: the salt whose grams the label counts."
    return closed({**properties, **(extra or {})}, required, about)


FORMED = {"thiosulfate_dose", "thiosulfate_exchange_dose", "thiosulfate_amount", "thiosulfate_weekly"}


def codes(name: str) -> dict[str, Any]:
    return {"enum": list(code_lists()[name])}


def text(length: int = 500) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": length}


def identifier() -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": 64, "pattern": ID}


def moment(about: str) -> dict[str, Any]:
    return {"type": "string", "description": f"{about} Form: 2026-01-12T07:00:00+01:00.", "maxLength": 40}


def code_field(own: CodeField) -> dict[str, Any]:
    if own.id_of is not None:
        return {**identifier(), "description": f"{own.title}: id of one of site.{own.id_of}."}
    if own.list is None:
        return {**text(100), "description": own.title}
    if own.many:
        return {"type": "array", "items": codes(own.list), "minItems": 1, "maxItems": 12, "description": own.title}
    return {**codes(own.list), "description": own.title}


def prescription() -> dict[str, Any]:
    """The nested object of every stored leaf."""
    tree: dict[str, Any] = {}
    own: list[Field | CodeField] = [*fields().values(), *code_fields().values()]
    for item in own:
        if item.path.startswith(("patient.", "labs.", "site.")):
            continue
        node = tree
        *parents, leaf = item.path.split(".")
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = quantity(item.kind, f"{item.title}.") if isinstance(item, Field) else code_field(item)
    return _object(tree, top=True)


def _object(tree: dict[str, Any], *, top: bool = False) -> dict[str, Any]:
    if set(tree) == {"*"}:
        return {
            "type": "object", "maxProperties": 12, "propertyNames": {"pattern": r"^[a-z][a-z0-9_]*$", "maxLength": 32},
            "additionalProperties": _object(tree["*"]),
        }  # fmt: skip
    properties = {
        key: value if "$ref" in value or "type" in value or "enum" in value else _object(value)
        for key, value in sorted(tree.items())
    }
    return closed(properties, None, "Stored leaves only: rate, volume, start and weekly grams are computed." if top else None)


def lab(item: Field) -> dict[str, Any]:
    kind = units.kind(item.kind)
    properties = {
        "value": {"type": "number"},
        "unit": {"enum": list(kind.accepts)},
        "taken": moment("When the sample was taken."),
        "timing": codes("timing"),
    }
    required = ["value", "unit", "taken"]
    if item.assays is not None:
        properties["assay"] = codes(item.assays)
        required.append("assay")
    loinc = f" LOINC {item.loinc}." if item.loinc else ""
    return {
        "type": "array", "minItems": 1, "maxItems": 100,
        "description": f"{item.title}. Accepted units: {', '.join(kind.accepts)}.{loinc}",
        "items": closed(properties, required),
    }  # fmt: skip


def listed(item: dict[str, Any], most: int = 200) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": item}


def case_schema() -> dict[str, Any]:
    coded = lambda name: listed(closed({"code": codes(name), "text": text(), "since": moment("Since when.")}, ["code"]))  # noqa: E731  # one line a list
    patient = {
        **{path.removeprefix("patient."): quantity(item.kind, f"{item.title}.") for path, item in fields().items() if path.startswith("patient.")},
        **{path.removeprefix("patient."): code_field(item) for path, item in code_fields().items() if path.startswith("patient.")},
        "lesions_since": moment("When the lesions began."),
        "conditions": coded("condition"),
        "allergies": listed(closed({"agent": codes("allergen"), "reaction": codes("allergic_reaction"), "text": text()}, ["agent", "reaction"])),
        "reactions": coded("reaction"),
        "symptoms": coded("symptom"),
        "intraperitoneal_opt_in": closed(
            {"signed": moment("When it was signed."), "reason": codes("opt_in_reason"), "effluent_check": codes("effluent_plan"), "text": text()},
            ["signed", "reason", "effluent_check"], "The signed decision to put thiosulfate into a peritoneal dwell.",
        ),
    }  # fmt: skip
    product = {
        "id": identifier(), "drug": {"type": "string", "description": "The full name: sodium thiosulfate.", "maxLength": 100},
        "code": {**text(64), "description": "Product code of the site or the market."}, "form": codes("salt_form"),
        "strength": quantity("thiosulfate_strength", "Grams of label in a volume."),
        "amount": quantity("product_amount", "Grams of label in one container."),
        "volume": quantity("container_volume", "Volume of one container."),
        "sodium": quantity("product_sodium", "Sodium that the maker declares."),
        "potassium": quantity("product_potassium", "Potassium in it."),
        "boric_acid": quantity("boric_acid_content", "Boric acid in it."), "sulfite": {"type": "boolean"},
    }  # fmt: skip
    solution = {
        "id": identifier(), "type": codes("solution_type"), "sodium": quantity("sodium", "Sodium."),
        "calcium": quantity("dialysate_calcium", "Calcium."), "osmolarity": quantity("osmolarity", "Osmolarity."),
    }  # fmt: skip
    medication = {
        "drug": codes("drug"), "status": codes("medication_status"), "text": text(),
        "last_given": moment("Last administration."), "next_due": moment("Next planned administration."),
    }  # fmt: skip
    history = {
        "thiosulfate": listed(closed(
            {"given": moment("When it was given."), "dose": quantity("thiosulfate_amount"), "route": codes("route"), "tolerance": codes("tolerance"),
             "problems": listed(codes("reaction"), 10)}, ["given", "dose", "route", "tolerance"])),
        "changes": listed(closed({"path": text(80), "changed": moment("When."), "rule": text(40)}, ["path", "changed"])),
        "events": listed(closed({"code": codes("event"), "happened": moment("When."), "text": text(), "fall": quantity("pressure", "Fall of systolic pressure.")}, ["code", "happened"])),
        "effluent": listed(closed({"seen": moment("When."), "appearance": codes("effluent_appearance")}, ["seen", "appearance"])),
    }  # fmt: skip
    site = {
        "machine": code_field(code_fields()["site.machine"]), "chloride_analyser": code_field(code_fields()["site.chloride_analyser"]),
        "calcium_baths": listed(quantity("dialysate_calcium"), 12), "products": listed(closed(product, ["id", "drug", "code", "form", "strength", "amount", "volume"]), 20),
        "solutions": listed(closed(solution, ["id", "type"]), 20),
    }  # fmt: skip
    override = {
        "finding": text(60), "path": text(80), "role": codes("role"), "reason": text(),
        "value": {"description": "The refused value, as the finding shows it.", "type": ["object", "string"]}, "plan": listed(codes("plan"), 5),
    }  # fmt: skip
    top = {
        "schema": {"const": urn("case")}, "case_id": {**identifier(), "description": "Pseudonym; never a name or a number of a person."},
        "about": text(2000), "as_of": moment("The moment that ages are counted to."),
        "session_start": closed({"time": moment("Start of the next session."), "zone": {**text(60), "description": "IANA zone."}}, ["time", "zone"]),
        "patient": closed(patient),
        "labs": closed({path.removeprefix("labs."): lab(item) for path, item in fields().items() if path.startswith("labs.")}),
        "medications": listed(closed(medication, ["drug", "status"])), "history": closed(history), "site": closed(site),
        "prescription": {"$ref": "#/$defs/prescription"}, "order": {"$ref": "#/$defs/prescription"}, "overrides": listed(closed(override, ["finding", "path", "role", "reason"]), 50),
    }  # fmt: skip
    return {
        "$schema": DIALECT, "$id": urn("case"), "title": "calciplug case",
        "description": "One patient at one moment. calciplug proposes; a licensed prescriber decides.",
        **closed(top, ["schema", "case_id", "as_of", "patient", "labs", "prescription"]),
        "$defs": {**definitions(), "prescription": prescription()},
    }  # fmt: skip


def definitions() -> dict[str, Any]:
    found = {name: kind_definition(kind) for name, kind in sorted(units.kinds().items())}
    amount = units.kind("thiosulfate_amount")
    # A product states its salt form once, for its strength and its amount.
    found["product_amount"] = closed({"value": {"type": "number"}, "unit": {"enum": list(amount.accepts)}}, ["value", "unit"], f"Accepted units: {', '.join(amount.accepts)}.")
    return found


def outcome_schema() -> dict[str, Any]:
    string, strings = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    nullable = {"type": ["string", "null"]}
    amount = closed(
        {"path": string, "value": {"type": ["number", "string", "array"]}, "unit": string, "form": codes("salt_form"), "shown": string},
        ["path", "value", "shown"], "A value of a path: number and UCUM unit, or a code; shown: as a sheet prints it.",
    )  # fmt: skip
    read = closed(
        {"path": string, "shown": string, "age_minutes": {"type": "number"}, "stale": {"type": "boolean"}}, ["path", "shown", "stale"]
    )
    basis = {"citations": strings, "policy": {"type": "boolean"}}
    finding = closed({
        "code": string, "severity": {"enum": ["info", "warning", "hold", "block"]}, "plugin": string, "path": string,
        "refuses": amount, "alternative": listed(amount), "summary": {"type": "string", "minLength": 1, "maxLength": 140}, "detail": {"type": "string", "minLength": 1},
        "read": listed(read), **basis, "disputes": strings, "state": {"enum": ["open", "acknowledged", "overridden"]},
        "may_override": {"enum": ["nobody", "specialist", "named-role"]}, "overridden_by": string,
    }, ["code", "severity", "summary", "detail", "read", "citations", "policy", "disputes", "state"])  # fmt: skip
    change = closed({
        "path": string, "in_force": amount, "ordered": amount, "after": amount, "origin": string, "rule": string,
        "reason": string, **basis,
    }, ["path", "origin", "reason", "citations", "policy"])  # fmt: skip
    problem = closed({
        "code": string, "pointer": string, "message": string, "found": string, "expected": string, "fix": string, "rule": string,
        "line": {"type": "integer"}, "column": {"type": "integer"},
    }, ["code", "pointer", "message"])  # fmt: skip
    parameter = closed({
        "plugin": string, "name": string, "value": {"type": ["number", "string", "array"]}, "unit": string, "form": codes("salt_form"), "shown": string, "origin": string, **basis,
    }, ["plugin", "name", "value", "shown", "origin", "citations", "policy"])  # fmt: skip
    silence = closed({
        "plugin": string, "rule": string, "cause": {"enum": ["not-triggered", "missing", "stale", "withheld", "resting", "needs-model", "modality"]},
        "path": string, "part": string, "loinc": string, "units": strings,
    }, ["plugin", "rule", "cause"])  # fmt: skip
    grade = closed({"about": string, "statement": string, "text": string, "grade": string, "citations": strings}, ["about", "statement", "text", "grade", "citations"])
    plugin = closed({"name": string, "version": string, "digest": string, "distribution": string}, ["name", "version", "digest", "distribution"])
    protocol = closed({"name": string, "version": string}, ["name", "version"])
    top = {
        "schema": {"const": urn("outcome")}, "status": {"enum": ["unchanged", "adjusted", "held", "rejected"]}, "case_id": nullable,
        "as_of": nullable, "modality": nullable, "statement": string, "prescription": {"anyOf": [{"$ref": "#/$defs/prescription"}, {"type": "null"}]},
        "computed": listed(amount), "changes": listed(change), "withheld": listed(closed({"section": string, "by": strings, "why": string}, ["section", "by", "why"])),
        "findings": listed(finding, 1000), "silent": listed(silence, 1000), "predictions": {"type": "array", "maxItems": 0}, "parameters": listed(parameter, 1000),
        "plugins": listed(plugin), "protocol": {"anyOf": [protocol, {"type": "null"}]}, "evidence": listed(grade), "problems": listed(problem),
        "input_hash": string,
    }  # fmt: skip
    return {
        "$schema": DIALECT, "$id": urn("outcome"), "title": "calciplug outcome",
        "description": "What calciplug proposes for one case. A licensed prescriber decides; nothing here is an order.",
        **closed(top, sorted(top)),
        "$defs": {**definitions(), "prescription": prescription()},
    }  # fmt: skip


def written() -> dict[str, str]:
    """File name → text, as it should be committed."""
    return {
        f"{name}.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in (("case", case_schema()), ("outcome", outcome_schema()))
    }


if __name__ == "__main__":
    for name, content in written().items():
        (ROOT / "schemas" / name).write_text(content, encoding="utf-8")
    sys.stdout.write("schemas written\n")

"""Write the schemas of cases and of what comes out from the field, kind and code declarations.

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
from calciplug.model.case import STOPPABLE
from calciplug.model.computed import COMPUTED
from calciplug.model.field import CodeField, Field, code_fields, code_lists, fields, record_fields

ROOT = Path(__file__).resolve().parent.parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
KEY = r"^[a-z][a-z0-9_]*$"
# Grams of these kinds mean nothing without the salt that the label counts.
FORMED = {
    "thiosulfate_dose",
    "thiosulfate_exchange_dose",
    "thiosulfate_amount",
    "thiosulfate_daily",
    "thiosulfate_weekly",
}

Schema = dict[str, Any]

# --- parts ----------------------------------------------------------------------------------------------------------


def closed(properties: Schema, required: list[str] | None = None, about: str | None = None) -> Schema:
    """A closed object; *required* None: no property is."""
    found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    if about is not None:
        found = {"description": about, **found}
    return {**found, "required": required} if required else found


def whole(properties: Schema, about: str | None = None) -> Schema:
    """A closed object that always has all its properties."""
    return closed(properties, list(properties), about)


def listed(item: Schema, most: int = 200) -> Schema:
    return {"type": "array", "maxItems": most, "items": item}


def codes(name: str) -> Schema:
    return {"enum": list(code_lists()[name])}


def text(length: int = 500) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": length}


def identifier() -> Schema:
    return {**text(64), "pattern": ID}


def moment(about: str) -> Schema:
    return {"type": "string", "description": f"{about} Form: 2026-01-12T07:00:00+01:00.", "maxLength": 40}


def accepted(kind: str) -> str:
    return f"Accepted units: {', '.join(units.kind(kind).accepts)}."


def quantity(kind: str, about: str) -> Schema:
    """A reference to the kind; its accepted units are said again where it is used."""
    form = " With its salt form." if kind in FORMED else ""
    return {"$ref": f"#/$defs/{kind}", "description": f"{about[0].upper()}{about[1:]}. {accepted(kind)}{form}"}


def field_quantity(item: Field) -> Schema:
    return quantity(item.kind, item.title)


def record_quantity(path: str) -> Schema:
    return field_quantity(record_fields()[path])


def kind_definition(kind: units.Kind) -> Schema:
    """value and unit, and the salt form where grams of thiosulfate need one."""
    properties: Schema = {"value": {"type": "number"}, "unit": {"enum": list(kind.accepts)}}
    about = accepted(kind.name)
    if kind.name in FORMED:
        properties["form"] = codes("salt_form")
        about += " form: the salt whose grams the label counts."
    return whole(properties, about)


def definitions() -> Schema:
    found = {name: kind_definition(kind) for name, kind in sorted(units.kinds().items())}
    # A product states its salt form once, for its strength and its content.
    own = units.kind("thiosulfate_amount")
    found["product_amount"] = whole(
        {"value": {"type": "number"}, "unit": {"enum": list(own.accepts)}}, accepted(own.name)
    )
    return {**found, "prescription": prescription(), "outcome": outcome()}


def with_definitions(schema: Schema) -> Schema:
    """*schema* with the definitions that something in it refers to, and no others."""
    known = definitions()
    needed: set[str] = set()
    waiting = [schema]
    while waiting:
        for name in references(waiting.pop()) - needed:
            needed.add(name)
            waiting.append(known[name])
    return {**schema, "$defs": {name: known[name] for name in known if name in needed}}


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"].removeprefix("#/$defs/")} if "$ref" in node else set()
        return own.union(*(references(item) for item in node.values()))
    return set().union(*(references(item) for item in node)) if isinstance(node, list) else set()


# --- the case -------------------------------------------------------------------------------------------------------


def code_field(own: CodeField) -> Schema:
    if own.id_of is not None:
        return {**identifier(), "description": f"{own.title}: id of one of site.{own.id_of}."}
    if own.list is None:
        return {**text(100), "description": own.title}
    if own.many:
        return {"type": "array", "items": codes(own.list), "minItems": 1, "maxItems": 12, "description": own.title}
    return {**codes(own.list), "description": own.title}


def under(group: str) -> Schema:
    """Every declared number and code of *group*, by name."""
    numbers = {path: field_quantity(item) for path, item in fields().items()}
    named = {path: code_field(item) for path, item in code_fields().items()}
    return {
        path.removeprefix(f"{group}."): item for path, item in (numbers | named).items() if path.startswith(f"{group}.")
    }


def prescription() -> Schema:
    """The nested object of every stored leaf."""
    tree: Schema = {}
    own: list[Field | CodeField] = [*fields().values(), *code_fields().values()]
    for item in own:
        if item.path.startswith(("patient.", "labs.", "site.")):
            continue
        node = tree
        *parents, leaf = item.path.split(".")
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = field_quantity(item) if isinstance(item, Field) else code_field(item)
    about = "Stored leaves only: rate, volume, start and weekly grams are computed."
    return {"description": about, **nested(tree)}


def nested(tree: Schema) -> Schema:
    if set(tree) == {"*"}:
        return {
            "type": "object",
            "maxProperties": 12,
            "propertyNames": {"pattern": KEY, "maxLength": 32},
            "additionalProperties": nested(tree["*"]),
        }
    leaves = ("$ref", "type", "enum")
    return closed(
        {key: item if any(key in item for key in leaves) else nested(item) for key, item in sorted(tree.items())}
    )


def lab(item: Field) -> Schema:
    properties = {
        "value": {"type": "number"},
        "unit": {"enum": list(units.kind(item.kind).accepts)},
        "taken": moment("When the sample was taken."),
        "timing": codes("timing"),
        **({"assay": codes(item.assays)} if item.assays is not None else {}),
    }
    loinc = f" LOINC {item.loinc}." if item.loinc else ""
    return {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "description": f"{item.title[0].upper()}{item.title[1:]}. {accepted(item.kind)}{loinc}",
        "items": closed(properties, [key for key in properties if key != "timing"]),
    }


def coded(name: str) -> Schema:
    """A list of codes of the list called *name*, each with a text for `other`, and since when."""
    return listed(closed({"code": codes(name), "text": text(), "since": moment("Since when.")}, ["code"]))


def patient() -> Schema:
    allergy = {"agent": codes("allergen"), "reaction": codes("allergic_reaction"), "text": text()}
    opt_in = {
        "signed": moment("When it was signed."),
        "reason": codes("opt_in_reason"),
        "effluent_check": codes("effluent_plan"),
        "text": text(),
    }
    return closed(
        {
            **under("patient"),
            "lesions_since": moment("When the lesions began."),
            "conditions": coded("condition"),
            "allergies": listed(closed(allergy, ["agent", "reaction"])),
            "reactions": coded("reaction"),
            "symptoms": coded("symptom"),
            "intraperitoneal_opt_in": closed(
                opt_in,
                ["signed", "reason", "effluent_check"],
                "The signed decision to put thiosulfate into a peritoneal dwell.",
            ),
        }
    )


def medications() -> Schema:
    properties = {
        "drug": codes("drug"),
        "status": codes("medication_status"),
        "text": text(),
        "last_given": moment("Last administration."),
        "next_due": moment("Next planned administration."),
    }
    return listed(closed(properties, ["drug", "status"]))


def therapies() -> Schema:
    properties = {
        "therapy": codes("therapy"),
        "status": codes("therapy_status"),
        "text": text(),
        "since": moment("Since when."),
        "weekdays": {"type": "array", "items": codes("weekday"), "minItems": 1, "maxItems": 7},
        **{
            name: record_quantity(f"therapies.{name}")
            for name in ("begins", "duration", "pressure", "treatments_done", "treatments_planned")
        },
    }
    about = "Treatments and measures beside dialysis and medicines; what is not named is not known."
    return {**listed(closed(properties, ["therapy", "status"])), "description": about}


def history() -> Schema:
    given = {
        "given": moment("When it was given."),
        "dose": record_quantity("history.thiosulfate.dose"),
        "route": codes("route"),
        "tolerance": codes("tolerance"),
        "problems": listed(codes("reaction"), 10),
    }
    event = {
        "code": codes("event"),
        "happened": moment("When."),
        "text": text(),
        "fall": record_quantity("history.events.fall"),
    }
    change = {"path": text(80), "changed": moment("When."), "rule": text(40)}
    return closed(
        {
            "thiosulfate": listed(closed(given, ["given", "dose", "route", "tolerance"])),
            "changes": listed(closed(change, ["path", "changed"])),
            "events": listed(closed(event, ["code", "happened"])),
            "effluent": listed(whole({"seen": moment("When."), "appearance": codes("effluent_appearance")})),
        }
    )


def site() -> Schema:
    named = {
        "id": identifier(),
        "drug": {"type": "string", "description": "The full name: sodium thiosulfate.", "maxLength": 100},
        "code": {**text(64), "description": "Product code of the site or the market."},
        "form": codes("salt_form"),
    }
    product = {
        **named,
        "strength": record_quantity("site.products.strength"),
        "amount": quantity_of_label("site.products.amount"),
        "volume": record_quantity("site.products.volume"),
        "sodium": record_quantity("site.products.sodium"),
        "potassium": record_quantity("site.products.potassium"),
        "boric_acid": record_quantity("site.products.boric_acid"),
        "sulfite": {"type": "boolean"},
    }
    solution = {
        "id": identifier(),
        "type": codes("solution_type"),
        "sodium": record_quantity("site.solutions.sodium"),
        "calcium": record_quantity("site.solutions.calcium"),
        "osmolarity": record_quantity("site.solutions.osmolarity"),
    }
    return closed(
        {
            **under("site"),
            "pth_upper_limit": record_quantity("site.pth_upper_limit"),
            "calcium_baths": listed(record_quantity("site.calcium_baths"), 12),
            "products": listed(closed(product, [*named, "strength", "amount", "volume"]), 20),
            "solutions": listed(closed(solution, ["id", "type"]), 20),
        }
    )


def quantity_of_label(path: str) -> Schema:
    """Grams of label: their salt form is the record's."""
    own = record_fields()[path]
    about = f"{own.title[0].upper()}{own.title[1:]}. {accepted(own.kind)} The record's salt form counts."
    return {"$ref": "#/$defs/product_amount", "description": about}


def stops() -> Schema:
    """Sections that can end while dialysis goes on; the rest of a prescription is changed, never ended."""
    about = f"Sections of the prescription in force that are to end: {', '.join(STOPPABLE)}."
    return {**listed(text(60), 20), "description": about}


def overrides() -> Schema:
    kinds = {item.kind for path, item in fields().items() if not path.startswith(("patient.", "labs."))}
    kinds |= {item.kind for item in COMPUTED.values()}
    value = {
        "description": "The refused value, as the finding shows it; none for a whole section.",
        "type": ["object", "string", "array"],
        "additionalProperties": False,
        "properties": {
            "value": {"type": "number"},
            "unit": {"enum": sorted({code for kind in kinds for code in units.kind(kind).accepts})},
            "form": codes("salt_form"),
        },
        "required": ["value", "unit"],
        "maxLength": 100,
        "maxItems": 12,
        "items": text(100),
    }
    properties = {
        "finding": text(60),
        "path": text(80),
        "role": codes("role"),
        "reason": text(),
        "value": value,
        "plan": listed(codes("plan"), 5),
    }
    return listed(closed(properties, ["finding", "path", "role", "reason"]), 50)


def case_schema() -> Schema:
    start = {"time": moment("Start of the next session."), "zone": {**text(60), "description": "IANA zone."}}
    top = {
        "schema": {"const": urn("case")},
        "case_id": {**identifier(), "description": "Pseudonym; never a name or a number of a person."},
        "about": text(2000),
        "as_of": moment("The moment that ages are counted to."),
        "session_start": whole(start),
        "patient": patient(),
        "labs": closed(
            {path.removeprefix("labs."): lab(item) for path, item in fields().items() if path.startswith("labs.")}
        ),
        "medications": medications(),
        "therapies": therapies(),
        "history": history(),
        "site": site(),
        "prescription": {
            "$ref": "#/$defs/prescription",
            "required": ["modality"],
            "description": "The prescription in force.",
        },
        "order": {"$ref": "#/$defs/prescription", "description": "The change asked for; partial."},
        "stop": stops(),
        "overrides": overrides(),
    }
    return with_definitions(
        {
            "$schema": DIALECT,
            "$id": urn("case"),
            "title": "calciplug case",
            "description": "One patient at one moment. calciplug proposes; a licensed prescriber decides.",
            **closed(top, ["schema", "case_id", "as_of", "patient", "labs", "prescription"]),
        }
    )


# --- the outcome ----------------------------------------------------------------------------------------------------

STRING: Schema = {"type": "string"}
STRINGS: Schema = {"type": "array", "items": STRING}
NULLABLE: Schema = {"type": ["string", "null"]}
BASIS: Schema = {"citations": STRINGS, "policy": {"type": "boolean"}}
# A number, a code or several codes.
VALUE: Schema = {"type": ["number", "string", "array"], "items": {"type": ["number", "string"]}}


def amount() -> Schema:
    return closed(
        {"path": STRING, "value": VALUE, "unit": STRING, "form": codes("salt_form"), "shown": STRING},
        ["path", "value", "shown"],
        "A value of a path: number and UCUM unit, or a code; shown: as a sheet prints it.",
    )


def read() -> Schema:
    return closed(
        {"path": STRING, "shown": STRING, "age_minutes": {"type": "number"}, "stale": {"type": "boolean"}},
        ["path", "shown", "stale"],
    )


def finding() -> Schema:
    properties = {
        "code": STRING,
        "severity": {"enum": ["info", "warning", "hold", "block"]},
        "plugin": STRING,
        "path": STRING,
        "refuses": amount(),
        "alternative": listed(amount()),
        "summary": text(140),
        "detail": {"type": "string", "minLength": 1},
        "read": listed(read()),
        **BASIS,
        "disputes": STRINGS,
        "state": {"enum": ["open", "acknowledged", "overridden"]},
        "may_override": {"enum": ["nobody", "specialist", "named-role"]},
        "overridden_by": STRING,
    }
    required = ["code", "severity", "summary", "detail", "read", "citations", "policy", "disputes", "state"]
    return closed(properties, required)


def change() -> Schema:
    properties = {
        "path": STRING,
        "in_force": amount(),
        "ordered": amount(),
        "after": amount(),
        "origin": STRING,
        "rule": STRING,
        "reason": STRING,
        **BASIS,
    }
    return closed(properties, ["path", "origin", "reason", "citations", "policy"])


def dispute() -> Schema:
    side = whole({"claim": STRING, "design": STRING, "citations": STRINGS})
    about = "Sources that contradict each other, where a finding or a prediction touches it: every side."
    return whole({"id": STRING, "title": STRING, "sides": listed(side, 10), "shown": STRING}, about)


def problem() -> Schema:
    properties = {
        **dict.fromkeys(("code", "pointer", "message", "found", "expected", "fix", "rule"), STRING),
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    }
    return closed(properties, ["code", "pointer", "message"])


def parameter() -> Schema:
    properties = {
        "plugin": STRING,
        "name": STRING,
        "value": VALUE,
        "unit": STRING,
        "form": codes("salt_form"),
        "shown": STRING,
        "origin": STRING,
        **BASIS,
    }
    return closed(properties, ["plugin", "name", "value", "shown", "origin", "citations", "policy"])


def silence() -> Schema:
    causes = ["not-triggered", "missing", "stale", "withheld", "resting", "needs-model", "modality"]
    properties = {
        "plugin": STRING,
        "rule": STRING,
        "cause": {"enum": causes},
        "path": STRING,
        "part": STRING,
        "loinc": STRING,
        "units": STRINGS,
    }
    return closed(properties, ["plugin", "rule", "cause"])


def ends() -> Schema:
    number = {"type": "number"}
    return whole({"low": number, "high": number, "unit": STRING, "shown": STRING}, "Alike where it is one value.")


def about_prediction(numbers: Schema) -> Schema:
    """What is said of a prediction; *numbers* are those beside the one under the prescription in force."""
    return {
        **dict.fromkeys(("plugin", "rule", "prediction", "title"), STRING),
        "model": whole({"id": STRING, "version": STRING}),
        "path": STRING,
        "before": {**ends(), "description": "Under the prescription in force."},
        **numbers,
        "note": STRING,
        "read": listed(read()),
        **BASIS,
        "disputes": STRINGS,
    }


def of_a_model(properties: Schema) -> Schema:
    required = sorted({*properties} - {"path", "before", "after"})
    return closed(properties, required, "A model's word, never a measurement.")


def prediction() -> Schema:
    own = {
        "after": {**ends(), "description": "Under the prescription proposed."},
        "flags": listed(whole({"code": STRING, "text": STRING}), 20),
    }
    return of_a_model(about_prediction(own))


def swept() -> Schema:
    numbers = {"type": "array", "items": {"type": ["number", "null"]}}
    points = {
        "type": "array",
        "items": {"type": "integer"},
        "description": "Their indices, from 0; none are listed where it is everywhere.",
    }
    flag = {"code": STRING, "text": STRING, "everywhere": {"type": "boolean"}, "points": points}
    own = {
        "unit": STRING,
        "flags": listed(whole(flag), 20),
        "low": {**numbers, "description": "One for each point; null where the rule predicts nothing."},
        "high": {**numbers, "description": "Alike where the model gives one value."},
    }
    return of_a_model(about_prediction(own))


def outcome() -> Schema:
    """The closed object of an outcome."""
    protocol = whole(dict.fromkeys(("name", "version"), STRING))
    top = {
        "schema": {"const": urn("outcome")},
        "status": {"enum": ["unchanged", "adjusted", "held", "rejected"]},
        "case_id": NULLABLE,
        "as_of": NULLABLE,
        "modality": NULLABLE,
        "statement": STRING,
        "prescription": {"anyOf": [{"$ref": "#/$defs/prescription"}, {"type": "null"}]},
        "computed": listed(amount()),
        "changes": listed(change()),
        "withheld": listed(whole({"section": STRING, "by": STRINGS, "why": STRING})),
        "findings": listed(finding(), 1000),
        "silent": listed(silence(), 1000),
        "predictions": listed(prediction()),
        "parameters": listed(parameter(), 1000),
        "plugins": listed(whole(dict.fromkeys(("name", "version", "digest", "distribution"), STRING))),
        "protocol": {"anyOf": [protocol, {"type": "null"}]},
        "evidence": listed(
            whole({**dict.fromkeys(("about", "statement", "text", "grade"), STRING), "citations": STRINGS})
        ),
        "disputes": listed(dispute()),
        "problems": listed(problem()),
        "input_hash": STRING,
    }
    return closed(top, sorted(top))


def outcome_schema() -> Schema:
    return with_definitions(
        {
            "$schema": DIALECT,
            "$id": urn("outcome"),
            "title": "calciplug outcome",
            "description": "What calciplug proposes for one case. A licensed prescriber decides; "
            "nothing here is an order.",
            **outcome(),
        }
    )


USED_PLUGINS: Schema = listed(whole(dict.fromkeys(("name", "version", "digest", "distribution"), STRING)))


def predictions_schema() -> Schema:
    protocol = whole(dict.fromkeys(("name", "version"), STRING))
    top = {
        "schema": {"const": urn("predictions")},
        "statement": STRING,
        "status": {"enum": ["unchanged", "adjusted", "held", "rejected"]},
        **dict.fromkeys(("case_id", "as_of", "modality"), NULLABLE),
        "predictions": listed(prediction()),
        "plugins": USED_PLUGINS,
        "protocol": {"anyOf": [protocol, {"type": "null"}]},
        "input_hash": STRING,
        "silent": listed(silence(), 1000),
        "problems": {**listed(problem()), "description": "Why the case was rejected: no prediction was made."},
    }
    about = (
        "What models predict of one case: the predictions of its outcome, and nothing else. Models, no measurements."
    )
    return {
        "$schema": DIALECT,
        "$id": urn("predictions"),
        "title": "calciplug predictions",
        "description": about,
        **whole(top),
    }


def sweep_schema() -> Schema:
    axis = closed(
        {
            "path": STRING,
            "unit": STRING,
            "form": codes("salt_form"),
            "in_force": {"type": "number", "description": "What stands there in force, in this unit."},
            "read": {"type": "boolean", "description": "Whether any prediction depends on it."},
            "values": {"type": "array", "items": {"type": "number"}},
        },
        ["path", "unit", "read", "values"],
    )
    top = {
        "schema": {"const": urn("sweep")},
        **dict.fromkeys(("statement", "case_id", "as_of", "modality"), STRING),
        "prescription": {
            "$ref": "#/$defs/prescription",
            "description": "As ordered, else in force: what every point has where no axis says otherwise.",
        },
        "ordered": {**STRINGS, "description": "Paths at which that differs from what is in force, by the order."},
        "axes": {**listed(axis), "description": "Points are numbered from 0; the last axis varies fastest."},
        "points": {"type": "integer"},
        "notes": {
            **listed(whole(dict.fromkeys(("varied", "kept", "text"), STRING))),
            "description": "What hangs together with an axis, does not vary with it, and what follows from that.",
        },
        "predictions": listed(swept()),
        "silent": listed(silence(), 1000),
        "plugins": USED_PLUGINS,
        "protocol": whole(dict.fromkeys(("name", "version"), STRING)),
        "input_hash": STRING,
    }
    return with_definitions(
        {
            "$schema": DIALECT,
            "$id": urn("sweep"),
            "title": "calciplug sweep",
            "description": "Predictions over a grid of prescriptions: no rule has looked at its points, and none is "
            "a proposal. Models, no measurements.",
            **whole(top),
        }
    )


# --- what is said of an outcome ------------------------------------------------------------------------------------

WHOLE: Schema = {"type": "integer"}
AGE: Schema = {**WHOLE, "description": "How old the value may be, in minutes; without it, any age will do."}
SINCE: Schema = {**STRINGS, "description": "Paths: the value has to be taken after their last change."}


def accepted_at() -> Schema:
    """What a case document may hold at a path."""
    return {
        "path": STRING,
        "title": STRING,
        "loinc": STRING,
        "units": {**STRINGS, "description": "Unit codes that a document may write."},
        "forms": {**STRINGS, "description": "The salt whose grams are counted; one of these stands beside the unit."},
        "assays": {**STRINGS, "description": "One of these stands beside the value."},
        "codes": {**STRINGS, "description": "The closed list of codes."},
        "prescribed": {
            "type": "boolean",
            "description": "A value of the prescription: absent, it may simply not be prescribed, and nothing here "
            "asks to prescribe it.",
        },
    }


def why_not_schema() -> Schema:
    causes = silence()["properties"]["cause"]["enum"]
    waiting = closed(
        {
            **dict.fromkeys(("plugin", "rule"), STRING),
            "cause": {"enum": [own for own in causes if own not in ("not-triggered", "modality")]},
            **dict.fromkeys(("part", "sentence"), STRING),
            "absence": {**STRING, "description": "What it means for this rule that there is no fresh value."},
            "max_age_minutes": AGE,
            "since": SINCE,
        },
        ["plugin", "rule", "cause", "sentence"],
    )
    wanted = closed(
        {
            **accepted_at(),
            "computed_from": STRINGS,
            "lacks": {**STRINGS, "description": "Which of those the case has no value for."},
            "value": {**read(), "description": "What the case holds there."},
            "max_age_minutes": AGE,
            "since": SINCE,
            "waiting": listed(waiting, 1000),
        },
        ["waiting"],
    )
    fetched = closed(
        {**accepted_at(), "max_age_minutes": AGE, "since": SINCE, "rules": STRINGS},
        ["path", "rules"],
        "One value to fetch: missing or too old; its age limit is the strictest of its rules.",
    )
    needed = closed(
        {
            "path": STRING,
            "absence": STRING,
            "value": {**read(), "description": "What the case holds: in a prescription as ordered, else in force."},
            "withheld": {"type": "boolean"},
            "max_age_minutes": AGE,
            "since": SINCE,
        },
        ["path", "absence"],
    )
    story = whole(
        {
            **dict.fromkeys(("plugin", "rule", "sentence"), STRING),
            "story": {"enum": ["spoke", "quiet", "off", "rejected", *causes]},
            "findings": listed(finding(), 1000),
            "changes": listed(change()),
            "predictions": listed(prediction()),
            "silent": listed(silence(), 1000),
            "needs": listed(needed),
        }
    )
    top = {
        "schema": {"const": urn("why-not")},
        "statement": STRING,
        "status": {"enum": ["unchanged", "adjusted", "held", "rejected"]},
        **dict.fromkeys(("case_id", "as_of", "modality"), NULLABLE),
        "plugins": USED_PLUGINS,
        "protocol": {"anyOf": [whole(dict.fromkeys(("name", "version"), STRING)), {"type": "null"}]},
        "input_hash": STRING,
        "wanted": {**listed(wanted, 1000), "description": "By value, the one that wakes most rules first."},
        "fetch": listed(fetched, 1000),
        "rules": {**listed(story), "description": "The rules that were asked for, each with its whole story."},
        "problems": {**listed(problem()), "description": "Why the case was rejected: no rule was asked."},
    }
    return {
        "$schema": DIALECT,
        "$id": urn("why-not"),
        "title": "calciplug why-not",
        "description": "Why rules said nothing about one case, and which values would let them look.",
        **whole(top),
    }


def comparison_schema() -> Schema:
    held = closed({"shown": STRING, "age_minutes": WHOLE, "timing": STRING, "assay": STRING}, ["shown"])
    edit = closed(
        {"path": STRING, "typed": {**STRING, "description": "None: taken away."}, "before": held, "after": held},
        ["path"],
    )
    top = {
        "schema": {"const": urn("comparison")},
        "statement": STRING,
        "case_id": STRING,
        "as_of": STRING,
        "edits": listed(edit, 1000),
        "differences": compared(),
        "before": {"$ref": "#/$defs/outcome", "description": "The outcome of the case as it is."},
        "after": {"$ref": "#/$defs/outcome", "description": "The outcome with the edits; no proposal."},
    }
    return with_definitions(
        {
            "$schema": DIALECT,
            "$id": urn("comparison"),
            "title": "calciplug comparison",
            "description": "What would be proposed if a case held other values: typed ones, not measured.",
            **whole(top),
        }
    )


def compared() -> Schema:
    """What differs between two outcomes; every list is empty where nothing does."""
    held = closed({"value": VALUE, "unit": STRING, "form": codes("salt_form"), "shown": STRING}, ["value", "shown"])
    said = whole({"severity": finding()["properties"]["severity"], "summary": STRING, "state": STRING})
    quiet = closed(
        {key: own for key, own in silence()["properties"].items() if key not in ("plugin", "rule")}, ["cause"]
    )
    predicted = closed({"in_force": ends(), "proposed": ends(), "flags": STRINGS}, ["flags"])
    return whole(
        {
            "status": listed(whole(dict.fromkeys(("before", "after"), STRING)), 1),
            "prescription": listed(sides({"path": STRING}, held), 1000),
            "computed": listed(sides({"path": STRING}, held), 1000),
            "withheld": listed(sides({"section": STRING}, whole({"by": STRINGS, "why": STRING}))),
            "findings": listed(sides({"code": STRING, "plugin": STRING, "path": STRING}, said, ["code"]), 1000),
            "rules": listed(
                whole(
                    {
                        **dict.fromkeys(("plugin", "rule"), STRING),
                        "how": {"enum": ["woke", "fell-silent", "silent-otherwise"]},
                        **dict.fromkeys(("before", "after"), listed(quiet, 1000)),
                    }
                ),
                1000,
            ),
            "predictions": listed(
                sides(
                    dict.fromkeys(("plugin", "rule", "prediction", "path", "title"), STRING),
                    predicted,
                    ["plugin", "rule", "prediction", "title"],
                )
            ),
        }
    )


def sides(named: Schema, part: Schema, required: list[str] | None = None) -> Schema:
    """What something is called, and how it is before and after; without a side it is not there."""
    return closed({**named, "before": part, "after": part}, list(named) if required is None else required)


def entry() -> Schema:
    check = closed({"path": STRING, "title": STRING, "loinc": STRING}, ["path"])
    properties = {
        "kind": {"enum": ["session", "infusion", "dwell", "check", "step", "review"]},
        "day": {"type": "string", "description": "Calendar day in the zone: of `start`, or the whole day."},
        "start": {"type": "string", "description": "ISO 8601 with offset; absent: no time of day."},
        "end": {"type": "string", "description": "ISO 8601 with offset; absent: it takes no time of its own."},
        **dict.fromkeys(("title", "detail"), STRING),
        "state": {"enum": ["planned", "conditional"], "description": "conditional: it waits, and is not given."},
        "thiosulfate": {"type": "boolean", "description": "Whether thiosulfate is given in it."},
        **dict.fromkeys(("dose", "volume", "to"), amount()),
        **dict.fromkeys(("exchange", "product", "path"), STRING),
        "note": {"type": "string", "description": "What a change of clocks makes of it."},
        "checks": listed(check),
        "asked": {**listed(whole(ASKED)), "description": "Rules that asked for it; none: the prescription has it."},
    }
    required = ["kind", "day", "title", "detail", "state", "thiosulfate", "checks", "asked"]
    return closed(properties, required)


ASKED: Schema = {
    **dict.fromkeys(("plugin", "rule", "follow_up", "title", "detail"), STRING),
    "citations": STRINGS,
    "policy": {"type": "boolean"},
    "disputes": STRINGS,
}


def calendar_schema() -> Schema:
    clock = {"type": "string", "description": "Time of day, HH:MM."}
    finding_line = whole({**dict.fromkeys(("code", "severity", "summary", "state"), STRING)})
    top = {
        "schema": {"const": urn("calendar")},
        "statement": STRING,
        "status": {"enum": ["unchanged", "adjusted", "held"]},
        **dict.fromkeys(("case_id", "as_of", "modality"), STRING),
        "zone": {"type": "string", "description": "IANA zone whose clocks count."},
        "start": {"type": "string", "description": "First day."},
        "weeks": {"type": "integer"},
        "at": {**clock, "description": "Time of day of a session, or of an infusion without one, HH:MM."},
        "weekdays": {"type": "array", "items": codes("weekday"), "description": "As they were given."},
        "exchanges": {"type": "object", "additionalProperties": clock, "description": "First exchange of each key."},
        "prescription": {"$ref": "#/$defs/prescription"},
        "withheld": listed(whole({"section": STRING, "by": STRINGS, "why": STRING})),
        "findings": {**listed(finding_line, 1000), "description": "Warnings and graver; all of them: the outcome."},
        "entries": listed(entry(), 100_000),
        "later": {**listed(entry(), 1000), "description": "What rules ask for after the last week."},
        "undated": listed(whole({"kind": {"enum": ["check", "step", "review"]}, **ASKED, "why": STRING}), 1000),
        "notes": {**listed(STRING, 1000), "description": "How days were chosen, and what is not laid."},
        "silent": {**listed(silence(), 1000), "description": "Rules that could have asked for something, and did not."},
        "parameters": listed(parameter(), 1000),
        "plugins": USED_PLUGINS,
        "protocol": whole(dict.fromkeys(("name", "version"), STRING)),
        "input_hash": STRING,
    }
    required = [key for key in top if key not in ("at", "weekdays")]
    return with_definitions(
        {
            "$schema": DIALECT,
            "$id": urn("calendar"),
            "title": "calciplug calendar",
            "description": "What an outcome comes to in the weeks that follow, with dates and times of day. A licensed "
            "prescriber decides; nothing here is an order, and a conditional step is not given.",
            **closed(top, required),
        }
    )


def written() -> dict[str, str]:
    """File name → text, as it should be committed."""
    return {
        f"{name}.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in (
            ("calendar", calendar_schema()),
            ("case", case_schema()),
            ("outcome", outcome_schema()),
            ("predictions", predictions_schema()),
            ("sweep", sweep_schema()),
            ("why-not", why_not_schema()),
            ("comparison", comparison_schema()),
        )
    }


if __name__ == "__main__":
    for name, content in written().items():
        (ROOT / "schemas" / name).write_text(content, encoding="utf-8")
    sys.stdout.write("schemas written\n")

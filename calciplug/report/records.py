"""The lists of a case as it was understood: stock, doses given, medicines, conditions, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from calciplug import units
from calciplug.model.computed import COMPUTED
from calciplug.model.field import field, general
from calciplug.report.layout import Line, paragraph
from calciplug.report.words import shown, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription

_SHOWN_DOSES = 3


def record_lines(case: Case) -> list[Line]:
    """One wrapped entry for each list that holds something, and whether allergies and medicines are stated."""
    return [line for label, text in _entries(case) if text for line in paragraph(text, f"  {label:<12} ")]


def _entries(case: Case) -> Iterator[tuple[str, str]]:
    patient, history, site = case.patient, case.history, case.site
    yield (
        "Allergies",
        _all(f"{_named(item.agent, item.text)} ({item.reaction})" for item in patient.allergies)
        or _unstated(case, "patient.allergies"),
    )
    yield "Conditions", _all(_coded(item) for item in patient.conditions)
    yield "Reactions", _all(_coded(item) for item in patient.reactions)
    yield "Symptoms", _all(_coded(item) for item in patient.symptoms)
    yield "Medicines", _all(_medicine(item) for item in case.medications) or _unstated(case, "medications")
    yield "Therapies", _all(_therapy(item) for item in case.therapies) or _unstated(case, "therapies")
    yield "Opt-in", _opt_in(patient.intraperitoneal_opt_in)
    doses = [_dose(item) for item in sorted(history.thiosulfate, key=lambda item: item.given, reverse=True)]
    more = len(doses) - _SHOWN_DOSES
    yield "Doses given", _all(doses[:_SHOWN_DOSES]) + (f"; {more} earlier" if more > 0 else "")
    yield "Changes", _all(f"{title(item.path)} on {item.changed:%Y-%m-%d}{_by(item.rule)}" for item in history.changes)
    yield "Events", _all(_event(item) for item in history.events)
    yield "Effluent", _all(f"{item.appearance} on {item.seen:%Y-%m-%d}" for item in history.effluent)
    yield "Machine", site.machine or ""
    yield "Analyser", f"chloride by {site.chloride_analyser}" if site.chloride_analyser is not None else ""
    limit = site.pth_upper_limit
    yield "PTH", f"upper limit of normal {units.text(limit, 'pth')}" if limit is not None else ""
    yield "Baths", _all(f"calcium {units.text(bath, 'dialysate_calcium')}" for bath in site.calcium_baths)
    yield "Products", _all(_product(item) for item in site.products)
    yield "Solutions", _all(f"{item.id}: {item.type}{_numbers(item)}" for item in site.solutions)
    yield "Overrides", _all(_override(item, case.draft()) for item in case.overrides)


def _all(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _coded(item: Any) -> str:
    return _named(item.code, item.text) + (f" since {item.since:%Y-%m-%d}" if item.since is not None else "")


def _named(code: str, text: str | None) -> str:
    """A code and what a person wrote beside it: for `other` that text is what counts."""
    if text is None:
        return code
    return text if code == "other" else f"{code}: {text}"


def _by(rule: str | None) -> str:
    return f" by rule {rule}" if rule is not None else ""


def _medicine(item: Any) -> str:
    last = f", last given {item.last_given:%Y-%m-%d}" if item.last_given is not None else ""
    due = f", next due {item.next_due:%Y-%m-%d}" if item.next_due is not None else ""
    return f"{_named(item.drug, item.text)} ({item.status}{last}{due})"


def _therapy(item: Any) -> str:
    days = f", on {' '.join(item.weekdays)}" if item.weekdays else ""
    since = f" since {item.since:%Y-%m-%d}" if item.since is not None else ""
    return f"{_named(item.therapy, item.text)} ({item.status}{since}{days}{_numbers(item)})"


def _dose(item: Any) -> str:
    dose = units.text(item.dose, "thiosulfate_amount", item.form)
    problems = f" ({', '.join(item.problems)})" if item.problems else ""
    return f"{dose} on {item.given:%Y-%m-%d}, {item.route}, {item.tolerance}{problems}"


def _opt_in(item: Any) -> str:
    if item is None:
        return ""
    why = _named(item.reason, item.text)
    return f"intraperitoneal thiosulfate signed {item.signed:%Y-%m-%d}: {why}; effluent check {item.effluent_check}"


def _event(item: Any) -> str:
    return f"{_named(item.code, item.text)} on {item.happened:%Y-%m-%d}{_numbers(item)}"


def _product(item: Any) -> str:
    sulfite = {True: "contains sulfite", False: "no sulfite", None: "sulfite not stated"}[item.sulfite]
    return f"{item.id}: {item.drug} {item.form}{_numbers(item)}, {sulfite}"


def _numbers(item: Any) -> str:
    """Every number of the record *item* with its name, as the page prints it."""
    parts = []
    for declared in attrs.fields(type(item)):
        value = getattr(item, declared.name)
        if "kind" in declared.metadata and value is not None:
            kind = declared.metadata["kind"]
            form = item.form if kind.startswith("thiosulfate") else None
            parts.append(f"{declared.name.replace('_', ' ')} {units.text(value, kind, form)}")
    return f", {', '.join(parts)}" if parts else ""


def _override(item: Any, draft: Prescription) -> str:
    forms = [form for _, form in sorted(draft.forms.items(), reverse=True)]
    declared = field(item.path) or COMPUTED.get(general(item.path))
    formed = declared is not None and declared.kind.startswith("thiosulfate")
    form = draft.forms.get(item.path) or (forms[0] if forms and formed else None)
    what = title(item.path) + (f" {shown(item.path, item.value, form)}" if item.value is not None else "")
    plan = f" (promised: {', '.join(item.plan)})" if item.plan else ""
    return f"{item.finding} for {what} by {item.role}: {item.reason}{plan}"


def _unstated(case: Case, path: str) -> str:
    """What an empty list says: that there is none only where the case says so."""
    return "none" if path in case.stated else "not stated"

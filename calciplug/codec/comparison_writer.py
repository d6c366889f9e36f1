"""A comparison as one document: both outcomes whole, what was typed, and what differs; validated before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug import evidence, units
from calciplug.codec import written
from calciplug.codec.compact import compact
from calciplug.codec.differences import differences
from calciplug.codec.outcome_writer import outcome_document
from calciplug.codec.schema import demand, urn
from calciplug.model.amount import leaf
from calciplug.model.field import field

if TYPE_CHECKING:
    from calciplug.model.case import Case
    from calciplug.model.comparison import Comparison
    from calciplug.model.edit import Edit

MEANING: Final = "What if: values were typed, not measured, and the outcome with them is no proposal for this patient."


def write_comparison(comparison: Comparison) -> bytes:
    """*comparison* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: it breaks `schemas/comparison.json`; that is our bug, and nothing is written.
    """
    document = comparison_document(comparison)
    demand("comparison", document)
    return compact(document) + b"\n"


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """*comparison* as plain lists, dicts, numbers and texts."""
    case = comparison.case
    return {
        "schema": urn("comparison"),
        "statement": f"{MEANING} {evidence.statement('not-a-recommendation').text}",
        "case_id": case.id,
        "as_of": case.as_of.isoformat(),
        "edits": [_edit(item, case, comparison.edited) for item in comparison.edits],
        "differences": differences(comparison.before, comparison.after),
        "before": outcome_document(comparison.before),
        "after": outcome_document(comparison.after),
    }


def differ(document: dict[str, Any]) -> bool:
    """Whether anything differs in a comparison *document*."""
    return any(document["differences"].values())


def _edit(edit: Edit, case: Case, edited: Case) -> dict[str, Any]:
    found: dict[str, Any] = {"path": edit.path}
    if edit.typed is not None:
        found["typed"] = edit.typed
    for key, own in (("before", case), ("after", edited)):
        held = _held(own, edit.path)
        if held is not None:
            found[key] = held
    return found


def _held(case: Case, path: str) -> dict[str, Any] | None:
    """What *case* holds at *path*: in a prescription as ordered, else in force; of a series its newest sample."""
    group, _, name = path.partition(".")
    declared = field(path)
    if group == "labs":
        series = case.labs.series.get(name)
        if not series or declared is None:
            return None
        newest = series[0]
        age = round((case.as_of - newest.taken).total_seconds() / 60)
        tags = {key: own for key in ("timing", "assay") if (own := getattr(newest, key)) is not None}
        return {"shown": units.text(newest.value, declared.kind), "age_minutes": age, **tags}
    if group == "patient":
        value = case.patient.values.get(name)
        if value is None:
            return None
        quantity = declared is not None and isinstance(value, float)
        return {"shown": units.text(value, declared.kind) if quantity else written.text(value)}  # type: ignore[union-attr]  # as just seen
    if group == "site":
        code = getattr(case.site, name)
        return None if code is None else {"shown": str(code)}
    amount = leaf(case.draft(), path)
    return None if amount is None else {"shown": amount.shown}

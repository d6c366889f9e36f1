"""A sweep as one document: validated before it leaves, and written piece by piece, because it may be large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug import evidence, units
from calciplug.codec import outcome_parts as parts
from calciplug.codec import written
from calciplug.codec.columns import chunks, wire_numbers
from calciplug.codec.compact import compact
from calciplug.codec.predictions_writer import MEANING
from calciplug.codec.schema import demand, urn
from calciplug.model.computed import compute
from calciplug.model.field import field
from calciplug.model.prescription import same
from calciplug.units import measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.case import Case
    from calciplug.model.sweep import Sweep, Swept
    from calciplug.model.typed import Typed

UNJUDGED: Final = "Predictions only: no rule has looked at these points, and none is a proposal."
# The numbers of one column come out of one array by one function: after so many the schema can find nothing new.
_SEEN: Final = 1_000
_LONG: Final = ("low", "high")


def sweep_document(sweep: Sweep, points: int | None = None) -> dict[str, Any]:
    """*sweep* as plain lists, dicts, numbers and texts.

    Args:
        sweep: predictions over a grid.
        points: how many of them; None for all.
    """
    most = sweep.size if points is None else min(points, sweep.size)
    return {**_head(sweep), "predictions": [_prediction(item, most) for item in sweep.predictions], **_tail(sweep)}


def write_sweep(sweep: Sweep) -> Iterator[bytes]:
    """*sweep* as one line of UTF-8 JSON, in pieces.

    Raises:
        CalciplugError: the document breaks `schemas/sweep.json`; that is our bug, and nothing is written.
    """
    demand("sweep", sweep_document(sweep, _SEEN))
    yield b'%b,"predictions":[' % compact(_head(sweep))[:-1]
    for index, item in enumerate(sweep.predictions):
        yield b"%b%b" % (b"," if index else b"", compact(_about(item, sweep.size))[:-1])
        for key, column in zip(_LONG, (item.low, item.high), strict=True):
            yield f',"{key}":['.encode()
            for first, last in chunks(sweep.size):
                listed = compact(wire_numbers(column[first:last], item.about.kind))[1:-1]
                yield b"%b%b" % (b"," if first else b"", listed)
            yield b"]"
        yield b"}"
    yield b"],%b\n" % compact(_tail(sweep))[1:]


def in_force(case: Case, axis: Typed) -> float | None:
    """What stands in the prescription in force at the path of *axis*, stored or computed, as memory has it."""
    stored = case.prescription.get(axis.path)
    if field(axis.path) is not None or stored is not None:
        return stored if isinstance(stored, float) else None
    found = compute(case, case.prescription, axis.path)
    return None if found is None else measure(found, axis.kind)


def _head(sweep: Sweep) -> dict[str, Any]:
    case = sweep.case
    return {
        "schema": urn("sweep"),
        "statement": f"{MEANING} {UNJUDGED} {evidence.statement('not-a-recommendation').text}",
        "case_id": case.id,
        "as_of": case.as_of.isoformat(),
        "modality": case.modality,
        "prescription": written.prescription(case.draft()),
        "ordered": _ordered(sweep),
        "axes": [_axis(case, item) | {"read": item.path not in sweep.unread} for item in sweep.axes],
        "points": sweep.size,
        "notes": [{"varied": note.varied, "kept": note.kept, "text": note.text} for note in sweep.notes],
    }


def _ordered(sweep: Sweep) -> list[str]:
    """Where the order differs from what is in force, and no axis does: the points differ there from it too."""
    case, varied = sweep.case, {axis.path for axis in sweep.axes}
    moved = {path for path in case.order if not same(path, case.order.get(path), case.prescription.get(path))}
    return sorted(moved - varied)


def _axis(case: Case, axis: Typed) -> dict[str, Any]:
    found: dict[str, Any] = {"path": axis.path, "unit": axis.unit}
    if axis.form is not None:
        found["form"] = axis.form
    stands = in_force(case, axis)
    if stands is not None:
        found["in_force"] = written.json_number(units.write(stands, axis.kind, axis.unit, axis.form))
    return found | {"values": [written.json_number(number) for number in axis.numbers]}


def _about(item: Swept, most: int) -> dict[str, Any]:
    """What holds for the whole column, and where it is limited."""
    found = parts.prediction(item.about)
    for flag in found["flags"]:
        up = item.flags[flag["code"]]
        flag["everywhere"] = bool(up.all())
        flag["points"] = [] if flag["everywhere"] else up[:most].nonzero()[0].tolist()
    return found | {"unit": item.unit}


def _prediction(item: Swept, most: int) -> dict[str, Any]:
    low, high = (wire_numbers(column[:most], item.about.kind) for column in (item.low, item.high))
    return _about(item, most) | {"low": low, "high": high}


def _tail(sweep: Sweep) -> dict[str, Any]:
    name, version = sweep.protocol
    return {
        "silent": [parts.silence(item) for item in sweep.silent],
        "plugins": [
            {"name": item.name, "version": item.version, "digest": item.digest, "distribution": item.distribution}
            for item in sweep.plugins
        ],
        "protocol": {"name": name, "version": version},
        "input_hash": sweep.case.input_hash,
    }

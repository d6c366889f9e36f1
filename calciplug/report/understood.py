"""What was understood of a case: every quantity in both unit systems, before any result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import units
from calciplug.model.field import code_fields, fields, general
from calciplug.report.layout import Line, heading, paragraph, table
from calciplug.report.records import record_lines
from calciplug.report.words import age, shown, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.case import Case, Measurement
    from calciplug.model.prescription import Prescription

_SHOWN_SAMPLES = 3
_FIRST = ("modality", "schedule.count", "schedule.weekdays", "exchanges.*.method", "exchanges.*.solution")


def understood(case: Case) -> list[Line]:
    """The case as it was read, for a person to compare with its source."""
    return [
        *heading("Understood", "as read from the case; compare numbers and units with their source"),
        *_patient(case),
        *record_lines(case),
        Line(""),
        *_prescription(case),
        Line(""),
        *_labs(case),
    ]


def in_sheet_order(path: str) -> tuple[str, int, str]:
    """A key that sorts paths as a prescription is written: as the fields are declared, exchange by exchange."""
    order = [*_FIRST, *fields(), *code_fields()]
    own = general(path)
    return path.split(".")[1] if own != path else "", (order.index(own) if own in order else len(order)), path


def _patient(case: Case) -> list[Line]:
    values = case.patient.values
    parts = [f"{title(f'patient.{name}')} {shown(f'patient.{name}', values[name])}" for name in values]
    since = case.patient.lesions_since
    if since is not None:
        parts.append(f"lesions since {since:%Y-%m-%d}")
    return paragraph("; ".join(parts) or "nothing is known", "  Patient      ")


def _prescription(case: Case) -> list[Line]:
    def cell(own: Prescription, path: str) -> str:
        value = own.get(path)
        return "" if value is None else shown(path, value, own.forms.get(path))

    paths = sorted({*case.prescription, *case.order}, key=in_sheet_order)
    if not any(True for _ in case.order) and not case.stop:
        rows = [[title(path), cell(case.prescription, path)] for path in paths]
        return table([["Prescription", "in force; nothing else is ordered"], *rows], caps=(44,))
    rows = [
        [
            title(path),
            cell(case.prescription, path) or "none",
            "to stop" if case.stops(path) else cell(case.order, path),
        ]
        for path in paths
    ]
    return table([["Prescription", "in force", "ordered"], *rows], caps=(38, 28))


def _labs(case: Case) -> list[Line]:
    rows = [row for name in fields_of("labs") for row in _samples(case, name)]
    if not rows:
        return paragraph("none", "  Labs         ")
    return table([["Laboratory", "value", "taken"], *rows], caps=(38, 32))


def fields_of(group: str) -> Iterator[str]:
    """Names of the number fields of *group*, as they are declared."""
    return (path.removeprefix(f"{group}.") for path in fields() if path.startswith(f"{group}."))


def _samples(case: Case, name: str) -> Iterator[list[str]]:
    path, series = f"labs.{name}", case.labs.series.get(name, ())
    for index, sample in enumerate(series[:_SHOWN_SAMPLES]):
        more = len(series) - _SHOWN_SAMPLES if index == _SHOWN_SAMPLES - 1 else 0
        rest = f"; {more} older values" if more > 0 else ""
        yield ["" if index else title(path), shown(path, sample.value), _taken(case, path, sample) + rest]


def _taken(case: Case, path: str, sample: Measurement) -> str:
    minutes = (case.as_of - sample.taken).total_seconds() / 60
    limit = fields()[path].max_age
    late = f"over its limit of {units.text(limit, 'time')}" if limit is not None and minutes > limit else None
    assay = f"assay {sample.assay}" if sample.assay is not None else None
    return ", ".join(filter(None, (age(minutes), late, sample.timing, assay)))

"""Chosen values of an outcome as one flat row, each number in the one unit that the header names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from calciplug import units
from calciplug.codec.text import nearest
from calciplug.codec.written import codes, json_number
from calciplug.errors import CalciplugError
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_field, code_fields, field, fields, general

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.outcome import Outcome
    from calciplug.model.prescription import Stored

# Lists of what an outcome decides; they have no unit.
LISTS: Final = ("changes", "findings")
# What a cohort's input counts its cases in: lines of text, or rows of a table.
Counted = Literal["line", "row"]
# Memory's own salt: a flat number has no place for another one beside it.
_SALT: Final = "pentahydrate"


@attrs.frozen
class Fields:
    """The values that a row holds beside the number of its case, `case_id` and `status`.

    Args:
        paths: stored or computed leaves of a prescription, `changes` or `findings`.
    """

    paths: tuple[str, ...]

    @classmethod
    def of(cls, paths: Sequence[str]) -> Fields:
        """The fields called *paths*.

        Raises:
            CalciplugError: with everything that is wrong with them.
        """
        problems = [problem for path in dict.fromkeys(paths) if (problem := _problem(path)) is not None]
        problems += [f"{path} is named twice" for path in dict.fromkeys(paths) if paths.count(path) > 1]
        if problems or not paths:
            raise CalciplugError("; ".join(problems) or "no field is named")
        return cls(tuple(paths))

    def units(self) -> dict[str, str | None]:
        """The unit of each value, by path; None for codes and lists."""
        kinds = {path: _kind(path) for path in self.paths}
        return {path: None if kind is None else _unit(kind) for path, kind in kinds.items()}

    def forms(self) -> dict[str, str]:
        """The salt of each value that counts grams of one, by path."""
        kinds = {path: _kind(path) for path in self.paths}
        return {path: _SALT for path, kind in kinds.items() if kind is not None and _formed(kind)}

    def lists(self) -> tuple[str, ...]:
        """The paths whose values are lists of texts."""
        return tuple(path for path in self.paths if _is_list(path))

    def header(self) -> bytes:
        """The line before all rows: the unit of each value, and the salt of those that count grams of one."""
        return line({"fields": self.units(), "forms": self.forms()})

    def row(self, number: int, outcome: Outcome, counted: Counted = "line") -> bytes:
        """The row of *outcome*, which answers the case with this *number*; null stands where there is no value."""
        found = {counted: number, "case_id": outcome.case, "status": outcome.status}
        return line(found | {path: _value(path, outcome) for path in self.paths})


def line(row: dict[str, Any]) -> bytes:
    """*row* as one line of UTF-8 JSON."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8") + b"\n"


def known() -> tuple[str, ...]:
    """Every name of a field; `*` is the key of an exchange."""
    numbers = {item.path for item in fields().values() if item.section is not None}
    named = {item.path for item in code_fields().values() if item.section is not None}
    return (*LISTS, *sorted({*numbers, *named, *COMPUTED}))


def _problem(path: str) -> str | None:
    if general(path) not in known():
        near = nearest(general(path), known())
        return f"no field is called {path!r}{f'; did you mean {near!r}?' if near else ''}"
    if "*" in path:
        return f"{path!r} names no exchange; write its key instead of *"
    return None


def _kind(path: str) -> str | None:
    declared = field(path)
    if declared is not None:
        return declared.kind
    return None if path in LISTS or code_field(path) is not None else COMPUTED[general(path)].kind


def _is_list(path: str) -> bool:
    declared = code_field(path)
    return path in LISTS or (declared is not None and declared.many)


def _unit(kind: str) -> str:
    return units.kind(kind).shows[0][0]


def _formed(kind: str) -> bool:
    return kind.startswith("thiosulfate")


def _value(path: str, outcome: Outcome) -> Any:
    if path == "changes":
        return [item.path for item in outcome.changes]
    if path == "findings":
        return [item.code for item in outcome.findings]
    stored, kind = _stored(path, outcome), _kind(path)
    if kind is None or not isinstance(stored, float):
        return codes(stored)
    return json_number(units.write(stored, kind, form=_SALT if _formed(kind) else None))


def _stored(path: str, outcome: Outcome) -> Stored | None:
    if general(path) in COMPUTED:
        return next((item.stored for item in outcome.computed if item.path == path), None)
    return None if outcome.prescription is None else outcome.prescription.get(path)

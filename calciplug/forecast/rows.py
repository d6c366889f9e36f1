"""Predictions as flat rows: one JSON object a case, every number in the one unit that a first line names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from calciplug import evidence
from calciplug.codec.columns import wire_numbers
from calciplug.codec.predictions_writer import MEANING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.forecast.columns import Predictable
    from calciplug.forecast.forecasting import Forecast
    from calciplug.host import Host
    from calciplug.model.answers import Silence
    from calciplug.protocol import Protocol

UNJUDGED: Final = "No rule has looked at these prescriptions, in force and as ordered, and none is a proposal."
_ENDS: Final = ("low", "high")
_SIDES: Final = ("before", "after")


class Rows:
    """Writes rows.

    Args:
        fields: the predictions that they hold.
    """

    def __init__(self, fields: Sequence[Predictable]) -> None:
        self._fields = tuple(fields)
        self._none = {f"{name}.{side}.{end}": None for name in self._names() for side in _SIDES for end in _ENDS}
        self._rules = {(one.plugin, one.rule) for one in fields}

    def header(self, host: Host, protocol: Protocol, plugins: Sequence[str]) -> bytes:
        """The line before all rows: what they mean, the unit and the model of each prediction, and who made them.

        Args:
            host: has loaded the plugins.
            protocol: the site's policy.
            plugins: names of those that predict.
        """
        row = {
            "statement": f"{MEANING} {UNJUDGED} {evidence.statement('not-a-recommendation').text}",
            "units": {one.name: one.unit for one in self._fields},
            "models": {one.name: one.model for one in self._fields},
            "plugins": {name: host.plugins[name].candidate.digest for name in plugins},
            "protocol": {"name": protocol.name, "version": protocol.version},
        }
        return line(row)

    def rows(self, found: Forecast) -> Iterator[dict[str, Any]]:
        """What is in a row of each case of *found* beside its line and name, in order.

        `null` stands where nothing is predicted. What is predicted of an exchange has the exchange behind its name.
        """
        columns = list(self._columns(found))
        flags = self._flags(found)
        told: dict[tuple[Silence, ...], list[dict[str, str]]] = {}
        for index, silent in enumerate(found.silent):
            if silent not in told:
                told[silent] = [_silence(one) for one in silent if (one.plugin, one.rule) in self._rules]
            failed = index in found.faults
            row: dict[str, Any] = {"status": "failed" if failed else "predicted", **self._none}
            row |= {name: numbers[index] for name, own, numbers in columns if own or numbers[index] is not None}
            yield row | self._last([name for name, up in flags if up[index]], told[silent])

    def empty(self) -> dict[str, Any]:
        """What is in the row of a case that was refused."""
        return {"status": "refused", **self._none, **self._last([], [])}

    def counts(self, found: Forecast) -> dict[str, int]:
        """Name of each prediction → cases of *found* that have it, of whatever exchange."""
        return {one.name: found.count(one.is_of) for one in self._fields}

    def _names(self) -> list[str]:
        return [one.name for one in self._fields]

    def _last(self, flags: list[str], silent: list[dict[str, str]]) -> dict[str, Any]:
        return {"flags": flags, "silent": silent}

    def _columns(self, found: Forecast) -> Iterator[tuple[str, bool, list[int | float | None]]]:
        """Name, whether every row has it, and numbers, of each end of each prediction."""
        for name, one, column, path in self._made(found):
            for side, pair in zip(_SIDES, (column.before, column.after), strict=True):
                for end, numbers in zip(_ENDS, pair, strict=True):
                    yield f"{name}.{side}.{end}", not path, wire_numbers(numbers, one.kind)

    def _flags(self, found: Forecast) -> list[tuple[str, list[bool]]]:
        return [
            (f"{name}:{code}", up.tolist())
            for name, _, column, _ in self._made(found)
            for code, up in column.flags.items()
            if up.any()
        ]

    def _made(self, found: Forecast) -> Iterator[tuple[str, Predictable, Any, str]]:
        for one in self._fields:
            for key in sorted(key for key in found.columns if one.is_of(key)):
                yield f"{one.name} {key[3]}" if key[3] else one.name, one, found.columns[key], key[3]


def line(row: dict[str, Any]) -> bytes:
    """*row* as one line of UTF-8 JSON."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _silence(own: Silence) -> dict[str, str]:
    found = {"plugin": own.plugin, "rule": own.rule, "cause": own.cause, "path": own.path, "part": own.part}
    return {key: value for key, value in found.items() if value is not None}

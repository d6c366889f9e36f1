"""The answers of a sweep, gathered call by call into one column for each prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from calciplug.errors import PluginFault
from calciplug.model.computed import COMPUTED
from calciplug.model.field import general
from calciplug.model.sweep import Swept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.findings import Voice
    from calciplug.host import Heard
    from calciplug.model.answers import Prediction, Silence

    Key = tuple[str, str, str, str]


@attrs.define
class _Column:
    """One prediction: what was first said of it, and its numbers as far as they came."""

    said: Prediction
    low: Any
    high: Any
    flags: dict[str, Any]


class Columns:
    """One column for each prediction, all as long as the grid has points.

    Args:
        size: how many points.
        numpy: the module.
    """

    def __init__(self, size: int, numpy: Any) -> None:
        self._size = size
        self._numpy = numpy
        self._columns: dict[Key, _Column] = {}
        self._order: dict[str, list[Key]] = {}
        self.silent: dict[Silence, None] = {}
        self.read: set[str] = set()

    def take(self, heard: Heard, start: int, stop: int) -> None:
        """Take down what was said of the points from *start* up to but without *stop*.

        Raises:
            PluginFault: a prediction has another number of values.
        """
        self.silent |= dict.fromkeys(heard.silences)
        self.read |= {value.path for value in heard.read}
        predicted = {_key(said): said for said in heard.predictions if said.after is not None}
        self._place(tuple(predicted))
        for key, said in predicted.items():
            if key not in self._columns:
                self._columns[key] = _Column(said, self._empty(), self._empty(), {})
            own = self._columns[key]
            assert said.after is not None, "what predicts nothing was left out"
            for column, end in zip((own.low, own.high), said.after, strict=True):
                self._put(column, end, start, stop, said)
            for code, up in said.flags.items():
                if code not in own.flags:
                    own.flags[code] = self._numpy.zeros(self._size, dtype=bool)
                self._put(own.flags[code], up, start, stop, said)

    def predictions(self, voices: Mapping[str, Voice], axes: Sequence[str]) -> tuple[Swept, ...]:
        """Every column with what its manifest and its model say of it, in the order in which its plugin said them.

        Args:
            voices: plugin → its templates and parameters, in the order of an outcome.
            axes: paths that vary.
        """
        keys = [key for name in voices for key in self._order.get(name, ())]
        told = [(voices[key[0]].predicted(_told(self._columns[key], axes)), self._columns[key]) for key in keys]
        return tuple(Swept(about=about, low=own.low, high=own.high, flags=_up(own)) for about, own in told)

    def _place(self, keys: Sequence[Key]) -> None:
        """Give those of *keys* that are new their place among the others: a plugin need not say all at every point."""
        if all(key in self._columns for key in keys):
            return
        order = self._order.setdefault(keys[0][0], [])
        at = min((order.index(key) for key in keys if key in order), default=len(order))
        for key in keys:
            if key in order:
                at = order.index(key)
            else:
                order.insert(at, key)
            at += 1

    def _empty(self) -> Any:
        return self._numpy.full(self._size, self._numpy.nan)

    def _put(self, column: Any, value: Any, start: int, stop: int, said: Prediction) -> None:
        if self._numpy.shape(value) not in ((), (stop - start,)):
            message = f"{said.plugin} gave {said.rule}/{said.key} values that are not one for each point"
            raise PluginFault("plugin.bad_output", message)
        column[start:stop] = value


def _key(said: Prediction) -> Key:
    return said.plugin, said.rule, said.key, said.path or ""


def depends_on(path: str, axes: Sequence[str]) -> bool:
    """Whether the value at *path* of a prescription moves with one of *axes*."""
    if path in axes:
        return True
    key = path.split(".")[1] if path.startswith("exchanges.") else "*"
    computed = COMPUTED.get(general(path))
    return computed is not None and any(own.replace("*", key) in axes for own in computed.reads)


def _up(own: _Column) -> dict[str, Any]:
    return {code: column for code, column in own.flags.items() if column.any()}


def _told(own: _Column, axes: Sequence[str]) -> Prediction:
    """What was first said, without what differs from point to point."""
    before = own.said.before
    return attrs.evolve(
        own.said,
        after=None,
        before=before if before is not None and all(isinstance(end, float) for end in before) else None,
        flags=dict.fromkeys(_up(own), True),
        read=tuple(one for one in own.said.read if not depends_on(one.path, axes)),
    )

"""Cases of one shape as one case, with arrays for its numbers and its times."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import attrs

from calciplug import units
from calciplug.forecast.many import Parted, many
from calciplug.forecast.moments import Moments
from calciplug.forecast.shape import OPT_IN, SINCE, START, facts, is_seen, records, sample, seen_records, seen_series
from calciplug.host.facts import RECORDS
from calciplug.model.case import Case, History, Labs, Measurement, Patient
from calciplug.model.field import field
from calciplug.model.prescription import Prescription
from calciplug.units import is_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.forecast.scope import Scope


def stacked(cases: Sequence[Case], scope: Scope) -> Case:
    """*cases*, all of one `shape` in *scope*, as one; what is out of the scope is left out.

    A laboratory series is stacked as far as it is read; where its samples are no longer alike, reading raises `Parted`.
    """
    first, nows = cases[0], [case.as_of for case in cases]
    lists = {path: _records([records(case, path) for case in cases], nows) for path in seen_records(scope)}
    single = [facts(case, scope) for case in cases]
    told = {path: _value([own[path] for own in single], nows) for path in single[0]}
    of: dict[str | None, dict[str, Any]] = {None: {}, "patient": {}, "history": {}}
    for path, own in lists.items():
        group, name = RECORDS[path]
        of[group][name] = own
    patient = Values(
        (name, _value([case.patient.values[name] for case in cases], nows)) for name in _names(first, scope)
    )
    return Case(
        id="", input_hash="", as_of=_value(nows, nows), session_start=told[START],
        patient=Patient(
            values=patient, lesions_since=told[SINCE], intraperitoneal_opt_in=told[OPT_IN], **of["patient"]
        ),
        labs=Labs(series=cast("Any", _series(cases, nows, scope))),
        history=History(**of["history"]), site=first.site, **of[None],
        prescription=_prescription([case.prescription for case in cases], scope),
        order=_prescription([case.order for case in cases], scope),
        stop=first.stop, overrides=first.overrides, stated=first.stated,
    )  # fmt: skip


class Values(dict[str, Any]):
    """The values of many patients: a number as a quantity where it is read, bare where the host computes with it.

    The host makes a quantity of a float alone. As bare floats do, these stay bare in the fast lane.
    """

    def get(self, name: str, default: Any = None) -> Any:
        """The value called *name*."""
        value, declared = super().get(name, default), field(f"patient.{name}")
        return value if declared is None or not is_many(value) else units.make(value, declared.kind)


class Samples:
    """One laboratory series of many cases, newest first; each sample is stacked when it is first asked for."""

    def __init__(self, series: Sequence[tuple[Measurement, ...]], nows: Sequence[datetime]) -> None:
        self._series = series
        self._nows = nows
        self._made: list[Measurement] = []

    def __iter__(self) -> Iterator[Measurement]:
        for place in count():
            if place == len(self._made) and not self._stack(place):
                return
            yield self._made[place]

    def _stack(self, place: int) -> bool:
        """Stack the sample at *place*; False where no case has one.

        Raises:
            Parted: some cases have none, or one that is to be read in another way.
        """
        frames = [sample(own[place]) if place < len(own) else None for own in self._series]
        if len(set(frames)) > 1:
            raise Parted(frames)
        if frames[0] is None:
            return False
        timing, assay = frames[0]
        held = [own[place] for own in self._series]
        value, taken = many(one.value for one in held), Moments.of([one.taken for one in held], self._nows)
        self._made.append(Measurement(cast("Any", value), cast("Any", taken), timing, assay))
        return True


def _names(case: Case, scope: Scope) -> list[str]:
    return [name for name, value in case.patient.values.items() if is_seen(name, value, scope)]


def _series(cases: Sequence[Case], nows: Sequence[datetime], scope: Scope) -> dict[str, Samples]:
    return {name: Samples([case.labs.series[name] for case in cases], nows) for name in seen_series(cases[0], scope)}


def _prescription(own: Sequence[Prescription], scope: Scope) -> Prescription:
    paths = [path for path in own[0].values if scope.has(path)]
    return Prescription({path: _value([one.values[path] for one in own], ()) for path in paths}, own[0].forms)


def _records(rows: Sequence[tuple[Any, ...]], nows: Sequence[datetime]) -> tuple[Any, ...]:
    return tuple(_value(own, nows) for own in zip(*rows, strict=True))


def _value(values: Sequence[Any], nows: Sequence[datetime]) -> Any:
    """*values* of one frame as one."""
    first = values[0]
    if isinstance(first, float):
        return many(values)
    if isinstance(first, datetime):
        return Moments.of(values, nows)
    if not attrs.has(type(first)):
        return first
    names = [item.name for item in attrs.fields(type(first))]
    return attrs.evolve(first, **{name: _value([getattr(own, name) for own in values], nows) for name in names})

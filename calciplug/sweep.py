"""Predictions over a grid of prescriptions, many points in one call; no rule looks at them and none is a proposal."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from calciplug.errors import CalciplugError, PluginFault
from calciplug.findings import Voice
from calciplug.host import CaseView, Chart, Parameters, Scene
from calciplug.model.sweep import Sweep, points_of
from calciplug.model.typed import Typed
from calciplug.sweeping import Columns, depends_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from calciplug.host import Heard, Host
    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription
    from calciplug.protocol import Protocol

HOOK: Final = "calciplug_predict"
# As many points as stay in a processor's cache; more at once is slower, not faster.
BLOCK: Final = 10_000
MOST: Final = 10_000_000


def sweep(
    case: Case,
    host: Host,
    protocol: Protocol,
    axes: Sequence[Typed],
    *,
    block: int = BLOCK,
    progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> Sweep:
    """Predict what the case's prescription, as ordered or else in force, would do with every combination of *axes*.

    Args:
        case: the patient.
        host: the loaded plugins.
        protocol: the site's policy.
        axes: what varies, at least one; `calciplug.read_axes` makes them.
        block: points in one call of a plugin.
        progress: called with the points done and their number, again and again.

    Raises:
        CalciplugError: NumPy is not installed, *axes* are none, or the grid is larger than `MOST`.
        PluginFault: a plugin misbehaved, or a model is not defined at a point; the message names both.
    """
    _check_axes(axes)
    size = points_of(axes)
    if not 1 <= size <= MOST:
        raise CalciplugError(f"the grid has {size:,} points; from 1 to {MOST:,} are predicted at once")
    numpy = arrays()
    run = _Run(case, host, protocol, axes)
    columns = Columns(size, numpy)
    for first in range(0, size, block):
        last = min(first + block, size)
        indices = numpy.unravel_index(numpy.arange(first, last), [len(axis.values) for axis in axes])
        values = [numpy.asarray(axis.values)[own] for axis, own in zip(axes, indices, strict=True)]
        for own in values:
            own.setflags(write=False)  # a hook that writes into one would spoil it for the plugins after it
        for name in run.voices:
            for heard, start, stop in run.heard(name, values, last - first):
                columns.take(heard, first + start, first + stop)
                progress(first + start, size)
        progress(last, size)
    return Sweep(
        case=case,
        axes=tuple(axes),
        predictions=columns.predictions(run.voices, [axis.path for axis in axes]),
        silent=tuple(columns.silent),
        unread=tuple(axis.path for axis in axes if not any(depends_on(own, [axis.path]) for own in columns.read)),
        pointwise=tuple(sorted(run.pointwise)),
        plugins=tuple(host.plugins[name].used() for name in run.voices),
        protocol=(protocol.name, protocol.version),
    )


def arrays() -> Any:
    """NumPy.

    Raises:
        CalciplugError: it is not installed.
    """
    try:
        return import_module("numpy")
    except ImportError:
        raise CalciplugError("a sweep needs NumPy, which is not installed: pip install 'calciplug[kinetics]'") from None


def _check_axes(axes: object) -> None:
    """Refuse what no reader of axes has made, and what could not be told apart afterwards.

    Raises:
        CalciplugError: with how axes are made.
    """
    held = axes if isinstance(axes, tuple | list) else ()
    if not held or not all(isinstance(axis, Typed) for axis in held):
        found = "none" if isinstance(axes, tuple | list) and not held else f"{axes!r:.60}"
        raise CalciplugError(
            f"a sweep varies at least one axis, found {found}; "
            "calciplug.read_axes(['dialysate.sodium=134:140:2 mmol/L'], case) gives a tuple of them"
        )
    twice = sorted({axis.path for axis in held if [own.path for own in held].count(axis.path) > 1})
    if twice:
        raise CalciplugError(f"{twice[0]} is the path of two axes; give each path once, with all its values")


class _Run:
    """The calls of one sweep."""

    def __init__(self, case: Case, host: Host, protocol: Protocol, axes: Sequence[Typed]) -> None:
        bound = host.bind(protocol)
        self._case = case
        self._chart = Chart(case)
        self._host = host
        self._axes = axes
        self.pointwise: set[str] = set()
        self.voices: Mapping[str, Voice] = {
            name: Voice(host.plugins[name].manifest, Parameters(bound[name]))
            for name in sorted(bound)
            if HOOK in host.plugins[name].hooks and case.modality in host.plugins[name].manifest.modalities
        }

    def heard(self, name: str, values: Sequence[Any], width: int) -> Iterator[tuple[Heard, int, int]]:
        """What the plugin *name* says of all points at once or, where it branches on a quantity, of each.

        Args:
            name: of the plugin.
            values: an array for each axis.
            width: how many points.

        Yields:
            what was said, and of which points: from, up to but without.
        """
        # One point goes as plain numbers: with an array of one, a plugin could branch after all.
        together = width > 1 and name not in self.pointwise
        if together:
            try:
                yield self._call(name, self._drawn(values)), 0, width
                return
            except PluginFault as fault:
                _let_go(fault)
        for index in range(width):
            point = [float(own[index]) for own in values]
            try:
                yield self._call(name, self._drawn(point)), index, index + 1
            except PluginFault as fault:
                _let_go(fault)
                raise PluginFault(fault.code, f"{name} {fault.message}, at {self._named(point)}") from fault.__cause__
        if together:
            self.pointwise.add(name)

    def _call(self, name: str, draft: Prescription) -> Heard:
        voice = self.voices[name]
        view = CaseView(self._host.plugins[name].remit, Scene(self._chart, draft), "predict")
        self._host.call(name, HOOK, {"case": view, "p": voice.parameters})
        return view.close()

    def _drawn(self, values: Sequence[Any]) -> Prescription:
        """The prescription as ordered or else in force, with what the axes have in its place."""
        draft = self._case.draft()
        for axis, value in zip(self._axes, values, strict=True):
            draft = draft.with_value(axis.path, value, axis.form)
        return draft

    def _named(self, point: Sequence[float]) -> str:
        places = [axis.values.index(value) for axis, value in zip(self._axes, point, strict=True)]
        found = zip(self._axes, places, strict=True)
        return ", ".join(f"{axis.path} = {axis.numbers[place]:f} {axis.unit}" for axis, place in found)


def _let_go(fault: PluginFault) -> None:
    """Give an interrupt back to whoever pressed the key: it is no answer of the plugin."""
    if isinstance(fault.__cause__, KeyboardInterrupt):
        raise KeyboardInterrupt from fault

"""Sessions and infusions of a period that repeats, as segments in which nothing changes.

Every beginning and every end is a breakpoint. An interval that reaches beyond the end of the period goes on at its
beginning. Floats are sorted by Python; with an array anywhere, breakpoints are sorted element by element.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import are_floats, numpy, where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from calciplug.kinetics._numeric import Number

# Less than this is rounding of a breakpoint: back-to-back sessions may overlap by it (min).
_ROUNDING: Final = 1e-6
# The schedules of a few sheets.
_KEPT: Final = 64


def segments(
    model: str,
    *,
    infusion: Number,
    infusion_starts: Sequence[Number],
    session: Number,
    session_starts: Sequence[Number],
    period: float,
) -> list[tuple[Any, Any, Any]]:
    """The segments of one period in turn: minutes, share of one infusion's dose, dialysis on (1) or off (0).

    The shares add up to the count of infusions, whatever rounding made of the breakpoints. An infusion of no length is
    a segment of no length with the whole dose.

    Args:
        model: id of the model that asks, for its refusals.
        infusion: duration of each infusion (min), from 0 to *period*; float or array, broadcast, as all the others.
        infusion_starts: of each (min); any number, reduced to the period. Infusions may overlap.
        session: duration of each session (min), from 0 to *period*.
        session_starts: of each (min); as the infusions, but sessions may not overlap.
        period: length (min).

    Raises:
        KineticsError: a duration is below zero or longer than the period, a start is not finite, or sessions overlap.
    """
    drips, dialyses = tuple(infusion_starts), tuple(session_starts)
    one: Callable[..., Any] = _known if are_floats(infusion, session, period, *drips, *dialyses) else _segments
    return list(
        one(
            model, infusion=infusion, infusion_starts=drips, session=session, session_starts=dialyses, period=period
        )
    )  # fmt: skip


def _segments(
    model: str,
    *,
    infusion: Number,
    infusion_starts: tuple[Number, ...],
    session: Number,
    session_starts: tuple[Number, ...],
    period: float,
) -> tuple[tuple[Any, Any, Any], ...]:
    _demand.positive(model, period=period)
    _demand.not_negative(model, infusion=infusion, session=session)
    _demand.finite(model, **{f"infusion_starts[{i}]": at for i, at in enumerate(infusion_starts)})
    _demand.finite(model, **{f"session_starts[{i}]": at for i, at in enumerate(session_starts)})
    for name, length in (("infusion", infusion), ("session", session)):
        _demand.holds(model, length <= period, f"{name}: must not be longer than the period of {period:g} min")
    # What is shorter than breakpoints can tell is a bolus, so that no dose is lost to rounding.
    infusion = where(infusion > _ROUNDING, infusion, 0.0)
    lasts = infusion > 0
    events, drips, on = _events(infusion, infusion_starts, session, session_starts, period)
    given, found = [], []
    for at, until, drip, dialysis in _between(_sorted(events), drips, on, period):
        minutes = until - at
        _demand.holds(model, (dialysis <= 1) | (minutes <= _ROUNDING), "session_starts: two sessions overlap")
        given.append(where(lasts, drip * minutes, drip))
        found.append((minutes, where(dialysis > 0, 1.0, 0.0)))
    total: Any = sum(given)
    some = total > 0
    whole = where(some, len(infusion_starts) / where(some, total, 1.0), 0.0)
    return tuple((minutes, part * whole, dialysis) for part, (minutes, dialysis) in zip(given, found, strict=True))


# Floats give the same segments whoever asks; those of one schedule are asked for with every half-life and clearance
# that a patient may have.
_known = lru_cache(maxsize=_KEPT)(_segments)


def _events(
    infusion: Number,
    infusion_starts: Sequence[Number],
    session: Number,
    session_starts: Sequence[Number],
    period: float,
) -> tuple[list[tuple[Any, int, int]], Any, Any]:
    # (time, change of infusions, change of sessions), and how many of each run on from the end of the period before.
    events: list[tuple[Any, int, int]] = []
    drips: Any = 0
    on: Any = 0
    for start in infusion_starts:
        at, end, carried = _wrapped(start, infusion, period)
        events += [(at, 1, 0), (end, -1, 0)]
        drips = drips + carried
    for start in session_starts:
        at, end, carried = _wrapped(start, session, period)
        events += [(at, 0, 1), (end, 0, -1)]
        on = on + carried
    return events, drips, on


def _wrapped(start: Number, length: Number, period: float) -> tuple[Any, Any, Any]:
    at = start % period
    end: Any = at + length
    beyond = end > period
    return at, where(beyond, end - period, end), where(beyond, 1, 0)


def _sorted(events: list[tuple[Any, int, int]]) -> list[tuple[Any, Any, Any]]:
    # Stable: the end of an infusion of no length stays right behind its beginning.
    if all(isinstance(at, float | int) for at, _, _ in events):
        return sorted(events, key=lambda event: event[0])
    np = numpy()
    times = np.stack(np.broadcast_arrays(*(at for at, _, _ in events)))
    order = np.argsort(times, axis=0, kind="stable")
    changes = [np.array([event[i] for event in events])[order] for i in (1, 2)]
    return list(zip(np.take_along_axis(times, order, axis=0), *changes, strict=True))


def _between(
    events: list[tuple[Any, Any, Any]], drips: Any, on: Any, period: float
) -> Iterator[tuple[Any, Any, Any, Any]]:
    at: Any = 0.0
    for until, drip, session in events:
        yield at, until, drips, on
        at, drips, on = until, drips + drip, on + session
    yield at, period, drips, on

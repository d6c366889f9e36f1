"""The axes of a sweep: which paths of a case's prescription may vary, and which points would contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug import units
from calciplug.codec.reading import Reading
from calciplug.codec.text import clean, nearest
from calciplug.codec.typed import assignments, typed
from calciplug.errors import InputError
from calciplug.model.computed import COMPUTED
from calciplug.model.field import Field, code_field, field, fields, general

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.model.case import Case
    from calciplug.model.problem import Problem
    from calciplug.model.typed import Typed

START: Final = "thiosulfate.start"
# Values of one axis: more cannot be told apart by any machine, and are a slip in a step.
LONGEST: Final = 100_000
_RUN, _SESSION, _DOSES, _COUNT = (
    "thiosulfate.infusion_duration", "schedule.duration", "thiosulfate.sessions", "schedule.count"
)  # fmt: skip


def read_axes(texts: Sequence[str], case: Case) -> tuple[Typed, ...]:
    """The axes of a sweep over the prescription of *case*, as strict as the command line: nothing is guessed.

    Args:
        texts: each `path=values`, as `dialysate.sodium=134:140:2 mmol/L`; several in one are parted by a comma.
        case: whose prescription varies.

    Raises:
        InputError: with everything that is wrong with any of them, each at its path.
    """
    axes, problems = axes_and_problems([texts] if isinstance(texts, str) else texts, case)
    if problems:
        raise InputError(problems)
    return axes


def axes_and_problems(texts: Sequence[str], case: Case | None) -> tuple[tuple[Typed, ...], tuple[Problem, ...]]:
    """The axes that *texts* spell, and everything that is wrong with any of them, each at its path.

    Args:
        texts: `path=values`, several in one parted by a comma.
        case: whose prescription varies; None where it was refused, and its exchanges are not known.
    """
    reading = Reading()
    found: dict[str, Typed | None] = {}
    for path, text in assignments(texts):
        if text is None:
            reading.add(
                "grid.no_assignment", clean(path), "not a path and its values", expected="path=numbers unit",
                fix="for example dialysate.sodium=134:140:2 mmol/L",
            )  # fmt: skip
            continue
        if path in found:
            reading.add("grid.duplicate_axis", path, "this path varies twice", expected="each path once")
        own = _declared(reading, path, case)
        found[path] = None if own is None else typed(reading, own, path, text, most=LONGEST)
    axes = {path: axis for path, axis in found.items() if axis is not None}
    if case is not None and len(axes) == len(found):
        _check_points(reading, axes, case)
    return tuple(axes.values()), tuple(reading.problems)


def _declared(reading: Reading, path: str, case: Case | None) -> Field | None:
    """What is declared of *path*, where a sweep may vary it."""
    own = field(path)
    if path == START:
        session = fields()[_SESSION]
        return attrs.evolve(session, path=START, title="start of an infusion", plausible=(0.0, session.plausible[1]))
    parts = path.split(".")
    keys = case.draft().exchanges() if case is not None else tuple(parts[1:2])
    if own is not None and own.section is not None and (parts[0] != "exchanges" or parts[1] in keys):
        return own
    known = own is not None or code_field(path) is not None or general(path) in COMPUTED
    fix = None if known else _meant(path, keys)
    reading.add("grid.path", clean(path), _why_not(path, own, keys), fix=fix)
    return None


def _why_not(path: str, own: Field | None, keys: Sequence[str]) -> str:
    if own is not None and own.section is not None:
        return f"the case has no such exchange; it has {', '.join(keys) or 'none'}"
    if own is not None:
        return "no part of a prescription; only that may vary"
    if code_field(path) is not None:
        return "holds a code; only numbers may vary"
    computed = COMPUTED.get(general(path))
    return "not a path" if computed is None else f"is computed from {' and '.join(computed.reads)}; vary those"


def _meant(path: str, keys: Sequence[str]) -> str | None:
    known = [item.path for item in fields().values() if item.section is not None]
    spelled = [own.replace("*", key) for own in known for key in (keys if "*" in own else ("",))]
    near = nearest(path, [*spelled, START])
    return None if near is None else f"did you mean {near!r}?"


def _check_points(reading: Reading, axes: Mapping[str, Typed], case: Case) -> None:
    """Refuse a grid with points that no document may hold: they would be no prescriptions."""
    draft = case.draft()

    def ends(path: str) -> tuple[float, float] | None:
        value = draft.get(path)
        if path in axes:
            return min(axes[path].values), max(axes[path].values)
        return (value, value) if isinstance(value, float) else None

    for small, large, message in (
        (_RUN, _SESSION, "at some points the infusion is longer than the session"),
        (_DOSES, _COUNT, "at some points there is thiosulfate in more sessions than there are"),
    ):
        less, more = ends(small), ends(large)
        if less is not None and more is not None and {small, large} & set(axes) and less[1] > more[0]:
            kind = fields()[small].kind
            shown = f"{small} up to {units.text(less[1], kind)}, {large} from {units.text(more[0], kind)}"
            fix = _way_out(axes, (small, units.text(more[0], kind)), (large, units.text(less[1], kind)))
            reading.add("grid.contradiction", small if small in axes else large, message, found=shown, fix=fix)
    for path, axis in axes.items():
        product = case.product(str(draft.get(path.removesuffix("dose") + "product"))) if axis.form is not None else None
        if product is not None and product.form != axis.form:
            reading.add(
                "sts.form_contradicts_product", path, "the dose counts another salt than the product's label",
                rule="U-5", found=f"dose as {axis.form}, product as {product.form}",
                expected=f"the dose in grams of {product.form}",
            )  # fmt: skip


def _way_out(axes: Mapping[str, Typed], small: tuple[str, str], large: tuple[str, str]) -> str:
    """How no point contradicts itself: *small* no more than its bound, or *large* no less than its own."""
    most, least = f"{small[0]} up to {small[1]}", f"{large[0]} from {large[1]}"
    if small[0] in axes and large[0] in axes:
        return f"vary {most} only, or {least} only"
    # What does not vary stands as ordered: another order moves it for every point.
    own, other = (most, least) if small[0] in axes else (least, most)
    return f"vary {own} only, or order or vary {other} as well"

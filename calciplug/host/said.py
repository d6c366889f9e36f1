"""Checks what a plugin says before it is taken down, so that nothing it says can break what comes after it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.errors import PluginFault, UnitError
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_field, code_fields, code_lists, field, fields, general
from calciplug.model.manifest import covers
from calciplug.units import within_floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.model.answers import Named
    from calciplug.model.field import CodeField, Field
    from calciplug.model.prescription import Stored

CAUSES: Final = ("not-triggered", "missing", "stale", "withheld", "resting", "needs-model")
# One line of a sheet, and a few hundred findings: more is not read by anybody.
MOST_TEXT: Final = 500
MOST_ANSWERS: Final = 200
# Kinds whose values may be given as plain numbers.
BARE: Final = ("ratio", "count")
_NUMBERS: Final = (int, float)


# Asked at every answer; the keys of exchanges come from documents, so that the cache is bounded.
@lru_cache(maxsize=8192)
def kind_of(path: str) -> str | None:
    """The kind of the stored or computed leaf *path*; None where it holds no number."""
    declared = field(path)
    if declared is not None:
        return declared.kind
    computed = COMPUTED.get(general(path))
    return None if computed is None else computed.kind


def number(value: Any, kind: str) -> float:
    """The finite float of *value*, a quantity of *kind*.

    Raises:
        PluginFault: it is no quantity, of another dimension, or not finite.
    """
    if kind in BARE and isinstance(value, _NUMBERS) and not isinstance(value, bool):
        measured = float(value)
    else:
        try:
            measured = units.measure(value, kind)
        except UnitError as error:
            raise PluginFault("plugin.wrong_unit", str(error)) from None
    if not math.isfinite(measured):
        raise PluginFault("plugin.non_finite", f"gave a {kind} that is not finite")
    return measured


def stored(path: str, value: Any, ids: Callable[[str], tuple[str, ...]]) -> Stored:
    """*value* as memory keeps it at the stored or computed leaf *path*.

    Args:
        path: the leaf.
        value: quantity, code or tuple of codes.
        ids: the case's record ids, by name of the list (`products`, `solutions`).

    Raises:
        PluginFault: *path* is none, or *value* may not stand there.
    """
    kind = kind_of(path)
    if kind is not None:
        return number(value, kind)
    declared = code_field(path)
    if declared is None:
        raise PluginFault("plugin.undeclared_path", f"gave a value for {path}, which is not a path")
    codes = value if declared.many and isinstance(value, tuple) else (value,)
    if declared.many != isinstance(value, tuple) or not codes or not all(isinstance(one, str) for one in codes):
        holds = "several codes" if declared.many else "a code"
        raise PluginFault("plugin.wrong_type", f"gave {type(value).__name__} for {path}, which holds {holds}")
    known = ids(declared.id_of) if declared.id_of is not None else code_lists().get(declared.list or "")
    for one in codes:
        if not (1 <= len(one) <= MOST_TEXT) or (known is not None and one not in known):
            raise PluginFault("plugin.unknown_code", f"gave a code for {path} that is not in its list")
    return value  # type: ignore[no-any-return]  # a str or a tuple of them, as just seen


def plausible(path: str, value: Stored) -> None:
    """Refuse a number that no document may hold at *path*: wrong by a unit or a scale.

    Raises:
        PluginFault: it lies outside the field's plausible range.
    """
    declared = field(path)
    if declared is not None and isinstance(value, float) and not within_floats(value, *declared.plausible):
        low, high = (units.text(end, declared.kind) for end in declared.plausible)
        raise PluginFault("plugin.implausible", f"proposed a value for {path} outside {low} to {high}")


def named(name: str, kind: str | None, value: Any, form: str) -> Named:
    """One named value of a reason, a quantity of *kind* or, without one, a text or codes.

    Raises:
        PluginFault: it is something else, or longer than anybody reads.
    """
    if kind is not None:
        shown = form if kind.startswith("thiosulfate") else None
        if isinstance(value, tuple) and len(value) in (1, 2):
            return tuple(number(end, kind) for end in value), kind, shown
        return (number(value, kind),), kind, shown
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        raise PluginFault("plugin.wrong_reason_values", f"{name!r} must be a code, a text or a tuple of codes")
    if len(value) > MOST_TEXT:
        raise PluginFault("plugin.output_too_large", f"{name!r} is longer than {MOST_TEXT} characters")
    return value


def place(path: object) -> None:
    """Refuse what is no path at all: a note may be about anything that has a name.

    Raises:
        PluginFault: it is neither None nor a short text.
    """
    if path is not None and not (isinstance(path, str) and 1 <= len(path) <= MOST_TEXT):
        raise PluginFault("plugin.wrong_type", "gave something that is no path as the place of an answer")


def section(path: str) -> None:
    """Refuse a section that no prescription has: withholding it would withhold nothing.

    Raises:
        PluginFault: no stored or computed leaf lies in or under *path*.
    """
    place(path)
    if not _is_part(general(path)):
        raise PluginFault("plugin.undeclared_path", f"withheld {path[:80]}, which is no part of a prescription")


@lru_cache(maxsize=1024)
def _is_part(own: str) -> bool:
    declared: list[Field | CodeField] = [*fields().values(), *code_fields().values()]
    standing = [item for item in declared if item.section is not None]
    leaves = [*(item.path for item in standing), *COMPUTED]
    return own in {item.section for item in standing} or any(covers(own, leaf) for leaf in leaves)


def salt(path: str, form: str | None) -> None:
    """Refuse a salt form that does not exist, or one for what is not grams of thiosulfate.

    Raises:
        PluginFault: as said.
    """
    formed = (kind_of(path) or "").startswith("thiosulfate")
    if form is not None and not (formed and form in code_lists()["salt_form"]):
        raise PluginFault("plugin.wrong_form", f"gave a salt form for {path} that it cannot have")

"""Which paths of a case an edit may name, and why it may name no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.codec.text import clean, nearest
from calciplug.model.case import History, Patient, Site
from calciplug.model.computed import COMPUTED
from calciplug.model.field import CodeField, Field, code_field, code_fields, field, fields, general
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.codec.reading import Reading
    from calciplug.model.case import Case

GROUPS: Final = ("labs", "patient", "site")
_RECORDS: Final = frozenset(
    f"{group}.{item.name}"
    for group, owner in (("patient", Patient), ("history", History), ("site", Site))
    for item in attrs.fields(owner)
) | {"as_of", "session_start", "medications", "history", "overrides", *GROUPS}  # fmt: skip


def declared(reading: Reading, path: str, case: Case) -> Field | CodeField | None:
    """What is declared of *path*, where an edit may set it; else None, and why is noted in *reading*."""
    own = field(path) or code_field(path)
    parts = path.split(".")
    keys = case.draft().exchanges()
    if own is not None and "*" not in path and (parts[0] != "exchanges" or parts[1] in keys):
        return own
    known = own is not None or path in _RECORDS or general(path) in COMPUTED
    near = None if known else nearest(path, _paths(case))
    fix = None if near is None else f"did you mean {near!r}?"
    reading.add("edit.path", clean(path), _why_not(path, own, keys), fix=fix)
    return None


def standing(path: str, case: Case) -> tuple[str, ...]:
    """Every path at or below *path* at which *case* has a value; below one only in a prescription."""
    group, _, name = path.partition(".")
    if group == "labs":
        return (path,) if case.labs.series.get(name) else ()
    if group == "patient":
        return (path,) if name in case.patient.values else ()
    if group == "site":
        return (path,) if code_field(path) is not None and getattr(case.site, name) is not None else ()
    stored = sorted({*case.prescription, *case.order})
    return tuple(own for own in stored if "*" not in path and covers(path, own))


def absent(reading: Reading, path: str, case: Case) -> None:
    """Note that nothing stands at *path* that could be taken away."""
    here = [own for own in _paths(case) if standing(own, case)]
    near = nearest(path, here) if path not in _paths(case) else None
    record = path in _RECORDS and path not in _paths(case)
    message = "a list or a record; only single values are edited" if record else "nothing stands there to take away"
    reading.add("edit.absent", clean(path), message, fix=None if near is None else f"did you mean {near!r}?")


def _paths(case: Case) -> list[str]:
    """Every path that an edit of *case* may name."""
    return [own for path in (*fields(), *code_fields()) for own in _keyed(path, case)]


def _keyed(path: str, case: Case) -> Iterator[str]:
    if "*" not in path:
        yield path
    else:
        yield from (path.replace("*", key) for key in case.draft().exchanges())


def _why_not(path: str, own: Field | CodeField | None, keys: tuple[str, ...]) -> str:
    if own is not None:
        return f"the case has no such exchange; it has {', '.join(keys) or 'none'}"
    computed = COMPUTED.get(general(path))
    if computed is not None:
        return f"is computed from {' and '.join(computed.reads)}; edit those"
    if path in _RECORDS:
        return "a list or a record; only single values are edited"
    return "not a path of a single value"

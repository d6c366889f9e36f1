"""What cases have to share to be asked about together: all that a plugin may see and that is no number and no time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.host.facts import RECORDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from calciplug.forecast.scope import Scope
    from calciplug.model.case import Case, Measurement
    from calciplug.model.prescription import Prescription

SINCE: Final = "patient.lesions_since"
OPT_IN: Final = "patient.intraperitoneal_opt_in"
START: Final = "case.session_start"
# Whether a laboratory value is too old may hang on these, which no plugin has to declare for it.
CHANGES: Final = "history.changes"
_KINDS: Final = ("a number", "a time")


def shape(case: Case, scope: Scope) -> Hashable:
    """What *case* has to share with another one."""
    patient, site = case.patient, case.site
    return (
        _leaves(case.prescription, scope),
        _leaves(case.order, scope),
        case.stop,
        frozenset((name, frame(value)) for name, value in patient.values.items() if is_seen(name, value, scope)),
        tuple(tuple(frame(record) for record in records(case, path)) for path in seen_records(scope)),
        tuple(frame(value) for value in facts(case, scope).values()),
        frozenset((name, sample(case.labs.series[name][0])) for name in seen_series(case, scope)),
        site,
        frozenset(path for path in case.stated if scope.has(path)),
        tuple(own for own in case.overrides if own.finding in scope.rules),
    )


def frame(value: Any) -> Hashable:
    """*value* without its numbers and times."""
    if isinstance(value, float):
        return _KINDS[0]
    if isinstance(value, datetime):
        return _KINDS[1]
    if attrs.has(type(value)):
        return type(value), *(frame(getattr(value, item.name)) for item in attrs.fields(type(value)))
    return value  # type: ignore[no-any-return]  # a code, a text, several of them, a truth or nothing


def sample(measurement: Measurement) -> tuple[str | None, str | None]:
    """What says how a laboratory value is to be read."""
    return measurement.timing, measurement.assay


def is_seen(name: str, value: Any, scope: Scope) -> bool:
    """Whether a value of the patient may be seen: what is computed may rest on numbers that nobody declares."""
    return isinstance(value, float) or scope.has(f"patient.{name}")


def records(case: Case, path: str) -> tuple[Any, ...]:
    """The records of *case* at *path*."""
    group, name = RECORDS[path]
    found: tuple[Any, ...] = getattr(case if group is None else getattr(case, group), name)
    return found


def seen_records(scope: Scope) -> tuple[str, ...]:
    """Lists of records that differ from case to case and may be seen; those of the site are taken as they stand."""
    return tuple(path for path in RECORDS if not path.startswith("site.") and (path == CHANGES or scope.has(path)))


def seen_series(case: Case, scope: Scope) -> tuple[str, ...]:
    """Names of the laboratory series of *case* that have a sample and may be seen."""
    return tuple(name for name, own in case.labs.series.items() if own and scope.has(f"labs.{name}"))


def facts(case: Case, scope: Scope) -> Mapping[str, Any]:
    """Single facts that may be seen and hold a time."""
    found = {
        SINCE: case.patient.lesions_since, OPT_IN: case.patient.intraperitoneal_opt_in, START: case.session_start,
    }  # fmt: skip
    return {path: value if scope.has(path) else None for path, value in found.items()}


def _leaves(prescription: Prescription, scope: Scope) -> Hashable:
    # A plugin may ask which salt the grams of a case are labelled in, wherever they stand.
    return (
        frozenset((path, frame(value)) for path, value in prescription.values.items() if scope.has(path)),
        frozenset(prescription.forms.items()),
    )

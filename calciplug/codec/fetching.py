"""What a system has to fetch so that more rules can look: one entry for each value that is missing or too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_field, code_lists, field, general
from calciplug.model.wants import is_prescribed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.model.case import Case
    from calciplug.model.wants import Waiting, Wanted


def fetch(wanted: Iterable[Wanted], case: Case) -> list[dict[str, Any]]:
    """An entry for each stored value that is missing or too old, in the order of *wanted*.

    A computed value is fetched as the stored ones behind it that *case* lacks.
    """
    waiting: dict[str, list[Waiting]] = {}
    for item in wanted:
        own = [one for one in item.waiting if one.silence.cause in ("missing", "stale")]
        for path in stored(item.path, case) if own and item.path is not None else ():
            waiting.setdefault(path, []).extend(own)
    return [_entry(path, own) for path, own in waiting.items()]


def stored(path: str, case: Case) -> tuple[str, ...]:
    """*path* itself; of a computed one, the stored paths behind it at which *case* has no value."""
    computed = COMPUTED.get(general(path))
    if computed is None:
        return (path,)
    draft, key = case.draft(), path.split(".")[1]
    behind = [own.replace("*", key) for own in computed.reads if path.startswith("exchanges.") or "*" not in own]
    return tuple(own for own in behind if own not in draft)


def accepted(path: str) -> dict[str, Any]:
    """What a document may hold at *path*: LOINC code, units, salt forms and assays; or codes."""
    declared, code = field(path), code_field(path)
    if declared is not None:
        kind = units.kind(declared.kind)
        found: dict[str, Any] = {"title": declared.title}
        found |= {"loinc": declared.loinc} if declared.loinc is not None else {}
        found["units"] = list(kind.accepts)
        found |= {"forms": list(code_lists()["salt_form"])} if "thiosulfate" in kind.of else {}
        return found | ({"assays": list(code_lists()[declared.assays])} if declared.assays is not None else {})
    if code is not None:
        return {"title": code.title} | ({"codes": list(code_lists()[code.list])} if code.list is not None else {})
    return {}


def prescribed(path: str) -> dict[str, bool]:
    """A mark on what is of the prescription: that it is absent may mean that it is not prescribed."""
    return {"prescribed": True} if is_prescribed(path) else {}


def freshness(waiting: Iterable[Waiting]) -> dict[str, Any]:
    """The strictest limit of age among *waiting*, in minutes, and the changes that the value has to come after."""
    held = list(waiting)
    ages = [item.max_age for item in held if item.max_age is not None]
    since = sorted({path for item in held for path in item.since})
    return ({"max_age_minutes": round(min(ages))} if ages else {}) | ({"since": since} if since else {})


def rules(waiting: Iterable[Waiting]) -> list[str]:
    """The rules that wait, each once, sorted."""
    return sorted({item.silence.rule for item in waiting})


def _entry(path: str, waiting: list[Waiting]) -> dict[str, Any]:
    return {"path": path, **accepted(path), **freshness(waiting), **prescribed(path), "rules": rules(waiting)}

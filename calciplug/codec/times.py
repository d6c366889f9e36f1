"""Moments: one form, an offset always, and a zone that must agree with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from calciplug.codec.text import nearest

_FORM: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
YEARS: Final = (2000, 2100)
_MINUTES: Final = 60
# The widest offset from UTC that any place has ever kept.
_FARTHEST: Final = timedelta(hours=14)


class MomentError(ValueError):
    """A moment was refused; *code* says why."""

    def __init__(self, code: str, message: str, fix: str | None = None) -> None:
        self.code = code
        self.fix = fix
        super().__init__(message)


# The values of one sample have one moment. What is refused is not remembered, so that no text here is long.
@lru_cache(maxsize=1024)
def moment(text: str) -> datetime:
    """The moment that *text* names: `2026-01-12T07:00:00+01:00`, seconds optional.

    Raises:
        MomentError: another form, no offset, no such moment, or outside the years 2000 to 2100.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise MomentError("time.form", "not a moment in the one accepted form", "write 2026-01-12T07:00:00+01:00")
    year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
    offset = match[7]
    if offset is None:
        fix = "add the offset of that place on that day, such as +01:00, or Z for UTC"
        raise MomentError("time.no_offset", "the offset from UTC is missing", fix)
    if not YEARS[0] <= year <= YEARS[1]:
        raise MomentError("time.range", f"the year is not between {YEARS[0]} and {YEARS[1]}")
    zone = _offset(offset)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise MomentError("time.form", "there is no such moment") from None


def agree(when: datetime, zone: str) -> None:
    """Check that the offset of *when* is the one that *zone* has at that moment.

    Raises:
        MomentError: unknown zone, a local time that the clocks skip, or an offset of another season.
    """
    if zone not in zones():
        raise MomentError(
            "time.zone_unknown", "no zone Area/City of the IANA database", "write Area/City: Europe/Paris"
        )
    same_moment = local(when, zone)
    if when.utcoffset() in (same_moment.utcoffset(), timedelta(0)):
        return
    same_clock = when.replace(tzinfo=clocks(zone))
    back = same_clock.astimezone(UTC).astimezone(clocks(zone))
    if back.replace(tzinfo=None) != same_clock.replace(tzinfo=None):
        raise MomentError(
            "time.nonexistent_local", f"the clocks of {zone} skip this local time", same_moment.isoformat()
        )
    raise MomentError(
        "time.offset_contradicts_zone", f"{zone} has another offset then",
        f"{same_clock.isoformat()}, or {same_moment.isoformat()} if the offset is right",
    )  # fmt: skip


def local(when: datetime, zone: str) -> datetime:
    """*when* on the clocks of *zone*, one of `zones()`."""
    return when.astimezone(clocks(zone))


@cache
def zones() -> frozenset[str]:
    """Names of the IANA zones that `tzdata` ships, so that no machine knows other ones."""
    names = (files("tzdata") / "zones").read_text("utf-8").split()
    return frozenset(name for name in names if "/" in name or name == "UTC")


def unknown_zone(name: str) -> str | None:
    """Why *name* is none of `zones()`, with the nearest that is; None where it is one."""
    if name in zones():
        return None
    city = name.rpartition("/")[2].replace(" ", "_").lower()
    same = [zone for zone in sorted(zones()) if zone.rpartition("/")[2].lower() == city]
    near = nearest(name, sorted(zones())) if "/" in name else None
    # Of two zones with one city none is nearer.
    near = same[0] if len(same) == 1 else near
    fix = "write one of the IANA database, as in Europe/Paris" if near is None else f"did you mean {near!r}?"
    return f"no zone Area/City is called {name!r}; {fix}"


@cache
def clocks(name: str) -> ZoneInfo:
    """The clocks of the zone called *name*, one of `zones()`."""
    # From the package's own file: the zone files of the machine may be older, newer or absent.
    place = files("tzdata") / "zoneinfo"
    for part in name.split("/"):
        place = place / part
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    delta = timedelta(hours=hours, minutes=minutes)
    if delta > _FARTHEST or minutes >= _MINUTES:
        raise MomentError("time.form", "there is no such offset")
    return timezone(-delta if text[0] == "-" else delta)

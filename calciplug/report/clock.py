"""When an infusion begins on the clocks of the session's zone."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from calciplug.codec.times import local

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from calciplug.model.case import Case


def infusion_begins(document: Mapping[str, Any], case: Case) -> str | None:
    """The moment at which thiosulfate begins if the session starts as planned; None where that is not known.

    Minutes are added in UTC, so that a night in which the clocks change is as long as it is.
    """
    start, zone = case.session_start, case.zone
    offset = next((row["value"] for row in document["computed"] if row["path"] == "thiosulfate.start"), None)
    if start is None or zone is None or offset is None:
        return None
    begins = local(start.astimezone(UTC) + timedelta(minutes=offset), zone)
    return f"at {moment(begins)} {zone}, if the session starts at {moment(local(start, zone))}"


def moment(when: datetime) -> str:
    """*when* as a sheet prints it: `2026-01-12 07:00 +01:00`."""
    offset = when.strftime("%z")
    return f"{when:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"

"""Calendars of hand-made prescriptions: no plugin runs, so that what a rule says cannot move these tests."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

from calciplug import Host, read_case, read_protocol
from calciplug.calendar import lay
from calciplug.codec.schema import urn
from calciplug.engine import plan
from calciplug.errors import CalendarError
from calciplug.model.calendar import Times
from calciplug.model.plan import Due, FollowUp, Programme
from calciplug.testing import patched
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.answers import ReadValue
    from calciplug.model.calendar import Calendar

HOST = Host((), trust=())
PROTOCOL = read_protocol(
    json.dumps({"schema": urn("protocol"), "name": "none", "version": "1.0.0", "summary": "Nothing moved."}).encode()
)
PRODUCT = {
    "id": "vial", "drug": "sodium thiosulfate", "code": "vial-250", "form": "pentahydrate",
    "strength": {"value": 250, "unit": "mg/mL"}, "amount": {"value": 12.5, "unit": "g"},
    "volume": {"value": 50, "unit": "mL"},
}  # fmt: skip


def session_case(
    count: float = 3, minutes: int = 240, doses: float | None = 3, infusion: int | None = 60, **more: Any
) -> dict[str, Any]:
    """A haemodialysis case document.

    Args:
        count: sessions a week.
        minutes: of a session.
        doses: sessions a week with 12.5 g of thiosulfate, or None for no thiosulfate.
        infusion: minutes of its infusion.
        more: JSON Pointers, `__` for `/`, and what is set there.
    """
    own: dict[str, Any] = {
        "modality": "HD",
        "schedule": {
            "count": {"value": count, "unit": "{session}/wk"}, "duration": {"value": minutes, "unit": "min/{session}"},
        },
    }  # fmt: skip
    if doses is not None:
        own["thiosulfate"] = {
            "product": "vial",
            "dose": {"value": 12.5, "unit": "g/{session}", "form": "pentahydrate"},
            "sessions": {"value": doses, "unit": "{session}/wk"},
        }
        if infusion is not None:
            own["thiosulfate"]["infusion_duration"] = {"value": infusion, "unit": "min/{session}"}
    changes = {"/prescription": own, "/site/products": [PRODUCT]}
    return patched(base("hd"), changes | {key.replace("__", "/"): value for key, value in more.items()})


def dwell_case(modality: str = "APD", **exchanges: tuple[float, float, float | None]) -> dict[str, Any]:
    """A peritoneal case document.

    Args:
        modality: of it.
        exchanges: (exchanges a week, hours of a dwell, of these with 12.5 g of thiosulfate a week, or None) by key.
    """
    own: dict[str, Any] = {}
    for key, (count, hours, doses) in exchanges.items():
        own[key] = {
            "volume": {"value": 2, "unit": "L/{exchange}"}, "dwell": {"value": hours, "unit": "h/{exchange}"},
            "count": {"value": count, "unit": "{exchange}/wk"},
        }  # fmt: skip
        if doses is not None:
            own[key]["thiosulfate"] = {
                "product": "vial", "dose": {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"},
                "count": {"value": doses, "unit": "{exchange}/wk"},
            }  # fmt: skip
    changes = {"/prescription": {"modality": modality, "exchanges": own}, "/site/products": [PRODUCT]}
    return patched(base("pd"), changes, ["/order"] if "order" in base("pd") else [])


def laid(
    document: dict[str, Any], follow_ups: Sequence[FollowUp] = (), read: Sequence[ReadValue] = (), **times: Any
) -> Calendar:
    """The calendar of *document*; times of day as `HH:MM`, everything else as `Times` has it."""
    case = read_case(json.dumps(document).encode())
    asked = Programme(outcome=plan(case, HOST, PROTOCOL).outcome, follow_ups=tuple(follow_ups), read=tuple(read))
    given: dict[str, Any] = {"weeks": 1, "start": date(2026, 1, 12), "zone": "Europe/Paris"} | times
    if isinstance(given.get("at"), str):
        given["at"] = time.fromisoformat(given["at"])
    if "exchanges" in given:
        given["exchanges"] = {key: time.fromisoformat(clock) for key, clock in given["exchanges"].items()}
    return lay(case, asked, Times(**given))


def follow_up(action: str = "check", **more: Any) -> FollowUp:
    """A follow-up as the engine gives it; a day's check of sodium unless told otherwise."""
    due = more.pop("due", None) or Due(on="day", numbers=(1,))
    filled: dict[str, Any] = {
        "plugin": "site", "rule": "X-1", "key": "sodium", "action": action, "title": "measure sodium", "detail": "why",
        "checks": ("labs.sodium",) if action == "check" else (), "path": None, "to": None, "due": due, "citations": (),
        "policy": True, "disputes": (),
    }  # fmt: skip
    return FollowUp(**(filled | more))


def refusal(document: dict[str, Any], **times: Any) -> tuple[str, ...]:
    """The problems for which *document* is not laid; none where it is."""
    try:
        laid(document, **times)
    except CalendarError as error:
        return error.problems
    return ()

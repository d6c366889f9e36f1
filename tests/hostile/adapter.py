"""The one adapter from the corpus' generic shape to a case of ours.

It works on the text, not on parsed JSON: a byte-order mark, a key that stands twice, a number that no float holds or
a truncated document arrive at our reader as they are. Members of the outermost object are cut out as raw text
and put where our case has them; what is not recognised stays where it was.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

AS_OF = "2025-03-10T12:00:00-04:00"
TAKEN = "2025-03-10T08:00:00-04:00"
VERSION = "urn:calciplug:schema:case:"

# Member of the corpus' shape → where it stands in our case. A leading "labs" is a series of one measurement.
PLACES = {
    "schema_version": ("schema",),
    "case_id": ("case_id",),
    "body_weight": ("patient", "dry_weight"),
    "serum_calcium": ("labs", "calcium_total"),
    "serum_phosphate": ("labs", "phosphate"),
    "dialysate_calcium": ("prescription", "dialysate", "calcium"),
    "dialysate_sodium": ("prescription", "dialysate", "sodium"),
    "session_frequency": ("prescription", "schedule", "count"),
    "session_duration": ("prescription", "schedule", "duration"),
    "sts_dose": ("order", "thiosulfate", "dose"),
    "sts_infusion_duration": ("order", "thiosulfate", "infusion_duration"),
    "session_start": ("session_start", "time"),
    "time_zone": ("session_start", "zone"),
}
# Members that the shape lets out; without another one, what our case requires in its place is left out with it.
OPTIONAL = {"sts_dose", "sts_infusion_duration"}
OURS = {"schema": "schema", "case_id": "case_id", "patient": "patient", "labs": "labs", "prescription": "prescription"}

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_KEY = re.compile(rf"\s*({_STRING})\s*:\s*", re.DOTALL)
_PIECE = re.compile(rf'{_STRING}|[\[\]{{}},]|[^\[\]{{}},"]+|"', re.DOTALL)

# What our case needs beside: an adult on haemodialysis who has tolerated the full dose, so that only the fault speaks.
FIXED = {
    "as_of": AS_OF,
    "history": {
        "thiosulfate": [
            {
                "given": f"2025-03-0{day}T12:00:00-05:00",
                "dose": {"value": grams, "unit": "g", "form": "pentahydrate"},
                "route": "intravenous",
                "tolerance": "tolerated",
            }
            for day, grams in ((5, 12.5), (7, 25))
        ]
    },
}


class Member(NamedTuple):
    """A member of the outermost object: its key as it is spelled, the key that this means, and its raw value."""

    spelled: str
    key: str
    value: str


def adapt(data: bytes) -> bytes:
    """A case of ours with the fault of *data*."""
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return mark + adapt_text(data[len(mark) :].decode(encoding)).encode(encoding)
    # Latin-1 maps every byte to one character and back: bytes that are no UTF-8 survive.
    return adapt_text(data.decode("latin-1")).encode("latin-1")


def adapt_text(text: str) -> str:
    """A case of ours in place of the first object in *text*; what stands around it is kept."""
    start = text.find("{")
    if start < 0:
        return text
    members, end, closed = _members(text, start + 1)
    return text[:start] + _case(members, closed=closed) + text[end:]


def _members(text: str, at: int) -> tuple[list[Member], int, bool]:
    """Members of the object whose brace was just passed, where it ends, and whether it has an end."""
    found: list[Member] = []
    while True:
        match = _KEY.match(text, at)
        spelled = match[1] if match else ""
        begin = match.end() if match else at
        at = _value_end(text, begin)
        raw = text[begin:at]
        if match or raw.strip() or text[at : at + 1] == ",":
            found.append(Member(spelled, _meant(spelled), raw))
        if text[at : at + 1] != ",":
            return found, min(at + 1, len(text)), at < len(text)
        at += 1
        if text[at:].lstrip()[:1] == "}":  # a comma too many
            found.append(Member("", "", ""))


def _value_end(text: str, at: int) -> int:
    depth = 0
    for match in _PIECE.finditer(text, at):
        piece = match.group()
        if depth == 0 and piece in ",}":
            return match.start()
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(piece, 0)
    return len(text)


def _meant(spelled: str) -> str:
    try:
        return str(json.loads(spelled))
    except ValueError:
        return ""


def _case(members: list[Member], *, closed: bool) -> str:
    """Our case, written member by member; nested objects are opened in the order of `PLACES`."""
    tree: dict[str, object] = {key: json.dumps(value) for key, value in FIXED.items()}
    stray = []
    for member in members:
        place = PLACES.get(member.key)
        if place is None:
            stray.append(f"{member.spelled}: {member.value}" if member.spelled else member.value)
        else:
            _put(tree, place, member)
    _add_required(tree, {member.key for member in members})
    body = ", ".join([*_written(tree), *stray])
    return "{" + body + ("}" if closed else "")


def _put(tree: dict[str, object], place: tuple[str, ...], member: Member) -> None:
    node = tree
    for step in place[:-1]:
        node = node.setdefault(step, {})  # type: ignore[assignment]  # inner nodes are dicts
    value = member.value
    if place[0] == "labs":
        value = f"[{_measured(value)}]"
    if place == ("schema",) and value.strip().startswith('"'):
        value = value.replace('"', f'"{VERSION}', 1)
    # A key that was spelled with an escape is spelled with one again: \u0064ose for dose.
    key = json.dumps(place[-1])
    if "\\" in member.spelled:
        key = f'"\\u{ord(place[-1][0]):04x}{place[-1][1:]}"'
    repeated = node.setdefault(place[-1], [])
    assert isinstance(repeated, list), "a leaf keeps every time that it was said"
    repeated.append(f"{key}: {value}")


def _measured(value: str) -> str:
    stripped = value.rstrip()
    if not (stripped.lstrip().startswith("{") and stripped.endswith("}")):
        return value
    inner = stripped[:-1].rstrip()
    comma = "" if inner.endswith(("{", ",")) else ","
    return f'{inner}{comma} "taken": "{TAKEN}", "timing": "pre-dialysis"' + "}"


def _add_required(tree: dict[str, object], said: set[str]) -> None:
    """What our case requires in the corpus' place; it is left out where the corpus leaves out something required."""
    for required, members in _required_by().items():
        node = tree.setdefault(required, {}) if required in ("patient", "labs", "prescription") else tree.get(required)
        if said and not members <= said and required in tree:
            del tree[required]
        elif required == "prescription":
            assert isinstance(node, dict), "a prescription is an object"
            node["modality"] = ['"modality": "HD"']
    if said and "session_start" not in said:
        tree.pop("as_of")  # the moment that our case requires
    thiosulfate = tree.get("order", {})
    if isinstance(thiosulfate, dict) and "thiosulfate" in thiosulfate:
        thiosulfate["thiosulfate"]["sessions"] = ['"sessions": {"value": 3, "unit": "{session}/wk"}']


def _required_by() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, place in PLACES.items():
        if key not in OPTIONAL and place[0] in OURS:
            found.setdefault(place[0], set()).add(key)
    return found


def _written(tree: dict[str, object]) -> list[str]:
    found: list[str] = []
    for key, item in tree.items():
        if isinstance(item, list):
            found += item
        elif isinstance(item, dict):
            found.append(f'"{key}": {{{", ".join(_written(item))}}}')
        else:
            found.append(f'"{key}": {item}')
    return found

"""Where something stands in a document."""

from __future__ import annotations

from calciplug.codec.text import escape
from calciplug.model.field import Field, field

Place = tuple[str | int, ...]


def pointer_to(place: Place) -> str:
    """*place* as a JSON Pointer."""
    return "".join(f"/{escape(str(step))}" for step in place)


def declared_at(place: Place) -> Field | None:
    """The field whose quantity stands at *place* of a case document."""
    match place:
        case ("prescription" | "order", *rest):
            return field(".".join(str(step) for step in rest))
        case ("patient" | "labs" as group, str(name), *_):
            return field(f"{group}.{name}")
    return None

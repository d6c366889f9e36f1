"""What may be said once in a call: of two that are of the same, nobody could say which of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.answers import Prediction
    from calciplug.model.plan import Planned


def predicted_once(predictions: Sequence[Prediction]) -> None:
    """Refuse two predictions of the same thing.

    Raises:
        PluginFault: there are two.
    """
    _once(predictions, "plugin.duplicate_prediction", "predicted")


def followed_once(planned: Sequence[Planned]) -> None:
    """Refuse two follow-ups of the same.

    Raises:
        PluginFault: there are two.
    """
    _once(planned, "plugin.duplicate_follow_up", "asked for")


def _once(said: Sequence[Prediction | Planned], code: str, verb: str) -> None:
    seen: set[tuple[str, str, str | None]] = set()
    for one in said:
        place = (one.rule, one.key, one.path)
        if place in seen:
            about = "" if one.path is None else f" of {one.path}"
            raise PluginFault(code, f"{verb} {one.rule}/{one.key}{about} twice in one call")
        seen.add(place)

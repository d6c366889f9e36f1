"""One entry for what several rules ask to be measured at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calciplug.model.calendar import Entry


def merged(found: Iterable[Entry]) -> Iterator[Entry]:
    """One entry for the same measurements at the same moment, whoever asked for them."""
    kept: dict[object, Entry] = {}
    for item in found:
        same = frozenset(item.checks) if item.checks else item.title
        key = (item.day, item.start, same) if item.kind == "check" else id(item)
        if key in kept:
            item = attrs.evolve(kept[key], asked=(*kept[key].asked, *item.asked))  # noqa: PLW2901
        kept[key] = item
    for item in kept.values():
        own = {(one.plugin, one.rule, one.key): one for one in item.asked}
        yield attrs.evolve(item, asked=tuple(own[name] for name in sorted(own)))

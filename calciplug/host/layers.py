"""Order is data flow: which plugins propose together, and in which order the layers run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.errors import PluginError
from calciplug.model.computed import COMPUTED
from calciplug.model.manifest import overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calciplug.model.manifest import Manifest

Layer = tuple[str, ...]


def layers(manifests: Iterable[Manifest]) -> tuple[Layer, ...]:
    """The layers of all writers among *manifests*, each sorted by name, in the order they run.

    Writers of one path (or of a parent or child of it) share a layer. A layer runs after every layer that
    writes what it reads; reading what the layer itself writes makes no edge. Ties are broken by name,
    so that neither installation nor registration order can matter.

    Raises:
        PluginError: the layers form a cycle; the message names it.
    """
    writers = sorted((item for item in manifests if item.writes), key=lambda item: item.name)
    groups = _share(writers)
    before = {index: _needed(index, groups) for index in range(len(groups))}
    done: list[int] = []
    while len(done) < len(groups):
        ready = [index for index in range(len(groups)) if index not in done and before[index] <= set(done)]
        if not ready:
            raise _cycle(before, set(done), groups)
        done.append(ready[0])
    return tuple(tuple(item.name for item in groups[index]) for index in done)


def _share(writers: Sequence[Manifest]) -> list[list[Manifest]]:
    """Group writers that touch one path, whether directly or through a third."""
    groups: list[list[Manifest]] = []
    for writer in writers:
        joined = [group for group in groups if any(_touch(writer.writes, other.writes) for other in group)]
        merged = sorted([writer, *(item for group in joined for item in group)], key=lambda item: item.name)
        groups = [group for group in groups if group not in joined] + [merged]
    return sorted(groups, key=lambda group: group[0].name)


def _needed(index: int, groups: Sequence[Sequence[Manifest]]) -> set[int]:
    own = [path for item in groups[index] for path in item.writes]
    reads = [path for item in groups[index] for path in _stored(item.reads) if not _within(path, own)]
    found = set()
    for other, group in enumerate(groups):
        if other != index and _touch(reads, [path for item in group for path in item.writes]):
            found.add(other)
    return found


def _stored(reads: Iterable[str]) -> list[str]:
    """Declared reads, with computed leaves replaced by the stored leaves behind them."""
    found: list[str] = []
    for path in reads:
        found.append(path)
        for computed, spec in COMPUTED.items():
            if overlap(computed, path):
                found.extend(spec.reads)
    return found


def _within(path: str, own: Iterable[str]) -> bool:
    return any(path == declared or path.startswith(f"{declared}.") for declared in own)


def _touch(ones: Iterable[str], twos: Sequence[str]) -> bool:
    return any(overlap(one, two) for one in ones for two in twos)


def _cycle(before: dict[int, set[int]], done: set[int], groups: Sequence[Sequence[Manifest]]) -> PluginError:
    start = min(set(before) - done)
    trail = [start]
    while True:
        following = min(before[trail[-1]] - done)
        if following in trail:
            loop = [*trail[trail.index(following) :], following]
            names = " → ".join("+".join(item.name for item in groups[index]) for index in loop)
            return PluginError(
                groups[following][0].name,
                "plugin.cycle",
                f"the data flow is a circle: {names} (each reads what the next one writes); no host was made",
            )
        trail.append(following)

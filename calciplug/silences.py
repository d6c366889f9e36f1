"""Rules that said nothing: each once, by the cause that says most."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from calciplug.model.answers import Silence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from calciplug.model.manifest import Manifest

# The first of these that was given is kept: a hold says more than a value that is missing.
_CAUSES: Final = ("withheld", "stale", "missing", "resting", "needs-model", "not-triggered", "modality")


# Most rules say nothing of most cases.
@lru_cache(maxsize=4096)
def _plain(plugin: str, rule: str, cause: str) -> Silence:
    return Silence(plugin=plugin, rule=rule, cause=cause)


def told_silences(
    silences: Iterable[Silence],
    spoke: Collection[tuple[str, str]],
    rules: Iterable[tuple[Manifest, str]],
    modality: str,
) -> tuple[Silence, ...]:
    """Every silence that is worth telling, by plugin, rule and part.

    Args:
        silences: as blocks recorded them.
        spoke: plugin and rule of those that said something; a part of one may still have been silent.
        rules: all that could have spoken; one that is not heard of was not triggered.
        modality: of the case.
    """
    heard: dict[tuple[str, str, str | None], Silence] = {}
    for silence in silences:
        key = (silence.plugin, silence.rule, silence.part)
        whole = silence.part is None and (silence.plugin, silence.rule) in spoke
        if not whole and (key not in heard or _CAUSES.index(silence.cause) < _CAUSES.index(heard[key].cause)):
            heard[key] = silence
    told = {key[:2] for key in heard}
    told.update(spoke)
    for manifest, rule in rules:
        if (manifest.name, rule) not in told:
            cause = "not-triggered" if modality in manifest.modalities else "modality"
            heard[manifest.name, rule, None] = _plain(manifest.name, rule, cause)
    return tuple(heard[key] for key in sorted(heard, key=lambda key: (key[0], key[1], key[2] or "")))

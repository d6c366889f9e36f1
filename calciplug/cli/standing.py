"""Where each plugin stands: whether it would run, why not, and in which layer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.host import Candidate


def standings(found: Sequence[Candidate], trust: Sequence[str]) -> list[dict[str, Any]]:
    """One row for each of *found*, in their order; computed from manifests alone.

    Raises:
        PluginError: the data flow of those that would run is a circle.
    """
    from calciplug.host.layers import layers

    names = Counter(item.manifest.name for item in found)
    why = [_refusal(item, trust, names) for item in found]
    order = layers([item.manifest for item, reason in zip(found, why, strict=True) if reason is None])
    return [_row(item, reason, order) for item, reason in zip(found, why, strict=True)]


def _refusal(item: Candidate, trust: Sequence[str], names: Counter[str]) -> str | None:
    """Why the host would refuse *item*, or None."""
    from calciplug.errors import PluginError
    from calciplug.hookspecs import API_VERSION
    from calciplug.host.check import check_manifest

    name = item.manifest.name
    if names[name] > 1:
        return "two plugins have this name"
    if item.manifest.api != API_VERSION:
        return f"made for host interface {item.manifest.api}, this host has {API_VERSION}"
    if not item.first_party and name not in trust:
        return f"not trusted by name; to run it: --trust {name}"
    try:
        check_manifest(item.manifest)
    except PluginError as error:
        return error.message
    return None


def _row(item: Candidate, reason: str | None, order: Sequence[Sequence[str]]) -> dict[str, Any]:
    own = item.manifest
    at = next((index for index, layer in enumerate(order) if reason is None and own.name in layer), None)
    return {
        "name": own.name, "version": own.version, "distribution": item.distribution, "first_party": item.first_party,
        "summary": own.summary, "runs": reason is None, "why_not": reason,
        "layer": None if at is None else at + 1, "layers": len(order),
        "before": [] if at is None else [list(layer) for layer in order[:at]],
        "beside": [] if at is None else [other for other in order[at] if other != own.name],
        "after": [] if at is None else [list(layer) for layer in order[at + 1 :]],
    }  # fmt: skip

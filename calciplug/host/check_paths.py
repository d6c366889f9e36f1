"""Checks the paths of a manifest: they exist, and a rule needs nothing that its plugin may not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.codec.text import nearest
from calciplug.host.facts import BATHS, FACTS, PTH_LIMIT, RECORDS
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_fields, fields
from calciplug.model.manifest import covers, overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calciplug.model.manifest import Manifest

# What a plugin reads beside leaves and records: single facts of a case.
_FACTS: Final = (*RECORDS, *FACTS, BATHS, PTH_LIMIT)


def path_faults(manifest: Manifest) -> Iterator[str]:
    """What is wrong with what *manifest* reads, needs and writes."""
    leaves = [*fields(), *code_fields(), *COMPUTED, *_FACTS]
    for path in manifest.reads:
        if not any(overlap(path, leaf) for leaf in leaves):
            yield f"reads {path}, which is no path{_meant(path, leaves)}"
    for rule in manifest.rules.values():
        for need in rule.needs:
            if not any(overlap(need.path, leaf) for leaf in leaves):
                yield f"rule {rule.id} needs {need.path}, which is no path{_meant(need.path, leaves)}"
            elif not any(covers(own, need.path) for own in (*manifest.reads, *manifest.writes)):
                yield f"rule {rule.id} needs {need.path}, which is not among its reads"
    stored = [leaf for leaf in (*fields(), *code_fields()) if not leaf.startswith(("patient.", "labs.", "site."))]
    for path in manifest.writes:
        if not any(overlap(path, leaf) for leaf in stored):
            yield f"writes {path}, which is no stored path of a prescription{_meant(path, stored)}"


def _meant(found: str, known: Iterable[str]) -> str:
    near = nearest(found, known)
    return "" if near is None else f"; the nearest is {near}"

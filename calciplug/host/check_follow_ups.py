"""Checks what a manifest says of the weeks that follow: laboratory series with a code, and something it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import evidence
from calciplug.errors import EvidenceError
from calciplug.model.field import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.manifest import RuleSpec


def follow_up_faults(where: str, rule: RuleSpec) -> Iterator[str]:
    """What is wrong with the follow-ups of *rule*, but for their words; *where* names it in each fault."""
    for key, spec in rule.follow_ups.items():
        own = f"{where}, follow-up {key}"
        for path in spec.checks:
            declared = fields().get(path)
            if declared is None or not path.startswith("labs.") or declared.loinc is None:
                yield f"{own}: checks {path}, which is no laboratory series with a LOINC code"
        if len(set(spec.checks)) < len(spec.checks):
            yield f"{own} checks the same twice"
        if not spec.citations and not spec.policy:
            yield f"{own} has neither a citation nor the word policy"
        for source in spec.citations:
            try:
                evidence.source(source)
            except EvidenceError as error:
                yield f"{own}: {error}"

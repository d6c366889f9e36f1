"""The case as a plugin sees it, and what a review sees beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.errors import PluginFault
from calciplug.host.reader import Reader
from calciplug.host.rule import Rule
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from calciplug.model.answers import Answer, ReadValue, Silence
    from calciplug.model.case import Case
    from calciplug.model.manifest import Manifest
    from calciplug.model.prescription import Prescription


class CaseView:
    """One case for one call of one plugin: opens rule blocks and keeps what they record.

    Args:
        case: the case.
        draft: the draft that this plugin's layer sees.
        withheld: sections without a value today.
        manifest: the plugin's.
        stage: `guard`, `propose` or `review`.
    """

    def __init__(
        self, case: Case, draft: Prescription, withheld: frozenset[str], manifest: Manifest, stage: str
    ) -> None:
        self._case = case
        self._draft = draft
        self._withheld = withheld
        self._manifest = manifest
        self._stage = stage
        self._rules: list[Rule] = []

    def rule(self, name: str) -> Rule:
        """The block of the rule called *name*.

        Raises:
            PluginFault: the manifest declares no such rule.
        """
        spec = self._manifest.rules.get(name)
        if spec is None:
            raise PluginFault("plugin.undeclared_rule", f"opened the rule {name!r}, which its manifest lacks")
        reader = Reader(self._case, self._draft, self._withheld, self._manifest, spec.needs)
        rule = Rule(self._manifest, spec, reader, self._stage)
        self._rules.append(rule)
        return rule

    def answers(self) -> tuple[Answer, ...]:
        """What the blocks answered, in order."""
        return tuple(answer for rule in self._rules for answer in rule.answers)

    def read(self) -> tuple[ReadValue, ...]:
        """What the blocks read, whether they then spoke or not."""
        return tuple(value for rule in self._rules for value in rule.values_read())

    def silences(self) -> tuple[Silence, ...]:
        """What the blocks had nothing to say about, and why."""
        return tuple(silence for rule in self._rules for silence in rule.silences)


@attrs.frozen(kw_only=True)
class AfterView:
    """What became of the draft.

    Attributes:
        changed: paths whose value differs from the one in force.
        withheld: sections without a value today.
        lowered: paths whose number is lower than the one in force.
        raised: paths whose number is higher, or stands where none stood.
    """

    changed: frozenset[str]
    withheld: frozenset[str]
    lowered: frozenset[str]
    raised: frozenset[str]

    def has_changed(self, path: str) -> bool:
        """Whether *path*, or a leaf under it, differs from the one in force."""
        return any(covers(path, own) for own in self.changed)

    def was_lowered(self, path: str) -> bool:
        """Whether the number at *path* is lower than the one in force."""
        return path in self.lowered

    def was_raised(self, path: str) -> bool:
        """Whether the number at *path* is higher than the one in force; a value where none stood counts."""
        return path in self.raised

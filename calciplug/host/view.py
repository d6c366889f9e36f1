"""The case as a plugin sees it, and what a review sees beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.errors import PluginFault
from calciplug.host import following, said
from calciplug.host.predicting import once
from calciplug.host.reader import Reader
from calciplug.host.rule import Rule
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.host.reader import Standing
    from calciplug.model.answers import Answer, Prediction, ReadValue, Silence
    from calciplug.model.case import Case
    from calciplug.model.manifest import Manifest
    from calciplug.model.plan import Planned
    from calciplug.model.prescription import Prescription
    from calciplug.model.records import Override


class CaseView:
    """One case for one call of one plugin: opens rule blocks and keeps what they record.

    Args:
        case: the case.
        draft: the draft that this plugin's layer sees.
        withheld: sections without a value today, and the plugins that withheld them.
        manifest: the plugin's.
        stage: `guard`, `propose`, `review`, `predict` or `plan`.
        standing: what stands at a path if nobody proposes anything.
    """

    def __init__(
        self,
        case: Case,
        draft: Prescription,
        withheld: Mapping[str, tuple[str, ...]],
        manifest: Manifest,
        stage: str,
        *,
        standing: Standing,
    ) -> None:
        self._case = case
        self._draft = draft
        self._withheld = withheld
        self._manifest = manifest
        self._stage = stage
        self._standing = standing
        self._rules: list[Rule] = []
        self._closed = False

    def rule(self, name: str) -> Rule:
        """The block of the rule called *name*.

        Raises:
            PluginFault: the manifest declares no such rule, or the call is over.
        """
        if self._closed:
            raise PluginFault("plugin.closed_rule", "opened a rule after its call was over")
        spec = self._manifest.rules.get(name)
        if spec is None:
            raise PluginFault("plugin.undeclared_rule", f"opened the rule {name!r}, which its manifest lacks")
        reader = Reader(self._case, self._draft, self._withheld, self._manifest, spec.needs, standing=self._standing)
        rule = Rule(self._manifest, spec, reader, self._stage)
        self._rules.append(rule)
        return rule

    def close(self) -> Heard:
        """What the blocks answered, left unsaid and read; nothing is taken down after it.

        Raises:
            PluginFault: there is more than anybody reads, or two predictions or follow-ups of the same.
        """
        self._closed = True
        for rule in self._rules:
            rule.close()
        predictions = tuple(one for rule in self._rules for one in rule.predictions)
        follow_ups = tuple(one for rule in self._rules for one in rule.follow_ups)
        once(predictions)  # a rule may have been opened more than once
        following.once(follow_ups)
        heard = Heard(
            answers=tuple(answer for rule in self._rules for answer in rule.answers),
            predictions=predictions,
            follow_ups=follow_ups,
            silences=tuple(silence for rule in self._rules for silence in rule.silences),
            read=tuple(value for rule in self._rules for value in rule.values_read()),
            used_overrides=tuple(used for rule in self._rules for used in rule.used_overrides),
        )
        spoken = (heard.answers, heard.predictions, heard.follow_ups, heard.silences)
        if sum(len(one) for one in spoken) > said.MOST_ANSWERS:
            raise PluginFault("plugin.output_too_large", f"gave more than {said.MOST_ANSWERS} answers in {self._stage}")
        return heard


@attrs.frozen(kw_only=True)
class Heard:
    """What one call of one plugin said.

    Attributes:
        answers: of its blocks, in order.
        predictions: of its blocks, in order.
        follow_ups: of its blocks, in order.
        silences: of its blocks, and why.
        read: what its blocks read, whether they then spoke or not.
        used_overrides: decisions of persons that its blocks found and followed.
    """

    answers: tuple[Answer, ...]
    predictions: tuple[Prediction, ...]
    follow_ups: tuple[Planned, ...]
    silences: tuple[Silence, ...]
    read: tuple[ReadValue, ...]
    used_overrides: tuple[Override, ...]


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

"""The case as a plugin sees it, and what a review sees beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.host.once import followed_once, predicted_once
from calciplug.host.rule import Rule
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from calciplug.host.remit import Remit
    from calciplug.host.scene import Scene
    from calciplug.model.answers import Answer, Prediction, ReadValue, Silence
    from calciplug.model.plan import Planned
    from calciplug.model.records import Override


class CaseView:
    """One case for one call of one plugin: opens rule blocks and keeps what they record.

    Args:
        remit: the plugin's.
        scene: the case and the draft that this plugin's layer sees.
        stage: `guard`, `propose`, `review`, `predict` or `plan`.
    """

    def __init__(self, remit: Remit, scene: Scene, stage: str) -> None:
        self._remit = remit
        self._scene = scene
        self._stage = stage
        self._rules: list[Rule] = []
        self._closed = False

    def rule(self, name: str) -> Rule:
        """The block of the rule called *name*.

        Raises:
            PluginFault: the manifest declares no such rule, or the call is over.
        """
        if self._closed:
            raise PluginFault("plugin.closed_rule", "opened a rule after its call was over")
        brief = self._remit.briefs.get(name)
        if brief is None:
            raise PluginFault("plugin.undeclared_rule", f"opened the rule {name!r}, which its manifest lacks")
        rule = Rule(self._remit, brief, self._scene, self._stage)
        self._rules.append(rule)
        return rule

    def close(self) -> Heard:
        """What the blocks answered, left unsaid and read; nothing is taken down after it.

        Raises:
            PluginFault: there is more than anybody reads, or two predictions or follow-ups of the same.
        """
        self._closed = True
        heard = Heard()
        for rule in self._rules:
            rule.close()
            heard.read += rule.values_read()
            heard.silences += rule.silences
            if rule.answers or rule.predictions or rule.follow_ups or rule.used_overrides:  # most rules are silent
                heard.answers += rule.answers
                heard.predictions += rule.predictions
                heard.follow_ups += rule.follow_ups
                heard.used_overrides += rule.used_overrides
        predicted_once(heard.predictions)  # a rule may have been opened more than once
        followed_once(heard.follow_ups)
        spoken = len(heard.answers) + len(heard.predictions) + len(heard.follow_ups) + len(heard.silences)
        if spoken > said.MOST_ANSWERS:
            raise PluginFault("plugin.output_too_large", f"gave more than {said.MOST_ANSWERS} answers in {self._stage}")
        return heard


@attrs.define(kw_only=True)
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

    answers: list[Answer] = attrs.field(factory=list)
    predictions: list[Prediction] = attrs.field(factory=list)
    follow_ups: list[Planned] = attrs.field(factory=list)
    silences: list[Silence] = attrs.field(factory=list)
    read: list[ReadValue] = attrs.field(factory=list)
    used_overrides: list[Override] = attrs.field(factory=list)


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

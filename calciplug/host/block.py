"""The life of one rule's block: opened, ended early or at its end, and closed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Self

from calciplug.errors import KineticsError, PluginFault
from calciplug.host import said
from calciplug.host.reader import Reader
from calciplug.model.answers import Silence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from calciplug.host.remit import Brief, Remit
    from calciplug.host.scene import Scene
    from calciplug.model.answers import Answer, Prediction, ReadValue
    from calciplug.model.plan import Planned
    from calciplug.model.records import Override


class _Ended(Exception):
    """Ends the block of *rule* early; never leaves it."""

    def __init__(self, rule: Block) -> None:
        self.rule = rule
        super().__init__()


class Block:
    """What every rule's block has: a beginning, an end, and a silence where it says nothing.

    Args:
        remit: the plugin's.
        brief: the rule's.
        scene: the case and the draft that this plugin's layer sees.
        stage: `guard`, `propose`, `review`, `predict` or `plan`.
    """

    def __init__(self, remit: Remit, brief: Brief, scene: Scene, stage: str) -> None:
        self._remit = remit
        self._brief = brief
        self._spec = brief.spec
        self._reader = Reader(remit, brief.needs, scene)
        self._stage = stage
        self.answers: list[Answer] = []
        self.predictions: list[Prediction] = []
        self.follow_ups: list[Planned] = []
        self.silences: list[Silence] = []
        self.used_overrides: list[Override] = []
        self._said: Silence | None = None
        self._open = False

    def __enter__(self) -> Self:
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, KineticsError) and self._open:
            # A body or a schedule that a model was not made for is no mistake of the plugin's; what it needed is named.
            self.silences.append(self._silence("needs-model", part=f"{error}"[: said.MOST_TEXT]))
            self._open = False
            return True
        if not self._has_spoken() and not self.silences and self._said is None:
            self._said = self._brief.untriggered
        if self._said is not None:
            self.silences.append(self._said)
        self._open = False
        return isinstance(error, _Ended) and error.rule is self

    def stop(self) -> NoReturn:
        """End the block: the rule has nothing to say."""
        self._must_be_open()
        self._end_with(self._brief.untriggered)

    def silent(self, cause: str, *, path: str | None = None, part: str | None = None) -> None:
        """Record that a *part* of the rule has nothing to say, and why; the block goes on."""
        self._must_be_open()
        if cause not in said.CAUSES:
            raise PluginFault("plugin.unknown_cause", f"was silent for none of {', '.join(said.CAUSES)}")
        said.place(path)
        said.place(part)
        self.silences.append(self._silence(cause, path, part))

    def close(self) -> None:
        """End the block for good, also one that its plugin never left."""
        self._open = False

    def values_read(self) -> Iterable[ReadValue]:
        """What this block has read so far."""
        return self._reader.noted.values()

    def _only(self, stage: str) -> None:
        if self._stage != stage:
            raise PluginFault("plugin.wrong_stage", f"did in {self._stage} what belongs into {stage}")

    def _silence(self, cause: str, path: str | None = None, part: str | None = None) -> Silence:
        return Silence(plugin=self._remit.name, rule=self._spec.id, cause=cause, path=path, part=part)

    def _end(self, cause: str, path: str | None) -> NoReturn:
        self._must_be_open()
        self._end_with(self._silence(cause, path))

    def _end_with(self, silence: Silence) -> NoReturn:
        self._said = silence if not self._has_spoken() else None
        self._open = False
        raise _Ended(self)

    def _has_spoken(self) -> bool:
        return bool(self.answers or self.predictions or self.follow_ups)

    def _must_be_open(self) -> None:
        """Refuse an answer before or after the block: nobody would hear it, or everybody would hear it too late."""
        if not self._open:
            raise PluginFault("plugin.closed_rule", f"answered {self._spec.id} outside of its block, or after it ended")

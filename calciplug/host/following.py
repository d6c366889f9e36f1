"""What a rule may ask for in the weeks that follow: checks, reviews, and steps that wait for a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.host.due import due, elapsed
from calciplug.host.once import followed_once
from calciplug.host.predicting import Predicting
from calciplug.model.plan import Planned

if TYPE_CHECKING:
    from datetime import datetime

    from calciplug.model.prescription import Stored
    from calciplug.units import Quantity


class Following(Predicting):
    """A block that also plans; only `calciplug_plan` may."""

    def follow(
        self,
        key: str,
        /,
        *,
        on: str = "session",
        numbers: Any = None,
        after: Quantity | None = None,
        since: datetime | None = None,
        every: Quantity | None = None,
        times: Any = None,
        path: str | None = None,
        to: Any = None,
        **named: Any,
    ) -> None:
        """Ask for what the manifest calls *key*; nothing is in force by it.

        Sessions, doses and days are counted in the plan, from 1: what was given before it is not among them.

        Args:
            key: of one of the rule's `follow_ups`; once in a call, or once for each *path*.
            on: what it is placed at and counted in: `session`, `dose` or `day`.
            numbers: which ones, a count or a tuple of them; None for each, or with *after*.
            after: time after the first one, or after *since*; or None. Not with *numbers*.
            since: moment in the case that *after* counts from: of a dose, a change, a sample; None: the first one of
                the plan. What was due before that first one is due at it. Only with *after*.
            every: time between repetitions, of a day at least; only with *after*.
            times: how often at most, a count; only where *numbers* names none.
            path: what it is about; for a step a path of the plugin's `writes`.
            to: the value that a step would go to; for a step alone.
            named: named values of the template.

        Raises:
            PluginFault: the manifest lacks the key, the stage is another, or a value cannot stand.
        """
        self._only("plan")
        self._must_be_open()
        said.place(path)
        spec = self._spec.follow_ups.get(key)
        if spec is None:
            raise PluginFault("plugin.undeclared_follow_up", f"asked for {key!r}, which {self._spec.id} lacks")
        target = self._target(spec.action, key, path, to)
        made = Planned(
            plugin=self._remit.name,
            rule=self._spec.id,
            key=key,
            path=path,
            to=target,
            form=None if path is None or target is None else self._form_shown(path, said.kind_of(path)),
            due=attrs.evolve(due(on, numbers, after, every, times), since=elapsed(since, after, self._reader.since)),
            because=self._worded(key, spec.words, named),
            read=self._reader.read(),
        )
        followed_once((*self.follow_ups, made))
        self.follow_ups.append(made)

    def _target(self, action: str, key: str, path: str | None, to: Any) -> Stored | None:
        """The value of a step, which another adjustment will have to propose; None for what is no step."""
        if action != "step":
            if to is not None:
                raise PluginFault("plugin.unexpected_target", f"gave {key!r} a value to go to, and it is no step")
            return None
        if path is None or not self._remit.writes(path):
            raise PluginFault(
                "plugin.undeclared_path", f"planned the step {key!r} at {path}, which is not among its writes"
            )
        if to is None:
            raise PluginFault("plugin.no_target", f"planned the step {key!r} without the value that it goes to")
        stored = self._stored(path, to)
        said.plausible(path, stored)
        return stored

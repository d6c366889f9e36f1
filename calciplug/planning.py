"""What the rules asked for in the weeks that follow, in words and in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.findings import natural
from calciplug.model.plan import Programme
from calciplug.silences import told_silences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.findings import Voice
    from calciplug.host import Heard
    from calciplug.model.answers import ReadValue
    from calciplug.model.outcome import Outcome
    from calciplug.model.plan import FollowUp


def programme(
    outcome: Outcome, read: Sequence[ReadValue], heard: Sequence[tuple[str, Heard]], voices: Mapping[str, Voice]
) -> Programme:
    """*outcome* with everything that was asked for after it.

    Args:
        outcome: sealed, and not rejected.
        read: what its rules read.
        heard: plugin and what its hook said.
        voices: plugin → its templates and parameters; the parameters note what the plan alone has read.
    """
    follow_ups = [voices[name].followed(one) for name, own in heard for one in own.follow_ups]
    rules = [
        (voice.manifest, rule)
        for voice in voices.values()
        for rule, spec in voice.manifest.rules.items()
        if spec.follow_ups
    ]
    return Programme(
        outcome=outcome,
        follow_ups=tuple(sorted(follow_ups, key=_place)),
        silent=told_silences(
            [silence for _, own in heard for silence in own.silences],
            {(item.plugin, item.rule) for item in follow_ups},
            rules,
            outcome.modality or "",
        ),
        parameters=tuple(item for name in sorted(voices) for item in voices[name].parameters.used()),
        read=tuple(read),
    )


def _place(item: FollowUp) -> tuple[object, ...]:
    return item.plugin, natural(item.rule), item.key, item.path or ""

"""What is to be done in the weeks that follow a prescription: checks, steps that wait for a condition, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from calciplug.model.amount import Amount
    from calciplug.model.answers import Because, ReadValue, Silence
    from calciplug.model.outcome import Outcome, UsedParameter
    from calciplug.model.prescription import Stored

# `check`: something is measured. `step`: a change that waits for a condition. `review`: somebody looks at the whole.
Action = Literal["check", "step", "review"]
# What a follow-up is counted in, and what it is placed at.
Unit = Literal["session", "dose", "day"]


@attrs.frozen(kw_only=True)
class Due:
    """When a follow-up is due; nothing here is a date.

    Without *after* it is due at the *numbers* of *on*, counted from 1 (empty: at each). With *after* it is due
    that long after the first of *on*, or after a moment before the case's `as_of` (*since*), and again *every* so
    often, each time at the first of *on* that does not begin before that calendar day. What was due before the first
    of *on* is due at it, and repetitions count from there. Sessions, doses and days are counted in the plan: those
    before it are not among them.

    Attributes:
        on: `session`, `dose` of thiosulfate (a session that carries one, or a peritoneal dwell), or `day`.
        numbers: which ones, from 1; empty for each. Only without *after*.
        after: minutes after the first one, or after the moment that *since* names; or None.
        since: minutes before `as_of` of the moment that *after* counts from; None: the first one of the plan. Only
            with *after*.
        every: minutes between repetitions, or None for once. Only with *after*.
        times: how often at most, or None for as long as the plan is.
    """

    on: Unit
    numbers: tuple[int, ...] = ()
    after: float | None = None
    since: float | None = None
    every: float | None = None
    times: int | None = None


@attrs.frozen(kw_only=True)
class Planned:
    """What a rule's block said of the weeks that follow; the template is filled when it is shown.

    Attributes:
        key: of one of the rule's `follow_ups`.
        path: what it is about, or None.
        to: the value that a step would go to, as memory keeps it, or None.
    """

    plugin: str
    rule: str
    key: str
    path: str | None
    to: Stored | None
    form: str | None
    due: Due
    because: Because
    read: tuple[ReadValue, ...]


@attrs.frozen(kw_only=True)
class FollowUp:
    """One thing to do in the weeks that follow, in words.

    Attributes:
        plugin: who asks for it.
        rule: under which rule.
        key: which of the rule's follow-ups.
        action: `check`, `step` or `review`.
        title: one line.
        detail: what it waits for, or why.
        checks: paths of what is to be measured.
        path: what it is about, or None.
        to: the value that a step would go to, or None. Never in force by itself: when it is due, the case is adjusted
            anew.
        due: when.
        citations: bibliography ids; empty with *policy*.
        policy: whether a number in it is local policy and not from a source.
        disputes: disputes that it touches.
    """

    plugin: str
    rule: str
    key: str
    action: Action
    title: str
    detail: str
    checks: tuple[str, ...]
    path: str | None
    to: Amount | None
    due: Due
    citations: tuple[str, ...]
    policy: bool
    disputes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Programme:
    """An outcome with what its rules ask for in the weeks that follow.

    Attributes:
        outcome: as an adjustment alone would give it.
        follow_ups: by plugin, rule, key and path, whatever the order in which plugins were found; empty where the
            outcome is rejected.
        silent: rules that could have asked for something and did not, and why; what a plan could not tell.
        parameters: parameters that were read or shown for the follow-ups, with their origin.
        read: values that the rules of the outcome read, whether they then spoke or not.
    """

    outcome: Outcome
    follow_ups: tuple[FollowUp, ...] = ()
    silent: tuple[Silence, ...] = ()
    parameters: tuple[UsedParameter, ...] = ()
    read: tuple[ReadValue, ...] = ()

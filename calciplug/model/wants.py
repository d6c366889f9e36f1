"""Why rules said nothing: which value each waited for, and what a case holds of what a rule needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.model.computed import is_computed
from calciplug.model.field import code_field, field

if TYPE_CHECKING:
    from calciplug.model.answers import ReadValue, Silence
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome


def is_prescribed(path: str) -> bool:
    """Whether *path* is of a prescription, stored or computed."""
    declared = field(path) or code_field(path)
    return is_computed(path) or (declared is not None and declared.section is not None)


@attrs.frozen(kw_only=True)
class Waiting:
    """A rule, or a part of it, that was silent for want of something.

    Attributes:
        silence: whose, why, at which path and of which part.
        sentence: what the rule does.
        absence: what its manifest says that the absence means, or None where it names the path nowhere.
        max_age: minutes that the value may be old for this rule, or None for any age.
        since: paths whose later change makes the value stale for this rule.
    """

    silence: Silence
    sentence: str
    absence: str | None
    max_age: float | None
    since: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Wanted:
    """One value that would wake rules.

    Attributes:
        path: which, or None where a silence names none.
        value: what the case holds there, too old or withheld; or None.
        waiting: the rules that wait for it.
    """

    path: str | None
    value: ReadValue | None
    waiting: tuple[Waiting, ...]

    @property
    def prescribed(self) -> bool:
        """Whether it is a value of the prescription, stored or computed: absent, it may simply not be prescribed."""
        return self.path is not None and is_prescribed(self.path)


@attrs.frozen(kw_only=True)
class Seen:
    """A value that a rule needs, and what the case holds there.

    Attributes:
        path: which; an exchange's own key stands in the place of `*`.
        value: what is there, in a prescription as ordered, else in force; or None.
        withheld: whether the outcome has no value for its section today.
        absence: what the manifest says that its absence means.
        max_age: minutes that it may be old, or None.
        since: paths whose later change makes it stale.
    """

    path: str
    value: ReadValue | None
    withheld: bool
    absence: str
    max_age: float | None
    since: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Story:
    """All of one rule: what it needs and has. What it said, and how it was silent, stands in the outcome.

    Attributes:
        plugin: whose rule it is.
        rule: which.
        sentence: what it does.
        runs: whether the protocol lets the plugin run.
        needs: what its manifest names.
    """

    plugin: str
    rule: str
    sentence: str
    runs: bool
    needs: tuple[Seen, ...]


@attrs.frozen(kw_only=True)
class WhyNot:
    """Why the rules of one outcome said nothing.

    Attributes:
        case: that was adjusted.
        outcome: its outcome.
        wanted: values that would wake rules, most wanted first; those of the prescription after the others.
        stories: of the rules that were asked for.
    """

    case: Case
    outcome: Outcome
    wanted: tuple[Wanted, ...]
    stories: tuple[Story, ...] = ()

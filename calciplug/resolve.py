"""Proposals and limits to one value for each path; pure functions, and the one place for the rules of disagreement.

1. Writers of one path that ask the same value, after the path's deliverable step, agree.
2. If they differ, the value in force stands and both are named, unless the protocol prefers one by name.
3. A value outside a limit is refused, never moved to the limit.
4. A refused change leaves the value in force, unless that value is itself refused or outside a limit:
   then its whole section is withheld and has no value today.
5. A person's override names finding, path and value; it lifts exactly that, and lapses when the value changes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_lists, general
from calciplug.model.prescription import close, same
from calciplug.units import kind, within_floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.model.answers import Limit, Proposal, Refusal
    from calciplug.model.prescription import Prescription, Stored
    from calciplug.model.records import Override

# Roles that count as a specialist where a rule asks for one (policy).
SPECIALISTS: Final = ("nephrologist", "paediatric-nephrologist", "allergist", "cardiologist", "dermatologist")


@attrs.frozen(kw_only=True)
class Bounds:
    """What decides between values: what guards said, what persons overrode, whom the protocol prefers.

    Attributes:
        limits: bounds for paths, stored and computed.
        refusals: holds and blocks.
        overrides: decisions of persons.
        prefer: path → plugin whose value wins where writers differ.
    """

    limits: tuple[Limit, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    overrides: tuple[Override, ...] = ()
    prefer: Mapping[str, str] = attrs.field(factory=dict)
    # Asked of every path of the draft, of which few are limited at all.
    _at: frozenset[str | None] = attrs.field(init=False, eq=False, repr=False)

    @_at.default
    def _paths(self) -> frozenset[str | None]:
        return frozenset(answer.path for answer in (*self.limits, *self.refusals))

    def broken(self, path: str, value: Stored) -> tuple[Limit, ...]:
        """Limits on *path* that *value* breaks and that nobody has overridden for it."""
        return tuple(
            limit
            for limit in self.limits
            if limit.path == path and outside(limit, value) and self.lifted(limit, value) is None
        )

    def refused(self, path: str, value: Stored) -> tuple[Refusal, ...]:
        """Refusals of exactly *value* at *path* that nobody has overridden."""
        return tuple(
            refusal
            for refusal in self.refusals
            if refusal.path == path
            and refusal.refuses is not None
            and equal(path, refusal.refuses, value)
            and self.lifted(refusal, value) is None
        )

    def limits_at(self, path: str) -> bool:
        """Whether anything is limited or refused at *path*."""
        return path in self._at

    def stops(self, path: str, value: Stored) -> bool:
        """Whether *value* may not stand at *path*."""
        return path in self._at and bool(self.broken(path, value) or self.refused(path, value))

    def lifted(self, answer: Limit | Refusal, value: Stored | None) -> Override | None:
        """The override that lets *value* stand against *answer*, or None."""
        for override in self.overrides:
            if override.path == answer.path and lifts(override, answer.rule, answer.override, answer.plan, value):
                return override
        return None


@attrs.frozen(kw_only=True)
class Decision:
    """What became of one path.

    Attributes:
        path: which.
        value: what stands now, or None where nothing does.
        form: salt form of it.
        chosen: proposal that was taken, or None.
        dropped: proposals that broke a limit or met a refusal.
        conflict: proposals that differ and of which none was taken.
        reverted: whether an ordered value was refused and the one in force stands instead.
        withheld: whether nothing may stand, so that the section has no value today.
    """

    path: str
    value: Stored | None
    form: str | None
    chosen: Proposal | None = None
    dropped: tuple[Proposal, ...] = ()
    conflict: tuple[Proposal, ...] = ()
    reverted: bool = False
    withheld: bool = False


def decide(
    path: str,
    draft: Prescription,
    in_force: Prescription,
    proposals: Sequence[Proposal],
    bounds: Bounds,
) -> Decision:
    """The value that stands at *path* after one layer, by the five rules above."""
    chosen, conflict = _agreed(path, proposals, bounds.prefer)
    dropped: tuple[Proposal, ...] = ()
    if chosen is not None:
        if not bounds.stops(path, chosen.value):
            return Decision(path=path, value=chosen.value, form=chosen.form, chosen=chosen)
        dropped = (chosen,)
    own, old = draft.get(path), in_force.get(path)
    form, old_form = draft.forms.get(path), in_force.forms.get(path)
    if conflict:
        disputed = old is not None and not bounds.stops(path, old)
        return Decision(
            path=path, value=old if disputed else None, form=old_form, conflict=conflict,
            reverted=not same(path, own, old), withheld=not disputed and own is not None,
        )  # fmt: skip
    if own is None or not bounds.stops(path, own):
        return Decision(path=path, value=own, form=form, dropped=dropped)
    # Exactly unequal, not a step apart: an order just past a limit may lie within half a step of the value in force.
    if old is not None and own != old and not bounds.stops(path, old):
        return Decision(path=path, value=old, form=old_form, dropped=dropped, reverted=True)
    return Decision(path=path, value=None, form=None, dropped=dropped, withheld=True)


def _agreed(
    path: str, proposals: Sequence[Proposal], prefer: Mapping[str, str]
) -> tuple[Proposal | None, tuple[Proposal, ...]]:
    if not proposals:
        return None, ()
    ordered = sorted(proposals, key=lambda item: (item.plugin, item.rule))
    if all(same(path, ordered[0].value, other.value) for other in ordered[1:]):
        return ordered[0], ()
    preferred = [item for item in ordered if item.plugin == prefer.get(path)]
    if preferred and all(same(path, preferred[0].value, other.value) for other in preferred[1:]):
        return preferred[0], ()
    return None, tuple(ordered)


def lifts(override: Override, rule: str, level: str, plan: Sequence[str], value: Stored | None) -> bool:
    """Whether *override* lets *value* (None: a whole section) stand at its path against *rule*.

    Args:
        override: the decision of a person.
        rule: whose finding it has to name.
        level: who may override it: `nobody`, `specialist` or `named-role`.
        plan: checks that the decision has to promise.
        value: what it has to name.
    """
    if level == "nobody" or override.finding != rule or not set(plan) <= set(override.plan):
        return False
    if level == "specialist" and override.role not in SPECIALISTS:
        return False
    if value is None or override.value is None:
        return value is None and override.value is None
    return equal(override.path, override.value, value)


def equal(path: str, one: Stored, two: Stored) -> bool:
    """Whether two values of *path* are one value: after the step of a stored leaf, else as the page rounds them."""
    computed = COMPUTED.get(general(path))
    if computed is not None and isinstance(one, float) and isinstance(two, float):
        # A person writes down the number that the finding showed, which was rounded for the page.
        return close(one, two) or within_floats(abs(one - two), 0.0, _rounding(computed.kind))
    return same(path, one, two)


@cache
def _rounding(name: str) -> float:
    """How far the page's number of the kind called *name* may lie from the one it shows, in the kind's own unit."""
    own = kind(name)
    code, digits = own.shows[0]
    forms = code_lists()["salt_form"] if name.startswith("thiosulfate") else (None,)
    largest = max(own.factor(code, form) for form in forms)
    return float(largest / 10**digits / 2)


def outside(limit: Limit, value: Stored) -> bool:
    """Whether *value* lies outside *limit* by more than rounding; anything but a finite number does."""
    return not isinstance(value, float) or not within_floats(value, limit.minimum, limit.maximum)

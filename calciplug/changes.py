"""What an outcome changes: each path that differs from the one in force or from the order, and on whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.findings import in_order
from calciplug.model.amount import leaf
from calciplug.model.field import section
from calciplug.model.outcome import Change
from calciplug.model.prescription import same

if TYPE_CHECKING:
    from calciplug.docket import Docket
    from calciplug.model.amount import Amount
    from calciplug.model.answers import Proposal
    from calciplug.model.prescription import Stored


@attrs.frozen(kw_only=True)
class _Trail:
    """One path through the adjustment: in force, as ordered, and after."""

    path: str
    in_force: Amount | None
    ordered: Amount | None
    after: Amount | None

    def as_ordered(self) -> bool:
        """Whether there was an order and it stands."""
        after = self.after.stored if self.after else None
        return self.ordered is not None and same(self.path, self.ordered.stored, after)


def changes_of(docket: Docket) -> tuple[Change, ...]:
    """Every change of *docket*, by path; an order that was altered or refused counts, even if nothing moved."""
    case = docket.case
    return tuple(
        _change(docket, _trail(docket, path))
        for path in sorted({*case.prescription, *case.order, *docket.draft})
        if _is_told(path, case.prescription.get(path), case.order.get(path), docket.draft.get(path))
    )


def _is_told(path: str, old: Stored | None, ordered: Stored | None, new: Stored | None) -> bool:
    """Whether what stands now is not what was in force, or not what was ordered."""
    return not same(path, old, new) or (ordered is not None and not same(path, ordered, new))


def _trail(docket: Docket, path: str) -> _Trail:
    case = docket.case
    return _Trail(
        path=path,
        in_force=leaf(case.prescription, path),
        ordered=leaf(case.order, path),
        after=leaf(docket.draft, path),
    )


def _change(docket: Docket, trail: _Trail) -> Change:
    decision = docket.decisions.get(trail.path)
    chosen = decision.chosen if decision is not None else None
    if trail.after is None and docket.case.stops(trail.path):
        return _plain(trail, "order", "stopped, as ordered")
    if trail.after is None:
        by, why = docket.withheld.get(section(trail.path), [("host", "refused")])[0]
        return _plain(trail, by, why)
    if trail.as_ordered():
        return _plain(trail, "order", "as ordered")
    if chosen is not None:
        return _proposed(docket, trail, chosen)
    refused = [item.summary for item in in_order(docket.findings) if item.path == trail.path and item.refuses]
    return _plain(trail, "host", refused[0] if refused else "the order was refused")


def _proposed(docket: Docket, trail: _Trail, chosen: Proposal) -> Change:
    voice = docket.voices[chosen.plugin]
    spec = voice.manifest.rules[chosen.rule]
    why = voice.reason(chosen)[1]
    return _plain(trail, chosen.plugin, why, rule=chosen.rule, citations=spec.citations, policy=spec.policy)


def _plain(
    trail: _Trail,
    origin: str,
    why: str,
    *,
    rule: str | None = None,
    citations: tuple[str, ...] = (),
    policy: bool = False,
) -> Change:
    return Change(
        path=trail.path,
        in_force=trail.in_force,
        ordered=trail.ordered,
        after=trail.after,
        origin=origin,
        rule=rule,
        reason=why,
        citations=citations,
        policy=policy,
    )

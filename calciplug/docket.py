"""The docket of one case: what was said so far, the draft as it stands, and what is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.host import AfterView, Chart, Scene
from calciplug.model.amount import leaf
from calciplug.model.answers import Limit, Note, Proposal, Refusal
from calciplug.model.computed import COMPUTED, is_computed
from calciplug.model.field import general, section
from calciplug.model.manifest import covered, covers
from calciplug.model.prescription import same
from calciplug.observations import host_finding
from calciplug.resolve import Bounds, decide, lifts, outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calciplug.findings import Voice
    from calciplug.host import Heard
    from calciplug.host.roster import Roster
    from calciplug.model.answers import Answer, ReadValue, Silence
    from calciplug.model.case import Case
    from calciplug.model.outcome import Finding, Predicted
    from calciplug.model.prescription import Stored
    from calciplug.model.records import Override
    from calciplug.protocol import Protocol
    from calciplug.resolve import Decision


_TOLD_AT_ONCE: Final = (Note, Proposal)


class Docket:
    """Everything that one adjustment has gathered.

    Args:
        case: the case.
        protocol: the site's policy.
        voices: plugin → its templates and parameters.
        roster: who is called when.
    """

    def __init__(self, case: Case, protocol: Protocol, voices: Mapping[str, Voice], roster: Roster) -> None:
        self.case = case
        self.protocol = protocol
        self.voices = voices
        self.roster = roster
        self.draft = case.draft()
        self.withheld: dict[str, list[tuple[str, str]]] = {}
        self.answers: list[Answer] = []
        self.silences: list[Silence] = []
        self.read: list[ReadValue] = []
        self.used_overrides: list[Override] = []
        self.findings: list[Finding] = []
        self.predictions: list[Predicted] = []
        self.decisions: dict[str, Decision] = {}
        self.order_refused = False
        self._fresh: list[Proposal] = []
        self._bounds = Bounds(overrides=case.overrides)
        self._scene = self._set(Chart(case))

    def hear(self, plugin: str, heard: Heard) -> None:
        """Take down what one call of one plugin said."""
        for answer in heard.answers:
            self.answers.append(answer)
            if isinstance(answer, Proposal):
                self._fresh.append(answer)
            if isinstance(answer, _TOLD_AT_ONCE):
                self.findings.append(self.voices[plugin].finding(answer, self._signed(answer)))
        for item in heard.predictions:
            self.predictions.append(self.voices[plugin].predicted(item))
        self.silences += heard.silences
        self.read += heard.read
        self.used_overrides += heard.used_overrides

    def rule_on_guards(self) -> None:
        """Put what the guards said into force; paths that no plugin writes are settled at once."""
        limits = tuple(answer for answer in self.answers if isinstance(answer, Limit))
        refusals = tuple(answer for answer in self.answers if isinstance(answer, Refusal))
        self._bounds = Bounds(
            limits=limits, refusals=refusals, overrides=self.case.overrides, prefer=self.protocol.prefer
        )
        self._scene = self._set(self._scene.chart)
        # Limits first: they judge the draft as ordered, also where a refusal then withholds it.
        for limit in limits:
            self._note_limit(limit)
        for refusal in refusals:
            self._note_refusal(refusal)
        self._settle([path for path in self.draft if not covered(self.roster.writes, path)])

    def settle_layer(self, writes: tuple[str, ...]) -> None:
        """Resolve what one layer proposed, and every path that it could have written."""
        touched = {path for path in self.draft if covered(writes, path)}
        self._settle(sorted(touched | {proposal.path for proposal in self._fresh if proposal.path is not None}))
        self._fresh = []

    def close(self) -> None:
        """Check the limits on computed leaves, now that every stored leaf stands."""
        answers: tuple[Limit | Refusal, ...] = (*self._bounds.limits, *self._bounds.refusals)
        for answer in answers:
            path = answer.path
            if path is None or not is_computed(path):
                continue
            value = self.value(path)
            if value is None or not self._bounds.stops(path, value):
                continue
            if isinstance(answer, Limit):
                self._note_limit(answer)
            self._withhold_computed(path, answer)

    def after(self) -> AfterView:
        """What became of the draft, for the review."""
        old = self.case.prescription
        values = [(path, old.get(path), self.draft.get(path)) for path in {*old, *self.draft}]
        moved = [(path, a, b) for path, a, b in values if not same(path, a, b)]
        return AfterView(
            changed=frozenset(path for path, _, _ in moved),
            withheld=frozenset(self.withheld),
            lowered=frozenset(path for path, a, b in moved if isinstance(a, float) and isinstance(b, float) and b < a),
            raised=frozenset(
                path for path, a, b in moved if isinstance(b, float) and (not isinstance(a, float) or b > a)
            ),
        )

    def scene(self) -> Scene:
        """The case and the draft as they stand now, for all plugins of the next step."""
        # What is withheld changes with the draft only, and many steps leave that as it is.
        if self._scene.draft is not self.draft:
            self._scene = self._set(self._scene.chart)
        return self._scene

    def value(self, path: str) -> Stored | None:
        """The draft's value at *path*, stored or computed."""
        if not is_computed(path):
            return self.draft.get(path)
        return self.scene().leaves.number(path)

    # -- inside ----------------------------------------------------------------------------

    def _set(self, chart: Chart) -> Scene:
        draft, old, bounds = self.draft, self.case.prescription, self._bounds

        # It holds what it needs and not the docket, which holds the scene: that ring would outlive every case.
        def standing(path: str) -> Stored | None:
            return decide(path, draft, old, (), bounds).value

        withheld = {name: tuple(dict.fromkeys(by for by, _ in reasons)) for name, reasons in self.withheld.items()}
        return Scene(chart, draft, withheld, standing)

    def _signed(self, answer: Note | Proposal) -> Override | None:
        """The override that lets an outcome be signed against a note that refuses the signature."""
        if answer.severity != "block":
            return None
        spec = self.voices[answer.plugin].manifest.rules[answer.rule]
        return next(
            (
                own
                for own in self.case.overrides
                if own.path == answer.path and lifts(own, spec.id, spec.override, spec.override_plan, None)
            ),
            None,
        )

    def _settle(self, paths: Iterable[str]) -> None:
        for path in paths:
            proposals = [item for item in self._fresh if item.path == path]
            if not proposals and not self._bounds.limits_at(path):
                continue  # nobody asks for anything else, and nobody refuses what stands
            if section(path) in self.withheld:
                continue
            if self.case.stops(path):
                self._note_stopped(path)
                continue
            decision = decide(path, self.draft, self.case.prescription, proposals, self._bounds)
            self.decisions[path] = decision
            self._note_decision(decision)
            if decision.withheld:
                self._withhold(section(path), *self._against(decision))
            elif decision.value is not None:
                self._stand(path, decision.value, decision.form)
            elif path in self.draft:
                self.draft = self.draft.without(lambda own, gone=path: own == gone)  # type: ignore[misc]  # bound now

    def _stand(self, path: str, value: Stored, form: str | None) -> None:
        if value is not self.draft.get(path) or form not in (None, self.draft.forms.get(path)):
            self.draft = self.draft.with_value(path, value, form)

    def _against(self, decision: Decision) -> tuple[Limit | Refusal, ...]:
        own = self.draft.get(decision.path)
        if own is None:
            return ()
        return (*self._bounds.broken(decision.path, own), *self._bounds.refused(decision.path, own))

    def _withhold(self, name: str, *because: Limit | Refusal) -> None:
        reasons = [(answer.plugin, self.voices[answer.plugin].reason(answer)[0]) for answer in because]
        self.withheld.setdefault(name, []).extend(reasons or [("host", "no value may stand here")])
        self.draft = self.draft.without(lambda path: section(path) == name)

    def _withhold_computed(self, path: str, answer: Limit | Refusal) -> None:
        """Withhold the sections behind a computed leaf: for a total over routes, every one that adds to it."""
        keys = [path.split(".")[1]] if path.startswith("exchanges.") else list(self.draft.exchanges())
        for name in COMPUTED[general(path)].sections:
            for own in [name.replace("*", key) for key in keys] if "*" in name else [name]:
                if self.draft.under(own):
                    self._withhold(own, answer)

    def _note_refusal(self, refusal: Refusal) -> None:
        path = refusal.path
        assert path is not None, "a refusal is of a path"
        if refusal.refuses is None:
            standing = [own for own in self.draft if section(own) == path or covers(path, own)]
            override = self._bounds.lifted(refusal, None)
            if override is None:
                for name in sorted({section(own) for own in standing}) or [path]:
                    self._withhold(name, refusal)
        else:
            override = self._bounds.lifted(refusal, refusal.refuses)
            self._refuse_order(path, override is None)
        self.findings.append(self.voices[refusal.plugin].finding(refusal, override))

    def _note_limit(self, limit: Limit) -> None:
        assert limit.path is not None, "a limit is on a path"
        value = self.value(limit.path)
        if value is None or value == () or not outside(limit, value):
            return
        override = self._bounds.lifted(limit, value)
        self.findings.append(self.voices[limit.plugin].finding(limit, override, value))
        self._refuse_order(limit.path, override is None)

    def _refuse_order(self, path: str, refused: bool) -> None:
        """Remember whether what was refused was ordered, and not merely in force."""
        reads = COMPUTED[general(path)].reads if is_computed(path) else (path,)
        order, old = self.case.order, self.case.prescription
        ordered = any(
            covers(own, item) and not same(item, order.get(item), old.get(item)) for own in reads for item in order
        )
        self.order_refused = self.order_refused or (refused and ordered)

    def _note_decision(self, decision: Decision) -> None:
        if decision.conflict:
            asked = "; ".join(
                f"{item.plugin} ({item.rule}): {self.voices[item.plugin].reason(item)[0]}" for item in decision.conflict
            )
            reason = (
                f"plugins differ on {decision.path}; the value in force stands",
                f"{asked}. Neither was taken: the protocol prefers none of them by name.",
            )
            self.findings.append(host_finding("host.conflict", "warning", decision.path, reason))
        for proposal in decision.dropped:
            self._note_dropped(decision.path, proposal)
        self.order_refused = self.order_refused or decision.reverted

    def _note_stopped(self, path: str) -> None:
        """Say which plugins asked for a value where a person ordered an end."""
        for proposal in self._fresh:
            if proposal.path == path:
                reason = (
                    f"{proposal.plugin} ({proposal.rule}) proposed a value for what is to stop",
                    f"{section(path)} is ordered to stop, so that the proposal for {path} was not taken.",
                )
                self.findings.append(host_finding("host.stopped", "warning", path, reason))

    def _note_dropped(self, path: str, proposal: Proposal) -> None:
        against = [*self._bounds.broken(path, proposal.value), *self._bounds.refused(path, proposal.value)]
        names = ", ".join(sorted({f"{item.rule} of {item.plugin}" for item in against}))
        why = "; ".join(self.voices[item.plugin].reason(item)[0] for item in against)
        reason = (
            f"{proposal.plugin} ({proposal.rule}) proposed a value that {names} refuses",
            f"The proposal for {path} was refused, not moved to the limit: {why}",
        )
        shown = leaf(self.draft.with_value(path, proposal.value, proposal.form), path)
        self.findings.append(host_finding("host.limit", "warning", path, reason, refuses=shown))

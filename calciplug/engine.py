"""One case to one outcome: guard, propose, resolve, review, predict, seal; and, where a plan is wanted, what follows.

`adjust` and `plan` are pure functions of case, protocol and plugins: no clock, file, environment, network or
global state. The same input gives the same outcome, whoever asks.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from calciplug.docket import Docket
from calciplug.errors import PluginFault
from calciplug.findings import Voice
from calciplug.host import CaseView, Parameters
from calciplug.model.plan import Programme
from calciplug.planning import programme
from calciplug.sealing import rejected, seal
from calciplug.units.lane import fast, known
from calciplug.units.making import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from calciplug.host import AfterView, Heard, Host
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome
    from calciplug.protocol import Protocol
    from calciplug.units.lane import Lane


_CHECKED: Final = nullcontext()


def adjust(
    case: Case, host: Host, protocol: Protocol, *, lane: Lane = "checked", raise_faults: bool = False
) -> Outcome:
    """Propose an adjusted prescription for *case*.

    Args:
        case: the patient at one moment; see `codec.read_case`.
        host: the loaded plugins.
        protocol: the site's policy.
        lane: `fast` lets those plugins run on bare floats that are on record for it; the outcome is the same.
        raise_faults: for plugin authors: let a plugin's own error out instead of answering `rejected`.

    Returns:
        Always an outcome: a plugin that misbehaves makes it `rejected`, with no prescription, because a missing
        safety rule must not look like silence.

    Raises:
        CalciplugError: there is no such lane.
        ProtocolError: the protocol does not fit the loaded plugins.
        PluginFault: a plugin misbehaved, with *raise_faults* only.
    """
    return _planned(_Run(case, host, protocol, lane), _Run.adjust, raise_faults=raise_faults).outcome


def plan(case: Case, host: Host, protocol: Protocol, *, raise_faults: bool = False) -> Programme:
    """Adjust *case* as `adjust` does, and ask what has to be checked, stepped or reviewed in the weeks that follow.

    Arguments and errors are those of `adjust`.

    Returns:
        The outcome that `adjust` gives, with follow-ups and with the rules that had none. A plugin that misbehaves
        while it plans makes the outcome `rejected` as well, and a rejected outcome has no follow-ups.
    """
    return _planned(_Run(case, host, protocol, "checked"), _Run.plan, raise_faults=raise_faults)


def _planned(run: _Run, how: Callable[[_Run], Programme], *, raise_faults: bool) -> Programme:
    try:
        return how(run)
    except _Fault as fault:
        if raise_faults:
            # Its cause stays what the plugin raised: that is what an author wants to see.
            raise fault.cause from fault.cause.__cause__
        return Programme(outcome=rejected(run.docket, fault.plugin, fault.cause))


class _Fault(Exception):
    def __init__(self, plugin: str, cause: PluginFault) -> None:
        self.plugin = plugin
        self.cause = cause
        super().__init__(plugin)


class _Run:
    """The hooks of one adjustment, called one plugin at a time; what they say goes into the docket."""

    def __init__(self, case: Case, host: Host, protocol: Protocol, lane: Lane) -> None:
        self._host = host
        self._fast = host.fast if known(lane) == "fast" else frozenset[str]()
        if len(self._fast) < len(host.plugins):
            prepare()
        self._values = host.bind(protocol)
        self._roster = host.roster(self._values, case.modality)
        self.docket = Docket(case, protocol, self._voices(), self._roster)

    def adjust(self) -> Programme:
        """Every step of an adjustment; asks for nothing that follows."""
        self.guard()
        self.propose()
        self.docket.close()
        self.review()
        self.predict()
        return Programme(outcome=seal(self.docket))

    def plan(self) -> Programme:
        """An adjustment, sealed before its plugins are asked what follows, so that none can touch it."""
        outcome, voices = self.adjust().outcome, self._voices()
        return programme(outcome, self.docket.read, self._call_all("calciplug_plan", voices), voices)

    def guard(self) -> None:
        """Every plugin may forbid or narrow, on the draft as ordered."""
        self._hear("calciplug_guard")
        self.docket.rule_on_guards()

    def propose(self) -> None:
        """Layer by layer in the order of the data flow, each resolved before the next one reads."""
        for turn in self._roster.turns:
            self._hear("calciplug_propose", turn.names)
            self.docket.settle_layer(turn.writes)

    def review(self) -> None:
        """Every plugin may warn about the whole; nothing can be changed any more."""
        self._hear("calciplug_review", after=self.docket.after())

    def predict(self) -> None:
        """Models say what the prescription in force and the proposed one will do."""
        self._hear("calciplug_predict")

    def _voices(self) -> dict[str, Voice]:
        """Every plugin's templates and parameters; the parameters note anew which of them are read."""
        return {
            name: Voice(self._host.plugins[name].manifest, Parameters(self._values[name]))
            for name in self._roster.names
        }

    def _hear(self, hook: str, names: Sequence[str] | None = None, after: AfterView | None = None) -> None:
        for name, own in self._call_all(hook, self.docket.voices, names, after):
            self.docket.hear(name, own)

    def _call_all(
        self,
        hook: str,
        voices: Mapping[str, Voice],
        names: Sequence[str] | None = None,
        after: AfterView | None = None,
    ) -> list[tuple[str, Heard]]:
        # All of them see the draft as it is now: what one answers becomes visible only to the next step.
        scene, heard, stage = self.docket.scene(), [], hook.removeprefix("calciplug_")
        for name in self._roster.called[hook] if names is None else names:
            view = CaseView(self._host.plugins[name].remit, scene, stage)
            try:
                with fast() if name in self._fast else _CHECKED:
                    self._host.call(name, hook, {"case": view, "p": voices[name].parameters, "after": after})
                    heard.append((name, view.close()))
            except PluginFault as cause:
                raise _Fault(name, cause) from cause
        return heard

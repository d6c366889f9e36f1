"""One case to one outcome: guard, propose, resolve, review, predict, seal.

`adjust` is a pure function of case, protocol and plugins: no clock, file, environment, network or
global state. The same input gives the same outcome, whoever asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.docket import Docket
from calciplug.errors import PluginFault
from calciplug.findings import Voice
from calciplug.host import CaseView, Parameters
from calciplug.sealing import rejected, seal

if TYPE_CHECKING:
    from calciplug.host import AfterView, Host
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome
    from calciplug.protocol import Protocol


def adjust(case: Case, host: Host, protocol: Protocol, *, raise_faults: bool = False) -> Outcome:
    """Propose an adjusted prescription for *case*.

    Args:
        case: the patient at one moment; see `codec.read_case`.
        host: the loaded plugins.
        protocol: the site's policy.
        raise_faults: for plugin authors: let a plugin's own error out instead of answering `rejected`.

    Returns:
        Always an outcome: a plugin that misbehaves makes it `rejected`, with no prescription, because a missing
        safety rule must not look like silence.

    Raises:
        ProtocolError: the protocol does not fit the loaded plugins.
        PluginFault: a plugin misbehaved, with *raise_faults* only.
    """
    run = _Run(case, host, protocol)
    try:
        run.guard()
        run.propose()
        run.docket.close()
        run.review()
        run.predict()
    except _Fault as fault:
        if raise_faults:
            # Its cause stays what the plugin raised: that is what an author wants to see.
            raise fault.cause from fault.cause.__cause__
        return rejected(run.docket, fault.plugin, fault.cause)
    return seal(run.docket)


class _Fault(Exception):
    def __init__(self, plugin: str, cause: PluginFault) -> None:
        self.plugin = plugin
        self.cause = cause
        super().__init__(plugin)


class _Run:
    """The hooks of one adjustment, called one plugin at a time; what they say goes into the docket."""

    def __init__(self, case: Case, host: Host, protocol: Protocol) -> None:
        self._host = host
        values = host.bind(protocol)
        self._names = tuple(sorted(values))
        voices = {name: Voice(host.plugins[name].manifest, Parameters(name, values[name])) for name in self._names}
        self.docket = Docket(case, protocol, voices, {name: host.plugins[name].used() for name in self._names})

    def guard(self) -> None:
        """Every plugin may forbid or narrow, on the draft as ordered."""
        self._call_all("calciplug_guard", self._names)
        self.docket.rule_on_guards(self._writes(self._names))

    def propose(self) -> None:
        """Layer by layer in the order of the data flow, each resolved before the next one reads."""
        for layer in self._host.layers:
            names = tuple(name for name in layer if name in self._names)
            self._call_all("calciplug_propose", names)
            self.docket.settle_layer(self._writes(names))

    def review(self) -> None:
        """Every plugin may warn about the whole; nothing can be changed any more."""
        self._call_all("calciplug_review", self._names, after=self.docket.after())

    def predict(self) -> None:
        """Models say what the prescription in force and the proposed one will do."""
        self._call_all("calciplug_predict", self._names)

    def _writes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(path for name in names for path in self._host.plugins[name].manifest.writes)

    def _call_all(self, hook: str, names: tuple[str, ...], after: AfterView | None = None) -> None:
        docket = self.docket
        # All of them see the draft as it is now: what one answers becomes visible only to the next step.
        draft, withheld = docket.draft, docket.withheld_by()
        heard = []
        for name in names:
            plugin = self._host.plugins[name]
            if hook not in plugin.hooks or docket.case.modality not in plugin.manifest.modalities:
                continue
            stage = hook.removeprefix("calciplug_")
            view = CaseView(docket.case, draft, withheld, plugin.manifest, stage, standing=docket.standing)
            try:
                self._host.call(name, hook, {"case": view, "p": docket.voices[name].parameters, "after": after})
                heard.append((name, view.close()))
            except PluginFault as cause:
                raise _Fault(name, cause) from cause
        for name, own in heard:
            docket.hear(name, own)

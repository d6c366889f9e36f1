"""What models say of many cases' prescriptions, as they stand and as they were ordered; no rule looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from calciplug.errors import PluginFault
from calciplug.forecast.answer import Asked
from calciplug.forecast.arrays import np
from calciplug.forecast.asking import HOOK, Asker
from calciplug.silences import told_silences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from calciplug.host import Heard, Host
    from calciplug.model.answers import Silence
    from calciplug.model.case import Case
    from calciplug.model.manifest import Manifest
    from calciplug.protocol import Protocol

    # Plugin, rule, prediction, and what it is about where there are several: `exchanges.night`, else empty.
    Key = tuple[str, str, str, str]


@attrs.frozen(eq=False)
class Column:
    """One prediction of every case, in memory's form: floats in the own unit of its kind, NaN where there is none.

    Attributes:
        before: lowest and highest value under the prescription in force, an array each.
        after: the same as ordered; where nothing is ordered, once more what is in force.
        flags: code of what may limit its validity → whether it does, an array.
    """

    before: tuple[Any, Any]
    after: tuple[Any, Any]
    flags: dict[str, Any]


@attrs.frozen(eq=False)
class Forecast:
    """What models say of some cases, by their place among them.

    Attributes:
        columns: each prediction that was made of one of them at least.
        silent: of each case, the rules that predicted nothing, and why.
        faults: of a case → the plugin that misbehaved, and how; nothing is predicted of that case.
        asked: plugin → how it was asked.
    """

    columns: Mapping[Key, Column]
    silent: Sequence[tuple[Silence, ...]]
    faults: Mapping[int, tuple[str, PluginFault]]
    asked: Mapping[str, Asked]

    def count(self, wanted: Callable[[Key], bool]) -> int:
        """How many cases have a prediction whose key is *wanted*."""
        found = [~np.isnan(own.after[0]) | ~np.isnan(own.before[0]) for key, own in self.columns.items() if wanted(key)]
        return int(np.logical_or.reduce(found).sum()) if found else 0


def forecast(cases: Sequence[Case], host: Host, protocol: Protocol) -> Forecast:
    """Predict what the prescription of each of *cases* does, in force and as ordered; nothing is proposed.

    Cases that differ in numbers and times only are asked about together, in arrays, and part where a plugin branches.

    Args:
        cases: some thousands at most; what is said of all of them is held in memory.
        host: the loaded plugins.
        protocol: the site's policy.

    Raises:
        ProtocolError: the protocol does not fit the loaded plugins.
    """
    bound, made = host.bind(protocol), _Made(len(cases))
    for name in predicting(host, protocol):
        manifest, asker = host.plugins[name].manifest, Asker(host, name, bound[name])
        for index, case in enumerate(cases):
            if case.modality not in manifest.modalities:
                made.silent[index] += _told((), (), manifest, case.modality)
        for answer in asker.answers(cases):
            if isinstance(answer.heard, PluginFault):
                made.faults.setdefault(answer.indices[0], (name, answer.heard))
            else:
                made.take(answer.indices, answer.heard, manifest, cases[answer.indices[0]].modality)
        made.asked[name] = asker.asked
    made.forget(sorted(made.faults))
    return Forecast(made.columns, made.silent, made.faults, made.asked)


def predicting(host: Host, protocol: Protocol) -> tuple[str, ...]:
    """Names of the enabled plugins that predict, sorted."""
    return tuple(name for name in sorted(host.bind(protocol)) if HOOK in host.plugins[name].hooks)


class _Made:
    """A forecast in the making."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.columns: dict[Key, Column] = {}
        self.silent: list[tuple[Silence, ...]] = [()] * size
        self.faults: dict[int, tuple[str, PluginFault]] = {}
        self.asked: dict[str, Asked] = {}

    def take(self, indices: Sequence[int], heard: Heard, manifest: Manifest, modality: str) -> None:
        """Take down what was said of the cases at *indices*."""
        here = np.asarray(indices)
        for said in heard.predictions:
            key = said.plugin, said.rule, said.key, said.path or ""
            own = self.columns.setdefault(key, Column(self._pair(), self._pair(), {}))
            for columns, ends in ((own.before, said.before), (own.after, said.after)):
                for column, end in zip(columns, ends or (), strict=False):
                    column[here] = end
            for code, up in said.flags.items():
                own.flags.setdefault(code, np.zeros(self._size, dtype=bool))[here] = up
        silent = _told(heard.silences, {(said.plugin, said.rule) for said in heard.predictions}, manifest, modality)
        for index in indices:
            self.silent[index] += silent

    def forget(self, indices: Sequence[int]) -> None:
        """Forget what was said of the cases at *indices*, of which not all is known."""
        for own in self.columns.values():
            for column in (*own.before, *own.after):
                column[indices] = np.nan
            for up in own.flags.values():
                up[indices] = False
        for index in indices:
            self.silent[index] = ()

    def _pair(self) -> tuple[Any, Any]:
        return np.full(self._size, np.nan), np.full(self._size, np.nan)


def _told(silences: Sequence[Silence], spoke: Any, manifest: Manifest, modality: str) -> tuple[Silence, ...]:
    rules = [(manifest, rule.id) for rule in manifest.rules.values() if rule.predictions]
    return told_silences(silences, spoke, rules, modality)

"""One plugin asked about many cases: together as far as they go the same way, else in parts, else one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.errors import PluginFault
from calciplug.forecast.answer import Answer, Asked
from calciplug.forecast.arrays import np
from calciplug.forecast.many import Parted
from calciplug.forecast.scope import Scope
from calciplug.forecast.shape import shape
from calciplug.forecast.stack import stacked
from calciplug.host import CaseView, Chart, Parameters, Scene
from calciplug.units import is_many

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from calciplug.host import Heard, Host
    from calciplug.host.parameters import Value
    from calciplug.model.case import Case

HOOK: Final = "calciplug_predict"
# So few cases are asked about one at a time: one call with arrays takes as long as about so many with floats.
FEW: Final = 10
# How often a part may be parted anew: a plugin that branches without end would make a part of every case.
DEEP: Final = 40
_NOT_FINITE: Final = "plugin.non_finite"


class Asker:
    """Asks one plugin.

    Args:
        host: has loaded it.
        name: of the plugin.
        values: of its parameters.
    """

    def __init__(self, host: Host, name: str, values: Mapping[str, Value]) -> None:
        self._host = host
        self._name = name
        self._manifest = host.plugins[name].manifest
        self._parameters = Parameters(values)
        self._scope = Scope.of(self._manifest)
        self.asked = Asked()

    def answers(self, cases: Sequence[Case]) -> Iterator[Answer]:
        """What the plugin says of each of *cases* that is of its modalities, in no order."""
        groups: dict[Hashable, list[int]] = {}
        for index, case in enumerate(cases):
            if case.modality in self._manifest.modalities:
                groups.setdefault(shape(case, self._scope), []).append(index)
        left: list[tuple[Sequence[int], int]] = [(indices, 0) for indices in groups.values()]
        while left:
            indices, depth = left.pop()
            if len(indices) < FEW or depth > DEEP:
                yield from self._one_by_one(cases, indices)
                continue
            try:
                heard = self._together([cases[index] for index in indices])
            except Parted as parted:
                left += [(part, depth + 1) for part in _parts(indices, parted.labels)]
            except PluginFault as fault:
                if fault.code == _NOT_FINITE:
                    left += [(half, depth) for half in _halves(indices)]
                    continue
                self.asked.unable += len(indices)
                yield from self._one_by_one(cases, indices)
            else:
                if _is_refused(heard):
                    left += [(half, depth) for half in _halves(indices)]
                else:
                    yield Answer(indices, heard)

    def one(self, case: Case) -> Heard:
        """What the plugin says of *case*, alone and in plain numbers.

        Raises:
            PluginFault: it misbehaved.
        """
        return self._call(case)

    def _one_by_one(self, cases: Sequence[Case], indices: Iterable[int]) -> Iterator[Answer]:
        for index in indices:
            self.asked.alone += 1
            try:
                yield Answer((index,), self.one(cases[index]))
            except PluginFault as fault:
                yield Answer((index,), fault)

    def _together(self, cases: Sequence[Case]) -> Heard:
        """What the plugin says of *cases*, all of one shape.

        Raises:
            Parted: they go different ways.
            PluginFault: it misbehaved, or cannot take several.
        """
        self.asked.together += 1
        case = stacked(cases, self._scope)
        if not any(is_many(value) for value in case.draft().values.values()):
            raise PluginFault("plugin.wrong_type", "was asked about prescriptions without a number")
        # As with floats, it is the result that is looked at: what is not finite is told from it.
        with np.errstate(all="ignore"):
            heard = self._call(case)
        for said in heard.predictions:
            for one in (*(said.before or ()), *(said.after or ()), *said.flags.values()):
                if np.shape(one) not in ((), (len(cases),)):
                    raise PluginFault("plugin.bad_output", f"gave {said.rule}/{said.key} not one value for each case")
        return heard

    def _call(self, case: Case) -> Heard:
        view = CaseView(self._host.plugins[self._name].remit, Scene(Chart(case), case.draft()), "predict")
        try:
            self._host.call(self._name, HOOK, {"case": view, "p": self._parameters})
        except PluginFault as fault:
            # Neither is an answer of the plugin: one is ours, the other of whoever pressed the key.
            if isinstance(fault.__cause__, Parted | KeyboardInterrupt):
                raise fault.__cause__ from None
            raise
        return view.close()


def _parts(indices: Sequence[int], labels: Sequence[Hashable]) -> list[Sequence[int]]:
    """*indices* by their *labels*; each alone where the labels are not theirs."""
    if len(labels) != len(indices):
        return [(index,) for index in indices]
    parts: dict[Hashable, list[int]] = {}
    for index, label in zip(indices, labels, strict=True):
        parts.setdefault(label, []).append(index)
    return list(parts.values())


def _halves(indices: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    middle = len(indices) // 2
    return indices[:middle], indices[middle:]


def _is_refused(heard: Heard) -> bool:
    """Whether a model refused what it was given: which of the cases it meant, only smaller parts can tell."""
    return any(silence.cause == "needs-model" and silence.path is None for silence in heard.silences)

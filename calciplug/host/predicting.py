"""What a rule may predict: a value or an interval, before and after, with what limits its validity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.errors import PluginFault, UnitError
from calciplug.host import said
from calciplug.host.answering import Answering
from calciplug.host.once import predicted_once
from calciplug.model.answers import Prediction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.manifest import RuleSpec


class Predicting(Answering):
    """A block that also predicts; only `calciplug_predict` may."""

    def predict(
        self,
        key: str,
        /,
        *,
        before: Any = None,
        after: Any = None,
        flags: Mapping[str, Any] | None = None,
        path: str | None = None,
    ) -> None:
        """Say what a model predicts for the quantity that the manifest calls *key*.

        Args:
            key: of one of the rule's `predictions`; once in a call, or once for each *path*.
            before: quantity, or pair of quantities for an interval, under the prescription in force; or None. A pair
                may stand in either order: its lower end is found, in a sweep at every point for itself.
            after: the same under the prescription proposed, or None.
            flags: code of what may limit its validity → whether it does here, a bool or in a sweep an array of bools;
                see the rule's `flags`.
            path: what it is about, where the rule predicts the same for several: `exchanges.night`.
        """
        self._only("predict")
        self._must_be_open()
        said.place(path)
        spec = self._spec.predictions.get(key)
        if spec is None:
            raise PluginFault("plugin.undeclared_prediction", f"predicted {key!r}, which {self._spec.id} lacks")
        if before is None and after is None:
            raise PluginFault("plugin.bad_output", f"predicted nothing for {self._spec.id}/{key}")
        given = [*_parts(before), *_parts(after), *(flags or {}).values()]
        if any(units.is_many(one) for one in given) and not self._reader.is_swept():
            raise PluginFault("plugin.wrong_type", f"gave {self._spec.id}/{key} an array, and this is no sweep")
        made = Prediction(
            plugin=self._remit.name,
            rule=self._spec.id,
            key=key,
            path=path,
            before=_ends(before, spec.kind),
            after=_ends(after, spec.kind),
            flags=_flags(flags or {}, self._spec),
            read=self._reader.read(),
        )
        predicted_once((*self.predictions, made))
        self.predictions.append(made)


def _ends(value: Any, kind: str) -> tuple[float, float] | None:
    """The lowest and the highest of *value*, one quantity or a pair, as finite floats (or arrays) of *kind*.

    Raises:
        PluginFault: it is no quantity, of another dimension, or not finite.
    """
    if value is None:
        return None
    parts = _parts(value)
    pair = parts if len(parts) == len(("low", "high")) else (value, value)
    one, two = (said.number(end, kind) if not units.is_many(end) else _numbers(end, kind) for end in pair)
    return units.lower(one, two), units.higher(one, two)


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _numbers(value: Any, kind: str) -> Any:
    """The finite array of *value*, a quantity of many numbers: what a sweep gives a prediction."""
    bare = kind in said.BARE and not units.is_quantity(value)
    try:
        measured = value if bare else units.measure_each(value, kind)
    except UnitError as error:
        raise PluginFault("plugin.wrong_unit", str(error)) from None
    if not bool((abs(measured) < math.inf).all()):
        raise PluginFault("plugin.non_finite", f"gave a {kind} that is not finite")
    return measured


def _flags(given: Mapping[str, Any], spec: RuleSpec) -> Mapping[str, Any]:
    """The flags as they were given.

    Raises:
        PluginFault: the manifest lacks one, or one is neither yes nor no.
    """
    unknown = sorted(set(given) - set(spec.flags))
    if unknown:
        raise PluginFault("plugin.undeclared_flag", f"gave {spec.id} the flag {unknown[0]!r}, which it lacks")
    for code, up in given.items():
        # An array has one for each point of a sweep; a number or a text would be taken for yes.
        if not isinstance(up, bool) and getattr(getattr(up, "dtype", None), "kind", None) != "b":
            found = type(up).__name__
            raise PluginFault("plugin.wrong_type", f"gave the flag {code!r} of {spec.id} a {found}, not a bool")
    return dict(given)

"""A plugin's parameters as its code sees them; the host notes which ones were read."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from calciplug import units
from calciplug.errors import PluginFault, ProtocolError, UnitError
from calciplug.model.field import code_lists
from calciplug.model.outcome import UsedParameter
from calciplug.units.lane import is_fast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.manifest import Manifest, Parameter
    from calciplug.model.prescription import Stored
    from calciplug.protocol import Protocol, Setting


@attrs.frozen(kw_only=True, slots=False)  # without slots, for what is worked out when it is first asked for
class Value:
    """A parameter with the value that this run uses (floats in the own unit of its kind)."""

    plugin: str
    parameter: Parameter
    value: float | bool | str | tuple[str, ...] | tuple[float, ...]
    form: str | None
    origin: str

    @cached_property
    def used(self) -> UsedParameter:
        """The outcome's record of this parameter, one for all cases under one protocol."""
        stored: Stored = self.value if not isinstance(self.value, bool) else str(self.value).lower()  # type: ignore[assignment]  # a tuple of floats is shown as numbers
        item = self.parameter
        return UsedParameter(
            plugin=self.plugin,
            name=item.name,
            value=stored,
            kind=item.kind,
            form=self.form,
            origin=self.origin,
            citations=item.sources,
            policy=item.policy or self.origin != "default",
        )

    @cached_property
    def shown(self) -> str:
        """As the page prints it."""
        values, kind = self.value if isinstance(self.value, tuple) else (self.value,), self.parameter.kind
        return ", ".join(
            units.text(item, kind, self.form) if kind is not None and isinstance(item, float) else str(item)
            for item in values
        )


class Parameters:
    """Parameters of one plugin: `p.step` is a quantity, a code, a switch or a tuple of them.

    Raises:
        PluginFault: the manifest declares no such parameter.
    """

    _values: Mapping[str, Value]
    _read: set[str]

    def __init__(self, values: Mapping[str, Value]) -> None:
        vars(self).update(_values=values, _read=set())

    def __setattr__(self, name: str, _value: object) -> None:
        raise PluginFault("plugin.wrote_parameter", f"wrote the parameter {name!r}; a site's numbers are only read")

    def __delattr__(self, name: str) -> None:
        raise PluginFault("plugin.wrote_parameter", f"deleted the parameter {name!r}; a site's numbers are only read")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        held = self._values.get(name)
        if held is None:
            raise PluginFault("plugin.undeclared_parameter", f"read the parameter {name!r}, which its manifest lacks")
        self._read.add(name)
        value, kind = held.value, held.parameter.kind
        if kind is None or is_fast():
            # What cannot be changed is found without this method from now on.
            vars(self)[name] = value
            return value
        if isinstance(value, tuple):
            return tuple(units.make(item, kind) for item in value)  # type: ignore[arg-type]  # of a kind: floats
        return units.make(value, kind)  # type: ignore[arg-type]  # of a kind: a float

    def peek(self, name: str) -> Value:
        """The parameter called *name*, for the host; noted as used, because it is shown."""
        self._read.add(name)
        return self._values[name]

    def used(self) -> tuple[UsedParameter, ...]:
        """What was read, by name."""
        values = self._values
        return tuple([values[name].used for name in sorted(self._read)])


def bind(manifest: Manifest, protocol: Protocol) -> Mapping[str, Value]:
    """The values that *protocol* gives the parameters of *manifest*.

    Raises:
        ProtocolError: a setting names no parameter, has another type or unit, or leaves the range.
    """
    plugin, settings = manifest.name, protocol.parameters.get(manifest.name, {})
    unknown = sorted(set(settings) - set(manifest.parameters))
    if unknown:
        raise ProtocolError(
            f"protocol {protocol.name}: {plugin} has no parameter {', '.join(unknown)}; "
            f"it has {', '.join(sorted(manifest.parameters))}"
        )
    return {
        name: _moved(plugin, item, settings[name], protocol) if name in settings else _default(plugin, item)
        for name, item in manifest.parameters.items()
    }


def own_value(item: Parameter) -> Any:
    """The value that the manifest itself gives, as memory keeps it."""
    return _memory(item, item.value, item.unit, item.form)


def _default(plugin: str, item: Parameter) -> Value:
    return Value(plugin=plugin, parameter=item, value=own_value(item), form=item.form, origin="default")


def _memory(item: Parameter, value: object, unit: str | None, form: str | None) -> Any:
    if item.kind is None or isinstance(value, bool | str):
        return value
    if isinstance(value, tuple):
        return tuple(units.read(Decimal(one), unit or "", item.kind, form) for one in value)
    return units.read(Decimal(str(value)), unit or "", item.kind, form)


def _moved(plugin: str, item: Parameter, setting: Setting, protocol: Protocol) -> Value:
    where = f"protocol {protocol.name}: {plugin}.{item.name}"
    if item.value != () and setting.value != () and _shape(setting.value) != _shape(item.value):
        raise ProtocolError(f"{where}: expected {_word(item.value)}, found {_word(setting.value)}")
    if item.kind is not None and setting.unit is None:
        raise ProtocolError(f"{where}: a unit is missing; the manifest's is {item.unit}")
    if item.kind is None:
        _codes(where, item, setting)
    form = setting.form if setting.form is not None else item.form
    if item.form is not None and setting.form is None:
        raise ProtocolError(f"{where}: the salt form is missing")
    try:
        moved = _memory(item, setting.value, setting.unit, form)
    except UnitError as error:
        raise ProtocolError(f"{where}: {error}") from None
    for one in moved if isinstance(moved, tuple) else (moved,):
        _inside(where, item, one)
    return Value(plugin=plugin, parameter=item, value=moved, form=form, origin=protocol.name)


def _inside(where: str, item: Parameter, value: object) -> None:
    if item.kind is None or not isinstance(value, float):
        return
    for bound, outside in ((item.minimum, float.__lt__), (item.maximum, float.__gt__)):
        limit = None if bound is None else units.read(bound, item.unit or "", item.kind, item.form)
        if limit is not None and outside(value, limit):
            raise ProtocolError(
                f"{where}: {units.text(value, item.kind, item.form)} lies outside the manifest's range "
                f"{item.minimum} to {item.maximum} {item.unit}; nothing was clamped"
            )


def _codes(where: str, item: Parameter, setting: Setting) -> None:
    """A list may be added to, never taken from: a missing code could switch off what the list triggers."""
    if not isinstance(item.value, tuple) or not isinstance(setting.value, tuple):
        return
    own, asked = [str(one) for one in item.value], [str(one) for one in setting.value]
    known = {code for codes in code_lists().values() if set(own) & set(codes) for code in codes}
    if not set(own) <= known:
        # Words of the plugin's own: no rule is triggered by what a case says.
        return
    gone = [code for code in own if code not in asked]
    if gone:
        raise ProtocolError(f"{where}: takes {', '.join(gone)} out of the list; a protocol may only add to it")
    unknown = [code for code in asked if code not in own and code not in known]
    if unknown:
        raise ProtocolError(f"{where}: {', '.join(unknown)} is in none of the lists that its own codes come from")


def _shape(value: object) -> tuple[type, frozenset[type]]:
    return type(value), frozenset(type(one) for one in value) if isinstance(value, tuple) else frozenset()


def _word(value: object) -> str:
    names = {Decimal: "a number", bool: "true or false", str: "a code", tuple: "a list"}
    return names.get(type(value), type(value).__name__)

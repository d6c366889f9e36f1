"""Which predictions a row holds, under which names, and in which unit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from calciplug import units
from calciplug.codec.text import nearest
from calciplug.errors import CalciplugError
from calciplug.forecast.forecasting import predicting
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.forecast.forecasting import Key
    from calciplug.host import Host
    from calciplug.model.manifest import Manifest
    from calciplug.protocol import Protocol


@attrs.frozen
class Predictable:
    """One prediction that a plugin declares.

    Attributes:
        plugin: that makes it.
        rule: of the plugin.
        key: of the prediction in its rule.
        name: what rows call it: `rule/key`, with the plugin before it where two plugins say the same.
        kind: kind of quantity.
        model: id and version of its model.
    """

    plugin: str
    rule: str
    key: str
    name: str
    kind: str
    model: str

    @property
    def unit(self) -> str:
        """UCUM code of the unit in which documents write it."""
        return units.kind(self.kind).shows[0][0]

    def is_of(self, key: Key) -> bool:
        """Whether *key* is this prediction, of whatever exchange."""
        return key[:3] == (self.plugin, self.rule, self.key)


def predictables(host: Host, protocol: Protocol) -> tuple[Predictable, ...]:
    """Everything that the enabled plugins may predict, in the order of their manifests.

    Args:
        host: the loaded plugins.
        protocol: the site's policy.
    """
    manifests = [host.plugins[name].manifest for name in predicting(host, protocol)]
    found = [one for manifest in manifests for one in _declared(manifest)]
    counts = Counter(one.name for one in found)
    return tuple(one if counts[one.name] == 1 else attrs.evolve(one, name=f"{one.plugin}/{one.name}") for one in found)


def chosen(known: Sequence[Predictable], names: Sequence[str] | None) -> tuple[Predictable, ...]:
    """Those of *known* that *names* names, in that order; all of them for None.

    Raises:
        CalciplugError: with everything that is wrong with *names*.
    """
    if names is None:
        return tuple(known)
    by_name = {one.name: one for one in known}
    problems = [_unknown(name, by_name) for name in dict.fromkeys(names) if name not in by_name]
    problems += [f"{name} is named twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if problems or not names:
        raise CalciplugError("; ".join(problems) or "no prediction is named")
    return tuple(by_name[name] for name in names)


def _declared(manifest: Manifest) -> Iterator[Predictable]:
    for rule in manifest.rules.values():
        for key, spec in rule.predictions.items():
            own = manifest.models.get(spec.model) or model(spec.model)
            yield Predictable(manifest.name, rule.id, key, f"{rule.id}/{key}", spec.kind, f"{own.id} {own.version}")


def _unknown(name: str, known: dict[str, Predictable]) -> str:
    near = nearest(name, known)
    return f"no prediction is called {name!r}{f'; did you mean {near!r}?' if near else ''}"

"""A site's protocol: which plugins run and which parameters are moved, each inside its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@attrs.frozen(kw_only=True)
class Setting:
    """One moved parameter: a number with its unit (and salt form), a code or a list of them.

    The host checks it against the range in the plugin's manifest; nothing is clamped.
    """

    value: Decimal | str | bool | tuple[str, ...] | tuple[Decimal, ...]
    unit: str | None = None
    form: str | None = None
    reason: str | None = None


@attrs.frozen(kw_only=True)
class Protocol:
    """A site's policy.

    Attributes:
        name: `cautious`, `urena-2025`, or the site's own.
        version: of this protocol.
        summary: one sentence.
        parameters: plugin → parameter → setting.
        disabled: plugins that do not run; a plugin that holds a block cannot be named here.
        prefer: path → plugin whose value wins where two of a layer differ.
        shows: ids of statements that every outcome of this protocol shows.
    """

    name: str
    version: str
    summary: str
    parameters: Mapping[str, Mapping[str, Setting]] = attrs.field(factory=dict)
    disabled: tuple[str, ...] = ()
    prefer: Mapping[str, str] = attrs.field(factory=dict)
    shows: tuple[str, ...] = ()

"""What a plugin said of some cases, and how it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.errors import PluginFault
    from calciplug.host import Heard


@attrs.frozen
class Answer:
    """What a plugin said of some cases.

    Attributes:
        indices: of the cases.
        heard: what it said, in arrays where there are several cases; or how it misbehaved, which only one can have.
    """

    indices: Sequence[int]
    heard: Heard | PluginFault


@attrs.define
class Asked:
    """How a plugin was asked.

    Attributes:
        together: calls with several cases.
        alone: cases that were asked about one at a time.
        unable: those of them where the plugin cannot take several.
    """

    together: int = 0
    alone: int = 0
    unable: int = 0

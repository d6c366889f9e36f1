"""One edit of a case, typed by a person: a value set, or a value taken away."""

from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Edit:
    """One value that was typed in the place of the one in a case, or one that was taken away.

    Attributes:
        path: which.
        typed: as it was typed, or None where the value is taken away.
        node: what a case document holds for it: a quantity, a measurement, a code or codes; None where it is taken
            away.
    """

    path: str
    typed: str | None = None
    node: Any = None

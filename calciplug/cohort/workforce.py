"""How many work, as somebody sees it who asks now and then and waits for a while where nobody does."""

from __future__ import annotations

import time
from typing import Final

# Seconds after which it is asked again how many there are, and in which there may be none.
LOOK_AGAIN: Final = 5.0
PATIENCE: Final = 60.0


class Workforce:
    """What is known of the workers of a cluster, from when one begins to look.

    Attributes:
        threads: of all workers, when one looked last; at least one, so that a cluster that grows with its work grows.
    """

    def __init__(self) -> None:
        self.threads = 1
        self._looked: float | None = None
        self._present = time.monotonic()

    def due(self) -> bool:
        """Whether it is time to look."""
        return self._looked is None or time.monotonic() - self._looked >= LOOK_AGAIN

    def note(self, threads: int) -> None:
        """There are *threads* now."""
        self._looked = time.monotonic()
        self.threads = max(1, threads)
        if threads:
            self._present = self._looked

    def absent(self) -> bool:
        """Whether nobody has worked for too long."""
        return self._looked is not None and self._looked - self._present >= PATIENCE

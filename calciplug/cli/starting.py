"""The garbage collector rests while the program starts.

What a start loads stays until the end. Looking through it for garbage again and again while it grows, and once more
when the process ends, would take a fifth of the time of one case. Only a process that is all the program's own does
this; a program that calls a command as a function keeps its collector as it is.
"""

from __future__ import annotations

import gc


def start() -> None:
    """Let the collector rest; `started` wakes it."""
    gc.disable()


def started() -> None:
    """Wake a resting collector, for what comes from now on: what was loaded before is not looked through any more."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()

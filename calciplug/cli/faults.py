"""Faults of calciplug itself: said with the place and never with the error's text, which may hold patient data."""

from __future__ import annotations

import traceback
from pathlib import Path

from calciplug.cli.talk import plain, say


def bug(error: BaseException, *, debug: bool) -> None:
    """Say on stderr that calciplug itself failed, and where; with *debug*, by which way."""
    say(f"calciplug: our fault: {described(error)}; no result of it was used")
    if not debug:
        say("Run it again with --debug for a traceback, which holds no values, and please report it.")
        return
    own: BaseException | None = error
    while own is not None:
        say(f"{type(own).__name__}, most recent call last:")
        for line in "".join(traceback.format_tb(own.__traceback__)).splitlines():
            say(line)
        own = own.__cause__ or own.__context__


def described(error: BaseException) -> str:
    """The error's type and place: `KeyError at sealing.py:88`."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" at {plain(Path(last[0].filename).name)}:{last[0].lineno}" if last else ""
    return f"{type(error).__name__}{place}"

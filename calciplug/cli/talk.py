"""What is said on stderr, and whether stdout takes colour."""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def say(text: str) -> None:
    """*text* on stderr, line by line; a closed stderr keeps nothing from being done."""
    with contextlib.suppress(OSError, ValueError):
        for line in text.split("\n"):
            click.echo(plain(line), err=True)


def plain(text: object) -> str:
    """*text* with every character that a terminal could act on replaced."""
    # click indents its choices with tabs: a space says the same and moves no cursor.
    spaced = str(text).replace("\t", " ")
    return "".join(char if unicodedata.category(char)[0] != "C" else "\ufffd" for char in spaced)


def takes_colour(choice: str, target: Path | None = None, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the result is coloured: the option first, then NO_COLOR, FORCE_COLOR, the terminal.

    Args:
        choice: `auto`, `always` or `never`.
        target: file that the result goes into, which takes colour only when told `always`; None for stdout.
        environment: of the process.
    """
    if choice != "auto":
        return choice == "always"
    if target is not None or environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return environment.get("TERM") != "dumb" and sys.stdout.isatty()


def similar(found: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` for the spelling in *known* nearest to *found*; nothing where none is near."""
    import difflib

    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(found[:80].lower(), names, n=1, cutoff=0.6)
    return f"; did you mean {names[near[0]]!r}?" if near else ""

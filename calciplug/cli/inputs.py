"""Inputs: which files are meant, and their bytes; only regular files, and never more than a case may hold."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import click

if TYPE_CHECKING:
    from collections.abc import Iterable

STDIN: Final = "-"


@attrs.frozen
class Input:
    """One input.

    Attributes:
        name: what it is called in messages.
        path: of its file, or None for stdin.
    """

    name: str
    path: Path | None


class Unreadable(Exception):
    """An input whose bytes could not be had; *code* is the problem's."""

    def __init__(self, code: str, message: str, fix: str | None = None) -> None:
        self.code = code
        self.message = message
        self.fix = fix
        super().__init__(message)


def expand(arguments: Iterable[str]) -> tuple[Input, ...]:
    """The inputs that *arguments* name: a file is itself, a folder its `*.json` by name, `-` is stdin.

    Raises:
        click.UsageError: there is no such file, a folder without cases, or stdin twice.
    """
    found: list[Input] = []
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN:
            if any(item.path is None for item in found):
                raise click.UsageError("stdin (-) was given twice; it can be read once")
            found.append(Input("stdin", None))
        elif path.is_dir():
            found += _folder(path)
        elif path.exists():
            found.append(Input(argument, path))
        else:
            raise click.UsageError(f"there is no file {argument!r}; nothing was read")
    return tuple(found)


def _folder(folder: Path) -> list[Input]:
    files = sorted(item for item in folder.iterdir() if item.suffix == ".json" and not item.name.startswith("."))
    if not files:
        raise click.UsageError(f"the folder {str(folder)!r} holds no *.json; nothing was read")
    return [Input(str(path), path) for path in files]


def read(path: Path | None, limit: int) -> bytes:
    """The bytes of a regular file, or of stdin where *path* is None.

    Args:
        path: of the file; a link to a regular file is one.
        limit: most bytes that are taken.

    Raises:
        Unreadable: not a regular file, larger than *limit*, or not readable.
    """
    try:
        return _stdin(limit) if path is None else _file(path, limit)
    except OSError as error:
        raise Unreadable("input.unreadable", f"could not be read: {error.strerror}") from error


def _file(path: Path, limit: int) -> bytes:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("input.not_regular", "not a regular file; it was not read", "to read a pipe, use -")
        if status.st_size > limit:
            raise _too_large(f"{status.st_size:,} bytes", limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large("it grew while it was read", limit)
    return data


def _stdin(limit: int) -> bytes:
    if sys.stdin is None:
        raise Unreadable("input.unreadable", "stdin is closed")
    if sys.stdin.isatty():
        click.echo("reading one case from the terminal; end it with Ctrl-D", err=True)
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise _too_large("stdin goes on", limit)
    return data


def _too_large(what: str, limit: int) -> Unreadable:
    return Unreadable("json.size", f"{what}; at most {limit:,} bytes are read", "send one case in a document")

"""Results: to stdout, flushed and checked; or to a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli.starting import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from calciplug.cli.inputs import Input

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


class Unwritten(Exception):
    """The result, or the rest of it, could not be written."""


def check_target(path: Path | None, inputs: Sequence[Input], *, force: bool) -> None:
    """Refuse, before anything runs, a target that would be overwritten, or that is an input.

    Raises:
        click.UsageError: it exists without *force*, is no regular file, or is one of *inputs*.
    """
    if path is None or not os.path.lexists(path):
        return
    if not stat.S_ISREG(path.lstat().st_mode):
        raise click.UsageError(f"--output {str(path)!r} exists and is not a regular file; nothing was done")
    if any(item.path is not None and item.path.exists() and item.path.samefile(path) for item in inputs):
        raise click.UsageError(f"--output {str(path)!r} is one of the inputs; nothing was done")
    if not force:
        raise click.UsageError(f"--output {str(path)!r} exists; nothing was done. To replace it: --force")


@contextlib.contextmanager
def opened(path: Path | None, *, force: bool) -> Iterator[Callable[[bytes], Any]]:
    """A function that writes the result; leaving the block without an error means that all of it was written.

    Raises:
        Unwritten: it was not; a file that stood at *path* before stands there unchanged.
    """
    started()
    if path is None:
        yield _to_stdout
        return
    temporary = path.with_name(f".calciplug-{secrets.token_hex(8)}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise Unwritten(f"{path} was not written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield lambda data: _told(path, lambda: file.write(data))
            _told(path, file.flush)
            _told(path, lambda: os.fsync(handle))
        _told(path, lambda: _put(temporary, path, force))
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _told(path: Path, step: Callable[[], object]) -> None:
    try:
        step()
    except OSError as error:
        raise Unwritten(f"{path} was not written: {error.strerror}") from error


def _put(temporary: Path, path: Path, force: bool) -> None:
    """Give the finished file its name; without *force*, in a way that cannot replace another one."""
    if force:
        temporary.replace(path)
    else:
        try:
            path.hardlink_to(temporary)
            temporary.unlink()
        except OSError as error:
            if error.errno not in _NO_LINKS or path.exists():
                raise
            temporary.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except (OSError, ValueError) as error:
        raise Unwritten("the result could not be written to stdout") from error


def abandon_stdout() -> None:
    """Let what is left in the buffers go nowhere, so that the interpreter does not fail over it once more."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

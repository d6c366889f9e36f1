"""A file in the making: it has another name until it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, Final

from calciplug.cohort.faults import NotResumable, NotWritten

try:
    import fcntl
except ImportError:  # not on every system; there, two runs over one file are not told apart
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX: Final = ".part"
_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def part_of(path: Path) -> Path:
    """The name of *path* while it is not finished."""
    return path.with_name(path.name + SUFFIX)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Say of *path* what keeps it from being written.

    Raises:
        NotWritten: in place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{path} was not written: {error.strerror}") from error


class Part:
    """*path*, open under its name of the meantime and held against other runs; `keep` comes before the first `write`.

    Args:
        path: the name that it gets at the end.

    Raises:
        NotResumable: another run is writing it.
        NotWritten: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        with told(path):
            self._handle = os.open(
                part_of(path), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o666
            )
        try:
            if fcntl is not None:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise NotResumable(f"another run is writing {part_of(self.path)}") from error
        except OSError:
            pass  # a file system without locks

    def keep(self, size: int) -> None:
        """Cut off what stands after *size* bytes, and go on there.

        Raises:
            NotResumable: there are fewer.
        """
        found = os.fstat(self._handle).st_size
        if found < size:
            raise NotResumable(f"{part_of(self.path)} has {found:,} bytes, and {size:,} were committed")
        with told(self.path):
            os.ftruncate(self._handle, size)
            os.lseek(self._handle, size, os.SEEK_SET)
        self.size = size

    def write(self, data: bytes) -> None:
        """Append *data*."""
        rest = memoryview(data)
        with told(self.path):
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        self.size += len(data)

    def sync(self) -> None:
        """Wait until what was written stays, whatever happens to the machine."""
        with told(self.path):
            os.fsync(self._handle)

    def give_way(self, other: Path) -> None:
        """Let *other*, which is whole and on the disk, take its place in one step; it is held until that is done."""
        if os.name == "nt":
            self.close()  # no file that is open can be replaced there
        with told(self.path):
            other.replace(part_of(self.path))
            sync_folder(self.path.parent)

    def close(self) -> None:
        """Let go of it; it keeps the name that it has."""
        handle, self._handle = self._handle, -1  # twice is once: the number may be another file's by then
        with contextlib.suppress(OSError):
            os.close(handle)


def put(path: Path, *, force: bool) -> None:
    """Give the finished *path* its name; without *force*, in a way that cannot replace another file.

    Raises:
        NotWritten: it keeps the name of the meantime.
    """
    part = part_of(path)
    with told(path):
        if force:
            part.replace(path)
        else:
            try:
                path.hardlink_to(part)
                part.unlink()
            except OSError as error:
                if error.errno not in _NO_LINKS or path.exists():
                    raise
                part.replace(path)
        sync_folder(path.parent)


def settle(path: Path, *, force: bool) -> None:
    """Give *path* its name, where the end of a process has not come between."""
    part = part_of(path)
    with told(path):
        if part.exists() and path.exists() and part.samefile(path):
            part.unlink()
        elif part.exists() or not path.exists():
            put(path, force=force)


def sync_folder(folder: Path) -> None:
    """Wait until the names in *folder* stay, where a system can be asked that."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

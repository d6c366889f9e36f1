"""What a run writes, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@attrs.frozen(kw_only=True)
class Target:
    """What is to be written.

    Attributes:
        out: file of the result, or None where *write* takes it.
        errors: file of the errors, or None where they are only counted.
        write: takes a result that goes to no file.
        header: what the result begins with.
        identity: what a run that goes on must share with the one that began, as plain JSON; None where none can.
        force: whether existing files are replaced.
        derive: makes the result out of the lines that were committed, the first file, in the second, and says how many
            cases it wrote; None where the lines are the result.
    """

    out: Path | None
    errors: Path | None
    write: Callable[[bytes], Any]
    header: bytes = b""
    identity: Mapping[str, Any] | None = None
    force: bool = False
    derive: Callable[[BinaryIO, BinaryIO], int] | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files, in the order in which they get their names: where the result is, its errors are."""
        return tuple(path for path in (self.errors, self.out) if path is not None)

"""The journal beside a result: whose run it is, and how far it was committed; a line that is torn does not count."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.cohort.faults import NotResumable
from calciplug.cohort.part import sync_folder, told
from calciplug.cohort.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_VERSION: Final = "calciplug cohort journal 1"
_SHOWN: Final = 80


def journal_of(path: Path) -> Path:
    """The journal of the result *path*."""
    return path.with_name(path.name + ".resume")


@attrs.frozen
class Commit:
    """How far a run has come.

    Attributes:
        offset: bytes of the input that are answered.
        number: lines of the input that are answered.
        digest: SHA-256 of the input up to there, in hexadecimal.
        out: bytes of the result.
        errors: bytes of the errors.
        tally: what is counted up to there.
        done: whether the input ended there.
    """

    offset: int = 0
    number: int = 0
    digest: str = ""
    out: int = 0
    errors: int = 0
    tally: Tally = attrs.field(factory=Tally)
    done: bool = False

    def row(self) -> dict[str, Any]:
        """As plain JSON."""
        return attrs.asdict(self, recurse=False) | {"tally": self.tally.row()}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Commit:
        """The commit that wrote *row*."""
        return cls(**{**row, "tally": Tally.of_row(row["tally"])})


class Journal:
    """The journal at *path*, open for one line after the other; *size* bytes of what stands there are kept."""

    def __init__(self, path: Path, size: int = 0) -> None:
        self.path = path
        with told(path):
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            os.ftruncate(self._handle, size)
            os.lseek(self._handle, size, os.SEEK_SET)

    def begin(self, identity: Mapping[str, Any]) -> None:
        """Write whose run it is."""
        self._append({"journal": _VERSION, **identity})
        with told(self.path):
            sync_folder(self.path.parent)

    def commit(self, commit: Commit) -> None:
        """Write how far it is; what that rests on must be on the disk before."""
        self._append(commit.row())

    def close(self) -> None:
        """Let go of it."""
        os.close(self._handle)

    def _append(self, row: Mapping[str, Any]) -> None:
        data = memoryview(json.dumps(row, separators=(",", ":")).encode("utf-8") + b"\n")
        with told(self.path):
            while data:
                data = data[os.write(self._handle, data) :]
            os.fsync(self._handle)


def read(path: Path, identity: Mapping[str, Any]) -> tuple[Commit, int]:
    """The last commit in the journal at *path*, and how many bytes of it are whole; an empty one begins at nothing.

    Raises:
        NotResumable: there is none, it is no journal, or it is one of a run that was not *identity*.
    """
    last, size = Commit(), 0
    try:
        with path.open("rb") as file:
            for count, line in enumerate(file):
                if not line.endswith(b"\n"):
                    break
                row = json.loads(line)
                if count == 0:
                    _compare(row, identity)
                else:
                    last = Commit.of_row(row)
                size += len(line)
    except FileNotFoundError:
        raise NotResumable(f"there is no {path} to go on by") from None
    except OSError as error:
        raise NotResumable(f"{path} could not be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotResumable(f"{path} is no journal of calciplug cohort") from error
    return last, size


def _compare(row: Any, identity: Mapping[str, Any]) -> None:
    """Refuse a run that was another one, and say what differs."""
    if not isinstance(row, dict) or row.get("journal") != _VERSION:
        raise ValueError("not a journal of this version")
    differing = [_told(name, row.get(name), own) for name, own in identity.items() if row.get(name) != own]
    if differing:
        raise NotResumable(f"the run that began was another one; {'; '.join(differing)}")


def _told(name: str, then: Any, now: Any) -> str:
    if isinstance(then, dict) and isinstance(now, dict):
        names = sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
        return f"{name}: {', '.join(names)} differ" if len(names) > 1 else f"{name}: {names[0]} differs"
    return f"{name} was {_short(then)} and is {_short(now)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"

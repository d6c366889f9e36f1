"""Which calciplug this is: its version for people, and the SHA-256 of its own code and data for comparing."""

from __future__ import annotations

import functools
import hashlib
import os
from importlib import metadata
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[1]
_KINDS: Final = (".py", ".json")
# Plugins have digests of their own, and no outcome rests on a fixture.
_APART: Final = ("plugins", "fixtures", "__pycache__")


def version() -> str:
    """The version that is installed, in words."""
    try:
        return metadata.version("calciplug")
    except metadata.PackageNotFoundError:
        return "of no version"


@functools.cache  # once in a process, when it is as new as what was imported; a later edit changes no running code
def digest() -> str:
    """SHA-256 over the names and bytes of calciplug's own files, in hexadecimal."""
    total = hashlib.sha256()
    for path in sorted(_files(), key=lambda path: path.relative_to(_ROOT).as_posix()):
        data = path.read_bytes()
        total.update(f"{path.relative_to(_ROOT).as_posix()}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def _files() -> list[Path]:
    found: list[Path] = []
    # In a checkout the schemas are behind a link.
    for folder, folders, names in os.walk(_ROOT, followlinks=True):
        folders[:] = [name for name in folders if name not in _APART]
        found += [Path(folder, name) for name in names if name.endswith(_KINDS)]
    return found

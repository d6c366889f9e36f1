"""The digest that stands for all files of a plugin."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(folder: Path, manifest: bytes) -> str:
    """SHA-256 over names and bytes of the plugin in *folder*, with the very bytes of its *manifest* that are read."""
    first = folder / "plugin.json"
    total = hashlib.sha256()
    for path in sorted([first, *folder.rglob("*.py")]):
        data = manifest if path == first else path.read_bytes()
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + data + b"\0")
    return f"sha256:{total.hexdigest()}"

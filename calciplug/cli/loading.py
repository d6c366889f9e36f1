"""What a run needs beside its cases: the host of plugins and the protocol, refused before any case is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from calciplug.cli.hush import hushed
from calciplug.cli.inputs import Unreadable, read
from calciplug.cli.starting import started
from calciplug.cli.talk import similar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.host import Candidate, Host
    from calciplug.protocol import Protocol
    from calciplug.units.lane import Lane


def load_host(folders: Sequence[Path], trust: Sequence[str], lane: Lane = "checked") -> Host:
    """Every installed plugin and those of *folders*, with what they need to run in *lane*.

    Raises:
        PluginError: one was refused.
    """
    from calciplug.errors import PluginError
    from calciplug.host import Host
    from calciplug.units.making import prepare

    if lane == "checked":
        prepare()
    try:
        with hushed():
            host = Host.discover(folders, trust)
    except OSError as error:
        raise PluginError(str(error.filename), "plugin.unreadable", f"could not be read: {error.strerror}") from error
    started()
    return host


def candidates(folders: Sequence[Path]) -> tuple[Candidate, ...]:
    """Every plugin that is installed or lies in *folders*, by its manifest; none of their code is imported.

    Raises:
        PluginError: a manifest is missing or invalid.
    """
    from calciplug.errors import PluginError
    from calciplug.host import in_folder, installed

    try:
        found = [*installed(), *(item for folder in folders for item in in_folder(folder))]
    except OSError as error:
        raise PluginError(str(error.filename), "plugin.unreadable", f"could not be read: {error.strerror}") from error
    return tuple(sorted(found, key=lambda item: (item.manifest.name, item.distribution)))


def load_protocol(name: str) -> Protocol:
    """The shipped protocol called *name*, or the one in the file *name*; a shipped name wins over a file's.

    Raises:
        click.UsageError: it is neither.
        ProtocolError: the file breaks the schema of protocols.
    """
    from calciplug.codec import read_protocol
    from calciplug.errors import InputError, ProtocolError

    try:
        return read_protocol(protocol_document(name))
    except InputError as error:
        from calciplug.report import printed, problem_lines

        rows = [attrs.asdict(item, filter=lambda _, value: value is not None) for item in error.problems]
        raise ProtocolError(f"the protocol was refused\n{printed(problem_lines(rows, name))}") from error


def protocol_document(name: str) -> bytes:
    """The document of the protocol called *name*, as `load_protocol` finds it.

    Raises:
        click.UsageError: there is none.
        ProtocolError: its file could not be read.
    """
    from importlib.resources import files

    from calciplug.api import PROTOCOLS
    from calciplug.codec import MAX_BYTES
    from calciplug.errors import ProtocolError

    if name in PROTOCOLS:
        return (files("calciplug.fixtures") / "protocols" / f"{name}.json").read_bytes()
    path = Path(name)
    if not path.exists():
        near = similar(name, PROTOCOLS) or f"; shipped are {', '.join(PROTOCOLS)}"
        raise click.UsageError(f"{name!r} is neither a shipped protocol nor a file{near}")
    try:
        return read(path, MAX_BYTES)
    except Unreadable as error:
        raise ProtocolError(f"protocol {name}: {error.message}") from error

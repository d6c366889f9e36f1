"""The whole way in one call: bytes to bytes, or a case to an outcome."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from calciplug.codec import read_case, read_protocol, write_outcome
from calciplug.engine import adjust
from calciplug.errors import InputError, ProtocolError
from calciplug.host import Host
from calciplug.protocol import Protocol
from calciplug.sealing import refused
from calciplug.units.lane import known

if TYPE_CHECKING:
    from calciplug.units.lane import Lane

PROTOCOLS = ("cautious", "urena-2025")


def shipped_protocol(name: str = "cautious") -> Protocol:
    """The protocol called *name* out of those that calciplug ships.

    Raises:
        ProtocolError: there is none.
    """
    if name not in PROTOCOLS:
        raise ProtocolError(f"no shipped protocol is called {name!r}; there are {', '.join(PROTOCOLS)}")
    return read_protocol((files("calciplug.fixtures") / "protocols" / f"{name}.json").read_bytes())


def adjust_document(data: bytes, host: Host, protocol: Protocol, *, lane: Lane = "checked") -> bytes:
    """An outcome document for the case document in *data*; a refused one is answered with its problems.

    Args:
        data: UTF-8 JSON, one case.
        host: the loaded plugins.
        protocol: the site's policy.
        lane: see `calciplug.adjust`.

    Returns:
        One line of UTF-8 JSON that obeys `schemas/outcome.json`, whatever *data* was.

    Raises:
        CalciplugError: there is no such lane.
    """
    known(lane)
    try:
        case = read_case(data)
    except InputError as error:
        return write_outcome(refused(error.problems, f"sha256:{hashlib.sha256(data).hexdigest()}"))
    return write_outcome(adjust(case, host, protocol, lane=lane))

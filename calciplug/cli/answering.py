"""One input to one answer: an outcome document and, where it could be read, the case. Nothing stops the next input."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from calciplug.cli.faults import bug, described
from calciplug.cli.hush import hushed
from calciplug.cli.inputs import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from calciplug.cli.inputs import Input
    from calciplug.host import Host
    from calciplug.model.case import Case
    from calciplug.protocol import Protocol
    from calciplug.units.lane import Lane


@attrs.frozen
class Answer:
    """The answer to one input.

    Attributes:
        line: the outcome document as one line of UTF-8 JSON; empty where a case was only checked, and is sound.
        case: as it was read, or None where it was refused.
        data: the document that was only checked, and is sound; else empty.
    """

    line: bytes
    case: Case | None = None
    data: bytes = b""

    def document(self) -> Mapping[str, Any]:
        """The outcome document."""
        found: Mapping[str, Any] = json.loads(self.line)
        return found


def adjusted(item: Input, host: Host, protocol: Protocol, *, lane: Lane = "checked", debug: bool) -> Answer:
    """The outcome of the case in *item*, in the very bytes that the library gives."""
    from calciplug.api import adjust_document
    from calciplug.codec import read_case, write_outcome
    from calciplug.engine import adjust
    from calciplug.errors import InputError

    def answer(data: bytes) -> Answer:
        with hushed():
            try:
                case = read_case(data)
            except InputError:
                return Answer(adjust_document(data, host, protocol))
            return Answer(write_outcome(adjust(case, host, protocol, lane=lane)), case)

    return _guarded(item, answer, debug=debug)


def checked(item: Input, *, debug: bool) -> Answer:
    """The case in *item*, or why it was refused; no plugin runs."""
    from calciplug.codec import read_case

    return _guarded(item, lambda data: Answer(b"", read_case(data), data), debug=debug)


def _guarded(item: Input, answer: Callable[[bytes], Answer], *, debug: bool) -> Answer:
    """What *answer* makes of the bytes of *item*; whatever fails, a rejected document."""
    from calciplug.codec import MAX_BYTES
    from calciplug.errors import InputError
    from calciplug.model.problem import Problem

    data = b""
    try:
        data = read(item.path, MAX_BYTES)
        return answer(data)
    except Unreadable as error:
        problems = [Problem(code=error.code, pointer="", message=error.message, fix=error.fix)]
    except InputError as error:
        problems = list(error.problems)
    except Exception as error:  # noqa: BLE001  # our fault in one case must not keep the others from their answers
        bug(error, debug=debug)
        message = f"calciplug itself failed ({described(error)}); this case was not evaluated"
        problems = [Problem(code="internal", pointer="", message=message)]
    return Answer(_rejected(problems, data))


def _rejected(problems: list[Any], data: bytes) -> bytes:
    from calciplug.codec import write_outcome
    from calciplug.sealing import refused

    return write_outcome(refused(tuple(problems), f"sha256:{hashlib.sha256(data).hexdigest()}" if data else ""))

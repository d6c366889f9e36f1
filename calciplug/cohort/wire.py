"""What crosses to another process and back: a line of JSON, and after it the bytes whose sizes the line names.

No class, host, registry or quantity is ever sent: either end makes its own, from names, digests and documents.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from calciplug.cohort.chunk import Answered, Line
from calciplug.cohort.fields import Fields
from calciplug.cohort.spec import Spec
from calciplug.cohort.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# A protocol is UTF-8, or its reader refuses it: that is for the reader to say, and nothing gets lost on the way.
_TEXT = ("utf-8", "surrogateescape")


def packed(head: Mapping[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    """*head* and *parts* as one run of bytes; `unpacked` gives them back."""
    row = {**head, "sizes": [len(part) for part in parts]}
    return b"".join([json.dumps(row, separators=(",", ":")).encode("ascii"), b"\n", *parts])


def unpacked(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the parts that `packed` made one of."""
    at = data.index(b"\n") + 1
    head, parts = json.loads(data[:at]), []
    for size in head.pop("sizes"):
        parts.append(data[at : at + size])
        at += size
    return head, parts


def spec_text(spec: Spec) -> str:
    """*spec* as text that is the same for the same spec."""
    row = {
        "folders": spec.folders,
        "trust": spec.trust,
        "protocol": spec.protocol.decode(*_TEXT),
        "lane": spec.lane,
        "fields": None if spec.fields is None else spec.fields.paths,
        "plugins": dict(spec.plugins),
        "counted": spec.counted,
        "keyed": spec.keyed,
    }
    return json.dumps(row, sort_keys=True)


def spec_of(text: str) -> Spec:
    """The spec that `spec_text` wrote.

    Raises:
        CalciplugError: it names fields that are none here.
    """
    row = json.loads(text)
    return Spec(
        folders=tuple(row["folders"]),
        trust=tuple(row["trust"]),
        protocol=row["protocol"].encode(*_TEXT),
        lane=row["lane"],
        fields=None if row["fields"] is None else Fields.of(row["fields"]),
        plugins=row["plugins"],
        counted=row["counted"],
        keyed=row["keyed"],
    )


def asked(origin: tuple[str, str], spec: str, lines: Iterable[Line]) -> bytes:
    """A question after *lines*, by the *spec* that `spec_text` wrote, from calciplug of this version and digest."""
    own = list(lines)
    rows = [(line.number, line.size, line.digest) for line in own]
    return packed({"origin": origin, "spec": spec, "lines": rows}, [line.data for line in own])


def lines_of(head: Mapping[str, Any], parts: Sequence[bytes]) -> list[Line]:
    """The lines that were asked about."""
    return [Line(number, data, size, digest) for (number, size, digest), data in zip(head["lines"], parts, strict=True)]


def told(found: Answered) -> bytes:
    """An answer."""
    return packed({"tally": found.tally.row()}, [found.out, found.errors])


def answer_of(head: Mapping[str, Any], parts: Sequence[bytes]) -> Answered:
    """The answer that `told` packed."""
    out, errors = parts
    return Answered(out, errors, Tally.of_row(head["tally"]))

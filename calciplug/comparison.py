"""What would be proposed if a case held other values: the case as it is beside the same case with typed edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.codec import read_case
from calciplug.codec.edits import read_edits
from calciplug.codec.laying import read_edited
from calciplug.engine import adjust
from calciplug.model.comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.host import Host
    from calciplug.protocol import Protocol


def what_if(
    data: bytes, edits: Sequence[str], host: Host, protocol: Protocol, *, without: Sequence[str] = ()
) -> Comparison:
    """Adjust the case in *data* as it is and with *edits*; nothing of it is a proposal for this patient.

    Args:
        data: UTF-8 JSON, one case; it is only read.
        edits: each `path=value` with a unit code: `labs.phosphate=1.6 mmol/L` is a new newest sample taken at the
            case's `as_of`, `patient.lesions=healing` a code, `schedule.duration=300 min/{session}` an order.
        host: the loaded plugins.
        protocol: the site's policy, for both.
        without: paths whose value, or laboratory series, is taken away.

    Raises:
        InputError: the case is refused as it is; or an edit is, or the case with the edits: then each problem's
            pointer is the path of its edit.
        ProtocolError: the protocol does not fit the loaded plugins.
    """
    case = read_case(data)
    found = read_edits(edits, without, case)
    edited = read_edited(data, found)
    return Comparison(
        edits=found,
        case=case,
        edited=edited,
        before=adjust(case, host, protocol),
        after=adjust(edited, host, protocol),
    )

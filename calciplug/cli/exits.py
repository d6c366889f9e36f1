"""Exit codes: what each says, and which one stands for several inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DONE: Final = 0
DIFFERENT: Final = 1
USAGE: Final = 2
INVALID: Final = 3
HELD: Final = 4
PLUGIN: Final = 5
BUG: Final = 70
UNWRITTEN: Final = 74
INTERRUPTED: Final = 130

MEANINGS: Final = {
    DONE: "done",
    DIFFERENT: "a value or an outcome differs (with --exit-code only)",
    USAGE: "the command line is wrong",
    INVALID: "an input or a protocol is invalid",
    HELD: "a section is held, or a case was rejected",
    PLUGIN: "a plugin was refused or failed to load",
    BUG: "a fault of calciplug itself",
    UNWRITTEN: "the result could not be written",
    INTERRUPTED: "interrupted",
}

# The gravest first: our own fault says nothing about any case, an unreadable case says nothing about its patient.
_WORST: Final = (BUG, PLUGIN, INVALID, HELD, DIFFERENT, DONE)


def worst(codes: Iterable[int]) -> int:
    """The code that stands for all of *codes*."""
    held = set(codes)
    return next((code for code in _WORST if code in held), DONE)


def of_outcome(document: Mapping[str, Any], *, differences: bool) -> int:
    """The code of one outcome document.

    Args:
        document: obeys `schemas/outcome.json`.
        differences: whether `adjusted` is told apart from `unchanged`.
    """
    if any(problem["code"] == "internal" for problem in document["problems"]):
        return BUG
    if document["problems"]:
        return INVALID
    if document["status"] in ("held", "rejected"):
        return HELD
    return DIFFERENT if differences and document["status"] == "adjusted" else DONE

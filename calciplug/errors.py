"""What can go wrong, in one place: one base class and few subclasses.

A value that is legal but worrying is never an error: it is a finding in the outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.problem import Problem


class CalciplugError(Exception):
    """Base class of every error that calciplug raises on purpose."""


class InputError(CalciplugError):
    """A document was refused; carries every problem that was found, not only the first.

    Args:
        problems: what was found, expected and how to mend it, in document order.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.pointer or '/'}: {problem.message}" for problem in self.problems))


class UnitError(CalciplugError):
    """A unit is not in the closed table, or is not accepted for this kind of quantity."""


class EvidenceError(CalciplugError):
    """An identifier does not resolve in the evidence that ships with calciplug."""


class KineticsError(CalciplugError, ValueError):
    """A model was asked for something outside of where it is defined; carries which argument, and why.

    Args:
        model: id of the model, as in `kinetics/models/*.json`.
        message: what was found and what was expected.
    """

    def __init__(self, model: str, message: str) -> None:
        self.model = model
        self.message = message
        super().__init__(f"{model}: {message}")


class CalendarError(CalciplugError):
    """No calendar can be laid: what was asked does not fit what is proposed, or nothing is proposed to lay.

    Args:
        problems: each with what was found, and what would mend it.
        held: whether it is the outcome that leaves nothing to lay, and not what was asked.
    """

    def __init__(self, problems: Sequence[str], *, held: bool = False) -> None:
        self.problems = tuple(problems)
        self.held = held
        super().__init__("; ".join(self.problems))


class ProtocolError(CalciplugError):
    """A protocol moves a parameter out of its range, or names something that does not exist."""


class PluginError(CalciplugError):
    """A plugin was refused before it ran: manifest, trust, name, version, hooks or data flow.

    Args:
        plugin: the plugin's name, or its location where it has none yet.
        code: stable, for programs: `plugin.untrusted`, `plugin.duplicate_name`, ...
        message: what was found, what was expected and what did not happen.
    """

    def __init__(self, plugin: str, code: str, message: str) -> None:
        self.plugin = plugin
        self.code = code
        self.message = message
        super().__init__(f"{plugin}: {message} [{code}]")


class PluginFault(CalciplugError):
    """A plugin that was loaded misbehaved while it ran; the outcome is then `rejected`.

    Args:
        code: stable, for programs: `plugin.exception`, `plugin.undeclared_path`, ...
        message: what the plugin did and what it may do; never its own exception text,
            which may hold patient data.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{message} [{code}]")

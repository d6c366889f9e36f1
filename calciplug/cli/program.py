"""The program: runs a command and turns whatever ends it into an exit code and one clear line."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from calciplug import __version__
from calciplug.cli import exits
from calciplug.cli.command import Group
from calciplug.cli.faults import bug
from calciplug.cli.options import debugging
from calciplug.cli.output import Unwritten, abandon_stdout
from calciplug.cli.starting import start
from calciplug.cli.talk import say
from calciplug.errors import InputError, PluginError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXIT_CODES = [f"  {code:>3}  {meaning}" for code, meaning in exits.MEANINGS.items()]
# Each stands in the module of its name, under its name.
COMMANDS: Final = (
    "adjust", "check", "cohort", "evidence", "explain", "plan", "plugins", "predict", "schema", "sweep", "units",
    "what-if", "why-not",
)  # fmt: skip


class Program(Group):
    """The outermost group; the one place where a process ends. One command is run: only its module is imported."""

    def __call__(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command line of this process, which is all the program's own."""
        start()
        self.main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Every command, by name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The command called *cmd_name*, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        found: click.Command = getattr(import_module(f"calciplug.cli.{name}"), name)
        return found

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # click may return; this never does
        """Run one command line and end the process with its code."""
        settings: dict[str, bool] = {}
        extra |= {"standalone_mode": False, "obj": settings, "windows_expand_args": False}
        if sys.stdout is None:
            say("calciplug: stdout is closed, and the result would have been lost; nothing was done")
            sys.exit(exits.UNWRITTEN)
        try:
            code = super().main(args, prog_name or "calciplug", **extra)
            sys.stdout.flush()
        except Exception as error:  # noqa: BLE001  # the last door: every error leaves as a code
            code = _code(error, debug=settings.get("debug", False))
        sys.exit(code if isinstance(code, int) else exits.DONE)


def _code(error: Exception, *, debug: bool) -> int:
    if isinstance(error, click.Abort):
        say("calciplug: interrupted; nothing was half-written")
        return exits.INTERRUPTED
    if isinstance(error, click.ClickException):
        _show_usage(error)
        return exits.USAGE
    if isinstance(error, Unwritten) or (isinstance(error, OSError) and error.filename is None):
        return _unwritten(error)
    if isinstance(error, PluginError):
        say(f"calciplug: plugin {error}; no case was evaluated")
        return exits.PLUGIN
    if isinstance(error, InputError | ProtocolError):
        say(f"calciplug: no case was evaluated: {str(error).rstrip()}")
        return exits.INVALID
    bug(error, debug=debug)
    return exits.BUG


def _show_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    say(f"calciplug: {error.format_message()}")
    if context is not None:
        say(f"Try: {context.command_path} --help")


def _unwritten(error: Exception) -> int:
    cause = error if isinstance(error, OSError) else error.__cause__
    # Whoever closed the pipe has read enough and wants no talk; the code still says that not all was written.
    if not isinstance(cause, BrokenPipeError):
        say(f"calciplug: {error if isinstance(error, Unwritten) else 'the result could not be written'}")
    abandon_stdout()
    return exits.UNWRITTEN


@click.group(
    cls=Program,
    invoke_without_command=True,
    examples=(
        ("calciplug adjust case.json", "a sheet for one case"),
        ("calciplug adjust cases/ --format json", "a folder, one outcome a line"),
        ("calciplug check case.json", "only read it: every problem at once"),
        ("calciplug cohort cases.ndjson --out out.ndjson", "many cases, one a line"),
        ("calciplug predict case.json", "only what models predict"),
        ("calciplug plan case.json --weeks 4 --start 2026-01-12", "the weeks that follow, with dates"),
        ("calciplug sweep - --vary 'flows.blood=250 300 mL/min'", "what other values would do"),
        ("calciplug why-not case.json", "which values would wake silent rules"),
        ("calciplug what-if case.json 'labs.phosphate=1.6 mmol/L'", "the same case with another value"),
        ("calciplug explain N-1", "what a rule does, and on what it rests"),
        ("calciplug evidence show pun-2013", "a source, and who leans on it"),
        ("calciplug units dialysate_calcium", "which units are accepted"),
    ),
    closing=("Exit codes (of several inputs the gravest: 70, 5, 3, 4, 1, 0):", *_EXIT_CODES),
)
@click.version_option(__version__, message="calciplug %(version)s")
@debugging
@click.pass_context
def main(context: click.Context) -> None:
    """Adjust a dialysis prescription for a patient with calciphylaxis, by rules, in units that cannot be confused.

    calciplug proposes; a licensed prescriber decides.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())

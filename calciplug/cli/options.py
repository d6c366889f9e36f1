"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calciplug.cli.command import Once

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def _debug(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and isinstance(context.obj, dict):
        context.obj["debug"] = True


def debugging(command: F) -> F:
    """`--debug`: show where calciplug itself failed."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, callback=_debug,
        help="On a fault of calciplug itself, show a traceback; it holds no values.",
    )(command)  # fmt: skip


def formats(command: F) -> F:
    """`--format text|json`."""
    return click.option(
        "--format", "form", cls=Once, type=click.Choice(["text", "json"]), default="text",
        help="text: for a person (default). json: for a program, one document a line.",
    )(command)  # fmt: skip


def colours(command: F) -> F:
    """`--color auto|always|never`."""
    return click.option(
        "--color", "color", cls=Once, type=click.Choice(["auto", "always", "never"]), default="auto",
        help="Colour of the text form; auto asks NO_COLOR, FORCE_COLOR and the terminal. No word is lost without it.",
    )(command)  # fmt: skip


def plugin_folders(command: F) -> F:
    """`--plugins-dir DIR`, as often as needed."""
    return click.option(
        "--plugins-dir", "folders", multiple=True, metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Also look for plugins in this folder of plugin folders. May be repeated.",
    )(command)  # fmt: skip


def trusted(command: F) -> F:
    """`--trust NAME`, as often as needed."""
    return click.option(
        "--trust", "trust", multiple=True, metavar="NAME",
        help="Let this plugin run although it does not come with calciplug. May be repeated.",
    )(command)  # fmt: skip


def lanes(command: F) -> F:
    """`--lane checked|fast`."""
    return click.option(
        "--lane", "lane", cls=Once, type=click.Choice(["checked", "fast"]), default="checked",
        help="checked: units are checked at every step (default). fast: not where a plugin is on record for it.",
    )(command)  # fmt: skip


def output(command: F) -> F:
    """`--output FILE` and `--force`."""
    forced = click.option("--force", is_flag=True, help="Let --output replace an existing file.")(command)
    return click.option(
        "--output", "output", cls=Once, metavar="FILE", type=click.Path(path_type=Path),
        help="Write the result to FILE, whole or not at all, instead of stdout. An existing file is kept.",
    )(forced)  # fmt: skip


def protocol(command: F) -> F:
    """`--protocol NAME|FILE`."""
    return click.option(
        "--protocol", "protocol", cls=Once, default="cautious", metavar="NAME|FILE",
        help="A shipped protocol, cautious (default) or urena-2025, or the site's own document.",
    )(command)  # fmt: skip


def cases(command: F) -> F:
    """The inputs: files, folders, `-`."""
    return click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path())(command)

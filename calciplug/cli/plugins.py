"""`calciplug plugins`: what is installed, by manifests alone; no plugin's code is imported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Group
from calciplug.cli.output import opened
from calciplug.cli.talk import similar, takes_colour

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calciplug.host import Candidate


def _complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from calciplug.cli.loading import candidates

    names = [item.manifest.name for item in candidates(context.params.get("folders") or ())]
    return [name for name in names if name.startswith(incomplete)]


@click.group(
    cls=Group,
    invoke_without_command=True,
    examples=(
        ("calciplug plugins list", "name, version, origin and layer of each"),
        ("calciplug plugins show dialysate_sodium", "what it reads, writes, needs and rests on"),
    ),
)
@click.pass_context
def plugins(context: click.Context) -> None:
    """Show plugins by their manifests, without importing any of their code."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@plugins.command(
    "list",
    examples=(
        ("calciplug plugins list", "every plugin that was found"),
        ("calciplug plugins list --plugins-dir my-plugins", "also those of a folder"),
        ("calciplug plugins list --format json", "one a line, for a program"),
    ),
)
@options.formats
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
def list_(form: str, folders: tuple[Path, ...], trust: tuple[str, ...], color: str) -> int:
    """List every plugin that was found, and whether it would run."""
    from calciplug.cli.loading import candidates
    from calciplug.cli.standing import standings

    rows = standings(candidates(folders), trust)
    if form == "json":
        text = _json(rows)
    else:
        from calciplug.report import plugin_list, printed

        text = printed(plugin_list(rows), colour=takes_colour(color))
    with opened(None, force=False) as write:
        write(text.encode("utf-8"))
    return exits.DONE


@plugins.command(
    "show",
    examples=(
        ("calciplug plugins show dialysate_sodium", "its manifest and its place"),
        ("calciplug plugins show mine --plugins-dir my-plugins", "one of a folder, trusted or not"),
    ),
)
@click.argument("name", metavar="NAME", shell_complete=_complete)
@options.formats
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
def show(name: str, form: str, folders: tuple[Path, ...], trust: tuple[str, ...], color: str) -> int:
    """Show the manifest of one plugin, and the layers that run before and after it."""
    from calciplug.cli.loading import candidates
    from calciplug.cli.rows import plugin
    from calciplug.cli.standing import standings

    found = candidates(folders)
    rows = [
        {**plugin(item), **row}
        for item, row in zip(found, standings(found, trust), strict=True)
        if item.manifest.name == name
    ]
    if not rows:
        raise click.UsageError(f"no plugin is called {name!r}{similar(name, _names(found))}")
    if form == "json":
        text = _json(rows)
    else:
        from calciplug.report import explanation, printed, standing

        text = "\n".join(printed([*explanation(row), *standing(row)], colour=takes_colour(color)) for row in rows)
    with opened(None, force=False) as write:
        write(text.encode("utf-8"))
    return exits.DONE


def _names(found: Sequence[Candidate]) -> list[str]:
    return [item.manifest.name for item in found]


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)

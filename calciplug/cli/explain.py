"""`calciplug explain`: what an identifier of a sheet means, and on what it rests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.output import opened
from calciplug.cli.talk import similar, takes_colour

if TYPE_CHECKING:
    from pathlib import Path


def _complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from calciplug.cli.loading import candidates
    from calciplug.cli.lookup import known

    return [name for name in known(candidates(context.params.get("folders") or ())) if name.startswith(incomplete)]


@click.command(
    cls=Command,
    examples=(
        ("calciplug explain N-1", "a rule: what it does, needs and rests on"),
        ("calciplug explain dialysate_sodium", "a plugin"),
        ("calciplug explain dialysate_sodium.largest_step", "a parameter: value, range, source"),
        ("calciplug explain urea.two-pool-week", "a model: its numbers, and where it holds"),
        ("calciplug explain D-2 --format json", "another rule, for a program"),
    ),
)
@click.argument("name", metavar="RULE|PLUGIN|PARAMETER|MODEL", shell_complete=_complete)
@options.formats
@options.plugin_folders
@options.colours
@options.debugging
def explain(name: str, form: str, folders: tuple[Path, ...], color: str) -> int:
    """Explain an identifier. No plugin's code is imported: manifests say everything."""
    from calciplug.cli.evidence_rows import kinds
    from calciplug.cli.loading import candidates
    from calciplug.cli.lookup import in_manifests, known, shipped

    rows = list(shipped(name))
    if not rows:
        found = candidates(folders)
        rows = list(in_manifests(name, found))
        if not rows and name in kinds():
            raise click.UsageError(f"{name!r} stands in the evidence ({kinds()[name]}): calciplug evidence show {name}")
        if not rows:
            raise click.UsageError(f"nothing is called {name!r}{similar(name, [*known(found), *kinds()])}")
    with opened(None, force=False) as write:
        write((_json(rows) if form == "json" else _text(rows, color)).encode("utf-8"))
    return exits.DONE


def _json(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


def _text(rows: list[dict[str, Any]], color: str) -> str:
    from calciplug.report import explanation, printed

    return "\n".join(printed(explanation(row), colour=takes_colour(color)) for row in rows)

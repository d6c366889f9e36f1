"""`calciplug sweep`: predictions over a grid of prescriptions; no rule looks at its points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command, Once
from calciplug.cli.grid import axes_of, check_arrays
from calciplug.cli.hush import hushed
from calciplug.cli.inputs import STDIN
from calciplug.cli.output import check_target, opened
from calciplug.cli.progress import Progress
from calciplug.cli.single import refused, single
from calciplug.cli.talk import plain, say, takes_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from calciplug.host import Host
    from calciplug.model.case import Case
    from calciplug.model.sweep import Sweep
    from calciplug.model.typed import Typed
    from calciplug.protocol import Protocol


@click.command(
    cls=Command,
    examples=(
        ("calciplug sweep case.json --vary 'dialysate.sodium=134:140:2 mmol/L'", "a table, both ends included"),
        ("calciplug sweep case.json --vary 'schedule.duration=3 4 h/{session}'", "in another unit"),
        ("calciplug sweep - --format csv --vary 'flows.blood=250 300 mL/min'", "one row a point"),
    ),
    closing=(
        "Several axes:         --vary 'flows.blood=250 300 mL/min,flows.dialysate=500 800 mL/min'",
        "Grams of thiosulfate: --vary 'thiosulfate.dose=12.5 25 g/{session} pentahydrate'",
    ),
)
@click.argument("case", metavar="CASE", type=click.Path())
@click.option(
    "--vary",
    "vary",
    multiple=True,
    required=True,
    metavar="PATH=VALUES",
    help="What varies: numbers parted by blanks, or LOW:HIGH:STEP, then a unit code as `calciplug units` lists it, "
    "then for grams of thiosulfate the salt form. May be repeated; several in one are parted by a comma.",
)
@click.option(
    "--format",
    "form",
    cls=Once,
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    help="text: tables (default). csv: one row a point. json: one document, a list for each prediction.",
)
@options.output
@options.protocol
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
@click.pass_context
def sweep(
    context: click.Context,
    *,
    case: str,
    vary: tuple[str, ...],
    form: str,
    output: Path | None,
    force: bool,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    color: str,
) -> int:
    """Predict what every combination of values would do to the patient of CASE (a file, or - for stdin).

    Predictions only: no rule looks at these points, and none is a proposal. A model, not a measurement. What no
    axis varies stands as ordered, else as in force.
    """
    from calciplug.cli.answering import checked
    from calciplug.cli.loading import load_host, load_protocol

    item = single(case, "a sweep")
    target = None if output is None or str(output) == STDIN else output
    check_target(target, [item], force=force)
    check_arrays()
    host, policy = load_host(folders, trust), load_protocol(protocol)
    host.bind(policy)
    answer = checked(item, debug=bool(context.obj and context.obj.get("debug")))
    axes = axes_of(vary, answer.case, printed=form == "text")
    if answer.case is None:
        return refused(item, answer.document(), "nothing was predicted")
    found = _swept(answer.case, host, policy, axes)
    if found is None:
        return exits.HELD
    with opened(target, force=force) as write:
        for piece in _written(found, form, item.name, colour=takes_colour(color, target)):
            write(piece)
    _talk(found, form, target)
    return exits.DONE


def _swept(case: Case, host: Host, policy: Protocol, axes: Sequence[Typed]) -> Sweep | None:
    """The sweep, or None where a plugin failed: a column with holes that nobody meant must not be a result."""
    from calciplug.errors import PluginFault
    from calciplug.sweep import sweep as swept

    progress = Progress()
    try:
        with hushed():
            return swept(case, host, policy, axes, progress=progress)
    except PluginFault as fault:
        progress.close()
        say(f"calciplug: {plain(fault)}; no result was written")
        return None
    finally:
        progress.close()


def _written(found: Sweep, form: str, name: str, *, colour: bool) -> Iterable[bytes]:
    from calciplug.codec.sweep_csv import csv_of
    from calciplug.codec.sweep_writer import write_sweep

    if form == "json":
        return write_sweep(found)
    if form == "csv":
        return csv_of(found)
    from calciplug.report import sweep_sheet

    document = json.loads(b"".join(write_sweep(found)))
    return [sweep_sheet(document, name=name, colour=colour).encode("utf-8")]


def _talk(found: Sweep, form: str, target: Path | None) -> None:
    from calciplug.codec.sweep_writer import UNJUDGED

    if form == "csv":
        say(f"{UNJUDGED} A model, not a measurement.")
        for path in found.unread:
            say(f"CAUTION: no prediction depends on {path}")
        for note in found.notes:
            say(f"CAUTION: {note.text}")
    for name in found.pointwise:
        say(f"{name} branches on a quantity, so it was asked about one point at a time; that is slow")
    if target is not None:
        say(f"wrote {target}")

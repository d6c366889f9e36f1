"""`calciplug what-if`: one case as it is, beside the same case with values that a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.hush import hushed
from calciplug.cli.inputs import STDIN
from calciplug.cli.output import check_target, opened
from calciplug.cli.single import refused, single, typed_problem
from calciplug.cli.talk import say, takes_colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from calciplug.host import Host
    from calciplug.model.comparison import Comparison
    from calciplug.protocol import Protocol


@click.command(
    cls=Command,
    examples=(
        ("calciplug what-if case.json 'labs.phosphate=1.6 mmol/L'", "as if measured at as_of"),
        ("calciplug what-if case.json patient.lesions=healing", "a code, byte for byte"),
        ("calciplug what-if case.json 'schedule.duration=300 min/{session}'", "as if it were ordered"),
        ("calciplug what-if case.json --without labs.qtc --format json", "a series taken away"),
    ),
    closing=(
        "Grams of thiosulfate: 'thiosulfate.dose=12.5 g/{session} pentahydrate'",
        "Timing and assay:     'labs.albumin=33 g/L pre-dialysis bromocresol-green', or as the last",
    ),
)
@click.argument("case", metavar="CASE", type=click.Path())
@click.argument("edits", metavar="[PATH=VALUE]...", nargs=-1)
@click.option(
    "--without", "without", multiple=True, metavar="PATH",
    help="Take a value away, or a whole laboratory series, or every value of a prescription below PATH. "
    "May be repeated.",
)  # fmt: skip
@options.formats
@options.output
@options.protocol
@options.plugin_folders
@options.trusted
@click.option("--exit-code", "differences", is_flag=True, help="Exit 1 where anything differs with the edits, not 0.")
@options.colours
@options.debugging
@click.pass_context
def what_if(
    context: click.Context,
    *,
    case: str,
    edits: tuple[str, ...],
    without: tuple[str, ...],
    form: str,
    output: Path | None,
    force: bool,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    differences: bool,
    color: str,
) -> int:
    """Adjust CASE (a file, or - for stdin) as it is and with other values, and show what differs.

    The values were typed, not measured, and the outcome with them is no proposal for this patient. The exit code is
    that of the case with the edits. CASE is only read.
    """
    from calciplug.cli.answering import checked
    from calciplug.cli.loading import load_host, load_protocol
    from calciplug.codec.comparison_writer import comparison_document, differ, write_comparison

    item = single(case, "what-if")
    target = None if output is None or str(output) == STDIN else output
    check_target(target, [item], force=force)
    host, policy = load_host(folders, trust), load_protocol(protocol)
    host.bind(policy)
    answer = checked(item, debug=bool(context.obj and context.obj.get("debug")))
    if answer.case is None:
        return refused(item, answer.document(), "nothing was compared")
    found = _compared(answer.data, edits, without, host, policy)
    with opened(target, force=force) as write:
        document = comparison_document(found)
        write(write_comparison(found) if form == "json" else _text(document, colour=takes_colour(color, target)))
    if target is not None:
        say(f"wrote {target}")
    different = exits.DIFFERENT if differences and differ(document) else exits.DONE
    return exits.worst([exits.of_outcome(document["after"], differences=False), different])


def _compared(data: bytes, edits: Sequence[str], without: Sequence[str], host: Host, policy: Protocol) -> Comparison:
    """Both outcomes.

    Raises:
        click.UsageError: with every problem of every edit; *data* itself is sound.
    """
    from calciplug.comparison import what_if as compare
    from calciplug.errors import InputError

    try:
        with hushed():
            return compare(data, edits, host, policy, without=without)
    except InputError as error:
        lines = [line for problem in error.problems for line in typed_problem(problem)]
        raise click.UsageError("\n".join(["the edits were refused, and nothing was compared", *lines])) from error


def _text(document: Mapping[str, Any], *, colour: bool) -> bytes:
    from calciplug.report import comparison_sheet

    return comparison_sheet(document, colour=colour).encode("utf-8")

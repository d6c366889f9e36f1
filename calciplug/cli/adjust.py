"""`calciplug adjust`: cases to sheets or outcome documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.inputs import expand
from calciplug.cli.output import check_target, opened
from calciplug.cli.talk import say, takes_colour

if TYPE_CHECKING:
    from calciplug.cli.answering import Answer
    from calciplug.cli.inputs import Input
    from calciplug.units.lane import Lane


@click.command(
    cls=Command,
    examples=(
        ("calciplug adjust case.json", "a sheet: before and after"),
        ("calciplug adjust case.json --brief", "one page"),
        ("calciplug adjust case.json --format json", "the outcome document, one line"),
        ("calciplug adjust - < case.json", "the case from stdin"),
        ("calciplug adjust cases/ --format json --output out.ndjson", "a folder, a line each"),
        ("calciplug adjust case.json --protocol urena-2025", "under another protocol"),
        ("calciplug adjust case.json --exit-code", "exit 1 where a value differs"),
    ),
)
@options.cases
@options.formats
@click.option("--brief", "short", is_flag=True, help="One page: what changes, what is withheld, what to acknowledge.")
@options.output
@options.protocol
@options.plugin_folders
@options.trusted
@options.lanes
@click.option(
    "--exit-code", "differences", is_flag=True, help="Exit 1 where a value differs from the one in force, not 0."
)
@options.colours
@options.debugging
@click.pass_context
def adjust(
    context: click.Context,
    *,
    cases: tuple[str, ...],
    form: str,
    short: bool,
    output: Path | None,
    force: bool,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    lane: Lane,
    differences: bool,
    color: str,
) -> int:
    """Adjust the prescription of each CASE: a file, a folder of *.json, or - for stdin.

    The result goes to stdout, everything else to stderr. Several cases are answered in the order given; one that
    is refused is answered with its problems and stops no other.
    """
    from calciplug.cli.answering import adjusted
    from calciplug.cli.loading import load_host, load_protocol

    if short and form == "json":
        raise click.UsageError("--brief is a short sheet; a document is always whole, so leave out one of the two")
    target = None if output is None or str(output) == "-" else output
    inputs = expand(cases)
    check_target(target, inputs, force=force)
    host, policy = load_host(folders, trust, lane), load_protocol(protocol)
    host.bind(policy)  # a protocol that does not fit is refused before any case is read
    debug = bool(context.obj and context.obj.get("debug"))
    form_of = (
        _line if form == "json" else _Sheets(several=len(inputs) > 1, short=short, colour=takes_colour(color, target))
    )
    codes: list[int] = []
    statuses: Counter[str] = Counter()
    with opened(target, force=force) as write:
        for item in inputs:
            answer = adjusted(item, host, policy, lane=lane, debug=debug)
            write(form_of(item, answer))
            document = answer.document()
            codes.append(exits.of_outcome(document, differences=differences))
            statuses[document["status"]] += 1
            if form == "json" and document["problems"]:
                say(f"{item.name}: refused, problems: {len(document['problems'])}; nothing was evaluated")
    _sum_up(statuses, target)
    return exits.worst(codes)


def _line(_item: Input, answer: Answer) -> bytes:
    return answer.line


@attrs.frozen
class _Sheets:
    """Answers as sheets; several are told apart by a rule and the name of their input."""

    several: bool
    short: bool
    colour: bool

    def __call__(self, item: Input, answer: Answer) -> bytes:
        from calciplug.report import WIDTH, brief, safe, sheet

        text = (brief if self.short else sheet)(answer.document(), answer.case, name=item.name, colour=self.colour)
        return (f"{'=' * WIDTH}\n{safe(item.name)}\n\n{text}\n" if self.several else text).encode("utf-8")


def _sum_up(statuses: Counter[str], target: Path | None) -> None:
    if statuses.total() > 1:
        say(f"{statuses.total()} cases: {', '.join(f'{statuses[name]} {name}' for name in sorted(statuses))}")
    if target is not None:
        say(f"wrote {target}")

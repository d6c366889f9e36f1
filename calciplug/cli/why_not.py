"""`calciplug why-not`: why rules said nothing about a case, and which values would let them look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.hush import hushed
from calciplug.cli.inputs import STDIN
from calciplug.cli.output import check_target, opened
from calciplug.cli.single import single
from calciplug.cli.talk import say, takes_colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from calciplug.cli.answering import Answer
    from calciplug.cli.inputs import Input
    from calciplug.host import Host
    from calciplug.protocol import Protocol


@click.command(
    cls=Command,
    examples=(
        ("calciplug why-not case.json", "what silent rules wait for, most wanted first"),
        ("calciplug why-not case.json N-1 D-3", "the whole story of these rules"),
        ("calciplug why-not case.json --format json", "the same, with a list of what to fetch"),
        ("calciplug why-not case.json --protocol urena-2025", "under another protocol"),
    ),
)
@click.argument("case", metavar="CASE", type=click.Path())
@click.argument("rules", metavar="[RULE]...", nargs=-1)
@options.formats
@options.output
@options.protocol
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
@click.pass_context
def why_not(
    context: click.Context,
    *,
    case: str,
    rules: tuple[str, ...],
    form: str,
    output: Path | None,
    force: bool,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    color: str,
) -> int:
    """Say why rules said nothing about CASE (a file, or - for stdin), and which value would let each look.

    A rule that is given its value may still have nothing to say. With RULE: what it needs, what the case holds of
    that, and what it said. The exit code is that of `calciplug adjust`.
    """
    from calciplug.cli.answering import checked
    from calciplug.cli.loading import load_host, load_protocol
    from calciplug.codec.why_not_writer import line, why_not_document

    item = single(case, "why-not")
    target = None if output is None or str(output) == STDIN else output
    check_target(target, [item], force=force)
    host, policy = load_host(folders, trust), load_protocol(protocol)
    host.bind(policy)
    _check(rules, host)
    answer = checked(item, debug=bool(context.obj and context.obj.get("debug")))
    outcome, document = (
        (answer.document(), why_not_document(answer.document()))
        if answer.case is None
        else _told(answer, host, policy, rules)
    )
    with opened(target, force=force) as write:
        text = line(document) if form == "json" else _text(item, outcome, document, takes_colour(color, target))
        write(text)
    if form == "json" and outcome["problems"]:
        say(f"{item.name}: refused, problems: {len(outcome['problems'])}; no rule was asked")
    if target is not None:
        say(f"wrote {target}")
    return exits.of_outcome(outcome, differences=False)


def _check(rules: Sequence[str], host: Host) -> None:
    from calciplug.errors import CalciplugError
    from calciplug.wants import check_rules

    try:
        check_rules(rules, host)
    except CalciplugError as error:
        raise click.UsageError(f"{error}; nothing was done") from error


def _told(
    answer: Answer, host: Host, policy: Protocol, rules: Sequence[str]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The outcome document of a case that was read, and why its rules said nothing."""
    from calciplug.codec import outcome_document
    from calciplug.codec.why_not_writer import why_not_document
    from calciplug.wants import why_not as told

    assert answer.case is not None, "a case that was read"
    with hushed():
        found = told(answer.case, host, policy, rules)
    outcome = outcome_document(found.outcome)
    return outcome, why_not_document(outcome, found)


def _text(item: Input, outcome: Mapping[str, Any], document: Mapping[str, Any], colour: bool) -> bytes:
    from calciplug.report import sheet, why_not_sheet

    if outcome["problems"]:
        return sheet(outcome, name=item.name, colour=colour).encode("utf-8")
    return why_not_sheet(document, colour=colour).encode("utf-8")

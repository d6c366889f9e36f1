"""`calciplug check`: read cases and say every problem; no rule runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.inputs import expand
from calciplug.cli.output import opened
from calciplug.cli.talk import takes_colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.cli.answering import Answer
    from calciplug.cli.inputs import Input


@click.command(
    cls=Command,
    examples=(
        ("calciplug check case.json", "every problem at once, or what was understood"),
        ("calciplug check cases/ --format json", "a folder, one answer a line"),
    ),
)
@options.cases
@options.formats
@options.colours
@options.debugging
@click.pass_context
def check(context: click.Context, cases: tuple[str, ...], form: str, color: str) -> int:
    """Read each CASE (a file, a folder of *.json, or - for stdin) and evaluate nothing.

    A sound case is shown as it was understood; of another one every problem is named, with its place, what was
    found, what was expected and the nearest mend.
    """
    from calciplug.cli.answering import checked

    inputs = expand(cases)
    codes: list[int] = []
    with opened(None, force=False) as write:
        for item in inputs:
            answer = checked(item, debug=bool(context.obj and context.obj.get("debug")))
            document = answer.document() if answer.line else None
            text = _row(item, answer, document) if form == "json" else _text(item, answer, document, color)
            write(text.encode("utf-8"))
            codes.append(exits.DONE if document is None else exits.of_outcome(document, differences=False))
    return exits.worst(codes)


def _row(item: Input, answer: Answer, document: Mapping[str, Any] | None) -> str:
    case = answer.case
    row = {
        "file": item.name,
        "sound": case is not None,
        "case_id": case.id if case is not None else None,
        "input_hash": case.input_hash if case is not None else (document or {}).get("input_hash"),
        "problems": (document or {}).get("problems", []),
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def _text(item: Input, answer: Answer, document: Mapping[str, Any] | None, color: str) -> str:
    from calciplug.report import Line, printed, problem_lines, safe, understood

    colour = takes_colour(color)
    if answer.case is not None:
        title = Line(
            f"OK       {safe(item.name)}: case {answer.case.id} can be read; nothing was evaluated", "OK", "OK"
        )
        return printed([title, *understood(answer.case), Line("")], colour=colour)
    problems = (document or {}).get("problems", [])
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
    title = Line(f"STOP     {safe(item.name)}: {count}; the case was refused", "STOP", "STOP")
    return printed([title, *problem_lines(problems, item.name), Line("")], colour=colour)

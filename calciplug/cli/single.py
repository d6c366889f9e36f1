"""A command's one case: its input, and what is said where it was refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits
from calciplug.cli.inputs import STDIN, expand
from calciplug.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.cli.inputs import Input
    from calciplug.model.problem import Problem


def single(name: str, command: str) -> Input:
    """The one input of *command*.

    Raises:
        click.UsageError: it is a folder, or there is no such file.
    """
    if name != STDIN and Path(name).is_dir():
        raise click.UsageError(f"{name!r} is a folder; {command} takes one case")
    return expand([name])[0]


def refused(item: Input, outcome: Mapping[str, Any], undone: str) -> int:
    """Say on stderr why the case was refused, and what was therefore not done; the exit code of it."""
    from calciplug.report import printed, problem_lines

    say(f"calciplug: {item.name} was refused; {undone}")
    say(printed(problem_lines(outcome["problems"], item.name)).rstrip())
    return exits.of_outcome(outcome, differences=False)


def typed_problem(problem: Problem) -> list[str]:
    """*problem* of something typed into the command line, as two lines."""
    parts = [f"{key} {value}" for key, value in (("found", problem.found), ("expected", problem.expected)) if value]
    code = " ".join(filter(None, (problem.rule, problem.code)))
    named = f"{problem.pointer}: " if problem.pointer else ""
    told = "; ".join(filter(None, (*parts, problem.fix)))
    return [f"  {named}{problem.message}", f"    {told}{' ' if told else ''}[{code}]"]

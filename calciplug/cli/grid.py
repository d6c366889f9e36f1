"""What varies in a sweep, out of the command line; everything that is wrong with it is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import click

from calciplug.cli.single import typed_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.case import Case
    from calciplug.model.typed import Typed

# More points are no table that a person reads.
PRINTED: Final = 2_000


def check_arrays() -> None:
    """Refuse before anything is read where NumPy is not installed."""
    from calciplug.errors import CalciplugError
    from calciplug.sweep import arrays

    try:
        arrays()
    except CalciplugError as error:
        raise click.UsageError(f"{error}; nothing was done") from error


def axes_of(vary: Sequence[str], case: Case | None, *, printed: bool) -> tuple[Typed, ...]:
    """What varies.

    Args:
        vary: `path=values`, as they were typed.
        case: whose prescription varies; None where it was refused.
        printed: whether the points are to be a table for a person.

    Raises:
        click.UsageError: with every problem of every axis, or because there are too many points.
    """
    from calciplug.codec.grid import axes_and_problems
    from calciplug.model.sweep import points_of
    from calciplug.sweep import MOST

    axes, problems = axes_and_problems(vary, case)
    if problems:
        named = [attrs.evolve(problem, pointer=f"--vary {problem.pointer}") for problem in problems]
        lines = [line for problem in named for line in typed_problem(problem)]
        raise click.UsageError("\n".join(["the grid was refused, and nothing was predicted", *lines]))
    size = points_of(axes)
    if size > MOST:
        raise click.UsageError(f"the grid has {size:,} points; at most {MOST:,} are predicted at once")
    if printed and size > PRINTED:
        raise click.UsageError(f"{size:,} points are no table; --format csv or json takes more than {PRINTED:,}")
    return axes

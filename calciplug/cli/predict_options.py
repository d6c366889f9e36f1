"""What `calciplug predict` takes for a cohort, and what goes with what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from calciplug.cli.command import Once

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def of_cohort(command: F) -> F:
    """`--cohort`, and the options that go with it alone."""
    command = click.option(
        "--block", "block", cls=Once, metavar="N", type=click.IntRange(1, 100_000),
        help="With --cohort: cases that are held in memory and asked about together (default 10,000).",
    )(command)  # fmt: skip
    command = click.option(
        "--errors", "errors", cls=Once, metavar="FILE", type=click.Path(),
        help="With --cohort: one line for each problem (default: FILE.errors.ndjson; with stdout only counted).",
    )(command)  # fmt: skip
    command = click.option(
        "--fields", "fields", cls=Once, metavar="NAME[,NAME]",
        help="With --cohort: only these predictions, as the first line of a result names them.",
    )(command)  # fmt: skip
    return click.option(
        "--cohort", "cohort", cls=Once, metavar="IN", type=click.Path(),
        help="Instead of CASE: the cases of IN, one a line (- is stdin). Predicted is the prescription in force and as "
        "ordered; no rule looks at it, and nothing is proposed. Needs NumPy.",
    )(command)  # fmt: skip


def check(cases: tuple[str, ...], cohort: str | None, **of_cohort: object) -> None:
    """Refuse what does not go together.

    Raises:
        click.UsageError: with what does not.
    """
    form = of_cohort.pop("form")
    if cohort is None:
        alone = [f"--{name}" for name, value in of_cohort.items() if value is not None]
        if alone:
            raise click.UsageError(f"{', '.join(alone)}: only with --cohort; nothing was done")
        if not cases:
            raise click.UsageError("Missing argument 'CASE...', or --cohort IN.")
    elif cases:
        raise click.UsageError("give CASE... or --cohort IN, not both; nothing was done")
    elif form == "json":
        raise click.UsageError("--format is of CASE...: a cohort is written as rows; nothing was done")

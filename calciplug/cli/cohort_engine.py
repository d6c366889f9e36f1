"""Who evaluates a cohort: processes of the command itself, or Dask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calciplug.cli.command import Once

if TYPE_CHECKING:
    from calciplug.cli.options import F
    from calciplug.cohort import Crew, Spec
    from calciplug.cohort.dask_crew import DaskCrew


def engines(command: F) -> F:
    """`--jobs N`, `--engine pool|dask` and `--scheduler ADDRESS`."""
    scheduled = click.option(
        "--scheduler", "scheduler", cls=Once, metavar="ADDRESS",
        help="With --engine dask: work on this existing cluster, tls://host:port; it has its own size, so no --jobs.",
    )(command)  # fmt: skip
    chosen = click.option(
        "--engine", "engine", cls=Once, type=click.Choice(["pool", "dask"]), default="pool",
        help="pool: processes of this command (default). dask: Dask (calciplug[dask]), which takes seconds to start.",
    )(scheduled)  # fmt: skip
    return click.option(
        "--jobs", "jobs", cls=Once, metavar="N", type=click.IntRange(min=1),
        help="Processes that evaluate cases (default 1). The result is the same, byte for byte.",
    )(chosen)  # fmt: skip


def check_engine(engine: str, scheduler: str | None, jobs: int | None) -> None:
    """Refuse options that do not go together.

    Raises:
        click.UsageError: nothing was done.
    """
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask only; nothing was done")
    if scheduler is not None and jobs is not None:
        raise click.UsageError("the cluster behind --scheduler has its own size, and takes no --jobs; nothing was done")


def crew_of(engine: str, spec: Spec, jobs: int | None, scheduler: str | None) -> Crew | DaskCrew:
    """Whoever answers by *spec*; a context that nobody has entered."""
    from calciplug.cohort import Crew

    if engine == "pool":
        return Crew(spec, jobs or 1)
    from calciplug.cohort.dask_crew import DaskCrew

    return DaskCrew(spec, jobs or 1, scheduler)

"""`calciplug cohort`: a file of cases, one a line or row, to a file of outcomes in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calciplug.cli import exits, options
from calciplug.cli.cohort_engine import check_engine, crew_of, engines
from calciplug.cli.cohort_fields import fields_of
from calciplug.cli.cohort_files import Files, files_of
from calciplug.cli.cohort_source import source_of
from calciplug.cli.command import Command, Once
from calciplug.cli.output import Unwritten
from calciplug.cli.talk import say

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from calciplug.cli.cohort_source import Source
    from calciplug.cohort import Crew, Spec
    from calciplug.cohort.dask_crew import DaskCrew


@click.command(
    cls=Command,
    examples=(
        ("calciplug cohort in.ndjson --out out.ndjson", "one case a line, one outcome a line"),
        ("calciplug cohort in.ndjson --out out.ndjson --jobs 4", "four processes, the same bytes"),
        ("calciplug cohort in.ndjson --out out.ndjson --resume", "go on after an interruption"),
        ("calciplug cohort - --fields dialysate.sodium < in.ndjson", "flat rows, from stdin"),
        ("calciplug cohort in.parquet --out out.parquet", "one case a row, one outcome a row"),
    ),
    closing=("OUT is called OUT.part until it is whole; OUT.resume beside it says how far it is.",),
)
@click.argument("source", metavar="IN", type=click.Path())
@click.option(
    "--out", "--output", "out", cls=Once, metavar="OUT", type=click.Path(),
    help="Write the outcomes to OUT instead of stdout; as Parquet where it ends in .parquet. An existing file is kept.",
)  # fmt: skip
@click.option(
    "--errors", "errors", cls=Once, metavar="FILE", type=click.Path(),
    help="Write one line for each problem to FILE (default: OUT.errors.ndjson; with stdout they are only counted).",
)  # fmt: skip
@click.option(
    "--summary", "summary", cls=Once, metavar="FILE", type=click.Path(),
    help="Write the summary that is printed on stderr to FILE as well, as JSON.",
)  # fmt: skip
@click.option(
    "--force", is_flag=True, help="Replace existing files; without --resume also what an unfinished run left."
)
@click.option("--resume", is_flag=True, help="Go on with a run that did not end: same input, same options.")
@engines
@click.option(
    "--chunk", "chunk", cls=Once, metavar="N", type=click.IntRange(1, 10_000), default=32,
    help="Cases that are evaluated together (default 32).",
)  # fmt: skip
@options.lanes
@click.option(
    "--fields", "fields", cls=Once, metavar="PATH[,PATH]",
    help="Instead of outcomes flat rows of these values, after a first line that holds their units.",
)  # fmt: skip
@options.protocol
@options.plugin_folders
@options.trusted
@options.debugging
def cohort(
    *,
    source: str,
    out: str | None,
    errors: str | None,
    summary: str | None,
    force: bool,
    resume: bool,
    jobs: int | None,
    engine: Literal["pool", "dask"],
    scheduler: str | None,
    chunk: int,
    lane: Literal["checked", "fast"],
    fields: str | None,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
) -> int:
    """Adjust the prescriptions of many cases: IN holds one case document a line (NDJSON); - is stdin.

    A Parquet IN holds one in each row of its column `case`.

    Every row and every line that is not blank is answered, in order, with what `calciplug adjust --format json` makes
    of it; one that cannot be read is answered with its problems and stops no other. Memory does not grow with IN.
    """
    from calciplug.cli.loading import load_host, load_protocol, protocol_document
    from calciplug.cohort import NotRead, Spec, digests

    check_engine(engine, scheduler, jobs)
    wanted = fields_of(fields)
    files = files_of(source, out, errors, summary, force=force, resume=resume, tables=True)
    host = load_host(folders, trust, lane)
    host.bind(load_protocol(protocol))  # what does not fit is refused before any case is read
    try:
        with source_of(files, tables=True) as own:
            spec = Spec(
                folders=tuple(str(folder.absolute()) for folder in folders), trust=trust,
                protocol=protocol_document(protocol), lane=lane, fields=wanted, plugins=digests(host),
                counted=own.counted, keyed=files.is_table and wanted is None,
            )  # fmt: skip
            return _run(own, files, spec, crew_of(engine, spec, jobs, scheduler), chunk)
    except NotRead as error:
        say(f"calciplug: {error}; nothing was done")
        return exits.INVALID


def _run(source: Source, files: Files, spec: Spec, crew: Crew | DaskCrew, chunk: int) -> int:
    """Answer every case, and turn what may end a run into words and a code."""
    from calciplug.cli.cohort_run import Run, told
    from calciplug.cohort import ClusterFailed, NotRead, NotResumable, NotWritten, WorkersFailed

    run = Run(source, files, spec)
    try:
        run(crew, chunk)
    except NotResumable as error:
        raise click.UsageError(f"{error}; nothing was done") from error
    except NotWritten as error:
        raise Unwritten(f"{error}; {run.standing()}") from error.__cause__
    except ClusterFailed as error:
        if not run.begun:
            raise click.UsageError(f"{error}; nothing was done") from error
        say(f"calciplug: {error}; {run.standing()}")
        return exits.INVALID
    except NotRead as error:
        say(f"calciplug: {error}; {run.standing()}")
        return exits.INVALID
    except WorkersFailed as error:
        say(f"calciplug: {error}; {run.standing()}")
        return exits.BUG
    except KeyboardInterrupt:
        say(f"calciplug: interrupted; {run.standing()}")
        return exits.INTERRUPTED
    return told(run.tally, files)

"""`calciplug cohort`: a file of cases, one a line, to a file of outcomes in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calciplug.cli import exits, options
from calciplug.cli.cohort_files import Files, files_of, source_of
from calciplug.cli.command import Command, Once
from calciplug.cli.output import Unwritten
from calciplug.cli.talk import say

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from calciplug.cli.cohort_files import Source
    from calciplug.cohort import Fields, Spec


@click.command(
    cls=Command,
    examples=(
        ("calciplug cohort in.ndjson --out out.ndjson", "one case a line, one outcome a line"),
        ("calciplug cohort in.ndjson --out out.ndjson --jobs 4", "four processes, the same bytes"),
        ("calciplug cohort in.ndjson --out out.ndjson --resume", "go on after an interruption"),
        ("calciplug cohort - --fields dialysate.sodium < in.ndjson", "flat rows, from stdin"),
    ),
    closing=("OUT is called OUT.part until it is whole; OUT.resume beside it says how far it is.",),
)
@click.argument("source", metavar="IN", type=click.Path())
@click.option(
    "--out", "--output", "out", cls=Once, metavar="OUT", type=click.Path(),
    help="Write the outcomes to OUT instead of stdout. An existing file is kept.",
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
@click.option(
    "--jobs", "jobs", cls=Once, metavar="N", type=click.IntRange(min=1), default=1,
    help="Processes that evaluate cases (default 1). The result is the same, byte for byte.",
)  # fmt: skip
@click.option(
    "--chunk", "chunk", cls=Once, metavar="N", type=click.IntRange(1, 10_000), default=32,
    help="Cases that are evaluated and committed together (default 32).",
)  # fmt: skip
@click.option(
    "--lane", "lane", cls=Once, type=click.Choice(["checked", "fast"]), default="checked",
    help="checked: units are checked at every step (default). fast: not where a plugin is on record for it.",
)  # fmt: skip
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
    jobs: int,
    chunk: int,
    lane: Literal["checked", "fast"],
    fields: str | None,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
) -> int:
    """Adjust the prescriptions of many cases: IN holds one case document a line (NDJSON); - is stdin.

    Every line that is not blank is answered, in order, with what `calciplug adjust --format json` makes of it; a
    line that cannot be read is answered with its problems and stops no other. Memory does not grow with IN.
    """
    from calciplug.cli.loading import load_host, load_protocol, protocol_document
    from calciplug.cohort import Spec, digests

    wanted = _fields(fields)
    files = files_of(source, out, errors, summary, force=force, resume=resume)
    host = load_host(folders, trust)
    host.bind(load_protocol(protocol))  # what does not fit is refused before any case is read
    spec = Spec(
        folders=tuple(str(folder.absolute()) for folder in folders), trust=trust, protocol=protocol_document(protocol),
        lane=lane, fields=wanted, plugins=digests(host),
    )  # fmt: skip
    with source_of(files) as own:
        return _run(own, files, spec, jobs, chunk)


def _fields(text: str | None) -> Fields | None:
    from calciplug.cohort import Fields
    from calciplug.errors import CalciplugError

    if text is None:
        return None
    try:
        return Fields.of([path.strip() for path in text.split(",")])
    except CalciplugError as error:
        raise click.UsageError(f"--fields: {error}; nothing was done") from error


def _run(source: Source, files: Files, spec: Spec, jobs: int, chunk: int) -> int:
    """Answer every case, and turn what may end a run into words and a code."""
    from calciplug.cli.cohort_run import Run, told
    from calciplug.cohort import NotRead, NotResumable, NotWritten, WorkersFailed

    run = Run(source, files, spec)
    try:
        run(jobs, chunk)
    except NotResumable as error:
        raise click.UsageError(f"{error}; nothing was done") from error
    except NotWritten as error:
        raise Unwritten(f"{error}; {run.standing()}") from error.__cause__
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

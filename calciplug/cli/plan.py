"""`calciplug plan`: the weeks that follow, with dates and times of day; nothing in them is an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calciplug.cli import exits, laying, options, when
from calciplug.cli.command import Command, Once
from calciplug.cli.hush import hushed
from calciplug.cli.inputs import STDIN
from calciplug.cli.output import check_target, opened
from calciplug.cli.single import refused, single
from calciplug.cli.talk import say, takes_colour

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    examples=(
        ("calciplug plan case.json --weeks 4 --start 2026-01-12", "from the case"),
        ("calciplug plan - --weeks 1 --start 2026-01-12 --weekdays mon,wed,fri --at 06:30", "days given"),
        ("calciplug plan - --weeks 2 --start 2026-01-12 --at day=07:00 --at night=21:00", "exchanges"),
    ),
)
@click.argument("case", metavar="CASE", type=click.Path())
@click.option("--weeks", cls=Once, type=int, metavar="N", help="How many blocks of seven days from --start.")
@click.option("--start", cls=Once, metavar="YYYY-MM-DD", help="First day of the calendar, not before the case's day.")
@click.option("--zone", cls=Once, metavar="AREA/CITY", help="Whose clocks count; without it the case's own zone.")
@click.option(
    "--weekdays",
    "named",
    cls=Once,
    metavar="DAY,DAY",
    help="Days of sessions, or of infusions without one: some of mon,tue,wed,thu,fri,sat,sun; without it the "
    "prescription's own.",
)
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="[KEY=]HH:MM",
    help="Time of day at which a session, or an infusion without one, begins; with KEY= the first exchange of that "
    "key on a day. May be repeated.",
)
@click.option(
    "--format",
    "form",
    cls=Once,
    type=click.Choice(["text", "json", "ics"]),
    default="text",
    help="text: for a person (default). json: one document, one line. ics: an iCalendar file (calciplug[calendar]).",
)
@options.output
@options.protocol
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
@click.pass_context
def plan(
    context: click.Context,
    *,
    case: str,
    weeks: int | None,
    start: str | None,
    zone: str | None,
    named: str | None,
    at: tuple[str, ...],
    form: str,
    output: Path | None,
    force: bool,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    color: str,
) -> int:
    """Lay what is proposed for CASE (a file, or - for stdin) into the weeks that follow.

    Sessions, doses, dwells, checks and reviews with dates and times of day, right across changes of clocks. A later
    step waits for its condition and is never shown as given. calciplug proposes; a licensed prescriber decides.
    """
    from calciplug.cli.answering import checked
    from calciplug.cli.loading import load_host, load_protocol
    from calciplug.engine import plan as programme

    typed = when.typed(weeks, start, zone, named, at)
    item = single(case, "plan")
    target = None if output is None or str(output) == STDIN else output
    check_target(target, [item], force=force)
    if form == "ics":
        laying.check_library()
    host, policy = load_host(folders, trust), load_protocol(protocol)
    host.bind(policy)  # a protocol that does not fit is refused before any case is read
    answer = checked(item, debug=bool(context.obj and context.obj.get("debug")))
    if answer.case is None:
        return refused(item, answer.document(), "no calendar was laid")
    with hushed():
        asked = programme(answer.case, host, policy)
    if asked.outcome.status == "rejected":
        return laying.rejected(item, asked)
    calendar = laying.laid(item, answer.case, asked, when.times(typed, zone or answer.case.zone))
    if calendar is None:
        return exits.HELD
    written = laying.written(calendar, form, colour=takes_colour(color, target))
    with opened(target, force=force) as write:
        write(written)
    if target is not None:
        say(f"wrote {target}")
    return exits.HELD if asked.outcome.status == "held" else exits.DONE

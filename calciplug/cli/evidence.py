"""`calciplug evidence`: what rules rest on, how far it may be trusted, and who leans on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Group, Once
from calciplug.cli.output import opened
from calciplug.cli.talk import similar, takes_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from calciplug.report import Line

# Written out, so that help and completion need not read the evidence; a test compares them.
KINDS: Final = {
    "sources": "source", "disputes": "dispute", "errata": "erratum", "statements": "statement", "figures": "figure",
}  # fmt: skip
DESIGNS: Final = (
    "case-control", "case-report", "case-series", "cohort", "dataset", "guideline", "in-vitro", "measure",
    "narrative-review", "pharmacokinetic-study", "pharmacopoeia", "product-label", "protocol", "randomised-trial",
    "registry-entry", "systematic-review", "textbook", "website",
)  # fmt: skip
TRUSTS: Final = ("derived", "memory", "quoted", "read", "review", "secondary")


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from calciplug.cli.evidence_rows import kinds

    return [name for name in kinds() if name.startswith(incomplete)]


@click.group(
    cls=Group,
    invoke_without_command=True,
    examples=(
        ("calciplug evidence list disputes", "where sources contradict each other"),
        ("calciplug evidence show pun-2013", "a source: design, trust, figures, who leans on it"),
    ),
)
@click.pass_context
def evidence(context: click.Context) -> None:
    """Show sources, disputes, errata, statements and figures, without importing any plugin's code."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@evidence.command(
    "list",
    examples=(
        ("calciplug evidence list sources", "design, year, trust, how many rules cite it"),
        ("calciplug evidence list sources --trust memory", "what nobody has read"),
        ("calciplug evidence list figures --design cohort", "ratios and shares of cohorts"),
        ("calciplug evidence list --cited-by D-2", "all that one rule names"),
        ("calciplug evidence list disputes --format json", "for a program, whole entries"),
    ),
)
@click.argument("kind", required=False, metavar="[" + "|".join(KINDS) + "]", type=click.Choice(list(KINDS)))
@click.option(
    "--design", cls=Once, type=click.Choice(DESIGNS), metavar="DESIGN",
    help=f"Only what rests on a source of this design: {', '.join(DESIGNS)}.",
)  # fmt: skip
@click.option("--trust", cls=Once, type=click.Choice(TRUSTS), help="Only what rests on a source of this trust.")
@click.option("--cited-by", "rule", cls=Once, metavar="RULE", help="Only what the rule of this id names.")
@options.formats
@options.plugin_folders
@options.colours
@options.debugging
def list_(
    *, kind: str | None, design: str | None, trust: str | None, rule: str | None, form: str,
    folders: tuple[Path, ...], color: str,
) -> int:  # fmt: skip
    """List the evidence, or one kind of it."""
    from calciplug.cli.evidence_rows import chosen, entries
    from calciplug.cli.loading import candidates
    from calciplug.cli.lookup import rules

    found = candidates(folders)
    if rule is not None and rule not in rules(found):
        raise click.UsageError(f"no rule is called {rule!r}{similar(rule, rules(found))}")
    rows = chosen(entries(found), None if kind is None else KINDS[kind], design, trust, rule)

    def text() -> list[Line]:
        from calciplug.report import evidence_list

        return evidence_list(rows)

    return _write(rows, text, form, color)


@evidence.command(
    "show",
    examples=(
        ("calciplug evidence show pun-2013", "a source, and who leans on it"),
        ("calciplug evidence show C-1", "both sides of a dispute"),
        ("calciplug evidence show E-1 A-10", "an erratum and a statement"),
        ("calciplug evidence show pun-2013-gradient --format json", "a figure, for a program"),
    ),
)
@click.argument("names", nargs=-1, required=True, metavar="ID...", shell_complete=_complete)
@options.formats
@options.plugin_folders
@options.colours
@options.debugging
def show(names: tuple[str, ...], form: str, folders: tuple[Path, ...], color: str) -> int:
    """Show whole entries: a source, a dispute, an erratum, a statement or a figure."""
    from calciplug.cli.evidence_rows import entries, kinds
    from calciplug.cli.loading import candidates
    from calciplug.cli.lookup import known

    found = candidates(folders)
    unknown = [name for name in names if name not in kinds()]
    if unknown:
        explained = set(known(found))
        said = [
            f"{name!r} is explained by: calciplug explain {name}"
            if name in explained
            else f"no evidence is called {name!r}{similar(name, kinds())}"
            for name in unknown
        ]
        raise click.UsageError("; ".join(said))
    by_name = {row["id"]: row for row in entries(found)}
    rows = [by_name[name] for name in dict.fromkeys(names)]

    def text() -> list[Line]:
        from calciplug.report import evidence_entry

        return evidence_entry(rows)

    return _write(rows, text, form, color)


def _write(rows: Sequence[dict[str, Any]], text: Callable[[], list[Line]], form: str, color: str) -> int:
    if form == "json":
        from calciplug.codec.evidence_writer import write_evidence

        data = write_evidence(rows)
    else:
        from calciplug.report import printed

        data = printed(text(), colour=takes_colour(color)).encode("utf-8")
    with opened(None, force=False) as write:
        write(data)
    return exits.DONE

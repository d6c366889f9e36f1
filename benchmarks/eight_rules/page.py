"""A run as Markdown: the table, the targets, and where the time goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BEGIN: Final = "<!-- peers: written by `make bench-peers`; what is changed by hand is lost -->"
END: Final = "<!-- /peers -->"


def page(run: Mapping[str, Any]) -> str:
    """*run*, as `peers.py` made it."""
    return "\n".join([*_head(run), "", *_rows(run), "", *_targets(run), "", *_parts(run)]) + "\n"


def into(text: str, run: Mapping[str, Any]) -> str:
    """*text* with *run* between its two marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"expected {BEGIN!r} and {END!r} in the page; it was left as it is")
    return f"{before}{BEGIN}\n\n{page(run)}\n{END}{after}"


def _head(run: Mapping[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    yield (
        f"{run['cases']:,} distinct cases a row, {run['rounds']} interleaved rounds, medians of processor time; "
        f"{run['processors']} processors. Before the clock started, every engine decided the same of every case, "
        "and the floor wrote the same bytes."
    )
    yield ""
    yield f"Versions: {versions}."


def _rows(run: Mapping[str, Any]) -> Iterator[str]:
    yield "| engine | µs a case | x floor | does not do |"
    yield "|---|---:|---:|---|"
    for row in run["rows"]:
        if row["us"] is None:
            yield f"| {row['title']} | not installed | | |"
        else:
            yield f"| {row['title']} | {_number(row['us'])} | {_ratio(row['x_floor'])} | {row['leaves']} |"


def _targets(run: Mapping[str, Any]) -> Iterator[str]:
    yield "| work | against | target | measured | |"
    yield "|---|---|---|---:|---|"
    for own in run["targets"]:
        if own["measured"] is None:
            yield f"| {own['work']} | {own['against']} | {own['target']} | not installed | |"
            continue
        by = own["measured"] / own["limit"]
        met = "met" if by <= 1 else f"missed by a factor of {_ratio(by)}"
        yield f"| {own['work']} | {own['against']} | {own['target']} | {_ratio(own['measured'])}x | {met} |"
    if run["floor_over_peer"]:
        scale = ", ".join(f"{_ratio(found)}x of {name}" for name, found in run["floor_over_peer"].items())
        yield ""
        yield f"For scale, the floor, which checks nothing and writes the same document: {scale}."


def _parts(run: Mapping[str, Any]) -> Iterator[str]:
    yield "| part of the whole path, fast lane | µs a case | x floor | share |"
    yield "|---|---:|---:|---:|"
    for own in run["parts"]:
        yield f"| {own['part']} | {_number(own['us'])} | {_ratio(own['x_floor'])} | {own['share']:.0%} |"
    packages = ", ".join(f"{name} {share:.0%}" for name, share in run["packages"].items())
    yield ""
    calls = run["calls"]
    yield (
        f"Calls a case: {calls['ours']:,.0f} in the fast lane, {calls['floor']:,.0f} in the floor. "
        f"Own time by package, with the profiler on, which favours what is compiled: {packages}."
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004  # few digits, whatever the size


def _ratio(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004  # few digits, whatever the size

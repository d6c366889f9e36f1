"""What became of a cohort, in numbers: as plain JSON, and as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.cohort.tally import Tally

STATUSES: Final = ("unchanged", "adjusted", "held", "rejected")
SEVERITIES: Final = ("info", "warning", "hold", "block")


def summary_document(tally: Tally) -> dict[str, Any]:
    """*tally* as plain JSON: every status, every rule that spoke, every path that changed, in order."""
    rules: dict[str, dict[str, int]] = {}
    for name in sorted(tally.spoken):
        code, severity = name.rsplit(" ", 1)
        rules.setdefault(code, {})[severity] = tally.spoken[name]
    return {
        "cases": tally.cases,
        "statuses": {name: tally.statuses[name] for name in STATUSES},
        "refused": tally.refused,
        "failed": tally.failed,
        "blank": tally.blank,
        "errors": tally.errors,
        "problems": dict(sorted(tally.problems.items())),
        "rules": {code: {name: own[name] for name in SEVERITIES if name in own} for code, own in rules.items()},
        "changed": dict(sorted(tally.changed.items())),
    }


def summary_lines(tally: Tally) -> list[str]:
    """*tally* as a table."""
    found = summary_document(tally)
    told = [(f"  {name}", found["statuses"][name]) for name in STATUSES]
    told += [("  of the rejected: refused as they stand", tally.refused)]
    told += [("  of the rejected: calciplug failed, or a worker ended", tally.failed)]
    lines = list(_columns([("cases", tally.cases), *told, ("blank lines passed", tally.blank)]))
    if found["problems"]:
        lines += ["problems, by code", *_columns([(f"  {name}", own) for name, own in found["problems"].items()])]
    if found["rules"]:
        lines += ["findings, by rule", *_rules(found["rules"])]
    if found["changed"]:
        lines += ["changes, by path", *_columns([(f"  {name}", own) for name, own in found["changed"].items()])]
    return lines


def _columns(rows: Sequence[tuple[str, int]]) -> Iterator[str]:
    width = max(len(name) for name, _ in rows)
    counts = [f"{count:,}" for _, count in rows]
    last = max(len(text) for text in counts)
    yield from (f"{name:<{width}}  {text:>{last}}" for (name, _), text in zip(rows, counts, strict=True))


def _rules(rules: dict[str, dict[str, int]]) -> Iterator[str]:
    width = max(len(code) for code in rules)
    yield f"  {'':<{width}}" + "".join(f"{name:>10}" for name in SEVERITIES)
    for code, own in rules.items():
        counts = "".join(f"{own[name]:>10,}" if name in own else " " * 10 for name in SEVERITIES)
        yield f"  {code:<{width}}{counts}".rstrip()

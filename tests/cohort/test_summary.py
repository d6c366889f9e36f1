"""The summary in numbers and as a table; the names come from outcomes, the sums from nowhere else."""

from __future__ import annotations

from collections import Counter

from calciplug.cohort import Tally, summary_document, summary_lines


def test_the_table_and_the_document_hold_the_same_numbers():
    """Written out by hand; a severity that a rule never had is left empty."""
    tally = Tally(
        blank=1, refused=1, failed=1, errors=3,
        statuses=Counter(adjusted=1200, rejected=2), problems=Counter({"unit.unknown": 2, "internal": 1}),
        spoken=Counter({"N-1 info": 1200, "N-1 block": 1, "host.stale warning": 2}),
        changed=Counter({"dialysate.sodium": 7}),
    )  # fmt: skip

    assert summary_document(tally) == {
        "cases": 1202, "statuses": {"unchanged": 0, "adjusted": 1200, "held": 0, "rejected": 2},
        "refused": 1, "failed": 1, "blank": 1, "errors": 3, "problems": {"internal": 1, "unit.unknown": 2},
        "rules": {"N-1": {"info": 1200, "block": 1}, "host.stale": {"warning": 2}}, "changed": {"dialysate.sodium": 7},
    }  # fmt: skip
    counts = [
        ("cases", "1,202"),
        ("  unchanged", "0"),
        ("  adjusted", "1,200"),
        ("  held", "0"),
        ("  rejected", "2"),
        ("  of the rejected: refused as they stand", "1"),
        ("  of the rejected: calciplug failed, or a worker ended", "1"),
        ("blank lines passed", "1"),
    ]
    rules = [
        ("", "info", "warning", "hold", "block"),
        ("N-1", "1,200", "", "", "1"),
        ("host.stale", "", "2", "", ""),
    ]
    assert summary_lines(tally) == [
        *(f"{name:<54}  {count:>5}" for name, count in counts),
        "problems, by code",
        "  internal      1",
        "  unit.unknown  2",
        "findings, by rule",
        *("  {:<10}{:>10}{:>10}{:>10}{:>10}".format(*row).rstrip() for row in rules),
        "changes, by path",
        "  dialysate.sodium  7",
    ]


def test_nothing_is_a_summary_too():
    """Of an empty input, and of one whose cases nobody had to say anything about."""
    assert [line.split()[-1] for line in summary_lines(Tally())] == ["0"] * 8


def test_counts_are_added_and_come_back_from_json():
    """What a worker counted and what a journal kept is the same afterwards."""
    one, two = Tally(blank=1, statuses=Counter(held=2)), Tally(errors=3, statuses=Counter(held=1, adjusted=1))
    one.add(Tally.of_row(two.row()))

    assert one == Tally(blank=1, errors=3, statuses=Counter(held=3, adjusted=1))
    assert one.cases == 4

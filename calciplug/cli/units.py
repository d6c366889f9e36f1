"""`calciplug units`: the closed table of units, by kind of quantity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command
from calciplug.cli.output import opened
from calciplug.cli.talk import similar, takes_colour

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from calciplug.units import Kind


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from calciplug import units as own

    return [name for name in own.kinds() if name.startswith(incomplete)]


@click.command(
    cls=Command,
    examples=(
        ("calciplug units", "every kind of quantity with the codes it accepts"),
        ("calciplug units dialysate_calcium", "one kind: factors, substance, fields"),
        ("calciplug units meq/L", "the kinds that accept a code"),
    ),
)
@click.argument("kind", required=False, metavar="[KIND|CODE]", shell_complete=_complete)
@options.formats
@options.colours
@options.debugging
def units(kind: str | None, form: str, color: str) -> int:
    """Show which units are accepted. A unit is a code of this table, byte for byte; no text is ever parsed."""
    from calciplug import units as own
    from calciplug.report import all_kinds, one_kind, printed

    found = [item for item in own.kinds().values() if kind is None or kind == item.name or kind in item.accepts]
    if not found:
        raise click.UsageError(f"no kind and no code is {kind!r}{similar(str(kind), [*own.kinds(), *own.UCUM])}")
    rows = [_row(item) for item in found]
    if form == "json":
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    else:
        lines = one_kind(rows[0]) if kind == found[0].name else all_kinds(rows)
        text = printed(lines, colour=takes_colour(color))
    with opened(None, force=False) as write:
        write(text.encode("utf-8"))
    return exits.DONE


def _row(item: Kind) -> dict[str, Any]:
    from calciplug import units as own
    from calciplug.model.field import fields

    return {
        "kind": item.name, "unit": item.unit, "accepts": list(item.accepts),
        "labels": [own.label(code) or "a bare number" for code, _ in item.shows],
        "substances": [_substance(name) for name in item.of],
        "factors": dict(_factors(item)),
        "fields": [
            {"path": field.path, "title": field.title, "plausible": _range(field.plausible, field.kind)}
            for field in fields().values() if field.kind == item.name
        ],
    }  # fmt: skip


def _factors(item: Kind) -> Iterator[tuple[str, str]]:
    """Each accepted code and how many of the kind's own unit it is; for thiosulfate by the salt that is weighed."""
    from calciplug.model.field import code_lists

    forms: tuple[str | None, ...] = code_lists()["salt_form"] if "thiosulfate" in item.of else (None,)
    for code in item.accepts:
        for form in forms:
            own = f"{item.unit} pentahydrate" if form is not None else item.unit
            yield f"{code} {form}" if form is not None else code, f"{_plain(item.factor(code, form))} {own}"


def _range(ends: tuple[float, float], kind: str) -> str:
    from calciplug import units as own

    return f"{own.text(ends[0], kind)} to {own.text(ends[1], kind)}"


def _substance(name: str) -> dict[str, Any]:
    from calciplug import units as own

    item = own.substance(name)
    mass = None if item.molar_mass is None else f"{_plain(item.molar_mass)} g/mol"
    return {"name": item.name, "valence": item.valence, "molar_mass": mass}


def _plain(value: Fraction) -> str:
    """*value* in plain digits, at most nine that count."""
    from decimal import Context, Decimal

    from calciplug import units as own

    exact = Context(prec=9).divide(Decimal(value.numerator), Decimal(value.denominator))
    return own.number(own.plain(exact))

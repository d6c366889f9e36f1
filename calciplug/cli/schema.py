"""`calciplug schema`: the schemas of the documents that go in and come out."""

from __future__ import annotations

from typing import Final

import click

from calciplug.cli.command import Command
from calciplug.cli.output import opened

# Written out, so that help and completion need not import the codec; a test compares it.
NAMES: Final = (
    "calendar", "case", "comparison", "evidence", "outcome", "plugin", "predictions", "protocol", "sweep", "why-not",
)  # fmt: skip


@click.command(
    cls=Command,
    examples=(
        ("calciplug schema case", "print the JSON Schema of a case"),
        ("calciplug schema case > case.schema.json", "keep it beside your files"),
    ),
)
@click.argument("name", metavar="|".join(NAMES), type=click.Choice(NAMES))
def schema(name: str) -> None:
    """Print the JSON Schema (2020-12) of one kind of document."""
    from calciplug.codec import schema_text

    with opened(None, force=False) as write:
        write(schema_text(name).encode("utf-8"))

"""What `--fields` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from calciplug.cohort import Fields


def fields_of(text: str | None) -> Fields | None:
    """The fields that *text* names, with commas between them; None where whole outcomes are wanted.

    Raises:
        click.UsageError: with everything that is wrong with them.
    """
    from calciplug.cohort import Fields
    from calciplug.errors import CalciplugError

    if text is None:
        return None
    try:
        return Fields.of([path.strip() for path in text.split(",")])
    except CalciplugError as error:
        raise click.UsageError(f"--fields: {error}; nothing was done") from error

"""The columns of a result as a table: what each holds, in which unit, and the row that one case has in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from calciplug.cohort.spec import Spec


@attrs.frozen
class Column:
    """One column.

    Attributes:
        name: of the column.
        holds: whole numbers, numbers, texts, lists of texts, or a whole document in each row.
        always: whether every row has a value.
        unit: of numbers.
        form: the salt whose grams are counted.
    """

    name: str
    holds: Literal["whole", "number", "text", "list", "document"]
    always: bool = False
    unit: str | None = None
    form: str | None = None


@attrs.frozen
class Columns:
    """The columns of a result, and its lines as rows of them.

    Attributes:
        columns: in their order.
        header: the first line of the result, or nothing where it has none.
        keyed: whether a row takes two lines: a row of its own, and a document.
    """

    columns: tuple[Column, ...]
    header: bytes
    keyed: bool

    @classmethod
    def of(cls, spec: Spec) -> Columns:
        """The columns of what is answered by *spec*."""
        first = (Column(spec.counted, "whole", True), Column("case_id", "text"), Column("status", "text", True))
        if spec.fields is None:
            return cls((*first, Column("outcome", "document", True)), b"", True)
        units, forms, lists = spec.fields.units(), spec.fields.forms(), spec.fields.lists()
        values = [
            Column(path, "number", unit=unit, form=forms.get(path))
            if unit is not None
            else Column(path, "list" if path in lists else "text")
            for path, unit in units.items()
        ]
        return cls((*first, *values), spec.fields.header(), False)

    def rows(self, lines: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each row in *lines*, by column, after how many bytes it takes there."""
        if self.header:
            lines.readline()
        for line in lines:
            row = json.loads(line)
            if self.keyed:
                document = lines.readline()
                yield len(line) + len(document), {**row, "outcome": document.removesuffix(b"\n")}
            else:
                yield len(line), row
